"""The window's dialogs, each imported when it is first asked for: start-up pays for none."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_app.core.i18n import _
from desktop_app.views.desk import Desk


def settings(desk: Desk, window: QWidget, dressing_changed: Callable[[], object]) -> None:
    """Settings; ``dressing_changed`` is called for another language or theme."""
    from desktop_app.views.settings_dialog import SettingsDialog

    dialog = SettingsDialog(desk, window)
    dialog.dressing_changed.connect(dressing_changed)
    dialog.open()


def rules(desk: Desk, window: QWidget) -> None:
    """The shop's clocks and kinds of cases."""
    from desktop_app.views.rules_dialog import RulesDialog

    RulesDialog(desk, window).open()


def health(desk: Desk, window: QWidget) -> None:
    """The check of the shop's data; one at a time, however many jobs met damage."""
    from PySide6.QtCore import Qt

    from desktop_app.views.health import HealthDialog

    if any(dialog.isVisible() for dialog in window.findChildren(HealthDialog)):
        return
    dialog = HealthDialog(desk, window)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()


def backups(desk: Desk, window: QWidget) -> None:
    """Backups: it stands beside the window, so that work goes on."""
    from desktop_app.views.backups_dialog import BackupsDialog

    there = window.findChild(BackupsDialog)
    dialog = there or BackupsDialog(desk, window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def guide(window: QWidget) -> None:
    """The guide: it stands beside the window, so that one can do what it says."""
    from desktop_app.views.guide_dialog import GuideDialog

    dialog = window.findChild(GuideDialog) or GuideDialog(window)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def keys(window: QWidget) -> None:
    """The page of all keys."""
    from desktop_app.views.about import KeysDialog

    KeysDialog(window).open()


def about(window: QWidget) -> None:
    """What the program is."""
    from desktop_app.views.about import AboutDialog

    AboutDialog(window).open()


def other_shop(desk: Desk, window: QWidget) -> None:
    """Another shop, a new one, or the demo, in this window's place."""
    from desktop_app.core import paths
    from desktop_app.views.first_start import FirstStart
    from desktop_app.views.theme import Tone

    if any(job.title for job in desk.jobs.running):
        desk.say(_("Wait until the work that is going on has ended."), Tone.WARN)
        return
    root = desk.store.paths.root
    usual = root.with_name(root.name.removesuffix("-demo")) if root.name else root
    dialog = FirstStart(usual if usual != root else paths.data_dir(None), window)
    dialog.accepted.connect(lambda: desk.ways.shop_wanted.emit(dialog.choice))
    dialog.open()


def case_bin(desk: Desk, window: QWidget) -> None:
    """The cases that were deleted, for as long as they are kept."""
    from desktop_app.views.case_bin_dialog import CaseBinDialog

    CaseBinDialog(desk, window).open()
