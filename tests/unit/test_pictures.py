"""Reading one picture: by content, within bounds, upright, and damaged ones known as such."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Medium, Platform
from desktop_app.services import buyers, file_kinds, photo_files, photos, pictures
from desktop_app.services.file_kinds import sniff
from desktop_app.services.store import Store
from tests import drawn

FORMS = ["JPEG", "PNG", "HEIF", "AVIF", "WEBP", "GIF", "BMP", "TIFF", "MPO"]


def look(content: bytes) -> pictures.Look:
    kind = sniff(content[: file_kinds.HEAD_BYTES])
    assert kind is not None
    return pictures.look(content, kind)


def thumb(seen: pictures.Look) -> Image.Image:
    assert seen.thumb is not None
    return Image.open(io.BytesIO(seen.thumb))


@pytest.mark.parametrize("form", FORMS)
def test_every_format_gives_size_and_upright_thumbnail(form: str) -> None:
    seen = look(drawn.encoded(drawn.scene(size=(640, 480)), form))
    assert (seen.width, seen.height, seen.damaged) == (640, 480, False)
    small = thumb(seen)
    assert (small.size, small.mode) == ((256, 192), "RGB")
    assert drawn.upside(small) == "top left"


@pytest.mark.parametrize("form", ["JPEG", "WEBP", "PNG", "TIFF"])
@pytest.mark.parametrize("orientation", range(10))
def test_h07_thumbnails_stand_upright_whatever_the_camera_held(form: str, orientation: int) -> None:
    turned = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    picture = drawn.scene(size=(600, 400))
    if orientation in turned:
        picture = picture.transpose(turned[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    seen = look(drawn.encoded(picture, form, exif=exif.tobytes()))
    assert seen.orientation == (orientation if 1 <= orientation <= 8 else 1)
    assert drawn.upside(thumb(seen)) == "top left"
    assert thumb(seen).size == (256, 171)


@pytest.mark.parametrize(
    ("taken", "zone", "expected"),
    [
        ("2026:09:03 08:05:09", None, "2026-09-03T08:05:09"),
        ("2026:09:03 08:05:09", "+08:00", "2026-09-03T08:05:09+08:00"),
        ("0000:00:00 00:00:00", None, None),
        ("2026:02:30 08:05:09", None, None),
        ("    :  :     :  :  ", None, None),
        ("yesterday", "+99", None),
    ],
)
def test_h10_the_cameras_time_is_kept_as_it_wrote_it(
    taken: str, zone: str | None, expected: str | None
) -> None:
    exif = Image.Exif()
    fields = exif.get_ifd(0x8769)
    fields[0x9003] = taken
    if zone:
        fields[0x9011] = zone
    exif[0x8769] = fields
    assert look(drawn.encoded(drawn.scene(), exif=exif.tobytes())).taken_text == expected


def test_h09_nonsense_for_exif_is_no_exif() -> None:
    content = drawn.encoded(drawn.scene(), exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" + b"\x87" * 400)
    seen = look(content)
    assert (seen.taken_text, seen.orientation, seen.damaged) == (None, 1, False)
    kind = sniff(content)
    assert kind is not None
    assert all(isinstance(text, str) for text in pictures.metadata(content, kind).values())


def test_metadata_is_read_by_name() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canon"
    fields = exif.get_ifd(0x8769)
    fields[0x9003] = "2026:09:03 08:05:09"
    exif[0x8769] = fields
    content = drawn.encoded(drawn.scene(), exif=exif.tobytes())
    found = pictures.metadata(content, file_kinds.JPEG)
    assert (found["Make"], found["DateTimeOriginal"]) == ("Canon", "2026:09:03 08:05:09")
    assert pictures.metadata(b"\xff\xd8\xff nothing", file_kinds.JPEG) == {}


@pytest.mark.parametrize("form", ["JPEG", "PNG", "HEIF", "AVIF", "WEBP", "GIF", "BMP", "TIFF"])
def test_h06_a_picture_cut_short_is_kept_and_marked_or_refused(form: str) -> None:
    whole = drawn.encoded(drawn.scene(5, (900, 700)), form)
    for part in (0.5, 0.9):
        try:
            seen = look(whole[: int(len(whole) * part)])
        except FileTrouble as error:
            assert error.reason is Reason.NOT_A_PICTURE  # noqa: PT017 - either answer is right
        else:
            assert seen.damaged


def test_h06_half_a_jpeg_is_marked_and_shown_as_far_as_it_goes() -> None:
    whole = drawn.encoded(drawn.scene(5, (900, 700)), quality=95)
    seen = look(whole[: len(whole) // 2])
    assert (seen.width, seen.height, seen.damaged) == (900, 700, True)
    assert drawn.upside(thumb(seen)) == "top left"


def png_claiming(width: int, height: int) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rest = chunk(b"IDAT", zlib.compress(bytes(10_000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rest


def webp_claiming(width: int, height: int) -> bytes:
    sizes = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    body = b"WEBPVP8X\x0a\0\0\0\0\0\0\0" + sizes
    return b"RIFF" + struct.pack("<I", len(body)) + body


@pytest.mark.parametrize(
    "content",
    [
        png_claiming(30_000, 30_000),
        webp_claiming(16_383, 16_384),
        b"GIF89a"
        + struct.pack("<HHBBB", 65_535, 65_535, 0, 0, 0)
        + b","
        + struct.pack("<HHHHB", 0, 0, 65_535, 65_535, 0)
        + b"\x02\0;",
    ],
    ids=["png", "webp", "gif"],
)
def test_h04_a_bomb_is_refused_before_it_is_unpacked(content: bytes) -> None:
    with pytest.raises(FileTrouble) as told:
        look(content)
    assert told.value.reason is Reason.PICTURE_TOO_LARGE


def test_h05_a_picture_too_large_to_decode_is_kept_without_a_thumbnail() -> None:
    seen = look(png_claiming(12_000, 12_000))
    assert (seen.width, seen.height, seen.thumb, seen.damaged) == (12_000, 12_000, None, False)
    assert pictures.upright(png_claiming(12_000, 12_000), file_kinds.PNG, 256) is None
    assert pictures.grey(png_claiming(12_000, 12_000), file_kinds.PNG, 10_000) == (None, True)


def test_h04_a_jpeg_of_endless_scans_is_not_decoded() -> None:
    content = drawn.encoded(drawn.scene(), progressive=True)
    seen = look(content + b"\xff\xda\0\x08" * 500)
    assert (seen.thumb, seen.damaged) == (None, False)
    assert look(content).thumb is not None


@pytest.mark.parametrize("mode", ["1", "L", "P", "LA", "RGBA", "CMYK", "I;16", "F", "YCbCr"])
def test_h11_every_way_of_keeping_colour_gives_a_plausible_thumbnail(mode: str) -> None:
    forms = {"CMYK": "JPEG", "F": "TIFF", "YCbCr": "TIFF"}
    grey = Image.linear_gradient("L").resize((400, 300))
    if mode == "I;16":
        picture = grey.convert("I").point(lambda value: value * 257 + 0).convert("I;16")
    else:
        picture = grey.convert("RGB").convert(mode) if mode != "F" else grey.convert("F")
    small = thumb(look(drawn.encoded(picture, forms.get(mode, "PNG"))))
    levels = [small.convert("L").resize((1, 16)).getpixel((0, row)) for row in (0, 8, 15)]
    assert levels[0] < 60 < levels[1] < 190 < levels[2]


def test_what_can_be_seen_through_stands_on_white() -> None:
    picture = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    assert thumb(look(drawn.encoded(picture, "PNG"))).getpixel((5, 5)) == (255, 255, 255)


def test_dark_sixteen_bit_greys_are_brought_up() -> None:
    picture = Image.new("I;16", (64, 64), 900)
    level = thumb(look(drawn.encoded(picture, "TIFF"))).convert("L").getpixel((5, 5))
    assert isinstance(level, int)
    assert level > 150


def test_h11_several_pictures_in_one_file_show_the_first() -> None:
    first, second = drawn.scene(1), Image.new("RGB", (320, 240), "blue")
    for form in ("GIF", "PNG", "TIFF", "WEBP"):
        content = drawn.encoded(first, form, save_all=True, append_images=[second])
        assert drawn.upside(thumb(look(content))) == "top left"


def test_a_larger_copy_is_upright_turned_and_kept(shop: Store, tmp_path: Path) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    source = tmp_path / "a.jpg"
    source.write_bytes(drawn.encoded(drawn.scene(3, (1600, 1200))))
    (stored,) = photos.import_files(shop, buyer, [source]).added
    copy = photos.copy_of(shop, stored.id, 1000)
    assert copy is not None
    with Image.open(copy) as picture:
        assert picture.size == (1000, 750)
    photos.turn(shop, [stored.id], 90)
    turned = photos.copy_of(shop, stored.id, 1000)
    assert turned is not None
    with Image.open(turned) as picture:
        assert (picture.size, drawn.upside(picture)) == ((750, 1000), "top right")
    assert photos.copy_of(shop, 4711) is None


def test_a_missing_thumbnail_is_made_again(shop: Store, tmp_path: Path) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    (stored,) = photos.import_files(shop, buyer, [drawn.write(tmp_path / "a.jpg")]).added
    kept = photos.thumbnail(shop, stored.id)
    assert kept is not None
    first = kept.read_bytes()
    kept.unlink()
    assert photos.thumbnail(shop, stored.id) == kept
    assert kept.read_bytes() == first
    kept.unlink()
    shop.paths.absolute(stored.stored).unlink()
    assert photos.thumbnail(shop, stored.id) is None


@pytest.mark.parametrize(
    ("head", "name", "expected"),
    [
        (b"BM" + bytes(12) + b"\x28\0\0\0", "a", file_kinds.BMP),
        (b"BM is how this text begins", "a.bmp", None),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "a", file_kinds.AVIF),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1miaf", "a", file_kinds.HEIF),
        (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", "a.jpg", file_kinds.HEIC),
        (b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom", "a", file_kinds.MP4),
        (b"From me to you", "a.txt", None),
        (b"hello", "a.eml", None),
        (b"MZ\x90\0", "a.jpg", None),
        (b"8BPS\0\1", "a.psd", None),
    ],
)
def test_content_decides_what_a_file_is(
    head: bytes, name: str, expected: file_kinds.FileKind | None
) -> None:
    assert sniff(head, name) == expected


def test_sizes_have_limits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photo_files, "MAX_PICTURE_BYTES", 1000)
    with pytest.raises(FileTrouble) as told:
        photo_files.receive(drawn.write(tmp_path / "a.jpg"), tmp_path / "x.part")
    assert told.value.reason is Reason.EVIDENCE_TOO_LARGE
    assert not (tmp_path / "x.part").exists()
    assert file_kinds.MP4.medium is Medium.VIDEO
