"""The first rows of a file, and above each column the choice of what it holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QAbstractItemView, QComboBox, QTableWidget, QTableWidgetItem

from desktop_app.core.i18n import _

_CHOICE_HEIGHT = 38
_WIDTH = 150


class ColumnTable(QTableWidget):
    """``fields`` are (code, words); ``likely`` says which column probably holds which."""

    def __init__(self, fields: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._fields = fields
        self._headers: tuple[str, ...] = ()
        self.choices: list[QComboBox] = []
        self.setAccessibleName(_("The file's first rows"))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()

    def show_rows(
        self, headers: Sequence[str], rows: Sequence[Sequence[str]], likely: Mapping[str, str]
    ) -> None:
        """Fills the table anew."""
        self._headers = tuple(headers)
        self.clear()
        self.setRowCount(len(rows) + 1)
        self.setColumnCount(len(headers))
        self.setHorizontalHeaderLabels(list(headers))
        self.choices = [self._choice(header, likely.get(header, "")) for header in headers]
        for column, choice in enumerate(self.choices):
            self.setCellWidget(0, column, choice)
            self.setColumnWidth(column, _WIDTH)
        for place, row in enumerate(rows, 1):
            for column, text in enumerate(row[: len(headers)]):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.setItem(place, column, item)
        self.setRowHeight(0, _CHOICE_HEIGHT)

    def chosen(self) -> dict[str, str]:
        """Header → code of what it holds, for the columns that hold something."""
        pairs = zip(self._headers, self.choices, strict=True)
        return {header: str(box.currentData()) for header, box in pairs if box.currentData()}

    def _choice(self, header: str, likely: str) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(_("The column “%(name)s” holds") % {"name": header})
        box.addItem("–", "")
        for code, words in self._fields:
            box.addItem(_(words), code)
        box.setCurrentIndex(max(0, box.findData(likely)))
        return box
