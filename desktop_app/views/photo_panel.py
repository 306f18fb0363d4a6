"""The photo beside the grid: a preview above its facts; large, the preview takes the room."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.i18n import _
from desktop_app.services.photos import PhotoRow
from desktop_app.views.desk import Desk
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.photo_acts import PhotoAct, PhotoActs
from desktop_app.views.photo_facts_card import PhotoFacts
from desktop_app.views.photo_parts import tool
from desktop_app.views.photo_view import PhotoView

_SMALL_HEIGHT = 240
_FACTS_WIDTH = 330
_STEP = 1.25
_SHOWN_ACTS = (
    PhotoAct.TURN_LEFT,
    PhotoAct.TURN_RIGHT,
    PhotoAct.MARK,
    PhotoAct.COMPARE,
    PhotoAct.FULL_SCREEN,
)


class PhotoPanel(QFrame):
    """`stepped` asks for the next photo or the one before, `left` to end the large view."""

    stepped = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk, acts: PhotoActs) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.row: PhotoRow | None = None
        self.view = PhotoView(desk)
        self.facts = PhotoFacts(desk)
        self.large = False
        self._percent = QLabel()
        self._percent.setProperty("role", "caption")
        self._body = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._scroll = QScrollArea()
        self._stack = QStackedWidget()
        self._build(acts)
        acts.serve(self.view)
        self.view.stepped.connect(self.stepped)
        self.view.left.connect(self.left)
        self.view.moved.connect(lambda _place: self._tell_percent())

    def show_photo(self, row: PhotoRow | None, stand_in: QPixmap | None = None) -> None:
        """Shows a photo with its facts, or nothing."""
        self.row = row
        self._stack.setCurrentIndex(0 if row is None else 1)
        self.view.show_photo(row, stand_in)
        self.facts.show_photo(row)
        self._tell_percent()

    def set_large(self, large: bool) -> None:  # noqa: FBT001 - one way or the other, like Qt's own setters
        """Facts beside the photo rather than below it."""
        self.large = large
        directions = QBoxLayout.Direction
        self._body.setDirection(directions.LeftToRight if large else directions.TopToBottom)
        self._scroll.setMaximumWidth(_FACTS_WIDTH if large else 16_777_215)
        self._scroll.setMinimumWidth(_FACTS_WIDTH if large else 0)
        if large:
            self.view.setFocus()

    def _build(self, acts: PhotoActs) -> None:
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(self.facts)
        picture = QWidget()
        column = QVBoxLayout(picture)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.view, 1)
        column.addLayout(self._bar(acts))
        picture.setMinimumHeight(_SMALL_HEIGHT)
        self._body.setSpacing(8)
        self._body.addWidget(picture, 5)
        self._body.addWidget(self._scroll, 4)
        hint = _("Its facts, what it shows and what it proves stand here.")
        body = QWidget()
        body.setLayout(self._body)
        self._body.setContentsMargins(0, 0, 0, 0)
        self._stack.addWidget(empty_place(Empty(_("Choose a photo"), hint, "photos")))
        self._stack.addWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 6, 8)
        layout.addWidget(self._stack)

    def _bar(self, acts: PhotoActs) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(2)
        bar.addWidget(tool("previous", _("Previous photo"), partial(self.stepped.emit, -1)))
        bar.addWidget(tool("next", _("Next photo"), partial(self.stepped.emit, 1)))
        bar.addStretch(1)
        bar.addWidget(tool("zoom_out", _("Smaller"), lambda: self.view.zoom_by(1 / _STEP)))
        bar.addWidget(self._percent)
        bar.addWidget(tool("zoom_in", _("Larger"), lambda: self.view.zoom_by(_STEP)))
        bar.addWidget(tool("fit", _("Fit"), self.view.fit))
        bar.addStretch(1)
        for act in _SHOWN_ACTS:
            button = QToolButton()
            button.setDefaultAction(acts.acts[act])
            button.setAccessibleName(acts.acts[act].text())
            bar.addWidget(button)
        return bar

    def _tell_percent(self) -> None:
        shown = self.view.pixmap is not None
        self._percent.setText(f"{self.view.percent} %" if shown else "")
