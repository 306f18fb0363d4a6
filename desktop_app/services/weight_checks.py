"""Weight checks as they were recorded: lists, a single check, one parcel's four weights."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from peewee import JOIN, fn

from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import Verdict, WeightSource
from desktop_app.models.base import ids as first_column
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.models.weighing import WeightCheck
from desktop_app.services import paging, weight_findings
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Store
from desktop_app.services.weight_findings import Told


@dataclass(frozen=True)
class CheckRow:
    """One weighing of one parcel; weights in grams, times in UTC."""

    id: int
    order_id: int | None
    case_id: int | None
    order_no: str
    case_no: str
    platform: str
    buyer: str
    tracking: str
    source: WeightSource
    measured_g: int
    expected_g: int | None
    tolerance_g: int | None
    packaging_g: int
    verdict: Verdict
    findings: str
    session: str
    at: datetime
    who: str
    voided_at: datetime | None
    void_reason: str

    @cached_property
    def told(self) -> Told:
        """What the check found: the lines, and how the difference can be told."""
        return weight_findings.from_json(self.findings)

    @property
    def difference_g(self) -> int | None:
        """Measured − expected."""
        return None if self.expected_g is None else self.measured_g - self.expected_g


@dataclass(frozen=True, kw_only=True)
class CheckFilter:
    """Which checks, in which order. What is left empty doesn't narrow.

    ``text`` is a part of an order, case or tracking number, or of the buyer ID; ``since`` and
    ``until`` are moments, the latter not included.
    """

    order_id: int | None = None
    case_id: int | None = None
    verdicts: frozenset[Verdict] = frozenset()
    sources: frozenset[WeightSource] = frozenset()
    session: str = ""
    text: str = ""
    since: datetime | None = None
    until: datetime | None = None
    with_voided: bool = False
    order_by: str = "at"
    descending: bool = True


def ids(store: Store, wanted: CheckFilter | None = None) -> array[int]:
    """The ids of the checks that a filter lets through, in its order."""
    wanted = wanted or CheckFilter()
    with store.connection():
        query = WeightCheck.select(WeightCheck.id)
        if wanted.text.strip() or wanted.order_by in _OF_OTHERS:
            query = _joined(query)
        for where in _conditions(wanted):
            query = query.where(where)
        key = _ORDERS.get(wanted.order_by, WeightCheck.at)
        keys = (key, WeightCheck.id)
        turned = [one.desc() for one in keys] if wanted.descending else list(keys)
        return array("q", first_column(query.order_by(*turned)))


def rows(store: Store, wanted: Sequence[int]) -> list[CheckRow]:
    """The rows of these ids in this order; ids that are gone are left out."""
    with store.connection():
        return paging.by_id(wanted, _read)


def listed(store: Store, wanted: CheckFilter | None = None) -> list[CheckRow]:
    """All rows of a filter: for paper and the command line."""
    return rows(store, ids(store, wanted))


def check(store: Store, check_id: int) -> CheckRow:
    """The check with this id. Raises NotFound."""
    found = rows(store, [check_id])
    if not found:
        raise NotFound(Reason.WEIGHT_CHECK_UNKNOWN, value=check_id)
    return found[0]


def of_order(check_id: int) -> int | None:
    """The id of the order whose parcel was weighed. Needs a connection; raises NotFound."""
    query = WeightCheck.select(_ORDER_ID).join(AfterSalesCase, JOIN.LEFT_OUTER)
    found = list(first_column(query.where(WeightCheck.id == check_id)))
    if not found:
        raise NotFound(Reason.WEIGHT_CHECK_UNKNOWN, value=check_id)
    return found[0]


def four_weights(store: Store, parcel: Parcel) -> Mapping[WeightSource, CheckRow]:
    """The parcel's newest weight from each of the four scales that weighed it."""
    found = {source: last_of(store, parcel, source) for source in WeightSource}
    return {source: row for source, row in found.items() if row is not None}


def noted(
    store: Store, parcel: Parcel, source: WeightSource, measured_g: int, at: datetime
) -> CheckRow | None:
    """The check of just this scale, weight and moment, if it's on record."""
    where = (
        _same_parcel(parcel)
        & (WeightCheck.source == source)
        & (WeightCheck.measured_g == measured_g)
        & (WeightCheck.at == at)
        & WeightCheck.voided_at.is_null()
    )
    with store.connection():
        found = first_column(WeightCheck.select(WeightCheck.id).where(where).limit(1))
        return next(iter(rows(store, list(found))), None)


def last_of(store: Store, parcel: Parcel, source: WeightSource) -> CheckRow | None:
    """The parcel's newest check on this scale that isn't voided."""
    where = _same_parcel(parcel) & (WeightCheck.source == source) & WeightCheck.voided_at.is_null()
    with store.connection():
        query = WeightCheck.select(WeightCheck.id).where(where)
        newest = query.order_by(WeightCheck.at.desc(), WeightCheck.id.desc()).limit(1)
        return next(iter(rows(store, list(first_column(newest)))), None)


def _same_parcel(parcel: Parcel) -> Any:
    """By order (and which of its parcels); one that was sent again only by its own number."""
    if parcel.order_id is not None and not parcel.sent_again:
        own = WeightCheck.order == parcel.order_id
        return own & WeightCheck.tracking.in_(("", parcel.tracking)) if parcel.tracking else own
    if parcel.tracking:
        return (WeightCheck.tracking == parcel.tracking) & WeightCheck.order.is_null()
    return WeightCheck.case == parcel.case_id


def _conditions(wanted: CheckFilter) -> list[Any]:
    pairs = (
        (wanted.order_id, lambda: WeightCheck.order == wanted.order_id),
        (wanted.case_id, lambda: WeightCheck.case == wanted.case_id),
        (wanted.verdicts, lambda: WeightCheck.verdict.in_(list(wanted.verdicts))),
        (wanted.sources, lambda: WeightCheck.source.in_(list(wanted.sources))),
        (wanted.session, lambda: WeightCheck.session == wanted.session),
        (wanted.text.strip(), lambda: _holding(wanted.text.strip())),
        (wanted.since, lambda: WeightCheck.at >= wanted.since),
        (wanted.until, lambda: WeightCheck.at < wanted.until),
        (not wanted.with_voided, WeightCheck.voided_at.is_null),
    )
    return [make() for given, make in pairs if given]


def _holding(text: str) -> Any:
    return (
        WeightCheck.tracking.contains(text)
        | SalesOrder.order_no.contains(text)
        | AfterSalesCase.no.contains(text)
        | _BUYER.contains(text)
    )


def _read(wanted: list[int]) -> list[CheckRow]:
    columns = (getattr(WeightCheck, name) for name in _PLAIN)
    query = _joined(WeightCheck.select(*columns, *_ALIASED)).where(WeightCheck.id.in_(wanted))
    return [
        CheckRow(
            **{
                **row,
                "source": WeightSource(row["source"]),
                "verdict": Verdict(row["verdict"]),
            }
        )
        for row in query.dicts()
    ]


def _joined(query: Any) -> Any:
    return (
        query.join(AfterSalesCase, JOIN.LEFT_OUTER)
        .join(SalesOrder, JOIN.LEFT_OUTER, on=SalesOrder.id == _ORDER_ID)
        .join(Buyer, JOIN.LEFT_OUTER, on=Buyer.id == _BUYER_ID)
    )


_ORDER_ID = fn.COALESCE(WeightCheck.order, AfterSalesCase.order)
_BUYER_ID = fn.COALESCE(AfterSalesCase.buyer, SalesOrder.buyer)
_BUYER = fn.COALESCE(Buyer.buyer_id, SalesOrder.buyer_text, "")
_PLAIN = (
    *("id", "tracking", "source", "measured_g", "expected_g", "tolerance_g", "packaging_g"),
    *("verdict", "findings", "session", "at", "who", "voided_at", "void_reason"),
)
_ALIASED = (
    _ORDER_ID.alias("order_id"),
    WeightCheck.case.alias("case_id"),
    fn.COALESCE(SalesOrder.order_no, "").alias("order_no"),
    fn.COALESCE(AfterSalesCase.no, "").alias("case_no"),
    fn.COALESCE(SalesOrder.platform, AfterSalesCase.platform, "").alias("platform"),
    _BUYER.alias("buyer"),
)
_OF_OTHERS: dict[str, Any] = {
    "order_no": SalesOrder.order_no,
    "case_no": AfterSalesCase.no,
    "buyer": _BUYER,
}
_ORDERS: dict[str, Any] = {
    **{name: getattr(WeightCheck, name) for name in _PLAIN},
    "difference_g": WeightCheck.measured_g - WeightCheck.expected_g,
    **_OF_OTHERS,
}
