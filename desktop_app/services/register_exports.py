"""The one register 《售后单据》 on paper and as a table: rows and columns as they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from desktop_app.core import clock, i18n, money
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.masking import Masks
from desktop_app.core.track import Track, everything
from desktop_app.services import privacy, register_columns, register_rows
from desktop_app.services.register_columns import RegisterColumn, Value
from desktop_app.services.register_rows import RegisterRow
from desktop_app.services.registers import WrittenRegister
from desktop_app.services.store import Store

FORMATS = (".pdf", ".xlsx", ".csv")
PAPERS = ("a4", "a3")
PRINTED = tuple(column.name for column in register_columns.COLUMNS if column.printed)
_PAGE = 500
_STORY = 64.0  # points that a column of texts needs to be read at ease
_DAYS = frozenset({"date", "handled"})
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
    masks = privacy.masks(store, privacy.file_place(ending), layout.masked)
    chosen = _chosen(layout.columns or (PRINTED if ending == ".pdf" else tuple(_KNOWN)))
    lines = _lines(store, chosen, track(_pages(ids), -(-len(ids) // _PAGE)), masks)
    if ending == ".pdf":
        return WrittenRegister(target, _write_pdf(target, chosen, list(lines), layout.paper))
    from desktop_app.documents import tables

    titles = [_(column.title) for column in chosen]
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


def _write_pdf(target: Path, columns: list[RegisterColumn], lines: list[_Line], paper: str) -> int:
    from desktop_app.documents import register

    seen = _seen(columns, [line for _row, line in lines])
    one = _only_currency(lines)
    made = register.Register(
        title=title(),
        columns=tuple(_titled(columns[place], one) for place in seen),
        lines=tuple(
            tuple(_on_paper(columns[place].name, row, line[place], one) for place in seen)
            for row, line in lines
        ),
        facts=(
            (_("Printed on"), clock.today().isoformat()),
            (_("Lines"), str(len(lines))),
            *_sums(row for row, _line in lines),
        ),
        signed=(_("Prepared by"), _("Checked by")),
        language=i18n.language(),
        paper=paper,
        story=_STORY,
    )
    register.write_pdf(made, target)
    return len(lines)


def _seen(columns: list[RegisterColumn], lines: list[tuple[Value, ...]]) -> list[int]:
    """The columns worth their room: those with something in them; amounts have their currency."""
    names = {column.name for column in columns}
    return [
        place
        for place, column in enumerate(columns)
        if not (column.name == "currency" and "amount" in names)
        and (not lines or any(line[place] not in (None, "") for line in lines))
    ]


def _only_currency(lines: list[_Line]) -> str:
    """The currency of all amounts; nothing where there are several, or none."""
    found = {row.currency for row, _line in lines if row.amount_minor is not None}
    return found.pop() if len(found) == 1 else ""


def _titled(column: RegisterColumn, one: str) -> str:
    return f"{_(column.title)} {one}".strip() if column.name == "amount" else _(column.title)


def _on_paper(name: str, row: RegisterRow, value: Value, one: str) -> Value:
    """Shorter than on the screen: days without their hours, amounts with their currency."""
    if name == "amount" and value is not None and not one:
        return f"{register_columns.text_of(value, row.currency)} {row.currency}"
    if name in _DAYS and isinstance(value, datetime):
        return clock.to_local(value).date()
    return value


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
    store: Store, columns: Sequence[RegisterColumn], pages: Iterable[Sequence[int]], masks: Masks
) -> Iterator[_Line]:
    for page in pages:
        for row in register_rows.rows(store, page):
            yield row, tuple(_cell(column, row, masks) for column in columns)


def _cell(column: RegisterColumn, row: RegisterRow, masks: Masks) -> Value:
    value = column.value(row)
    if not masks or not isinstance(value, str):
        return value
    if column.name == "buyer":
        return masks.buyer_id(value)
    return masks.free(value) if column.name in _FREE else value


def _pages(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _PAGE):
        yield ids[start : start + _PAGE]
