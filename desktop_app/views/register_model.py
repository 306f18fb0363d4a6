"""The one register's rows as the grid shows them: columns, chips, row numbers, what is locked."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.kinds import CaseStage, ClaimStage, RegisterDoc, WrongState
from desktop_app.services import desk_register, register_columns, register_fields, register_rows
from desktop_app.services.register_columns import RegisterColumn
from desktop_app.services.register_rows import RegisterRow
from desktop_app.services.register_sql import Source
from desktop_app.services.store import Store
from desktop_app.views import case_columns, claims_words, weighing_wrong_words
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.theme import Tone

FROZEN = 2
_WIDTHS = {
    "date": 128,
    "no": 146,
    "doc": 104,
    "shop": 150,
    "order": 184,
    "bought": 100,
    "buyer": 116,
    "goods": 190,
    "quantity": 64,
    "reason": 116,
    "what": 230,
    "tracking": 150,
    "amount": 92,
    "currency": 86,
    "state": 116,
    "owner": 86,
    "due": 128,
    "follow_up": 106,
    "cause": 120,
    "outcome": 120,
    "handled": 128,
    "tags": 120,
    "note": 220,
}
_RIGHT = frozenset({"quantity", "amount"})
_DOC_TONES = {
    RegisterDoc.CASE: Tone.INFO,
    RegisterDoc.WRONG: Tone.WARN,
    RegisterDoc.PROBLEM: Tone.BAD,
    RegisterDoc.RETURNED: Tone.PLAIN,
    RegisterDoc.CLAIM: Tone.GOOD,
}
_Index = QModelIndex | QPersistentModelIndex


class RegisterModel(RowsModel[RegisterRow]):
    """`RowsModel` with numbered rows, which knows what can be written."""

    def __init__(self, store: Store, parent: Any = None) -> None:
        columns = [_column(column) for column in register_columns.COLUMNS]
        super().__init__(columns, partial(register_rows.rows, store), parent)

    def name(self, column: int) -> str:
        """A column's name."""
        return self.columns[column].key

    def place(self, name: str) -> int:
        """Where a column stands in the model."""
        return [column.key for column in self.columns].index(name)

    def can_write(self, index: _Index) -> bool:
        """Whether a cell can be written in place."""
        row = self.row_at(index.row())
        return row is not None and register_fields.locked(row, self.name(index.column())) is None

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Vertical:
            return f"{section + 1:,}" if role == Qt.ItemDataRole.DisplayRole else None
        return super().headerData(section, orientation, role)


def why_locked(row: RegisterRow, name: str) -> str:
    """Why a cell can't be written, as a sentence; nothing where it can."""
    why = register_fields.locked(row, name)
    return "" if why is None else texts.sentence(why)


def _column(column: RegisterColumn) -> Column[RegisterRow]:
    name = column.name
    tones = {"doc": lambda row: _DOC_TONES[row.doc], "state": _state_tone}
    return Column(
        name,
        column.title,
        column.text,
        _WIDTHS[name],
        sort=name if name in desk_register.SORTS else "",
        right=name in _RIGHT,
        tone=tones.get(name),
        tip=partial(_tip, column),
        hidden=not column.printed,
    )


def _tip(column: RegisterColumn, row: RegisterRow) -> str:
    parts = (column.text(row), why_locked(row, column.name))
    return "\n".join(part for part in parts if part)


def _state_tone(row: RegisterRow) -> Tone | None:
    if row.source is Source.CASE:
        return case_columns.STAGES[CaseStage(row.state)]
    if row.source is Source.WRONG:
        return weighing_wrong_words.STATE_TONES[WrongState(row.state)]
    if row.source is Source.CLAIM:
        return claims_words.TONES[ClaimStage(row.state)]
    return Tone.WARN if row.state == "open" else Tone.GOOD
