"""The photos of a case in a row of thumbnails; files dropped on it come in."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import kinds
from desktop_app.core.i18n import _
from desktop_app.core.labels import label_of
from desktop_app.core.track import Track
from desktop_app.services import photo_rows, thumbnails
from desktop_app.services.cases import CaseDetail
from desktop_app.services.photo_rows import PhotoFilter, PhotoRow
from desktop_app.views.cards import Card, words
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.photo_meter import PhotoMeter
from desktop_app.views.photo_parts import tip

_SIDE = 92
_HEIGHT = 138
Found = list[tuple[PhotoRow, Path | None]]


class PhotoStrip(Card):
    """A photo that is opened shows in the Photos tab."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Photos"))
        self._desk = desk
        self._no = ""
        self._asked = 0
        self.setAcceptDrops(True)
        self.list = QListWidget()
        self.list.setViewMode(QListView.ViewMode.IconMode)
        self.list.setFlow(QListView.Flow.LeftToRight)
        self.list.setWrapping(False)
        self.list.setMovement(QListView.Movement.Static)
        self.list.setIconSize(QSize(_SIDE, _SIDE))
        self.list.setSpacing(4)
        self.list.setFixedHeight(_HEIGHT)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setAccessibleName(_("Photos"))
        self.list.itemActivated.connect(self._open)
        self._hint = words(
            _("No photos yet. Drop them here, or paste a chat screenshot in the Photos tab."),
            "caption",
        )
        self.meter = PhotoMeter(desk)
        self.meter.setProperty("card", False)
        self.meter.layout().setContentsMargins(0, 4, 0, 0)  # type: ignore[union-attr] # it has one
        for part in (self.list, self._hint, self.meter):
            self.body.addWidget(part)
        self.add_act("add", _("Add"), lambda: desk.go(Room.PHOTOS, "add", self._no))

    def show_case(self, detail: CaseDetail) -> None:
        """Shows the photos of a case; thumbnails come from a job."""
        self._no, case_id = detail.row.no, detail.row.id
        self._asked += 1
        asked, store = self._asked, self._desk.store
        self.meter.show_case(case_id)

        def work(_track: Track) -> Found:
            found = photo_rows.rows(store, photo_rows.ids(store, PhotoFilter(case_id=case_id)))
            return [(row, thumbnails.thumbnail(store, row.id)) for row in found]

        self._desk.read(work, lambda found: self._fill(asked, found))

    def _fill(self, asked: int, found: Found) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.list.clear()
        for row, file in found:
            item = QListWidgetItem(label_of(kinds.EvidenceRole, row.role) or row.name)
            item.setToolTip(tip(row.name))
            item.setData(Qt.ItemDataRole.UserRole, row.id)
            item.setSizeHint(QSize(_SIDE + 14, _HEIGHT - 26))
            if file is not None:
                item.setIcon(QIcon(QPixmap(str(file))))
            self.list.addItem(item)
        self.retitle(_("Photos %(count)s") % {"count": len(found)} if found else _("Photos"))
        self.list.setVisible(bool(found))
        self._hint.setVisible(not found)

    def _open(self, item: QListWidgetItem) -> None:
        photo = str(item.data(Qt.ItemDataRole.UserRole))
        self._desk.go(Room.PHOTOS, "show", self._no, photo)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        files = tuple(
            Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()
        )
        self._desk.ways.errand.emit(Errand(Room.PHOTOS, "add", self._no, files=files))
        event.acceptProposedAction()
