"""From the demo, or any shop, to another one in its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core import paths
from desktop_app.views import dialogs
from desktop_app.views.desk import Desk
from desktop_app.views.first_start import Choice, FirstStart


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The computer's own choice of a folder stays as it is."""
    monkeypatch.setattr(paths, "config_file", lambda: tmp_path / "desk.json")


def test_another_folder_is_chosen_and_wanted_in_this_ones_place(
    desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    wanted: list[Choice] = []
    desk.ways.shop_wanted.connect(wanted.append)
    dialogs.other_shop(desk, parent)
    (dialog,) = parent.findChildren(FirstStart)
    dialog.folder.setText(str(tmp_path / "my own shop"))
    dialog.begin.click()
    assert wanted == [Choice(tmp_path / "my own shop")]
    assert paths.data_dir(None) == tmp_path / "my own shop"


def test_a_running_job_is_waited_for(desk: Desk, qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    said: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: said.append(sentence))
    done: list[object] = []
    desk.read(lambda _track: None, done.append, "something long")
    dialogs.other_shop(desk, parent)
    assert said == ["Wait until the work that is going on has ended."]
    assert not parent.findChildren(FirstStart)
    qtbot.waitUntil(lambda: bool(done))
