"""Which fields a claim sheet shows, in which rows: data in ``resources/templates/*.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache

from desktop_app.core import paths
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom

UNITS = 24
# The forms' titles, named here too so that they are translated.
TITLES = frozenset({N_("Courier claim application"), N_("Claim for compensation")})


@dataclass(frozen=True)
class Slot:
    """A field's place in a row: its share of the width in 24ths."""

    field: str
    units: int


@dataclass(frozen=True)
class Section:
    """Rows of fields, or one of the parts that draw themselves: goods, signatures, letter."""

    kind: str
    rows: tuple[tuple[Slot, ...], ...] = ()


@dataclass(frozen=True)
class Layout:
    """A claim sheet's form.

    ``title`` is an English source text of the catalogue; ``second`` the language that labels
    have besides the paper's own, if any.
    """

    title: str
    label_units: int
    sections: tuple[Section, ...]
    second: str = ""


@cache
def layout(name: str) -> Layout:
    """The form of that name, read once a process."""
    source = (paths.resources() / "templates" / f"{name}.toml").read_text("utf-8")
    data = tomllib.loads(source)
    sections = tuple(
        Section(part.get("kind", "fields"), tuple(map(_slots, part.get("rows", ()))))
        for part in data["section"]
    )
    if data["title"] not in TITLES:
        raise ValueError(data["title"])
    return Layout(data["title"], data["label"], sections, data.get("second", ""))


def _slots(row: list[str]) -> tuple[Slot, ...]:
    return tuple(
        Slot(field, int(units or UNITS))
        for field, _, units in (text.partition(":") for text in row)
    )
