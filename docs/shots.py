"""Pictures of the program: rooms, pages, dialogs, paper; 中文 and English, light and dark.

python dev.py shots [FOLDER]        all pictures into FOLDER (shots/)
python dev.py shots --docs          only those that README and the guides show, into docs/pictures
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PIL import Image
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app import program
from desktop_app.core import i18n
from desktop_app.core.errors import Reason
from desktop_app.services import (
    case_lists,
    case_openings,
    claim_lists,
    claim_sheets,
    demo,
    order_profiles,
    settings,
)
from desktop_app.views import theme
from desktop_app.views.about import AboutDialog, KeysDialog
from desktop_app.views.backups_dialog import BackupsDialog
from desktop_app.views.claims_tab import Page
from desktop_app.views.crash import CrashDialog
from desktop_app.views.desk import Errand, Room
from desktop_app.views.first_start import FirstStart
from desktop_app.views.health import HealthDialog
from desktop_app.views.import_report import ImportReport, Outcome, Refusal
from desktop_app.views.order_mapping import OrderMapping
from desktop_app.views.pdf_view import PdfFile
from desktop_app.views.photo_places import PlaceKind
from desktop_app.views.preview import Preview
from desktop_app.views.rules_dialog import RulesDialog
from desktop_app.views.settings_dialog import SettingsDialog

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1366, 768)
COLOURS = 128
LEFT_OUT = frozenset({"about", "crash", "import-report", "preview"})
STRANGE = """订单号,谁买的,商品名称,数量,实付金额,哪天,快递单号
20260903001,小满的猫,榉木托盘 30 cm,1,89.00,2026-09-03,YT8839201177543
20260903002,江边听雨,羊毛毡杯垫 4 片,2,52.00,2026-09-03,YT8839201177544
20260904001,茶茶子,胡桃木挂钩,3,75.00,2026-09-04,YT8839201177561
"""


def main(arguments: list[str]) -> int:
    """Makes the pictures; returns 0."""
    for_docs = "--docs" in arguments
    rest = [argument for argument in arguments if not argument.startswith("--")]
    folder = ROOT / "docs" / "pictures" if for_docs else Path(rest[0] if rest else "shots")
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    theme.ensure_chinese()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "暖木居"
        running = program.Program(app, root, "zh_CN")
        demo.fill(running.store, demo.Size(cases=230, photos=80))
        settings.put(running.store, settings.DEADLINE_MINUTES, 0)  # no notice across a picture
        try:
            for language in i18n.LANGUAGES:
                for look in (theme.Theme.LIGHT, theme.Theme.DARK):
                    if for_docs and look is theme.Theme.DARK:
                        continue
                    settings.put(running.store, settings.THEME, look.value)
                    running.speak(language)
                    for name, widget in _scenes(running):
                        if not for_docs or name not in LEFT_OUT:
                            _keep(widget, folder / _file(name, language, look, for_docs=for_docs))
            _paper(running, folder, for_docs=for_docs)
        finally:
            running.close()
    return 0


def _scenes(running: program.Program) -> Iterator[tuple[str, QWidget]]:
    window = running.window
    window.resize(*SIZE)
    window.show()
    for room in Room:
        tab = window.open(room)
        _settle()
        claims = claim_lists.listed(running.store)
        things = {Room.CASES: _case_no(running), Room.CLAIMS: claims[4].no}
        if room in things:
            tab.run_errand(Errand(room, "show", things[room]))
        _settle()
        pages = _pages(running, tab).get(room, {})
        if room.value not in pages:
            yield room.value, window
        for name, begin in pages.items():
            begin()
            _settle()
            yield name, window
    for name, made in _dialogs(running).items():
        dialog = made()
        dialog.show()
        _settle()
        yield name, dialog
        dialog.close()


def _pages(running: program.Program, tab: Any) -> dict[Room, dict[str, Callable[[], object]]]:
    """What else is shown of each room, by the picture's name: what opens it."""

    def page(name: str) -> Callable[[], object]:
        return lambda: tab.open(name)

    return {
        Room.TODAY: {"handover": page("handover"), "messages": lambda: _message(tab)},
        Room.CASES: {
            "case-agreement": lambda: tab.panel.open_page(1),
            "case-reply": lambda: tab.panel.open_page(2),
            "case-new": lambda: tab.begin_new(_chat_line(running)),
        },
        Room.PHOTOS: {
            "photos": lambda: _pick(tab.grid, 4),
            "photo-mark": lambda: tab.stage.mark(tab.grid.current()),
            "photo-names": lambda: (tab.stage.leave(), tab.pages.names()),
            "photo-inbox": lambda: tab.places.go(PlaceKind.INBOX),
            "photo-export": lambda: (tab.places.go(PlaceKind.ALL), _settle(), tab.pages.export()),
        },
        Room.WEIGHING: {
            "weighing": lambda: _weigh(running, tab),
            "weighing-batch": page("batch"),
            "wrong-shipments": page("wrong"),
            "parcels": page("parcels"),
        },
        Room.CLAIMS: {
            "claims-quick": lambda: tab.run_errand(
                Errand(Room.CLAIMS, "quick", _claim_lines(running))
            ),
            "claims-reconcile": lambda: _reconcile(running, tab),
            "claims-month": lambda: tab.open_page(Page.MONTHS),
        },
        Room.BUYERS: {
            "buyers": lambda: _pick(tab.current().list.view, 2),
            "revisits": lambda: _pick(tab.open("revisits").list.view, 2),
        },
        Room.REPORTS: {
            "measures": page("measures"),
            "quality": lambda: _pick(tab.open("quality").models.view, 0),
            "lessons": lambda: _pick(tab.open("lessons").list.view, 0),
        },
    }


def _pick(view: Any, row: int) -> None:
    _settle()
    view.setCurrentIndex(view.model().index(row, 0))


def _message(tab: Any) -> None:
    _pick(tab.open("messages").list.view, 0)


def _weigh(running: program.Program, tab: Any) -> None:
    """A parcel that lacks a piece: what the program says of it."""
    for opening in _orders(running):
        tab.weigh.number.set_number(opening.order_no)
        _settle()
        expected = tab.weigh.parcel.expected
        if expected and expected.expected_g and len(expected.lines) > 1:
            piece = expected.lines[0].weight_g
            tab.weigh.scale.edit.setText(str(expected.expected_g - piece))
            tab.weigh.scale.weigh()
            return


def _orders(running: program.Program) -> list[case_openings.Opening]:
    rows = case_lists.rows(running.store, list(case_lists.ids(running.store))[:40])
    return [
        case_openings.look_up(running.store, row.order)
        for row in rows
        if row.order and row.tracking
    ]


def _chat_line(running: program.Program) -> str:
    return f"{_orders(running)[0].order_no} 漏件 杯子没收到 退差价12元"


def _claim_lines(running: program.Program) -> str:
    one, two, three = _orders(running)[1:4]
    return (
        f"{one.tracking} 丢件理赔54.9元 运费7元\n"
        f"{two.tracking} 破损 索赔128元\n"
        f"{three.tracking} 少件 运费8元"
    )


def _reconcile(running: program.Program, tab: Any) -> None:
    """A courier's file: two claims that fit, one paid less, one that isn't ours."""
    held = [row for row in claim_lists.listed(running.store) if row.outstanding_minor]
    courier = Counter(row.courier for row in held).most_common(1)[0][0]
    claims = [row for row in held if row.courier == courier]
    lines = ["运单号,赔付金额,打款日期"]
    for place, row in enumerate(claims[:3]):
        owed = row.outstanding_minor - (500 if place == 1 else 0)
        lines.append(f"{row.tracking},{owed / 100:.2f},2026-11-20")
    lines.append("YT7741200399116,36.00,2026-11-20")
    file = running.store.paths.documents / "理赔结算单.csv"
    file.write_text("\n".join(lines), "utf-8")
    page = tab.open_page(Page.RECONCILE)
    page.courier.fill(courier)
    page.open_file(file)
    _settle(900)
    _pick(page.view, 0)


def _dialogs(running: program.Program) -> dict[str, Callable[[], QWidget]]:
    window, desk = running.window, running.desk
    refusals = [
        Refusal("ExportOrderList.csv", 7, "“1.2E+18” …"),
        Refusal("ExportOrderList.csv", 12, "…"),
    ]
    outcome = Outcome(
        i18n._("Orders imported"), ((i18n._("new"), 28), (i18n._("updated"), 3)), refusals
    )
    sheet = running.store.paths.documents / "sheet.pdf"
    if not sheet.exists():
        numbers = [claim.no for claim in claim_lists.listed(running.store)]
        claim_sheets.write(running.store, numbers[:1], sheet)
    strange = running.store.paths.documents / "我的订单.csv"
    strange.write_text(STRANGE, "utf-8")
    return {
        "backups": lambda: BackupsDialog(desk, window),
        "rules": lambda: RulesDialog(desk, window),
        "order-columns": lambda: OrderMapping(
            desk, strange, order_profiles.preview(strange), window
        ),
        "settings": lambda: SettingsDialog(desk, window),
        "about": lambda: AboutDialog(window),
        "keys": lambda: KeysDialog(window),
        "health": lambda: HealthDialog(desk, window),
        "import-report": lambda: ImportReport(desk, outcome, window),
        "crash": lambda: CrashDialog(f"Traceback …\n{Reason.DISK_FULL}", ""),
        "first-start": _first_start,
        "preview": lambda: Preview(desk, sheet, "LP", window),
    }


def _first_start() -> QWidget:
    made = FirstStart(Path())
    made.folder.setText(r"D:\暖木居")
    return made


def _case_no(running: program.Program) -> str:
    rows = case_lists.rows(running.store, list(case_lists.ids(running.store))[:60])
    return next((row.no for row in rows if row.kind == "damaged_signed"), rows[0].no)


def _paper(running: program.Program, folder: Path, *, for_docs: bool) -> None:
    sheet = PdfFile(running.store.paths.documents / "sheet.pdf")
    for page in range(1 if for_docs else len(sheet)):
        target = folder / f"claim-sheet-{page + 1}.png"
        sheet.image(page, 90).save(str(target))
        _shrink(target)
    sheet.close()


def _file(name: str, language: str, look: theme.Theme, *, for_docs: bool) -> str:
    short = "zh" if language == "zh_CN" else "en"
    return f"{name}-{short}.png" if for_docs else f"{name}-{short}-{look.value}.png"


def _keep(widget: QWidget, target: Path) -> None:
    _settle()
    widget.grab().save(str(target))
    _shrink(target)
    sys.stdout.write(f"{target.name}\n")


def _shrink(target: Path) -> None:
    """Fewer colours, so that the guide with all its pictures stays small."""
    with Image.open(target) as read:
        small = read.convert("RGB").quantize(COLOURS)
    small.save(target, optimize=True)


def _settle(milliseconds: int = 350) -> None:
    """Lets jobs come home and what they changed be painted."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
