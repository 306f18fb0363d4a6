"""The weighing room: one parcel, a day's batch by keyboard alone, all checks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import (
    Platform,
    Verdict,
    WeightSource,
)
from desktop_app.services import (
    packaging,
    scans,
    weigh_sessions,
    weighing,
    weight_checks,
)
from desktop_app.services.store import Store
from desktop_app.services.weight_checks import CheckFilter
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.weighing_batch import BatchPage
from desktop_app.views.weighing_checks import ChecksPage
from desktop_app.views.weighing_page import WeighPage
from desktop_app.views.weighing_tab import WeighingTab
from tests.gui.weighing_shop import ENTER, domain_order, order, product, tab, type_in

__all__ = ["domain_order", "tab"]


@pytest.fixture
def page(domain_order: Store, tab: WeighingTab) -> WeighPage:
    return tab.weigh


# One parcel


@pytest.mark.parametrize(
    ("grams", "verdict", "lines"),
    [
        ("355", "Fits", []),
        ("235", "120 g too light", ["missing: 1 × 杯"]),
        ("270", "85 g too light", ["missing: 1 × 碟"]),
        ("390", "35 g too heavy", ["1 × 杯 sent instead of 碟"]),
    ],
)
def test_r4_a_parcel_is_weighed_by_two_lines_of_keyboard(
    page: WeighPage, qtbot: QtBot, grams: str, verdict: str, lines: list[str]
) -> None:
    type_in(qtbot, page.number.edit, "4001")
    assert page.parcel.total.text() == "Expected 355 g ± 10 g"
    assert page.scale.edit.hasFocus()
    type_in(qtbot, page.scale.edit, grams)
    assert page.verdict.big.text() == verdict
    assert page.verdict.lines() == lines
    assert page.number.edit.hasFocus()
    assert page.history.model.rowCount() == 1


def test_r4_several_explanations_are_all_there_and_said_to_be_several(
    shop: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    product(shop, "A", 120, title="杯")
    product(shop, "B", 118, title="碟")
    order(shop, "4000", {"A": 1, "B": 1})
    type_in(qtbot, tab.weigh.number.edit, "4000")
    type_in(qtbot, tab.weigh.scale.edit, "120")
    assert tab.weigh.verdict.lines() == [
        "Several mix-ups explain it equally well:",
        "missing: 1 × 碟",
        "missing: 1 × 杯",
        "2 g left unexplained",
    ]


def test_a_number_that_nobody_knows_is_said_beside_the_field(page: WeighPage, qtbot: QtBot) -> None:
    type_in(qtbot, page.number.edit, "nope")
    assert page.number.fault.text().startswith("Nothing here has the number nope")
    assert page.number.edit.property("wrong")
    qtbot.keyClicks(page.number.edit, "4")
    assert not page.number.fault.isVisible()


def test_a_number_of_two_platforms_asks_which(
    domain_order: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    other = order(domain_order, "4001", {"B": 1}, platform=Platform.JD)
    type_in(qtbot, tab.weigh.number.edit, "4001")
    buttons = {button.text(): button for button in tab.weigh.number.choices()}
    assert set(buttons) == {"JD", "Taobao"}
    buttons["JD"].click()
    assert tab.weigh.parcel.parcel is not None
    assert tab.weigh.parcel.parcel.order_id == other
    assert tab.weigh.number.choices() == []


@pytest.mark.parametrize(
    ("key", "measured"),
    [(ENTER, [1_200]), (Qt.Key.Key_F2, [1]), (Qt.Key.Key_Escape, [])],
)
def test_kilograms_typed_as_grams_are_asked_about_and_answered_by_one_key(
    shop: Store, tab: WeighingTab, qtbot: QtBot, key: Qt.Key, measured: list[int]
) -> None:
    product(shop, "K", 1_200)
    order(shop, "4100", {"K": 1})
    type_in(qtbot, tab.weigh.number.edit, "4100")
    type_in(qtbot, tab.weigh.scale.edit, "1.2")
    doubt = tab.weigh.scale.doubt
    assert doubt.words.text().startswith("That looks like kilograms. Did the scale show 1,200 g?")
    assert doubt.hasFocus()
    qtbot.keyClick(doubt, key)
    assert not doubt.isVisible()
    assert [row.measured_g for row in weight_checks.listed(shop)] == measured


def test_a_scale_set_to_kilograms_keeps_its_decimals(page: WeighPage, qtbot: QtBot) -> None:
    type_in(qtbot, page.number.edit, "4001")
    type_in(qtbot, page.scale.edit, "0.355")
    assert not page.scale.doubt.no.isVisible(), "0 g is no answer"
    page.scale.doubt.yes.click()
    assert page.verdict.big.text() == "Fits"


def test_grams_a_thousand_times_too_many_are_asked_about(
    shop: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    product(shop, "S", 90)
    order(shop, "4100", {"S": 1})
    type_in(qtbot, tab.weigh.number.edit, "4100")
    type_in(qtbot, tab.weigh.scale.edit, "90000")
    assert "Was 90 g meant?" in tab.weigh.scale.doubt.words.text()
    qtbot.keyClick(tab.weigh.scale.doubt, ENTER)
    assert tab.weigh.verdict.big.text() == "Fits"


def test_a_scan_into_the_question_is_no_answer(page: WeighPage, qtbot: QtBot) -> None:
    type_in(qtbot, page.number.edit, "4001")
    type_in(qtbot, page.scale.edit, "0.355")
    type_in(qtbot, page.scale.doubt, "YT1234567890123")
    assert page.scale.doubt.isVisible()
    assert weight_checks.listed(page.desk.store) == []
    qtbot.keyClick(page.scale.doubt, ENTER)
    assert len(weight_checks.listed(page.desk.store)) == 1


def test_the_question_s_buttons_answer_to_enter_too(
    shop: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    product(shop, "K", 1_200)
    order(shop, "4100", {"K": 1})
    type_in(qtbot, tab.weigh.number.edit, "4100")
    doubt = tab.weigh.scale.doubt
    type_in(qtbot, tab.weigh.scale.edit, "1.2")
    doubt.back.setFocus()
    qtbot.keyClick(doubt.back, ENTER)
    assert tab.weigh.scale.edit.hasFocus()
    type_in(qtbot, tab.weigh.scale.edit, "1.2")
    doubt.no.setFocus()
    qtbot.keyClick(doubt.no, ENTER)
    assert [row.measured_g for row in weight_checks.listed(shop)] == [1]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("0", "“0”: a weight must be above zero."),
        ("-5", "“-5” is not a weight; write grams like 355, or 1.2kg."),
        ("1,2kg", "“1,2kg” is not a weight; write grams like 355, or 1.2kg."),
        ("9999kg", "“9999kg” is more than a parcel weighs (200 kg); is the unit right?"),
        ("9999.5", "“9999.5” is no such thing"),
    ],
)
def test_what_is_no_weight_is_refused_in_a_sentence(
    page: WeighPage, qtbot: QtBot, typed: str, sentence: str
) -> None:
    type_in(qtbot, page.number.edit, "4001")
    type_in(qtbot, page.scale.edit, typed)
    if typed == "9999.5":
        assert page.verdict.big.text() == "9645 g too heavy"
    else:
        assert page.scale.fault.text() == sentence
        assert weight_checks.listed(page.desk.store) == []


def test_what_was_weighed_today_is_listed_until_a_parcel_is_on_the_scale(
    domain_order: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    page = tab.weigh
    assert page.number.edit.hasFocus()
    assert page.today.title.text() == "Nothing was weighed today yet."
    weighing.weigh(domain_order, scans.scanned(domain_order, "4001"), 270)
    qtbot.waitUntil(lambda: page.today.model.rowCount() == 1)
    assert page.today.title.text() == "Weighed today: 1"
    page.today.view.selectRow(0)
    page.today.view.setFocus()
    qtbot.keyClick(page.today.view, ENTER)
    assert page.parcel.parcel is not None
    assert page.parcel.parcel.order_no == "4001"
    assert page.scale.edit.hasFocus()


def test_the_pages_are_reached_by_keyboard_and_scrolled_in_a_small_window(
    tab: WeighingTab, qtbot: QtBot
) -> None:
    tab.resize(520, 300)
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    for place, name in enumerate(("weigh", "batch", "checks", "products", "wrong"), 1):
        qtbot.keyClick(tab, Qt.Key(Qt.Key.Key_0 + place), Qt.KeyboardModifier.AltModifier)
        assert tab.current() is getattr(tab, name)
    assert tab.width() == 520, "no page forces the window wider than the screen"
    area = tab.wrong.parentWidget().parentWidget()
    assert isinstance(area, QScrollArea)
    assert area.horizontalScrollBar().maximum() > 0


def test_the_same_check_again_says_so_and_another_says_what_was_before(
    page: WeighPage, qtbot: QtBot
) -> None:
    for grams in ("235", "235"):
        type_in(qtbot, page.number.edit, "4001")
        type_in(qtbot, page.scale.edit, grams)
    assert "not recorded twice" in page.verdict.lines()[0]
    type_in(qtbot, page.number.edit, "4001")
    type_in(qtbot, page.scale.edit, "355")
    assert page.verdict.lines() == ["Before that it weighed 235 g."]
    assert page.history.model.rowCount() == 2


def test_a_check_is_voided_with_a_reason(page: WeighPage, qtbot: QtBot) -> None:
    type_in(qtbot, page.number.edit, "4001")
    type_in(qtbot, page.scale.edit, "235")
    assert not page.history.void_button.isEnabled()
    page.history.view.selectRow(0)
    page.history.void_button.click()
    reason = page.history.reason
    with qtbot.waitSignal(page.desk.ways.said):
        qtbot.keyClick(reason.edit, ENTER)
    assert reason.isVisible(), "no reason, no voiding"
    type_in(qtbot, reason.edit, "秤没归零")
    assert not reason.isVisible()
    kept = weight_checks.listed(page.desk.store, CheckFilter(with_voided=True))
    assert [row.void_reason for row in kept] == ["秤没归零"]
    qtbot.waitUntil(lambda: page.history.model.index(0, 4).data() == "Voided")


def test_escape_puts_the_question_for_a_reason_away(page: WeighPage, qtbot: QtBot) -> None:
    type_in(qtbot, page.number.edit, "4001")
    type_in(qtbot, page.scale.edit, "235")
    page.history.view.selectRow(0)
    page.history.void_button.click()
    qtbot.keyClick(page.history.reason.edit, Qt.Key.Key_Escape)
    assert not page.history.reason.isVisible()
    assert len(weight_checks.listed(page.desk.store)) == 1


def test_a_product_without_weight_is_named_and_weighed_at_once(
    shop: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    product(shop, "A", 120, title="杯")
    product(shop, "N", None, title="新品")
    order(shop, "4002", {"A": 1, "N": 2})
    type_in(qtbot, tab.weigh.number.edit, "4002")
    assert tab.weigh.parcel.total.text() == "Expected: can't say yet"
    type_in(qtbot, tab.weigh.scale.edit, "220")
    assert tab.weigh.verdict.big.text() == "Can't say"
    assert tab.weigh.verdict.lines() == ["新品 has no weight yet; enter it among the products."]
    field = tab.weigh.parcel.missing.fields["N"]
    type_in(qtbot, field.edit, "x")
    assert field.edit.property("wrong")
    field.edit.clear()
    type_in(qtbot, field.edit, "50")
    assert tab.weigh.verdict.big.text() == "Fits"
    assert not tab.weigh.parcel.missing.isVisible()


def test_a_product_nobody_entered_gets_its_weight_too(
    shop: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    order(shop, "4003", {"gone": 1})
    type_in(qtbot, tab.weigh.number.edit, "4003")
    type_in(qtbot, tab.weigh.parcel.missing.fields["gone"].edit, "75")
    assert tab.weigh.parcel.total.text().startswith("Expected 75 g")


def test_an_order_without_lines_says_what_to_do(
    shop: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    order(shop, "4004", {})
    type_in(qtbot, tab.weigh.number.edit, "4004")
    assert tab.weigh.parcel.total.text() == ("The order has no items here; import its item list.")
    assert not tab.weigh.parcel.contents.isVisible()


def test_packaging_is_the_usual_one_until_somebody_chooses(page: WeighPage, qtbot: QtBot) -> None:
    shop = page.desk.store
    packaging.put(shop, "气泡膜", 5)
    type_in(qtbot, page.number.edit, "4001")
    qtbot.waitUntil(lambda: len(page.parcel.packing.menu.actions()) == 4)
    assert page.parcel.packing.packaging_g() is None
    bubbles = next(one for one in page.parcel.packing.menu.actions() if "气泡膜" in one.text())
    bubbles.trigger()
    assert page.parcel.total.text().startswith("Expected 360 g")
    page.parcel.packing.edit.selectAll()
    qtbot.keyClicks(page.parcel.packing.edit, "1x")
    assert "“1x” is not a weight" in page.parcel.total.text()
    type_in(qtbot, page.scale.edit, "355")
    assert weight_checks.listed(shop) == []
    page.parcel.packing.edit.clear()
    qtbot.keyClicks(page.parcel.packing.edit, "0")
    assert page.parcel.total.text().startswith("Expected 325 g")
    qtbot.keyClick(page.scale.edit, Qt.Key.Key_Escape)
    type_in(qtbot, page.number.edit, "4001")
    assert page.parcel.total.text().startswith("Expected 355 g")


def test_four_scales_are_kept_apart(page: WeighPage, qtbot: QtBot) -> None:
    type_in(qtbot, page.number.edit, "4001")
    page.scale.source.set_code(WeightSource.HUB.value)
    page.scale.source.changed.emit()
    page.scale.day.set_text("2026-09-02")
    type_in(qtbot, page.scale.edit, "310")
    parcel = scans.scanned(page.desk.store, "4001")
    found = weight_checks.four_weights(page.desk.store, parcel)
    assert found[WeightSource.HUB].measured_g == 310
    assert clock.to_local(found[WeightSource.HUB].at).date().isoformat() == "2026-09-02"
    assert WeightSource.OWN not in found


def test_the_parcel_s_case_is_a_click_away(page: WeighPage, qtbot: QtBot) -> None:
    type_in(qtbot, page.number.edit, "4001")
    with qtbot.waitSignal(page.desk.ways.errand) as errand:
        page.parcel.case_button.click()
    assert errand.args == [Errand(Room.CASES, "new", "4001")]


def test_escape_goes_back_to_the_number(page: WeighPage, qtbot: QtBot) -> None:
    type_in(qtbot, page.number.edit, "4001")
    qtbot.keyClick(page.scale.edit, Qt.Key.Key_Escape)
    assert page.number.edit.hasFocus()


def test_errands_begin_with_a_parcel_or_show_its_checks(
    domain_order: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    tab.run_errand(Errand(Room.WEIGHING, "new", "yt1234567890123"))
    assert tab.weigh.parcel.title.text() == "小明"
    weighing.weigh(domain_order, scans.scanned(domain_order, "4001"), 235)
    tab.run_errand(Errand(Room.WEIGHING, "show", "4001"))
    assert tab.current() is tab.checks
    qtbot.waitUntil(lambda: tab.checks.list.model.rowCount() == 1)
    tab.run_errand(Errand(Room.WEIGHING, "new"))
    assert tab.weigh.number.edit.hasFocus()


# A day's batch


@pytest.fixture
def beeps(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    heard: list[bool] = []
    monkeypatch.setattr(QApplication, "beep", lambda: heard.append(True))
    return heard


@pytest.fixture
def batch(domain_order: Store, tab: WeighingTab) -> BatchPage:
    tab.open("batch")
    return tab.batch


def figures(batch: BatchPage) -> dict[str, str]:
    return {key: label.text() for key, label in batch.tally.figures.items() if label.text() != "0"}


def test_a_hundred_parcels_by_scanner_and_scale_alone(
    domain_order: Store, tab: WeighingTab, qtbot: QtBot, beeps: list[bool]
) -> None:
    for number in range(100):
        order(domain_order, f"77{number:04}", {"A": 1}, tracking=f"ZTO78000000{number:06}")
    tab.open("batch")
    line = tab.batch.line
    qtbot.waitUntil(line.hasFocus)
    for number in range(100):
        assert line.hasFocus()
        type_in(qtbot, line, f"ZTO78000000{number:06}")
        type_in(qtbot, line, "30" if number % 10 == 9 else "150")
    assert figures(tab.batch) == {"parcels": "100", "fits": "90", "wrong": "10"}
    assert len(beeps) == 10
    assert tab.batch.verdict.big.text() == "120 g too light"
    assert tab.batch.verdict.property("tone") == "bad"
    assert tab.batch.verdict.lines() == ["Should be inside: 1 × 杯", "missing: 1 × 杯"]
    qtbot.waitUntil(lambda: tab.batch.list.model.rowCount() == 100)


def test_a_parcel_put_right_counts_once(batch: BatchPage, qtbot: QtBot, beeps: list[bool]) -> None:
    for grams in ("235", "355"):
        type_in(qtbot, batch.line, "4001")
        type_in(qtbot, batch.line, grams)
    assert figures(batch) == {"parcels": "1", "fits": "1", "put_right": "1"}
    assert batch.verdict.big.text() == "Fits"


def test_a_parcel_scanned_but_not_weighed_is_skipped_aloud(
    batch: BatchPage, qtbot: QtBot, beeps: list[bool]
) -> None:
    order(batch.desk.store, "400299", {"B": 1}, tracking="YT9999999999999")
    type_in(qtbot, batch.line, "4001")
    type_in(qtbot, batch.line, "4001xx")
    assert batch.verdict.big.text() == "Not a weight"
    type_in(qtbot, batch.line, "YT1234567890123")
    assert figures(batch) == {}, "the same parcel once more"
    type_in(qtbot, batch.line, "YT9999999999999")
    assert figures(batch) == {"skipped": "1"}
    assert len(beeps) == 2
    type_in(qtbot, batch.line, "115")
    assert batch.verdict.big.text() == "Fits"
    type_in(qtbot, batch.line, "4001")
    type_in(qtbot, batch.line, "355")
    assert figures(batch) == {"parcels": "2", "fits": "2"}


def test_an_unknown_scan_beeps_and_waits_for_another(
    batch: BatchPage, qtbot: QtBot, beeps: list[bool]
) -> None:
    type_in(qtbot, batch.line, "nobody")
    assert (batch.verdict.big.text(), len(beeps)) == ("Not found", 1)
    type_in(qtbot, batch.line, "4001")
    assert batch.verdict.big.text() == "小明"
    qtbot.keyClick(batch.line, Qt.Key.Key_Escape)
    assert batch.verdict.big.text() == "Scan a parcel"
    assert figures(batch) == {}


def test_a_doubtful_weight_is_asked_about_in_a_batch_too(
    batch: BatchPage, qtbot: QtBot, beeps: list[bool]
) -> None:
    type_in(qtbot, batch.line, "4001")
    type_in(qtbot, batch.line, "0.355")
    assert len(beeps) == 1
    qtbot.keyClick(batch.doubt, Qt.Key.Key_Escape)
    assert batch.line.hasFocus()
    type_in(qtbot, batch.line, "0.355")
    qtbot.keyClick(batch.doubt, ENTER)
    assert figures(batch) == {"parcels": "1", "fits": "1"}
    assert batch.line.hasFocus()


def test_a_batch_that_was_left_is_taken_up_again(
    domain_order: Store, desk: Desk, qtbot: QtBot
) -> None:
    session = weigh_sessions.begin(domain_order)
    weighing.weigh(domain_order, scans.scanned(domain_order, "4001"), 355, session=session)
    order(domain_order, "4002", {"B": 1})
    tab = WeighingTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    tab.open("batch")
    qtbot.waitUntil(lambda: figures(tab.batch) == {"parcels": "1", "fits": "1"})
    type_in(qtbot, tab.batch.line, "4002")
    type_in(qtbot, tab.batch.line, "115")
    assert figures(tab.batch)["parcels"] == "2"
    assert tab.batch.session == session
    tab.batch.fresh.click()
    assert figures(tab.batch) == {}
    place = tab.batch.batches.findData(session)
    tab.batch.batches.setCurrentIndex(place)
    tab.batch.batches.activated.emit(place)
    assert figures(tab.batch)["parcels"] == "2"


# All checks


@pytest.fixture
def checks(domain_order: Store, tab: WeighingTab, qtbot: QtBot) -> ChecksPage:
    parcel = scans.scanned(domain_order, "4001")
    weighing.weigh(domain_order, parcel, 235)
    weighing.weigh(domain_order, parcel, 355)
    weighing.note_weight(domain_order, parcel, WeightSource.HUB, 300)
    tab.open("checks")
    qtbot.waitUntil(lambda: tab.checks.list.model.rowCount() == 3)
    return tab.checks


def test_checks_are_filtered_by_chips(checks: ChecksPage, qtbot: QtBot) -> None:
    def rows() -> int:
        return checks.list.model.rowCount()

    checks.verdicts.chips[Verdict.FITS.value].click()
    qtbot.waitUntil(lambda: rows() == 1)
    checks.verdicts.chips[Verdict.FITS.value].click()
    checks.sources.actions_[WeightSource.HUB.value].trigger()
    qtbot.waitUntil(lambda: rows() == 1)
    checks.list.clear_filters()
    checks.days.chips["today"].click()
    qtbot.waitUntil(lambda: rows() == 3)
    checks.list.search.setText("nobody")
    qtbot.waitUntil(lambda: rows() == 0)
    assert checks.list.narrowed()


def test_a_check_is_shown_in_full_with_all_scales(checks: ChecksPage, qtbot: QtBot) -> None:
    checks.list.view.choose(min(checks.list.model.ids))
    assert checks.detail.verdict.big.text() == "120 g too light"
    assert checks.detail.scales.texts() == [
        ("Own scale", "355 g"),
        ("Hub's scale", "300 g"),
    ]
    with qtbot.waitSignal(checks.weigh_wanted) as wanted:
        checks.detail.again.click()
    assert wanted.args == ["YT1234567890123"]


def test_a_voided_check_leaves_the_list_and_is_found_by_its_chip(
    checks: ChecksPage, qtbot: QtBot
) -> None:
    wrong = min(checks.list.model.ids)
    checks.list.view.choose(wrong)
    checks.detail.void_button.click()
    type_in(qtbot, checks.detail.reason.edit, "秤没归零")
    qtbot.waitUntil(lambda: checks.list.model.rowCount() == 2)
    checks.verdicts.chips["voided"].click()
    qtbot.waitUntil(lambda: checks.list.model.rowCount() == 3)
    checks.list.view.choose(wrong)
    assert checks.detail.verdict.lines()[0] == "Voided: 秤没归零"
    assert not checks.detail.void_button.isEnabled()


def test_weighing_again_goes_to_the_first_page(
    checks: ChecksPage, tab: WeighingTab, qtbot: QtBot
) -> None:
    checks.list.view.choose(checks.list.model.ids[0])
    checks.detail.again.click()
    assert tab.current() is tab.weigh
    assert tab.weigh.parcel.title.text() == "小明"
