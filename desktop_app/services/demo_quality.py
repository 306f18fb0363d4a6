"""The demo's quality: pans that break out, opinions, and what the factory was told (R19)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Cause, Finding, Opinion
from desktop_app.models.base import tuples
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.orders import OrderLine
from desktop_app.models.products import Batch, Product
from desktop_app.services import case_acts, cases, feedbacks, quality_cases
from desktop_app.services.cases import CaseDraft
from desktop_app.services.demo_orders import Order
from desktop_app.services.demo_words import Dice, words
from desktop_app.services.feedbacks import FeedbackDraft
from desktop_app.services.store import Store

_FEWEST, MOST = 10, 14
_LEAST_SHOP = 80
_VERIFIED = (Finding.REAL, Finding.REAL, Finding.MAJOR)
Opened = list[tuple[int, Order, CaseKind]]


def kept_back(wanted: int) -> int:
    """How many of the demo's cases are opened here, and not with the bulk."""
    return MOST if wanted >= _LEAST_SHOP else 0


def add(store: Store, dice: Dice, sold: Sequence[Order], count: int) -> Opened:
    """Opens ``count`` cases: a model breaks out, where enough of it was sold; returns them."""
    told = words()["quality"]
    with store.transaction():
        _opine(dice)
        _tell_factory(store, told)
        broken = _break_out(store, dice, sold, told) if count else Opened()
        used = {order.no for _id, order, _kind in broken}
        rest = [order for order in sold if order.no not in used][: count - len(broken)]
        return [*broken, *(_plain(store, dice, order) for order in rest)]


def _plain(store: Store, dice: Dice, order: Order) -> tuple[int, Order, CaseKind]:
    """A case as any other, so that the demo has as many as were asked for."""
    draft = CaseDraft(
        kind=CaseKind.RETURN, order=order.no, platform=order.platform, owner=dice.staff()
    )
    return cases.open(store, draft).row.id, order, CaseKind.RETURN


def _opine(dice: Dice) -> None:
    """What on style, size and colour wasn't liked."""
    liked = AfterSalesCase.select().where(AfterSalesCase.cause == Cause.COLOUR_SIZE_STYLE)
    for case in liked.order_by(AfterSalesCase.opened_at.desc()).limit(40):
        opinion = dice.choice((*Opinion, ""))
        AfterSalesCase.update(opinion=opinion).where(AfterSalesCase.id == case.id).execute()


def _break_out(store: Store, dice: Dice, sold: Sequence[Order], told: dict[str, Any]) -> Opened:
    model = told["model"]
    batches = _batches(model, (told["batch"], told["other_batch"]))
    held = [order for order in sold if _line(order, model)]
    bought = sorted({order.buyer_id: order for order in held}.values(), key=_age)
    bad, opened = bought[:MOST], Opened()
    if len(bad) < _FEWEST:
        return opened
    for order in held:
        line_id, sku = _line(order, model) or (0, "")
        made_of = told["batch"] if order in bad else told["other_batch"]
        OrderLine.update(batch=batches[sku, made_of]).where(OrderLine.id == line_id).execute()
    now = clock.now()
    for place, order in enumerate(bad):
        sku = (_line(order, model) or (0, ""))[1]
        at = now - timedelta(days=0.4 + place * 0.85 + dice.uniform(0, 0.5))
        draft = CaseDraft(
            kind=CaseKind.QUALITY,
            order=order.no,
            platform=order.platform,
            note=dice.choice(told["complaints"]),
            lines=((sku, 1),),
            owner=dice.staff(),
            opened_at=max(at, order.shipped),
        )
        made = cases.open(store, draft).row
        case_acts.change(store, [made.id], cause=Cause.DEFECT)
        if place < len(_VERIFIED):
            quality_cases.find(store, [made.id], _VERIFIED[place])
        opened.append((made.id, _about(order, sku), CaseKind.QUALITY))
    return opened


def _tell_factory(store: Store, told: dict[str, Any]) -> None:
    """An older report that the factory has answered."""
    query = (
        CaseLine.select(CaseLine.case)
        .join(Product, on=(Product.sku == CaseLine.sku))
        .switch(CaseLine)
        .join(AfterSalesCase)
        .where(Product.model == told["old_model"], AfterSalesCase.cause == Cause.DEFECT)
        .order_by(AfterSalesCase.opened_at.desc())
        .limit(3)
    )
    ids = list(dict.fromkeys(row[0] for row in tuples(query)))
    if not ids:
        return
    quality_cases.find(store, ids[:1], Finding.REAL)
    draft = FeedbackDraft(told["old_model"], told["old_asked"], tuple(ids), days=90)
    no = feedbacks.make(store, draft).row.no
    feedbacks.send(store, no)
    feedbacks.answer(store, no, told["old_answer"])


def _batches(model: str, numbers: Sequence[str]) -> dict[tuple[str, str], Batch]:
    """These batches of each SKU of the model."""
    return {
        (product.sku, number): Batch.create(product=product, batch_no=number)
        for product in Product.select().where(Product.model == model)
        for number in numbers
    }


def _line(order: Order, model: str) -> tuple[int, str] | None:
    """The order's first line of the model: its id and SKU."""
    return next(
        ((line_id, item.sku) for line_id, item, _q in order.lines if item.model == model), None
    )


def _about(order: Order, sku: str) -> Order:
    """The order with that item first, as its photos show it."""
    return replace(order, lines=tuple(sorted(order.lines, key=lambda line: line[1].sku != sku)))


def _age(order: Order) -> float:
    return order.shipped.timestamp()
