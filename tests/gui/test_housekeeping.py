"""The chores that nobody asks for: missed clocks are marked, an unplugged archive is left alone."""

from __future__ import annotations

from datetime import timedelta

from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.jobs.housekeeping import Housekeeping
from desktop_app.models.cases import AfterSalesCase
from desktop_app.services import case_lists, cases, chores
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store
from desktop_app.views.desk import Desk


def missed(store: Store) -> bool:
    (row,) = case_lists.rows(store, case_lists.ids(store))
    return row.missed


def test_a_clock_that_ran_out_is_marked_without_anybody_looking(desk: Desk, qtbot: QtBot) -> None:
    cases.open(
        desk.store,
        CaseDraft(
            kind=CaseKind.RETURN,
            buyer="甲",
            platform=Platform.TAOBAO,
            opened_at=clock.now() - timedelta(hours=2),
        ),
    )
    with desk.store.transaction():
        AfterSalesCase.update(missed=0).execute()
    housekeeping = Housekeeping(desk.store, desk.jobs)
    housekeeping.work()
    qtbot.waitUntil(lambda: missed(desk.store))
    housekeeping.close()


def test_an_archive_that_is_not_there_is_left_alone(shop: Store) -> None:
    shop.paths.archive.rmdir()
    chores.do_all(shop)
    assert not shop.paths.archive.exists()
