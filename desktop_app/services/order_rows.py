"""One row of an order file: its cells sorted into what they stand for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.kinds import OrderState
from desktop_app.services import order_cells as cells
from desktop_app.services.order_formats import (
    AMOUNTS,
    PERSONAL,
    TIMES,
    Format,
    Header,
    folded,
)
from desktop_app.services.parsed_orders import ParsedLine

_MONEY = frozenset({*AMOUNTS, "price", "line_amount"})
_COUNTS = frozenset({"kinds", "pieces"})
_FEW_CELLS = 1
Values = dict[str, Any]


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
        order_no = header.columns["order_no"]
        self._order_no = order_no[0]
        self._steps = [
            (target, places) for target, places in header.columns.items() if target != "order_no"
        ]
        taken = {at[0] for target, at in header.columns.items() if target != "shop"}
        self._rest = [
            (at, name) for at, name in enumerate(header.names) if at not in taken and name
        ]
        self._column_of = {target: places[0] for target, places in header.columns.items()}
        self._cleaners = {target: self._cleaner(target) for target in header.columns}
        for _of, pattern in self.format.parts:
            for target in pattern.groupindex:
                self._cleaners.setdefault(target, self._cleaner(target))
        self._marks = tuple(self.format.marks.items())

    def order_cell(self, row: list[str]) -> str:
        """The text in the order number's column."""
        return row[self._order_no].strip() if self._order_no < len(row) else ""

    def order_no(self, row: list[str]) -> str:
        """The row's order number; raises RowTrouble for one that is none, or was rounded."""
        try:
            return cells.order_no(row[self._order_no])
        except BadValue as error:
            raise RowTrouble(self._names[self._order_no], error) from error

    def is_header(self, row: list[str]) -> bool:
        """Whether the row is a header line again: two exports glued together."""
        return folded(self.order_cell(row)) in self.format.columns["order_no"]

    def is_remark(self, row: list[str]) -> bool:
        """Whether the row has so few cells that it can only be a remark, or is empty."""
        return sum(1 for cell in row if cell and not cell.isspace()) <= _FEW_CELLS

    def read(self, row: list[str]) -> Values:
        """What the row says, by target: texts, amounts in minor units, ISO times, counts.

        Only what it says is there. ``raw`` holds the other columns, ``hidden`` the targets that
        the platform masked, ``currency`` the order's. Raises RowTrouble for the first cell that
        can't be read, and for a row longer than its header.
        """
        if len(row) < self._width:
            row = row + [""] * (self._width - len(row))
        elif len(row) > self._width and any(cell.strip() for cell in row[self._width :]):
            raise RowTrouble("", BadValue(Reason.ROW_TOO_LONG))
        texts = self._texts(row)
        self._take_apart(texts)
        values: Values = {"raw": {name: row[at] for at, name in self._rest if row[at]}}
        currency = self._unmarked(texts)
        values["currency"] = currency
        for target, text in texts.items():
            try:
                found = self._cleaners[target](text, values)
            except BadValue as error:
                raise RowTrouble(self._name_of(target), error) from error
            if found is not None and found != "":
                values[target] = found
        return values

    def _texts(self, row: list[str]) -> dict[str, str]:
        blanks = self.format.blanks
        texts = {}
        for target, places in self._steps:
            for at in places:
                text = row[at]
                if text and not text.isspace() and text.strip() not in blanks:
                    texts[target] = text
                    break
        return texts

    def _take_apart(self, texts: dict[str, str]) -> None:
        """Fills targets from the parts of another's cell: ``Carrier:NUMBER``."""
        for of, pattern in self.format.parts:
            found = pattern.match(texts[of].strip()) if of in texts else None
            for target, part in (found.groupdict() if found else {}).items():
                if part and (target == of or target not in texts):
                    texts[target] = part
        texts.pop("parcel", None)

    def _unmarked(self, texts: dict[str, str]) -> str:
        """Takes the marks of currency off the amounts; returns the currency they agree in."""
        currency = None
        if self._marks:
            for target in _MONEY & texts.keys():
                texts[target], said = cells.marked(texts[target], self._marks)
                if currency and said and said != currency:
                    error = BadValue(Reason.OTHER_CURRENCY, value=texts[target], currency=currency)
                    raise RowTrouble(self._name_of(target), error)
                currency = currency or said
        return currency or self.format.currency

    def _name_of(self, target: str) -> str:
        at = self._column_of.get(target)
        return self._names[at] if at is not None else ""

    def _cleaner(self, target: str) -> Callable[[str, Values], object]:  # noqa: PLR0911 - a table
        if target in _MONEY:
            return lambda text, values: cells.amount(text, values["currency"])
        if target in TIMES:
            zone = self.format.zone
            return lambda text, _values: cells.moment(text, zone)
        if target in PERSONAL:
            return self._personal(target)
        if target in _COUNTS:
            return _count
        plain = _PLAIN_CLEANERS.get(target)
        if plain is not None:
            return self._stripped(target, plain)
        return self._stripped(target, str.strip)

    def _stripped(
        self, target: str, clean: Callable[[str], object]
    ) -> Callable[[str, Values], object]:
        pattern = self.format.strip.get(target)
        if pattern is None:
            return lambda text, _values: clean(text)
        return lambda text, _values: clean(pattern.sub("", cells.plain(text)))

    def _personal(self, target: str) -> Callable[[str, Values], object]:
        read = cells.phone if target == "phone" else cells.plain

        def clean(text: str, values: Values) -> str | None:
            if cells.is_hidden(text):
                values.setdefault("hidden", []).append(target)
                name = self._name_of(target)
                if name:
                    values["raw"][name] = text.strip()
                return None
            return read(text)

        return clean


def _count(text: str, _values: Values) -> int | None:
    """A count that only helps to tell items apart: one that can't be read helps nothing."""
    try:
        return cells.quantity(text)
    except BadValue:
        return None


_PLAIN_CLEANERS: dict[str, Callable[[str], object]] = {
    "buyer": cells.buyer,
    "tracking": cells.tracking,
    "sku": cells.code,
    "sub_order_no": cells.number,
    "quantity": cells.quantity,
}


def line_of(values: Values) -> ParsedLine | None:
    """The item that a row names, or None for a row that names none.

    Where a row gives only the amount of its pieces together, their price is known when it
    divides evenly.
    """
    quantity, price = values.get("quantity"), values.get("price")
    together = values.get("line_amount")
    if price is None and together is not None and quantity and together % quantity == 0:
        price = together // quantity
    line = ParsedLine(
        title=values.get("title", ""),
        sku=values.get("sku", ""),
        variant=values.get("variant", ""),
        quantity=quantity,
        price_minor=price,
        sub_order_no=values.get("sub_order_no", ""),
        status=values.get("line_status", ""),
    )
    return line if line.title or line.sku or line.variant or line.sub_order_no else None


def products_of(cell: str, form: Format) -> tuple[ParsedLine, ...]:
    """The items of a cell that holds several, each begun by a mark such as ``【1】``."""
    if form.products is None:
        return ()
    found = []
    for part in form.products.begins.split(cell.replace("\r\n", "\n")):
        said = {
            target: match.group(1).strip()
            for target, pattern in form.products.lines.items()
            if (match := pattern.search(part))
        }
        if any(said.values()):
            quantity = said.get("quantity")
            found.append(
                ParsedLine(
                    title=said.get("title", ""),
                    sku=said.get("sku", ""),
                    variant=said.get("variant", ""),
                    quantity=cells.quantity(quantity) if quantity else None,
                )
            )
    return tuple(found)


def state_of(status: str, form: Format) -> OrderState:
    """The platform's status word on our scale; UNKNOWN for a word that isn't in its table."""
    return form.states.get(folded(status), OrderState.UNKNOWN)
