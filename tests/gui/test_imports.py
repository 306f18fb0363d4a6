"""Files that come in through the window: told in a sentence, refused rows in a list to keep."""

from __future__ import annotations

import csv
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.imports import Imports
from tests.gui.conftest import Answers

HEAD = "订单编号,买家会员名,买家实际支付金额,订单状态,宝贝标题,物流单号,订单创建时间"


def orders_file(folder: Path, *rows: str, name: str = "ExportOrderList.csv") -> Path:
    target = folder / name
    target.write_bytes("\r\n".join([HEAD, *rows]).encode("gb18030"))
    return target


def good(number: int, status: str = "交易成功") -> str:
    return f"51068288360{number:08d},买家{number},12.50,{status},马克杯,4148,2026-09-01 13:33:33"


def imports(desk: Desk, qtbot: QtBot) -> tuple[Imports, list[str]]:
    window = QWidget()
    qtbot.addWidget(window)
    said: list[str] = []
    desk.ways.said.connect(lambda text, _tone: said.append(text))
    made = Imports(desk, window)
    made.setProperty("window", window)
    return made, said


def test_a_clean_file_is_told_in_one_sentence(desk: Desk, tmp_path: Path, qtbot: QtBot) -> None:
    made, said = imports(desk, qtbot)
    made.take([orders_file(tmp_path, good(1), good(2))])
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["Orders imported: new 2 · updated 0 · unchanged 0"]
    assert made.report is None


def test_refused_rows_are_listed_copied_and_saved(
    desk: Desk, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    made, _said = imports(desk, qtbot)
    damaged = good(3).replace("5106828836000000003", "5.10683E+18")
    answers.files = [orders_file(tmp_path, good(1), name="a.csv"), tmp_path / "gone.csv"]
    orders_file(tmp_path, damaged, name="b.csv")
    answers.files.append(tmp_path / "b.csv")
    made.choose_orders()
    qtbot.waitUntil(lambda: made.report is not None)
    report = made.report
    assert report is not None
    assert report.table.rowCount() >= 2
    report.copy()
    assert "b.csv" in QGuiApplication.clipboard().text()
    answers.target = tmp_path / "refused.csv"
    report.save()
    rows = list(csv.reader(answers.target.read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["File", "Row", "Reason"]
    assert {row[0] for row in rows[1:]} == {"gone.csv", "b.csv"}


def test_an_older_file_overwrites_nothing_and_says_so(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    made, said = imports(desk, qtbot)
    made.take([orders_file(tmp_path, good(1))])
    qtbot.waitUntil(lambda: len(said) == 1)
    made.take([orders_file(tmp_path, good(1, "等待买家付款"), name="older.csv")])
    qtbot.waitUntil(lambda: made.report is not None)
    assert said[-1].startswith("Orders imported: new 0 · updated 0 · unchanged 1")


def test_pictures_dropped_on_the_window_go_to_the_photos(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    made, _said = imports(desk, qtbot)
    errands: list[Errand] = []
    desk.ways.errand.connect(errands.append)
    made.take([tmp_path / "a.jpg", tmp_path / "folder"])
    assert [(errand.room, errand.what, errand.files) for errand in errands] == [
        (Room.PHOTOS, "add", (tmp_path / "a.jpg", tmp_path / "folder"))
    ]


def test_products_name_the_columns_that_were_not_used(
    desk: Desk, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> None:
    made, said = imports(desk, qtbot)
    target = tmp_path / "products.csv"
    target.write_text("SKU,标题,重量,颜色深浅\nA,杯子,120,深\nB,相框,-5,浅\n", "utf-8")
    answers.files = [target]
    made.choose_products()
    qtbot.waitUntil(lambda: made.report is not None)
    assert said[0].startswith("Products imported: new 1")


def test_an_unknown_file_is_mapped_once_and_known_ever_after(
    desk: Desk, tmp_path: Path, qtbot: QtBot
) -> None:
    made, said = imports(desk, qtbot)
    target = tmp_path / "自己的表.csv"
    head = "单子编码,谁买的,收了多少,哪天,东西"
    rows = [f"9000000000{number:04d},买家{number},12.50,2026-09-01,杯子" for number in range(25)]
    target.write_text("\n".join(["九月订单", head, *rows]), "utf-8")
    made.take([target])
    qtbot.waitUntil(lambda: made.mapping is not None)
    mapping = made.mapping
    assert mapping is not None
    assert mapping.header.value() == 2
    assert mapping.table.columnCount() == 5
    for place, code in enumerate(("order_no", "buyer", "paid", "created", "title")):
        box = mapping.table.choices[place]
        box.setCurrentIndex(box.findData(code if place else ""))
    mapping.keep()
    assert not mapping.fault.isHidden()
    mapping.table.choices[0].setCurrentIndex(mapping.table.choices[0].findData("order_no"))
    mapping.keep()
    qtbot.waitUntil(lambda: said[-1] == "Orders imported: new 25 · updated 0 · unchanged 0")
    made.mapping = None
    made.take([target])
    qtbot.waitUntil(lambda: said[-1] == "Orders imported: new 0 · updated 0 · unchanged 25")
    assert made.mapping is None
