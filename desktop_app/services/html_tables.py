"""Tables of HTML, which many a shop's "XLS" is."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser

from typing_extensions import override

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.services.table_files import MAX_CELL_CHARS, Row, Table

_MAX_CHARS = 32 * 1024 * 1024
_MAX_ACROSS = 30
_MAX_DOWN = 200
_PROBE_CHARS = 2048


def looks_like_html(text: str) -> bool:
    """Whether a text begins as a page or as a bare table."""
    start = text[:_PROBE_CHARS].lstrip().lower()
    return start.startswith("<") and any(
        tag in start for tag in ("<html", "<table", "<!doctype html")
    )


def tables(text: str, name: str) -> tuple[Table, ...]:
    """All tables of the page, in order; a merged cell counts once, and leaves the others empty.

    Raises FileTrouble for a page without a table (a log-in page saved under the wrong name).
    """
    if len(text) > _MAX_CHARS:
        raise FileTrouble(Reason.FILE_TOO_LARGE, path=name, limit=_MAX_CHARS // 1024 // 1024)
    reader = _Reader(name)
    reader.feed(text)
    reader.close()
    found = [rows for rows in reader.tables if rows]
    if not found:
        raise FileTrouble(Reason.NOT_A_TABLE, path=name)
    return tuple(_table(rows, name) for rows in found)


def _table(rows: list[list[str]], name: str) -> Table:
    def numbered() -> Iterator[Row]:
        return iter(enumerate(rows, start=1))

    return Table(name, len(rows), numbered)


class _Reader(HTMLParser):
    """Collects rows; a cell that a row above reaches into (rowspan) is empty."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[list[list[str]]] = []
        self._name = name
        self._cell: list[str] | None = None
        self._reach: dict[int, int] = {}
        self._spans = (1, 1)

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
            self._reach = {}
        elif tag == "tr":
            self._begin_row()
        elif tag in {"td", "th"}:
            self._end_cell()
            self._cell = []
            self._spans = (_span(attrs, "colspan", _MAX_ACROSS), _span(attrs, "rowspan", _MAX_DOWN))
        elif tag == "br" and self._cell is not None:
            self._cell.append("\n")

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()

    @override
    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _begin_row(self) -> None:
        self._end_cell()
        if not self.tables:
            self.tables.append([])
        if self.tables[-1]:
            self._skip_reached(self.tables[-1][-1])
        self.tables[-1].append([])

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text, self._cell = "".join(self._cell).strip(), None
        if len(text) > MAX_CELL_CHARS:
            line = self.getpos()[0]
            raise FileTrouble(Reason.CELL_TOO_LONG, path=self._name, line=line)
        if not self.tables or not self.tables[-1]:
            self._begin_row()
        row = self.tables[-1][-1]
        self._skip_reached(row)
        across, down = self._spans
        for column in range(len(row), len(row) + across):
            self._reach[column] = down - 1
        row.extend([text] + [""] * (across - 1))

    def _skip_reached(self, row: list[str]) -> None:
        while self._reach.get(len(row), 0) > 0:
            self._reach[len(row)] -= 1
            row.append("")


def _span(attrs: list[tuple[str, str | None]], name: str, limit: int) -> int:
    said = (dict(attrs).get(name) or "1")[:9]
    return min(max(int(said), 1), limit) if said.isascii() and said.isdigit() else 1
