"""An act that was done and can be taken back exactly."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.views.desk import Desk


class Done(QUndoCommand):
    """``back`` takes it back, in a job: files may have to move. Done once, it isn't done again."""

    def __init__(self, desk: Desk, words: str, back: Callable[[], object]) -> None:
        super().__init__(words)
        self._desk = desk
        self._words = words
        self._back = back

    @override
    def undo(self) -> None:
        self.setObsolete(True)
        back = self._back
        said = _("Taken back: %(what)s.") % {"what": self._words}
        self._desk.write(_("Undoing"), lambda _track: back(), lambda _done: self._desk.say(said))
