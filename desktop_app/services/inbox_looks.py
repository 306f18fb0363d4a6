"""A first look at files that wait in the watched folder: small pictures, and whose they may be."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_app.core.errors import FileTrouble
from desktop_app.core.kinds import Medium
from desktop_app.services import barcodes, photo_files, pictures
from desktop_app.services.barcodes import Proposal
from desktop_app.services.store import Store

_CODE_PIXELS = 12 * 1000 * 1000


@dataclass(frozen=True)
class InboxLook:
    """What a file looks like. ``thumb`` is an upright JPEG, None for what isn't a picture.

    ``proposals`` are those whose numbers stand in it as bar codes, the likeliest first.
    """

    thumb: bytes | None
    medium: Medium
    proposals: tuple[Proposal, ...] = ()


def look(store: Store, file: Path, *, codes: bool = True) -> InboxLook | None:
    """Looks at a file without taking it in; None for one that can't be read or is no evidence.

    ``codes`` asks for bar codes too, which takes ten times as long.
    """
    try:
        kind = photo_files.kind_of(file)
        if kind is None or kind.medium is not Medium.PHOTO:
            return InboxLook(None, kind.medium) if kind is not None else None
        thumb = pictures.look(file.read_bytes(), kind).thumb
        grey = pictures.grey(file, kind, _CODE_PIXELS)[0] if codes else None
    except (OSError, FileTrouble):
        return None
    found = barcodes.read(grey) if grey is not None else []
    numbers = [code.number for code in found if code.number]
    return InboxLook(thumb, kind.medium, tuple(barcodes.proposals(store, numbers)))
