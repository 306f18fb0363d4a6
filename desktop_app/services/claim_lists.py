"""Lists of claims: which (ids, sorted and filtered by SQL), and the rows of some of them."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from peewee import JOIN, Case, fn

from desktop_app.core import clock
from desktop_app.core.kinds import ClaimKind, ClaimStage
from desktop_app.models.base import ids as first_column
from desktop_app.models.base import tuples
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim, ClaimEvent, ClaimLine, ClaimPayment, Courier
from desktop_app.services import claim_ledger, couriers
from desktop_app.services.store import Store

_CHUNK = 500
ENDED = frozenset({ClaimStage.CLOSED, ClaimStage.VOID})
WAITING = frozenset(
    {
        ClaimStage.FILED,
        ClaimStage.ACCEPTED,
        ClaimStage.DOCUMENTS_ASKED,
        ClaimStage.NEGOTIATING,
        ClaimStage.APPEALED,
    }
)
APPEALABLE = frozenset({ClaimStage.REJECTED, ClaimStage.PART_APPROVED})


@dataclass(frozen=True)
class ClaimRow:
    """A claim as lists show it. Amounts are minor units of ``currency``; days are dates.

    ``goods`` is its lines in words; ``due_on`` the next day that mustn't be missed, None where
    none is known.
    """

    id: int
    no: str
    stage: ClaimStage
    kind: ClaimKind
    courier: str
    courier_name: str
    outlet: str
    work_order_no: str
    case_id: int | None
    case_no: str
    order_id: int | None
    order_no: str
    buyer_id: int | None
    buyer: str
    platform: str
    shop_name: str
    tracking: str
    resend_tracking: str
    goods: str
    currency: str
    goods_minor: int | None
    freight_minor: int | None
    claimed_minor: int
    approved_minor: int | None
    received_minor: int
    set_off_minor: int
    written_off_minor: int
    outstanding_minor: int
    applied_on: date | None
    shipped_on: date | None
    entered_at: datetime
    entered_month: str
    filed_at: datetime | None
    closed_at: datetime | None
    latest_filing_on: date | None
    answer_due_on: date | None
    appeal_due_on: date | None
    chased: int
    last_chased_at: datetime | None
    note: str
    void_reason: str
    sheet_file: str
    row_version: int

    @property
    def due_on(self) -> date | None:
        """The day by which the next step is due: file, be answered, or appeal."""
        if self.stage == ClaimStage.DRAFT:
            return self.latest_filing_on
        if self.stage in WAITING:
            return self.answer_due_on
        return self.appeal_due_on if self.stage in APPEALABLE else None

    @property
    def overdue(self) -> bool:
        """Whether that day is over."""
        return self.due_on is not None and self.due_on < clock.today()


@dataclass(frozen=True, kw_only=True)
class ClaimFilter:
    """Which claims, in which order. What is left empty doesn't narrow.

    ``courier`` is a code or any name; ``text`` a part of a number or of the buyer ID; ``month``
    the month in which the claim was entered; ``owed`` those with money outstanding.
    """

    month: str = ""
    courier: str = ""
    stages: frozenset[ClaimStage] = frozenset()
    kinds: frozenset[ClaimKind] = frozenset()
    currency: str = ""
    text: str = ""
    case_id: int | None = None
    order_id: int | None = None
    buyer_id: int | None = None
    overdue: bool = False
    owed: bool = False
    ids: frozenset[int] | None = None
    order_by: str = "entered_at"
    descending: bool = True


def ids(store: Store, wanted: ClaimFilter | None = None) -> array[int]:
    """The ids of the claims that a filter lets through, in its order."""
    wanted = wanted or ClaimFilter()
    with store.connection():
        query = Claim.select(Claim.id).join(Courier)
        for where in _conditions(store, wanted):
            query = query.where(where)
        key = _ORDERS.get(wanted.order_by, Claim.entered_at)
        keys = (key.desc(), Claim.id.desc()) if wanted.descending else (key.asc(), Claim.id.asc())
        return array("q", first_column(query.order_by(*keys)))


def rows(store: Store, wanted: Sequence[int]) -> list[ClaimRow]:
    """The rows of these ids in this order; ids that are gone are left out."""
    with store.connection():
        return rows_of(wanted)


def rows_of(wanted: Sequence[int]) -> list[ClaimRow]:
    """`rows` within the caller's connection."""
    found: dict[int, ClaimRow] = {}
    for start in range(0, len(wanted), _CHUNK):
        found.update((row.id, row) for row in _rows(list(wanted[start : start + _CHUNK])))
    return [found[claim_id] for claim_id in wanted if claim_id in found]


def listed(store: Store, wanted: ClaimFilter | None = None) -> list[ClaimRow]:
    """All rows of a filter: for paper and the command line."""
    return rows(store, ids(store, wanted))


def counts(store: Store) -> dict[ClaimStage, int]:
    """How many claims stand in each stage, for the filter chips."""
    query = Claim.select(Claim.stage, fn.COUNT(Claim.id)).group_by(Claim.stage)
    with store.connection():
        return {ClaimStage(stage): count for stage, count in tuples(query)}


def _conditions(store: Store, wanted: ClaimFilter) -> list[Any]:
    pairs = (
        (wanted.month, lambda: Claim.entered_month == wanted.month),
        (wanted.courier, lambda: Claim.courier == _courier_id(store, wanted.courier)),
        (wanted.stages, lambda: Claim.stage.in_([str(stage.value) for stage in wanted.stages])),
        (wanted.kinds, lambda: Claim.kind.in_([str(kind.value) for kind in wanted.kinds])),
        (wanted.currency, lambda: Claim.currency == wanted.currency),
        (wanted.text.strip(), lambda: _holding(wanted.text.strip())),
        (wanted.case_id, lambda: Claim.case == wanted.case_id),
        (wanted.order_id, lambda: Claim.order == wanted.order_id),
        (wanted.buyer_id, lambda: Claim.buyer == wanted.buyer_id),
        (wanted.overdue, lambda: clock.today().isoformat() > _DUE),
        (wanted.owed, lambda: _OUTSTANDING > 0),
    )
    found = [make() for given, make in pairs if given]
    if wanted.ids is not None:
        found.append(Claim.id.in_(list(wanted.ids)))
    return found


def _courier_id(store: Store, text: str) -> int:
    found = couriers.find(store, text)
    return found.id if found else 0


def _holding(text: str) -> Any:
    columns = (
        Claim.no,
        Claim.tracking,
        Claim.resend_tracking,
        Claim.order_no,
        Claim.buyer_text,
        Claim.work_order_no,
    )
    where = columns[0].contains(text)
    for column in columns[1:]:
        where |= column.contains(text)
    return where


def _rows(wanted: list[int]) -> Iterable[ClaimRow]:
    goods = _goods(wanted)
    found = list(_query().where(Claim.id.in_(wanted)).dicts())
    standings = claim_ledger.standings([(row["id"], row["claimed_minor"]) for row in found])
    for row in found:
        money = standings[row["id"]]
        yield ClaimRow(
            **{
                **row,
                **{name: _day(row[name]) for name in _DAYS},
                "stage": ClaimStage(row["stage"]),
                "kind": ClaimKind(row["kind"]),
                "courier_name": couriers.display_name(row["courier"], row["courier_name"]),
                "goods": goods.get(row["id"], ""),
                "received_minor": money.received,
                "set_off_minor": money.set_off,
                "written_off_minor": money.written_off,
                "outstanding_minor": money.outstanding,
            }
        )


def _query() -> Any:
    return (
        Claim.select(
            *(getattr(Claim, name) for name in _PLAIN),
            Claim.case.alias("case_id"),
            Claim.order.alias("order_id"),
            Claim.buyer.alias("buyer_id"),
            Claim.buyer_text.alias("buyer"),
            Courier.code.alias("courier"),
            Courier.name.alias("courier_name"),
            fn.COALESCE(AfterSalesCase.no, "").alias("case_no"),
        )
        .join(Courier)
        .join(AfterSalesCase, JOIN.LEFT_OUTER, on=Claim.case == AfterSalesCase.id)
    )


def _goods(wanted: list[int]) -> dict[int, str]:
    """The claims' goods in words: ``title × 2; other × 1``."""
    query = (
        ClaimLine.select(
            ClaimLine.claim, ClaimLine.title, ClaimLine.sku, ClaimLine.claimed_quantity
        )
        .where(ClaimLine.claim.in_(wanted))
        .order_by(ClaimLine.claim, ClaimLine.position)
    )
    words: dict[int, list[str]] = {}
    for claim_id, title, sku, quantity in tuples(query):
        words.setdefault(claim_id, []).append(f"{title or sku} × {quantity}")
    return {claim_id: "; ".join(parts) for claim_id, parts in words.items()}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


_DAYS = ("applied_on", "shipped_on", "latest_filing_on", "answer_due_on", "appeal_due_on")
_PLAIN = (
    *("id", "no", "stage", "kind", "outlet", "work_order_no", "order_no", "platform", "shop_name"),
    *("tracking", "resend_tracking", "currency", "goods_minor", "freight_minor", "claimed_minor"),
    *("approved_minor", "entered_at", "entered_month", "filed_at", "closed_at", "chased"),
    *("last_chased_at", "note", "void_reason", "sheet_file", "row_version"),
    *_DAYS,
)
_PAID = fn.COALESCE(
    ClaimPayment.select(
        fn.SUM(
            Case(
                ClaimPayment.kind,
                (("reversal", ClaimPayment.amount_minor * -1),),
                ClaimPayment.amount_minor,
            )
        )
    ).where(ClaimPayment.claim == Claim.id, ClaimPayment.voided_at.is_null()),
    0,
)
_REDUCED = fn.COALESCE(
    ClaimEvent.select(fn.SUM(ClaimEvent.written_off_minor)).where(ClaimEvent.claim == Claim.id), 0
)
_OUTSTANDING = Claim.claimed_minor - _PAID - _REDUCED
_DUE = Case(
    None,
    (
        (Claim.stage == ClaimStage.DRAFT, Claim.latest_filing_on),
        (Claim.stage.in_([stage.value for stage in WAITING]), Claim.answer_due_on),
        (Claim.stage.in_([stage.value for stage in APPEALABLE]), Claim.appeal_due_on),
    ),
    None,
)
_ORDERS: dict[str, Any] = {
    **{name: getattr(Claim, name) for name in _PLAIN},
    "buyer": Claim.buyer_text,
    "courier": Courier.code,
    "courier_name": Courier.name,
    "received_minor": _PAID,
    "outstanding_minor": _OUTSTANDING,
    "due_on": _DUE,
}
