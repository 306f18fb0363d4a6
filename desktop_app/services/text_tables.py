"""CSV and its like: which encoding, which delimiter, and where it is damaged."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.services.table_files import MAX_CELL_CHARS, Row, Table, is_total

_DELIMITERS = ",\t;|"
_HEAD_LINES = 50
_PROBE_BYTES = 4096
_CLEARLY = 4
_HAN_IN_UTF8 = 2  # so many whole Chinese characters can't be GBK's by chance


def decoded(content: bytes, name: str) -> str:
    """The file's text: by its byte-order mark, else UTF-8, else GB18030, else UTF-16.

    Raises FileTrouble with the line for bytes of two encodings in one file (a part of it pasted
    in from elsewhere), for NUL bytes, and for what is no text at all.
    """
    text = _by_mark(content, name)
    if text is None:
        text = _utf16_without_mark(content) or _utf8_or_gb18030(content, name)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise FileTrouble(Reason.TEXT_NUL, path=name, line=line)
    return text


def table(text: str, name: str) -> Table:
    """The text as a table, with the delimiter that its first lines use most.

    Iterating raises FileTrouble with the line for a quote never closed, a quote in the wrong
    place, a cell too long, or an end in the middle of a line.
    """
    delimiter = _delimiter(text)
    return Table(name, text.count("\n") + 1, lambda: _rows(text, name, delimiter))


def _by_mark(content: bytes, name: str) -> str | None:
    marks = {
        codecs.BOM_UTF8: "utf-8",
        codecs.BOM_UTF16_LE: "utf-16",
        codecs.BOM_UTF16_BE: "utf-16",
    }
    encoding = next((marks[mark] for mark in marks if content.startswith(mark)), None)
    if encoding is None:
        return None
    try:
        return content.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise FileTrouble(Reason.TEXT_MIXED, path=name, line=line) from error


def _utf16_without_mark(content: bytes) -> str | None:
    """UTF-16 shows by NULs on one side of its delimiters and line ends."""
    probe = content[:_PROBE_BYTES]
    even, odd = probe[::2].count(0), probe[1::2].count(0)
    if len(content) % 2 or max(even, odd) <= min(even, odd) * _CLEARLY:
        return None
    try:
        text = content.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return None
    lines = "\n" in text and any(char in text for char in _DELIMITERS)
    return text if lines and "\0" not in text else None


def _utf8_or_gb18030(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    line = _second_encoding(content)
    if line is not None:
        raise FileTrouble(Reason.TEXT_MIXED, path=name, line=line)
    try:
        return content.decode("gb18030")
    except UnicodeDecodeError as error:
        if b"\0" in content[:_PROBE_BYTES]:
            raise FileTrouble(Reason.NOT_A_TABLE, path=name) from error
        line = content.count(b"\n", 0, error.start) + 1
        raise FileTrouble(Reason.TEXT_MIXED, path=name, line=line) from error


def _second_encoding(content: bytes) -> int | None:
    """The first line whose encoding isn't that of the lines before, or None.

    GB18030 reads nearly any bytes, UTF-8's too, as some characters: so each line that can be
    told is asked by itself.
    """
    first: bool | None = None
    for number, line in enumerate(content.split(b"\n"), start=1):
        if line.isascii():
            continue
        utf8 = _is_utf8(line)
        if utf8 is None:
            continue
        if first is None:
            first = utf8
        elif utf8 != first:
            return number
    return None


def _is_utf8(line: bytes) -> bool | None:
    """Whether a line is UTF-8; None where it is too short to tell."""
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    enough = sum("\u3000" <= char <= "\u9fff" for char in text) >= _HAN_IN_UTF8
    return True if enough else None


def _delimiter(text: str) -> str:
    head = list(islice(io.StringIO(text), _HEAD_LINES))
    most = {char: max((line.count(char) for line in head), default=0) for char in _DELIMITERS}
    return max(_DELIMITERS, key=lambda char: most[char])


def _rows(text: str, name: str, delimiter: str) -> Iterator[Row]:
    csv.field_size_limit(MAX_CELL_CHARS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number, line, width = 0, 0, 0
    cells: list[str] = []
    try:
        for cells in reader:
            number += 1
            yield number, cells
            line, width = reader.line_num, max(width, len(cells))
    except csv.Error as error:
        raise FileTrouble(_reason(error), path=name, line=line + 1) from error
    if len(cells) < width and not text.endswith(("\n", "\r")) and not is_total(cells):
        raise FileTrouble(Reason.FILE_CUT, path=name, line=line)


def _reason(error: csv.Error) -> Reason:
    """The csv module tells its errors apart by their words alone."""
    words = str(error)
    if "field larger" in words:
        return Reason.CELL_TOO_LONG
    return Reason.QUOTE_OPEN if "unexpected end" in words else Reason.QUOTE_MISPLACED
