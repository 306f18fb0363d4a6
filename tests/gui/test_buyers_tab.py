"""The buyers' room as a person uses it: find, look, call, merge, erase (R25, R27, R28, R41)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, CaseStage, FollowUpState, OrderState, Platform
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.services import (
    buyer_hints,
    buyer_lists,
    buyer_merging,
    buyer_records,
    buyers,
    cases,
    photos,
    retention,
    revisits,
    settings,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store
from desktop_app.views.buyers_page import BuyersPage
from desktop_app.views.buyers_tab import BuyersTab
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.find_box import FindBox
from desktop_app.views.revisits_page import RevisitsPage
from desktop_app.views.theme import Tone
from tests import drawn
from tests.gui.conftest import Answers
from tests.invented import order

T = Platform.TAOBAO
TODAY = clock.today()


def ago(days: int) -> str:
    return f"{TODAY - timedelta(days=days)} 10:00:00"


@pytest.fixture
def red(shop: Store) -> int:
    """小红 with three orders and three returns, and Bob with the same number and a photo."""
    paid = {"paid_minor": 10_000, "state": OrderState.DONE.value}
    for number in range(3):
        order(
            *(shop, f"100{number}", {"A": 1}, "小红爱买杯"),
            created=ago(9 - number),
            receiver="王小明",
            phone="13800001234",
            address="浙江省杭州市西湖区1号",
            **paid,
        )
        cases.open(shop, CaseDraft(kind=CaseKind.RETURN, order=f"100{number}"))
    order(shop, "2000", {"A": 1}, "Bob_Smith", created=ago(30), phone="13800001234", **paid)
    return buyers.obtain(shop, T, "小红爱买杯")


@pytest.fixture
def errands(desk: Desk) -> list[Errand]:
    found: list[Errand] = []
    desk.ways.errand.connect(found.append)
    return found


@pytest.fixture
def said(desk: Desk) -> list[tuple[str, Tone]]:
    found: list[tuple[str, Tone]] = []
    desk.ways.said.connect(lambda text, tone: found.append((text, tone)))
    return found


@pytest.fixture
def tab(desk: Desk, qtbot: QtBot, red: int) -> BuyersTab:
    del red
    made = BuyersTab(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    page = made.current()
    assert isinstance(page, BuyersPage)
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 2)
    return made


@pytest.fixture
def page(tab: BuyersTab) -> BuyersPage:
    found = tab.current()
    assert isinstance(found, BuyersPage)
    return found


@pytest.fixture
def show(page: BuyersPage, qtbot: QtBot) -> Callable[[int], None]:
    """Shows a buyer and waits until all of the page is there."""

    def shown(buyer_id: int) -> None:
        page.show_buyer(buyer_id)
        qtbot.waitUntil(lambda: page.panel.page is not None and page.panel.page.id == buyer_id)

    return shown


def column(page: BuyersPage, name: str) -> list[str]:
    model = page.list.model
    place = [one.key for one in model.columns].index(name)
    return [str(model.index(row, place).data()) for row in range(model.rowCount())]


def press(part: Any, words: str, qtbot: QtBot) -> None:
    """Presses the button with these words, once it is seen."""

    def seen() -> list[QPushButton]:
        buttons = part.findChildren(QPushButton)
        return [one for one in buttons if one.text() == words and one.isVisible()]

    qtbot.waitUntil(lambda: len(seen()) == 1)
    seen()[0].click()


def idle(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=15_000)


def test_r27_the_list_says_who_and_how_much(page: BuyersPage) -> None:
    assert column(page, "buyer") == ["小红爱买杯", "Bob_Smith"]
    assert column(page, "name") == ["王小明", ""]
    assert column(page, "open") == ["3", ""]
    assert column(page, "value") == ["¥300.00", "¥100.00"]


def test_the_list_is_searched_and_filtered(page: BuyersPage, qtbot: QtBot) -> None:
    qtbot.keyClicks(page.list.search, "bob")
    qtbot.waitUntil(lambda: column(page, "buyer") == ["Bob_Smith"])
    page.list.search.clear()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 2)
    page.chips.chips["serial"].click()
    qtbot.waitUntil(lambda: column(page, "buyer") == ["小红爱买杯"])


def test_r27_a_buyer_s_page_shows_figures_and_lists(
    page: BuyersPage, desk: Desk, red: int, errands: list[Errand], qtbot: QtBot
) -> None:
    qtbot.keyClick(page.list.search, Qt.Key.Key_Down)
    page.list.view.selectRow(0)
    qtbot.waitUntil(lambda: page.panel.page is not None and page.panel.page.id == red)
    panel = page.panel
    assert panel.head.title.text() == "小红爱买杯"
    assert [panel.bar.tabText(place) for place in (1, 2, 4)] == ["Orders 3", "Cases 3", "Claims"]
    panel.open_list(1)
    rows = panel.lists["orders"]
    qtbot.waitUntil(lambda: rows.model.rowCount() == 3)
    rows.view.selectRow(0)
    qtbot.keyClick(rows.view, Qt.Key.Key_Return)
    assert errands[-1] == Errand(Room.CASES, "order", "1002")
    press(panel.head, "New case", qtbot)
    assert errands[-1] == Errand(Room.CASES, "new", "小红爱买杯")


def test_r27_a_fact_leads_to_the_rows_behind_it(
    page: BuyersPage, red: int, show: Callable[[int], None], qtbot: QtBot
) -> None:
    show(red)
    press(page.panel.hints, "3 returns among 3 orders in 90 days", qtbot)
    rows = page.panel.lists["cases"]
    qtbot.waitUntil(lambda: rows.model.rowCount() == 3)
    assert rows.told.text() == "3 returns among 3 orders in 90 days"
    rows.all.click()
    qtbot.waitUntil(lambda: not rows.told.isVisible())


@pytest.fixture
def pictured(shop: Store, red: int, tmp_path: Path) -> int:
    """小红, of whom there is a photo that Bob sent, too."""
    file = drawn.write(tmp_path / "a.jpg")
    for buyer_id in (red, buyers.obtain(shop, T, "Bob_Smith")):
        photos.import_files(shop, buyer_id, [file])
    return red


def test_r27_the_same_photo_of_another_buyer_is_named(
    page: BuyersPage,
    pictured: int,
    show: Callable[[int], None],
    errands: list[Errand],
    qtbot: QtBot,
) -> None:
    show(pictured)
    wanted = "1 of 1 photos was sent by another buyer, too"
    qtbot.waitUntil(
        lambda: wanted in [one.text() for one in page.panel.hints.findChildren(QPushButton)]
    )
    press(page.panel.hints, wanted, qtbot)
    qtbot.waitUntil(lambda: page.panel.photos.list.count() == 1)
    page.panel.photos.list.itemActivated.emit(page.panel.photos.list.item(0))
    assert (errands[-1].room, errands[-1].thing) == (Room.PHOTOS, "小红爱买杯")
    page.panel.photos.show_all()


def test_contact_and_notes_are_kept_and_typing_survives_a_refresh(
    page: BuyersPage, desk: Desk, shop: Store, red: int, show: Callable[[int], None], qtbot: QtBot
) -> None:
    show(red)
    contact = page.panel.contact
    contact.note.edit.setPlainText("likes blue")
    page.panel.reload()
    idle(desk, qtbot)
    assert contact.note.text() == "likes blue"
    contact.keep_note.click()
    field = contact.fields["name"]
    field.edit.setFocus()
    field.edit.setText("王芳")
    qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    idle(desk, qtbot)
    with shop.connection():
        buyer = Buyer.get_by_id(red)
        assert (buyer.name, buyer.note) == ("王芳", "likes blue")


def test_r41_a_masked_screen_shows_the_contact_only_when_asked(
    page: BuyersPage, desk: Desk, shop: Store, red: int, show: Callable[[int], None], qtbot: QtBot
) -> None:
    buyer_records.change(shop, red, name="王小明")
    settings.put(shop, settings.MASK_ON_SCREEN, value=True)
    show(red)
    field = page.panel.contact.fields["name"]
    qtbot.waitUntil(lambda: field.text() == "王**")
    assert field.edit.isReadOnly()
    page.panel.contact.reveal.click()
    qtbot.waitUntil(lambda: field.text() == "王小明")
    assert not field.edit.isReadOnly()
    idle(desk, qtbot)


def test_r28_a_level_brings_the_monthly_call_and_a_date_can_be_planned(
    page: BuyersPage, desk: Desk, shop: Store, red: int, show: Callable[[int], None], qtbot: QtBot
) -> None:
    show(red)
    head = page.panel.head
    head.vip.setCurrentIndex(2)
    head.keep_vip()
    qtbot.waitUntil(head.next.isVisible)
    head.begin_plan()
    qtbot.keyClicks(head.day.edit, "2026-13-01")
    qtbot.keyClick(head.day.edit, Qt.Key.Key_Return)
    assert "isn't a date" in head.day.fault() or "not a date" in head.day.fault()
    head.day.edit.selectAll()
    qtbot.keyClicks(head.day.edit, "2026-01-05")
    qtbot.keyClicks(head.why, "asked for a call")
    qtbot.keyClick(head.why, Qt.Key.Key_Return)
    idle(desk, qtbot)
    found = revisits.rows(shop, revisits.ids(shop, revisits.RevisitFilter(buyer_id=red)))
    assert next((row.due_on, row.reason) for row in found) == (date(2026, 1, 5), "asked for a call")
    assert found[1].reason == revisits.MONTHLY


def test_r27_two_ids_are_merged_after_a_look_and_taken_apart(
    page: BuyersPage, desk: Desk, shop: Store, red: int, show: Callable[[int], None], qtbot: QtBot
) -> None:
    show(red)
    idle(desk, qtbot)
    press(page.panel.person, "Merge…", qtbot)
    assert page.side.currentWidget() is page.merging
    assert page.merging.other.text() == "Bob_Smith"
    assert page.merging.go.isEnabled()
    page.merging.go.click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    qtbot.waitUntil(lambda: page.panel.page is not None and page.panel.page.orders == 4)
    press(page.panel.person, "Take apart", qtbot)
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 2)
    assert buyer_merging.merged(shop, red) == []


def test_hostile_21_the_merging_form_refuses_a_masked_id_with_a_sentence(
    page: BuyersPage, shop: Store, red: int, qtbot: QtBot
) -> None:
    buyers.obtain(shop, T, "t**b", "77")
    page.begin_merge(red)
    qtbot.keyClicks(page.merging.other, "t**b")
    qtbot.keyClick(page.merging.other, Qt.Key.Key_Return)
    assert page.merging.fault.text().startswith("The platform masked the ID t**b")
    assert not page.merging.go.isEnabled()
    page.merging.other.setText("nobody")
    page.merging.look()
    assert page.merging.fault.text() == "There is no buyer nobody."
    page.merging.other.setText("小红爱买杯")
    page.merging.look()
    assert "one buyer already" in page.merging.fault.text()
    page.merging.other.setText("Bob_Smith")
    page.merging.look()
    page.merging.turn()
    assert page.merging.other.text() == "小红爱买杯"
    qtbot.keyClick(page.merging, Qt.Key.Key_Escape)


@pytest.fixture
def finished(shop: Store, red: int) -> int:
    """小红, all of whose cases are over."""
    with shop.transaction():
        AfterSalesCase.update(stage=CaseStage.CLOSED.value).execute()
    return red


def test_what_is_still_open_comes_before_erasing(page: BuyersPage, red: int, qtbot: QtBot) -> None:
    page.begin_erase(red)
    qtbot.waitUntil(lambda: page.erasing.sheet is not None)
    assert page.erasing.busy.isVisible()
    assert not page.erasing.typed.isEnabled()


def test_what_is_held_is_written_for_the_buyer(
    page: BuyersPage, finished: int, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    page.begin_erase(finished)
    qtbot.waitUntil(page.erasing.export.isEnabled)
    answers.target = tmp_path / "held.csv"
    page.erasing.export.click()
    qtbot.waitUntil((tmp_path / "held.csv").exists)


def test_r41_data_are_erased_after_the_id_was_typed(
    page: BuyersPage, desk: Desk, finished: int, said: list[tuple[str, Tone]], qtbot: QtBot
) -> None:
    erasing = page.erasing
    page.begin_erase(finished)
    qtbot.waitUntil(erasing.typed.isEnabled)
    erasing.drop_notes.setChecked(True)
    erasing.keep_photos.setChecked(True)
    idle(desk, qtbot)
    erasing.typed.setText("小红爱买")
    assert not erasing.go.isEnabled()
    erasing.typed.setText("小红爱买杯")
    qtbot.keyClick(erasing.typed, Qt.Key.Key_Return)
    qtbot.waitUntil(
        lambda: any(one[0].startswith("The personal data are erased") for one in said),
        timeout=15_000,
    )
    qtbot.waitUntil(lambda: f"anonymous-{finished}" in column(page, "buyer"))
    qtbot.waitUntil(lambda: page.panel.head.title.text() == f"anonymous-{finished}")
    assert not page.panel.head.erasing.isEnabled()
    assert not page.panel.head.new_case.isVisible()


def test_r41_retention_asks_before_it_acts(
    page: BuyersPage, desk: Desk, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    order(shop, "1", {"A": 1}, "long_gone", created=ago(1500))
    page.begin_retention()
    panel = page.retention
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    assert panel.told.text().startswith("1 buyer has had no business since")
    panel.years.setValue(6)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0)
    panel.years.setValue(3)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 1)
    answers.yes = False
    panel.go.click()
    assert answers.asked[-1] == "Anonymise 1 buyer for good?"
    assert len(retention.overdue(shop)) == 1
    answers.yes = True
    panel.go.click()
    qtbot.waitUntil(lambda: retention.overdue(shop) == [], timeout=15_000)
    idle(desk, qtbot)


def test_the_room_s_settings_are_data(
    page: BuyersPage, desk: Desk, shop: Store, red: int, qtbot: QtBot
) -> None:
    page.begin_options()
    options = page.options
    options.names[2].setText("金牌")
    options.months[2].setValue(3)
    options.day.setValue(31)
    options.least.setValue(9)
    options.masked.setChecked(True)
    options.save.click()
    assert settings.get(shop, buyer_lists.VIP_NAMES) == {"2": "金牌"}
    assert settings.get(shop, revisits.EVERY_MONTHS)["2"] == "3"
    assert settings.get(shop, settings.MASK_ON_SCREEN)
    assert buyer_hints.of(shop, red) == []
    assert page.side.currentWidget() is not options
    idle(desk, qtbot)


def test_errands_find_a_buyer_by_id_or_say_so(
    tab: BuyersTab, page: BuyersPage, shop: Store, red: int, said: list[Any], qtbot: QtBot
) -> None:
    tab.run_errand(Errand(Room.BUYERS, "show", "小红爱买杯"))
    qtbot.waitUntil(lambda: page.panel.page is not None and page.panel.page.id == red)
    assert page.list.view.ids_chosen() == [red]
    bob = buyers.obtain(shop, T, "Bob_Smith")
    page.chips.chips["serial"].click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    tab.run_errand(Errand(Room.BUYERS, "show", "Bob_Smith", str(bob)))
    qtbot.waitUntil(lambda: page.list.view.ids_chosen() == [bob])
    tab.run_errand(Errand(Room.BUYERS, "show", "nobody"))
    assert said[-1] == ("There is no buyer nobody.", Tone.BAD)
    for number in (1, 2):
        order(shop, f"90{number}", {"A": 1}, "t**b")
    tab.run_errand(Errand(Room.BUYERS, "show", "t**b"))
    assert page.list.search.text() == "t**b"


def test_the_find_box_leads_here(desk: Desk, red: int, errands: list[Errand], qtbot: QtBot) -> None:
    box = FindBox(desk)
    qtbot.addWidget(box)
    box.show()
    box.setText("Bob_Smith")
    box._enter()
    qtbot.waitUntil(lambda: bool(errands) and errands[-1].room in (Room.BUYERS, Room.CASES))
    assert (errands[-1].room, errands[-1].thing) == (Room.BUYERS, "Bob_Smith")


@pytest.fixture
def calls(tab: BuyersTab, shop: Store, red: int) -> RevisitsPage:
    """The page of revisits with a late call, and one of this month."""
    revisits.add(shop, red, TODAY - timedelta(days=40), "about the repair")
    revisits.add(shop, buyers.obtain(shop, T, "Bob_Smith"), TODAY)
    page = tab.open("revisits")
    assert isinstance(page, RevisitsPage)
    return page


def test_r25_the_month_s_calls_are_noted_by_keyboard(
    calls: RevisitsPage, shop: Store, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: calls.list.model.rowCount() == 2)
    view = calls.list.view
    view.setFocus()
    view.selectRow(0)
    assert calls.form.state.text() == "Overdue"
    qtbot.keyClick(view, Qt.Key.Key_Return)
    calls.form.outcome.edit.setPlainText("all well")
    calls.form.next.set_text("2027-01-05")
    calls.form.done_button.click()
    (row,) = revisits.rows(shop, [1])
    assert (row.state, row.outcome, row.who) == (FollowUpState.DONE, "all well", "tester")
    qtbot.waitUntil(lambda: calls.list.model.rowCount() == 1)
    calls._show_revisit(3)
    qtbot.waitUntil(lambda: calls.form.row is not None and calls.form.row.due_on.year == 2027)
    assert "2027" in calls.month.text()


def test_calls_are_left_out_moved_taken_back_and_taken_off(
    calls: RevisitsPage, tab: BuyersTab, shop: Store, errands: list[Errand], qtbot: QtBot
) -> None:
    tab.run_errand(Errand(Room.BUYERS, "show", "2", "revisits"))
    qtbot.waitUntil(lambda: calls.form.row is not None and calls.form.row.id == 2)
    form = calls.form
    form.day.set_text("2026-02-30")
    form.move_button.click()
    assert form.day.fault()
    form.day.set_text((TODAY + timedelta(days=400)).isoformat())
    form.move_button.click()
    assert revisits.rows(shop, [2])[0].due_on == TODAY + timedelta(days=400)
    form.skip_button.click()
    assert revisits.rows(shop, [2])[0].state is FollowUpState.SKIPPED
    qtbot.waitUntil(form.back_button.isVisible)
    form.back_button.click()
    assert revisits.rows(shop, [2])[0].state is FollowUpState.OPEN
    form.buyer_button.click()
    assert errands[-1].room is Room.BUYERS
    qtbot.waitUntil(form.remove_button.isVisible)
    form.remove_button.click()
    assert revisits.rows(shop, [2]) == []
    qtbot.waitUntil(lambda: form.row is None)


def test_other_months_are_a_key_away(calls: RevisitsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: calls.list.model.rowCount() == 2)
    calls.after.click()
    qtbot.waitUntil(lambda: calls.list.model.rowCount() == 0)
    calls.before.click()
    qtbot.waitUntil(lambda: calls.list.model.rowCount() == 2)
    calls.states.chips["late"].click()
    qtbot.waitUntil(lambda: calls.list.model.rowCount() == 1)
    calls.turn(-5)
    calls.this_month()
    assert not calls.now.isEnabled()
    calls.run_errand(Errand(Room.BUYERS, "show", "Bob_Smith"))
    assert calls.list.search.text() == "Bob_Smith"
