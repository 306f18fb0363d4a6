"""What reads the cells of each column of an order file."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from desktop_app.core.errors import BadValue
from desktop_app.services import order_cells as cells
from desktop_app.services.order_formats import AMOUNTS, PERSONAL, TIMES, Format

Clean = Callable[[str], Any]
MONEY = frozenset({*AMOUNTS, "price", "line_amount"})
HIDDEN = object()
_REPEATING = frozenset(
    {"status", "line_status", "courier", "buyer", "sku", "quantity", "kinds", "pieces", "variant"}
)
_REMEMBERED = 20_000
_quoted = json.JSONEncoder(ensure_ascii=False).encode


class Memory(dict[str, Any]):
    """Reads a text the first time, and remembers what it stands for."""

    def __init__(self, clean: Clean) -> None:
        super().__init__()
        self._clean = clean

    def __missing__(self, text: str) -> Any:
        if len(self) >= _REMEMBERED:
            self.clear()
        found = self[text] = self._clean(text)
        return found


def reader(target: str, form: Format) -> Clean:
    """What reads a target's cells; None for a cell that says nothing, `HIDDEN` for a masked one."""
    read = _reader(target, form)
    blanks = form.blanks | {""}

    def clean(text: str) -> Any:
        return None if text.strip() in blanks else read(text)

    return Memory(clean).__getitem__ if target in _REPEATING else clean


def money_reader(form: Format, currency: str) -> Clean:
    """What reads amounts of one currency."""
    blanks = form.blanks | {""}

    def clean(text: str) -> int | None:
        return None if text.strip() in blanks else cells.amount(text, currency)

    return Memory(clean).__getitem__


def raw_member(name: str, text: str) -> str:
    """A cell that the program has no place for, as a member of a JSON object."""
    return f"{_quoted(name)}:{_quoted(text)}" if text else ""


def raw_reader(name: str) -> Clean:
    """`raw_member` for the cells of one column."""
    return Memory(lambda text: raw_member(name, text)).__getitem__


def _reader(target: str, form: Format) -> Clean:
    if target in TIMES:
        zone = form.zone
        return lambda text: cells.moment(text, zone)
    if target in PERSONAL:
        return _unless_hidden(cells.phone if target == "phone" else cells.plain)
    read = _READERS.get(target, str.strip)
    pattern = form.strip.get(target)
    if pattern is None:
        return read
    return lambda text: read(pattern.sub("", cells.plain(text)))


def _unless_hidden(read: Clean) -> Clean:
    def clean(text: str) -> Any:
        return HIDDEN if cells.is_hidden(text) else read(text) or None

    return clean


def _count(text: str) -> int | None:
    """A count that only helps to tell items apart: one that can't be read helps nothing."""
    try:
        return cells.quantity(text)
    except BadValue:
        return None


_READERS: dict[str, Clean] = {
    "buyer": cells.buyer,
    "tracking": cells.tracking,
    "sku": cells.code,
    "sub_order_no": cells.number,
    "quantity": cells.quantity,
    "kinds": _count,
    "pieces": _count,
}
