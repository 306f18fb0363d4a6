"""Writing in a cell: the editor lies over it, and what is wrong is said right below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core.i18n import _

_STORY_LINES = 4
_LEAST_WIDTH = 150
_BUBBLE_WIDTH = 320
_KEEPS = frozenset({Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason})


@dataclass(frozen=True)
class Cell:
    """What is edited: its title, its text, choices where it has some, whether it is a story.

    ``check`` gives a sentence for a text that doesn't fit; ``write`` writes it and gives a
    sentence where it was refused.
    """

    title: str
    text: str
    choices: tuple[tuple[str, str], ...]
    story: bool
    check: Callable[[str], str]
    write: Callable[[str], str]


class CellEditing(QObject):
    """One editor at a time. `ended` gives how far to move on (rows down, columns right).

    `kept` tells that the old value stayed, and why.
    """

    ended = Signal(int, int)
    kept = Signal(str)

    def __init__(self, frame: QWidget) -> None:
        super().__init__(frame)
        self._cell: Cell | None = None
        self.editor: QLineEdit | QPlainTextEdit | QComboBox | None = None
        self._frame = frame
        self._bubble = QFrame(frame)
        self._bubble.setProperty("card", True)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setProperty("role", "error")
        self.words.setWordWrap(True)
        layout = QVBoxLayout(self._bubble)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.words)
        self._bubble.hide()

    @property
    def on(self) -> bool:
        """Whether something is being written."""
        return self.editor is not None

    def begin(self, cell: Cell, viewport: QWidget, area: QRect, typed: str | None = None) -> None:
        """Opens the editor over a cell; ``typed`` takes the place of what is there."""
        self.cancel()
        self._cell = cell
        start = cell.text if typed is None else typed
        self.editor = self._made(cell, start, keep=typed is None)
        self.editor.setParent(viewport)
        self.editor.setAccessibleName(cell.title)
        self.editor.installEventFilter(self)
        self.editor.setGeometry(self._area(cell, viewport, area))
        self.editor.show()
        self.editor.setFocus()
        if typed:
            self._judge()

    def text(self) -> str:
        """What is in the editor."""
        if isinstance(self.editor, QPlainTextEdit):
            return self.editor.toPlainText()
        if isinstance(self.editor, QComboBox):
            return str(self.editor.currentData() or "")
        return self.editor.text() if self.editor is not None else ""

    def finish(self, down: int = 0, right: int = 0) -> bool:
        """Writes it and goes on; stays where it was refused, and says why."""
        if self._cell is None:
            return True
        fault = self._cell.write(self.text())
        if fault and self.editor is not None:
            self._tell(fault)
            return False
        self._close()
        self.ended.emit(down, right)
        return True

    def cancel(self) -> None:
        """The old value stays."""
        if self.editor is not None:
            self._close()
            self.ended.emit(0, 0)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is not self.editor:
            return False
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # its own keys: Esc and Ctrl+Z are the editor's while it is open
            return True
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QFocusEvent) and _lost(event):
            self._leave()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        keys, held = Qt.Key, event.modifiers()
        back = -1 if held & Qt.KeyboardModifier.ShiftModifier else 1
        if event.key() == keys.Key_Escape:
            self.cancel()
        elif event.key() in (keys.Key_Return, keys.Key_Enter):
            if held & Qt.KeyboardModifier.AltModifier and isinstance(self.editor, QPlainTextEdit):
                self.editor.insertPlainText("\n")
            else:
                self.finish(back, 0)
        elif event.key() == keys.Key_Tab:
            self.finish(0, 1)
        elif event.key() == keys.Key_Backtab:
            self.finish(0, -1)
        else:
            return False
        return True

    def _leave(self) -> None:
        """The person went elsewhere: what fits is written, otherwise the old value stays."""
        if self._cell is None:
            return
        cell, text = self._cell, self.text()
        self._close()
        fault = cell.write(text)
        if fault:
            self.kept.emit(fault)
        self.ended.emit(0, 0)

    def _made(
        self, cell: Cell, start: str, *, keep: bool
    ) -> QLineEdit | QPlainTextEdit | QComboBox:
        if cell.choices:
            return self._combo(cell, start, keep=keep)
        if cell.story:
            story = QPlainTextEdit(start)
            story.setTabChangesFocus(True)
            story.moveCursor(QTextCursor.MoveOperation.End)
            story.setToolTip(_("Alt+Enter begins a new line"))
            story.textChanged.connect(self._judge)
            return story
        line = QLineEdit(start)
        line.setProperty("look", "cell")
        line.textEdited.connect(lambda _text: self._judge())
        return line

    def _combo(self, cell: Cell, start: str, *, keep: bool) -> QComboBox:
        combo = QComboBox()
        for code, words in cell.choices:
            combo.addItem(words, code)
        place = 0 if not keep and not start else combo.findText(start, _STARTS)
        combo.setCurrentIndex(max(0, place))
        combo.activated.connect(lambda _place: self.finish())
        return combo

    def _area(self, cell: Cell, viewport: QWidget, area: QRect) -> QRect:
        wide = max(area.width(), _LEAST_WIDTH)
        high = area.height()
        if cell.story and not cell.choices:
            high = max(high, viewport.fontMetrics().lineSpacing() * _STORY_LINES + 14)
        left = max(0, min(area.x(), viewport.width() - wide))
        top = max(0, min(area.y(), viewport.height() - high))
        return QRect(left, top, wide, high)

    def _judge(self) -> None:
        if self._cell is not None:
            self._tell(self._cell.check(self.text()))

    def _tell(self, fault: str) -> None:
        editor = self.editor
        if editor is None:
            return
        self.words.setText(fault)
        self._bubble.setVisible(bool(fault))
        if fault:
            frame = self._frame
            self._bubble.setFixedWidth(_BUBBLE_WIDTH)
            self._bubble.adjustSize()
            at = editor.mapTo(frame, QPoint(0, editor.height() + 2))
            if at.y() + self._bubble.height() > frame.height():
                at = editor.mapTo(frame, QPoint(0, -self._bubble.height() - 2))
            self._bubble.move(min(at.x(), max(0, frame.width() - _BUBBLE_WIDTH)), at.y())
            self._bubble.raise_()
        editor.setProperty("wrong", bool(fault))
        editor.style().unpolish(editor)
        editor.style().polish(editor)

    def _close(self) -> None:
        editor, self.editor, self._cell = self.editor, None, None
        self._bubble.hide()
        if editor is not None:
            editor.removeEventFilter(self)
            editor.hide()
            editor.deleteLater()


def _lost(event: QFocusEvent) -> bool:
    return event.type() == QEvent.Type.FocusOut and event.reason() not in _KEEPS


_STARTS = Qt.MatchFlag.MatchStartsWith
