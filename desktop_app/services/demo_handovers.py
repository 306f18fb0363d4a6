"""The demo's handover book: three nights, of which the last waits for the morning (R23, R38)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desktop_app.core import clock
from desktop_app.core.kinds import CaseStage, FollowUpState, Topic
from desktop_app.models.base import ids, key
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.desk import Handover, HandoverItem
from desktop_app.services import shifts
from desktop_app.services.demo_words import Dice, words
from desktop_app.services.shifts import Duty
from desktop_app.services.store import Store

_NIGHTS = 3
_LINES = 6
_LEFT = 2  # so many lines of a night are still open in the next
_ENDED = (CaseStage.CLOSED.value, CaseStage.CANCELLED.value)


def add(store: Store, dice: Dice) -> None:
    """Writes the sheets of the last nights: the older ones worked through but for some lines."""
    told = words()["handover"]
    today = clock.today()
    with store.transaction() as tx:
        left: list[HandoverItem] = []
        for back in range(_NIGHTS, 0, -1):
            duty = shifts.find(store, today - timedelta(days=back), "night")
            left = _night(store, dice, duty, left, told, last=back == 1)
        tx.touch(Topic.HANDOVERS)


def _night(
    store: Store,
    dice: Dice,
    duty: Duty,
    left: list[HandoverItem],
    told: dict[str, list[str]],
    *,
    last: bool,
) -> list[HandoverItem]:
    """One sheet; returns the lines that stay open. Of the last one all do."""
    signed = duty.ends - timedelta(minutes=dice.randrange(5, 25))
    morning = shifts.next_after(store, duty).begins
    sheet = Handover.create(
        day=str(duty.day),
        shift=duty.shift.code,
        from_whom=dice.staff(),
        to_whom=dice.staff(),
        note=dice.choice(told["notes"]),
        made_at=signed - timedelta(minutes=20),
        signed_at=signed,
        accepted_at=None if last else morning + timedelta(minutes=4),
    )
    due = shifts.finish_at(store, duty)
    made = [_carry(sheet, old, due, place) for place, old in enumerate(left, 1)]
    for case_id in _cases(duty.day, signed, [key(old, "case") for old in left]):
        what = told["tasks"][len(made) % len(told["tasks"])]
        progress = told["progress"][len(made) % len(told["progress"])]
        made.append(_line(sheet, len(made) + 1, case_id, what, progress, due))
    made.append(_line(sheet, len(made) + 1, None, dice.choice(told["own"]), "", due))
    if last:
        return made
    for old in made[_LEFT:]:
        _finish(old, morning + timedelta(minutes=dice.randrange(20, 180)))
    _see(made, morning + timedelta(minutes=4))
    return made[:_LEFT]


def _cases(day: date, before: datetime, held: list[int | None]) -> list[int]:
    """Open cases that were there that night, another choice for each."""
    case = AfterSalesCase
    query = case.select(case.id).where(
        case.stage.not_in(_ENDED),
        case.opened_at < before,
        case.id.not_in([one for one in held if one is not None]),
    )
    found = list(ids(query.order_by(case.opened_at.desc()).limit(_LINES * _NIGHTS)))
    return found[day.toordinal() % _NIGHTS :: _NIGHTS]


def _line(
    sheet: Handover, place: int, case_id: int | None, what: str, progress: str, due: datetime
) -> HandoverItem:
    return HandoverItem.create(
        handover=sheet, position=place, case=case_id, what=what, progress=progress, due_at=due
    )


def _carry(sheet: Handover, old: HandoverItem, due: datetime, place: int) -> HandoverItem:
    made = _line(sheet, place, key(old, "case"), old.what, old.progress, due)
    HandoverItem.update(carried_from=old.id).where(HandoverItem.id == made.id).execute()
    return made


def _finish(line: HandoverItem, at: datetime) -> None:
    HandoverItem.update(state=FollowUpState.DONE.value, done_at=at).where(
        HandoverItem.id == line.id
    ).execute()


def _see(lines: list[HandoverItem], at: datetime) -> None:
    HandoverItem.update(acknowledged_at=at).where(
        HandoverItem.id.in_([line.id for line in lines])
    ).execute()
