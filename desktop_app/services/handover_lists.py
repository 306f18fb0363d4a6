"""The handover book to look through: its sheets, and the lines on them (R23)."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Case, fn

from desktop_app.core import clock
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import FollowUpState, HandoverState
from desktop_app.models.base import database, tuples
from desktop_app.models.base import ids as first_column
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.desk import Handover, HandoverItem
from desktop_app.models.weighing import ParcelRecord, WrongShipment
from desktop_app.services import paging, shifts
from desktop_app.services.store import Store

_OPEN = FollowUpState.OPEN.value


@dataclass(frozen=True)
class HandoverRow:
    """A sheet as the book lists it. ``shift`` is a code; ``day`` that on which the shift began.

    ``open`` lines are neither done nor left, ``late`` ones of them past their deadline, ``unseen``
    ones not acknowledged yet.
    """

    id: int
    day: date
    shift: str
    shift_name: str
    from_whom: str
    to_whom: str
    note: str
    made_at: datetime
    signed_at: datetime | None
    accepted_at: datetime | None
    total: int
    open: int
    late: int
    unseen: int

    @property
    def state(self) -> HandoverState:
        """How far it is."""
        if self.signed_at is None:
            return HandoverState.DRAFT
        if self.accepted_at is None:
            return HandoverState.WAITING
        return HandoverState.GOING if self.open else HandoverState.DONE


@dataclass(frozen=True)
class ItemRow:
    """A line of a sheet; times in UTC.

    ``about`` says what it is about (``case claim wrong parcel``, or nothing for a line of its own)
    and ``thing`` its number. ``since`` is the day of the sheet on which it first stood;
    ``carried_on`` that a later sheet has taken it over, where it goes on.
    """

    id: int
    handover_id: int
    position: int
    what: str
    progress: str
    due_at: datetime | None
    state: FollowUpState
    acknowledged_at: datetime | None
    done_at: datetime | None
    carried_from_id: int | None
    since: date
    carried_on: bool
    case_id: int | None
    claim_id: int | None
    wrong_id: int | None
    parcel_id: int | None
    about: str
    thing: str
    buyer: str

    @property
    def is_open(self) -> bool:
        """Whether it is neither done nor left."""
        return self.state is FollowUpState.OPEN

    def late(self, now: datetime) -> bool:
        """Whether it is open past its deadline."""
        return self.is_open and self.due_at is not None and self.due_at < now

    def age(self, on: date) -> int:
        """For how many days it has stood in the book."""
        return max(0, (on - self.since).days)


@dataclass(frozen=True)
class Sheet:
    """A sheet with its lines, in their order."""

    row: HandoverRow
    items: tuple[ItemRow, ...]

    @property
    def signed(self) -> bool:
        """Whether its lines stand."""
        return self.row.signed_at is not None


@dataclass(frozen=True, kw_only=True)
class HandoverFilter:
    """Which sheets, in which order. What is left empty doesn't narrow.

    ``text`` is a part of a name, of the note or of a line; ``unfinished`` those not signed, not
    taken over, or with open lines.
    """

    text: str = ""
    unfinished: bool = False
    since: date | None = None
    until: date | None = None
    shift: str = ""
    order_by: str = "day"
    descending: bool = True


def ids(store: Store, wanted: HandoverFilter | None = None) -> array[int]:
    """The ids of the sheets that a filter lets through, in its order."""
    wanted = wanted or HandoverFilter()
    with store.connection():
        query = Handover.select(Handover.id)
        for where in _conditions(wanted):
            query = query.where(where)
        keys = (*_ORDERS.get(wanted.order_by, _ORDERS["day"]), Handover.id)
        turned = [one.desc() for one in keys] if wanted.descending else list(keys)
        return array("q", first_column(query.order_by(*turned)))


def rows(store: Store, wanted: Sequence[int]) -> list[HandoverRow]:
    """The rows of these ids in this order; ids that are gone are left out."""
    with store.connection():
        names = {code: shifts.name_of(store, code) for code in _codes(wanted)}
        return paging.by_id(wanted, lambda some: _read(some, names))


def listed(store: Store, wanted: HandoverFilter | None = None) -> list[HandoverRow]:
    """All rows of a filter: for the command line."""
    return rows(store, ids(store, wanted))


def show(store: Store, handover_id: int) -> Sheet:
    """A sheet with its lines. Raises NotFound."""
    with store.connection():
        found = rows(store, [handover_id])
        if not found:
            raise NotFound(Reason.HANDOVER_UNKNOWN, value=handover_id)
        return Sheet(found[0], tuple(items(HandoverItem.handover == handover_id)))


def of_day(store: Store, day: date, shift: str = "") -> list[HandoverRow]:
    """The sheets of a day, or of one shift of it, the newest first."""
    return listed(store, HandoverFilter(since=day, until=day, shift=shift))


def item(store: Store, item_id: int) -> ItemRow:
    """A line by its id. Raises NotFound."""
    with store.connection():
        found = items(HandoverItem.id == item_id)
    if not found:
        raise NotFound(Reason.HANDOVER_ITEM_UNKNOWN, value=item_id)
    return found[0]


def open_items(store: Store) -> list[ItemRow]:
    """What was handed over and is open still, each thing once, the soonest due first."""
    with store.connection():
        found = items(
            (HandoverItem.state == _OPEN)
            & ~Handover.signed_at.is_null()
            & HandoverItem.id.not_in(_carried_on())
        )
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at, one.id))


def waiting(store: Store) -> HandoverRow | None:
    """The newest signed sheet, if the next shift hasn't taken it over yet."""
    with store.connection():
        query = Handover.select(Handover.id).where(~Handover.signed_at.is_null())
        last = list(first_column(query.order_by(Handover.signed_at.desc()).limit(1)))
    found = rows(store, last)
    return found[0] if found and found[0].state is HandoverState.WAITING else None


def taken_away(line: Any = HandoverItem) -> Any:
    """The lines that were taken off a sheet while it was written: skipped, but never by a shift."""
    return (line.state == FollowUpState.SKIPPED.value) & line.done_at.is_null()


def items(where: Any) -> list[ItemRow]:
    """The lines that a condition lets through, by sheet and place, in the caller's connection."""
    query: Any = (
        HandoverItem.select(
            *(getattr(HandoverItem, name) for name in _PLAIN),
            HandoverItem.handover.alias("handover_id"),
            HandoverItem.carried_from.alias("carried_from_id"),
            HandoverItem.case.alias("case_id"),
            HandoverItem.claim.alias("claim_id"),
            HandoverItem.wrong_shipment.alias("wrong_id"),
            HandoverItem.parcel.alias("parcel_id"),
            Handover.day.alias("since"),
            HandoverItem.id.in_(_carried_on()).alias("carried_on"),
            fn.COALESCE(AfterSalesCase.no, "").alias("case_no"),
            fn.COALESCE(Claim.no, "").alias("claim_no"),
            fn.COALESCE(WrongShipment.no, "").alias("wrong_no"),
            fn.COALESCE(
                fn.NULLIF(ParcelRecord.tracking, ""), fn.NULLIF(ParcelRecord.order_no, ""), ""
            ).alias("parcel_no"),
            fn.COALESCE(Buyer.buyer_id, Claim.buyer_text, WrongShipment.buyer_text, "").alias(
                "buyer"
            ),
        )
        .join(Handover)
        .switch(HandoverItem)
        .join(AfterSalesCase, JOIN.LEFT_OUTER)
        .join(Buyer, JOIN.LEFT_OUTER)
        .switch(HandoverItem)
        .join(Claim, JOIN.LEFT_OUTER, on=HandoverItem.claim == Claim.id)
        .switch(HandoverItem)
        .join(WrongShipment, JOIN.LEFT_OUTER, on=HandoverItem.wrong_shipment == WrongShipment.id)
        .switch(HandoverItem)
        .join(ParcelRecord, JOIN.LEFT_OUTER, on=HandoverItem.parcel == ParcelRecord.id)
        .where(where, ~taken_away())
        .order_by(HandoverItem.handover, HandoverItem.position)
    )
    found = list(query.dicts())
    first = _first_days(row["id"] for row in found if row["carried_from_id"] is not None)
    return [_item(row, first) for row in found]


def _item(row: dict[str, Any], first: dict[int, str]) -> ItemRow:
    numbers = {name: row.pop(f"{name}_no") for name in ("case", "claim", "wrong", "parcel")}
    about = next((name for name in numbers if row[f"{name}_id"] is not None), "")
    return ItemRow(
        **{
            **row,
            "state": FollowUpState(row["state"]),
            "since": date.fromisoformat(first.get(row["id"], row["since"])),
            "carried_on": bool(row["carried_on"]),
            "about": about,
            "thing": numbers.get(about, ""),
        }
    )


def _first_days(wanted: Iterable[int]) -> dict[int, str]:
    """For lines that were carried over: the day of the sheet on which the thing first stood."""
    listed_ids = json.dumps(list(wanted))
    if listed_ids == "[]":
        return {}
    return dict(database.execute_sql(_FIRST, (listed_ids,)).fetchall())


_FIRST = """
WITH RECURSIVE "chain"("item", "before") AS (
  SELECT "id", "carried_from_id" FROM "handover_item"
   WHERE "id" IN (SELECT value FROM json_each(?)) AND "carried_from_id" IS NOT NULL
  UNION
  SELECT "chain"."item", "h"."carried_from_id" FROM "chain"
    JOIN "handover_item" AS "h" ON "h"."id" = "chain"."before"
   WHERE "h"."carried_from_id" IS NOT NULL
)
SELECT "item", MIN("sheet"."day") FROM "chain"
  JOIN "handover_item" AS "old" ON "old"."id" = "chain"."before"
  JOIN "handover" AS "sheet" ON "sheet"."id" = "old"."handover_id"
 GROUP BY "item"
"""


def _carried_on() -> Any:
    """The lines that another, signed sheet has taken over."""
    later, sheet = HandoverItem.alias(), Handover.alias()
    return (
        later.select(later.carried_from)
        .join(sheet, on=later.handover == sheet.id)
        .where(~later.carried_from.is_null(), ~sheet.signed_at.is_null(), ~taken_away(later))
    )


def _codes(wanted: Sequence[int]) -> list[str]:
    query = Handover.select(Handover.shift).where(Handover.id.in_(list(wanted))).distinct()
    return [code for (code,) in tuples(query)]


def _read(wanted: list[int], names: dict[str, str]) -> list[HandoverRow]:
    now = clock.to_text(clock.now())
    is_open = HandoverItem.state == _OPEN
    counts: Any = (
        HandoverItem.select(
            HandoverItem.handover,
            fn.COUNT(HandoverItem.id),
            _sum(is_open),
            _sum(is_open & (HandoverItem.due_at < now)),
            _sum(is_open & HandoverItem.acknowledged_at.is_null()),
        )
        .where(HandoverItem.handover.in_(wanted), ~taken_away())
        .group_by(HandoverItem.handover)
    )
    counted = {row[0]: row[1:] for row in tuples(counts)}
    made: list[HandoverRow] = []
    for sheet in Handover.select().where(Handover.id.in_(wanted)):
        total, left, late, unseen = counted.get(sheet.id, (0, 0, 0, 0))
        made.append(
            HandoverRow(
                id=sheet.id,
                day=date.fromisoformat(sheet.day),
                shift=sheet.shift,
                shift_name=names.get(sheet.shift, sheet.shift),
                from_whom=sheet.from_whom,
                to_whom=sheet.to_whom,
                note=sheet.note,
                made_at=sheet.made_at,
                signed_at=sheet.signed_at,
                accepted_at=sheet.accepted_at,
                total=total,
                open=left,
                late=late,
                unseen=unseen,
            )
        )
    return made


def _sum(where: Any) -> Any:
    return fn.SUM(Case(None, ((where, 1),), 0))


def _conditions(wanted: HandoverFilter) -> list[Any]:
    pairs = (
        (wanted.text.strip(), lambda: _holding(wanted.text.strip())),
        (wanted.unfinished, _unfinished),
        (wanted.since, lambda: Handover.day >= str(wanted.since)),
        (wanted.until, lambda: Handover.day <= str(wanted.until)),
        (wanted.shift, lambda: Handover.shift == wanted.shift),
    )
    return [make() for given, make in pairs if given]


def _unfinished() -> Any:
    still = HandoverItem.select(HandoverItem.handover).where(HandoverItem.state == _OPEN)
    return Handover.accepted_at.is_null() | Handover.id.in_(still)


def _holding(text: str) -> Any:
    lines = HandoverItem.select(HandoverItem.handover).where(
        HandoverItem.what.contains(text) | HandoverItem.progress.contains(text)
    )
    return (
        Handover.from_whom.contains(text)
        | Handover.to_whom.contains(text)
        | Handover.note.contains(text)
        | Handover.id.in_(lines)
    )


_PLAIN = ("id", "position", "what", "progress", "due_at", "state", "acknowledged_at", "done_at")
_ORDERS: dict[str, tuple[Any, ...]] = {
    "day": (Handover.day, Handover.made_at),
    "shift": (Handover.shift, Handover.day),
    "from_whom": (Handover.from_whom, Handover.day),
    "signed_at": (Handover.signed_at,),
}
