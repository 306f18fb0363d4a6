"""Weights typed right into the list of products."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem, QWidget
from typing_extensions import override

from desktop_app.core import money, texts, weight
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services.packaging import checked
from desktop_app.services.products import ProductRow
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.rows_view import ChipDelegate
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_columns import grams

_Index = QModelIndex | QPersistentModelIndex
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def parse(text: str, *, nought: bool = False) -> int | None:
    """Grams as typed, None for nothing; ``nought`` allows 0 g. Raises BadValue."""
    plain = text.strip()
    if not plain:
        return None
    return checked(0) if nought and plain == "0" else weight.parse(plain)


def _weight(row: ProductRow) -> str:
    return _("no weight") if row.weight_g is None else grams(row.weight_g)


def _tolerance(row: ProductRow) -> str:
    return "" if row.tolerance_g is None else f"± {grams(row.tolerance_g)}"


def _price(row: ProductRow) -> str:
    return money.text_or_none(row.price_minor, row.currency) or ""


COLUMNS = (
    Column[ProductRow]("sku", N_("SKU"), lambda row: row.sku, 120, "sku"),
    Column[ProductRow]("title", N_("Title"), lambda row: row.title, 200, "title"),
    Column[ProductRow](
        "weight",
        N_("Weight"),
        _weight,
        96,
        "weight_g",
        right=True,
        tone=lambda row: Tone.WARN if row.weight_g is None else None,
    ),
    Column[ProductRow]("tolerance", N_("Tolerance"), _tolerance, 84, "tolerance_g", right=True),
    Column[ProductRow]("variant", N_("Variant"), lambda row: row.variant, 130, "variant"),
    Column[ProductRow]("price", N_("Price"), _price, 84, "price_minor", right=True),
    Column[ProductRow]("model", N_("Model"), lambda row: row.model, 110, "model"),
)
_EDITED = {"weight": "weight_g", "tolerance": "tolerance_g"}


class ProductsModel(RowsModel[ProductRow]):
    """``save`` stores a row with another weight or tolerance, and returns whether it could."""

    def __init__(
        self,
        load: Callable[[Sequence[int]], list[ProductRow]],
        save: Callable[[ProductRow], bool],
        parent: QObject,
    ) -> None:
        super().__init__(COLUMNS, load, parent)
        self._save = save

    @override
    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self.columns[index.column()].key in _EDITED:
            return flags | Qt.ItemFlag.ItemIsEditable
        return flags

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.EditRole:
            return super().data(index, role)
        row = self.row_at(index.row()) if index.isValid() else None
        name = _EDITED.get(self.columns[index.column()].key) if row is not None else None
        value = getattr(row, name) if name else None
        return "" if value is None else str(value)

    @override
    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        name = _EDITED.get(self.columns[index.column()].key)
        row = self.row_at(index.row())
        if name is None or row is None or role != Qt.ItemDataRole.EditRole:
            return False
        try:
            typed = parse(str(value), nought=name == "tolerance_g")
        except UserError:
            return False
        if typed == getattr(row, name):
            return True
        changed = (
            replace(row, weight_g=typed) if name == "weight_g" else replace(row, tolerance_g=typed)
        )
        saved = self._save(changed)
        self.forget([row.id])
        return saved


class GramsDelegate(ChipDelegate):
    """An editor that reddens while it holds no weight; Enter goes on to the row below."""

    entered = Signal()
    complained = Signal(str)

    @override
    def createEditor(
        self, parent: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> QLineEdit:
        editor = QLineEdit(parent)
        editor.setProperty("look", "cell")
        editor.setAlignment(Qt.AlignmentFlag.AlignRight)
        editor.textEdited.connect(lambda _text: self._judge(editor))
        return editor

    @override
    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        enter = (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in _ENTER
        )
        if enter and isinstance(editor, QLineEdit):
            fault = self._judge(editor)
            if fault:
                self.complained.emit(fault)
                return True
            self.commitData.emit(editor)
            self.closeEditor.emit(editor)
            self.entered.emit()
            return True
        return super().eventFilter(editor, event)

    def _judge(self, editor: QLineEdit) -> str:
        fault = ""
        try:
            parse(editor.text(), nought=True)
        except UserError as error:
            fault = texts.sentence(error)
        editor.setProperty("wrong", bool(fault))
        editor.setToolTip(fault)
        editor.style().unpolish(editor)
        editor.style().polish(editor)
        return fault
