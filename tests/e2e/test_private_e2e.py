"""R41: marked buyers' data through a whole run: masked on screen and in files, never in the log."""

from __future__ import annotations

import csv
import os
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.kinds import CaseKind, ClaimKind, ParcelKind, Platform
from desktop_app.models.base import database
from desktop_app.models.orders import SalesOrder
from desktop_app.program import Program
from desktop_app.services import (
    case_exports,
    case_slips,
    cases,
    claim_sheets,
    claims,
    desk_register,
    evidence_packs,
    parcels,
    privacy,
    register_exports,
    registers,
    settings,
)
from desktop_app.services.case_slips import SlipWish
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.parcels import ParcelDraft
from desktop_app.views.claims_tab import ClaimsTab
from desktop_app.views.desk import Room
from desktop_app.views.hidden_edit import HiddenEdit
from tests import drawn
from tests.e2e.test_main_job import T1
from tests.gui.conftest import Answers

pytestmark = pytest.mark.e2e

NAME, PHONE = "霍榆木", "13977665544"
STREET = "标记路4711号"
ADDRESS = f"四川省 成都市 武侯区 {STREET}"
MARKS = (NAME, PHONE, STREET)
BUYER, ORDER, TRACKING = "tb_marked_7788", "5106828836075983867", "414839603062027"


def orders_file(target: Path) -> Path:
    order = {
        "订单编号": f'="{ORDER}"',
        "买家会员名": BUYER,
        "买家实际支付金额": "280.00",
        "订单状态": "卖家已发货，等待买家确认",
        "收货人姓名": NAME,
        "收货地址 ": ADDRESS,
        "联系手机": f"'{PHONE}",
        "订单创建时间": "2026-09-01 13:33:33",
        "宝贝标题 ": "陶瓷马克杯",
        "物流单号 ": f"No:{TRACKING}",
        "物流公司": "韵达快递",
        "宝贝总数量": "1",
    }
    with target.open("w", encoding="gb18030", newline="") as out:
        writer = csv.DictWriter(out, T1, restval="")
        writer.writeheader()
        writer.writerow(order)
    return target


class Marked:
    """A shop with one marked buyer in every register."""

    def __init__(self, running: Program, qtbot: QtBot, folder: Path) -> None:
        self.store, self.folder = running.store, folder
        running.window.imports.take([orders_file(folder / "ExportOrderList202609031048.csv")])
        qtbot.waitUntil(lambda: not running.desk.jobs.running, timeout=20_000)
        case = cases.open(
            self.store,
            CaseDraft(
                kind=CaseKind.WRONG_ITEM,
                order=ORDER,
                platform=Platform.TAOBAO,
                note="少了一个杯子",
            ),
        )
        self.no, self.case_id = case.row.no, case.row.id
        draft = ClaimDraft(kind=ClaimKind.LOST, case_no=self.no)
        self.claim = claims.open(self.store, draft).row.no
        parcels.add(
            self.store,
            ParcelDraft(kind=ParcelKind.RETURNED, sender_name=NAME, sender_phone=PHONE),
        )

    def files(self) -> list[Path]:
        """Every kind of export there is with a buyer in it."""
        store, at = self.store, self.folder
        made = []
        for ending in (".csv", ".xlsx", ".pdf"):
            case_exports.write(store, at / f"cases{ending}", [self.case_id])
            registers.write_parcels(store, at / f"parcels{ending}")
            ids = desk_register.ids(store)
            register_exports.write(store, at / f"register{ending}", ids)
            made += [at / f"{name}{ending}" for name in ("cases", "parcels", "register")]
        claim_sheets.write(store, [self.claim], at / "claim.pdf")
        evidence_packs.write(evidence_packs.of_case(store, self.no), at / "pack.pdf")
        slip = case_slips.write(store, self.no, SlipWish("exchange"))
        return [*made, at / "claim.pdf", at / "pack.pdf", slip.path]


def text_of(file: Path) -> str:
    if file.suffix == ".pdf":
        return "".join("".join(page.extract_text().split()) for page in PdfReader(file).pages)
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(file) as book:
            return "".join(book.read(name).decode("utf-8") for name in book.namelist())
    return file.read_text("utf-8-sig")


def seen_on(widget: QWidget) -> str:
    """What can be read in a widget: labels, fields as they are drawn, cells, titles."""
    said = [widget.windowTitle(), widget.toolTip()]
    if isinstance(widget, HiddenEdit):
        said.append(widget.seen())
    elif isinstance(widget, QLineEdit):
        said.append(widget.displayText())
    elif isinstance(widget, QLabel | QAbstractButton):
        said.append(widget.text())
    elif isinstance(widget, QComboBox):
        said.append(widget.currentText())
    elif isinstance(widget, QListWidget):
        said += [widget.item(row).text() for row in range(widget.count())]
    elif isinstance(widget, QTableView) and widget.model() is not None:
        model = widget.model()
        said += [
            str(model.index(row, column).data(role) or "")
            for row in range(min(model.rowCount(), 50))
            for column in range(model.columnCount())
            for role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)
        ]
    return "\n".join(said)


def screen() -> str:
    return "\n".join(seen_on(each) for each in QApplication.allWidgets() if each.isVisible())


def mask_everywhere(running: Program) -> None:
    for switch in privacy.SWITCHES.values():
        settings.put(running.store, switch, value=True)


@pytest.fixture
def marked(running: Program, qtbot: QtBot, tmp_path: Path) -> Marked:
    return Marked(running, qtbot, tmp_path)


def test_r41_with_masking_no_export_holds_name_phone_or_street(
    running: Program, marked: Marked
) -> None:
    note = f"打{PHONE}"
    parcels.add(
        running.store,
        ParcelDraft(kind=ParcelKind.PROBLEM, tracking="YT1234567890123", note=note),
    )
    plain = "".join(text_of(file) for file in marked.files())
    assert [mark for mark in MARKS if mark not in plain] == []
    mask_everywhere(running)
    for file in marked.files():
        found = [mark for mark in MARKS if mark in text_of(file)]
        assert found == [], file.name
    for number in (ORDER, TRACKING):
        assert number in text_of(marked.folder / "cases.csv")
    with marked.store.connection():
        held = SalesOrder.get()
        assert (held.receiver, held.phone) == (NAME, PHONE)


def test_r41_slips_are_in_full_where_they_are_the_label(running: Program, marked: Marked) -> None:
    mask_everywhere(running)
    settings.put(running.store, privacy.SLIPS_IN_FULL, value=True)
    slip = case_slips.write(marked.store, marked.no, SlipWish("exchange"))
    assert STREET in text_of(slip.path)


def test_r41_buyer_ids_are_masked_on_paper_where_wanted(running: Program, marked: Marked) -> None:
    mask_everywhere(running)
    settings.put(running.store, privacy.MASKED_PIECES, ["buyer_id"])
    for file in marked.files():
        assert BUYER not in text_of(file), file.name


def test_r41_with_masking_no_screen_shows_name_phone_or_street(
    running: Program, marked: Marked, qtbot: QtBot
) -> None:
    mask_everywhere(running)
    window, desk = running.window, running.desk
    acts: list[Callable[[], object]] = [
        lambda: desk.go(Room.TODAY),
        lambda: desk.go(Room.CLAIMS, "show", marked.claim),
        lambda: desk.go(Room.WEIGHING, "show", "", "parcels"),
        lambda: desk.go(Room.BUYERS, "show", BUYER),
        lambda: desk.go(Room.CASES, "new", ORDER),
    ]
    for act in acts:
        act()
        qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)
        qtbot.wait(20)
        told = screen()
        assert [mark for mark in MARKS if mark in told] == [], window.stack.currentWidget()


def test_r41_what_is_found_by_a_name_is_shown_masked(
    running: Program, marked: Marked, qtbot: QtBot
) -> None:
    mask_everywhere(running)
    box = running.window.find_box
    box.setText(PHONE)
    box.look()
    qtbot.waitUntil(lambda: box.results.list.count() > 0 and box.results.isVisible())
    told = seen_on(box.results.list)
    assert PHONE not in told
    assert NAME not in told
    assert ORDER in told


def test_r41_a_masked_value_is_shown_plain_on_focus_and_never_stored_masked(
    running: Program, marked: Marked, qtbot: QtBot
) -> None:
    mask_everywhere(running)
    running.desk.go(Room.CLAIMS, "show", marked.claim)
    tab = running.window.open(Room.CLAIMS)
    assert isinstance(tab, ClaimsTab)
    fields = [each for each in tab.findChildren(HiddenEdit) if each.text() == NAME]
    assert fields
    for field in fields:
        assert field.seen() == "霍**"
        field.setFocus()
        if field.hasFocus():
            assert field.seen() == NAME
        assert field.text() == NAME
    kept = claims.show(marked.store, marked.claim).fields
    assert kept["receiver_name"] == NAME


def crash_everywhere(running: Program, qtbot: QtBot, said: str) -> None:
    """In a job, within a transaction, in a statement, and in the window, one error in another."""

    def fail(_track: object) -> None:
        with running.store.transaction():
            database.execute_sql(f'SELECT * FROM "{said}"')

    running.desk.jobs.write("x", fail, lambda _done: None, lambda _error: None)
    qtbot.waitUntil(lambda: not running.desk.jobs.running, timeout=20_000)
    try:
        {}[said]
    except KeyError as last:
        last.__cause__ = FileNotFoundError(2, "No such file", said)
        sys.excepthook(KeyError, last, last.__traceback__)


def test_r41_a_run_with_crashes_leaves_nothing_of_a_buyer_in_the_logs(
    running: Program,
    marked: Marked,
    answers: Answers,
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    root = running.store.paths.root
    photo = drawn.write(marked.folder / f"{NAME} {PHONE}.jpg", seed=3)
    broken = marked.folder / f"{NAME}-{BUYER}.jpg"
    broken.write_bytes(b"\xff\xd8 no picture")
    answers.files = [photo, broken]
    running.desk.go(Room.PHOTOS, "add", marked.no)
    qtbot.waitUntil(lambda: not running.desk.jobs.running, timeout=20_000)

    crash_everywhere(running, qtbot, f"{NAME} {PHONE} {ADDRESS} {BUYER} {photo}")
    qtbot.waitUntil(lambda: running.hook.dialog is not None)
    dialog = running.hook.dialog
    assert dialog is not None
    shown = dialog.report + "".join(seen_on(each) for each in dialog.findChildren(QWidget))
    shown += "".join(box.toPlainText() for box in dialog.findChildren(QPlainTextEdit))
    dialog.close()
    logs = "".join(file.read_text("utf-8") for file in (root / "logs").iterdir())
    assert "KeyError" in logs
    assert "OperationalError: SQLITE_ERROR" in logs
    for text in (shown, logs):
        found = [mark for mark in (*MARKS, BUYER, ORDER, TRACKING) if mark in text]
        assert found == []
    caplog.clear()


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX's")
def test_every_file_of_the_data_folder_is_the_owners_alone(
    running: Program, marked: Marked, answers: Answers, qtbot: QtBot
) -> None:
    from desktop_app.services import backups

    root = running.store.paths.root
    answers.files = [drawn.write(marked.folder / "a.jpg", seed=4)]
    running.desk.go(Room.PHOTOS, "add", marked.no)
    qtbot.waitUntil(lambda: not running.desk.jobs.running, timeout=20_000)
    marked.files()
    backups.before(running.store, "test")
    running.desk.memory.setValue("x", 1)
    running.desk.memory.sync()
    found = [path for path in root.rglob("*") if not path.is_symlink()]
    names = {path.relative_to(root).parts[0] for path in found}
    assert {"shop.db", "documents", "backups", "logs", "cache", "lock.json", "window.ini"} <= names
    open_to_others = [
        f"{path.relative_to(root)} {path.stat().st_mode & 0o777:o}"
        for path in [root, *found]
        if path.stat().st_mode & 0o077
    ]
    assert open_to_others == []
    wrong = [path for path in found if path.is_dir() and path.stat().st_mode & 0o777 != 0o700]
    assert wrong == []
