"""One of the lists behind a buyer's page; long ones are fetched in a job and shown by pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.core.i18n import _
from desktop_app.services.store import Store
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.rows_view import RowsView


@dataclass(frozen=True)
class Source:
    """Where a list's rows come from: ids of a buyer's, rows of ids, and what opens one."""

    name: str
    title: str
    columns: Sequence[Column[Any]]
    ids: Callable[[Store, int], Sequence[int]]
    rows: Callable[[Store, Sequence[int]], Iterable[Any]]
    open: Callable[[Desk, Any], None]
    empty: Empty


class BuyerRows(QWidget):
    """A buyer's rows, or those that stand behind a fact. `counted` tells how many there are."""

    counted = Signal(int)

    def __init__(self, desk: Desk, source: Source) -> None:
        super().__init__()
        self._desk, self._source = desk, source
        self._asked = 0
        self._buyer_id = 0
        self._only: frozenset[int] = frozenset()
        self.model: RowsModel[Any] = RowsModel(
            source.columns, lambda ids: source.rows(desk.store, ids)
        )
        self.view = RowsView(self.model, f"buyer_{source.name}", desk.memory)
        self.view.setAccessibleName(_(source.title))
        self.view.opened.connect(self._open)
        self.told = words("", "caption", wrap=False)
        self.all = button(_("Show all"), self.show_all)
        self._narrowed = boxes.held(boxes.line(self.told, self.all, None))
        self._narrowed.hide()
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty_place(source.empty))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._narrowed)
        layout.addWidget(self._stack, 1)

    def show_buyer(self, buyer_id: int) -> None:
        """Fetches a buyer's rows anew; the latest request wins."""
        if buyer_id != self._buyer_id:
            self._only = frozenset()
            self.model.set_ids(())
        self._buyer_id = buyer_id
        self._asked += 1
        store = self._desk.store
        self._desk.read(
            lambda _track: self._source.ids(store, buyer_id), partial(self._take, self._asked)
        )

    def show_only(self, ids: Iterable[int], told: str) -> None:
        """Shows some of the rows, and says why."""
        self._only = frozenset(ids)
        self.told.setText(told)
        self.show_buyer(self._buyer_id)

    def show_all(self) -> None:
        """Shows all rows again."""
        self._only = frozenset()
        self.show_buyer(self._buyer_id)

    def _take(self, asked: int, ids: Sequence[int]) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.counted.emit(len(ids))
        shown = [row_id for row_id in ids if row_id in self._only] if self._only else ids
        chosen = self.view.ids_chosen()
        self.model.set_ids(shown)
        for row_id in chosen[:1]:
            self.view.choose(row_id)
        self._narrowed.setVisible(bool(self._only))
        self._stack.setCurrentIndex(0 if len(shown) else 1)

    def _open(self, row: Any) -> None:
        if row is not None:
            self._source.open(self._desk, row)
