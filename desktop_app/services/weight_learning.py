"""Unit weights learned from parcels that were right: proposed, never applied by themselves.

A parcel tells a product's weight when it holds nothing else, or when only this product's weight
isn't known. Parcels of which a wrong shipment was reported are left out; the few that were wrong
unnoticed don't move a median.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from desktop_app.core import clock
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import Topic, WeightSource, WrongState
from desktop_app.core.robust import Estimate, estimate
from desktop_app.core.track import Track, everything
from desktop_app.models.base import fetch, tuples
from desktop_app.models.products import LearnedWeight, Product
from desktop_app.models.weighing import WeightCheck, WrongShipment
from desktop_app.services import weight_findings
from desktop_app.services.parcel_contents import ContentLine
from desktop_app.services.store import Store

LEAST_PARCELS = 5
_SURE = 3


@dataclass(frozen=True)
class Proposal:
    """A product's weight as its parcels tell it, in grams; ``weight_g`` is what is entered now."""

    id: int
    sku: str
    title: str
    variant: str
    weight_g: int | None
    learned_g: int
    spread_g: int
    parcels: int
    proposed_at: datetime


@dataclass(frozen=True)
class _Known:
    """A product as it stands."""

    id: int
    weight_g: int | None


def propose(store: Store, track: Track = everything) -> list[Proposal]:
    """Looks through all weighings and proposes the weights that they contradict or supply.

    At least 5 parcels are wanted, and a difference of more than a gram that their spread doesn't
    explain. What was declined isn't proposed again until the parcels tell another weight. Open
    proposals of before are replaced. Nothing is applied: see `apply`.
    """
    with store.connection():
        products = _products()
        found = {
            products[sku].id: told
            for sku, values in _pieces(products, track).items()
            if (told := _worth_telling(values, products[sku].weight_g))
        }
        declined = _declined()
    with store.transaction() as tx:
        LearnedWeight.delete().where(_OPEN).execute()
        for product_id, told in found.items():
            if not _is_near(told, declined.get(product_id, [])):
                _write(product_id, told)
        tx.touch(Topic.PRODUCTS)
    return proposals(store)


def proposals(store: Store) -> list[Proposal]:
    """The proposals that nobody applied or declined yet, by SKU."""
    with store.connection():
        return _read()


def apply(store: Store, proposal_id: int) -> None:
    """Enters the proposed weight as the product's. Raises NotFound for one that isn't open."""
    with store.transaction() as tx:
        row = _open_one(proposal_id)
        now = clock.now()
        Product.update(
            weight_g=row.weight_g, updated_at=now, row_version=Product.row_version + 1
        ).where(Product.id == row.product).execute()
        row.applied_at = now
        row.save()
        tx.touch(Topic.PRODUCTS)


def decline(store: Store, proposal_id: int) -> None:
    """Keeps the weight as it is; the same isn't proposed again. Raises NotFound."""
    with store.transaction() as tx:
        row = _open_one(proposal_id)
        row.declined_at = clock.now()
        row.save()
        tx.touch(Topic.PRODUCTS)


def _products() -> dict[str, _Known]:
    query = Product.select(Product.sku, Product.id, Product.weight_g)
    return {sku: _Known(product_id, weight_g) for sku, product_id, weight_g in tuples(query)}


def _pieces(products: Mapping[str, _Known], track: Track) -> Mapping[str, list[Fraction]]:
    """For each SKU what a piece weighed, parcel by parcel, in grams."""
    found: defaultdict[str, list[Fraction]] = defaultdict(list)
    for content_g, findings in track(_last_weighings()):
        lines = weight_findings.from_json(findings).lines
        told = _told_by(lines, content_g, products)
        if told is not None:
            found[told[0]].append(told[1])
    return found


def _last_weighings() -> list[tuple[int, str]]:
    """Each parcel's contents by its last weighing, in grams, and what was found then."""
    query = (
        WeightCheck.select(
            *(WeightCheck.order, WeightCheck.tracking, WeightCheck.case),
            WeightCheck.measured_g - WeightCheck.packaging_g,
            WeightCheck.findings,
        )
        .where(
            WeightCheck.source == WeightSource.OWN,
            WeightCheck.voided_at.is_null(),
            ~WeightCheck.id.in_(_WRONG_CHECKS),
            WeightCheck.order.is_null() | ~WeightCheck.order.in_(_WRONG_ORDERS),
        )
        .order_by(WeightCheck.id)
    )
    last = {
        (order_id, tracking, case_id): (content_g, findings)
        for order_id, tracking, case_id, content_g, findings in tuples(query)
    }
    return list(last.values())


def _told_by(
    lines: tuple[ContentLine, ...], content_g: int, products: Mapping[str, _Known]
) -> tuple[str, Fraction] | None:
    """The product whose weight a parcel tells, if it tells one: what is left after the others."""
    pieces: Counter[str] = Counter()
    for line in lines:
        if line.sku not in products or line.quantity is None:
            return None
        pieces[line.sku] += line.quantity
    unknown = [sku for sku in pieces if products[sku].weight_g is None]
    wanted = unknown or list(pieces)
    if len(wanted) != 1:
        return None
    sku = wanted[0]
    others = sum(n * (products[other].weight_g or 0) for other, n in pieces.items() if other != sku)
    rest = content_g - others
    return (sku, Fraction(rest, pieces[sku])) if rest > 0 else None


def _worth_telling(values: list[Fraction], weight_g: int | None) -> Estimate | None:
    told = estimate(values)
    if told is None or told.count < LEAST_PARCELS or told.value < 1:
        return None
    if weight_g is None:
        return told
    difference = abs(told.value - weight_g)
    explained = difference**2 * told.count <= (_SURE * told.spread) ** 2
    return None if difference <= 1 or explained else told


def _write(product_id: int, told: Estimate) -> None:
    LearnedWeight.create(
        product=product_id,
        weight_g=told.value,
        spread_g=told.spread,
        parcels=told.count,
        proposed_at=clock.now(),
    )


def _declined() -> Mapping[int, list[int]]:
    query = LearnedWeight.select(LearnedWeight.product, LearnedWeight.weight_g)
    found: defaultdict[int, list[int]] = defaultdict(list)
    for product_id, weight_g in tuples(query.where(~LearnedWeight.declined_at.is_null())):
        found[product_id].append(weight_g)
    return found


def _is_near(told: Estimate, weights: Iterable[int]) -> bool:
    return any(abs(told.value - weight_g) <= max(1, told.spread) for weight_g in weights)


def _open_one(proposal_id: int) -> LearnedWeight:
    row = LearnedWeight.get_or_none(_OPEN, LearnedWeight.id == proposal_id)
    if row is None:
        raise NotFound(Reason.PROPOSAL_UNKNOWN, value=proposal_id)
    return row


def _read() -> list[Proposal]:
    query = (
        LearnedWeight.select(
            LearnedWeight.id,
            *(Product.sku, Product.title, Product.variant, Product.weight_g),
            LearnedWeight.weight_g.alias("learned_g"),
            *(LearnedWeight.spread_g, LearnedWeight.parcels, LearnedWeight.proposed_at),
        )
        .join(Product)
        .where(_OPEN)
        .order_by(Product.sku)
    )
    return fetch(query, Proposal)


_OPEN = LearnedWeight.applied_at.is_null() & LearnedWeight.declined_at.is_null()
_LIVE = WrongShipment.state != WrongState.DISMISSED
_WRONG_ORDERS = WrongShipment.select(WrongShipment.order).where(
    _LIVE, ~WrongShipment.order.is_null()
)
_WRONG_CHECKS = WrongShipment.select(WrongShipment.weight_check).where(
    _LIVE, ~WrongShipment.weight_check.is_null()
)
