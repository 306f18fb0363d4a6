"""What the day shows when nothing waits: a kind word, and in a new shop the first steps."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.views.desk import Desk, Room
from desktop_app.views.icons import icon
from desktop_app.views.theme import colours

Step = tuple[str, str, Callable[[], object]]


class QuietPlace(QWidget):
    """Picture, words and buttons in the middle of the page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.title, self.words = QLabel(), QLabel()
        self.picture = QLabel()
        self.title.setProperty("role", "title")
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.words.setMaximumWidth(560)
        self.buttons: list[QPushButton] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(10)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(2)
        for label in (self.picture, self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addLayout(self._row)
        layout.addStretch(3)

    def show_state(self, *, is_new: bool) -> None:
        """Says that all is done, or how a new shop begins."""
        if is_new:
            self.title.setText(_("Welcome. How would you like to begin?"))
            self.words.setText(
                _(
                    "Import the platform's order export first: then a pasted order number is "
                    "enough to open a case. What is due shows up here by itself."
                )
            )
        else:
            self.title.setText(_("Nothing waits for you"))
            self.words.setText(
                _(
                    "No clock runs out today, nothing was handed over, every parcel has its "
                    "owner. New orders can be imported, or a case opened, whenever one comes."
                )
            )
        name = "desk" if is_new else "check"
        self.picture.setPixmap(icon(name, colours().accent, 48).pixmap(48, 48))
        self._offer(self._first_steps() if is_new else self._first_steps()[:2], primary=is_new)

    def _offer(self, steps: list[Step], *, primary: bool) -> None:
        while self._row.count():
            part = self._row.takeAt(0)
            widget = part.widget() if part is not None else None
            if widget is not None:
                widget.deleteLater()
        self.buttons = []
        self._row.addStretch(1)
        for place, (words, picture, act) in enumerate(steps):
            main = primary and place == 0
            button = QPushButton(icon(picture, colours().accent_text if main else ""), words)
            button.setProperty("primary", main)
            button.setMinimumHeight(34)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._row.addWidget(button)
            self.buttons.append(button)
        self._row.addStretch(1)

    def _first_steps(self) -> list[Step]:
        desk = self._desk
        return [
            (_("Import orders…"), "import", self._import),
            (_("New case…"), "add", lambda: desk.go(Room.CASES, "new")),
            (_("Add photos…"), "photos", lambda: desk.go(Room.PHOTOS, "add")),
            (_("Weigh a parcel"), "weighing", lambda: desk.go(Room.WEIGHING, "new")),
        ]

    def _import(self) -> None:
        kinds = f"{_('Tables')} (*.csv *.xlsx *.xls *.txt)"
        files = self._desk.prompts.open_files(self, _("Import orders"), kinds)
        if files:
            self._desk.ways.import_wanted.emit(files)
