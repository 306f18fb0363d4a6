"""Several items' titles in one cell, joined by a comma that titles hold themselves.

The order says how many kinds of items it has. Where the pieces are more than the kinds, some
pieces belong together: they are put together only where titles known from elsewhere leave
exactly one way to do so.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from desktop_app.services.parsed_orders import ParsedLine

_MAX_PIECES = 60


def lines(
    joined: str,
    kinds: int | None,
    pieces: int | None,
    separators: Sequence[str],
    known: Container[str],
) -> tuple[ParsedLine, ...]:
    """The items of an order by their joined titles.

    ``kinds`` is how many different items it has, ``pieces`` how many altogether; None for not
    said. An item's quantity is known where there is one kind, or as many kinds as pieces. Titles
    that can't be told apart for sure stay one line.
    """
    if kinds == 1:
        return (ParsedLine(joined, quantity=pieces),)
    titles = _split(joined, kinds, separators, known)
    if len(titles) != (kinds or len(titles)):
        return (ParsedLine(title=joined),)
    quantity = 1 if kinds is not None and pieces == len(titles) else None
    return tuple(ParsedLine(title=title, quantity=quantity) for title in titles)


def _split(
    joined: str, kinds: int | None, separators: Sequence[str], known: Container[str]
) -> tuple[str, ...]:
    if kinds is None:
        return (joined,)
    ways = {way for mark in separators for way in _ways(joined.split(mark), kinds, mark, known)}
    return ways.pop() if len(ways) == 1 else (joined,)


def _ways(parts: list[str], kinds: int, mark: str, known: Container[str]) -> list[tuple[str, ...]]:
    """The ways to make ``kinds`` titles of the parts in their order; at most two, one too many.

    A title of several parts must be a known one.
    """
    if not kinds <= len(parts) <= _MAX_PIECES:
        return []
    memory: dict[tuple[int, int], list[tuple[str, ...]]] = {}

    def ways(start: int, left: int) -> list[tuple[str, ...]]:
        if left == 0:
            return [()] if start == len(parts) else []
        if (start, left) not in memory:
            found: list[tuple[str, ...]] = []
            for end in range(start + 1, len(parts) - left + 2):
                title = mark.join(parts[start:end])
                if end == start + 1 or title in known:
                    found += [(title, *rest) for rest in ways(end, left - 1)]
            memory[start, left] = found[:2]
        return memory[start, left]

    return ways(0, kinds)
