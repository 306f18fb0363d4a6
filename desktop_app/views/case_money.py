"""What the case costs: each part with who pays it, and the true cost below."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QLineEdit
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.kinds import RECOVERIES, CostKind, Party
from desktop_app.core.labels import label
from desktop_app.services import case_costs
from desktop_app.services.case_costs import CostRow, TrueCost
from desktop_app.services.cases import CaseDetail
from desktop_app.views import boxes
from desktop_app.views.cards import empty, words
from desktop_app.views.case_card import CaseCard, button, choice, code_of
from desktop_app.views.claims_words import amount, put_property
from desktop_app.views.desk import Desk
from desktop_app.views.fields import AmountField, insist
from desktop_app.views.theme import Tone

Suggested = list[tuple[CostKind, int]]


class CostsCard(CaseCard):
    """Costs are entered and struck out, never changed; a struck one can count again."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Cost of the case"))
        self._shown: tuple[list[CostRow], list[TrueCost], Suggested] | None = None
        self.kind = choice(_("What for"), CostKind)
        self.payer = choice(_("Who pays"), Party)
        self.amount = AmountField(_("Amount"), needed=True, bare=True)
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("Note (optional)"))
        self.note.setAccessibleName(_("Note"))
        self.enter_button = button(_("Enter it"), self.enter)
        self.sums = boxes.stack(spacing=4)
        self.foot.setSpacing(8)
        for edit in (self.amount.edit, self.note):
            edit.returnPressed.connect(self.enter)
        self.kind.activated.connect(lambda _place: self._judge())
        line = boxes.line(self.kind, self.payer, self.amount, spacing=8)
        for place, stretch in enumerate((3, 2, 2)):
            line.setStretch(place, stretch)
        self.foot.addLayout(line)
        self.foot.addLayout(boxes.line(self.note, self.enter_button, spacing=8))
        self.foot.addLayout(self.sums)

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self.amount.currency = detail.currency
        self.amount.set_text("")
        self.note.clear()
        self._shown = None

    @override
    def fill(self, detail: CaseDetail) -> None:
        store, no = self.desk.store, detail.row.no
        shown = (
            case_costs.of(store, no),
            case_costs.total(store, no),
            case_costs.suggested(store, no),
        )
        if shown == self._shown:
            return
        self._shown = shown
        costs, totals, suggested = shown
        self._list(costs, suggested, detail.currency)
        self._sum_up(totals)
        self._judge()

    def enter(self) -> None:
        """Enters a cost, or what came back."""
        if not insist(self.amount):
            return
        kind, minor = CostKind(code_of(self.kind)), self.amount.minor() or 0
        payer = Party.SHOP if kind in RECOVERIES else Party(code_of(self.payer))
        note = self.note.text()
        made = self.attempt(
            lambda: case_costs.add(self.desk.store, self.no, kind, minor, payer, note)
        )
        if made is not None:
            self.amount.set_text("")
            self.note.clear()
            self.amount.edit.setFocus()

    def enter_suggested(self, kind: CostKind, minor: int) -> None:
        """Enters a cost that the goods speak of, once the person has agreed to it."""
        self.attempt(lambda: case_costs.add(self.desk.store, self.no, kind, minor))

    def void(self, cost_id: int, *, back: bool) -> None:
        """Strikes a cost out, or lets it count again."""
        self.attempt(lambda: case_costs.void(self.desk.store, cost_id, back=back))

    def _judge(self) -> None:
        """What came back came to the shop: there nobody is asked who pays."""
        self.payer.setVisible(code_of(self.kind) not in RECOVERIES)

    def _list(self, costs: list[CostRow], suggested: Suggested, currency: str) -> None:
        self.clear()
        for cost in costs:
            self.body.addLayout(self._line(cost))
        for kind, minor in suggested:
            said = {"what": label(kind), "amount": amount(minor, currency)}
            hint = words(_("By the goods: %(what)s %(amount)s") % said, "caption")
            enter = button(_("Enter it"), partial(self.enter_suggested, kind, minor), flat=True)
            line = boxes.line(hint, enter, spacing=8)
            line.setStretch(0, 1)
            self.body.addLayout(line)

    def _line(self, cost: CostRow) -> QHBoxLayout:
        voided = cost.voided_at is not None
        figure = amount(cost.amount_minor, cost.currency)
        came_back = cost.kind in RECOVERIES
        what, sum_ = words(label(cost.kind)), words(f"+ {figure}" if came_back else figure)
        sum_.setWordWrap(False)
        for part in (what, sum_):
            font = part.font()
            font.setStrikeOut(voided)
            part.setFont(font)
        payer = "" if came_back else label(cost.payer)
        told = (payer, cost.note, dates.moment(cost.at), cost.who)
        act = partial(self.void, cost.id, back=voided)
        mend = button(_("Count it again") if voided else _("Strike out"), act, flat=True)
        caption = words(" · ".join(part for part in told if part), "caption")
        line = boxes.line(boxes.stack(what, caption, spacing=1), sum_, mend, spacing=10)
        line.setStretch(0, 1)
        return line

    def _sum_up(self, totals: list[TrueCost]) -> None:
        empty(self.sums)
        for total in totals:
            self.sums.addLayout(_sum(total))
            for warning in _warnings(total):
                self.sums.addWidget(words(warning, "error"))


def _sum(total: TrueCost) -> QHBoxLayout:
    """“True cost ¥44.90”, and beside it how it comes about."""
    net = words(amount(total.net, total.currency), "figure", wrap=False)
    put_property(net, "tone", Tone.BAD if total.exceeds else Tone.PLAIN)
    told = []
    if total.lost:
        told.append(_("lost %(amount)s") % {"amount": amount(total.lost, total.currency)})
    if total.recovered:
        said = {"amount": amount(total.recovered, total.currency)}
        told.append(_("come back %(amount)s") % said)
    if total.courier:
        said = {"amount": amount(total.courier, total.currency)}
        told.append(_("of that by courier claims %(amount)s") % said)
    line = boxes.line(
        words(_("True cost"), "heading", wrap=False), net, words(" · ".join(told), "caption")
    )
    line.setStretch(2, 1)
    return line


def _warnings(total: TrueCost) -> list[str]:
    found = []
    if total.exceeds:
        said = {"amount": amount(total.exceeds, total.currency)}
        found.append(_("%(amount)s more came back than was lost.") % said)
    if total.twice:
        found.append(_("A claim was paid, and a recovery entered by hand: perhaps the same money."))
    return found
