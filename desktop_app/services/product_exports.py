"""Products as a table that is read back as it is: with weights, to be filled in elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import money
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.track import Track, everything
from desktop_app.services import product_lists
from desktop_app.services.product_lists import ProductFilter
from desktop_app.services.products import ProductRow
from desktop_app.services.registers import WrittenRegister
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from desktop_app.documents.tables import Value

FORMATS = (".xlsx", ".csv")


def write(
    store: Store,
    target: Path,
    wanted: ProductFilter | None = None,
    *,
    track: Track = everything,
) -> WrittenRegister:
    """Writes products as XLSX or CSV, by the target's ending; `products.import_files` reads them.

    A weight that isn't known is a blank cell, and a blank changes nothing when it's read back.
    Raises BadValue for another ending, FileTrouble when the file can't be written.
    """
    from desktop_app.documents import tables

    ending = target.suffix.lower()
    if ending not in FORMATS:
        raise BadValue(Reason.UNKNOWN_KIND, value=target.name, allowed=", ".join(FORMATS))
    columns = _columns()
    rows = product_lists.rows(store, product_lists.ids(store, wanted))
    lines = (tuple(value(row) for value in columns.values()) for row in track(rows))
    if ending == ".csv":
        return WrittenRegister(target, tables.write_csv(target, list(columns), lines))
    made = tables.write_xlsx(target, list(columns), lines, sheet=_("Products"))
    return WrittenRegister(target, made)


def _columns() -> dict[str, Callable[[ProductRow], Value]]:
    """By their titles, which ``resources/rules/products.toml`` knows in each language."""
    return {
        _("SKU"): lambda row: row.sku,
        _("Title"): lambda row: row.title,
        _("Model"): lambda row: row.model,
        _("Variant"): lambda row: row.variant,
        _("Weight (g)"): lambda row: row.weight_g,
        _("Tolerance (g)"): lambda row: row.tolerance_g,
        _("Price"): lambda row: _amount(row.price_minor, row.currency),
        _("Cost price"): lambda row: _amount(row.cost_minor, row.currency),
        _("Currency"): lambda row: row.currency,
    }


def _amount(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else money.to_decimal(minor, currency)
