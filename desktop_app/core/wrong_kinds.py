"""What kind of wrong shipment it is, told from what should have gone and what went (R3)."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_app.core.kinds import WrongKind


def kind_of(lines: Iterable[tuple[int, int]]) -> WrongKind | None:
    """The kind that (expected, shipped) pieces of each line make; None where nothing is wrong.

    Something short and something over is a wrong item; only over is an extra item; a line short
    by all its pieces is a missed item, by some of them fewer pieces. Fewer parcels can't be told
    from lines.
    """
    differing = [(expected, shipped) for expected, shipped in lines if expected != shipped]
    over = any(shipped > expected for expected, shipped in differing)
    short = [(expected, shipped) for expected, shipped in differing if shipped < expected]
    if over:
        return WrongKind.WRONG_ITEM if short else WrongKind.EXTRA_ITEM
    if not short:
        return None
    missed = any(shipped == 0 for _expected, shipped in short)
    return WrongKind.MISSED_ITEM if missed else WrongKind.FEWER_PIECES
