"""What is written in the register: cells in place, blocks after a look, and back again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCursor
from shiboken6 import isValid

from desktop_app.core import texts
from desktop_app.core.errors import Conflict, UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.services import register_edits, register_fields
from desktop_app.services.register_edits import Edit, Judged, Step
from desktop_app.services.register_rows import RegisterRow
from desktop_app.views import register_clipboard as clipboard
from desktop_app.views import register_new
from desktop_app.views.desk import Desk
from desktop_app.views.register_clash import ClashBar
from desktop_app.views.register_clipboard import Meant
from desktop_app.views.register_editor import Cell
from desktop_app.views.register_grid import RegisterGrid
from desktop_app.views.register_history import RegisterHistory
from desktop_app.views.register_model import RegisterModel, why_locked
from desktop_app.views.register_preview import BlockPreview
from desktop_app.views.theme import Tone

_STORIES = frozenset({"what", "note"})


class RegisterWriting(QObject):
    """Does what the grid's keys wish. `written` tells that cells hold something else now.

    ``also`` are wishes that the page itself does.
    """

    written = Signal()

    def __init__(self, desk: Desk, model: RegisterModel, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._model = model
        self.grid = RegisterGrid(model, desk.memory, self._cell)
        self.history = RegisterHistory(desk, self)
        self.preview = BlockPreview(desk)
        self.clash = ClashBar()
        self.also: dict[str, Callable[[], object]] = {}
        self._connect()

    def do(self, wish: str) -> None:
        """Does what a key or the menu wishes."""
        grid = self.grid
        blocks: dict[str, tuple[str, Callable[[RegisterGrid], Meant], bool]] = {
            "paste": (_("Paste"), clipboard.pasted, True),
            "fill": (_("Fill down"), clipboard.filled_down, False),
            "clear": (_("Clear"), clipboard.cleared, False),
        }
        acts: dict[str, Callable[[], object]] = {
            "copy": self._copy,
            "copy_titles": partial(self._copy, titles=True),
            "open": lambda: self.open_row(grid.cursor_.row),
            "escape": self._escape,
            "menu": lambda: grid.offer(QCursor.pos()),
            "refused": self._refused,
            "undo": self.history.stack.undo,
            "redo": self.history.stack.redo,
            **self.also,
        }
        if wish in blocks:
            words, make, ask = blocks[wish]
            self.change(words, partial(make, grid), ask=ask)
        else:
            acts[wish]()

    def change(self, words: str, make: Callable[[], Meant], *, ask: bool = False) -> None:
        """Tries what a block is to become; asks before where ``ask`` says so or a cell can't be."""
        meant: Meant | None = self._desk.attempt(make)
        if meant is None or not (meant.edits or meant.outside):
            return
        store, edits = self._desk.store, meant.edits
        self._desk.write(
            words,
            lambda track: register_edits.judge(store, edits, track=track),
            partial(self._judged, words, meant.outside, ask and len(edits) > 1),
        )

    def open_row(self, place: int) -> None:
        """Shows a row's document in its room."""
        row = self._model.row_at(place)
        if row is not None:
            register_new.open_row(self._desk, row)

    def _cell(self, place: int, column: int) -> Cell | None:
        """What is edited in a cell, or None where it can't be written."""
        row, shown = self._model.row_at(place), self._model.columns[column]
        if row is None or why_locked(row, shown.key):
            return None
        return Cell(
            title=_(shown.title),
            text=shown.text(row),
            choices=tuple(register_fields.choices(self._desk.store, row, shown.key)),
            story=shown.key in _STORIES,
            check=partial(_check, row, shown.key),
            write=lambda text: self._write(Edit(row.id, shown.key, text, row.row_version)),
        )

    def _write(self, edit: Edit) -> str:
        """Writes a cell; gives a sentence where it was refused."""
        try:
            step = register_edits.write(self._desk.store, [edit])
        except Conflict as error:
            self._clashed(edit, error)
            return ""
        except UserError as error:
            return texts.sentence(error)
        self._keep(self._words(edit), step)
        return ""

    def _keep(self, words: str, step: Step) -> None:
        self.history.keep(words, step)
        self._model.forget()
        self.written.emit()

    def _clashed(self, edit: Edit, error: Conflict) -> None:
        row = error.data.get("row")
        if isinstance(row, RegisterRow):
            self._model.forget([row.id])
            self.clash.show_clash(edit, row)
        else:
            self._desk.complain(error)

    def _words(self, edit: Edit) -> str:
        row = self._model.row_at(self._model.place_of(edit.row_id))
        column = self._model.columns[self._model.place(edit.column)]
        return f"{row.no if row else ''} {_(column.title)}".strip()

    def _judged(self, words: str, outside: int, ask: bool, judged: list[Judged]) -> None:  # noqa: FBT001 - bound by place
        if not isValid(self):
            return
        refused = any(one.refused is not None for one in judged)
        if refused or outside or (ask and judged):
            self.preview.show_judged(words, judged, outside)
        elif judged:
            self._apply(words, tuple(one.edit for one in judged))
        else:
            self._desk.say(_("That is what stands there already."), Tone.INFO)

    def _apply(self, words: str, edits: Sequence[Edit]) -> None:
        store = self._desk.store
        self._desk.write(
            words,
            lambda track: register_edits.write(store, edits, track=track),
            partial(self._applied, words),
        )

    def _applied(self, words: str, step: Step) -> None:
        if isValid(self):
            count = f"{step.cells:,}"
            self._keep(f"{words} ({count})", step)
            said = ngettext(
                "%(count)s cell was written.", "%(count)s cells were written.", step.cells
            )
            self._desk.say(said % {"count": count})

    def _copy(self, *, titles: bool = False) -> None:
        count = self._desk.attempt(lambda: clipboard.copy(self.grid, titles=titles), default=0)
        if count:
            said = ngettext("%(count)s cell was copied.", "%(count)s cells were copied.", count)
            self._desk.say(said % {"count": f"{count:,}"}, Tone.INFO)

    def _escape(self) -> None:
        for panel in (self.preview, self.clash):
            if panel.isVisible():
                panel.leave()
                return
        self.grid.cursor_.single()

    def _refused(self) -> None:
        """Says why the current cell can't be written."""
        cursor = self.grid.cursor_
        row = self._model.row_at(cursor.row)
        why = why_locked(row, self._model.name(cursor.column)) if row is not None else ""
        if why:
            self._desk.say(why, Tone.INFO)

    def _put(self, edit: Edit) -> None:
        fault = self._write(edit)
        if fault:
            self._desk.say(fault, Tone.BAD)

    def _kept(self, fault: str) -> None:
        self._desk.say(_("%(why)s The old value was kept.") % {"why": fault}, Tone.WARN)

    def _accept(self, edits: Sequence[Edit]) -> None:
        self._apply(self.preview.title(), edits)
        self.grid.setFocus()

    def _connect(self) -> None:
        self.grid.asked.connect(self.do)
        self.grid.opened.connect(self.open_row)
        self.grid.editing.kept.connect(self._kept)
        self.preview.accepted.connect(self._accept)
        self.preview.left.connect(self.grid.setFocus)
        self.clash.decided.connect(self._put)
        self.clash.left.connect(self.grid.setFocus)


def _check(row: RegisterRow, column: str, text: str) -> str:
    """What doesn't fit in a text for a cell, as a sentence."""
    try:
        register_fields.read(row, column, text)
    except UserError as error:
        return texts.sentence(error)
    return ""
