"""The line below the register: what the current cell holds, and what the list comes to."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import money
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.labels import label
from desktop_app.services.desk_register import Total
from desktop_app.services.register_rows import RegisterRow
from desktop_app.views.register_cursor import Block
from desktop_app.views.register_model import RegisterModel, why_locked

_MOST_ADDED = 5000  # cells of a block that are added up while the person waits


class TotalsLine(QWidget):
    """Sums are kept apart by currency, and what is claimed apart from what was spent."""

    def __init__(self) -> None:
        super().__init__()
        self.cell, self.block, self.sums = QLabel(), QLabel(), QLabel()
        self._cell_words = self._sum_words = ""
        for part in (self.cell, self.block, self.sums):
            part.setTextFormat(Qt.TextFormat.PlainText)
            part.setMinimumWidth(10)
        self.cell.setProperty("role", "caption")
        self.block.setProperty("role", "caption")
        self.cell.setAccessibleName(_("Current cell"))
        self.sums.setAccessibleName(_("Totals"))
        first = QHBoxLayout()
        first.addWidget(self.cell, 1)
        first.addWidget(self.block)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 0, 2, 0)
        layout.setSpacing(2)
        layout.addLayout(first)
        layout.addWidget(self.sums)

    def show_cell(self, model: RegisterModel, row: RegisterRow | None, column: int) -> None:
        """What is in the current cell, whole, and why it can't be written."""
        words = ""
        if row is not None:
            shown = model.columns[column]
            words = f"{_(shown.title)}: {shown.text(row) or '–'}".replace("\n", " ⏎ ")
            why = why_locked(row, shown.key)
            if why:
                words = f"{words}   —   {why}"
        self._cell_words = words
        self._elide()

    def show_block(self, model: RegisterModel, block: Block | None) -> None:
        """How many cells are chosen, and what their amounts come to."""
        words = ""
        if block is not None and block.cells > 1:
            words = _("%(count)s cells") % {"count": f"{block.cells:,}"}
            sums = _added(model, block) if block.cells <= _MOST_ADDED else ""
            words = " · ".join(part for part in (words, sums) if part)
        self.block.setText(words)

    def show_totals(self, totals: Sequence[Total]) -> None:
        """What all documents that the filters let through come to."""
        count = sum(total.count for total in totals)
        parts = [ngettext("%(count)s document", "%(count)s documents", count) % _n(count)]
        pieces = sum(total.pieces for total in totals)
        if pieces:
            parts.append(ngettext("%(count)s piece", "%(count)s pieces", pieces) % _n(pieces))
        parts += [
            f"{label(total.doc)} {_amount(total.minor, total.currency)}"
            for total in totals
            if total.minor is not None
        ]
        self._sum_words = "   ·   ".join(parts)
        self._elide()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._elide()

    def _elide(self) -> None:
        for part, words in ((self.cell, self._cell_words), (self.sums, self._sum_words)):
            room = max(40, part.width() if part is self.cell else self.width() - 4)
            mode = Qt.TextElideMode.ElideRight
            part.setText(part.fontMetrics().elidedText(words, mode, room))
            part.setToolTip(words)


def _added(model: RegisterModel, block: Block) -> str:
    """The sums of the amounts in a block, by currency, and of the pieces."""
    names = {model.name(column) for column in block.columns}
    sums: dict[str, int] = {}
    pieces = 0
    for place in range(block.top, block.bottom + 1):
        row = model.row_at(place)
        if row is None:
            continue
        if "amount" in names and row.amount_minor is not None:
            sums[row.currency] = sums.get(row.currency, 0) + row.amount_minor
        if "quantity" in names:
            pieces += row.quantity or 0
    parts = [_amount(minor, currency) for currency, minor in sums.items()]
    if pieces:
        parts.append(ngettext("%(count)s piece", "%(count)s pieces", pieces) % _n(pieces))
    return " · ".join(parts)


def _amount(minor: int | None, currency: str) -> str:
    return f"{money.to_decimal(minor or 0, currency):,} {currency}"


def _n(count: int) -> dict[str, str]:
    return {"count": f"{count:,}"}
