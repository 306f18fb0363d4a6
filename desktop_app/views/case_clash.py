"""Somebody else changed the case meanwhile: what both want, beside one another, to decide."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Cause, Finding, Opinion, Outcome, Party
from desktop_app.core.labels import label_of
from desktop_app.services.cases import CaseDetail
from desktop_app.views import boxes
from desktop_app.views.cards import Card, empty, words
from desktop_app.views.case_card import button
from desktop_app.views.case_history import CaseHistory, Clash

FIELDS = {
    "note": N_("What happened"),
    "owner": N_("Owner"),
    "cause": N_("Cause"),
    "fault": N_("Whose fault"),
    "outcome": N_("Outcome"),
    "satisfaction": N_("Satisfaction"),
    "satisfaction_note": N_("Satisfaction in words"),
    "angry": N_("Buyer is angry"),
    "silent_bad_review": N_("Silent bad review"),
    "disputed": N_("Dispute on the platform"),
    "lesson": N_("Keep as a lesson"),
    "lesson_note": N_("What to learn from it"),
    "follow_up_on": N_("Follow-up"),
    "resend_courier": N_("Sent again: courier"),
    "resend_tracking": N_("Sent again: tracking no."),
    "return_courier": N_("Coming back: courier"),
    "return_tracking": N_("Coming back: tracking no."),
    "batch": N_("Production batch"),
    "finding": N_("Finding"),
    "opinion": N_("Opinion"),
}
_KINDS = {
    "cause": Cause,
    "outcome": Outcome,
    "fault": Party,
    "finding": Finding,
    "opinion": Opinion,
}


class ClashCard(Card):
    """Hidden until two changes meet. `settled` tells that the person has decided."""

    settled = Signal()

    def __init__(self, history: CaseHistory) -> None:
        super().__init__(_("Changed elsewhere meanwhile"))
        self._history = history
        self._clash: Clash | None = None
        self._now: CaseDetail | None = None
        self.keep_button = button(_("Leave it as it is now"), self.leave)
        self.mine_button = button(_("Put mine in"), self.put_mine)
        self.foot.addLayout(boxes.line(None, self.keep_button, self.mine_button, spacing=8))
        self.hide()

    def show_clash(self, clash: Clash, now: CaseDetail) -> None:
        """Shows both sides, for the case as it is now."""
        self._clash, self._now = clash, now
        empty(self.body)
        self.body.addWidget(self._table(clash, now))
        self.show()

    def leave(self) -> None:
        """Keeps what is there now."""
        self._clash = None
        self.hide()
        self.settled.emit()

    def put_mine(self) -> None:
        """Writes what was meant before, over the case as it is now."""
        clash, now = self._clash, self._now
        self._clash = None
        self.hide()
        if clash is not None and now is not None:
            self._history.change(_("Put in after all"), now, **clash.mine)
        self.settled.emit()

    def _table(self, clash: Clash, now: CaseDetail) -> QWidget:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        for column, title in enumerate(("", _("Now"), _("Mine"))):
            grid.addWidget(words(title, "caption", wrap=False), 0, column)
            grid.setColumnStretch(column, int(column > 0))
        for row, (name, mine) in enumerate(clash.mine.items(), 1):
            theirs = getattr(now, name, None)
            theirs = getattr(now.row, name, None) if theirs is None else theirs
            texts = (_(FIELDS.get(name, name)), _shown(name, theirs), _shown(name, mine))
            for column, text in enumerate(texts):
                grid.addWidget(words(text, "" if column else "caption"), row, column)
        return place


def _shown(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name in _KINDS:
        value = label_of(_KINDS[name], str(value or ""))
    return str(value) if value not in (None, "") else "–"
