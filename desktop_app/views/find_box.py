"""Find anything (Ctrl+K): what is typed, pasted or scanned, found as one types, grouped by kind.

A USB scanner is a keyboard: a scanned waybill, then Enter, opens its case or order from wherever
one is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import kinds
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.labels import label_of
from desktop_app.core.masking import Masks, Place
from desktop_app.services import privacy, search, search_rows
from desktop_app.services.search_rows import FoundRow
from desktop_app.services.search_texts import Found
from desktop_app.views.desk import Desk, Room
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone, colours, scaled

_PAUSE_MS = 90
_EACH = 8
_ROW = 44
_MOST_ROWS = 11
_GROUPS = {
    Found.CASE: (N_("Cases"), "cases"),
    Found.ORDER: (N_("Orders"), "box"),
    Found.BUYER: (N_("Buyers"), "buyers"),
    Found.PHOTO: (N_("Photos"), "photos"),
    Found.CLAIM: (N_("Claims"), "claims"),
    Found.PRODUCT: (N_("Products"), "tag"),
    Found.WRONG: (N_("Wrong shipments"), "warning"),
    Found.PARCEL: (N_("Problem and returned parcels"), "truck"),
}
_STATES: dict[Found, Any] = {
    Found.CASE: kinds.CaseStage,
    Found.CLAIM: kinds.ClaimStage,
    Found.PHOTO: kinds.EvidenceRole,
    Found.WRONG: kinds.WrongState,
    Found.PARCEL: kinds.ParcelKind,
}
_ROLE = Qt.ItemDataRole.UserRole


class FindBox(QLineEdit):
    """The box at the top of the window; results drop down below it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._open_when_found = False
        self.setProperty("search", True)
        self.setMinimumWidth(320)
        self.setMaximumWidth(620)
        self.setPlaceholderText(
            _("Find anything, or scan a number (%(keys)s)")
            % {"keys": QKeySequence("Ctrl+K").toString(QKeySequence.SequenceFormat.NativeText)}
        )
        self.setAccessibleName(_("Find anything"))
        self.setClearButtonEnabled(True)
        self.addAction(QAction(icon("search"), "", self), QLineEdit.ActionPosition.LeadingPosition)
        self.results = _Results(self)
        self.results.list.itemActivated.connect(self._open)
        self.results.list.itemClicked.connect(self._open)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self.look)
        self.textEdited.connect(self._typed)
        self.returnPressed.connect(self._enter)

    def begin(self) -> None:
        """Puts the cursor here, whatever was typed before selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def take_scan(self, number: str) -> None:
        """Opens what a scanned number names."""
        self.setText(number)
        self.begin()
        self._enter()

    def look(self) -> None:
        """Asks for what is typed; the latest question wins."""
        self._later.stop()
        text = self.text().strip()
        self._asked += 1
        asked, store = self._asked, self._desk.store
        if not text:
            self.results.hide()
            return
        self._desk.read(
            lambda _track: search_rows.of(store, search.find(store, text, _EACH)),
            lambda rows: self._show(asked, rows),
        )

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up) and self.results.isVisible():
            self.results.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_Escape and self.results.isVisible():
            self.results.hide()
        else:
            super().keyPressEvent(event)

    def _typed(self) -> None:
        self._open_when_found = False
        self._later.start()

    def _enter(self) -> None:
        """Opens what is chosen; for a scan that isn't answered yet, its first answer."""
        chosen = self.results.isVisible() and self.results.list.currentRow() >= 0
        if chosen and not self._later.isActive():
            self._open(self.results.list.currentItem())
        else:
            self._open_when_found = True
            self.look()

    def _show(self, asked: int, rows: list[FoundRow]) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.results.fill(rows, privacy.masks(self._desk.store, Place.SCREEN))
        if self._open_when_found:
            self._open_when_found = False
            exact = [row for row in rows if self.text().strip().upper() in _numbers(row)]
            if len(rows) == 1 or exact:
                self._go((exact or rows)[0])
                return
        self.results.drop_down()

    def _open(self, item: QListWidgetItem) -> None:
        row: FoundRow | None = item.data(_ROLE)
        if row is not None:
            self._go(row)

    def _go(self, row: FoundRow) -> None:
        self.results.hide()
        self.clear()
        room, what, thing, page = {
            Found.CASE: (Room.CASES, "show", row.key, ""),
            Found.ORDER: (Room.CASES, "order", row.key, ""),
            Found.BUYER: (Room.BUYERS, "show", row.key, str(row.id)),
            Found.PHOTO: (Room.PHOTOS, "show", row.buyer, str(row.id)),
            Found.CLAIM: (Room.CLAIMS, "show", row.key, ""),
            Found.PRODUCT: (Room.WEIGHING, "show", row.key, "products"),
            Found.WRONG: (Room.WEIGHING, "show", row.key, "wrong"),
            Found.PARCEL: (Room.WEIGHING, "show", row.key, "parcels"),
        }[row.kind]
        self._desk.go(room, what, thing, page)


class _Results(QFrame):
    """The list below the box; the cursor stays in the box."""

    def __init__(self, box: FindBox) -> None:
        super().__init__(box, Qt.WindowType.ToolTip | Qt.WindowType.FramelessWindowHint)
        self._box = box
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(False)
        self.list.setIconSize(QSize(18, 18))
        self.list.setAccessibleName(_("Found"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.list)
        box.installEventFilter(self)

    def fill(self, rows: list[FoundRow], masks: Masks) -> None:
        """Shows rows under the names of their kinds."""
        self.list.clear()
        before: Found | None = None
        for row in rows:
            if row.kind is not before:
                self._add_heading(row.kind)
                before = row.kind
            item = QListWidgetItem(
                icon(_GROUPS[row.kind][1]), "\n".join(_lines(_masked(row, masks)))
            )
            item.setData(_ROLE, row)
            item.setSizeHint(QSize(0, _ROW))
            self.list.addItem(item)
        if not rows:
            item = QListWidgetItem(_("Nothing found."))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)
        self.step(1)

    def drop_down(self) -> None:
        """Shows the list under the box, as long as it needs to be."""
        height = sum(
            self.list.sizeHintForRow(place) for place in range(min(self.list.count(), _MOST_ROWS))
        )
        self.setFixedSize(max(self._box.width(), 420), height + 8)
        self.move(self._box.mapToGlobal(QPoint(0, self._box.height() + 4)))
        self.show()

    def step(self, by: int) -> None:
        """Chooses the next row that can be opened."""
        place = self.list.currentRow()
        while 0 <= place + by < self.list.count():
            place += by
            if self.list.item(place).data(_ROLE) is not None:
                self.list.setCurrentRow(place)
                return

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut:
            self.hide()
        return super().eventFilter(watched, event)

    def _add_heading(self, kind: Found) -> None:
        heading = QListWidgetItem(_(_GROUPS[kind][0]))
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setFont(scaled(self.font(), 0.9, bold=True))
        heading.setForeground(colours().ink(Tone.MUTED))
        heading.setSizeHint(QSize(0, 26))
        self.list.addItem(heading)


def _masked(row: FoundRow, masks: Masks) -> FoundRow:
    """The row as it is shown: what it is called by stays in the row that is opened (R41)."""
    if row.kind is Found.BUYER:
        return replace(row, number=masks.phone(row.number), about=masks.name(row.about))
    if row.kind is not Found.PARCEL:
        return replace(row, about=masks.free(row.about))
    named = not any(char.isdigit() for char in row.key)
    return replace(
        row,
        key=masks.name(row.key) if named else masks.free(row.key),
        buyer=row.buyer if row.number else masks.name(row.buyer),
        about=masks.free(row.about),
    )


def _lines(row: FoundRow) -> tuple[str, str]:
    state = label_of(_STATES[row.kind], row.state) if row.kind in _STATES else row.state
    platform = label_of(kinds.Platform, row.platform)
    name = row.key.rpartition("/")[2] if row.kind is Found.PHOTO else row.key
    buyer = "" if row.buyer == row.key else row.buyer
    first = " · ".join(part for part in (name, buyer, row.number) if part)
    return first, " · ".join(part for part in (platform, state, row.about) if part)


def _numbers(row: FoundRow) -> set[str]:
    return {part.upper() for part in (row.key, row.number) if part}
