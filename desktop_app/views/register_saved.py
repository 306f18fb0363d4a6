"""Saved views of the register: filters and order under a name, in one menu."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMenu, QPushButton

from desktop_app.core.i18n import _
from desktop_app.services import desk_register, register_filters, saved_views
from desktop_app.services.register_filters import RegisterFilter
from desktop_app.views.desk import Desk

_FILTER, _SORT = "filter", "sort"
Sort = tuple[str, bool]


class SavedRegisters(QPushButton):
    """`wanted` gives filter and order of the view that was chosen; ``now`` those of the list."""

    wanted = Signal(object, object)

    def __init__(self, desk: Desk, now: Callable[[], tuple[RegisterFilter, Sort]]) -> None:
        super().__init__(_("Views") + " ▾")
        self._desk = desk
        self._now = now
        self.setAccessibleName(_("Views"))
        self.setToolTip(_("Filters and order that were kept under a name"))
        self._menu = QMenu(self)
        self._menu.aboutToShow.connect(self.fill)
        self.setMenu(self._menu)

    def fill(self) -> QMenu:
        """The menu with the views that there are."""
        self._menu.clear()
        found = saved_views.of(self._desk.store, desk_register.ROOM)
        for view in found:
            self._menu.addAction(_shown(view.name), partial(self._show, view.state))
        if found:
            self._menu.addSeparator()
        self._menu.addAction(_("Keep this view…"), self.save)
        if found:
            gone = self._menu.addMenu(_("Remove"))
            for view in found:
                gone.addAction(_shown(view.name), partial(self.remove, view.name))
        return self._menu

    def save(self) -> None:
        """Keeps the list as it is narrowed and sorted now, under a name that is asked for."""
        name = self._desk.prompts.text(self, _("A name for this view:"))
        if name is None:
            return
        wanted, sort = self._now()
        state = {_FILTER: register_filters.to_state(wanted), _SORT: list(sort)}
        store = self._desk.store
        self._desk.attempt(lambda: saved_views.save(store, desk_register.ROOM, name, state))

    def remove(self, name: str) -> None:
        """Removes a view; the documents stay."""
        question = _("Remove the view “%(name)s”? No document is lost by it.") % {"name": name}
        if self._desk.prompts.confirm(self, question, _("Remove it")):
            store = self._desk.store
            self._desk.attempt(lambda: saved_views.remove(store, desk_register.ROOM, name))

    def _show(self, state: dict[str, Any]) -> None:
        key, down = state.get(_SORT) or ("", True)
        wanted = register_filters.from_state(state.get(_FILTER, {}))
        self.wanted.emit(wanted, (str(key), bool(down)))


def _shown(name: str) -> str:
    return name.replace("&", "&&")
