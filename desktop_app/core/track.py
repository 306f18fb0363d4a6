"""Progress and cancel without knowing who watches.

A service that works through many things wraps them: ``for path in track(paths):``. Left
alone, `everything` hands them through unchanged; a job passes a `Track` that counts and
stops. Cancelling raises `Cancelled` between two items, never within one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sized
from typing import Protocol, TypeVar

Item = TypeVar("Item")


class Cancelled(Exception):
    """The person stopped the work; everything reported done stays done."""


class Track(Protocol):
    """Called with the things to work through; yields each as its turn comes."""

    def __call__(self, items: Iterable[Item], /, total: int | None = None) -> Iterable[Item]:
        """``total`` where the length of ``items`` isn't known."""


def everything(items: Iterable[Item], /, total: int | None = None) -> Iterable[Item]:
    """The track of somebody who doesn't watch."""
    del total
    return items


def length(items: Iterable[object], total: int | None) -> int | None:
    """How many items there will be, where that can be known beforehand."""
    if total is not None:
        return total
    return len(items) if isinstance(items, Sized) else None
