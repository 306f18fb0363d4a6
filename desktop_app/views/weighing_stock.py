"""Goods to take off stock or put back (R5), each with its done mark."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.kinds import StockMove
from desktop_app.services import stock_lines
from desktop_app.services.stock_lines import StockRow
from desktop_app.views.cards import empty
from desktop_app.views.desk import Desk


class StockMarks(QWidget):
    """A check box for each: ticked is done, and can be taken back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.marks: dict[int, QCheckBox] = {}
        self._shown: tuple[StockRow, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)

    def show_rows(self, rows: Sequence[StockRow]) -> None:
        """Shows these goods; what is unchanged keeps the focus."""
        if tuple(rows) == self._shown:
            return
        self._shown = tuple(rows)
        focused = next((key for key, mark in self.marks.items() if mark.hasFocus()), None)
        empty(self._layout)
        self.marks = {row.id: self._mark(row) for row in rows}
        if focused in self.marks:
            self.marks[focused].setFocus()
        self.setVisible(bool(rows))

    def _mark(self, row: StockRow) -> QCheckBox:
        mark = QCheckBox(words(row).replace("&", "&&"))
        mark.setChecked(row.done_at is not None)
        mark.toggled.connect(partial(self._set, row.id))
        self._layout.addWidget(mark)
        return mark

    def _set(self, stock_id: int, done: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._desk.attempt(lambda: stock_lines.mark_done(self._desk.store, stock_id, done=done))


def words(row: StockRow) -> str:
    """“Take off stock: 2 × mug (SKU)”, and who did it when."""
    said = {"quantity": row.quantity, "item": f"{row.title} ({row.sku})" if row.title else row.sku}
    if row.move is StockMove.DEDUCT:
        told = _("Take off stock: %(quantity)s × %(item)s") % said
    else:
        told = _("Back into stock: %(quantity)s × %(item)s") % said
    if row.done_at is None:
        return told
    done = _("done %(when)s") % {"when": dates.moment(row.done_at)}
    return " · ".join(part for part in (told, done, row.who) if part)
