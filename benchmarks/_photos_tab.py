"""The Photos tab on an invented shop, for the benchmarks that measure what a person feels."""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Any

if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from desktop_app.jobs.jobs import Jobs
from desktop_app.jobs.notices import ChangeNotices
from desktop_app.services import search
from desktop_app.views import theme
from desktop_app.views.desk import Desk, Ways
from desktop_app.views.photos_tab import PhotosTab
from desktop_app.views.prompts import Prompts

if TYPE_CHECKING:
    from collections.abc import Callable

    from desktop_app.services.store import Store


def program() -> Any:
    """The running program, dressed as ours."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    theme.ensure_chinese()
    theme.put_on(app, theme.Theme.LIGHT)
    return app


def tab_of(store: Store) -> PhotosTab:
    """The tab, not shown yet."""
    search.follow(store)
    settings = QSettings(str(store.paths.root / "bench.ini"), QSettings.Format.IniFormat)
    desk = Desk(store, Jobs(store), ChangeNotices(store), Prompts(), Ways(), settings)
    made = PhotosTab(desk)
    made.resize(1280, 640)
    return made


def close(tab: PhotosTab) -> None:
    """Ends what works in the background."""
    tab.desk.jobs.close()
    tab.desk.notices.close()


def until(app: Any, done: Callable[[], bool]) -> float:
    """Lets the window live until something is so; returns the milliseconds it took."""
    began = time.perf_counter()
    while not done():
        app.processEvents()
    return (time.perf_counter() - began) * 1000
