"""The question that is put when a weight looks mistyped."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.weighing import Doubt, Slip
from desktop_app.views.weighing_columns import grams

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DoubtBar(QFrame):
    """The question, answered by one key: Enter for what was meant, F2 as typed, Esc for again.

    A scanner that goes on typing meanwhile answers nothing: the Enter after its digits is not an
    answer.
    """

    settled = Signal(int)
    again = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("strip")
        self.setProperty("tone", "warn")
        self._doubt: Doubt | None = None
        self._typing = False
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setProperty("role", "heading")
        self.yes, self.no, self.back = QPushButton(), QPushButton(), QPushButton()
        self.yes.setProperty("primary", True)
        for button, do in (
            (self.yes, self._accept),
            (self.no, self._keep),
            (self.back, self._redo),
        ):
            button.clicked.connect(do)
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button in (self.yes, self.no, self.back):
            row.addWidget(button)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(self.words)
        layout.addLayout(row)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hide()

    def ask(self, doubt: Doubt, expected_g: int | None) -> None:
        """Puts the question and takes the keys."""
        self._doubt, self._typing = doubt, False
        self.words.setText(_question(doubt, expected_g))
        self.yes.setText(_("Yes, %(weight)s (Enter)") % {"weight": grams(doubt.suggested_g)})
        self.no.setText(_("No, %(weight)s is right (F2)") % {"weight": grams(doubt.measured_g)})
        self.no.setVisible(doubt.measured_g > 0)
        self.back.setText(_("Weigh again (Esc)"))
        self.setAccessibleName(self.words.text())
        self.show()
        self.setFocus()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in _ENTER:
            self._enter()
        elif key == Qt.Key.Key_F2 and self._doubt is not None and self._doubt.measured_g:
            self._keep()
        elif key == Qt.Key.Key_Escape:
            self._redo()
        elif event.text().strip():
            self._typing = True
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        """An answer, unless it ends something that was typed into the question."""
        if self._typing:
            self._typing = False
            QApplication.beep()
        elif self.back.hasFocus():
            self._redo()
        else:
            self._settle(suggested=not self.no.hasFocus())

    def _accept(self) -> None:
        self._settle(suggested=True)

    def _keep(self) -> None:
        self._settle(suggested=False)

    def _settle(self, *, suggested: bool) -> None:
        doubt, self._doubt = self._doubt, None
        if doubt is not None:
            self.hide()
            self.settled.emit(doubt.suggested_g if suggested else doubt.measured_g)

    def _redo(self) -> None:
        self._doubt = None
        self.hide()
        self.again.emit()


def _question(doubt: Doubt, expected_g: int | None) -> str:
    said = {"suggested": grams(doubt.suggested_g), "measured": grams(doubt.measured_g)}
    if doubt.slip is Slip.KILOGRAMS_AS_GRAMS:
        question = _("That looks like kilograms. Did the scale show %(suggested)s?") % said
    else:
        question = _("That is a thousand times too much. Was %(suggested)s meant?") % said
    if expected_g is None:
        return question
    return f"{question} {_('About %(expected)s are expected.') % {'expected': grams(expected_g)}}"
