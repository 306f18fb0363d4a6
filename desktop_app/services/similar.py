"""Photos that look alike: a fingerprint that survives new sizes, new compression and new names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.photos import Photo
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

COARSE, FINE = 8, 16
_FLAT = 6


@dataclass(frozen=True)
class LookAlike:
    """A photo, and another that looks like it.

    ``distance`` counts the coarse bits (of 64) in which they differ; 0 with ``same_bytes``
    is the very same file under another buyer. ``mirrored`` and ``turned`` say how the other has to
    be seen.
    """

    id: int
    stored: str
    other_id: int
    other: str
    buyer: str
    distance: int
    same_bytes: bool = False


def alike(store: Store, photo_id: int) -> list[LookAlike]:
    """Where else this photo is used: the same bytes under other buyers."""
    with store.connection():
        photo = Photo.get_by_id(photo_id)
        others = (
            Photo.select(Photo.id, Photo.stored, Buyer.buyer_id)
            .join(Buyer)
            .where(Photo.sha256 == photo.sha256, Photo.id != photo.id, Photo.deleted_at.is_null())
        )
        return [
            LookAlike(photo.id, photo.stored, other_id, stored, buyer, 0, same_bytes=True)
            for other_id, stored, buyer in tuples(others)
        ]


def dhash(picture: Picture) -> str | None:
    """The picture's difference hash: 64 coarse bits and 256 fine ones, as hex with a hyphen.

    Each bit says whether a spot is brighter than the one to its left. ``picture`` must be upright
    already. None for a picture so flat that its bits would be noise (blank paper, black frames).
    """
    grey = picture.convert("L")
    low, high = grey.resize((COARSE, COARSE)).getextrema()
    if high - low < _FLAT:  # type: ignore[operator] # one band: two numbers
        return None
    return f"{_bits(grey, COARSE):016x}-{_bits(grey, FINE):064x}"


def _bits(grey: Picture, side: int) -> int:
    from PIL import Image

    small = grey.resize((side + 1, side), Image.Resampling.BOX).tobytes()
    bits = 0
    for row in range(side):
        start = row * (side + 1)
        for left in range(start, start + side):
            bits = bits << 1 | (small[left + 1] > small[left])
    return bits
