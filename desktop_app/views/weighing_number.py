"""The line into which a parcel's number is typed, pasted or scanned."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop_app.core import texts
from desktop_app.core.errors import Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label
from desktop_app.services import scans
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Store
from desktop_app.views.cards import empty


class NumberLine(QWidget):
    """An order, case or tracking number; Enter finds its parcel.

    A number that two platforms gave out asks which is meant; one nobody knows is said below.
    """

    found = Signal(object)
    missed = Signal(str)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.edit = QLineEdit()
        self.edit.setAccessibleName(_("Order, case or tracking number"))
        self.edit.setPlaceholderText(_("Order, case or tracking no.: scan or type, then Enter"))
        self.edit.setProperty("look", "large")
        self.edit.returnPressed.connect(self.look_up)
        self.edit.textEdited.connect(lambda _text: self._complain(""))
        button = QPushButton(_("Find"))
        button.clicked.connect(self.look_up)
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        self.fault.hide()
        self._buttons: list[QPushButton] = []
        self._choices = QHBoxLayout()
        self._choices.setSpacing(6)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.edit, 1)
        line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(line)
        layout.addWidget(self.fault)
        layout.addLayout(self._choices)

    def set_number(self, number: str) -> None:
        """Fills in a number that came from elsewhere, and finds it."""
        self.edit.setText(number)
        self.look_up()

    def begin(self) -> None:
        """Ready for the next scan: whatever comes replaces what is there."""
        self.edit.setFocus()
        self.edit.selectAll()

    def look_up(self) -> None:
        """Looks the number up."""
        text = self.edit.text().strip()
        if text:
            self._try(lambda: scans.scanned(self._store, text))

    def _try(self, find: Callable[[], Parcel]) -> None:
        self._drop_choices()
        try:
            parcel = find()
        except UserError as error:
            self._complain(texts.sentence(error))
            if error.reason is Reason.ORDER_AMBIGUOUS:
                self._offer(str(error.data["value"]), str(error.data["allowed"]))
            self.edit.selectAll()
            self.missed.emit(self.fault.text())
            return
        self._complain("")
        self.found.emit(parcel)

    def _offer(self, number: str, allowed: str) -> None:
        for code in allowed.split(", "):
            platform = Platform(code)
            button = QPushButton(label(platform))
            find = partial(scans.of_order, self._store, number, platform)
            button.clicked.connect(lambda _checked=False, find=find: self._try(find))
            self._choices.addWidget(button)
            self._buttons.append(button)
        self._choices.addStretch(1)

    def choices(self) -> list[QPushButton]:
        """The platforms that are asked about."""
        return list(self._buttons)

    def _drop_choices(self) -> None:
        empty(self._choices)
        self._buttons = []

    def _complain(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))
        wrong = bool(sentence)
        if bool(self.edit.property("wrong")) != wrong:
            self.edit.setProperty("wrong", wrong)
            self.edit.style().unpolish(self.edit)
            self.edit.style().polish(self.edit)
