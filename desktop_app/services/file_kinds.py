"""What a file is by its content, whatever its name says; and which names are no evidence at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from desktop_app.core.kinds import Medium

HEAD_BYTES = 4096
_JUNK_NAMES = frozenset(
    {"thumbs.db", "ehthumbs.db", "desktop.ini", "icon\r", ".ds_store", ".nomedia", "__macosx"}
)
_JUNK_SUFFIXES = frozenset(
    {".aae", ".crdownload", ".download", ".part", ".partial", ".tmp", ".xmp", ".thm"}
)
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_HEIF_BRANDS = frozenset({b"mif1", b"msf1", b"mif2", b"1pic"})
_QUICKTIME_ATOMS = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"})
_MAIL_HEADER = re.compile(
    rb"\A(?:\xef\xbb\xbf)?(?:From |(?:Received|Return-Path|Delivered-To|From|To|Subject|Date|"
    rb"Message-ID|MIME-Version|X-[A-Za-z-]+|DKIM-Signature|ARC-Seal)[ \t]*:)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FileKind:
    """A kind of file that is kept as evidence.

    ``format`` is what the record says, ``suffix`` what the stored name ends with, and
    ``decoders`` are the only ones that may open a picture of this kind.
    """

    format: str
    suffix: str
    medium: Medium = Medium.PHOTO
    decoders: tuple[str, ...] = ()


JPEG = FileKind("JPEG", ".jpg", decoders=("JPEG", "MPO"))
PNG = FileKind("PNG", ".png", decoders=("PNG",))
HEIC = FileKind("HEIC", ".heic", decoders=("HEIF",))
HEIF = FileKind("HEIF", ".heif", decoders=("HEIF",))
AVIF = FileKind("AVIF", ".avif", decoders=("AVIF",))
WEBP = FileKind("WEBP", ".webp", decoders=("WEBP",))
GIF = FileKind("GIF", ".gif", decoders=("GIF",))
BMP = FileKind("BMP", ".bmp", decoders=("BMP",))
TIFF = FileKind("TIFF", ".tif", decoders=("TIFF",))
MP4 = FileKind("MP4", ".mp4", Medium.VIDEO)
MOV = FileKind("MOV", ".mov", Medium.VIDEO)
PDF = FileKind("PDF", ".pdf", Medium.DOCUMENT)
MAIL = FileKind("EML", ".eml", Medium.DOCUMENT)
ZIP = FileKind("ZIP", ".zip", Medium.ARCHIVE)
_ZIPPED_DOCUMENTS = {
    f".{name}": FileKind(name.upper(), f".{name}", Medium.DOCUMENT)
    for name in ("docx", "xlsx", "pptx", "ofd")  # OFD: the Chinese tax office's invoices
}

_MAGIC: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"II+\0", TIFF),
    (b"MM\0+", TIFF),
    (b"%PDF-", PDF),
)


def sniff(head: bytes, name: str = "") -> FileKind | None:
    """The kind of a file that begins with ``head`` (`HEAD_BYTES` of it), or None for no evidence.

    The name decides only where content can't: which document a ZIP container is, and that a
    text is a mail.
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:2] == b"BM" and _is_bitmap(head):
        return BMP
    if head[4:8] == b"ftyp":
        return _of_brands(head)
    return _by_name_too(head, PurePath(name).suffix.lower())


def is_junk(name: str) -> bool:
    """Whether a file of this name is the system's or a browser's own, no evidence (hostile 14)."""
    folded = name.casefold()
    return (
        is_systems_own(name)
        or folded.startswith((".~", ".trash"))
        or PurePath(folded).suffix in _JUNK_SUFFIXES
    )


def is_systems_own(name: str) -> bool:
    """Whether Explorer or Finder leave files of this name in every folder that they show."""
    return name.startswith("._") or name.casefold() in _JUNK_NAMES


def _by_name_too(head: bytes, suffix: str) -> FileKind | None:
    if head[4:8] in _QUICKTIME_ATOMS and suffix in {".mov", ".qt"}:
        return MOV
    if head.startswith(b"PK\x03\x04"):
        return _ZIPPED_DOCUMENTS.get(suffix, ZIP)
    if suffix == ".eml" and _MAIL_HEADER.match(head):
        return MAIL
    return None


def _is_bitmap(head: bytes) -> bool:
    header_size = int.from_bytes(head[14:18], "little")
    return header_size in {12, 16, 40, 52, 56, 64, 108, 124}


def _of_brands(head: bytes) -> FileKind | None:
    """The kind of an ISO media file (ISO/IEC 14496-12): major brand first, then compatible ones."""
    size = min(int.from_bytes(head[:4], "big"), len(head))
    major = head[8:12]
    brands = {major} | {head[at : at + 4] for at in range(16, size - 3, 4)}
    if major == b"qt  ":
        return MOV
    if brands & _AVIF_BRANDS:
        return AVIF
    if brands & _HEIC_BRANDS:
        return HEIC
    return HEIF if brands & _HEIF_BRANDS else MP4
