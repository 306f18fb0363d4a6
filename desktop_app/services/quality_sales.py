"""How many order lines were sold of late and before: what complaints are held against (R19).

An order line stands for a sale: one line of 20 pieces is one buyer, who complains once.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from weakref import WeakKeyDictionary

from peewee import fn

from desktop_app.models.base import database
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.prepared import MARK, Prepared
from desktop_app.services.quality_rules import QualityRules
from desktop_app.services.store import Store

_EARLY, _BEFORE, _RECENT = 1, 2, 3


@dataclass(frozen=True)
class Span:
    """The days that are counted: those of late, and those before, against which they are held."""

    today: date
    days: int
    rules: QualityRules

    @property
    def recent_from(self) -> date:
        """The first of the recent days."""
        return self.today - timedelta(days=self.days - 1)

    @property
    def before_from(self) -> date:
        """The first day of the baseline."""
        return self.recent_from - timedelta(days=self.rules.baseline_days)

    @property
    def early_until(self) -> date:
        """What was sold or complained of before this day has a baseline of its own."""
        return self.recent_from - timedelta(days=self.rules.own_days)


@dataclass(frozen=True)
class Sales:
    """Order lines by SKU (by title where there is none).

    ``early`` are SKUs sold long enough ago to have a baseline of their own; ``batches`` counts the
    recent lines whose batch is known, by SKU and the batch's id.
    """

    key: tuple[object, ...]
    recent: Mapping[str, int]
    before: Mapping[str, int]
    early: frozenset[str]
    batches: Mapping[tuple[str, int], int]


_kept: WeakKeyDictionary[Store, dict[int, Sales]] = WeakKeyDictionary()


def sales(store: Store, span: Span) -> Sales:
    """The sales of these days.

    Kept until the day is over or orders come in: reading all order lines is what takes longest.
    Must run within a connection.
    """
    last = _LAST_LINE.first()
    key = (span, last and last[0])
    kept = _kept.setdefault(store, {})
    found = kept.get(span.days)
    if found is None or found.key != key:
        found = kept[span.days] = _read(span, key)
    return found


def first_order_day() -> str:
    """The day of the shop's first order as ISO text; empty for none."""
    row = _FIRST_ORDER.first()
    return str(row[0])[:10] if row and row[0] else ""


def _read(span: Span, key: tuple[object, ...]) -> Sales:
    when = _periods(span)
    counts: dict[tuple[int, str], int] = defaultdict(int)
    for order, sku in database.execute(_SOLD):
        counts[when[order], sku] += 1
    recent: dict[str, int] = {}
    before: dict[str, int] = defaultdict(int)
    for (period, sku), lines in counts.items():
        if period == _RECENT:
            recent[sku] = lines
        elif period:
            before[sku] += lines
    early = frozenset(sku for period, sku in counts if period == _EARLY)
    return Sales(key, recent, before, early, _batches(when))


def _periods(span: Span) -> Sequence[int]:
    """For each order's id the period that it was ordered in; complaints come some days later."""
    last = _LAST_ORDER.first()
    when = array("b", bytes((last[0] if last and last[0] else 0) + 1))
    lag = timedelta(days=span.rules.lag_days)
    days = (span.before_from, span.early_until, span.recent_from, span.today + timedelta(days=1))
    starts = [(day - lag).isoformat() for day in days]
    for period, since, until in zip((_EARLY, _BEFORE, _RECENT), starts, starts[1:], strict=False):
        for query in (_DATED, _UNDATED):
            for (order,) in query.rows(since, until):
                when[order] = period
    return when


def _batches(when: Sequence[int]) -> dict[tuple[str, int], int]:
    found: dict[tuple[str, int], int] = defaultdict(int)
    for order, sku, batch in _SOLD_BATCHES.rows():
        if when[order] == _RECENT:
            found[sku, batch] += 1
    return found


_WHAT = fn.COALESCE(fn.NULLIF(OrderLine.sku, ""), OrderLine.title)
_SOLD = OrderLine.select(OrderLine.order, _WHAT)
_SOLD_BATCHES = Prepared(
    OrderLine.select(OrderLine.order, _WHAT, OrderLine.batch).where(~OrderLine.batch.is_null())
)
_LAST_LINE = Prepared(OrderLine.select(fn.MAX(OrderLine.id)))
_LAST_ORDER = Prepared(SalesOrder.select(fn.MAX(SalesOrder.id)))
_FIRST_ORDER = Prepared(SalesOrder.select(fn.MIN(SalesOrder.created)))
_DATED = Prepared(
    SalesOrder.select(SalesOrder.id).where(SalesOrder.created >= MARK, SalesOrder.created < MARK)
)
_KNOWN = fn.COALESCE(SalesOrder.shipped, SalesOrder.imported_at)
_UNDATED = Prepared(
    SalesOrder.select(SalesOrder.id).where(
        SalesOrder.created.is_null(), _KNOWN >= MARK, _KNOWN < MARK
    )
)
