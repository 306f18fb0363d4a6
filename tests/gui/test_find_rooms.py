"""What is found leads to the page that has it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app.core.kinds import ParcelKind, WrongKind
from desktop_app.services import parcels, products, wrong_shipments
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.products import ProductDraft
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.find_box import FindBox
from desktop_app.views.weighing_tab import WeighingTab


@pytest.mark.parametrize(
    ("typed", "heading", "page"),
    [
        ("GH-7", "Products", "products"),
        ("spoon", "Wrong shipments", "wrong"),
        ("YT55", "Problem and returned parcels", "parcels"),
    ],
)
def test_what_is_found_is_shown_in_its_list(
    desk: Desk, qtbot: QtBot, typed: str, heading: str, page: str
) -> None:
    products.save(desk.store, ProductDraft("GH-7", "砂锅"))
    draft = WrongDraft(buyer_text="路人甲", what="a spoon less", kind=WrongKind.MISSED_ITEM)
    no = wrong_shipments.report(desk.store, draft).no
    parcels.add(desk.store, ParcelDraft(kind=ParcelKind.RETURNED, tracking="YT55"))
    box = FindBox(desk)
    qtbot.addWidget(box)
    box.show()
    qtbot.keyClicks(box, typed)
    qtbot.waitUntil(box.results.isVisible)
    assert box.results.list.item(0).text() == heading
    with qtbot.waitSignal(desk.ways.errand) as sent:
        qtbot.keyClick(box, Qt.Key.Key_Return)
    key = no if page == "wrong" else typed
    assert sent.args == [Errand(Room.WEIGHING, "show", key, page)]
    tab = WeighingTab(desk)
    qtbot.addWidget(tab)
    tab.show()
    tab.run_errand(Errand(Room.WEIGHING, "show", key, page))
    assert tab.current() is getattr(tab, page)
    qtbot.waitUntil(lambda: getattr(tab, page).list.model.rowCount() == 1)
