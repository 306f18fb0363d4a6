"""What was done to cases from here and can be taken back exactly: fields, stages, tags, bulk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.errors import Conflict, UserError
from desktop_app.core.i18n import _
from desktop_app.services import case_acts
from desktop_app.services.case_lists import CaseRow
from desktop_app.services.cases import CaseDetail
from desktop_app.views.desk import Desk

_AT_ONCE = 20  # cases that are written while the person waits; more of them make a job
_KEPT = 100
Given = TypeVar("Given")


@dataclass(frozen=True)
class Clash:
    """Fields meant for a case (``mine``) which somebody else changed meanwhile (``theirs``)."""

    mine: dict[str, object]
    read: CaseDetail
    theirs: CaseRow


class CaseHistory(QObject):
    """`clashed` tells of a `Clash`; `done` that something was done, taken back or done again."""

    clashed = Signal(object)
    done = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.stack = QUndoStack(self)
        self.stack.setUndoLimit(_KEPT)

    def do(self, words: str, act: Callable[[], int], count: int = 1) -> bool:
        """Does an act of `case_acts` (which returns its id) to so many cases.

        False when it was refused, and the strip says why. Many cases are written in a job, and
        then it is True at once.
        """
        return self._run(words, act, count, partial(self._keep, words, count))

    def change(self, words: str, case: CaseDetail, **fields: object) -> bool:
        """Sets fields of a case as it was read; a clash with somebody else's change is told."""
        row, store = case.row, self._desk.store
        try:
            act = case_acts.change(store, [row.id], row.row_version, **fields)
        except Conflict as error:
            self._desk.complain(error)
            self.clashed.emit(Clash(dict(fields), case, error.data["row"]))  # type: ignore[arg-type] # the row
            return False
        except UserError as error:
            self._desk.complain(error)
            return False
        self._keep(words, 1, act)
        return True

    def did(
        self,
        words: str,
        back: Callable[[], object],
        again: Callable[[], object],
        count: int = 1,
    ) -> None:
        """Keeps what was done already, with what takes it back and what does it again."""
        if isValid(self):  # a job may end after its window
            self.stack.push(CaseCommand(self, words, back, again, count))
            self.done.emit()

    def turn(self, command: CaseCommand, *, back: bool) -> None:
        """Takes something back, or does it again. What can't be any more is forgotten."""
        one, text = (command.back if back else command.again), command.text()
        said = _("Taken back: %(what)s.") if back else _("Done again: %(what)s.")

        def work() -> bool:
            one()
            return True

        def told(_done: bool) -> None:  # noqa: FBT001 - what `work` gave
            self._desk.say(said % {"what": text})
            if isValid(self):
                self.done.emit()

        if not self._run(text, work, command.count, told):
            command.setObsolete(True)

    def _run(
        self, words: str, act: Callable[[], Given], count: int, then: Callable[[Given], None]
    ) -> bool:
        if count > _AT_ONCE:
            self._desk.write(words, lambda _track: act(), then)
            return True
        made: Given | None = self._desk.attempt(act)
        if made is not None:
            then(made)
        return made is not None

    def _keep(self, words: str, count: int, act: int) -> None:
        store = self._desk.store
        self.did(
            words,
            lambda: case_acts.undo(store, act),
            lambda: case_acts.redo(store, act),
            count,
        )


class CaseCommand(QUndoCommand):
    """Something that is done already when it is put on the stack."""

    def __init__(
        self,
        history: CaseHistory,
        words: str,
        back: Callable[[], object],
        again: Callable[[], object],
        count: int,
    ) -> None:
        super().__init__(words)
        self._history = history
        self._fresh = True
        self.back, self.again, self.count = back, again, count

    @override
    def undo(self) -> None:
        self._history.turn(self, back=True)

    @override
    def redo(self) -> None:
        if self._fresh:
            self._fresh = False
        else:
            self._history.turn(self, back=False)
