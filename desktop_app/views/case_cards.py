"""The cards of a case's panel: order and buyer, checklist, goods, weighings, claims, timeline."""

from __future__ import annotations

from itertools import islice

from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop_app.core import dates, kinds, money
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseEventKind, ClockState
from desktop_app.core.labels import label, label_of
from desktop_app.services import (
    checklists,
    claim_lists,
    timeline,
    weight_checks,
    weight_texts,
)
from desktop_app.services.cases import CaseDetail
from desktop_app.services.checklists import StepRow
from desktop_app.services.claim_lists import ClaimFilter
from desktop_app.services.clocks import Deadline
from desktop_app.services.timeline import Entry
from desktop_app.services.weight_checks import CheckFilter
from desktop_app.views import claims_words
from desktop_app.views.cards import Card, chip, pairs, words
from desktop_app.views.desk import Desk, Room
from desktop_app.views.theme import Tone

_SHOWN_ENTRIES = 12
_SHOWN_LINES = 3


class OrderCard(Card):
    """Order and buyer, and every clock of the case."""

    def __init__(self) -> None:
        super().__init__(_("Order and buyer"))

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the card."""
        self.clear()
        row = detail.row
        facts = [
            (_("Buyer"), " ".join(part for part in (row.buyer, row.buyer_name) if part)),
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


class StepsCard(Card):
    """The checklist; a step is marked done, or taken back, by its box."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Checklist"))
        self._desk = desk
        self.boxes: dict[str, QCheckBox] = {}

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the card."""
        self.clear()
        self.boxes = {}
        steps = checklists.of(self._desk.store, detail.row.no)
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

    def _box(self, no: str, step: StepRow) -> QCheckBox:
        text = _("%(step)s (if needed)") % {"step": step.name} if step.optional else step.name
        box = QCheckBox(text)
        box.setChecked(step.done_at is not None)
        if step.waits_for and step.done_at is None:
            box.setEnabled(False)
            box.setToolTip(_("First: %(steps)s") % {"steps": ", ".join(step.waits_for)})
        box.clicked.connect(lambda done, code=step.code: self._mark(no, code, done=done))
        self.boxes[step.code] = box
        return box

    def _mark(self, no: str, code: str, *, done: bool) -> None:
        act = checklists.do if done else checklists.undo
        self._desk.attempt(lambda: act(self._desk.store, no, code))


class GoodsCard(Card):
    """The items that the case is about; good and damaged pieces apart."""

    def __init__(self) -> None:
        super().__init__(_("Goods"))

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the card."""
        self.clear()
        for line in detail.lines:
            name = " ".join(part for part in (line.title, line.variant) if part) or line.sku
            price = money.text_or_none(line.price_minor, detail.currency)
            counts = (
                (_("affected"), line.quantity),
                (_("shipped"), line.shipped),
                (_("received good"), line.received_good),
                (_("received damaged"), line.received_damaged),
                (_("resent"), line.resent),
            )
            told = [f"{text} {count}" for text, count in counts if count]
            facts = [line.sku, f"{price} {detail.currency}" if price else "", *told]
            self.body.addWidget(words(name))
            self.body.addWidget(words(" · ".join(fact for fact in facts if fact), "caption"))
        self.setVisible(bool(detail.lines))


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
            line = QHBoxLayout()
            button = QPushButton(claim.no)
            button.setProperty("flat", True)
            button.clicked.connect(
                lambda _checked=False, no=claim.no: self._desk.go(Room.CLAIMS, "show", no)
            )
            line.addWidget(button)
            line.addWidget(chip(label(claim.stage), claims_words.TONES[claim.stage]))
            line.addWidget(words(claim.courier_name, "caption", wrap=False))
            line.addStretch(1)
            line.addWidget(
                words(claims_words.amount(claim.claimed_minor, claim.currency), wrap=False)
            )
            self.body.addLayout(line)
        self.setVisible(bool(found))


class TimelineCard(Card):
    """All that happened, newest first, and a line to add."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Timeline"))
        self._desk = desk
        self._case_id = 0
        self._all = False
        self._detail: CaseDetail | None = None
        self.entry = QLineEdit()
        self.entry.setPlaceholderText(_("Add a note, Enter keeps it"))
        self.entry.setAccessibleName(_("Add a note"))
        self.entry.returnPressed.connect(self._add_note)
        self.replied = QPushButton(_("Replied"))
        self.replied.setToolTip(_("The buyer was answered: the reply clock ends"))
        self.replied.clicked.connect(lambda: self._note(CaseEventKind.REPLIED))
        self.wrote = QPushButton(_("Buyer wrote"))
        self.wrote.setToolTip(_("A new message of the buyer: the reply clock starts"))
        self.wrote.clicked.connect(lambda: self._note(CaseEventKind.BUYER_WROTE))
        line = QHBoxLayout()
        for part in (self.entry, self.replied, self.wrote):
            line.addWidget(part)
        self.layout().insertLayout(1, line)  # type: ignore[union-attr] # a card has one

    def show_case(self, detail: CaseDetail) -> None:
        """Fills the card."""
        if self._case_id != detail.row.id:
            self._all = False
            self.entry.clear()
        self._case_id, self._detail = detail.row.id, detail
        self._fill()

    def _fill(self) -> None:
        self.clear()
        entries = list(reversed(self._detail.timeline)) if self._detail else []
        shown = entries if self._all else entries[:_SHOWN_ENTRIES]
        for entry in shown:
            self.body.addWidget(_entry_line(entry))
        if len(entries) > len(shown):
            more = QPushButton(_("Show all %(count)s") % {"count": len(entries)})
            more.setProperty("flat", True)
            more.clicked.connect(self._show_all)
            self.body.addWidget(more)

    def _show_all(self) -> None:
        self._all = True
        self._fill()

    def _add_note(self) -> None:
        if self.entry.text().strip():
            self._note(CaseEventKind.NOTE)

    def _note(self, kind: CaseEventKind) -> None:
        text = self.entry.text().strip()
        self.entry.clear()
        self._desk.attempt(lambda: timeline.add(self._desk.store, self._case_id, kind, text))


def _entry_line(entry: Entry) -> QWidget:
    box = QWidget()
    line = QGridLayout(box)
    line.setContentsMargins(0, 0, 0, 0)
    line.setHorizontalSpacing(10)
    line.setVerticalSpacing(0)
    line.setColumnMinimumWidth(0, 96)
    line.setColumnStretch(1, 1)
    line.addWidget(words(dates.moment(entry.at), "caption", wrap=False), 0, 0)
    head = label(entry.kind)
    if entry.stage_to:
        head = f"{head}: {label_of(kinds.CaseStage, entry.stage_to)}"
    if entry.undone:
        head = _("%(what)s (taken back)") % {"what": head}
    line.addWidget(words(head), 0, 1)
    line.addWidget(words(entry.who, "caption", wrap=False), 0, 2)
    if entry.text:
        line.addWidget(words(entry.text, "caption"), 1, 1, 1, 2)
    return box
