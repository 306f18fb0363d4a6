"""The parcel on the scale: whose it is, what should be in it, and what that weighs."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label_of
from desktop_app.services import parcel_contents, weight_texts
from desktop_app.services.parcel_contents import ContentLine, Expected, Gap
from desktop_app.services.scans import Parcel
from desktop_app.views.cards import empty
from desktop_app.views.desk import Desk, Room
from desktop_app.views.fields import WeightField
from desktop_app.views.weighing_columns import grams
from desktop_app.views.weighing_packing import PackingChoice
from desktop_app.views.weighing_parts import heading, text_label

_ROW = 30
_MOST_ROWS_SEEN = 7


class ParcelCard(QFrame):
    """`weight_given` tells a product's SKU and its grams, entered where they were missing."""

    weight_given = Signal(str, int)
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self.parcel: Parcel | None = None
        self.expected: Expected | None = None
        self.title, self.numbers = text_label("heading"), text_label("caption")
        self.case_button = QPushButton()
        self.case_button.setProperty("flat", True)
        self.case_button.clicked.connect(self._open_case)
        self.contents = ContentsTable()
        self.missing = MissingWeights()
        self.missing.given.connect(self.weight_given)
        self.packing = PackingChoice(desk.store)
        self.packing.changed.connect(self._repack)
        self.total = text_label("heading")
        self._build()

    def show_parcel(self, parcel: Parcel) -> None:
        """Shows a parcel with its usual packaging."""
        self.parcel = parcel
        self.packing.blockSignals(True)
        self.packing.reset()
        self.packing.blockSignals(False)
        self.refresh()

    def refresh(self) -> None:
        """Reads again what should be in the parcel."""
        if self.parcel is None:
            return
        parcel, packing_fault = self.parcel, self.packing.fault()
        tare = None if packing_fault else self.packing.packaging_g()
        self.expected = self._desk.attempt(
            lambda: parcel_contents.expected(self._desk.store, parcel, tare)
        )
        self._show(packing_fault)

    def _show(self, fault: str) -> None:
        parcel, expected = self.parcel, self.expected
        if parcel is None or expected is None:
            return
        self.title.setText(parcel.buyer or parcel.order_no or parcel.case_no)
        self.numbers.setText(_numbers(parcel))
        self.case_button.setText(_("Open the case") if parcel.case_no else _("Open a case for it"))
        self.contents.show_lines(expected.lines)
        self.missing.show_lines(expected.unclear)
        self.total.setText(fault or _total(expected))

    def _repack(self) -> None:
        self.refresh()
        self.changed.emit()

    def _open_case(self) -> None:
        parcel = self.parcel
        if parcel is not None and parcel.case_no:
            self._desk.go(Room.CASES, "show", parcel.case_no)
        elif parcel is not None:
            self._desk.go(Room.CASES, "new", parcel.order_no)

    def _build(self) -> None:
        head = QHBoxLayout()
        names = QVBoxLayout()
        names.setSpacing(1)
        names.addWidget(self.title)
        names.addWidget(self.numbers)
        head.addLayout(names, 1)
        head.addWidget(self.case_button, 0, Qt.AlignmentFlag.AlignTop)
        self.total.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self.contents)
        layout.addWidget(self.missing)
        layout.addWidget(self.packing)
        layout.addWidget(self.total)


class ContentsTable(QTableWidget):
    """What should be in the parcel, to be read and copied."""

    def __init__(self) -> None:
        super().__init__(0, 5)
        self.setAccessibleName(_("What should be in the parcel"))
        titles = (_("Item"), _("SKU"), _("Pieces"), _("g each"), _("g together"))
        for column, title in enumerate(titles):
            self.setHorizontalHeaderItem(column, heading(title, right=column > 1))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setMinimumSectionSize(64)
        header.setHighlightSections(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.setShowGrid(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)

    def show_lines(self, lines: tuple[ContentLine, ...]) -> None:
        """Fills the table and takes the height that it needs."""
        self.setRowCount(len(lines))
        for row, line in enumerate(lines):
            for column, (text, right) in enumerate(_cells(line)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if right:
                    side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(side)
                self.setItem(row, column, item)
        seen = max(1, min(len(lines), _MOST_ROWS_SEEN))
        self.setFixedHeight(seen * _ROW + self.horizontalHeader().sizeHint().height() + 10)
        self.setVisible(bool(lines))


class MissingWeights(QWidget):
    """Each product without a weight, with a field to enter it at once."""

    given = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, WeightField] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)
        self._shown: tuple[ContentLine, ...] = ()
        self.hide()

    def show_lines(self, lines: tuple[ContentLine, ...]) -> None:
        """Shows the lines that lack something; what is being typed stays."""
        if lines == self._shown:
            return
        self._shown = lines
        self.fields = {}
        empty(self._layout)
        for line in lines:
            self._layout.addWidget(self._row(line))
        self.setVisible(bool(lines))

    def _row(self, line: ContentLine) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        if line.gap is not Gap.WEIGHT or not line.sku:
            words = text_label("error", weight_texts.gap(line))
            layout.addWidget(words, 1)
            return row
        words = text_label("error", _("%(item)s has no weight yet.") % {"item": line.name})
        field = WeightField(_("Weight of a piece"), needed=True)
        field.edit.setAccessibleName(_("One piece of %(item)s weighs") % {"item": line.name})
        field.edit.setMaximumWidth(140)
        save = QPushButton(_("Save weight"))
        save.clicked.connect(partial(self._give, line.sku))
        field.edit.returnPressed.connect(partial(self._give, line.sku))
        self.fields[line.sku] = field
        layout.addWidget(words, 1)
        layout.addWidget(field, 1)
        layout.addWidget(save, 0, Qt.AlignmentFlag.AlignBottom)
        return row

    def _give(self, sku: str) -> None:
        field = self.fields[sku]
        grams_given = field.grams() if field.insist() else None
        if grams_given is not None:
            self.given.emit(sku, grams_given)


def _cells(line: ContentLine) -> Iterable[tuple[str, bool]]:
    together = "?" if line.gap else f"{line.line_g:,}"
    return (
        (line.name, False),
        (line.sku, False),
        ("?" if line.quantity is None else str(line.quantity), True),
        ("?" if line.weight_g is None else f"{line.weight_g:,}", True),
        (together, True),
    )


def _numbers(parcel: Parcel) -> str:
    parts = [label_of(Platform, parcel.platform)]
    if parcel.order_no:
        parts.append(_("Order %(no)s") % {"no": parcel.order_no})
    if parcel.case_no:
        parts.append(_("Case %(no)s") % {"no": parcel.case_no})
    if parcel.tracking:
        parts.append(_("Parcel %(no)s") % {"no": parcel.tracking})
    if parcel.also_orders:
        parts.append(_("%(count)s more orders inside") % {"count": len(parcel.also_orders)})
    if parcel.sent_again:
        parts.append(_("sent again"))
    return " · ".join(part for part in parts if part)


def _total(expected: Expected) -> str:
    if expected.expected_g is None:
        if not expected.lines:
            return _("The order has no items here; import its item list.")
        return _("Expected: can't say yet")
    return _("Expected %(expected)s ± %(tolerance)s") % {
        "expected": grams(expected.expected_g),
        "tolerance": grams(expected.tolerance_g),
    }
