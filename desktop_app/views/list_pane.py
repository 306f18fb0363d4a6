"""A list with its search line, filter chips and empty place: what every tab with a list has."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, NamedTuple

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.views import tab_order
from desktop_app.views.boxes import split
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon
from desktop_app.views.rows_model import RowsModel
from desktop_app.views.rows_view import RowsView

Find = Callable[[], Sequence[int]]
_TYPING_PAUSE_MS = 200
_MOST_KEPT_CHOSEN = 500


class FilterChips(QWidget):
    """Chips above a list; with ``single`` one of them at most is on."""

    changed = Signal()

    def __init__(
        self, title: str, choices: Iterable[tuple[str, str]], *, single: bool = False
    ) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._single = single
        self.chips: dict[str, QPushButton] = {}
        self.row = layout = FlowLayout(self, spacing=4)
        for code, words in choices:
            chip = QPushButton(words)
            chip.setCheckable(True)
            chip.setProperty("filter", True)
            chip.setAccessibleName(f"{title}: {words}")
            chip.clicked.connect(partial(self._clicked, code))
            layout.addWidget(chip)
            self.chips[code] = chip

    def codes(self) -> frozenset[str]:
        """Those that are on."""
        return frozenset(code for code, chip in self.chips.items() if chip.isChecked())

    def set_codes(self, codes: Iterable[str]) -> None:
        """Turns exactly these on, without telling."""
        wanted = set(codes)
        for code, chip in self.chips.items():
            chip.setChecked(code in wanted)

    def _clicked(self, code: str) -> None:
        if self._single and self.chips[code].isChecked():
            self.set_codes([code])
        self.changed.emit()


class Empty(NamedTuple):
    """What stands where there is nothing yet: what it is, and what to do next."""

    title: str
    hint: str
    picture: str
    button: str = ""
    act: Callable[[], object] | None = None


class ListPane(QWidget):
    """Search line and chips above, the rows below.

    ``find`` is asked in the window's thread for the work that fetches ids in a job: it takes
    along what the filters say. The latest request wins; what was chosen stays chosen.
    """

    picked = Signal(object)
    opened = Signal(object)
    filled = Signal()

    def __init__(
        self,
        desk: Desk,
        name: str,
        model: RowsModel[Any],
        find: Callable[[], Find],
        empty: Empty,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._find = find
        self._asked = 0
        self._filling = False
        self._told: Any = None
        self._filters: list[FilterChips] = []
        self.sort_key, self.descending = "", True
        self.model = model
        self.view = RowsView(model, name, desk.memory)
        self.search = QLineEdit()
        self.count = QLabel()
        self.bar = QHBoxLayout()
        self._stack = QStackedWidget()
        self._build(empty)
        self._connect()

    def add_filters(self, *filters: FilterChips) -> None:
        """Puts chips between the search line and the list, in as many lines as they take."""
        below = QWidget()
        flow = FlowLayout(below, spacing=8)
        for chips in filters:
            flow.addWidget(chips)
            self._filters.append(chips)
            chips.changed.connect(self.reload)
        self._bars.addWidget(below)
        buttons = [one for one in below.findChildren(QPushButton) if one.isEnabled()]
        tab_order.follow(self.search, *buttons, self.view)

    def reload(self) -> None:
        """Fetches the ids anew; waits for the end of typing in a cell."""
        if self.view.state() is QAbstractItemView.State.EditingState:
            self._later.start()
            return
        self._asked += 1
        work = self._find()
        self._desk.read(lambda _track: work(), partial(self._take, self._asked))

    def text(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    def row(self) -> Any:
        """The row that is shown beside the list, or None."""
        return self._told

    def clear_filters(self) -> None:
        """Shows all rows again."""
        self.search.clear()
        for chips in self._filters:
            chips.set_codes(())
        self.reload()

    def narrowed(self) -> bool:
        """Whether a filter or a search is on."""
        return bool(self.text()) or any(chips.codes() for chips in self._filters)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.view.setFocus()
            if not self.view.currentIndex().isValid() and self.model.rowCount():
                self.view.selectRow(0)
        elif event.key() == Qt.Key.Key_Escape and self.search.hasFocus() and self.search.text():
            self.search.clear()
        else:
            super().keyPressEvent(event)

    def _build(self, empty: Empty) -> None:
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search in this list"))
        self.search.setProperty("search", True)
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(110)
        self.search.setMaximumWidth(260)
        self.count.setProperty("role", "caption")
        self.bar.setSpacing(10)
        self.bar.addWidget(self.search, 1)
        self.bar.addStretch(1)
        self.bar.addWidget(self.count)
        self._bars = QVBoxLayout()
        self._bars.setSpacing(6)
        self._bars.addLayout(self.bar)
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty_place(empty))
        nothing = Empty(
            _("Nothing matches"),
            _("No row fits the search and the filters."),
            "filter",
            _("Show all"),
            self.clear_filters,
        )
        self._stack.addWidget(empty_place(nothing))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._bars)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_TYPING_PAUSE_MS)
        self._later.timeout.connect(self.reload)
        self.search.textChanged.connect(lambda _text: self._later.start())
        self.search.returnPressed.connect(self.view.setFocus)
        self.view.sort_wanted.connect(self._sort)
        self.view.picked.connect(self._pick)
        self.view.opened.connect(self.opened)

    def _sort(self, key: str, descending: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.sort_key, self.descending = key, descending if key else True
        self.reload()

    def _pick(self, row: Any) -> None:
        if not self._filling and row is not None:
            self._tell(row)

    def _tell(self, row: Any) -> None:
        if row != self._told:
            self._told = row
            self.picked.emit(row)

    def _take(self, asked: int, ids: Sequence[int]) -> None:
        if asked != self._asked or not isValid(self):
            return
        self._filling = True
        if array("q", ids) == self.model.ids:
            self.model.forget()
        else:
            self._exchange(ids)
        self._filling = False
        place = self.view.currentIndex().row()
        self._tell(self.model.row_at(place) if place >= 0 else None)
        self.count.setText(f"{len(ids):,}")
        self._stack.setCurrentIndex(0 if ids else 2 if self.narrowed() else 1)
        self.filled.emit()

    def _exchange(self, ids: Sequence[int]) -> None:
        """Shows other ids; what was chosen stays chosen where it is still there."""
        view = self.view
        chosen, scrolled = view.ids_chosen(), view.verticalScrollBar().value()
        current = self._told.id if self._told is not None else None
        column = max(0, view.currentIndex().column())
        self.model.set_ids(ids)
        selection = QItemSelection()
        for row_id in chosen[:_MOST_KEPT_CHOSEN]:
            place = self.model.place_of(row_id)
            if place >= 0:
                index = self.model.index(place, 0)
                selection.select(index, index)
        flags = QItemSelectionModel.SelectionFlag
        place = self.model.place_of(current) if current is not None else -1
        if place >= 0:
            view.selectionModel().setCurrentIndex(self.model.index(place, column), flags.NoUpdate)
        view.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)
        view.verticalScrollBar().setValue(scrolled)


def empty_place(empty: Empty) -> QWidget:
    """What is shown instead of an empty list."""
    place = QWidget()
    layout = QVBoxLayout(place)
    layout.setContentsMargins(24, 24, 24, 24)
    layout.setSpacing(10)
    picture = QLabel()
    picture.setPixmap(icon(empty.picture, size=36).pixmap(36, 36))
    title = QLabel(empty.title)
    title.setProperty("role", "heading")
    hint = QLabel(empty.hint)
    hint.setProperty("role", "caption")
    hint.setWordWrap(True)
    layout.addStretch(2)
    for label in (picture, title, hint):
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(label)
    if empty.act is not None:
        button = QPushButton(empty.button)
        button.clicked.connect(lambda _checked=False, act=empty.act: act())
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
    layout.addStretch(3)
    return place


def beside(pane: QWidget, detail: QWidget, *, sizes: tuple[int, int], least: int) -> QSplitter:
    """A list beside its detail, which stands in a card at least ``least`` px wide."""
    frame = QFrame()
    frame.setProperty("card", True)
    frame.setMinimumWidth(least)
    inside = QVBoxLayout(frame)
    inside.setContentsMargins(1, 1, 1, 1)
    inside.addWidget(detail)
    made = split(pane, frame, sizes)
    made.setStretchFactor(0, 3)
    made.setStretchFactor(1, 2)
    return made
