"""Each action of the window, made once: its words, its icon, its keys."""

from __future__ import annotations

from enum import StrEnum, unique

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.views.icons import icon


@unique
class Act(StrEnum):
    """What the window can do from its menus."""

    IMPORT_ORDERS = "import_orders"
    IMPORT_PRODUCTS = "import_products"
    NEW_CASE = "new_case"
    ADD_PHOTOS = "add_photos"
    PASTE_PHOTO = "paste_photo"
    WEIGH = "weigh"
    NEW_CLAIM = "new_claim"
    FIND = "find"
    RULES = "rules"
    SETTINGS = "settings"
    DATA_FOLDER = "data_folder"
    PHOTO_FOLDER = "photo_folder"
    LOG_FOLDER = "log_folder"
    CHECK = "check"
    BACKUPS = "backups"
    OTHER_SHOP = "other_shop"
    BIN = "bin"
    LOCK = "lock"
    GUIDE = "guide"
    KEYS = "keys"
    ABOUT = "about"
    QUIT = "quit"


_WORDS: dict[Act, tuple[str, str, str]] = {
    Act.IMPORT_ORDERS: (N_("Import orders…"), "import", "Ctrl+I"),
    Act.IMPORT_PRODUCTS: (N_("Import products…"), "box", ""),
    Act.NEW_CASE: (N_("New case…"), "add", "Ctrl+N"),
    Act.ADD_PHOTOS: (N_("Add photos…"), "photos", "Ctrl+Shift+P"),
    Act.PASTE_PHOTO: (N_("Paste a photo"), "paste", "Ctrl+Shift+V"),
    Act.WEIGH: (N_("Weigh a parcel"), "weighing", "Ctrl+G"),
    Act.NEW_CLAIM: (N_("New claim…"), "claims", "Ctrl+Shift+N"),
    Act.FIND: (N_("Find…"), "search", "Ctrl+K"),
    Act.RULES: (N_("Clocks and kinds of cases…"), "clock", ""),
    Act.SETTINGS: (N_("Settings…"), "settings", "Ctrl+,"),
    Act.DATA_FOLDER: (N_("Open the data folder"), "folder", ""),
    Act.PHOTO_FOLDER: (N_("Open the photo folder"), "photos", ""),
    Act.LOG_FOLDER: (N_("Open the log folder"), "note", ""),
    Act.CHECK: (N_("Check the shop's data"), "check", ""),
    Act.OTHER_SHOP: (N_("Open another shop…"), "shop", ""),
    Act.BIN: (N_("Deleted cases…"), "trash", ""),
    Act.BACKUPS: (N_("Backups…"), "save", "Ctrl+B"),
    Act.LOCK: (N_("Lock the window"), "lock", "Ctrl+Shift+L"),
    Act.GUIDE: (N_("Guide"), "note", "Shift+F1"),
    Act.KEYS: (N_("Keyboard"), "info", "F1"),
    Act.ABOUT: (N_("About After-Sales Desk"), "desk", ""),
    Act.QUIT: (N_("Quit"), "cross", "Ctrl+Q"),
}


def make(parent: QWidget) -> dict[Act, QAction]:
    """All actions, owned by the window, in the language and theme of now."""
    made = {}
    for act, (words, picture, keys) in _WORDS.items():
        action = QAction(icon(picture), _(words), parent)
        if keys:
            action.setShortcut(QKeySequence(keys))
        parent.addAction(action)
        made[act] = action
    return made


def keys() -> list[tuple[str, str]]:
    """The words and keys of all actions that have keys, for the keyboard page."""
    return [
        (_(words), QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText))
        for words, _icon, key in _WORDS.values()
        if key
    ]
