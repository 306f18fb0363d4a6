"""Today in the window: the list by keyboard, its figures, badges, and deadlines that are told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop_app.core import clock, i18n
from desktop_app.core.kinds import (
    CaseKind,
    CaseStage,
    ClaimKind,
    FollowUpState,
    ParcelKind,
    Platform,
    StockMove,
    Topic,
    WrongKind,
)
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.claims import Claim
from desktop_app.models.desk import FollowUp, Handover, HandoverItem
from desktop_app.models.photos import InboxFile
from desktop_app.services import (
    backup_state,
    buyers,
    case_acts,
    case_marks,
    cases,
    claims,
    parcels,
    settings,
    shops,
    stock_lines,
    today,
    today_deadlines,
    wrong_shipments,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.shops import ShopDraft
from desktop_app.services.today_rows import MOST, TodoGroup, TodoKind
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.views import deadline_notices, today_ways, today_words
from desktop_app.views.backups_dialog import BackupsDialog
from desktop_app.views.badges import Badges
from desktop_app.views.cases_tab import CasesTab
from desktop_app.views.deadline_notices import DeadlineNotices
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.main_window import MainWindow
from desktop_app.views.photo_places import PlaceKind
from desktop_app.views.photos_tab import PhotosTab
from desktop_app.views.rail import Rail
from desktop_app.views.settings_dialog import SettingsDialog
from desktop_app.views.theme import Tone
from desktop_app.views.today_head import Figure
from desktop_app.views.today_model import Head, More, Thing
from desktop_app.views.today_page import TodayPage
from desktop_app.views.today_tab import TodayTab
from desktop_app.views.tray import Tray
from tests.gui.conftest import Answers

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
REPLY = timedelta(minutes=5)
FAR = timedelta(days=9)


class Watch:
    """A clock that a test sets; it begins at the noon of a day."""

    def __init__(self) -> None:
        self.time = clock.start_of_day(clock.today()) + 12 * HOUR

    def __call__(self) -> datetime:
        return self.time


@pytest.fixture
def watch() -> Watch:
    return Watch()


def open_case(
    desk: Desk, watch: Watch, buyer: str, due_in: timedelta, kind: CaseKind = CaseKind.RETURN
) -> AfterSalesCase:
    """A case whose reply is due so long after the watch's time."""
    begun = watch() + due_in - REPLY
    draft = CaseDraft(kind=kind, buyer=buyer, platform=Platform.TAOBAO, opened_at=begun)
    made = cases.open(desk.store, draft)
    with desk.store.connection():
        return AfterSalesCase.get_by_id(made.row.id)


@pytest.fixture
def page(desk: Desk, watch: Watch, qtbot: QtBot) -> TodayPage:
    made = TodayPage(desk, watch)
    qtbot.addWidget(made)
    made.resize(1282, 640)
    return made


def show(page: TodayPage, qtbot: QtBot) -> None:
    page.show()
    qtbot.waitUntil(lambda: page.found is not None)


def names(page: TodayPage) -> list[str]:
    """The heads by their group, the things by whose they are."""
    found = []
    for entry in page.list.rows.entries:
        if isinstance(entry, Head):
            found.append(f"[{entry.group.group}]")
        elif isinstance(entry, Thing):
            found.append(today_words.who(entry.todo))
        else:
            found.append(f"+{entry.count}")
    return found


def day(watch: Watch, days: int = 0) -> str:
    return str(clock.to_local(watch()).date() + timedelta(days=days))


def said(desk: Desk) -> list[str]:
    heard: list[str] = []
    desk.ways.said.connect(lambda words, _tone: heard.append(words))
    return heard


# The list


def test_what_is_late_comes_first_and_enter_opens_it(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    open_case(desk, watch, "甲", 30 * MINUTE)
    late = open_case(desk, watch, "乙", -MINUTE)
    again = open_case(desk, watch, "丙", FAR)
    case_acts.change(desk.store, [again.id], follow_up_on=day(watch))
    show(page, qtbot)
    assert names(page) == ["[late]", "乙", "[clocks]", "甲", "[follow_ups]", "丙"]
    with qtbot.waitSignal(desk.ways.errand) as sent:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert sent.args == [Errand(Room.CASES, "show", late.no)]


def test_arrow_keys_pass_over_the_heads_of_groups(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    open_case(desk, watch, "甲", 30 * MINUTE)
    again = open_case(desk, watch, "丙", FAR)
    case_acts.change(desk.store, [again.id], follow_up_on=day(watch))
    show(page, qtbot)
    qtbot.keyClick(page.list, Qt.Key.Key_Down)
    entry = page.list.entry()
    assert isinstance(entry, Thing)
    assert entry.todo.who == "丙"
    qtbot.keyClick(page.list, Qt.Key.Key_Up)
    entry = page.list.entry()
    assert isinstance(entry, Thing)
    assert entry.todo.who == "甲"


def test_r1_d_notes_the_reply_and_it_can_be_taken_back(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    heard = said(desk)
    open_case(desk, watch, "甲", -MINUTE)
    open_case(desk, watch, "乙", MINUTE)
    show(page, qtbot)
    assert page.done_button.text() == "Replied"
    qtbot.keyClick(page.list, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: names(page) == ["[clocks]", "乙"])
    entry = page.list.entry()
    assert isinstance(entry, Thing)
    assert entry.todo.who == "乙"
    assert heard == ["Replied: 甲."]
    assert page.back_button.isVisible()
    qtbot.keyClick(page.list, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: names(page) == ["[late]", "甲", "[clocks]", "乙"])
    assert heard[-1] == "Taken back: 甲."
    assert not page.back_button.isVisible()
    page.take_back()
    assert len(heard) == 2


def test_r29_d_sends_a_message_whose_words_are_whole_and_opens_one_with_gaps(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    errands: list[Errand] = []
    desk.ways.errand.connect(errands.append)
    case = open_case(desk, watch, "甲", FAR)
    with desk.store.transaction():
        row = FollowUp.create(case=case, due_on=day(watch), text="亲，杯子已经补发啦")
    show(page, qtbot)
    qtbot.keyClick(page.list, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: names(page) == [])
    with desk.store.connection():
        kept = FollowUp.get_by_id(row.id)
    assert (kept.state, kept.text) == (FollowUpState.DONE, "亲，杯子已经补发啦")
    assert QGuiApplication.clipboard().text() == "亲，杯子已经补发啦"
    with desk.store.transaction() as tx:
        gap = FollowUp.create(case=case, due_on=day(watch), text="亲，新单号 {新运单号}")
        tx.touch(Topic.MESSAGES)
    qtbot.waitUntil(lambda: isinstance(page.list.entry(), Thing))
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_D)

    assert errands[-1].room is Room.TODAY
    with desk.store.connection():
        assert FollowUp.get_by_id(gap.id).state == FollowUpState.OPEN


def test_what_was_changed_since_is_not_taken_back(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    case = open_case(desk, watch, "甲", FAR)
    case_acts.change(desk.store, [case.id], follow_up_on=day(watch))
    show(page, qtbot)
    page.done_button.click()
    qtbot.waitUntil(lambda: names(page) == [])
    case_acts.change(desk.store, [case.id], follow_up_on=day(watch, 3))
    heard = said(desk)
    page.back_button.click()
    assert len(heard) == 1
    assert "Taken back" not in heard[0]


def test_r28_a_revisit_asks_what_came_of_it(
    page: TodayPage, desk: Desk, answers: Answers, watch: Watch, qtbot: QtBot
) -> None:
    buyer = buyers.obtain(desk.store, Platform.TAOBAO, "甲")
    with desk.store.transaction():
        Buyer.update(vip_level=2, next_revisit=day(watch)).execute()
        row = Revisit.create(buyer=buyer, due_on=day(watch))
    show(page, qtbot)
    page.done_button.click()
    assert answers.asked == ["What came of it?"]
    assert names(page) == ["[revisits]", "甲"]
    answers.line = "都好"
    qtbot.keyClick(page.list, Qt.Key.Key_D)
    qtbot.waitUntil(lambda: names(page) == [])
    with desk.store.connection():
        kept = Revisit.get_by_id(row.id)
    assert (kept.state, kept.outcome) == (FollowUpState.DONE, "都好")


def report(desk: Desk) -> None:
    wrong_shipments.report(
        desk.store, WrongDraft(buyer_text="甲", what="少一包", kind=WrongKind.FEWER_PARCELS)
    )


def test_d_opens_what_needs_to_be_looked_at(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    report(desk)
    show(page, qtbot)
    assert not page.done_button.isEnabled()
    with qtbot.waitSignal(desk.ways.errand) as sent:
        qtbot.keyClick(page.list, Qt.Key.Key_D)
    (errand,) = sent.args
    assert (errand.room, errand.kind) == (Room.WEIGHING, "wrong")
    assert errand.thing.startswith("WS")


def test_more_of_a_group_is_shown_in_its_place(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    for number in range(MOST + 3):
        open_case(desk, watch, f"买家{number:02}", -MINUTE * (20 - number))
    show(page, qtbot)
    assert names(page)[-1] == "+3"
    qtbot.keyClick(page.list, Qt.Key.Key_End)
    assert isinstance(page.list.entry(), More)
    page.open_button.click()
    qtbot.waitUntil(lambda: len(names(page)) == MOST + 4)
    assert names(page)[-1] == "买家10"
    with qtbot.waitSignal(desk.ways.errand) as sent:
        page.open_entry(More(TodoGroup.LATE, 5, widest=True))
    assert sent.args == [Errand(Room.CASES, "list", kind="overdue")]


def test_the_list_follows_what_happens_elsewhere_and_keeps_what_is_chosen(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    open_case(desk, watch, "乙", 10 * MINUTE)
    show(page, qtbot)
    open_case(desk, watch, "甲", -MINUTE)
    qtbot.waitUntil(lambda: names(page) == ["[late]", "甲", "[clocks]", "乙"])
    entry = page.list.entry()
    assert isinstance(entry, Thing)
    assert entry.todo.who == "乙"


def test_times_run_down_and_f5_moves_up_what_came_due(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    open_case(desk, watch, "甲", 10 * MINUTE)
    show(page, qtbot)
    index = page.list.rows.index(1)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("10 min left")
    watch.time += 4 * MINUTE
    page.list.count_down()
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("6 min left")
    watch.time += 8 * MINUTE
    qtbot.keyClick(page.list, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: page.head.cards[Figure.OVERDUE].value.text() == "1")
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("2 min over")
    assert "甲" in index.data(Qt.ItemDataRole.ToolTipRole)
    head = page.list.rows.index(0)
    assert head.data(Qt.ItemDataRole.AccessibleTextRole) == "Clocks that ran out 1"


def test_only_times_that_say_something_else_are_painted_anew(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_case(desk, watch, "甲", 90 * MINUTE)
    again = open_case(desk, watch, "乙", FAR)
    case_acts.change(desk.store, [again.id], follow_up_on=day(watch))
    show(page, qtbot)
    page.list.count_down()
    painted: list[QRect] = []
    monkeypatch.setattr(page.list.viewport(), "update", painted.append)
    page.list.count_down()
    assert painted == []
    watch.time += MINUTE
    page.list.count_down()
    (area,) = painted
    assert page.list.visualRect(page.list.rows.index(1)).contains(area)
    assert area.width() < page.list.width() // 3


# Each kind of thing


def everything(desk: Desk, watch: Watch) -> None:
    """One thing of each kind."""
    store = desk.store
    case = open_case(desk, watch, "甲", -MINUTE)
    case_acts.change(store, [case.id], follow_up_on=day(watch, -1))
    for number, stage in enumerate(("draft", "draft", "filed", "rejected")):
        made = claims.open(
            store,
            ClaimDraft(
                kind=ClaimKind.LOST, tracking=f"YT123456789012{number}", courier="yto", amount="5"
            ),
        )
        dates = {"latest_filing_on": day(watch, -1 if number else 1)}
        with store.transaction():
            Claim.update(
                stage=stage, answer_due_on=day(watch), appeal_due_on=day(watch, 2), **dates
            ).where(Claim.id == made.row.id).execute()
    report(desk)
    parcels.add(store, ParcelDraft(kind=ParcelKind.RETURNED, sender_name="王", product="杯子"))
    backup_state.change(store.paths, place=Path("usb"), last_ok_at=watch() - FAR)
    buyer = buyers.obtain(store, Platform.TAOBAO, "乙")
    with store.transaction():
        Buyer.update(vip_level=1, next_revisit=day(watch)).where(Buyer.id == buyer).execute()
        InboxFile.create(path="/x/1.jpg", bytes=1, seen_at=watch())
        line = CaseLine.create(case=case, position=0, sku="CUP", quantity=2)
        book = Handover.create(
            day=day(watch, -1), shift="night", made_at=watch(), signed_at=watch()
        )
        HandoverItem.create(handover=book, position=0, what="问网点", due_at=watch() + HOUR)
        HandoverItem.create(handover=book, position=1, what="问买家", case=case)
        FollowUp.create(case=case, due_on=day(watch), text="亲，已发货")
    stock_lines.enter_for_case(store, line.id, StockMove.RETURN, 2)


ROOMS = {
    TodoKind.CLOCK: (Room.CASES, "show"),
    TodoKind.HANDOVER: (Room.TODAY, "show"),
    TodoKind.MESSAGE: (Room.TODAY, "show"),
    TodoKind.CASE_FOLLOW_UP: (Room.CASES, "show"),
    TodoKind.CLAIM_FILE: (Room.CLAIMS, "show"),
    TodoKind.CLAIM_ANSWER: (Room.CLAIMS, "show"),
    TodoKind.CLAIM_APPEAL: (Room.CLAIMS, "show"),
    TodoKind.NEXT_REVISIT: (Room.BUYERS, "show"),
    TodoKind.WRONG: (Room.WEIGHING, "show"),
    TodoKind.INBOX: (Room.PHOTOS, "inbox"),
    TodoKind.PARCEL: (Room.WEIGHING, "show"),
    TodoKind.STOCK: (Room.WEIGHING, "show"),
}


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_each_thing_says_what_to_do_next_and_opens_where_that_is_done(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot, language: str
) -> None:
    everything(desk, watch)
    i18n.use(language)
    show(page, qtbot)
    went: dict[TodoKind, tuple[Room, str]] = {}
    looked_at: list[TodoKind] = []
    desk.ways.errand.connect(
        lambda errand: went.setdefault(looked_at[-1], (errand.room, errand.what))
    )
    for entry in page.list.rows.entries:
        if isinstance(entry, Thing):
            looked_at.append(entry.todo.kind)
            assert today_words.sentence(entry.todo)
            assert today_words.chip(entry.todo)[0]
            assert "%(" not in today_words.aloud(entry.todo, watch())
            page.open_entry(entry)
    assert went == ROOMS
    assert page.findChild(BackupsDialog) is not None
    page.grab()


def test_each_thing_is_opened_in_its_room(desk: Desk, watch: Watch, qtbot: QtBot) -> None:
    everything(desk, watch)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    for group in today.todo(desk.store, watch()).groups:
        for todo in group.rows:
            if todo.kind is not TodoKind.BACKUP:
                window.run_errand(today_ways.errand(todo))
                qtbot.waitUntil(lambda: not desk.jobs.running)
        if group.group is not TodoGroup.BACKUP:
            window.run_errand(today_ways.room_of(group.group))
    for figure in (Figure.WAITING, Figure.OPEN, Figure.CLAIMS):
        window.run_errand(today_ways.figure(figure))
    qtbot.waitUntil(lambda: not desk.jobs.running)
    assert "No " not in window.strip.sentence()


# What the page shows beside the list


def test_a_new_shop_is_shown_its_first_steps(
    page: TodayPage, desk: Desk, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    show(page, qtbot)
    assert page.quiet.isVisible()
    assert not page.head.isVisible()
    assert not page.open_button.isVisible()
    assert len(page.quiet.buttons) == 4
    answers.files = [tmp_path / "ExportOrderList.csv"]
    with qtbot.waitSignal(desk.ways.import_wanted) as wanted:
        page.quiet.buttons[0].click()
    assert wanted.args == [answers.files]
    for button, room in zip(
        page.quiet.buttons[1:], (Room.CASES, Room.PHOTOS, Room.WEIGHING), strict=True
    ):
        with qtbot.waitSignal(desk.ways.errand) as sent:
            button.click()
        assert sent.args[0].room is room


def test_a_day_with_nothing_to_do_says_so_and_fills_by_itself(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    shops.save(desk.store, ShopDraft(Platform.TAOBAO, "青禾小店"))
    open_case(desk, watch, "甲", FAR)
    show(page, qtbot)
    assert page.quiet.title.text() == "Nothing waits for you"
    assert len(page.quiet.buttons) == 2
    assert page.head.shop.text() == "青禾小店"
    open_case(desk, watch, "乙", -MINUTE)
    qtbot.waitUntil(page.list.isVisible)


def test_the_figures_lead_to_what_they_count(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    open_case(desk, watch, "甲", -MINUTE)
    open_case(desk, watch, "乙", 5 * HOUR)
    show(page, qtbot)
    cards = page.head.cards
    assert [cards[figure].value.text() for figure in Figure] == ["1", "1", "0", "2", "0"]
    assert cards[Figure.OVERDUE].accessibleName() == "Overdue: 1"
    cards[Figure.TODAY].click()
    entry = page.list.entry()
    assert isinstance(entry, Thing)
    assert entry.todo.who == "乙"
    cards[Figure.OVERDUE].click()
    entry = page.list.entry()
    assert isinstance(entry, Thing)
    assert entry.todo.who == "甲"
    with qtbot.waitSignal(desk.ways.errand) as sent:
        cards[Figure.OPEN].click()
    assert sent.args == [Errand(Room.CASES, "list", kind="open")]


@pytest.mark.parametrize(("language", "month"), [("en", "September"), ("zh_CN", "9月")])
def test_the_date_is_written_as_the_language_does(
    page: TodayPage, watch: Watch, qtbot: QtBot, language: str, month: str
) -> None:
    i18n.use(language)
    watch.time = datetime(2026, 9, 3, 12, tzinfo=watch.time.tzinfo)
    show(page, qtbot)
    assert month in page.head.date.text()


def test_quality_warnings_come_a_little_later(
    page: TodayPage, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    major_defect(desk, watch)
    show(page, qtbot)
    qtbot.waitUntil(lambda: "[quality]" in names(page), timeout=8000)
    quality = page.list.rows.entries[-1]
    assert isinstance(quality, Thing)
    with qtbot.waitSignal(desk.ways.errand) as sent:
        page.open_entry(quality)
    assert (sent.args[0].room, sent.args[0].kind) == (Room.REPORTS, "quality")


def test_the_first_page_of_the_first_room_is_the_list(desk: Desk, qtbot: QtBot) -> None:
    tab = TodayTab(desk)
    qtbot.addWidget(tab)
    tab.run_errand(Errand(Room.TODAY))
    assert isinstance(tab.current(), TodayPage)


# What other rooms make of the list's errands


def test_cases_are_listed_as_a_figure_counts_them(desk: Desk, watch: Watch, qtbot: QtBot) -> None:
    waiting, late = open_case(desk, watch, "甲", FAR), open_case(desk, watch, "乙", -FAR)
    with desk.store.transaction():
        AfterSalesCase.update(stage=CaseStage.WAITING_BUYER.value).where(
            AfterSalesCase.id == waiting.id
        ).execute()
    tab = CasesTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    for kind, wanted in (
        ("waiting", [waiting.id]),
        ("overdue", [late.id]),
        ("open", [late.id, waiting.id]),
    ):
        tab.run_errand(Errand(Room.CASES, "list", kind=kind))
        qtbot.waitUntil(lambda wanted=wanted: list(tab.list.model.ids) == wanted)


def test_the_inbox_is_opened(desk: Desk, qtbot: QtBot) -> None:
    tab = PhotosTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    tab.run_errand(Errand(Room.PHOTOS, "inbox"))
    qtbot.waitUntil(lambda: tab.places.place.kind is PlaceKind.INBOX)


# Badges


@pytest.fixture
def rail(qtbot: QtBot) -> Rail:
    made = Rail()
    qtbot.addWidget(made)
    made.show()
    return made


def test_the_rail_shows_what_waits_in_each_room(
    desk: Desk, rail: Rail, watch: Watch, qtbot: QtBot
) -> None:
    badges = Badges(desk, rail, watch)
    badges.look()
    report(desk)
    open_case(desk, watch, "甲", -MINUTE)
    open_case(desk, watch, "乙", HOUR)
    with desk.store.transaction() as tx:
        InboxFile.create(path="/x/1.jpg", bytes=1, seen_at=watch())
        tx.touch(Topic.PHOTOS)
    qtbot.waitUntil(lambda: rail.buttons[Room.PHOTOS].badge.count == 1)
    assert rail.buttons[Room.TODAY].badge.count == 2
    assert rail.buttons[Room.TODAY].badge.tone is Tone.BAD
    assert rail.buttons[Room.CASES].badge.count == 1
    assert rail.buttons[Room.WEIGHING].accessibleName() == "Weighing, 1 waits"
    assert rail.buttons[Room.TODAY].accessibleName() == "Today, 2 wait"
    assert rail.buttons[Room.CLAIMS].accessibleName() == "Claims"
    before = rail.grab().toImage()
    for case in ("甲", "乙"):
        number = cases_of(desk, case)
        case_marks.replied(desk.store, number)
    qtbot.waitUntil(lambda: rail.buttons[Room.TODAY].badge.count == 0)
    assert rail.buttons[Room.TODAY].toolTip() == "Today (Ctrl+1)"
    assert rail.grab().toImage() != before


def major_defect(desk: Desk, watch: Watch) -> None:
    case = open_case(desk, watch, "甲", -HOUR, CaseKind.QUALITY)
    with desk.store.transaction() as tx:
        CaseLine.create(case=case, position=0, sku="CUP-1", title="杯", quantity=1)
        AfterSalesCase.update(finding="major", cause="defect").execute()
        tx.touch(Topic.CASES, case.id)


def test_r19_a_quality_warning_shows_on_the_rail_whichever_room_is_open(
    desk: Desk, rail: Rail, watch: Watch, qtbot: QtBot
) -> None:
    major_defect(desk, watch)
    Badges(desk, rail, watch).look()
    qtbot.waitUntil(lambda: rail.buttons[Room.REPORTS].badge.count == 1, timeout=8000)


def cases_of(desk: Desk, buyer: str) -> str:
    with desk.store.connection():
        found = AfterSalesCase.select().join(Buyer).where(Buyer.buyer_id == buyer).get()
    return str(found.no)


# Deadlines that are told


@pytest.fixture
def notices(desk: Desk, watch: Watch) -> Iterator[DeadlineNotices]:
    window = QMainWindow()
    yield DeadlineNotices(desk, window, watch)
    window.deleteLater()


def listen(notices: DeadlineNotices) -> list[tuple[str, str]]:
    heard: list[tuple[str, str]] = []
    notices.told.connect(lambda words, no: heard.append((words, no)))
    return heard


def look(notices: DeadlineNotices, desk: Desk, qtbot: QtBot) -> None:
    """Looks, and waits until the jobs have come back."""
    notices.look()
    qtbot.waitUntil(lambda: not desk.jobs.running)


def test_a_deadline_is_told_once_when_it_comes_near(
    notices: DeadlineNotices, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    heard = listen(notices)
    case = open_case(desk, watch, "甲", 4 * MINUTE)
    look(notices, desk, qtbot)
    assert heard == []
    watch.time += 2 * MINUTE + timedelta(seconds=10)
    look(notices, desk, qtbot)
    assert heard == [(f"{case.no}: Reply to the buyer – 1 min 50 sec left", case.no)]
    assert "甲" not in heard[0][0]
    for _minute in range(4):
        watch.time += MINUTE
        look(notices, desk, qtbot)
    assert len(heard) == 1


def test_its_moment_needs_no_minute_to_pass(
    notices: DeadlineNotices, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    heard = listen(notices)
    open_case(desk, watch, "甲", 2 * MINUTE + timedelta(seconds=1))
    notices.look()
    qtbot.waitUntil(lambda: notices.waits_ms() > 0)
    assert heard == []
    watch.time += timedelta(seconds=1)
    qtbot.waitUntil(lambda: len(heard) == 1)


def test_what_was_missed_is_told_when_it_was_not_told_before(
    notices: DeadlineNotices, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    heard = listen(notices)
    case = open_case(desk, watch, "甲", 10 * MINUTE)
    watch.time += 11 * MINUTE
    look(notices, desk, qtbot)
    assert heard == [(f"{case.no}: Reply to the buyer – 1 min over", case.no)]


def test_many_at_once_become_one_sentence(
    notices: DeadlineNotices, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    heard = listen(notices)
    for number in range(6):
        open_case(desk, watch, f"买家{number}", (6 - number) * MINUTE)
    watch.time += 4 * MINUTE + timedelta(seconds=1)
    look(notices, desk, qtbot)
    assert heard == [("Deadlines: 4 passed, 2 near.", "")]


def test_two_are_both_named(
    notices: DeadlineNotices, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    heard = listen(notices)
    cases_open = [open_case(desk, watch, name, MINUTE) for name in ("甲", "乙")]
    look(notices, desk, qtbot)
    ((words, no),) = heard
    assert no == ""
    assert all(case.no in words for case in cases_open)


def test_what_was_told_is_not_told_after_a_new_start_and_the_night_is_summed_up(
    notices: DeadlineNotices, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    open_case(desk, watch, "甲", MINUTE)
    look(notices, desk, qtbot)
    watch.time += 10 * MINUTE
    again = DeadlineNotices(desk, notices.parent(), watch)
    heard = listen(again)
    look(again, desk, qtbot)
    assert heard == []
    for number in range(4):
        open_case(desk, watch, f"夜{number}", HOUR)
    watch.time += 9 * HOUR
    morning = DeadlineNotices(desk, notices.parent(), watch)
    heard = listen(morning)
    look(morning, desk, qtbot)
    assert heard == [("4 deadlines passed.", "")]


def test_a_silenced_program_says_nothing_and_nothing_afterwards(
    notices: DeadlineNotices, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    heard = listen(notices)
    today_deadlines.silence(desk.store, until_tomorrow=True)
    open_case(desk, watch, "甲", MINUTE)
    look(notices, desk, qtbot)
    today_deadlines.silence(desk.store, until_tomorrow=False)
    look(notices, desk, qtbot)
    assert heard == []


def test_a_change_is_looked_at_by_itself(
    notices: DeadlineNotices, desk: Desk, watch: Watch, qtbot: QtBot
) -> None:
    heard = listen(notices)
    open_case(desk, watch, "甲", MINUTE)
    qtbot.waitUntil(lambda: len(heard) == 1)


def test_without_a_tray_the_strip_says_it(desk: Desk, qtbot: QtBot) -> None:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    case = cases.open(
        desk.store,
        CaseDraft(
            kind=CaseKind.RETURN,
            buyer="甲",
            platform=Platform.TAOBAO,
            opened_at=clock.now() - 4 * MINUTE,
        ),
    )
    qtbot.waitUntil(lambda: case.row.no in window.strip.sentence())


# The platform that tests draw on has no tray, and Qt says so once when the first icon is shown.
no_tray_here = pytest.mark.qt_log_ignore("No such signal QPlatformNativeInterface", extend=True)


@pytest.fixture
def tray(desk: Desk, qtbot: QtBot) -> Tray:
    window = QMainWindow()
    qtbot.addWidget(window)
    return Tray(desk, window)


@no_tray_here
def test_a_message_of_the_tray_opens_its_case(desk: Desk, tray: Tray, qtbot: QtBot) -> None:
    opened: list[str] = []
    tray.opened.connect(opened.append)
    tray.tell("AS1: Reply to the buyer – 2 min left", "AS1")
    tray.messageClicked.emit()
    tray.tell("4 deadlines passed.", "")
    tray.messageClicked.emit()
    assert opened == ["AS1", ""]
    tray.activated.emit(QSystemTrayIcon.ActivationReason.Trigger)


@no_tray_here
def test_a_window_with_a_tray_goes_where_its_message_leads(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tray, "is_there", staticmethod(lambda: True))
    window = QMainWindow()
    qtbot.addWidget(window)
    made = deadline_notices.serve(desk, window)
    (icon,) = window.findChildren(Tray)
    made.told.emit("AS1: …", "AS1")
    with qtbot.waitSignal(desk.ways.errand) as sent:
        icon.messageClicked.emit()
    assert sent.args == [Errand(Room.CASES, "show", "AS1")]
    made.told.emit("4 deadlines passed.", "")
    with qtbot.waitSignal(desk.ways.errand) as sent:
        icon.messageClicked.emit()
    assert sent.args == [Errand(Room.TODAY)]


@no_tray_here
def test_the_tray_s_menu_silences_until_tomorrow(desk: Desk, tray: Tray) -> None:
    tray.silence.trigger()
    assert today_deadlines.silent_until(desk.store) is not None
    today_deadlines.silence(desk.store, until_tomorrow=False)
    tray.renew()
    assert not tray.silence.isChecked()


def test_settings_say_how_long_before_and_whether_at_all(desk: Desk, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    dialog = SettingsDialog(desk, window)
    assert dialog.deadlines.minutes.currentText() == "15 minutes before"
    dialog.deadlines.minutes.setCurrentIndex(dialog.deadlines.minutes.findText("Never"))
    dialog.deadlines.silent.setChecked(True)
    dialog.save()
    assert settings.get(desk.store, settings.DEADLINE_MINUTES) == today_deadlines.OFF
    assert today_deadlines.silent_until(desk.store) is not None
