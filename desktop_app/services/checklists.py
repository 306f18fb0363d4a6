"""A case's checklist (R4, R7, R8, R10–R13, R16): its steps in order, done by whom and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop_app.core import clock
from desktop_app.core.errors import NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, EvidenceRole
from desktop_app.models.base import key, tuples
from desktop_app.models.cases import AfterSalesCase, CaseStep
from desktop_app.services import case_records, case_rules, timeline
from desktop_app.services.store import Store


@dataclass(frozen=True)
class StepRow:
    """A step of the checklist. ``waits_for`` names the steps that must be done before it."""

    code: str
    name: str
    optional: bool
    evidence: tuple[EvidenceRole, ...]
    waits_for: tuple[str, ...]
    done_at: datetime | None = None
    who: str = ""
    note: str = ""


def of(store: Store, no: str) -> list[StepRow]:
    """The steps of a case in the order of its rules. Raises NotFound."""
    with store.connection():
        case = case_records.find(no)
        rules = case_rules.of(store, key(case, "rules"), CaseKind(case.kind))
        query = CaseStep.select(CaseStep.code, CaseStep.done_at, CaseStep.who, CaseStep.note)
        found = {row[0]: row[1:] for row in tuples(query.where(CaseStep.case == case.id))}
    done = {code for code, row in found.items() if row[0] is not None}
    names = {step.code: step.name for step in rules.steps}
    return [
        StepRow(
            step.code,
            step.name,
            step.optional,
            step.evidence,
            tuple(names[before] for before in step.after if before not in done),
            *found.get(step.code, (None, "", "")),
        )
        for step in rules.steps
    ]


def do(store: Store, no: str, code: str, note: str = "") -> None:
    """Marks a step done. Done already, nothing changes.

    Raises NotFound for the case or a step that its rules don't have, and NotAllowed naming the
    steps that come first.
    """
    with store.transaction():
        case = case_records.changeable(store, no)
        row, place = _row(store, no, code)
        if row.done_at is not None:
            return
        if row.waits_for:
            raise NotAllowed(Reason.STEP_TOO_EARLY, step=row.name, before=row.waits_for[0])
        CaseStep.insert(
            case=case.id,
            code=code,
            position=place,
            done_at=clock.now(),
            who=store.who,
            note=note.strip(),
        ).on_conflict_replace().execute()
        timeline.add(store, case.id, CaseEventKind.STEP_DONE, row.name, data={"step": code})


def undo(store: Store, no: str, code: str) -> None:
    """Takes a step's mark back; not marked, nothing changes.

    Raises NotFound, and NotAllowed while another done step rests on it.
    """
    with store.transaction():
        case = case_records.changeable(store, no)
        row, _place = _row(store, no, code)
        if row.done_at is None:
            return
        rests = _resting_on(store, case, code)
        if rests:
            raise NotAllowed(Reason.STEP_NEEDED, step=rests)
        CaseStep.delete().where(CaseStep.case == case.id, CaseStep.code == code).execute()
        timeline.add(store, case.id, CaseEventKind.STEP_UNDONE, row.name, data={"step": code})


def progress(steps: list[StepRow]) -> tuple[int, int]:
    """How many of the steps that count are done, of how many; optional ones count once done."""
    counted = [step for step in steps if not step.optional or step.done_at]
    return sum(1 for step in counted if step.done_at), len(counted)


def _resting_on(store: Store, case: AfterSalesCase, code: str) -> str:
    """The name of a done step that comes after this one; empty for none."""
    rules = case_rules.of(store, key(case, "rules"), CaseKind(case.kind))
    done = {row.code for row in of(store, case.no) if row.done_at is not None}
    return next((step.name for step in rules.steps if code in step.after and step.code in done), "")


def _row(store: Store, no: str, code: str) -> tuple[StepRow, int]:
    for place, row in enumerate(of(store, no)):
        if row.code == code:
            return row, place
    raise NotFound(Reason.STEP_UNKNOWN, value=no, step=code)
