"""R4: a parcel weighed against its order, the difference explained, the check kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.explanations import State
from desktop_app.core.kinds import CaseEventKind, CaseKind, Platform, Topic, Verdict, WeightSource
from desktop_app.models.cases import AfterSalesCase, CaseEvent, CaseLine
from desktop_app.models.orders import OrderLine, SalesOrder, Shipment
from desktop_app.models.products import Product
from desktop_app.services import (
    packaging,
    parcel_contents,
    scans,
    settings,
    weighing,
    weight_checks,
    weight_texts,
)
from desktop_app.services.parcel_contents import Gap
from desktop_app.services.store import Changes, Store
from desktop_app.services.weighing import Doubt, Slip
from desktop_app.services.weight_checks import CheckFilter

Lines = Mapping[str, int | None]


def product(shop: Store, sku: str, weight_g: int | None, **more: object) -> None:
    with shop.transaction() as tx:
        Product.create(sku=sku, weight_g=weight_g, updated_at=clock.now(), **more)
        tx.touch(Topic.PRODUCTS)


def order(shop: Store, no: str, lines: Lines, **more: object) -> int:
    values = {"platform": Platform.TAOBAO, "imported_at": clock.now(), "updated_at": clock.now()}
    with shop.transaction():
        made = SalesOrder.create(order_no=no, **{**values, **more})
        for position, (sku, quantity) in enumerate(lines.items()):
            OrderLine.create(order=made, position=position, sku=sku, quantity=quantity)
        return int(made.id)


def case(shop: Store, no: str, order_id: int | None = None, **more: object) -> int:
    values = {"platform": Platform.TAOBAO, "opened_at": clock.now(), "updated_at": clock.now()}
    with shop.transaction():
        kind = CaseKind.MISSED_ITEM
        made = AfterSalesCase.create(no=no, order=order_id, kind=kind, **{**values, **more})
        return int(made.id)


@pytest.fixture
def domain_order(shop: Store) -> Store:
    """The shop of domain.md's vectors: A 120 g ×2, B 85 g ×1."""
    product(shop, "A", 120, title="杯")
    product(shop, "B", 85, title="碟")
    order(shop, "4001", {"A": 2, "B": 1}, tracking="YT1234567890123")
    return shop


@pytest.mark.parametrize(
    ("grams", "verdict", "changes"),
    [
        (355, Verdict.FITS, []),
        (235, Verdict.LIGHT, [("A", -1)]),
        (270, Verdict.LIGHT, [("B", -1)]),
        (390, Verdict.HEAVY, [("B", -1), ("A", 1)]),
    ],
)
def test_r4_the_vectors_of_the_domain(
    domain_order: Store, grams: int, verdict: Verdict, changes: list[tuple[str, int]]
) -> None:
    parcel = scans.of_order(domain_order, "4001")
    check = weighing.weigh(domain_order, parcel, grams, packaging_g=30).check
    assert (check.expected_g, check.tolerance_g, check.verdict) == (355, 10, verdict)
    told = [[(c.sku, c.quantity) for c in one.changes] for one in check.told.explanations]
    assert told == ([changes] if changes else [])
    assert check.told.state is (State.UNIQUE if changes else State.FITS)
    assert weight_checks.check(domain_order, check.id) == check


def test_r4_the_explanation_in_words(domain_order: Store) -> None:
    parcel = scans.scanned(domain_order, "4001")
    swapped = weighing.weigh(domain_order, parcel, 390, packaging_g=30).check
    assert weight_texts.verdict(swapped.verdict, swapped.difference_g) == "35 g too heavy"
    assert list(weight_texts.lines(swapped.told)) == ["1 × 杯 sent instead of 碟"]
    missing = weighing.weigh(domain_order, parcel, 235, packaging_g=30).check
    assert weight_texts.verdict(missing.verdict, missing.difference_g) == "120 g too light"
    assert list(weight_texts.lines(missing.told)) == ["missing: 1 × 杯"]


def test_r4_several_explanations_are_said_plainly(shop: Store) -> None:
    product(shop, "A", 120, title="杯")
    product(shop, "B", 118, title="碟")
    order(shop, "4000", {"A": 1, "B": 1})
    check = weighing.weigh(shop, scans.scanned(shop, "4000"), 120).check
    assert list(weight_texts.lines(check.told)) == [
        "Several mix-ups explain it equally well:",
        "missing: 1 × 碟",
        "missing: 1 × 杯",
    ]


def test_r4_a_product_from_outside_comes_with_what_the_order_itself_allows(
    domain_order: Store,
) -> None:
    for number in range(12):
        product(domain_order, f"C{number}", 410, title="壶", variant=str(number))
    parcel = scans.scanned(domain_order, "4001")
    check = weighing.weigh(domain_order, parcel, 765, packaging_g=30).check
    told = list(weight_texts.lines(check.told))
    assert told[1] == "too many: 1 × 壶 0"
    assert told[told.index("With the order's own products only:") - 1] == "4 other mix-ups, too."
    assert told[-1] == "too many: 2 × 杯, 2 × 碟"


def test_r4_nothing_explains_it(domain_order: Store) -> None:
    parcel = scans.scanned(domain_order, "4001")
    check = weighing.weigh(domain_order, parcel, 9_000, packaging_g=30).check
    assert (check.told.state, check.verdict) == (State.NOTHING, Verdict.HEAVY)
    assert list(weight_texts.lines(check.told)) == [
        "No mix-up of up to three mistakes explains it."
    ]


def test_a_product_without_weight_is_named_and_the_weight_still_kept(shop: Store) -> None:
    product(shop, "A", 120)
    product(shop, "N", None, title="新品")
    order(shop, "4002", {"A": 1, "N": 2, "gone": 1})
    check = weighing.weigh(shop, scans.scanned(shop, "4002"), 500).check
    assert (check.verdict, check.expected_g, check.measured_g) == (Verdict.UNKNOWN, None, 500)
    assert [(line.sku, line.gap) for line in check.told.unclear] == [
        ("N", Gap.WEIGHT),
        ("gone", Gap.WEIGHT),
    ]
    assert list(weight_texts.lines(check.told)) == [
        "新品 has no weight yet; enter it among the products.",
        "gone has no weight yet; enter it among the products.",
    ]


def test_an_order_without_lines_can_be_weighed_but_not_judged(shop: Store) -> None:
    order(shop, "4003", {})
    check = weighing.weigh(shop, scans.scanned(shop, "4003"), 500).check
    assert check.verdict == Verdict.UNKNOWN
    assert weight_texts.verdict(check.verdict, check.difference_g) == "Can't say"
    assert list(weight_texts.lines(check.told)) == [
        "The order has no items here; import its item list."
    ]


def test_a_line_without_a_piece_count_is_said(shop: Store) -> None:
    product(shop, "A", 120)
    order(shop, "4004", {"A": None})
    check = weighing.weigh(shop, scans.scanned(shop, "4004"), 500).check
    assert [line.gap for line in check.told.unclear] == [Gap.QUANTITY]
    assert "import the order's item list" in next(weight_texts.lines(check.told))


@pytest.mark.parametrize(
    ("grams", "reason"),
    [
        (0, Reason.WEIGHT_NOT_POSITIVE),
        (-5, Reason.WEIGHT_NOT_POSITIVE),
        (9_999_000, Reason.WEIGHT_TOO_LARGE),
    ],
)
def test_impossible_weights_are_refused_and_nothing_is_written(
    domain_order: Store, grams: int, reason: Reason
) -> None:
    parcel = scans.scanned(domain_order, "4001")
    with pytest.raises(BadValue) as refused:
        weighing.weigh(domain_order, parcel, grams)
    assert refused.value.reason is reason
    with pytest.raises(BadValue):
        weighing.note_weight(domain_order, parcel, WeightSource.HUB, grams)
    with pytest.raises(BadValue):
        weighing.weigh(domain_order, parcel, 355, packaging_g=-1)
    assert weight_checks.listed(domain_order, CheckFilter(with_voided=True)) == []


@pytest.mark.parametrize(
    ("expected", "measured", "slip", "suggested"),
    [
        (1190, 1, Slip.KILOGRAMS_AS_GRAMS, 1000),
        (355, 355_000, Slip.GRAMS_AS_KILOGRAMS, 355),
        (12, 11_000, Slip.GRAMS_AS_KILOGRAMS, 11),
    ],
)
def test_grams_typed_as_kilograms_are_asked_about(
    expected: int, measured: int, slip: Slip, suggested: int
) -> None:
    doubt = weighing.doubt(expected, measured)
    assert doubt is not None
    assert (doubt.slip, doubt.suggested_g) == (slip, suggested)


@pytest.mark.parametrize(
    ("text", "expected", "found"),
    [
        ("355", 355, 355),
        ("355.4", 355, 355),
        ("0.355kg", 355, 355),
        ("0.355", 355, Doubt(Slip.KILOGRAMS_AS_GRAMS, 0, 355)),
        ("0.355", None, Doubt(Slip.KILOGRAMS_AS_GRAMS, 0, 355)),
        ("０．３５５", 355, Doubt(Slip.KILOGRAMS_AS_GRAMS, 0, 355)),
        ("0.5", None, Doubt(Slip.KILOGRAMS_AS_GRAMS, 0, 500)),
        ("+ 0.355 kg", 355, 355),
        ("1.19", 1190, Doubt(Slip.KILOGRAMS_AS_GRAMS, 1, 1190)),
        ("1.19", None, Doubt(Slip.KILOGRAMS_AS_GRAMS, 1, 1190)),
        ("355.4", None, 355),
        ("1.19", 2, 1),
        ("2", 2100, Doubt(Slip.KILOGRAMS_AS_GRAMS, 2, 2000)),
    ],
)
def test_what_a_scale_set_to_kilograms_types_is_asked_about(
    text: str, expected: int | None, found: int | Doubt
) -> None:
    assert weighing.typed(text, expected) == found


@pytest.mark.parametrize("text", ["0", "0.0", "-5", "1,2kg", "9999kg", "", "many"])
def test_what_is_no_weight_is_refused_rather_than_asked_about(text: str) -> None:
    with pytest.raises(BadValue):
        weighing.typed(text, 355)


@given(st.integers(1, 200_000), st.integers(1, 200_000))
def test_a_doubt_is_raised_only_where_the_other_unit_comes_nearer(
    expected: int, measured: int
) -> None:
    doubt = weighing.doubt(expected, measured)
    if doubt is not None:
        assert abs(doubt.suggested_g - expected) < abs(measured - expected)
        assert {doubt.suggested_g, measured} in (
            {measured, measured * 1000},
            {measured, measured // 1000},
        )
    assert weighing.doubt(None, measured) is None
    assert weighing.doubt(expected, expected) is None


def test_the_same_check_twice_is_recognised(domain_order: Store) -> None:
    parcel = scans.scanned(domain_order, "4001")
    first = weighing.weigh(domain_order, parcel, 355, packaging_g=30)
    again = weighing.weigh(domain_order, parcel, 355, packaging_g=30)
    assert (first.repeated, again.repeated) == (False, True)
    assert again.check == first.check
    other = weighing.weigh(domain_order, parcel, 235, packaging_g=30)
    assert (other.repeated, other.earlier) == (False, first.check)
    assert len(weight_checks.listed(domain_order)) == 2


def test_the_same_weight_on_another_day_is_a_check_of_its_own(domain_order: Store) -> None:
    parcel = scans.scanned(domain_order, "4001")
    with time_machine.travel("2026-09-03T08:00:00Z", tick=False) as then:
        weighing.weigh(domain_order, parcel, 355, packaging_g=30, session="早班")
        then.shift(timedelta(hours=3))
        same = weighing.weigh(domain_order, parcel, 355, packaging_g=30, session="早班")
        later = weighing.weigh(domain_order, parcel, 355, packaging_g=30)
    assert (same.repeated, later.repeated) == (True, False)


def test_a_product_weighed_anew_makes_it_another_check(domain_order: Store) -> None:
    parcel = scans.scanned(domain_order, "4001")
    before = weighing.weigh(domain_order, parcel, 355, packaging_g=30)
    with domain_order.transaction() as tx:
        Product.update(weight_g=100).where(Product.sku == "A").execute()
        tx.touch(Topic.PRODUCTS)
    after = weighing.weigh(domain_order, parcel, 355, packaging_g=30)
    assert (after.repeated, after.check.expected_g) == (False, 315)
    assert weight_checks.check(domain_order, before.check.id).told == before.check.told


def test_four_weights_are_kept_apart_with_time_and_source(domain_order: Store) -> None:
    parcel = scans.scanned(domain_order, "4001")
    weighing.weigh(domain_order, parcel, 310, packaging_g=30)
    when = clock.from_text("2026-09-03T10:00:00Z")
    weighing.note_weight(domain_order, parcel, WeightSource.OUTLET, 320, when)
    weighing.note_weight(domain_order, parcel, WeightSource.HUB, 330, when)
    billed = weighing.note_weight(domain_order, parcel, WeightSource.BILLED, 1000, when)
    same = weighing.note_weight(domain_order, parcel, WeightSource.BILLED, 1000, when)
    four = weight_checks.four_weights(domain_order, parcel)
    assert {source: row.measured_g for source, row in four.items()} == {
        WeightSource.OWN: 310,
        WeightSource.OUTLET: 320,
        WeightSource.HUB: 330,
        WeightSource.BILLED: 1000,
    }
    assert four[WeightSource.HUB].at == when
    assert same == billed
    assert billed.verdict == Verdict.UNKNOWN, "a billed kilogram says nothing about the contents"


def test_a_check_is_voided_with_a_reason_and_never_deleted(domain_order: Store) -> None:
    parcel = scans.scanned(domain_order, "4001")
    check = weighing.weigh(domain_order, parcel, 235, packaging_g=30).check
    with pytest.raises(BadValue, match="value_missing"):
        weighing.void(domain_order, check.id, "  ")
    weighing.void(domain_order, check.id, "秤没归零")
    with pytest.raises(NotAllowed, match="voided_already"):
        weighing.void(domain_order, check.id, "again")
    with pytest.raises(NotFound, match="weight_check_unknown"):
        weighing.void(domain_order, 999, "none")
    assert weight_checks.listed(domain_order) == []
    kept = weight_checks.listed(domain_order, CheckFilter(with_voided=True))
    assert [(row.id, row.void_reason) for row in kept] == [(check.id, "秤没归零")]
    assert weighing.weigh(domain_order, parcel, 235, packaging_g=30).repeated is False


def test_r4_a_check_of_a_case_stands_in_its_timeline(domain_order: Store) -> None:
    case_id = case(domain_order, "AS20260903-0001", scans.of_order(domain_order, "4001").order_id)
    notices: list[Changes] = []
    domain_order.listen(notices.append)
    parcel = scans.of_case(domain_order, "as20260903-0001")
    check = weighing.weigh(domain_order, parcel, 235, packaging_g=30).check
    assert (check.case_no, check.order_no) == ("AS20260903-0001", "4001")
    assert notices[0].ids == {Topic.WEIGHT_CHECKS: {check.id}, Topic.CASES: {case_id}}
    with domain_order.connection():
        events = list(CaseEvent.select().where(CaseEvent.case == case_id))
    assert [event.kind for event in events] == [CaseEventKind.WEIGHED]


def test_a_case_without_order_is_weighed_by_its_own_lines(shop: Store) -> None:
    product(shop, "A", 120)
    case_id = case(shop, "AS20260903-0002", resend_tracking="SF1234567890123")
    with shop.transaction():
        CaseLine.create(case=case_id, position=0, sku="A", quantity=3)
    check = weighing.weigh(shop, scans.of_case(shop, "AS20260903-0002"), 360).check
    assert (check.verdict, check.case_id, check.order_id) == (Verdict.FITS, case_id, None)


def test_a_parcel_sent_again_holds_the_cases_lines(domain_order: Store) -> None:
    order_id = scans.of_order(domain_order, "4001").order_id
    case_id = case(domain_order, "AS20260903-0003", order_id, resend_tracking="SF1234567890123")
    with domain_order.transaction():
        CaseLine.create(case=case_id, position=0, sku="B", quantity=2, resent=1)
    again = weighing.weigh(domain_order, scans.scanned(domain_order, "sf1234567890123"), 85).check
    assert (again.verdict, again.expected_g, again.order_no) == (Verdict.FITS, 85, "4001")
    first = scans.scanned(domain_order, "4001")
    assert WeightSource.OWN not in weight_checks.four_weights(domain_order, first)


def test_a_tracking_number_of_several_orders_is_one_parcel(domain_order: Store) -> None:
    order(domain_order, "4005", {"B": 2}, tracking="YT1234567890123", buyer_text="小明")
    parcel = scans.scanned(domain_order, " ｙt1234567890123 ")
    assert parcel.order_no == "4001"
    assert parcel_contents.expected(domain_order, parcel).expected_g == 325 + 170


def test_a_split_order_is_found_by_each_of_its_parcels(domain_order: Store) -> None:
    order_id = scans.of_order(domain_order, "4001").order_id
    with domain_order.transaction():
        Shipment.create(order=order_id, tracking="ZTO78123456789012")
    assert scans.scanned(domain_order, "zto78123456789012").order_id == order_id


def test_what_nobody_knows_is_said(shop: Store) -> None:
    for number in ("nope", "", "  "):
        with pytest.raises(NotFound, match="number_unknown"):
            scans.scanned(shop, number)
    with pytest.raises(NotFound, match="order_unknown"):
        scans.of_order(shop, "nope")
    with pytest.raises(NotFound, match="order_unknown"):
        scans.of_order_id(shop, 7)
    with pytest.raises(NotFound, match="case_unknown"):
        scans.of_case(shop, "nope")


def test_an_order_number_of_two_platforms_wants_the_platform(shop: Store) -> None:
    order(shop, "88", {})
    other = order(shop, "88", {}, platform=Platform.JD)
    for find in (scans.of_order, scans.scanned):
        with pytest.raises(NotFound) as refused:
            find(shop, "88")
        assert refused.value.data["allowed"] == "jd, taobao"
    assert scans.of_order(shop, "88", Platform.JD).order_id == other
    assert scans.of_order_id(shop, other).platform == "jd"


def test_the_tolerance_is_the_larger_part_and_the_products_own(shop: Store) -> None:
    product(shop, "A", 1000, tolerance_g=3)
    product(shop, "B", 1000, tolerance_g=4)
    order(shop, "1", {"A": 1})
    order(shop, "2", {"A": 4, "B": 2})

    def tolerance(no: str, packaging_g: int | None = 0) -> int | None:
        parcel = scans.of_order(shop, no)
        return parcel_contents.expected(shop, parcel, packaging_g).tolerance_g

    settings.put(shop, settings.WEIGHT_TOLERANCE_G, 5)
    settings.put(shop, settings.WEIGHT_TOLERANCE_PERCENT, 0)
    assert tolerance("1") == 6, "√(5² + 3²) is 5.83"
    settings.put(shop, settings.WEIGHT_TOLERANCE_PERCENT, 2)
    assert tolerance("1") == 21, "2 % of 1,000 g, and √(20² + 3²) is 20.22"
    settings.put(shop, settings.WEIGHT_TOLERANCE_PERCENT, 0)
    assert tolerance("2") == 16, "√(5² + 12² + 8²) is 15.26"
    packaging.put(shop, "纸箱", 50, 9, usual_one=True)
    assert tolerance("1", None) == 11, "√(5² + 9² + 3²) is 10.72"
    settings.put(shop, settings.WEIGHT_TOLERANCE_G, 0)
    product(shop, "exact", 10)
    order(shop, "3", {"exact": 1})
    assert tolerance("3") == 0


def test_the_usual_packaging_is_counted_unless_said_otherwise(domain_order: Store) -> None:
    packaging.put(domain_order, "纸箱", 25, usual_one=True)
    packaging.put(domain_order, "气泡膜", 5, usual_one=True)
    packaging.put(domain_order, "木箱", 900)
    parcel = scans.scanned(domain_order, "4001")
    assert parcel_contents.expected(domain_order, parcel).expected_g == 355
    assert parcel_contents.expected(domain_order, parcel, 0).expected_g == 325


def test_packaging_is_changed_by_name_and_removed(shop: Store) -> None:
    box = packaging.put(shop, " 纸箱 ", 25, 2, usual_one=True)
    assert packaging.put(shop, "纸箱", 30) == box
    assert [(row.name, row.tare_g, row.usual) for row in packaging.rows(shop)] == [("纸箱", 30, 0)]
    for name, grams in (("", 1), ("袋", -1), ("袋", 300_000)):
        with pytest.raises(BadValue):
            packaging.put(shop, name, grams)
    packaging.remove(shop, box)
    with pytest.raises(NotFound, match="packaging_unknown"):
        packaging.remove(shop, box)


def test_a_line_without_sku_is_matched_by_title_and_variant(shop: Store) -> None:
    product(shop, "A-红", 120, title="杯", variant="红")
    product(shop, "A-蓝", 130, title="杯", variant="蓝")
    order_id = order(shop, "5001", {})
    with shop.transaction():
        OrderLine.create(order=order_id, position=0, title="杯", variant="蓝", quantity=1)
    parcel = scans.scanned(shop, "5001")
    assert parcel_contents.expected(shop, parcel).lines[0].sku == "A-蓝"
    product(shop, "A-蓝-2", 140, title="杯", variant="蓝")
    assert parcel_contents.expected(shop, parcel).expected_g is None


def test_the_variant_of_the_same_product_is_thought_of_first(shop: Store) -> None:
    product(shop, "A-红", 120, model="杯", title="杯 红")
    product(shop, "A-大", 150, model="杯", title="杯 大")
    product(shop, "Z", 150, model="盘")
    order(shop, "6001", {"A-红": 1})
    check = weighing.weigh(shop, scans.scanned(shop, "6001"), 150).check
    assert list(weight_texts.lines(check.told)) == ["1 × 杯 大 sent instead of 杯 红"]


def test_what_was_packed_the_same_day_is_likelier(shop: Store) -> None:
    for sku, grams in (("A", 100), ("M", 160), ("Z", 160)):
        product(shop, sku, grams)
    order(shop, "7001", {"A": 1}, created="2026-09-01 08:00:00", shipped="2026-09-02 18:00:00")
    order(shop, "7002", {"Z": 1}, created="2026-08-30 08:00:00", shipped="2026-09-02 18:10:00")
    order(shop, "7003", {"M": 1}, created="2026-08-30 08:00:00", shipped="2026-09-01 18:10:00")
    check = weighing.weigh(shop, scans.scanned(shop, "7001"), 160).check
    first = check.told.explanations[0]
    assert [(one.sku, one.quantity) for one in first.changes] == [("A", -1), ("Z", 1)]
    assert first.likely.packed_today


def test_what_was_weighed_today_was_at_hand(shop: Store) -> None:
    for sku, grams in (("A", 100), ("M", 160), ("Z", 160)):
        product(shop, sku, grams)
    order(shop, "7001", {"A": 1})
    order(shop, "7002", {"Z": 1}, shipped="not a date")
    weighing.weigh(shop, scans.scanned(shop, "7002"), 160)
    check = weighing.weigh(shop, scans.scanned(shop, "7001"), 160).check
    assert check.told.explanations[0].changes[-1].sku == "Z"


def test_lists_are_filtered_and_paged(domain_order: Store) -> None:
    parcel = scans.scanned(domain_order, "4001")
    light = weighing.weigh(domain_order, parcel, 235, packaging_g=30).check
    fits = weighing.weigh(domain_order, parcel, 355, packaging_g=30, session="早班").check
    hub = weighing.note_weight(domain_order, parcel, WeightSource.HUB, 360)

    def ids(**wanted: Any) -> list[int]:
        return list(weight_checks.ids(domain_order, CheckFilter(**wanted)))

    assert ids() == [hub.id, fits.id, light.id]
    assert ids(order_by="measured_g", descending=False) == [light.id, fits.id, hub.id]
    assert ids(order_by="order_no") == [hub.id, fits.id, light.id]
    assert ids(verdicts=frozenset({Verdict.LIGHT})) == [light.id]
    assert ids(session="早班") == [fits.id]
    assert ids(sources=frozenset({WeightSource.HUB})) == [hub.id]
    assert ids(order_id=parcel.order_id) == [hub.id, fits.id, light.id]
    assert ids(case_id=1) == []
    assert ids(text="400") == [hub.id, fits.id, light.id]
    assert ids(text="nobody") == []
    assert ids(since=clock.now() + timedelta(days=1)) == []
    assert ids(until=clock.now() - timedelta(days=1)) == []
    assert weight_checks.rows(domain_order, [fits.id, 999]) == [fits]
