"""The head of a case: what it is, the next deadline, the next steps, and the line to write in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop_app.core import clock, dates
from desktop_app.core.errors import BadValue, Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseStage
from desktop_app.core.labels import label
from desktop_app.services import case_acts, case_costs, case_marks, clock_rules
from desktop_app.services.cases import CaseDetail
from desktop_app.services.clock_rules import PlatformStep
from desktop_app.views import boxes, case_columns, tab_order
from desktop_app.views.cards import chip, empty, words
from desktop_app.views.case_card import button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.claims_words import amount, put_property
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone

_TICK_MS = 1000
_LONGEST = 160


class CaseHead(QWidget):
    """`changed` tells that something was done to the case. The line goes along with what is."""

    changed = Signal()

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__()
        self._desk = desk
        self._history = history
        self._detail: CaseDetail | None = None
        self.title = words("", "title")
        self.stage = chip("", Tone.INFO)
        self.due = chip("", Tone.GOOD)
        self.facts = words("", "caption")
        self.story = words("")
        self.merged = words("", "error")
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("What was said or done; goes along with the next step"))
        self.note.setAccessibleName(_("Note for the next step"))
        self.note.returnPressed.connect(self.keep_note)
        self.replied = button(_("Replied"), self.reply)
        self.replied.setToolTip(_("The buyer was answered: the reply clock ends"))
        self.more = QPushButton(icon("more"), "")
        self.more.setAccessibleName(_("More to note"))
        self.more.setToolTip(_("More to note"))
        self._menu = QMenu(self.more)
        self.more.setMenu(self._menu)
        self._moves = QWidget()
        self._flow = FlowLayout(self._moves)
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the head; what is typed stays for the same case."""
        before, self._detail = self._detail, detail
        row = detail.row
        if before is None or before.row.id != row.id:
            self.note.clear()
        self.title.setText(detail.rules.name)
        self.stage.setText(label(row.stage))
        put_property(self.stage, "tone", case_columns.STAGES[row.stage].value)
        facts = [row.no, label(row.platform), dates.moment(row.opened_at), row.owner]
        costs = case_costs.total(self._desk.store, row.no)
        facts += [
            _("True cost %(amount)s") % {"amount": amount(total.net, total.currency)}
            for total in costs
            if total.lost or total.recovered
        ]
        self.facts.setText(" · ".join(fact for fact in facts if fact))
        short = " ".join(row.note.split())
        self.story.setText(short if len(short) <= _LONGEST else f"{short[:_LONGEST]}…")
        self.story.setVisible(bool(short))
        said = {"no": detail.merged_into}
        self.merged.setText(_("Merged into %(no)s; go on there.") % said if said["no"] else "")
        self.merged.setVisible(bool(detail.merged_into))
        for part in (self.note, self.replied, self.more, self._moves):
            part.setVisible(not detail.merged_into)
        if before is None or (before.row.id, before.nexts) != (row.id, detail.nexts):
            self._offer_moves(detail.nexts)
            self._offer_more(detail)
        self._tick()

    def keep_note(self) -> None:
        """Adds the line to the timeline."""
        text = self._text()
        if text:
            self._do(lambda: case_marks.noted(self._desk.store, self._no, text))

    def reply(self) -> None:
        """The buyer was answered (R1); the line says how, if it says anything."""
        text = self._text()
        self._do(lambda: case_marks.replied(self._desk.store, self._no, text))

    def buyer_wrote(self) -> None:
        """The buyer wrote: the reply clock starts."""
        text = self._text()
        self._do(lambda: case_marks.buyer_wrote(self._desk.store, self._no, text))

    def informed(self) -> None:
        """The buyer was told how the case or the parcel stands (R29)."""
        text = self._text()
        self._do(lambda: case_marks.informed(self._desk.store, self._no, text))

    def platform_step(self, step: PlatformStep) -> None:
        """A step on the platform that a clock goes by; a timed one asks for its time."""
        until = None
        if step.timed:
            question = _("%(step)s: until when? (YYYY-MM-DD HH:MM)") % {"step": step.name}
            said = self._desk.prompts.text(self, question)
            if said is None:
                return
            try:
                until = parse_moment(said)
            except UserError as error:
                self._desk.complain(error)
                return
        text, store = self._text(), self._desk.store
        self._do(lambda: case_marks.platform_step(store, self._no, step.code, text, until))

    def move_to(self, stage: CaseStage) -> None:
        """Takes one step of the workflow, with the line."""
        detail, text = self._detail, self._text()
        if detail is None:
            return
        store, row = self._desk.store, detail.row
        said = _("Stage: %(stage)s") % {"stage": label(stage)}
        if self._history.do(
            said, lambda: case_acts.move(store, [row.id], stage, text, row.row_version)
        ):
            self.note.clear()
            told = {"no": row.no, "stage": label(stage)}
            self._desk.say(_("%(no)s: %(stage)s") % told)
        self.changed.emit()

    @property
    def _no(self) -> str:
        return self._detail.row.no if self._detail is not None else ""

    def _text(self) -> str:
        return self.note.text().strip()

    def _do(self, act: Callable[[], object]) -> None:
        if self._desk.attempt(act) is not None:
            self.note.clear()
        self.changed.emit()

    def _offer_moves(self, stages: tuple[CaseStage, ...]) -> None:
        empty(self._flow)
        moves: list[QWidget] = []
        if stages:
            self._flow.addWidget(words(_("Next:"), "caption", wrap=False))
        for stage in stages:
            made = button(label(stage), partial(self.move_to, stage))
            made.setObjectName(f"move-{stage.value}")
            self._flow.addWidget(made)
            moves.append(made)
        tab_order.put_after(self.more, moves)
        self._moves.updateGeometry()

    def _offer_more(self, detail: CaseDetail) -> None:
        row = detail.row
        self._menu.clear()
        self._menu.addAction(_("Keep as a note"), self.keep_note)
        self._menu.addAction(_("Buyer wrote"), self.buyer_wrote)
        self._menu.addAction(_("Buyer informed"), self.informed)
        steps = clock_rules.steps_for(self._desk.store, row.platform, row.kind, row.opened_at)
        if steps:
            self._menu.addSeparator()
        for step in steps:
            self._menu.addAction(step.name, partial(self.platform_step, step))

    def _tick(self) -> None:
        if self._detail is None or not self.isVisible():
            return
        due, now = self._detail.row.next_due, clock.now()
        text = case_columns.due_words(due, now)
        tone = case_columns.due_tone(due, now)
        self.due.setVisible(bool(text))
        if text != self.due.text():
            self.due.setText(text)
            put_property(self.due, "tone", tone.value if tone else "")

    def _build(self) -> None:
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self.title, 1)
        first.addWidget(self.stage)
        first.addWidget(self.due)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(5)
        layout.addLayout(first)
        for part in (self.facts, self.story, self.merged):
            layout.addWidget(part)
        line = boxes.line(self.note, self.replied, self.more, spacing=6)
        line.setStretch(0, 1)
        layout.addLayout(line)
        layout.addWidget(self._moves)


def parse_moment(text: str) -> datetime:
    """Reads ``2026-09-03 18:00`` (a day alone is its end) as local time. Raises BadValue."""
    plain = " ".join(text.replace("/", "-").replace("：", ":").split())
    try:
        moment = datetime.fromisoformat(plain if ":" in plain else f"{plain} 23:59")
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=text) from None
    return moment.astimezone(UTC)
