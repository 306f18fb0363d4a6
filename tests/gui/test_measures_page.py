"""The measures as the owner reads them: figures, what is behind each, definitions, what if."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import CaseStage, Cause, CostKind, Platform
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.shops import Shop
from desktop_app.services import case_costs, case_marks, cases, measure_rules
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store
from desktop_app.views.bar_charts import Chart
from desktop_app.views.case_card import choose
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.measures_page import MeasuresPage
from desktop_app.views.reports_tab import ReportsTab
from tests.gui.conftest import Answers
from tests.invented import order, product


def opened(store: Store, days: float, kind: str = "lost", **fields: object) -> str:
    """A case opened so many days ago; returns its number."""
    number = str(7000 + AfterSalesCase.select().count())
    order(store, number, {"CUP": 1}, buyer=f"买家{number}", paid_at=clock.today().isoformat())
    when = clock.now() - timedelta(days=days)
    no = cases.open(store, CaseDraft(kind, order=number, opened_at=when)).row.no
    if fields:
        cases.change(store, no, **fields)
    return no


@pytest.fixture
def quick(shop: Store, desk: Desk) -> str:
    """One case answered in time, one too late, and an older one."""
    product(shop, "CUP", "马克杯", model="MUG")
    quick = opened(shop, 2, cause=Cause.TRANSIT)
    case_marks.replied(shop, quick, at=clock.now() - timedelta(days=2) + timedelta(minutes=2))
    slow = opened(shop, 1, "quality", cause=Cause.DEFECT)
    case_marks.replied(shop, slow)
    opened(shop, 10)
    case_costs.add(shop, quick, CostKind.RESEND, 1250)
    AfterSalesCase.update(
        stage=CaseStage.CLOSED, closed_at=clock.to_text(clock.now()), satisfaction=4
    ).where(AfterSalesCase.no == slow).execute()
    return quick


@pytest.fixture
def page(desk: Desk, quick: str, qtbot: QtBot) -> MeasuresPage:
    desk.memory.setValue("measures/days", "7")
    made = MeasuresPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 600)
    made.show()
    qtbot.waitUntil(lambda: made.report is not None)
    return made


def again(page: MeasuresPage, qtbot: QtBot) -> None:
    """Waits for the figures that were asked for last."""
    before = page.report
    qtbot.waitUntil(lambda: page.report is not before)


def press(chart: Chart, bar: int, part: int, qtbot: QtBot) -> None:
    """Clicks on a part of a bar."""
    [area] = [area for b, p, area in chart.areas() if (b, p) == (bar, part)]
    middle = area.center()
    qtbot.mouseClick(
        chart, Qt.MouseButton.LeftButton, pos=QPoint(round(middle.x()), round(middle.y()))
    )


def listed(page: MeasuresPage) -> list[str]:
    model = page.behind.model
    rows = (model.row_at(place) for place in range(model.rowCount()))
    return [row.row.no for row in rows if row is not None]


def texts_in(place: QWidget) -> str:
    return "\n".join(one.text() for one in place.findChildren(QLabel) if one.text())


def test_r43_a_card_shows_figure_definition_and_how_it_was(page: MeasuresPage) -> None:
    card = page.cards()["first_reply_in_time"]
    assert card.figure.text() == "50.0%"
    assert "answered within the reply deadline" in card.text.text()
    assert card.counted.text() == "1 of 2"
    assert card.before.text() == "▲ 50.0 points"
    assert card.before.property("tone") == "good"
    assert "Trend" in card.trend.accessibleName()
    assert page.cards()["satisfaction_mean"].figure.text() == "4.00"
    assert page.cards()["recoveries"].figure.text() == "–"
    assert page.cards()["net_cost"].figure.text() == "¥12.50"
    assert not page.cards()["recoveries"].figure.isEnabled()


def test_r43_a_figure_lists_exactly_what_was_counted_and_enter_opens_it(
    page: MeasuresPage, desk: Desk, quick: str, qtbot: QtBot
) -> None:
    went: list[Errand] = []
    desk.ways.errand.connect(went.append)
    card = page.cards()["first_reply_in_time"]
    card.figure.setFocus()
    qtbot.keyClick(card.figure, Qt.Key.Key_Space)
    assert not page.side.isHidden()
    assert listed(page) == [quick]
    assert page.behind.model.row_at(0).value == "2 min"
    page.behind.which.chips["out"].click()
    assert len(listed(page)) == 1
    assert listed(page) != [quick]
    page.behind.which.chips["in"].click()
    qtbot.keyClick(page.behind.view, Qt.Key.Key_Return)
    assert (went[-1].room, went[-1].thing) == (Room.CASES, quick)
    qtbot.keyClick(page.behind, Qt.Key.Key_Escape)
    assert page.side.isHidden()


def test_every_figure_counts_what_it_lists(page: MeasuresPage) -> None:
    for card in page.cards().values():
        assert card.measured is not None
        page.list_measure(card.measured)
        assert len(listed(page)) == (card.measured.counted or len(card.measured.rest))


def test_r49_bars_list_their_cases(page: MeasuresPage, quick: str, qtbot: QtBot) -> None:
    charts = page.charts
    bars = [bar.label for bar in charts.split.bars]
    assert set(bars) == {"Transit", "Defect"}
    press(charts.split, bars.index("Transit"), 0, qtbot)
    assert listed(page) == [quick]
    assert page.behind.title.text() == "Cause: Transit"
    charts.by.chips["model"].click()
    assert [bar.label for bar in charts.split.bars] == ["MUG"]
    press(charts.split, 0, 0, qtbot)
    assert len(listed(page)) == 2
    press(charts.marks, 3, 0, qtbot)
    assert len(listed(page)) == 1
    press(charts.months, len(charts.months.bars) - 1, 0, qtbot)
    assert listed(page) == [quick]
    assert page.behind.model.row_at(0).value == "¥12.50"
    day = next(place for place, bar in enumerate(charts.days.bars) if bar.values[0])
    press(charts.days, day, 0, qtbot)
    assert len(listed(page)) == charts.days.bars[day].values[0]
    charts.by.chips["model"].click()
    assert charts.by.codes() == {"cause"}


def test_r43_window_and_platform_are_chosen_and_remembered(
    page: MeasuresPage, desk: Desk, qtbot: QtBot
) -> None:
    assert page.cards()["cases_opened"].figure.text() == "2"
    page.window_bar.days.chips["30"].click()
    again(page, qtbot)
    assert page.cards()["cases_opened"].figure.text() == "3"
    page.window_bar.platforms.actions_["douyin"].trigger()
    again(page, qtbot)
    assert page.cards()["cases_opened"].figure.text() == "0"
    assert page.cards()["cases_per_hundred_orders"].figure.text() == "–"
    second = MeasuresPage(desk)
    qtbot.addWidget(second)
    assert second.window_bar.days.codes() == {"30"}
    assert second.window_bar.scope().platforms == (Platform.DOUYIN,)
    second.window_bar.days.chips["30"].click()
    assert second.window_bar.days.codes() == {"30"}


def test_r43_own_dates_say_what_is_wrong_with_them(page: MeasuresPage, qtbot: QtBot) -> None:
    bar = page.window_bar
    bar.days.chips["own"].click()
    again(page, qtbot)
    today = clock.today()
    assert bar.last.text() == today.isoformat()
    bar.first.edit.setText((today + timedelta(days=1)).isoformat())
    bar.first.edit.textEdited.emit(bar.first.text())
    assert "ends" in bar.fault.text()
    assert bar.window_() is None
    bar.first.edit.setText("2026-13-01")
    bar.first.edit.textEdited.emit(bar.first.text())
    assert "is not a date" in texts_in(bar.first)
    bar.first.edit.setText((today - timedelta(days=1)).isoformat())
    bar.first.edit.textEdited.emit(bar.first.text())
    again(page, qtbot)
    assert page.report is not None
    assert page.report.window.days == 2


def test_shops_are_offered_where_there_are_several(page: MeasuresPage, qtbot: QtBot) -> None:
    assert page.window_bar.shops.isHidden()
    for name in ("一店", "二店"):
        Shop.create(platform=Platform.TAOBAO, name=name)
    page.window_bar.reload()
    assert not page.window_bar.shops.isHidden()
    second = list(page.window_bar.shops.actions_)[1]
    page.window_bar.shops.actions_[second].trigger()
    again(page, qtbot)
    assert page.cards()["cases_opened"].figure.text() == "0"
    assert set(page.window_bar.models.actions_) == {"MUG"}


def test_r48_a_definition_is_changed_and_given_back(
    page: MeasuresPage, desk: Desk, qtbot: QtBot
) -> None:
    card = page.cards()["quality_refund_rate"]
    assert card.figure.text() == "0.0%"
    card.edit.click()
    editor = page.editor
    assert not page.side.isHidden()
    assert "Defect / Listing doesn't match" in editor.told.text()
    editor.counts.menus["outcomes"].set_codes(())
    editor.counts.menus["outcomes"].changed.emit()
    choose(editor.counts.at, "opened")
    editor.counts.at.activated.emit(0)
    choose(editor.among.subject, "cases")
    editor.among.subject.activated.emit(0)
    for text, fits in (("x", False), ("28", True)):
        editor.days.edit.setText(text)
        editor.days.edit.textEdited.emit(text)
        assert editor.keep_button.isEnabled() is fits
    assert editor.told.text().endswith("÷ Cases by the day they were opened; of 28 days")
    editor.keep()
    again(page, qtbot)
    card = page.cards()["quality_refund_rate"]
    assert card.figure.text() == "33.3%"
    assert card.text.text().startswith("Changed by the shop: Share: Cases")
    assert measure_rules.of(desk.store, "quality_refund_rate").changed
    card.edit.click()
    editor.back_button.click()
    again(page, qtbot)
    assert page.cards()["quality_refund_rate"].figure.text() == "0.0%"


def test_a_definition_is_left_as_it_was_by_escape(page: MeasuresPage, qtbot: QtBot) -> None:
    page.cards()["disputes"].edit.click()
    assert page.editor.among.isHidden()
    assert page.editor.days.text() == "28"
    qtbot.keyClick(page.editor, Qt.Key.Key_Escape)
    assert page.side.isHidden()


def test_the_table_is_exported(
    page: MeasuresPage, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.target = tmp_path / "measures.csv"
    page.paper.save(".csv")
    qtbot.waitUntil((tmp_path / "measures.csv").exists)
    assert "Quality refund rate" in (tmp_path / "measures.csv").read_text("utf-8-sig")
    page.list_measure(page.cards()["cases_opened"].measured)
    answers.target = tmp_path / "cases.csv"
    page.behind.export_button.click()
    qtbot.waitUntil((tmp_path / "cases.csv").exists)
    assert len((tmp_path / "cases.csv").read_text("utf-8-sig").splitlines()) == 3


def test_figures_follow_the_cases(page: MeasuresPage, desk: Desk, qtbot: QtBot) -> None:
    opened(desk.store, 0.1)
    again(page, qtbot)
    qtbot.waitUntil(lambda: page.cards()["cases_opened"].figure.text() == "3")


def test_r44_what_if_answers_while_one_types(page: MeasuresPage, desk: Desk) -> None:
    score = page.charts.score

    def put(name: str, text: str) -> None:
        score.fields[name].edit.setText(text)
        score.fields[name].edit.textEdited.emit(text)

    put("mean", "4.6")
    put("raters", "43")
    put("target", "4.8")
    assert score.needed.text() == "43 more ratings of 5 bring it to 4.8."
    put("fives", "43")
    assert score.after.text() == "With 43 new ratings of 5 the mean will be 4.800."
    assert "4.9\n129" in texts_in(score)
    put("target", "5")
    assert "can't be reached" in score.needed.text()
    put("target", "4.2")
    assert "reached already" in score.needed.text()
    put("mean", "6")
    assert score.needed.text() == "–"
    assert "from 1 to 5" in texts_in(score.fields["mean"])
    put("mean", "4.6")
    put("raters", "0")
    put("fives", "0")
    assert score.after.text() == ""
    assert desk.memory.value("score/mean") == "4.6"


def test_an_empty_shop_has_no_figures_but_says_what_they_are(desk: Desk, qtbot: QtBot) -> None:
    tab = ReportsTab(desk)
    qtbot.addWidget(tab)
    tab.resize(960, 560)
    tab.show()
    page = tab.open("measures")
    assert isinstance(page, MeasuresPage)
    qtbot.waitUntil(lambda: page.report is not None)
    page.run_errand(Errand(Room.REPORTS, kind="measures"))
    assert page.cards()["quality_refund_rate"].figure.text() == "–"
    assert page.cards()["quality_refund_rate"].text.text()
