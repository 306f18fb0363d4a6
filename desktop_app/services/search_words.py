"""How text is cut for the index, and how a search is asked of it.

Latin letters and digits are cut into all parts of up to four, everything else that isn't white
space or a mark into single characters and pairs, so that any part of a word is found; Chinese once
more by its pinyin initials, in twos and threes that begin with ``_``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import product

from desktop_app.services import initials

_WORDS = re.compile(r"(?:[0-9a-z]|[^\x00-\x7f\s])+")
_LATIN_RUNS = re.compile("[0-9a-z]+")
_HAN = re.compile("[\u4e00-\u9fff]{2,}")
_LATIN, _OTHER, _PINYIN = 4, 2, 3
_MARK = "_"
_MOST = 4


def pieces(text: str) -> str:
    """The pieces of a folded text, each once, apart by blanks."""
    found: set[str] = set()
    for run in _LATIN_RUNS.findall(text):
        for size in range(1, _LATIN + 1):
            found.update(_parts(run, size))
    if not text.isascii():
        for word in _WORDS.findall(text):
            found.update(char for char in word if not char.isascii())
            found.update(part for part in _parts(word, _OTHER) if not part.isascii())
        for run in _HAN.findall(text):
            found.update(_initials(run))
    return " ".join(found)


def _parts(run: str, size: int) -> list[str]:
    return [run[place : place + size] for place in range(len(run) - size + 1)]


def _initials(run: str) -> Iterable[str]:
    """The initials in twos and threes; with each of a character's several."""
    if not initials.several().keys().isdisjoint(run):
        return _several_initials(run)
    plain = run.translate(initials.letters())
    return [_MARK + part for size in (2, _PINYIN) for part in _parts(plain, size)]


def _several_initials(run: str) -> Iterator[str]:
    choices = [initials.of(char) or char for char in run]
    for size in (2, _PINYIN):
        for place in range(len(run) - size + 1):
            for letters in product(*choices[place : place + size]):
                yield _MARK + "".join(letters)


def expression(word: str) -> str:
    """What the index is asked for one folded word: pieces that a thing with it must have.

    Empty for a word that holds nothing which is indexed (marks alone).
    """
    literal = " AND ".join(f'"{piece}"' for piece in _asked(word))
    if can_be_initials(word):
        pinyin = " AND ".join(f'"{_MARK}{piece}"' for piece in _spread(word, _PINYIN))
        return f"(({literal}) OR ({pinyin}))"
    return f"({literal})" if literal else ""


def can_be_initials(word: str) -> bool:
    """Whether somebody may mean the initials of Chinese words by it."""
    return len(word) > 1 and word.isascii() and word.isalpha()


def is_exact(word: str) -> bool:
    """Whether whatever the index finds for the word holds it: no look at the text is needed."""
    most = _PINYIN if can_be_initials(word) else _size(word)
    return _WORDS.fullmatch(word) is not None and len(word) <= most


def _size(word: str) -> int:
    return _LATIN if word.isascii() else _OTHER


def _asked(word: str) -> list[str]:
    """Pieces that tell the word from others; those that half of all things have only at need."""
    asked: list[str] = []
    for part in _WORDS.findall(word):
        runs = _LATIN_RUNS.findall(part)
        for run in runs:
            asked += _spread(run, _LATIN)
        if not part.isascii():
            pairs = _parts(part, _OTHER)[-_MOST:] if runs else _spread(part, _OTHER)
            asked += [piece for piece in pairs if not piece.isascii()]
    telling = [piece for piece in asked if len(piece) >= _size(piece)]
    return list(dict.fromkeys(telling or asked))


def _spread(run: str, most: int) -> list[str]:
    """Enough of a run's pieces to narrow it down, from its end, where numbers differ most.

    Each piece more is one more list to walk through; the text itself is looked at afterwards.
    """
    size = min(len(run), most)
    places = range(len(run) - size, -1, -size)
    chosen = [run[place : place + size] for place in places][:_MOST]
    return list(dict.fromkeys([*chosen, run[:size]]))[:_MOST]


def holds_initials(text: str, word: str) -> bool:
    """Whether Chinese words of the folded text have these initials side by side."""
    return any(_has(run, word) for run in _HAN.findall(text))


def _has(run: str, word: str) -> bool:
    if word in run.translate(initials.letters()):
        return True
    if initials.several().keys().isdisjoint(run):
        return False
    choices = [initials.of(char) for char in run]
    return any(
        all(letter in choices[place + shift] for shift, letter in enumerate(word))
        for place in range(len(run) - len(word) + 1)
    )
