"""The workflow of each kind of case: data in ``resources/rules/cases``, which a shop may change.

A case keeps the version of the rules that it began with. A shop's own version, or its own copy of
a kind under another code, stands in the table of rules; the shipped ones are put there when
a case first needs them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from desktop_app.core import clock, i18n, paths
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.kinds import CaseKind, CaseStage, EvidenceRole, Outcome, Topic
from desktop_app.models.base import tuples
from desktop_app.models.cases import CaseRules
from desktop_app.models.prepared import MARK, Prepared
from desktop_app.services import rule_files
from desktop_app.services.rule_files import Entries, parse, tokens
from desktop_app.services.store import Store

ENDED = frozenset({CaseStage.SETTLED, CaseStage.CLOSED, CaseStage.CANCELLED})


@dataclass(frozen=True)
class Step:
    """A line of the checklist. ``done_by`` names the events that mark it done by themselves."""

    code: str
    names: dict[str, str]
    after: tuple[str, ...] = ()
    done_by: frozenset[str] = frozenset()
    optional: bool = False
    evidence: tuple[EvidenceRole, ...] = ()

    @property
    def name(self) -> str:
        """The step's words in the language spoken now."""
        return self.names[i18n.language()]


@dataclass(frozen=True)
class Rules:
    """The workflow of a kind: stages and steps between them, checklist, evidence, outcomes."""

    kind: CaseKind
    names: dict[str, str]
    requirements: tuple[str, ...]
    stages: dict[CaseStage, tuple[CaseStage, ...]]
    steps: tuple[Step, ...]
    evidence: tuple[EvidenceRole, ...]
    evidence_if_any: tuple[EvidenceRole, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def name(self) -> str:
        """The kind's words in the language spoken now."""
        return self.names[i18n.language()]

    def after(self, stage: CaseStage) -> tuple[CaseStage, ...]:
        """The stages that the next step can lead to."""
        return self.stages.get(stage, ())

    def step(self, code: str) -> Step | None:
        """The checklist's step with this code."""
        return next((step for step in self.steps if step.code == code), None)


def shipped(kind: CaseKind) -> Rules:
    """The rules that came with the program. Raises FileTrouble naming file and key of a fault."""
    return _read(_source(kind), f"{kind}.toml")


def check() -> None:
    """Reads all shipped rules, as is done at start; raises FileTrouble for the first fault."""
    for kind in CaseKind:
        shipped(kind)


def current(store: Store, code: str) -> tuple[int, Rules]:
    """Id and rules by which a case of this kind (or of the shop's own code) begins today.

    Raises BadValue for a code that is neither.
    """
    with store.connection():
        row = _newest(code)
    if row is not None and (code not in set(CaseKind) or _is_own(row.rules)):
        return row.id, _read(row.rules, code)
    if code not in set(CaseKind):
        raise BadValue(Reason.UNKNOWN_KIND, value=code, allowed=", ".join(CaseKind))
    source = _source(CaseKind(code))
    if row is not None and row.rules == source:
        return row.id, _read(source, code)
    return _put(store, code, CaseKind(code), source), _read(source, f"{code}.toml")


def save(store: Store, code: str, text: str) -> int:
    """Stores the shop's own version of a kind, or its copy under a new code; returns its id.

    ``text`` is TOML as in the shipped files. Cases that run keep theirs. Raises FileTrouble
    naming the key of a fault.
    """
    rules = _read(text, code)
    if code in set(CaseKind) and rules.kind != code:
        raise Entries(code, {}).wrong("kind", rules.kind)
    return _put(store, code, rules.kind, _OWN_MARK + text.removeprefix(_OWN_MARK))


def of(store: Store, rules_id: int | None, kind: CaseKind) -> Rules:
    """The rules that a case began with."""
    if rules_id is None:
        return shipped(kind)
    return _stored(str(store.paths.root), rules_id)


def text_of(store: Store, code: str) -> str:
    """The TOML of a kind as cases begin by it today, for a shop that wants to change it."""
    with store.connection():
        row = _newest(code)
    if row is not None and (code not in set(CaseKind) or _is_own(row.rules)):
        return row.rules
    return _source(CaseKind(code))


def newest(store: Store, code: str) -> Rules:
    """The rules by which a case of this kind, or of the shop's own code, begins today."""
    return _read(text_of(store, code), code)


def is_own(store: Store, code: str) -> bool:
    """Whether the shop changed this kind, or made it."""
    return _is_own(text_of(store, code))


def forget_own(store: Store, kind: CaseKind) -> None:
    """Goes back to the shipped rules of a kind; cases that run keep theirs."""
    if is_own(store, kind):
        _put(store, kind, kind, _source(kind))


def own_codes(store: Store) -> list[str]:
    """The codes of the shop's own copies, oldest first."""
    shipped_codes = [kind.value for kind in CaseKind]
    query = CaseRules.select(CaseRules.code).where(CaseRules.code.not_in(shipped_codes))
    with store.connection():
        return list(dict.fromkeys(code for (code,) in tuples(query.order_by(CaseRules.id))))


_OWN_MARK = "# own\n"
_KEYS = ("kind", "requirements", "outcomes", "evidence", "evidence_if_any")
_STEP_KEYS = ("code", "zh_CN", "en", "after", "done_by", "optional", "evidence")


def _is_own(text: str) -> bool:
    return text.startswith(_OWN_MARK)


_NEWEST = Prepared(
    CaseRules.select(CaseRules.id, CaseRules.version, CaseRules.rules)
    .where(CaseRules.code == MARK)
    .order_by(CaseRules.version.desc())
)


@dataclass(frozen=True)
class _Version:
    id: int
    version: int
    rules: str


def _newest(code: str) -> _Version | None:
    row = _NEWEST.first(code)
    return _Version(*row) if row is not None else None


def _put(store: Store, code: str, base: CaseKind, text: str) -> int:
    with store.transaction() as tx:
        newest = _newest(code)
        version = newest.version + 1 if newest is not None else 1
        made = CaseRules.create(
            code=code,
            version=version,
            base=base,
            name=json.dumps(_read(text, code).names, ensure_ascii=False),
            rules=text,
            saved_at=clock.now(),
        )
        tx.touch(Topic.SETTINGS)
    return int(made.id)


@cache
def _stored(root: str, rules_id: int) -> Rules:
    """Rules once stored never change, so each is read once; ``root`` tells shops apart."""
    del root
    row = CaseRules.get_by_id(rules_id)
    return _read(row.rules, row.code)


def _source(kind: CaseKind) -> str:
    return rule_files.text_of(paths.resources() / "rules" / "cases" / f"{kind}.toml")


@cache
def _read(text: str, name: str) -> Rules:
    top = parse(text, name)
    top.known(*_KEYS, "name", "stages", "steps")
    rules = Rules(
        kind=top.kind("kind", CaseKind),
        names=top.table("name").names(),
        requirements=top.texts("requirements"),
        stages=_stages(top.table("stages")),
        steps=_steps(top),
        evidence=top.kinds("evidence", EvidenceRole),
        evidence_if_any=top.kinds("evidence_if_any", EvidenceRole),
        outcomes=top.kinds("outcomes", Outcome),
    )
    if not rules.outcomes:
        raise top.wrong("outcomes", "")
    return rules


def _stages(table: Entries) -> dict[CaseStage, tuple[CaseStage, ...]]:
    """Each stage with those after it: all can be reached from ``new``, and from all an end."""
    for name in table.values:
        if name not in set(CaseStage):
            raise table.wrong(name, name)
    stages = {CaseStage(name): table.kinds(name, CaseStage) for name in table.values}
    if CaseStage.NEW not in stages:
        raise table.wrong(CaseStage.NEW, "")
    for stage, nexts in stages.items():
        strange = [after for after in nexts if after not in stages or after is CaseStage.NEW]
        if strange or CaseStage.CLOSED not in _reached(stages, stage):
            raise table.wrong(stage, ", ".join(strange or nexts))
    for stage in set(stages) - _reached(stages, CaseStage.NEW):
        raise table.wrong(stage, stage)
    return stages


def _reached(stages: dict[CaseStage, tuple[CaseStage, ...]], start: CaseStage) -> set[CaseStage]:
    found, rest = {start}, [start]
    while rest:
        for after in stages[rest.pop()]:
            if after in stages and after not in found:
                found.add(after)
                rest.append(after)
    return found


def _steps(top: Entries) -> tuple[Step, ...]:
    steps: list[Step] = []
    for table in top.tables("steps"):
        table.known(*_STEP_KEYS)
        code, seen = table.text("code"), {step.code for step in steps}
        if code in seen:
            raise table.wrong("code", code)
        for before in table.texts("after"):
            if before not in seen:
                raise table.wrong("after", before)
        steps.append(
            Step(
                code=code,
                names=table.names(),
                after=table.texts("after"),
                done_by=tokens(table, "done_by"),
                optional=table.yes("optional"),
                evidence=table.kinds("evidence", EvidenceRole),
            )
        )
    return tuple(steps)
