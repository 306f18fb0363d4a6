"""The demo's weighing room: parcels that were right, those that weren't, a batch, two registers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Cause, ParcelKind, WrongKind
from desktop_app.core.track import Track
from desktop_app.models.cases import AfterSalesCase, CaseEvent
from desktop_app.models.orders import SalesOrder
from desktop_app.models.weighing import ParcelRecord, StockLine, WeightCheck, WrongShipment
from desktop_app.services import (
    parcels,
    scans,
    stock_lines,
    weigh_sessions,
    weighing,
    weight_learning,
    wrong_lists,
    wrong_shipments,
)
from desktop_app.services.demo_orders import Order
from desktop_app.services.demo_words import Dice, Goods, goods, words
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft

_WRONG = {
    CaseKind.WRONG_ITEM: WrongKind.WRONG_ITEM,
    CaseKind.MISSED_ITEM: WrongKind.MISSED_ITEM,
    CaseKind.FEWER_PIECES: WrongKind.FEWER_PIECES,
    CaseKind.EXTRA_ITEM: WrongKind.EXTRA_ITEM,
}
_CAUSES = (Cause.PACKING, Cause.PACKING, Cause.PACKING, Cause.WRONG_VARIANT_CHOSEN, Cause.OTHER)
_CAME_BACK = (CaseKind.RETURN, CaseKind.DAMAGED_REFUSED, CaseKind.EXCHANGE)
_STUCK = (CaseKind.ADDRESS_NOT_SERVED, CaseKind.WRONGLY_DELIVERED, CaseKind.SLOW_DELIVERY)
_TOGETHER = 100
_BATCH = 18
_RIGHT = 40
_TELLING = 9
_HEAVIER_G = 9
_EACH = 4

Founded = Sequence[tuple[int, Order, CaseKind]]


def add(store: Store, dice: Dice, founded: Founded, sold: Sequence[Order], track: Track) -> None:
    """Weighs parcels, reports those that were wrong, fills the registers, and learns weights."""
    wrong = [one for one in founded if one[2] in _WRONG]
    given = Counter[str]()
    for begin in track(range(0, len(wrong), _TOGETHER)):
        with store.transaction():
            for case_id, order, kind in wrong[begin : begin + _TOGETHER]:
                no = _report(store, dice, (case_id, order, kind), given)
                _bring_on(store, dice, no, case_id)
    good = [order for _case_id, order, kind in founded if kind not in _WRONG]
    newest = sorted(sold, key=lambda order: order.shipped)
    with store.transaction():
        _weigh_right(store, dice, [*good, *newest[:-_BATCH]])
        _weigh_batch(store, dice, newest[-_BATCH:])
        _fill_registers(store, dice, founded)
    weight_learning.propose(store)


def _report(
    store: Store, dice: Dice, about: tuple[int, Order, CaseKind], given: Counter[str]
) -> str:
    """A parcel that held something else than ordered: weighed, and reported days later."""
    case_id, order, kind = about
    lines = _lines(dice, order, kind)
    weights = {item.sku: item.weight_g for item in goods()}
    off = sum((line.shipped - line.expected) * weights[line.sku] for line in lines)
    parcel = scans.of_order_id(store, order.id)
    grams = max(1, _true_g(order) + off + dice.randint(-3, 3))
    check = weighing.weigh(store, parcel, grams).check
    _weighed_at(check.id, order.shipped - timedelta(minutes=50))
    draft = WrongDraft(
        kind=_WRONG[kind],
        case_id=case_id,
        weight_check_id=check.id,
        what=dice.note(kind),
        cause=dice.choice(_CAUSES),
        picker=dice.staff(),
        lines=lines,
    )
    made = wrong_shipments.report(store, draft)
    at = _not_later(order.shipped + timedelta(days=dice.uniform(2, 6)))
    no = _number(at, given) or made.no
    WrongShipment.update(no=no, reported_at=at).where(WrongShipment.id == made.id).execute()
    return no


def _number(at: datetime, given: Counter[str]) -> str:
    """The next number of its day, as `numbers.next_in` gives them out; none for today's."""
    day = clock.to_local(at).date()
    series = f"WS{day:%Y%m%d}"
    given[series] += 1
    return "" if day == clock.today() else f"{series}-{given[series]:04d}"


def _bring_on(store: Store, dice: Dice, no: str, case_id: int) -> None:
    """Most reports were verified a few hours later, and most of these made good."""
    at = wrong_lists.row(store, no).reported_at
    if not dice.chance(70):
        return
    begun = clock.now()
    row = wrong_shipments.verify(store, no)
    at = _not_later(at + timedelta(hours=dice.uniform(1, 20)))
    WrongShipment.update(verified_at=at).where(WrongShipment.no == no).execute()
    _told_at(case_id, begun, at)
    entered = [stock.id for stock in wrong_lists.stock_of(store, row.id)]
    StockLine.update(entered_at=at).where(StockLine.id.in_(entered)).execute()
    if not dice.chance(60):
        return
    begun = clock.now()
    wrong_shipments.settle(store, no)
    at = _not_later(at + timedelta(days=dice.uniform(1, 4)))
    WrongShipment.update(settled_at=at).where(WrongShipment.no == no).execute()
    for stock_id in entered:
        stock_lines.mark_done(store, stock_id)
    StockLine.update(done_at=at).where(StockLine.id.in_(entered)).execute()
    _told_at(case_id, begun, at)


def _told_at(case_id: int, begun: datetime, at: datetime) -> None:
    """Puts what the case was told since ``begun`` where it would have been told."""
    told = (CaseEvent.case == case_id) & (CaseEvent.at >= begun)
    CaseEvent.update(at=at).where(told).execute()
    AfterSalesCase.update(updated_at=at).where(AfterSalesCase.id == case_id).execute()


def _lines(dice: Dice, order: Order, kind: CaseKind) -> tuple[WrongLineDraft, ...]:
    item, quantity = order.lines[0][1:]
    if kind is CaseKind.EXTRA_ITEM:
        return (_line(item, quantity, quantity + 1),)
    if kind is not CaseKind.WRONG_ITEM:
        return (_line(item, quantity, quantity - 1),)
    ordered = {line[1].sku for line in order.lines}
    others = [other for other in goods() if other.sku not in ordered]
    variants = [
        (item, quantity, other)
        for _line_id, item, quantity in order.lines
        for other in others
        if other.model == item.model
    ]
    meant, pieces, sent = dice.choice(variants or [(item, quantity, other) for other in others])
    return (_line(meant, pieces, pieces - 1), _line(sent, 0, 1))


def _line(item: Goods, expected: int, shipped: int) -> WrongLineDraft:
    name = f"{item.title} {item.variant}"
    return WrongLineDraft(item.sku, name, expected=expected, shipped=shipped)


def _weigh_right(store: Store, dice: Dice, orders: Sequence[Order]) -> None:
    """Parcels as they should be; of one product pieces are heavier now than was entered."""
    alone = Counter(order.lines[0][1].sku for order in orders if len(order.lines) == 1)
    unweighed = set(words()["products"]["unweighed"])
    heavier = {sku for sku, _count in alone.most_common(1) if sku not in unweighed}
    told = Counter[str]()
    for order in sorted(orders, key=lambda order: order.shipped):
        tells = _tells(order, heavier, unweighed)
        if tells and told[tells] < _TELLING:
            told[tells] += 1
        elif told[""] < _RIGHT:
            told[""] += 1
        else:
            continue
        drift = _HEAVIER_G * order.lines[0][2] if tells in heavier else 0
        grams = _true_g(order) + drift + dice.randint(-2, 2)
        check = weighing.weigh(store, scans.of_order_id(store, order.id), grams).check
        _weighed_at(check.id, order.shipped - timedelta(minutes=40))


def _tells(order: Order, heavier: set[str], unweighed: set[str]) -> str:
    """The product whose weight a parcel teaches, if any."""
    skus = {item.sku for _line_id, item, _quantity in order.lines}
    if skus <= heavier:
        return min(skus)
    return min(skus & unweighed, default="")


def _weigh_batch(store: Store, dice: Dice, orders: Sequence[Order]) -> None:
    """Today's batch: all but two parcels fit, and one of these was put right."""
    session = weigh_sessions.begin(store)
    weighings = list(_weighings(dice, orders))
    at = clock.now() - timedelta(minutes=2 * len(weighings))
    for order, grams in weighings:
        parcel = scans.of_order_id(store, order.id)
        check = weighing.weigh(store, parcel, grams, session=session).check
        _weighed_at(check.id, at)
        at += timedelta(seconds=dice.randint(35, 110))


def _weighings(dice: Dice, orders: Sequence[Order]) -> Iterator[tuple[Order, int]]:
    """Which parcels are weighed in turn, and what the scale says."""
    for place, order in enumerate(orders):
        item = order.lines[0][1]
        if place in (len(orders) // 3, len(orders) - 2):
            yield order, _true_g(order) + item.weight_g + dice.randint(-2, 2)
        if place != len(orders) - 2:
            yield order, _true_g(order) + dice.randint(-3, 3)


def _fill_registers(store: Store, dice: Dice, founded: Founded) -> None:
    notes = words()["parcels"]
    for kinds, kind in ((_CAME_BACK, ParcelKind.RETURNED), (_STUCK, ParcelKind.PROBLEM)):
        orders = [order for _case_id, order, about in founded if about in kinds][:_EACH]
        for place, order in enumerate(orders):
            note = notes[kind.value][place % len(notes[kind.value])]
            draft = ParcelDraft(kind=kind, tracking=order.tracking, note=note)
            row = parcels.add(store, draft).parcel
            _came(dice, row.id, order.shipped)
            if kind is ParcelKind.RETURNED:
                damaged = int(dice.chance(40))
                good = max(0, (row.quantity or 1) - damaged)
                parcels.change(store, row.id, good=good, damaged=damaged)
            if place == 0:
                parcels.settle(store, row.id, notes["settled"])
    for place, (note, product) in enumerate(notes["nobodys"]):
        order = founded[place % len(founded)][1]
        row = parcels.add(store, _nobodys(dice, place, order, note, product)).parcel
        _came(dice, row.id, clock.now() - timedelta(days=9))


def _nobodys(dice: Dice, place: int, order: Order, note: str, product: str) -> ParcelDraft:
    """A parcel without a known number; half a phone number or a name proposes whose it may be."""
    held = SalesOrder.get_by_id(order.id)
    phone = str(held.phone)
    return ParcelDraft(
        kind=ParcelKind.RETURNED,
        tracking=dice.courier()[2] if place != 1 else "",
        product=product,
        note=note,
        sender_name=str(held.receiver) if place == 1 else "",
        sender_phone=f"{phone[:3]}****{phone[-4:]}" if place == 0 else "",
    )


def _came(dice: Dice, parcel_id: int, after: datetime) -> None:
    at = _not_later(after + timedelta(days=dice.uniform(3, 8)))
    ParcelRecord.update(entered_at=at).where(ParcelRecord.id == parcel_id).execute()


def _weighed_at(check_id: int, at: datetime) -> None:
    WeightCheck.update(at=at).where(WeightCheck.id == check_id).execute()


def _true_g(order: Order) -> int:
    """What the parcel weighs in truth, packed as usual."""
    usual = sum(int(row["tare_g"]) for row in words()["packaging"] if row.get("usual"))
    return usual + sum(item.weight_g * quantity for _line_id, item, quantity in order.lines)


def _not_later(at: datetime) -> datetime:
    return min(at.replace(microsecond=0), clock.now())
