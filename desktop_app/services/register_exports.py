"""The one register 《售后单据》 on paper and as a table: rows and columns as they are asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_app.core import clock, i18n, money
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.track import Track, everything
from desktop_app.services import register_columns, register_rows, settings
from desktop_app.services.register_columns import RegisterColumn, Value
from desktop_app.services.register_rows import RegisterRow
from desktop_app.services.registers import WrittenRegister
from desktop_app.services.store import Store

FORMATS = (".pdf", ".xlsx", ".csv")
PAPERS = ("a4", "a3")
PRINTED = tuple(column.name for column in register_columns.COLUMNS if column.printed)
_PAGE = 500
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_FREE = frozenset({"goods", "what", "note"})


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How the file is to look.

    ``columns`` by name in their order; none are those usually printed, or all in a table. ``paper``
    is ``a4`` or ``a3``. ``masked`` hides telephone numbers that stand in free text (left out: as
    the shop's settings say, R41).
    """

    columns: tuple[str, ...] = ()
    paper: str = "a4"
    masked: bool | None = None


def write(
    store: Store,
    target: Path,
    ids: Sequence[int],
    layout: Layout | None = None,
    *,
    track: Track = everything,
) -> WrittenRegister:
    """Writes these documents in this order as PDF, XLSX or CSV, by the target's ending.

    Order and tracking numbers stay texts, and nothing is ever a formula. Raises BadValue for
    another ending, paper or column, FileTrouble when the file can't be written.
    """
    layout = layout or Layout()
    ending = target.suffix.lower()
    for value, allowed in ((ending, FORMATS), (layout.paper, PAPERS)):
        if value not in allowed:
            raise BadValue(Reason.UNKNOWN_KIND, value=value or target.name, allowed=allowed)
    hide = layout.masked
    if hide is None:
        hide = settings.get(store, settings.MASK_ON_PAPER)
    chosen = _chosen(layout.columns or (PRINTED if ending == ".pdf" else tuple(_KNOWN)))
    lines = _lines(store, chosen, track(_pages(ids), -(-len(ids) // _PAGE)), hide=hide)
    titles = [_(column.title) for column in chosen]
    if ending == ".pdf":
        return WrittenRegister(target, _write_pdf(target, titles, list(lines), layout.paper))
    from desktop_app.documents import tables

    plain = (line for _row, line in lines)
    if ending == ".csv":
        return WrittenRegister(target, tables.write_csv(target, titles, plain))
    return WrittenRegister(target, tables.write_xlsx(target, titles, plain, sheet=title()))


def title() -> str:
    """What the register is called."""
    return _("After-sales register")


_KNOWN = register_columns.BY_NAME
_Line = tuple[RegisterRow, tuple[Value, ...]]


def _chosen(names: Sequence[str]) -> list[RegisterColumn]:
    for name in names:
        if name not in _KNOWN:
            raise BadValue(Reason.UNKNOWN_KIND, value=name, allowed=tuple(_KNOWN))
    return [_KNOWN[name] for name in names]


def _write_pdf(target: Path, titles: list[str], lines: list[_Line], paper: str) -> int:
    from desktop_app.documents import register

    made = register.Register(
        title=title(),
        columns=tuple(titles),
        lines=tuple(line for _row, line in lines),
        facts=(
            (_("Printed on"), clock.today().isoformat()),
            (_("Lines"), str(len(lines))),
            *_sums(row for row, _line in lines),
        ),
        signed=(_("Prepared by"), _("Checked by")),
        language=i18n.language(),
        paper=paper,
    )
    register.write_pdf(made, target)
    return len(lines)


def _sums(rows: Iterator[RegisterRow]) -> list[tuple[str, str]]:
    """What the documents come to, for each currency and kind of document apart."""
    sums: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.amount_minor is not None and row.state != "void":
            place = (register_columns.BY_NAME["doc"].text(row), row.currency)
            sums[place] = sums.get(place, 0) + row.amount_minor
    return [
        (doc, f"{money.to_text(minor, currency)} {currency}")
        for (doc, currency), minor in sums.items()
    ]


def _lines(
    store: Store, columns: Sequence[RegisterColumn], pages: Iterable[Sequence[int]], *, hide: bool
) -> Iterator[_Line]:
    for page in pages:
        for row in register_rows.rows(store, page):
            yield row, tuple(_cell(column, row, hide=hide) for column in columns)


def _cell(column: RegisterColumn, row: RegisterRow, *, hide: bool) -> Value:
    value = column.value(row)
    if not hide or column.name not in _FREE or not isinstance(value, str):
        return value
    from desktop_app.documents import masks

    return _PHONE.sub(lambda found: masks.number(found[0]), value)


def _pages(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _PAGE):
        yield ids[start : start + _PAGE]
