"""Two photos side by side, zoomed and moved together: the same damage, or another parcel's."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.kinds import EvidenceRole
from desktop_app.core.labels import label_of
from desktop_app.services import photos
from desktop_app.services.photos import PhotoRow
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.photo_facts_card import size_words, times
from desktop_app.views.photo_view import PhotoView, Place


class ComparePage(QWidget):
    """`left` asks to go back."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.views = (PhotoView(desk), PhotoView(desk))
        self._texts = (words(""), words(""))
        self.together = QCheckBox(_("Zoom and move together"))
        self.together.setChecked(True)
        self._following = False
        self._build()
        for view, other in (self.views, self.views[::-1]):
            view.moved.connect(partial(self._follow, other))
            view.left.connect(self.left)
        back = QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self)
        back.activated.connect(self.left)

    def compare(self, first: int, second: int) -> None:
        """Shows two photos, by id."""
        found = {row.id: row for row in photos.rows(self._desk.store, [first, second])}
        for view, text, photo_id in zip(self.views, self._texts, (first, second), strict=True):
            row = found.get(photo_id)
            view.show_photo(row)
            view.fit()
            text.setText(_about(row) if row else "")
        self.views[0].setFocus()

    def swap(self) -> None:
        """Exchanges the two sides."""
        ids = [view.row.id for view in self.views if view.row is not None]
        if len(ids) == len(self.views):
            self.compare(ids[1], ids[0])

    def _build(self) -> None:
        back = QPushButton(icon("previous"), _("Back"))
        back.clicked.connect(lambda _checked=False: self.left.emit())
        swap = QPushButton(icon("refresh"), _("Swap"))
        swap.clicked.connect(lambda _checked=False: self.swap())
        head = QHBoxLayout()
        head.addWidget(back)
        head.addWidget(words(_("Compare"), "title", wrap=False))
        head.addStretch(1)
        head.addWidget(self.together)
        head.addWidget(swap)
        sides = QHBoxLayout()
        sides.setSpacing(10)
        for view, text in zip(self.views, self._texts, strict=True):
            side = QFrame()
            side.setProperty("card", True)
            column = QVBoxLayout(side)
            column.addWidget(view, 1)
            column.addWidget(text)
            sides.addWidget(side, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addLayout(sides, 1)

    def _follow(self, other: PhotoView, place: Place) -> None:
        if self.together.isChecked() and not self._following:
            self._following = True
            other.take_place(place)
            self._following = False


def _about(row: PhotoRow) -> str:
    pixels = f"{row.width} × {row.height}" if row.width and row.height else ""
    role = label_of(EvidenceRole, row.role)
    first = " · ".join(part for part in (row.name, role, pixels, size_words(row.bytes)) if part)
    return "\n".join([first, *(f"{name}: {time}" for name, time in times(row) if time)])
