"""A photo on the whole screen; the same keys as in the tab, Esc or F11 back to it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeySequence, QPixmap, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import EvidenceRole
from desktop_app.core.labels import label_of
from desktop_app.services.photos import PhotoRow
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.photo_acts import PhotoActs
from desktop_app.views.photo_view import PhotoView

_GROUND = "#101214"
_INK = "#d7dce2"


class FullScreen(QWidget):
    """A window of its own that follows the tab's current photo."""

    stepped = Signal(int)
    closed = Signal()

    def __init__(self, desk: Desk, acts: PhotoActs, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setWindowTitle(_("Photo"))
        self.setAutoFillBackground(True)
        palette = self.palette()
        palette.setColor(self.backgroundRole(), QColor(_GROUND))
        self.setPalette(palette)
        self.view = PhotoView(desk)
        self.line = words("", wrap=False)
        self.line.setStyleSheet(f"color: {_INK};")
        self.line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 6)
        layout.setSpacing(4)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.line)
        acts.serve(self.view)
        self.view.stepped.connect(self.stepped)
        self.view.left.connect(self.close)
        back = QShortcut(QKeySequence("F11"), self)
        back.activated.connect(self.close)

    def show_photo(self, row: PhotoRow | None, stand_in: QPixmap | None = None) -> None:
        """Shows a photo, with its name and what it shows below."""
        self.view.show_photo(row, stand_in)
        role = label_of(EvidenceRole, row.role) if row else ""
        parts = (row.name, role, row.caption) if row else ()
        self.line.setText(" · ".join(part for part in parts if part))

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self.closed.emit()
