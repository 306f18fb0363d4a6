"""`packaging`: boxes, bags and fillers with what they weigh."""

from __future__ import annotations

import click

from desktop_app.cli.frame import Call, Group
from desktop_app.core import weight
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.i18n import _
from desktop_app.services import packaging as materials
from desktop_app.services.packaging import PackagingRow
from desktop_app.services.store import Store


@click.group(cls=Group)
def packaging() -> None:
    """Packing materials: list, put, remove."""


@packaging.command("list")
@click.pass_obj
def list_(call: Call, /) -> None:
    """Lists the materials; those that a parcel usually has are counted in every parcel."""
    with call.reading() as store:
        _answer(call, store)


@packaging.command()
@click.argument("name")
@click.option("--grams", required=True, metavar="G", help="What a piece weighs.")
@click.option("--tolerance", metavar="G", default="0", help="How far a piece may be off.")
@click.option("--usual", is_flag=True, help="A parcel has it unless somebody says otherwise.")
@click.pass_obj
def put(call: Call, /, name: str, grams: str, tolerance: str, *, usual: bool) -> None:
    """Adds a material, or changes the one of this name."""
    with call.writing() as store:
        materials.put(store, name, _grams(grams), _grams(tolerance), usual_one=usual)
        _answer(call, store)


@packaging.command()
@click.argument("name")
@click.pass_obj
def remove(call: Call, /, name: str) -> None:
    """Forgets a material; checks made with it keep their grams."""
    with call.writing() as store:
        found = [row.id for row in materials.rows(store) if row.name == name.strip()]
        if not found:
            raise NotFound(Reason.PACKAGING_UNKNOWN, value=name)
        materials.remove(store, found[0])
        _answer(call, store)


def _answer(call: Call, store: Store) -> None:
    rows = materials.rows(store)
    call.answer({"packaging": [_plain(row) for row in rows]}, map(_line, rows))


def _grams(text: str) -> int:
    """Packaging may weigh nothing, which a parcel can't."""
    return 0 if not text.strip("0. ") else weight.parse(text)


def _plain(row: PackagingRow) -> dict[str, object]:
    return {
        "name": row.name,
        "tare_g": row.tare_g,
        "tolerance_g": row.tolerance_g,
        "usual": bool(row.usual),
    }


def _line(row: PackagingRow) -> str:
    usual = _("usual") if row.usual else ""
    return "  ".join(filter(None, (row.name, f"{row.tare_g} g ± {row.tolerance_g} g", usual)))
