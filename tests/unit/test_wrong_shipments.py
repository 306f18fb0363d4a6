"""R3, R4, R5, R22: the register of wrong shipments, from the report to the stock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import (
    CaseEventKind,
    CaseKind,
    Cause,
    Platform,
    StockMove,
    Topic,
    WrongKind,
    WrongState,
)
from desktop_app.core.wrong_kinds import kind_of
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Product
from desktop_app.services import (
    buyers,
    scans,
    stock_lines,
    timeline,
    weighing,
    wrong_lines,
    wrong_lists,
    wrong_shipments,
)
from desktop_app.services.store import Changes, Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft
from desktop_app.services.wrong_lists import WrongFilter, WrongRow


def order(shop: Store, no: str, lines: Mapping[str, int], **more: object) -> int:
    now = clock.now()
    with shop.transaction():
        made = SalesOrder.create(
            platform=Platform.TAOBAO, order_no=no, imported_at=now, updated_at=now, **more
        )
        for position, (sku, quantity) in enumerate(lines.items()):
            OrderLine.create(order=made, position=position, sku=sku, quantity=quantity)
        return int(made.id)


def case(shop: Store, order_id: int | None, buyer_id: int | None = None) -> int:
    now = clock.now()
    with shop.transaction():
        made = AfterSalesCase.create(
            no="AS20260903-0001",
            platform=Platform.TAOBAO,
            order=order_id,
            buyer=buyer_id,
            kind=CaseKind.WRONG_ITEM,
            opened_at=now,
            updated_at=now,
        )
        return int(made.id)


def product(shop: Store, sku: str, weight_g: int, title: str) -> None:
    with shop.transaction() as tx:
        Product.create(sku=sku, weight_g=weight_g, title=title, updated_at=clock.now())
        tx.touch(Topic.PRODUCTS)


def swapped(shop: Store, **more: Any) -> WrongRow:
    """A was sent instead of B."""
    lines = (WrongLineDraft("B", "碟", expected=1), WrongLineDraft("A", "杯", shipped=1))
    return wrong_shipments.report(shop, WrongDraft(buyer_text="小明", lines=lines, **more))


def open_stock(shop: Store) -> list[tuple[str, str, int]]:
    return [(row.move, row.sku, row.quantity) for row in stock_lines.listed(shop)]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ([(1, 0), (0, 1)], WrongKind.WRONG_ITEM),
        ([(2, 0)], WrongKind.MISSED_ITEM),
        ([(2, 1)], WrongKind.FEWER_PIECES),
        ([(1, 2)], WrongKind.EXTRA_ITEM),
        ([(2, 2)], None),
        ([], None),
    ],
)
def test_r3_the_lines_tell_the_kind(lines: list[tuple[int, int]], kind: WrongKind | None) -> None:
    assert kind_of(lines) is kind


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5))))
def test_r3_lines_that_went_rightly_never_change_the_kind(lines: list[tuple[int, int]]) -> None:
    rightly = [(3, 3), *lines, (0, 0)]
    assert kind_of(rightly) is kind_of(lines)


@pytest.mark.parametrize("kind", list(WrongKind))
def test_r3_each_kind_is_a_value_of_its_own(shop: Store, kind: WrongKind) -> None:
    row = wrong_shipments.report(shop, WrongDraft(buyer_text="小明", what="不对", kind=kind))
    assert (row.kind, row.state) == (kind, WrongState.REPORTED)
    wanted = WrongFilter(kinds=frozenset({kind}))
    assert [found.no for found in wrong_lists.listed(shop, wanted)] == [row.no]


def test_r22_whoever_sees_it_reports_and_after_sales_verifies(shop: Store) -> None:
    notices: list[Changes] = []
    shop.listen(notices.append)
    row = swapped(shop, by="仓库 老张", picker="小李")
    assert notices[-1].ids == {Topic.WRONG_SHIPMENTS: {row.id}}
    assert (row.state, row.reported_by, row.buyer) == (WrongState.REPORTED, "仓库 老张", "小明")
    assert row.goods == "碟 −1; 杯 +1"
    verified = wrong_shipments.verify(shop, row.no)
    assert (verified.state, verified.verified_by) == (WrongState.VERIFIED, "tester")
    settled = wrong_shipments.settle(shop, row.no.lower(), "补发了碟")
    assert (settled.state, settled.note) == (WrongState.SETTLED, "补发了碟")
    assert settled.verified_at is not None
    assert settled.settled_at is not None


def test_r22_a_report_needs_a_buyer_and_what_went_wrong(shop: Store) -> None:
    wrong = WrongKind.WRONG_ITEM
    with pytest.raises(BadValue, match="buyer_id_empty"):
        wrong_shipments.report(shop, WrongDraft(buyer_text=" ", what="错", kind=wrong))
    with pytest.raises(BadValue) as refused:
        wrong_shipments.report(shop, WrongDraft(buyer_text="小明", kind=wrong))
    assert refused.value.data == {"field": "what"}
    with pytest.raises(BadValue) as refused:
        wrong_shipments.report(shop, WrongDraft(buyer_text="小明", what="错"))
    assert refused.value.data == {"field": "kind"}
    with pytest.raises(BadValue, match="unknown_kind"):
        swapped(shop, cause="moon")
    assert wrong_lists.listed(shop) == []


def test_r22_the_order_or_the_case_tells_the_buyer(shop: Store) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小红")
    known = order(shop, "1", {}, buyer=buyer)
    hidden = order(shop, "2", {}, buyer_text="t**b")
    nobody = order(shop, "3", {})
    of_case = case(shop, known, buyer)

    def buyer_of(**whose: Any) -> tuple[str, int | None, str]:
        kind = WrongKind.EXTRA_ITEM
        row = wrong_shipments.report(shop, WrongDraft(what="多了", kind=kind, **whose))
        return row.buyer, row.buyer_id, row.order_no

    assert buyer_of(order_id=known) == ("小红", buyer, "1")
    assert buyer_of(order_id=hidden) == ("t**b", None, "2")
    assert buyer_of(order_id=nobody) == ("3", None, "3")
    assert buyer_of(case_id=of_case) == ("小红", buyer, "1")
    assert buyer_of(buyer_text="小红") == ("小红", buyer, "")
    for whose in ({"order_id": 99}, {"case_id": 99}, {"weight_check_id": 99}):
        with pytest.raises(NotFound):
            buyer_of(**whose)


def test_r22_what_was_reported_already_is_shown(shop: Store) -> None:
    order_id = order(shop, "1", {"A": 1})
    first = swapped(shop, order_id=order_id)
    assert wrong_lists.alike(shop, "小明", None) == [first]
    assert wrong_lists.alike(shop, "", order_id) == [first]
    assert wrong_lists.alike(shop, "小红", order_id) == [first]
    assert wrong_lists.alike(shop, "小红", None) == []
    assert wrong_lists.alike(shop, "", None) == []
    wrong_shipments.dismiss(shop, first.no, "看错了")
    assert wrong_lists.alike(shop, "小明", order_id) == []


def test_r4_a_weight_check_drafts_the_lines(shop: Store) -> None:
    product(shop, "A", 120, "杯")
    product(shop, "B", 85, "碟")
    order_id = order(shop, "4001", {"A": 2, "B": 1}, buyer_text="小明")
    parcel = scans.of_order(shop, "4001")
    check = weighing.weigh(shop, parcel, 390, packaging_g=30).check
    lines = wrong_lines.from_check(shop, check.id)
    assert lines == [
        WrongLineDraft("B", "碟", expected=1, shipped=0),
        WrongLineDraft("A", "杯", expected=2, shipped=3),
    ]
    row = wrong_shipments.report(shop, WrongDraft(weight_check_id=check.id, lines=tuple(lines)))
    assert (row.kind, row.weight_check_id, row.order_id) == (
        WrongKind.WRONG_ITEM,
        check.id,
        order_id,
    )
    as_ordered = [WrongLineDraft("A", "杯", 2, 2), WrongLineDraft("B", "碟", 1, 1)]
    assert wrong_lines.from_check(shop, check.id, explanation=5) == as_ordered
    assert wrong_lines.from_order(shop, parcel) == as_ordered


def test_r5_what_went_too_many_comes_off_stock_once(shop: Store) -> None:
    row = swapped(shop)
    assert open_stock(shop) == []
    wrong_shipments.verify(shop, row.no)
    assert open_stock(shop) == [(StockMove.DEDUCT, "A", 1)]
    assert wrong_lists.row(shop, row.no).open_stock == 1
    line = next(line for line in row.lines if line.sku == "A")
    again = stock_lines.enter_for_wrong(shop, line.id, StockMove.DEDUCT, 1)
    stock_lines.mark_done(shop, again)
    stock_lines.mark_done(shop, again)
    assert open_stock(shop) == []
    wrong_shipments.settle(shop, row.no)
    wrong_shipments.take_back(shop, row.no)
    wrong_shipments.settle(shop, row.no)
    done = stock_lines.listed(shop, with_done=True)
    assert [(one.sku, one.quantity, one.done_at is not None) for one in done] == [("A", 1, True)]
    assert wrong_lists.stock_of(shop, row.id) == done


def test_r5_a_done_stock_line_holds_and_can_be_taken_back(shop: Store) -> None:
    row = swapped(shop)
    wrong_shipments.verify(shop, row.no)
    (stock,) = stock_lines.listed(shop)
    stock_lines.mark_done(shop, stock.id)
    more = [WrongLineDraft("B", "碟", expected=1), WrongLineDraft("A", "杯", shipped=2)]
    for refused in (
        lambda: stock_lines.remove(shop, stock.id),
        lambda: wrong_shipments.dismiss(shop, row.no, "看错了"),
        lambda: wrong_shipments.take_back(shop, row.no),
        lambda: wrong_shipments.change(shop, row.no, lines=more),
        lambda: wrong_shipments.change(shop, row.no, lines=more[:1]),
    ):
        with pytest.raises(NotAllowed, match="stock_done"):
            refused()
    stock_lines.mark_done(shop, stock.id, done=False)
    wrong_shipments.change(shop, row.no, lines=more)
    assert open_stock(shop) == [(StockMove.DEDUCT, "A", 2)]
    wrong_shipments.take_back(shop, row.no)
    assert open_stock(shop) == []


def test_r5_the_case_and_the_wrong_shipment_enter_the_same_goods_once(shop: Store) -> None:
    case_id = case(shop, order(shop, "1", {"A": 1}))
    with shop.transaction():
        line = CaseLine.create(case=case_id, position=0, sku="A", quantity=1)
    row = swapped(shop, case_id=case_id)
    wrong_shipments.verify(shop, row.no)
    (stock,) = stock_lines.listed(shop)
    assert stock_lines.enter_for_case(shop, line.id, StockMove.DEDUCT, 1) == stock.id
    assert (stock.case_no, stock.wrong_no) == ("AS20260903-0001", row.no)
    assert stock_lines.enter_for_case(shop, line.id, StockMove.RETURN, 1) != stock.id
    stock_lines.mark_done(shop, stock.id)
    kinds = [entry.kind for entry in timeline.of(shop, case_id)]
    assert kinds.count(CaseEventKind.STOCK) == 3


def test_r5_a_case_entered_first_is_found_by_the_wrong_shipment(shop: Store) -> None:
    case_id = case(shop, order(shop, "1", {"A": 1}))
    with shop.transaction():
        line = CaseLine.create(case=case_id, position=0, sku="A", quantity=1)
    first = stock_lines.enter_for_case(shop, line.id, StockMove.DEDUCT, 1)
    wrong_shipments.verify(shop, swapped(shop, case_id=case_id).no)
    assert [row.id for row in stock_lines.listed(shop)] == [first]


def test_r5_what_a_stock_line_cannot_be(shop: Store) -> None:
    row = wrong_shipments.report(
        shop, WrongDraft(buyer_text="小明", lines=(WrongLineDraft("", "赠品", shipped=1),))
    )
    line_id = row.lines[0].id
    with pytest.raises(BadValue, match="not_a_quantity"):
        stock_lines.enter_for_wrong(shop, line_id, StockMove.DEDUCT, 0)
    with pytest.raises(BadValue, match="value_missing"):
        stock_lines.enter_for_wrong(shop, line_id, StockMove.DEDUCT, 1)
    with pytest.raises(NotFound):
        stock_lines.enter_for_wrong(shop, 99, StockMove.DEDUCT, 1)
    with pytest.raises(NotFound):
        stock_lines.enter_for_case(shop, 99, StockMove.DEDUCT, 1)
    with pytest.raises(NotFound, match="stock_line_unknown"):
        stock_lines.mark_done(shop, 99)
    assert wrong_shipments.verify(shop, row.no).open_stock == 0


def test_good_and_damaged_pieces_come_back_apart(shop: Store) -> None:
    row = wrong_shipments.report(
        shop, WrongDraft(buyer_text="小明", lines=(WrongLineDraft("A", "杯", 0, 3),))
    )
    wrong_shipments.verify(shop, row.no)
    line_id = row.lines[0].id
    back = wrong_shipments.came_back(shop, line_id, good=2, damaged=1)
    assert (back.lines[0].good, back.lines[0].damaged) == (2, 1)
    assert open_stock(shop) == [(StockMove.DEDUCT, "A", 3), (StockMove.RETURN, "A", 2)]
    wrong_shipments.came_back(shop, line_id, good=0, damaged=3)
    assert open_stock(shop) == [(StockMove.DEDUCT, "A", 3)]
    with pytest.raises(BadValue, match="more_back_than_sent"):
        wrong_shipments.came_back(shop, line_id, good=2, damaged=2)
    with pytest.raises(BadValue, match="not_a_quantity"):
        wrong_shipments.came_back(shop, line_id, good=-1, damaged=0)
    with pytest.raises(NotFound):
        wrong_shipments.came_back(shop, 99, good=1, damaged=0)


def test_verifying_wants_to_know_what_went_but_for_fewer_parcels(shop: Store) -> None:
    said = WrongDraft(buyer_text="小明", what="少了东西", kind=WrongKind.MISSED_ITEM)
    row = wrong_shipments.report(shop, said)
    with pytest.raises(NotAllowed, match="wrong_lines_missing"):
        wrong_shipments.verify(shop, row.no)
    wrong_shipments.change(shop, row.no, lines=[WrongLineDraft("A", "杯", 1, 0)])
    assert wrong_shipments.verify(shop, row.no).state is WrongState.VERIFIED
    parcels = WrongDraft(buyer_text="小明", what="少一包", kind=WrongKind.FEWER_PARCELS)
    fewer = wrong_shipments.report(shop, parcels)
    assert wrong_shipments.verify(shop, fewer.no).state is WrongState.VERIFIED


def test_a_step_that_the_register_does_not_have_is_refused_with_those_it_has(shop: Store) -> None:
    row = swapped(shop)
    with pytest.raises(NotAllowed) as refused:
        wrong_shipments.settle(shop, row.no)
    assert refused.value.reason is Reason.STEP_NOT_ALLOWED
    assert refused.value.data["allowed"] == (WrongState.VERIFIED, WrongState.DISMISSED)
    assert wrong_shipments.next_states(WrongState.VERIFIED) == (
        WrongState.SETTLED,
        WrongState.DISMISSED,
    )
    with pytest.raises(NotFound, match="wrong_shipment_unknown"):
        wrong_shipments.verify(shop, "WS1")
    with pytest.raises(NotFound):
        wrong_lists.row(shop, "WS1")


def test_steps_can_be_taken_back(shop: Store) -> None:
    row = swapped(shop)
    with pytest.raises(NotAllowed, match="nothing_to_undo"):
        wrong_shipments.take_back(shop, row.no)
    with pytest.raises(BadValue, match="value_missing"):
        wrong_shipments.dismiss(shop, row.no, " ")
    wrong_shipments.dismiss(shop, row.no, "看错了")
    with pytest.raises(NotAllowed, match="step_not_allowed"):
        wrong_shipments.change(shop, row.no, what="x")
    assert wrong_shipments.take_back(shop, row.no).state is WrongState.REPORTED
    wrong_shipments.verify(shop, row.no)
    wrong_shipments.dismiss(shop, row.no, "又看错了")
    assert open_stock(shop) == []
    back = wrong_shipments.take_back(shop, row.no)
    assert (back.state, back.note) == (WrongState.VERIFIED, "看错了\n又看错了")
    assert open_stock(shop) == [(StockMove.DEDUCT, "A", 1)]


def test_a_change_elsewhere_meanwhile_is_said(shop: Store) -> None:
    row = swapped(shop)
    wrong_shipments.change(shop, row.no, picker="小李", row_version=row.row_version)
    with pytest.raises(Conflict, match="changed_meanwhile"):
        wrong_shipments.change(shop, row.no, picker="小王", row_version=row.row_version)
    with pytest.raises(Conflict):
        wrong_shipments.verify(shop, row.no, row.row_version)


def test_fields_are_changed_and_others_refused(shop: Store) -> None:
    order_id = order(shop, "1", {})
    row = swapped(shop)
    changed = wrong_shipments.change(
        shop,
        row.no,
        kind=WrongKind.EXTRA_ITEM,
        cause=Cause.PACKING,
        order_id=order_id,
        case_id=case(shop, order_id),
        note="急",
    )
    assert (changed.kind, changed.cause, changed.order_no, changed.case_no, changed.note) == (
        WrongKind.EXTRA_ITEM,
        Cause.PACKING,
        "1",
        "AS20260903-0001",
        "急",
    )
    with pytest.raises(NotAllowed, match="field_fixed"):
        wrong_shipments.change(shop, row.no, state="settled")
    with pytest.raises(BadValue, match="unknown_kind"):
        wrong_shipments.change(shop, row.no, cause="moon")


@pytest.mark.parametrize(
    "line",
    [
        WrongLineDraft("", " ", 1, 0),
        WrongLineDraft("A", expected=-1),
        WrongLineDraft("A", shipped=1, good=2),
    ],
)
def test_impossible_lines_are_refused_and_nothing_is_written(
    shop: Store, line: WrongLineDraft
) -> None:
    with pytest.raises(BadValue):
        wrong_shipments.report(
            shop, WrongDraft(buyer_text="小明", kind=WrongKind.EXTRA_ITEM, lines=(line,))
        )
    assert wrong_lists.listed(shop) == []


def test_a_verified_wrong_shipment_stands_in_its_cases_timeline(shop: Store) -> None:
    case_id = case(shop, order(shop, "1", {}))
    row = swapped(shop, case_id=case_id)
    wrong_shipments.verify(shop, row.no)
    told = [entry.data.get("wrong_shipment") for entry in timeline.of(shop, case_id)]
    assert row.no in told


def test_lists_are_filtered_sorted_and_counted(shop: Store) -> None:
    order_id = order(shop, "88001", {}, tracking="YT1234567890123")
    first = swapped(shop, order_id=order_id, picker="小李")
    second = wrong_shipments.report(
        shop, WrongDraft(buyer_text="小红", what="少了", kind=WrongKind.MISSED_ITEM)
    )
    wrong_shipments.verify(shop, first.no)

    def nos(**wanted: Any) -> list[str]:
        return [row.no for row in wrong_lists.listed(shop, WrongFilter(**wanted))]

    assert nos() == [second.no, first.no]
    assert nos(order_by="buyer", descending=False) == [first.no, second.no]
    assert nos(states=frozenset({WrongState.VERIFIED})) == [first.no]
    assert nos(text="8800") == nos(text="yt1234") == nos(text="碟") == [first.no]
    assert nos(text="少了") == nos(text="小红") == [second.no]
    assert nos(sku="A") == nos(picker="小李") == nos(order_id=order_id) == [first.no]
    assert nos(case_id=5) == []
    assert nos(since=clock.now() + timedelta(days=1)) == []
    assert nos(until=clock.now() - timedelta(days=1)) == []
    assert wrong_lists.rows(shop, [999, first.id])[0].no == first.no
    assert wrong_lists.counts(shop) == {WrongState.REPORTED: 1, WrongState.VERIFIED: 1}


def test_one_product_in_several_lines_is_one_line_with_its_title(shop: Store) -> None:
    product(shop, "A", 120, "杯")
    lines = (WrongLineDraft("A", expected=1), WrongLineDraft(" A ", expected=1, shipped=1))
    row = wrong_shipments.report(shop, WrongDraft(buyer_text="小明", lines=lines))
    assert [(one.sku, one.title, one.expected, one.shipped) for one in row.lines] == [
        ("A", "杯", 2, 1)
    ]
    assert row.kind is WrongKind.FEWER_PIECES
