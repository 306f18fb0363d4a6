"""Claim sheets from the window: made in a job, shown inside the program, printed or saved there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.track import Track
from desktop_app.services import claim_sheets, own_forms
from desktop_app.services.claim_sheets import WrittenSheets
from desktop_app.views.desk import Desk
from desktop_app.views.forms_dialog import FormsDialog
from desktop_app.views.icons import icon
from desktop_app.views.preview import Preview


class SheetButton(QToolButton):
    """Makes the sheets of some claims; its menu has the other forms and the masked copy."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._nos: tuple[str, ...] = ()
        self.setProperty("look", "button")
        self.setIcon(icon("print"))
        self.setToolButtonStyle(self.toolButtonStyle().ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setShortcut("Ctrl+P")
        self._own: list[QAction] = []
        self.setMenu(self._menu())
        self.clicked.connect(lambda _checked=False: self.make())
        self.show_nos(())

    def show_nos(self, nos: Sequence[str]) -> None:
        """Which claims the next sheets are for."""
        self._nos = tuple(nos)
        many = ngettext("%(count)s claim sheet", "%(count)s claim sheets", len(nos))
        self.setText(many % {"count": len(nos)} if len(nos) > 1 else _("Claim sheet"))
        self.setToolTip(_("Preview, print or save (Ctrl+P)"))
        self.setEnabled(bool(nos))

    def make(self, form: str | None = None, *, masked: bool = False) -> None:
        """Makes them in the courier's own form, or another, and shows them."""
        store, nos = self._desk.store, self._nos
        target = claim_sheets.own_file(store, nos)
        if masked:
            mark = _("masked")
            target = target.with_stem(f"{target.stem} {mark}")

        def work(track: Track) -> WrittenSheets:
            hide = True if masked else None
            return claim_sheets.write(store, nos, target, form=form, masked=hide, track=track)

        title = ngettext("Making the claim sheet", "Making %(count)s claim sheets", len(nos))
        self._desk.write(title % {"count": len(nos)}, work, self._show)

    def _show(self, made: WrittenSheets) -> None:
        parent: QWidget = self.window()
        title = made.claims[0]
        if len(made.claims) > 1:
            title = _("%(first)s and %(count)s more") % {
                "first": title,
                "count": len(made.claims) - 1,
            }
        preview = self._desk.attempt(lambda: Preview(self._desk, made.path, title, parent))
        if preview is not None:
            preview.open()

    def open_forms(self) -> FormsDialog:
        """Lets the person lay out couriers' own forms, with the words of the first claim."""
        no = self._nos[0] if len(self._nos) == 1 else ""
        dialog = FormsDialog(self._desk, no, self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()
        return dialog

    def _list_own(self) -> None:
        """Puts couriers' own forms, as they are kept now, beside the program's."""
        menu = self.menu()
        for action in self._own:
            menu.removeAction(action)
        self._own = []
        for form in own_forms.rows(self._desk.store):
            action = QAction(form.name.replace("&", "&&"), menu)
            action.triggered.connect(partial(self.make, form.code))
            menu.insertAction(self._after_own, action)
            self._own.append(action)

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToShow.connect(self._list_own)
        menu.addAction(_("In the courier's own form"), self.make)
        menu.addAction(_("Chinese form"), partial(self.make, claim_sheets.SHEET))
        menu.addAction(_("English claim letter"), partial(self.make, claim_sheets.LETTER))
        self._after_own = menu.addSeparator()
        menu.addAction(_("Couriers' own forms…"), self.open_forms)
        menu.addAction(
            _("Masked copy (consignee and account hidden)"), partial(self.make, masked=True)
        )
        return menu
