"""Hostile photos (cases 1-17) that no test of a module proves; small files made here."""

from __future__ import annotations

import hashlib
import os
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from desktop_app.core import texts
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import ClaimKind, Medium, Platform
from desktop_app.documents import claim_sheet
from desktop_app.documents.claim_sheet import ClaimSheet, Photo
from desktop_app.services import buyers, file_kinds, photo_checks, photos, pictures
from desktop_app.services.photo_checks import Ill
from desktop_app.services.photos import ImportReport
from desktop_app.services.store import Store
from tests import drawn
from tests.unit.test_pictures import png_claiming

PAGE = b"<html><body>please log in</body></html>"


@pytest.fixture
def deer(shop: Store) -> int:
    return buyers.obtain(shop, Platform.TAOBAO, "小鹿")


def reasons(report: ImportReport) -> dict[str, Reason]:
    return {Path(one.source).name: one.error.reason for one in report.refused}


def put(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def sheet_of(*files: Path | None) -> ClaimSheet:
    return ClaimSheet(
        claim_no="LP-1",
        tracking_no="9831745985570",
        courier="中通快递",
        kind=ClaimKind.LOST,
        claimed_minor=6190,
        photos=tuple(Photo(file, file.name if file else "") for file in files),
    )


def drawn_page(pdf: Path, number: int) -> Image.Image:
    with pypdfium2.PdfDocument(pdf) as document:
        found: Image.Image = document[number].render(scale=2).to_pil().convert("RGB")
    return found


def test_h01_four_bad_files_among_twenty_good_ones(shop: Store, deer: int, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    for number in range(20):
        drawn.write(drop / f"good{number}.jpg", number)
    put(drop, {"empty.jpg": b"", "one.jpg": b"\xff", "text.jpg": b"a note", "login.jpg": PAGE})
    before = {path: path.read_bytes() for path in drop.iterdir()}
    report = photos.import_files(shop, deer, [drop])
    assert len(report.added) == 20
    assert reasons(report) == {
        "empty.jpg": Reason.FILE_EMPTY,
        "one.jpg": Reason.NOT_EVIDENCE,
        "text.jpg": Reason.NOT_EVIDENCE,
        "login.jpg": Reason.NOT_EVIDENCE,
    }
    assert all(Path(one.source).name in texts.sentence(one.error) for one in report.refused)
    assert {path: path.read_bytes() for path in drop.iterdir()} == before


def test_h02_a_file_of_noughts_is_refused_and_found_when_stored(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    source = drawn.write(tmp_path / "a.jpg")
    size = source.stat().st_size
    put(tmp_path, {"noughts.jpg": bytes(size)})
    report = photos.import_files(shop, deer, [source, tmp_path / "noughts.jpg"])
    assert reasons(report) == {"noughts.jpg": Reason.NOT_EVIDENCE}
    kept = shop.paths.absolute(report.added[0].stored)
    kept.write_bytes(bytes(size))
    (problem,) = photo_checks.verify(shop).problems
    assert (problem.ill, problem.stored) == (Ill.ZEROED, report.added[0].stored)


def test_h03_every_kind_of_bad_file_in_one_import(shop: Store, deer: int, tmp_path: Path) -> None:
    whole = {
        form: drawn.encoded(drawn.scene(3), form)
        for form in ("JPEG", "PNG", "GIF", "TIFF", "WEBP", "BMP", "HEIF", "AVIF")
    }
    files = {f"half.{form}": content[: len(content) // 2] for form, content in whole.items()}
    files |= {f"head.{form}": content[:16] for form, content in whole.items()}
    files |= {
        f"wrong.{form}": b"\xff".join(content.split(b"\0")) for form, content in whole.items()
    }
    put(
        tmp_path / "bad", {**files, "exe.jpg": b"MZ\x90\0", "login.png": PAGE, "x.psd": b"8BPS\0\1"}
    )
    before = {path: path.read_bytes() for path in (tmp_path / "bad").iterdir()}
    begun = time.monotonic()
    report = photos.import_files(shop, deer, [tmp_path / "bad"])
    assert time.monotonic() - begun < 30
    assert len(report.added) + len(report.refused) + len(report.duplicates) == len(before)
    assert all(texts.sentence(one.error) for one in report.refused)
    assert {path: path.read_bytes() for path in before} == before
    assert photo_checks.verify(shop).problems == []


def test_h04_a_colour_profile_that_unpacks_without_end_costs_nothing() -> None:
    packed = zlib.compress(bytes(80_000_000), 9)

    def chunk(kind: bytes, body: bytes) -> bytes:
        whole = struct.pack(">I", len(body)) + kind + body
        return whole + struct.pack(">I", zlib.crc32(kind + body))

    plain = drawn.encoded(drawn.scene(), "PNG")
    content = plain[:33] + chunk(b"iCCP", b"icc\0\0" + packed) + plain[33:]
    begun = time.monotonic()
    with pytest.raises(FileTrouble) as told:
        pictures.look(content, file_kinds.PNG)
    assert time.monotonic() - begun < 5
    assert told.value.reason is Reason.NOT_A_PICTURE


def test_h05_a_huge_picture_is_stored_as_it_is(shop: Store, deer: int, tmp_path: Path) -> None:
    content = png_claiming(14_200, 14_100)  # 200 million pixels
    put(tmp_path, {"huge.png": content})
    (stored,) = photos.import_files(shop, deer, [tmp_path / "huge.png"]).added
    assert stored.sha256 == hashlib.sha256(content).hexdigest()
    assert shop.paths.absolute(stored.stored).read_bytes() == content
    assert (stored.width, stored.height, stored.damaged) == (14_200, 14_100, False)


@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_h07_a_photo_stands_upright_on_paper_too(
    shop: Store, deer: int, tmp_path: Path, orientation: int
) -> None:
    turn = {
        3: Image.Transpose.ROTATE_180,
        6: Image.Transpose.ROTATE_90,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    held = Image.new("RGB", (600, 400), (20, 20, 230))
    held.paste((230, 20, 20), (0, 0, 600, 200))  # the upper half is red
    source = tmp_path / "a.jpg"
    source.write_bytes(drawn.encoded(held.transpose(turn[orientation]), exif=exif.tobytes()))
    (stored,) = photos.import_files(shop, deer, [source]).added
    claim_sheet.write([sheet_of(photos.copy_of(shop, stored.id))], tmp_path / "a.pdf")
    page = drawn_page(tmp_path / "a.pdf", 1)
    rows = [
        [page.getpixel((x, y)) for x in range(0, page.width, 7)] for y in range(0, page.height, 7)
    ]
    red = [y for y, row in enumerate(rows) if any(r > 180 and b < 70 for r, _g, b in row)]
    blue = [y for y, row in enumerate(rows) if any(b > 180 and r < 70 for r, _g, b in row)]
    assert red
    assert max(red) <= min(blue)


FORMS: dict[str, Callable[[], bytes]] = {
    "cmyk.jpg": lambda: drawn.encoded(drawn.scene().convert("CMYK")),
    "grey16.png": lambda: drawn.encoded(Image.linear_gradient("L").convert("I;16"), "PNG"),
    "palette.png": lambda: drawn.encoded(drawn.scene().convert("P"), "PNG", transparency=0),
    "moving.png": lambda: drawn.encoded(
        drawn.scene(1), "PNG", save_all=True, append_images=[drawn.scene(2)]
    ),
    "moving.gif": lambda: drawn.encoded(
        drawn.scene(1), "GIF", save_all=True, append_images=[drawn.scene(2)]
    ),
    "pages.tif": lambda: drawn.encoded(
        drawn.scene(1), "TIFF", save_all=True, append_images=[drawn.scene(2)]
    ),
    "two.mpo": lambda: drawn.encoded(
        drawn.scene(1), "MPO", save_all=True, append_images=[drawn.scene(2)]
    ),
}


@pytest.mark.parametrize("name", list(FORMS))
def test_h11_every_way_of_keeping_a_picture_is_stored_and_printed(
    shop: Store, deer: int, tmp_path: Path, name: str
) -> None:
    content = FORMS[name]()
    put(tmp_path, {name: content})
    (stored,) = photos.import_files(shop, deer, [tmp_path / name]).added
    kept = shop.paths.absolute(stored.stored)
    assert kept.read_bytes() == content
    claim_sheet.write([sheet_of(photos.copy_of(shop, stored.id))], tmp_path / "a.pdf")
    page = drawn_page(tmp_path / "a.pdf", 1)
    colours = page.resize((120, 160)).getcolors(120 * 160)
    assert colours is not None
    assert len(colours) > 30  # a picture, not a sentence in its place


def test_h14_a_film_beside_the_photos_is_kept_and_told(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    drop = tmp_path / "drop"
    drawn.write(drop / "IMG_0001.JPG")
    film = struct.pack(">I", 20) + b"ftypqt  \0\0\2\0qt  "
    put(drop, {"IMG_0001.MOV": film, "._IMG_0001.JPG": b"\0\5\x16\7", "Thumbs.db": b"x"})
    report = photos.import_files(shop, deer, [drop])
    media = {row.original_name: row.medium for row in photos.list_(shop, buyer=deer)}
    assert media == {"IMG_0001.JPG": Medium.PHOTO, "IMG_0001.MOV": Medium.VIDEO}
    assert sorted(Path(name).name for name in report.skipped) == ["._IMG_0001.JPG", "Thumbs.db"]


@pytest.mark.parametrize(
    ("number", "reason"),
    [
        (13, Reason.FILE_UNREADABLE),
        (5, Reason.DRIVE_FAULT),
        (2, Reason.FILE_MISSING),
    ],
    ids=["no right", "bad sector", "stick pulled"],
)
def test_h15_a_source_that_fails_while_it_is_read_leaves_no_half(
    shop: Store,
    deer: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    reason: Reason,
) -> None:
    good, bad = drawn.write(tmp_path / "good.jpg", 1), drawn.write(tmp_path / "bad.jpg", 2)
    opened = Path.open

    def fail(path: Path, *args: object, **more: object) -> object:
        if path == bad:
            raise OSError(number, os.strerror(number), str(path))
        return opened(path, *args, **more)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", fail)
        report = photos.import_files(shop, deer, [bad, good])
    assert [Path(one.source).name for one in report.added] == ["good.jpg"]
    assert reasons(report) == {"bad.jpg": reason}
    assert not list(shop.paths.root.rglob("*.part"))
    assert bad.read_bytes() == drawn.encoded(drawn.scene(2))
