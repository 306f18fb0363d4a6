"""The bin of photos: thirty days to take something back."""

from __future__ import annotations

import json
from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop_app.core.i18n import _, ngettext
from desktop_app.services import bin as photo_bin
from desktop_app.services.store import Store
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.theme import colours


class BinBar(QFrame):
    """Stands above the photos of the bin; `wanted` asks the tab for those that are chosen."""

    wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self.button = QPushButton(icon("undo", colours().accent_text), _("Put back"))
        self.button.setProperty("primary", True)
        self.button.clicked.connect(lambda _checked=False: self.wanted.emit())
        said = _("Photos stay here for 30 days, then they go to the computer's own bin.")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(words(said), 1)
        layout.addWidget(self.button)
        self.hide()

    def restore(self, photo_ids: Sequence[int]) -> None:
        """Takes photos back to their places, in a job."""
        store, ids = self._desk.store, set(photo_ids)
        if ids:
            self._desk.write(_("Taking back"), lambda _track: _restore(store, ids), self._told)

    def _told(self, back: list[int]) -> None:
        said = ngettext(
            "%(count)s photo is back in its place.",
            "%(count)s photos are back in their places.",
            len(back),
        )
        self._desk.say(said % {"count": len(back)})


def _restore(store: Store, photo_ids: set[int]) -> list[int]:
    items = [
        row.id
        for row in photo_bin.rows(store, photo_bin.PHOTOS)
        if json.loads(row.data)["photo_id"] in photo_ids
    ]
    return photo_bin.restore(store, items)
