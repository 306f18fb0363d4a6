"""The first room: what to do next, the handover book, messages to buyers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from desktop_app.core.i18n import _
from desktop_app.views.desk import Desk
from desktop_app.views.paged_tab import Build, PagedTab


class TodayTab(PagedTab):
    """Its pages, as they stand in the bar: today · handover · messages."""

    PAGES: ClassVar[Mapping[str, tuple[str, Build]]] = MappingProxyType({})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Pages of the Today room"))
