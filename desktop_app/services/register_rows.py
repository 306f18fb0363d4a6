"""The rows of the one register (R24), read a page at a time from their four sources."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from desktop_app.core import clock
from desktop_app.core.kinds import ParcelKind, RegisterDoc
from desktop_app.models.base import database
from desktop_app.services import register_sql as sql
from desktop_app.services.register_sql import Source
from desktop_app.services.store import Store

_AT_ONCE = 500


@dataclass(frozen=True)
class RegisterRow:
    """A document as the register shows it.

    ``id`` is the register's own number (`register_sql.key`). ``reason`` and ``state`` are codes
    of the source's own kinds. ``amount_minor`` is what is claimed of a courier, what a parcel's
    goods cost, or what the shop bears of a case's costs; ``received_minor`` what a courier paid;
    both in minor units of ``currency``. ``due`` and the days are texts as they are stored: a
    moment in UTC, or a local day.
    """

    id: int
    at: datetime
    doc: RegisterDoc
    no: str
    platform: str
    shop: str
    order: str
    bought: str | None
    buyer: str
    goods: str
    quantity: int | None
    reason: str
    what: str
    tracking: str
    amount_minor: int | None
    currency: str
    state: str
    owner: str
    due: str | None
    follow_up: str | None
    cause: str
    outcome: str
    handled: datetime | None
    received_minor: int | None
    tags: tuple[str, ...]
    note: str
    good: int
    damaged: int
    row_version: int

    @property
    def source(self) -> Source:
        """Which of the four tables it stands in."""
        return sql.source(self.id)

    @property
    def ref(self) -> int:
        """Its id there."""
        return sql.ref(self.id)

    @property
    def parcel_kind(self) -> ParcelKind | None:
        """Which of the two parcel registers it stands in."""
        return ParcelKind(self.doc.value) if self.source is Source.PARCEL else None


def rows(store: Store, wanted: Sequence[int]) -> list[RegisterRow]:
    """The rows with these numbers, in this order; those that are gone are left out."""
    with store.connection():
        return read(wanted)


def read(wanted: Sequence[int]) -> list[RegisterRow]:
    """`rows` within the caller's connection."""
    found: dict[int, RegisterRow] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        by_source: dict[Source, list[int]] = {}
        for row_key in wanted[start : start + _AT_ONCE]:
            by_source.setdefault(sql.source(row_key), []).append(sql.ref(row_key))
        for one, refs in by_source.items():
            for values in database.execute_sql(_statement(one), (json.dumps(refs),)):
                row = _row(one, values)
                found[row.id] = row
    return [found[row_key] for row_key in wanted if row_key in found]


@cache
def _statement(one: Source) -> str:
    columns = ["t.id", *(sql.EXPRESSIONS[name][one] for name in _READ)]
    return sql.select(one, columns, ["t.id IN (SELECT value FROM json_each(?))"])


def _row(one: Source, values: Sequence[Any]) -> RegisterRow:
    told = dict(zip(_READ, values[1:], strict=True))
    tags, handled = told.pop("tags"), told.pop("handled")
    return RegisterRow(
        id=sql.key(one, values[0]),
        at=clock.from_text(told.pop("date")),
        doc=RegisterDoc(told.pop("doc")),
        amount_minor=told.pop("amount"),
        received_minor=told.pop("received"),
        handled=clock.from_text(handled) if handled else None,
        tags=tuple(tags.split("\n")) if tags else (),
        row_version=told.pop("version"),
        **told,
    )


_READ = tuple(sql.EXPRESSIONS)
