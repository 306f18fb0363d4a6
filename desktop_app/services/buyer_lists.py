"""Lists of buyers: SQL filters and sorts into a list of ids, rows are read a page at a time."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from desktop_app.core import clock
from desktop_app.core.kinds import CaseStage, Platform
from desktop_app.core.masking import Masks, Place
from desktop_app.models.base import database
from desktop_app.models.prepared import listed
from desktop_app.services import buyer_hints, buyer_likeness, buyer_sums, privacy, search
from desktop_app.services.buyer_sums import Sums
from desktop_app.services.search_texts import Found
from desktop_app.services.settings import Declared
from desktop_app.services.store import Store

VIP_NAMES: Declared[dict[str, str]] = Declared("vip_names", {})
_PAGE = 500
_AMONG = "(SELECT value FROM json_each(?))"
_ENDED = f"('{CaseStage.CLOSED}', '{CaseStage.CANCELLED}')"
_LIVE = "c.deleted_at IS NULL AND c.merged_into_id IS NULL"
_NAME = (
    "coalesce(nullif(b.name, ''), (SELECT o.receiver FROM sales_order o WHERE o.buyer_id = b.id"
    " AND o.receiver IS NOT NULL ORDER BY o.created DESC, o.id DESC LIMIT 1), '')"
)
_PHONE = (
    "coalesce(nullif(b.phone, ''), (SELECT o.phone FROM sales_order o WHERE o.buyer_id = b.id"
    " AND o.phone IS NOT NULL ORDER BY o.created DESC, o.id DESC LIMIT 1), '')"
)
# The last order, case or revisit; platforms' times are brought to UTC.
_LAST = (
    "max(coalesce((SELECT strftime('%Y-%m-%dT%H:%M:%SZ', max(o.created)) FROM sales_order o"
    " WHERE o.buyer_id = b.id), ''),"
    " coalesce((SELECT max(c.opened_at) FROM after_sales_case c WHERE c.buyer_id = b.id), ''),"
    " coalesce((SELECT max(r.done_at) FROM revisit r WHERE r.buyer_id = b.id), ''))"
)
_ORDERS = "(SELECT count(*) FROM sales_order o WHERE o.buyer_id = b.id)"
_CASES = f"(SELECT count(*) FROM after_sales_case c WHERE c.buyer_id = b.id AND {_LIVE})"  # noqa: S608 - ours
_OPEN = (
    "(SELECT count(*) FROM after_sales_case c WHERE c.buyer_id = b.id"  # noqa: S608 - ours
    f" AND c.stage NOT IN {_ENDED} AND {_LIVE})"
)
_VALUE = (
    f"coalesce((SELECT sum({buyer_sums.PAID}) FROM sales_order o WHERE o.buyer_id = b.id"  # noqa: S608 - ours
    " AND o.currency = ?), 0)"
)
_COST = (
    f"coalesce((SELECT sum({buyer_sums.COST}) FROM {buyer_sums.COSTS_FROM}"  # noqa: S608 - ours
    " AND c.buyer_id = b.id AND k.currency = ?), 0)"
    f" - coalesce((SELECT sum({buyer_sums.CAME_BACK}) FROM {buyer_sums.PAYMENTS_FROM}"
    " AND c.buyer_id = b.id AND p.currency = ?), 0)"
)
SORTS: dict[str, str] = {
    "buyer": "b.buyer_id COLLATE NOCASE",
    "platform": "b.platform",
    "name": _NAME,
    "vip": "b.vip_level",
    "orders": _ORDERS,
    "cases": _CASES,
    "open": _OPEN,
    "last": _LAST,
    "revisit": "coalesce(b.next_revisit, '9999')",
    "value": _VALUE,
    "cost": _COST,
}


@dataclass(frozen=True)
class BuyerRow:
    """A buyer as lists show it.

    ``values`` are what was paid less what was refunded, ``costs`` the true cost of the cases, both
    in minor units by currency. ``last`` is the last order, case or revisit.
    """

    id: int
    platform: Platform
    buyer_id: str
    told_apart_by: str
    name: str
    vip_level: int
    masked: bool
    erased_at: datetime | None
    next_revisit: date | None
    orders: int
    cases: int
    open_cases: int
    last: datetime | None
    values: Sums
    costs: Sums


@dataclass(frozen=True)
class BuyerFilter:
    """Which buyers; what is left out lets everybody through.

    ``text`` finds as the search box does. ``serial`` are those whose returns reach the thresholds
    of `buyer_hints`, ``alike`` those who share a number or an address with another.
    """

    text: str = ""
    platforms: tuple[Platform, ...] = ()
    vip: bool = False
    open_cases: bool = False
    masked: bool = False
    erased: bool = False
    serial: bool = False
    alike: bool = False


def ids(
    store: Store, wanted: BuyerFilter | None = None, sort: str = "last", *, down: bool = True
) -> array[int]:
    """The ids of the buyers that the filter lets through, sorted by a column of `SORTS`.

    Amounts sort in the currency of most orders. IDs that were merged into others aren't listed.
    """
    with store.connection():
        conditions, bound = _conditions(store, wanted or BuyerFilter())
        key, way = SORTS[sort], "DESC" if down else "ASC"
        bound += [buyer_sums.main_currency()] * key.count("?")
        sql = (
            f"SELECT b.id FROM buyer b WHERE {' AND '.join(conditions)}"  # noqa: S608 - ours
            f" ORDER BY {key} {way}, b.id {way}"
        )
        return array("q", (row[0] for row in database.execute_sql(sql, bound)))


def rows(store: Store, wanted: Sequence[int]) -> list[BuyerRow]:
    """The buyers with these ids, in this order; names are masked if the shop's screens are."""
    masks = privacy.masks(store, Place.SCREEN)
    found: dict[int, BuyerRow] = {}
    with store.connection():
        for start in range(0, len(wanted), _PAGE):
            page = list(wanted[start : start + _PAGE])
            found |= {row.id: row for row in _read(page, masks)}
    return [found[buyer_id] for buyer_id in wanted if buyer_id in found]


def row(store: Store, buyer_id: int) -> BuyerRow | None:
    """One buyer's row, or None."""
    return next(iter(rows(store, [buyer_id])), None)


_READ = (
    "SELECT b.id, b.platform, b.buyer_id, b.told_apart_by,"  # noqa: S608 - ours
    f" {_NAME}, b.vip_level, b.masked, b.erased_at, b.next_revisit, {_ORDERS}, {_CASES}, {_OPEN},"
    f" {_LAST} FROM buyer b WHERE b.id IN {_AMONG}"
)


def _read(page: list[int], masks: Masks) -> list[BuyerRow]:
    values, costs = buyer_sums.values(page), buyer_sums.costs(page)
    return [
        BuyerRow(
            *(found[0], Platform(found[1]), found[2], found[3]),
            name=masks.name(found[4]),
            vip_level=found[5],
            masked=bool(found[6]),
            erased_at=clock.from_text(found[7]) if found[7] else None,
            next_revisit=date.fromisoformat(found[8]) if found[8] else None,
            orders=found[9],
            cases=found[10],
            open_cases=found[11],
            last=clock.from_text(found[12]) if found[12] else None,
            values=values.get(found[0], ()),
            costs=costs.get(found[0], ()),
        )
        for found in database.execute_sql(_READ, (listed(page),)).fetchall()
    ]


def contacts(buyer_ids: Sequence[int], masks: Masks) -> dict[int, tuple[str, str]]:
    """Name and telephone of buyers, as entered, else as in the latest order.

    Must run within a connection.
    """
    sql = f"SELECT b.id, {_NAME}, {_PHONE} FROM buyer b WHERE b.id IN {_AMONG}"  # noqa: S608 - ours
    found = database.execute_sql(sql, (listed(buyer_ids),)).fetchall()
    return {row[0]: (masks.name(row[1]), masks.phone(row[2])) for row in found}


def _conditions(store: Store, wanted: BuyerFilter) -> tuple[list[str], list[Any]]:
    found, bound = ["b.merged_into_id IS NULL"], list[Any]()
    tests = {
        "vip": "b.vip_level > 0",
        "open_cases": f"{_OPEN} > 0",
        "masked": "b.masked = 1",
        "erased": "b.erased_at IS NOT NULL",
        "alike": f"b.id IN ({buyer_likeness.ids_sql()})",
    }
    found += [test for name, test in tests.items() if getattr(wanted, name)]
    if wanted.platforms:
        found.append(f"b.platform IN {_AMONG}")
        bound.append(listed(platform.value for platform in wanted.platforms))
    if wanted.serial:
        sql, values = buyer_hints.serial_sql(store)
        found.append(f"b.masked = 0 AND b.id IN ({sql})")
        bound += values
    if wanted.text.strip():
        found.append(f"b.id IN {_AMONG}")
        bound.append(listed(search.matches(Found.BUYER, wanted.text)))
    return found, bound
