"""What the buyers' room goes by: VIP levels, the monthly rule, thresholds, masking on screen."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.services import buyer_hints, buyer_lists, revisits, settings
from desktop_app.services.store import Store
from desktop_app.views import boxes
from desktop_app.views.buyer_words import LEVELS, usual_vip
from desktop_app.views.cards import Card, words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk


class OptionsPanel(QWidget):
    """Saved all at once. `left` closes the form."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.names: dict[int, QLineEdit] = {}
        self.months: dict[int, QSpinBox] = {}
        self.day = _spin(1, 31, _("Day of the month"))
        self.days = _spin(1, 3650, _("Days looked back"))
        self.least = _spin(1, 99, _("Returns at least"))
        self.percent = _spin(0, 100, _("Per cent of the orders at least"))
        self.masked = QCheckBox(_("Mask names, telephone numbers and addresses on screen"))
        self.save = button(_("Save"), self.keep)
        self.save.setProperty("primary", True)
        self._build()

    def begin(self) -> None:
        """Shows what holds now."""
        store = self._desk.store
        own = settings.get(store, buyer_lists.VIP_NAMES)
        every = settings.get(store, revisits.EVERY_MONTHS)
        for level in LEVELS[1:]:
            self.names[level].setText(own.get(str(level), ""))
            said = every.get(str(level), "0")
            self.months[level].setValue(int(said) if said.isdigit() else 0)
        self.day.setValue(settings.get(store, revisits.DAY_OF_MONTH))
        known = buyer_hints.thresholds(store)
        self.days.setValue(known.days)
        self.least.setValue(known.least)
        self.percent.setValue(known.percent)
        self.masked.setChecked(settings.get(store, settings.MASK_ON_SCREEN))

    def keep(self) -> None:
        """Saves, and plans the calls that the rule wants now."""
        store = self._desk.store
        if self._desk.attempt(lambda: self._put(store)):
            self._desk.say(_("Saved."))
            self.left.emit()

    def _put(self, store: Store) -> bool:
        names = {str(level): edit.text().strip() for level, edit in self.names.items()}
        every = {str(level): str(spin.value()) for level, spin in self.months.items()}
        with store.transaction():
            settings.put(store, buyer_lists.VIP_NAMES, {k: v for k, v in names.items() if v})
            settings.put(store, revisits.EVERY_MONTHS, every)
            settings.put(store, revisits.DAY_OF_MONTH, self.day.value())
            settings.put(store, buyer_hints.RETURN_DAYS, self.days.value())
            settings.put(store, buyer_hints.RETURN_LEAST, self.least.value())
            settings.put(store, buyer_hints.RETURN_PERCENT, self.percent.value())
            settings.put(store, settings.MASK_ON_SCREEN, self.masked.isChecked())
            revisits.plan(store)
        return True

    def _levels(self) -> Card:
        card = Card(_("VIP levels and monthly calls"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        for column, title in enumerate(
            (_("Level"), _("What it is called"), _("Every so many months"))
        ):
            grid.addWidget(words(title, "caption", wrap=False), 0, column)
        for row, level in enumerate(LEVELS[1:], 1):
            name, spin = QLineEdit(), _spin(0, 24, _("Months between calls, level %s") % level)
            name.setPlaceholderText(usual_vip(level))
            name.setAccessibleName(_("Name of level %s") % level)
            spin.setSpecialValueText(_("never"))
            self.names[level], self.months[level] = name, spin
            grid.addWidget(words(str(level), wrap=False), row, 0)
            grid.addWidget(name, row, 1)
            grid.addWidget(spin, row, 2)
        card.body.addLayout(grid)
        card.body.addLayout(
            boxes.line(words(_("On this day of the month"), wrap=False), self.day, None)
        )
        card.body.addWidget(
            words(
                _("In a shorter month it is its last day. Calls planned already stay."), "caption"
            )
        )
        return card

    def _hints(self) -> Card:
        card = Card(_("Many returns"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        rows = (
            (_("Returns and exchanges of the last so many days"), self.days),
            (_("at least so many"), self.least),
            (_("and at least so many per cent of the orders"), self.percent),
        )
        for row, (title, spin) in enumerate(rows):
            grid.addWidget(spin, row, 0)
            grid.addWidget(words(title), row, 1)
        card.body.addLayout(grid)
        card.body.addWidget(
            words(_("From there on the buyer's page says so, as a fact."), "caption")
        )
        return card

    def _build(self) -> None:
        masking = Card(_("Privacy"))
        masking.body.addWidget(self.masked)
        masking.body.addWidget(
            words(_("On a buyer's page one click shows them. IDs are never masked."), "caption")
        )
        inner = boxes.stack(
            words(_("Settings of the buyers' room"), "title"),
            *(self._levels(), self._hints(), masking, None),
            spacing=10,
        )
        inner.setContentsMargins(0, 0, 6, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 8, 12)
        layout.addWidget(boxes.scrolling(boxes.held(inner)), 1)
        layout.addLayout(boxes.line(None, button(_("Cancel"), self.left.emit), self.save))


def _spin(least: int, most: int, title: str) -> QSpinBox:
    made = QSpinBox()
    made.setRange(least, most)
    made.setAccessibleName(title)
    return made
