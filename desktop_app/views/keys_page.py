"""What each key does, by the place where it does it: the page behind F1."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views import actions, boxes
from desktop_app.views.cards import words

_APART = " … "
_Lines = tuple[tuple[str, str], ...]
_ROOMS: _Lines = (
    (N_("Rooms, from Today to Reports"), "Ctrl+1 … Ctrl+7"),
    (N_("A room's pages, one after another"), "Alt+1 … Alt+9"),
)
_LISTS: _Lines = (
    (N_("From the search into the list"), "Down"),
    (N_("Open the selected row"), "Return"),
    (N_("Back to the list"), "Esc"),
    (N_("Copy the selected rows"), "Ctrl+C"),
    (N_("Take back what was done last"), "Ctrl+Z"),
)
_TODAY: _Lines = (
    (N_("Open what is to be done"), "Return"),
    (N_("It is done"), "D"),
    (N_("Look anew what is to be done"), "F5"),
)
_HANDOVER: _Lines = (
    (N_("Acknowledge the line"), "Space"),
    (N_("Done"), "D"),
    (N_("Leave the line undone"), "L"),
    (N_("Write how far it is"), "N"),
    (N_("Move the line"), "Alt+Up … Alt+Down"),
    (N_("Take the line off"), "Del"),
    (N_("Print the sheet"), "Ctrl+P"),
)
_REGISTER: _Lines = (
    (N_("Write into the cell"), "F2"),
    (N_("Enter a new line"), "Ins"),
    (N_("Empty the cells"), "Del"),
    (N_("Fill downwards"), "Ctrl+D"),
    (N_("Copy"), "Ctrl+C"),
    (N_("Copy with the headings"), "Ctrl+Shift+C"),
    (N_("Paste"), "Ctrl+V"),
    (N_("Filter the column"), "Ctrl+F"),
    (N_("Open the document"), "Ctrl+Return"),
    (N_("Choose whole columns"), "Ctrl+Space"),
    (N_("Choose whole rows"), "Shift+Space"),
)
_PHOTOS: _Lines = (
    (N_("What the photo shows"), "1 … 9"),
    (N_("Accept what the bar code says"), "Y"),
    (N_("Turn right"), "Ctrl+R"),
    (N_("Mark on a copy"), "Ctrl+M"),
    (N_("Link to a case"), "Ctrl+L"),
    (N_("Full screen"), "F11"),
)
_SAVING: _Lines = (
    (N_("Keep a form; copy a message and mark it done"), "Ctrl+Return"),
    (N_("Note findings of the chosen cases"), "1 … 3"),
    (N_("The month before, the month after (Revisits)"), "Alt+Left … Alt+Right"),
)


def page() -> QWidget:
    """All keys, in three columns."""
    everywhere = (*actions.keys(), *_told(_ROOMS))
    columns = (
        (_section(_("Anywhere in the window"), everywhere),),
        (
            _section(_("Lists and what stands beside them"), _told(_LISTS)),
            _section(_("To-do"), _told(_TODAY)),
            _section(_("Handover sheet"), _told(_HANDOVER)),
        ),
        (
            _section(_("After-sales register"), _told(_REGISTER)),
            _section(_("Photos"), _told(_PHOTOS)),
            _section(_("Forms, messages, quality, revisits"), _told(_SAVING)),
        ),
    )
    made = QWidget()
    across = QHBoxLayout(made)
    across.setContentsMargins(20, 16, 20, 8)
    across.setSpacing(36)
    for parts in columns:
        column = QVBoxLayout()
        column.setSpacing(14)
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        across.addLayout(column, 1)
    return made


def native(keys: str) -> str:
    """Keys as this system writes them; a span of keys keeps its dots."""
    form = QKeySequence.SequenceFormat.NativeText
    return _APART.join(QKeySequence(each).toString(form) for each in keys.split(_APART))


def _told(lines: _Lines) -> tuple[tuple[str, str], ...]:
    return tuple((_(text), native(keys)) for text, keys in lines)


def _section(title: str, lines: tuple[tuple[str, str], ...]) -> QWidget:
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(5)
    grid.setColumnStretch(0, 1)
    for place, (text, keys) in enumerate(lines):
        grid.addWidget(words(text.rstrip("…"), wrap=False), place, 0)
        key = QLabel(keys)
        key.setProperty("chip", True)
        key.setProperty("tone", "plain")
        grid.addWidget(key, place, 1, Qt.AlignmentFlag.AlignRight)
    return boxes.held(boxes.stack(words(title, "heading", wrap=False), grid))
