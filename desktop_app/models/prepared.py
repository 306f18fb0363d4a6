"""Queries whose SQL is made once: building it anew takes peewee longer than SQLite to answer it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from peewee import SQL, ModelRaw

from desktop_app.models.base import Record, database

Kept = TypeVar("Kept", bound=Record)
MARK = SQL("?")
AMONG = SQL("(SELECT value FROM json_each(?))")


class Prepared:
    """A query in which `MARK` stands for what is bound at each run, `AMONG` for a list of it.

    Marks must come after all values that are fixed in the query. What is bound and what comes
    back is in its stored form.
    """

    def __init__(self, query: Any) -> None:
        self._query = query
        self._made: tuple[str, tuple[object, ...]] | None = None

    def rows(self, *values: object) -> list[tuple[Any, ...]]:
        """All rows of an answer."""
        found: list[tuple[Any, ...]] = self.run(*values).fetchall()
        return found

    def first(self, *values: object) -> tuple[Any, ...] | None:
        """The first row of an answer, or None."""
        found: tuple[Any, ...] | None = self.run(*values).fetchone()
        return found

    def run(self, *values: object) -> Any:
        """Runs the statement; returns SQLite's cursor."""
        if self._made is None:
            sql, fixed = self._query.sql()
            self._made = sql, tuple(fixed)
        sql, fixed = self._made
        return database.execute_sql(sql, (*fixed, *values))


class PreparedInsert:
    """The insertion of one record, with the defaults of its table."""

    def __init__(self, table: type[Record]) -> None:
        fields = [field for field in table._meta.sorted_fields if field.name != "id"]  # noqa: SLF001 - peewee's own way to ask
        self._fields = fields
        self._statement = Prepared(table.insert(dict.fromkeys(fields, MARK)))

    def run(self, **values: object) -> int:
        """Inserts a record; ``values`` by the fields' names, keys as ids. Returns its id."""
        bound = [field.db_value(values.get(field.name, field.default)) for field in self._fields]
        return int(self._statement.run(*bound).lastrowid)


class PreparedUpdate:
    """The writing of some columns of one record."""

    def __init__(self, table: type[Record], *names: str) -> None:
        # peewee writes columns in the order of the table, whatever order they were named in.
        fields = [field for field in table._meta.sorted_fields if field.name in names]  # noqa: SLF001 - peewee's own way to ask
        self._fields = fields
        query = table.update(dict.fromkeys(fields, MARK)).where(table.id == MARK)
        self._statement = Prepared(query)

    def run(self, record_id: int, **values: object) -> None:
        """Writes the columns, a value for each."""
        bound = [field.db_value(values[field.name]) for field in self._fields]
        self._statement.run(*bound, record_id)


def record(table: type[Kept], record_id: int) -> Kept:
    """The record with this id, which must be there."""
    query: Any = ModelRaw(table, _record_sql(table), (record_id,))
    found: Kept = query.get()
    return found


@cache
def _record_sql(table: type[Record]) -> str:
    return str(table.select().where(table.id == MARK).sql()[0])


def listed(values: Iterable[object]) -> str:
    """Values as `AMONG` takes them."""
    return json.dumps(list(values))
