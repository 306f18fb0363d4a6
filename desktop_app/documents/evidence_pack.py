"""The evidence pack of a case or claim: what happened, every file with its sha256, every photo."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core.kinds import EvidenceRole
from desktop_app.core.track import Track, everything

if TYPE_CHECKING:
    from desktop_app.documents.pages import SheetFile


@dataclass(frozen=True, kw_only=True)
class EvidenceFile:
    """One piece of evidence as the archive holds it.

    ``taken`` is the camera's time as its file gives it, with a zone or without; ``received_at``
    when the shop got it. ``preview`` is an upright JPEG small enough for paper; a file
    that isn't a photo (video, document) has ``is_photo`` False and is only listed.
    """

    name: str
    sha256: str
    size: int
    received_at: datetime
    taken: str = ""
    role: EvidenceRole | None = None
    note: str = ""
    is_photo: bool = True
    preview: Path | None = None


@dataclass(frozen=True)
class Happening:
    """A line of the case's timeline."""

    at: datetime
    text: str


@dataclass(frozen=True, kw_only=True)
class EvidencePack:
    """All that the pack says; what isn't known stays blank. ``kind`` is the case's, in words."""

    case_no: str = ""
    claim_no: str = ""
    kind: str = ""
    shop: str = ""
    platform: str = ""
    order_no: str = ""
    buyer: str = ""
    tracking_no: str = ""
    courier: str = ""
    summary: str = ""
    happenings: tuple[Happening, ...] = ()
    files: tuple[EvidenceFile, ...] = ()
    prepared_by: str = ""
    prepared_at: datetime | None = None
    language: str = "zh_CN"


def write(pack: EvidencePack, target: Path, *, track: Track = everything) -> SheetFile:
    """Writes the pack as one PDF; ``track`` counts its pages.

    Raises FileTrouble when the file can't be written.
    """
    from desktop_app.documents import evidence_form

    return evidence_form.draw(pack, track).write(target)
