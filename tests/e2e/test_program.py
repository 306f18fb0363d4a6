"""The program as a whole: started, dressed anew, called to the front, checked, closed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop_app import program
from desktop_app.core import i18n, paths
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.program import Program
from desktop_app.services import case_lists, cases, demo, settings, shops
from desktop_app.services.cases import CaseDraft
from desktop_app.services.writer_lock import call_holder
from desktop_app.views.about import AboutDialog, KeysDialog
from desktop_app.views.actions import Act
from desktop_app.views.desk import Room
from desktop_app.views.first_start import FirstStart
from desktop_app.views.health import HealthDialog
from desktop_app.views.settings_dialog import SettingsDialog
from tests.gui.conftest import Answers

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.e2e


def dialog(running: Program, kind: type[QDialog]) -> QDialog:
    return next(each for each in running.window.findChildren(kind) if each.isVisible())


def test_every_room_opens_by_its_key(running: Program, qtbot: QtBot) -> None:
    for room, button in running.window.rail.buttons.items():
        button.click()
        assert running.window.stack.room() is running.window.open(room)
        assert button.isChecked()


def test_the_room_of_last_time_is_open_again(running: Program) -> None:
    running.window.open(Room.CLAIMS)
    running.redress()
    assert running.window.rail.buttons[Room.CLAIMS].isChecked()


def test_another_language_and_theme_dress_the_whole_window(
    running: Program, qapp: QApplication, qtbot: QtBot
) -> None:
    running._language = None
    running.window.acts[Act.SETTINGS].trigger()
    chosen = dialog(running, SettingsDialog)
    assert isinstance(chosen, SettingsDialog)
    chosen.who.set_text("小林")
    chosen.language.setCurrentIndex(chosen.language.findData("zh_CN"))
    chosen.theme.setCurrentIndex(chosen.theme.findData("dark"))
    chosen.shops.name.set_text("暖木居")
    chosen.tolerance_g.setValue(25)
    before = running.window
    chosen.save()
    qtbot.waitUntil(lambda: running.window is not before)
    assert running.window.acts[Act.QUIT].text() == "退出"
    assert qapp.property("dark")
    assert running.store.who == "小林"
    assert settings.get(running.store, settings.WEIGHT_TOLERANCE_G) == 25
    assert shops.usual(running.store).name == "暖木居"
    settings.put(running.store, settings.THEME, "light")
    running._language = "en"
    running.redress()


def test_the_pages_about_the_program_open(running: Program) -> None:
    for act, kind in ((Act.ABOUT, AboutDialog), (Act.KEYS, KeysDialog)):
        running.window.acts[act].trigger()
        dialog(running, kind).close()


def test_the_health_page_names_what_is_wrong(running: Program, qtbot: QtBot) -> None:
    stray = running.store.paths.archive / "foreign.txt"
    stray.write_text("x", "utf-8")
    running.window.acts[Act.CHECK].trigger()
    page = dialog(running, HealthDialog)
    assert isinstance(page, HealthDialog)
    qtbot.waitUntil(lambda: page.problems.count() == 2)  # a group's heading, and the problem
    assert "foreign.txt" in page.problems.item(1).text()
    page.close()


def test_a_scanned_number_opens_its_case_from_any_room(running: Program, qtbot: QtBot) -> None:
    made = cases.open(
        running.store, CaseDraft(kind=CaseKind.LOST, buyer="松荷橘水", platform=Platform.TAOBAO)
    )
    running.window.open(Room.CLAIMS)
    running.window.acts[Act.FIND].trigger()
    qtbot.keyClicks(running.window.find_box, made.row.no)
    qtbot.keyClick(running.window.find_box, Qt.Key.Key_Return)
    qtbot.waitUntil(running.window.rail.buttons[Room.CASES].isChecked)
    assert running.window.find_box.text() == ""


def test_results_drop_down_as_one_types_and_are_chosen_by_keys(
    running: Program, qtbot: QtBot
) -> None:
    for buyer in ("松荷橘水", "松荷小店"):
        cases.open(
            running.store, CaseDraft(kind=CaseKind.LOST, buyer=buyer, platform=Platform.TAOBAO)
        )
    box = running.window.find_box
    box.begin()
    box.insert("松荷")
    box.textEdited.emit(box.text())
    qtbot.waitUntil(box.results.isVisible)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Up)
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.results.isVisible()
    box.insert("小")
    box.textEdited.emit(box.text())
    qtbot.waitUntil(lambda: box.results.isVisible() and box.results.list.count() > 1)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(running.window.rail.buttons[Room.CASES].isChecked)


def test_a_second_start_calls_the_first_to_the_front(running: Program, qtbot: QtBot) -> None:
    running.window.showMinimized()
    with pytest.raises(StoreTrouble) as refused:
        program.open_store(running.store.paths.root)
    assert refused.value.reason is Reason.STORE_LOCKED
    call_holder(running.store.paths)
    qtbot.waitUntil(running.window.isActiveWindow)


def test_a_sync_folder_is_warned_of(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> None:
    made = Program(qapp, tmp_path / "OneDrive" / "shop", "en")
    made.show()
    qtbot.waitUntil(lambda: "sync program" in made.window.strip.sentence())
    made.window.close()
    made.close()


def test_the_first_start_offers_a_demo_in_a_folder_of_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    start = FirstStart(tmp_path / "shop")
    qtbot.addWidget(start)
    start.language.setCurrentIndex(start.language.findData("zh_CN"))
    assert start.begin.text() == "开始用我的店"
    start.begin_demo()
    assert start.choice is not None
    assert (start.choice.folder, start.choice.demo) == (tmp_path / "shop-demo", True)
    assert paths.chosen_data_dir() == tmp_path / "shop-demo"
    i18n.use("en")


def test_the_demo_is_invented_while_the_window_stands(running: Program, qtbot: QtBot) -> None:
    running.fill_with_demo()
    assert running.window.job_panel.words().startswith("Inventing a demo shop")
    assert not running.window.job_panel.isHidden()
    qtbot.waitUntil(lambda: "is ready" in running.window.strip.sentence(), timeout=50_000)
    assert case_lists.count(running.store) == demo.Size().cases


def test_closing_asks_while_work_goes_on(running: Program, answers: Answers, qtbot: QtBot) -> None:
    running.fill_with_demo()
    answers.yes = False
    assert not running.window.close()
    answers.yes = True
    assert running.window.close()
    assert answers.asked == ["Work is still going on. Stop it and close?"] * 2


def test_the_program_tests_itself() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--self-test"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "self-test: all is well\n", "")


def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    if not sys.platform.startswith("linux"):
        pytest.skip("other systems always have a screen")
    environment = {"PATH": "/usr/bin", "HOME": str(tmp_path), "LANG": "C"}
    done = subprocess.run(
        [sys.executable, str(ROOT / "main.py"), "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr == "There is no screen to open a window on.\n"


def test_a_scanner_opens_a_case_while_a_list_has_the_cursor(running: Program, qtbot: QtBot) -> None:
    made = cases.open(
        running.store, CaseDraft(kind=CaseKind.LOST, buyer="扫描买家", platform=Platform.TAOBAO)
    )
    running.window.open(Room.CLAIMS)
    place = running.window.rail.buttons[Room.CLAIMS]
    place.setFocus()
    qtbot.keyClicks(place, made.row.no)
    qtbot.keyClick(place, Qt.Key.Key_Return)
    qtbot.waitUntil(running.window.rail.buttons[Room.CASES].isChecked)


def test_a_key_alone_still_goes_to_whom_it_was_meant_for(running: Program, qtbot: QtBot) -> None:
    button = running.window.rail.buttons[Room.PHOTOS]
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_7)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert running.window.rail.buttons[Room.PHOTOS].isChecked()
