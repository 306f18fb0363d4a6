"""Days in which parcels are expected to be late, and what buyers are told of it (R45)."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from desktop_app.core import clock, couriers, dates, i18n
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import OrderState, Topic
from desktop_app.models.base import tuples
from desktop_app.models.desk import DelayPeriod
from desktop_app.models.orders import SalesOrder
from desktop_app.services.store import Store

MAX_DAYS = 90
MAX_NAME = 60
MAX_NOTE = 500
_FLOWING_DAYS, _BACKLOG_DAYS, _USUAL_DELAY = 3, 10, 3
_FIRST_CJK = "\u2e80"


@dataclass(frozen=True)
class DelayDraft:
    """A period; both its days count. ``courier`` and ``country`` (several by commas) narrow it.

    ``days`` is how much later than usual parcels come; 0 that they still flow. ``note`` is what
    buyers are told in place of the program's own sentence.
    """

    name: str
    since: date
    until: date
    days: int = 0
    courier: str = ""
    country: str = ""
    note: str = ""


@dataclass(frozen=True)
class DelayRow(DelayDraft):
    """A stored period."""

    id: int = 0


def all_of(store: Store) -> list[DelayRow]:
    """Every period, the latest first."""
    query = DelayPeriod.select(*_COLUMNS).order_by(
        DelayPeriod.from_on.desc(), DelayPeriod.id.desc()
    )
    with store.connection():
        return [_row(values) for values in tuples(query)]


def save(store: Store, draft: DelayDraft, period_id: int | None = None) -> int:
    """Enters a period, or changes one; returns its id.

    Raises BadValue for no name, an overlong text, days that aren't any, an end before the
    beginning; NotFound for a period that isn't there.
    """
    values = _checked(draft)
    with store.transaction() as tx:
        if period_id is None:
            period_id = int(DelayPeriod.insert(**values).execute())
        elif not DelayPeriod.update(**values).where(DelayPeriod.id == period_id).execute():
            raise NotFound(Reason.DELAY_PERIOD_UNKNOWN)
        tx.touch(Topic.MESSAGES)
    return period_id


def remove(store: Store, period_id: int) -> DelayRow:
    """Takes a period away, and returns what it was. Raises NotFound."""
    with store.transaction() as tx:
        found = tuples(DelayPeriod.select(*_COLUMNS).where(DelayPeriod.id == period_id))
        if not found:
            raise NotFound(Reason.DELAY_PERIOD_UNKNOWN)
        DelayPeriod.delete().where(DelayPeriod.id == period_id).execute()
        tx.touch(Topic.MESSAGES)
    return _row(found[0])


def after_sale(name: str, sale_day: date) -> tuple[DelayDraft, DelayDraft]:
    """What is expected after a big sale (R45): three days flow, then backlog. To be adjusted."""
    flowing = sale_day + timedelta(days=_FLOWING_DAYS)
    backlog = flowing + timedelta(days=_BACKLOG_DAYS)
    first = DelayDraft(name, sale_day + timedelta(days=1), flowing, 0)
    return first, DelayDraft(name, flowing + timedelta(days=1), backlog, _USUAL_DELAY)


def applying(store: Store, courier: str, country: str, days: Iterable[date]) -> list[DelayRow]:
    """The periods that hold on any of these days for such a parcel, the worst first."""
    wanted = list(days)
    found = [
        period
        for period in all_of(store)
        if any(period.since <= day <= period.until for day in wanted)
        and _fits_courier(period.courier, courier)
        and _fits_country(period.country, country)
    ]
    return sorted(found, key=lambda period: (-period.days, period.since))


def of_order(store: Store, order_id: int, today: date | None = None) -> list[DelayRow]:
    """The periods that an order on its way (or waiting to go) runs into; none once it arrived."""
    query = SalesOrder.select(
        *(SalesOrder.state, SalesOrder.signed_at, SalesOrder.shipped, SalesOrder.courier),
        SalesOrder.country,
    ).where(SalesOrder.id == order_id)
    with store.connection():
        found = tuples(query)
    if not found:
        return []
    state, signed, shipped, courier, country = found[0]
    if signed or state not in (OrderState.PAID, OrderState.SHIPPED, OrderState.UNKNOWN):
        return []
    days = [today or clock.today()]
    with contextlib.suppress(ValueError):  # not dispatched yet, or no file said when
        days.append(date.fromisoformat((shipped or "")[:10]))
    return applying(store, courier, country, days)


def said(period: DelayRow) -> str:
    """A period in a few words, for a chip: “Double 11: 3 days late until Nov 25”."""
    until = {"name": period.name, "day": dates.day(period.until), "count": period.days}
    if not period.days:
        return _("%(name)s: no delay until %(day)s") % until
    text = ngettext(
        "%(name)s: %(count)s day later than usual until %(day)s",
        "%(name)s: %(count)s days later than usual until %(day)s",
        period.days,
    )
    return text % until


def sentence(period: DelayRow, language: str) -> str:
    """What the buyer is told, in a language: the shop's note where it is written in that one."""
    note = period.note.strip()
    chinese = any(char >= _FIRST_CJK for char in note)
    with i18n.speaking(language):
        if note and chinese == (i18n.language() == "zh_CN"):
            return note
        if not period.days:
            return ""
        text = ngettext(
            "One more thing: with so many parcels just now, delivery takes about %(count)s day "
            "longer than usual. Thank you for your patience.",
            "One more thing: with so many parcels just now, delivery takes about %(count)s days "
            "longer than usual. Thank you for your patience.",
            period.days,
        )
        return text % {"count": period.days}


def _checked(draft: DelayDraft) -> dict[str, object]:
    texts = {name: getattr(draft, name).strip() for name in ("name", "courier", "country", "note")}
    if not texts["name"]:
        raise BadValue(Reason.VALUE_MISSING, field="name")
    for name, text in texts.items():
        limit = MAX_NOTE if name == "note" else MAX_NAME
        if len(text) > limit:
            raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=limit)
    if not 0 <= draft.days <= MAX_DAYS:
        raise BadValue(Reason.NOT_A_NUMBER_OF_DAYS, value=draft.days, limit=MAX_DAYS)
    if draft.until < draft.since:
        raise BadValue(Reason.PERIOD_BACKWARDS, since=draft.since, until=draft.until)
    days = {"from_on": draft.since.isoformat(), "until_on": draft.until.isoformat()}
    return {**texts, **days, "days": draft.days}


def _fits_courier(wanted: str, courier: str) -> bool:
    if not wanted:
        return True
    known = couriers.named(courier) if courier else None
    for name in wanted.replace("，", ",").split(","):
        meant = couriers.named(name)
        if couriers.folded(name) == couriers.folded(courier):
            return True
        if meant is not None and known is not None and meant.code == known.code:
            return True
    return False


def _fits_country(wanted: str, country: str) -> bool:
    names = {couriers.folded(name) for name in wanted.replace("，", ",").split(",")} - {""}
    return not names or couriers.folded(country) in names


def _row(values: tuple[object, ...]) -> DelayRow:
    said_ = dict(zip(_NAMES, values, strict=True))
    since, until = (date.fromisoformat(str(said_.pop(name))) for name in ("from_on", "until_on"))
    return DelayRow(since=since, until=until, **said_)  # type: ignore[arg-type] # as the table has them


_NAMES = ("id", "name", "courier", "country", "from_on", "until_on", "days", "note")
_COLUMNS = tuple(getattr(DelayPeriod, name) for name in _NAMES)
