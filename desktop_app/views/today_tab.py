"""The first room: what to do next, the handover book, messages to buyers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views.desk import Desk
from desktop_app.views.paged_tab import Build, PagedTab
from desktop_app.views.tab import Tab


def _today(desk: Desk) -> Tab:
    from desktop_app.views.today_page import TodayPage

    return TodayPage(desk)


def _handover(desk: Desk) -> Tab:
    from desktop_app.views.handover_page import HandoverPage

    return HandoverPage(desk)


def _messages(desk: Desk) -> Tab:
    from desktop_app.views.messages_page import MessagesPage

    return MessagesPage(desk)


class TodayTab(PagedTab):
    """Its pages, as they stand in the bar: today · handover · messages."""

    PAGES: ClassVar[Mapping[str, tuple[str, Build]]] = MappingProxyType(
        {
            "today": (N_("To-do"), _today),
            "handover": (N_("Handover"), _handover),
            "messages": (N_("Messages"), _messages),
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Pages of the Today room"))
