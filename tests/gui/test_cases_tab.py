"""The Cases tab as it is used: a pasted number opens a case, steps follow, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, CaseStage, Platform
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.services import cases, checklists
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store
from desktop_app.views.cases_tab import CasesTab
from desktop_app.views.desk import Desk, Errand, Room

ORDER = "5106828836075983867"


@pytest.fixture
def order(shop: Store) -> str:
    from desktop_app.services import buyers

    with shop.transaction():
        buyer = buyers.obtain(shop, Platform.TAOBAO, "松荷橘水")
        now = clock.now()
        made = SalesOrder.create(
            platform=Platform.TAOBAO,
            order_no=ORDER,
            buyer=buyer,
            tracking="414839603062027",
            imported_at=now,
            updated_at=now,
        )
        for place, (sku, title) in enumerate((("A", "马克杯"), ("B", "相框"))):
            OrderLine.create(
                order=made.id, position=place, sku=sku, title=title, quantity=2, price_minor=4900
            )
    return ORDER


@pytest.fixture
def tab(desk: Desk, qtbot: QtBot) -> CasesTab:
    made = CasesTab(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    return made


@pytest.fixture
def opened(shop: Store) -> Callable[..., str]:
    def make(buyer: str = "甲", kind: CaseKind = CaseKind.DAMAGED_SIGNED) -> str:
        return cases.open(shop, CaseDraft(kind=kind, buyer=buyer, platform=Platform.TAOBAO)).row.no

    return make


def checks_order(tab: CasesTab) -> bool:
    return tab.panel.steps.boxes["order_checked"].isEnabled()


def count(tab: CasesTab) -> int:
    return tab.list.model.rowCount()


def test_r24_a_pasted_tracking_number_opens_a_case_by_keyboard_alone(
    tab: CasesTab, desk: Desk, order: str, qtbot: QtBot
) -> None:
    tab.begin_new()
    qtbot.keyClicks(tab.new.number.edit, "414839603062027")
    qtbot.keyClick(tab.new.number.edit, Qt.Key.Key_Return)
    assert tab.new.found is not None
    assert tab.new.found.buyer == "松荷橘水"
    assert [line.sku for line, _box, _spin in tab.new.goods.lines] == ["A", "B"]
    assert not tab.new.open_button.isEnabled()
    tab.new.goods.lines[1][1].setChecked(False)
    tab.new.goods.lines[0][2].setValue(1)
    tab.new.kind.set_code("missed_item")
    tab.new.note.set_text("少一个马克杯")
    qtbot.keyClick(tab.new, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: count(tab) == 1)
    detail = tab.panel.detail
    assert detail is not None
    assert (detail.row.order, detail.row.kind) == (ORDER, CaseKind.MISSED_ITEM)
    assert [(line.sku, line.quantity) for line in detail.lines] == [("A", 1)]


def test_possible_duplicates_are_shown_before_a_second_case(
    tab: CasesTab, shop: Store, order: str, qtbot: QtBot
) -> None:
    first = cases.open(shop, CaseDraft(kind=CaseKind.RETURN, order=order)).row.no
    tab.run_errand(Errand(Room.CASES, "new", order))
    assert tab.new.found is not None
    assert [row.no for row in tab.new.found.cases] == [first]
    button = next(b for b in tab.new.findChildren(QPushButton) if b.text() == first)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert tab.panel.detail is not None
    assert tab.panel.detail.row.no == first


def test_only_the_steps_of_the_workflow_are_offered(
    tab: CasesTab, opened: Callable[..., str], desk: Desk, qtbot: QtBot
) -> None:
    no = opened()
    tab.run_errand(Errand(Room.CASES, "show", no))
    assert tab.panel.findChild(QPushButton, "move-closed") is None
    tab.panel.head.note.setText("已收到照片")
    tab.panel.head.move_to(CaseStage.VERIFYING)
    row = cases.show(desk.store, no)
    assert row.row.stage is CaseStage.VERIFYING
    assert row.timeline[-1].text == "已收到照片"
    assert tab.panel.head.note.text() == ""


def test_a_stale_window_does_not_overwrite(
    tab: CasesTab, opened: Callable[..., str], desk: Desk
) -> None:
    no = opened()
    said: list[str] = []
    desk.ways.said.connect(lambda text, _tone: said.append(text))
    tab.run_errand(Errand(Room.CASES, "show", no))
    cases.move(desk.store, no, CaseStage.VERIFYING)
    tab.panel.head.move_to(CaseStage.CANCELLED)
    assert cases.show(desk.store, no).row.stage is CaseStage.VERIFYING
    assert said[-1].startswith("It was changed elsewhere")


def test_a_step_is_ticked_and_taken_back(
    tab: CasesTab, opened: Callable[..., str], desk: Desk, qtbot: QtBot
) -> None:
    no = opened()
    tab.run_errand(Errand(Room.CASES, "show", no))
    assert not tab.panel.steps.boxes["order_checked"].isEnabled()
    tab.panel.steps.boxes["photos_verified"].click()
    assert any(s.code == "photos_verified" and s.done_at for s in checklists.of(desk.store, no))
    qtbot.waitUntil(lambda: checks_order(tab))
    tab.panel.steps.boxes["photos_verified"].click()
    qtbot.waitUntil(lambda: not checks_order(tab))


def test_r1_a_reply_ends_the_clock(
    tab: CasesTab, opened: Callable[..., str], desk: Desk, qtbot: QtBot
) -> None:
    no = opened(kind=CaseKind.RETURN)
    tab.run_errand(Errand(Room.CASES, "show", no))
    assert cases.show(desk.store, no).row.reply_due is not None
    tab.panel.head.note.setText("亲，马上为您处理")
    qtbot.mouseClick(tab.panel.head.replied, Qt.MouseButton.LeftButton)
    assert cases.show(desk.store, no).row.reply_due is None


def test_filters_narrow_the_list_and_done_ones_are_a_click_away(
    tab: CasesTab, opened: Callable[..., str], desk: Desk, qtbot: QtBot
) -> None:
    numbers = [opened(name) for name in ("甲", "乙", "丙")]
    cases.move(desk.store, numbers[0], CaseStage.CANCELLED)
    qtbot.waitUntil(lambda: count(tab) == 2)
    tab.filters.state.chips["closed"].click()
    qtbot.waitUntil(lambda: count(tab) == 1)
    tab.filters.state.chips["closed"].click()
    qtbot.waitUntil(lambda: count(tab) == 3)
    tab.filters.kinds.actions_["lost"].trigger()
    qtbot.waitUntil(lambda: count(tab) == 0)
    tab.list.clear_filters()
    qtbot.waitUntil(lambda: count(tab) == 3)
    tab.list.search.setText("乙")
    qtbot.waitUntil(lambda: count(tab) == 1)


def test_work_on_a_case_goes_on_in_the_other_rooms_with_it_in_hand(
    tab: CasesTab, opened: Callable[..., str], desk: Desk, qtbot: QtBot
) -> None:
    no = opened()
    errands: list[Errand] = []
    desk.ways.errand.connect(errands.append)
    tab.run_errand(Errand(Room.CASES, "show", no))
    for words in ("Add photos", "Weigh", "Courier claim"):
        button = next(b for b in tab.panel.findChildren(QPushButton) if b.text() == words)
        button.click()
    assert [(e.room, e.what, e.thing) for e in errands] == [
        (Room.PHOTOS, "add", no),
        (Room.WEIGHING, "new", no),
        (Room.CLAIMS, "new", no),
    ]


def test_escape_leaves_the_form_and_nothing_is_opened(
    tab: CasesTab, desk: Desk, qtbot: QtBot
) -> None:
    tab.begin_new("不认识的买家")
    assert tab.new.found is None
    qtbot.keyClick(tab.new, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: count(tab) == 0)


def test_an_unknown_buyer_is_taken_as_a_new_one(tab: CasesTab, desk: Desk, qtbot: QtBot) -> None:
    tab.begin_new("新买家")
    tab.new.kind.set_code("lost")
    tab.new.open_case()
    qtbot.waitUntil(lambda: count(tab) == 1)
    assert tab.panel.detail is not None
    assert tab.panel.detail.row.buyer == "新买家"
