"""What was written in the register from here, to be taken back and done again."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services import register_edits
from desktop_app.services.register_edits import Step
from desktop_app.services.store import Store
from desktop_app.views.desk import Desk

_AT_ONCE = 20  # cells that are written while the person waits; more of them make a job
_KEPT = 100


class RegisterHistory(QObject):
    """Each step is one cell or one block."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_KEPT)

    def keep(self, words: str, step: Step) -> None:
        """Keeps what was written."""
        if isValid(self) and step.cells:  # a job may end after its window
            self.stack.push(_Command(self, words, step))

    def turn(self, command: _Command, *, back: bool) -> None:
        """Takes a step back, or does it again. What can't be any more is forgotten."""
        act: Callable[[Store, Step], None] = register_edits.undo if back else register_edits.redo
        store, step, text = self._desk.store, command.step, command.text()
        said = _("Taken back: %(what)s.") if back else _("Done again: %(what)s.")

        def work() -> bool:
            act(store, step)
            return True

        def told(_done: bool) -> None:  # noqa: FBT001 - what `work` gave
            self._desk.say(said % {"what": text})

        if step.cells > _AT_ONCE:
            self._desk.write(text, lambda _track: work(), told)
        elif self._desk.attempt(work, default=False):
            told(True)
        else:
            command.setObsolete(True)


class _Command(QUndoCommand):
    """Something that is done already when it is put on the stack."""

    def __init__(self, history: RegisterHistory, words: str, step: Step) -> None:
        super().__init__(words)
        self._history = history
        self._fresh = True
        self.step = step

    @override
    def undo(self) -> None:
        self._history.turn(self, back=True)

    @override
    def redo(self) -> None:
        if self._fresh:
            self._fresh = False
        else:
            self._history.turn(self, back=False)
