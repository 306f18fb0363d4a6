"""What was recognised in a pasted chat line, piece by piece, for the person to confirm."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.core import money
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseKind, ClaimKind, LinePart
from desktop_app.core.labels import label, label_of
from desktop_app.services.drafts import LineDraft, Part
from desktop_app.views import boxes
from desktop_app.views.cards import Card, chip, words
from desktop_app.views.case_card import button
from desktop_app.views.claims_words import amount
from desktop_app.views.flow import FlowLayout
from desktop_app.views.theme import Tone

_MONEY = frozenset({LinePart.AMOUNT, LinePart.FREIGHT, LinePart.CLAIM, LinePart.REFUND})


class LineCard(Card):
    """`kind_chosen` gives the kind that a word with several meanings was said to mean."""

    kind_chosen = Signal(str)
    claim_wanted = Signal()

    def __init__(self) -> None:
        super().__init__(_("Read from the line"))
        self.hide()

    def show_line(self, draft: LineDraft | None) -> None:
        """Shows the pieces; hides for no line."""
        self.clear()
        self.setVisible(draft is not None)
        if draft is None:
            return
        for part in draft.parts:
            self.body.addWidget(self._piece(part, draft.currency))
        if draft.claim_kind is not None or draft.claims:
            self.body.addWidget(self._claim(draft))
        hint = _("What isn't listed stays in the note. Nothing is entered before you confirm.")
        self.body.addWidget(words(hint, "caption"))

    def _piece(self, part: Part, currency: str) -> QWidget:
        name = words(label(part.kind), "caption", wrap=False)
        name.setMinimumWidth(96)
        value = words(_value(part, currency))
        if not part.doubtful:
            line = boxes.line(name, value, spacing=8)
            line.setStretch(1, 1)
        elif part.alternatives:
            line = boxes.line(name, value, self._choices(part.alternatives), spacing=8)
            line.setStretch(2, 1)
        else:
            line = boxes.line(name, value, chip(_("not known here"), Tone.WARN), None, spacing=8)
        line.setContentsMargins(0, 0, 0, 0)
        return boxes.held(line)

    def _choices(self, codes: tuple[str, ...]) -> QWidget:
        """A button for each meaning."""
        place = QWidget()
        flow = FlowLayout(place, spacing=4)
        for code in codes:
            made = button(label_of(CaseKind, code), partial(self.kind_chosen.emit, code))
            made.setProperty("filter", True)
            flow.addWidget(made)
        return place

    def _claim(self, draft: LineDraft) -> QWidget:
        told = [label_of(ClaimKind, draft.claim_kind) if draft.claim_kind else ""]
        if draft.claims:
            told.append(_("there is %(claims)s already") % {"claims": _(", ").join(draft.claims)})
        name = words(_("Courier claim"), "caption", wrap=False)
        name.setMinimumWidth(96)
        write = button(_("Write a claim"), self.claim_wanted.emit)
        line = boxes.line(name, words(" · ".join(filter(None, told))), write, spacing=8)
        line.setStretch(1, 1)
        line.setContentsMargins(0, 0, 0, 0)
        return boxes.held(line)


def _value(part: Part, currency: str) -> str:
    if part.kind not in _MONEY:
        return part.value
    return amount(money.parse(part.value, currency), currency)
