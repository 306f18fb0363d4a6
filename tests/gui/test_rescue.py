"""A shop that can't be opened: copies are offered, what can be read is saved, nothing is lost."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from desktop_app import program
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.core.kinds import CaseKind
from desktop_app.core.paths import DataPaths
from desktop_app.services import backups, case_lists, cases, search
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store, open_store
from desktop_app.views.first_start import Choice
from desktop_app.views.rescue_dialog import RescueDialog
from tests.gui.conftest import Answers


@pytest.fixture
def damaged(shop: Store) -> DataPaths:
    """A shop with a copy of its database, whose database is a text now."""
    search.follow(shop)
    cases.open(shop, CaseDraft(kind=CaseKind.LOST, buyer="小鹿"))
    backups.create_local(shop)
    shop.close()
    shop.paths.database.write_text("a shopping list\n" * 300, "utf-8")
    return shop.paths


def opened(data: DataPaths, answers: Answers, qtbot: QtBot) -> RescueDialog:
    error = StoreTrouble(Reason.STORE_DAMAGED, path=str(data.database), backups=str(data.backups))
    dialog = RescueDialog(data.root, error, answers)
    qtbot.addWidget(dialog)
    dialog.show()
    at_rest(dialog, qtbot)
    return dialog


def at_rest(dialog: RescueDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(dialog.other.isEnabled, timeout=20_000)


def test_h53_the_newest_copy_is_put_in_place_by_enter(
    damaged: DataPaths, answers: Answers, qtbot: QtBot
) -> None:
    broken = damaged.database.read_bytes()
    dialog = opened(damaged, answers, qtbot)
    assert "1 cases" in dialog.list.item(0).text()
    with qtbot.waitSignal(dialog.accepted, timeout=20_000):
        qtbot.keyClick(dialog.list, Qt.Key.Key_Return)
    assert damaged.database.read_bytes() == broken
    store = open_store(damaged.root)
    assert len(case_lists.ids(store)) == 1
    store.close()


def test_nothing_happens_without_a_yes(damaged: DataPaths, answers: Answers, qtbot: QtBot) -> None:
    broken = damaged.database.read_bytes()
    answers.yes = False
    dialog = opened(damaged, answers, qtbot)
    dialog.put_in_place()
    dialog.save()
    assert len(answers.asked) == 2
    dialog.reject()
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert damaged.database.read_bytes() == broken


def test_what_can_be_read_is_saved_and_counted(
    damaged: DataPaths, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    copy = next(damaged.backups.rglob("shop.db"))
    content = bytearray(copy.read_bytes())
    content[:100] = bytes(100)
    damaged.database.write_bytes(content)
    answers.target = tmp_path / "saved"
    dialog = opened(damaged, answers, qtbot)
    dialog.save()
    qtbot.waitUntil(lambda: "were saved" in dialog.said.text(), timeout=20_000)
    assert (tmp_path / "saved" / "after_sales_case.csv").is_file()
    dialog.save()  # the folder isn't empty any more
    qtbot.waitUntil(lambda: "isn't empty" in dialog.said.text(), timeout=20_000)
    at_rest(dialog, qtbot)


def test_copies_on_another_drive_are_looked_for(
    damaged: DataPaths, answers: Answers, qtbot: QtBot, tmp_path: Path
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    broken = damaged.database.read_bytes()
    shutil.copy(next(damaged.backups.rglob("shop.db")), damaged.database)
    store = open_store(damaged.root)
    backups.create(store, drive)
    store.close()
    damaged.database.write_bytes(broken)
    shutil.rmtree(damaged.backups)
    dialog = opened(damaged, answers, qtbot)
    assert dialog.list.count() == 0
    assert not dialog.take.isEnabled()
    answers.target = drive
    dialog.other.click()
    qtbot.waitUntil(lambda: dialog.list.count() == 1, timeout=20_000)
    at_rest(dialog, qtbot)
    assert dialog.photos.isVisible()
    assert dialog.photos.isChecked(), "the photo folder is empty"
    assert dialog.take.isEnabled()


def test_h53_the_start_of_the_program_opens_it_instead_of_a_shop(
    damaged: DataPaths, qapp: QApplication, qtbot: QtBot
) -> None:
    """Quitting it ends the start; the damaged file is as it was, and nothing was made anew."""
    broken = damaged.database.read_bytes()
    seen: list[RescueDialog] = []

    def quit_it() -> None:
        found = qapp.activeModalWidget()
        if isinstance(found, RescueDialog) and found.other.isEnabled():
            seen.append(found)
            found.quit.click()
        else:
            QTimer.singleShot(50, quit_it)

    QTimer.singleShot(50, quit_it)
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert program._open(qapp, Choice(damaged.root), "en") == program.NOT_STARTED
    assert len(seen) == 1
    assert damaged.database.read_bytes() == broken


def test_a_copy_that_is_chosen_at_the_start_opens_the_shop_again(
    damaged: DataPaths, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    def take_it() -> None:
        found = qapp.activeModalWidget()
        if isinstance(found, RescueDialog) and found.take.isEnabled():
            found._prompts = Answers()
            found.take.click()
        else:
            QTimer.singleShot(50, take_it)

    QTimer.singleShot(50, take_it)
    assert program._open(qapp, Choice(damaged.root), "en") == Choice(damaged.root)


def test_a_job_that_fails_is_told_and_the_dialog_goes_on(
    damaged: DataPaths, answers: Answers, qtbot: QtBot
) -> None:
    dialog = opened(damaged, answers, qtbot)
    copy = next(damaged.backups.rglob("shop.db"))
    copy.write_bytes(b"")
    told: Callable[[], bool] = lambda: bool(dialog.said.text())  # noqa: E731 - one line
    dialog.put_in_place()
    qtbot.waitUntil(told, timeout=20_000)
    at_rest(dialog, qtbot)
    assert dialog.isVisible()
