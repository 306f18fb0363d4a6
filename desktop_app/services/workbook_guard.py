"""What is looked at before an XLSX is unpacked for good.

The reader lays a sheet out as a full rectangle from its first cell to its last, so two cells
in opposite corners ask for 550 GB (calamine issue 693), and a cell that Excel left at row 1,048,576
for two. Here the unpacked size is measured and bounded, and empty rows between far cells are
closed up.
"""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib

from desktop_app.core.errors import FileTrouble, Reason

_MAX_ENTRIES = 2_000
_MAX_UNPACKED = 512 * 1024 * 1024
_MAX_EXACT = 256 * 1024 * 1024
_MAX_CELLS = 40_000_000
_FEW_CELLS = 2_000_000
_BYTES_A_CELL = 4  # with fewer bytes of XML than this for each cell most are empty
_BLOCK = 256 * 1024
_SMALL = 8 * 1024 * 1024
_LAST_ROW, _LAST_COLUMN, _LONGEST_COLUMN = 1_048_576, 16_384, 4
_GAP = 1_000

_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
# Literal beginnings keep these three quick; what they find too much of is looked at exactly.
_FAR = re.compile(rb'<c r="(?:[A-Za-z]{3}|[J-Zj-z][A-Za-z]|[Ii][W-Zw-z]|[A-Za-z]+\d{6})')
_UNUSUAL = re.compile(rb'<c(?! r="|[A-Za-z])')
_PREFIXED = re.compile(rb":c[\s/>]")
_LETTERS = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]+)\d")
_DIGITS = re.compile(rb"\sr\s*=\s*[\"'][A-Za-z]+(\d{1,9})")
_BAD = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, NotImplementedError),
    *(ValueError, OverflowError),  # a place before the file's beginning, or beyond all files
)
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*>")
_ROW_NUMBER = re.compile(rb"\sr\s*=\s*[\"'](\d{1,9})")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_PLACELESS = re.compile(rb"<(?:\w+:)?c(?=[\s/>])(?![^>]*\sr\s*=)")


def checked(content: bytes, name: str) -> bytes:
    """The workbook itself when it is safe to read, or one like it with its gaps closed up.

    Raises FileTrouble for a cut or damaged archive, for one that isn't a workbook, and for one
    that unpacks to more than 512 MB or spreads over more than 40 million cells.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            closed = _closed_sheets(archive, name)
            return _rewritten(archive, closed) if closed else content
    except _BAD as error:
        raise FileTrouble(Reason.WORKBOOK_DAMAGED, path=name) from error
    except RuntimeError as error:  # zipfile's way to say that an entry is encrypted
        raise FileTrouble(Reason.FILE_HAS_PASSWORD, path=name) from error


def _closed_sheets(archive: zipfile.ZipFile, name: str) -> dict[str, bytes]:
    entries = archive.infolist()
    if not any(entry.filename.lower() == "xl/workbook.xml" for entry in entries):
        raise FileTrouble(Reason.NOT_A_TABLE, path=name)
    if len(entries) > _MAX_ENTRIES:
        raise _too_large(name)
    left = _MAX_UNPACKED
    closed = {}
    for entry in filter(_is_read, entries):
        size, far = _measured(archive, entry, left, name)
        left -= size
        if _SHEET.fullmatch(entry.filename) and (far or size <= _SMALL):
            if size > _MAX_EXACT:
                raise _too_large(name)
            better = _closed(archive.read(entry), name)
            if better is not None:
                closed[entry.filename] = better
    return closed


def _is_read(entry: zipfile.ZipInfo) -> bool:
    """Whether the reader unpacks the entry: pictures and the like it leaves alone."""
    return entry.filename.lower().endswith((".xml", ".rels"))


def _measured(
    archive: zipfile.ZipFile, entry: zipfile.ZipInfo, limit: int, name: str
) -> tuple[int, bool]:
    """An entry's true size, since what the archive says of it may be a lie; and a warning.

    The warning: it may hold a cell past column IV or row 99,999, or one that doesn't say where.
    """
    size, far, rest = 0, False, b""
    with archive.open(entry) as file:
        while block := file.read(_BLOCK):
            size += len(block)
            if size > limit or (len(block) == _BLOCK and b"<" not in block):
                raise _too_large(name)
            piece = rest + block
            cut = piece.rfind(b"<")
            far = far or any(mark.search(piece, 0, cut) for mark in (_FAR, _UNUSUAL, _PREFIXED))
            rest = piece[cut:]
    return size, far


def _closed(xml: bytes, name: str) -> bytes | None:
    """The sheet with its gaps closed up; None for one that is safe as it is."""
    cells = _area(xml, name)
    if cells <= _FEW_CELLS or cells * _BYTES_A_CELL <= len(xml):
        if cells > _MAX_CELLS:
            raise _too_large(name)
        return None
    better = _without_gaps(xml)
    if _area(better, name) > _MAX_CELLS:
        raise _too_large(name)
    return better


def _area(xml: bytes, name: str) -> int:
    """How many cells the rectangle around all cells has, at most."""
    columns = max(map(_column, set(_LETTERS.findall(xml))), default=0)
    rows = max(map(int, set(_DIGITS.findall(xml))), default=0)
    if _PLACELESS.search(xml):
        each = [len(_CELL.findall(row)) for row in _ROW.split(xml)]
        columns += max(each)
        rows = max([rows, len(each), *map(int, _ROW_NUMBER.findall(xml))])
    if columns > _LAST_COLUMN or rows > _LAST_ROW:
        raise FileTrouble(Reason.WORKBOOK_DAMAGED, path=name)
    return rows * columns


def _column(letters: bytes) -> int:
    """``A`` is 1, ``XFD`` 16384."""
    number = 0
    for letter in letters[:_LONGEST_COLUMN].upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _without_gaps(xml: bytes) -> bytes:
    """The sheet's rows with cells, renumbered where many rows before them had none."""
    tags = list(_ROW.finditer(xml))
    if not tags:
        return xml
    ends = [tag.start() for tag in tags[1:]] + [len(xml)]
    parts = [xml[: tags[0].start()]]
    before = shift = 0
    for tag, end in zip(tags, ends, strict=True):
        part = xml[tag.start() : end]
        if _CELL.search(part) or end == len(xml):
            said = _ROW_NUMBER.search(tag.group())
            number = int(said.group(1)) if said else before + 1
            if number - before > _GAP:
                shift += number - before - 1
            before = number
            parts.append(_renumbered(part, number, number - shift) if shift else part)
    return b"".join(parts)


def _renumbered(part: bytes, old: int, new: int) -> bytes:
    return re.sub(rb"(\sr\s*=\s*[\"'][A-Za-z]*)%d\b" % old, rb"\g<1>%d" % new, part)


def _rewritten(archive: zipfile.ZipFile, closed: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy:
        for entry in filter(_is_read, archive.infolist()):
            copy.writestr(entry.filename, closed.get(entry.filename) or archive.read(entry))
    return out.getvalue()


def _too_large(name: str) -> FileTrouble:
    return FileTrouble(Reason.TABLE_TOO_LARGE, path=name)
