"""A list whose rows are all at hand: what was read from a file or reckoned, not yet in tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from desktop_app.views.desk import Desk
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.rows_view import RowsView

Row = TypeVar("Row")


class HeldRows(RowsModel[Row]):
    """Rows in memory, each with an ``id``; a column's ``sort`` is an attribute of the row."""

    def __init__(self, columns: Sequence[Column[Row]], parent: Any = None) -> None:
        self._held: dict[int, Row] = {}
        super().__init__(columns, self._of, parent)

    def show_rows(self, rows: Iterable[Row]) -> None:
        """Shows these in their order."""
        self._held = {row.id: row for row in rows}  # type: ignore[attr-defined] # every row has one
        self.set_ids(self._held)

    def held(self) -> list[Row]:
        """All rows as they were given."""
        return list(self._held.values())

    def put(self, row: Row) -> None:
        """Another row in place of the one with its id."""
        self._held[row.id] = row  # type: ignore[attr-defined] # every row has one
        self.forget([row.id])  # type: ignore[attr-defined] # as above

    def sort_by(self, key: str, descending: bool) -> None:  # noqa: FBT001 - Qt's signal
        """Another order; without a key the one in which they were given. None stands last."""
        rows = self.held()
        if key:
            known = [row for row in rows if getattr(row, key) is not None]
            rest = [row for row in rows if getattr(row, key) is None]
            rows = sorted(known, key=lambda row: getattr(row, key), reverse=descending) + rest
        self.set_ids(row.id for row in rows)  # type: ignore[attr-defined] # every row has one

    def _of(self, ids: Sequence[int]) -> list[Row]:
        return [self._held[row_id] for row_id in ids if row_id in self._held]


def view_of(desk: Desk, model: HeldRows[Any], name: str, title: str) -> RowsView:
    """A table on such rows; a click on a heading sorts them."""
    view = RowsView(model, name, desk.memory)
    view.setAccessibleName(title)
    view.sort_wanted.connect(model.sort_by)
    return view
