"""The buyers' room: a page for each buyer, and who is to be called again."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views.desk import Desk
from desktop_app.views.paged_tab import Build, PagedTab
from desktop_app.views.tab import Tab


def _buyers(desk: Desk) -> Tab:
    from desktop_app.views.buyers_page import BuyersPage

    return BuyersPage(desk)


def _revisits(desk: Desk) -> Tab:
    from desktop_app.views.revisits_page import RevisitsPage

    return RevisitsPage(desk)


class BuyersTab(PagedTab):
    """Its pages, as they stand in the bar: buyers · revisits."""

    PAGES: ClassVar[Mapping[str, tuple[str, Build]]] = MappingProxyType(
        {
            "buyers": (N_("Buyers"), _buyers),
            "revisits": (N_("Revisits"), _revisits),
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Pages of the buyers' room"))
