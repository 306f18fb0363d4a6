"""Questions to the person, all through one object that a test replaces: no test meets a dialog."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QMessageBox, QWidget

from desktop_app.core.i18n import _


class Prompts:
    """The real ones. Texts are shown literally, never as markup."""

    def confirm(self, parent: QWidget, question: str, yes: str, detail: str = "") -> bool:
        """Asks before something that can't simply be undone; ``yes`` names the act."""
        box = QMessageBox(parent)
        box.setIcon(QMessageBox.Icon.Question)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(question)
        box.setInformativeText(detail)
        act = box.addButton(yes, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(_("Cancel"), QMessageBox.ButtonRole.RejectRole))
        box.exec()
        return box.clickedButton() is act

    def text(self, parent: QWidget, question: str, start: str = "") -> str | None:
        """Asks for a line, such as a reason; None when the person thinks better of it."""
        given, done = QInputDialog.getText(
            parent, _("After-Sales Desk"), question, QLineEdit.EchoMode.Normal, start
        )
        return given.strip() or None if done else None

    def password(self, parent: QWidget, question: str) -> str | None:
        """Asks for a password; None when the person thinks better of it."""
        given, done = QInputDialog.getText(
            parent, _("After-Sales Desk"), question, QLineEdit.EchoMode.Password
        )
        return given or None if done else None

    def open_files(self, parent: QWidget, title: str, kinds: str) -> list[Path]:
        """Lets the person choose files; ``kinds`` is Qt's filter text."""
        chosen, _kind = QFileDialog.getOpenFileNames(parent, title, "", kinds)
        return [Path(name) for name in chosen]

    def folder(self, parent: QWidget, title: str, start: Path | None = None) -> Path | None:
        """Lets the person choose a folder."""
        chosen = QFileDialog.getExistingDirectory(parent, title, str(start or ""))
        return Path(chosen) if chosen else None

    def save_file(self, parent: QWidget, title: str, name: str, kinds: str) -> Path | None:
        """Asks where to put a file; the system's dialog asks before overwriting."""
        chosen, _kind = QFileDialog.getSaveFileName(parent, title, name, kinds)
        return Path(chosen) if chosen else None
