"""Saying what the columns of an unknown file hold, with its first rows to look at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import texts
from desktop_app.core.errors import BadValue, Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import PaymentKind
from desktop_app.services import settlement_formats
from desktop_app.services.settlement_formats import Profile
from desktop_app.services.settlement_previews import TablePreview
from desktop_app.views import cards
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field

_FIELDS: tuple[tuple[str, str], ...] = (
    ("tracking", N_("Tracking no.")),
    ("claim_no", N_("Claim or work-order no.")),
    ("order_no", N_("Order no.")),
    ("paid", N_("Compensation paid")),
    ("claimed", N_("Amount claimed")),
    ("freight", N_("Freight")),
    ("goods", N_("Goods' value")),
    ("ratio", N_("Ratio")),
    ("deductible", N_("Deductible")),
    ("settled_on", N_("Day of payment")),
    ("shipped_on", N_("Day of dispatch")),
    ("status", N_("Status")),
    ("reason", N_("Reason")),
    ("note", N_("Note")),
    ("period", N_("Period")),
    ("billed", N_("Billed weight")),
    ("measured", N_("Weight")),
)


class MappingDialog(QDialog):
    """`mapped` tells the profile, which is kept for the next file of this kind."""

    mapped = Signal(object)

    def __init__(self, desk: Desk, found: TablePreview, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found = found
        self.setWindowTitle(_("What do the columns hold?"))
        self.name = Field(_("Keep under the name"), needed=True)
        self.name.set_text(Path(found.name).stem[:40])
        self.pays = QComboBox()
        for words, kind in (
            (_("Money that was paid"), PaymentKind.RECEIVED.value),
            (_("Set off against the freight bill"), PaymentKind.SET_OFF.value),
            (_("Nothing: it is a freight bill"), ""),
        ):
            self.pays.addItem(words, kind)
        self.pays.setAccessibleName(_("The amounts are"))
        self.negative = QCheckBox(_("What is paid is written below nought"))
        self.kilograms = QCheckBox(_("Weights without a unit are kilograms"))
        self.kilograms.setChecked(True)
        self.fault = cards.words("", "error")
        self.columns: list[QComboBox] = []
        self.table = self._table()
        self._build()
        self.resize(940, 560)

    def accept_mapping(self) -> None:
        """Keeps the profile and tells it; says what is missing instead."""
        if not self.name.insist():
            return
        profile = self._profile()
        try:
            if not {"paid", "freight"} & set(profile.columns):
                raise BadValue(Reason.VALUE_MISSING, field="amount")
            settlement_formats.save(self._desk.store, profile)
        except UserError as error:
            self.fault.setText(texts.sentence(error))
            self.fault.show()
            return
        self.accept()
        self.mapped.emit(profile)

    def _profile(self) -> Profile:
        columns: dict[str, tuple[str, ...]] = {}
        for header, combo in zip(self._found.headers, self.columns, strict=True):
            field = str(combo.currentData() or "")
            if field and header:
                columns[field] = (*columns.get(field, ()), header)
        pays = str(self.pays.currentData())
        return Profile(
            name=self.name.text(),
            columns=columns,
            pays=PaymentKind(pays) if pays else None,
            unit="kg" if self.kilograms.isChecked() else "g",
            negative=self.negative.isChecked(),
        )

    def _table(self) -> QTableWidget:
        headers, rows = self._found.headers, self._found.rows
        table = QTableWidget(len(rows) + 1, len(headers))
        table.setAccessibleName(_("The file's first rows"))
        table.setHorizontalHeaderLabels(list(headers))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.verticalHeader().hide()
        table.setTabKeyNavigation(False)
        likely = _likely(headers)
        for column, header in enumerate(headers):
            combo = QComboBox()
            combo.setAccessibleName(_("The column “%(name)s” holds") % {"name": header})
            combo.addItem("–", "")
            for field, words in _FIELDS:
                combo.addItem(_(words), field)
            combo.setCurrentIndex(max(0, combo.findData(likely.get(header, ""))))
            table.setCellWidget(0, column, combo)
            table.setColumnWidth(column, 150)
            self.columns.append(combo)
        for place, row in enumerate(rows, 1):
            for column, cell in enumerate(row[: len(headers)]):
                item = QTableWidgetItem(cell)
                item.setToolTip(cell)
                table.setItem(place, column, item)
        table.setRowHeight(0, 38)
        return table

    def _build(self) -> None:
        hint = _(
            "Above each column choose what it holds; a tracking or claim number and an amount"
            " are needed. The choice is kept for the next file."
        )
        self.fault.hide()
        buttons = QDialogButtonBox()
        keep = buttons.addButton(_("Read the file so"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setProperty("primary", True)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept_mapping)
        buttons.rejected.connect(self.reject)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.name)
        line.addWidget(self.pays)
        line.addWidget(self.negative)
        line.addWidget(self.kilograms)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 12)
        layout.setSpacing(10)
        layout.addWidget(cards.words(hint))
        layout.addWidget(self.table, 1)
        layout.addLayout(line)
        layout.addWidget(self.fault)
        layout.addWidget(buttons)


def _likely(headers: tuple[str, ...]) -> dict[str, str]:
    """What known formats say of these headers; each field once."""
    guesses: dict[str, str] = {}
    general = settlement_formats.known()[-1].columns
    for field, _words in _FIELDS:
        names = set(map(settlement_formats.folded, general.get(field, ())))
        for header in headers:
            if header not in guesses and settlement_formats.folded(header) in names:
                guesses[header] = field
                break
    return guesses
