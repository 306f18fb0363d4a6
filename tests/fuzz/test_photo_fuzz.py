"""Altered pictures of every form, and what a person puts under a form of a courier."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from desktop_app.core.errors import FileTrouble
from desktop_app.core.kinds import Platform
from desktop_app.services import (
    barcodes,
    buyers,
    file_kinds,
    form_blanks,
    photo_checks,
    photos,
    pictures,
)
from desktop_app.services.file_kinds import HEAD_BYTES, FileKind
from desktop_app.services.store import Store
from tests import drawn
from tests.fuzz.altered import TIMEOUT, altered, bounded, fuzzed

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(TIMEOUT)]
SIZE = (96, 64)


def exif() -> bytes:
    made = Image.Exif()
    made[0x0112] = 6
    made[0x010F] = "Maker"
    fields = made.get_ifd(0x8769)
    fields[0x9003] = "2026:09:03 08:05:09"
    fields[0x9011] = "+08:00"
    made[0x8769] = fields
    return made.tobytes()


SCENE, OTHER = drawn.scene(1, SIZE), drawn.scene(2, SIZE)
SEEDS = [
    drawn.encoded(SCENE, exif=exif()),
    drawn.encoded(SCENE, progressive=True),
    drawn.encoded(SCENE.convert("CMYK"), "JPEG"),
    drawn.encoded(SCENE, "PNG", exif=exif()),
    drawn.encoded(SCENE.convert("P"), "PNG", transparency=3),
    drawn.encoded(SCENE, "PNG", save_all=True, append_images=[OTHER]),
    drawn.encoded(SCENE, "GIF", save_all=True, append_images=[OTHER]),
    drawn.encoded(SCENE, "TIFF", exif=exif()),
    drawn.encoded(SCENE, "TIFF", compression="tiff_lzw", save_all=True, append_images=[OTHER]),
    drawn.encoded(SCENE, "MPO", save_all=True, append_images=[OTHER]),
    drawn.encoded(SCENE, "HEIF", exif=exif()),
    drawn.encoded(SCENE, "AVIF"),
    drawn.encoded(SCENE, "WEBP", exif=exif()),
    drawn.encoded(SCENE, "BMP"),
]


def blank() -> bytes:
    out = io.BytesIO()
    paper = Canvas(out, pagesize=(200, 150), pageCompression=0, invariant=1)
    paper.drawString(20, 100, "Claim form")
    paper.acroForm.textfield(name="no", x=20, y=40, width=80, height=16)
    paper.showPage()
    paper.drawString(20, 100, "2")
    paper.save()
    return out.getvalue()


@fuzzed
@given(content=altered(SEEDS))
def test_pictures_are_read_or_refused(content: bytes) -> None:
    kind = file_kinds.sniff(content[:HEAD_BYTES], "a.jpg")
    if kind is None:
        return
    for read in (_look, _metadata, _upright, _scan):
        with bounded(), contextlib.suppress(FileTrouble):  # whoever asks adds the file's name
            read(content, kind)


def _look(content: bytes, kind: FileKind) -> None:
    pictures.look(content, kind)


def _metadata(content: bytes, kind: FileKind) -> None:
    assert all(isinstance(text, str) for text in pictures.metadata(content, kind).values())


def _upright(content: bytes, kind: FileKind) -> None:
    pictures.upright(content, kind, 40, 90)


def _scan(content: bytes, kind: FileKind) -> None:
    grey, _whole = pictures.grey(content, kind, 10_000_000)
    if grey is not None:
        barcodes.read(grey)


@fuzzed
@given(content=altered(SEEDS))
def test_photos_are_stored_as_they_are_or_refused(
    shop: Store, tmp_path: Path, content: bytes
) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    source = tmp_path / "IMG_0001.JPG"
    source.write_bytes(content)
    with bounded(tmp_path, shop.paths.root):
        report = photos.import_files(shop, buyer, [source])
        answers = [*report.added, *report.duplicates, *report.refused, *report.skipped]
        assert len(answers) == 1
        for one in report.added:
            assert shop.paths.absolute(one.stored).read_bytes() == content
            photos.copy_of(shop, one.id, 200)
            barcodes.read_photo(shop, one.id)
    assert source.read_bytes() == content
    assert not list(shop.paths.root.rglob("*.part"))
    assert photo_checks.verify(shop).problems == []


@fuzzed
@given(content=st.one_of(altered([blank()]), altered(SEEDS)))
def test_blanks_are_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    folder = tmp_path_factory.getbasetemp() / "fuzzed blanks"
    folder.mkdir(exist_ok=True)
    path = folder / "form.pdf"
    path.write_bytes(content)
    with bounded(folder):
        form_blanks.read([path])
