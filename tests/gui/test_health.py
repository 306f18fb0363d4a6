"""The health page: what is wrong by how much it matters, put right and taken back."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.services import check_repairs, settings
from desktop_app.views.desk import Desk
from desktop_app.views.health import HealthDialog
from tests.gui.conftest import Answers


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def opened(desk: Desk, window: QWidget, qtbot: QtBot) -> HealthDialog:
    page = HealthDialog(desk, window)
    page.show()
    at_rest(page, qtbot)
    return page


def at_rest(page: HealthDialog, qtbot: QtBot) -> None:
    qtbot.waitUntil(page.again.isEnabled, timeout=20_000)


def lines(page: HealthDialog) -> list[str]:
    return [page.problems.item(at).text() for at in range(page.problems.count())]


def test_a_sound_shop_is_called_well(desk: Desk, window: QWidget, qtbot: QtBot) -> None:
    page = opened(desk, window, qtbot)
    assert page.verdict.text().startswith("All is well")
    assert not page.repair.isVisible()
    assert not page.problems.isVisible()
    page.close()


def test_problems_are_put_right_and_taken_back_by_keys(
    desk: Desk, window: QWidget, qtbot: QtBot, answers: Answers
) -> None:
    stray = desk.store.paths.archive / "foreign.txt"
    stray.write_text("x", "utf-8")
    settings.put(desk.store, settings.SHIFTS, "no [ toml")
    page = opened(desk, window, qtbot)
    assert lines(page)[0] == "Out of step · 1"
    assert "Lying about · 1" in lines(page)
    qtbot.keyClick(page.copy, Qt.Key.Key_Space)
    assert "foreign.txt" in QGuiApplication.clipboard().text()
    qtbot.keyClick(page.repair, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: "put right" in page.verdict.text(), timeout=20_000)
    at_rest(page, qtbot)
    assert not stray.exists()
    assert settings.get(desk.store, settings.SHIFTS) == ""
    assert any("moved aside" in line for line in lines(page))
    assert page.undo.isVisible()
    qtbot.keyClick(page.undo, Qt.Key.Key_Space)
    qtbot.waitUntil(stray.exists, timeout=20_000)
    at_rest(page, qtbot)
    qtbot.waitUntil(lambda: "Lying about · 1" in lines(page), timeout=20_000)
    assert len(answers.asked) == 2
    page.close()


def test_thinking_better_of_it_changes_nothing(
    desk: Desk, window: QWidget, qtbot: QtBot, answers: Answers
) -> None:
    stray = desk.store.paths.archive / "foreign.txt"
    stray.write_text("x", "utf-8")
    answers.yes = False
    page = opened(desk, window, qtbot)
    page.put_right()
    assert stray.exists()
    page.take_back()
    assert check_repairs.repairs(desk.store) == []
    page.close()


def test_a_very_long_list_is_cut_with_how_many_more(
    desk: Desk, window: QWidget, qtbot: QtBot
) -> None:
    for number in range(320):
        (desk.store.paths.archive / f"{number}.txt").write_text("x", "utf-8")
    page = opened(desk, window, qtbot)
    assert lines(page)[0] == "Lying about · 320"
    assert lines(page)[-1] == "… and 20 more"
    page.close()


def test_damage_met_by_a_job_asks_for_the_page(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    def damaged(_track: object) -> None:
        raise StoreTrouble(Reason.STORE_DAMAGED, path="shop.db", backups=str(tmp_path))

    with qtbot.waitSignal(desk.ways.health_wanted), qtbot.waitSignal(desk.ways.said):
        desk.read(damaged, lambda _none: None)
