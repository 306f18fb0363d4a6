"""The middle of the Photos tab: the photos of a place, filtered, in a grid of a chosen size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSlider,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.core.kinds import EvidenceRole
from desktop_app.core.labels import label
from desktop_app.services import photos
from desktop_app.services.photos import PhotoFilter
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, FilterChips, empty_place
from desktop_app.views.menu_filter import MenuFilter
from desktop_app.views.photo_add import AddBar
from desktop_app.views.photo_bin import BinBar
from desktop_app.views.photo_export import ExportBar
from desktop_app.views.photo_grid import LARGEST, SMALLEST, PhotoGrid
from desktop_app.views.photo_meter import PhotoMeter
from desktop_app.views.photo_outcome import PhotoOutcome
from desktop_app.views.photo_parts import ElidedTitle
from desktop_app.views.photo_places import Place, PlaceKind
from desktop_app.views.theme import colours

_NO_ROLE = "none"
_SLIDER_WIDTH = 110
_LEAST_HEIGHT = 130
_FIRST, _REST_MS = 200, 80
_GRID, _NOTHING_YET, _NO_MATCH, _EMPTY_BIN = range(4)


class PhotoRoom(QWidget):
    """`add_wanted` asks for files, a folder or the clipboard: its words say which.

    `paged` tells whether something else stands in the grid's place.
    """

    add_wanted = Signal(str)
    filled = Signal()
    paged = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._known = False
        self._wanted: list[int] = []
        self.place = Place(PlaceKind.ALL)
        self.grid = PhotoGrid(desk)
        self.bar = AddBar(desk)
        self.outcome = PhotoOutcome()
        self.export = ExportBar(desk)
        self.bin_bar = BinBar(desk)
        self.meter = PhotoMeter(desk)
        self.page: QWidget | None = None
        self._filter_row = QWidget()
        self.title = ElidedTitle()
        self.count = words("", "caption", wrap=False)
        self.chosen = words("", "caption", wrap=False)
        self.roles = MenuFilter(
            _("It shows"),
            [(_NO_ROLE, _("Not said")), *((role.value, label(role)) for role in EvidenceRole)],
        )
        self.marks = FilterChips(
            _("Only"),
            [
                ("unlinked", _("Not linked")),
                ("coded", _("With bar code")),
                ("damaged", _("Damaged")),
            ],
        )
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.add = QPushButton(icon("add", colours().accent_text), _("Add photos…"))
        self.more = QMenu(self)
        self.stack = QStackedWidget()
        self._build()
        self._connect()
        self.title.say(self.place.title)

    def show_place(self, place: Place) -> None:
        """Shows the photos of a place."""
        if place.key != self.place.key:
            self.grid.scrollToTop()
            self._known = False
        self.place = place
        self.title.say(place.title)
        self.reload()

    def reload(self, wanted: Sequence[int] = ()) -> None:
        """Fetches the ids anew, in a job; ``wanted`` photos are chosen when they are there."""
        self._wanted = list(wanted) or self._wanted
        self._asked += 1
        self._ask(None if self._known else _FIRST)

    def _ask(self, most: int | None) -> None:
        """Asks for the ids; of a place that is new, for the first ones first."""
        chosen, store = self._filter(), self._desk.store
        by_buyer = self.place.kind in {PlaceKind.BUYER, PlaceKind.CASE}
        self._desk.read(
            lambda _track: photos.ids(store, chosen, by_buyer=by_buyer, most=most),
            partial(self._take, self._asked, most),
        )

    def await_place(self, wanted: Sequence[int]) -> None:
        """Shows all of the place that is being gone to, these photos chosen."""
        self._asked += 1
        self._wanted = list(wanted)
        self.roles.set_codes(())
        self.marks.set_codes(())

    def clear_filters(self) -> None:
        """Shows all photos of the place."""
        self.await_place(())
        self.reload()

    def show_page(self, page: QWidget | None) -> None:
        """Something else in the grid's place; None: the grid again."""
        if page is not None and self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        if (self.page is None) != (page is None):
            self.paged.emit(page is not None)
        self.page = page
        for part in (self._filter_row, self.title, self.count):
            part.setVisible(page is None or (part is self.title and self._is_inbox()))
        self._choose_page()

    def _is_inbox(self) -> bool:
        return self.place.kind is PlaceKind.INBOX

    def _choose_page(self) -> None:
        if self.page is not None:
            self.stack.setCurrentWidget(self.page)
            return
        narrowed = bool(self.roles.codes() or self.marks.codes())
        empty = _EMPTY_BIN if self.place.kind is PlaceKind.BIN else _NOTHING_YET
        some = self.grid.rows.rowCount() > 0 or not self._known
        self.stack.setCurrentIndex(_GRID if some else _NO_MATCH if narrowed else empty)

    def _filter(self) -> PhotoFilter:
        group, kind = self.place.group, self.place.kind
        marks, roles = self.marks.codes(), self.roles.codes()
        day = date.fromisoformat(group.name) if group and kind is PlaceKind.DAY else None
        return PhotoFilter(
            buyer_id=group.id if group and kind is PlaceKind.BUYER else None,
            case_id=group.id if group and kind is PlaceKind.CASE else None,
            since=clock.start_of_day(day) if day else None,
            before=clock.start_of_day(day + timedelta(days=1)) if day else None,
            roles=tuple("" if code == _NO_ROLE else code for code in sorted(roles)),
            damaged=True if "damaged" in marks else None,
            linked=False if "unlinked" in marks else None,
            coded=True if "coded" in marks else None,
            binned=kind is PlaceKind.BIN,
        )

    def _ask_rest(self, asked: int) -> None:
        """All ids, once the first thumbnails have begun to come."""
        if asked == self._asked:
            self._ask(None)

    def _take(self, asked: int, most: int | None, ids: Sequence[int]) -> None:
        if asked != self._asked or not isValid(self):
            return
        if len(ids) == most:
            QTimer.singleShot(_REST_MS, self, partial(self._ask_rest, asked))
        here = set(ids) if self._wanted else set()
        wanted = [photo_id for photo_id in self._wanted if photo_id in here]
        if wanted:
            self._wanted = []
        self.grid.show_ids(ids, wanted)
        if most is not None:
            self.grid.rows.row_at(0)
        self.count.setText(f"{len(ids):,}")
        self._known = True
        self._choose_page()
        self.filled.emit()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._head())
        self._filters()
        bars = (self.meter, self.bin_bar, self.export, self.bar, self.outcome)
        for part in (self._filter_row, *bars):
            layout.addWidget(part)
        layout.addWidget(self.stack, 1)
        self.stack.setMinimumHeight(_LEAST_HEIGHT)
        self.stack.addWidget(self.grid)
        hint = _(
            "Drop photos or folders here, paste a chat screenshot with Ctrl+V, or choose files."
        )
        choose: Callable[[], None] = partial(self.add_wanted.emit, "files")
        nothing = Empty(_("No photos here yet"), hint, "photos", _("Add photos…"), choose)
        self.stack.addWidget(empty_place(nothing))
        title, hint = _("Nothing matches"), _("No photo of this place fits the filters.")
        none_fits = Empty(title, hint, "filter", _("Show all"), self.clear_filters)
        self.stack.addWidget(empty_place(none_fits))
        title, hint = _("The bin is empty"), _("Deleted photos stay here for 30 days.")
        self.stack.addWidget(empty_place(Empty(title, hint, "trash")))

    def _head(self) -> QHBoxLayout:
        self.add.setProperty("primary", True)
        ways = QMenu(self.add)
        ways.addAction(icon("photos"), _("Files…"), partial(self.add_wanted.emit, "files"))
        ways.addAction(
            icon("folder"), _("A whole folder…"), partial(self.add_wanted.emit, "folder")
        )
        ways.addAction(
            icon("paste"), _("From the clipboard"), partial(self.add_wanted.emit, "paste")
        )
        self.add.setMenu(ways)
        more = QToolButton()
        more.setIcon(icon("more"))
        more.setMenu(self.more)
        more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        more.setAccessibleName(_("More about the archive"))
        more.setToolTip(_("More about the archive"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self.title, 1)
        head.addWidget(self.count)
        head.addWidget(self.chosen)
        head.addStretch()
        head.addWidget(self.add)
        head.addWidget(more)
        return head

    def _filters(self) -> None:
        """In two lines where the window is narrow."""
        self.slider.setRange(SMALLEST, LARGEST)
        self.slider.setSingleStep(8)
        self.slider.setPageStep(32)
        self.slider.setValue(self.grid.cells.side)
        self.slider.setFixedWidth(_SLIDER_WIDTH)
        self.slider.setAccessibleName(_("Size of the thumbnails"))
        self.slider.setToolTip(_("Size of the thumbnails"))
        sizes = QWidget()
        line = QHBoxLayout(sizes)
        line.setContentsMargins(8, 0, 0, 0)
        line.setSpacing(6)
        small, large = QLabel(), QLabel()
        for label_, side in ((small, 12), (large, 18)):
            label_.setPixmap(icon("photos", colours().muted, side).pixmap(side, side))
        for part in (small, self.slider, large):
            line.addWidget(part)
        row = FlowLayout(self._filter_row, spacing=6)
        for filter_ in (self.roles, self.marks, sizes):
            row.addWidget(filter_)

    def _connect(self) -> None:
        self.slider.valueChanged.connect(self.grid.set_side)
        self.export.open_changed.connect(self._make_room)
        self.grid.chosen_changed.connect(self._tell_chosen)
        for filters in (self.roles, self.marks):
            filters.changed.connect(self.reload)

    def measure(self, case_id: int | None) -> None:
        """Shows how complete a case's evidence is; nothing for no case."""
        self.meter.show_case(case_id)
        self.meter.setVisible(self.meter.known and not self.export.isVisible())

    def _make_room(self, exporting: bool) -> None:  # noqa: FBT001 - Qt's signal
        """While it is about copies that go out, the rest above the grid steps aside."""
        self._filter_row.setVisible(not exporting and self.page is None)
        self.meter.setVisible(not exporting and self.meter.known)

    def _tell_chosen(self, count: int) -> None:
        self.chosen.setText(_("%(count)s chosen") % {"count": f"{count:,}"} if count > 1 else "")
