"""How photos are named: a template, seen on ten real photos before it is used, and taken back."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import PurePosixPath

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop_app.core import dates, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import photo_names, photo_renames, settings
from desktop_app.services.photo_moves import Move
from desktop_app.services.photo_renames import RenameAct
from desktop_app.views.cards import empty, words
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon
from desktop_app.views.photo_parts import tip
from desktop_app.views.theme import colours

_PAUSE_MS = 200
_FIELDS = {
    "buyer": N_("buyer"),
    "platform": N_("platform"),
    "date": N_("date it came in"),
    "case": N_("case number"),
    "kind": N_("kind of case"),
    "seq": N_("running number"),
    "original": N_("original name"),
}


class NamesPage(QWidget):
    """`left` asks to go back to the photos."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self.edit = QLineEdit()
        self.fault = words("", "error")
        self.said = words("", "caption")
        self.table = QTableWidget(0, 2)
        self.apply = QPushButton(icon("check", colours().accent_text), _("Rename all photos"))
        self._acts = QVBoxLayout()
        self._later = QTimer(self)
        self._build()

    def begin(self) -> None:
        """Shows the template in use, and what can be taken back."""
        self.edit.setText(settings.get(self._desk.store, settings.PHOTO_NAME))
        self._preview()
        self._show_acts()
        self.edit.setFocus()

    def rename(self) -> None:
        """Renames all photos in a job that can be stopped and gone on with."""
        template, store = self.edit.text(), self._desk.store
        question = _("Name all photos by this template?")
        detail = _("Their bytes stay as they are, and it can be taken back.")
        if not self._desk.prompts.confirm(self, question, _("Rename"), detail):
            return
        self.apply.setEnabled(False)
        self._desk.write(
            _("Renaming photos"),
            lambda track: photo_renames.rename_all(store, template, track=track),
            self._renamed,
        )

    def undo(self, act: RenameAct) -> None:
        """Gives the old names back."""
        store = self._desk.store
        self._desk.write(
            _("Giving the old names back"),
            lambda track: photo_renames.undo(store, act.id, track=track),
            self._undone,
        )

    def _renamed(self, act: RenameAct) -> None:
        count = act.photos
        self._desk.say(
            ngettext("%(count)s photo renamed.", "%(count)s photos renamed.", count)
            % {"count": f"{count:,}"}
        )
        self._again()

    def _undone(self, count: int) -> None:
        self._desk.say(
            ngettext(
                "%(count)s photo has its old name again.",
                "%(count)s photos have their old names again.",
                count,
            )
            % {"count": f"{count:,}"}
        )
        self._again()

    def _again(self) -> None:
        if isValid(self):
            self.begin()

    def _preview(self) -> None:
        template, store = self.edit.text(), self._desk.store
        fault = _fault(template)
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.apply.setEnabled(not fault)
        self._asked += 1
        if not fault:
            self._desk.read(
                lambda _track: photo_renames.preview(store, template),
                partial(self._show, self._asked),
            )

    def _show(self, asked: int, moves: Iterable[Move]) -> None:
        if asked != self._asked or not isValid(self):
            return
        shown = list(moves)
        self.table.setRowCount(len(shown))
        for place, move in enumerate(shown):
            for column, stored in enumerate((move.before, move.after)):
                item = QTableWidgetItem(PurePosixPath(stored).name)
                item.setToolTip(tip(stored))
                self.table.setItem(place, column, item)
        self.table.setVisible(bool(shown))
        self.apply.setEnabled(bool(shown) or self._template_changed())
        self.said.setText(
            _("The newest photos would be called:") if shown else _("All photos keep their names.")
        )

    def _template_changed(self) -> bool:
        return self.edit.text().strip() != settings.get(self._desk.store, settings.PHOTO_NAME)

    def _show_acts(self) -> None:
        empty(self._acts)
        for act in photo_renames.acts(self._desk.store)[:3]:
            line = QHBoxLayout()
            about = {
                "moment": dates.moment(act.at),
                "before": act.before,
                "after": act.after,
                "count": f"{act.photos:,}",
            }
            text = _("%(moment)s: %(before)s → %(after)s, %(count)s photos") % about
            back = QPushButton(icon("undo", size=14), _("Take back"))
            back.setProperty("flat", True)
            back.clicked.connect(lambda _checked=False, act=act: self.undo(act))
            line.addWidget(words(text, "caption"), 1)
            line.addWidget(back)
            self._acts.addLayout(line)

    def _insert(self, name: str) -> None:
        self.edit.insert(f"{{{name}}}")
        self.edit.setFocus()

    def _build(self) -> None:
        self._set_table()
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._preview)
        self.edit.setAccessibleName(_("Name template"))
        self.edit.setProperty("look", "large")
        self.edit.textChanged.connect(lambda _text: self._later.start())
        self.apply.setProperty("primary", True)
        self.apply.clicked.connect(lambda _checked=False: self.rename())
        line = QHBoxLayout()
        line.addWidget(self.edit, 1)
        line.addWidget(self.apply)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._head())
        about = _("Names begin with the buyer, so that a person finds them without this program.")
        for part in (words(about, "caption"), self._fields()):
            layout.addWidget(part)
        layout.addLayout(line)
        for part in (self.fault, self.said):
            layout.addWidget(part)
        layout.addWidget(self.table, 1)
        layout.addLayout(self._acts)
        layout.addStretch(0)

    def _head(self) -> QHBoxLayout:
        back = QPushButton(icon("previous"), _("Back"))
        back.clicked.connect(lambda _checked=False: self.left.emit())
        head = QHBoxLayout()
        head.addWidget(back)
        head.addWidget(words(_("How photos are named"), "title", wrap=False))
        head.addStretch(1)
        return head

    def _fields(self) -> QWidget:
        """What names can be made of; a click puts it in."""
        chips = QWidget()
        flow = FlowLayout(chips, spacing=5)
        for name in photo_names.FIELDS:
            chip = QPushButton(f"{{{name}}}  {_(_FIELDS[name])}")
            chip.setProperty("filter", True)
            chip.clicked.connect(partial(self._insert, name))
            flow.addWidget(chip)
        return chips

    def _set_table(self) -> None:
        self.table.setHorizontalHeaderLabels([_("Name now"), _("Name then")])
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.verticalHeader().hide()
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.table.setAccessibleName(_("Names now and then"))


def _fault(template: str) -> str:
    try:
        photo_names.checked(template)
    except UserError as error:
        return texts.sentence(error)
    return ""
