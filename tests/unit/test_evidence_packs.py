"""The evidence pack of a real case: its photos, their sums, its timeline."""

from __future__ import annotations

from pathlib import Path

import pypdf
import pytest

from desktop_app.core.errors import NotFound
from desktop_app.core.kinds import ClaimKind, EvidenceRole, Platform
from desktop_app.services import buyers, cases, claims, evidence_packs, photos, timeline
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store
from tests import drawn


@pytest.fixture
def case(shop: Store, tmp_path: Path) -> str:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    opened = cases.open(shop, CaseDraft(kind="damaged_signed", buyer="小鹿", note="外箱破损"))
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(2)]
    video = tmp_path / "开箱.mp4"
    video.write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" * 9)
    report = photos.import_files(shop, buyer, [*sources, video], case=opened.row.id)
    photos.put_role(shop, [report.added[0].id], EvidenceRole.DAMAGE)
    photos.describe(shop, report.added[0].id, "the torn corner")
    return opened.row.no


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)


def test_a_case_goes_on_paper_with_every_files_sum(shop: Store, case: str, tmp_path: Path) -> None:
    pack = evidence_packs.of_case(shop, case)
    assert [file.is_photo for file in pack.files] == [True, True, False]
    assert [bool(file.preview) for file in pack.files] == [True, True, False]
    made = evidence_packs.write(pack, tmp_path / "pack.pdf")
    text = text_of(tmp_path / "pack.pdf").replace("\n", "").replace(" ", "")
    assert made.pages >= 1
    for file in pack.files:
        assert file.name in text
        assert file.sha256[:16] in text
    assert "thetorncorner" in text
    assert len(pack.happenings) == len(timeline.of(shop, cases.show(shop, case).row.id))


def test_a_claims_pack_has_its_own_photos_and_its_cases(
    shop: Store, case: str, tmp_path: Path
) -> None:
    draft = ClaimDraft(
        kind=ClaimKind.DAMAGED,
        case_no=case,
        courier="sf",
        amount_minor=5490,
        fields={"tracking": "SF1234567890123", "what_happened": "压坏了"},
    )
    claim = claims.open(shop, draft)
    own = drawn.write(tmp_path / "own.jpg", 9)
    (stored,) = photos.import_files(shop, 1, [own], claim=claim.row.id).added
    pack = evidence_packs.of_claim(shop, claim.no)
    assert (pack.claim_no, pack.case_no, pack.summary) == (claim.no, case, "压坏了")
    assert stored.sha256 in [file.sha256 for file in pack.files]
    assert len(pack.files) == 4
    assert pack.tracking_no == "SF1234567890123"
    alone = claims.open(
        shop, ClaimDraft(kind=ClaimKind.LOST, tracking="SF1", courier="sf", amount_minor=1)
    )
    bare = evidence_packs.of_claim(shop, alone.no)
    assert (bare.files, bare.happenings, bare.kind) == ((), (), "Lost")


def test_it_speaks_the_language_asked_for(shop: Store, case: str) -> None:
    assert evidence_packs.of_case(shop, case, "zh_CN").platform == "淘宝"
    assert evidence_packs.of_case(shop, case, "en").platform == "Taobao"


def test_an_unknown_case_is_said(shop: Store) -> None:
    with pytest.raises(NotFound):
        evidence_packs.of_case(shop, "AS1")
    with pytest.raises(NotFound):
        evidence_packs.of_claim(shop, "LP1")
