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
_SAVE: dict[str, Callable[[], str]] = {
    ".xlsx": lambda: _("Save as an Excel table…"),
    ".csv": lambda: _("Save as CSV…"),
}


class RegisterButton(QToolButton):
    """Shows the register as a PDF to be printed; its menu saves it as a table of ``endings``.

    One that isn't ``printed`` has the menu alone. ``prepare`` is asked in the window's thread for
    the work, which takes along the filters.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        prepare: Callable[[], Write],
        *,
        endings: tuple[str, ...] = (".xlsx", ".csv"),
        printed: bool = True,
    ) -> None:
        super().__init__()
        self._desk = desk
        self._title = title
        self._prepare = prepare
        self.setProperty("look", "button")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        menu = QMenu(self)
        if printed:
            self._print(menu)
        else:
            self.setText(_("Export"))
            self.setIcon(icon("export"))
            self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            self.setToolTip(_("Save what the list shows as a table"))
        for ending in endings:
            menu.addAction(_SAVE[ending](), partial(self.save, ending))
        self.setMenu(menu)

    def _print(self, menu: QMenu) -> None:
        self.setText(_("Print"))
        self.setIcon(icon("print"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setToolTip(_("Print or save what the list shows"))
        self.clicked.connect(lambda _checked=False: self.show_paper())
        menu.addAction(_("Preview and print…"), self.show_paper)

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
