"""What can be placed on a courier's own form, and what it says there.

A field is shown in one of its ways: in words, as a day's year alone, as a tick beside one of
its choices, as a bar code.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from enum import StrEnum

from desktop_app.core import clock
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
from desktop_app.documents import claim_fields, claim_form, figures
from desktop_app.documents.claim_sheet import ClaimSheet
from desktop_app.documents.own_form import OWN_TEXT, PlacedField
from desktop_app.documents.rows import Align

WORDS, BARCODE, FIGURE, LIST = "", "barcode", "figure", "list"
YEAR, MONTH, DAY = "year", "month", "day"
TICK, TICK_ALIGN = "✓", Align.CENTRE
_YES, _NO = "yes", "no"

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        N_("Claim"),
        (
            *("claim_no", "work_order_no", "applied_on", "courier", "shop", "case_no"),
            *("order_no", "buyer", "prepared_by", "latest_filing_on", "answer_due_on"),
        ),
    ),
    (
        N_("Parcel"),
        (
            *("tracking_no", "resend_tracking_no", "parcels", "shipped_on", "signed_on"),
            *("signed_by", "incident_on", "reported_by", "reported_at"),
            *("declared_g", "accepted_g", "reweighed_g"),
        ),
    ),
    (
        N_("Sender and consignee"),
        (
            *("sender_name", "sender_phone", "sender_address"),
            *("receiver_name", "receiver_phone", "receiver_address"),
        ),
    ),
    (N_("Goods"), ("goods", "goods_pieces", "goods_value", "value_basis")),
    (
        N_("Amounts"),
        (
            *("amount", "amount_words", "freight", "rate", "insured", "declared_value"),
            *("premium", "ratio", "deductible", "cap"),
        ),
    ),
    (
        N_("What happened"),
        (
            *("kind", "what_happened", "damage_place", "damage_degree", "damage_outer"),
            *("damage_inner", "liable_party", "basis", "evidence"),
        ),
    ),
    (N_("Payment and account"), ("payment", "account_holder", "account_bank", "account_no")),
    (N_("Own words"), (OWN_TEXT,)),
)
FIELDS = frozenset(field for _title, fields in GROUPS for field in fields)

_TITLES = {
    "sender_phone": N_("Sender's phone"),
    "sender_address": N_("Sender's address"),
    "receiver_phone": N_("Consignee's phone"),
    "receiver_address": N_("Consignee's address"),
    "signed_on": N_("Signed on"),
    "signed_by": N_("Signed by"),
    "prepared_by": N_("Handled by"),
    "goods": N_("Goods"),
    "goods_pieces": N_("Pieces claimed"),
    "goods_value": N_("Total value of the goods"),
    OWN_TEXT: N_("Own words"),
}
_WAYS = {
    BARCODE: N_("bar code"),
    FIGURE: N_("without currency"),
    LIST: N_("one a line"),
    YEAR: N_("year"),
    MONTH: N_("month"),
    DAY: N_("day"),
    _YES: N_("Yes"),
    _NO: N_("No"),
}

_TEXTS: dict[str, Callable[[ClaimSheet], str]] = {
    "signed_on": lambda s: figures.day(s.signed_on),
    "signed_by": lambda s: s.signed_by,
    "prepared_by": lambda s: s.prepared_by,
    "goods": lambda s: _("; ").join(_goods(s)),
    "goods_pieces": lambda s: figures.count(_pieces(s)),
    "goods_value": lambda s: figures.amount(claim_form.goods_minor(s), s.currency),
}
_DAYS: dict[str, Callable[[ClaimSheet], date | None]] = {
    "applied_on": lambda s: s.applied_on,
    "shipped_on": lambda s: s.shipped_on,
    "signed_on": lambda s: s.signed_on,
    "incident_on": lambda s: s.incident_on,
    "reported_at": lambda s: clock.to_local(s.reported_at).date() if s.reported_at else None,
    "latest_filing_on": lambda s: s.latest_filing_on,
    "answer_due_on": lambda s: s.answer_due_on,
}
_AMOUNTS: dict[str, Callable[[ClaimSheet], int | None]] = {
    "amount": lambda s: s.claimed_minor,
    "freight": lambda s: s.freight_minor,
    "declared_value": lambda s: s.declared_value_minor,
    "premium": lambda s: s.premium_minor,
    "deductible": lambda s: s.deductible_minor,
    "cap": lambda s: s.cap_minor,
    "goods_value": claim_form.goods_minor,
}
_KINDS: dict[str, type[StrEnum]] = {
    "kind": ClaimKind,
    "value_basis": ValueBasis,
    "damage_degree": DamageDegree,
    "payment": PaymentMethod,
    "evidence": EvidenceRole,
}
_MARKED: dict[str, Callable[[ClaimSheet], tuple[StrEnum | None, ...]]] = {
    "kind": lambda s: (s.kind,),
    "value_basis": lambda s: (s.value_basis,),
    "damage_degree": lambda s: (s.damage_degree,),
    "payment": lambda s: (s.payment_method,),
    "evidence": lambda s: s.evidence,
}


_WAYS_OF: tuple[tuple[str, Collection[str]], ...] = (
    (BARCODE, ("claim_no", "case_no", "tracking_no", "resend_tracking_no", "order_no")),
    (FIGURE, ("amount_words", *_AMOUNTS)),
    (LIST, ("goods",)),
    (YEAR, _DAYS),
    (MONTH, _DAYS),
    (DAY, _DAYS),
    (_YES, ("insured",)),
    (_NO, ("insured",)),
)


def ways(field: str) -> tuple[str, ...]:
    """How a field can be shown; the first is the usual way."""
    if field in _KINDS:
        return (WORDS, *(kind.value for kind in _KINDS[field]))
    return (WORDS, *(way for way, fields in _WAYS_OF if field in fields))


def is_tick(field: str, way: str) -> bool:
    """Whether it marks one of several choices."""
    return way != WORDS and (field in _KINDS or field == "insured")


def title(field: str, way: str = WORDS) -> str:
    """What it is called, in the language spoken now."""
    name = _(_TITLES[field]) if field in _TITLES else claim_fields.name(field)
    if way == WORDS:
        return name
    return _("%(field)s: %(way)s") % {"field": name, "way": way_title(field, way)}


def way_title(field: str, way: str) -> str:
    """What one of its ways is called; for the usual one the field itself."""
    if way == WORDS:
        return title(field)
    return label(_KINDS[field](way)) if field in _KINDS else _(_WAYS[way])


def content(placed: PlacedField, sheet: ClaimSheet) -> str:
    """What the claim says there; for a tick `TICK` or nothing, for a bar code its text."""
    if placed.field == OWN_TEXT:
        return placed.text
    if is_tick(placed.field, placed.way):
        return TICK if placed.way in _marked(placed.field, sheet) else ""
    special = _SPECIAL.get(placed.way)
    return special(placed, sheet) if special else _words(placed.field, sheet)


def _words(field: str, sheet: ClaimSheet) -> str:
    if field in _KINDS or field == "insured":
        return _(", ").join(way_title(field, way) for way in _marked(field, sheet))
    own = _TEXTS.get(field)
    return claim_fields.value(field, sheet) if own is None else own(sheet)


def _part_of_day(placed: PlacedField, sheet: ClaimSheet) -> str:
    when = _DAYS[placed.field](sheet)
    return "" if when is None else str(getattr(when, placed.way))


def _figure(placed: PlacedField, sheet: ClaimSheet) -> str:
    if placed.field == "amount_words":
        return claim_fields.value(placed.field, sheet).removeprefix("人民币")
    return figures.plain(_AMOUNTS[placed.field](sheet), sheet.currency)


def _marked(field: str, sheet: ClaimSheet) -> list[str]:
    if field == "insured":
        return [] if sheet.insured is None else [_YES if sheet.insured else _NO]
    return [kind.value for kind in _MARKED[field](sheet) if kind is not None]


def _goods(sheet: ClaimSheet) -> list[str]:
    lines = [line for line in sheet.goods if line.claimed_quantity]
    return [
        " ".join(filter(None, (line.name, line.variant, f"× {line.claimed_quantity}")))
        for line in lines
    ]


def _pieces(sheet: ClaimSheet) -> int | None:
    return sum(line.claimed_quantity for line in sheet.goods) if sheet.goods else None


_SPECIAL: dict[str, Callable[[PlacedField, ClaimSheet], str]] = {
    YEAR: _part_of_day,
    MONTH: _part_of_day,
    DAY: _part_of_day,
    FIGURE: _figure,
    LIST: lambda _placed, sheet: "\n".join(_goods(sheet)),
}
