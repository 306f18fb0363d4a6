"""The registers as files: wrong shipments, problem and returned parcels, overbilled parcels."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Generic, TypeVar

from desktop_app.core import clock, i18n, money
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Cause, ParcelKind
from desktop_app.core.labels import label, label_of
from desktop_app.core.masking import Masks
from desktop_app.core.track import Track, everything
from desktop_app.services import parcel_lists, privacy, wrong_lists
from desktop_app.services.billed_weights import BilledRow, BillReport
from desktop_app.services.parcel_lists import ParcelFilter, ParcelRow
from desktop_app.services.store import Store
from desktop_app.services.wrong_lists import WrongFilter, WrongRow

if TYPE_CHECKING:
    from desktop_app.documents.register import Register
    from desktop_app.documents.tables import Value

FORMATS = (".pdf", ".xlsx", ".csv")
Row = TypeVar("Row")


@dataclass(frozen=True)
class WrittenRegister:
    """A file that was written: where, and how many lines it has."""

    path: Path
    rows: int


@dataclass(frozen=True)
class _Column(Generic[Row]):
    title: str
    value: Callable[[Row], Value]


def write_wrong(
    store: Store,
    target: Path,
    wanted: WrongFilter | None = None,
    *,
    track: Track = everything,
) -> WrittenRegister:
    """Writes the register of wrong shipments as PDF, XLSX or CSV, by the target's ending.

    Raises BadValue for another ending, FileTrouble when the file can't be written.
    """
    rows = wrong_lists.listed(store, wanted)
    masks = privacy.masks(store, privacy.file_place(target.suffix))
    register = _register(_("Wrong shipments"), _wrong_columns(masks), rows)
    return _write(register, target, track)


def write_parcels(
    store: Store,
    target: Path,
    wanted: ParcelFilter | None = None,
    *,
    masked: bool | None = None,
    track: Track = everything,
) -> WrittenRegister:
    """Writes the register of problem and returned parcels (R39); as `write_wrong`.

    ``masked`` hides senders' names and phones (left out: as the shop's settings say; R41).
    """
    masks = privacy.masks(store, privacy.file_place(target.suffix), masked)
    kind = wanted.kind if wanted else None
    titles = {
        ParcelKind.PROBLEM: _("Problem parcels"),
        ParcelKind.RETURNED: _("Returned parcels"),
    }
    title = titles[kind] if kind else _("Problem and returned parcels")
    rows = parcel_lists.listed(store, wanted)
    return _write(_register(title, _parcel_columns(masks), rows), target, track)


def write_overbilled(
    report: BillReport, target: Path, *, track: Track = everything
) -> WrittenRegister:
    """Writes a bill's overbilled parcels, to be sent to the courier; as `write_wrong`."""
    total = money.to_text(report.over_minor, report.currency)
    facts = (
        (_("Courier"), report.courier.name),
        (_("Bill"), report.name),
        (_("Overbilled in all"), f"{total} {report.currency}"),
    )
    rows = report.overbilled
    return _write(_register(_("Overbilled parcels"), _billed_columns(), rows, facts), target, track)


def _register(
    title: str,
    columns: Sequence[_Column[Row]],
    rows: Sequence[Row],
    facts: tuple[tuple[str, str], ...] = (),
) -> Register:
    from desktop_app.documents.register import Register

    return Register(
        title=title,
        columns=tuple(column.title for column in columns),
        lines=tuple(tuple(column.value(row) for column in columns) for row in rows),
        facts=(
            *facts,
            (_("Printed on"), clock.today().isoformat()),
            (_("Lines"), str(len(rows))),
        ),
        signed=(_("Prepared by"), _("Checked by")),
        language=i18n.language(),
    )


def _write(register: Register, target: Path, track: Track) -> WrittenRegister:
    from desktop_app.documents import register as documents

    ending = target.suffix.lower()
    if ending == ".pdf":
        documents.write_pdf(register, target, track=track)
    elif ending == ".xlsx":
        documents.write_xlsx(register, target, track=track)
    elif ending == ".csv":
        documents.write_csv(register, target, track=track)
    else:
        raise BadValue(Reason.UNKNOWN_KIND, value=target.name, allowed=", ".join(FORMATS))
    return WrittenRegister(target, len(register.lines))


def _wrong_columns(masks: Masks) -> list[_Column[WrongRow]]:
    return [
        _Column(_("Register no."), lambda row: row.no),
        _Column(_("Entered at"), lambda row: row.reported_at),
        _Column(_("State"), lambda row: label(row.state)),
        _Column(_("Kind"), lambda row: label(row.kind)),
        _Column(_("Buyer ID"), lambda row: masks.buyer_id(row.buyer)),
        _Column(_("Order no."), lambda row: row.order_no),
        _Column(_("Tracking no."), lambda row: row.tracking),
        _Column(_("Goods"), lambda row: row.goods),
        _Column(_("What went wrong"), lambda row: row.what),
        _Column(_("Cause"), lambda row: label_of(Cause, row.cause)),
        _Column(_("Picker"), lambda row: row.picker),
        _Column(_("Seen by"), lambda row: row.reported_by),
        _Column(_("Verified by"), lambda row: row.verified_by),
        _Column(_("Settled at"), lambda row: row.settled_at),
        _Column(_("Note"), lambda row: masks.free(row.note)),
    ]


def _parcel_columns(masks: Masks) -> list[_Column[ParcelRow]]:
    return [
        _Column(_("Kind"), lambda row: label(row.kind)),
        _Column(_("Order no."), lambda row: row.order_no),
        _Column(_("Purchase date"), lambda row: _day(row.purchased_on)),
        _Column(_("Product"), lambda row: row.product),
        _Column(_("Qty"), lambda row: row.quantity),
        _Column(_("Good"), lambda row: row.good),
        _Column(_("Damaged"), lambda row: row.damaged),
        _Column(_("Amount"), _parcel_amount),
        _Column(_("Currency"), lambda row: row.currency if row.amount_minor is not None else ""),
        _Column(_("Tracking no."), lambda row: row.tracking),
        _Column(_("Sender"), lambda row: masks.name(row.sender_name)),
        _Column(_("Phone"), lambda row: masks.phone(row.sender_phone)),
        _Column(_("Buyer ID"), lambda row: masks.buyer_id(row.buyer)),
        _Column(_("Entered at"), lambda row: row.entered_at),
        _Column(_("Settled at"), lambda row: row.settled_at),
        _Column(_("Note"), lambda row: masks.free(row.note, [row.sender_name])),
    ]


def _billed_columns() -> list[_Column[BilledRow]]:
    return [
        _Column(_("Line"), lambda row: row.row),
        _Column(_("Tracking no."), lambda row: row.tracking),
        _Column(_("Order no."), lambda row: row.order_no),
        _Column(_("Shipped on"), lambda row: row.day),
        _Column(_("Own scale (g)"), lambda row: row.own_g),
        _Column(_("Outlet's scale (g)"), lambda row: row.outlet_g),
        _Column(_("Hub's scale (g)"), lambda row: row.hub_g),
        _Column(_("Volume weight (g)"), lambda row: row.volumetric_g),
        _Column(_("Billed (g)"), lambda row: row.billed_g),
        _Column(_("Should be billed (g)"), lambda row: row.right_g),
        _Column(_("Too much (g)"), lambda row: row.over_g),
        _Column(_("Freight"), lambda row: _money(row.freight_minor, row.currency)),
        _Column(_("Too much (money)"), lambda row: _money(row.over_minor, row.currency)),
        _Column(_("Currency"), lambda row: row.currency),
    ]


def _parcel_amount(row: ParcelRow) -> Decimal | None:
    return _money(row.amount_minor, row.currency)


def _money(minor: int | None, currency: str) -> Decimal | None:
    return None if minor is None else money.to_decimal(minor, currency)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
