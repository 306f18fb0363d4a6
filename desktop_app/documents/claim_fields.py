"""What each field of a claim sheet is called and says (domain §3)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import StrEnum

from desktop_app.core import i18n
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import (
    ClaimKind,
    DamageDegree,
    EvidenceRole,
    PaymentMethod,
    ValueBasis,
)
from desktop_app.core.labels import label
from desktop_app.documents import figures, fonts
from desktop_app.documents.claim_sheet import ClaimSheet

_LABELS = {
    "claim_no": N_("Claim no."),
    "work_order_no": N_("Courier's work order no."),
    "applied_on": N_("Application date"),
    "courier": N_("Courier (outlet)"),
    "shop": N_("Platform / shop"),
    "case_no": N_("Case no."),
    "tracking_no": N_("Tracking no."),
    "resend_tracking_no": N_("Resend tracking no."),
    "order_no": N_("Order no."),
    "buyer": N_("Buyer ID"),
    "parcels": N_("Parcels / affected"),
    "shipped_on": N_("Shipped on"),
    "signed": N_("Signed on (by)"),
    "incident_on": N_("Incident on"),
    "reported_by": N_("Reported by"),
    "reported_at": N_("Reported at"),
    "latest_filing_on": N_("Latest filing date"),
    "kind": N_("Claim for"),
    "sender_name": N_("Sender"),
    "sender_phone": N_("Phone"),
    "sender_address": N_("Address"),
    "receiver_name": N_("Consignee"),
    "receiver_phone": N_("Phone"),
    "receiver_address": N_("Address"),
    "declared_g": N_("Declared weight"),
    "accepted_g": N_("Accepted weight"),
    "reweighed_g": N_("Re-weighed"),
    "value_basis": N_("Value basis"),
    "freight": N_("Freight paid"),
    "rate": N_("Currency / rate"),
    "insured": N_("Insured"),
    "declared_value": N_("Insured value"),
    "premium": N_("Premium"),
    "ratio": N_("Ratio"),
    "deductible": N_("Deductible"),
    "cap": N_("Contract's cap"),
    "amount": N_("Amount in figures"),
    "amount_words": N_("Amount in words"),
    "damage_place": N_("Damaged part"),
    "damage_degree": N_("Degree"),
    "damage_outer": N_("Outer packing"),
    "damage_inner": N_("Contents"),
    "what_happened": N_("What happened"),
    "liable_party": N_("Liable party"),
    "basis": N_("Basis of the claim"),
    "evidence": N_("Evidence enclosed"),
    "payment": N_("Payment by"),
    "answer_due_on": N_("Answer due"),
    "account_holder": N_("Account holder"),
    "account_bank": N_("Bank"),
    "account_no": N_("Account no."),
}

# The evidence a courier's form lists; the other roles appear only where they are marked.
LISTED = tuple(
    role
    for role in EvidenceRole
    if role not in (EvidenceRole.REPAIR_INVOICE, EvidenceRole.RECEIPT, EvidenceRole.OTHER)
)

_VALUES: dict[str, Callable[[ClaimSheet], str]] = {
    "claim_no": lambda s: s.claim_no,
    "work_order_no": lambda s: s.work_order_no,
    "applied_on": lambda s: figures.day(s.applied_on),
    "courier": lambda s: with_detail(s.courier, s.outlet),
    "shop": lambda s: " / ".join(filter(None, (s.platform, s.shop))),
    "case_no": lambda s: s.case_no,
    "tracking_no": lambda s: s.tracking_no,
    "resend_tracking_no": lambda s: s.resend_tracking_no,
    "order_no": lambda s: s.order_no,
    "buyer": lambda s: s.buyer,
    "parcels": lambda s: _of(figures.count(s.parcels), figures.count(s.parcels_affected)),
    "shipped_on": lambda s: figures.day(s.shipped_on),
    "signed": lambda s: with_detail(figures.day(s.signed_on), s.signed_by),
    "incident_on": lambda s: figures.day(s.incident_on),
    "reported_by": lambda s: s.reported_by,
    "reported_at": lambda s: figures.moment(s.reported_at),
    "latest_filing_on": lambda s: figures.day(s.latest_filing_on),
    "sender_name": lambda s: s.sender.name,
    "sender_phone": lambda s: s.sender.phone,
    "sender_address": lambda s: s.sender.address,
    "receiver_name": lambda s: s.receiver.name,
    "receiver_phone": lambda s: s.receiver.phone,
    "receiver_address": lambda s: s.receiver.address,
    "declared_g": lambda s: figures.weight(s.declared_g),
    "accepted_g": lambda s: figures.weight(s.accepted_g),
    "reweighed_g": lambda s: figures.weight(s.reweighed_g),
    "freight": lambda s: figures.amount(s.freight_minor, s.currency),
    "rate": lambda s: _of(s.currency, "" if s.rate is None else f"{s.rate:f}"),
    "declared_value": lambda s: figures.amount(s.declared_value_minor, s.currency),
    "premium": lambda s: figures.amount(s.premium_minor, s.currency),
    "ratio": lambda s: figures.percent(s.ratio),
    "deductible": lambda s: figures.amount(s.deductible_minor, s.currency),
    "cap": lambda s: figures.amount(s.cap_minor, s.currency),
    "amount": lambda s: figures.amount(s.claimed_minor, s.currency),
    "amount_words": lambda s: figures.in_words(s.claimed_minor, s.currency),
    "damage_place": lambda s: s.damage_place,
    "damage_outer": lambda s: s.damage_outer,
    "damage_inner": lambda s: s.damage_inner,
    "what_happened": lambda s: s.what_happened,
    "liable_party": lambda s: s.liable_party,
    "basis": lambda s: s.basis,
    "answer_due_on": lambda s: figures.day(s.answer_due_on),
    "account_holder": lambda s: s.account_holder,
    "account_bank": lambda s: s.account_bank,
    "account_no": lambda s: s.account_no,
}

_CHOICES: dict[str, Callable[[ClaimSheet], list[str]]] = {
    "kind": lambda s: _boxes(ClaimKind, (s.kind,)),
    "value_basis": lambda s: _boxes(ValueBasis, (s.value_basis,)),
    "damage_degree": lambda s: _boxes(DamageDegree, (s.damage_degree,)),
    "payment": lambda s: _boxes(PaymentMethod, (s.payment_method,)),
    "insured": lambda s: [
        _box(_("Yes"), marked=s.insured is True),
        _box(_("No"), marked=s.insured is False),
    ],
    "evidence": lambda s: _boxes((*LISTED, *_unlisted(s.evidence)), s.evidence),
}


def name(field: str, second: str = "") -> str:
    """The field's label in the paper's language, and below it in a second one."""
    first = _(_LABELS[field])
    if not second or i18n.nearest(second) == i18n.language():
        return first
    with i18n.speaking(second):
        below = _(_LABELS[field]).replace("\n", "")
    return f"{first}\n{below}"


def value(field: str, sheet: ClaimSheet) -> str:
    """What the sheet says in that field."""
    return _VALUES[field](sheet)


def choices(field: str, sheet: ClaimSheet) -> list[str] | None:
    """For a field of choices all of them, each with its box, marked or not; else None."""
    make = _CHOICES.get(field)
    return None if make is None else make(sheet)


def with_detail(text: str, detail: str) -> str:
    """``text (detail)``, or whichever of them there is."""
    if text and detail:
        return _("%(text)s (%(detail)s)") % {"text": text, "detail": detail}
    return text or detail


def _of(first: str, second: str) -> str:
    return f"{first} / {second}" if second else first


def _unlisted(roles: Iterable[EvidenceRole]) -> list[EvidenceRole]:
    return [role for role in dict.fromkeys(roles) if role not in LISTED]


def _boxes(kinds: Iterable[StrEnum], marked: Iterable[StrEnum | None]) -> list[str]:
    chosen = set(marked)
    return [_box(label(kind), marked=kind in chosen) for kind in kinds]


def _box(text: str, *, marked: bool) -> str:
    return (fonts.MARKED if marked else fonts.UNMARKED) + fonts.visible(text)
