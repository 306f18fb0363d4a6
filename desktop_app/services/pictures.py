"""One picture, decoded within bounds: is it whole, which way up, when taken, and its small copies.

Pictures come from strangers. Only the decoder that fits the content is let near the bytes, a
picture's claimed size is read before anything is unpacked, and whatever a decoder raises means
one thing: the file is damaged.
"""

from __future__ import annotations

import contextlib
import io
import logging
import math
import re
import threading
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.services import fingerprints
from desktop_app.services.containers import heif_is_whole, tiff_is_whole
from desktop_app.services.file_kinds import HEIC, HEIF, JPEG, TIFF, WEBP, FileKind
from desktop_app.services.fingerprints import Prints

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

THUMB_SIDE = 256
STORE_PIXELS = 250 * 1000 * 1000
DECODE_PIXELS = 100 * 1000 * 1000
_LARGE_PIXELS = 24 * 1000 * 1000
_MAX_SCANS = 200
_ORIENTATION, _EXIF_IFD = 0x0112, 0x8769
_TAKEN, _TAKEN_ZONE, _CHANGED = 0x9003, 0x9011, 0x0132
_DATE = re.compile(r"(\d{4})[:\-/](\d\d)[:\-/](\d\d)[ T](\d\d):(\d\d):(\d\d)")
_ZONE = re.compile(r"[+-]\d\d:\d\d|Z")
_one_large_at_a_time = threading.Lock()


@dataclass(frozen=True)
class Look:
    """What one look at a picture found.

    ``width`` and ``height`` are those of the stored pixels, before ``orientation`` (EXIF, 1–8)
    turns them. ``taken_text`` is what the camera wrote, ISO 8601 with its zone or none.
    ``damaged``: it could not be decoded to its end. ``thumb`` is an upright JPEG, None where
    the picture is damaged before its first line, or too large to be decoded here.
    """

    width: int
    height: int
    format: str = ""
    orientation: int = 1
    taken_text: str | None = None
    damaged: bool = False
    thumb: bytes | None = None
    prints: Prints | None = None


NO_LOOK = Look(0, 0)


def look(content: bytes | Path, kind: FileKind) -> Look:
    """Opens and decodes a picture once: size, EXIF, thumbnail of 256 px, fingerprints.

    The one rule for damaged pictures: when the header still says format and size, it is
    evidence, kept and marked ``damaged``; else FileTrouble is raised (NOT_A_PICTURE). One that
    claims more than `STORE_PIXELS` is refused (PICTURE_TOO_LARGE); between `DECODE_PIXELS` and
    that it is kept undecoded (a 200-megapixel photo of a phone).
    """
    with opened(content, kind) as picture:
        width, height = picture.size
        orientation = orientation_of(picture)
        taken = _taken(picture)
        seen = Look(width, height, _format(kind, picture), orientation, taken)
        cut_short = not _is_whole(content, kind)
        if not _may_decode(picture, content) or (cut_short and kind is TIFF):
            return replace(seen, damaged=cut_short)
        small, whole = _small(picture, THUMB_SIDE)
    if small is None:
        return replace(seen, damaged=True)
    damaged = cut_short or not whole
    return replace(seen, damaged=damaged, thumb=as_jpeg(small), prints=fingerprints.of(small))


def upright(content: bytes | Path, kind: FileKind, side: int, turned: int = 0) -> Picture | None:
    """The picture upright, RGB, its longest side at most ``side`` px; None where it can't be.

    ``turned`` turns it further, clockwise, in degrees. A damaged one is shown as far as it goes.
    """
    with opened(content, kind) as picture:
        if not _may_decode(picture, content) or not (kind is not TIFF or _is_whole(content, kind)):
            return None
        small, _whole = _small(picture, side)
    if small is not None and turned:
        from PIL import Image

        turns = {90: Image.Transpose.ROTATE_270, 180: Image.Transpose.ROTATE_180}
        return small.transpose(turns.get(turned, Image.Transpose.ROTATE_90))
    return small


def grey(content: bytes | Path, kind: FileKind, pixels: int) -> tuple[Picture | None, bool]:
    """The picture in grey, as it lies, at most ``pixels`` large; and whether it was whole."""
    with opened(content, kind) as picture:
        if not _may_decode(picture, content) or not _is_whole(content, kind):
            return None, _is_whole(content, kind)
        side = max(picture.size) // _left_to_reduce(picture, pixels)
        with _large_ones_apart(picture):
            picture.draft("L", (side, side))
            whole = _load(picture)
            try:
                return _plain(picture).convert("L").reduce(_left_to_reduce(picture, pixels)), whole
            except Exception:  # noqa: BLE001 - nothing of it could be decoded
                return None, False


def as_jpeg(picture: Picture, quality: int = 80) -> bytes:
    """The picture as JPEG without any metadata."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


@contextlib.contextmanager
def opened(content: bytes | Path, kind: FileKind) -> Iterator[Picture]:
    """The picture opened, nothing decoded yet; raises FileTrouble as `look` says."""
    image = _pillow()
    _refuse_bomb_before_opening(content, kind)
    source = io.BytesIO(content) if isinstance(content, bytes) else content
    try:
        picture = image.open(source, formats=kind.decoders)
    except OSError as error:
        if isinstance(source, Path) and error.errno is not None:
            raise
        raise FileTrouble(Reason.NOT_A_PICTURE) from error
    except Exception as error:  # decoders raise anything on hostile bytes
        raise FileTrouble(Reason.NOT_A_PICTURE) from error
    with picture:
        _refuse_huge(*picture.size)
        yield picture


def orientation_of(picture: Picture) -> int:
    """EXIF orientation 1–8; 1 where there is none, or one that isn't (hostile 7)."""
    try:
        found = picture.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - damaged EXIF is no EXIF
        return 1
    return found if isinstance(found, int) and 1 <= found <= 8 else 1  # noqa: PLR2004 - EXIF's


def metadata(content: bytes | Path, kind: FileKind) -> dict[str, str]:
    """The EXIF fields that can be read, by name, as short texts; empty when damaged."""
    from PIL import ExifTags

    try:
        with opened(content, kind) as picture:
            exif = picture.getexif()
            tags = {**dict(exif), **exif.get_ifd(_EXIF_IFD)}
    except Exception:  # noqa: BLE001 - damaged EXIF is no EXIF
        return {}
    names = {tag: ExifTags.TAGS.get(tag, hex(tag)) for tag in tags}
    return {names[tag]: text for tag, value in tags.items() if (text := _short(value))}


def _short(value: Any) -> str:
    if isinstance(value, bytes):
        return ""
    return str(value).replace("\0", "").strip()[:200]


def _pillow() -> Any:
    """Pillow with HEIF, its own size check replaced by ours, and quiet about strange files."""
    from PIL import Image
    from pillow_heif import register_heif_opener

    if "HEIF" not in Image.OPEN:
        register_heif_opener(decode_threads=2)
        logging.getLogger("PIL").addHandler(logging.NullHandler())
    Image.MAX_IMAGE_PIXELS = None
    warnings.filterwarnings("ignore", module=r"PIL\.|pillow_heif\.")
    return Image


def _refuse_huge(width: int, height: int, limit: int = STORE_PIXELS) -> None:
    if width < 1 or height < 1:
        raise FileTrouble(Reason.NOT_A_PICTURE)
    if width * height > limit:
        raise FileTrouble(Reason.PICTURE_TOO_LARGE, width=width, height=height)


def _refuse_bomb_before_opening(content: bytes | Path, kind: FileKind) -> None:
    """WebP's decoder takes memory for the claimed canvas as soon as it is opened: look first."""
    if kind is not WEBP:
        return
    head = content[:30] if isinstance(content, bytes) else _head(content, 30)
    if head[12:16] == b"VP8X" and len(head) == 30:  # noqa: PLR2004 - the extended header's length
        width = int.from_bytes(head[24:27], "little") + 1
        _refuse_huge(width, int.from_bytes(head[27:30], "little") + 1, DECODE_PIXELS)


def _head(path: Path, size: int) -> bytes:
    with path.open("rb") as file:
        return file.read(size)


def _may_decode(picture: Picture, content: bytes | Path) -> bool:
    """Whether decoding stays in bounds; a plain JPEG is decoded at an eighth of its size."""
    pixels = picture.size[0] * picture.size[1]
    progressive = bool(picture.info.get("progressive"))
    if picture.format in {"JPEG", "MPO"} and not progressive:
        return True
    if progressive and isinstance(content, bytes) and content.count(b"\xff\xda") > _MAX_SCANS:
        return False
    return pixels <= DECODE_PIXELS


def _small(picture: Picture, side: int) -> tuple[Picture | None, bool]:
    """An upright RGB copy within ``side`` px, and whether the picture was whole."""
    with _large_ones_apart(picture):
        picture.draft("RGB", (side, side))
        whole = _load(picture)
        try:
            return _shrunk(picture, side), whole
        except Exception:  # noqa: BLE001 - nothing of it could be decoded
            return None, False


def _large_ones_apart(picture: Picture) -> contextlib.AbstractContextManager[object]:
    """Lets only one large picture be decoded at a time: memory has an end."""
    large = picture.size[0] * picture.size[1] > _LARGE_PIXELS
    return _one_large_at_a_time if large else contextlib.nullcontext()


def _left_to_reduce(picture: Picture, pixels: int) -> int:
    return max(1, math.ceil(math.sqrt(picture.size[0] * picture.size[1] / pixels)))


def _load(picture: Picture) -> bool:
    try:
        picture.load()
    except Exception:  # noqa: BLE001 - decoders raise anything on hostile bytes
        picture.tile = []  # type: ignore[attr-defined] # of every opened picture: what came so far is all
        return False
    return True


def _shrunk(picture: Picture, side: int) -> Picture:
    from PIL import Image

    longest = max(picture.size)
    size = tuple(max(1, round(length * side / longest)) for length in picture.size)
    plain = _plain(picture) if longest <= side else None
    if plain is None:
        deep = picture.mode not in {"RGB", "L", "CMYK", "RGBA", "LA", "YCbCr"}
        flat = _plain(picture) if deep else picture
        plain = _plain(flat.resize((size[0], size[1]), Image.Resampling.BILINEAR, reducing_gap=2))
    return _turned_up(plain, orientation_of(picture))


def _plain(picture: Picture) -> Picture:
    """RGB on white, sixteen bits brought to eight by scaling, not by cutting off."""
    if picture.mode.startswith("I") or picture.mode == "F":
        picture = _eight_bits(picture)
        picture.info.pop("transparency", None)
    if picture.has_transparency_data:
        from PIL import Image

        over = picture.convert("RGBA")
        white = Image.new("RGBA", over.size, "white")
        return Image.alpha_composite(white, over).convert("RGB")
    return picture.convert("RGB")


def _eight_bits(picture: Picture) -> Picture:
    """Grey of more than eight bits, scaled by the depth it really uses (scanners give 10 or 12)."""
    whole = picture.mode.startswith("I")
    deep = picture.convert("I" if whole else "F")
    low, high = (float(end) for end in deep.getextrema())  # type: ignore[arg-type] # one band
    low, span = (0.0, float(1 << max(8, int(high).bit_length()))) if whole else (low, high - low)
    scale = 255.0 / (span or 1.0)
    return deep.point(lambda value: value * scale + -low * scale).convert("L")


def _turned_up(picture: Picture, orientation: int) -> Picture:
    from PIL.Image import Transpose

    turns = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    turn = turns.get(orientation)
    return picture if turn is None else picture.transpose(turn)


def _taken(picture: Picture) -> str | None:
    """The time that the camera wrote, as ISO text with its zone or none; None for no such date."""
    try:
        exif = picture.getexif()
        fields = exif.get_ifd(_EXIF_IFD)
        text, zone = fields.get(_TAKEN) or exif.get(_CHANGED), fields.get(_TAKEN_ZONE)
    except Exception:  # noqa: BLE001 - damaged EXIF is no EXIF
        return None
    match = _DATE.match(str(text or ""))
    if match is None:
        return None
    try:
        moment = datetime(*(int(part) for part in match.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - six numbers; the camera's own zone, or none
    except ValueError:
        return None
    offset = _ZONE.match(str(zone or "").strip())
    return moment.isoformat() + (offset[0] if offset else "")


def _is_whole(content: bytes | Path, kind: FileKind) -> bool:
    check = {HEIC: heif_is_whole, HEIF: heif_is_whole, TIFF: tiff_is_whole}.get(kind)
    if check is None:
        return True
    return check(content if isinstance(content, bytes) else content.read_bytes())


def _format(kind: FileKind, picture: Picture) -> str:
    """The format as it is recorded: a JPEG that holds several pictures is an MPO."""
    return picture.format or kind.format if kind is JPEG else kind.format
