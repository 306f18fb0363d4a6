"""What measures count: cases, runs of clocks, orders and money of a window, read once each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from operator import attrgetter
from typing import Any, NamedTuple

from peewee import SQL, fn

from desktop_app.core import clock
from desktop_app.core.kinds import (
    RECOVERIES,
    ClaimStage,
    OrderState,
    Party,
    PaymentKind,
    Platform,
)
from desktop_app.core.measure_kinds import Moment
from desktop_app.models.base import database
from desktop_app.models.cases import AfterSalesCase, CaseCost, CaseLine
from desktop_app.models.claims import Claim, ClaimPayment
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Product
from desktop_app.services import measure_runs
from desktop_app.services.measure_runs import Run
from desktop_app.services.measure_windows import Calendar, Window
from desktop_app.services.store import Store

_COLUMNS = (
    *("id", "platform", "kind", "opened_at", "closed_at", "intervened_at", "stage", "cause"),
    *("outcome", "finding", "satisfaction", "angry", "silent_bad_review", "disputed", "missed"),
    *("lesson", "next_due"),
)
_ORDER_MOMENTS = {
    Moment.CREATED: SalesOrder.created,
    Moment.PAID: fn.COALESCE(SalesOrder.paid_at, SalesOrder.created),
    Moment.SHIPPED: SalesOrder.shipped,
}
CLOCKS = ("reply", "resolve")
_SIGNS = {PaymentKind.RECEIVED: 1, PaymentKind.SET_OFF: 1, PaymentKind.REVERSAL: -1}
_BACK = frozenset(kind.value for kind in RECOVERIES)
_BOUGHT = (OrderState.PAID, OrderState.SHIPPED, OrderState.DONE)


@dataclass(frozen=True)
class Scope:
    """Of which cases and orders; an empty field takes all. ``model`` is that of a product."""

    platforms: tuple[Platform, ...] = ()
    shop_id: int | None = None
    model: str = ""


class CaseFact(NamedTuple):
    """A case as measures look at it; moments as they are stored."""

    id: int
    platform: str
    kind: str
    opened_at: str
    closed_at: str | None
    intervened_at: str | None
    stage: str
    cause: str
    outcome: str
    finding: str
    satisfaction: int | None
    angry: int
    silent_bad_review: int
    disputed: int
    missed: int
    lesson: int
    next_due: str | None


class MoneyFact(NamedTuple):
    """What was lost or came back for a case on a day; minor units, a reversal is below nought."""

    case: int
    day: date
    currency: str
    lost: int
    back: int


MOMENT_OF: dict[Moment, Callable[[CaseFact], str | None]] = {
    Moment.OPENED: attrgetter("opened_at"),
    Moment.CLOSED: attrgetter("closed_at"),
    Moment.INTERVENED: attrgetter("intervened_at"),
}


@dataclass
class Facts:
    """The facts of a calendar's days, read when they are first asked for.

    Within one connection. A case counts that isn't deleted; one that was merged counts as the one
    it was merged into.
    """

    store: Store
    calendar: Calendar
    scope: Scope = field(default_factory=Scope)

    @cached_property
    def cases(self) -> dict[int, CaseFact]:
        """All cases of which anything may fall into these days, by id."""
        columns = [getattr(AfterSalesCase, name) for name in _COLUMNS]
        query = self._touched(AfterSalesCase.select(*columns)).order_by(AfterSalesCase.id)
        return {row[0]: CaseFact._make(row) for row in database.execute(query)}

    def with_cases(self, wanted: set[int]) -> dict[int, CaseFact]:
        """These cases and others by their ids, as far as they are there."""
        missing = sorted(wanted - self.cases.keys())
        columns = [getattr(AfterSalesCase, name) for name in _COLUMNS]
        query = AfterSalesCase.select(*columns).where(
            AfterSalesCase.id.in_(SQL("(SELECT value FROM json_each(?))", [json.dumps(missing)]))
        )
        more = {row[0]: CaseFact._make(row) for row in database.execute(query)} if missing else {}
        return self.cases | more

    @cached_property
    def runs(self) -> dict[str, list[Run]]:
        """The runs of the clocks ``reply`` and ``resolve`` in these cases."""
        some = [measure_runs.Case(*fact[:4]) for fact in self.cases.values()]
        wanted = self._touched(AfterSalesCase.select(AfterSalesCase.id))
        return measure_runs.of(self.store, CLOCKS, some, wanted)

    def orders(self, at: Moment) -> Iterator[int]:
        """For each order the place of its day, those that never were paid left out."""
        query = SalesOrder.select(_ORDER_MOMENTS[at]).where(*self._near(at))
        if self.scope.platforms:
            query = query.where(SalesOrder.platform.in_(list(self.scope.platforms)))
        if self.scope.shop_id is not None:
            query = query.where(SalesOrder.shop == self.scope.shop_id)
        if self.scope.model:
            query = query.where(SalesOrder.id.in_(_of_model(OrderLine, self.scope.model)))
        for (text,) in database.execute(query):
            place = self.calendar.day_of_platform(text)
            if place >= 0:
                yield place

    def models(self, since: str, until: str) -> list[tuple[int, str]]:
        """(case, model) for the cases opened between two moments; a model once for each case."""
        query = (
            CaseLine.select(CaseLine.case, Product.model)
            .join(Product, on=(Product.sku == CaseLine.sku))
            .where(
                Product.model != "",
                CaseLine.case.in_(
                    self._scoped(AfterSalesCase.select(AfterSalesCase.id)).where(
                        AfterSalesCase.opened_at >= since, AfterSalesCase.opened_at < until
                    )
                ),
            )
            .distinct()
        )
        return list(database.execute(query))

    def money(self, first: date, last: date) -> list[MoneyFact]:
        """What the shop bore and what came back, by the day it was entered or paid."""
        facts = [*self._costs(Calendar(Window(first, last))), *self._payments(first, last)]
        heads = _heads()
        if not heads:
            return facts
        moved = [fact._replace(case=heads.get(fact.case, fact.case)) for fact in facts]
        mains = {fact.case for fact in moved} & set(heads.values())
        query = AfterSalesCase.select(AfterSalesCase.id).where(
            AfterSalesCase.id.in_(list(mains)), ~AfterSalesCase.deleted_at.is_null()
        )
        gone = {row[0] for row in database.execute(query)}
        return [fact for fact in moved if fact.case not in gone]

    def _costs(self, calendar: Calendar) -> Iterator[MoneyFact]:
        cost = CaseCost
        query = self._of_scope(
            cost.select(
                *(cost.case, cost.at, cost.currency, cost.kind, cost.payer, cost.amount_minor)
            ).join(AfterSalesCase)
        ).where(cost.voided_at.is_null(), cost.at >= calendar.since, cost.at < calendar.until)
        for case, at, currency, kind, payer, amount in database.execute(query):
            day = calendar.date_at(calendar.day(at))
            if kind in _BACK:
                yield MoneyFact(case, day, currency, 0, amount)
            elif payer == Party.SHOP:
                yield MoneyFact(case, day, currency, amount, 0)

    def _payments(self, first: date, last: date) -> Iterator[MoneyFact]:
        """What couriers paid on claims of cases (not what they merely approved)."""
        pay = ClaimPayment
        query = self._of_scope(
            pay.select(Claim.case, pay.paid_on, pay.currency, pay.kind, pay.amount_minor)
            .join(Claim)
            .join(AfterSalesCase)
        ).where(
            Claim.stage != ClaimStage.VOID,
            pay.voided_at.is_null(),
            pay.kind.in_([kind.value for kind in _SIGNS]),
            pay.paid_on.between(first.isoformat(), last.isoformat()),
        )
        for case, paid_on, currency, kind, amount in database.execute(query):
            back = _SIGNS[PaymentKind(kind)] * amount
            yield MoneyFact(case, date.fromisoformat(paid_on), currency, 0, back)

    def _touched(self, query: Any) -> Any:
        """Cases opened before the end and changed since the beginning: nothing else can matter."""
        return self._scoped(query).where(
            AfterSalesCase.opened_at < self.calendar.until,
            AfterSalesCase.updated_at >= self.calendar.since,
        )

    def _scoped(self, query: Any) -> Any:
        return self._of_scope(query).where(AfterSalesCase.merged_into.is_null())

    def _of_scope(self, query: Any) -> Any:
        case, scope = AfterSalesCase, self.scope
        query = query.where(case.deleted_at.is_null())
        if scope.platforms:
            query = query.where(case.platform.in_(list(scope.platforms)))
        if scope.shop_id is not None:
            query = query.where(case.shop == scope.shop_id)
        if scope.model:
            query = query.where(case.id.in_(_of_model(CaseLine, scope.model)))
        return query

    def _near(self, at: Moment) -> list[Any]:
        """The orders of which the moment may fall into these days, whatever its offset."""
        window = self.calendar.window
        first = (window.first - timedelta(days=1)).isoformat()
        after = (window.last + timedelta(days=2)).isoformat()

        def within(column: Any) -> Any:
            return (column >= first) & (column < after)

        if at is not Moment.PAID:
            return [within(_ORDER_MOMENTS[at])]
        unsaid = SalesOrder.paid_at.is_null() & SalesOrder.state.in_(list(_BOUGHT))
        return [within(SalesOrder.paid_at) | (unsaid & within(SalesOrder.created))]


def seconds_between(start: str, end: str) -> int:
    """The seconds from one stored moment to another."""
    return round((clock.from_text(end) - clock.from_text(start)).total_seconds())


def _heads() -> dict[int, int]:
    """For each merged case the one where it counts."""
    case = AfterSalesCase
    into = dict(
        database.execute(case.select(case.id, case.merged_into).where(~case.merged_into.is_null()))
    )
    heads = {}
    for case_id in into:
        head = case_id
        while head in into:
            head = into[head]
        heads[case_id] = head
    return heads


def _of_model(lines: Any, model: str) -> Any:
    owner = lines.case if lines is CaseLine else lines.order
    return (
        lines.select(owner)
        .join(Product, on=(Product.sku == lines.sku))
        .where(Product.model == model)
    )
