"""One lesson beside the list: its case, and what is to be learned from it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Cause, Outcome
from desktop_app.core.labels import label, label_of
from desktop_app.services import lessons
from desktop_app.services.lessons import LessonRow
from desktop_app.services.measure_words import amount
from desktop_app.views import boxes, case_columns
from desktop_app.views.cards import chip, empty, pairs, words
from desktop_app.views.case_card import button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk, Room
from desktop_app.views.fields import NoteField
from desktop_app.views.theme import Tone

_LINES = 7


class LessonPanel(QWidget):
    """`done` tells that the lesson was changed, `left` that the person goes back to the list."""

    done = Signal()
    left = Signal()

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__()
        self._desk = desk
        self._history = history
        self.row: LessonRow | None = None
        self._kept = ""
        self.title = words("", "title", wrap=False)
        self._chips = boxes.line(spacing=6)
        self._facts = QVBoxLayout()
        self.note = NoteField(_("What to learn from it"), lines=_LINES)
        self.keep_button = button(_("Keep the text"), self.keep)
        self.open_button = QPushButton(_("Open the case"))
        self.drop_button = button(_("No lesson any more"), self.drop, flat=True)
        self._build()

    def show_lesson(self, row: LessonRow) -> None:
        """Shows a lesson; a text that is being written to the same one stays."""
        same = self.row is not None and self.row.id == row.id
        untouched = self.note.edit.toPlainText() == self._kept
        self.row = row
        if not same or untouched:
            self._kept = row.note
            self.note.set_text(row.note)
        case = row.row
        self.title.setText(row.no)
        empty(self._chips)
        self._chips.addWidget(chip(label(case.stage), case_columns.STAGES[case.stage]))
        for tag in case.tags:
            self._chips.addWidget(chip(tag, Tone.PLAIN))
        self._chips.addStretch(1)
        empty(self._facts)
        self._facts.addWidget(pairs(_facts(row)))
        self._judge()

    def keep(self) -> None:
        """Keeps the text."""
        row, text = self.row, self.note.edit.toPlainText()
        if row is not None:
            store = self._desk.store
            if self._history.do(_("Lesson"), partial(lessons.write_note, store, row.no, text)):
                self._kept = text.strip()
                self.note.set_text(self._kept)
        self.done.emit()

    def drop(self) -> None:
        """Lets the lesson go; the case stays, and this can be undone."""
        row = self.row
        if row is not None:
            said = _("No lesson any more: %(no)s") % {"no": row.no}
            if self._history.do(said, partial(lessons.drop, self._desk.store, row.no)):
                self._desk.say(_("%(what)s. Ctrl+Z takes it back.") % {"what": said})
        self.done.emit()

    def _judge(self) -> None:
        self.keep_button.setVisible(self.note.edit.toPlainText() != self._kept)

    def _open(self) -> None:
        if self.row is not None:
            self._desk.go(Room.CASES, "show", self.row.no)

    def _build(self) -> None:
        keep = boxes.line(None, self.keep_button)
        told = boxes.stack(self.note, keep, self._facts, None, spacing=10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addLayout(self._chips)
        layout.addWidget(boxes.scrolling(boxes.held(told)), 1)
        layout.addLayout(boxes.line(self.drop_button, None, self.open_button))
        self.note.changed.connect(self._judge)
        self.open_button.clicked.connect(lambda _checked=False: self._open())
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self)
        back.activated.connect(self.left)


def _facts(row: LessonRow) -> list[tuple[str, str]]:
    case = row.row
    return [
        (_("Kind"), label(case.kind)),
        (_("Cause"), label_of(Cause, case.cause)),
        (_("Outcome"), label_of(Outcome, case.outcome)),
        (_("Cost"), amount(row.cost.net, row.cost.currency) if row.cost else ""),
        (_("Goods"), case.goods),
        (_("SKU"), _(", ").join(row.skus)),
        (_("Buyer"), case.buyer),
        (_("Order no."), case.order),
        (_("What happened"), case.note),
        (_("Closed at"), dates.moment(case.closed_at) if case.closed_at else ""),
    ]
