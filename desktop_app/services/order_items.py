"""The items that an order file's rows name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from desktop_app.services import order_cells as cells
from desktop_app.services.order_formats import Format
from desktop_app.services.parsed_orders import ParsedLine

Values = Mapping[str, Any]


def lines_of(values: Values, form: Format) -> tuple[ParsedLine, ...]:
    """The items that one row names: several in one cell, one, or none."""
    if "products" in values:
        return _products_of(values["products"], form)
    line = _line_of(values)
    return (line,) if line.title or line.sku or line.variant or line.sub_order_no else ()


def _line_of(values: Values) -> ParsedLine:
    """One item. Of several pieces' amount together the price is known where it divides evenly."""
    quantity, price = values.get("quantity"), values.get("price")
    together = values.get("line_amount")
    if price is None and together is not None and quantity and together % quantity == 0:
        price = together // quantity
    return ParsedLine(
        title=values.get("title", ""),
        sku=values.get("sku", ""),
        variant=values.get("variant", ""),
        quantity=quantity,
        price_minor=price,
        sub_order_no=values.get("sub_order_no", ""),
        status=values.get("line_status", ""),
    )


def _products_of(cell: str, form: Format) -> tuple[ParsedLine, ...]:
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
