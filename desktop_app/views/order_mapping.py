"""An order file that no format knows: the person says what its columns hold, once for all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform
from desktop_app.services import order_formats, order_profiles
from desktop_app.services.order_profiles import CHOICES, Preview, Profile
from desktop_app.views.cards import words
from desktop_app.views.column_table import ColumnTable
from desktop_app.views.desk import Desk
from desktop_app.views.fields import ChoiceField, Field

_FEWEST_HEADERS = 3


class OrderMapping(QDialog):
    """`mapped` gives the file to be read anew; the mapping is kept for the next one."""

    mapped = Signal(object)

    def __init__(self, desk: Desk, file: Path, sheets: Sequence[Preview], parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._file = file
        self._sheets = sheets
        self.setWindowTitle(_("What do the columns hold?"))
        self.sheet = QComboBox()
        self.sheet.setAccessibleName(_("Sheet"))
        for preview in sheets:
            self.sheet.addItem(preview.sheet or file.name)
        self.header = QSpinBox()
        self.header.setAccessibleName(_("The headings are in row"))
        self.header.setPrefix(_("Headings in row "))
        self.table = ColumnTable(CHOICES)
        self.name = Field(_("Keep under the name"), needed=True)
        self.name.set_text(file.stem[:40])
        self.platform = ChoiceField(_("Platform"), Platform)
        self.whole = QCheckBox(_("Each row is a whole order"))
        self.fault = words("", "error")
        self.fault.hide()
        self._build()
        self.sheet.activated.connect(lambda _place: self._begin())
        self.header.valueChanged.connect(lambda _row: self._show())
        self._begin()
        self.resize(980, 600)

    def keep(self) -> None:
        """Keeps the mapping and has the file read; says what is missing instead."""
        if not self.name.insist():
            return
        profile = Profile(
            name=self.name.text(),
            platform=Platform(self.platform.code()),
            columns=self.table.chosen(),
            one_row_each=self.whole.isChecked(),
        )
        try:
            order_profiles.save(self._desk.store, profile)
        except UserError as error:
            self.fault.setText(texts.sentence(error))
            self.fault.show()
            return
        self.accept()
        self.mapped.emit(self._file)

    def _begin(self) -> None:
        rows = self._rows()
        self.header.setRange(1, max(1, len(rows)))
        first = next(
            (place for place, row in enumerate(rows, 1) if _filled(row) >= _FEWEST_HEADERS), 1
        )
        self.header.setValue(first)
        self._show()

    def _show(self) -> None:
        rows, place = self._rows(), self.header.value()
        headers = [cell.strip() for cell in rows[place - 1]] if rows else []
        self.table.show_rows(headers, rows[place:], _likely(headers))

    def _rows(self) -> Sequence[Sequence[str]]:
        return self._sheets[self.sheet.currentIndex()].rows if self._sheets else ()

    def _build(self) -> None:
        hint = _(
            "No platform's format fits this file. Above each column choose what it holds; the "
            "order number is needed. The choice is kept for the next file of this kind."
        )
        buttons = QDialogButtonBox()
        keep = buttons.addButton(_("Read the file so"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("primary", True)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.keep)
        buttons.rejected.connect(self.reject)
        line = QGridLayout()
        line.setHorizontalSpacing(12)
        for column, part in enumerate((self.name, self.platform, self.whole)):
            line.addWidget(part, 1, column)
        line.addWidget(self.sheet, 0, 0)
        line.addWidget(self.header, 0, 1)
        self.sheet.setVisible(len(self._sheets) > 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(words(hint))
        layout.addLayout(line)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.fault)
        layout.addWidget(buttons)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


def _likely(headers: Sequence[str]) -> dict[str, str]:
    """What the formats that are known say of these headings; each thing once."""
    guesses: dict[str, str] = {}
    for code, _words in CHOICES:
        names = {
            order_formats.folded(alias)
            for form in order_formats.shipped()
            for alias in form.columns.get(code, ())
        }
        for header in headers:
            if header and header not in guesses and order_formats.folded(header) in names:
                guesses[header] = code
                break
    return guesses
