"""What a shift leaves behind: gathered from what is open and what changed in it (R23)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from peewee import SQL, fn

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import CaseEventKind, CaseStage, ClaimStage, FollowUpState, WrongState
from desktop_app.core.labels import label, label_of
from desktop_app.models.base import ids, tuples
from desktop_app.models.cases import AfterSalesCase, CaseEvent
from desktop_app.models.claims import Claim
from desktop_app.models.desk import FollowUp
from desktop_app.models.weighing import ParcelRecord, WrongShipment
from desktop_app.services import (
    case_lists,
    claim_lists,
    clock_rules,
    parcel_lists,
    shifts,
    wrong_lists,
)
from desktop_app.services.case_lists import OPEN_STAGES, CaseRow
from desktop_app.services.claim_lists import APPEALABLE, WAITING, ClaimRow
from desktop_app.services.shifts import Duty
from desktop_app.services.store import Store

MOST = 60
"""Of each kind only so many get a line: a sheet is read through first thing in the morning."""

_EVENTS_TOLD = 3
_NOTE_TOLD = 80
_OWN_MARKS = (CaseEventKind.HANDED_OVER.value, CaseEventKind.UNDONE.value)
OVERDUE, SOON, ASKED, CHANGED, REST = range(5)


@dataclass(frozen=True)
class Found:
    """A thing that the next shift should know of. ``due`` is its own deadline, if it has one.

    ``rank`` is how urgent it is, the smallest first.
    """

    what: str
    progress: str = ""
    rank: int = REST
    due: datetime | None = None
    case_id: int | None = None
    claim_id: int | None = None
    wrong_id: int | None = None
    parcel_id: int | None = None

    @property
    def link(self) -> tuple[int | None, ...]:
        """What it is about; two with the same are the same thing."""
        return self.case_id, self.claim_id, self.wrong_id, self.parcel_id


@dataclass(frozen=True)
class Gathered:
    """What was found, the most urgent first; ``left_out`` counts what a sheet has no room for."""

    things: list[Found]
    left_out: int = 0


def gather(store: Store, duty: Duty) -> Gathered:
    """What is open at the end of a shift, in the language spoken now."""
    with store.connection():
        until = shifts.finish_at(store, duty)
        morning = clock.to_local(until).date()
        found, over = _cases(store, duty, until, morning)
        for some, more in (
            _claims(morning),
            _wrong(store),
            _parcels(store),
            (_messages(duty.day), 0),
        ):
            found += some
            over += more
    return Gathered(sorted(found, key=_urgency), over)


def _urgency(one: Found) -> tuple[int, bool, float]:
    return one.rank, one.due is None, one.due.timestamp() if one.due else 0.0


def _cases(store: Store, duty: Duty, until: datetime, morning: date) -> tuple[list[Found], int]:
    case, live = AfterSalesCase, _live_cases()
    events = CaseEvent.select(CaseEvent.case).where(
        CaseEvent.at >= duty.begins, CaseEvent.at < duty.ends, CaseEvent.kind.not_in(_OWN_MARKS)
    )
    follow_ups = {
        case_id
        for (case_id,) in tuples(
            FollowUp.select(FollowUp.case).where(
                FollowUp.state == FollowUpState.OPEN.value,
                FollowUp.due_on <= str(duty.day),
                ~FollowUp.case.is_null(),
            )
        )
    }
    asked = [
        case.id.in_(events),
        (case.follow_up_on <= str(morning)) | case.id.in_(list(follow_ups)),
        ~case.reply_due.is_null(),
        case.next_due < clock.to_text(until),
    ]
    wanted: dict[int, None] = {}
    over: set[int] = set()
    for where in asked:
        query = case.select(case.id).where(*live, where).order_by(case.next_due.desc())
        for place, case_id in enumerate(ids(query)):
            if place < MOST:
                wanted[case_id] = None
            else:
                over.add(case_id)
    told = _progress(list(wanted), duty)
    names = {rule.code: rule.name for rule in clock_rules.all_of(store)}
    now = clock.now()
    found = [
        _of_case(row, names, told.get(row.id, ""), (now, until), row.id in follow_ups)
        for row in case_lists.rows(store, list(wanted))
    ]
    changed = set(ids(case.select(case.id).where(*live, case.id.in_(events))))
    ranked = [
        replace(one, rank=CHANGED) if one.rank == REST and one.case_id in changed else one
        for one in found
    ]
    return ranked, len(over - wanted.keys())


def _live_cases() -> tuple[Any, ...]:
    case = AfterSalesCase
    return case.deleted_at.is_null(), case.merged_into.is_null(), case.stage.in_(OPEN_STAGES)


def _of_case(
    row: CaseRow,
    clocks: dict[str, str],
    progress: str,
    times: tuple[datetime, datetime],
    unsent: bool,  # noqa: FBT001 - whether a message of today is left
) -> Found:
    now, until = times
    needs: list[str] = []
    rank = REST
    if row.next_due is not None and row.next_due < until:
        said = {"what": clocks.get(row.next_clock, ""), "when": dates.moment(row.next_due)}
        late = row.next_due < now
        rank = OVERDUE if late else SOON
        needs.append(
            (_("%(what)s, due since %(when)s") if late else _("%(what)s by %(when)s")) % said
        )
    if row.follow_up_on is not None and row.follow_up_on <= str(clock.to_local(until).date()):
        needs.append(
            _("follow up %(day)s") % {"day": dates.day(date.fromisoformat(row.follow_up_on))}
        )
        rank = min(rank, ASKED)
    if unsent:
        needs.append(_("a message to the buyer is still to be sent"))
        rank = min(rank, ASKED)
    if not needs:
        needs.append(label(row.stage))
    what = _("%(what)s: %(more)s") % {"what": label(row.kind), "more": " · ".join(needs)}
    return Found(what, progress, rank, row.next_due, case_id=row.id)


def _progress(wanted: Sequence[int], duty: Duty) -> dict[int, str]:
    """For each case what was done in the shift last, or when something last was."""
    query: Any = (
        CaseEvent.select(
            *(CaseEvent.case, CaseEvent.at, CaseEvent.kind, CaseEvent.stage_to, CaseEvent.text),
            fn.ROW_NUMBER()
            .over(
                partition_by=[CaseEvent.case], order_by=[CaseEvent.at.desc(), CaseEvent.id.desc()]
            )
            .alias("place"),
        )
        .where(CaseEvent.case.in_(list(wanted)), CaseEvent.kind.not_in(_OWN_MARKS))
        .alias("told")
    )
    outer = (
        CaseEvent.select(query.c.case_id, query.c.at, query.c.kind, query.c.stage_to, query.c.text)
        .from_(query)
        .where(query.c.place <= _EVENTS_TOLD)
        .order_by(query.c.case_id, query.c.place.desc())
    )
    told: dict[int, list[str]] = {}
    for case_id, at, kind, stage, text in tuples(outer):
        moment = at if isinstance(at, datetime) else clock.from_text(at)
        line = _event(moment, kind, stage, text, duty)
        told.setdefault(case_id, []).append(line)
    return {case_id: " · ".join(lines) for case_id, lines in told.items()}


def _event(at: datetime, kind: str, stage: str, text: str, duty: Duty) -> str:
    local = clock.to_local(at)
    when = f"{local:%H:%M}" if duty.begins <= at < duty.ends else dates.moment(at)
    words = [when, label_of(CaseEventKind, kind)]
    if stage:
        words.append(f"→ {label_of(CaseStage, stage)}")
    if kind == CaseEventKind.NOTE and text:
        short = " ".join(text.split())
        words.append(f"“{short[:_NOTE_TOLD]}{'…' if len(short) > _NOTE_TOLD else ''}”")
    return " ".join(words)


def _claims(morning: date) -> tuple[list[Found], int]:
    day, claim = str(morning), Claim
    due = (
        ((claim.stage == ClaimStage.DRAFT.value) & (claim.latest_filing_on <= day))
        | (claim.stage.in_([stage.value for stage in WAITING]) & (claim.answer_due_on <= day))
        | (claim.stage.in_([stage.value for stage in APPEALABLE]) & (claim.appeal_due_on <= day))
    )
    wanted = list(ids(claim.select(claim.id).where(due).order_by(claim.entered_at.desc())))
    found = [_of_claim(row) for row in claim_lists.rows_of(wanted[:MOST])]
    return found, len(wanted[MOST:])


def _of_claim(row: ClaimRow) -> Found:
    due = row.due_on or clock.today()
    said = {"day": dates.day(due), "courier": row.courier_name}
    if row.stage is ClaimStage.DRAFT:
        what = _("Claim on %(courier)s: file it by %(day)s") % said
    elif row.stage in WAITING:
        what = _("Claim on %(courier)s: the answer is due %(day)s, ask for it") % said
    else:
        what = _("Claim on %(courier)s: appeal by %(day)s") % said
    progress = _("%(what)s: %(more)s") % {"what": label(row.stage), "more": row.goods}
    last = clock.start_of_day(due + timedelta(days=1))
    rank = OVERDUE if row.overdue else SOON
    return Found(what, progress, rank, last, claim_id=row.id)


def _wrong(store: Store) -> tuple[list[Found], int]:
    wanted = wrong_lists.ids(
        store, wrong_lists.WrongFilter(states=frozenset({WrongState.REPORTED}))
    )
    found = [
        Found(
            _("Verify the wrong shipment: %(kind)s") % {"kind": label(row.kind)},
            " · ".join(part for part in (row.what, row.goods) if part),
            rank=ASKED,
            wrong_id=row.id,
        )
        for row in wrong_lists.rows(store, wanted[:MOST])
    ]
    return found, len(wanted[MOST:])


def _parcels(store: Store) -> tuple[list[Found], int]:
    wanted = parcel_lists.ids(store, parcel_lists.ParcelFilter(settled=False))
    found = [
        Found(
            (_("%(kind)s: deal with it") if row.owned else _("%(kind)s: find out whose it is"))
            % {"kind": label(row.kind)},
            " · ".join(part for part in (row.product, row.note) if part),
            rank=REST,
            parcel_id=row.id,
        )
        for row in parcel_lists.rows(store, wanted[:MOST])
    ]
    return found, len(wanted[MOST:])


def _messages(day: date) -> list[Found]:
    """Messages of today that are no case's, in one line: they have a list of their own."""
    query = FollowUp.select(fn.COUNT(SQL("*")), fn.MIN(FollowUp.due_on)).where(
        FollowUp.state == FollowUpState.OPEN.value,
        FollowUp.due_on <= str(day),
        FollowUp.case.is_null(),
    )
    ((count, first),) = tuples(query)
    if not count:
        return []
    told = ngettext("%(count)s, of %(day)s", "%(count)s, the oldest of %(day)s", count) % {
        "count": count,
        "day": dates.day(date.fromisoformat(first)),
    }
    return [Found(_("Messages to buyers are still to be sent"), told, rank=ASKED)]


def settled(items: Iterable[Any]) -> Iterator[int]:
    """Of open lines of the book (`ItemRow`s) those whose thing has come to its end since."""
    held = list(items)
    cases = _gone(AfterSalesCase, [one.case_id for one in held], ~_among(AfterSalesCase.stage))
    claims = _gone(
        Claim,
        [one.claim_id for one in held],
        Claim.stage.in_([ClaimStage.CLOSED.value, ClaimStage.VOID.value]),
    )
    ended = (WrongState.SETTLED.value, WrongState.DISMISSED.value)
    wrong = _gone(WrongShipment, [one.wrong_id for one in held], WrongShipment.state.in_(ended))
    parcels = _gone(
        ParcelRecord, [one.parcel_id for one in held], ~ParcelRecord.settled_at.is_null()
    )
    for one in held:
        if (
            one.case_id in cases
            or one.claim_id in claims
            or one.wrong_id in wrong
            or one.parcel_id in parcels
        ):
            yield one.id


def _among(stage: Any) -> Any:
    return stage.in_(OPEN_STAGES)


def _gone(table: Any, wanted: list[int | None], where: Any) -> set[int]:
    known = [one for one in wanted if one is not None]
    return set(ids(table.select(table.id).where(table.id.in_(known), where)))
