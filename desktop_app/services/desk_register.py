"""The one register 《售后单据》 (R24): cases, wrong shipments, parcels and claims in one list.

SQL filters and sorts them into one list of numbers; rows are read a page at a time
(`register_rows`). People avoid systems that assign work; they want a document to look through.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from desktop_app.core.kinds import RegisterDoc
from desktop_app.models.base import database
from desktop_app.services import register_filters
from desktop_app.services import register_sql as sql
from desktop_app.services.register_filters import RegisterFilter
from desktop_app.services.register_sql import Source
from desktop_app.services.store import Store

ROOM = "register"
SORTS = frozenset(sql.EXPRESSIONS) - {"good", "damaged", "received", "version", "platform"}


@dataclass(frozen=True)
class Total:
    """What documents of a kind come to in one currency; ``minor`` None where nothing is known."""

    doc: RegisterDoc
    currency: str
    count: int
    minor: int | None
    pieces: int


def ids(
    store: Store, wanted: RegisterFilter | None = None, sort: str = "date", *, down: bool = True
) -> array[int]:
    """The numbers of the documents that the filter lets through, sorted by one of `SORTS`.

    Those that are equal in it come by date, as the rest does. Raises BadValue for a filter that
    means nothing.
    """
    turned = "DESC" if down else "ASC"
    by_date = sort not in SORTS or sort == "date"
    with store.connection():
        parts, values = [], []
        for one, conditions, bound in _asked(wanted or RegisterFilter()):
            columns = [f"{sql.key(one, 0)} | t.id AS k", f"{sql.EXPRESSIONS['date'][one]} AS d"]
            columns.append("t.id AS r" if by_date else f"{sql.sort_key(sort, one)} AS s")
            parts.append(sql.select(one, columns, conditions))
            values += bound
        if not parts:
            return array("q")
        # By date the index gives cases in order already; the id keeps equal moments in order.
        order = f"d {turned}, r {turned}" if by_date else f"s {turned}, d DESC, k DESC"
        # One column comes out faster than three; the limit keeps SQLite from dropping the order.
        inner = f"{' UNION ALL '.join(parts)} ORDER BY {order} LIMIT -1"
        statement = f"SELECT k FROM ({inner})"  # noqa: S608 - made of our own names
        return array("q", chain.from_iterable(database.execute_sql(statement, values)))


def totals(store: Store, wanted: RegisterFilter | None = None) -> list[Total]:
    """How many documents the filter lets through and what they come to, by kind and currency.

    Currencies are never added to one another, nor what is claimed to what was spent; a void claim
    counts for nothing. Raises BadValue for a filter that means nothing.
    """
    found: list[Total] = []
    with store.connection():
        for one, conditions, bound in _asked(wanted or RegisterFilter()):
            names = ("doc", "currency", "quantity")
            doc, currency, quantity = (sql.EXPRESSIONS[name][one] for name in names)
            amount = sql.COUNTED.get(one) or sql.EXPRESSIONS["amount"][one]
            columns = [
                *(f"{doc} AS a", f"{currency} AS b", "count(*)"),
                *(f"sum({amount})", f"coalesce(sum({quantity}), 0)"),
            ]
            statement = sql.select(one, columns, conditions, " GROUP BY a, b ORDER BY a, b")
            rows = database.execute_sql(statement, bound)
            found += [Total(RegisterDoc(row[0]), *row[1:]) for row in rows]
    return found


def _asked(wanted: RegisterFilter) -> Iterator[tuple[Source, list[str], list[object]]]:
    """The sources in which something can be found, with what is asked of each."""
    for one in Source:
        conditions = register_filters.conditions(wanted, one)
        if conditions is not None:
            bound = [value for _text, values in conditions for value in values]
            yield one, [text for text, _values in conditions], bound
