"""Saved views of the list of cases: a chip for each, with how many cases it lets through."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from shiboken6 import isValid

from desktop_app.core.i18n import _
from desktop_app.services import case_views, saved_views
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.saved_views import ViewRow
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout

_SORT = "sort"
_FILTER = "filter"
_Sort = tuple[str, bool]


class SavedViews(QWidget):
    """`wanted` gives filter and sort of the view that was pressed."""

    wanted = Signal(object, object)

    def __init__(self, desk: Desk, now: Callable[[], tuple[CaseFilter, _Sort]]) -> None:
        super().__init__()
        self._desk = desk
        self._now = now
        self._asked = 0
        self.views: list[ViewRow] = []
        self.chips: dict[str, QPushButton] = {}
        self._flow = FlowLayout(self)
        self.hide()

    def reload(self) -> None:
        """Shows the views that there are, and counts them in a job."""
        found = saved_views.of(self._desk.store, case_views.ROOM)
        if found != self.views:
            self.views = found
            self._build()
        self._asked += 1
        if found:
            store, asked = self._desk.store, self._asked
            self._desk.read(lambda _track: case_views.counts(store), partial(self._count, asked))

    def save(self) -> None:
        """Keeps the list as it is narrowed and sorted now, under a name that is asked for."""
        name = self._desk.prompts.text(self, _("A name for this view:"))
        if name is None:
            return
        wanted, sort = self._now()
        state = {_FILTER: case_views.to_state(wanted), _SORT: list(sort)}
        store = self._desk.store
        self._desk.attempt(lambda: saved_views.save(store, case_views.ROOM, name, state))
        self.reload()

    def show_view(self, name: str) -> None:
        """Narrows the list as the view has it."""
        view = next((view for view in self.views if view.name == name), None)
        if view is not None:
            key, down = view.state.get(_SORT) or ("", True)
            wanted = case_views.from_state(view.state.get(_FILTER, {}))
            self.wanted.emit(wanted, (str(key), bool(down)))

    def remove(self, name: str) -> None:
        """Removes a view; the cases stay."""
        question = _("Remove the view “%(name)s”? No case is lost by it.") % {"name": name}
        if self._desk.prompts.confirm(self, question, _("Remove it")):
            self._desk.attempt(lambda: saved_views.remove(self._desk.store, case_views.ROOM, name))
            self.reload()

    def move_first(self, name: str) -> None:
        """Puts a view before the others."""
        store = self._desk.store
        names = [name, *(view.name for view in self.views if view.name != name)]
        self._desk.attempt(lambda: saved_views.arrange(store, case_views.ROOM, names))
        self.reload()

    def menu(self, name: str) -> QMenu:
        """What can be done with a view."""
        menu = QMenu(self)
        if self.views and self.views[0].name != name:
            menu.addAction(_("Put it first"), partial(self.move_first, name))
        menu.addAction(_("Remove it…"), partial(self.remove, name))
        return menu

    def _build(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            part = item.widget() if item is not None else None
            if part is not None:
                part.hide()
                part.deleteLater()
        self.chips = {}
        for view in self.views:
            chip = QPushButton(_shown(view.name))
            chip.setProperty("filter", True)
            chip.setAccessibleName(_("View: %(name)s") % {"name": view.name})
            chip.setToolTip(_("Right-click to move or remove it"))
            chip.clicked.connect(lambda _checked, name=view.name: self.show_view(name))
            chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            chip.customContextMenuRequested.connect(partial(self._offer, view.name, chip))
            self._flow.addWidget(chip)
            self.chips[view.name] = chip
        self.setVisible(bool(self.views))

    def _offer(self, name: str, chip: QPushButton, where: QPoint) -> None:
        self.menu(name).exec(chip.mapToGlobal(where))

    def _count(self, asked: int, counts: dict[str, int]) -> None:
        if asked != self._asked or not isValid(self):
            return
        for name, chip in self.chips.items():
            chip.setText(f"{_shown(name)}  {counts.get(name, 0):,}")
        self.updateGeometry()


def _shown(text: str) -> str:
    return text.replace("&", "&&")
