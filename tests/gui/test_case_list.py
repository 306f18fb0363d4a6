"""The list of cases: chosen many at once, narrowed, kept as views, given out, opened from chat."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.kinds import CaseKind, CaseStage, ClaimKind, Platform
from desktop_app.services import case_acts, case_lists, cases, claims, saved_views
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store
from desktop_app.views import case_columns
from desktop_app.views.cases_tab import CasesTab
from desktop_app.views.desk import Desk, Errand, Room
from tests.gui.conftest import Answers
from tests.invented import order


@pytest.fixture
def tab(desk: Desk, qtbot: QtBot) -> CasesTab:
    made = CasesTab(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    return made


@pytest.fixture
def said(desk: Desk) -> list[str]:
    heard: list[str] = []
    desk.ways.said.connect(lambda text, _tone: heard.append(text))
    return heard


@pytest.fixture
def three(shop: Store, tab: CasesTab, qtbot: QtBot) -> list[int]:
    """Three cases of one buyer, all in the list and chosen."""
    opened = datetime(2026, 9, 1, 4, tzinfo=UTC)
    made = [
        cases.open(shop, CaseDraft("lost", buyer="甲", opened_at=opened.replace(day=day))).row.id
        for day in (1, 2, 3)
    ]
    qtbot.waitUntil(lambda: tab.list.model.rowCount() == 3)
    tab.list.view.selectAll()
    return made


def stages(shop: Store) -> set[CaseStage]:
    return {row.stage for row in case_lists.rows(shop, case_lists.ids(shop))}


def test_r24_many_cases_move_in_one_step_and_back(
    tab: CasesTab, shop: Store, three: list[int], said: list[str]
) -> None:
    assert tab.bulk.isVisible()
    assert tab.bulk.told.text() == "3 cases chosen"
    assert set(tab.bulk.stages) == set(case_acts.nexts(shop, three))
    wanted = tab.bulk.stages[0]
    tab.bulk.stage_button.menu().actions()[0].trigger()
    assert stages(shop) == {wanted}
    tab.tools.undo.click()
    assert stages(shop) == {CaseStage.NEW}
    assert said[-1].startswith("Taken back: Stage:")
    tab.tools.redo.click()
    assert stages(shop) == {wanted}
    assert said[-1].startswith("Done again:")


def test_what_cannot_be_taken_back_any_more_is_forgotten(
    tab: CasesTab, shop: Store, three: list[int], answers: Answers, said: list[str]
) -> None:
    answers.line = "小李"
    tab.bulk.hand_over()
    case_acts.change(shop, three[:1], owner="小陈")
    tab.tools.undo.click()
    assert "changed elsewhere" in said[-1]
    assert not tab.history.stack.canUndo()
    assert case_lists.count(shop, CaseFilter(owners=("小李",))) == 2


def test_r26_owner_tags_and_day_are_set_for_all(
    tab: CasesTab, shop: Store, three: list[int], answers: Answers, said: list[str]
) -> None:
    answers.line = None
    for act in (tab.bulk.hand_over, tab.bulk.add_tag, tab.bulk.remove_tag, tab.bulk.follow_up):
        act()
    assert not tab.history.stack.canUndo()
    answers.line = "双11"
    tab.bulk.add_tag()
    assert case_lists.tag_counts(shop) == {"双11": 3}
    tab.bulk.remove_tag()
    assert case_lists.tag_counts(shop) == {}
    tab.bulk.follow_up()
    assert "双11" in said[-1]
    answers.line = "2026-12-24"
    tab.bulk.follow_up()
    days = {row.follow_up_on for row in case_lists.rows(shop, three)}
    assert days == {"2026-12-24"}


def test_chosen_cases_merge_into_the_oldest(
    tab: CasesTab, shop: Store, three: list[int], answers: Answers, qtbot: QtBot
) -> None:
    answers.yes = False
    tab.bulk.merge()
    assert case_lists.count(shop) == 3
    answers.yes = True
    tab.bulk.merge()
    assert list(case_lists.ids(shop)) == [three[0]]
    tab.tools.undo.click()
    assert case_lists.count(shop) == 3


def test_cases_of_two_buyers_do_not_merge(
    tab: CasesTab, shop: Store, three: list[int], qtbot: QtBot, said: list[str]
) -> None:
    cases.open(shop, CaseDraft("lost", buyer="乙"))
    qtbot.waitUntil(lambda: tab.list.model.rowCount() == 4)
    tab.list.view.selectAll()
    tab.bulk.merge()
    assert case_lists.count(shop) == 4
    assert "two buyers" in said[-1]
    assert not tab.history.stack.canUndo()


def test_more_than_a_few_are_written_in_a_job(
    tab: CasesTab, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    with shop.transaction():
        for number in range(25):
            cases.open(shop, CaseDraft("lost", buyer=f"b{number}"))
    qtbot.waitUntil(lambda: tab.list.model.rowCount() == 25)
    tab.list.view.selectAll()
    assert tab.bulk.merge_button.isHidden()
    answers.line = "小李"
    tab.bulk.hand_over()
    qtbot.waitUntil(lambda: case_lists.count(shop, CaseFilter(owners=("小李",))) == 25)
    qtbot.waitUntil(tab.history.stack.canUndo)
    tab.tools.undo.click()
    qtbot.waitUntil(lambda: case_lists.count(shop, CaseFilter(owners=("小李",))) == 0)


def test_r24_the_list_and_the_chosen_ones_are_given_out(
    tab: CasesTab,
    three: list[int],
    answers: Answers,
    tmp_path: Path,
    qtbot: QtBot,
    said: list[str],
) -> None:
    tab.bulk.export()
    assert said == []
    answers.target = tmp_path / "all"
    tab.tools.export.click()
    qtbot.waitUntil((tmp_path / "all.xlsx").exists)
    tab.list.view.selectRow(0)
    assert tab.bulk.isHidden()
    tab.bulk.show_ids(three[:2])
    answers.target = tmp_path / "some.csv"
    tab.bulk.export()
    qtbot.waitUntil((tmp_path / "some.csv").exists)
    qtbot.waitUntil(lambda: "2 cases written: some.csv" in said)


def test_views_are_kept_with_filters_sort_and_counts(
    tab: CasesTab, shop: Store, three: list[int], answers: Answers, qtbot: QtBot
) -> None:
    cases.move(
        shop, cases.show(shop, case_lists.rows(shop, three)[0].no).row.no, CaseStage.CANCELLED
    )
    answers.line = None
    tab.saved.save()
    assert tab.saved.isHidden()
    tab.filters.state.chips["closed"].click()
    tab.filters.kinds.actions_["lost"].trigger()
    tab.list.view.sort_by("buyer", descending=True)
    answers.line = "已结丢件"
    tab.tools.save.click()
    qtbot.waitUntil(lambda: tab.saved.chips["已结丢件"].text().endswith("1"))
    answers.line = "超时 & 急"
    tab.saved.save()
    tab.list.clear_filters()
    qtbot.waitUntil(lambda: tab.list.model.rowCount() == 3)
    qtbot.mouseClick(tab.saved.chips["已结丢件"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: tab.list.model.rowCount() == 1)
    assert tab.filters.kinds.codes() == {"lost"}
    assert (tab.list.sort_key, tab.list.descending) == ("buyer", True)
    menu = tab.saved.menu("超时 & 急")
    menu.actions()[0].trigger()
    assert saved_views.of(shop, "cases")[0].name == "超时 & 急"
    answers.yes = False
    tab.saved.remove("超时 & 急")
    assert len(saved_views.of(shop, "cases")) == 2
    answers.yes = True
    tab.saved.menu("超时 & 急").actions()[-1].trigger()
    assert list(tab.saved.chips) == ["已结丢件"]


@pytest.mark.parametrize(
    "wanted",
    [
        CaseFilter(),
        CaseFilter(open_only=True),
        CaseFilter(overdue=True, kinds=(CaseKind.RETURN, CaseKind.LOST)),
        CaseFilter(waiting="us", platforms=(Platform.JD,)),
        CaseFilter(stages=(CaseStage.SETTLED, CaseStage.CLOSED, CaseStage.CANCELLED)),
        CaseFilter(stages=(CaseStage.VERIFYING,), waiting="waiting_buyer"),
        CaseFilter(owners=("tester",), open_only=True),
        CaseFilter(owners=("小李", "小陈"), tags=("没有了",), opened_days=7),
        CaseFilter(missed=True, angry=True, disputed=True, lessons=True, follow_ups=True),
    ],
)
def test_chips_say_what_a_filter_says_and_back(tab: CasesTab, wanted: CaseFilter) -> None:
    tab.filters.show(wanted)
    assert tab.filters.wanted() == wanted


def test_owners_and_tags_are_offered_as_they_come(
    tab: CasesTab, shop: Store, three: list[int], qtbot: QtBot
) -> None:
    assert tab.filters.tags.isHidden()
    case_acts.tag(shop, three[:1], add=["急 & 贵"])
    qtbot.waitUntil(lambda: not tab.filters.tags.isHidden())
    tab.filters.tags.actions_["急 & 贵"].trigger()
    qtbot.waitUntil(lambda: tab.list.model.rowCount() == 1)
    assert tab.filters.tags.button.text().startswith("Tag: 急 && 贵")
    tab.filters.days.actions_["7"].trigger()
    tab.filters.days.actions_["1"].trigger()
    assert tab.filters.days.codes() == {"1"}
    qtbot.waitUntil(lambda: tab.list.model.rowCount() == 0)


def test_a_pasted_chat_line_becomes_a_draft_to_confirm(
    tab: CasesTab, shop: Store, qtbot: QtBot
) -> None:
    order(shop, "7001", {"A": 1}, buyer="小红", tracking="9831745985570")
    tab.begin_new("9831745985570 丢件理赔54.9元 运费7元")
    new = tab.new
    assert new.found is not None
    assert (new.found.order_no, new.found.buyer) == ("7001", "小红")
    assert new.kind.code() == "lost"
    assert new.note.text() == "9831745985570 丢件理赔54.9元 运费7元"
    assert new.buyer.isHidden()
    assert case_lists.count(shop) == 0
    new.open_case()
    assert tab.panel.detail is not None
    assert (tab.panel.detail.row.kind, tab.panel.detail.row.order) == (CaseKind.LOST, "7001")
    tab.begin_new("9831745985570 又来问了 丢件")
    assert [row.kind for row in new.found.cases] == [CaseKind.LOST]


def test_what_a_line_leaves_open_is_asked(
    tab: CasesTab, shop: Store, desk: Desk, qtbot: QtBot
) -> None:
    errands: list[Errand] = []
    desk.ways.errand.connect(errands.append)
    tab.begin_new("9831745985570 破损 理赔54.9元")
    new = tab.new
    assert new.found is None
    assert not new.buyer.isHidden()
    assert new.kind.code() == ""
    assert not new.open_button.isEnabled()
    choices = {one.text(): one for one in new.line.findChildren(QPushButton)}
    choices["Damaged, signed for"].click()
    assert new.kind.code() == "damaged_signed"
    new.open_case()
    assert case_lists.count(shop) == 0
    choices["Write a claim"].click()
    assert errands[-1] == Errand(Room.CLAIMS, "new", "9831745985570")
    new.buyer.edit.setText("新来的")
    new.open_case()
    [row] = case_lists.rows(shop, case_lists.ids(shop))
    assert (row.buyer, row.note) == ("新来的", "9831745985570 破损 理赔54.9元")


def test_a_claim_on_the_parcel_of_a_line_is_told(tab: CasesTab, shop: Store) -> None:
    order(shop, "7001", {"A": 1}, buyer="小红", tracking="9831745985570")
    made = claims.open(shop, ClaimDraft(order_no="7001", kind=ClaimKind.LOST, courier="yto"))
    tab.begin_new("小红 9831745985570 丢件")
    told = [label.text() for label in tab.new.line.findChildren(QPushButton)]
    assert "Write a claim" in told
    assert any(made.no in label.text() for label in tab.new.line.findChildren(type(tab.bulk.told)))


def test_another_line_or_a_number_takes_the_place_of_a_line(tab: CasesTab, shop: Store) -> None:
    order(shop, "7001", {"A": 1}, buyer="小红")
    tab.begin_new("7001 丢件")
    assert tab.new.note.text() == "7001 丢件"
    tab.new.number.set_text("7001")
    tab.new.look_up()
    assert tab.new.line.isHidden()
    assert tab.new.note.text() == ""
    tab.new.number.set_text("小红 漏发")
    tab.new.look_up()
    assert tab.new.kind.code() == "missed_item"
    assert tab.new.found is not None
    assert tab.new.found.buyer == "小红"


def test_the_list_says_marks_and_deadlines_in_words(shop: Store) -> None:
    case = cases.open(shop, CaseDraft("lost", buyer="甲"))
    case_acts.change(shop, [case.row.id], angry=True)
    case_acts.tag(shop, [case.row.id], add=["急"])
    row = case_lists.rows(shop, [case.row.id])[0]
    said = {column.key: column.text(row) for column in case_columns.COLUMNS}
    assert said["marks"] == "angry · 急"
    assert said["due"].endswith("left")
    assert said["closed"] == ""
