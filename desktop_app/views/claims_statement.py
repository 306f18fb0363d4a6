"""The month's statement from the window: shown, printed, or saved as PDF, XLSX or CSV."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import QMenu, QToolButton

from desktop_app.core import paths
from desktop_app.core.i18n import _
from desktop_app.core.names import safe
from desktop_app.core.track import Track
from desktop_app.services import statements
from desktop_app.services.statements import WrittenStatement
from desktop_app.views.claims_words import month as month_words
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.preview import Preview


class StatementButtons(QToolButton):
    """Shows the statement; its menu saves it in another form or language.

    ``chosen`` gives the month and the courier's code (empty for all).
    """

    def __init__(self, desk: Desk, chosen: Callable[[], tuple[str, str]]) -> None:
        super().__init__()
        self._desk = desk
        self._chosen = chosen
        self.setProperty("look", "button")
        self.setText(_("Statement"))
        self.setIcon(icon("print"))
        self.setToolButtonStyle(self.toolButtonStyle().ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setToolTip(_("Preview, print or save (Ctrl+P)"))
        self.setShortcut("Ctrl+P")
        menu = QMenu(self)
        menu.addAction(_("In Chinese"), partial(self.show_paper, "zh_CN"))
        menu.addAction(_("In English"), partial(self.show_paper, "en"))
        menu.addSeparator()
        menu.addAction(_("Save as workbook (XLSX)…"), partial(self.save, ".xlsx"))
        menu.addAction(_("Save as CSV…"), partial(self.save, ".csv"))
        self.setMenu(menu)
        self.clicked.connect(lambda _checked=False: self.show_paper())

    def show_paper(self, language: str = "") -> None:
        """Makes the PDF and shows it in the program."""
        store = self._desk.store
        month, courier = self._chosen()
        folder = store.paths.documents / "statements"

        def work(track: Track) -> WrittenStatement:
            paths.private_dir(folder)
            target = folder / _name(month, courier, ".pdf")
            return statements.write(store, month, target, courier, language=language, track=track)

        self._desk.write(_("Making the statement"), work, partial(self._preview, month))

    def save(self, suffix: str) -> None:
        """Saves it where the person wants it."""
        month, courier = self._chosen()
        kinds = f"{suffix[1:].upper()} (*{suffix})"
        name = _name(month, courier, suffix)
        target = self._desk.prompts.save_file(self, _("Save as"), name, kinds)
        if target is None:
            return
        target = target if target.suffix else target.with_suffix(suffix)
        store = self._desk.store

        def work(track: Track) -> WrittenStatement:
            return statements.write(store, month, target, courier, track=track)

        self._desk.read(work, self._saved, _("Making the statement"))

    def _saved(self, made: WrittenStatement) -> None:
        self._desk.say(_("Saved: %(file)s") % {"file": made.path.name})

    def _preview(self, month: str, made: WrittenStatement) -> None:
        title = _("Statement %(month)s") % {"month": month_words(month)}
        parent = self.window()
        preview = self._desk.attempt(lambda: Preview(self._desk, made.path, title, parent))
        if preview is not None:
            preview.open()


def _name(month: str, courier: str, suffix: str) -> str:
    parts = [_("statement"), month, courier]
    return safe("-".join(part for part in parts if part)) + suffix
