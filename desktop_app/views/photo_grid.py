"""The grid of thumbnails: tens of thousands of photos, of which only those in sight are read."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import EvidenceRole
from desktop_app.core.labels import label_of
from desktop_app.services import photos
from desktop_app.services.photos import PhotoRow
from desktop_app.views import photo_mime
from desktop_app.views.desk import Desk
from desktop_app.views.photo_cells import PhotoCells
from desktop_app.views.photo_thumbs import Thumbs
from desktop_app.views.rows_model import Column, RowsModel

SMALLEST, LARGEST = 88, 256
_SIDE = "photos/side"
_MOST_CHOSEN = 2000
_Index = QModelIndex | QPersistentModelIndex
_Cursor = QAbstractItemView.CursorAction


class PhotosModel(RowsModel[PhotoRow]):
    """Photos by id; each can be dragged out."""

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled


class PhotoGrid(QListView):
    """Thumbnails with their names. `picked` tells of the current photo (or None)."""

    picked = Signal(object)
    opened = Signal(object)
    chosen_changed = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._memory: QSettings = desk.memory
        self._told: PhotoRow | None = None
        self._filling = False
        self.thumbs = Thumbs(desk, self)
        self.cells = PhotoCells(self.thumbs, self)
        self.rows = PhotosModel((_COLUMN,), partial(photos.rows, desk.store), self)
        self._set_manner()
        self.set_side(int(str(self._memory.value(_SIDE, 144))))
        self.thumbs.arrived.connect(lambda _ids: self.viewport().update())
        self.verticalScrollBar().valueChanged.connect(lambda _at: self.thumbs.forget_wishes())
        self.activated.connect(lambda index: self.opened.emit(self.rows.row_at(index.row())))
        self.selectionModel().currentChanged.connect(self._pick)
        self.selectionModel().selectionChanged.connect(
            lambda _on, _off: self.chosen_changed.emit(len(self.chosen_ids()))
        )

    def set_side(self, side: int) -> None:
        """Larger or smaller thumbnails; remembered."""
        self.cells.side = max(SMALLEST, min(side, LARGEST))
        self._memory.setValue(_SIDE, self.cells.side)
        self._fit()

    def show_ids(self, ids: Sequence[int], wanted: Sequence[int] = ()) -> None:
        """Shows these photos; what was chosen and where one was stays.

        ``wanted`` are chosen instead, when given, and brought into sight.
        """
        chosen, scrolled = list(wanted) or self.chosen_ids()[:_MOST_CHOSEN], self._scrolled()
        current = wanted[0] if wanted else self._told.id if self._told else None
        self._filling = True
        if array("q", ids) == self.rows.ids:
            self.rows.forget()
        else:
            self.rows.set_ids(ids)
        self._choose(chosen, current)
        self.verticalScrollBar().setValue(scrolled)
        if wanted:
            self.scrollTo(self.currentIndex(), self.ScrollHint.PositionAtCenter)
        self._filling = False
        self._tell(self.current())

    def current(self) -> PhotoRow | None:
        """The photo that has the cursor."""
        return self.rows.row_at(self.currentIndex().row())

    def chosen_ids(self) -> list[int]:
        """The ids of the selected photos, in their order."""
        return [self.rows.ids[place] for place in self._places()]

    def step(self, by: int) -> None:
        """Goes to the next photo or the one before."""
        place = self.currentIndex().row() + by
        if 0 <= place < self.rows.rowCount():
            self.go_to(place)

    def go_to(self, place: int) -> None:
        """Chooses one photo, and it alone, whatever keys are held."""
        index = self.rows.index(place, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.selectionModel().setCurrentIndex(index, flags)
        self.scrollTo(index)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            if self.currentIndex().isValid():
                self.opened.emit(self.current())
            return
        super().keyPressEvent(event)

    @override
    def moveCursor(self, action: _Cursor, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        columns = max(1, self.viewport().width() // max(1, self.gridSize().width()))
        shown = max(1, self.viewport().height() // max(1, self.gridSize().height()))
        steps = {
            _Cursor.MoveLeft: -1,
            _Cursor.MoveRight: 1,
            _Cursor.MovePrevious: -1,
            _Cursor.MoveNext: 1,
            _Cursor.MoveUp: -columns,
            _Cursor.MoveDown: columns,
            _Cursor.MovePageUp: -columns * shown,
            _Cursor.MovePageDown: columns * shown,
        }
        last = self.rows.rowCount() - 1
        if last < 0 or action not in steps:
            return super().moveCursor(action, modifiers)
        place = self.currentIndex().row() + steps[action]
        return self.rows.index(max(0, min(place, last)), 0)

    @override
    def startDrag(self, actions: Qt.DropAction) -> None:
        """Drags the files themselves out, to a browser's upload box for one."""
        rows = [row for row in map(self.rows.row_at, self._places()) if row is not None]
        drag = QDrag(self)
        drag.setMimeData(photo_mime.of_files(photo_mime.files(self._desk.store, rows)))
        pixmap = self.thumbs.pixmap(rows[0]) if rows else None
        if pixmap is not None and not pixmap.isNull():
            drag.setPixmap(pixmap.scaled(96, 96, Qt.AspectRatioMode.KeepAspectRatio))
        drag.exec(Qt.DropAction.CopyAction)

    def _places(self) -> list[int]:
        selection = self.selectionModel().selection()
        ranges = [selection.at(place) for place in range(selection.count())]
        return sorted(at for part in ranges for at in range(part.top(), part.bottom() + 1))

    def _set_manner(self) -> None:
        self.setModel(self.rows)
        self.setItemDelegate(self.cells)
        self.setAccessibleName(_("Photos"))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _fit(self) -> None:
        size = self.cells.fit(self.viewport().width() - 2, self.fontMetrics())
        if size != self.gridSize():
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 3)

    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _choose(self, ids: Sequence[int], current: int | None) -> None:
        selection = QItemSelection()
        for photo_id in ids:
            place = self.rows.place_of(photo_id)
            if place >= 0:
                selection.select(self.rows.index(place, 0), self.rows.index(place, 0))
        flags = QItemSelectionModel.SelectionFlag
        place = self.rows.place_of(current) if current is not None else -1
        if place >= 0:
            index = self.rows.index(place, 0)
            self.selectionModel().setCurrentIndex(index, flags.NoUpdate)
        self.selectionModel().select(selection, flags.ClearAndSelect)

    def _pick(self) -> None:
        if not self._filling:
            self._tell(self.current())

    def _tell(self, row: PhotoRow | None) -> None:
        if row != self._told:
            self._told = row
            self.picked.emit(row)


def _words(row: PhotoRow) -> str:
    return " · ".join(part for part in (row.name, label_of(EvidenceRole, row.role)) if part)


_COLUMN = Column[PhotoRow]("name", N_("Photo"), _words)
