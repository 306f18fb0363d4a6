"""Courier claims 快递理赔: opened from a case, an order or a parcel; changed; voided and replaced.

What becomes of a claim afterwards is in `claim_steps` and `claim_money`; lists are in
`claim_lists`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from desktop_app.core import clock, money, waybills
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, Reason
from desktop_app.core.kinds import (
    CaseEventKind,
    ClaimEventKind,
    ClaimKind,
    ClaimStage,
    Platform,
    Topic,
)
from desktop_app.models.base import ids, key, tuples
from desktop_app.models.claims import Claim, ClaimLine
from desktop_app.models.photos import PhotoLink
from desktop_app.services import (
    claim_amounts,
    claim_fields,
    claim_ledger,
    claim_sources,
    claim_steps,
    couriers,
    month_locks,
    numbers,
    photo_links,
    timeline,
)
from desktop_app.services.claim_details import FORM, ClaimDetail, detail, goods_of
from desktop_app.services.claim_sources import Goods, Source
from desktop_app.services.couriers import CourierRow
from desktop_app.services.store import Changes, Store

NUMBER_PREFIX = "LP"
_COPIED = frozenset({*FORM, "courier", "case", "order", "buyer", "shop", "claimed_minor"})


@dataclass(frozen=True, kw_only=True)
class ClaimDraft:
    """What a person says when a claim is opened; the rest is filled in from what is known.

    One of ``case_no``, ``order_no``, ``tracking`` says what it is about. ``courier`` is a code or
    any name; left out, it is the order's. The amount is ``amount_minor``, or ``amount`` as typed;
    left out, it is goods plus freight by the contract's terms. ``skus`` claims only so many
    pieces of these; ``goods`` gives the lines themselves. ``fields`` are further fields of the
    claim by their column's name (`claim_fields`). ``allow_duplicate`` opens a second claim on a
    parcel.
    """

    kind: ClaimKind
    case_no: str = ""
    order_no: str = ""
    tracking: str = ""
    platform: Platform | None = None
    courier: str = ""
    amount_minor: int | None = None
    amount: str = ""
    currency: str = ""
    skus: Mapping[str, int] = field(default_factory=dict)
    goods: tuple[Goods, ...] = ()
    fields: Mapping[str, object] = field(default_factory=dict)
    allow_duplicate: bool = False


def open(store: Store, draft: ClaimDraft) -> ClaimDetail:  # noqa: A001 - reads as claims.open
    """Writes a claim into the ledger at once, as a draft (R21).

    Raises NotFound for a case, order or courier that isn't there; Conflict with the other claim's
    number for a parcel that has one; BadValue for a value that isn't one, or an amount that is
    neither given nor known.
    """
    with store.transaction() as tx:
        source = claim_sources.gather(draft.case_no, draft.order_no, draft.tracking, draft.platform)
        courier = _courier(store, draft.courier or source.courier)
        values = {**source.fields, **claim_fields.checked(draft.fields)}
        if not draft.allow_duplicate:
            _guard_duplicate(str(values.get("tracking", "")))
        goods = draft.goods or claim_sources.chosen(source, draft.skus)
        claim = _write(store, draft, source, courier, values, goods)
        _announce(store, tx, claim)
        return detail(claim)


def change(  # noqa: PLR0913 - all but the first three are said by name
    store: Store,
    no: str,
    fields: Mapping[str, object] | None = None,
    *,
    goods: Sequence[Goods] | None = None,
    amount_minor: int | None = None,
    courier: str = "",
    row_version: int | None = None,
) -> ClaimDetail:
    """Changes a draft; a filed claim takes only `claim_fields.LATER`, not told the courier.

    Raises NotAllowed for a filed or void claim, or when an amount of a closed month would
    change; Conflict where it was changed since ``row_version``; BadValue as `open` does.
    """
    with store.transaction() as tx:
        claim = claim_ledger.locked(no, row_version)
        claim_ledger.require_live(claim)
        values = claim_fields.checked(fields or {})
        if amount_minor is not None:
            values["claimed_minor"] = _positive(amount_minor)
        if courier:
            values["courier"] = _courier(store, courier).id
        _guard_filed(claim, {*values, *(("goods",) if goods is not None else ())})
        if goods is not None:
            _write_lines(claim.id, goods)
        for name, value in values.items():
            setattr(claim, name, value)
        _renew_deadline(store, claim, values)
        claim_ledger.save(claim)
        claim_ledger.note(claim, ClaimEventKind.CHANGED, store.who, text=" ".join(sorted(values)))
        tx.touch(Topic.CLAIMS, claim.id)
        return detail(claim)


def replace(store: Store, no: str, reason: str, *, month: str = "") -> ClaimDetail:
    """Voids a claim and opens its copy as a draft, to be put right and filed anew.

    Raises NotAllowed where money is on it, or where the month that would bear it is closed.
    """
    with store.transaction() as tx:
        claim_steps.void(store, no, reason, month=month)
        old = claim_ledger.locked(no)
        values = {name: value for name, value in old.__data__.items() if name in _COPIED}
        new = _create(values)
        new.replaces = old.id
        claim_ledger.save(new)
        _write_lines(new.id, goods_of(old.id))
        linked = PhotoLink.select(PhotoLink.photo).where(PhotoLink.claim == old.id)
        for photo_id in ids(linked.order_by(PhotoLink.position)):
            photo_links.add(tx, photo_id, {"claim": new.id})
        for claim, other in ((old, new), (new, old)):
            claim_ledger.note(claim, ClaimEventKind.REPLACED, store.who, text=other.no)
        _announce(store, tx, new)
        return detail(new)


def show(store: Store, no: str) -> ClaimDetail:
    """All of a claim: fields, goods, money, timeline, photos. Raises NotFound."""
    with store.connection():
        return detail(claim_ledger.locked(no))


def others_on(store: Store, tracking: str, besides: str = "") -> list[str]:
    """The numbers of other live claims on a parcel, as it was sent or sent again."""
    number = waybills.normal(tracking)
    with store.connection():
        return [no for no in _claims_on(number) if no != besides] if number else []


def _write(
    store: Store,
    draft: ClaimDraft,
    source: Source,
    courier: CourierRow,
    values: dict[str, object],
    goods: tuple[Goods, ...],
) -> Claim:
    currency = claim_fields.currency(draft.currency or source.currency)
    values = {**_usual(store, courier), "currency": currency, **values}
    terms = couriers.terms_on(store, courier.id, claim_amounts.terms_day(values))
    values = {**claim_amounts.columns(terms, currency), **values}
    values.setdefault("goods_minor", source.value_minor(goods))
    amount = draft.amount_minor
    if amount is None and draft.amount.strip():
        amount = money.parse(draft.amount, currency)
    if amount is None:
        worth, freight = (_known(values.get(name)) for name in ("goods_minor", "freight_minor"))
        amount = claim_amounts.by_terms(worth, freight, terms, currency)
    values.setdefault("latest_filing_on", claim_amounts.latest_filing(values, terms))
    claim = _create(
        {
            **values,
            "courier": courier.id,
            "kind": draft.kind.value,
            "case": source.case_id,
            "order": source.order_id,
            "buyer": source.buyer_id,
            "shop": source.shop_id,
            "claimed_minor": _positive(amount or 0),
        }
    )
    _write_lines(claim.id, goods)
    return claim


def _usual(store: Store, courier: CourierRow) -> dict[str, object]:
    today = clock.today().isoformat()
    return {
        "outlet": courier.outlet,
        "tracking": "",
        "applied_on": today,
        "incident_on": today,
        "reported_by": store.who,
        "reported_at": clock.now(),
        "prepared_by": store.who,
    }


def _create(values: Mapping[str, object]) -> Claim:
    return Claim.create(
        **values,
        no=numbers.next_in(NUMBER_PREFIX),
        entered_at=clock.now(),
        entered_month=month_locks.first_open(clock.today()),
    )


def _announce(store: Store, tx: Changes, claim: Claim) -> None:
    claim_ledger.note(
        claim,
        ClaimEventKind.OPENED,
        store.who,
        stage_to=claim.stage,
        amount_minor=claim.claimed_minor,
    )
    tx.touch(Topic.CLAIMS, claim.id)
    case_id = key(claim, "case")
    if case_id is not None:
        timeline.add(store, case_id, CaseEventKind.CLAIM, claim.no)


def _courier(store: Store, text: str) -> CourierRow:
    if not text.strip():
        raise BadValue(Reason.VALUE_MISSING, field="courier")
    return couriers.obtain(store, text)


def _known(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _positive(amount: int) -> int:
    if claim_fields.amount(amount) == 0:
        raise BadValue(Reason.VALUE_MISSING, field="amount")
    return amount


def _claims_on(number: str) -> list[str]:
    query = Claim.select(Claim.no).where(
        (Claim.tracking == number) | (Claim.resend_tracking == number),
        Claim.stage != ClaimStage.VOID,
    )
    return [str(row[0]) for row in tuples(query.order_by(Claim.id))]


def _guard_duplicate(tracking: str) -> None:
    others = _claims_on(tracking) if tracking else []
    if others:
        raise Conflict(Reason.CLAIM_DUPLICATE, tracking=tracking, other=others[0])


def _guard_filed(claim: Claim, names: set[str]) -> None:
    if claim.stage != ClaimStage.DRAFT and not names <= claim_fields.LATER:
        raise NotAllowed(Reason.CLAIM_FILED, no=claim.no)
    if names & {"claimed_minor", "currency", "courier"}:
        month_locks.require_open(claim.entered_month)


def _renew_deadline(store: Store, claim: Claim, values: Mapping[str, object]) -> None:
    """A draft's last day for filing follows its days and its courier, unless it was typed."""
    if claim.stage != ClaimStage.DRAFT or "latest_filing_on" in values:
        return
    if {"shipped_on", "incident_on", "applied_on", "courier"} & set(values):
        data = claim.__data__
        terms = couriers.terms_on(store, key(claim, "courier"), claim_amounts.terms_day(data))
        claim.latest_filing_on = claim_amounts.latest_filing(data, terms)


def _write_lines(claim_id: int, goods: Iterable[Goods]) -> None:
    ClaimLine.delete().where(ClaimLine.claim == claim_id).execute()
    for position, line in enumerate(goods, 1):
        if line.quantity < 1 or not 0 <= line.claimed_quantity <= line.quantity:
            raise BadValue(Reason.NOT_A_QUANTITY, value=line.claimed_quantity)
        ClaimLine.create(
            claim=claim_id,
            position=position,
            sku=line.sku,
            title=line.title,
            variant=line.variant,
            quantity=line.quantity,
            claimed_quantity=line.claimed_quantity,
            price_minor=line.price_minor,
        )
