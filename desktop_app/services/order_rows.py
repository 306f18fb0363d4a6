"""The rows of an order file: their cells sorted into what they stand for.

Rows are read by blocks, column after column: 50,000 rows of 61 cells are three million texts, and
most of them repeat themselves in their column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from desktop_app.core.errors import BadValue, Reason
from desktop_app.services import order_cells as cells
from desktop_app.services.order_columns import (
    HIDDEN,
    MONEY,
    money_reader,
    raw_member,
    raw_reader,
    reader,
)
from desktop_app.services.order_formats import PERSONAL, Header, folded

Columns = dict[str, Sequence[Any]]
Texts = Sequence[str]
_FEW_CELLS = 1


class RowTrouble(Exception):
    """A cell that can't be read: which column, and why."""

    def __init__(self, column: str, error: BadValue) -> None:
        super().__init__(column)
        self.column = column
        self.error = error


class RowReader:
    """Reads the rows below one header line."""

    def __init__(self, header: Header) -> None:
        self.format = header.format
        self._names = header.names
        self._width = len(header.names)
        self._order_no = header.columns["order_no"][0]
        self._places = {key: at for key, at in header.columns.items() if key != "order_no"}
        taken = {self._order_no, *(at[0] for key, at in self._places.items() if key != "shop")}
        self._rest = [
            (at, raw_reader(name))
            for at, name in enumerate(header.names)
            if at not in taken and name
        ]
        groups = (pattern.groupindex for _of, pattern in self.format.parts)
        targets = set(self._places).union(*groups) - MONEY
        self._readers = {target: reader(target, self.format) for target in targets}
        self._money = {self.format.currency: money_reader(self.format, self.format.currency)}

    def order_cell(self, row: Texts) -> str:
        """The text in the order number's column."""
        return row[self._order_no].strip() if self._order_no < len(row) else ""

    def is_header(self, row: Texts) -> bool:
        """Whether the row is a header line again: two exports glued together."""
        return folded(self.order_cell(row)) in self.format.columns["order_no"]

    def is_remark(self, row: Texts) -> bool:
        """Whether the row has so few cells that it can only be a remark, or is empty."""
        return sum(1 for cell in row if cell and not cell.isspace()) <= _FEW_CELLS

    def read(self, rows: Sequence[list[str]]) -> Columns:
        """What the rows say, by target: texts, amounts in minor units, ISO times, counts.

        Each target has a value for each row, None for what the row does not say. ``currency`` is
        that of the amounts, ``hidden`` the targets that the platform masked, ``raw`` the other
        columns as JSON. Raises RowTrouble for a cell that can't be read, and for a row longer than
        its header; which row it is shows when each is read by itself.
        """
        across = list(zip(*map(self._fitted, rows), strict=True))
        texts = {target: self._texts(across, places) for target, places in self._places.items()}
        for of, pattern in self.format.parts:
            self._take_apart(texts, of, pattern)
        texts.pop("parcel", None)
        currencies = self._currencies(texts, len(rows))
        found: Columns = {"currency": currencies}
        for target, column in texts.items():
            try:
                found[target] = self._cleaned(target, column, currencies)
            except BadValue as error:
                raise RowTrouble(self._name_of(target), error) from error
        self._keep_rest(found, texts, across)
        return found

    def _fitted(self, row: list[str]) -> list[str]:
        if len(row) == self._width:
            return row
        if any(cell.strip() for cell in row[self._width :]):
            raise RowTrouble("", BadValue(Reason.ROW_TOO_LONG))
        return row[: self._width] + [""] * (self._width - len(row))

    def _texts(self, across: Sequence[Texts], places: tuple[int, ...]) -> Texts:
        """A target's texts: of its columns the first that says anything."""
        texts = across[places[0]]
        for at in places[1:]:
            texts = [
                text if self._says(text) else other
                for text, other in zip(texts, across[at], strict=True)
            ]
        return texts

    def _says(self, text: str) -> bool:
        bare = text.strip()
        return bare != "" and bare not in self.format.blanks

    def _take_apart(self, texts: dict[str, Texts], of: str, pattern: re.Pattern[str]) -> None:
        """Fills targets from the parts of another's cells: ``Carrier:NUMBER``."""
        if of not in texts:
            return
        matches = [pattern.match(text.strip()) for text in texts[of]]
        if not any(matches):
            return
        for target in pattern.groupindex:
            parts = [(found[target] or "") if found else "" for found in matches]
            before = texts.get(target, ("",) * len(parts))
            texts[target] = [
                part if part and (target == of or not self._says(text)) else text
                for part, text in zip(parts, before, strict=True)
            ]

    def _currencies(self, texts: dict[str, Texts], rows: int) -> Sequence[str]:
        """Each row's currency by the marks of its amounts, which are taken off."""
        marks = tuple(self.format.marks.items())
        said: list[str] = [""] * rows
        for target in MONEY & texts.keys() if marks else ():
            bare = [cells.marked(text, marks) for text in texts[target]]
            texts[target] = [text for text, _currency in bare]
            for row, (text, currency) in enumerate(bare):
                if currency and said[row] and currency != said[row]:
                    error = BadValue(Reason.OTHER_CURRENCY, value=text, currency=said[row])
                    raise RowTrouble(self._name_of(target), error)
                said[row] = said[row] or currency or ""
        return [currency or self.format.currency for currency in said]

    def _cleaned(self, target: str, texts: Texts, currencies: Sequence[str]) -> Sequence[Any]:
        if target not in MONEY:
            clean = self._readers[target]
            return [clean(text) if text else None for text in texts]
        for currency in set(currencies) - self._money.keys():
            self._money[currency] = money_reader(self.format, currency)
        readers = self._money
        return [
            readers[currency](text) if text else None
            for text, currency in zip(texts, currencies, strict=True)
        ]

    def _keep_rest(self, found: Columns, texts: dict[str, Texts], across: Sequence[Texts]) -> None:
        """Settles ``hidden`` and ``raw``, which keeps the text of what was hidden too."""
        rows = len(found["currency"])
        kept = [[member(text) for text in across[at]] for at, member in self._rest]
        hidden: list[tuple[str, ...]] = [()] * rows
        for target in PERSONAL:
            column = found.get(target, ())
            if HIDDEN in column:
                name, masked = self._name_of(target), [value is HIDDEN for value in column]
                hidden = [
                    (*before, target) if is_masked else before
                    for before, is_masked in zip(hidden, masked, strict=True)
                ]
                kept.append(
                    [
                        raw_member(name, text.strip()) if is_masked else ""
                        for text, is_masked in zip(texts[target], masked, strict=True)
                    ]
                )
                found[target] = [None if value is HIDDEN else value for value in column]
        found["hidden"] = hidden
        members = zip(*kept, strict=True) if kept else [()] * rows
        found["raw"] = ["{" + ",".join(filter(None, row)) + "}" for row in members]

    def _name_of(self, target: str) -> str:
        places = self._places.get(target)
        return self._names[places[0]] if places else target
