"""Cards of a case's panel: order and buyer, checklist, weighings, claims, timeline."""

from __future__ import annotations

from functools import partial
from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import dates, kinds
from desktop_app.core.i18n import _
from desktop_app.core.kinds import ClockState
from desktop_app.core.labels import label
from desktop_app.core.masking import Place
from desktop_app.services import checklists, claim_lists, privacy, weight_checks, weight_texts
from desktop_app.services.cases import CaseDetail
from desktop_app.services.checklists import StepRow
from desktop_app.services.claim_lists import ClaimFilter
from desktop_app.services.clocks import Deadline
from desktop_app.services.timeline import Entry
from desktop_app.services.weight_checks import CheckFilter
from desktop_app.views import case_timeline_words, claims_words
from desktop_app.views.cards import Card, chip, pairs, words
from desktop_app.views.case_card import CaseCard, button
from desktop_app.views.desk import Desk, Room
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone
from desktop_app.views.wrapped_check import WrappedCheck

_SHOWN_ENTRIES = 40
_SHOWN_LINES = 3


class ActsRow(QWidget):
    """Work on the case that goes on in another room, with the case in hand."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._no = self._buyer = ""
        flow = FlowLayout(self)
        for picture, text, room, what in (
            ("photos", _("Add photos"), Room.PHOTOS, "add"),
            ("weighing", _("Weigh"), Room.WEIGHING, "new"),
            ("claims", _("Courier claim"), Room.CLAIMS, "new"),
        ):
            made = button(text, partial(self._go, room, what))
            made.setIcon(icon(picture))
            flow.addWidget(made)
        self.buyer = button(_("Buyer's page"), lambda: desk.go(Room.BUYERS, "show", self._buyer))
        self.buyer.setIcon(icon("buyers"))
        flow.addWidget(self.buyer)

    def show_case(self, detail: CaseDetail) -> None:
        """From now on it is this case."""
        self._no, self._buyer = detail.row.no, detail.row.buyer
        self.buyer.setVisible(bool(self._buyer))

    def _go(self, room: Room, what: str) -> None:
        self._desk.go(room, what, self._no)


class OrderCard(Card):
    """Order and buyer, and every clock of the case."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Order and buyer"))
        self._desk = desk

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the card."""
        self.clear()
        row = detail.row
        name = privacy.masks(self._desk.store, Place.SCREEN).name(row.buyer_name)
        facts = [
            (_("Buyer"), " ".join(part for part in (row.buyer, name) if part)),
            (_("Order no."), row.order),
            (_("Tracking no."), row.tracking),
        ]
        self.body.addWidget(pairs(facts))
        for deadline in detail.deadlines:
            if deadline.is_open or deadline.state is ClockState.MISSED:
                self.body.addWidget(_clock_line(deadline))


def _clock_line(deadline: Deadline) -> QWidget:
    box = QWidget()
    line = QHBoxLayout(box)
    line.setContentsMargins(0, 0, 0, 0)
    state = deadline.state
    line.addWidget(words(deadline.rule.name, "caption", wrap=False))
    when = dates.moment(deadline.due_at) if deadline.due_at else ""
    tones = {ClockState.MISSED: Tone.BAD, ClockState.PAUSED: Tone.MUTED}
    line.addWidget(chip(label(state), tones.get(state, Tone.GOOD)))
    line.addWidget(words(when, "caption", wrap=False))
    line.addStretch(1)
    return box


class StepsCard(CaseCard):
    """The checklist; a step is marked done, or taken back, by its box."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Checklist"))
        self._shown: list[StepRow] = []
        self.boxes: dict[str, QCheckBox] = {}

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self._shown = []

    @override
    def fill(self, detail: CaseDetail) -> None:
        steps = checklists.of(self.desk.store, detail.row.no)
        if steps == self._shown:
            return
        self._shown = steps
        focused = next((code for code, box in self.boxes.items() if box.hasFocus()), "")
        self.clear()
        self.boxes = {}
        done, count = checklists.progress(steps)
        self.retitle(_("Checklist %(done)s/%(count)s") % {"done": done, "count": count})
        grid = QWidget()
        lines = QGridLayout(grid)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setVerticalSpacing(3)
        lines.setColumnStretch(0, 1)
        for place, step in enumerate(steps):
            lines.addWidget(self._box(detail.row.no, step), place, 0)
            when = dates.moment(step.done_at) if step.done_at else ""
            told = " · ".join(part for part in (step.who, when) if part)
            lines.addWidget(words(told, "caption", wrap=False), place, 1)
        self.body.addWidget(grid)
        if focused in self.boxes:
            self.boxes[focused].setFocus()

    def _box(self, no: str, step: StepRow) -> WrappedCheck:
        text = _("%(step)s (if needed)") % {"step": step.name} if step.optional else step.name
        made = WrappedCheck(text)
        made.box.setChecked(step.done_at is not None)
        if step.waits_for and step.done_at is None:
            made.block(_("First: %(steps)s") % {"steps": _(", ").join(step.waits_for)})
        made.box.clicked.connect(lambda done, code=step.code: self._mark(no, code, done=done))
        self.boxes[step.code] = made.box
        return made

    def _mark(self, no: str, code: str, *, done: bool) -> None:
        act = checklists.do if done else checklists.undo
        self._shown = []
        self.attempt(lambda: act(self.desk.store, no, code))


class ChecksCard(Card):
    """The weighings of the case's parcel."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Weight checks"))
        self._desk = desk

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the card; it hides when nothing was weighed."""
        self.clear()
        found = weight_checks.listed(self._desk.store, CheckFilter(case_id=detail.row.id))
        tones = {kinds.Verdict.FITS: Tone.GOOD, kinds.Verdict.UNKNOWN: Tone.MUTED}
        for check in found:
            line = QHBoxLayout()
            line.addWidget(chip(label(check.verdict), tones.get(check.verdict, Tone.BAD)))
            line.addWidget(words(f"{check.measured_g} g", wrap=False))
            line.addWidget(words(dates.moment(check.at), "caption", wrap=False))
            line.addStretch(1)
            self.body.addLayout(line)
            for text in islice(weight_texts.lines(check.told), _SHOWN_LINES):
                self.body.addWidget(words(text, "caption"))
        self.setVisible(bool(found))


class ClaimsCard(Card):
    """The courier claims of the case; each opens in its tab."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Courier claims"))
        self._desk = desk

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the card; it hides when nothing was claimed."""
        self.clear()
        found = claim_lists.listed(self._desk.store, ClaimFilter(case_id=detail.row.id))
        for claim in found:
            place = QWidget()
            flow = FlowLayout(place, spacing=8)
            flow.addWidget(
                button(claim.no, partial(self._desk.go, Room.CLAIMS, "show", claim.no), flat=True)
            )
            flow.addWidget(chip(label(claim.stage), claims_words.TONES[claim.stage]))
            flow.addWidget(
                words(claims_words.amount(claim.claimed_minor, claim.currency), wrap=False)
            )
            flow.addWidget(words(claim.courier_name, "caption", wrap=False))
            self.body.addWidget(place)
        self.setVisible(bool(found))


class TimelineCard(Card):
    """All that happened, newest first."""

    def __init__(self) -> None:
        super().__init__(_("Timeline"))
        self._case_id = 0
        self._all = False
        self._entries: list[Entry] = []

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the card."""
        if self._case_id != detail.row.id:
            self._all = False
        self._case_id = detail.row.id
        entries = list(reversed(detail.timeline))
        if entries != self._entries:
            self._entries = entries
            self._fill()

    def _fill(self) -> None:
        self.clear()
        shown = self._entries if self._all else self._entries[:_SHOWN_ENTRIES]
        for entry in shown:
            self.body.addWidget(_entry_line(entry))
        if len(self._entries) > len(shown):
            said = _("Show all %(count)s") % {"count": len(self._entries)}
            self.body.addWidget(button(said, self._show_all, flat=True))

    def _show_all(self) -> None:
        self._all = True
        self._fill()


def _entry_line(entry: Entry) -> QWidget:
    box = QWidget()
    line = QGridLayout(box)
    line.setContentsMargins(0, 0, 0, 0)
    line.setHorizontalSpacing(10)
    line.setVerticalSpacing(0)
    line.setColumnMinimumWidth(0, 96)
    line.setColumnStretch(1, 1)
    line.addWidget(
        words(dates.moment(entry.at), "caption", wrap=False), 0, 0, Qt.AlignmentFlag.AlignTop
    )
    head = words(case_timeline_words.head(entry))
    font = head.font()
    font.setStrikeOut(entry.undone)
    head.setFont(font)
    line.addWidget(head, 0, 1)
    line.addWidget(words(entry.who, "caption", wrap=False), 0, 2, Qt.AlignmentFlag.AlignTop)
    told = case_timeline_words.told(entry)
    if told:
        line.addWidget(words(told, "caption"), 1, 1, 1, 2)
    return box
