"""The claims room's other pages: quick entry, reconciliation, month's end, couriers, overview."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QHelpEvent
from PySide6.QtWidgets import QApplication, QDialog, QLabel
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import ClaimKind, ClaimStage, PaymentKind
from desktop_app.services import (
    claim_lists,
    claim_money,
    claim_steps,
    claims,
    couriers,
    month_locks,
    months,
    settlement_formats,
    settlements,
)
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_money import Payment
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store
from desktop_app.views.claims_couriers import CouriersPage
from desktop_app.views.claims_mapping import MappingDialog
from desktop_app.views.claims_months import MonthsPage
from desktop_app.views.claims_overview import OverviewPage
from desktop_app.views.claims_quick import QuickPage
from desktop_app.views.claims_reconcile import ReconcilePage
from desktop_app.views.claims_result_rows import Group
from desktop_app.views.claims_tab import ClaimsTab, Page
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.preview import Preview
from tests.gui.conftest import Answers

ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
S = ClaimStage


def claim(
    shop: Store, tracking: str, amount: int, courier: str = "zto", **more: object
) -> ClaimDetail:
    """A filed claim."""
    draft = ClaimDraft(
        kind=ClaimKind.LOST,
        tracking=tracking,
        courier=courier,
        amount_minor=amount,
        **more,
    )
    return claim_steps.move(shop, claims.open(shop, draft).no, S.FILED)


def table(path: Path, *rows: Sequence[object]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


@pytest.fixture
def tab(desk: Desk, qtbot: QtBot) -> ClaimsTab:
    made = ClaimsTab(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def said(desk: Desk) -> list[str]:
    heard: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: heard.append(sentence))
    return heard


def test_each_page_has_its_key(tab: ClaimsTab, qtbot: QtBot) -> None:
    for page in Page:
        qtbot.keyClick(tab, Qt.Key(Qt.Key.Key_1 + page), Qt.KeyboardModifier.AltModifier)
        assert tab.bar.currentIndex() == page
        assert tab.stack.currentWidget().isVisible()


# --- quick entry


@pytest.fixture
def quick(tab: ClaimsTab) -> QuickPage:
    page = tab.open_page(Page.QUICK)
    assert isinstance(page, QuickPage)
    return page


def states(page: QuickPage) -> list[str]:
    return [draft.state for draft in page.model.held()]


def test_r21_pasted_lines_become_drafts_and_then_claims(
    quick: QuickPage, tab: ClaimsTab, shop: Store, said: list[str], qtbot: QtBot
) -> None:
    quick.box.setFocus()
    lines = ("9831745985570 丢件理赔54.9元 运费7元", "", "圆通 YT1234567890123 破损 赔30")
    QApplication.clipboard().setText("\n".join(lines))
    quick.box.paste()
    qtbot.waitUntil(lambda: states(quick) == ["Ready", "Ready"])
    assert claim_lists.counts(shop) == {}
    assert quick.enter_button.text() == "Enter 2 claims"
    qtbot.keyClick(quick.box, ENTER, CTRL)
    qtbot.waitUntil(lambda: claim_lists.counts(shop) == {S.DRAFT: 2})
    first = min(claim_lists.listed(shop), key=lambda row: row.id)
    assert (first.tracking, first.claimed_minor, first.kind) == (
        "9831745985570",
        6190,
        ClaimKind.LOST,
    )
    qtbot.waitUntil(lambda: said == ["2 claims entered."])
    assert tab.bar.currentIndex() == Page.LEDGER
    qtbot.waitUntil(lambda: tab.ledger.list.model.rowCount() == 2)
    assert tab.ledger.list.only.isVisible()
    assert quick.box.toPlainText() == ""


def test_what_is_missing_is_completed_in_the_form(
    quick: QuickPage, shop: Store, qtbot: QtBot
) -> None:
    quick.box.setPlainText("SF1234567890123 20元\nnonsense")
    qtbot.waitUntil(lambda: states(quick) == ["no kind", "Incomplete"])
    assert not quick.enter_button.isEnabled()
    assert quick.view.hasFocus() or quick.view.rows_chosen()
    qtbot.keyClick(quick.view, ENTER)
    form = quick.form
    assert form.kinds[ClaimKind.LOST].hasFocus()
    form.kinds[ClaimKind.DAMAGED].click()
    form.freight.edit.selectAll()
    qtbot.keyClicks(form.freight.edit, "5")
    assert states(quick)[0] == "Ready"
    form.courier.put("")
    form.courier.changed.emit()
    assert states(quick)[0] == "no courier"
    form.courier.put("sf")
    form.courier.changed.emit()
    form.tracking.edit.setFocus()
    form.tracking.edit.selectAll()
    qtbot.keyClicks(form.tracking.edit, "sf 9990001112223")
    qtbot.keyClick(form.tracking.edit, Qt.Key.Key_Tab)
    form.note.edit.setPlainText("外箱压扁")
    quick.enter_button.click()
    qtbot.waitUntil(lambda: len(claim_lists.listed(shop)) == 1)
    row = claim_lists.listed(shop)[0]
    assert (row.tracking, row.claimed_minor) == ("SF9990001112223", 2500)
    assert claims.show(shop, row.no).fields["what_happened"] == "外箱压扁"
    qtbot.waitUntil(lambda: states(quick) == ["Incomplete"])


def test_a_parcel_with_a_claim_is_entered_only_when_meant(
    quick: QuickPage, shop: Store, qtbot: QtBot
) -> None:
    claim(shop, "YT1234567890123", 3000, "yto")
    quick.box.setPlainText("YT1234567890123 丢件 30元")
    qtbot.waitUntil(lambda: states(quick) == ["Has a claim"])
    assert not quick.enter_button.isEnabled()
    quick.doubles.click()
    quick.enter_button.click()
    qtbot.waitUntil(lambda: len(claim_lists.listed(shop)) == 2)


def test_rows_of_a_spreadsheet_are_read_by_their_headings(
    tab: ClaimsTab, shop: Store, qtbot: QtBot
) -> None:
    tab.run_errand(
        Errand(
            Room.CLAIMS,
            "quick",
            "运单号\t快递\t理赔类型\t金额\n731\t中通\t丢失\t12.50\n732\t中通\t破损\t",
        )
    )
    page = tab.stack.currentWidget()
    assert isinstance(page, QuickPage)
    qtbot.waitUntil(lambda: states(page) == ["Ready", "no amount"])


# --- reconciliation


@pytest.fixture
def reconcile(tab: ClaimsTab) -> ReconcilePage:
    page = tab.open_page(Page.RECONCILE)
    assert isinstance(page, ReconcilePage)
    page.courier.put("zto")
    return page


HEAD = ("运单号", "赔付金额", "结案日期")


def groups(page: ReconcilePage) -> list[str]:
    return [row.group.value for row in page.model.held()]


def day() -> str:
    return clock.today().isoformat()


def test_a_file_is_held_against_the_ledger_applied_and_taken_back(
    reconcile: ReconcilePage,
    shop: Store,
    answers: Answers,
    said: list[str],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    paid, short, unpaid = (claim(shop, f"750{n}", 1000 * n) for n in (1, 2, 3))
    answers.files = [
        table(
            tmp_path / "a.csv",
            HEAD,
            ["7501", "10.00", day()],
            ["7502", "15", day()],
            ["9999", "7", day()],
        )
    ]
    reconcile.choose_button.click()
    qtbot.waitUntil(lambda: groups(reconcile) == ["differs", "theirs", "matched", "unpaid"])
    assert reconcile.balance.text() == "Not balanced"
    assert reconcile.groups.chips["matched"].text() == "Matched 1"
    assert claims.show(shop, paid.no).payments == ()
    reconcile.groups.chips["unpaid"].click()
    assert [row.claim for row in reconcile.model.held()] == [unpaid.no]
    answers.yes = False
    reconcile.apply_button.click()
    assert claims.show(shop, paid.no).payments == ()
    answers.yes = True
    reconcile.apply_button.click()
    qtbot.waitUntil(lambda: said == ["2 payments entered, ¥25.00."])
    assert claims.show(shop, paid.no).row.stage is S.PAID
    assert claims.show(shop, short.no).row.outstanding_minor == 500
    listed = reconcile.applied
    qtbot.waitUntil(lambda: listed.model.rowCount() == 1)
    listed.view.selectRow(0)
    listed.back_button.click()
    qtbot.waitUntil(lambda: claims.show(shop, paid.no).row.stage is S.FILED)
    qtbot.waitUntil(lambda: not listed.back_button.isEnabled())


def test_the_same_file_again_adds_nothing(
    reconcile: ReconcilePage, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    claim(shop, "7501", 1000)
    file = table(tmp_path / "a.csv", HEAD, ["7501", "10.00", day()])
    reconcile.open_file(file)
    qtbot.waitUntil(lambda: groups(reconcile) == ["matched"])
    assert reconcile.balance.text() == "Balanced"
    reconcile.apply_button.click()
    qtbot.waitUntil(lambda: len(settlements.applied_files(shop)) == 1)
    qtbot.waitUntil(lambda: reconcile.opened is None)
    reconcile.open_file(file)
    qtbot.waitUntil(lambda: groups(reconcile) == ["known"])
    assert "applied before" in reconcile.warning.text()
    assert not reconcile.apply_button.isEnabled()
    reconcile.close_button.click()
    assert reconcile.opened is None


def test_the_person_s_word_decides_a_line(
    reconcile: ReconcilePage, shop: Store, said: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    ours = claim(shop, "7501", 1000)
    reconcile.open_file(table(tmp_path / "a.csv", HEAD, ["9999", "10.00", day()]))
    qtbot.waitUntil(lambda: groups(reconcile) == ["theirs", "unpaid"])
    card = reconcile.card
    assert card.title.text() == "9999"
    qtbot.keyClicks(card.claims.edit, "LP1")
    qtbot.keyClick(card.claims.edit, ENTER)
    qtbot.waitUntil(lambda: bool(said) and "LP1" in said[-1])
    card.claims.edit.selectAll()
    qtbot.keyClicks(card.claims.edit, ours.no)
    qtbot.keyClick(card.claims.edit, ENTER)
    qtbot.waitUntil(lambda: groups(reconcile) == ["matched"])
    assert "your choice" in card.figures.text()
    card.takes[False].click()
    qtbot.waitUntil(lambda: not reconcile.apply_button.isEnabled())
    card.takes[None].click()
    qtbot.waitUntil(reconcile.apply_button.isEnabled)


def test_our_claim_is_opened_from_its_line(
    reconcile: ReconcilePage, tab: ClaimsTab, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    ours = claim(shop, "7501", 1000)
    reconcile.open_file(table(tmp_path / "a.csv", HEAD, ["7501", "10.00", day()]))
    qtbot.waitUntil(lambda: groups(reconcile) == ["matched"])
    reconcile.card.open_button.click()
    assert tab.bar.currentIndex() == Page.LEDGER
    assert tab.ledger.panel.no == ours.no


def test_a_closed_month_s_money_is_borne_by_an_open_one(
    reconcile: ReconcilePage, shop: Store, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    ours = claim(shop, "7501", 1000)
    before = month_locks.of(clock.today().replace(day=1))
    last = clock.today().replace(day=1).toordinal() - 1
    earlier = date.fromordinal(last)
    months.close(shop, month_locks.of(earlier))
    file = table(tmp_path / "a.csv", HEAD, ["7501", "10.00", earlier.isoformat()])
    reconcile.open_file(file)
    qtbot.waitUntil(lambda: groups(reconcile) == ["matched"])
    assert "is closed" in reconcile.warning.text()
    assert not reconcile.apply_button.isEnabled()
    reconcile.month.setCurrentIndex(1)
    reconcile.month.activated.emit(1)
    qtbot.waitUntil(reconcile.apply_button.isEnabled)
    reconcile.apply_button.click()
    qtbot.waitUntil(lambda: claims.show(shop, ours.no).row.stage is S.PAID)
    assert claims.show(shop, ours.no).payments[0].month == before


def dialog(tab: ClaimsTab, qtbot: QtBot, kind: type[QDialog]) -> QDialog:
    found: list[QDialog] = []

    def opened() -> bool:
        found[:] = [each for each in tab.findChildren(kind) if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(opened, timeout=20000)
    return found[0]


def test_unknown_columns_are_told_once_and_kept(
    reconcile: ReconcilePage, tab: ClaimsTab, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    claim(shop, "7501", 1000)
    file = table(tmp_path / "Abrechnung.csv", ["Nr", "Sendung", "Betrag"], ["1", "7501", "10.00"])
    reconcile.open_file(file)
    asked = dialog(tab, qtbot, MappingDialog)
    assert isinstance(asked, MappingDialog)
    assert asked.table.item(1, 1).text() == "7501"
    asked.accept_mapping()
    assert asked.fault.isVisible()
    asked.columns[1].setCurrentIndex(asked.columns[1].findData("tracking"))
    asked.columns[2].setCurrentIndex(asked.columns[2].findData("paid"))
    asked.accept_mapping()
    qtbot.waitUntil(lambda: groups(reconcile) == ["matched"])
    assert [profile.name for profile in settlement_formats.saved(shop)] == ["Abrechnung"]
    reconcile.close_file()
    reconcile.open_file(file)
    qtbot.waitUntil(lambda: groups(reconcile) == ["matched"])


def test_thinking_better_of_the_mapping_closes_the_file(
    reconcile: ReconcilePage, tab: ClaimsTab, tmp_path: Path, qtbot: QtBot
) -> None:
    reconcile.open_file(table(tmp_path / "a.csv", ["Nr", "Sendung"], ["1", "7501"]))
    dialog(tab, qtbot, MappingDialog).reject()
    assert reconcile.opened is None


def test_a_file_that_is_none_is_a_sentence(
    reconcile: ReconcilePage, said: list[str], tmp_path: Path, qtbot: QtBot
) -> None:
    bad = tmp_path / "x.xlsx"
    bad.write_bytes(b"PK\x03\x04 nothing")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(bad))])
    drop = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    reconcile.dropEvent(drop)
    qtbot.waitUntil(lambda: bool(said))
    assert "damaged" in said[0]
    assert reconcile.opened is None


def test_a_freight_bill_pays_nothing(
    reconcile: ReconcilePage, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    claim(shop, "7501", 1000, fields={"freight_minor": 500})
    head = ["运单号", "网点称重", "面单费用", "加收费用", "合计费用"]
    reconcile.open_file(table(tmp_path / "a.csv", head, ["7501", "0.3", "1", "0", "6.00"]))
    qtbot.waitUntil(lambda: Group.DIFFERS.value in groups(reconcile))
    assert "freight bill" in reconcile.warning.text()
    assert not reconcile.apply_button.isEnabled()


# --- month's end


@pytest.fixture
def month(tab: ClaimsTab, shop: Store, qtbot: QtBot) -> MonthsPage:
    claim(shop, "7501", 1000)
    claim(shop, "7502", 540, "yto", currency="USD")
    page = tab.open_page(Page.MONTHS)
    assert isinstance(page, MonthsPage)
    qtbot.waitUntil(lambda: page.looked is not None)
    return page


def texts_in(page: MonthsPage) -> str:
    return " ".join(word.text() for word in page.roll.findChildren(QLabel) if word.isVisible())


def test_the_roll_forward_stands_by_currency_and_balances(month: MonthsPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: "¥10.00" in texts_in(month))
    words = texts_in(month)
    assert "USD 5.40" in words
    assert words.count("Balances") == 2


def test_a_month_is_closed_and_opened_again_with_a_reason(
    month: MonthsPage, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    this = month_locks.this_month()
    answers.yes = False
    month.close_button.click()
    assert not months.is_closed(shop, this)
    answers.yes = True
    month.close_button.click()
    assert months.is_closed(shop, this)
    qtbot.waitUntil(lambda: month.state.text().startswith("Closed"))
    assert not month.close_button.isVisible()
    answers.line = None
    month.reopen_button.click()
    assert months.is_closed(shop, this)
    answers.line = "漏记一笔"
    month.reopen_button.click()
    assert not months.is_closed(shop, this)
    qtbot.waitUntil(lambda: month.state.text() == "Month open")
    assert months.history(shop)[0].reopen_reason == "漏记一笔"


def test_what_is_odd_is_filtered_and_opens_its_claim(
    month: MonthsPage, tab: ClaimsTab, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: month.model.rowCount() > 0)
    shown = [rule for rule, chip in month.rules.items() if chip.isVisible()]
    month.rules[shown[0]].click()
    assert {row.found.rule for row in month.model.held()} == {shown[0]}
    month.rules[shown[1]].click()
    assert {row.found.rule for row in month.model.held()} == {shown[1]}
    month.rules[shown[1]].click()
    assert len(month.model.held()) == len(month.looked.findings if month.looked else ())
    month.audit.selectRow(0)
    wanted = month.audit.rows_chosen()[0].claim
    qtbot.keyClick(month.audit, ENTER)
    assert tab.ledger.panel.no == wanted


def test_one_courier_s_month_can_be_looked_at_but_not_closed(
    month: MonthsPage, qtbot: QtBot
) -> None:
    month.show_month(month_locks.this_month(), "yto")
    qtbot.waitUntil(lambda: "USD 5.40" in texts_in(month) and "¥10.00" not in texts_in(month))
    assert not month.close_button.isEnabled()
    month.show_month("2019-01")
    qtbot.waitUntil(lambda: "No claims" in texts_in(month))


def test_the_statement_is_shown_and_saved_in_each_form(
    month: MonthsPage,
    tab: ClaimsTab,
    answers: Answers,
    said: list[str],
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    month.statement.show_paper("zh_CN")
    preview = dialog(tab, qtbot, Preview)
    assert isinstance(preview, Preview)
    shown = preview.pages.file
    assert shown is not None
    assert "7501" in PdfReader(shown.path).pages[0].extract_text()
    preview.reject()
    for suffix in (".xlsx", ".csv"):
        answers.target = tmp_path / f"月结{suffix}"
        month.statement.save(suffix)
        qtbot.waitUntil(lambda: answers.target is not None and answers.target.exists())
    qtbot.waitUntil(lambda: len(said) == 2)
    assert "7502" in (tmp_path / "月结.csv").read_text("utf-8-sig")


# --- couriers


@pytest.fixture
def contracts(tab: ClaimsTab) -> CouriersPage:
    page = tab.open_page(Page.COURIERS)
    assert isinstance(page, CouriersPage)
    page.show_courier("zto")
    return page


def test_limits_are_blank_until_the_contract_s_are_entered(
    contracts: CouriersPage, shop: Store, qtbot: QtBot
) -> None:
    fields = contracts.terms.fields
    assert {field.text() for field in fields.values()} == {""}
    assert fields["filing_days"].edit.placeholderText() == "as in your contract"
    qtbot.keyClicks(fields["filing_days"].edit, "0")
    assert "quantity" in fields["filing_days"].fault()
    contracts.terms.save()
    assert couriers.terms(shop, "zto") == []
    fields["filing_days"].edit.clear()
    for name, text in (
        ("filing_days", "15"),
        ("ratio", "80%"),
        ("cap_minor", "300"),
        ("first_g", "1kg"),
    ):
        qtbot.keyClicks(fields[name].edit, text)
    contracts.terms.checked.setChecked(True)
    contracts.terms.save_button.click()
    kept = couriers.terms(shop, "zto")[0]
    assert (kept.filing_days, str(kept.ratio), kept.cap_minor, kept.first_g) == (
        15,
        "0.8",
        30000,
        1000,
    )
    assert (kept.answer_days, kept.deductible_minor) == (None, None)
    assert kept.checked
    row = contracts.view.rows_chosen()[0]
    assert (row.code, row.state) == ("zto", "Terms entered")
    assert fields["ratio"].text() == "80%"


def test_how_billed_weights_are_rounded_is_entered_and_stays(
    contracts: CouriersPage, shop: Store, qtbot: QtBot
) -> None:
    terms = contracts.terms
    assert terms.rounding.currentData() == ""
    terms.rounding.setCurrentIndex(terms.rounding.findData("up_100"))
    qtbot.keyClicks(terms.fields["divisor"].edit, "8000")
    terms.save()
    kept = couriers.terms(shop, "zto")[0]
    assert (kept.rounding, kept.divisor) == ("up_100", 8000)
    contracts.show_courier("sf")
    assert terms.rounding.currentData() == ""
    contracts.show_courier("zto")
    qtbot.keyClicks(terms.fields["step_g"].edit, "100")
    terms.save()
    kept = couriers.terms(shop, "zto")[0]
    assert (kept.rounding, kept.step_g) == ("up_100", 100)


def test_an_errand_shows_a_courier(tab: ClaimsTab) -> None:
    tab.run_errand(Errand(Room.CLAIMS, "courier", "sf"))
    page = tab.open_page(Page.COURIERS)
    assert isinstance(page, CouriersPage)
    assert page.view.rows_chosen()[0].code == "sf"


def test_terms_are_removed_after_asking(
    contracts: CouriersPage, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    contracts.terms.currency.setCurrentText("USD")
    qtbot.keyClicks(contracts.terms.fields["cap_minor"].edit, "100")
    contracts.terms.save()
    assert couriers.terms(shop, "zto")[0].currency == "USD"
    answers.yes = False
    contracts.terms.remove()
    assert couriers.terms(shop, "zto")
    answers.yes = True
    contracts.terms.remove()
    assert couriers.terms(shop, "zto") == []


def test_details_are_kept_and_a_courier_added(
    contracts: CouriersPage, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    card = contracts.card
    card.outlet.edit.setText("城东网点")
    card.form.setCurrentIndex(card.form.findData("en"))
    card.save_button.click()
    kept = couriers.find(shop, "zto")
    assert kept is not None
    assert (kept.outlet, kept.form) == ("城东网点", "en")
    card.name.edit.clear()
    card.save()
    assert couriers.find(shop, "zto") == kept
    answers.line = "同城跑腿"
    contracts.add.click()
    assert contracts.view.rows_chosen()[0].name == "同城跑腿"
    contracts.card.retired.setChecked(True)
    contracts.card.save()
    assert contracts.view.rows_chosen()[0].state == "No longer used"


# --- overview


@pytest.fixture
def overview(tab: ClaimsTab, shop: Store, qtbot: QtBot) -> OverviewPage:
    paid = claim(shop, "7501", 1000)
    payment = Payment(kind=PaymentKind.RECEIVED, amount_minor=1000, paid_on=clock.today())
    claim_money.pay(shop, paid.no, payment)
    claim(shop, "7502", 3000)
    claim(shop, "YT1", 500, "yto")
    claim(shop, "7777", 900, "yto", currency="USD")
    page = tab.open_page(Page.OVERVIEW)
    assert isinstance(page, OverviewPage)
    qtbot.waitUntil(lambda: page.couriers.rowCount() > 0)
    return page


def behind(tab: ClaimsTab, qtbot: QtBot, *trackings: str) -> None:
    model = tab.ledger.list.model

    def listed() -> bool:
        rows = [model.row_at(place) for place in range(model.rowCount())]
        return sorted(row.tracking for row in rows if row is not None) == sorted(trackings)

    qtbot.waitUntil(listed)
    assert tab.bar.currentIndex() == Page.LEDGER


def test_figures_stand_by_courier_and_enter_lists_the_claims_behind(
    overview: OverviewPage, tab: ClaimsTab, qtbot: QtBot
) -> None:
    rows = {row.of.courier: row for row in overview.couriers.held()}
    assert rows["zto"].claimed == 4000
    assert rows["zto"].outstanding == 3000
    assert "yto" in rows
    place = [row.of.courier for row in overview.couriers.held()].index("zto")
    overview.by_courier.selectRow(place)
    assert {row.of.courier for row in overview.months.held()} == {"zto"}
    qtbot.keyClick(overview.by_courier, ENTER)
    behind(tab, qtbot, "7501", "7502")
    assert "ZTO" in tab.ledger.list.only.text()
    tab.ledger.list.only.click()
    qtbot.waitUntil(lambda: tab.ledger.list.model.rowCount() == 4)


def test_a_click_on_a_heading_sorts_figures_with_what_is_unknown_last(
    overview: OverviewPage, qtbot: QtBot
) -> None:
    view, places = overview.by_courier, [column.key for column in overview.couriers.columns]

    def order() -> list[str]:
        rows = [overview.couriers.row_at(place) for place in range(overview.couriers.rowCount())]
        return [row.of.courier for row in rows if row is not None]

    view.horizontalHeader().setSortIndicator(places.index("claimed"), Qt.SortOrder.AscendingOrder)
    assert order() == ["yto", "zto"]
    view.horizontalHeader().setSortIndicator(places.index("days"), Qt.SortOrder.DescendingOrder)
    assert order() == ["zto", "yto"]
    view.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
    assert order() == [row.of.courier for row in overview.couriers.held()]


def test_a_click_on_a_bar_lists_its_claims(
    overview: OverviewPage, tab: ClaimsTab, qtbot: QtBot
) -> None:
    assert overview.currency.isVisible()
    bar, part, area = overview.owed.areas()[0]
    assert (overview.owed.bars[bar].label, part) in (("YTO Express", 0), ("ZTO Express", 0))
    qtbot.mouseClick(overview.owed, Qt.MouseButton.LeftButton, pos=area.center().toPoint())
    wanted = "YT1" if overview.owed.bars[bar].label.startswith("YTO") else "7502"
    behind(tab, qtbot, wanted)


def test_charts_answer_to_the_keyboard_and_say_what_they_show(
    overview: OverviewPage, tab: ClaimsTab, qtbot: QtBot
) -> None:
    chart = overview.chart
    assert "Claimed" in chart.accessibleDescription()
    chart.setFocus()
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    chart.grab()
    spot: QPoint = chart.areas()[0][2].center().toPoint()
    help_event = QHelpEvent(QHelpEvent.Type.ToolTip, spot, chart.mapToGlobal(spot))
    assert chart.event(help_event)
    qtbot.mouseMove(chart, spot)
    qtbot.keyClick(chart, ENTER)
    behind(tab, qtbot, "7501", "7502", "YT1")


def test_currencies_are_never_mixed(overview: OverviewPage, qtbot: QtBot) -> None:
    overview.currency.setCurrentText("USD")
    overview.currency.activated.emit(overview.currency.currentIndex())
    assert [row.claimed for row in overview.couriers.held()] == [900]
    overview.since.setCurrentIndex(3)
    overview.until.setCurrentIndex(2)
    overview.since.activated.emit(3)
    qtbot.waitUntil(lambda: overview.couriers.rowCount() == 0)


def test_a_month_is_entered_reconciled_closed_and_printed(
    tab: ClaimsTab, shop: Store, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    """The whole of it in the window: paste, hold against their file, close, statement."""
    quick = tab.open_page(Page.QUICK)
    assert isinstance(quick, QuickPage)
    quick.box.setPlainText("中通 75012345678901 丢件 54.9元 运费7元\n中通 75012345678902 破损 30元")
    qtbot.waitUntil(lambda: states(quick) == ["Ready", "Ready"])
    quick.enter_button.click()
    qtbot.waitUntil(lambda: claim_lists.counts(shop) == {S.DRAFT: 2})
    page = tab.open_page(Page.RECONCILE)
    assert isinstance(page, ReconcilePage)
    page.courier.put("zto")
    lines = (["75012345678901", "61.90", day()], ["75012345678902", "30.00", day()])
    page.open_file(table(tmp_path / "a.csv", HEAD, *lines))
    qtbot.waitUntil(lambda: groups(page) == ["matched", "matched"])
    page.apply_button.click()
    qtbot.waitUntil(lambda: claim_lists.counts(shop) == {S.PAID: 2})
    months_page = tab.open_page(Page.MONTHS)
    assert isinstance(months_page, MonthsPage)
    qtbot.waitUntil(lambda: months_page.looked is not None)
    months_page.close_button.click()
    totals = months.history(shop)[0].totals
    assert [(row.new.minor, row.recovered.minor, row.closing.minor) for row in totals] == [
        (9190, 9190, 0)
    ]
    months_page.statement.show_paper("zh_CN")
    preview = dialog(tab, qtbot, Preview)
    assert isinstance(preview, Preview)
    shown = preview.pages.file
    assert shown is not None
    text = "".join(part.extract_text() for part in PdfReader(shown.path).pages)
    assert "91.90" in text
    assert "人民币玖拾壹元玖角" in text.replace("\n", "")
    preview.reject()
