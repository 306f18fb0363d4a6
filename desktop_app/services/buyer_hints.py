"""What stands out about a buyer, as facts with the rows behind them; never a verdict (R27).

The thresholds are settings. Whoever reads "4 returns among 6 orders" judges for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum, unique

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Finding, Outcome
from desktop_app.core.track import Track, everything
from desktop_app.models.base import database, ids
from desktop_app.models.photos import Photo
from desktop_app.models.prepared import listed
from desktop_app.services import buyer_records, settings, similar
from desktop_app.services.settings import Declared
from desktop_app.services.similar import LookAlike
from desktop_app.services.store import Store

RETURN_DAYS = Declared("hint_return_days", 90)
RETURN_LEAST = Declared("hint_return_least", 3)
RETURN_PERCENT = Declared("hint_return_percent", 40)
RETURN_KINDS: Declared[list[str]] = Declared(
    "hint_return_kinds", [CaseKind.RETURN.value, CaseKind.EXCHANGE.value]
)
_RETURNED = (Outcome.RETURN_REFUND.value, Outcome.EXCHANGE.value)
_MOST_PHOTOS = 200
_AMONG = "(SELECT value FROM json_each(?))"
_RETURNS = (
    "c.deleted_at IS NULL AND c.merged_into_id IS NULL AND c.opened_at >= ?"
    f" AND (c.kind IN {_AMONG} OR c.outcome IN {_AMONG})"
)
_SERIAL = (
    f"SELECT c.buyer_id FROM after_sales_case c WHERE {_RETURNS}"  # noqa: S608 - statements of ours
    " AND c.buyer_id IS NOT NULL GROUP BY c.buyer_id HAVING count(*) >= ?"
    " AND count(*) * 100 >= ? * (SELECT count(*) FROM sales_order o"
    " WHERE o.buyer_id = c.buyer_id AND coalesce(o.created, o.imported_at) >= ?)"
)


@unique
class HintKind(StrEnum):
    """What a hint is about."""

    RETURNS = "returns"
    PHOTO_ELSEWHERE = "photo_elsewhere"
    NOT_REAL = "not_real"
    INTERVENED = "intervened"


@dataclass(frozen=True)
class Hint:
    """A fact: ``count`` of ``among``, within ``days`` (0: ever), and the ids of the rows behind."""

    kind: HintKind
    count: int
    among: int = 0
    days: int = 0
    cases: tuple[int, ...] = ()
    orders: tuple[int, ...] = ()
    photos: tuple[LookAlike, ...] = ()


@dataclass(frozen=True)
class Thresholds:
    """From when on returns are worth a line: so many, and so many per cent of the orders."""

    days: int
    least: int
    percent: int
    kinds: tuple[str, ...]


def thresholds(store: Store) -> Thresholds:
    """As the shop has set them."""
    return Thresholds(
        days=max(1, settings.get(store, RETURN_DAYS)),
        least=max(1, settings.get(store, RETURN_LEAST)),
        percent=max(0, settings.get(store, RETURN_PERCENT)),
        kinds=tuple(settings.get(store, RETURN_KINDS)),
    )


def of(store: Store, buyer_id: int) -> list[Hint]:
    """The facts about a buyer that are worth a line, but for those about photos."""
    with store.connection():
        if buyer_records.find(buyer_id).masked:
            return []
        found = (
            _returns(store, buyer_id),
            _not_real(buyer_id),
            _intervened(buyer_id),
        )
        return [hint for hint in found if hint is not None]


def photos_elsewhere(store: Store, buyer_id: int, track: Track = everything) -> Hint | None:
    """The buyer's photos (the newest 200) that other buyers sent, too; None for none.

    May take some seconds.
    """
    with store.connection():
        own = set(buyer_records.family(buyer_id))
        query = Photo.select(Photo.id).where(Photo.buyer.in_(own), Photo.deleted_at.is_null())
        newest = list(ids(query.order_by(Photo.id.desc()).limit(_MOST_PHOTOS)))
        found = tuple(
            one
            for photo_id in track(newest)
            for one in similar.alike(store, photo_id)
            if one.buyer_id not in own
        )
    count = len({one.id for one in found})
    among = len(newest)
    return Hint(HintKind.PHOTO_ELSEWHERE, count, among, photos=found) if found else None


def serial_sql(store: Store) -> tuple[str, list[object]]:
    """A query for the buyers whose returns reach the thresholds, and what is bound in it."""
    wanted = thresholds(store)
    since = _since(wanted.days)
    bound = [since, listed(wanted.kinds), listed(_RETURNED), wanted.least, wanted.percent, since]
    return _SERIAL, bound


def _since(days: int) -> str:
    return clock.to_text(clock.now() - timedelta(days=days))


def _returns(store: Store, buyer_id: int) -> Hint | None:
    wanted = thresholds(store)
    since = _since(wanted.days)
    cases = _first(
        f"SELECT c.id FROM after_sales_case c WHERE {_RETURNS} AND c.buyer_id = ?",  # noqa: S608 - ours
        *(since, listed(wanted.kinds), listed(_RETURNED), buyer_id),
    )
    orders = _first(
        "SELECT id FROM sales_order WHERE buyer_id = ? AND coalesce(created, imported_at) >= ?",
        *(buyer_id, since),
    )
    many = len(cases) >= wanted.least and len(cases) * 100 >= wanted.percent * len(orders)
    if not many:
        return None
    return Hint(HintKind.RETURNS, len(cases), len(orders), wanted.days, cases, orders)


def _not_real(buyer_id: int) -> Hint | None:
    """Complaints about quality that were looked into, and how many had nothing to them."""
    verified = "SELECT id FROM after_sales_case WHERE buyer_id = ? AND deleted_at IS NULL AND "
    cases = _first(verified + "finding = ?", buyer_id, Finding.NOT_REAL.value)
    among = _first(verified + "finding <> ''", buyer_id)
    return Hint(HintKind.NOT_REAL, len(cases), len(among), cases=cases) if cases else None


def _intervened(buyer_id: int) -> Hint | None:
    live = (
        "SELECT id FROM after_sales_case WHERE buyer_id = ? AND deleted_at IS NULL"
        " AND merged_into_id IS NULL"
    )
    cases = _first(live + " AND intervened_at IS NOT NULL", buyer_id)
    among = _first(live, buyer_id)
    return Hint(HintKind.INTERVENED, len(cases), len(among), cases=cases) if cases else None


def _first(sql: str, *values: object) -> tuple[int, ...]:
    return tuple(row[0] for row in database.execute_sql(sql, values))
