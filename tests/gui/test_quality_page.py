"""The quality page: warnings, cases to verify, reports to the factory, by keys too (R19)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import Cause, EvidenceRole, FeedbackState, Finding, Opinion
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.services import cases, feedbacks, photo_imports, photos, quality, quality_cases
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.store import Store
from desktop_app.views import quality_words
from desktop_app.views.case_finding import FindingCard
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.preview import Preview
from desktop_app.views.quality_page import QualityPage
from desktop_app.views.reports_tab import ReportsTab
from tests.drawn import encoded, scene
from tests.gui.conftest import Answers
from tests.invented import order, product


def sell(shop: Store, sku: str, days: int = 230) -> None:
    now = clock.now()
    with shop.transaction():
        for back in range(days):
            made = SalesOrder.create(
                platform="taobao",
                order_no=f"9{sku}{back:06d}",
                created=clock.to_local(now - timedelta(days=back)).isoformat(),
                imported_at=now,
                updated_at=now,
            )
            for position in range(3):
                OrderLine.create(order=made, position=position, sku=sku, quantity=1)


def complain(shop: Store, back: float, sku: str = "PAN-24", **fields: object) -> CaseDetail:
    at = clock.now() - timedelta(days=back)
    no = f"77{int(back * 10):06d}"
    order(shop, no, {sku: 1}, buyer=f"买家{back}", created=clock.to_local(at).isoformat())
    made = cases.open(shop, CaseDraft(kind="quality", order=no, note="锅起泡", opened_at=at))
    return cases.change(shop, made.row.no, **fields) if fields else made


@pytest.fixture
def broken(shop: Store) -> list[CaseDetail]:
    product(shop, "PAN-24", title="平底锅", model="PAN")
    product(shop, "CUP", title="马克杯", model="CUP")
    sell(shop, "PAN-24")
    return [complain(shop, back, cause=Cause.DEFECT) for back in (0.5, 1, 2, 3, 4, 5)]


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> Iterator[QualityPage]:
    made = QualityPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 600)
    made.show()
    qtbot.waitExposed(made)
    qtbot.waitUntil(lambda: not desk.jobs.running)
    yield made
    made.hide()  # hears of no more changes
    qtbot.waitUntil(lambda: not desk.jobs.running)


def settled(qtbot: QtBot, page: QualityPage) -> None:
    qtbot.waitUntil(lambda: not page.desk.jobs.running)


def test_an_empty_shop_is_told_when_it_would_be_warned(page: QualityPage) -> None:
    assert page.warnings.cards == []
    assert page.warnings.quiet.text() == quality_words.promise()
    assert "3 different buyers" in page.warnings.quiet.text()
    assert "one false alarm in 200 weeks" in page.warnings.quiet.text()
    assert page.warnings.height() > 40


def test_r19_a_warning_states_its_facts_and_leads_to_its_cases(
    broken: list[CaseDetail], page: QualityPage, qtbot: QtBot
) -> None:
    card = page.warnings.cards[0]
    assert "6 defects from 6 buyers in 14 days" in quality_words.fact(card.warning)
    assert "by chance less than once in" in quality_words.details(card.warning)
    card.look.setFocus()
    qtbot.keyClick(card.look, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(page.panel.cases()) == 6)
    assert {row.id for row in page.panel.cases()} == {case.row.id for case in broken}
    assert page.panel.title.text() == "PAN  平底锅"


def test_r12_cases_are_verified_by_keys_and_that_is_undone(
    shop: Store, broken: list[CaseDetail], page: QualityPage, qtbot: QtBot
) -> None:
    page.warnings.cards[0].look.click()
    qtbot.waitUntil(lambda: len(page.panel.cases()) == 6)
    page.panel.view.choose(broken[0].row.id)
    qtbot.keyClick(page.panel.view, "2")
    assert cases.show(shop, broken[0].row.no).finding == "major"
    qtbot.waitUntil(lambda: page.panel.cases()[0].finding == "major")
    settled(qtbot, page)
    page.panel.view.choose(broken[1].row.id)
    qtbot.keyClick(page.panel.view, "3")
    assert cases.show(shop, broken[1].row.no).finding == "not_real"
    qtbot.waitUntil(lambda: len(page.panel.cases()) == 5)
    page.panel.take_back()
    assert cases.show(shop, broken[1].row.no).finding == ""
    qtbot.waitUntil(lambda: len(page.panel.cases()) == 6)
    page.panel.view.clearSelection()
    page.panel.note("real")
    assert cases.show(shop, broken[2].row.no).finding == ""


def test_r19_from_a_warning_to_a_report(
    shop: Store, broken: list[CaseDetail], page: QualityPage, qtbot: QtBot
) -> None:
    report = photo_imports.import_bytes(
        shop, broken[0].buyer_id, encoded(scene(1)), "a.jpg", case=broken[0].row.id
    )
    photos.put_role(shop, [report.added[0].id], EvidenceRole.DAMAGE)
    page.warnings.cards[0].look.click()
    qtbot.waitUntil(lambda: len(page.panel.cases()) == 6)
    page.panel.report.click()
    form = page.form
    qtbot.waitUntil(lambda: form.cases.count() == 6)
    assert form.photos.count() == 1
    assert not form.save.isEnabled()
    assert "verified" in form.fault.text()
    form.left.emit()
    quality_cases.find(shop, [broken[0].row.id], Finding.REAL)
    page.begin_report()
    qtbot.waitUntil(lambda: form.cases.count() == 6 and not page.desk.jobs.running)
    assert "Write what you ask" in form.fault.text()
    qtbot.keyClicks(form.asked.edit, "find the cause")
    form.cases.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert form.about.text() == "5 cases and 1 photos go into the report."
    qtbot.keyClick(form.save, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: page.reports.model.rowCount() == 1)
    row = feedbacks.listed(shop)[0]
    assert (row.state, row.cases, row.photos) == (FeedbackState.MADE, 5, 1)
    assert page.report.no == row.no


def test_r19_a_report_is_sent_answered_taken_back_and_void(
    shop: Store, broken: list[CaseDetail], page: QualityPage, qtbot: QtBot, answers: Answers
) -> None:
    quality_cases.find(shop, [broken[0].row.id], Finding.REAL)
    row = feedbacks.make(shop, feedbacks.FeedbackDraft("PAN", "查", (broken[0].row.id,))).row
    qtbot.waitUntil(lambda: page.reports.model.rowCount() == 1)
    page.bar.setCurrentIndex(1)
    page.reports.view.selectRow(0)
    page.report.sent.click()
    qtbot.keyClicks(page.report.answer.edit, "too cold")
    page.report.keep.click()
    assert feedbacks.show(shop, row.no).row.answer == "too cold"
    page.report.take_back()
    assert feedbacks.show(shop, row.no).row.state is FeedbackState.SENT
    answers.line = "wrong model"
    page.report.void.click()
    assert feedbacks.show(shop, row.no).row.void_reason == "wrong model"
    settled(qtbot, page)


def test_a_report_is_shown_on_paper_and_changed_until_it_is_sent(
    shop: Store, broken: list[CaseDetail], page: QualityPage, qtbot: QtBot
) -> None:
    quality_cases.find(shop, [broken[0].row.id], Finding.REAL)
    ids = tuple(case.row.id for case in broken)
    no = feedbacks.make(shop, feedbacks.FeedbackDraft("PAN", "查", ids)).row.no
    page.run_errand(Errand(Room.REPORTS, "show", no, "quality"))
    assert page.report.no == no
    page.report.edit.click()
    qtbot.waitUntil(lambda: page.form.cases.count() == 6)
    page.form.cases.item(1).setCheckState(Qt.CheckState.Unchecked)
    page.form.asked.set_text("请查")
    page.form.keep()
    assert feedbacks.show(shop, no).row.what == "请查"
    assert feedbacks.show(shop, no).row.cases == 5
    qtbot.waitUntil(lambda: page.reports.model.rowCount() == 1)
    page.report.show_paper()
    qtbot.waitUntil(lambda: bool(page.window().findChildren(Preview)), timeout=20_000)
    preview = page.window().findChildren(Preview)[0]
    preview.close()
    assert (shop.paths.documents / "feedback" / f"{no}.pdf").is_file()


def test_a_warning_is_set_aside_with_a_reason_and_brought_back(
    shop: Store, broken: list[CaseDetail], page: QualityPage, qtbot: QtBot, answers: Answers
) -> None:
    answers.line = None
    page.warnings.cards[0].aside.click()
    assert quality.set_aside(shop) == []
    answers.line = "old stock"
    page.warnings.cards[0].aside.click()
    qtbot.waitUntil(lambda: not page.warnings.cards)
    assert quality.set_aside(shop)[0].reason == "old stock"
    back = page.warnings.backs["PAN"]
    qtbot.keyClick(back, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: len(page.warnings.cards) == 1)


def test_the_table_filters_sorts_and_counts_other_days(
    shop: Store, broken: list[CaseDetail], page: QualityPage, qtbot: QtBot
) -> None:
    complain(shop, 20, "CUP")
    complain(shop, 6, "CUP", opinion=Opinion.COLOUR)
    qtbot.waitUntil(lambda: page.models.model.rowCount() == 2)
    page.models.only.chips["warned"].click()
    assert [row.model for row in page.models.model.held()] == ["PAN"]
    page.models.only.chips["warned"].click()
    page.models.search.setText("马克")
    assert [row.model for row in page.models.model.held()] == ["CUP"]
    page.models.search.clear()
    page.models.view.sort_by("defects", descending=False)
    assert page.models.model.row_at(0).model == "CUP"
    page.models.days.chips["28"].click()
    settled(qtbot, page)
    cup = next(row for row in page.models.model.held() if row.model == "CUP")
    assert (cup.defects, cup.colour) == (2, 1)
    assert page.models.model.row_at(0).model == "CUP"
    page.models.days.chips["28"].click()
    assert page.models.chosen_days() == 14


def test_a_models_row_shows_the_very_cases_and_its_opinions_by_keys(
    shop: Store, broken: list[CaseDetail], page: QualityPage, qtbot: QtBot
) -> None:
    liked = complain(shop, 7, opinion=Opinion.SIZE)
    qtbot.waitUntil(lambda: page.models.model.held()[0].defects == 7)
    page.models.view.setFocus()
    page.models.view.selectRow(0)
    qtbot.waitUntil(lambda: len(page.panel.cases()) == 7)
    qtbot.keyClick(page.models.view, Qt.Key.Key_Return)
    page.panel.which.chips["opinions"].click()
    qtbot.waitUntil(lambda: [row.id for row in page.panel.cases()] == [liked.row.id])
    went: list[Errand] = []
    page.desk.ways.errand.connect(went.append)
    page.panel.view.selectRow(0)
    qtbot.keyClick(page.panel.view, Qt.Key.Key_Return)
    assert (went[0].room, went[0].thing) == (Room.CASES, liked.row.no)
    page.panel.left.emit()
    page.run_errand(Errand(Room.REPORTS, "show", "PAN", "quality"))
    assert page.panel.name == "PAN"


def test_the_room_opens_the_page(desk: Desk, qtbot: QtBot) -> None:
    tab = ReportsTab(desk)
    qtbot.addWidget(tab)
    assert isinstance(tab.open("quality"), QualityPage)
    qtbot.waitUntil(lambda: not desk.jobs.running)


def test_r12_finding_opinion_and_batch_are_set_in_the_case(
    shop: Store, broken: list[CaseDetail], desk: Desk, qtbot: QtBot
) -> None:
    history = CaseHistory(desk, desk.ways)
    card = FindingCard(desk, history)
    qtbot.addWidget(card)
    no = broken[0].row.no
    card.changed.connect(lambda: card.show_case(cases.show(shop, no)))
    card.show_case(broken[0])
    card.findings["major"].click()
    card.opinions["size"].click()
    now = cases.show(shop, no)
    assert (now.finding, now.opinion) == ("major", "size")
    card.batch_edit.setText("GH2610")
    qtbot.keyClick(card.batch_edit, Qt.Key.Key_Return)
    assert cases.show(shop, no).batch_id is not None
    assert card.batch_edit.text() == "GH2610"
    history.stack.undo()
    history.stack.undo()
    assert (cases.show(shop, no).batch_id, cases.show(shop, no).opinion) == (None, "")
    card.show_case(cases.show(shop, no))
    card.findings["major"].click()
    assert cases.show(shop, no).finding == ""
    quality_cases.find(shop, [broken[0].row.id], Finding.REAL)
    made = feedbacks.make(shop, feedbacks.FeedbackDraft("PAN", "查", (broken[0].row.id,)))
    card.show_case(cases.show(shop, no))
    assert made.row.no in card.told.text()
    went: list[Errand] = []
    desk.ways.errand.connect(went.append)
    card.look.click()
    assert (went[0].room, went[0].thing, went[0].kind) == (Room.REPORTS, made.row.no, "quality")


def test_everything_has_a_name_for_screen_readers(
    broken: list[CaseDetail], page: QualityPage
) -> None:
    card = page.warnings.cards[0]
    assert card.accessibleName().startswith("PAN  平底锅: 6 defects")
    named = [part for part in page.findChildren(QPushButton) if part.isVisible()]
    assert all(part.accessibleName() or part.text() for part in named)
