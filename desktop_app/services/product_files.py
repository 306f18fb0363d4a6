"""Tables of products: which column holds what, and what each row says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import islice
from pathlib import Path

from desktop_app.core import money, paths, weight
from desktop_app.core.errors import BadValue, FileTrouble, Reason
from desktop_app.core.track import Track, everything
from desktop_app.documents.tables import original
from desktop_app.services import order_cells, table_files
from desktop_app.services.order_formats import HEADER_ROWS, folded
from desktop_app.services.parsed_orders import RefusedRow
from desktop_app.services.table_files import Row, Table, is_total

_TEXTS = ("title", "model", "variant")
MAX_TEXT = 1000


@dataclass(frozen=True)
class ParsedProduct:
    """What a row says of a product; None is what it did not say."""

    sku: str
    title: str | None = None
    model: str | None = None
    variant: str | None = None
    weight_g: int | None = None
    tolerance_g: int | None = None
    price_minor: int | None = None
    cost_minor: int | None = None
    currency: str | None = None


@dataclass(frozen=True)
class ProductFile:
    """A file's products in their order, its rows refused, and its columns that have no use."""

    name: str
    products: tuple[ParsedProduct, ...]
    refused: tuple[RefusedRow, ...]
    unknown_columns: tuple[str, ...]


@dataclass(frozen=True)
class _Header:
    row: int
    columns: Mapping[str, int]
    names: tuple[str, ...]

    def unknown(self) -> tuple[str, ...]:
        used = set(self.columns.values())
        return tuple(name for at, name in enumerate(self.names) if name and at not in used)


def read(path: Path, track: Track = everything) -> ProductFile:
    """Reads a table of products; nothing is written anywhere.

    Raises FileTrouble for a damaged file, and for one without a column of SKUs.
    """
    file = table_files.read(path)
    table, header = _first(file.tables, file.name)
    rows = islice(table.rows(), header.row, None)
    found: dict[str, ParsedProduct] = {}
    refused: list[RefusedRow] = []
    for number, cells in track(rows, max(table.count - header.row, 0)):
        try:
            if _is_product(cells):
                texts = [original(cell) for cell in cells] if table.marked else cells
                _add(found, _product(_said(header, texts)))
        except BadValue as error:
            refused.append(RefusedRow(file.name, number, error))
    return ProductFile(file.name, tuple(found.values()), tuple(refused), header.unknown())


def _first(tables: Sequence[Table], name: str) -> tuple[Table, _Header]:
    """The first sheet that has a header line with SKUs."""
    seen: list[str] = []
    for table in tables:
        head: list[Row] = list(islice(table.rows(), HEADER_ROWS))
        header = next(filter(None, (_header(row) for row in head)), None)
        if header is not None:
            return table, header
        seen += [cell.strip() for _number, cells in head[:1] for cell in cells if cell.strip()]
    raise FileTrouble(Reason.COLUMN_MISSING, path=name, column="SKU", seen=", ".join(seen[:12]))


def _header(row: Row) -> _Header | None:
    number, cells = row
    names = [folded(cell) for cell in cells]
    columns = {}
    for target, aliases in _aliases().items():
        places = [names.index(alias) for alias in aliases if alias in names]
        if places:
            columns[target] = places[0]
    if "sku" not in columns or len(columns) == 1:
        return None
    return _Header(number, columns, tuple(" ".join(cell.split()) for cell in cells))


@cache
def _aliases() -> Mapping[str, tuple[str, ...]]:
    file = paths.resources() / "rules" / "products.toml"
    columns = tomllib.loads(file.read_text("utf-8"))["columns"]
    return {target: tuple(map(folded, names)) for target, names in columns.items()}


def _add(found: dict[str, ParsedProduct], product: ParsedProduct) -> None:
    """Adds a product; the same one again is the same, with other words it is refused."""
    if found.setdefault(product.sku, product) != product:
        raise BadValue(Reason.SKU_TWICE, value=product.sku)


def _is_product(cells: Sequence[str]) -> bool:
    return any(cell.strip() for cell in cells) and not is_total(list(cells))


def _said(header: _Header, cells: Sequence[str]) -> dict[str, str]:
    return {
        target: cells[at].strip()
        for target, at in header.columns.items()
        if at < len(cells) and cells[at].strip()
    }


def _product(said: Mapping[str, str]) -> ParsedProduct:
    sku = order_cells.code(said.get("sku", ""))
    if not sku:
        raise BadValue(Reason.VALUE_MISSING, field="SKU")
    texts = {target: said.get(target) for target in _TEXTS}
    for text in (sku, *filter(None, texts.values())):
        if len(text) > MAX_TEXT:
            raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=MAX_TEXT)
    currency = _currency(said)
    amount = partial(money.parse, currency=currency or "CNY")
    return ParsedProduct(
        sku=sku,
        title=texts["title"],
        model=texts["model"],
        variant=texts["variant"],
        weight_g=_weight(said),
        tolerance_g=_read(said, "tolerance", _tolerance),
        price_minor=_read(said, "price", amount),
        cost_minor=_read(said, "cost", amount),
        currency=currency,
    )


def _currency(said: Mapping[str, str]) -> str | None:
    code = said["currency"].upper() if "currency" in said else None
    if code is not None and code not in money.CURRENCIES:
        raise BadValue(Reason.UNKNOWN_CURRENCY, value=code)
    return code


def _weight(said: Mapping[str, str]) -> int | None:
    """In g, unless the header or the cell says kg."""
    if "weight" in said:
        return weight.parse(said["weight"])
    return weight.parse(said["weight_kg"], unit="kg") if "weight_kg" in said else None


def _tolerance(text: str) -> int:
    return 0 if not text.strip("0.") else weight.parse(text)


def _read(said: Mapping[str, str], target: str, read: Callable[[str], int]) -> int | None:
    return read(said[target]) if target in said else None
