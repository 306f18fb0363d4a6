"""Where the backups go, and whether with a password: one page of the window of backups."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from desktop_app.core import paths
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.services import backup_places
from desktop_app.services.backup_secrets import LEAST_PASSWORD
from desktop_app.services.backup_state import BackupState
from desktop_app.views.boxes import held, line, stack
from desktop_app.views.cards import Card, words
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Check, Field
from desktop_app.views.icons import icon


class PlacePage(QWidget):
    """`wanted` gives the folder and the password (None for none); `left` goes back."""

    wanted = Signal(object, object)
    dropped = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.folder = Field(_("Folder on another drive"), self._check_folder, needed=True)
        self.browse = QPushButton(icon("folder"), _("Browse…"))
        self.note = words("", "caption")
        self.sealed = QCheckBox(_("With a password, so that a finder of the drive can't read it"))
        self.password = _secret(_("Password"), _check_length)
        self.again = _secret(_("The same again"), self._check_again)
        self.understood = QCheckBox(_("I have written the password down"))
        self.use = QPushButton(icon("save"), _("Back up there"))
        self.use.setProperty("primary", True)
        self.drop = QPushButton(_("To no other drive"))
        self.back = QPushButton(_("Cancel"))
        self._secrets = self._secret_part()
        self._build()
        self._connect()

    def begin(self, state: BackupState) -> None:
        """Shows what is chosen now."""
        self.folder.set_text(str(state.place) if state.place else "")
        self.sealed.setChecked(state.sealed)
        for field in (self.password, self.again):
            field.set_text("")
        self.understood.setChecked(False)
        self.drop.setVisible(state.place is not None)
        self._judge()
        self.folder.edit.setFocus()

    def _choose(self) -> None:
        start = Path(self.folder.text()) if self.folder.text() else None
        chosen = self._desk.prompts.folder(self, _("Where shall the backups go?"), start)
        if chosen is not None:
            self.folder.set_text(str(chosen))
            self._judge()

    def _accept(self) -> None:
        fields = [self.folder, *((self.password, self.again) if self.sealed.isChecked() else ())]
        faulty = [field for field in fields if not field.insist()]  # each shows its own fault
        if not faulty:
            password = self.password.edit.text() if self.sealed.isChecked() else None
            self.wanted.emit(Path(self.folder.text()), password)

    def _check_folder(self, text: str) -> None:
        folder = Path(text)
        if not folder.is_dir():
            raise BadValue(Reason.FOLDER_MISSING, path=text)
        backup_places.refuse_inside(folder, self._desk.store.paths)

    def _check_again(self, text: str) -> None:
        if text != self.password.text():
            raise BadValue(Reason.PASSWORDS_DIFFER)

    def _judge(self) -> None:
        """Says what is doubtful about the folder, and when the button may be pressed."""
        text = self.folder.text()
        folder = Path(text) if text and Path(text).is_dir() else None
        self.note.setText(self._doubt(folder) if folder else "")
        self.note.setVisible(bool(self.note.text()))
        self._secrets.setVisible(self.sealed.isChecked())
        self.use.setEnabled(not self.sealed.isChecked() or self.understood.isChecked())

    def _doubt(self, folder: Path) -> str:
        if backup_places.same_drive(folder, self._desk.store.paths):
            return _("It is on the same drive as the shop: when that fails, both are lost.")
        if paths.in_sync_folder(folder):
            return _("A sync program copies this folder; with a password it learns nothing.")
        return ""

    def _secret_part(self) -> QWidget:
        warning = words(
            _(
                "If the password is lost, the backup is lost: nobody can open it then, nor can the"
                " makers of this program. Backups go on by themselves without asking for it: a key"
                " stays in the shop's data folder, readable by you alone."
            ),
            "caption",
        )
        row = line(self.password, self.again)
        for field in (self.password, self.again):
            row.setAlignment(field, Qt.AlignmentFlag.AlignTop)
        return held(stack(row, warning, self.understood))

    def _build(self) -> None:
        where = Card(_("Where the backups go"))
        row = line(self.folder, self.browse)
        row.setStretch(0, 1)
        row.setAlignment(self.browse, Qt.AlignmentFlag.AlignBottom)
        self.note.setProperty("role", "error")
        where.body.addLayout(row)
        where.body.addWidget(self.note)
        hint = _(
            "An external drive or a folder of another computer. Its folder “售后台备份” can be"
            " read without this program; nothing else there is touched."
        )
        where.body.addWidget(words(hint, "caption"))
        secret = Card(_("Password"))
        secret.body.addWidget(self.sealed)
        secret.body.addWidget(self._secrets)
        layout = stack(where, secret, None, line(self.drop, None, self.back, self.use), spacing=12)
        self.setLayout(layout)

    def _connect(self) -> None:
        for button in (self.browse, self.use, self.drop, self.back):
            button.setAutoDefault(False)
        self.browse.clicked.connect(self._choose)
        self.use.clicked.connect(self._accept)
        self.drop.clicked.connect(self.dropped)
        self.back.clicked.connect(self.left)
        self.folder.changed.connect(self._judge)
        self.password.changed.connect(lambda: self.again.text() and self.again.insist())
        self.sealed.toggled.connect(lambda _on: self._judge())
        self.understood.toggled.connect(lambda _on: self._judge())


def _secret(title: str, check: Check) -> Field:
    made = Field(title, check, needed=True)
    made.edit.setEchoMode(QLineEdit.EchoMode.Password)
    return made


def _check_length(text: str) -> None:
    if len(text) < LEAST_PASSWORD:
        raise BadValue(Reason.PASSWORD_SHORT, limit=LEAST_PASSWORD)
