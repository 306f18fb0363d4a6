"""Rows of the demo shop, gathered and written many at once."""

from __future__ import annotations

from functools import cache
from typing import Any

from desktop_app.models import bulk
from desktop_app.models.base import Record

_MANY = 2000


class Heap:
    """Rows by table. Ids are given here, counting from 1: the shop is empty to begin with."""

    def __init__(self) -> None:
        self._rows: dict[type[Record], list[tuple[object, ...]]] = {}
        self._last: dict[type[Record], int] = {}

    def add(self, table: type[Record], **values: object) -> int:
        """Adds a row by its columns' names (``order_id``); the rest take the table's defaults."""
        row_id = self._last.get(table, 0) + 1
        self._last[table] = row_id
        values["id"] = row_id
        self._rows.setdefault(table, []).append(
            tuple(
                field.db_value(values[name]) if name in values else default
                for name, field, default in _columns(table)
            )
        )
        return row_id

    def last(self, table: type[Record]) -> int:
        """The id given last in a table; 0 for none."""
        return self._last.get(table, 0)

    def is_full(self) -> bool:
        """Whether enough has gathered to be written."""
        return any(len(rows) >= _MANY for rows in self._rows.values())

    def write(self, order: tuple[type[Record], ...]) -> None:
        """Writes what has gathered, tables in the order in which they point to each other."""
        for table in order:
            rows = self._rows.pop(table, [])
            if rows:
                bulk.insert(table, [name for name, _field, _default in _columns(table)], rows)


@cache
def _columns(table: type[Record]) -> tuple[tuple[str, Any, object], ...]:
    fields: list[Any] = list(table._meta.sorted_fields)  # noqa: SLF001 - peewee's way to the columns
    return tuple((field.column_name, field, field.default) for field in fields)
