"""The photos behind the grid: ids of all, and the rows of those that are looked at.

Scrolling never waits for the database: `peek` answers at once, and what isn't here yet is read in
a job, the last asked for first.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QStringListModel,
    Qt,
    QTimer,
    Signal,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.kinds import EvidenceRole
from desktop_app.core.labels import label_of
from desktop_app.services import photo_facts, photos
from desktop_app.services.photos import PhotoRow
from desktop_app.views.desk import Desk

CHUNK = 64
_CHUNKS_KEPT = 64
_Index = QModelIndex | QPersistentModelIndex
Cell = tuple[PhotoRow, bool]
_Chunk = dict[int, Cell]


class PhotosModel(QStringListModel):
    """`came` tells that rows which `peek` missed are here.

    Qt asks for the number of rows a hundred thousand times when all are chosen: the list of (empty)
    strings answers without Python.
    """

    came = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: array[int] = array("q")
        self._chunks: OrderedDict[int, _Chunk] = OrderedDict()
        self._wanted: list[int] = []
        self._reading = False
        self._state = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._read)

    @property
    def ids(self) -> array[int]:
        """The ids of all photos, in order."""
        return self._ids

    def set_ids(self, ids: Iterable[int]) -> None:
        """Shows other photos, or the same in another order."""
        self._ids = ids if isinstance(ids, array) else array("q", ids)
        self._drop()
        self.setStringList([""] * len(self._ids))

    def forget(self) -> None:
        """Fetches rows anew when they are next shown."""
        self._drop()

    def row_at(self, place: int) -> PhotoRow | None:
        """The photo at a place, read now if need be; None when it is gone."""
        if not 0 <= place < len(self._ids):
            return None
        number = place // CHUNK
        chunk = self._chunks.get(number)
        if chunk is None:
            chunk = self._fetch(self._ids[number * CHUNK : (number + 1) * CHUNK])
            self._keep(number, chunk)
        cell = chunk.get(self._ids[place])
        return cell[0] if cell is not None else None

    def peek(self, place: int) -> Cell | None:
        """The photo at a place if it was read already; else it is read in a job.

        With it: whether another buyer's folder holds the very same bytes.
        """
        number = place // CHUNK
        chunk = self._chunks.get(number)
        if chunk is not None:
            self._chunks.move_to_end(number)
            return chunk.get(self._ids[place])
        if number not in self._wanted:
            self._wanted.append(number)
            self._later.start()
        return None

    def places_of(self, ids: Iterable[int]) -> list[int]:
        """Where photos stand, in order; those that aren't there are left out."""
        wanted = set(ids)
        if not wanted:
            return []
        return [place for place, photo_id in enumerate(self._ids) if photo_id in wanted]

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role not in _TEXT_ROLES or not index.isValid():
            return None
        row = self.row_at(index.row())
        if row is None:
            return None
        return " · ".join(part for part in (row.name, label_of(EvidenceRole, row.role)) if part)

    def _drop(self) -> None:
        self._state += 1
        self._chunks.clear()
        self._wanted.clear()

    def _read(self) -> None:
        if self._reading or not self._wanted:
            return
        number = self._wanted.pop()
        ids = self._ids[number * CHUNK : (number + 1) * CHUNK]
        self._reading = True
        self._desk.jobs.read(
            lambda _track: self._fetch(ids), partial(self._take, self._state, number), self._fail
        )

    def _take(self, state: int, number: int, chunk: _Chunk) -> None:
        if not isValid(self):
            return
        self._reading = False
        if state == self._state:
            self._keep(number, chunk)
            self.came.emit()
        if self._wanted:
            self._later.start()

    def _fail(self, error: BaseException) -> None:
        if isValid(self):
            self._reading = False
            self._wanted.clear()
        self._desk.complain(error)

    def _fetch(self, ids: array[int]) -> _Chunk:
        doubled = photo_facts.doubled(self._desk.store, ids)
        rows = photos.rows(self._desk.store, ids)
        return {row.id: (row, row.id in doubled) for row in rows}

    def _keep(self, number: int, chunk: _Chunk) -> None:
        self._chunks[number] = chunk
        while len(self._chunks) > _CHUNKS_KEPT:
            self._chunks.popitem(last=False)


_TEXT_ROLES = frozenset(
    {
        int(Qt.ItemDataRole.DisplayRole),
        int(Qt.ItemDataRole.ToolTipRole),
        int(Qt.ItemDataRole.AccessibleTextRole),
    }
)
