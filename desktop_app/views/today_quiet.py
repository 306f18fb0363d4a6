"""What the day shows when nothing waits: a kind word, and in a new shop the first steps."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views.cards import empty
from desktop_app.views.desk import Desk, Room
from desktop_app.views.icons import icon
from desktop_app.views.theme import colours

_WIDTH = 520


class Step(NamedTuple):
    """A way to begin: its words, what it is good for, and its picture."""

    title: str
    why: str
    picture: str


_IMPORT = Step(
    N_("Import orders…"),
    N_("The platform's own export file, as it is: CSV or XLSX."),
    "import",
)
_CASE = Step(
    N_("New case…"),
    N_("Paste an order number, a tracking number or a whole chat line."),
    "add",
)
_PHOTOS = Step(
    N_("Add photos…"),
    N_("They are filed by buyer, so that any folder window finds them."),
    "photos",
)
_WEIGH = Step(
    N_("Weigh a parcel"),
    N_("A weight that doesn't fit says what is missing or too much."),
    "weighing",
)


class StepButton(QPushButton):
    """A step with what it is good for."""

    def __init__(self, step: Step, *, first: bool) -> None:
        super().__init__()
        self.setProperty("figure", True)
        self.setAccessibleName(_(step.title))
        self.setAccessibleDescription(_(step.why))
        self.setFixedWidth(_WIDTH)
        picture, title, why = QLabel(), QLabel(_(step.title)), QLabel(_(step.why))
        ink = colours().accent if first else colours().muted
        picture.setPixmap(icon(step.picture, ink, 24).pixmap(24, 24))
        title.setProperty("role", "heading")
        why.setProperty("role", "caption")
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(title)
        words.addWidget(why)
        self._parts = QHBoxLayout(self)
        self._parts.setContentsMargins(16, 9, 16, 10)
        self._parts.setSpacing(16)
        self._parts.addWidget(picture)
        self._parts.addLayout(words, 1)
        for label in (picture, title, why):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    @override
    def sizeHint(self) -> QSize:
        return self._parts.sizeHint()


class QuietPlace(QWidget):
    """Picture, words and ways to begin in the middle of the page."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.picture, self.title, self.words = QLabel(), QLabel(), QLabel()
        self.title.setProperty("role", "title")
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        self.words.setFixedWidth(_WIDTH)
        self.buttons: list[QPushButton] = []
        self._steps = QVBoxLayout()
        self._steps.setSpacing(8)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addStretch(2)
        for label in (self.picture, self.title, self.words):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            layout.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addLayout(self._steps)
        layout.addStretch(3)

    def show_state(self, *, is_new: bool) -> None:
        """Says that all is done, or how a new shop begins."""
        if is_new:
            self.title.setText(_("Welcome. How would you like to begin?"))
            self.words.setText(_("Whatever comes due shows up here by itself, most urgent first."))
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
        self._offer((_IMPORT, _CASE, _PHOTOS, _WEIGH) if is_new else (_IMPORT, _CASE))

    def _offer(self, steps: tuple[Step, ...]) -> None:
        empty(self._steps)
        self.buttons = []
        for place, step in enumerate(steps):
            button = StepButton(step, first=place == 0)
            button.clicked.connect(lambda _checked=False, step=step: self._begin(step))
            self._steps.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
            self.buttons.append(button)

    def _begin(self, step: Step) -> None:
        desk = self._desk
        acts: dict[Step, Callable[[], object]] = {
            _IMPORT: self._import,
            _CASE: lambda: desk.go(Room.CASES, "new"),
            _PHOTOS: lambda: desk.go(Room.PHOTOS, "add"),
            _WEIGH: lambda: desk.go(Room.WEIGHING, "new"),
        }
        acts[step]()

    def _import(self) -> None:
        kinds = f"{_('Tables')} (*.csv *.xlsx *.xls *.txt)"
        files = self._desk.prompts.open_files(self, _("Import orders"), kinds)
        if files:
            self._desk.ways.import_wanted.emit(files)
