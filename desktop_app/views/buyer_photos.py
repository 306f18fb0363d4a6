"""All photos of a buyer as thumbnails, under whichever ID they came in; one opens in Photos."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QListView,
    QListWidget,
    QListWidgetItem,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop_app.core import kinds
from desktop_app.core.i18n import _
from desktop_app.core.labels import label_of
from desktop_app.core.track import Track
from desktop_app.services import photo_rows, thumbnails
from desktop_app.services.photo_rows import PhotoFilter, PhotoRow
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk, Room
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.photo_parts import tip

_SIDE = 104
_MOST = 200
Found = tuple[int, list[tuple[PhotoRow, Path | None]]]


class BuyerPhotos(QWidget):
    """The newest 200; `counted` tells how many there are."""

    counted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._buyer = ""
        self._only: frozenset[int] = frozenset()
        self._buyer_id = 0
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setResizeMode(QListView.ResizeMode.Adjust)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setSpacing(6)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAccessibleName(_("Photos"))
        self.list.itemActivated.connect(self._open)
        self.told = words("", "caption", wrap=False)
        self.all = button(_("Show all"), self.show_all)
        self.add = button(_("Add photos"), lambda: desk.go(Room.PHOTOS, "add", self._buyer))
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        hint = _("Drop files or paste a screenshot in the Photos tab.")
        self._stack.addWidget(empty_place(Empty(_("No photos"), hint, "photos")))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(boxes.line(self.told, self.all, None, self.add))
        layout.addWidget(self._stack, 1)
        self.all.hide()

    def show_buyer(self, buyer_id: int, buyer: str) -> None:
        """Fetches a buyer's photos; thumbnails come with them."""
        if buyer_id != self._buyer_id:
            self._only = frozenset()
        self._buyer_id, self._buyer = buyer_id, buyer
        self._asked += 1
        store, only = self._desk.store, self._only

        def work(_track: Track) -> Found:
            ids = photo_rows.ids(store, PhotoFilter(buyer_id=buyer_id))
            some = [one for one in ids if not only or one in only][:_MOST]
            rows = photo_rows.rows(store, some)
            return len(ids), [(row, thumbnails.thumbnail(store, row.id)) for row in rows]

        self._desk.read(work, partial(self._fill, self._asked))

    def show_only(self, photo_ids: frozenset[int]) -> None:
        """Shows some of the photos."""
        self._only = photo_ids
        self.show_buyer(self._buyer_id, self._buyer)

    def show_all(self) -> None:
        """Shows all photos again."""
        self.show_only(frozenset())

    def _fill(self, asked: int, found: Found) -> None:
        if asked != self._asked or not isValid(self):
            return
        count, rows = found
        self.counted.emit(count)
        self.list.clear()
        for row, file in rows:
            item = QListWidgetItem(label_of(kinds.EvidenceRole, row.role) or row.name)
            item.setToolTip(tip(row.name))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setSizeHint(QSize(_SIDE + 16, _SIDE + 30))
            if file is not None:
                item.setIcon(QIcon(QPixmap(str(file))))
            self.list.addItem(item)
        shown = {"shown": len(rows), "count": count}
        self.told.setText(_("%(shown)s of %(count)s") % shown if len(rows) < count else "")
        self.all.setVisible(bool(self._only))
        self._stack.setCurrentIndex(0 if rows else 1)

    def _open(self, item: QListWidgetItem) -> None:
        photo = str(item.data(Qt.ItemDataRole.UserRole))
        self._desk.go(Room.PHOTOS, "show", self._buyer, photo)
