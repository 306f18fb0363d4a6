"""The whole program on a shop in a temporary folder, with prompts that answer by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.program import Program
from desktop_app.views import theme
from tests.gui.conftest import Answers


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def running(
    qapp: QApplication, data_dir: Path, answers: Answers, qtbot: QtBot
) -> Iterator[Program]:
    """The open program; its window is shown, its prompts are the test's."""
    theme.ensure_chinese()
    made = Program(qapp, data_dir, "en")
    made.desk = replace(made.desk, prompts=answers)
    made.redress()
    made.show()
    yield made
    answers.yes = True
    if shiboken6.isValid(made.window):
        made.window.close()
        shiboken6.delete(made.window)
    made.close()
