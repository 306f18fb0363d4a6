"""The grid of thumbnails: tens of thousands of photos, of which only those in sight are read."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QSettings,
    Qt,
    Signal,
)
from PySide6.QtGui import QDrag, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QApplication, QListView
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.photos import PhotoRow
from desktop_app.views import photo_mime
from desktop_app.views.desk import Desk
from desktop_app.views.photo_cells import PhotoCells
from desktop_app.views.photo_model import PhotosModel
from desktop_app.views.photo_thumbs import Thumbs

SMALLEST, LARGEST = 88, 256
_SIDE = "photos/side"
_Cursor = QAbstractItemView.CursorAction


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
        self._pressed: QPoint | None = None
        self.thumbs = Thumbs(desk, self)
        self.rows = PhotosModel(desk, self)
        self.cells = PhotoCells(self.rows, self.thumbs, self)
        self._set_manner()
        self.set_side(int(str(self._memory.value(_SIDE, 144))))
        self.thumbs.arrived.connect(lambda _ids: self.viewport().update())
        self.rows.came.connect(self.viewport().update)
        self.verticalScrollBar().valueChanged.connect(lambda _at: self.thumbs.forget_wishes())
        self.activated.connect(lambda index: self.opened.emit(self.rows.row_at(index.row())))
        self.selectionModel().currentChanged.connect(self._pick)
        self.selectionModel().selectionChanged.connect(
            lambda _on, _off: self.chosen_changed.emit(self._count_chosen())
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
        self._filling = True
        if array("q", ids) == self.rows.ids:
            self.rows.forget()
            self.viewport().update()
        else:
            self._exchange(ids)
        if wanted:
            self._choose(wanted, wanted[0])
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
    def mousePressEvent(self, event: QMouseEvent) -> None:
        on_photo = self.indexAt(event.position().toPoint()).isValid()
        left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if left and on_photo else None
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Moving a pressed photo drags it out; elsewhere a frame is drawn round photos.

        Done here and not by flags: asking each of 50,000 photos whether it can be dragged would
        make choosing all of them slow.
        """
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        gone = event.position().toPoint() - self._pressed
        if gone.manhattanLength() >= QApplication.startDragDistance():
            self._pressed = None
            self._drag_out()

    def _drag_out(self) -> None:
        """Drags the files themselves out, to a browser's upload box for one."""
        rows = [row for row in map(self.rows.row_at, self._places()) if row is not None]
        drag = QDrag(self)
        drag.setMimeData(photo_mime.of_files(photo_mime.files(self._desk.store, rows)))
        pixmap = self.thumbs.pixmap(rows[0]) if rows else None
        if pixmap is not None and not pixmap.isNull():
            drag.setPixmap(pixmap.scaled(96, 96, Qt.AspectRatioMode.KeepAspectRatio))
        drag.exec(Qt.DropAction.CopyAction)

    def _count_chosen(self) -> int:
        selection = self.selectionModel().selection()
        return sum(selection.at(place).height() for place in range(selection.count()))

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
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _fit(self) -> None:
        size = self.cells.fit(self.viewport().width() - 2, self.fontMetrics())
        if size != self.gridSize():
            self.setGridSize(size)
            self.verticalScrollBar().setSingleStep(size.height() // 3)

    def _exchange(self, ids: Sequence[int]) -> None:
        chosen, scrolled = self.chosen_ids(), self.verticalScrollBar().value()
        current = self._told.id if self._told else None
        self.rows.set_ids(ids)
        self._choose(chosen, current)
        self.verticalScrollBar().setValue(scrolled)

    def _choose(self, ids: Iterable[int], current: int | None) -> None:
        flags = QItemSelectionModel.SelectionFlag
        standing = self.rows.places_of([current] if current is not None else [])
        for place in standing:
            self.selectionModel().setCurrentIndex(self.rows.index(place, 0), flags.NoUpdate)
        selection = QItemSelection()
        for first, last in _runs(self.rows.places_of(ids)):
            selection.select(self.rows.index(first, 0), self.rows.index(last, 0))
        self.selectionModel().select(selection, flags.ClearAndSelect)

    def _pick(self) -> None:
        if not self._filling:
            self._tell(self.current())

    def _tell(self, row: PhotoRow | None) -> None:
        if row != self._told:
            self._told = row
            self.picked.emit(row)


def _runs(places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """First and last of places that follow one another."""
    for _key, run in groupby(enumerate(places), lambda pair: pair[1] - pair[0]):
        places_of_run = [place for _at, place in run]
        yield places_of_run[0], places_of_run[-1]
