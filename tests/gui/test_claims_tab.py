"""The claims room: the ledger, one claim with its fields and steps, a new one from any number."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import (
    CaseKind,
    ClaimKind,
    ClaimStage,
    EvidenceRole,
    PaymentKind,
    Platform,
)
from desktop_app.services import (
    buyers,
    cases,
    claim_lists,
    claim_money,
    claim_steps,
    claims,
    own_forms,
    photos,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_money import Payment
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store
from desktop_app.views.claims_goods import CLAIMED, PRICE, SKU, TITLE, VARIANT
from desktop_app.views.claims_page import LedgerPage
from desktop_app.views.claims_panel import ClaimPanel
from desktop_app.views.claims_tab import ClaimsTab
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.preview import Preview
from tests import drawn, invented
from tests.gui.conftest import Answers

ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier
S = ClaimStage


@pytest.fixture
def order(shop: Store) -> int:
    return make_order(shop)


def make_order(shop: Store, no: str = "5101", tracking: str = "YT1234567890123") -> int:
    """Two cups and a tray at 12.50 each, postage 7.00."""
    return invented.order(
        shop,
        no,
        {"CUP": 2, "TRAY": 1},
        "小桃子_88",
        tracking=tracking,
        courier="圆通速递",
        postage_minor=700,
        shipped="2026-05-01 13:33:33",
    )


def make_claim(shop: Store, number: int = 0, **more: object) -> ClaimDetail:
    """A draft on an order of its own."""
    tracking = f"YT12345678901{number:02d}"
    make_order(shop, f"51{number:02d}", tracking)
    values = {"kind": ClaimKind.LOST, "order_no": f"51{number:02d}", **more}
    return claims.open(shop, ClaimDraft(**values))


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
    """The sentences in the strip."""
    heard: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: heard.append(sentence))
    return heard


def ledger(tab: ClaimsTab) -> LedgerPage:
    return tab.ledger


def panel(tab: ClaimsTab) -> ClaimPanel:
    return tab.ledger.panel


def listed(tab: ClaimsTab) -> list[str]:
    model = tab.ledger.list.model
    return [model.row_at(place).no for place in range(model.rowCount())]


def shows(qtbot: QtBot, tab: ClaimsTab, *nos: str) -> None:
    qtbot.waitUntil(lambda: listed(tab) == list(nos))


def type_into(qtbot: QtBot, edit: QLineEdit, text: str) -> None:
    """Typed, or for what has no key pasted, in place of what was there."""
    edit.selectAll()
    if text.isascii():
        qtbot.keyClicks(edit, text)
    else:
        QApplication.clipboard().setText(text)
        edit.paste()


def test_an_empty_ledger_says_what_to_do(tab: ClaimsTab, qtbot: QtBot) -> None:
    place = ledger(tab).list._stack
    qtbot.waitUntil(lambda: place.currentIndex() == 1)
    qtbot.mouseClick(tab.new, Qt.MouseButton.LeftButton)
    assert ledger(tab).new.isVisible()
    assert ledger(tab).new.number.hasFocus()


# --- a new claim


def test_r21_a_scanned_number_fills_the_form_and_enter_writes_it_down(
    tab: ClaimsTab, order: int, shop: Store, qtbot: QtBot
) -> None:
    new = ledger(tab).new
    qtbot.mouseClick(tab.new, Qt.MouseButton.LeftButton)
    qtbot.keyClicks(new.number, "yt1234567890123")
    qtbot.keyClick(new.number, ENTER)
    assert "Order 5101" in new.about.text()
    assert new.courier.code() == "yto"
    assert new.amount.minor() == 4450
    assert new.amount.words.text() == "人民币肆拾肆元伍角"
    qtbot.mouseClick(new.kinds[ClaimKind.LOST], Qt.MouseButton.LeftButton)
    qtbot.keyClick(new.amount.field.edit, ENTER)
    row = claim_lists.listed(shop)[0]
    assert (row.stage, row.kind, row.claimed_minor) == (S.DRAFT, ClaimKind.LOST, 4450)
    assert panel(tab).no == row.no
    qtbot.waitUntil(lambda: ledger(tab).list.view.rows_chosen() == [row])


def test_fewer_pieces_lower_the_amount_that_is_offered(
    tab: ClaimsTab, order: int, shop: Store, qtbot: QtBot
) -> None:
    tab.run_errand(Errand(Room.CLAIMS, "new", "5101"))
    new = ledger(tab).new
    table = new.goods.table
    table.item(0, CLAIMED).setText("1")
    assert new.amount.take.isVisible()
    qtbot.mouseClick(new.amount.take, Qt.MouseButton.LeftButton)
    assert new.amount.minor() == 2 * 1250 + 700
    table.item(0, CLAIMED).setText("3")
    assert "3 of CUP" in table.fault()
    new.choose_kind(ClaimKind.SHORT)
    new.write()
    assert claim_lists.counts(shop) == {}
    table.item(0, CLAIMED).setText("1")
    new.write()
    detail = claims.show(shop, claim_lists.listed(shop)[0].no)
    assert [line.claimed_quantity for line in detail.goods] == [1, 1]


def test_a_second_claim_on_a_parcel_must_be_meant(
    tab: ClaimsTab, order: int, shop: Store, qtbot: QtBot
) -> None:
    first = claims.open(shop, ClaimDraft(kind=ClaimKind.LOST, order_no="5101"))
    tab.run_errand(Errand(Room.CLAIMS, "new", "5101"))
    new = ledger(tab).new
    assert first.no in new.warning.text()
    new.choose_kind(ClaimKind.LOST)
    new.write()
    assert new.fault.text() == "This parcel has a claim already."
    new.second.setChecked(True)
    new.write()
    assert len(claim_lists.listed(shop)) == 2


def test_what_is_missing_is_said_and_gets_the_cursor(tab: ClaimsTab, qtbot: QtBot) -> None:
    tab.run_errand(Errand(Room.CLAIMS, "new", "9831745985570"))
    new = ledger(tab).new
    assert "No order here" in new.about.text()
    new.write()
    assert new.fault.text() == "Say what the claim is for."
    new.choose_kind(ClaimKind.LOST)
    new.courier.combo.setCurrentIndex(0)
    new.write()
    assert new.fault.text() == "Choose the courier."
    new.courier.put("yunda")
    new.write()
    assert new.fault.text() == "Amount claimed is missing."
    assert new.amount.field.edit.hasFocus()


def test_a_number_that_is_none_is_refused_in_place(tab: ClaimsTab, qtbot: QtBot) -> None:
    tab.run_errand(Errand(Room.CLAIMS, "new", "nonsense"))
    new = ledger(tab).new
    assert "nonsense" in new.fault.text()
    assert not new.form.isVisible()
    qtbot.keyClick(new.number, Qt.Key.Key_Escape)
    assert not new.isVisible()


def test_a_case_brings_what_happened_and_its_kind(
    tab: ClaimsTab, order: int, shop: Store, qtbot: QtBot
) -> None:
    case = cases.open(shop, CaseDraft(kind=CaseKind.LOST, order="5101", note="三天没有动静"))
    tab.run_errand(Errand(Room.CLAIMS, "new", case.row.no))
    new = ledger(tab).new
    assert new.kind() is ClaimKind.LOST
    assert new.story.text() == "三天没有动静"
    assert new.amount.field.edit.hasFocus()
    qtbot.keyClick(new.amount.field.edit, ENTER, CTRL)
    assert claim_lists.listed(shop)[0].case_no == case.row.no


# --- the list


def test_stages_couriers_and_late_ones_narrow_the_list(
    tab: ClaimsTab, shop: Store, qtbot: QtBot
) -> None:
    first, second = make_claim(shop, 1), make_claim(shop, 2, courier="sto")
    claim_steps.move(shop, second.no, S.FILED)
    claims.change(shop, first.no, {"latest_filing_on": "2026-01-01"})
    shows(qtbot, tab, second.no, first.no)
    page = ledger(tab).list
    page.stages.chips["waiting"].click()
    shows(qtbot, tab, second.no)
    qtbot.waitUntil(lambda: page.stages.chips["draft"].text() == "To file 1")
    page.clear_filters()
    shows(qtbot, tab, second.no, first.no)
    page.courier.setCurrentIndex(page.courier.findData("sto"))
    page.courier.activated.emit(page.courier.currentIndex())
    shows(qtbot, tab, second.no)
    page.clear_filters()
    page.more.chips["overdue"].click()
    shows(qtbot, tab, first.no)
    page.month.setCurrentIndex(2)
    page.month.activated.emit(2)
    shows(qtbot, tab)
    assert page.narrowed()


def test_sums_sort_by_amount_and_search_finds_numbers(
    tab: ClaimsTab, shop: Store, qtbot: QtBot
) -> None:
    cheap = make_claim(shop, 1, amount_minor=100)
    dear = make_claim(shop, 2, amount_minor=90000)
    view = ledger(tab).list.view
    shows(qtbot, tab, dear.no, cheap.no)
    view.horizontalHeader().setSortIndicator(3, Qt.SortOrder.AscendingOrder)
    shows(qtbot, tab, cheap.no, dear.no)
    ledger(tab).list.search.setText(dear.row.tracking[-6:])
    shows(qtbot, tab, dear.no)


def test_an_errand_shows_a_claim_that_filters_hid(
    tab: ClaimsTab, shop: Store, qtbot: QtBot
) -> None:
    claim = make_claim(shop, 1)
    ledger(tab).list.stages.chips["paid"].click()
    shows(qtbot, tab)
    tab.run_errand(Errand(Room.CLAIMS, "show", claim.no))
    assert panel(tab).no == claim.no
    qtbot.waitUntil(lambda: ledger(tab).list.view.rows_chosen() == [claim.row])


# --- one claim


@pytest.fixture
def shown(tab: ClaimsTab, shop: Store, qtbot: QtBot) -> ClaimPanel:
    """The panel on a draft."""
    claim = make_claim(shop, 1)
    shows(qtbot, tab, claim.no)
    tab.run_errand(Errand(Room.CLAIMS, "show", claim.no))
    return panel(tab)


def now(shown: ClaimPanel, shop: Store) -> ClaimDetail:
    return claims.show(shop, shown.no)


def test_a_draft_is_edited_and_saved_by_ctrl_s(
    shown: ClaimPanel, shop: Store, qtbot: QtBot
) -> None:
    receiver = shown.cards["people"].entries["receiver_name"].box
    shown.cards["people"].unfold(opened=True)
    type_into(qtbot, receiver.edit, "王小明")
    assert shown.save_bar.isVisible()
    type_into(qtbot, shown.amount.field.edit, "107000.53")
    assert shown.amount.words.text() == "人民币壹拾万柒仟元零伍角叁分"
    shown.amount.field.edit.setFocus()
    qtbot.keyClick(shown.amount.field.edit, Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: not shown.save_bar.isVisible())
    saved = now(shown, shop)
    assert saved.fields["receiver_name"] == "王小明"
    assert saved.row.claimed_minor == 10700053


def test_a_wrong_value_says_so_while_typing_and_is_not_saved(
    shown: ClaimPanel, shop: Store, qtbot: QtBot
) -> None:
    day = shown.cards["parcel"].entries["shipped_on"].box
    type_into(qtbot, day.edit, "2026-02-30")
    assert "is not a date" in day.fault()
    assert not shown.save()
    assert day.edit.hasFocus()
    assert now(shown, shop).fields["shipped_on"] == "2026-05-01"
    share = shown.cards["value"].entries["ratio"].box
    type_into(qtbot, share.edit, "120%")
    assert "is not a share" in share.fault()
    shown.drop()
    assert not shown.dirty()


def test_goods_and_terms_offer_the_amount(shown: ClaimPanel, shop: Store, qtbot: QtBot) -> None:
    shown.goods.table.item(0, PRICE).setText("20.00")
    value = shown.cards["value"]
    assert value.minor("goods_minor") == 2 * 2000 + 1250
    type_into(qtbot, value.entries["ratio"].box.edit, "80%")
    qtbot.mouseClick(shown.amount.take, Qt.MouseButton.LeftButton)
    assert shown.amount.minor() == 4200 + 700
    assert shown.save()
    saved = now(shown, shop)
    assert (saved.row.claimed_minor, saved.row.goods_minor) == (4900, 5250)
    assert saved.fields["ratio"] == "0.8"
    assert saved.goods[0].price_minor == 2000


def test_another_currency_is_that_of_all_amounts(
    shown: ClaimPanel, shop: Store, qtbot: QtBot
) -> None:
    shown.amount.currency.setCurrentText("JPY")
    shown.amount.currency.activated.emit(shown.amount.currency.currentIndex())
    assert "more decimals" in shown.goods.table.fault()
    for row in (0, 1):
        shown.goods.table.item(row, PRICE).setText("13")
    type_into(qtbot, shown.cards["value"].entries["freight_minor"].box.edit, "70")
    type_into(qtbot, shown.amount.field.edit, "450")
    assert shown.amount.words.text() == "日元肆佰伍拾元整"
    assert shown.save()
    saved = now(shown, shop)
    assert (saved.row.currency, saved.row.claimed_minor, saved.row.freight_minor) == (
        "JPY",
        450,
        70,
    )
    assert saved.goods[0].price_minor == 13
    assert shown.head.figures.values["claimed"].text() == "JPY 450"


def test_a_typed_sku_fills_what_is_empty_in_its_line(shown: ClaimPanel, shop: Store) -> None:
    invented.product(shop, "BOX", "礼盒", price_minor=3900, variant="红")
    table = shown.goods.table
    table.item(0, TITLE).setText("客户说的杯子")
    table.item(0, VARIANT).setText("")
    table.item(0, PRICE).setText("")
    table.item(0, SKU).setText("BOX")
    texts = [table.item(0, column).text() for column in (TITLE, VARIANT, PRICE)]
    assert texts == ["客户说的杯子", "红", "39.00"]
    table.item(0, SKU).setText("NOBODY-HAS-IT")
    assert table.item(0, PRICE).text() == "39.00"


def test_a_reversal_says_which_money_it_takes_back(
    shown: ClaimPanel, shop: Store, qtbot: QtBot
) -> None:
    form = shown.payments.form
    for kind, amount in ((PaymentKind.RECEIVED, "20"), (PaymentKind.WRITE_OFF, "5")):
        shown.payments.begin.click()
        form.kind.set_code(kind.value)
        form.kind.changed.emit()
        assert not form.taken_back.isVisible()
        form.amount.set_text(amount)
        form.go.click()
    shown.payments.begin.click()
    form.kind.set_code(PaymentKind.REVERSAL.value)
    form.kind.changed.emit()
    assert form.taken_back.isVisible()
    form.taken_back.set_code(PaymentKind.WRITE_OFF.value)
    form.amount.set_text("5")
    form.go.click()
    last = now(shown, shop).payments[-1]
    assert (last.kind, last.reversed_kind) == (PaymentKind.REVERSAL, PaymentKind.WRITE_OFF)


def test_lines_are_added_and_removed(shown: ClaimPanel, shop: Store, qtbot: QtBot) -> None:
    table = shown.goods.table
    shown.goods.add.click()
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    type_into(qtbot, editor, "礼盒")
    qtbot.keyClick(editor, ENTER)
    qtbot.waitUntil(lambda: table.item(2, TITLE).text() == "礼盒")
    table.setCurrentCell(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_Delete)
    assert shown.save()
    assert [line.title or line.sku for line in now(shown, shop).goods] == ["TRAY的标题", "礼盒"]


def test_going_to_another_claim_saves_what_was_typed(
    shown: ClaimPanel, tab: ClaimsTab, shop: Store, qtbot: QtBot
) -> None:
    first, other = shown.no, make_claim(shop, 2)
    shows(qtbot, tab, other.no, first)
    type_into(qtbot, shown.amount.field.edit, "12.34")
    ledger(tab).list.view.choose(other.row.id)
    assert shown.no == other.no
    assert claims.show(shop, first).row.claimed_minor == 1234


def test_what_cannot_be_saved_is_dropped_only_when_asked(
    shown: ClaimPanel, tab: ClaimsTab, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    first, other = shown.no, make_claim(shop, 2)
    shows(qtbot, tab, other.no, first)
    type_into(qtbot, shown.amount.field.edit, "12.345")
    answers.yes = False
    ledger(tab).list.view.choose(other.row.id)
    assert shown.no == first
    assert shown.amount.field.text() == "12.345"
    answers.yes = True
    ledger(tab).list.view.choose(other.row.id)
    assert shown.no == other.no


def test_typing_survives_a_change_and_does_not_overwrite_it(
    shown: ClaimPanel, shop: Store, qtbot: QtBot, said: list[str]
) -> None:
    type_into(qtbot, shown.amount.field.edit, "12.34")
    claims.change(shop, shown.no, {"note": "改自别处"})
    qtbot.wait(300)
    assert shown.amount.field.text() == "12.34"
    assert not shown.save()
    assert "changed elsewhere" in said[-1]
    shown.drop()
    assert shown.cards["story"].entries["note"].raw() == "改自别处"


def test_a_filed_claim_takes_only_what_the_courier_was_not_told(
    shown: ClaimPanel, shop: Store, qtbot: QtBot
) -> None:
    claim_steps.move(shop, shown.no, S.FILED)
    qtbot.waitUntil(shown.amount.field.edit.isReadOnly)
    parcel = shown.cards["parcel"].entries
    assert parcel["tracking"].box.edit.isReadOnly()
    assert not parcel["signed_by"].widget.isVisibleTo(shown)
    type_into(qtbot, parcel["work_order_no"].box.edit, "W-778")
    assert shown.save()
    assert now(shown, shop).row.work_order_no == "W-778"


def test_a_filed_claim_is_voided_and_replaced(
    shown: ClaimPanel, tab: ClaimsTab, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    old = shown.no
    claim_steps.move(shop, old, S.FILED)
    shown.refresh()
    answers.line = "金额写错"
    shown.replace()
    assert shown.no != old
    assert claims.show(shop, old).row.stage is S.VOID
    assert old in shown.head.warning.text()
    assert not shown.amount.field.edit.isReadOnly()


# --- steps and money


def test_only_the_allowed_steps_are_offered(shown: ClaimPanel, shop: Store, qtbot: QtBot) -> None:
    assert set(shown.steps.buttons) == {S.FILED, S.VOID}
    shown.steps.buttons[S.FILED].click()
    form = shown.steps.form
    assert "Still missing" in form.hint.text()
    form.go.click()
    assert now(shown, shop).row.stage is S.FILED
    assert set(shown.steps.buttons) == set(claim_steps.allowed(S.FILED))
    shown.steps.buttons[S.ACCEPTED].click()
    assert now(shown, shop).row.stage is S.ACCEPTED


def test_an_approval_below_the_claim_is_a_part_approval(
    shown: ClaimPanel, shop: Store, qtbot: QtBot
) -> None:
    claim_steps.move(shop, shown.no, S.FILED)
    shown.refresh()
    shown.steps.buttons[S.APPROVED].click()
    form = shown.steps.form
    assert form.amount.minor() == 4450
    type_into(qtbot, form.amount.edit, "30")
    qtbot.keyClick(form.amount.edit, ENTER)
    row = now(shown, shop).row
    assert (row.stage, row.approved_minor, row.outstanding_minor) == (S.PART_APPROVED, 3000, 3000)
    assert shown.head.figures.values["approved"].text() == "¥30.00"
    qtbot.waitUntil(shown.steps.buttons[S.PAID].isVisible)
    shown.steps.buttons[S.PAID].click()
    assert form.amount.minor() == 3000
    type_into(qtbot, form.amount.edit, "abc")
    qtbot.keyClick(form.amount.edit, ENTER)
    assert now(shown, shop).row.stage is S.PART_APPROVED
    qtbot.keyClick(form.amount.edit, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert shown.steps.buttons[S.PAID].hasFocus()


def test_a_mis_click_is_taken_back(shown: ClaimPanel, shop: Store, qtbot: QtBot) -> None:
    claim_steps.move(shop, shown.no, S.FILED)
    shown.refresh()
    shown.head.undo()
    assert now(shown, shop).row.stage is S.DRAFT
    assert set(shown.steps.buttons) == {S.FILED, S.VOID}


def test_voiding_wants_its_reason(shown: ClaimPanel, shop: Store, said: list[str]) -> None:
    shown.steps.buttons[S.VOID].click()
    shown.steps.form.go.click()
    assert said[-1] == "The reason is missing."
    shown.steps.form.note.edit.setText("重复登记")
    shown.steps.form.go.click()
    assert now(shown, shop).row.void_reason == "重复登记"
    assert not shown.head.sheet.isEnabled()
    assert "重复登记" in shown.head.warning.text()


def test_money_is_entered_and_voided_with_its_reason(
    shown: ClaimPanel, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    claim_steps.move(shop, shown.no, S.FILED)
    shown.refresh()
    card = shown.payments
    card.begin.click()
    assert card.form.amount.minor() == 4450
    card.form.kind.set_code(PaymentKind.SET_OFF.value)
    type_into(qtbot, card.form.amount.edit, "20")
    qtbot.keyClick(card.form.amount.edit, ENTER)
    paid = now(shown, shop)
    assert (paid.row.stage, paid.row.set_off_minor) == (S.PART_PAID, 2000)
    assert card.table.item(0, 2).text() == "¥20.00"
    answers.line = "记错了"
    card.void(paid.payments[0])
    assert now(shown, shop).payments[0].void_reason == "记错了"
    assert card.table.item(0, 0).font().strikeOut()


def test_more_than_was_claimed_is_entered_only_when_confirmed(
    shown: ClaimPanel, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    claim_steps.move(shop, shown.no, S.FILED)
    shown.refresh()
    card = shown.payments
    card.begin.click()
    type_into(qtbot, card.form.amount.edit, "50")
    answers.yes = False
    card.form.go.click()
    assert now(shown, shop).payments == ()
    assert card.form.isVisible()
    answers.yes = True
    card.form.go.click()
    assert now(shown, shop).row.received_minor == 5000


def test_money_of_a_closed_month_is_refused_with_a_sentence(
    shown: ClaimPanel, shop: Store, said: list[str]
) -> None:
    card = shown.payments
    card.begin.click()
    card.form.month.edit.setText("2026-13")
    card.form.go.click()
    assert "is not a month" in card.form.month.fault()
    assert now(shown, shop).payments == ()


def test_reminders_and_notes_are_counted_and_kept(
    shown: ClaimPanel, shop: Store, qtbot: QtBot
) -> None:
    card = shown.timeline
    type_into(qtbot, card.note, "客服说三天内答复")
    card.chase.click()
    type_into(qtbot, card.note, "转网点")
    qtbot.keyClick(card.note, ENTER)
    detail = now(shown, shop)
    assert detail.row.chased == 1
    assert [event.text for event in detail.events[-2:]] == ["客服说三天内答复", "转网点"]
    assert card.aside.text().startswith("Chased 1 time")


# --- evidence and paper


def picture(folder: Path, name: str = "箱子.jpg") -> Path:
    file = folder / name
    Image.new("RGB", (320, 240), "#a86").save(file)
    return file


def test_photos_are_added_shown_and_given_a_role(
    shown: ClaimPanel, shop: Store, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.files = [picture(tmp_path)]
    card = shown.evidence
    assert "photos" in card.missing
    card.choose()
    qtbot.waitUntil(lambda: card.thumbs.count() == 1)
    card.thumbs.item(0).setSelected(True)
    card.thumbs.menu()
    card.thumbs.said.emit(card.thumbs.chosen(), EvidenceRole.VALUE_PROOF.value)
    qtbot.waitUntil(card.marks[EvidenceRole.VALUE_PROOF].isChecked)
    assert card.thumbs.item(0).text() == "Proof of value"
    card.marks[EvidenceRole.WAYBILL].click()
    assert card.missing == ""
    assert json.loads(str(now(shown, shop).fields["evidence"])) == ["waybill"]
    card.thumbs.unlinked.emit([now(shown, shop).photo_ids[0]])
    qtbot.waitUntil(lambda: card.thumbs.count() == 0)


def test_a_photo_that_another_buyer_has_too_is_pointed_out_in_the_claim(
    shown: ClaimPanel, shop: Store, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    file = drawn.write(tmp_path / "箱子.jpg", seed=3)
    other = buyers.obtain(shop, Platform.TAOBAO, "另一位买家")
    photos.import_files(shop, other, [file])
    answers.files = [file]
    shown.evidence.choose()
    qtbot.waitUntil(lambda: "另一位买家" in shown.evidence.twice.text())
    assert not shown.evidence.twice.isHidden()


def test_dropped_files_go_to_the_buyer_and_the_claim(
    shown: ClaimPanel, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(picture(tmp_path)))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    shown.evidence.thumbs.dropEvent(event)
    qtbot.waitUntil(lambda: len(now(shown, shop).photo_ids) == 1)
    assert photos.rows(shop, list(now(shown, shop).photo_ids))[0].buyer == "小桃子_88"


def preview_of(tab: ClaimsTab, qtbot: QtBot, act: Callable[[], object]) -> Preview:
    act()
    found: list[Preview] = []

    def opened() -> bool:
        found[:] = [each for each in tab.findChildren(Preview) if each.isVisible()]
        return bool(found)

    qtbot.waitUntil(opened, timeout=20000)
    return found[0]


def test_the_sheet_is_previewed_and_kept_with_the_claim(
    shown: ClaimPanel, tab: ClaimsTab, shop: Store, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    claims.change(shop, shown.no, {"receiver_phone": "13912345678"})
    preview = preview_of(tab, qtbot, shown.head.sheet.make)
    assert now(shown, shop).row.sheet_file.endswith(f"{shown.no}.pdf")
    answers.target = tmp_path / "表.pdf"
    preview.save()
    text = PdfReader(answers.target).pages[0].extract_text()
    assert shown.no in text
    assert "13912345678" in text
    preview.reject()
    masked = preview_of(tab, qtbot, lambda: shown.head.sheet.make(masked=True))
    masked.save()
    assert "13912345678" not in PdfReader(answers.target).pages[0].extract_text()
    masked.reject()


def test_other_forms_are_in_the_menu(
    shown: ClaimPanel, tab: ClaimsTab, shop: Store, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    own_forms.create(shop, "中通空白表", [picture(tmp_path, "blank.png")])
    menu = shown.head.sheet.menu()
    menu.aboutToShow.emit()
    acts = {action.text(): action for action in menu.actions()}
    assert "中通空白表" in acts
    preview = preview_of(tab, qtbot, acts["English claim letter"].trigger)
    answers.target = tmp_path / "letter.pdf"
    preview.save()
    assert "SAY RENMINBI" in PdfReader(answers.target).pages[0].extract_text().replace("\n", " ")
    preview.reject()


def test_several_claims_go_into_one_file_and_take_a_step_together(
    tab: ClaimsTab, shop: Store, said: list[str], qtbot: QtBot
) -> None:
    made = [make_claim(shop, number) for number in (1, 2, 3)]
    claim_steps.move(shop, made[0].no, S.FILED)
    shows(qtbot, tab, *[each.no for each in reversed(made)])
    ledger(tab).list.view.selectAll()
    batch = ledger(tab).batch
    assert batch.isVisible()
    qtbot.waitUntil(lambda: batch.title.text() == "3 claims chosen")
    assert "¥133.50" in batch.sums.text()
    batch.steps[S.FILED].click()
    qtbot.waitUntil(lambda: claim_lists.counts(shop) == {S.FILED: 3})
    qtbot.waitUntil(lambda: said[-1:] == ["2 claims done."])
    qtbot.waitUntil(batch.chase.isEnabled)
    batch.chase.click()
    qtbot.waitUntil(lambda: said[-1] == "3 claims done.")
    preview = preview_of(tab, qtbot, batch.sheets.make)
    assert len(preview.pages.file or ()) == 3
    preview.reject()


def test_a_loss_recovered_twice_is_said(shown: ClaimPanel, shop: Store, qtbot: QtBot) -> None:
    payment = Payment(
        kind=PaymentKind.RECEIVED, amount_minor=9000, paid_on=clock.today(), over=True
    )
    claim_money.pay(shop, shown.no, payment)
    qtbot.waitUntil(lambda: "¥45.50 too much" in shown.head.warning.text())


def test_the_day_that_must_not_be_missed_is_said(
    shown: ClaimPanel, shop: Store, qtbot: QtBot
) -> None:
    claims.change(shop, shown.no, {"latest_filing_on": "2020-01-31"})
    qtbot.waitUntil(lambda: "Should have been filed by" in shown.head.due.text())
    claim_steps.move(shop, shown.no, S.FILED)
    qtbot.waitUntil(shown.head.due.isHidden)


def test_escape_goes_back_to_the_list(shown: ClaimPanel, tab: ClaimsTab, qtbot: QtBot) -> None:
    shown.amount.field.edit.setFocus()
    qtbot.keyClick(shown.amount.field.edit, Qt.Key.Key_Escape)
    assert ledger(tab).list.view.hasFocus()
    qtbot.keyClick(ledger(tab).list.view, ENTER)
    assert shown.amount.field.edit.hasFocus()
