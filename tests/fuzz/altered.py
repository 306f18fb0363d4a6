"""How files and texts are altered for the readers, and what no reader may do with them.

`FUZZ_EXAMPLES` asks for a long run with chances of its own; without it the same few come each time.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from desktop_app.core import texts
from desktop_app.core.errors import UserError

_ASKED = os.environ.get("FUZZ_EXAMPLES")
_SECONDS = 5.0
_KILOBYTES = 400_000

fuzzed = settings(
    max_examples=int(_ASKED or 25),
    derandomize=_ASKED is None,
    deadline=None,
    print_blob=True,
    suppress_health_check=list(HealthCheck),
)
TIMEOUT = 60 if _ASKED is None else 7200

_EXTREMES = [b"\0", b"\xff", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\x7f\xff\xff\xff", b"\x80\0\0\0"]
_PIECES = st.one_of(st.sampled_from(_EXTREMES), st.binary(min_size=1, max_size=6))

NASTY_TEXTS = [
    "", " ", "\0", "'", '"', '"""', "\n", "\t", "=1+1", "=cmd|'/C calc'!A0", "@x", "-", "--", "+",
    "%s%n", "{0}", "{", "}", "<b>", "&amp;", "&#0;", "\u202e", "\ufeff", "\U0001f600", "e\u0301",
    "买" * 300, "9" * 400, "1E+308", "1e999999999", "NaN", "Infinity", "-0", "0x10", "١٢٣", "²",
    "½", "1,2,3", "1.2.3", "0000-00-00", "9999-99-99", "2026-02-30", "31/12/9999", "99:99:99",
    "../../x", "C:\\x", "\\\\host\\share", "CON", "null", "true", "[]", "{}", "\ud800", "[" * 3000,
]  # fmt: skip
nasty = st.one_of(st.sampled_from(NASTY_TEXTS), st.text(max_size=40))
anything_json = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.sampled_from(NASTY_TEXTS[:-2]),
        st.just(10**40),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


@st.composite
def altered(draw: Any, seeds: list[bytes]) -> bytes:
    """One of the files with some of its bytes replaced, left out, doubled, or cut off."""
    content = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, max(0, len(content) - 1)))
        if draw(st.booleans()):
            at = min(at, draw(st.integers(0, 200)))  # heads are where sizes stand
        piece = draw(_PIECES)
        way = draw(st.sampled_from(["put", "put", "insert", "leave out", "double", "cut"]))
        if way == "put":
            content[at : at + len(piece)] = piece
        elif way == "insert":
            content[at:at] = piece
        elif way == "leave out":
            del content[at : at + draw(st.integers(1, 64))]
        elif way == "double":
            content[at:at] = content[at : at + draw(st.integers(1, 256))]
        else:
            del content[at:]
    return bytes(content)


@st.composite
def reworded(draw: Any, seeds: list[str], words: list[str]) -> str:
    """One of the texts with some pieces replaced by words that a reader may stumble over."""
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(text)))
        over = draw(st.integers(0, 12))
        text = text[:at] + draw(st.one_of(st.sampled_from(words), nasty)) + text[at + over :]
    return str(text)


@contextlib.contextmanager
def bounded(outside: Path | None = None, *besides: Path) -> Iterator[None]:
    """What is raised within is meant for a person and has a sentence; time and memory have limits.

    In the folder ``outside`` nothing comes or goes but ``besides``.
    """
    before, begun, size = _names(outside, besides), time.monotonic(), _size()
    try:
        yield
    except UserError as error:
        assert texts.sentence(error)  # noqa: PT017 - that it may come is what is tested
    assert time.monotonic() - begun < _SECONDS
    assert _size() - size < _KILOBYTES
    assert _names(outside, besides) == before


def _names(folder: Path | None, besides: tuple[Path, ...]) -> set[Path]:
    if folder is None:
        return set()
    return {
        path for path in folder.rglob("*") if not any(path.is_relative_to(one) for one in besides)
    }


def _size() -> int:
    if sys.platform != "linux":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
