"""The products page: weights typed into the list, packaging, proposals, import."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.models.products import LearnedWeight
from desktop_app.services import packaging, products, weight_learning
from desktop_app.services.products import ProductDraft
from desktop_app.services.store import Store
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_products import ProductsPage
from tests.gui.conftest import Answers

ENTER = Qt.Key.Key_Return


@pytest.fixture
def goods(shop: Store) -> Store:
    products.save(shop, ProductDraft("A", "杯", weight_g=120, price_minor=4900))
    products.save(shop, ProductDraft("B", "碟"))
    products.save(shop, ProductDraft("C", "壶"))
    return shop


@pytest.fixture
def page(goods: Store, desk: Desk, qtbot: QtBot) -> ProductsPage:
    made = ProductsPage(desk)
    qtbot.addWidget(made)
    made.resize(1280, 600)
    made.show()
    qtbot.waitUntil(lambda: made.list.model.rowCount() == 3)
    return made


def cell(page: ProductsPage, row: int, key: str) -> QModelIndex:
    keys = [column.key for column in page.list.model.columns]
    return page.list.model.index(row, keys.index(key))


def editor(page: ProductsPage) -> QLineEdit:
    found = QApplication.focusWidget()
    assert isinstance(found, QLineEdit)
    return found


def test_the_list_keeps_qt_s_rules(page: ProductsPage, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(page.list.model)


def test_weights_are_typed_down_the_list(page: ProductsPage, qtbot: QtBot) -> None:
    view = page.list.view
    view.setFocus()
    view.setCurrentIndex(cell(page, 1, "weight"))
    qtbot.keyClicks(view, "8")
    qtbot.keyClicks(editor(page), "5")
    qtbot.keyClick(editor(page), ENTER)
    assert products.by_sku(page.desk.store, "B").weight_g == 85
    assert view.currentIndex() == cell(page, 2, "weight")
    qtbot.keyClicks(view, "1")
    qtbot.keyClicks(editor(page), ".2kg")
    qtbot.keyClick(editor(page), ENTER)
    assert products.by_sku(page.desk.store, "C").weight_g == 1_200


def test_a_weight_that_is_none_reddens_and_isn_t_taken(page: ProductsPage, qtbot: QtBot) -> None:
    view = page.list.view
    view.setFocus()
    view.setCurrentIndex(cell(page, 0, "weight"))
    qtbot.keyClick(view, Qt.Key.Key_F2)
    typed = editor(page)
    assert typed.text() == "120"
    typed.selectAll()
    qtbot.keyClicks(typed, "12x")
    assert typed.property("wrong")
    with qtbot.waitSignal(page.desk.ways.said) as said:
        qtbot.keyClick(typed, ENTER)
    assert said.args is not None
    assert said.args[0].startswith("“12x” is not a weight")
    qtbot.keyClick(typed, Qt.Key.Key_Escape)
    assert products.by_sku(page.desk.store, "A").weight_g == 120


def test_an_emptied_weight_is_unknown_again(page: ProductsPage, qtbot: QtBot) -> None:
    model = page.list.model
    assert model.setData(cell(page, 0, "weight"), " ")
    assert products.by_sku(page.desk.store, "A").weight_g is None
    assert model.setData(cell(page, 0, "tolerance"), "0")
    assert products.by_sku(page.desk.store, "A").tolerance_g == 0
    assert not model.setData(cell(page, 0, "weight"), "0")
    assert not model.setData(cell(page, 0, "title"), "x")


def test_only_those_without_weight(page: ProductsPage, qtbot: QtBot) -> None:
    page.filters.chips["unweighed"].click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 2)
    page.list.view.setFocus()
    page.list.view.setCurrentIndex(cell(page, 0, "weight"))
    qtbot.keyClicks(page.list.view, "9")
    qtbot.keyClick(editor(page), ENTER)
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    assert page.list.view.currentIndex() == cell(page, 0, "weight")


def test_a_product_is_entered_and_changed_in_the_panel(page: ProductsPage, qtbot: QtBot) -> None:
    page.new_button.click()
    form = page.form
    assert not form.save(), "a product needs an SKU"
    qtbot.keyClicks(form.sku.edit, "D")
    qtbot.keyClicks(form.weight.edit, "1,2kg")
    assert form.weight.edit.property("wrong")
    form.weight.set_text("0.5kg")
    form.price.set_text("12.50")
    qtbot.keyClick(form.sku.edit, ENTER)
    made = products.by_sku(page.desk.store, "D")
    assert (made.weight_g, made.price_minor) == (500, 1250)
    qtbot.waitUntil(lambda: page.list.row() is not None and page.list.row().sku == "D")
    assert form.sku.edit.isReadOnly()
    form.title.set_text("锅")
    assert form.save()
    assert products.by_sku(page.desk.store, "D").title == "锅"


def test_a_product_is_taken_out_and_brought_back(page: ProductsPage, qtbot: QtBot) -> None:
    page.list.view.selectRow(0)
    page.form.retire_button.click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 2)
    page.filters.chips["retired"].click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    page.list.view.selectRow(0)
    assert page.form.retire_button.text() == "Back into the list"
    page.form.retire_button.click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 0)
    assert not products.by_sku(page.desk.store, "A").retired


def test_enter_in_the_list_goes_to_the_panel_and_escape_back(
    page: ProductsPage, qtbot: QtBot
) -> None:
    page.list.view.selectRow(1)
    page.list.view.setFocus()
    qtbot.keyClick(page.list.view, ENTER)
    assert page.form.weight.edit.hasFocus()
    qtbot.keyClick(page.form.weight.edit, Qt.Key.Key_Escape)
    assert page.list.view.hasFocus()


def test_an_errand_looks_for_a_product(page: ProductsPage, qtbot: QtBot) -> None:
    page.run_errand(Errand(Room.WEIGHING, "show", "碟", "products"))
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)


def test_packing_materials_are_added_typed_over_and_removed(
    page: ProductsPage, qtbot: QtBot
) -> None:
    shop, panel = page.desk.store, page.materials
    page.panels.setCurrentWidget(panel)
    panel.add_button.click()
    assert panel.name.edit.property("wrong")
    panel.name.set_text("纸箱")
    qtbot.keyClicks(panel.tare.edit, "96")
    qtbot.keyClick(panel.tare.edit, ENTER)
    assert [(row.name, row.tare_g, row.usual) for row in packaging.rows(shop)] == [("纸箱", 96, 1)]
    panel.table.item(0, 1).setText("100")
    panel.table.item(0, 2).setText("4")
    panel.table.item(0, 3).setCheckState(Qt.CheckState.Unchecked)
    kept = packaging.rows(shop)[0]
    assert (kept.tare_g, kept.tolerance_g, kept.usual) == (100, 4, 0)
    panel.table.item(0, 1).setText("-5")
    assert "“-5” is not a weight" in panel.fault.text()
    assert panel.table.item(0, 1).text() == "100"
    panel.table.setCurrentCell(0, 0)
    qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert packaging.rows(shop) == []


def propose(shop: Store, sku: str, grams: int) -> None:
    with shop.transaction():
        LearnedWeight.create(
            product=products.by_sku(shop, sku).id,
            weight_g=grams,
            spread_g=2,
            parcels=7,
            proposed_at=clock.now(),
        )


def test_a_learned_weight_is_entered_only_by_a_person(
    goods: Store, desk: Desk, qtbot: QtBot
) -> None:
    propose(goods, "A", 130)
    propose(goods, "B", 85)
    page = ProductsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.panels.setCurrentWidget(page.proposals)
    assert page.panels.tabText(2) == "Learned weights (2)"
    assert products.by_sku(goods, "A").weight_g == 120
    page.proposals.apply_buttons["A"].click()
    assert products.by_sku(goods, "A").weight_g == 130
    page.proposals.decline_buttons["B"].click()
    assert products.by_sku(goods, "B").weight_g is None
    assert weight_learning.proposals(goods) == []
    with qtbot.waitSignal(desk.ways.said) as said:
        page.proposals.look_button.click()
    assert said.args is not None
    assert said.args[0] == "0 weights are proposed"


def test_a_table_of_products_is_imported(
    page: ProductsPage, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    table = tmp_path / "products.csv"
    table.write_text("SKU,名称,重量(g)\nE,锅,900\nB,碟,86\n", "utf-8")
    answers.files = [table]
    with qtbot.waitSignal(page.desk.ways.said) as said:
        page.import_button.click()
    assert said.args is not None
    assert said.args[0] == "Products imported: new 1 · updated 1"
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 4)
    assert products.by_sku(page.desk.store, "B").weight_g == 86


def test_what_the_list_shows_is_saved_as_a_table_that_is_read_back(
    page: ProductsPage, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    page.filters.chips["unweighed"].click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 2)
    answers.target = tmp_path / "to weigh"
    actions = page.export_button.menu().actions()
    assert [action.text() for action in actions] == ["Save as an Excel table…", "Save as CSV…"]
    with qtbot.waitSignal(page.desk.ways.said) as said:
        actions[1].trigger()
    assert said.args == ["Saved: to weigh.csv", Tone.GOOD]
    table = tmp_path / "to weigh.csv"
    table.write_text(table.read_text("utf-8-sig").replace("B,碟,,,,", "B,碟,,,77,"), "utf-8")
    answers.files = [table]
    page.import_button.click()
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 1)
    assert products.by_sku(page.desk.store, "B").weight_g == 77


def test_a_product_has_its_own_currency(page: ProductsPage, shop: Store) -> None:
    form = page.form
    page.list.view.setCurrentIndex(page.list.model.index(0, 0))
    form.show_row(products.by_sku(shop, "A"))
    form.price.set_text("49.50")
    form.currency.setCurrentText("JPY")
    form.currency.activated.emit(form.currency.currentIndex())
    assert "decimals" in form.price.fault()
    form.price.set_text("4900")
    form.cost.set_text("")
    assert form.save()
    kept = products.by_sku(shop, "A")
    assert (kept.currency, kept.price_minor) == ("JPY", 4900)
    form.begin()
    assert form.currency.currentText() == "CNY"
