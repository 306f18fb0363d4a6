"""How a case is resolved (R2, R14, R49, R54): outcome, fault, cause, and who pays what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Cause, CostKind, Outcome, Party
from desktop_app.core.labels import label, label_of
from desktop_app.services import case_costs, case_resolutions
from desktop_app.services.case_resolutions import Resolution, Share
from desktop_app.services.cases import CaseDetail
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import CaseCard, button, choice, choose, code_of, fill_choice
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.claims_words import amount
from desktop_app.views.desk import Desk
from desktop_app.views.fields import AmountField, insist

_POSTAGE = (CostKind.POSTAGE_OUT, CostKind.POSTAGE_BACK)
_PAID: dict[Outcome, tuple[CostKind, ...]] = {
    Outcome.REFUND: (CostKind.REFUND,),
    Outcome.PARTIAL_REFUND: (CostKind.REFUND,),
    Outcome.RETURN_REFUND: (CostKind.REFUND, CostKind.POSTAGE_BACK),
    Outcome.RESEND: (CostKind.RESEND, CostKind.POSTAGE_OUT),
    Outcome.EXCHANGE: (CostKind.POSTAGE_BACK, CostKind.POSTAGE_OUT),
    Outcome.REPAIR: (CostKind.REPAIR, *_POSTAGE),
    Outcome.GIFT: (CostKind.GIFT, CostKind.POSTAGE_OUT),
    Outcome.DISCOUNT: (CostKind.GIFT,),
    Outcome.COMPENSATION: (CostKind.COMPENSATION,),
    Outcome.GOODWILL: (CostKind.COMPENSATION,),
}
_BOTH_LEGS = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE})


@dataclass
class _Line:
    """What one thing costs and who pays it."""

    kind: CostKind
    parts: tuple[QLabel, QComboBox, AmountField]

    @property
    def payer(self) -> QComboBox:
        return self.parts[1]

    @property
    def amount(self) -> AmountField:
        return self.parts[2]


class ResolutionCard(CaseCard):
    """Chosen and looked at before it is recorded; what it will cost is said while typing."""

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__(desk, _("Resolution"))
        self._history = history
        self._before = 0
        self.stands = words("")
        self.outcome = choice(_("Outcome"), (), _("Choose…"))
        self.fault = choice(_("Whose fault"), Party, _("Not said"))
        self.cause = choice(_("Cause"), Cause, _("Not said"))
        self.lines: dict[CostKind, _Line] = {}
        self.doubts = words("", "caption")
        self.forecast = words("", "caption")
        self.record_button = button(_("Record the resolution"), self.record)
        self.record_button.setProperty("primary", True)
        self._build()
        for box in (self.outcome, self.fault, self.cause):
            box.activated.connect(lambda _place: self._judge())

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        fill_choice(self.outcome, detail.rules.outcomes, _("Choose…"))
        choose(self.outcome, detail.row.outcome)
        choose(self.fault, detail.fault)
        choose(self.cause, detail.row.cause)
        for line in self.lines.values():
            line.amount.currency = detail.currency
            line.amount.set_text("")
            choose(line.payer, Party.SHOP)

    @override
    def fill(self, detail: CaseDetail) -> None:
        told = [
            label_of(Outcome, detail.row.outcome),
            _("fault: %(who)s") % {"who": label_of(Party, detail.fault)} if detail.fault else "",
            label_of(Cause, detail.row.cause),
        ]
        self.stands.setText(" · ".join(part for part in told if part))
        self.stands.setVisible(bool(detail.row.outcome))
        totals = case_costs.total(self.desk.store, detail.row.no)
        self._before = totals[0].net
        self._judge()

    def agreed(self) -> Resolution | None:
        """What is chosen; None before an outcome is. Raises BadValue for what is no amount."""
        outcome = code_of(self.outcome)
        if not outcome:
            return None
        shares = (
            Share(line.kind, Party(code_of(line.payer)), minor)
            for line in self._shown()
            if (minor := line.amount.minor()) is not None
        )
        fault, cause = code_of(self.fault), code_of(self.cause)
        return Resolution(
            outcome=Outcome(outcome),
            shares=tuple(shares),
            fault=Party(fault) if fault else None,
            cause=Cause(cause) if cause else None,
        )

    def record(self) -> None:
        """Records what is chosen: the fields as one act, a cost for each amount."""
        detail = self.detail
        if detail is None or not insist(*(line.amount for line in self._shown())):
            return
        agreed = self.agreed()
        if agreed is None:
            self.outcome.setFocus()
            return
        said = _("Resolution: %(outcome)s") % {"outcome": label(agreed.outcome)}
        store, row = self.desk.store, detail.row
        act = self._history.do(
            said, lambda: case_resolutions.resolve(store, row.no, agreed, row.row_version)
        )
        if act:
            for line in self.lines.values():
                line.amount.set_text("")
        self.changed.emit()

    def _shown(self) -> list[_Line]:
        outcome = code_of(self.outcome)
        kinds = _PAID.get(Outcome(outcome), ()) if outcome else ()
        legs = _POSTAGE if outcome in _BOTH_LEGS else ()
        return [self.lines[kind] for kind in dict.fromkeys((*kinds, *legs))]

    def _judge(self) -> None:
        """Shows the lines that the outcome wants, what is doubtful, and what it would cost."""
        shown = self._shown()
        for line in self.lines.values():
            for part in line.parts:
                part.setVisible(line in shown)
        self._money.setVisible(bool(shown))
        self.record_button.setVisible(bool(code_of(self.outcome)))
        if any(line.amount.fault() for line in shown):
            return
        agreed = self.agreed()
        found = case_resolutions.doubts(agreed) if agreed is not None else []
        self.doubts.setText("\n".join(label(doubt) for doubt in found))
        self.doubts.setVisible(bool(found))
        self._foresee(agreed)

    def _foresee(self, agreed: Resolution | None) -> None:
        shares = agreed.shares if agreed is not None else ()
        ours = sum(share.amount_minor for share in shares if share.payer is Party.SHOP)
        self.forecast.setVisible(bool(ours))
        currency = self.detail.currency if self.detail is not None else "CNY"
        self.forecast.setText(
            _("True cost of the case then: %(amount)s")
            % {"amount": amount(self._before + ours, currency)}
        )

    def _build(self) -> None:
        self.foot.setSpacing(8)
        self.top.addWidget(self.stands)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        asked = (
            (_("Outcome"), self.outcome),
            (_("Whose fault"), self.fault),
            (_("Cause"), self.cause),
        )
        for column, (title, box) in enumerate(asked):
            grid.addWidget(words(title, "caption", wrap=False), 0, column)
            grid.addWidget(box, 1, column)
            grid.setColumnStretch(column, 1)
        self.foot.addLayout(grid)
        self._money = self._money_lines(CostKind)
        self.foot.addWidget(self._money)
        for part in (self.doubts, self.forecast):
            self.foot.addWidget(part)
        self.foot.addLayout(boxes.line(None, self.record_button))

    def _money_lines(self, kinds: Iterable[CostKind]) -> QWidget:
        place = QWidget()
        grid = QGridLayout(place)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        wanted = {kind for kinds_ in _PAID.values() for kind in kinds_}
        for row, kind in enumerate(kind for kind in kinds if kind in wanted):
            payer = choice(_("Who pays: %(what)s") % {"what": label(kind)}, Party)
            figure = AmountField(label(kind), bare=True)
            figure.changed.connect(self._judge)
            payer.activated.connect(lambda _place: self._judge())
            parts = (words(label(kind), wrap=False), payer, figure)
            for column, part in enumerate(parts):
                grid.addWidget(part, row, column)
            self.lines[kind] = _Line(kind, parts)
        return place
