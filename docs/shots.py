"""Pictures of the program: every tab and dialog, 中文 and English, light and dark, and the paper.

python dev.py shots [FOLDER]        all pictures into FOLDER (shots/)
python dev.py shots --docs          only those that README and the guides show, into docs/pictures
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from desktop_app import program
from desktop_app.core import i18n
from desktop_app.core.errors import Reason
from desktop_app.services import claim_lists, claim_sheets, demo, settings
from desktop_app.views import theme
from desktop_app.views.about import AboutDialog, KeysDialog
from desktop_app.views.crash import CrashDialog
from desktop_app.views.desk import Errand, Room
from desktop_app.views.first_start import FirstStart
from desktop_app.views.health import HealthDialog
from desktop_app.views.import_report import ImportReport, Outcome, Refusal
from desktop_app.views.pdf_view import PdfFile
from desktop_app.views.preview import Preview
from desktop_app.views.settings_dialog import SettingsDialog

ROOT = Path(__file__).resolve().parent.parent
SIZE = (1366, 768)
IN_DOCS = frozenset({"cases", "photos", "weighing", "claims", "claim-sheet", "first-start"})


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
                        if not for_docs or name in IN_DOCS:
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
        yield room.value, window
    for name, made in _dialogs(running).items():
        dialog = made()
        dialog.show()
        _settle()
        yield name, dialog
        dialog.close()


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
    return {
        "settings": lambda: SettingsDialog(desk, window),
        "about": lambda: AboutDialog(window),
        "keys": lambda: KeysDialog(window),
        "health": lambda: HealthDialog(desk, window),
        "import-report": lambda: ImportReport(desk, outcome, window),
        "crash": lambda: CrashDialog(f"Traceback …\n{Reason.DISK_FULL}", ""),
        "first-start": lambda: FirstStart(running.store.paths.root),
        "preview": lambda: Preview(desk, sheet, "LP", window),
    }


def _case_no(running: program.Program) -> str:
    from desktop_app.services import case_lists

    rows = case_lists.rows(running.store, list(case_lists.ids(running.store))[:60])
    return next((row.no for row in rows if row.kind == "damaged_signed"), rows[0].no)


def _paper(running: program.Program, folder: Path, *, for_docs: bool) -> None:
    sheet = PdfFile(running.store.paths.documents / "sheet.pdf")
    for page in range(1 if for_docs else len(sheet)):
        sheet.image(page, 90).save(str(folder / f"claim-sheet-{page + 1}.png"))
    sheet.close()


def _file(name: str, language: str, look: theme.Theme, *, for_docs: bool) -> str:
    short = "zh" if language == "zh_CN" else "en"
    return f"{name}-{short}.png" if for_docs else f"{name}-{short}-{look.value}.png"


def _keep(widget: QWidget, target: Path) -> None:
    _settle()
    widget.grab().save(str(target))
    sys.stdout.write(f"{target.name}\n")


def _settle(milliseconds: int = 350) -> None:
    """Lets jobs come home and what they changed be painted."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
