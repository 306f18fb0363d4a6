"""One sheet of the handover book: written by one shift, worked through by the next (R23)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QSizePolicy, QToolButton, QWidget

from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.labels import label
from desktop_app.services import handover_lists, handover_papers, handovers
from desktop_app.services.handover_lists import ItemRow, Sheet
from desktop_app.services.handover_papers import WrittenHandover
from desktop_app.services.handover_records import MAX_NOTE, MAX_WHAT
from desktop_app.services.handovers import LineDraft
from desktop_app.views import handover_words as words
from desktop_app.views.boxes import line, stack
from desktop_app.views.cards import words as words_label
from desktop_app.views.desk import Desk
from desktop_app.views.handover_foot import SignFoot, TakeFoot
from desktop_app.views.handover_line import LineCard
from desktop_app.views.handover_table import Key, SheetModel, SheetTable
from desktop_app.views.icons import icon
from desktop_app.views.preview import Preview
from desktop_app.views.weighing_parts import chip, show_chip

_LEAST_TABLE = 98


class SheetPanel(QWidget):
    """`left` tells that Esc was pressed, `gone` that the sheet was thrown away."""

    left = Signal()
    gone = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.sheet: Sheet | None = None
        self._acts: list[tuple[int, int]] = []
        self.title, self.chip = words_label("", "title", wrap=False), chip()
        self.facts = words_label("", "caption")
        self.model = SheetModel(self._save, self)
        self.table = SheetTable(desk, self.model)
        self.card = LineCard()
        self.add_line, self.note_edit = QLineEdit(), QLineEdit()
        self.sign_foot, self.take_foot = SignFoot(), TakeFoot()
        self.undo_button, self.paper_button = QToolButton(), QPushButton()
        self.renew_button, self.more = QToolButton(), QToolButton()
        self._build()
        self._connect()

    def show_id(self, handover_id: int) -> None:
        """Shows a sheet; in one that is shown already the chosen line stays."""
        if self.sheet is not None and self.sheet.row.id == handover_id and self.table.is_typing:
            return
        try:
            sheet = handover_lists.show(self._desk.store, handover_id)
        except UserError:
            self.sheet = None
            self.gone.emit()
            return
        chosen = self.chosen()
        place = self.table.currentIndex().row()
        self.sheet = sheet
        self.model.show_sheet(sheet)
        same = self.model.place_of(chosen.id) if chosen is not None else -1
        if sheet.items and same < 0:
            same = min(max(place, 0), len(sheet.items) - 1)
        if same >= 0 and not self._holds(same):
            self.table.put_cursor(same)
        self._tell(sheet)

    def _holds(self, place: int) -> bool:
        """Whether the cursor stands on a line already, perhaps with others chosen beside it."""
        chosen = {index.row() for index in self.table.selectionModel().selectedRows()}
        return self.table.currentIndex().row() == place and place in chosen

    def refresh(self) -> None:
        """Reads the sheet anew."""
        if self.sheet is not None:
            self.show_id(self.sheet.row.id)

    def chosen(self) -> ItemRow | None:
        """The line with the cursor."""
        return self.model.row_at(self.table.currentIndex().row())

    def choose(self, item_id: int) -> None:
        """Puts the cursor on a line."""
        self.table.put_cursor(self.model.place_of(item_id))

    def do(self, name: str) -> None:
        """Does what a key or a button asked for to the chosen lines."""
        if self.sheet is not None and self.table.rows_chosen():
            on_draft = {Key.REMOVE: self._remove, Key.UP: self._up, Key.DOWN: self._down}
            on_signed = {
                Key.ACKNOWLEDGE: self._acknowledge,
                Key.DONE: self._finish,
                Key.SKIP: self._skip,
                Key.NOTE: self.card.note.setFocus,
            }
            acts = on_signed if self.sheet.signed else on_draft
            if (act := acts.get(Key(name))) is not None:
                act()

    def undo(self) -> None:
        """Takes back what was done last to this sheet since the window was opened."""
        sheet_id = self.sheet.row.id if self.sheet else 0
        mine = [act for act in self._acts if act[0] == sheet_id]
        if mine:
            self._acts.remove(mine[-1])
            self._desk.attempt(partial(handovers.undo, self._desk.store, mine[-1][1]))
        self.refresh()

    def sign(self, who: str, owner: str = "") -> None:
        """Signs the draft."""
        if self._act(lambda: handovers.sign(self._desk.store, self._id(), who, owner)):
            self.table.setFocus()
            self._desk.say(_("Signed. The next shift finds it in the book."))

    def take_over(self, who: str) -> None:
        """Takes the sheet over with all its lines."""
        if self._act(lambda: handovers.accept(self._desk.store, self._id(), who)):
            self.table.setFocus()

    def show_paper(self) -> None:
        """Makes the sheet's PDF and shows it."""
        store, handover_id = self._desk.store, self._id()
        self._desk.write(
            _("Handover sheet"),
            lambda track: handover_papers.write(store, handover_id, track=track),
            self._preview,
        )

    def renew(self) -> None:
        """Adds what has come since the draft was built."""
        count = self._desk.attempt(lambda: handovers.renew(self._desk.store, self._id()))
        if count is not None:
            if count:
                self._note_act()
            many = ngettext("%(count)s line came.", "%(count)s lines came.", count)
            self._desk.say(many % {"count": count} if count else _("Nothing new."))
            self.refresh()

    def discard(self) -> None:
        """Throws the draft away, once the person agrees."""
        question = _("Throw this draft away?")
        if self._desk.prompts.confirm(self, question, _("Throw away")):
            self._desk.attempt(lambda: handovers.discard(self._desk.store, self._id()))
            self.sheet = None
            self.gone.emit()

    def unsign(self) -> None:
        """Takes the signature back."""
        self._desk.attempt(lambda: handovers.unsign(self._desk.store, self._id()))
        self.refresh()

    def _id(self) -> int:
        assert self.sheet is not None  # noqa: S101 - the acts are offered on a sheet alone
        return self.sheet.row.id

    def _act(self, do: Callable[[], int]) -> bool:
        """Does an act that can be undone, and shows what came of it."""
        act_id = self._desk.attempt(do)
        if act_id is not None:
            self._acts.append((self._id(), act_id))
        self.refresh()
        return act_id is not None

    def _note_act(self) -> None:
        act_id = handovers.last_act(self._desk.store, self._id())
        if act_id is not None:
            self._acts.append((self._id(), act_id))

    def _acknowledge(self) -> None:
        unseen = [one.id for one in self.table.rows_chosen() if one.acknowledged_at is None]
        if unseen:
            self._act(lambda: handovers.acknowledge(self._desk.store, *unseen))
        self._go_down()

    def _finish(self) -> None:
        for one in self.table.rows_chosen():
            verb = handovers.finish if one.is_open else handovers.reopen
            self._act(partial(verb, self._desk.store, one.id))
        self._go_down()

    def _skip(self) -> None:
        for one in self.table.rows_chosen():
            if one.is_open:
                self._act(partial(handovers.skip, self._desk.store, one.id))

    def _remove(self) -> None:
        for one in self.table.rows_chosen():
            self._act(partial(handovers.remove, self._desk.store, one.id))

    def _up(self) -> None:
        self._move(-1)

    def _down(self) -> None:
        self._move(1)

    def _move(self, by: int) -> None:
        row, place = self.chosen(), self.table.currentIndex().row() + by
        if row is not None and 0 <= place < self.model.rowCount():
            self._act(lambda: handovers.move(self._desk.store, row.id, place + 1))

    def _go_down(self) -> None:
        """After one line is dealt with, the cursor stands on the next."""
        place = self.table.currentIndex().row() + 1
        if len(self.table.rows_chosen()) == 1 and place < self.model.rowCount():
            self.table.put_cursor(place)

    def _add(self) -> None:
        what = self.add_line.text().strip()
        draft = LineDraft(what)
        if what and self._act(lambda: handovers.add(self._desk.store, self._id(), draft)):
            self.add_line.clear()
            self.table.put_cursor(self.model.rowCount() - 1)

    def _note(self, text: str) -> None:
        row = self.chosen()
        if row is not None and self._act(
            lambda: handovers.add_progress(self._desk.store, row.id, text)
        ):
            self.card.note.clear()

    def _name(self, field: str, text: str) -> None:
        sheet = self.sheet
        if sheet is not None and not sheet.signed and text != getattr(sheet.row, field):
            self._act(lambda: handovers.put(self._desk.store, self._id(), **{field: text}))

    def _save(self, row: ItemRow, field: str, text: str) -> bool:
        """Stores what was typed into a cell."""

        def write() -> int:
            value = words.parse_due(text, row.due_at) if field == "due_at" else text
            return handovers.change(self._desk.store, row.id, **{field: value})

        act_id = self._desk.attempt(write)
        if act_id is None:
            return False
        self._acts.append((row.handover_id, act_id))
        self.model.put(handover_lists.item(self._desk.store, row.id))
        return True

    def _open(self, row: ItemRow | None) -> None:
        if row is not None and not words.open_thing(self._desk, row):
            self.card.note.setFocus()

    def _tell(self, sheet: Sheet) -> None:
        row, signed = sheet.row, sheet.signed
        self.title.setText(words.title(row))
        show_chip(self.chip, label(row.state), words.TONES[row.state])
        told = [words.people(row), words.times(row), row.note]
        self.facts.setText(" · ".join(part for part in told if part) if signed else "")
        self.facts.setVisible(signed)
        self.table.show_state(shown=signed)
        if not self.note_edit.hasFocus():
            self.note_edit.setText(row.note)
        for part in (self.add_line, self.note_edit, self.sign_foot, self.renew_button):
            part.setVisible(not signed)
        if not signed:
            self.sign_foot.show_sheet(sheet)
        self.take_foot.show_sheet(sheet, self._desk.store.who)
        self.undo_button.setEnabled(any(one[0] == row.id for one in self._acts))
        self._offer_more(sheet)
        self._tell_line()

    def _tell_line(self) -> None:
        self.card.show_item(self.chosen(), signed=self.sheet is not None and self.sheet.signed)

    def _offer_more(self, sheet: Sheet) -> None:
        menu = self.more.menu()
        menu.clear()
        if sheet.signed:
            act = menu.addAction(icon("undo"), _("Take the signature back"), self.unsign)
            begun = sheet.row.accepted_at or any(one.acknowledged_at for one in sheet.items)
            act.setEnabled(not begun)
        else:
            menu.addAction(icon("trash"), _("Throw this draft away…"), self.discard)

    def _preview(self, made: WrittenHandover) -> None:
        preview = self._desk.attempt(
            lambda: Preview(self._desk, made.path, made.path.stem, self.window())
        )
        if preview is not None:
            preview.open()

    def _connect(self) -> None:
        self.table.pressed_key.connect(self.do)
        self.table.opened.connect(self._open)
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._tell_line())
        self.card.wanted.connect(self.do)
        self.card.noted.connect(self._note)
        self.card.opened.connect(lambda: self._open(self.chosen()))
        self.card.left.connect(self.table.setFocus)
        self.add_line.returnPressed.connect(self._add)
        self.note_edit.editingFinished.connect(
            lambda: self._name("note", self.note_edit.text().strip())
        )
        self.sign_foot.named.connect(self._name)
        self.sign_foot.signed.connect(self.sign)
        self.take_foot.taken.connect(self.take_over)
        for keys, act in (("Ctrl+Z", self.undo), ("Ctrl+P", self.show_paper)):
            made = QShortcut(QKeySequence(keys), self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(act)

    def _build(self) -> None:
        _quiet(self.undo_button, "undo", _("Undo (Ctrl+Z)"))
        self.undo_button.clicked.connect(lambda _on=False: self.undo())
        self.paper_button.setText(_("Print"))
        self.paper_button.setIcon(icon("print"))
        self.paper_button.setToolTip(_("Preview, print or save (Ctrl+P)"))
        self.paper_button.clicked.connect(lambda _on=False: self.show_paper())
        _quiet(
            self.renew_button, "refresh", _("Look again: adds what came since this draft was built")
        )
        self.renew_button.clicked.connect(lambda _on=False: self.renew())
        _quiet(self.more, "more", _("More"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setMenu(QMenu(self.more))
        self.table.setMinimumHeight(_LEAST_TABLE)
        self.add_line.setPlaceholderText(_("Add a line of your own, Enter"))
        self.add_line.setAccessibleName(_("Add a line of your own"))
        self.add_line.setMaxLength(MAX_WHAT)
        self.note_edit.setPlaceholderText(_("Note to the next shift"))
        self.note_edit.setAccessibleName(_("Note to the next shift"))
        self.note_edit.setMaxLength(MAX_NOTE)
        tools = (self.undo_button, self.renew_button, self.paper_button, self.more)
        head = line(self.title, self.chip, None, *tools, spacing=5)
        self.card.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        facts = line(self.facts, self.take_foot)
        facts.setStretch(0, 1)
        own = line(self.add_line, self.note_edit)
        layout = stack(head, facts, self.table, own, self.card, self.sign_foot, grows=self.table)
        layout.setContentsMargins(14, 10, 14, 12)
        self.setLayout(layout)


def _quiet(button: QToolButton, picture: str, text: str) -> None:
    button.setIcon(icon(picture))
    button.setToolTip(text)
    button.setAccessibleName(text)
