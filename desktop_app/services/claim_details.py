"""All of one claim, for its form, its page in the window, and the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from peewee import fn

from desktop_app.core import couriers as courier_rules
from desktop_app.core.couriers import NumberDoubt
from desktop_app.core.kinds import ClaimEventKind, PaymentKind
from desktop_app.models.base import fetch, ids, key
from desktop_app.models.claims import Claim, ClaimEvent, ClaimLine, ClaimPayment
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.services import claim_lists
from desktop_app.services.claim_lists import ClaimRow
from desktop_app.services.claim_sources import Goods


@dataclass(frozen=True)
class PaymentRow:
    """Money on a claim, in minor units; a voided one stays in the list."""

    id: int
    kind: PaymentKind
    reversed_kind: str
    amount_minor: int
    currency: str
    paid_on: date
    month: str
    voucher: str
    note: str
    settlement_file: str
    entered_at: datetime
    who: str
    voided_at: datetime | None
    void_reason: str


@dataclass(frozen=True)
class EventRow:
    """A line of the timeline."""

    at: datetime
    kind: ClaimEventKind
    who: str
    stage_from: str
    stage_to: str
    amount_minor: int | None
    text: str


@dataclass(frozen=True)
class ClaimDetail:
    """A claim with its goods, money, timeline and photos.

    ``fields`` holds every field of its form by its column's name (`claim_fields`): texts, ISO days,
    whole numbers. ``doubts`` is what looks odd about its tracking number.
    """

    row: ClaimRow
    fields: Mapping[str, object]
    goods: tuple[Goods, ...]
    payments: tuple[PaymentRow, ...]
    events: tuple[EventRow, ...]
    photo_ids: tuple[int, ...]
    replaces: str
    replaced_by: str
    doubts: tuple[NumberDoubt, ...]

    @property
    def no(self) -> str:
        return self.row.no


def detail(claim: Claim) -> ClaimDetail:
    """The claim as it stands now, within the caller's connection."""
    row = claim_lists.rows_of([claim.id])[0]
    return ClaimDetail(
        row=row,
        fields={name: getattr(claim, name) for name in FORM},
        goods=goods_of(claim.id),
        payments=_payments(claim.id),
        events=_events(claim.id),
        photo_ids=photos_of(claim),
        replaces=_no(Claim.id == key(claim, "replaces")),
        replaced_by=_no(Claim.replaces == claim.id),
        doubts=courier_rules.doubts(row.tracking, row.courier) if row.tracking else (),
    )


def goods_of(claim_id: int) -> tuple[Goods, ...]:
    """The claim's goods lines in order."""
    query = ClaimLine.select(
        ClaimLine.sku,
        ClaimLine.title,
        ClaimLine.variant,
        ClaimLine.quantity,
        ClaimLine.claimed_quantity,
        ClaimLine.price_minor,
    )
    ordered = query.where(ClaimLine.claim == claim_id).order_by(ClaimLine.position)
    return tuple(fetch(ordered, Goods))


def photos_of(claim: Claim) -> tuple[int, ...]:
    """The photos linked to the claim, then those of its case: each once, none deleted."""
    first = fn.MIN(fn.COALESCE(PhotoLink.claim, 0) * -1)
    query = (
        PhotoLink.select(PhotoLink.photo)
        .join(Photo)
        .where(
            Photo.deleted_at.is_null(),
            (PhotoLink.claim == claim.id)
            | (PhotoLink.case.is_null(is_null=False) & (PhotoLink.case == key(claim, "case"))),
        )
        .group_by(PhotoLink.photo)
        .order_by(first, fn.MIN(PhotoLink.position), PhotoLink.photo)
    )
    return tuple(ids(query))


def _payments(claim_id: int) -> tuple[PaymentRow, ...]:
    query = (
        ClaimPayment.select()
        .where(ClaimPayment.claim == claim_id)
        .order_by(ClaimPayment.paid_on, ClaimPayment.id)
    )
    return tuple(
        PaymentRow(
            id=payment.id,
            kind=PaymentKind(payment.kind),
            reversed_kind=payment.reversed_kind,
            amount_minor=payment.amount_minor,
            currency=payment.currency,
            paid_on=date.fromisoformat(payment.paid_on),
            month=payment.month,
            voucher=payment.voucher,
            note=payment.note,
            settlement_file=payment.settlement_row.file.name if payment.settlement_row else "",
            entered_at=payment.entered_at,
            who=payment.who,
            voided_at=payment.voided_at,
            void_reason=payment.void_reason,
        )
        for payment in query
    )


def _events(claim_id: int) -> tuple[EventRow, ...]:
    query = ClaimEvent.select().where(ClaimEvent.claim == claim_id)
    return tuple(
        EventRow(
            at=event.at,
            kind=ClaimEventKind(event.kind),
            who=event.who,
            stage_from=event.stage_from,
            stage_to=event.stage_to,
            amount_minor=event.amount_minor,
            text=event.text,
        )
        for event in query.order_by(ClaimEvent.at, ClaimEvent.id)
    )


def _no(where: object) -> str:
    found = Claim.select(Claim.no).where(where).first()
    return found.no if found else ""


FORM = tuple(
    name
    for name in Claim._meta.sorted_field_names  # noqa: SLF001 - peewee's documented way to a table's columns
    if name
    not in {
        *("id", "no", "courier", "stage", "case", "order", "buyer", "shop", "claimed_minor"),
        *("approved_minor", "chased", "last_chased_at", "entered_at", "entered_month", "filed_at"),
        *("closed_at", "void_reason", "replaces", "sheet_file", "sheet_sha256", "row_version"),
    }
)
