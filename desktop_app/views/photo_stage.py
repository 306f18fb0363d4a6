"""What takes the whole tab for a while: comparing two photos, marking one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.core.i18n import _
from desktop_app.services.photos import PhotoRow
from desktop_app.views.desk import Desk
from desktop_app.views.photo_compare import ComparePage
from desktop_app.views.photo_mark import MarkPage
from desktop_app.views.theme import Tone


class PhotoStage(QStackedWidget):
    """The tab's own parts, or one of these pages; `back` tells that they are over."""

    back = Signal()
    marked = Signal(int)

    def __init__(self, desk: Desk, parts: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self.compare_page: ComparePage | None = None
        self.mark_page: MarkPage | None = None
        self.addWidget(parts)

    def compare(self, chosen: Sequence[int], alike: Sequence[int] = ()) -> None:
        """Two chosen photos side by side, by id; or the one, and the first that looks like it."""
        pair = [*chosen, *(alike if len(chosen) == 1 else ())][:2]
        if len(pair) < 2:  # noqa: PLR2004 - a pair
            self._desk.say(_("Choose two photos to compare them."), Tone.INFO)
            return
        if self.compare_page is None:
            self.compare_page = ComparePage(self._desk)
            self.compare_page.left.connect(self.leave)
            self.addWidget(self.compare_page)
        self.setCurrentWidget(self.compare_page)
        self.compare_page.compare(pair[0], pair[1])

    def mark(self, row: PhotoRow | None) -> None:
        """Marks a photo on a copy; only what is a picture can be."""
        if row is None or not row.width:
            self._desk.say(_("Only a picture can be marked."), Tone.WARN)
            return
        if self.mark_page is None:
            self.mark_page = MarkPage(self._desk)
            self.mark_page.left.connect(self.leave)
            self.mark_page.saved.connect(self._saved)
            self.addWidget(self.mark_page)
        self.setCurrentWidget(self.mark_page)
        self.mark_page.begin(row)

    def leave(self) -> None:
        """Back to the tab's own parts."""
        self.setCurrentIndex(0)
        self.back.emit()

    def _saved(self, copy_id: int) -> None:
        self.leave()
        self.marked.emit(copy_id)
