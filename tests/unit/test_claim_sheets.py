"""Claims on paper: in the courier's language, kept with the claim, never of a void one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import ClaimKind, EvidenceRole, Platform
from desktop_app.models.claims import Claim
from desktop_app.models.photos import Photo
from desktop_app.services import buyers, claim_sheets, claim_steps, claims, couriers, photos
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_sources import Goods
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store


def opened(shop: Store, tracking: str = "YT1234567890123", courier: str = "yto") -> ClaimDetail:
    return claims.open(
        shop,
        ClaimDraft(
            kind=ClaimKind.DAMAGED,
            tracking=tracking,
            courier=courier,
            amount_minor=6190,
            goods=(Goods("CUP", "马克杯 <&>", "白色", 2, 1, 5490),),
            fields={
                "receiver_name": "王小明",
                "receiver_phone": "13912345678",
                "receiver_address": "江苏省苏州市姑苏区平江路1号",
                "account_no": "6222021234567890",
                "evidence": ["value_proof"],
                "ratio": "80%",
                "rate": "7.10",
                "damage_degree": "partial",
                "payment_method": "transfer",
                "signed_on": "2026-05-03",
            },
        ),
    )


def text_of(path: Path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages)


def test_the_sheet_says_what_the_claim_says(shop: Store, tmp_path: Path) -> None:
    claim = opened(shop)
    sheet = claim_sheets.sheet_of(shop, claim.no)
    assert (sheet.courier, sheet.language, sheet.layout) == ("圆通速递", "zh_CN", "claim_sheet")
    made = claim_sheets.write(shop, [claim.no], tmp_path / "sheet.pdf")
    text = text_of(made.path)
    for wanted in ("快递理赔申请表", claim.no, "YT1234567890123", "马克杯 <&>", "王小明"):
        assert wanted in text
    assert "人民币陆拾壹元玖角" in text
    assert made.sha256 == hashlib.sha256(made.path.read_bytes()).hexdigest()
    assert claims.show(shop, claim.no).row.sheet_file == ""


def test_a_sheet_in_the_shops_documents_is_kept_with_the_claim(shop: Store) -> None:
    claim = opened(shop)
    made = claim_sheets.write(shop, [claim.no], claim_sheets.own_file(shop, [claim.no]))
    kept = Claim.get(Claim.no == claim.no)
    assert kept.sheet_file == f"documents/claims/{claim.no}.pdf"
    assert kept.sheet_sha256 == made.sha256
    assert claims.show(shop, claim.no).events[-1].text == kept.sheet_file


def test_r41_a_masked_copy_hides_the_consignee(shop: Store, tmp_path: Path) -> None:
    claim = opened(shop)
    text = text_of(claim_sheets.write(shop, [claim.no], tmp_path / "m.pdf", masked=True).path)
    assert "王**" in text
    assert "13912345678" not in text
    assert "6222021234567890" not in text


def test_couriers_abroad_get_a_letter_in_english(shop: Store, tmp_path: Path) -> None:
    claim = opened(shop, "1Z999AA10123456784", "UPS")
    sheet = claim_sheets.sheet_of(shop, claim.no)
    assert (sheet.courier, sheet.language, sheet.layout) == ("UPS", "en", "claim_letter")
    assert claim_sheets.sheet_of(shop, claim.no, "zh").language == "zh_CN"
    with pytest.raises(BadValue) as told:
        claim_sheets.write(shop, [claim.no], tmp_path / "x.pdf", form="fr")
    assert told.value.data["allowed"] == claim_sheets.forms(shop)


def test_a_courier_of_the_shops_own_keeps_its_name(shop: Store) -> None:
    couriers.add(shop, "同城小哥")
    claim = opened(shop, "XG1", "同城小哥")
    assert claim_sheets.sheet_of(shop, claim.no).courier == "同城小哥"


def test_photos_come_with_their_file_names_and_their_roles(shop: Store) -> None:
    claim = opened(shop)
    stored = "售后问题图片/小桃子/小桃子_20260903_01.jpg"
    path = shop.paths.absolute(stored)
    path.parent.mkdir(parents=True)
    Image.new("RGB", (640, 480), "navy").save(path)
    with shop.transaction():
        buyer = buyers.obtain(shop, Platform.TAOBAO, "小桃子")
        ids = [
            Photo.create(
                sha256=hashlib.sha256(name.encode()).hexdigest(),
                stored=name,
                buyer=buyer,
                bytes=1,
                role="damage",
                medium=medium,
                imported_at=clock.now(),
            ).id
            for name, medium in ((stored, "photo"), ("gone.jpg", "photo"), ("film.mp4", "video"))
        ]
    photos.link(shop, ids, claim=claim.row.id)
    sheet = claim_sheets.sheet_of(shop, claim.no)
    assert [photo.caption for photo in sheet.photos] == ["小桃子_20260903_01.jpg", "gone.jpg"]
    assert [photo.path is None for photo in sheet.photos] == [False, True]
    assert sheet.evidence == (EvidenceRole.DAMAGE, EvidenceRole.VALUE_PROOF)


def test_many_claims_make_one_file_and_nothing_is_written_for_a_wrong_one(
    shop: Store, tmp_path: Path
) -> None:
    first, second = opened(shop), opened(shop, "YT2")
    target = tmp_path / "all.pdf"
    with pytest.raises(NotFound):
        claim_sheets.write(shop, [first.no, "LP404"], target)
    claim_steps.void(shop, second.no, "重复")
    with pytest.raises(NotAllowed) as told:
        claim_sheets.write(shop, [first.no, second.no], target)
    assert told.value.reason is Reason.CLAIM_VOID
    with pytest.raises(BadValue):
        claim_sheets.write(shop, [], target)
    assert not target.exists()
    third = opened(shop, "YT3")
    made = claim_sheets.write(shop, [first.no, third.no.lower(), first.no], target)
    assert (made.claims, made.pages) == ((first.no, third.no), 2)
    assert claim_sheets.own_file(shop, made.claims).name.endswith(".pdf")
