"""From the register to the rooms: a new document in its form, an old one in its place (R39)."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QPushButton

from desktop_app.core.i18n import _
from desktop_app.core.kinds import RegisterDoc
from desktop_app.core.labels import label
from desktop_app.services.register_rows import RegisterRow
from desktop_app.services.register_sql import Source
from desktop_app.views.desk import Desk, Room


class NewLine(QPushButton):
    """A button whose menu has the five kinds of documents."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("New line") + " ▾")
        self.setProperty("primary", True)
        self.setAccessibleName(_("New line"))
        self.setToolTip(_("Enter a document; its form opens in its room (Ins)"))
        menu = QMenu(self)
        for doc in RegisterDoc:
            menu.addAction(label(doc), partial(begin, desk, doc))
        self.setMenu(menu)


def begin(desk: Desk, doc: RegisterDoc) -> None:
    """Opens the form for a new document of a kind."""
    if doc is RegisterDoc.CASE:
        desk.go(Room.CASES, "new")
    elif doc is RegisterDoc.CLAIM:
        desk.go(Room.CLAIMS, "new")
    elif doc is RegisterDoc.WRONG:
        desk.go(Room.WEIGHING, "new", "", "wrong")
    else:
        desk.go(Room.WEIGHING, doc.value, "", "parcels")


def open_row(desk: Desk, row: RegisterRow) -> None:
    """Shows a document in its room."""
    if row.source is Source.CASE:
        desk.go(Room.CASES, "show", row.no)
    elif row.source is Source.CLAIM:
        desk.go(Room.CLAIMS, "show", row.no)
    elif row.source is Source.WRONG:
        desk.go(Room.WEIGHING, "show", row.no, "wrong")
    else:
        sought = row.tracking or row.order or row.goods or row.note
        desk.go(Room.WEIGHING, "show", sought, "parcels")
