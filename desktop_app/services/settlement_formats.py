"""Which column of a courier's file holds what: known formats, and profiles of the person's."""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from desktop_app.core import clock, paths
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import PaymentKind
from desktop_app.models.base import tuples
from desktop_app.models.shops import ImportProfile
from desktop_app.services import kept_texts
from desktop_app.services.store import Store

PURPOSE = "settlement"
WEIGHTS = ("outlet", "hub", "volumetric", "measured", "billed")
AMOUNTS = ("paid", "claimed", "goods", "deductible", "freight")
FIELDS = (
    *("tracking", "claim_no", "order_no", "settled_on", "shipped_on", "ratio", "status", "reason"),
    *("note", "period", "courier", "currency"),
    *AMOUNTS,
    *WEIGHTS,
)
_ANY = "any"
_ENOUGH_SIGNS = 2
_KEYS = ("tracking", "claim_no", "order_no")


@dataclass(frozen=True)
class Profile:
    """A file's shape: for each field the headers that may hold it, the first that is there.

    ``pays`` is what the ``paid`` column is: money, a set-off, or nothing for a freight bill.
    ``unit`` is that of bare weights (g or kg). ``negative`` says that the file writes what it pays
    as an amount below nought.
    """

    name: str
    columns: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    signs: tuple[str, ...] = ()
    pays: PaymentKind | None = PaymentKind.RECEIVED
    unit: str = "kg"
    negative: bool = False


@dataclass(frozen=True)
class Mapped:
    """A profile found in a header row: for each field its column's place, from 0."""

    profile: Profile
    places: Mapping[str, int]
    headers: tuple[str, ...]

    @property
    def pays(self) -> PaymentKind | None:
        """What the ``paid`` column is; in a freight bill that has one, taken off the bill."""
        if "paid" not in self.places:
            return None
        return self.profile.pays or PaymentKind.SET_OFF


def folded(header: str) -> str:
    """A header as headers are compared."""
    plain = unicodedata.normalize("NFKC", header).casefold()
    return "".join(char for char in plain if not char.isspace() and char not in "'\"`")


def mapped(cells: Sequence[str], profile: Profile | None = None) -> Mapped | None:
    """The shape of a file whose header row this is; None where it is none.

    A header row has a column for the tracking or claim number, and one more that is known.
    """
    places = {folded(cell): place for place, cell in reversed(list(enumerate(cells)))}
    chosen = profile or _known_by(places)
    found: dict[str, int] = {}
    for name in FIELDS:
        headers = map(folded, chosen.columns.get(name, ()))
        place = next((places[header] for header in headers if header in places), None)
        if place is not None:
            found[name] = place
    keyed = bool({"tracking", "claim_no", "order_no"} & set(found))
    held = bool({*AMOUNTS, *WEIGHTS} & set(found))
    return Mapped(chosen, found, unique(cells)) if keyed and held else None


def unique(cells: Sequence[str]) -> tuple[str, ...]:
    """Headers by which each column is told apart: a second 备注 is 备注 (2)."""
    seen: dict[str, int] = {}
    names = []
    for cell in cells:
        name = cell.strip()
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def save(store: Store, profile: Profile) -> None:
    """Keeps a mapping of the person's own under its name. Raises BadValue for one without a key."""
    if not profile.name.strip():
        raise BadValue(Reason.VALUE_MISSING, field="name")
    if not any(profile.columns.get(name) for name in _KEYS):
        raise BadValue(Reason.VALUE_MISSING, field="tracking")
    mapping = json.dumps(
        {
            "columns": {name: list(headers) for name, headers in profile.columns.items()},
            "signs": list(profile.signs),
            "pays": profile.pays.value if profile.pays else "",
            "unit": profile.unit,
            "negative": profile.negative,
        },
        ensure_ascii=False,
    )
    values = {"mapping": mapping, "saved_at": clock.now()}
    with store.transaction():
        ImportProfile.insert(purpose=PURPOSE, name=profile.name.strip(), **values).on_conflict(
            conflict_target=[ImportProfile.purpose, ImportProfile.name], update=values
        ).execute()


def saved(store: Store) -> list[Profile]:
    """The person's own profiles by name."""
    query = ImportProfile.select(ImportProfile.name, ImportProfile.mapping).where(
        ImportProfile.purpose == PURPOSE
    )
    with store.connection():
        found = tuples(query.order_by(ImportProfile.name))
    return list(kept_texts.readable(found, _kept))


def profile_named(store: Store, name: str) -> Profile:
    """A profile of the person's, or a format of the rules. Raises NotFound."""
    for profile in (*saved(store), *known()):
        if profile.name == name.strip():
            return profile
    raise NotFound(Reason.PROFILE_UNKNOWN, value=name)


def forget(store: Store, name: str) -> None:
    """Deletes a profile of the person's."""
    with store.transaction():
        ImportProfile.delete().where(
            ImportProfile.purpose == PURPOSE, ImportProfile.name == name
        ).execute()


@cache
def known() -> tuple[Profile, ...]:
    """The formats of the rules; the last one takes any header that it understands."""
    source = (paths.resources() / "rules" / "settlements.toml").read_text("utf-8")
    data = tomllib.loads(source)
    return tuple(_profile(entry, data["columns"]) for entry in data["format"])


def _kept(name: str, data: Mapping[str, Any]) -> Profile:
    """A profile as it was saved. Raises TypeError or ValueError for what can't be one."""
    if not isinstance(data["columns"], dict) or not all(
        isinstance(headers, list) and all(isinstance(header, str) for header in headers)
        for headers in data["columns"].values()
    ):
        raise TypeError(name)
    profile = _profile({**data, "name": name})
    if profile.unit not in ("g", "kg") or not any(profile.columns.get(key) for key in _KEYS):
        raise ValueError(name)
    return profile


def _profile(
    entry: Mapping[str, object], general: Mapping[str, Sequence[str]] | None = None
) -> Profile:
    columns = {name: tuple(headers) for name, headers in (general or {}).items()}
    own = entry.get("columns")
    for name, headers in own.items() if isinstance(own, dict) else ():
        taken = set(map(folded, headers))
        columns = {
            field: tuple(header for header in held if folded(header) not in taken)
            for field, held in columns.items()
        }
        columns[name] = (*headers, *(columns.get(name, ()) if name != "paid" else ()))
    signs = entry.get("signs", ())
    pays = str(entry.get("pays", ""))
    return Profile(
        name=str(entry["name"]),
        columns=columns,
        signs=tuple(map(str, signs)) if isinstance(signs, (list, tuple)) else (),
        pays=PaymentKind(pays) if pays else None,
        unit=str(entry.get("unit", "kg")),
        negative=bool(entry.get("negative", False)),
    )


def _known_by(places: Mapping[str, int]) -> Profile:
    """The format whose signs the header shows most of."""
    scored = [
        (sum(folded(sign) in places for sign in profile.signs), profile) for profile in known()
    ]
    best, profile = max(scored, key=lambda pair: pair[0])
    return profile if best >= _ENOUGH_SIGNS else scored[-1][1]
