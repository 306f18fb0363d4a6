"""One table model for every list: ids of all rows, and a cache of the pages that are looked at.

SQL sorts and filters and gives the ids; rows are fetched 256 at a time when they are shown.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, NamedTuple, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.views.theme import Tone

PAGE = 256
_PAGES_KEPT = 16
TONE_ROLE = int(Qt.ItemDataRole.UserRole) + 1
ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 2
_Index = QModelIndex | QPersistentModelIndex
Row = TypeVar("Row")


@dataclass(frozen=True)
class Column(Generic[Row]):
    """A column as data: ``title`` is translated when shown; ``sort`` is SQL's key or empty."""

    key: str
    title: str
    text: Callable[[Row], str]
    width: int = 120
    sort: str = ""
    right: bool = False
    tone: Callable[[Row], Tone | None] | None = None
    tip: Callable[[Row], str] | None = None
    hidden: bool = False


class Cell(NamedTuple):
    """What is painted in a cell."""

    words: str
    tone: Tone | None
    right: bool


class RowsModel(QAbstractTableModel, Generic[Row]):
    """Rows by id. ``load`` fetches the rows of some ids, in the order asked; each has an ``id``."""

    def __init__(
        self,
        columns: Sequence[Column[Row]],
        load: Callable[[Sequence[int]], Iterable[Row]],
        parent: Any = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._load = load
        self._ids: array[int] = array("q")
        self._pages: OrderedDict[int, dict[int, Row]] = OrderedDict()

    @property
    def ids(self) -> array[int]:
        """The ids of all rows, in order."""
        return self._ids

    def set_ids(self, ids: Iterable[int]) -> None:
        """Shows other rows, or the same in another order."""
        self.beginResetModel()
        self._ids = ids if isinstance(ids, array) else array("q", ids)
        self._pages.clear()
        self.endResetModel()

    def forget(self, ids: Iterable[int] = ()) -> None:
        """Fetches rows anew when they are next shown: those of ``ids``, or all."""
        wanted = set(ids)
        for page, rows in list(self._pages.items()):
            if not wanted or wanted & rows.keys():
                del self._pages[page]
        if self._ids:
            self.dataChanged.emit(
                self.index(0, 0), self.index(len(self._ids) - 1, len(self.columns) - 1)
            )

    def row_at(self, index: int) -> Row | None:
        """The row at a place; None when it has been deleted meanwhile."""
        if not 0 <= index < len(self._ids):
            return None
        return self._page(index // PAGE).get(self._ids[index])

    def cell(self, place: int, column: int) -> Cell | None:
        """What to paint, without the way through Qt's roles; None for a row that is gone."""
        row = self.row_at(place)
        if row is None:
            return None
        shown = self.columns[column]
        return Cell(shown.text(row), shown.tone(row) if shown.tone else None, shown.right)

    def place_of(self, row_id: int) -> int:
        """Where a row stands, or -1."""
        try:
            return self._ids.index(row_id)
        except ValueError:
            return -1

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._ids)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        if answer is None or not index.isValid():
            return None
        row = self.row_at(index.row())
        return None if row is None else answer(self.columns[index.column()], row)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return _(column.title)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(column)
        return None

    def _page(self, number: int) -> dict[int, Row]:
        page = self._pages.get(number)
        if page is None:
            wanted = self._ids[number * PAGE : (number + 1) * PAGE]
            page = {row.id: row for row in self._load(wanted)}  # type: ignore[attr-defined] # every row has one
            self._pages[number] = page
            if len(self._pages) > _PAGES_KEPT:
                self._pages.popitem(last=False)
        else:
            self._pages.move_to_end(number)
        return page


def _alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


_ANSWERS: dict[int, Callable[[Column[Any], Any], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda column, row: column.text(row),
    Qt.ItemDataRole.AccessibleTextRole: lambda column, row: (
        f"{_(column.title)}: {column.text(row)}"
    ),
    Qt.ItemDataRole.ToolTipRole: lambda column, row: (column.tip or column.text)(row) or None,
    Qt.ItemDataRole.TextAlignmentRole: lambda column, _row: _alignment(column),
    TONE_ROLE: lambda column, row: column.tone(row) if column.tone else None,
    ROW_ROLE: lambda _column, row: row,
}
