"""One buyer's page: who it is, what was bought, how often and why it went wrong, and its price.

The lists behind it (orders, wrong shipments, messages) come as ids and rows by pages: a buyer may
have thousands of orders. Cases, photos, claims and revisits have lists of their own.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Cause, ClaimStage, FollowUpState, OrderState, Platform
from desktop_app.core.masking import Masks, Place
from desktop_app.models.base import database
from desktop_app.models.prepared import listed
from desktop_app.services import buyer_lists, buyer_merging, buyer_records, buyer_sums, privacy
from desktop_app.services.buyer_merging import MergedRow
from desktop_app.services.buyer_sums import Sums
from desktop_app.services.store import Store

_AMONG = "(SELECT value FROM json_each(?))"
_LIVE = "c.buyer_id = ? AND c.deleted_at IS NULL AND c.merged_into_id IS NULL"


@dataclass(frozen=True)
class Contact:
    """Name, phone and address; of an order, as it stood there."""

    name: str
    phone: str
    address: str


@dataclass(frozen=True)
class BuyerPage:
    """A buyer with all figures. Amounts are minor units by currency.

    ``ordered`` is the contact of the latest order that says one. ``unknown_values`` counts orders
    of which nobody knows what was paid. ``kinds`` and ``causes`` count the cases, most first.
    """

    id: int
    platform: Platform
    buyer_id: str
    told_apart_by: str
    own: Contact
    ordered: Contact
    note: str
    vip_level: int
    next_revisit: date | None
    masked: bool
    erased_at: datetime | None
    created_at: datetime
    folder: str
    row_version: int
    merged: tuple[MergedRow, ...]
    orders: int
    unknown_values: int
    values: Sums
    cases: int
    open_cases: int
    kinds: tuple[tuple[CaseKind, int], ...]
    causes: tuple[tuple[Cause, int], ...]
    costs: Sums
    claims: int
    claimed: Sums
    received: Sums
    photos: int
    wrong: int
    messages: int
    revisits: int
    last: datetime | None


@dataclass(frozen=True)
class BuyerOrder:
    """An order in the buyer's list; amounts None where no file said them."""

    id: int
    order_no: str
    platform: Platform
    state: OrderState
    status: str
    created: str
    currency: str
    paid_minor: int | None
    refund_minor: int | None
    tracking: str
    goods: str
    cases: int


@dataclass(frozen=True)
class BuyerWrong:
    """A wrong shipment in the buyer's list."""

    id: int
    no: str
    kind: str
    state: str
    what: str
    reported_at: datetime


@dataclass(frozen=True)
class BuyerMessage:
    """A follow-up message to the buyer, or a reply or note in one of the cases.

    ``kind`` is ``follow_up`` or a `CaseEventKind`; ``state`` a `FollowUpState` of the former. The
    ``id`` is below zero for follow-ups, so that both stand in one list.
    """

    id: int
    at: str
    kind: str
    state: str
    text: str
    case_no: str
    order_no: str
    who: str


def show(store: Store, buyer_id: int, *, masked: bool | None = None) -> BuyerPage:
    """The page of a buyer, or of the one that it was merged into. Raises NotFound.

    ``masked`` hides the contact (left out: as the shop's screens are; R41).
    """
    masks = privacy.masks(store, Place.SCREEN, masked)
    with store.connection():
        buyer = buyer_records.find(buyer_id)
        row = buyer_lists.row(store, buyer.id)
        assert row is not None  # noqa: S101 - the buyer was just read
        claims, claimed, received = _claims(buyer.id)
        return BuyerPage(
            id=buyer.id,
            platform=Platform(buyer.platform),
            buyer_id=buyer.buyer_id,
            told_apart_by=buyer.told_apart_by,
            own=_shown(Contact(buyer.name, buyer.phone, buyer.address), masks),
            ordered=_shown(_ordered(buyer.id), masks),
            note=buyer.note,
            vip_level=buyer.vip_level,
            next_revisit=row.next_revisit,
            masked=bool(buyer.masked),
            erased_at=buyer.erased_at,
            created_at=buyer.created_at,
            folder=buyer.folder,
            row_version=buyer.row_version,
            merged=tuple(buyer_merging.merged(store, buyer.id)),
            orders=row.orders,
            unknown_values=_count(
                f"sales_order o WHERE o.buyer_id = ? AND {buyer_sums.BASE} IS NULL", buyer.id
            ),
            values=row.values,
            cases=row.cases,
            open_cases=row.open_cases,
            kinds=tuple((CaseKind(code), count) for code, count in _counted("kind", buyer.id)),
            causes=tuple((Cause(code), count) for code, count in _counted("cause", buyer.id)),
            costs=row.costs,
            claims=claims,
            claimed=claimed,
            received=received,
            photos=_count(
                f"photo p WHERE p.deleted_at IS NULL AND p.buyer_id IN {_AMONG}",
                listed(buyer_records.family(buyer.id)),
            ),
            wrong=len(wrong_ids(store, buyer.id)),
            messages=len(message_ids(store, buyer.id)),
            revisits=_count("revisit r WHERE r.buyer_id = ?", buyer.id),
            last=row.last,
        )


def order_ids(store: Store, buyer_id: int) -> array[int]:
    """The ids of a buyer's orders, the newest first."""
    sql = "SELECT id FROM sales_order WHERE buyer_id = ? ORDER BY created DESC, id DESC"
    return _ids(store, sql, buyer_id)


def order_rows(store: Store, wanted: Sequence[int]) -> list[BuyerOrder]:
    """The orders with these ids, in this order."""
    sql = (
        "SELECT o.id, o.order_no, o.platform, o.state, o.status, coalesce(o.created, ''),"  # noqa: S608 - ours
        " o.currency, o.paid_minor, o.refund_minor, o.tracking,"
        " coalesce((SELECT l.title FROM order_line l WHERE l.order_id = o.id"
        " ORDER BY l.position LIMIT 1), ''),"
        " (SELECT count(*) FROM after_sales_case c WHERE c.order_id = o.id"
        f" AND c.deleted_at IS NULL) FROM sales_order o WHERE o.id IN {_AMONG}"
    )
    found = {
        row[0]: BuyerOrder(*(*row[:2], Platform(row[2]), OrderState(row[3]), *row[4:]))
        for row in _rows(store, sql, wanted)
    }
    return [found[ref] for ref in wanted if ref in found]


def wrong_ids(store: Store, buyer_id: int) -> array[int]:
    """The ids of the wrong shipments to a buyer, by buyer, order or case; the newest first."""
    sql = (
        "SELECT id FROM wrong_shipment WHERE buyer_id = ?1"
        " UNION SELECT w.id FROM wrong_shipment w JOIN sales_order o ON o.id = w.order_id"
        " WHERE o.buyer_id = ?1"
        " UNION SELECT w.id FROM wrong_shipment w JOIN after_sales_case c ON c.id = w.case_id"
        " WHERE c.buyer_id = ?1 ORDER BY 1 DESC"
    )
    return _ids(store, sql, buyer_id)


def wrong_rows(store: Store, wanted: Sequence[int]) -> list[BuyerWrong]:
    """The wrong shipments with these ids, in this order."""
    sql = (
        "SELECT w.id, w.no, w.kind, w.state, coalesce(nullif(w.what, ''), (SELECT l.title"  # noqa: S608 - ours
        " FROM wrong_line l WHERE l.wrong_shipment_id = w.id ORDER BY l.position LIMIT 1), ''),"
        f" w.reported_at FROM wrong_shipment w WHERE w.id IN {_AMONG}"
    )
    found = {
        row[0]: BuyerWrong(*(*row[:5], clock.from_text(row[5])))
        for row in _rows(store, sql, wanted)
    }
    return [found[ref] for ref in wanted if ref in found]


def message_ids(store: Store, buyer_id: int) -> array[int]:
    """What was written to and by a buyer: replies, notes of being told, follow-ups; newest first.

    Follow-ups have ids below zero (`BuyerMessage`).
    """
    sql = (
        "SELECT id FROM (SELECT e.id AS id, e.at AS at FROM after_sales_case c"
        " JOIN case_event e ON e.case_id = c.id"
        " WHERE c.buyer_id = ?1 AND c.deleted_at IS NULL"
        " AND e.kind IN ('replied', 'buyer_wrote', 'informed')"
        " UNION ALL SELECT -f.id, f.due_on FROM follow_up f JOIN sales_order o ON o.id = f.order_id"
        " WHERE o.buyer_id = ?1"
        " UNION ALL SELECT -f.id, f.due_on FROM follow_up f"
        " JOIN after_sales_case c ON c.id = f.case_id"
        " LEFT JOIN sales_order o ON o.id = f.order_id"
        " WHERE c.buyer_id = ?1 AND (o.id IS NULL OR o.buyer_id IS NOT ?1))"
        " ORDER BY at DESC, id DESC"
    )
    return _ids(store, sql, buyer_id)


def message_rows(store: Store, wanted: Sequence[int]) -> list[BuyerMessage]:
    """The messages with these ids, in this order."""
    events = (
        "SELECT e.id, e.at, e.kind, '', e.text, c.no, coalesce(o.order_no, ''), e.who"  # noqa: S608 - ours
        " FROM case_event e JOIN after_sales_case c ON c.id = e.case_id"
        f" LEFT JOIN sales_order o ON o.id = c.order_id WHERE e.id IN {_AMONG}"
    )
    follow_ups = (
        "SELECT -f.id, f.due_on, 'follow_up', f.state, f.text, coalesce(c.no, ''),"  # noqa: S608 - ours
        " coalesce(o.order_no, ''), f.who FROM follow_up f"
        " LEFT JOIN after_sales_case c ON c.id = f.case_id"
        f" LEFT JOIN sales_order o ON o.id = f.order_id WHERE f.id IN {_AMONG}"
    )
    rows = [
        *_rows(store, events, [ref for ref in wanted if ref > 0]),
        *_rows(store, follow_ups, [-ref for ref in wanted if ref < 0]),
    ]
    found = {row[0]: BuyerMessage(*row) for row in rows}
    return [found[ref] for ref in wanted if ref in found]


def is_open(message: BuyerMessage) -> bool:
    """Whether a follow-up is still to be sent."""
    return message.state == FollowUpState.OPEN


def _ordered(buyer_id: int) -> Contact:
    sql = (
        "SELECT coalesce(receiver, ''), coalesce(phone, ''), coalesce(address, '')"
        " FROM sales_order WHERE buyer_id = ? AND receiver IS NOT NULL"
        " ORDER BY created DESC, id DESC LIMIT 1"
    )
    found = database.execute_sql(sql, (buyer_id,)).fetchone()
    return Contact(*found) if found else Contact("", "", "")


def _shown(contact: Contact, masks: Masks) -> Contact:
    return Contact(*masks.contact(contact.name, contact.phone, contact.address))


def _claims(buyer_id: int) -> tuple[int, Sums, Sums]:
    """How many claims stand, what was claimed, and what came in, by currency."""
    own = "claim m WHERE m.buyer_id = ? AND m.stage <> ?"
    void = ClaimStage.VOID.value
    sql = f"SELECT m.currency, count(*), sum(m.claimed_minor) FROM {own} GROUP BY m.currency"  # noqa: S608 - ours
    claimed = database.execute_sql(sql, (buyer_id, void)).fetchall()
    paid = (
        f"SELECT p.currency, sum({buyer_sums.CAME_BACK}) FROM claim m"  # noqa: S608 - ours
        " JOIN claim_payment p ON p.claim_id = m.id AND p.voided_at IS NULL"
        " WHERE m.buyer_id = ? AND m.stage <> ? GROUP BY p.currency"
    )
    received = database.execute_sql(paid, (buyer_id, void)).fetchall()
    return (
        sum(row[1] for row in claimed),
        tuple((row[0], row[2]) for row in claimed),
        tuple((row[0], row[1]) for row in received if row[1]),
    )


def _counted(column: str, buyer_id: int) -> list[tuple[str, int]]:
    sql = (
        f"SELECT c.{column}, count(*) FROM after_sales_case c WHERE {_LIVE}"  # noqa: S608 - ours
        f" AND c.{column} <> '' GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    rows: list[tuple[str, int]] = database.execute_sql(sql, (buyer_id,)).fetchall()
    return rows


def _count(source: str, value: object) -> int:
    sql = f"SELECT count(*) FROM {source}"  # noqa: S608 - ours
    return int(database.execute_sql(sql, (value,)).fetchone()[0])


def _ids(store: Store, sql: str, value: object) -> array[int]:
    with store.connection():
        return array("q", (row[0] for row in database.execute_sql(sql, (value,))))


def _rows(store: Store, sql: str, wanted: Sequence[int]) -> list[tuple[Any, ...]]:
    if not wanted:
        return []
    with store.connection():
        found: list[tuple[Any, ...]] = database.execute_sql(sql, (listed(wanted),)).fetchall()
    return found
