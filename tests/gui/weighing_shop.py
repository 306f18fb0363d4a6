"""A shop with weighed products and an open weighing tab: what the tests of that room share."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Product
from desktop_app.services import packaging
from desktop_app.services.store import Store
from desktop_app.views.desk import Desk
from desktop_app.views.weighing_tab import WeighingTab

ENTER = Qt.Key.Key_Return


def product(shop: Store, sku: str, weight_g: int | None, **more: object) -> None:
    with shop.transaction() as tx:
        Product.create(sku=sku, weight_g=weight_g, updated_at=clock.now(), **more)
        tx.touch(Topic.PRODUCTS)


def order(shop: Store, no: str, lines: Mapping[str, int | None], **more: object) -> int:
    values = {"platform": Platform.TAOBAO, "imported_at": clock.now(), "updated_at": clock.now()}
    with shop.transaction():
        made = SalesOrder.create(order_no=no, **{**values, **more})
        for position, (sku, quantity) in enumerate(lines.items()):
            OrderLine.create(order=made, position=position, sku=sku, quantity=quantity)
        return int(made.id)


@pytest.fixture
def domain_order(shop: Store) -> Store:
    """The shop of domain.md's vectors: A 120 g ×2, B 85 g ×1, tare 30 g."""
    product(shop, "A", 120, title="杯")
    product(shop, "B", 85, title="碟")
    packaging.put(shop, "纸箱", 30, usual_one=True)
    order(shop, "4001", {"A": 2, "B": 1}, tracking="YT1234567890123", buyer_text="小明")
    return shop


@pytest.fixture
def tab(desk: Desk, qtbot: QtBot) -> WeighingTab:
    made = WeighingTab(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    qtbot.waitExposed(made)
    return made


def type_in(qtbot: QtBot, edit: QWidget, text: str) -> None:
    """As a scanner or a scale types: the text, then Enter. Chinese comes by an input method."""
    if text.isascii():
        qtbot.keyClicks(edit, text)
    else:
        assert isinstance(edit, QLineEdit)
        edit.insert(text)
    qtbot.keyClick(edit, ENTER)
