"""A day lived through in the window: last night's handover, the day's work, this evening's sheet.

R19, R23–R29, R38, R43–R48, R51, R56, R58: rooms are entered by what Today asks for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
import time_machine
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from desktop_app.core.kinds import (
    CaseEventKind,
    CaseStage,
    FollowUpState,
    HandoverState,
    Platform,
    WrongKind,
)
from desktop_app.models.buyers import Buyer
from desktop_app.models.desk import FollowUp
from desktop_app.program import Program
from desktop_app.services import (
    buyers,
    cases,
    follow_ups,
    handover_lists,
    handover_papers,
    handovers,
    revisits,
    wrong_shipments,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.follow_ups import FollowUpDraft
from desktop_app.services.handovers import LineDraft
from desktop_app.services.store import Store
from desktop_app.services.today_rows import TodoKind
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.views.cases_tab import CasesTab
from desktop_app.views.desk import Room
from desktop_app.views.handover_page import HandoverPage
from desktop_app.views.messages_page import MessagesPage
from desktop_app.views.paged_tab import PagedTab
from desktop_app.views.today_model import Thing
from desktop_app.views.today_page import TodayPage
from desktop_app.views.today_tab import TodayTab
from tests import invented
from tests.gui.conftest import Answers

pytestmark = pytest.mark.e2e

NIGHT, MORNING, EVENING = "2026-11-19 23:40", "2026-11-20 08:35", "2026-11-20 16:20"
KEY = Qt.Key


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone()


@pytest.fixture
def hand() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(at(NIGHT), tick=True) as traveller:
        yield traveller


def kinds(page: TodayPage) -> set[TodoKind]:
    """What Today lists."""
    things = [entry for entry in page.list.rows.entries if isinstance(entry, Thing)]
    return {thing.todo.kind for thing in things}


def last_night(store: Store) -> str:
    """What the night shift leaves: a case, a wrong shipment, a message due, a VIP to call."""
    invented.order(store, "5106828836075983867", {"CUP-RED": 1}, buyer="小鹿")
    case = cases.open(store, CaseDraft(kind="quality", order="5106828836075983867"))
    wrong_shipments.report(
        store, WrongDraft(buyer_text="小熊", kind=WrongKind.MISSED_ITEM, what="missed a lid")
    )
    follow_ups.add(store, FollowUpDraft(date(2026, 11, 20), "Is all well?", case_no=case.row.no))
    vip = buyers.obtain(store, Platform.TAOBAO, "老主顾")
    with store.transaction():
        Buyer.update(vip_level=2).where(Buyer.id == vip).execute()
    revisits.add(store, vip, date(2026, 11, 20), "the monthly call")
    sheet = handovers.draft(store)
    handovers.add(store, sheet.row.id, LineDraft("Ring the outlet about the parcel"))
    handovers.sign(store, sheet.row.id, "Night")
    return case.row.no


def the_book_is_taken_over(tab: TodayTab, store: Store, qtbot: QtBot) -> None:
    book = tab.open("handover")
    assert isinstance(book, HandoverPage)
    qtbot.waitUntil(lambda: book.panel.sheet is not None, timeout=10_000)
    book.panel.take_over("Day")
    line = next(row for row in book.panel.model.held() if row.what.startswith("Ring the"))
    book.panel.choose(line.id)
    book.panel.do("done")
    assert handover_lists.item(store, line.id).state == FollowUpState.DONE


def a_message_is_copied(tab: TodayTab, store: Store, qtbot: QtBot) -> None:
    messages = tab.open("messages")
    assert isinstance(messages, MessagesPage)
    qtbot.waitUntil(lambda: len(messages.list.view.model().ids) == 1, timeout=10_000)
    messages.list.view.selectRow(0)
    qtbot.waitUntil(lambda: messages.panel.message is not None, timeout=10_000)
    messages.panel.copy_and_finish()
    assert QGuiApplication.clipboard().text() == "Is all well?"
    with store.connection():
        assert FollowUp.get().state == FollowUpState.DONE


def the_case_is_worked(running: Program, no: str) -> None:
    running.desk.go(Room.CASES, "show", no)
    cases_tab = running.window.open(Room.CASES)
    assert isinstance(cases_tab, CasesTab)
    assert cases_tab.panel.detail is not None
    assert cases_tab.panel.detail.row.no == no
    cases.move(running.store, no, CaseStage.VERIFYING)


def the_vip_is_called(page: TodayPage, answers: Answers, qtbot: QtBot) -> None:
    answers.line = "pleased; wants the blue one"
    qtbot.waitUntil(lambda: TodoKind.MESSAGE not in kinds(page), timeout=10_000)
    call = next(
        entry
        for entry in page.list.rows.entries
        if isinstance(entry, Thing) and entry.todo.kind is TodoKind.REVISIT
    )
    page.list.choose(call.key)
    QTest.keyClick(page.list, KEY.Key_D)
    qtbot.waitUntil(lambda: TodoKind.REVISIT not in kinds(page), timeout=10_000)


def every_other_room_opens(running: Program, qtbot: QtBot) -> None:
    for room in (Room.BUYERS, Room.REPORTS):
        opened = running.window.open(room)
        assert isinstance(opened, PagedTab)
        for name in opened.PAGES:
            opened.open(name)
            qtbot.waitUntil(lambda: not running.desk.jobs.running, timeout=20_000)


def the_evenings_sheet_is_signed(tab: TodayTab, store: Store, no: str, qtbot: QtBot) -> str:
    """Returns what the paper says."""
    book = tab.open("handover")
    assert isinstance(book, HandoverPage)
    book.build_button.click()

    def is_draft() -> bool:
        sheet = book.panel.sheet
        return sheet is not None and sheet.row.state is HandoverState.DRAFT

    qtbot.waitUntil(is_draft, timeout=10_000)
    lines = book.panel.model.held()
    assert not any(row.what.startswith("Ring the outlet") for row in lines)
    assert no in {row.thing for row in lines}
    book.panel.sign("Day")
    sheet = book.panel.sheet
    assert sheet is not None
    assert handover_lists.show(store, sheet.row.id).row.state is HandoverState.WAITING
    paper = handover_papers.write(store, sheet.row.id)
    return "".join(page.extract_text() for page in PdfReader(paper.path).pages)


def test_a_day_from_the_mornings_handover_to_the_evenings(
    running: Program, hand: time_machine.Coordinates, qtbot: QtBot, answers: Answers
) -> None:
    store, window = running.store, running.window
    no = last_night(store)
    hand.move_to(at(MORNING))
    tab = window.open(Room.TODAY)
    assert isinstance(tab, TodayTab)
    page = tab.open("today")
    assert isinstance(page, TodayPage)
    page.reload()
    due = {TodoKind.CLOCK, TodoKind.HANDOVER, TodoKind.MESSAGE, TodoKind.REVISIT, TodoKind.WRONG}
    qtbot.waitUntil(lambda: due <= kinds(page), timeout=10_000)
    the_book_is_taken_over(tab, store, qtbot)
    a_message_is_copied(tab, store, qtbot)
    the_case_is_worked(running, no)
    tab.open("today")
    window.open(Room.TODAY)
    the_vip_is_called(page, answers, qtbot)
    every_other_room_opens(running, qtbot)
    hand.move_to(at(EVENING))
    window.open(Room.TODAY)
    paper = the_evenings_sheet_is_signed(tab, store, no, qtbot)
    assert no in paper
    told = [entry.kind for entry in cases.show(store, no).timeline]
    assert told.count(CaseEventKind.HANDED_OVER) == 2
