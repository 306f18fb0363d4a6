"""File names that every system takes, made of buyer IDs that no system has to like.

The rules are those of Windows, the strictest of ours, and hold on every system, because the
archive moves between computers. The real buyer ID always stays in the database.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Container

from desktop_app.core.errors import BadValue, Reason

MAX_BYTES = 80
MAX_PATH = 240
MAX_ID = 1000
_DEVICE = re.compile(
    r"(CON|PRN|AUX|NUL|CLOCK\$|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(\..*)?", re.IGNORECASE
)
_FORBIDDEN = frozenset('<>:"/\\|?*')
_HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


def buyer_id(text: str) -> str:
    """The buyer ID as it is kept and compared: NFC, otherwise exactly as given.

    Spaces at its ends belong to it, and so does letter case: the platforms tell such buyers
    apart. Raises BadValue for one that is empty (or nothing but white space), holds a NUL,
    or is longer than any platform's.
    """
    if "\0" in text:
        raise BadValue(Reason.BUYER_ID_NUL, value=text.replace("\0", "␀")[:40])
    kept = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    if not kept.strip():
        raise BadValue(Reason.BUYER_ID_EMPTY)
    if len(kept) > MAX_ID:
        raise BadValue(Reason.VALUE_TOO_LONG, value=kept[:40], limit=MAX_ID)
    return kept


def is_device(name: str) -> bool:
    """Whether Windows takes a file's name for a device, such as ``nul.txt``."""
    return _DEVICE.fullmatch(name) is not None


def safe(text: str, limit: int = MAX_BYTES) -> str:
    """A name for a file or folder that Windows, macOS and Linux all take, at most ``limit`` bytes.

    What can't stand in a name becomes ``-``; device names and names that begin with a dot
    get ``_`` in front; trailing dots and spaces go; a cut falls between whole characters.
    Two texts may fall together: see `distinct`.
    """
    name = unicodedata.normalize("NFC", text)
    if not (name.isprintable() and _FORBIDDEN.isdisjoint(name)):  # printable has none of `_HIDDEN`
        name = "".join("-" if _is_forbidden(char) else char for char in name)
    name = cut(name.strip(), limit).rstrip(". ")
    if not name.strip("-. "):
        name = "_" + name
    if name.startswith(".") or is_device(name):
        name = "_" + name
    return name


def distinct(text: str, taken: Container[str], limit: int = MAX_BYTES) -> str:
    """`safe`, with a short suffix where the name is taken.

    ``taken`` holds names already in use, folded by `folded`. The suffix comes from the text
    itself, so the same buyer gets the same name on every computer.
    """
    name = safe(text, limit)
    if folded(name) not in taken:
        return name
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    for length in range(4, len(digest) + 1, 4):
        marked = f"{safe(text, limit - length - 1)}~{digest[:length]}"
        if folded(marked) not in taken:
            return marked
    raise AssertionError("two texts with one sha256")


def folded(name: str) -> str:
    """The name as a file system that ignores case and composition compares it."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).casefold())


def cut(text: str, limit: int) -> str:
    """At most ``limit`` UTF-8 bytes of the text, never half a character or a split accent."""
    if len(text.encode("utf-8", "replace")) <= limit:
        return text
    end, used = 0, 0
    for index, char in enumerate(text):
        used += len(char.encode("utf-8", "replace"))
        if used > limit:
            break
        end = index + 1
    while end > 0 and end < len(text) and _joins(text[end]):
        end -= 1
    return text[:end]


def is_masked(text: str) -> bool:
    """Whether a platform hid this ID or name (``t**b``, ``##密文``): no two such are one person."""
    return "**" in text or text.startswith(("##", "$$", "~~"))


def _is_forbidden(char: str) -> bool:
    return char in _FORBIDDEN or unicodedata.category(char) in _HIDDEN


def _joins(char: str) -> bool:
    return unicodedata.combining(char) != 0 or char in "\u200d\ufe0f"
