"""What couriers billed against what parcels weigh: overbilling, with its money (R21).

A bill's line tells up to four weights. They are kept apart from the shop's own, and what should
have been billed is told by the contract of the day: the larger of weight and volume, rounded its
way. Money is only what the weight makes, by the contract's own prices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum, unique
from pathlib import Path

from desktop_app.core import billing, clock, weight
from desktop_app.core.billing import Price
from desktop_app.core.errors import BadValue, NotFound
from desktop_app.core.kinds import WeightSource
from desktop_app.core.track import Track, everything
from desktop_app.models.base import tuples
from desktop_app.models.shops import ImportedFile
from desktop_app.services import couriers, scans, settlement_files, weighing, weight_checks
from desktop_app.services.couriers import CourierRow, Terms
from desktop_app.services.scans import Parcel
from desktop_app.services.settlement_files import Line, RefusedLine
from desktop_app.services.store import Store

PURPOSE = "courier_bill"
_AT_ONCE = 100
_MEASURED = ("outlet", "measured", "hub")


@unique
class Basis(StrEnum):
    """Whose weight the right billed weight is reckoned from, the shop's own before theirs."""

    OWN = "own"
    OUTLET = "outlet"
    MEASURED = "measured"
    HUB = "hub"
    NONE = "none"


@dataclass(frozen=True)
class BilledRow:
    """A bill's line against the contract. Weights in grams, money in minor units of ``currency``.

    ``right_g`` is what should have been billed, from ``actual_g`` (by ``basis``) and
    ``volumetric_g`` (by the contract's divisor where the line has the sides); None where neither
    weight or no rounding is known. ``over_minor`` is None where prices aren't entered.
    """

    row: int
    tracking: str
    order_no: str
    day: date | None
    own_g: int | None
    outlet_g: int | None
    hub_g: int | None
    volumetric_g: int | None
    billed_g: int
    basis: Basis
    actual_g: int | None
    right_g: int | None
    freight_minor: int | None
    over_minor: int | None
    currency: str

    @property
    def over_g(self) -> int | None:
        """How much too much was billed; below nought, too little."""
        return None if self.right_g is None else self.billed_g - self.right_g


@dataclass(frozen=True)
class BillReport:
    """A bill that was read; nothing is written yet.

    ``read_before`` says that these very bytes were noted before.
    """

    name: str
    sha256: str
    courier: CourierRow
    currency: str
    rows: tuple[BilledRow, ...]
    refused: tuple[RefusedLine, ...]
    read_before: bool

    @property
    def overbilled(self) -> tuple[BilledRow, ...]:
        """The lines billed too heavy, the dearest first."""
        found = (row for row in self.rows if (row.over_g or 0) > 0)
        return tuple(sorted(found, key=lambda row: (-(row.over_minor or 0), -(row.over_g or 0))))

    @property
    def unclear(self) -> tuple[BilledRow, ...]:
        """The lines of which it can't be said: no weight, or no contract of that day."""
        return tuple(row for row in self.rows if row.right_g is None)

    @property
    def over_minor(self) -> int:
        """What they come to together, as far as prices are known."""
        return sum(row.over_minor or 0 for row in self.overbilled)


def read(store: Store, path: Path, courier: str, track: Track = everything) -> BillReport:
    """Reads a courier's bill and compares each line that has a billed weight.

    Raises NotFound for a courier that nobody knows, and FileTrouble as `settlement_files.read`.
    """
    known = couriers.find(store, courier) or couriers.obtain(store, courier)
    sheet = settlement_files.read(path, courier=known.code, track=track)
    desk = _Desk(store, known, sheet.currency)
    rows: list[BilledRow] = []
    refused = list(sheet.refused)
    with store.connection():
        for line in track(sheet.lines):
            if "billed" not in line.weights:
                continue
            try:
                rows.append(desk.compared(line))
            except BadValue as error:
                refused.append(RefusedLine(line.row, error, line.tracking))
        before = ImportedFile.select(ImportedFile.id).where(
            ImportedFile.purpose == PURPOSE, ImportedFile.sha256 == sheet.sha256
        )
        return BillReport(
            name=sheet.name,
            sha256=sheet.sha256,
            courier=known,
            currency=sheet.currency,
            rows=tuple(rows),
            refused=tuple(refused),
            read_before=bool(tuples(before)),
        )


def note(store: Store, report: BillReport, track: Track = everything) -> int:
    """Keeps the bill's weights with the parcels that the shop knows; returns how many parcels.

    The same bill again adds nothing. What is reported done stays when it is cancelled.
    """
    noted = 0
    for batch in track(list(_batches(report.rows))):
        with store.transaction():
            noted += sum(_note_row(store, row) for row in batch)
    if not report.read_before:
        with store.transaction():
            ImportedFile.create(
                purpose=PURPOSE,
                name=report.name,
                sha256=report.sha256,
                format=report.courier.code,
                imported_at=clock.now(),
            )
    return noted


class _Desk:
    """One courier's lines compared with what the shop and the contracts know."""

    def __init__(self, store: Store, courier: CourierRow, currency: str) -> None:
        self._store, self._courier, self._currency = store, courier, currency
        self._terms: dict[date, Terms | None] = {}

    def compared(self, line: Line) -> BilledRow:
        """The line with what should have been billed. Raises BadValue for an impossible weight."""
        billed_g = weight.checked(line.weights["billed"])
        day = date.fromisoformat(line.shipped_on) if line.shipped_on else None
        terms = self._terms_on(day)
        parcel = _parcel(self._store, line.tracking)
        own_g = _own_g(self._store, parcel)
        volume_g = _volume_g(line, terms)
        basis, actual_g = _actual(line, own_g)
        right_g = _right_g(actual_g, volume_g, terms)
        return BilledRow(
            row=line.row,
            tracking=line.tracking,
            order_no=parcel.order_no if parcel else "",
            day=day,
            own_g=own_g,
            outlet_g=line.weights.get("outlet") or None,
            hub_g=line.weights.get("hub") or None,
            volumetric_g=volume_g,
            billed_g=billed_g,
            basis=basis,
            actual_g=actual_g,
            right_g=right_g,
            freight_minor=line.freight,
            over_minor=_over_minor(billed_g, right_g, terms),
            currency=terms.currency if terms else self._currency,
        )

    def _terms_on(self, day: date | None) -> Terms | None:
        wanted = day or clock.today()
        if wanted not in self._terms:
            self._terms[wanted] = couriers.terms_on(self._store, self._courier.id, wanted)
        return self._terms[wanted]


def _parcel(store: Store, tracking: str) -> Parcel | None:
    try:
        return scans.scanned(store, tracking)
    except NotFound:
        return None


def _own_g(store: Store, parcel: Parcel | None) -> int | None:
    check = weight_checks.last_of(store, parcel, WeightSource.OWN) if parcel else None
    return check.measured_g if check else None


def _volume_g(line: Line, terms: Terms | None) -> int | None:
    """By the line's sides and the contract's divisor; else what the courier says it is."""
    sides = billing.sides_cm(line.raw)
    if sides is not None and terms is not None and terms.divisor is not None:
        return billing.volumetric_g(sides, terms.divisor)
    return line.weights.get("volumetric") or None


def _actual(line: Line, own_g: int | None) -> tuple[Basis, int | None]:
    if own_g is not None:
        return Basis.OWN, own_g
    for name in _MEASURED:
        if line.weights.get(name):
            return Basis(name), line.weights[name]
    return Basis.NONE, None


def _right_g(actual_g: int | None, volume_g: int | None, terms: Terms | None) -> int | None:
    """The larger of the two as the contract rounds it; None without weight or contract."""
    heaviest = max(actual_g or 0, volume_g or 0)
    if not heaviest or terms is None:
        return None
    if terms.rounding:
        return billing.rounding(terms.rounding).billed_g(heaviest)
    price = _price(terms)
    return price.billed_g(heaviest) if price else None


def _over_minor(billed_g: int, right_g: int | None, terms: Terms | None) -> int | None:
    price = _price(terms)
    if price is None or right_g is None:
        return None
    return price.charge_minor(billed_g) - price.charge_minor(right_g)


def _price(terms: Terms | None) -> Price | None:
    if terms is None:
        return None
    first_g, first, step_g, step = (
        *(terms.first_g, terms.first_minor),
        *(terms.step_g, terms.step_minor),
    )
    if first_g is None or first is None or step_g is None or step is None:
        return None
    return Price(first_g, first, step_g, step)


def _batches(rows: tuple[BilledRow, ...]) -> Iterator[tuple[BilledRow, ...]]:
    for start in range(0, len(rows), _AT_ONCE):
        yield rows[start : start + _AT_ONCE]


def _note_row(store: Store, row: BilledRow) -> bool:
    parcel = _parcel(store, row.tracking)
    if parcel is None:
        return False
    moment = _noon(row.day)
    for source, grams in _weights(row):
        weighing.note_weight(store, parcel, source, grams, moment)
    return True


def _weights(row: BilledRow) -> Iterable[tuple[WeightSource, int]]:
    pairs = (
        (WeightSource.OUTLET, row.outlet_g),
        (WeightSource.HUB, row.hub_g),
        (WeightSource.BILLED, row.billed_g),
    )
    return [(source, grams) for source, grams in pairs if grams]


def _noon(day: date | None) -> datetime | None:
    """The bill says only the day; noon in China is on it everywhere that matters."""
    return None if day is None else datetime.combine(day, time(12), clock.CHINA)
