"""The places of the archive: all of it, what waits, the bin, and each buyer, case or day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from functools import partial
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPalette,
)
from PySide6.QtWidgets import (
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import dates, kinds
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.labels import label_of
from desktop_app.services import photo_groups
from desktop_app.services.photo_groups import PhotoGroup, PhotoTotals, Shelf
from desktop_app.views import photo_mime, tab_order
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import FilterChips
from desktop_app.views.photo_parts import tip
from desktop_app.views.theme import colours, scaled

_SHELF = "photos/shelf"
_ROW, _TALL_ROW = 32, 46
_PLACE = int(Qt.ItemDataRole.UserRole) + 1
_Index = QModelIndex | QPersistentModelIndex
Read = tuple[PhotoTotals, list[PhotoGroup]]


@unique
class PlaceKind(StrEnum):
    """What a place holds."""

    ALL = "all"
    INBOX = "inbox"
    BIN = "bin"
    BUYER = "buyer"
    CASE = "case"
    DAY = "day"


@dataclass(frozen=True)
class Place:
    """A place with its number of photos; ``group`` for a buyer, a case or a day."""

    kind: PlaceKind
    count: int = 0
    group: PhotoGroup | None = None

    @property
    def key(self) -> tuple[PlaceKind, int, str]:
        """What stays the same while numbers change."""
        group = self.group
        return self.kind, group.id if group else 0, group.name if group else ""

    @property
    def title(self) -> str:
        """What it is called."""
        if self.group is None:
            return _(_TITLES[self.kind])
        if self.kind is PlaceKind.DAY:
            return dates.day(date.fromisoformat(self.group.name))
        return self.group.name

    @property
    def about(self) -> str:
        """The second line: whose case of which kind, or the buyer's platform."""
        group = self.group
        if group is None:
            return ""
        if self.kind is PlaceKind.CASE:
            kind = label_of(kinds.CaseKind, group.kind)
            return " · ".join(part for part in (group.about, kind) if part)
        return label_of(kinds.Platform, group.about)


_TITLES = {
    PlaceKind.ALL: N_("All photos"),
    PlaceKind.INBOX: N_("Inbox"),
    PlaceKind.BIN: N_("Bin"),
}
_PICTURES = {
    PlaceKind.ALL: "photos",
    PlaceKind.INBOX: "import",
    PlaceKind.BIN: "trash",
}
_OF_SHELF = {
    Shelf.BUYERS: PlaceKind.BUYER,
    Shelf.CASES: PlaceKind.CASE,
    Shelf.DAYS: PlaceKind.DAY,
}


class PhotoPlaces(QWidget):
    """`picked` tells of the place that is looked at; `dropped` of files on one (place, paths).

    `missed` tells the name of a group that was to be gone to and isn't there, `linked` on what
    place photos of the grid were dropped.
    """

    picked = Signal(object)
    missed = Signal(str)
    linked = Signal(object)
    dropped = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._wanted: tuple[PlaceKind, int, str] | None = None
        self._totals = PhotoTotals(0, 0, 0)
        self._groups: list[PhotoGroup] = []
        self.place = Place(PlaceKind.ALL)
        self.shelves = FilterChips(
            _("Photos by"),
            [
                (Shelf.BUYERS.value, _("Buyers")),
                (Shelf.CASES.value, _("Cases")),
                (Shelf.DAYS.value, _("Days")),
            ],
            single=True,
        )
        self.search = QLineEdit()
        self.list = _PlaceList(self)
        self.model = _PlacesModel(self)
        self._build()
        self.shelves.set_codes([str(desk.memory.value(_SHELF, Shelf.BUYERS.value))])

    @property
    def shelf(self) -> Shelf:
        """By what the groups are made now."""
        on = self.shelves.codes()
        return next((shelf for shelf in Shelf if shelf.value in on), Shelf.BUYERS)

    def reload(self) -> None:
        """Counts anew, in a job; the place stays."""
        self._asked += 1
        shelf, store = self.shelf, self._desk.store
        self._desk.read(
            lambda _track: (photo_groups.totals(store), photo_groups.groups(store, shelf)),
            partial(self._take, self._asked),
        )

    def go(self, kind: PlaceKind, group_id: int = 0, name: str = "") -> None:
        """Looks at another place, once its number is known."""
        self._wanted = (kind, group_id, name)
        for shelf, of in _OF_SHELF.items():
            if of is kind:
                self.shelves.set_codes([shelf.value])
        self.search.clear()
        self.reload()

    def _build(self) -> None:
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search buyers, cases or days"))
        self.search.setProperty("search", True)
        self.search.setClearButtonEnabled(True)
        self.list.setModel(self.model)
        self.list.setItemDelegate(_PlaceCells(self.list))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.shelves, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.search)
        layout.addWidget(self.list, 1)
        tab_order.follow(*self.shelves.chips.values(), self.search, self.list)
        self.search.textChanged.connect(lambda _text: self._show())
        self.search.returnPressed.connect(self._first)
        self.shelves.changed.connect(self._switch)
        self.list.selectionModel().currentChanged.connect(lambda now, _old: self._pick(now))
        self.list.dropped.connect(self.dropped)
        self.list.linked.connect(self.linked)

    def _switch(self) -> None:
        self._desk.memory.setValue(_SHELF, self.shelf.value)
        self.shelves.set_codes([self.shelf.value])
        self._groups = []
        self.reload()

    def _take(self, asked: int, found: Read) -> None:
        if asked != self._asked or not isValid(self):
            return
        self._totals, self._groups = found
        self._show()
        if self._wanted is not None:
            name, self._wanted = self._wanted[2], None
            self.missed.emit(name)

    def _show(self) -> None:
        kind, totals = _OF_SHELF[self.shelf], self._totals
        places = [
            Place(PlaceKind.ALL, totals.photos),
            Place(PlaceKind.INBOX, totals.waiting),
            Place(PlaceKind.BIN, totals.binned),
        ]
        wanted = self.search.text().strip().casefold()
        groups = (Place(kind, group.count, group) for group in self._groups)
        places += [place for place in groups if not wanted or _holds(place, wanted)]
        self.model.show(places)
        key = self._wanted or self.place.key
        at = next((at for at, place in enumerate(places) if place.key == key), -1)
        if at >= 0:
            gone_to, self._wanted = self._wanted is not None, None
            self._stand_at(at, tell=gone_to)
        elif self.place.group is not None and not wanted and self.place.kind is kind:
            self._stand_at(0)

    def _stand_at(self, at: int, *, tell: bool = False) -> None:
        index = self.model.index(at, 0)
        flags = QItemSelectionModel.SelectionFlag.ClearAndSelect
        self.list.selectionModel().setCurrentIndex(index, flags)
        self.list.scrollTo(index)
        self._pick(index, tell=tell)

    def _pick(self, index: _Index, *, tell: bool = False) -> None:
        place = index.data(_PLACE)
        if place is None:
            return
        moved, self.place = place.key != self.place.key, place
        if moved or tell:
            self.picked.emit(place)

    def _first(self) -> None:
        """Enter in the search goes to the first group found."""
        at = next((at for at, place in enumerate(self.model.places) if place.group), -1)
        if at >= 0:
            self._stand_at(at)
            self.list.setFocus()


class _PlacesModel(QAbstractListModel):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.places: Sequence[Place] = ()

    def show(self, places: Sequence[Place]) -> None:
        if [place.key for place in places] == [place.key for place in self.places]:
            self.places = places
            self.dataChanged.emit(self.index(0, 0), self.index(len(places) - 1, 0))
            return
        self.beginResetModel()
        self.places = places
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.places)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        answer = _ANSWERS.get(role)
        if answer is None or not index.isValid():
            return None
        return answer(self.places[index.row()])


_ANSWERS: dict[int, Callable[[Place], Any]] = {
    _PLACE: lambda place: place,
    Qt.ItemDataRole.DisplayRole: lambda place: place.title,
    Qt.ItemDataRole.AccessibleTextRole: lambda place: f"{place.title} {place.about} {place.count}",
    Qt.ItemDataRole.ToolTipRole: lambda place: tip(f"{place.title}\n{place.about}".strip()),
}


class _PlaceList(QListView):
    """Files dropped on a buyer or a case are for them; own photos are linked to a case."""

    dropped = Signal(object, object)
    linked = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Places of the archive"))
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        place = self.indexAt(event.position().toPoint()).data(_PLACE)
        if event.source() is None:
            self.dropped.emit(place, photo_mime.dropped(event.mimeData()))
        elif place is not None:
            self.linked.emit(place)
        event.acceptProposedAction()


class _PlaceCells(QStyledItemDelegate):
    """Two lines and a number; the places without groups have a picture."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        place: Place = index.data(_PLACE)
        return QSize(80, _TALL_ROW if place.about else _ROW)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        place: Place = index.data(_PLACE)
        shades = colours()
        area: QRect = option.rect.adjusted(3, 1, -3, -1)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            chosen = bool(option.state & QStyle.StateFlag.State_Selected)
            painter.setBrush(QColor(shades.accent_soft if chosen else shades.hover))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(area, 6, 6)
        inner = area.adjusted(8, 0, -8, 0)
        count = f"{place.count:,}" if place.count or place.group else ""
        painter.setFont(option.font)
        painter.setPen(QColor(shades.muted))
        flags = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(inner, flags | Qt.AlignmentFlag.AlignRight, count)
        inner.setRight(inner.right() - option.fontMetrics.horizontalAdvance(count) - 8)
        if place.group is None:
            at = QRect(inner.x(), inner.center().y() - 8, 17, 17)
            icon(_PICTURES[place.kind]).paint(painter, at)
            inner.setLeft(inner.x() + 25)
        self._lines(painter, option, place, inner)
        painter.restore()

    def _lines(
        self, painter: QPainter, option: QStyleOptionViewItem, place: Place, area: QRect
    ) -> None:
        mode, metrics = Qt.TextElideMode.ElideRight, option.fontMetrics
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        flags = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextSingleLine
        if not place.about:
            title = metrics.elidedText(place.title, mode, area.width())
            painter.drawText(area, flags | Qt.AlignmentFlag.AlignVCenter, title)
            return
        above = QRect(area.x(), area.y() + 4, area.width(), metrics.height())
        painter.drawText(above, flags, metrics.elidedText(place.title, mode, area.width()))
        painter.setFont(scaled(option.font, 0.86))
        painter.setPen(QColor(colours().muted))
        below = above.translated(0, metrics.height() + 3)
        about = painter.fontMetrics().elidedText(place.about, mode, area.width())
        painter.drawText(below, flags, about)


def _holds(place: Place, wanted: str) -> bool:
    return wanted in f"{place.title}\n{place.about}".casefold()
