"""The lines of a case's timeline in words: what was done, and from what to what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import (
    CaseEventKind,
    CaseStage,
    Cause,
    CostKind,
    Finding,
    OfferAnswer,
    Opinion,
    Outcome,
    Party,
    StockMove,
    Verdict,
)
from desktop_app.core.labels import label, label_of
from desktop_app.services import clock_rules
from desktop_app.services.timeline import Entry
from desktop_app.views.case_clash import FIELDS
from desktop_app.views.claims_words import amount

_Data = Mapping[str, Any]
_KINDS = {
    "cause": Cause,
    "outcome": Outcome,
    "fault": Party,
    "stage": CaseStage,
    "finding": Finding,
    "opinion": Opinion,
}
_FLAGS = frozenset({"angry", "silent_bad_review", "disputed", "lesson"})
_COUNTS = {
    "quantity": N_("affected"),
    "shipped": N_("shipped"),
    "received_good": N_("received good"),
    "received_damaged": N_("received damaged"),
    "returned_good": N_("back good"),
    "returned_damaged": N_("back damaged"),
    "resent": N_("resent"),
}


def head(entry: Entry) -> str:
    """What was done, in a few words."""
    said = _more(entry)
    text = label(entry.kind)
    if said:
        text = _("%(what)s: %(more)s") % {"what": text, "more": said}
    return _("%(what)s (taken back)") % {"what": text} if entry.undone else text


def told(entry: Entry) -> str:
    """What was changed or said, below it."""
    lines = [entry.text] if entry.text else []
    if entry.kind is CaseEventKind.CHANGED:
        lines += _changes(entry.data)
    return "\n".join(lines)


def _more(entry: Entry) -> str:
    if entry.stage_to:
        stages = (label_of(CaseStage, entry.stage_from), label_of(CaseStage, entry.stage_to))
        return " → ".join(filter(None, stages))
    say = _SAY.get(entry.kind)
    return say(entry.data) if say is not None else ""


def _cost(data: _Data) -> str:
    kind = label_of(CostKind, str(data.get("step", "")).removesuffix("_voided"))
    parts = [kind, amount(data.get("amount_minor"), str(data.get("currency", "CNY")))]
    text = " ".join(filter(None, parts))
    return _("struck out: %(what)s") % {"what": text} if data.get("what") == "voided" else text


def _stock(data: _Data) -> str:
    move = label_of(StockMove, data.get("move"))
    goods = f"{data.get('quantity', '')} × {data.get('sku', '')}"
    done = _("done") if data.get("what") == "done" else ""
    return " ".join(part for part in (move, goods, done) if part)


def _offer(data: _Data) -> str:
    return amount(data.get("amount_minor"), str(data.get("currency", "CNY")))


def _step(data: _Data) -> str:
    name = clock_rules.platform_steps().get(str(data.get("step")), "")
    until = data.get("until")
    if not until:
        return name
    return _("%(step)s, until %(when)s") % {
        "step": name,
        "when": dates.moment(clock.from_text(until)),
    }


def _merged(data: _Data) -> str:
    said = {"no": data.get("case", "")}
    return (_("into %(no)s") if data.get("step") == "into" else _("took in %(no)s")) % said


def _opened(data: _Data) -> str:
    return _("split from %(no)s") % {"no": data["split_from"]} if "split_from" in data else ""


def _weighed(data: _Data) -> str:
    found = [label_of(Verdict, data.get("verdict"))]
    if data.get("measured_g") is not None:
        found.insert(0, f"{data['measured_g']} g")
    return " · ".join(filter(None, found))


def _photos(data: _Data) -> str:
    count = len(data.get("photos", ()))
    return str(count) if count else ""


_SAY: dict[CaseEventKind, Callable[[_Data], str]] = {
    CaseEventKind.COST: _cost,
    CaseEventKind.STOCK: _stock,
    CaseEventKind.OFFERED: _offer,
    CaseEventKind.OFFER_ANSWERED: lambda data: label_of(OfferAnswer, data.get("answer")),
    CaseEventKind.PLATFORM_STEP: _step,
    CaseEventKind.SUPERVISOR: lambda data: label_of(Outcome, data.get("decision")),
    CaseEventKind.MERGED: _merged,
    CaseEventKind.SPLIT: lambda data: str(data.get("case", "")),
    CaseEventKind.OPENED: _opened,
    CaseEventKind.PHOTO: _photos,
    CaseEventKind.WEIGHED: _weighed,
    CaseEventKind.CHANGED: lambda data: str(data.get("line", "")),
}


def _changes(data: _Data) -> list[str]:
    lines = []
    for name, pair in dict(data.get("changes", {})).items():
        title = _(FIELDS.get(name) or _COUNTS.get(name, name))
        before, after = (_value(name, value) for value in pair)
        change = {"what": title, "more": f"{before} → {after}"}
        lines.append(_("%(what)s: %(more)s") % change)
    tags = data.get("tags", {})
    lines += [_("Tag: %(tag)s") % {"tag": tag} for tag in tags.get("added", ())]
    lines += [_("Tag taken off: %(tag)s") % {"tag": tag} for tag in tags.get("removed", ())]
    return lines


def _value(name: str, value: object) -> str:
    if name in _FLAGS:
        return _("yes") if value else _("no")
    if name in _KINDS:
        value = label_of(_KINDS[name], str(value or ""))
    return str(value) if value not in (None, "") else "–"
