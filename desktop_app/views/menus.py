"""The window's menus, and what each action of theirs does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QMenuBar

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views import dialogs
from desktop_app.views.actions import Act
from desktop_app.views.desk import Room

if TYPE_CHECKING:
    from desktop_app.views.main_window import MainWindow

_MENUS: tuple[tuple[str, tuple[Act | None, ...]], ...] = (
    (
        N_("&Shop"),
        (
            *(Act.IMPORT_ORDERS, Act.IMPORT_PRODUCTS, None),
            *(Act.DATA_FOLDER, Act.PHOTO_FOLDER, Act.BACKUPS, Act.CHECK, Act.OTHER_SHOP, None),
            *(Act.RULES, Act.SETTINGS, Act.LOCK, Act.QUIT),
        ),
    ),
    (
        N_("&Work"),
        (
            *(Act.NEW_CASE, Act.ADD_PHOTOS, Act.PASTE_PHOTO, Act.WEIGH, Act.NEW_CLAIM, None),
            *(Act.FIND, Act.BIN),
        ),
    ),
    (N_("&Help"), (Act.GUIDE, Act.KEYS, Act.LOG_FOLDER, Act.ABOUT)),
)


def fill(bar: QMenuBar, acts: Mapping[Act, QAction]) -> None:
    """Puts the menus into the window's bar."""
    for title, wanted in _MENUS:
        menu = bar.addMenu(_(title))
        for act in wanted:
            if act is None:
                menu.addSeparator()
            else:
                menu.addAction(acts[act])


def connect(window: MainWindow) -> None:
    """Lets each action of the window do what it says."""
    desk, data = window.desk, window.desk.store.paths
    doings: dict[Act, Callable[[], object]] = {
        Act.IMPORT_ORDERS: lambda: window.imports.choose_orders(),  # noqa: PLW0108 - made when wanted
        Act.IMPORT_PRODUCTS: lambda: window.imports.choose_products(),  # noqa: PLW0108 - made when wanted
        Act.NEW_CASE: lambda: desk.go(Room.CASES, "new"),
        Act.ADD_PHOTOS: lambda: desk.go(Room.PHOTOS, "add"),
        Act.PASTE_PHOTO: lambda: desk.go(Room.PHOTOS, "paste"),
        Act.WEIGH: lambda: desk.go(Room.WEIGHING, "new"),
        Act.NEW_CLAIM: lambda: desk.go(Room.CLAIMS, "new"),
        Act.FIND: window.find_box.begin,
        Act.BIN: lambda: dialogs.case_bin(desk, window),
        Act.SETTINGS: lambda: dialogs.settings(desk, window, window.dressing_wanted.emit),
        Act.DATA_FOLDER: lambda: _show_folder(data.root),
        Act.PHOTO_FOLDER: lambda: _show_folder(data.archive),
        Act.LOG_FOLDER: lambda: _show_folder(data.logs),
        Act.OTHER_SHOP: lambda: dialogs.other_shop(desk, window),
        Act.CHECK: lambda: dialogs.health(desk, window),
        Act.RULES: lambda: dialogs.rules(desk, window),
        Act.BACKUPS: lambda: dialogs.backups(desk, window),
        Act.GUIDE: lambda: dialogs.guide(window),
        Act.KEYS: lambda: dialogs.keys(window),
        Act.ABOUT: lambda: dialogs.about(window),
        Act.LOCK: window.lock,
        Act.QUIT: window.close,
    }
    for act, do in doings.items():
        window.acts[act].triggered.connect(lambda _checked=False, do=do: do())


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
