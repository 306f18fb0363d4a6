"""Order files that no format knows: a look at their rows, and the person's own mapping, kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models.shops import ImportProfile
from desktop_app.services import kept_texts, order_formats, table_files
from desktop_app.services.order_formats import TARGETS, Format
from desktop_app.services.store import Store

PURPOSE = "orders"
PREVIEW_ROWS = 20

# What a column may be mapped to, in the order in which a person looks for it.
CHOICES: tuple[tuple[str, str], ...] = (
    ("order_no", N_("Order no.")),
    ("buyer", N_("Buyer ID")),
    ("status", N_("Status")),
    ("paid", N_("Amount paid")),
    ("total", N_("Order total")),
    ("refund", N_("Refunded")),
    ("postage", N_("Postage")),
    ("goods", N_("Amount of the goods")),
    ("created", N_("Ordered at")),
    ("paid_at", N_("Paid at")),
    ("shipped", N_("Shipped at")),
    ("signed_at", N_("Received at")),
    ("courier", N_("Courier")),
    ("tracking", N_("Tracking no.")),
    ("receiver", N_("Receiver")),
    ("phone", N_("Phone")),
    ("address", N_("Address")),
    ("country", N_("Country")),
    ("title", N_("Item")),
    ("sku", N_("SKU")),
    ("variant", N_("Variant")),
    ("quantity", N_("Quantity")),
    ("price", N_("Price of one")),
    ("sub_order_no", N_("Sub-order no.")),
    ("buyer_note", N_("Buyer's note")),
    ("seller_note", N_("Own note")),
)


@dataclass(frozen=True)
class Preview:
    """The first rows of one sheet, as texts, and how many rows there are at most."""

    sheet: str
    rows: tuple[tuple[str, ...], ...]
    count: int


@dataclass(frozen=True)
class Profile:
    """How the person reads a file: which header is what. ``columns`` is header → target."""

    name: str
    platform: Platform
    columns: Mapping[str, str]
    one_row_each: bool = False


def preview(path: Path, rows: int = PREVIEW_ROWS) -> tuple[Preview, ...]:
    """The first rows of each sheet of a file. Raises FileTrouble as `table_files.read` does."""
    file = table_files.read(path)
    return tuple(
        Preview(
            table.name,
            tuple(tuple(cells) for _number, cells in islice(table.rows(), rows)),
            table.count,
        )
        for table in file.tables
    )


def save(store: Store, profile: Profile) -> None:
    """Keeps a mapping under its name; one of that name is replaced.

    Raises BadValue for an empty name, a mapping without the order number, or one that maps two
    columns to one thing or a column to nothing the program knows.
    """
    _check(profile)
    mapping = json.dumps(_data(profile), ensure_ascii=False)
    with store.transaction() as tx:
        ImportProfile.insert(
            purpose=PURPOSE, name=profile.name.strip(), mapping=mapping, saved_at=clock.now()
        ).on_conflict(
            conflict_target=[ImportProfile.purpose, ImportProfile.name],
            update={ImportProfile.mapping: mapping, ImportProfile.saved_at: clock.now()},
        ).execute()
        tx.touch(Topic.SETTINGS)


def remove(store: Store, name: str) -> None:
    """Forgets a mapping; what was imported by it stays."""
    with store.transaction() as tx:
        ImportProfile.delete().where(
            ImportProfile.purpose == PURPOSE, ImportProfile.name == name
        ).execute()
        tx.touch(Topic.SETTINGS)


def all_of(store: Store) -> list[Profile]:
    """The kept mappings by name."""
    with store.connection():
        rows = list(
            ImportProfile.select()
            .where(ImportProfile.purpose == PURPOSE)
            .order_by(ImportProfile.name)
        )
    return list(kept_texts.readable(((row.name, row.mapping) for row in rows), _profile))


def formats(store: Store) -> tuple[Format, ...]:
    """The formats to try: those that ship with the program, and the person's own."""
    return (*order_formats.shipped(), *(as_format(profile) for profile in all_of(store)))


def as_format(profile: Profile) -> Format:
    """A mapping as a format; it knows the status words of all platforms."""
    states = {
        word: state.value for form in order_formats.shipped() for word, state in form.states.items()
    }
    columns = {target: [header] for header, target in profile.columns.items()}
    return order_formats.from_data(
        profile.name,
        {
            "title": profile.name,
            "platforms": [profile.platform.value],
            "columns": columns,
            "signs": list(profile.columns),
            "rows": "order" if profile.one_row_each else "line",
            "states": states,
            "zone": "" if profile.platform is Platform.ALIEXPRESS else "+08:00",
            "currency": "USD" if profile.platform is Platform.ALIEXPRESS else "CNY",
            "blanks": ["-", "--"],
        },
    )


def _check(profile: Profile) -> None:
    if not profile.name.strip():
        raise BadValue(Reason.VALUE_MISSING, field="name")
    targets = list(profile.columns.values())
    if "order_no" not in targets:
        raise BadValue(Reason.VALUE_MISSING, field="order_no")
    wrong = next((one for one in targets if one not in TARGETS or targets.count(one) > 1), None)
    if wrong is not None:
        raise BadValue(Reason.UNKNOWN_KIND, value=wrong, allowed=_left(targets))


def _left(targets: Sequence[str]) -> str:
    return ", ".join(target for target, _name in CHOICES if target not in targets)


def _data(profile: Profile) -> dict[str, Any]:
    return {
        "platform": profile.platform.value,
        "columns": dict(profile.columns),
        "one_row_each": profile.one_row_each,
    }


def _profile(name: str, data: Mapping[str, Any]) -> Profile:
    columns = {str(header): str(target) for header, target in data["columns"].items()}
    profile = Profile(name, Platform(data["platform"]), columns, bool(data["one_row_each"]))
    _check(profile)
    return profile
