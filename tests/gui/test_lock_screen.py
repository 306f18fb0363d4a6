"""The app lock in the window: hidden whole, jobs go on, wrong tries wait, set in the settings."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QLineEdit, QMessageBox, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.services import app_lock, cases, privacy, settings
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store
from desktop_app.views.actions import Act
from desktop_app.views.desk import Desk, Room
from desktop_app.views.main_window import MainWindow
from desktop_app.views.settings_dialog import SettingsDialog

KNOWN = "barley 1234"
MARK = "标记买家7788"


@pytest.fixture
def window(desk: Desk, shop: Store, qtbot: QtBot) -> Iterator[MainWindow]:
    cases.open(shop, CaseDraft(kind=CaseKind.LOST, buyer=MARK, platform=Platform.TAOBAO))
    app_lock.put_on(shop.paths, KNOWN, 5)
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.guard.renew()
    made.show()
    made.open(Room.CASES)
    yield made
    app_lock._file(shop.paths).unlink(missing_ok=True)
    made.guard.renew()
    if made.guard.locked:
        made.guard.unlock()


def seen_texts() -> str:
    """Everything that can be read on the screen now."""
    said = []
    for widget in QApplication.allWidgets():
        if not isValid(widget) or not widget.isVisible():
            continue
        said.append(widget.windowTitle() if widget.isWindow() else "")
        if isinstance(widget, QLabel):
            said.append(widget.text())
        if isinstance(widget, QLineEdit) and widget.echoMode() is QLineEdit.EchoMode.Normal:
            said.append(widget.text())
    return "\n".join(said)


def typed(qtbot: QtBot, window: MainWindow, text: str) -> None:
    screen = window.guard.screen
    qtbot.keyClicks(screen.password, text)
    qtbot.keyClick(screen.password, Qt.Key.Key_Return)


def test_the_password_opens_and_everything_is_as_it_was(window: MainWindow, qtbot: QtBot) -> None:
    window.find_box.setText(MARK)
    window.acts[Act.LOCK].trigger()
    assert window.guard.locked
    assert not window.centralWidget().isVisible()
    assert not window.menuBar().isVisible()
    assert window.guard.screen.rect().size() == window.size()
    assert MARK not in seen_texts()
    typed(qtbot, window, KNOWN)
    assert not window.guard.locked
    assert window.find_box.isVisible()
    assert window.find_box.text() == MARK
    assert window.guard.screen.password.text() == ""
    assert window.acts[Act.SETTINGS].isEnabled()


def test_it_covers_a_window_made_larger(window: MainWindow, qtbot: QtBot) -> None:
    window.guard.lock()
    window.resize(1300, 760)
    qtbot.waitUntil(lambda: window.guard.screen.size() == window.size())


def test_keys_scans_and_files_do_nothing_behind_it(window: MainWindow, qtbot: QtBot) -> None:
    window.guard.lock()
    assert not window.acceptDrops()
    assert [act for act in Act if window.acts[act].isEnabled()] == [Act.QUIT]
    window._take_scan("YT1234567890123")
    assert window.find_box.text() == ""


def test_dialogs_go_from_the_screen_and_come_back(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    dialog = QDialog(window)
    dialog.setWindowTitle(MARK)
    field = QLineEdit(MARK, dialog)
    dialog.open()
    window.guard.lock()
    assert MARK not in seen_texts()
    late = QMessageBox(QMessageBox.Icon.Information, MARK, MARK, parent=window)
    late.open()
    qtbot.waitUntil(lambda: MARK not in seen_texts())
    typed(qtbot, window, KNOWN)
    assert dialog.isVisible()
    assert late.isVisible()
    assert field.text() == MARK
    late.close()
    dialog.close()


def test_jobs_go_on_behind_it(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    go, done = threading.Event(), []
    desk.write("counting", lambda _track: go.wait(10), done.append)
    window.guard.lock()
    go.set()
    qtbot.waitUntil(lambda: done == [True])
    assert window.guard.locked


def test_wrong_tries_wait_and_are_counted_down(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, ahead = clock.now(), [0]
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(seconds=ahead[0]))
    window.guard.lock()
    screen = window.guard.screen
    for _try in range(3):
        assert screen.password.isEnabled()
        typed(qtbot, window, "nonsense")
    assert window.guard.locked
    assert not screen.password.isEnabled()
    assert "2 s" in screen.fault.text()
    ahead[0] = 2
    screen.count_down()
    assert screen.password.isEnabled()
    assert screen.fault.text() == ""
    typed(qtbot, window, KNOWN)
    assert not window.guard.locked


def test_it_locks_after_minutes_without_input(window: MainWindow, qtbot: QtBot) -> None:
    guard, now = window.guard, clock.now()
    guard.look(now + timedelta(minutes=4))
    assert not guard.locked
    guard.look(now + timedelta(minutes=6))
    assert guard.locked


def test_typing_puts_it_off(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + timedelta(minutes=4))
    qtbot.keyClicks(window.find_box, "x")
    window.guard.look(start + timedelta(minutes=8))
    assert not window.guard.locked
    window.guard.look(start + timedelta(minutes=9))
    assert window.guard.locked


def test_forgotten_is_explained_where_it_is_asked(window: MainWindow, qtbot: QtBot) -> None:
    window.guard.lock()
    screen = window.guard.screen
    assert not screen.help.isVisible()
    qtbot.mouseClick(screen.forgotten, Qt.MouseButton.LeftButton)
    assert screen.help.isVisible()
    assert "app-lock.json" in screen.help.text()


def test_without_a_password_the_key_says_where_to_set_one(desk: Desk, qtbot: QtBot) -> None:
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.guard.begin()
    made.show()
    made.acts[Act.LOCK].trigger()
    assert not made.guard.locked
    assert made.strip.isVisible()


@pytest.fixture
def dialog(desk: Desk, qtbot: QtBot) -> Iterator[SettingsDialog]:
    parent = QWidget()
    qtbot.addWidget(parent)
    made = SettingsDialog(desk, parent)
    yield made
    made.hide()


def test_a_password_is_set_changed_and_taken_off_in_the_settings(
    dialog: SettingsDialog, desk: Desk, shop: Store, qtbot: QtBot
) -> None:
    page = dialog.privacy
    page.new.edit.setText(KNOWN)
    page.again.edit.setText("another")
    page.keep.click()
    assert "differ" in page.fault.text()
    page.again.edit.setText(KNOWN)
    page.minutes.setCurrentIndex(page.minutes.findData(2))
    with qtbot.waitSignal(desk.ways.lock_changed):
        page.keep.click()
    app_lock.check(shop.paths, KNOWN)
    assert app_lock.minutes(shop.paths) == 2
    page.new.edit.setText("second")
    page.again.edit.setText("second")
    page.old.edit.setText("not it")
    page.keep.click()
    assert "isn't the password" in page.fault.text()
    page.old.edit.setText(KNOWN)
    page.keep.click()
    app_lock.check(shop.paths, "second")
    page.old.edit.setText("second")
    page.remove.click()
    assert not app_lock.is_on(shop.paths)


def test_what_the_lock_does_not_do_is_said_before_it_is_set(dialog: SettingsDialog) -> None:
    said = " ".join(label.text() for label in dialog.privacy.findChildren(QLabel))
    for word in ("doesn't encrypt", "BitLocker", "app-lock.json"):
        assert word in said


def test_a_begun_password_keeps_the_settings_open(
    dialog: SettingsDialog, shop: Store, qtbot: QtBot
) -> None:
    dialog.privacy.new.edit.setText(KNOWN)
    dialog.open()
    dialog.save()
    assert dialog.isVisible()
    assert not app_lock.is_on(shop.paths)
    dialog.privacy.again.edit.setText(KNOWN)
    dialog.save()
    assert not dialog.isVisible()
    assert app_lock.is_on(shop.paths)


def test_r41_what_is_masked_is_chosen_in_the_settings(dialog: SettingsDialog, shop: Store) -> None:
    for box in (*dialog.privacy.places.values(), dialog.privacy.slips):
        assert not box.isChecked()
        box.setChecked(True)
    for box in dialog.privacy.pieces.values():
        box.setChecked(not box.isChecked())
    dialog.save()
    assert all(settings.get(shop, switch) for switch in privacy.SWITCHES.values())
    assert settings.get(shop, privacy.MASKED_PIECES) == ["buyer_id"]
    assert settings.get(shop, privacy.SLIPS_IN_FULL)
