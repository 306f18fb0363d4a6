"""A register on paper or as a file: what the list shows now, with its filters."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QToolButton

from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.services.registers import WrittenRegister
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.preview import Preview

Write = Callable[[Path, Track], WrittenRegister]


class RegisterButton(QToolButton):
    """Shows the register as a PDF to be printed; its menu saves it as a table.

    ``prepare`` is asked in the window's thread for the work, which takes along the filters.
    """

    def __init__(self, desk: Desk, title: str, prepare: Callable[[], Write]) -> None:
        super().__init__()
        self._desk = desk
        self._title = title
        self._prepare = prepare
        self.setText(_("Print"))
        self.setIcon(icon("print"))
        self.setProperty("look", "button")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setToolTip(_("Print or save what the list shows"))
        self.clicked.connect(lambda _checked=False: self.show_paper())
        menu = QMenu(self)
        menu.addAction(_("Preview and print…"), self.show_paper)
        menu.addAction(_("Save as an Excel table…"), partial(self.save, ".xlsx"))
        menu.addAction(_("Save as CSV…"), partial(self.save, ".csv"))
        self.setMenu(menu)

    def show_paper(self) -> None:
        """Makes the PDF and shows it."""
        self._write(self._desk.store.paths.documents / self._name(".pdf"), self._preview)

    def save(self, ending: str) -> None:
        """Asks where to, and writes the table there."""
        kinds = f"{ending[1:].upper()} (*{ending})"
        target = self._desk.prompts.save_file(self, self._title, self._name(ending), kinds)
        if target is not None:
            self._write(target.with_suffix(ending), self._say)

    def _write(self, target: Path, done: Callable[[WrittenRegister], None]) -> None:
        work = self._prepare()
        self._desk.write(self._title, lambda track: work(target, track), done)

    def _preview(self, made: WrittenRegister) -> None:
        preview = self._desk.attempt(
            lambda: Preview(self._desk, made.path, self._title, self.window())
        )
        if preview is not None:
            preview.open()

    def _say(self, made: WrittenRegister) -> None:
        self._desk.say(_("Saved: %(file)s") % {"file": made.path.name})

    def _name(self, ending: str) -> str:
        return f"{self._title} {clock.today().isoformat()}{ending}"
