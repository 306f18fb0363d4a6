"""The registers in the weighing room: wrong shipments, stock, parcels, what comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.core.kinds import (
    ParcelKind,
    Platform,
    StockMove,
    WeightSource,
    WrongKind,
    WrongState,
)
from desktop_app.models.orders import SalesOrder
from desktop_app.services import (
    buyers,
    couriers,
    packaging,
    parcel_lists,
    parcels,
    scans,
    stock_lines,
    weighing,
    weight_checks,
    wrong_lines,
    wrong_lists,
    wrong_shipments,
)
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lists import WrongRow
from desktop_app.views.desk import Errand, Room
from desktop_app.views.preview import Preview
from desktop_app.views.weighing_parcels import ParcelsPage
from desktop_app.views.weighing_tab import WeighingTab
from desktop_app.views.weighing_wrong import WrongPage
from tests.gui.conftest import Answers
from tests.gui.weighing_shop import ENTER, domain_order, order, tab, type_in

__all__ = ["domain_order", "tab"]


# The register of wrong shipments


@pytest.fixture
def wrong(domain_order: Store, tab: WeighingTab) -> WrongPage:
    tab.open("wrong")
    return tab.wrong


def test_r22_reported_verified_settled(wrong: WrongPage, qtbot: QtBot) -> None:
    shop = wrong.desk.store
    wrong.new_button.click()
    type_in(qtbot, wrong.form.number.edit, "4001")
    assert wrong.form.buyer.text() == "小明"
    wrong.form.lines.table.item(0, 3).setText("3")
    wrong.form.picker.set_text("阿青")
    wrong.form.save_button.click()
    row = wrong_lists.listed(shop)[0]
    assert (row.state, row.kind, row.buyer) == (WrongState.REPORTED, WrongKind.EXTRA_ITEM, "小明")
    assert row.reported_by == "tester"
    qtbot.waitUntil(lambda: wrong.list.row() is not None)
    wrong.form.steps["verify"].click()
    assert wrong_lists.row(shop, row.no).state is WrongState.VERIFIED
    stock = wrong_lists.stock_of(shop, row.id)
    assert [(one.move, one.sku, one.quantity) for one in stock] == [(StockMove.DEDUCT, "A", 1)]
    mark = wrong.form.stock.marks[stock[0].id]
    assert mark.text() == "Take off stock: 1 × 杯 (A)"
    mark.click()
    assert stock_lines.listed(shop) == []
    wrong.form.steps["settle"].click()
    assert wrong_lists.row(shop, row.no).state is WrongState.SETTLED
    assert not wrong.form.steps["settle"].isVisible()
    wrong.form.steps["back"].click()
    assert wrong_lists.row(shop, row.no).state is WrongState.VERIFIED


def test_r3_r5_a_weight_check_s_explanation_becomes_a_report(
    wrong: WrongPage, tab: WeighingTab, qtbot: QtBot
) -> None:
    shop = wrong.desk.store
    tab.open("weigh")
    type_in(qtbot, tab.weigh.number.edit, "4001")
    type_in(qtbot, tab.weigh.scale.edit, "390")
    tab.weigh.verdict.report_buttons[0].click()
    assert tab.current() is tab.wrong
    qtbot.keyClick(wrong.form.save_button, Qt.Key.Key_Space)
    row = wrong_lists.listed(shop)[0]
    assert (row.kind, row.goods) == (WrongKind.WRONG_ITEM, "碟 −1; 杯 +1")
    assert row.weight_check_id is not None
    assert row.order_no == "4001"


def test_r4_the_weighing_behind_a_report_is_shown_and_found(
    domain_order: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    done = weighing.weigh(domain_order, scans.scanned(domain_order, "4001"), 270)
    tab.open("wrong")
    form = tab.wrong.form
    assert not form.check.isVisible()
    tab.wrong.begin_from(done.check.id, 0)
    assert form.check.words.text().endswith("85 g too light (measured 270 g)")
    form.what.set_text("少一个碟")
    assert form.save()
    qtbot.waitUntil(form.check.isVisible)
    with qtbot.waitSignal(tab.desk.ways.errand) as sent:
        form.check.button.click()
    assert sent.args == [Errand(Room.WEIGHING, "show", "YT1234567890123", "checks")]
    tab.wrong.begin()
    assert not form.check.isVisible()


def test_what_is_missing_in_a_report_is_said_in_the_panel(wrong: WrongPage) -> None:
    wrong.new_button.click()
    wrong.form.save_button.click()
    assert wrong.form.fault.text()
    assert wrong_lists.listed(wrong.desk.store) == []


def test_what_is_open_already_is_said_before_a_second_report(
    wrong: WrongPage, qtbot: QtBot
) -> None:
    wrong.run_errand(Errand(Room.WEIGHING, "new", "4001", "wrong"))
    wrong.form.lines.table.item(1, 3).setText("0")
    wrong.form.save()
    first = wrong_lists.listed(wrong.desk.store)[0]
    wrong.run_errand(Errand(Room.WEIGHING, "new", "4001", "wrong"))
    assert wrong.form.alike.text() == f"Open already: {first.no}"


def test_goods_that_came_back_are_counted_good_and_damaged(wrong: WrongPage, qtbot: QtBot) -> None:
    wrong.run_errand(Errand(Room.WEIGHING, "new", "4001", "wrong"))
    wrong.form.lines.table.item(0, 3).setText("4")
    wrong.form.save()
    table = wrong.form.lines.table
    assert not table.isColumnHidden(4)
    table.item(0, 4).setText("1")
    table.item(0, 5).setText("1")
    assert wrong.form.save()
    row = wrong_lists.listed(wrong.desk.store)[0]
    assert [(line.good, line.damaged) for line in row.lines] == [(1, 1), (0, 0)]
    stock = wrong_lists.stock_of(wrong.desk.store, row.id)
    assert [one.quantity for one in stock if one.move is StockMove.RETURN] == [1]
    table.item(0, 4).setText("x")
    assert not wrong.form.save()
    assert wrong.form.fault.text().startswith("“x” is not a quantity")


def test_what_proves_not_so_is_dismissed_with_a_reason(wrong: WrongPage, qtbot: QtBot) -> None:
    wrong.run_errand(Errand(Room.WEIGHING, "new", "4001", "wrong"))
    wrong.form.lines.table.item(0, 3).setText("1")
    wrong.form.save()
    wrong.form.steps["dismiss"].click()
    type_in(qtbot, wrong.form.reason.edit, "买家找到了")
    row = wrong_lists.listed(wrong.desk.store)[0]
    assert (row.state, row.note) == (WrongState.DISMISSED, "买家找到了")
    wrong.states.chips[WrongState.REPORTED.value].click()
    qtbot.waitUntil(lambda: wrong.list.model.rowCount() == 0)


def test_lines_are_added_and_removed_by_keyboard(wrong: WrongPage, qtbot: QtBot) -> None:
    lines = wrong.form.lines
    lines.begin_line()
    editor = QApplication.focusWidget()
    assert editor is not None
    qtbot.keyClicks(editor, "B")
    qtbot.keyClick(editor, ENTER)
    qtbot.waitUntil(lambda: [(one.sku, one.shipped) for one in lines.goods()] == [("B", 1)])
    lines.table.selectRow(0)
    qtbot.keyClick(lines.table, Qt.Key.Key_Delete)
    assert lines.goods() == []


def test_typing_survives_a_change_elsewhere(wrong: WrongPage, qtbot: QtBot) -> None:
    wrong.run_errand(Errand(Room.WEIGHING, "new", "4001", "wrong"))
    wrong.form.lines.table.item(0, 3).setText("1")
    wrong.form.save()
    qtbot.waitUntil(lambda: wrong.list.row() is not None)
    wrong.form.note.edit.setPlainText("half a sentence")
    with qtbot.waitSignal(wrong.list.filled):
        packaging.put(wrong.desk.store, "袋", 5)
        wrong.list.reload()
    assert wrong.form.note.text() == "half a sentence"


# Problem and returned parcels


@pytest.fixture
def parcels_page(domain_order: Store, tab: WeighingTab) -> ParcelsPage:
    tab.open("parcels")
    return tab.parcels


def test_r39_a_returned_parcel_finds_its_order(parcels_page: ParcelsPage, qtbot: QtBot) -> None:
    parcels_page.new_button.click()
    type_in(qtbot, parcels_page.form.tracking.edit, "YT1234567890123")
    row = parcel_lists.listed(parcels_page.desk.store)[0]
    assert (row.kind, row.order_no, row.quantity) == (ParcelKind.RETURNED, "4001", 3)
    assert parcels_page.form.chip.text() == "Owner known"
    parcels_page.form.good.set_text("2")
    parcels_page.form.damaged.set_text("1")
    assert parcels_page.form.save()
    parcels_page.form.settle_button.click()
    row = parcel_lists.listed(parcels_page.desk.store)[0]
    assert (row.good, row.damaged) == (2, 1)
    assert row.settled_at is not None
    assert parcels_page.form.settle_button.text() == "Open again"


def test_r39_a_parcel_without_owner_is_offered_the_orders_it_may_belong_to(
    domain_order: Store, parcels_page: ParcelsPage, qtbot: QtBot
) -> None:
    order(domain_order, "4009", {"A": 1}, receiver="王小明", phone="13800138000")
    form = parcels_page.form
    parcels_page.begin()
    form.sender_name.set_text("王小明")
    assert form.save()
    assert form.chip.text() == "No owner yet"
    form.owners.buttons[0].click()
    assert form.chip.text() == "Owner known"
    assert parcel_lists.listed(domain_order)[0].order_no == "4009"
    form.nobody_button.click()
    assert form.chip.text() == "No owner yet"
    parcels_page.owned.chips["yes"].click()
    qtbot.waitUntil(lambda: parcels_page.list.model.rowCount() == 0)


def test_a_parcel_in_the_register_isn_t_entered_twice(
    parcels_page: ParcelsPage, qtbot: QtBot
) -> None:
    for _time in range(2):
        parcels_page.begin()
        type_in(qtbot, parcels_page.form.tracking.edit, "SF1234567890123")
    assert len(parcel_lists.listed(parcels_page.desk.store)) == 1


def test_a_parcel_s_fields_say_what_is_wrong(parcels_page: ParcelsPage, qtbot: QtBot) -> None:
    parcels_page.begin()
    qtbot.keyClicks(parcels_page.form.quantity.edit, "two")
    assert parcels_page.form.quantity.edit.property("wrong")
    assert not parcels_page.form.save()
    parcels_page.form.quantity.set_text("1")
    parcels_page.form.good.set_text("2")
    parcels_page.form.tracking.set_text("SF1234567890123")
    assert not parcels_page.form.save()
    assert parcels_page.form.fault.text() == "2 pieces back are more than went."
    assert parcel_lists.listed(parcels_page.desk.store) == []


# Stock lines, where mistakes come from, couriers' bills


def verified(shop: Store, no: str, went: Mapping[str, int]) -> WrongRow:
    """A wrong shipment of an order, verified: what went of each SKU."""
    drafts = [
        replace(line, shipped=went.get(line.sku, line.shipped))
        for line in wrong_lines.from_order(shop, scans.scanned(shop, no))
    ]
    order_id = scans.scanned(shop, no).order_id
    made = wrong_shipments.report(
        shop, WrongDraft(order_id=order_id, lines=tuple(drafts), picker="阿青", cause="packing")
    )
    return wrong_shipments.verify(shop, made.no)


def test_r5_goods_are_marked_as_taken_off_stock_and_the_mark_taken_back(
    domain_order: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    row = verified(domain_order, "4001", {"A": 3})
    tab.open("stock")
    page = tab.stock
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    assert not page.done_button.isEnabled()
    page.list.view.selectRow(0)
    qtbot.keyClick(page.list.view, ENTER)
    assert stock_lines.listed(domain_order) == []
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 0)
    page.state.chips["all"].click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    page.list.view.selectRow(0)
    assert page.done_button.text() == "Not done yet"
    qtbot.keyClick(page.list.view, ENTER)
    assert len(stock_lines.listed(domain_order)) == 1
    page.list.search.setText("nobody")
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 0)
    page.list.search.setText("杯")
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    page.list.view.selectRow(0)
    page.source_button.click()
    assert tab.current() is tab.wrong
    assert tab.wrong.list.text() == row.no


def test_what_is_mixed_up_most_is_seen_and_opened(
    domain_order: Store, tab: WeighingTab, qtbot: QtBot
) -> None:
    tab.open("report")
    page = tab.report
    qtbot.waitUntil(lambda: page.total.text() == "0 wrong shipments verified")
    verified(domain_order, "4001", {"A": 3, "B": 0})
    qtbot.waitUntil(lambda: page.total.text() == "1 wrong shipment verified")
    cells = [page.tables["pairs"].table.item(0, column).text() for column in range(3)]
    assert cells == ["碟", "杯", "1"]
    assert page.tables["pickers"].table.item(0, 0).text() == "阿青"
    assert page.tables["causes"].table.item(0, 0).text() == "Packing"
    page.period.chips["7"].click()
    products_table = page.tables["skus"].table
    products_table.itemActivated.emit(products_table.item(0, 0))
    assert tab.current() is tab.wrong
    qtbot.waitUntil(lambda: tab.wrong.list.model.rowCount() == 1)


def test_where_mistakes_come_from_is_printed_and_saved(
    domain_order: Store, tab: WeighingTab, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    tab.open("report")
    page = tab.report
    qtbot.waitUntil(lambda: page.total.text() == "0 wrong shipments verified")
    assert not page.paper.isEnabled()
    verified(domain_order, "4001", {"A": 3, "B": 0})
    qtbot.waitUntil(page.paper.isEnabled)
    page.paper.show_paper()
    qtbot.waitUntil(lambda: bool(tab.findChildren(Preview)))
    preview = tab.findChildren(Preview)[0]
    text = PdfReader(preview.pages.file.path).pages[0].extract_text()
    assert "Where mistakes come from" in text
    assert "阿青" in text
    preview.close()
    answers.target = tmp_path / "mistakes"
    with qtbot.waitSignal(tab.desk.ways.said):
        page.paper.save(".xlsx")
    assert (tmp_path / "mistakes.xlsx").is_file()


def bill(folder: Path) -> Path:
    """A bill of two parcels: one billed 1 kg too heavy, one that nobody knows."""
    file = folder / "bill.csv"
    file.write_text(
        "运单号,业务时间,网点称重,体积重,中心称重,重量,结算重量,运费\n"
        "YT1234567890123,2026-05-02,0.4,0,0.4,0.4,2,8.00\n"
        "YT9999999999999,2026-05-02,0,0,0,0,1,5.00\n",
        "utf-8",
    )
    return file


def contract(shop: Store) -> None:
    """5.00 for the first kilogram, 3.00 for each further one."""
    couriers.obtain(shop, "yunda")
    terms = couriers.Terms(
        valid_from=date(2026, 1, 1), first_g=1000, first_minor=500, step_g=1000, step_minor=300
    )
    couriers.enter_terms(shop, "yunda", terms)


def test_a_bill_is_compared_and_kept(
    domain_order: Store, tab: WeighingTab, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    contract(domain_order)
    weighing.weigh(domain_order, scans.scanned(domain_order, "4001"), 355)
    tab.open("bills")
    page = tab.bills
    page.open_button.click()
    assert answers.asked == [], "whose bill it is comes first"
    qtbot.waitUntil(lambda: page.courier.findData("yunda") >= 0)
    page.courier.setCurrentIndex(page.courier.findData("yunda"))
    with qtbot.waitSignal(page.desk.ways.errand) as errand:
        page.contract_button.click()
    assert errand.args == [Errand(Room.CLAIMS, "courier", "yunda")]
    answers.files = [bill(tmp_path)]
    page.open_button.click()
    qtbot.waitUntil(lambda: page.report is not None)
    assert page.words.text().startswith("bill.csv: 1 of 2 lines too heavy, 3.00 CNY")
    assert page.model.rowCount() == 1
    assert page.model.index(0, 4).data() == "1,000 g"
    page.which.chips["unclear"].click()
    assert page.model.rowCount() == 1
    page.which.chips["all"].click()
    assert page.model.rowCount() == 2
    with qtbot.waitSignal(page.desk.ways.said) as said:
        page.keep_button.click()
    assert said.args is not None
    assert said.args[0] == "1 parcel has them now"
    parcel = scans.scanned(domain_order, "4001")
    found = weight_checks.four_weights(domain_order, parcel)
    assert found[WeightSource.BILLED].measured_g == 2_000


def test_what_was_billed_too_heavy_is_saved_for_the_courier(
    domain_order: Store, tab: WeighingTab, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    contract(domain_order)
    tab.open("bills")
    tab.bills.courier.setCurrentText("yunda")
    tab.bills.read(bill(tmp_path))
    qtbot.waitUntil(lambda: tab.bills.report is not None)
    answers.target = tmp_path / "overbilled"
    with qtbot.waitSignal(tab.desk.ways.said):
        tab.bills.paper.save(".csv")
    assert "YT1234567890123" in (tmp_path / "overbilled.csv").read_text("utf-8-sig")


def test_a_bill_s_damaged_lines_are_listed(
    domain_order: Store, tab: WeighingTab, tmp_path: Path, qtbot: QtBot
) -> None:
    tab.open("bills")
    tab.bills.courier.setCurrentText("yunda")
    file = bill(tmp_path)
    file.write_text(file.read_text("utf-8").replace(",1,5.00", ",9999,5.00"), "utf-8")
    tab.bills.read(file)
    qtbot.waitUntil(lambda: tab.bills.refused is not None)
    assert tab.bills.refused is not None
    assert tab.bills.refused.isVisible()
    assert tab.bills.report is not None
    assert len(tab.bills.report.rows) == 1
    tab.bills.refused.close()


def test_a_register_line_of_a_problem_parcel_shows_all_of_r39(
    parcels_page: ParcelsPage, qtbot: QtBot
) -> None:
    draft = ParcelDraft(
        kind=ParcelKind.PROBLEM,
        tracking="SF1234567890123",
        order_no="88",
        purchased_on="2026-09-01",
        product="杯",
        quantity=3,
        good=2,
        damaged=1,
        amount_minor=5490,
        note="地址不详",
    )
    parcels.add(parcels_page.desk.store, draft)
    parcels_page.list.reload()
    qtbot.waitUntil(lambda: parcels_page.list.model.rowCount() == 1)
    model = parcels_page.list.model
    shown = {column.key: model.index(0, place).data() for place, column in enumerate(model.columns)}
    assert shown["order"] == "88"
    assert shown["bought"] == "2026-09-01"
    assert shown["product"] == "杯"
    assert shown["pieces"] == "3 (2 good, 1 damaged)"
    assert shown["amount"] == "54.90"
    assert shown["tracking"] == "SF1234567890123"
    assert shown["note"] == "地址不详"
    parcels_page.list.view.selectRow(0)
    assert parcels_page.form.amount.minor() == 5490
    parcels_page.run_errand(Errand(Room.WEIGHING, "new", "YT1", "parcels"))
    assert parcels_page.form.tracking.text() == "YT1"
    parcels_page.run_errand(Errand(Room.WEIGHING, "show", "nobody", "parcels"))
    qtbot.waitUntil(lambda: parcels_page.list.model.rowCount() == 0)


def test_the_register_is_previewed_and_saved_as_the_list_shows_it(
    domain_order: Store, tab: WeighingTab, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    row = verified(domain_order, "4001", {"A": 3})
    tab.open("wrong")
    answers.target = tmp_path / "register.xlsx"
    with qtbot.waitSignal(tab.desk.ways.said) as said:
        tab.wrong.paper.save(".xlsx")
    assert said.args is not None
    assert said.args[0] == "Saved: register.xlsx"
    tab.wrong.paper.show_paper()
    qtbot.waitUntil(lambda: bool(tab.findChildren(Preview)))
    preview = tab.findChildren(Preview)[0]
    text = PdfReader(preview.pages.file.path).pages[0].extract_text()
    assert row.no in text
    preview.close()
    tab.open("parcels")
    answers.target = None
    tab.parcels.paper.save(".csv")
    assert len(list(tmp_path.glob("*.csv"))) == 0


def test_photos_of_a_wrong_shipment_go_to_the_buyer_s_folder(
    domain_order: Store, tab: WeighingTab, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    tab.open("wrong")
    form = tab.wrong.form
    wrong = tab.wrong
    row = verified(domain_order, "4001", {"A": 3})
    form.show_row(row)
    assert not form.photos.add_button.isEnabled(), "nobody knows the buyer yet"
    buyer = buyers.obtain(domain_order, Platform.TAOBAO, "小明")
    with domain_order.transaction():
        SalesOrder.update(buyer=buyer).execute()
    made = wrong_shipments.report(
        domain_order,
        WrongDraft(order_id=row.order_id, what="少一个", lines=(), kind=WrongKind.MISSED_ITEM),
    )
    form.show_row(made)
    picture = tmp_path / "a.png"
    Image.new("RGB", (40, 30), "red").save(picture)
    answers.files = [picture]
    with qtbot.waitSignal(wrong.desk.ways.said) as said:
        form.photos.add_button.click()
    assert said.args is not None
    assert said.args[0] == "1 photo added"
    assert wrong_lists.row(domain_order, made.no).photos == 1
    form.show_row(wrong_lists.row(domain_order, made.no))
    assert form.photos.words.text() == "1 photo"
    with qtbot.waitSignal(wrong.desk.ways.errand) as errand:
        form.photos.show_button.click()
    assert errand.args == [Errand(Room.PHOTOS, "show", "小明")]
