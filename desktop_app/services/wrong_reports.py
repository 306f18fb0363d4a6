"""Where wrong shipments come from: by SKU, picker, day, cause and kind, and what is mixed up.

What counts is what after-sales verified. Days are those of the report, on the shop's own clock.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop_app.core import clock
from desktop_app.core.kinds import WrongState
from desktop_app.services import wrong_lists
from desktop_app.services.store import Store
from desktop_app.services.wrong_lists import WrongFilter, WrongRow

VERIFIED = frozenset({WrongState.VERIFIED, WrongState.SETTLED})


@dataclass(frozen=True)
class Counted:
    """A SKU, picker, day, cause or kind: how many wrong shipments, pieces missing, pieces too many.

    ``key`` is empty for those of which it isn't known.
    """

    key: str
    name: str
    shipments: int
    missing: int
    surplus: int


@dataclass(frozen=True)
class SwappedPair:
    """``sent`` went instead of ``ordered``, so many times, with so many pieces."""

    ordered: str
    ordered_name: str
    sent: str
    sent_name: str
    shipments: int
    pieces: int


@dataclass(frozen=True)
class WrongReport:
    """All counts of a period, the most first; ``days`` in the order of time."""

    first: date
    last: date
    shipments: int
    skus: tuple[Counted, ...]
    pickers: tuple[Counted, ...]
    days: tuple[Counted, ...]
    causes: tuple[Counted, ...]
    kinds: tuple[Counted, ...]
    pairs: tuple[SwappedPair, ...]


def report(store: Store, first: date, last: date) -> WrongReport:
    """What was verified of the days ``first`` to ``last``, both included."""
    wanted = WrongFilter(
        states=VERIFIED,
        since=clock.start_of_day(first),
        until=clock.start_of_day(last + timedelta(days=1)),
    )
    rows = wrong_lists.listed(store, wanted)
    days = _by(rows, lambda row: clock.to_local(row.reported_at).date().isoformat())
    return WrongReport(
        first=first,
        last=last,
        shipments=len(rows),
        skus=_by_sku(rows),
        pickers=_by(rows, lambda row: row.picker),
        days=tuple(sorted(days, key=lambda day: day.key)),
        causes=_by(rows, lambda row: row.cause),
        kinds=_by(rows, lambda row: row.kind.value),
        pairs=_pairs(rows),
    )


def _by(rows: Iterable[WrongRow], key: Callable[[WrongRow], str]) -> tuple[Counted, ...]:
    found: dict[str, Counted] = {}
    for row in rows:
        name = key(row)
        before = found.get(name, Counted(name, name, 0, 0, 0))
        found[name] = _plus(before, [line.surplus for line in row.lines])
    return _most_first(found.values())


def _by_sku(rows: Iterable[WrongRow]) -> tuple[Counted, ...]:
    found: dict[str, Counted] = {}
    for row in rows:
        surpluses: defaultdict[str, list[int]] = defaultdict(list)
        names: dict[str, str] = {}
        for line in row.lines:
            if line.surplus:
                key = line.sku or line.title
                surpluses[key].append(line.surplus)
                names[key] = line.title or line.sku
        for key, pieces in surpluses.items():
            before = found.get(key, Counted(key, names[key], 0, 0, 0))
            found[key] = _plus(before, pieces)
    return _most_first(found.values())


def _plus(before: Counted, surpluses: Iterable[int]) -> Counted:
    pieces = list(surpluses)
    return replace(
        before,
        shipments=before.shipments + 1,
        missing=before.missing - sum(n for n in pieces if n < 0),
        surplus=before.surplus + sum(n for n in pieces if n > 0),
    )


def _most_first(counted: Iterable[Counted]) -> tuple[Counted, ...]:
    return tuple(sorted(counted, key=lambda one: (-one.shipments, one.key)))


def _pairs(rows: Iterable[WrongRow]) -> tuple[SwappedPair, ...]:
    """What went instead of what, where one product is short and one is over: no guess otherwise."""
    shipments: Counter[tuple[str, str]] = Counter()
    pieces: Counter[tuple[str, str]] = Counter()
    names: dict[str, str] = {}
    for row in rows:
        short = [line for line in row.lines if line.surplus < 0]
        over = [line for line in row.lines if line.surplus > 0]
        if len(short) != 1 or len(over) != 1:
            continue
        pair = short[0].sku or short[0].title, over[0].sku or over[0].title
        shipments[pair] += 1
        pieces[pair] += min(-short[0].surplus, over[0].surplus)
        for line in (short[0], over[0]):
            names[line.sku or line.title] = line.title or line.sku
    found = [
        SwappedPair(ordered, names[ordered], sent, names[sent], count, pieces[ordered, sent])
        for (ordered, sent), count in shipments.items()
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.shipments, pair.ordered, pair.sent)))
