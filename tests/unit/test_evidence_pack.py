"""The evidence pack, read back as text and by its photos' bytes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pypdf
import pypdfium2
import pytest
from PIL import Image

from desktop_app.core.errors import FileTrouble
from desktop_app.core.kinds import EvidenceRole
from desktop_app.core.track import everything
from desktop_app.documents import evidence_pack
from desktop_app.documents.evidence_pack import EvidenceFile, EvidencePack, Happening

AT = datetime(2026, 9, 3, 1, 2, 3, tzinfo=UTC)


@pytest.fixture
def pack(tmp_path: Path) -> EvidencePack:
    files = []
    for number in range(6):
        preview = tmp_path / f"p{number}.jpg"
        Image.new("RGB", (300 + number * 10, 200), (number * 40, 90, 90)).save(preview)
        files.append(
            EvidenceFile(
                name=f"买家_{number}.heic",
                sha256=hashlib.sha256(bytes([number])).hexdigest(),
                size=4_000_000 + number,
                received_at=AT,
                taken="2026-09-01 14:02:11",
                role=EvidenceRole.DAMAGE,
                preview=preview,
            )
        )
    video = EvidenceFile(
        name="开箱.mp4", sha256="0f" * 32, size=7, received_at=AT, is_photo=False, note="开箱视频"
    )
    return EvidencePack(
        case_no="SH-1",
        claim_no="LP-2",
        kind="签收后破损",
        shop="小满女装",
        platform="淘宝",
        order_no="2689145003715236541",
        buyer="<小满>&😀",
        tracking_no="9831745985570",
        courier="中通快递",
        summary="外箱变形，花瓶碎裂。",
        happenings=(Happening(AT, "买家反馈"), Happening(AT, "向快递报案")),
        files=(*files, video),
        prepared_by="周婷",
        prepared_at=AT,
    )


def pages_of(pdf: Path) -> list[str]:
    with pypdfium2.PdfDocument(pdf) as document:
        return ["".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_every_file_is_listed_with_its_whole_sha256(pack: EvidencePack, tmp_path: Path) -> None:
    written = evidence_pack.write(pack, tmp_path / "a.pdf")
    pages = pages_of(tmp_path / "a.pdf")
    assert written.pages == len(pages) == 3
    for file in pack.files:
        assert file.sha256 in pages[0]
        assert file.name in pages[0]
        assert f"{file.size:,}" in pages[0]
    for expected in (
        "凭证材料包", "SH-1", "LP-2", "签收后破损", "小满女装", "淘宝", "2689145003715236541",
        "<小满>&□", "9831745985570", "中通快递", "外箱变形，花瓶碎裂。", "买家反馈", "向快递报案",
        "2026-09-0114:02:11", "破损特写", "开箱视频", "周婷", "第1页，共3页",
    ):  # fmt: skip
        assert expected in pages[0], expected


def test_times_carry_their_zone(pack: EvidencePack, tmp_path: Path) -> None:
    evidence_pack.write(pack, tmp_path / "a.pdf")
    text = pages_of(tmp_path / "a.pdf")[0]
    found = re.findall(r"2026-09-\d\d\d\d:\d\d:\d\d[+-]\d\d:\d\d", text)
    assert len(found) == 1 + len(pack.happenings) + len(pack.files)
    assert {datetime.fromisoformat(f"{when[:10]} {when[10:]}") for when in found} == {AT}


def test_photos_follow_four_to_a_page_with_their_numbers(
    pack: EvidencePack, tmp_path: Path
) -> None:
    evidence_pack.write(pack, tmp_path / "a.pdf")
    pages = pages_of(tmp_path / "a.pdf")
    assert "第1–4张，共6张" in pages[1]
    assert "第5–6张，共6张" in pages[2]
    assert f"5买家_4.heicsha256{pack.files[4].sha256[:16]}…" in pages[2]
    assert "开箱.mp4" not in pages[1] + pages[2]
    shapes = pypdf.PdfReader(tmp_path / "a.pdf").pages[1]["/Resources"]["/XObject"]
    embedded = sorted(shapes[name].get_object()._data for name in shapes)
    assert embedded == sorted(file.preview.read_bytes() for file in pack.files[:4])


def test_an_empty_pack_and_a_lone_damaged_photo(tmp_path: Path) -> None:
    assert evidence_pack.write(EvidencePack(), tmp_path / "a.pdf").pages == 1
    assert "None" not in pages_of(tmp_path / "a.pdf")[0]
    lost = EvidenceFile(name="没了.jpg", sha256="0" * 64, size=1, received_at=AT)
    evidence_pack.write(EvidencePack(files=(lost,)), tmp_path / "a.pdf")
    second = pages_of(tmp_path / "a.pdf")[1]
    assert "第1张，共1张" in second
    assert "这张照片已损坏或缺失，无法显示。1没了.jpg" in second


def test_hundreds_of_files_keep_the_tables_head_on_each_page(
    pack: EvidencePack, tmp_path: Path
) -> None:
    files = tuple(replace(pack.files[-1], name=f"文件{n}.mp4") for n in range(200))
    counted = []

    def track(items, /, total=None):
        counted.extend(items)
        return everything(items)

    written = evidence_pack.write(replace(pack, files=files), tmp_path / "a.pdf", track=track)
    pages = pages_of(tmp_path / "a.pdf")
    assert written.pages == len(pages) == len(counted)
    assert all("收到时间" in page for page in pages if "文件1" in page)
    assert all("".join(pages).count(f"文件{n}.mp4") == 1 for n in range(200))


def test_in_english_and_twice_the_same(pack: EvidencePack, tmp_path: Path) -> None:
    english = replace(pack, language="en")
    shas = {evidence_pack.write(english, tmp_path / "a.pdf").sha256 for _ in range(2)}
    assert len(shas) == 1
    assert "Filesandtheirsha256" in pages_of(tmp_path / "a.pdf")[0]
    with pytest.raises(FileTrouble):
        evidence_pack.write(pack, tmp_path / "nowhere" / "a.pdf")
