"""The pinyin initials of Chinese characters (``kdlp`` finds 快递理赔), from a table in a file."""

from __future__ import annotations

from functools import cache

from desktop_app.core import paths

_FIRST = 0x4E00


@cache
def letters() -> dict[int, str]:
    """Each character's commonest initial, as `str.translate` takes it; others are absent."""
    first, _several = _table()
    return {_FIRST + place: letter for place, letter in enumerate(first) if letter != " "}


@cache
def several() -> dict[str, str]:
    """The characters with more than one common initial (重: ``zc``), and all of these."""
    _first, lines = _table()
    return {line[0]: line[1:] for line in lines if line}


def of(char: str) -> str:
    """All common initials of a character; empty for one that isn't Chinese."""
    return several().get(char) or letters().get(ord(char), "")


@cache
def _table() -> tuple[str, list[str]]:
    text = (paths.resources() / "rules" / "initials.txt").read_text("utf-8")
    first, *lines = text.split("\n")
    return first, lines
