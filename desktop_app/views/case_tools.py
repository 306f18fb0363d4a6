"""Undo, redo, keep the view, export: above the list, each there only while it can do something."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QUndoStack
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget
from shiboken6 import isValid

from desktop_app.core.i18n import _
from desktop_app.views.icons import icon


class CaseTools(QWidget):
    """``room`` is where its keys work."""

    save_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, stack: QUndoStack, room: QWidget) -> None:
        super().__init__()
        self._stack = stack
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self.undo = self._button("undo", stack.undo)
        self.redo = self._button("redo", stack.redo)
        self.save = self._button("save", self.save_wanted.emit)
        self.export = self._button("export", self.export_wanted.emit)
        _name(self.save, _("Keep this view…"))
        _name(self.export, _("Export this list…"))
        keys = QKeySequence.StandardKey
        for key, act in ((keys.Undo, stack.undo), (keys.Redo, stack.redo)):
            made = QShortcut(QKeySequence(key), room)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(act)
        stack.indexChanged.connect(lambda _place: self._follow())
        stack.canUndoChanged.connect(lambda _can: self._follow())
        stack.canRedoChanged.connect(lambda _can: self._follow())
        self._follow()
        self.show_for(narrowed=False, rows=0)

    def show_for(self, *, narrowed: bool, rows: int) -> None:
        """A view can be kept when the list is narrowed; a list with rows can be given out."""
        self.save.setVisible(narrowed)
        self.export.setVisible(rows > 0)

    def _follow(self) -> None:
        if not (isValid(self) and isValid(self._stack)):
            return  # the stack tells of its own end too
        self.undo.setVisible(self._stack.canUndo())
        self.redo.setVisible(self._stack.canRedo())
        what = {"what": self._stack.undoText()}
        _name(self.undo, _("Undo: %(what)s (Ctrl+Z)") % what)
        _name(self.redo, _("Redo: %(what)s") % {"what": self._stack.redoText()})

    def _button(self, picture: str, act: Callable[[], object]) -> QToolButton:
        made = QToolButton()
        made.setIcon(icon(picture, size=18))
        made.clicked.connect(lambda _checked=False: act())
        self._layout.addWidget(made)
        return made


def _name(button: QToolButton, words: str) -> None:
    button.setToolTip(words)
    button.setAccessibleName(words)
