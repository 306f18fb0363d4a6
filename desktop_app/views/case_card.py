"""The base of the cards of a case, and what several of them have."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton

from desktop_app.core.labels import label
from desktop_app.services.cases import CaseDetail
from desktop_app.views.cards import Card
from desktop_app.views.desk import Desk

_LEAST = 5  # characters of a choice that are always seen


class CaseCard(Card):
    """Shows a part of a case. `changed` tells that the case was changed by it.

    What the person is typing stays when the same case is shown anew; `begin_case` is told of
    another one.
    """

    changed = Signal()

    def __init__(self, desk: Desk, title: str) -> None:
        super().__init__(title)
        self.desk = desk
        self.detail: CaseDetail | None = None

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the card."""
        another = self.detail is None or self.detail.row.id != detail.row.id
        self.detail = detail
        if another:
            self.begin_case(detail)
        self.fill(detail)

    def begin_case(self, detail: CaseDetail) -> None:
        """Another case than before is going to be shown: forgets what was typed."""

    def fill(self, detail: CaseDetail) -> None:
        """Shows the case as it is now."""

    def attempt(self, act: Callable[[], Any]) -> Any:
        """Does a short act, tells of it, and returns what it gave; None when it was refused."""
        made = self.desk.attempt(act)
        self.changed.emit()
        return made

    @property
    def no(self) -> str:
        """The case's number; empty for none."""
        return self.detail.row.no if self.detail is not None else ""


def button(text: str, act: Callable[[], object], *, flat: bool = False) -> QPushButton:
    """A button of a card."""
    made = QPushButton(text)
    made.setProperty("flat", flat)
    made.clicked.connect(lambda _checked=False: act())
    return made


def choice(title: str, kinds: Iterable[StrEnum], empty: str = "") -> QComboBox:
    """A box to choose a kind from, by its words."""
    made = QComboBox()
    made.setAccessibleName(title)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(_LEAST)
    fill_choice(made, kinds, empty)
    return made


def fill_choice(box: QComboBox, kinds: Iterable[StrEnum], empty: str = "") -> None:
    """Puts other kinds into a box; what was chosen stays where it is still there."""
    held = box.currentData()
    box.clear()
    if empty:
        box.addItem(empty, "")
    for kind in kinds:
        box.addItem(label(kind), kind.value)
    box.setCurrentIndex(max(0, box.findData(held)))


def choose(box: QComboBox, code: str) -> None:
    """Chooses a kind by its code; the first where it isn't there."""
    box.setCurrentIndex(max(0, box.findData(code)))


def code_of(box: QComboBox) -> str:
    """The code of what is chosen."""
    return str(box.currentData() or "")
