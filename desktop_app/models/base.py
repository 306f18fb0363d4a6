"""The database, the base of all tables, and the one loosely typed door to their rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from peewee import (
    SQL,
    AutoField,
    Check,
    IntegerField,
    Model,
    Node,
    NodeList,
    SqliteDatabase,
    TextField,
)
from typing_extensions import override

from desktop_app.core import clock


class Database(SqliteDatabase):
    """SQLite, with a place holder for halves of characters, which it can't hold.

    They come in file names and arguments that aren't UTF-8, and by some programs' clipboards.
    """

    @override
    def execute_sql(self, sql: str, params: Sequence[object] | None = None) -> Any:
        try:
            return SqliteDatabase.execute_sql(self, sql, params)
        except UnicodeEncodeError:  # raised before anything is run
            return SqliteDatabase.execute_sql(self, sql, [_whole(value) for value in params or ()])


def _whole(value: object) -> object:
    if not isinstance(value, str):
        return value
    return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in value)


database: SqliteDatabase = Database(None, autoconnect=False)
Row = TypeVar("Row")


class MomentField(TextField):
    """An aware datetime in UTC, stored as fixed-width ISO text (core.clock)."""

    @override
    def db_value(self, value: datetime | str | None) -> str | None:
        return clock.to_text(value) if isinstance(value, datetime) else value

    @override
    def python_value(self, value: str | None) -> datetime | None:
        return clock.from_text(value) if value else None


class Record(Model):
    """A table: an id, and foreign keys that hold."""

    id = AutoField()

    class Meta:
        database = database
        legacy_table_names = False


def plain(default: str = "", **options: Any) -> TextField:
    """A text column that is never NULL."""
    return TextField(default=default, **options)


def added(*, kinds: type[StrEnum] | None = None, column: str = "") -> TextField:
    """A text column that came with a later schema: the database itself knows its default.

    ``kinds`` names the kinds that ``column`` may hold beside nothing.
    """
    constraints: list[Node] = [SQL("DEFAULT ''")]
    if kinds is not None:
        constraints.append(one_of(column, kinds, or_empty=True))
    return TextField(default="", constraints=constraints)


def flag(*, default: bool = False) -> IntegerField:
    """A yes/no column: 0 or 1 (SQLite has no booleans, and neither do exports)."""
    return IntegerField(default=int(default))


def one_of(column: str, kinds: type[StrEnum], *, or_empty: bool = False) -> SQL | NodeList:
    """The constraint that a column holds a known kind."""
    values = [kind.value for kind in kinds] + ([""] if or_empty else [])
    listed = ", ".join(f"'{value}'" for value in values)
    return Check(f"{column} IN ({listed})")


def not_negative(*columns: str) -> list[SQL | NodeList]:
    """The constraints that amounts are nought or more (or unknown)."""
    return [Check(f"{column} >= 0") for column in columns]


def positive(*columns: str) -> list[SQL | NodeList]:
    """The constraints that weights and quantities are above nought (or unknown)."""
    return [Check(f"{column} > 0") for column in columns]


def fetch(query: Any, row: type[Row]) -> list[Row]:
    """The query's rows as frozen dataclasses: names of columns are names of fields."""
    return [row(**found) for found in query.dicts()]


def tuples(query: Any) -> list[tuple[Any, ...]]:
    """The query's rows as plain tuples."""
    return list(query.tuples().iterator())


def ids(query: Any) -> Iterable[int]:
    """The first column of each row of the query."""
    return (found[0] for found in query.tuples())


def key(record: Record, column: str) -> int | None:
    """The id that a foreign key holds, without reading what it points to."""
    value: int | None = record.__data__.get(column)
    return value
