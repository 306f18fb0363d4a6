"""The day's list as a model: heads and things below one another, one row each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.today_rows import Todo, TodoGroup
from desktop_app.views import today_words

if TYPE_CHECKING:
    from desktop_app.services.today import Group

ENTRY_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex
Key = tuple[str, int]


@dataclass(frozen=True)
class Head:
    """A group's heading."""

    group: Group

    @property
    def key(self) -> Key:
        return f"head-{self.group.group}", 0


@dataclass(frozen=True)
class Thing:
    """A thing to do."""

    todo: Todo

    @property
    def key(self) -> Key:
        return self.todo.kind, self.todo.id


@dataclass(frozen=True)
class More:
    """How many more a group has; ``widest`` says that no more of them are shown here."""

    group: TodoGroup
    count: int
    widest: bool

    @property
    def key(self) -> Key:
        return f"more-{self.group}", 0


Entry = Head | Thing | More


def entries(groups: Iterable[Group], wide: frozenset[TodoGroup]) -> list[Entry]:
    """The rows of the list for these groups; those in ``wide`` are shown at length already."""
    made: list[Entry] = []
    for group in groups:
        made.append(Head(group))
        made += [Thing(row) for row in group.rows]
        if group.more > 0:
            made.append(More(group.group, group.more, group.group in wide))
    return made


def more_words(more: More) -> str:
    """What its row says."""
    words = _("%(count)s more in their room") if more.widest else _("%(count)s more")
    return words % {"count": f"{more.count:,}"}


class TodayModel(QAbstractListModel):
    """Heads can't be chosen, so that the arrow keys pass over them."""

    def __init__(self, now: Callable[[], datetime], parent: Any = None) -> None:
        super().__init__(parent)
        self._now = now
        self.entries: list[Entry] = []

    def show_entries(self, found: list[Entry]) -> None:
        """Shows other rows; where they are the same things in the same places, nothing jumps."""
        if [one.key for one in found] == [one.key for one in self.entries]:
            self.entries = found
            if found:
                self.dataChanged.emit(self.index(0), self.index(len(found) - 1))
            return
        self.beginResetModel()
        self.entries = found
        self.endResetModel()

    def at(self, index: _Index) -> Entry | None:
        """What stands at a place."""
        return self.entries[index.row()] if index.isValid() else None

    def place_of(self, key: Key) -> int:
        """Where something stands, or -1."""
        return next((at for at, one in enumerate(self.entries) if one.key == key), -1)

    def nearest(self, place: int) -> int:
        """The thing at a place or the next one, else the last before it; -1 where there is none."""
        after = range(max(0, place), len(self.entries))
        before = range(min(place, len(self.entries)) - 1, -1, -1)
        found = (at for at in (*after, *before) if not isinstance(self.entries[at], Head))
        return next(found, -1)

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.entries)

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        if isinstance(self.at(index), Head):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry = self.at(index)
        if entry is None:
            return None
        if role == ENTRY_ROLE:
            return entry
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self._words(entry)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(entry, Thing):
            return _tip(self._words(entry))
        return None

    def _words(self, entry: Entry) -> str:
        if isinstance(entry, Head):
            group = entry.group
            title = today_words.group_title(group.group)
            said = [words for words, _tone in today_words.tally(group)]
            return " · ".join([f"{title} {group.count:,}", *said])
        if isinstance(entry, More):
            return more_words(entry)
        return today_words.aloud(entry.todo, self._now())


def _tip(words: str) -> str:
    from desktop_app.views.photo_parts import tip

    return tip(words)
