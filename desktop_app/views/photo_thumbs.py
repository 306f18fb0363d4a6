"""Thumbnails for the grid: read and decoded in jobs, those in sight first, kept within bounds."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap, QTransform
from shiboken6 import isValid

from desktop_app.core.kinds import Medium
from desktop_app.core.track import Track
from desktop_app.services import photos
from desktop_app.services.photos import PhotoRow
from desktop_app.services.thumbnails import path_of
from desktop_app.views.desk import Desk

_MOST_BYTES = 96 * 1024 * 1024
_AT_ONCE = 8
_JOBS = 2
_Key = tuple[str, int]


class Thumbs(QObject):
    """`pixmap` answers at once; what isn't here yet comes later, told by `arrived` (photo ids)."""

    arrived = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._nothing = QPixmap()
        self._kept: OrderedDict[_Key, QPixmap] = OrderedDict()
        self._bytes = 0
        self._wanted: OrderedDict[int, PhotoRow] = OrderedDict()
        self._coming: set[int] = set()
        self._jobs = 0
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._fetch)

    def pixmap(self, row: PhotoRow) -> QPixmap | None:
        """The thumbnail as the person turned it; an empty one where there is no picture.

        None while it is on its way. Those asked for last come first.
        """
        if row.medium != Medium.PHOTO.value:
            return self._nothing
        found = self._kept.get((row.sha256, row.turned))
        if found is not None:
            self._kept.move_to_end((row.sha256, row.turned))
            return found
        if row.id not in self._coming:
            self._wanted[row.id] = row
            self._wanted.move_to_end(row.id)
            if not self._later.isActive():
                self._later.start()
        return None

    def forget_wishes(self) -> None:
        """What was asked for has left the sight: it isn't fetched any more."""
        self._wanted.clear()

    @property
    def bytes(self) -> int:
        """The memory that the kept ones take."""
        return self._bytes

    def _fetch(self) -> None:
        while self._wanted and self._jobs < _JOBS:
            batch = [self._wanted.popitem()[1] for _each in range(min(_AT_ONCE, len(self._wanted)))]
            self._coming.update(row.id for row in batch)
            self._jobs += 1
            work = partial(_read_all, self._desk, batch)
            self._desk.jobs.read(work, self._take, partial(self._fail, batch))

    def _take(self, found: Iterable[tuple[PhotoRow, QImage]]) -> None:
        if not isValid(self):
            return
        came = []
        for row, image in found:
            self._keep((row.sha256, row.turned), QPixmap.fromImage(image))
            came.append(row.id)
        self._done(came)
        self.arrived.emit(came)

    def _fail(self, batch: list[PhotoRow], error: BaseException) -> None:
        if isValid(self):
            self._done([row.id for row in batch])
        self._desk.complain(error)

    def _done(self, ids: list[int]) -> None:
        self._coming.difference_update(ids)
        self._jobs -= 1
        if self._wanted:
            self._later.start()

    def _keep(self, key: _Key, pixmap: QPixmap) -> None:
        old = self._kept.pop(key, None)
        if old is not None:
            self._bytes -= _size(old)
        self._kept[key] = pixmap
        self._bytes += _size(pixmap)
        while self._bytes > _MOST_BYTES:
            _key, gone = self._kept.popitem(last=False)
            self._bytes -= _size(gone)


def read(desk: Desk, row: PhotoRow) -> QImage:
    """The thumbnail, decoded on the thread that calls; null where there is no picture."""
    file = path_of(desk.store.paths, row.sha256)
    image = QImage(str(file)) if file.is_file() else QImage()
    if image.isNull():
        made = photos.thumbnail(desk.store, row.id)
        image = QImage(str(made)) if made else QImage()
    if row.turned and not image.isNull():
        image = image.transformed(QTransform().rotate(row.turned))
    return image


def _read_all(desk: Desk, rows: list[PhotoRow], _track: Track) -> list[tuple[PhotoRow, QImage]]:
    return [(row, read(desk, row)) for row in rows]


def _size(pixmap: QPixmap) -> int:
    return max(64, pixmap.width() * pixmap.height() * 4)
