"""The tabs, each imported and built when it is first seen: start-up pays for one alone."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.views.desk import Desk, Room
from desktop_app.views.tab import Tab


def _today(desk: Desk) -> Tab:
    from desktop_app.views.today_tab import TodayTab

    return TodayTab(desk)


def _cases(desk: Desk) -> Tab:
    from desktop_app.views.cases_tab import CasesTab

    return CasesTab(desk)


def _photos(desk: Desk) -> Tab:
    from desktop_app.views.photos_tab import PhotosTab

    return PhotosTab(desk)


def _weighing(desk: Desk) -> Tab:
    from desktop_app.views.weighing_tab import WeighingTab

    return WeighingTab(desk)


def _claims(desk: Desk) -> Tab:
    from desktop_app.views.claims_tab import ClaimsTab

    return ClaimsTab(desk)


def _buyers(desk: Desk) -> Tab:
    from desktop_app.views.buyers_tab import BuyersTab

    return BuyersTab(desk)


def _reports(desk: Desk) -> Tab:
    from desktop_app.views.reports_tab import ReportsTab

    return ReportsTab(desk)


TABS: dict[Room, Callable[[Desk], Tab]] = {
    Room.TODAY: _today,
    Room.CASES: _cases,
    Room.PHOTOS: _photos,
    Room.WEIGHING: _weighing,
    Room.CLAIMS: _claims,
    Room.BUYERS: _buyers,
    Room.REPORTS: _reports,
}
