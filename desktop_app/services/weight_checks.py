"""Weight checks as they were recorded: lists, one parcel's four weights, a single check."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from peewee import JOIN, fn

from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import Verdict, WeightSource
from desktop_app.models.base import fetch, ids
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.models.weighing import WeightCheck
from desktop_app.services import weight_findings
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Store
from desktop_app.services.weight_findings import Told


@dataclass(frozen=True)
class CheckRow:
    """One weighing of one parcel; weights in grams."""

    id: int
    order_id: int | None
    case_id: int | None
    order_no: str
    case_no: str
    platform: str
    buyer: str
    tracking: str
    source: str
    measured_g: int
    expected_g: int | None
    tolerance_g: int | None
    packaging_g: int
    verdict: str
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


@dataclass(frozen=True)
class CheckFilter:
    """Which checks to list. Empty parts ask for nothing."""

    order_id: int | None = None
    case_id: int | None = None
    verdict: Verdict | None = None
    source: WeightSource | None = None
    session: str = ""
    since: datetime | None = None
    with_voided: bool = False


def one(check_id: int) -> CheckRow:
    """The check with this id. Needs a connection; raises NotFound."""
    found = fetch(_rows().where(WeightCheck.id == check_id), CheckRow)
    if not found:
        raise NotFound(Reason.WEIGHT_CHECK_UNKNOWN, value=check_id)
    return found[0]


def check(store: Store, check_id: int) -> CheckRow:
    """The check with this id. Raises NotFound."""
    with store.connection():
        return one(check_id)


def rows(store: Store, wanted: CheckFilter = CheckFilter(), limit: int = 200) -> list[CheckRow]:
    """The newest checks that the filter lets through."""
    with store.connection():
        query = _rows().where(_where(wanted)).order_by(WeightCheck.id.desc()).limit(limit)
        return fetch(query, CheckRow)


def check_ids(store: Store, wanted: CheckFilter = CheckFilter()) -> list[int]:
    """The ids of all checks that the filter lets through, newest first."""
    with store.connection():
        query = WeightCheck.select(WeightCheck.id).where(_where(wanted))
        return list(ids(query.order_by(WeightCheck.id.desc())))


def page(store: Store, wanted: Iterable[int]) -> dict[int, CheckRow]:
    """The rows of these ids."""
    with store.connection():
        found = fetch(_rows().where(WeightCheck.id.in_(list(wanted))), CheckRow)
    return {row.id: row for row in found}


def four_weights(store: Store, parcel: Parcel) -> Mapping[WeightSource, CheckRow]:
    """The parcel's newest weight from each of the four scales that weighed it."""
    with store.connection():
        found = {source: last_of(parcel, source) for source in WeightSource}
    return {source: row for source, row in found.items() if row is not None}


def last_of(parcel: Parcel, source: WeightSource) -> CheckRow | None:
    """The parcel's newest check on this scale, unless voided. Needs a connection."""
    query = _rows().where(
        _same_parcel(parcel), WeightCheck.source == source, WeightCheck.voided_at.is_null()
    )
    found = fetch(query.order_by(WeightCheck.at.desc(), WeightCheck.id.desc()).limit(1), CheckRow)
    return found[0] if found else None


def _same_parcel(parcel: Parcel) -> Any:
    """By order where it's the order's parcel; one that was sent again only by its own number."""
    if parcel.order_id is not None and not parcel.sent_again:
        return WeightCheck.order == parcel.order_id
    if parcel.tracking:
        return (WeightCheck.tracking == parcel.tracking) & WeightCheck.order.is_null()
    return WeightCheck.case == parcel.case_id


def _where(wanted: CheckFilter) -> Any:
    where = ~WeightCheck.id.is_null()
    if wanted.order_id is not None:
        where &= WeightCheck.order == wanted.order_id
    if wanted.case_id is not None:
        where &= WeightCheck.case == wanted.case_id
    if wanted.verdict is not None:
        where &= WeightCheck.verdict == wanted.verdict
    if wanted.source is not None:
        where &= WeightCheck.source == wanted.source
    if wanted.session:
        where &= WeightCheck.session == wanted.session
    if wanted.since is not None:
        where &= WeightCheck.at >= wanted.since
    return where if wanted.with_voided else where & WeightCheck.voided_at.is_null()


def _rows() -> Any:
    case_order, case_buyer = SalesOrder.alias(), Buyer.alias()
    return (
        WeightCheck.select(
            *_PLAIN,
            fn.COALESCE(WeightCheck.order, AfterSalesCase.order).alias("order_id"),
            WeightCheck.case.alias("case_id"),
            fn.COALESCE(SalesOrder.order_no, case_order.order_no, "").alias("order_no"),
            fn.COALESCE(AfterSalesCase.no, "").alias("case_no"),
            fn.COALESCE(SalesOrder.platform, AfterSalesCase.platform, "").alias("platform"),
            fn.COALESCE(
                Buyer.buyer_id,
                case_buyer.buyer_id,
                SalesOrder.buyer_text,
                case_order.buyer_text,
                "",
            ).alias("buyer"),
        )
        .join(SalesOrder, JOIN.LEFT_OUTER)
        .join(Buyer, JOIN.LEFT_OUTER)
        .join(AfterSalesCase, JOIN.LEFT_OUTER, on=WeightCheck.case == AfterSalesCase.id)
        .join(case_order, JOIN.LEFT_OUTER, on=AfterSalesCase.order == case_order.id)
        .join(case_buyer, JOIN.LEFT_OUTER, on=AfterSalesCase.buyer == case_buyer.id)
    )


_PLAIN = (
    WeightCheck.id,
    WeightCheck.tracking,
    WeightCheck.source,
    WeightCheck.measured_g,
    WeightCheck.expected_g,
    WeightCheck.tolerance_g,
    WeightCheck.packaging_g,
    WeightCheck.verdict,
    WeightCheck.findings,
    WeightCheck.session,
    WeightCheck.at,
    WeightCheck.who,
    WeightCheck.voided_at,
    WeightCheck.void_reason,
)
