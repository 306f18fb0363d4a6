"""The ladder of offers (R42): each rung, what the buyer said, and the next one."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import OfferAnswer
from desktop_app.core.labels import label
from desktop_app.services import offers
from desktop_app.services.cases import CaseDetail
from desktop_app.services.offers import OfferRow
from desktop_app.views import boxes
from desktop_app.views.cards import chip, words
from desktop_app.views.case_card import CaseCard, button
from desktop_app.views.claims_words import amount
from desktop_app.views.desk import Desk
from desktop_app.views.fields import AmountField, Field, insist
from desktop_app.views.theme import Tone

_TONES = {
    OfferAnswer.PENDING: Tone.INFO,
    OfferAnswer.ACCEPTED: Tone.GOOD,
    OfferAnswer.DECLINED: Tone.BAD,
    OfferAnswer.WITHDRAWN: Tone.MUTED,
}
_ANSWERS = (
    (OfferAnswer.ACCEPTED, N_("Buyer accepts")),
    (OfferAnswer.DECLINED, N_("Buyer declines")),
    (OfferAnswer.WITHDRAWN, N_("Withdraw")),
)


class OffersCard(CaseCard):
    """Offers are answered one by one; an answer by mistake is taken back."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Ladder of offers"))
        self.what = Field(_("Next offer"), needed=True)
        self.what.edit.setPlaceholderText(_("Repair nearby, the shop pays the difference"))
        self.amount = AmountField(_("Costs the shop"))
        self.rungs: list[OfferRow] = []
        self.said: dict[int, QLineEdit] = {}
        self.add_button = button(_("Offer it"), self.add)
        for field in (self.what, self.amount):
            field.edit.returnPressed.connect(self.add)
        line = boxes.line(self.what, self.amount, spacing=8)
        line.setStretch(0, 3)
        line.setStretch(1, 1)
        self.foot.addLayout(line)
        self.foot.addLayout(boxes.line(None, self.add_button))

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self.amount.currency = detail.currency
        self.what.set_text("")
        self.amount.set_text("")
        self._show([])

    @override
    def fill(self, detail: CaseDetail) -> None:
        rungs = offers.of(self.desk.store, detail.row.no)
        if rungs != self.rungs:
            self._show(rungs)

    def add(self) -> None:
        """Puts the next offer on the ladder."""
        if not insist(self.what, self.amount):
            return
        what, cost = self.what.text(), self.amount.minor()
        if self.attempt(lambda: offers.add(self.desk.store, self.no, what, cost)) is not None:
            self.what.set_text("")
            self.amount.set_text("")
            self.what.edit.setFocus()

    def answer(self, position: int, said: OfferAnswer) -> None:
        """Records what the buyer said to an offer, with the words beside it."""
        note = self.said[position].text()
        self.attempt(lambda: offers.answer(self.desk.store, self.no, position, said, note))

    def reopen(self, position: int) -> None:
        """Takes an answer back."""
        self.attempt(lambda: offers.reopen(self.desk.store, self.no, position))

    def _show(self, rungs: list[OfferRow]) -> None:
        self.rungs, self.said = rungs, {}
        self.clear()
        for number, rung in enumerate(rungs, 1):
            self.body.addWidget(self._rung(number, rung))
        if not rungs:
            hint = _("Nothing was offered yet. Begin with what costs least and climb if need be.")
            self.body.addWidget(words(hint, "caption"))

    def _rung(self, number: int, rung: OfferRow) -> QWidget:
        head = boxes.line(
            words(f"{number}.", "caption", wrap=False),
            words(rung.what),
            words(amount(rung.amount_minor, rung.currency), wrap=False),
            chip(label(rung.answer), _TONES[rung.answer]),
            spacing=8,
        )
        head.setStretch(1, 1)
        if rung.answer is OfferAnswer.PENDING:
            return boxes.held(boxes.stack(head, self._asked(rung), spacing=4))
        told = [rung.answer_note, dates.moment(rung.answered_at) if rung.answered_at else ""]
        foot = boxes.line(
            words(" · ".join(part for part in (*told, rung.who) if part), "caption"),
            button(_("Take the answer back"), partial(self.reopen, rung.position), flat=True),
        )
        foot.setStretch(0, 1)
        return boxes.held(boxes.stack(head, foot, spacing=2))

    def _asked(self, rung: OfferRow) -> QWidget:
        said = QLineEdit()
        said.setPlaceholderText(_("What the buyer says (optional)"))
        said.setAccessibleName(_("What the buyer says to offer %(no)s") % {"no": rung.position})
        self.said[rung.position] = said
        buttons = [
            button(_(text), partial(self.answer, rung.position, answer))
            for answer, text in _ANSWERS
        ]
        return boxes.held(boxes.stack(said, boxes.line(*buttons, None, spacing=6), spacing=6))
