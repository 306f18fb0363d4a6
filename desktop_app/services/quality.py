"""Early warning of defects (R19): which models the factory should hear of, and their figures.

A model gives warning when more buyers complain than its own baseline explains (see
`core.early_warning`; the numbers are in ``resources/rules/quality.toml``), or when one defect was
verified as major. A warning stays away once it was set aside or the factory was told of all its
cases, until a new case comes.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from desktop_app.core import clock, early_warning
from desktop_app.core.early_warning import Judgement, Period
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import Topic
from desktop_app.models.base import tuples
from desktop_app.models.desk import Feedback, FeedbackCase
from desktop_app.services import kept_texts, quality_counts, settings
from desktop_app.services.quality_counts import Complaint, Counts, Model
from desktop_app.services.quality_rules import QualityRules, rules
from desktop_app.services.quality_sales import Span
from desktop_app.services.store import Store

MAX_REASON = 500


@dataclass(frozen=True)
class QualityWarning:
    """A warning that is open.

    ``defects`` from ``buyers`` in ``days`` days, where ``expected`` buyers were to be expected;
    ``lines`` were sold for it. ``chance`` is how likely so many are where nothing changed, and
    ``odds`` the same as “once in so many”. ``own`` says that the model's own past is the baseline,
    else the whole shop's. ``batch`` is the batch that stands out, or that most cases are of;
    ``cause`` the commonest. ``majors`` counts the defects verified as major; a warning that rests
    on them alone isn't ``risen``. ``told`` of the cases the factory knows already.
    """

    id: int
    model: str
    title: str
    batch: str
    cause: str
    risen: bool
    defects: int
    buyers: int
    majors: int
    days: int
    lines: int
    expected: float
    chance: float
    odds: int
    own: bool
    since: datetime
    told: int
    case_ids: tuple[int, ...]


@dataclass(frozen=True)
class ModelRow:
    """A model's figures of the chosen days; rates are per 1,000 order lines, None without sales.

    ``rate`` counts different buyers, and ``usual`` is the same in the baseline. Opinions are
    counted by what they are on; ``opinions_unsaid`` where nobody noted it.
    """

    id: int
    model: str
    title: str
    lines: int
    defects: int
    buyers: int
    before: int
    lines_before: int
    rate: float | None
    usual: float | None
    style: int
    size: int
    colour: int
    opinions_unsaid: int
    warned: bool
    case_ids: tuple[int, ...]
    opinion_ids: tuple[int, ...]

    @property
    def opinions(self) -> int:
        """All of them."""
        return self.style + self.size + self.colour + self.opinions_unsaid


@dataclass(frozen=True)
class Figures:
    """All models of the chosen days; ``unplaced`` complaints name no product."""

    days: int
    rows: tuple[ModelRow, ...]
    unplaced: int


@dataclass(frozen=True)
class SetAside:
    """A warning that somebody set aside, and why."""

    model: str
    reason: str
    at: datetime
    who: str
    case_ids: tuple[int, ...]


def warnings(store: Store, now: datetime | None = None) -> list[QualityWarning]:
    """The open warnings, the surest first."""
    return _open(store, quality_counts.count(store, _span(now, rules().window_days)))


def _open(store: Store, counts: Counts) -> list[QualityWarning]:
    told = _told(store)
    aside = {one.model: frozenset(one.case_ids) for one in set_aside(store)}
    found = [
        made
        for model in counts.models.values()
        if (made := _warning(counts, model, told, aside.get(model.name, frozenset())))
    ]
    found.sort(key=lambda one: (not one.majors, one.chance, -one.defects, one.model))
    return found


def figures(store: Store, days: int, now: datetime | None = None) -> Figures:
    """Each model that was complained of, or had an opinion on it, in the last ``days`` days."""
    counts = quality_counts.count(store, _span(now, days))
    usual = counts.span.days == rules().window_days
    warned = {one.model for one in (_open(store, counts) if usual else warnings(store, now))}
    rows = [
        _row(model, warned) for model in counts.models.values() if model.recent or model.opinions
    ]
    rows.sort(key=lambda row: (-row.buyers, -row.opinions, row.model))
    return Figures(days, tuple(rows), counts.unplaced)


def of_model(
    store: Store, name: str, days: int | None = None, now: datetime | None = None
) -> tuple[Counts, Model]:
    """The counts of one model; a model nobody complained of is counted as nought."""
    counts = quality_counts.count(store, _span(now, days or rules().window_days))
    return counts, counts.models.get(name) or Model(name)


def judged(counts: Counts, model: Model) -> tuple[Judgement, str]:
    """The test of a model, and the batch that stands out (empty: none, it is the model itself).

    A model has one test, and one more for each of its batches that is known of late; the level is
    divided among them.
    """
    numbers = counts.span.rules
    batches = {one.batch for one in model.recent if one.batch} | {*model.batches} - {""}
    level = early_warning.level(numbers.model_weeks, 1 + len(batches))
    whole = _test(counts, model, model.recent, 1.0, level)
    best, where = whole, ""
    for batch in sorted(batches):
        some = [one for one in model.recent if one.batch == batch]
        if _buyers(some) < numbers.least_buyers:
            continue
        others = sum(lines for name, lines in model.batches.items() if name != batch)
        part = max(1, model.lines - others) / model.lines if model.lines else 1.0
        found = _test(counts, model, some, part, level)
        if found.unusual and found.chance < best.chance:
            best, where = found, batch
    return best, where


def put_aside(store: Store, warning: QualityWarning, reason: str) -> None:
    """Sets a warning aside until a new case comes. Raises BadValue without a reason."""
    kept = " ".join(reason.split())
    if not kept:
        raise BadValue(Reason.VALUE_MISSING, field="reason")
    if len(kept) > MAX_REASON:
        raise BadValue(Reason.VALUE_TOO_LONG, value=kept[:40], limit=MAX_REASON)
    with store.transaction() as tx:
        held = settings.get(store, settings.QUALITY_SET_ASIDE)
        entry = {
            "reason": kept,
            "at": clock.to_text(clock.now()),
            "who": store.who,
            "cases": warning.case_ids,
        }
        text = json.dumps(entry, ensure_ascii=False)
        settings.put(store, settings.QUALITY_SET_ASIDE, {**held, warning.model: text})
        tx.touch(Topic.QUALITY)


def bring_back(store: Store, model: str) -> None:
    """Undoes `put_aside`. Raises NotFound for a model that wasn't set aside."""
    with store.transaction() as tx:
        held = settings.get(store, settings.QUALITY_SET_ASIDE)
        if model not in held:
            raise NotFound(Reason.NUMBER_UNKNOWN, value=model)
        rest = {name: text for name, text in held.items() if name != model}
        settings.put(store, settings.QUALITY_SET_ASIDE, rest)
        tx.touch(Topic.QUALITY)


def set_aside(store: Store) -> list[SetAside]:
    """What was set aside, the newest first."""
    held = settings.get(store, settings.QUALITY_SET_ASIDE)
    found = kept_texts.readable(held.items(), _aside)
    return sorted(found, key=lambda one: one.at, reverse=True)


def promise() -> QualityRules:
    """The numbers by which warnings are given, for whoever tells them to people."""
    return rules()


def _span(now: datetime | None, days: int) -> Span:
    return Span(clock.to_local(now or clock.now()).date(), days, rules())


def _warning(
    counts: Counts, model: Model, told: frozenset[int], aside: frozenset[int]
) -> QualityWarning | None:
    numbers = counts.span.rules
    risen, batch, best = False, "", None
    if _buyers(model.recent) >= numbers.least_buyers:
        best, batch = judged(counts, model)
        risen = best.unusual
    if not risen and not model.majors:
        return None
    shown = _shown(model, batch, risen=risen)
    ids = tuple(one.case_id for one in shown)
    if told | aside >= {*ids}:
        return None
    best = best or judged(counts, model)[0]
    return QualityWarning(
        id=min(ids),
        model=model.name,
        title=model.title,
        batch=batch or _mostly([one.batch for one in shown]),
        cause=_commonest([one.cause for one in shown]),
        risen=risen,
        defects=len(ids),
        buyers=_buyers(shown),
        majors=len({one.case_id for one in model.majors}),
        days=counts.span.days if risen else numbers.major_days,
        lines=model.lines,
        expected=best.expected,
        chance=best.chance,
        odds=best.odds,
        own=model.early,
        since=min(one.at for one in shown),
        told=len(told & {*ids}),
        case_ids=ids,
    )


def _shown(model: Model, batch: str, *, risen: bool) -> list[Complaint]:
    """The complaints that a warning rests on, each once."""
    risen_of = [one for one in model.recent if risen and (not batch or one.batch == batch)]
    return list({one.case_id: one for one in [*risen_of, *model.majors]}.values())


def _test(
    counts: Counts, model: Model, complaints: Sequence[Complaint], part: float, level: float
) -> Judgement:
    """Against the model's own baseline, or against the shop's while it has none."""
    days, before = counts.span.days, counts.days_before
    buyers = _buyers(complaints)
    if model.early:
        recent = Period(buyers, model.lines, days)
        return early_warning.judged(
            recent, Period(model.before, model.lines_before, before), level, part
        )
    of_shop = model.lines / counts.lines if counts.lines else 1.0
    recent = Period(buyers, counts.lines, days)
    baseline = Period(counts.before, counts.lines_before, before)
    return early_warning.judged(recent, baseline, level, of_shop * part or 1.0)


def _row(model: Model, warned: set[str]) -> ModelRow:
    buyers = _buyers(model.recent)
    said = {name: len(ids) for name, ids in model.opinions.items()}
    return ModelRow(
        id=zlib.crc32(model.name.encode()),
        model=model.name,
        title=model.title,
        lines=model.lines,
        defects=len(model.recent),
        buyers=buyers,
        before=model.before,
        lines_before=model.lines_before,
        rate=1000 * buyers / model.lines if model.lines else None,
        usual=1000 * model.before / model.lines_before if model.lines_before else None,
        style=said.get("style", 0),
        size=said.get("size", 0),
        colour=said.get("colour", 0),
        opinions_unsaid=said.get(quality_counts.UNSAID, 0),
        warned=model.name in warned,
        case_ids=tuple(one.case_id for one in model.recent),
        opinion_ids=tuple(dict.fromkeys(case for ids in model.opinions.values() for case in ids)),
    )


def _told(store: Store) -> frozenset[int]:
    """The cases that are in a report to the factory which wasn't voided."""
    query = (
        FeedbackCase.select(FeedbackCase.case).join(Feedback).where(Feedback.voided_at.is_null())
    )
    with store.connection():
        return frozenset(row[0] for row in tuples(query))


def _aside(model: str, entry: dict[str, object]) -> SetAside:
    cases = entry["cases"]
    return SetAside(
        model,
        str(entry["reason"]),
        clock.from_text(str(entry["at"])),
        str(entry["who"]),
        tuple(map(int, cases)) if isinstance(cases, list) else (),
    )


def _buyers(complaints: Iterable[Complaint]) -> int:
    return len({one.person for one in complaints})


def _commonest(values: Iterable[str]) -> str:
    counted = Counter(value for value in values if value)
    return counted.most_common(1)[0][0] if counted else ""


def _mostly(values: Sequence[str]) -> str:
    """The value that most of them have, if it is half of them or more."""
    found = _commonest(values)
    return found if found and 2 * values.count(found) >= len(values) else ""
