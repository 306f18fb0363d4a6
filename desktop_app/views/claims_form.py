"""A claim's fields (domain §3) in groups, each a card; a draft's are edited, a filed one's read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout

from desktop_app.core import money
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import ClaimKind, DamageDegree, PaymentMethod, Platform, ValueBasis
from desktop_app.core.masking import Place
from desktop_app.services import claim_fields, privacy
from desktop_app.views.claims_entries import Entry, Sort, Spec
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field
from desktop_app.views.folding_card import FoldingCard

_SIXTHS = 6
PARCEL = (
    Spec("kind", N_("Claim for"), Sort.CHOICE, 2, tuple(ClaimKind), empty=False),
    Spec("outlet", N_("Outlet"), span=2),
    Spec("work_order_no", N_("Courier's work order no."), span=2),
    Spec("tracking", N_("Tracking no."), span=3),
    Spec("resend_tracking", N_("Resend tracking no."), span=3),
    Spec("order_no", N_("Order no."), span=3),
    Spec("buyer_text", N_("Buyer ID"), span=3),
    Spec("platform", N_("Platform"), Sort.CHOICE, 3, tuple(Platform)),
    Spec("shop_name", N_("Shop"), span=3),
    Spec("shipped_on", N_("Shipped on"), Sort.DAY, 2),
    Spec("signed_on", N_("Signed on"), Sort.DAY, 2),
    Spec("signed_by", N_("Signed by"), span=2),
    Spec("incident_on", N_("Incident on"), Sort.DAY, 2),
    Spec("applied_on", N_("Application date"), Sort.DAY, 2),
    Spec("latest_filing_on", N_("Latest filing date"), Sort.DAY, 2),
    Spec("reported_by", N_("Reported by"), span=2),
    Spec("reported_at", N_("Reported at"), Sort.MOMENT, 2),
    Spec("parcels", N_("Parcels"), Sort.COUNT, 1),
    Spec("parcels_affected", N_("Affected"), Sort.COUNT, 1),
)
STORY = (
    Spec("what_happened", N_("What happened"), Sort.NOTE, 6),
    Spec("liable_party", N_("Liable party"), span=3),
    Spec("basis", N_("Basis of the claim"), span=3),
    Spec("note", N_("Own note, not on paper"), Sort.NOTE, 6),
)
VALUE = (
    Spec("goods_minor", N_("Goods' value"), Sort.AMOUNT, 2),
    Spec("value_basis", N_("Value basis"), Sort.CHOICE, 2, tuple(ValueBasis), empty=False),
    Spec("freight_minor", N_("Freight paid"), Sort.AMOUNT, 2),
    Spec("ratio", N_("Ratio"), Sort.SHARE, 2),
    Spec("deductible_minor", N_("Deductible"), Sort.AMOUNT, 2),
    Spec("cap_minor", N_("Contract's cap"), Sort.AMOUNT, 2),
    Spec("insured", N_("Insured"), Sort.FLAG, 2),
    Spec("declared_value_minor", N_("Insured value"), Sort.AMOUNT, 2),
    Spec("premium_minor", N_("Premium"), Sort.AMOUNT, 2),
    Spec("rate", N_("Exchange rate to CNY"), Sort.RATE, 2),
)
DAMAGE = (
    Spec("damage_place", N_("Damaged part"), span=3),
    Spec("damage_degree", N_("Degree"), Sort.CHOICE, 3, tuple(DamageDegree)),
    Spec("damage_outer", N_("Outer packing"), span=3),
    Spec("damage_inner", N_("Contents"), span=3),
    Spec("declared_g", N_("Declared weight"), Sort.GRAMS, 2),
    Spec("accepted_g", N_("Accepted weight"), Sort.GRAMS, 2),
    Spec("reweighed_g", N_("Re-weighed"), Sort.GRAMS, 2),
)
PEOPLE = (
    Spec("sender_name", N_("Sender"), span=3),
    Spec("sender_phone", N_("Sender's phone"), span=3),
    Spec("sender_address", N_("Sender's address"), span=6),
    Spec("receiver_name", N_("Consignee"), span=3),
    Spec("receiver_phone", N_("Consignee's phone"), span=3),
    Spec("receiver_address", N_("Consignee's address"), span=6),
)
PAYMENT = (
    Spec("payment_method", N_("Payment by"), Sort.CHOICE, 3, tuple(PaymentMethod)),
    Spec("prepared_by", N_("Prepared by"), span=3),
    Spec("account_holder", N_("Account holder"), span=3),
    Spec("account_bank", N_("Bank"), span=3),
    Spec("account_no", N_("Account no."), span=6),
)


class FieldsCard(FoldingCard):
    """Some fields of the form. In a filed claim those that are empty are left out."""

    edited = Signal()

    def __init__(
        self, desk: Desk, key: str, title: str, specs: Iterable[Spec], *, opened: bool = True
    ) -> None:
        super().__init__(desk, key, title, opened=opened)
        self._desk = desk
        self.entries = {spec.name: Entry(spec) for spec in specs}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(8)
        for column in range(_SIXTHS):
            self._grid.setColumnStretch(column, 1)
            self._grid.setColumnMinimumWidth(column, 20)
        self.inner.addLayout(self._grid)
        for entry in self.entries.values():
            entry.setParent(self)
            entry.widget.setParent(self.body)
            entry.changed.connect(self.edited)

    def fill(self, fields: Mapping[str, object], currency: str, *, filed: bool) -> None:
        """Shows stored values; what was typed is lost."""
        shown = []
        for name, entry in self.entries.items():
            entry.fill(fields.get(name), currency)
            self._hide(name, entry)
            fixed = filed and name not in claim_fields.LATER
            entry.freeze(fixed)
            if not fixed or entry.raw() not in ("", "0"):
                shown.append(entry)
        self._lay_out(shown)

    def _hide(self, name: str, entry: Entry) -> None:
        """The buyer's own data are masked until somebody goes into the field (R41)."""
        masks = privacy.masks(self._desk.store, Place.SCREEN)
        by = {
            "receiver_name": masks.name,
            "receiver_phone": masks.phone,
            "receiver_address": masks.address,
        }.get(name)
        if by is not None and isinstance(entry.box, Field):
            entry.box.edit.hide_by(by)

    def changes(self, *, amounts: bool = False) -> dict[str, object]:
        """What was typed, by field, or ``amounts`` all amounts too. Raises BadValue."""
        return {
            name: each.value()
            for name, each in self.entries.items()
            if each.edited() or (amounts and each.spec.sort is Sort.AMOUNT)
        }

    def put_currency(self, currency: str) -> None:
        """Reads the amounts in another currency; the digits stay."""
        for entry in self.entries.values():
            entry.put_currency(currency)

    def dirty(self) -> bool:
        """Whether anything was typed."""
        return any(entry.edited() for entry in self.entries.values())

    def wrong(self) -> Field | None:
        """The first field with a fault, all of which are then said."""
        found = [entry.box for entry in self.entries.values() if not entry.insist()]
        return found[0] if found and isinstance(found[0], Field) else None

    def minor(self, name: str) -> int | None:
        """The amount in a field as it is typed now; None while it is empty or none."""
        entry = self.entries[name]
        try:
            return money.parse(entry.raw(), entry.currency) if entry.raw() else None
        except UserError:
            return None

    def _lay_out(self, shown: list[Entry]) -> None:
        while self._grid.count():
            self._grid.takeAt(0)
        row = column = 0
        for entry in self.entries.values():
            entry.widget.setVisible(entry in shown)
            if entry not in shown:
                continue
            span = entry.spec.span
            if column + span > _SIXTHS:
                row, column = row + 1, 0
            self._grid.addWidget(entry.widget, row, column, 1, span)
            column += span
        self.setVisible(bool(shown))


def cards(desk: Desk) -> dict[str, FieldsCard]:
    """All groups, in their order."""
    return {
        "parcel": FieldsCard(desk, "parcel", _("Parcel and order"), PARCEL),
        "story": FieldsCard(desk, "story", _("What happened"), STORY),
        "value": FieldsCard(desk, "value", _("Value and contract's terms"), VALUE),
        "damage": FieldsCard(desk, "damage", _("Damage and weights"), DAMAGE, opened=False),
        "people": FieldsCard(desk, "people", _("Sender and consignee"), PEOPLE, opened=False),
        "payment": FieldsCard(desk, "payment", _("Where they pay to"), PAYMENT, opened=False),
    }
