"""What of a buyer is hidden on the screen, on paper and in exports (R41), as the shop says."""

from __future__ import annotations

from desktop_app.core.masking import ALL, NOTHING, Masks, Piece, Place
from desktop_app.services import settings
from desktop_app.services.settings import Declared
from desktop_app.services.store import Store

MASK_IN_EXPORTS = Declared("mask_in_exports", default=False)
MASKED_PIECES: Declared[list[str]] = Declared(
    "masked_pieces", [Piece.NAME.value, Piece.PHONE.value, Piece.ADDRESS.value]
)
SLIPS_IN_FULL = Declared("slips_in_full", default=False)
"""Slips go into the parcel and serve as its address label: they may be left in full."""

SWITCHES: dict[Place, Declared[bool]] = {
    Place.SCREEN: settings.MASK_ON_SCREEN,
    Place.PAPER: settings.MASK_ON_PAPER,
    Place.EXPORT: MASK_IN_EXPORTS,
}


def pieces(store: Store) -> frozenset[Piece]:
    """What is hidden wherever masking is on; an unknown word of a newer program is passed over."""
    known = set(Piece)
    return frozenset(Piece(code) for code in settings.get(store, MASKED_PIECES) if code in known)


def masks(
    store: Store,
    place: Place,
    wish: bool | None = None,  # noqa: FBT001 - three answers
) -> Masks:
    """What is hidden at a place.

    ``wish`` is what somebody asked for just now: True hides names, phones and addresses at least,
    False nothing; None is as the shop's settings say. On the screen buyer IDs stay: they are what
    the shop finds its buyers and their photos by.
    """
    if wish is False:
        return NOTHING
    if wish is None and not settings.get(store, SWITCHES[place]):
        return NOTHING
    chosen = pieces(store)
    if wish:
        return Masks(ALL.pieces | chosen)
    return Masks(chosen - {Piece.BUYER_ID}) if place is Place.SCREEN else Masks(chosen)


def file_place(ending: str) -> Place:
    """Whether a file with this ending is paper or a table."""
    return Place.PAPER if ending.lower() == ".pdf" else Place.EXPORT
