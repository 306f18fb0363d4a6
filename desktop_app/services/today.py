"""Today: what is to be done next, in order of urgency, from all over the shop.

Cheap enough to be asked whenever something changes: each source is one counting and one reading
statement over an index, and gives no more rows than are shown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from desktop_app.core import clock
from desktop_app.core.masking import Masks, Place
from desktop_app.services import privacy, today_care, today_cases, today_figures, today_records
from desktop_app.services.store import Store
from desktop_app.services.today_figures import Figures
from desktop_app.services.today_rows import (
    MOST,
    WIDE,
    Frame,
    Source,
    Todo,
    TodoGroup,
    TodoKind,
    Urgency,
)

_SOURCES: tuple[Source, ...] = (
    *today_cases.SOURCES,
    *today_records.SOURCES,
    *today_care.SOURCES,
)
_ORDER = {group: place for place, group in enumerate(TodoGroup)}


@dataclass(frozen=True)
class Group:
    """Things of one sort, the most urgent first.

    ``count``, ``overdue`` and ``today`` are of all of them; ``rows`` may be fewer.
    """

    group: TodoGroup
    rows: tuple[Todo, ...]
    count: int
    overdue: int
    today: int

    @property
    def more(self) -> int:
        """How many aren't among the rows."""
        return self.count - len(self.rows)

    @property
    def urgency(self) -> Urgency:
        """That of its most urgent thing."""
        return min((row.urgency for row in self.rows), default=Urgency.WHENEVER)


@dataclass(frozen=True)
class TodayList:
    """What is to be done, as it stood at ``now``; ``is_new`` for a shop that holds nothing yet."""

    now: datetime
    groups: tuple[Group, ...]
    figures: Figures
    shop_name: str = ""
    is_new: bool = False

    @property
    def overdue(self) -> int:
        """How many things are late."""
        return sum(group.overdue for group in self.groups)

    @property
    def due_today(self) -> int:
        """How many more come due before the day ends."""
        return sum(group.today for group in self.groups)


@dataclass(frozen=True)
class Waiting:
    """How much waits, room by room.

    ``overdue`` and ``soon`` (within two hours) are of all rooms, ``clocks`` the cases that are
    late; ``parcels`` are wrong shipments to verify and parcels without an owner.
    """

    overdue: int = 0
    soon: int = 0
    clocks: int = 0
    inbox: int = 0
    parcels: int = 0
    claims: int = 0
    revisits: int = 0
    quality: int = 0


def todo(store: Store, now: datetime | None = None, wide: Collection[TodoGroup] = ()) -> TodayList:
    """What is to be done, group by group, those with the most urgent things first.

    What is late and what runs out within two hours are equally urgent: the one is lost time, the
    other can still be saved.

    Each group shows `MOST` rows at most, those in ``wide`` `WIDE`; its counts are true all the
    same. ``now`` is the present unless said. Days are local.
    """
    frame = Frame.at(now or clock.now())
    with store.connection():
        masks = privacy.masks(store, Place.SCREEN)
        groups = _groups(store, frame, frozenset(wide))
        found = [_shown(group, masks) for group in groups if group.count]
        figures = today_figures.figures()
        name = today_figures.shop_name()
        fresh = not found and today_figures.holds_nothing()
    found.sort(key=lambda group: (max(group.urgency, Urgency.SOON), _ORDER[group.group]))
    return TodayList(frame.now, tuple(found), figures, name, is_new=fresh)


def _shown(group: Group, masks: Masks) -> Group:
    """Senders of parcels are named as the shop's screens have it (R41)."""
    if not masks or not any(row.kind is TodoKind.PARCEL for row in group.rows):
        return group
    rows = (
        replace(row, who=masks.name(row.who)) if row.kind is TodoKind.PARCEL else row
        for row in group.rows
    )
    return replace(group, rows=tuple(rows))


def waiting(store: Store, now: datetime | None = None) -> Waiting:
    """For the badges: how much there is of everything, counted and not read."""
    frame = Frame.at(now or clock.now())
    sums: Counter[TodoGroup] = Counter()
    overdue = soon = clocks = 0
    with store.connection():
        for source in _SOURCES:
            tally = source.count(store, frame)
            sums[source.group] += tally.all
            overdue, soon = overdue + tally.overdue, soon + tally.soon
            clocks += tally.overdue if source.group is TodoGroup.LATE else 0
        inbox = today_care.inbox_files()
    return Waiting(
        overdue=overdue,
        soon=soon,
        clocks=clocks,
        inbox=inbox,
        parcels=sums[TodoGroup.WRONG] + sums[TodoGroup.OWNERLESS] - bool(inbox),
        claims=sums[TodoGroup.CLAIMS],
        revisits=sums[TodoGroup.REVISITS],
        quality=sums[TodoGroup.QUALITY],
    )


def _groups(store: Store, frame: Frame, wide: frozenset[TodoGroup]) -> list[Group]:
    return [_group(store, frame, group, WIDE if group in wide else MOST) for group in TodoGroup]


def _group(store: Store, frame: Frame, group: TodoGroup, most: int) -> Group:
    sources = [source for source in _SOURCES if source.group is group]
    tallies = [source.count(store, frame) for source in sources]
    rows: list[Todo] = []
    for source, tally in zip(sources, tallies, strict=True):
        if tally.all:
            rows += source.read(store, frame, most)
    rows.sort(key=lambda row: (row.urgency, row.due or frame.far))
    return Group(
        group,
        tuple(rows[:most]),
        count=sum(tally.all for tally in tallies),
        overdue=sum(tally.overdue for tally in tallies),
        today=sum(tally.today for tally in tallies),
    )
