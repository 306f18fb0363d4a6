"""Messages that fall due by the rules (R29, R58): looked for in orders and cases, each made once.

Read outside of a transaction, since it goes over the orders of months; what is found is written
in short ones.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import Any, NamedTuple

from peewee import JOIN, fn

from desktop_app.core import clock, couriers
from desktop_app.core.kinds import (
    CaseEventKind,
    CaseStage,
    FollowUpEvent,
    FollowUpState,
    OrderState,
    Topic,
)
from desktop_app.models import bulk
from desktop_app.models.base import database, ids, tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase, CaseEvent
from desktop_app.models.desk import FollowUp
from desktop_app.models.orders import SalesOrder, Shipment
from desktop_app.models.shops import Shop
from desktop_app.services import follow_up_rules
from desktop_app.services.follow_up_rules import HAND, FollowUpRule
from desktop_app.services.store import Store

_AT_ONCE = 500
_WAY_DAYS = 120  # from order to sign-for at most, pre-sales included
_OVER = (OrderState.CLOSED, OrderState.UNPAID)
_ENDED = (CaseStage.CLOSED, CaseStage.CANCELLED)
_COLUMN_OF = {
    FollowUpEvent.PAID: "paid_at",
    FollowUpEvent.DISPATCHED: "shipped",
    FollowUpEvent.SIGNED: "signed_at",
}


@dataclass(frozen=True)
class _Found:
    """Something that happened, and where: what the rules' filters look at."""

    order_id: int | None
    case_id: int | None
    day: date
    platform: str
    shop: str
    country: str
    courier: str
    state: str


def make_due(store: Store, now: datetime | None = None) -> int:
    """Makes the messages that are due by the rules; returns how many are new.

    Each once for an order (or, where a case is the occasion, for that case) and rule. None for
    orders that were closed or refunded in any part, for buyers whose data was erased, nor where the
    day is more than the rules' window past: a rule that is switched on begins with these days.
    Open ones whose order was closed or refunded meanwhile are skipped. Raises FileTrouble where the
    rules can't be read.
    """
    moment = now or clock.now()
    with store.connection():
        rules = [rule for rule in follow_up_rules.all_of(store) if rule.on]
        wanted = list(dict.fromkeys(_due(rules, moment)))
        new = list(_not_made(wanted))
        moot = list(ids(_moot()))
    for start in range(0, max(len(new), len(moot)), _AT_ONCE):
        _write(store, new[start : start + _AT_ONCE], moot[start : start + _AT_ONCE], moment)
    return len(new)


def due_days(rule: FollowUpRule, now: datetime) -> tuple[date, date]:
    """The first and the last day on which what happened makes a message of this rule now."""
    local = clock.to_local(now)
    last = local.date() - timedelta(days=rule.days + (local.hour < rule.hour))
    first = local.date() - timedelta(days=rule.days + follow_up_rules.book().window_days)
    return first, last


class _Due(NamedTuple):
    """A message that is due."""

    order_id: int | None
    case_id: int | None
    rule: str
    due_on: str
    despite_case: bool


def _due(rules: Sequence[FollowUpRule], now: datetime) -> Iterator[_Due]:
    """What is due; of rules that say the same of one thing on one day, the first counts."""
    said: set[tuple[object, ...]] = set()
    happened = _happened(rules, now)
    for rule in rules:
        first, last = due_days(rule, now)
        for one in happened[rule.event]:
            if not (first <= one.day <= last and _fits(rule, one)):
                continue
            due = (one.day + timedelta(days=rule.days)).isoformat()
            same = (one.order_id, one.case_id, rule.situation, due)
            if same not in said:
                said.add(same)
                yield _Due(one.order_id, one.case_id, rule.code, due, rule.despite_case)


def _happened(rules: Sequence[FollowUpRule], now: datetime) -> Mapping[FollowUpEvent, list[_Found]]:
    """What happened on the days that the rules look back on, by event."""
    spans: dict[FollowUpEvent, list[tuple[date, date]]] = {}
    for rule in rules:
        spans.setdefault(rule.event, []).append(due_days(rule, now))
    found: dict[FollowUpEvent, list[_Found]] = {event: [] for event in spans}
    of_orders = [(rule, due_days(rule, now)) for rule in rules if rule.event in _COLUMN_OF]
    if of_orders:
        _orders(of_orders, found)
    if FollowUpEvent.SIGNED in spans:
        found[FollowUpEvent.SIGNED] += _signed_parcels(spans[FollowUpEvent.SIGNED])
    if FollowUpEvent.CASE_CLOSED in spans:
        found[FollowUpEvent.CASE_CLOSED] = _closed_cases(spans[FollowUpEvent.CASE_CLOSED])
    if FollowUpEvent.RESENT in spans:
        found[FollowUpEvent.RESENT] = _resends(spans[FollowUpEvent.RESENT])
    return found


def _orders(
    rules: Sequence[tuple[FollowUpRule, tuple[date, date]]],
    found: Mapping[FollowUpEvent, list[_Found]],
) -> None:
    """Orders by what their files say: one walk over those made lately.

    The index of when they were made tells from which one on; the rows themselves are read in the
    order in which they lie, three times as fast as by that index.
    """
    events = list(dict.fromkeys(rule.event for rule, _days in rules))
    wanted = reduce(or_, (_order_wanted(rule, days) for rule, days in rules))
    earliest = min(days[0] for _rule, days in rules)
    lately = SalesOrder.created >= (earliest - timedelta(days=_WAY_DAYS)).isoformat()
    first = SalesOrder.select(fn.MIN(SalesOrder.id)).where(lately).scalar()
    if first is None:
        return
    columns = [getattr(SalesOrder, _COLUMN_OF[event]) for event in events]
    for order, times in _read_orders(_order_query(*columns).where(SalesOrder.id >= first, wanted)):
        for event, text in zip(events, times, strict=True):
            day = _day(text)
            if day is not None:
                found[event].append(_of_order(order, day))


def _order_wanted(rule: FollowUpRule, days: tuple[date, date]) -> Any:
    """What the database itself can say of a rule's orders; `_fits` says the rest."""
    wanted = _within(getattr(SalesOrder, _COLUMN_OF[rule.event]), days)
    if rule.platforms:
        wanted &= SalesOrder.platform.in_(list(rule.platforms))
    if rule.states:
        wanted &= SalesOrder.state.in_(list(rule.states))
    return wanted


def _signed_parcels(spans: Sequence[tuple[date, date]]) -> list[_Found]:
    """Orders whose file says nothing of sign-for, but whose parcel's own movements do."""
    query = (
        _order_query(Shipment.signed_at)
        .switch(SalesOrder)
        .join(Shipment, on=Shipment.order == SalesOrder.id)
        .where(
            Shipment.direction == "out",
            SalesOrder.signed_at.is_null(),
            reduce(or_, (_within(Shipment.signed_at, days) for days in spans)),
        )
    )
    return [
        _of_order(order, day)
        for order, times in _read_orders(query)
        if (day := _day(times[0])) is not None
    ]


def _closed_cases(spans: Sequence[tuple[date, date]]) -> list[_Found]:
    since, until = _moments(spans)
    query = _case_query(AfterSalesCase.closed_at).where(
        AfterSalesCase.stage == CaseStage.CLOSED,
        AfterSalesCase.updated_at >= since,  # closing is a change, and those have an index
        AfterSalesCase.closed_at >= since,
        AfterSalesCase.closed_at < until,
    )
    return _of_cases(query)


def _resends(spans: Sequence[tuple[date, date]]) -> list[_Found]:
    """Cases whose tracking number of the resend was entered on those days."""
    since, until = _moments(spans)
    query = (
        _case_query(fn.MAX(CaseEvent.at))
        .switch(AfterSalesCase)
        .join(CaseEvent, on=CaseEvent.case == AfterSalesCase.id)
        .where(
            CaseEvent.at >= since,
            CaseEvent.at < until,
            CaseEvent.kind == CaseEventKind.CHANGED,
            CaseEvent.data.contains('"resend_tracking"'),
            AfterSalesCase.resend_tracking != "",
            AfterSalesCase.stage != CaseStage.CANCELLED,
        )
        .group_by(AfterSalesCase.id)
    )
    return _of_cases(query)


def _order_query(*more: Any) -> Any:
    return (
        SalesOrder.select(
            *(SalesOrder.id, SalesOrder.platform, fn.COALESCE(Shop.name, ""), SalesOrder.country),
            *(SalesOrder.courier, SalesOrder.state, *more),
        )
        .join(Shop, JOIN.LEFT_OUTER)
        .switch(SalesOrder)
        .join(Buyer, JOIN.LEFT_OUTER)
        .where(_alive(), Buyer.erased_at.is_null())
    )


def _case_query(moment: Any) -> Any:
    """Cases by when something happened; those without an order, too."""
    return (
        AfterSalesCase.select(
            *(AfterSalesCase.id, moment, AfterSalesCase.platform, fn.COALESCE(Shop.name, "")),
            *(fn.COALESCE(SalesOrder.country, ""), AfterSalesCase.resend_courier),
            *(fn.COALESCE(SalesOrder.courier, ""), fn.COALESCE(SalesOrder.state, "")),
        )
        .join(Shop, JOIN.LEFT_OUTER)
        .switch(AfterSalesCase)
        .join(SalesOrder, JOIN.LEFT_OUTER, on=AfterSalesCase.order == SalesOrder.id)
        .switch(AfterSalesCase)
        .join(Buyer, JOIN.LEFT_OUTER, on=AfterSalesCase.buyer == Buyer.id)
        .where(
            AfterSalesCase.deleted_at.is_null(),
            AfterSalesCase.merged_into.is_null(),
            Buyer.erased_at.is_null(),
        )
    )


def _alive() -> Any:
    refunded = fn.COALESCE(SalesOrder.refund_minor, 0) > 0
    return SalesOrder.state.not_in(_OVER) & ~refunded


def _read_orders(query: Any) -> Iterator[tuple[tuple[Any, ...], tuple[Any, ...]]]:
    for values in database.execute_sql(*query.sql()):
        yield values[:6], values[6:]


def _of_order(order: tuple[Any, ...], day: date) -> _Found:
    order_id, platform, shop, country, courier, state = order
    return _Found(order_id, None, day, platform, shop, country, courier, state)


def _of_cases(query: Any) -> list[_Found]:
    return [
        _Found(
            order_id=None,
            case_id=case_id,
            day=clock.to_local(clock.from_text(str(at))).date(),
            platform=platform,
            shop=shop,
            country=country,
            courier=again or courier,
            state=state,
        )
        for case_id, at, platform, shop, country, again, courier, state in _plain(query)
    ]


def _plain(query: Any) -> Iterator[tuple[Any, ...]]:
    """Rows whose moments are still in their stored form."""
    for row in tuples(query):
        yield tuple(clock.to_text(part) if isinstance(part, datetime) else part for part in row)


def _fits(rule: FollowUpRule, one: _Found) -> bool:
    return (
        (not rule.platforms or one.platform in rule.platforms)
        and _named(rule.shops, one.shop)
        and _named(rule.countries, one.country)
        and (not rule.states or not one.state or one.state in rule.states)
        and (not rule.channels or _by_channel(rule.channels, one.courier))
    )


@lru_cache(maxsize=1024)
def _by_channel(channels: tuple[str, ...], courier: str) -> bool:
    """Kept, since a few couriers carry all the orders."""
    return follow_up_rules.by_channel(channels, courier)


def _named(wanted: Iterable[str], name: str) -> bool:
    folded = {couriers.folded(one) for one in wanted}
    return not folded or couriers.folded(name) in folded


def _not_made(wanted: Sequence[_Due]) -> Iterator[_Due]:
    """Those that there is no message of yet, and that no open case forbids."""
    order_ids = [due.order_id for due in wanted if due.order_id is not None]
    case_ids = [due.case_id for due in wanted if due.case_id is not None]
    made = {*bulk.among(FollowUp, ("order_id", "rule"), "order_id", order_ids)}
    made_of_cases = {*bulk.among(FollowUp, ("case_id", "rule"), "case_id", case_ids)}
    quarrels = _with_open_case(order_ids)
    for due in wanted:
        if (due.order_id, due.rule) in made or (due.case_id, due.rule) in made_of_cases:
            continue
        if due.despite_case or due.order_id not in quarrels:
            yield due


def _with_open_case(order_ids: Sequence[int]) -> set[int]:
    columns = ("order_id", "stage", "deleted_at")
    return {
        order_id
        for order_id, stage, deleted in bulk.among(AfterSalesCase, columns, "order_id", order_ids)
        if deleted is None and stage not in _ENDED
    }


def _moot() -> Any:
    """Open messages by rules whose order was closed or refunded meanwhile."""
    return (
        FollowUp.select(FollowUp.id)
        .join(SalesOrder)
        .where(FollowUp.state == FollowUpState.OPEN, ~FollowUp.rule.startswith(HAND), ~_alive())
    )


def _write(store: Store, new: Sequence[_Due], moot: Sequence[int], now: datetime) -> None:
    with store.transaction() as tx:
        rows = [
            (due.order_id, due.case_id, due.rule, due.due_on, "", FollowUpState.OPEN.value, "")
            for due in new
        ]
        columns = ("order_id", "case_id", "rule", "due_on", "text", "state", "who")
        bulk.insert(FollowUp, columns, rows)
        FollowUp.update(state=FollowUpState.SKIPPED, done_at=now).where(
            FollowUp.id.in_(list(moot)), FollowUp.state == FollowUpState.OPEN
        ).execute()
        tx.touch(Topic.MESSAGES)


def _within(column: Any, days: tuple[date, date]) -> Any:
    """A platform's times are texts: those that begin with one of these days."""
    first, last = days
    return (column >= first.isoformat()) & (column < (last + timedelta(days=1)).isoformat())


def _moments(spans: Sequence[tuple[date, date]]) -> tuple[str, str]:
    """The span of stored moments that all these local days lie in."""
    first = min(first for first, _last in spans)
    last = max(last for _first, last in spans)
    until = clock.start_of_day(last + timedelta(days=1))
    return clock.to_text(clock.start_of_day(first)), clock.to_text(until)


def _day(text: str | None) -> date | None:
    """The day of a platform's time: that of its own wall clock."""
    try:
        return date.fromisoformat((text or "")[:10])
    except ValueError:
        return None
