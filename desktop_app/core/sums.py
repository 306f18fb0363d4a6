"""Which sums can be made at all, kept as the bits of one large integer.

A search over thousands of weights asks the same question again and again: is there anything
that adds up? Shifting and masking whole integers answers it for every gram at once.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_RUN = re.compile("1+")


@dataclass(frozen=True)
class Sums:
    """A set of whole numbers of grams: bit ``i`` of ``bits`` stands for ``low + i``."""

    low: int = 0
    bits: int = 0

    @classmethod
    def covering(cls, spans: Iterable[tuple[int, int]]) -> Sums:
        """Every gram from the first to the last of each span, both included."""
        known = list(spans)
        if not known:
            return cls()
        low = min(first for first, _ in known)
        flags = bytearray(b"0") * (max(last for _, last in known) - low + 1)
        for first, last in known:
            flags[first - low : last - low + 1] = b"1" * (last - first + 1)
        flags.reverse()
        return cls(low, int(flags, 2))

    def spans(self) -> Iterator[tuple[int, int]]:
        """The set as spans that neither meet nor touch, lightest first."""
        for run in _RUN.finditer(bin(self.bits)[:1:-1]):
            yield self.low + run.start(), self.low + run.end() - 1

    def moved(self, grams: int) -> Sums:
        """Every member plus so many grams."""
        return Sums(self.low + grams, self.bits)

    def __or__(self, other: Sums) -> Sums:
        """What is in either."""
        if not (self.bits and other.bits):
            return self if self.bits else other
        low = min(self.low, other.low)
        return Sums(low, self.bits << (self.low - low) | other.bits << (other.low - low))

    def __add__(self, other: Sums) -> Sums:
        """Every sum of a member of one and a member of the other."""
        few, many = sorted((self, other), key=_run_count)
        spread: dict[int, int] = {}
        bits = 0
        for first, last in few.spans():
            width = last - first + 1
            if width not in spread:
                spread[width] = _spread(many.bits, width)
            bits |= spread[width] << (first - few.low)
        return Sums(self.low + other.low, bits)

    def reaching(self, other: Sums, low: int, high: int) -> Sums:
        """The members that with one of ``other`` come to ``low`` to ``high``."""
        wanted = _spread(other.mirrored.bits, high - low + 1)
        offset = low + other.mirrored.low - self.low
        return Sums(self.low, self.bits & (wanted << offset if offset > 0 else wanted >> -offset))

    @cached_property
    def mirrored(self) -> Sums:
        """Every member with its sign turned."""
        return Sums(1 - self.low - self.bits.bit_length(), int(bin(self.bits)[:1:-1], 2))


def _run_count(sums: Sums) -> int:
    return (sums.bits & ~(sums.bits << 1)).bit_count()


def _spread(bits: int, width: int) -> int:
    """Each bit widened upwards to ``width`` bits."""
    done = 1
    while done < width:
        step = min(done, width - done)
        bits |= bits << step
        done += step
    return bits
