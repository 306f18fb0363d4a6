"""`products`: bring in SKUs with weights and prices, give them out, list them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from desktop_app.cli.frame import Call, Group
from desktop_app.cli.orders import refused_answer
from desktop_app.core import money
from desktop_app.core.i18n import _
from desktop_app.services import product_exports
from desktop_app.services import products as product_service
from desktop_app.services.product_lists import ProductFilter
from desktop_app.services.products import ImportReport, ProductRow


@click.group(cls=Group)
def products() -> None:
    """Products with their weights."""


@products.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def import_(call: Call, /, files: tuple[Path, ...]) -> None:
    """Reads tables (CSV, XLSX) with the columns SKU, title, weight and price.

    Weights are in g, unless the header says kg. What a table leaves blank stays as it is.
    """
    with call.writing() as store:
        report = product_service.import_files(store, files, track=call.track)
    result = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "unknown_columns": list(report.unknown_columns),
        "refused": refused_answer(report.refused),
    }
    call.answer(result, _told(report))


@products.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--search", metavar="TEXT", default="", help="In SKU, title, model or variant.")
@click.option("--unweighed", is_flag=True, help="Only those without a weight.")
@click.pass_obj
def export(call: Call, /, file: Path, search: str, *, unweighed: bool) -> None:
    """Writes the products as CSV or XLSX, by the file's ending; `import` reads it back."""
    wanted = ProductFilter(text=search, unweighed=unweighed)
    with call.reading() as store:
        written = product_exports.write(store, file.absolute(), wanted, track=call.track)
    call.answer(
        {"file": str(written.path), "rows": written.rows},
        [_("%(file)s written") % {"file": written.path}],
    )


@products.command("list")
@click.option("--search", metavar="TEXT", default="", help="In SKU, title, model or variant.")
@click.option("--limit", metavar="N", type=click.IntRange(min=0), help="At most so many.")
@click.pass_obj
def list_(call: Call, /, search: str, limit: int | None) -> None:
    """Lists the products by SKU."""
    with call.reading() as store:
        found = product_service.list_(store, search, limit)
    call.answer({"products": [_answer(row) for row in found]}, map(_line, found))


def _told(report: ImportReport) -> Iterator[str]:
    yield _("%(added)d new, %(updated)d updated, %(unchanged)d unchanged products.") % {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
    }
    if report.unknown_columns:
        names = ", ".join(report.unknown_columns)
        yield _("Columns that were not used: %(names)s.") % {"names": names}


def _answer(row: ProductRow) -> dict[str, object]:
    return {
        "sku": row.sku,
        "title": row.title or None,
        "model": row.model or None,
        "variant": row.variant or None,
        "weight_g": row.weight_g,
        "tolerance_g": row.tolerance_g,
        "price": money.text_or_none(row.price_minor, row.currency),
        "cost": money.text_or_none(row.cost_minor, row.currency),
        "currency": row.currency,
    }


def _line(row: ProductRow) -> str:
    grams = f"{row.weight_g} g" if row.weight_g is not None else "—"
    price = money.text_or_none(row.price_minor, row.currency) or "—"
    return "  ".join(filter(None, (row.sku, row.title, row.variant, grams, price)))
