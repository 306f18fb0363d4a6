"""One report to the factory: on paper, sent, answered, or void (R19)."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.kinds import FeedbackState
from desktop_app.core.labels import label
from desktop_app.core.track import Track
from desktop_app.services import feedback_sheets, feedbacks, quality_cases
from desktop_app.services.feedbacks import FeedbackDetail
from desktop_app.views import boxes, quality_words
from desktop_app.views.cards import chip, empty, pairs, words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk, Room
from desktop_app.views.fields import NoteField
from desktop_app.views.icons import icon
from desktop_app.views.preview import Preview
from desktop_app.views.theme import colours


class FeedbackPanel(QWidget):
    """`edited` asks to change the report; `left` gives the cursor back to the list."""

    edited = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.detail: FeedbackDetail | None = None
        self._head = boxes.line()
        self._body = boxes.stack(spacing=8)
        self.answer = NoteField(_("The factory's answer"), lines=4)
        self.keep = button(_("Keep the answer"), self.keep_answer)
        self.paper = QPushButton(icon("print"), _("Preview and print…"))
        self.sent = QPushButton(_("Mark as sent"))
        self.edit = button(_("Change…"), self._edit)
        self.back = button(_("Take the last step back"), self.take_back, flat=True)
        self.void = button(_("Void…"), self.ask_void, flat=True)
        self._build()

    @property
    def no(self) -> str:
        """The report's number; empty for none."""
        return self.detail.row.no if self.detail else ""

    def show_report(self, no: str) -> bool:
        """Shows a report; False when it isn't there. What is typed stays for the same one."""
        found = self._desk.attempt(lambda: feedbacks.show(self._desk.store, no))
        if found is None:
            return False
        same = self.no == found.row.no
        typing = same and self.answer.edit.hasFocus()
        self.detail = found
        if not typing:
            self.answer.set_text(found.row.answer)
        self._fill(found)
        return True

    def refresh(self) -> None:
        """Shows the same report as it is now."""
        if self.no:
            self.show_report(self.no)

    def show_paper(self) -> None:
        """Makes the PDF and shows it."""
        store, no = self._desk.store, self.no
        target = feedback_sheets.own_file(store, no)

        def work(track: Track) -> object:
            return feedback_sheets.write(store, no, target, track=track)

        def shown(_made: object) -> None:
            preview = self._desk.attempt(lambda: Preview(self._desk, target, no, self.window()))
            if preview is not None:
                preview.open()

        self._desk.write(_("Making the report"), work, shown)

    def send(self) -> None:
        """Marks it as sent."""
        self._do(lambda: feedbacks.send(self._desk.store, self.no))

    def keep_answer(self) -> None:
        """Keeps the factory's answer, with the day."""
        self._do(lambda: feedbacks.answer(self._desk.store, self.no, self.answer.text()))

    def take_back(self) -> None:
        """Takes back what was last marked."""
        self._do(lambda: feedbacks.take_back(self._desk.store, self.no))

    def ask_void(self) -> None:
        """Voids it, with a reason."""
        reason = self._desk.prompts.text(self, _("Why is %(no)s void?") % {"no": self.no})
        if reason is not None:
            self._do(lambda: feedbacks.void(self._desk.store, self.no, reason))

    def _do(self, act: object) -> None:
        if self._desk.attempt(act) is not None:  # type: ignore[arg-type] # a short act
            self.show_report(self.no)

    def _edit(self) -> None:
        if self.detail is not None:
            self.edited.emit(self.detail)

    def _fill(self, detail: FeedbackDetail) -> None:
        row = detail.row
        empty(self._head)
        self._head.addWidget(words(row.no, "heading", wrap=False))
        self._head.addWidget(chip(label(row.state), quality_words.STATE_TONES[row.state]))
        self._head.addStretch(1)
        empty(self._body)
        moments = (
            (_("Model"), quality_words.name(row.model, row.title)),
            (_("Production batch"), row.batch),
            (_("Report made"), f"{dates.moment(row.made_at)} {row.who}".strip()),
            (_("Sent"), dates.moment(row.sent_at) if row.sent_at else ""),
            (_("Answered"), dates.moment(row.answered_at) if row.answered_at else ""),
            (_("Void since"), dates.moment(row.voided_at) if row.voided_at else ""),
            (_("Reason"), row.void_reason),
            (_("Asked"), row.what),
        )
        self._body.addWidget(pairs(moments))
        for sentence in feedback_sheets.facts(row.evidence):
            self._body.addWidget(words(sentence, "caption"))
        self._body.addWidget(words(_("Cases"), "caption"))
        for fact in quality_cases.rows(self._desk.store, detail.case_ids):
            text = f"{fact.no} · {dates.day(fact.opened_at.astimezone().date())} · {fact.buyer}"
            opened = button(text.replace("&", "&&"), partial(self._open, fact.no), flat=True)
            opened.setAccessibleName(_("Open case %(no)s") % {"no": fact.no})
            self._body.addLayout(boxes.line(opened, None))
        self._body.addStretch(1)
        self._offer(row.state)

    def _offer(self, state: FeedbackState) -> None:
        """What can be done now; the one next step is the primary button."""
        is_made, is_sent = state is FeedbackState.MADE, state is FeedbackState.SENT
        self.edit.setVisible(is_made)
        self.sent.setVisible(is_made)
        self.back.setVisible(not is_made)
        self.void.setVisible(state is not FeedbackState.VOID)
        answers = is_sent or state is FeedbackState.ANSWERED
        self.answer.setVisible(answers)
        self.keep.setVisible(answers)
        self.paper.setProperty("primary", is_made)
        self.paper.setIcon(icon("print", colours().accent_text if is_made else ""))
        self.paper.style().unpolish(self.paper)
        self.paper.style().polish(self.paper)

    def _open(self, no: str) -> None:
        self._desk.go(Room.CASES, "show", no)

    def _build(self) -> None:
        self.paper.clicked.connect(lambda _on=False: self.show_paper())
        self.paper.setShortcut("Ctrl+P")
        self.paper.setToolTip(_("Preview, print or save (Ctrl+P)"))
        self.sent.clicked.connect(lambda _on=False: self.send())
        inner = boxes.held(self._body)
        area = boxes.scrolling(inner)
        layout = boxes.stack(
            self._head,
            area,
            self.answer,
            boxes.line(None, self.keep),
            boxes.line(self.void, self.back, None, self.edit, self.sent, self.paper, spacing=6),
            grows=area,
        )
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.left)
