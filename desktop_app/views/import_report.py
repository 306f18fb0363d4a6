"""What came of an import: the counts, and every refused row with its reason, to keep or copy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import paths
from desktop_app.core.i18n import _, ngettext
from desktop_app.views.desk import Desk


@dataclass(frozen=True)
class Refusal:
    """A row or file that was not taken, and why, as a sentence."""

    file: str
    row: int | None
    reason: str


@dataclass(frozen=True)
class Outcome:
    """An import as the person is told it: (words, count) pairs, then what was refused."""

    title: str
    counts: tuple[tuple[str, int], ...]
    refused: Sequence[Refusal]
    note: str = ""


class ImportReport(QDialog):
    """Shown when an import ends with something to say."""

    def __init__(self, desk: Desk, outcome: Outcome, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._outcome = outcome
        self.setWindowTitle(outcome.title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 18, 20, 14)
        layout.setSpacing(14)
        layout.addLayout(self._counts())
        if outcome.note:
            layout.addWidget(_words(outcome.note))
        self.table = self._refusals()
        if outcome.refused:
            count = len(outcome.refused)
            heading = ngettext(
                "%(count)s row was refused:", "%(count)s rows were refused:", count
            ) % {"count": count}
            layout.addWidget(_words(heading, "heading"))
            layout.addWidget(self.table, 1)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        if outcome.refused:
            copy = buttons.addButton(_("Copy the list"), QDialogButtonBox.ButtonRole.ActionRole)
            copy.clicked.connect(self.copy)
            save = buttons.addButton(_("Save the list…"), QDialogButtonBox.ButtonRole.ActionRole)
            save.clicked.connect(self.save)
        layout.addWidget(buttons)
        self.resize(720 if outcome.refused else 460, 460 if outcome.refused else 180)

    def copy(self) -> None:
        """Puts the refused rows on the clipboard, apart by tabs."""
        QGuiApplication.clipboard().setText("\n".join("\t".join(row) for row in self._rows()))

    def save(self) -> None:
        """Saves the refused rows as CSV that spreadsheets open."""
        name = _("refused rows") + ".csv"
        target = self._desk.prompts.save_file(self, _("Save the list"), name, "CSV (*.csv)")
        if target is not None and self._desk.attempt(lambda: self._write(target), default=False):
            self._desk.say(_("Saved: %(file)s") % {"file": target.name})

    def _write(self, target: Path) -> bool:
        import csv
        import io

        out = io.StringIO()
        csv.writer(out).writerows(
            [
                [_("File"), _("Row"), _("Reason")],
                *([_harmless(cell) for cell in row] for row in self._rows()),
            ]
        )
        paths.write_atomically(target, out.getvalue().encode("utf-8-sig"))
        return True

    def _rows(self) -> list[list[str]]:
        return [
            [refusal.file, "" if refusal.row is None else str(refusal.row), refusal.reason]
            for refusal in self._outcome.refused
        ]

    def _counts(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(28)
        for words, count in self._outcome.counts:
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(_words(f"{count:,}", "big"))
            column.addWidget(_words(words, "caption"))
            row.addLayout(column)
        row.addStretch(1)
        return row

    def _refusals(self) -> QTableWidget:
        rows = self._rows()
        table = QTableWidget(len(rows), 3)
        table.setHorizontalHeaderLabels([_("File"), _("Row"), _("Reason")])
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.verticalHeader().hide()
        table.horizontalHeader().setStretchLastSection(True)
        table.setAccessibleName(_("Refused rows"))
        for place, cells in enumerate(rows):
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(place, column, item)
        table.setColumnWidth(0, 190)
        table.setColumnWidth(1, 56)
        return table


def _words(text: str, role: str = "") -> QLabel:
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(not role or role == "heading")
    if role:
        made.setProperty("role", role)
    return made


def _harmless(cell: str) -> str:
    """A cell that no spreadsheet runs as a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@", "\t", "\r"} else cell
