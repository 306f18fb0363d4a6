"""The window of backups: how they stand, where to, back up, verify, restore, fetch; by itself."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.jobs.backups import AutomaticBackups
from desktop_app.services import (
    backup_manifests,
    backup_places,
    backups,
    buyers,
    cases,
    photos,
    restore_drills,
    restore_swaps,
)
from desktop_app.views import backup_words
from desktop_app.views.backups_dialog import BackupsDialog
from desktop_app.views.desk import Desk
from tests import drawn, passwords
from tests.gui.conftest import Answers


@pytest.fixture(autouse=True)
def _cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    passwords.make_cheap(monkeypatch)


@pytest.fixture
def drive(tmp_path: Path) -> Path:
    folder = tmp_path / "drive"
    folder.mkdir()
    return folder


@pytest.fixture
def filled(desk: Desk, tmp_path: Path) -> str:
    """A case with two photos; returns its number."""
    store = desk.store
    owner = buyers.obtain(store, Platform.TAOBAO, "小鹿")
    no = cases.open(store, cases.CaseDraft(CaseKind.RETURN, buyer="小鹿")).row.no
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(2)]
    photos.import_files(store, owner, sources, case=photos.case_named(store, no))
    return no


@pytest.fixture
def dialog(desk: Desk, filled: str, qtbot: QtBot) -> Iterator[BackupsDialog]:
    home = QWidget()
    qtbot.addWidget(home)
    made = BackupsDialog(desk, home)
    made.show()
    qtbot.waitUntil(lambda: not desk.jobs.running)
    yield made
    made.close()


def idle(desk: Desk, qtbot: QtBot) -> None:
    """Until no job runs, and what they told has come."""
    qtbot.waitUntil(lambda: not desk.jobs.running, timeout=20_000)


def press(dialog: BackupsDialog, desk: Desk, qtbot: QtBot, button: QWidget) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    idle(desk, qtbot)


def choose(dialog: BackupsDialog, desk: Desk, qtbot: QtBot, folder: Path) -> None:
    """The way of a person: to the page, the folder, the button; the first backup follows."""
    press(dialog, desk, qtbot, dialog.overview.place)
    dialog.place_page.folder.set_text(str(folder))
    press(dialog, desk, qtbot, dialog.place_page.use)
    idle(desk, qtbot)


def test_without_another_drive_it_says_so_and_backs_up_the_database(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot
) -> None:
    words, _tone = backup_words.verdict(backups.state(desk.store))
    assert words == "No other drive"
    assert not dialog.overview.restore.isEnabled()
    press(dialog, desk, qtbot, dialog.overview.now)
    rows = dialog.overview.list.rows()
    assert [(row.head is not None and row.head.whole) for row in rows] == [False]
    assert dialog.overview.restore.isEnabled()
    assert not dialog.overview.fetch.isEnabled()  # there are no photos in it


def test_a_folder_is_chosen_and_the_first_backup_made(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, answers: Answers, drive: Path
) -> None:
    answers.target = drive
    press(dialog, desk, qtbot, dialog.overview.place)
    qtbot.mouseClick(dialog.place_page.browse, Qt.MouseButton.LeftButton)
    assert dialog.place_page.folder.text() == str(drive)
    assert "same drive" in dialog.place_page.note.text()
    press(dialog, desk, qtbot, dialog.place_page.use)
    idle(desk, qtbot)
    assert backups.state(desk.store).place == drive
    assert dialog.said.text() == "Backed up: 2 new photos, 0 were there already."
    assert dialog.overview.list.rowCount() == 1
    cells = [dialog.overview.list.item(0, column).text() for column in (1, 2, 4)]
    assert cells == ["1", "2", "Everything"]


def test_a_folder_in_the_shop_or_nowhere_is_refused_while_typing(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    press(dialog, desk, qtbot, dialog.overview.place)
    field = dialog.place_page.folder
    qtbot.keyClicks(field.edit, str(tmp_path / "nowhere"))
    assert "isn't there" in field.fault()
    field.set_text(str(desk.store.paths.archive))
    assert "own data folder" in field.fault()
    press(dialog, desk, qtbot, dialog.place_page.use)
    assert backups.state(desk.store).place is None
    press(dialog, desk, qtbot, dialog.place_page.back)
    assert dialog.pages.currentWidget() is dialog.overview


def test_a_password_wants_to_be_understood_first(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, drive: Path
) -> None:
    press(dialog, desk, qtbot, dialog.overview.place)
    place = dialog.place_page
    place.folder.set_text(str(drive))
    place.sealed.setChecked(True)
    assert not place.use.isEnabled()
    place.understood.setChecked(True)
    assert place.use.isEnabled()
    qtbot.keyClicks(place.password.edit, "seven77")
    assert "at least 8" in place.password.fault()
    qtbot.keyClicks(place.password.edit, "7")
    qtbot.keyClicks(place.again.edit, "seven779")
    assert place.again.fault() == "The two passwords differ."
    press(dialog, desk, qtbot, place.use)
    assert list(drive.iterdir()) == []
    qtbot.keyClick(place.again.edit, Qt.Key.Key_Backspace)
    qtbot.keyClicks(place.again.edit, "7")
    place.again.set_text("seven777")
    press(dialog, desk, qtbot, place.use)
    idle(desk, qtbot)
    known = backups.state(desk.store)
    assert (known.sealed, known.reason) == (True, None)
    assert dialog.overview.list.item(0, 4).text() == "Everything, with a password"


def test_verifying_tells_that_all_is_well_or_lists_what_is_not(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, drive: Path
) -> None:
    choose(dialog, desk, qtbot, drive)
    press(dialog, desk, qtbot, dialog.overview.verify)
    assert dialog.said.text().startswith("All is well: 3 files of 1 backup")
    next(drive.rglob("*.jpg")).unlink()
    press(dialog, desk, qtbot, dialog.overview.verify)
    assert dialog.pages.currentWidget() is dialog.problems.parentWidget()
    assert dialog.problems.count() == 1
    assert "is missing. 1 backup needs it. Back up again" in dialog.problems.item(0).text()


def test_a_restore_is_tried_out_and_its_date_shown(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, drive: Path
) -> None:
    choose(dialog, desk, qtbot, drive)
    press(dialog, desk, qtbot, dialog.overview.drill)
    assert dialog.said.text() == "The restore was tried out: all 3 files are as they should be."
    assert "every file was as it should be" in backup_words.drill(backups.state(desk.store))


def test_a_backup_is_restored_into_an_empty_folder(
    dialog: BackupsDialog,
    desk: Desk,
    qtbot: QtBot,
    answers: Answers,
    drive: Path,
    tmp_path: Path,
) -> None:
    choose(dialog, desk, qtbot, drive)
    dialog.overview.list.setFocus()
    qtbot.keyClick(dialog.overview.list, Qt.Key.Key_Return)
    assert dialog.pages.currentWidget() is dialog.restore_page
    answers.target = tmp_path / "new"
    press(dialog, desk, qtbot, dialog.restore_page.apart)
    assert dialog.said.text().startswith("3 files restored into")
    assert (tmp_path / "new" / "shop.db").is_file()
    dialog._begin_restore()
    press(dialog, desk, qtbot, dialog.restore_page.apart)
    assert "isn't empty" in dialog.said.text()


def test_a_backup_takes_the_present_shops_place_after_a_question(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, answers: Answers, drive: Path
) -> None:
    choose(dialog, desk, qtbot, drive)
    answers.yes = False
    dialog._begin_restore()
    press(dialog, desk, qtbot, dialog.restore_page.over)
    assert not restore_swaps.is_asked_for(desk.store.paths)
    answers.yes = True
    with qtbot.waitSignal(desk.ways.reopening_wanted):
        qtbot.mouseClick(dialog.restore_page.over, Qt.MouseButton.LeftButton)
    assert restore_swaps.is_asked_for(desk.store.paths)


def test_damaged_files_are_told_before_the_present_shop_gives_way(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, answers: Answers, drive: Path
) -> None:
    choose(dialog, desk, qtbot, drive)
    next(drive.rglob("*.jpg")).write_bytes(b"scribble")
    dialog._begin_restore()
    asked = iter((True, False))
    answers.confirm = lambda *_words: next(asked)
    press(dialog, desk, qtbot, dialog.restore_page.over)
    assert not restore_swaps.is_asked_for(desk.store.paths)
    assert not (desk.store.paths.root / "restored.part").exists()


def test_a_cases_photos_are_fetched(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, answers: Answers, drive: Path, filled: str
) -> None:
    choose(dialog, desk, qtbot, drive)
    answers.line, answers.target = filled, drive / "out"
    press(dialog, desk, qtbot, dialog.overview.fetch)
    assert dialog.said.text() == "2 photos fetched."
    assert len(list((drive / "out").iterdir())) == 2
    answers.line = "AS1"
    press(dialog, desk, qtbot, dialog.overview.fetch)
    assert dialog.said.text() == "There is no case AS1."


def test_lost_photos_are_put_back(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, drive: Path
) -> None:
    choose(dialog, desk, qtbot, drive)
    press(dialog, desk, qtbot, dialog.overview.lost)
    assert dialog.said.text() == "No photo is missing in the archive."
    lost = next(desk.store.paths.archive.rglob("*.jpg"))
    lost.unlink()
    press(dialog, desk, qtbot, dialog.overview.lost)
    assert dialog.said.text() == "1 of 1 lost photos are back in the archive."
    assert lost.is_file()


def test_the_backups_of_another_folder_are_looked_at(
    dialog: BackupsDialog,
    desk: Desk,
    qtbot: QtBot,
    answers: Answers,
    drive: Path,
    tmp_path: Path,
) -> None:
    backups.create(desk.store, drive, "a long password")
    shutil.rmtree(desk.store.paths.backups / "keys")
    answers.target, answers.line = drive, "not the password"
    press(dialog, desk, qtbot, dialog.overview.elsewhere)
    assert "doesn't open" in dialog.said.text()
    answers.line = "a long password"
    press(dialog, desk, qtbot, dialog.overview.elsewhere)
    assert dialog.overview.list.rowCount() == 1
    assert str(drive) in dialog.said.text()
    press(dialog, desk, qtbot, dialog.overview.elsewhere)  # and back
    assert dialog.overview.list.rowCount() == 0
    answers.target = tmp_path / "drive" / "nothing"
    press(dialog, desk, qtbot, dialog.overview.elsewhere)
    assert "isn't there" in dialog.said.text()


def test_another_drive_is_given_up(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, drive: Path
) -> None:
    choose(dialog, desk, qtbot, drive)
    press(dialog, desk, qtbot, dialog.overview.place)
    press(dialog, desk, qtbot, dialog.place_page.drop)
    assert backups.state(desk.store).place is None
    assert len(backup_manifests.stamps(backup_places.one(drive))) == 1


def test_a_damaged_backup_stands_in_the_list_and_cannot_be_restored(
    dialog: BackupsDialog, desk: Desk, qtbot: QtBot, drive: Path
) -> None:
    choose(dialog, desk, qtbot, drive)
    next(drive.rglob("manifest.json")).write_bytes(b"{")
    dialog.refresh()
    idle(desk, qtbot)
    assert "Damaged" in dialog.overview.list.item(0, 4).text()
    assert not dialog.overview.restore.isEnabled()


# --- by itself ----------------------------------------------------------------------------------


def test_a_backup_is_made_by_itself_and_then_tried_out(
    desk: Desk, filled: str, qtbot: QtBot, drive: Path
) -> None:
    backups.choose(desk.store, drive)
    automatic = AutomaticBackups(desk.store, desk.jobs)
    automatic.work()
    idle(desk, qtbot)
    assert backups.state(desk.store).last_ok_at is not None
    with qtbot.waitSignal(automatic.drilled) as drilled:
        automatic.work()
    assert drilled.args[0].ok
    assert not restore_drills.is_due(desk.store)
    automatic.work()
    idle(desk, qtbot)
    assert len(backup_manifests.stamps(backup_places.one(drive))) == 1
    automatic.close()


def test_a_drive_that_is_away_is_told_once_and_found_when_it_is_back(
    desk: Desk, filled: str, qtbot: QtBot, drive: Path, tmp_path: Path
) -> None:
    backups.choose(desk.store, drive)
    drive.rename(tmp_path / "pulled")
    automatic = AutomaticBackups(desk.store, desk.jobs)
    with qtbot.waitSignal(automatic.failed) as failed:
        automatic.work()
    error = failed.args[0]
    assert isinstance(error, FileTrouble)
    assert error.reason is Reason.BACKUP_DRIVE_MISSING
    idle(desk, qtbot)
    told: list[object] = []
    automatic.failed.connect(told.append)
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        automatic.work()
        idle(desk, qtbot)
    assert told == []
    assert "connect it" in backup_words.warning(backups.state(desk.store))
    (tmp_path / "pulled").rename(drive)
    automatic.work()
    idle(desk, qtbot)
    assert backups.state(desk.store).reason is None
    assert backup_words.warning(backups.state(desk.store)) == ""
    automatic.close()


def test_an_old_backup_is_told_at_the_start(desk: Desk, filled: str, drive: Path) -> None:
    backups.choose(desk.store, drive)
    backups.automatic(desk.store)
    with time_machine.travel(clock.now() + timedelta(days=5), tick=False):
        known = backups.state(desk.store)
        assert "no backup for days" in backup_words.warning(known)
        assert backup_words.verdict(known)[0] == "Old"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 B"), (2000, "2 KB"), (5 * 1024**2, "5.0 MB"), (3 * 1024**3, "3.0 GB")],
)
def test_sizes_are_readable(count: int, words: str) -> None:
    assert backup_words.size(count) == words


_REOPENS = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from desktop_app import program
from desktop_app.services import backup_places, backups, restore_swaps, restores, settings
from desktop_app.services.backup_secrets import Seal

root, drive = Path(sys.argv[1]), Path(sys.argv[2])
show = program.Program.show

def followed(running):
    show(running)
    QTimer.singleShot(0, lambda: act(running))

def act(running):
    store = running.store
    print(settings.get(store, settings.WHO) or "new", flush=True)
    if settings.get(store, settings.WHO):
        running.window.close()
        return
    settings.put(store, settings.WHO, "before")
    backups.create(store, drive)
    settings.put(store, settings.WHO, "after")
    place = backup_places.one(drive)
    restores.stage(store.paths, place, Seal(), restores.pick(place, Seal()))
    restore_swaps.ask_for(store.paths, whole=True)
    running.desk.ways.reopening_wanted.emit()

program.Program.show = followed
sys.exit(program.run(str(root), "en"))
"""


def test_the_program_closes_the_shop_and_opens_the_restored_one(
    tmp_path: Path, drive: Path
) -> None:
    """The whole way in a process of its own: the loop around the window begins again."""
    root = tmp_path / "whole"
    done = subprocess.run(
        [sys.executable, "-c", _REOPENS, str(root), str(drive)],
        capture_output=True,
        text=True,
        check=False,
        timeout=50,
    )
    assert (done.stdout.split(), done.returncode) == (["new", "before"], 0), done.stderr
    assert len(list(root.glob("before-restore-*"))) == 1
