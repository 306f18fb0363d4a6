"""What a picture looks like, in a few bytes that outlive new sizes, new compression, new names.

Difference hashes (dHash): each bit says whether a spot is brighter than the one to its left.
64 coarse bits find candidates quickly, 256 fine ones tell labels and chat windows apart, which
are all alike from afar. Trimmed copies are hashed too, so that a narrow crop is still known.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_COARSE, _FINE = 8, 16
_BASE = 96
_FLAT = 6
_TRIMS = (0.05, 0.10)


@dataclass(frozen=True)
class Print:
    """One hash: 64 coarse bits and 256 fine ones."""

    coarse: int
    fine: int


@dataclass(frozen=True)
class Prints:
    """A picture's own hash, those of its trimmed copies, and those of it turned and mirrored."""

    whole: Print
    trimmed: tuple[Print, ...] = ()
    turned: tuple[Print, ...] = ()

    @property
    def text(self) -> str:
        """As kept with a photo: the whole and the trimmed ones."""
        prints = (self.whole, *self.trimmed)
        return " ".join(f"{one.coarse:016x}-{one.fine:064x}" for one in prints)


def of(picture: Picture) -> Prints | None:
    """The hashes of an upright picture.

    None for one so flat that its bits would be noise (blank paper, black frames).
    """
    from PIL.Image import Resampling, Transpose

    grey = picture.convert("L")
    low, high = grey.resize((_COARSE, _COARSE), Resampling.BOX).getextrema()
    if high - low < _FLAT:  # type: ignore[operator] # one band: two numbers
        return None
    small = grey.resize((_BASE, _BASE), Resampling.BOX)
    ways = (
        *(Transpose.FLIP_LEFT_RIGHT, Transpose.FLIP_TOP_BOTTOM, Transpose.ROTATE_180),
        *(Transpose.ROTATE_90, Transpose.ROTATE_270, Transpose.TRANSPOSE, Transpose.TRANSVERSE),
    )
    return Prints(
        _print(small),
        tuple(_print(_trim(small, part)) for part in _TRIMS),
        tuple(_print(small.transpose(way)) for way in ways),
    )


def read(text: str | None) -> Prints | None:
    """The hashes as they were kept; None for none."""
    if not text:
        return None
    parts = [one.partition("-") for one in text.split()]
    whole, *trimmed = (Print(int(coarse, 16), int(fine, 16)) for coarse, _dash, fine in parts)
    return Prints(whole, tuple(trimmed))


def _trim(picture: Picture, part: float) -> Picture:
    edge = round(picture.width * part)
    return picture.crop((edge, edge, picture.width - edge, picture.height - edge))


def _print(grey: Picture) -> Print:
    return Print(_bits(grey, _COARSE), _bits(grey, _FINE))


def _bits(grey: Picture, side: int) -> int:
    from PIL.Image import Resampling

    spots = grey.resize((side + 1, side), Resampling.BOX).tobytes()
    bits = 0
    for start in range(0, side * (side + 1), side + 1):
        for at in range(start, start + side):
            bits = bits << 1 | (spots[at + 1] > spots[at])
    return bits
