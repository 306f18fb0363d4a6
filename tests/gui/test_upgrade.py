"""A shop of an older program is brought up with its progress shown; stopping changes nothing."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.models.schema import VERSION
from desktop_app.services import case_lists
from desktop_app.services.store import open_store
from desktop_app.views.upgrade import Upgrade
from tests.crash.desk_rounds import grown, schema_of


@pytest.fixture
def old(tmp_path: Path) -> Path:
    root = tmp_path / "old"
    grown(root, 40)
    return root


def test_it_shows_how_far_it_is_and_closes_by_itself(old: Path, qtbot: QtBot) -> None:
    dialog = Upgrade(old)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
    assert dialog.result() == QDialog.DialogCode.Accepted
    assert schema_of(old) == VERSION
    store = open_store(old)
    assert case_lists.count(store) > 0
    store.close()


def test_stopped_before_the_copy_is_whole_it_leaves_all_as_it_was(old: Path, qtbot: QtBot) -> None:
    dialog = Upgrade(old)
    qtbot.addWidget(dialog)
    dialog.show()
    QTimer.singleShot(0, lambda: qtbot.mouseClick(dialog.stop, Qt.MouseButton.LeftButton))
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
    # Where the copy was quicker than the hand, the shop is brought up whole.
    stopped = dialog.result() == QDialog.DialogCode.Rejected
    assert schema_of(old) == (1 if stopped else VERSION)
    assert not list((old / "backups").glob("*.part*"))


def test_what_hinders_it_is_told(old: Path, qtbot: QtBot) -> None:
    with contextlib.closing(sqlite3.connect(old / "shop.db")) as base:
        base.execute(f"PRAGMA user_version = {VERSION + 1}")
    dialog = Upgrade(old)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: not dialog.isVisible(), timeout=20_000)
    assert isinstance(dialog.error, StoreTrouble)
    assert dialog.error.reason is Reason.STORE_NEWER
