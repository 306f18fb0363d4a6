"""The main job in the window, from a platform's own files to the claim sheet, and read back.

Order export → case → photos named by buyer ID → weight check → courier claim → PDF.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_app import cli
from desktop_app.core.kinds import ClaimKind
from desktop_app.program import Program
from desktop_app.services import claim_lists, photo_rows, weight_checks
from desktop_app.views.actions import Act
from desktop_app.views.cases_tab import CasesTab
from desktop_app.views.claims_tab import ClaimsTab
from desktop_app.views.desk import Room
from desktop_app.views.photos_tab import PhotosTab
from desktop_app.views.preview import Preview
from desktop_app.views.weighing_tab import WeighingTab
from tests import drawn
from tests.gui.conftest import Answers

pytestmark = pytest.mark.e2e

ORDER = "5106828836075983867"
TRACKING = "414839603062027"
BUYER = "松荷<橘>水"
T1 = next(
    csv.reader(
        [
            "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,"
            "返点积分,"
            "买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,"
            "运送方式,联系电话 ,"
            "联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,物流公司,订单备注,"
            "宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,发票抬头,是否手机订单,"
            "分阶段订单信息,特权订金订单id,是否上传合同照片,是否上传小票,是否代付,定金排名,修改后的sku,"
            "修改后的收货地址,异常信息,天猫卡券抵扣,集分宝抵扣,是否是O2O交易,新零售交易类型,"
            "新零售导购门店名称,新零售导购门店id,新零售发货门店名称,新零售发货门店id,退款金额,预约门店,"
            "确认收货时间,打款商家金额,含应开票给个人的个人红包"
        ]
    )
)
T7 = next(
    csv.reader(
        ["订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"]
    )
)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    """What the person has: the platform's two exports, the products' weights, two photos."""
    order = {
        "订单编号": f'="{ORDER}"',
        "买家会员名": BUYER,
        "总金额": "280.00",
        "买家实际支付金额": "280.00",
        "订单状态": "卖家已发货，等待买家确认",
        "收货人姓名": "测试庚辛",
        "收货地址 ": "四川省 成都市 武侯区 示范巷8号(610000)",
        "联系手机": "'10012345678",
        "订单创建时间": "2026-09-01 13:33:33",
        "订单付款时间 ": "2026-09-01 13:57:04",
        "宝贝标题 ": "陶瓷马克杯，木质相框",
        "物流单号 ": f"No:{TRACKING}",
        "物流公司": "韵达快递",
        "宝贝总数量": "3",
        "退款金额": "0.00",
    }
    lines = (
        ("陶瓷马克杯", "100.00", "2", "A"),
        ("木质相框", "80.00", "1", "B"),
    )
    details = [
        dict(zip(T7, (ORDER, title, price, count, "", "", "", "", "", sku), strict=True))
        for title, price, count, sku in lines
    ]
    found = {
        "orders": _csv(tmp_path / "ExportOrderList202609031048.csv", T1, [order]),
        "details": _csv(tmp_path / "ExportOrderDetailList202609031048.csv", T7, details),
        "photo": drawn.write(tmp_path / "IMG_0001.JPG", seed=1),
        "other": drawn.write(tmp_path / "IMG_0002.JPG", seed=2),
    }
    products = tmp_path / "products.csv"
    products.write_text(
        "SKU,标题,重量,价格\nA,陶瓷马克杯,120,100.00\nB,木质相框,85,80.00\n", "utf-8"
    )
    return {**found, "products": products}


def _csv(target: Path, columns: list[str], rows: list[dict[str, str]]) -> Path:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    target.write_bytes(out.getvalue().encode("gb18030"))
    return target


def idle(running: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not running.desk.jobs.running, timeout=20_000)


def test_the_main_job_from_end_to_end(
    running: Program, files: dict[str, Path], answers: Answers, qtbot: QtBot
) -> None:
    before = {name: file.read_bytes() for name, file in files.items()}
    _import(running, files, answers, qtbot)
    no, case_id = _open_case(running, qtbot)
    _add_photos(running, files, answers, qtbot, (no, case_id))
    _weigh(running, qtbot, (no, case_id))
    claim_no = _claim(running, qtbot, no)
    sheet = _print(running, answers, qtbot, files["photo"].parent / "saved.pdf")
    assert {name: file.read_bytes() for name, file in files.items()} == before
    root = running.store.paths.root
    running.window.close()
    running.close()
    _read_back(root, no, claim_no, before)
    _read_sheet(sheet, claim_no)


def _import(running: Program, files: dict[str, Path], answers: Answers, qtbot: QtBot) -> None:
    """The exports are dropped on the window, the detail list first; products come by the menu."""
    window = running.window
    window.imports.take([files["details"]])
    window.imports.take([files["orders"]])
    answers.files = [files["products"]]
    window.acts[Act.IMPORT_PRODUCTS].trigger()
    idle(running, qtbot)
    assert "Products imported" in window.strip.sentence()


def _open_case(running: Program, qtbot: QtBot) -> tuple[str, int]:
    """A scanned tracking number fills the case."""
    window = running.window
    window.acts[Act.NEW_CASE].trigger()
    cases_tab = window.open(Room.CASES)
    assert isinstance(cases_tab, CasesTab)
    form = cases_tab.new
    qtbot.keyClicks(form.number.edit, TRACKING)
    qtbot.keyClick(form.number.edit, Qt.Key.Key_Return)
    assert form.found is not None
    assert (form.found.order_no, form.found.buyer) == (ORDER, BUYER)
    form.kind.set_code("missed_item")
    form.note.set_text("少了一个马克杯")
    qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert cases_tab.panel.detail is not None
    return cases_tab.panel.detail.row.no, cases_tab.panel.detail.row.id


def _add_photos(
    running: Program,
    files: dict[str, Path],
    answers: Answers,
    qtbot: QtBot,
    case: tuple[str, int],
) -> None:
    """Photos come in under the buyer's ID."""
    store = running.store
    answers.files = [files["photo"], files["other"]]
    running.desk.go(Room.PHOTOS, "add", case[0])
    idle(running, qtbot)
    assert isinstance(running.window.open(Room.PHOTOS), PhotosTab)
    case_id = case[1]
    photos = photo_rows.rows(store, photo_rows.ids(store, photo_rows.PhotoFilter(case_id=case_id)))
    assert len(photos) == 2
    assert all(photo.name.startswith("松荷-橘-水_") for photo in photos)


def _weigh(running: Program, qtbot: QtBot, case: tuple[str, int]) -> None:
    """The scale says 205 g where 325 g belong: one of A is missing."""
    running.desk.go(Room.WEIGHING, "new", case[0])
    weighing_tab = running.window.open(Room.WEIGHING)
    assert isinstance(weighing_tab, WeighingTab)
    qtbot.keyClicks(weighing_tab.weigh.scale.edit, "205")
    qtbot.keyClick(weighing_tab.weigh.scale.edit, Qt.Key.Key_Return)
    idle(running, qtbot)
    wanted = weight_checks.CheckFilter(case_id=case[1])
    (check,) = weight_checks.listed(running.store, wanted)
    assert [(c.sku, c.quantity) for c in check.told.explanations[0].changes] == [("A", -1)]


def _claim(running: Program, qtbot: QtBot, no: str) -> str:
    """A claim with the case's goods."""
    running.desk.go(Room.CLAIMS, "new", no)
    claims_tab = running.window.open(Room.CLAIMS)
    assert isinstance(claims_tab, ClaimsTab)
    page = claims_tab.ledger
    page.new.choose_kind(ClaimKind.SHORT)
    page.new.story.set_text("内件短少，称重不符 <b>&</b>")
    page.new.write()
    (claim,) = claim_lists.listed(running.store)
    assert (claim.case_no, claim.tracking, claim.courier) == (no, TRACKING, "yunda")
    idle(running, qtbot)
    return claim.no


def _print(running: Program, answers: Answers, qtbot: QtBot, target: Path) -> Path:
    """The sheet is previewed inside the program, and a copy saved."""
    claims_tab = running.window.open(Room.CLAIMS)
    assert isinstance(claims_tab, ClaimsTab)
    claims_tab.ledger.panel.head.sheet.make()
    idle(running, qtbot)
    preview = next(each for each in running.window.findChildren(Preview) if each.isVisible())
    assert preview.pages.file is not None
    answers.target = target
    preview.save()
    preview.close()
    return target


def _read_back(root: Path, case_no: str, claim_no: str, before: dict[str, bytes]) -> None:
    """The shop as a stranger finds it: by SQLite and by the folder alone."""
    base = sqlite3.connect(root / "shop.db")
    rows = base.execute("SELECT stored, sha256 FROM photo ORDER BY stored").fetchall()
    for stored, sha256 in rows:
        content = (root / stored).read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256
        assert content in before.values()
    assert base.execute("SELECT no, kind FROM after_sales_case").fetchall() == [
        (case_no, "missed_item")
    ]
    assert base.execute("SELECT measured_g, expected_g, verdict FROM weight_check").fetchall() == [
        (205, 325, "light")
    ]
    assert base.execute("SELECT no, tracking FROM claim").fetchall() == [(claim_no, TRACKING)]
    base.close()


def _read_sheet(sheet: Path, claim_no: str) -> None:
    pages = PdfReader(sheet).pages
    text = "".join(page.extract_text() for page in pages)
    for words in (claim_no, TRACKING, ORDER, BUYER, "<b>&</b>", "人民币", "松荷-橘-水_"):
        assert words in text, words
    assert len(pages) == 2


def test_the_same_by_the_command_line(
    data_dir: Path,
    tmp_path: Path,
    files: dict[str, Path],
    capsys: pytest.CaptureFixture[str],
) -> None:

    def desk(*arguments: str) -> dict[str, object]:
        status = cli.main(["--data", str(data_dir), "--json", *arguments])
        said = capsys.readouterr()
        assert status == 0, said
        answer: dict[str, object] = json.loads(said.out)
        return answer

    assert desk("orders", "import", str(files["orders"]), str(files["details"]))["added"] == 1
    assert desk("products", "import", str(files["products"]))["added"] == 2
    order = desk("orders", "show", ORDER)["orders"][0]
    assert (order["buyer"], order["tracking"], order["paid"]) == (BUYER, TRACKING, "280.00")
    opened = desk("cases", "open", "--order", TRACKING, "--kind", "missed_item")["case"]
    no = opened["no"]
    added = desk("photos", "import", "--buyer", BUYER, "--case", no, str(files["photo"]))["added"]
    assert len(added) == 1
    told = desk("weigh", "--case", no, "--grams", "205")
    assert told["verdict"] == "light"
    claim = desk("claims", "open", "--order", ORDER, "--kind", "short", "--courier", "韵达快递")
    claim_no = claim["claim"]["no"]
    desk("claims", "move", claim_no, "filed")
    target = tmp_path / "sheet.pdf"
    desk("claims", "sheet", claim_no, "-o", str(target))
    assert claim_no in PdfReader(target).pages[0].extract_text()
    assert desk("cases", "move", no, "verifying")["case"]["stage"] == "verifying"
    assert desk("cases", "list", "--search", TRACKING)["total"] == 1
    assert desk("check")["ok"] is True
