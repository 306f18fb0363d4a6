"""The evidence photos of a wrong shipment: how many there are, and more of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.track import Track
from desktop_app.services import photo_imports
from desktop_app.services.photo_imports import ImportReport
from desktop_app.services.wrong_lists import WrongRow
from desktop_app.views.desk import Desk, Room
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_parts import text_label

_ENDINGS = "*.jpg *.jpeg *.png *.heic *.webp *.bmp *.mp4 *.mov *.pdf"


class PhotoLine(QWidget):
    """Photos go to the buyer's folder, so the buyer has to be known; files can be dropped."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: WrongRow | None = None
        self.setAcceptDrops(True)
        self.words = text_label("caption")
        self.add_button = QPushButton(icon("photos"), _("Add photos…"))
        self.add_button.clicked.connect(self._choose)
        self.show_button = QPushButton(_("Look at them"))
        self.show_button.setProperty("flat", True)
        self.show_button.clicked.connect(self._look)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.add_button)
        layout.addWidget(self.show_button)
        layout.addWidget(self.words, 1)

    def show_row(self, row: WrongRow | None) -> None:
        """The photos of a wrong shipment."""
        self._row = row
        self.setVisible(row is not None)
        if row is None:
            return
        known = row.buyer_id is not None
        self.add_button.setEnabled(known)
        self.show_button.setVisible(known and row.photos > 0)
        if not known:
            self.words.setText(_("Photos can be added once the buyer is in the shop."))
        else:
            count = ngettext("%(count)s photo", "%(count)s photos", row.photos)
            self.words.setText(count % {"count": row.photos} if row.photos else _("No photos yet"))

    def take(self, files: Sequence[Path]) -> None:
        """Brings files in as evidence of this shipment, and of its case."""
        row, store = self._row, self._desk.store
        if row is None or row.buyer_id is None or not files:
            return
        buyer_id, case_id, wrong_id = row.buyer_id, row.case_id, row.id

        def work(track: Track) -> ImportReport:
            return photo_imports.import_files(
                store, buyer_id, files, track=track, case=case_id, wrong_shipment=wrong_id
            )

        self._desk.write(_("Adding photos"), work, self._told)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls() and self.add_button.isEnabled():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.take([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()

    def _choose(self) -> None:
        kinds = f"{_('Photos, videos and PDFs')} ({_ENDINGS})"
        self.take(self._desk.prompts.open_files(self, _("Add photos"), kinds))

    def _look(self) -> None:
        if self._row is not None:
            self._desk.go(Room.PHOTOS, "show", self._row.case_no or self._row.buyer)

    def _told(self, report: ImportReport) -> None:
        if report.refused:
            self._desk.say(texts.sentence(report.refused[0].error), Tone.BAD)
            return
        count = len(report.added) + len(report.duplicates)
        words = ngettext("%(count)s photo added", "%(count)s photos added", count)
        self._desk.say(words % {"count": count})
