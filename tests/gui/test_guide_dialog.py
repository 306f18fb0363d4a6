"""The guide is read in the program, in its language, without a network."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core import i18n
from desktop_app.views.guide_dialog import GuideDialog, guide_file


@pytest.fixture(params=["zh_CN", "en"])
def guide(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[GuideDialog]:
    before = i18n.language()
    i18n.use(request.param)
    holder = QWidget()
    qtbot.addWidget(holder)
    dialog = GuideDialog(holder)
    dialog.show()
    yield dialog
    i18n.use(before)


def names(guide: GuideDialog) -> list[str]:
    return [guide.parts.item(place).text().strip() for place in range(guide.parts.count())]


def links(guide: GuideDialog) -> list[str]:
    lines = guide_file(i18n.language()).read_text("utf-8").splitlines()
    contents = [line for line in lines if line[:2] in {"1.", "2.", "3.", "4.", "5.", "6."}]
    return [part.split(")")[0] for line in contents[:6] for part in line.split("](")[1:]]


def test_each_line_of_the_contents_leads_to_its_part(guide: GuideDialog) -> None:
    found = links(guide)
    assert len(found) > 20
    reached = set()
    for link in found:
        guide.parts.setCurrentItem(None)
        guide.follow(QUrl(link))
        assert guide.parts.currentItem() is not None, link
        reached.add(guide.parts.currentItem().text())
    assert len(reached) == len(found)


def test_a_part_that_is_chosen_comes_into_sight(guide: GuideDialog) -> None:
    last = guide.parts.item(guide.parts.count() - 1)
    guide.parts.itemActivated.emit(last)
    assert guide.text.textCursor().block().text() == last.text().strip()


def test_another_page_opens_and_the_way_back(guide: GuideDialog) -> None:
    parts = names(guide)
    assert not guide.back.isEnabled()
    guide.follow(QUrl("backup.md"))
    assert names(guide) != parts
    guide.back.click()
    assert names(guide) == parts
