"""A courier's own form while it is laid out: what can be placed, how it looks, a page to try.

The words are those of a real claim, the newest unless another is named, so that what is too long
for its box shows at once; a shop without claims sees an invented one.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import i18n, paths
from desktop_app.core.i18n import _
from desktop_app.core.kinds import (
    ClaimKind,
    ClaimStage,
    DamageDegree,
    EvidenceRole,
    PaymentMethod,
    ValueBasis,
)
from desktop_app.documents.own_form import FormLayout, PlacedField
from desktop_app.models.claims import Claim
from desktop_app.services import claim_sheets
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from desktop_app.documents.claim_sheet import ClaimSheet

_TICK_MM, _TICK_SIZE = 5.0, 11.0
_BARCODE_MM, _BARCODE_LINES = 60.0, 2
_STORY_MM, _STORY_LINES = 120.0, 4
_STORIES = frozenset({"what_happened", "goods", "evidence"})
_ADDRESSES = frozenset({"sender_address", "receiver_address", "amount_words", "basis"})
_PART_MM = 12.0


@dataclass(frozen=True)
class Offer:
    """Something that can be placed. ``title`` is its whole name, ``short`` the one in its group.

    ``sample`` is what the claim says there; empty where it says nothing.
    """

    field: str
    way: str
    group: str
    title: str
    short: str
    sample: str


@dataclass(frozen=True)
class Shown:
    """How a placed field looks: its lines at the size at which they fit, as on paper.

    ``blank``: the claim says nothing there, the lines are the field's name. ``whole`` is False
    where not all of it has room. ``bars`` are a bar code's (left, width) in mm; without any the
    box is too narrow for it, and its text is printed.
    """

    lines: tuple[str, ...]
    size: float
    whole: bool = True
    blank: bool = False
    bars: tuple[tuple[float, float], ...] = ()


class Proof:
    """The claim whose words are shown, in the language of a form."""

    def __init__(self, store: Store, language: str, no: str = "") -> None:
        """Takes the claim of that number, else the newest; raises NotFound for none such."""
        self.store = store
        self.language = language
        self.no = no or _newest(store)
        self._sheet = _sheet(store, self.no, language)

    def offers(self) -> list[Offer]:
        """All that can be placed, by groups; names in the program's language."""
        from desktop_app.documents import own_form_fields as catalogue

        return [
            Offer(
                field,
                way,
                _(group),
                catalogue.title(field, way),
                catalogue.way_title(field, way),
                self.text(PlacedField(field, way)),
            )
            for group, fields in catalogue.GROUPS
            for field in fields
            for way in catalogue.ways(field)
        ]

    def title(self, placed: PlacedField) -> str:
        """What a placed field is called."""
        from desktop_app.documents import own_form_fields as catalogue

        return placed.text.strip() or catalogue.title(placed.field, placed.way)

    def text(self, placed: PlacedField) -> str:
        """What the claim says there."""
        from desktop_app.documents import own_form_fields as catalogue

        with i18n.speaking(self.language):
            return catalogue.content(placed, self._sheet)

    def shown(self, placed: PlacedField) -> Shown:
        """How it looks on the form."""
        from desktop_app.documents import own_form_fields as catalogue
        from desktop_app.documents import own_form_pages

        text = self.text(placed)
        if catalogue.is_tick(placed.field, placed.way):
            return Shown((catalogue.TICK,), placed.size, blank=not text)
        if placed.way == catalogue.BARCODE and (bars := own_form_pages.bars(placed, text)):
            return Shown((), placed.size, bars=bars)
        fitted = own_form_pages.fitted(placed, text or self.title(placed))
        return Shown(fitted.lines, fitted.size, fitted.whole or not text, blank=not text)

    def lacks_bars(self, placed: PlacedField) -> bool:
        """Whether a bar code has no room in its box, and is printed as its number."""
        from desktop_app.documents import own_form_fields as catalogue

        return placed.way == catalogue.BARCODE and not self.shown(placed).bars

    def write(self, layout: FormLayout, target: Path) -> Path:
        """Writes the claim on a form, kept or not, to look at or to print once.

        Raises FileTrouble.
        """
        from desktop_app.documents import claim_sheet

        paths.private_dir(target.parent)
        sheet = _sheet(self.store, self.no, layout.language)
        claim_sheet.write([replace(sheet, own=layout)], target)
        return target


def fresh(field: str, way: str) -> PlacedField:
    """A field as it first comes onto a form: its box about as large as its words usually are."""
    from desktop_app.documents import own_form_fields as catalogue

    if catalogue.is_tick(field, way):
        return PlacedField(
            field, way, width_mm=_TICK_MM, size=_TICK_SIZE, align=catalogue.TICK_ALIGN
        )
    if way == catalogue.BARCODE:
        return PlacedField(field, way, width_mm=_BARCODE_MM, lines=_BARCODE_LINES)
    if way in (catalogue.YEAR, catalogue.MONTH, catalogue.DAY):
        return PlacedField(field, way, width_mm=_PART_MM)
    if field in _STORIES:
        return PlacedField(field, way, width_mm=_STORY_MM, lines=_STORY_LINES)
    return PlacedField(field, way, width_mm=90.0 if field in _ADDRESSES else 45.0)


def proof_file(store: Store) -> Path:
    """Where a trial page is written; the next one replaces it."""
    return store.paths.thumbs.parent / "proofs" / "proof.pdf"


def forget(store: Store) -> None:
    """Takes the trial page away."""
    with contextlib.suppress(OSError):
        proof_file(store).unlink(missing_ok=True)


def _newest(store: Store) -> str:
    with store.connection():
        found = (
            Claim.select(Claim.no)
            .where(Claim.stage != ClaimStage.VOID.value)
            .order_by(Claim.id.desc())
            .first()
        )
    return str(found.no) if found else ""


def _sheet(store: Store, no: str, language: str) -> ClaimSheet:
    if not no:
        return _invented(language)
    return claim_sheets.sheet_of(store, no, "en" if language == "en" else "zh")


def _invented(language: str) -> ClaimSheet:
    from desktop_app.documents.claim_sheet import ClaimSheet, Contact, GoodsLine

    day = date(2026, 9, 3)
    return ClaimSheet(
        claim_no="LP-202609-0001",
        tracking_no="YT1234567890123",
        courier="圆通速递",
        kind=ClaimKind.DAMAGED,
        claimed_minor=6190,
        outlet="城西网点",
        work_order_no="GD20260903-0001",
        applied_on=day,
        platform="淘宝",
        shop="示例店铺",
        order_no="2026090312345678901",
        buyer="示例买家",
        case_no="SH-202609-0001",
        sender=Contact("张三", "13800000000", "浙江省杭州市西湖区示例路1号"),
        receiver=Contact("李四", "13900000000", "江苏省苏州市姑苏区示例街2号"),
        shipped_on=day,
        signed_on=day,
        signed_by="本人",
        incident_on=day,
        declared_g=850,
        accepted_g=860,
        goods=(GoodsLine("玻璃花瓶", "VASE-01", "透明", 2, 1, 5490),),
        value_basis=ValueBasis.SALE,
        parcels=1,
        parcels_affected=1,
        insured=False,
        freight_minor=700,
        damage_place="瓶口",
        damage_outer="右下角压扁",
        damage_inner="破碎",
        damage_degree=DamageDegree.TOTAL,
        what_happened="签收时外箱变形，开箱后发现内件破碎，已拍照并与派件员当场确认。",
        liable_party="中转运输",
        evidence=(EvidenceRole.WAYBILL, EvidenceRole.DAMAGE),
        payment_method=PaymentMethod.TRANSFER,
        account_holder="示例商贸有限公司",
        account_bank="示例银行城西支行",
        account_no="6222000000000000000",
        prepared_by="小林",
        language=language,
    )
