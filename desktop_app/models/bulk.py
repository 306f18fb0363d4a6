"""Many rows at once in one statement, ten times faster than by peewee's own expressions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import peewee

from desktop_app.models.base import Record, database

_AT_ONCE = 900


def insert(table: type[Record], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Inserts rows within the running transaction.

    ``columns`` are names of columns in the database (``order_id``); each row has a value for each,
    already in its stored form, and columns left out need a default in the database.
    """
    marks = ", ".join("?" * len(columns))
    names = ", ".join(f'"{name}"' for name in columns)
    _run(f"INSERT INTO {_name(table)} ({names}) VALUES ({marks})", rows)  # noqa: S608 - our names


def update(table: type[Record], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Sets columns of rows by id within the running transaction; each row ends with its id."""
    places = ", ".join(f'"{name}" = ?' for name in columns)
    _run(f'UPDATE {_name(table)} SET {places} WHERE "id" = ?', rows)  # noqa: S608 - our names


def among(
    table: type[Record], columns: Sequence[str], column: str, values: Sequence[object]
) -> Iterator[tuple[Any, ...]]:
    """The columns of the rows whose ``column`` is one of many values, in no order."""
    names = ", ".join(f'"{name}"' for name in columns)
    sql = f'SELECT {names} FROM {_name(table)} WHERE "{column}" IN '  # noqa: S608 - our names
    for start in range(0, len(values), _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from database.execute_sql(f"{sql}({marks})", some)


def _run(sql: str, rows: Iterable[Sequence[object]]) -> None:
    # A full disk must come out as peewee's error, as elsewhere.
    with peewee.__exception_wrapper__:  # type: ignore[attr-defined] # its stub forgot it
        database.connection().executemany(sql, rows)


def _name(table: type[Record]) -> str:
    return f'"{table._meta.table_name}"'  # noqa: SLF001 - peewee's own way to ask
