"""Claim sheets from the window: made in a job, shown inside the program, printed or saved there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.track import Track
from desktop_app.services import claim_sheets, settings
from desktop_app.services.claim_sheets import WrittenSheets
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.preview import Preview


class SheetButton(QToolButton):
    """Makes the sheets of some claims; its menu has the other forms and the masked copy."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._nos: tuple[str, ...] = ()
        self.form: str | None = None
        self.setProperty("look", "button")
        self.setIcon(icon("print"))
        self.setToolButtonStyle(self.toolButtonStyle().ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
        self.setShortcut("Ctrl+P")
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
        hide = masked or settings.get(store, settings.MASK_ON_PAPER)
        target = claim_sheets.own_file(store, nos)
        if masked:
            target = target.with_stem(f"{target.stem} {_('masked')}")

        def work(track: Track) -> WrittenSheets:
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

    def _menu(self) -> QMenu:
        menu = QMenu(self)
        menu.addAction(_("In the courier's own form"), self.make)
        menu.addAction(_("Chinese form"), partial(self.make, claim_sheets.SHEET))
        menu.addAction(_("English claim letter"), partial(self.make, claim_sheets.LETTER))
        menu.addSeparator()
        menu.addAction(
            _("Masked copy (consignee and account hidden)"), partial(self.make, masked=True)
        )
        return menu
