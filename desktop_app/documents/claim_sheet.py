"""The claim sheet 快递理赔申请表: everything on it as data, and the verb that writes the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core.kinds import (
    ClaimKind,
    DamageDegree,
    EvidenceRole,
    PaymentMethod,
    ValueBasis,
)
from desktop_app.core.masking import NOTHING, Masks
from desktop_app.core.track import Track, everything

if TYPE_CHECKING:
    from desktop_app.documents.own_form import FormLayout
    from desktop_app.documents.pages import SheetFile


@dataclass(frozen=True)
class Contact:
    """Who sent a parcel, or should get it."""

    name: str = ""
    phone: str = ""
    address: str = ""


@dataclass(frozen=True)
class GoodsLine:
    """One item of the goods; ``price_minor`` is for one piece, None where it isn't known."""

    name: str
    sku: str = ""
    variant: str = ""
    quantity: int = 1
    claimed_quantity: int = 1
    price_minor: int | None = None


@dataclass(frozen=True)
class Photo:
    """A photo after the form.

    ``path`` is an upright JPEG small enough for paper, which goes into the file unchanged;
    None, or a file that is damaged or gone, becomes a framed sentence.
    """

    path: Path | None
    caption: str


@dataclass(frozen=True, kw_only=True)
class ClaimSheet:
    """One claim as the courier gets it (domain §3). What isn't known stays a blank on paper.

    Amounts are minor units of ``currency``; weights grams; times aware. ``goods_minor`` is
    the value of the goods; None has it summed from the lines. ``ratio`` is a fraction
    (0.8 for 80 %), ``rate`` what one unit of the currency is in CNY. ``language`` is the
    paper's own (``zh_CN`` or ``en``), ``layout`` a form in resources/templates; ``own`` is a
    courier's own form that is filled in instead.
    """

    claim_no: str
    tracking_no: str
    courier: str
    kind: ClaimKind
    claimed_minor: int
    currency: str = "CNY"
    rate: Decimal | None = None
    outlet: str = ""
    work_order_no: str = ""
    applied_on: date | None = None
    resend_tracking_no: str = ""
    platform: str = ""
    shop: str = ""
    order_no: str = ""
    buyer: str = ""
    case_no: str = ""
    sender: Contact = Contact()
    receiver: Contact = Contact()
    shipped_on: date | None = None
    signed_on: date | None = None
    signed_by: str = ""
    incident_on: date | None = None
    reported_by: str = ""
    reported_at: datetime | None = None
    declared_g: int | None = None
    accepted_g: int | None = None
    reweighed_g: int | None = None
    goods: tuple[GoodsLine, ...] = ()
    goods_minor: int | None = None
    value_basis: ValueBasis | None = None
    parcels: int | None = None
    parcels_affected: int | None = None
    insured: bool | None = None
    declared_value_minor: int | None = None
    premium_minor: int | None = None
    freight_minor: int | None = None
    ratio: Decimal | None = None
    deductible_minor: int | None = None
    cap_minor: int | None = None
    damage_place: str = ""
    damage_inner: str = ""
    damage_outer: str = ""
    damage_degree: DamageDegree | None = None
    what_happened: str = ""
    liable_party: str = ""
    basis: str = ""
    evidence: tuple[EvidenceRole, ...] = ()
    latest_filing_on: date | None = None
    answer_due_on: date | None = None
    payment_method: PaymentMethod | None = None
    account_holder: str = ""
    account_bank: str = ""
    account_no: str = ""
    prepared_by: str = ""
    photos: tuple[Photo, ...] = ()
    language: str = "zh_CN"
    layout: str = "claim_sheet"
    own: FormLayout | None = None


def write(
    sheets: Sequence[ClaimSheet],
    target: Path,
    *,
    masks: Masks = NOTHING,
    track: Track = everything,
) -> SheetFile:
    """Writes the sheets into one PDF, each with its photos and its own page numbers.

    ``masks`` hide the consignee and the account, for copies that leave the shop's hands.
    Raises FileTrouble when the file can't be written (held open by a viewer, full disk …) or a
    form's background is gone, and ValueError for no sheets at all; the target is then as it was.
    """
    from desktop_app.documents import claim_form, own_form_pages
    from desktop_app.documents.masks import masked

    if not sheets:
        raise ValueError("no sheets")
    document = claim_form.document(sheets)
    for sheet in track(sheets):
        shown = masked(sheet, masks)
        if shown.own is None:
            claim_form.draw(document, shown)
        else:
            own_form_pages.draw(document, shown, shown.own)
    return document.write(target)
