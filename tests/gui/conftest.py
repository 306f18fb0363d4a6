"""A desk for views: real services, real jobs, and prompts that answer by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from desktop_app.jobs.jobs import Jobs
from desktop_app.jobs.notices import ChangeNotices
from desktop_app.services import search
from desktop_app.services.store import Store
from desktop_app.views import theme
from desktop_app.views.desk import Desk, Ways
from desktop_app.views.prompts import Prompts


class Answers(Prompts):
    """Prompts whose answers a test lays out beforehand; what was asked is kept."""

    def __init__(self) -> None:
        self.yes = True
        self.files: list[Path] = []
        self.target: Path | None = None
        self.line: str | None = None
        self.asked: list[str] = []

    @override
    def confirm(self, parent: QWidget, question: str, yes: str, detail: str = "") -> bool:
        self.asked.append(question)
        return self.yes

    @override
    def text(self, parent: QWidget, question: str, start: str = "") -> str | None:
        self.asked.append(question)
        return self.line

    @override
    def password(self, parent: QWidget, question: str) -> str | None:
        self.asked.append(question)
        return self.line

    @override
    def open_files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        self.asked.append(title)
        return self.files

    @override
    def folder(self, parent: QWidget, title: str, start: Path | None = None) -> Path | None:
        self.asked.append(title)
        return self.target

    @override
    def save_file(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        self.asked.append(title)
        return self.target


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> None:
    if not qapp.property("dressed"):
        theme.ensure_chinese()
        theme.put_on(qapp, theme.Theme.LIGHT)
        qapp.setProperty("dressed", 1)


@pytest.fixture
def answers() -> Answers:
    return Answers()


@pytest.fixture
def desk(shop: Store, answers: Answers, qtbot: QtBot) -> Iterator[Desk]:
    """The context that every view takes, on an empty shop."""
    search.follow(shop)
    made = Desk(
        store=shop,
        jobs=Jobs(shop),
        notices=ChangeNotices(shop),
        prompts=answers,
        ways=Ways(),
        memory=QSettings(str(shop.paths.root / "window.ini"), QSettings.Format.IniFormat),
    )
    yield made
    made.jobs.close()
    made.notices.close()
    qtbot.wait(1)  # jobs come home while their owner lives, not in the midst of the next test
