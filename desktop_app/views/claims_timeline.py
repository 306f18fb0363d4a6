"""What happened to a claim, the latest first; the counter of reminders; a line for notes."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.services import claim_steps
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.views import cards
from desktop_app.views.claims_words import event
from desktop_app.views.desk import Desk
from desktop_app.views.folding_card import FoldingCard

_FIRST_SHOWN = 30


class TimelineCard(FoldingCard):
    """`added` tells that a reminder or a note was added."""

    added = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "timeline", _("Timeline"))
        self._desk = desk
        self._claim: ClaimDetail | None = None
        self._lines: QWidget | None = None
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("What the courier said, or a note"))
        self.note.setAccessibleName(_("Note"))
        self.note.returnPressed.connect(self.add_note)
        self.chase = QPushButton(_("Chased the courier"))
        self.chase.setToolTip(_("Counts a reminder, with the note beside it"))
        self.chase.clicked.connect(self.add_chase)
        self.keep = QPushButton(_("Keep the note"))
        self.keep.clicked.connect(self.add_note)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.note, 1)
        row.addWidget(self.keep)
        row.addWidget(self.chase)
        self.inner.addLayout(row)

    def show_claim(self, claim: ClaimDetail, *, live: bool) -> None:
        """Lists the events; a note that is being typed for it stays."""
        if self._claim is None or self._claim.no != claim.no:
            self.note.clear()
        self._claim = claim
        self.chase.setEnabled(live)
        self.aside.setText(chased(claim))
        self._list(claim)

    def add_chase(self) -> None:
        """Counts a reminder to the courier."""
        self._add(claim_steps.chase)

    def add_note(self) -> None:
        """Adds what is typed."""
        if self.note.text().strip():
            self._add(claim_steps.add_note)

    def _add(self, act: object) -> None:
        if self._claim is None or not callable(act):
            return
        done = partial(act, self._desk.store, self._claim.no, self.note.text())
        if self._desk.attempt(done) is not None:
            self.note.clear()
            self.added.emit()

    def _list(self, claim: ClaimDetail) -> None:
        if self._lines is not None:
            self.inner.removeWidget(self._lines)
            self._lines.hide()
            self._lines.deleteLater()
        self._lines = QWidget()
        grid = QGridLayout(self._lines)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        for row, line in enumerate(tuple(reversed(claim.events))[:_FIRST_SHOWN]):
            grid.addWidget(cards.words(dates.moment(line.at), "caption", wrap=False), row, 0)
            grid.addWidget(cards.words(event(line, claim.row.currency)), row, 1)
            grid.addWidget(cards.words(line.who, "caption", wrap=False), row, 2)
        self.inner.addWidget(self._lines)


def chased(claim: ClaimDetail) -> str:
    """“Chased 3 times, last Sep 3 14:05”; nothing before the first."""
    row = claim.row
    if not row.chased or row.last_chased_at is None:
        return ""
    words = ngettext(
        "Chased %(count)s time, last %(at)s", "Chased %(count)s times, last %(at)s", row.chased
    )
    return words % {"count": row.chased, "at": dates.moment(row.last_chased_at)}
