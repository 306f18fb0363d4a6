"""The couriers' own forms of this shop: new ones, their layout, other blanks, away with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.track import Track
from desktop_app.services import own_forms
from desktop_app.services.own_forms import OwnForm
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.form_editor import FormEditor, open_editor
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.theme import colours

_FILES = "*.pdf *.jpg *.jpeg *.png *.webp *.bmp *.tif *.tiff *.heic *.heif"


class FormsDialog(QDialog):
    """``no`` is the claim whose words the editor shows. `changed` tells of any change."""

    changed = Signal()
    editor_opened = Signal(object)

    def __init__(self, desk: Desk, no: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._no = no
        self._forms: list[OwnForm] = []
        self.setWindowTitle(_("Couriers' own forms"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Couriers' own forms"))
        self.list.setSpacing(2)
        self.new = QPushButton(icon("add", colours().accent_text), _("New form"))
        self.new.setProperty("primary", True)
        self.edit = _button("pen", _("Edit the layout…"), self._edit)
        self.rename = _button("tag", _("Rename…"), self._rename)
        self.rebase = _button("import", _("Another blank…"), self._rebase)
        self.remove = _button("trash", _("Remove…"), self._remove)
        self._stack = QStackedWidget()
        self._build()
        self.list.itemActivated.connect(lambda _item: self._edit())
        self.list.currentRowChanged.connect(lambda _row: self._enable())
        self.refresh()
        self.resize(620, 420)

    def refresh(self, chosen: str = "") -> None:
        """Lists the forms as they are kept now."""
        current = self.form()
        wanted = chosen or (current.code if current else "")
        self.list.clear()
        self._forms = own_forms.rows(self._desk.store)
        for form in self._forms:
            item = QListWidgetItem(icon("claims"), f"{form.name}\n{_facts(form)}")
            item.setSizeHint(QSize(0, 2 * self.fontMetrics().lineSpacing() + 12))
            self.list.addItem(item)
            if form.code == wanted:
                self.list.setCurrentItem(item)
        if self._forms and self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self._stack.setCurrentIndex(1 if self._forms else 0)
        self._enable()

    def form(self) -> OwnForm | None:
        """The chosen form."""
        row = self.list.currentRow()
        return self._forms[row] if 0 <= row < len(self._forms) else None

    def new_from_files(self) -> None:
        """Begins a form on a PDF, a scan or a photo."""
        files = self._blank_files()
        if files:
            self._begin(files, files[0].stem[: own_forms.MAX_NAME])

    def new_for_printed_paper(self) -> None:
        """Begins a form of which there is but paper."""
        self._begin((), "")

    def _begin(self, files: Sequence[Path], start: str) -> None:
        name = self._desk.prompts.text(self, _("What shall the form be called?"), start)
        if name is None:
            return
        store = self._desk.store

        def work(track: Track) -> OwnForm:
            return own_forms.create(store, name, files, track=track)

        self._desk.write(_("Reading the form"), work, self._begun)

    def _begun(self, form: OwnForm) -> None:
        self._told(form.code)
        self._open(form)

    def _edit(self) -> None:
        form = self.form()
        if form is not None:
            self._open(form)

    def _open(self, form: OwnForm) -> None:
        open_editor(self._desk, form, self._no, self, self._opened)

    def _opened(self, editor: FormEditor) -> None:
        editor.saved.connect(self._told)
        self.editor_opened.emit(editor)

    def _rename(self) -> None:
        form = self.form()
        if form is None:
            return
        name = self._desk.prompts.text(self, _("What shall the form be called?"), form.name)
        if name is not None:
            store = self._desk.store
            self._desk.attempt(lambda: own_forms.rename(store, form.code, name))
            self._told(form.code)

    def _rebase(self) -> None:
        form = self.form()
        files = self._blank_files() if form is not None else []
        if form is None or not files:
            return
        store, code = self._desk.store, form.code

        def work(track: Track) -> OwnForm:
            return own_forms.rebase(store, code, files, track=track)

        self._desk.write(_("Reading the form"), work, self._begun)

    def _remove(self) -> None:
        form = self.form()
        if form is None:
            return
        question = _("Remove the form “%(name)s”?") % {"name": form.name}
        detail = _("Its layout is lost. Sheets that were written on it stay.")
        if form.couriers:
            used = _("%(couriers)s will get the program's own form again.")
            detail += " " + used % {"couriers": _(", ").join(form.couriers)}
        if self._desk.prompts.confirm(self, question, _("Remove"), detail):
            self._desk.attempt(lambda: own_forms.remove(self._desk.store, form.code))
            self._told()

    def _told(self, code: str = "") -> None:
        self.refresh(code)
        self.changed.emit()

    def _blank_files(self) -> list[Path]:
        kinds = _("PDF and pictures") + f" ({_FILES})"
        return self._desk.prompts.open_files(self, _("The courier's blank form"), kinds)

    def _enable(self) -> None:
        for button in (self.edit, self.rename, self.rebase, self.remove):
            button.setEnabled(self.form() is not None)

    def _build(self) -> None:
        menu = QMenu(self)
        menu.addAction(_("From a PDF, scan or photo…"), self.new_from_files)
        menu.addAction(
            _("For paper that has it printed, without a picture…"), self.new_for_printed_paper
        )
        self.new.setMenu(menu)
        hint = Empty(
            _("No courier's form yet"),
            _("Take a courier's blank as PDF, scan or photo, and say what goes where on it."),
            "claims",
            _("From a PDF, scan or photo…"),
            self.new_from_files,
        )
        self._stack.addWidget(empty_place(hint))
        self._stack.addWidget(self.list)
        side = QVBoxLayout()
        side.setSpacing(8)
        for button in (self.new, self.edit, self.rename, self.rebase, self.remove):
            button.setAutoDefault(False)
            side.addWidget(button)
        side.addStretch(1)
        note = words(
            _("A courier gets its form by itself once it is chosen among the couriers."), "caption"
        )
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self._stack, 1)
        row.addLayout(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addLayout(row, 1)
        layout.addWidget(note)


def _facts(form: OwnForm) -> str:
    pages, fields = len(form.layout.pages), len(form.layout.fields)
    parts = [
        ngettext("%(count)s page", "%(count)s pages", pages) % {"count": pages},
        ngettext("%(count)s field", "%(count)s fields", fields) % {"count": fields},
    ]
    if form.layout.preprinted:
        parts.append(_("printed paper"))
    if form.couriers:
        parts.append(_(", ").join(form.couriers))
    return " · ".join(parts)


def _button(picture: str, text: str, act: Callable[[], None]) -> QPushButton:
    made = QPushButton(icon(picture), text)
    made.clicked.connect(lambda _checked=False: act())
    return made
