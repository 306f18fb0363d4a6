"""One claim beside the list: where it stands, what can be done, and all that is known of it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import ClaimStage
from desktop_app.services import claim_sheets, claims, couriers
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.views import claims_form, tab_order
from desktop_app.views.claims_amount import AmountBox, by_terms
from desktop_app.views.claims_courier import CourierBox
from desktop_app.views.claims_evidence import EvidenceCard
from desktop_app.views.claims_goods import GoodsBox
from desktop_app.views.claims_head import ClaimHead
from desktop_app.views.claims_payments import PaymentsCard
from desktop_app.views.claims_steps import StepBar
from desktop_app.views.claims_timeline import TimelineCard
from desktop_app.views.desk import Desk
from desktop_app.views.folding_card import FoldingCard
from desktop_app.views.icons import icon


class ClaimPanel(QWidget):
    """`replaced` tells the number of the claim that took this one's place."""

    replaced = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.claim: ClaimDetail | None = None
        self.head = ClaimHead(desk)
        self.steps = StepBar(desk, self.settle)
        self.amount = AmountBox()
        self.courier = CourierBox(desk)
        self.goods = GoodsBox(desk.store)
        self.evidence = EvidenceCard(desk)
        self.payments = PaymentsCard(desk)
        self.timeline = TimelineCard(desk)
        self.cards = claims_form.cards(desk)
        self.save_bar, self.save_button, self.drop_button = _save_bar()
        self._scroll = QScrollArea()
        self._build()
        self._connect()

    @property
    def no(self) -> str:
        """The number of the claim that is shown."""
        return self.claim.no if self.claim else ""

    def show_claim(self, no: str) -> bool:
        """Shows a claim; what was typed into another is kept first. False where it can't be."""
        if no != self.no and not self.settle():
            return False
        claim = self._desk.attempt(lambda: claims.show(self._desk.store, no))
        if claim is None:
            return False
        if self.claim is None or self.claim.no != no:
            self._scroll.verticalScrollBar().setValue(0)
        self._show(claim)
        return True

    def refresh(self, *, own: bool = False) -> None:
        """Reads the claim again; what is being typed stays.

        The version that was read when typing began stays too, so that a change made elsewhere
        meanwhile isn't overwritten; ``own`` says that the change was made here.
        """
        claim = self.claim
        if claim is None:
            return
        now = self._desk.attempt(lambda: claims.show(self._desk.store, claim.no))
        if now is None:
            return
        if not self.dirty():
            self._show(now)
            return
        self._show_state(now)
        if own:
            self.claim = now

    def dirty(self) -> bool:
        """Whether something is typed that isn't saved."""
        if self.claim is None:
            return False
        typed = (self.amount.dirty(), self.goods.table.dirty(), self.courier.dirty())
        return any(typed) or any(card.dirty() for card in self.cards.values())

    def settle(self) -> bool:
        """Saves what is typed, or asks to drop what can't be saved; False to stay here."""
        if not self.dirty() or self.save():
            return True
        question = _("What you typed into %(no)s can't be saved as it is. Drop it?")
        if not self._desk.prompts.confirm(self, question % {"no": self.no}, _("Drop it")):
            return False
        self.drop()
        return True

    def save(self) -> bool:
        """Stores what was typed; False when something is wrong, which is then said beside it."""
        claim = self.claim
        if claim is None or not self._sound():
            return False
        saved = self._desk.attempt(partial(self._store, claim))
        if saved is None:
            return False
        self._show(saved)
        self._desk.say(_("Saved: %(file)s") % {"file": claim.no})
        return True

    def drop(self) -> None:
        """Shows the claim as it is stored."""
        if self.claim is not None:
            self._show(self.claim)
            self.refresh()

    def replace(self) -> None:
        """Voids a filed claim and opens its copy as a draft."""
        claim = self.claim
        if claim is None or not self.settle():
            return
        question = _("Why is %(no)s void? Its copy opens as a draft.") % {"no": claim.no}
        reason = self._desk.prompts.text(self, question)
        if reason is None:
            return
        new = self._desk.attempt(lambda: claims.replace(self._desk.store, claim.no, reason))
        if new is not None:
            self.replaced.emit(new.no)

    def close_form(self) -> bool:
        """Closes a form that is open in the panel; False when there is none."""
        if self.steps.form.isVisible():
            self.steps.leave()
        elif self.payments.form.isVisible():
            self.payments.cancel()
        else:
            return False
        return True

    def _store(self, claim: ClaimDetail) -> ClaimDetail:
        exchanged = self.amount.exchanged()
        fields: dict[str, object] = {}
        if exchanged:
            fields["currency"] = self.amount.field.currency
        for card in self.cards.values():
            fields |= card.changes(amounts=exchanged)
        return claims.change(
            self._desk.store,
            claim.no,
            fields,
            goods=self.goods.table.goods() if exchanged or self.goods.table.dirty() else None,
            amount_minor=self.amount.minor() if self.amount.dirty() else None,
            courier=self.courier.code() if self.courier.dirty() else "",
            row_version=claim.row.row_version,
        )

    def _sound(self) -> bool:
        """Whether all that is typed can be stored; else the cursor goes to the first fault."""
        if not self.amount.field.insist():
            self.amount.field.edit.setFocus()
            return False
        if self.goods.table.fault():
            self.goods.table.setFocus()
            return False
        for card in self.cards.values():
            box = card.wrong()
            if box is not None:
                card.unfold(True)
                self._scroll.ensureWidgetVisible(box)
                box.edit.setFocus()
                return False
        return True

    def _show(self, claim: ClaimDetail) -> None:
        self.claim = claim
        self._fill(claim)
        self._show_state(claim)
        self._look()

    def _fill(self, claim: ClaimDetail) -> None:
        row = claim.row
        filed = row.stage is not ClaimStage.DRAFT
        courier = couriers.find(self._desk.store, row.courier)
        form = courier.form if courier is not None else ""
        self.amount.english = claim_sheets.language_of(self._desk.store, form) == "en"
        self.amount.fill(row.claimed_minor, row.currency, fixed=filed)
        self.courier.fill(row.courier, fixed=filed)
        self.goods.show_goods(claim.goods, row.currency, fixed=filed)
        for card in self.cards.values():
            card.fill(claim.fields, row.currency, filed=filed)
        self._reckon()

    def _show_state(self, claim: ClaimDetail) -> None:
        live = claim.row.stage is not ClaimStage.VOID
        self.head.show_claim(claim)
        self.evidence.show_claim(claim, live=live)
        self.payments.show_claim(claim, live=live)
        self.timeline.show_claim(claim, live=live)
        self.steps.show_claim(claim)
        tab_order.put_after(self.head.more, self.steps.buttons.values())

    def _goods_changed(self) -> None:
        """The goods' value follows the lines, unless the person gave another."""
        total, value = self.goods.table.total(), self.cards["value"].entries["goods_minor"]
        if total is not None and not value.touched:
            value.put(total)
        self._edited()

    def _exchange(self, currency: str) -> None:
        """All amounts of the claim are read in the currency that was chosen."""
        self.goods.put_currency(currency)
        for card in self.cards.values():
            card.put_currency(currency)
        self._edited()

    def _edited(self) -> None:
        self._reckon()
        self._look()

    def _reckon(self) -> None:
        """What the typed values make by the terms."""
        value = self.cards["value"]
        try:
            raw = value.entries["ratio"].value()
            ratio = couriers.ratio(str(raw)) if raw else None
        except UserError:
            ratio = None
        terms = (ratio, value.minor("deductible_minor"), value.minor("cap_minor"))
        currency = self.amount.field.currency
        goods, freight = value.minor("goods_minor"), value.minor("freight_minor")
        self.amount.propose(by_terms(goods, freight, terms, currency))

    def _look(self) -> None:
        self.save_bar.setVisible(self.dirty())

    def _build(self) -> None:
        money = FoldingCard(self._desk, "claim-amount", _("Amount and goods"))
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.amount, 1)
        line.addWidget(self.courier, 0, Qt.AlignmentFlag.AlignTop)
        money.inner.addLayout(line)
        money.inner.addWidget(self.goods)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        card = self.cards
        for part in (
            *(money, self.payments, self.evidence, card["parcel"], card["story"]),
            *(card["value"], card["damage"], card["people"], card["payment"], self.timeline),
        ):
            column.addWidget(part)
        column.addStretch(1)
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.head)
        layout.addWidget(self.steps)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.save_bar)

    def _connect(self) -> None:
        self.amount.changed.connect(self._look)
        self.amount.currency_changed.connect(self._exchange)
        self.courier.changed.connect(self._look)
        self.goods.changed.connect(self._goods_changed)
        for card in self.cards.values():
            card.edited.connect(self._edited)
        for told in (
            *(self.steps.done, self.evidence.changed, self.payments.entered),
            *(self.timeline.added, self.head.changed),
        ):
            told.connect(partial(self.refresh, own=True))
        self.evidence.judged.connect(self._warn)
        self.head.replace_wanted.connect(self.replace)
        self.save_button.clicked.connect(self.save)
        self.drop_button.clicked.connect(self.drop)
        keys = QShortcut(QKeySequence.StandardKey.Save, self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.save)

    def _warn(self) -> None:
        self.steps.missing = self.evidence.missing


def _save_bar() -> tuple[QFrame, QPushButton, QPushButton]:
    bar = QFrame()
    bar.setProperty("card", True)
    words = QLabel(_("Not saved yet"))
    words.setProperty("role", "heading")
    keep = QPushButton(icon("save"), _("Save"))
    keep.setToolTip(_("Save (Ctrl+S)"))
    drop = QPushButton(_("Drop the changes"))
    drop.setProperty("flat", True)
    layout = QHBoxLayout(bar)
    layout.setContentsMargins(12, 6, 12, 6)
    layout.addWidget(words, 1)
    layout.addWidget(drop)
    layout.addWidget(keep)
    bar.hide()
    return bar, keep, drop
