"""The open quality warnings as they were last judged, for a list that has no time to judge.

Judging reads all complaints and sales: some 200 ms in a shop of 100,000 cases. So it is done aside
(`renew`), and what came of it is kept until something it rests on changes.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from desktop_app.core import clock
from desktop_app.core.kinds import Topic
from desktop_app.services.store import Changes, Store

if TYPE_CHECKING:
    from desktop_app.services.quality import QualityWarning

EVERY = timedelta(minutes=5)
_RESTS_ON = frozenset({Topic.CASES, Topic.ORDERS, Topic.PRODUCTS})


@dataclass
class _Kept:
    """What is known, since when, and whether something changed meanwhile."""

    warnings: tuple[QualityWarning, ...] = ()
    judged_at: datetime | None = None
    changed: bool = False
    turned: bool = False
    turn: threading.Lock = field(default_factory=threading.Lock)

    def hear(self, changes: Changes) -> None:
        self.changed = self.changed or bool(changes.topics & _RESTS_ON)
        self.turned = self.turned or Topic.QUALITY in changes.topics


_KEPT: WeakKeyDictionary[Store, _Kept] = WeakKeyDictionary()
_FIRST = threading.Lock()


def known(store: Store) -> tuple[QualityWarning, ...]:
    """The warnings as they were last judged; none before."""
    return _of(store).warnings


def is_due(store: Store, now: datetime | None = None) -> bool:
    """Whether to judge anew: never done yet, a warning was dealt with, or cases changed.

    For the latter at most every five minutes.
    """
    kept = _of(store)
    if kept.judged_at is None or kept.turned:
        return True
    age = (now or clock.now()) - kept.judged_at
    return kept.changed and age >= EVERY


def renew(store: Store, now: datetime | None = None) -> bool:
    """Judges anew if that is due; returns whether the warnings are others than before."""
    from desktop_app.services import quality

    kept, moment = _of(store), now or clock.now()
    with kept.turn:
        if not is_due(store, moment):
            return False
        before = kept.warnings
        kept.changed = kept.turned = False
        kept.warnings = tuple(quality.warnings(store, moment))
        kept.judged_at = moment
    return kept.warnings != before


def _of(store: Store) -> _Kept:
    with _FIRST:
        kept = _KEPT.get(store)
        if kept is None:
            kept = _KEPT[store] = _Kept()
            store.listen(kept.hear)
    return kept
