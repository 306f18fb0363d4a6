"""The search index is looked after in quiet moments, and never in the way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.core.kinds import Topic
from desktop_app.jobs import index_care
from desktop_app.jobs.index_care import IndexCare
from desktop_app.models.products import Product
from desktop_app.services import search, search_index
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store
from desktop_app.views.desk import Desk


@pytest.fixture
def care(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[IndexCare]:
    monkeypatch.setattr(index_care, "QUIET_MS", 30)
    made = IndexCare(desk.store, desk.jobs, desk.notices)
    yield made
    made.close()


def fill(store: Store, count: int) -> None:
    with store.transaction() as tx:
        for place in range(count):
            Product.create(sku=f"大批{place}", updated_at=clock.now())
        tx.touch(Topic.PRODUCTS)


def test_what_a_large_change_left_is_indexed_when_it_is_quiet(
    desk: Desk, care: IndexCare, qtbot: QtBot
) -> None:
    titles: list[str] = []
    desk.jobs.started.connect(lambda job: titles.append(job.title))
    fill(desk.store, 450)
    assert search_index.waiting(desk.store) == 450
    qtbot.waitUntil(lambda: search_index.waiting(desk.store) == 0)
    assert search.count(desk.store, Found.PRODUCT, "大批") == 450
    qtbot.waitUntil(lambda: not desk.jobs.running)
    assert set(titles) == {""}


def test_much_of_it_is_shown_in_the_status_area(
    desk: Desk, care: IndexCare, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_care, "_SHOWN_FROM", 300)
    titles: list[str] = []
    desk.jobs.started.connect(lambda job: titles.append(job.title))
    fill(desk.store, 300)
    qtbot.waitUntil(lambda: search_index.waiting(desk.store) == 0)
    qtbot.waitUntil(lambda: not desk.jobs.running)
    assert "Preparing the search" in titles


def test_a_full_disk_is_left_to_what_the_person_does_next(care: IndexCare) -> None:
    care._failed(StoreTrouble(Reason.DISK_FULL))
    with pytest.raises(ZeroDivisionError):
        care._failed(ZeroDivisionError())
