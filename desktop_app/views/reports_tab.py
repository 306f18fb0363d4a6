"""The reports room: the one register, measures, quality, scores and lessons."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views.desk import Desk
from desktop_app.views.paged_tab import Build, PagedTab
from desktop_app.views.tab import Tab


def _register(desk: Desk) -> Tab:
    from desktop_app.views.register_page import RegisterPage

    return RegisterPage(desk)


def _quality(desk: Desk) -> Tab:
    from desktop_app.views.quality_page import QualityPage

    return QualityPage(desk)


def _measures(desk: Desk) -> Tab:
    from desktop_app.views.measures_page import MeasuresPage

    return MeasuresPage(desk)


def _lessons(desk: Desk) -> Tab:
    from desktop_app.views.lessons_page import LessonsPage

    return LessonsPage(desk)


class ReportsTab(PagedTab):
    """Its pages, as they stand in the bar: register · measures · quality · lessons."""

    PAGES: ClassVar[Mapping[str, tuple[str, Build]]] = MappingProxyType(
        {
            "register": (N_("After-sales register"), _register),
            "measures": (N_("Measures"), _measures),
            "quality": (N_("Quality"), _quality),
            "lessons": (N_("Lessons"), _lessons),
        }
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Pages of the reports room"))
