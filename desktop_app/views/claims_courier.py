"""Choosing a courier: the shop's own first, then those the program knows."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.services import couriers
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk


class CourierBox(QWidget):
    """A choice of couriers; data are their codes."""

    changed = Signal()

    def __init__(self, desk: Desk, *, empty: str = "") -> None:
        super().__init__()
        self._desk = desk
        self._empty = empty
        self._filled = ""
        self.combo = QComboBox()
        self.combo.setAccessibleName(_("Courier"))
        self.combo.setMinimumWidth(130)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3)
        layout.addWidget(words(_("Courier"), "caption", wrap=False))
        layout.addWidget(self.combo)
        self.combo.activated.connect(lambda _place: self.changed.emit())

    def fill(self, code: str, *, fixed: bool = False) -> None:
        """Lists the couriers and chooses one; a retired one that is chosen is listed too."""
        self._filled = code
        self.combo.clear()
        if self._empty:
            self.combo.addItem(self._empty, "")
        for known, name in couriers.choices(self._desk.store):
            self.combo.addItem(name, known)
        if code and self.combo.findData(code) < 0:
            row = couriers.find(self._desk.store, code)
            self.combo.addItem(couriers.name_of(row) if row else code, code)
        self.put(code)
        self.combo.setEnabled(not fixed)

    def put(self, code: str) -> None:
        """Chooses a courier as if the person did."""
        self.combo.setCurrentIndex(max(0, self.combo.findData(code)))

    def code(self) -> str:
        """The chosen one's code; empty for none."""
        return str(self.combo.currentData() or "")

    def dirty(self) -> bool:
        """Whether another is chosen than was filled in."""
        return self.code() != self._filled
