"""What the shop makes of the kinds of cases: changed ones, and copies under its own names.

A workflow is drafted, looked at whole, and stored as the kind's next version; cases that run keep
the version they began with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.kinds import CaseKind, CaseStage, EvidenceRole, Outcome
from desktop_app.core.labels import label
from desktop_app.services import case_rules, settings
from desktop_app.services.case_rules import Rules
from desktop_app.services.store import Store

MAX_WORDS = 160


@dataclass(frozen=True)
class StepDraft:
    """A line of a checklist as the shop writes it; its words in both languages."""

    code: str
    zh: str
    en: str
    optional: bool = False
    evidence: tuple[EvidenceRole, ...] = ()
    after: tuple[str, ...] = ()
    done_by: frozenset[str] = frozenset()


@dataclass(frozen=True)
class WorkflowDraft:
    """A kind of case as the shop writes it. ``code`` is a `CaseKind` or the shop's own."""

    code: str
    kind: CaseKind
    zh: str
    en: str
    stages: Mapping[CaseStage, tuple[CaseStage, ...]]
    steps: tuple[StepDraft, ...]
    outcomes: tuple[Outcome, ...]
    evidence: tuple[EvidenceRole, ...]
    evidence_if_any: tuple[EvidenceRole, ...] = ()
    requirements: tuple[str, ...] = ()


@dataclass(frozen=True)
class KindRow:
    """A kind that a case can be opened with. ``own``: the shop changed it, or made it."""

    code: str
    name: str
    own: bool
    copied: bool


def offered(store: Store) -> list[KindRow]:
    """The kinds to choose from, in the trade's order, then the shop's own copies."""
    retired = settings.get(store, settings.RETIRED_KINDS)
    rows = []
    for kind in CaseKind:
        own = case_rules.is_own(store, kind)
        name = case_rules.newest(store, kind).name if own else label(kind)
        rows.append(KindRow(kind.value, name, own, copied=False))
    for code in case_rules.own_codes(store):
        if code not in retired:
            name = case_rules.newest(store, code).name
            rows.append(KindRow(code, name, own=True, copied=True))
    return rows


def draft(store: Store, code: str) -> WorkflowDraft:
    """The workflow as cases begin by it today. Raises BadValue for an unknown code."""
    if code not in set(CaseKind) and code not in case_rules.own_codes(store):
        raise BadValue(Reason.UNKNOWN_KIND, value=code, allowed=", ".join(CaseKind))
    return _draft(code, case_rules.newest(store, code))


def copy(store: Store, code: str, name: str) -> WorkflowDraft:
    """A draft of the shop's own kind that begins as a copy. Raises BadValue without a name."""
    words = _words(name, "name")
    base = draft(store, code)
    taken = {*CaseKind, *case_rules.own_codes(store)}
    number = next(n for n in range(2, len(taken) + 3) if f"{base.kind}_{n}" not in taken)
    return replace(base, code=f"{base.kind}_{number}", zh=words, en=words)


def save(store: Store, wanted: WorkflowDraft) -> int:
    """Stores the draft as the kind's next version; returns its id.

    Raises BadValue for words that are missing or overlong, a stage that no step leads to, one from
    which no case could be closed, or a workflow without outcomes.
    """
    check(wanted)
    retired = settings.get(store, settings.RETIRED_KINDS)
    with store.transaction():
        if wanted.code in retired:
            left = [code for code in retired if code != wanted.code]
            settings.put(store, settings.RETIRED_KINDS, left)
        return case_rules.save(store, wanted.code, _toml(wanted))


def check(wanted: WorkflowDraft) -> None:
    """Raises BadValue for the first thing that is wrong with a draft (see `save`)."""
    _words(wanted.zh, "name")
    _words(wanted.en, "name")
    for step in wanted.steps:
        _words(step.zh, "checklist")
        _words(step.en, "checklist")
    if not wanted.outcomes:
        raise BadValue(Reason.VALUE_MISSING, field="outcome")
    _check_stages(wanted.stages)


def retire(store: Store, code: str) -> None:
    """Offers the shop's own copy no more, its cases keep it; a shipped kind is again as shipped."""
    if code in set(CaseKind):
        case_rules.forget_own(store, CaseKind(code))
        return
    retired = settings.get(store, settings.RETIRED_KINDS)
    if code not in retired:
        settings.put(store, settings.RETIRED_KINDS, [*retired, code])


def new_step_code(steps: tuple[StepDraft, ...]) -> str:
    """A code for a line that the shop adds to a checklist."""
    taken = {step.code for step in steps}
    return next(f"own_{n}" for n in range(1, len(taken) + 2) if f"own_{n}" not in taken)


def _check_stages(stages: Mapping[CaseStage, tuple[CaseStage, ...]]) -> None:
    reached = _reached(stages, CaseStage.NEW)
    for stage in stages:
        if stage not in reached:
            raise BadValue(Reason.STAGE_CUT_OFF, stage=stage)
        if CaseStage.CLOSED not in _reached(stages, stage):
            raise BadValue(Reason.STAGE_WITHOUT_END, stage=stage)


def _reached(stages: Mapping[CaseStage, tuple[CaseStage, ...]], start: CaseStage) -> set[CaseStage]:
    found, rest = {start}, [start]
    while rest:
        for after in stages.get(rest.pop(), ()):
            if after not in found:
                found.add(after)
                rest.append(after)
    return found


def _words(text: str, field: str) -> str:
    words = " ".join(text.split())
    if not words:
        raise BadValue(Reason.VALUE_MISSING, field=field)
    if len(words) > MAX_WORDS:
        raise BadValue(Reason.VALUE_TOO_LONG, value=words[:20], limit=MAX_WORDS)
    return words


def _draft(code: str, rules: Rules) -> WorkflowDraft:
    return WorkflowDraft(
        code=code,
        kind=rules.kind,
        zh=rules.names["zh_CN"],
        en=rules.names["en"],
        stages=rules.stages,
        steps=tuple(
            StepDraft(
                code=step.code,
                zh=step.names["zh_CN"],
                en=step.names["en"],
                optional=step.optional,
                evidence=step.evidence,
                after=step.after,
                done_by=step.done_by,
            )
            for step in rules.steps
        ),
        outcomes=rules.outcomes,
        evidence=rules.evidence,
        evidence_if_any=rules.evidence_if_any,
        requirements=rules.requirements,
    )


def _toml(wanted: WorkflowDraft) -> str:
    """The draft in the form of the shipped files."""
    lines = [
        f"kind = {_text(wanted.kind)}",
        f"requirements = {_list(wanted.requirements)}",
        f"outcomes = {_list(wanted.outcomes)}",
        f"evidence = {_list(wanted.evidence)}",
        f"evidence_if_any = {_list(wanted.evidence_if_any)}",
        *("", "[name]", *_names(wanted.zh, wanted.en), "", "[stages]"),
        *(f"{stage} = {_list(nexts)}" for stage, nexts in wanted.stages.items()),
    ]
    seen: set[str] = set()
    for step in wanted.steps:
        # A line that was moved up, or whose fellow was taken out, rests on what is above it alone.
        after = [code for code in step.after if code in seen]
        seen.add(step.code)
        lines += ["", "[[steps]]", f"code = {_text(step.code)}", *_names(step.zh, step.en)]
        lines += [f"after = {_list(after)}", f"done_by = {_list(sorted(step.done_by))}"]
        lines += [f"optional = {str(step.optional).lower()}", f"evidence = {_list(step.evidence)}"]
    return "\n".join(lines) + "\n"


def _names(zh: str, en: str) -> tuple[str, str]:
    return f"zh_CN = {_text(' '.join(zh.split()))}", f"en = {_text(' '.join(en.split()))}"


def _text(text: str) -> str:
    """A TOML string: JSON's way of writing one is TOML's too, but for DEL."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "")


def _list(texts: Iterable[str]) -> str:
    return "[" + ", ".join(_text(text) for text in texts) + "]"
