"""Lessons beside a case (R56): those from before that fit it, and what is to be learned from it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QPushButton, QWidget
from typing_extensions import override

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Cause, Outcome
from desktop_app.core.labels import label, label_of
from desktop_app.services import lessons
from desktop_app.services.case_rules import ENDED
from desktop_app.services.cases import CaseDetail
from desktop_app.services.lessons import Alike, AlikeLesson, LessonRow
from desktop_app.services.measure_words import amount
from desktop_app.views import boxes
from desktop_app.views.cards import chip, empty, words
from desktop_app.views.case_card import CaseCard, button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk
from desktop_app.views.folding_card import FoldingCard
from desktop_app.views.theme import Tone

_LINES = 3


class LessonsCard(FoldingCard):
    """Lessons from before, hidden where none fits. `opened` asks for the case of one."""

    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "lessons", _("Lessons from before"), opened=False)
        self._desk = desk
        self.found: Sequence[AlikeLesson] = ()
        self.hide()

    def show_case(self, detail: CaseDetail) -> None:
        """Shows what fits a case."""
        store, no = self._desk.store, detail.row.no
        self._show(self._desk.attempt(lambda: lessons.similar(store, no), ()))

    def show_goods(self, kind: str, skus: Collection[str]) -> None:
        """Shows what fits a case that isn't opened yet."""
        self._show(lessons.for_goods(self._desk.store, kind, skus) if kind and skus else ())

    def _show(self, found: Sequence[AlikeLesson]) -> None:
        self.setVisible(bool(found))
        if list(found) == list(self.found):
            return
        self.found = found
        empty(self.inner)
        self.head.setText(_("Lessons from before: %(count)s") % {"count": len(found)})
        self.aside.setText(next((one.lesson.note for one in found if one.lesson.note), ""))
        for place, one in enumerate(found):
            if place:
                self.inner.addWidget(_rule())
            self.inner.addWidget(self._lesson(one))

    def _lesson(self, one: AlikeLesson) -> QWidget:
        no = one.lesson.no
        opens = QPushButton(no)
        opens.setProperty("flat", True)
        opens.setAccessibleName(_("Open case %(no)s") % {"no": no})
        opens.clicked.connect(lambda _checked=False: self.opened.emit(no))
        fits = chip(alike_words(one), Tone.INFO)
        told = words(one.lesson.note or _("Nothing was written down; look at the case."))
        if not one.lesson.note:
            told.setProperty("role", "caption")
        facts = words(lesson_facts(one.lesson), "caption")
        return boxes.held(boxes.stack(boxes.line(opens, fits, None), told, facts, spacing=3))


class LessonCard(CaseCard):
    """What is to be learned from this case; there for a case that is over, or kept already."""

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__(desk, _("Lesson"))
        self._history = history
        self._kept = ""
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("What to learn from it"))
        self.text.setPlaceholderText(
            _("What would you do at once next time? It is shown when a like case opens.")
        )
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _LINES + 18)
        self.keep_button = button(_("Keep as a lesson"), self.keep)
        self.foot.addWidget(self.text)
        self.foot.addLayout(boxes.line(None, self.keep_button))
        self.text.textChanged.connect(self._judge)

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self._kept = detail.lesson_note
        self.text.setPlainText(detail.lesson_note)

    @override
    def fill(self, detail: CaseDetail) -> None:
        """A text that is being written stays; one left alone follows the case."""
        if self.text.toPlainText() == self._kept:
            self.begin_case(detail)
        self.setVisible(detail.lesson or detail.row.stage in ENDED)
        self._judge()

    def keep(self) -> None:
        """Keeps the case as a lesson with this text; one step for undo."""
        if self.detail is not None:
            text = self.text.toPlainText()
            fields: dict[str, object] = {"lesson_note": text}
            if not self.detail.lesson:
                fields["lesson"] = True
            if self._history.change(_("Lesson"), self.detail, **fields):
                self._kept = text.strip()
                self.text.setPlainText(self._kept)
        self.changed.emit()

    def _judge(self) -> None:
        kept = self.detail is not None and self.detail.lesson
        self.keep_button.setText(_("Keep the text") if kept else _("Keep as a lesson"))
        self.keep_button.setVisible(not kept or self.text.toPlainText() != self._kept)


def alike_words(one: AlikeLesson) -> str:
    """In what a lesson is like a case."""
    return {
        Alike.KIND_SKU_CAUSE: _("Same kind, goods and cause"),
        Alike.KIND_SKU: _("Same kind and goods"),
        Alike.SKU_CAUSE: _("Same goods and cause"),
        Alike.KIND_CAUSE: _("Same kind and cause"),
        Alike.TAGS: _("Same tag: %(tag)s") % {"tag": _(", ").join(one.tags)},
    }[one.alike]


def lesson_facts(one: LessonRow) -> str:
    """Kind, cause, outcome, cost and day of a lesson's case, in a line."""
    row = one.row
    ended = row.closed_at or row.updated_at
    outcome = {"outcome": label_of(Outcome, row.outcome)}
    parts = (
        label(row.kind),
        label_of(Cause, row.cause),
        _("Outcome: %(outcome)s") % outcome if row.outcome else "",
        cost_words(one),
        dates.day(clock.to_local(ended).date()),
    )
    return " · ".join(part for part in parts if part)


def cost_words(one: LessonRow) -> str:
    """What the lesson's case cost in the end; nothing where nothing was entered."""
    if one.cost is None:
        return ""
    return _("Cost: %(amount)s") % {"amount": amount(one.cost.net, one.cost.currency)}


def _rule() -> QFrame:
    made = QFrame()
    made.setFrameShape(QFrame.Shape.HLine)
    made.setProperty("role", "rule")
    return made
