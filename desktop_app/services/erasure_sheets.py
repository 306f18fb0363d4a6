"""What is held of a buyer, on paper: for the person who asks, and before it is erased."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop_app.core import clock, dates, i18n
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseKind, ClaimKind, Platform
from desktop_app.core.labels import label
from desktop_app.core.track import Track, everything
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.cases import AfterSalesCase, CaseEvent
from desktop_app.models.claims import Claim
from desktop_app.models.desk import FollowUp
from desktop_app.models.orders import SalesOrder
from desktop_app.models.photos import Photo
from desktop_app.models.weighing import ParcelRecord, WrongShipment
from desktop_app.services import buyer_records, erasure_scope
from desktop_app.services.erasure_scope import Scope
from desktop_app.services.store import Store

ENDINGS = (".pdf", ".xlsx", ".csv")
_Line = tuple[str, str, str]


def write(store: Store, buyer_id: int, target: Path, *, track: Track = everything) -> int:
    """Writes all personal data of a buyer to a PDF, XLSX or CSV file; returns how many lines.

    Never masked: it is for the buyer, who has a right to it (Personal Information Protection Law,
    Art. 45). Raises NotFound, BadValue for another ending, and FileTrouble.
    """
    from desktop_app.documents import register as documents
    from desktop_app.documents.register import Register

    ending = target.suffix.lower()
    if ending not in ENDINGS:
        raise BadValue(Reason.UNKNOWN_KIND, value=ending, allowed=", ".join(ENDINGS))
    with store.connection():
        buyer = buyer_records.find(buyer_id)
        lines = tuple(_lines(erasure_scope.of(buyer.id)))
    register = Register(
        title=_("Personal data held of a buyer"),
        columns=(_("What"), _("Number or date"), _("Content")),
        lines=lines,
        facts=(
            (_("Buyer ID"), buyer.buyer_id),
            (_("Platform"), label(Platform(buyer.platform))),
            (_("Printed on"), clock.today().isoformat()),
            (_("Lines"), str(len(lines))),
        ),
        language=i18n.language(),
    )
    write_file = {
        ".pdf": documents.write_pdf,
        ".xlsx": documents.write_xlsx,
        ".csv": documents.write_csv,
    }[ending]
    write_file(register, target, track=track)
    return len(lines)


def _lines(scope: Scope) -> Iterator[_Line]:
    for buyer in _rows(Buyer, scope):
        contact = (buyer.name, buyer.phone, buyer.address, buyer.note)
        yield _("Buyer"), buyer.buyer_id, _joined(*contact)
    for order in _rows(SalesOrder, scope):
        said = (order.receiver, order.phone, order.address, order.buyer_note, order.seller_note)
        yield _("Order"), order.order_no, _joined(order.buyer_text, *said)
    for case in _rows(AfterSalesCase, scope):
        notes = (case.note, case.supervisor_note, case.satisfaction_note, case.lesson_note)
        yield _("Case"), case.no, _joined(label(CaseKind(case.kind)), *notes)
    for event in _rows(CaseEvent, scope):
        if event.text:
            yield _("Timeline"), dates.moment(event.at), event.text
    for claim in _rows(Claim, scope):
        consignee = (claim.receiver_name, claim.receiver_phone, claim.receiver_address)
        told = _joined(label(ClaimKind(claim.kind)), *consignee, claim.what_happened, claim.note)
        yield _("Courier claim"), claim.no, told
    yield from _small(scope)


def _small(scope: Scope) -> Iterator[_Line]:
    for wrong in _rows(WrongShipment, scope):
        yield _("Wrong shipment"), wrong.no, _joined(wrong.buyer_text, wrong.what, wrong.note)
    for parcel in _rows(ParcelRecord, scope):
        sender = (parcel.sender_name, parcel.sender_phone)
        yield _("Returned or problem parcel"), parcel.tracking, _joined(*sender, parcel.note)
    for photo in _rows(Photo, scope):
        yield _("Photo"), dates.moment(photo.imported_at), _joined(photo.stored, photo.caption)
    for revisit in _rows(Revisit, scope):
        yield _("Revisit"), revisit.due_on, _joined(revisit.reason, revisit.outcome)
    for message in _rows(FollowUp, scope):
        yield _("Message"), message.due_on, message.text


def _rows(table: Any, scope: Scope) -> Any:
    return table.select().where(erasure_scope.among(table.id, scope.ids(table))).order_by(table.id)


def _joined(*parts: str | None) -> str:
    return " · ".join(part for part in parts if part)
