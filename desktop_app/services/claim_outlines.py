"""What a claim would be filled with, before it is written: the form that a person confirms."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desktop_app.core import couriers as courier_rules
from desktop_app.core import waybills
from desktop_app.core.couriers import NumberDoubt
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import CaseKind, ClaimKind, Platform
from desktop_app.services import (
    case_lists,
    claim_amounts,
    claim_sources,
    claims,
    couriers,
    scans,
)
from desktop_app.services.case_lists import CaseFilter, CaseRow
from desktop_app.services.claim_sources import Goods, Source
from desktop_app.services.couriers import Terms
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Store

_PARCEL_NO = re.compile(r"(?!AS\d{8}-)(?=.*\d.*\d)[\w .:：'-]{6,40}", re.IGNORECASE)
_KINDS = {
    CaseKind.LOST: ClaimKind.LOST,
    CaseKind.DAMAGED_REFUSED: ClaimKind.DAMAGED,
    CaseKind.DAMAGED_SIGNED: ClaimKind.DAMAGED,
    CaseKind.CONTENTS_DAMAGED: ClaimKind.DAMAGED,
    CaseKind.FEWER_PIECES: ClaimKind.SHORT,
    CaseKind.FEWER_PARCELS: ClaimKind.SHORT,
    CaseKind.WRONG_ITEM: ClaimKind.WRONG_ITEM,
    CaseKind.SLOW_DELIVERY: ClaimKind.DELAYED,
    CaseKind.WRONGLY_DELIVERED: ClaimKind.FALSE_SIGN,
    CaseKind.ADDRESS_NOT_SERVED: ClaimKind.RETURNED,
}


@dataclass(frozen=True)
class Outline:
    """What is known of a number that a claim is to be opened on.

    ``known`` says that the shop has its order or case; a parcel that nobody knows is claimed for
    all the same (R21). ``others`` are live claims on the parcel. ``courier`` is a code: the
    order's, else the likeliest by the number's form, else empty. ``kind`` is what the case says
    that happened, None without one.
    """

    case_no: str
    order_no: str
    tracking: str
    platform: Platform | None
    courier: str
    buyer: str
    shop_name: str
    shipped_on: date | None
    currency: str
    known: bool
    kind: ClaimKind | None
    others: tuple[str, ...]
    source: Source

    @property
    def goods(self) -> tuple[Goods, ...]:
        """The goods that are known, all of them claimed for."""
        return self.source.goods


def outline(store: Store, text: str) -> Outline:
    """What is known of a typed, pasted or scanned case, order or tracking number.

    Raises BadValue for an empty one, NotFound for an order that several platforms gave out or a
    case that isn't there.
    """
    number = unicodedata.normalize("NFKC", text).strip()
    if not waybills.normal(number):
        raise BadValue(Reason.VALUE_MISSING, field="source")
    with store.connection():
        parcel = _parcel(store, number)
        platform = Platform(parcel.platform) if parcel and parcel.platform else None
        case = _case_of(store, parcel) if parcel else None
        case_no = case.no if case else ""
        order_no = parcel.order_no if parcel else ""
        tracking = _tracking(number, parcel)
        source = claim_sources.gather(case_no, order_no, tracking, platform)
        known_tracking = str(source.fields.get("tracking", ""))
        return Outline(
            case_no=case_no,
            order_no=order_no,
            tracking=known_tracking,
            platform=platform,
            courier=_courier(store, source, known_tracking),
            buyer=str(source.fields.get("buyer_text", "")),
            shop_name=str(source.fields.get("shop_name", "")),
            shipped_on=_day(source.fields.get("shipped_on")),
            currency=source.currency,
            known=parcel is not None,
            kind=_KINDS.get(case.kind) if case else None,
            others=tuple(claims.others_on(store, known_tracking)),
            source=source,
        )


def amount(store: Store, found: Outline, goods: Sequence[Goods], courier: str) -> int | None:
    """What these goods make by the courier's terms, with the freight, in minor units."""
    freight = found.source.fields.get("freight_minor")
    return claim_amounts.by_terms(
        found.source.value_minor(goods),
        freight if isinstance(freight, int) else None,
        terms(store, found, courier),
        found.currency,
    )


def terms(store: Store, found: Outline, courier: str) -> Terms | None:
    """The contract's terms that are in force for the parcel; None where none were entered."""
    row = couriers.find(store, courier) if courier else None
    if row is None:
        return None
    return couriers.terms_on(store, row.id, claim_amounts.terms_day(found.source.fields))


def doubts(found: Outline, courier: str) -> tuple[NumberDoubt, ...]:
    """What looks odd about the tracking number for this courier; it is taken all the same."""
    return courier_rules.doubts(found.tracking, courier) if found.tracking and courier else ()


def _parcel(store: Store, number: str) -> Parcel | None:
    try:
        return scans.scanned(store, number)
    except NotFound as error:
        if error.reason is not Reason.NUMBER_UNKNOWN or not _PARCEL_NO.fullmatch(number):
            raise
        return None


def _case_of(store: Store, parcel: Parcel) -> CaseRow | None:
    """The parcel's case: its own, or the latest of its order that is still open."""
    if parcel.case_id is not None:
        wanted = CaseFilter(ids=(parcel.case_id,))
    elif parcel.order_id is not None:
        wanted = CaseFilter(order_id=parcel.order_id, open_only=True)
    else:
        return None
    found = case_lists.rows(store, case_lists.ids(store, wanted)[:1])
    return found[0] if found else None


def _tracking(number: str, parcel: Parcel | None) -> str:
    """The very parcel that was named, where a number of a parcel was; else its order's."""
    if parcel is None:
        return number
    plain = waybills.normal(number)
    named = plain not in (waybills.normal(parcel.order_no), waybills.normal(parcel.case_no))
    return plain if named else ""


def _courier(store: Store, source: Source, tracking: str) -> str:
    row = couriers.find(store, source.courier) if source.courier else None
    if row is not None:
        return row.code
    rule = courier_rules.named(source.courier) if source.courier else None
    if rule is not None:
        return rule.code
    return next(iter(courier_rules.guess(tracking)), "") if tracking else ""


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None
