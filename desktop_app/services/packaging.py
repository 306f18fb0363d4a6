"""Boxes, bags and fillers, and which of them a parcel usually has."""

from __future__ import annotations

from dataclasses import dataclass

from peewee import fn

from desktop_app.core import weight
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import Topic
from desktop_app.models.base import fetch, tuples
from desktop_app.models.products import Packaging
from desktop_app.services.store import Store


@dataclass(frozen=True)
class PackagingRow:
    """A piece of packing material: its tare and how far a piece may be off, in grams."""

    id: int
    name: str
    tare_g: int
    tolerance_g: int
    usual: int


@dataclass(frozen=True)
class Tare:
    """What all of a parcel's packaging weighs together, in grams, and how far that may be off."""

    grams: int = 0
    tolerance_g: int = 0


def rows(store: Store) -> list[PackagingRow]:
    """All packing materials by name."""
    with store.connection():
        return fetch(Packaging.select().order_by(Packaging.name), PackagingRow)


def usual(store: Store) -> Tare:
    """The packaging that a parcel has unless somebody says otherwise: all that is marked usual."""
    with store.connection():
        query = Packaging.select(fn.SUM(Packaging.tare_g), fn.SUM(Packaging.tolerance_g))
        grams, tolerance = tuples(query.where(Packaging.usual == 1))[0]
    return Tare(grams or 0, tolerance or 0)


def put(
    store: Store, name: str, tare_g: int, tolerance_g: int = 0, *, usual_one: bool = False
) -> int:
    """Adds a material or changes the one of this name; returns its id.

    Raises BadValue for no name, and for a tare or tolerance below 0 g or above a parcel's weight.
    """
    kept = name.strip()
    if not kept:
        raise BadValue(Reason.VALUE_MISSING, field="name")
    values = {
        "tare_g": checked(tare_g),
        "tolerance_g": checked(tolerance_g),
        "usual": int(usual_one),
    }
    with store.transaction() as tx:
        made = Packaging.get_or_none(Packaging.name == kept) or Packaging(name=kept)
        for field, value in values.items():
            setattr(made, field, value)
        made.save()
        tx.touch(Topic.PRODUCTS)
        return int(made.id)


def remove(store: Store, packaging_id: int) -> None:
    """Forgets a material; checks made with it keep their grams. Raises NotFound."""
    with store.transaction() as tx:
        if not Packaging.delete().where(Packaging.id == packaging_id).execute():
            raise NotFound(Reason.PACKAGING_UNKNOWN, value=packaging_id)
        tx.touch(Topic.PRODUCTS)


def checked(grams: int) -> int:
    """The grams of packaging when a parcel can have them (0 is none); raises BadValue otherwise."""
    return grams if grams == 0 else weight.checked(grams)
