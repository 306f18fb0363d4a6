"""A USB scanner is a keyboard that types very fast: a scan opens what it names from anywhere.

Where a text field has the cursor, the scan goes there as typing does. Elsewhere a key waits a
moment: alone it is the person's and goes on to whom it was meant for; in a burst that ends with
Enter it is a scan.
"""

from __future__ import annotations

from typing import TypeGuard

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from typing_extensions import override

BURST_MS = 45
SHORTEST = 6
_TEXTS = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Scanner(QObject):
    """Watches the keys of one window. `scanned` gives the number."""

    scanned = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._held: list[tuple[QWidget, QKeyEvent]] = []
        self._letting_go = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(BURST_MS)
        self._timer.timeout.connect(self._let_go)
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr] # a window has one

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or self._letting_go:
            return False
        if not isinstance(event, QKeyEvent) or not self._is_mine(watched):
            return False
        if event.key() in _ENTER and len(self._held) >= SHORTEST:
            self._take()
        elif _is_of_number(event):
            self._held.append((watched, QKeyEvent(event)))
            self._timer.start()
        else:
            self._let_go()
            return False
        return True

    def _is_mine(self, watched: QObject) -> TypeGuard[QWidget]:
        if not isinstance(watched, QWidget) or isinstance(watched, _TEXTS):
            return False
        return watched.window() is self._window

    def _take(self) -> None:
        self._timer.stop()
        number = "".join(key.text() for _widget, key in self._held)
        self._held = []
        self.scanned.emit(number)

    def _let_go(self) -> None:
        """No scan: each key goes to whom it was meant for."""
        self._timer.stop()
        held, self._held = self._held, []
        self._letting_go = True
        try:
            for widget, key in held:
                QCoreApplication.sendEvent(widget, key)
        finally:
            self._letting_go = False


def _is_of_number(key: QKeyEvent) -> bool:
    """Whether a tracking or order number can hold it, and no shortcut is meant."""
    held = key.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    )
    text = key.text()
    return not held and len(text) == 1 and text.isascii() and (text.isalnum() or text == "-")
