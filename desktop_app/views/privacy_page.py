"""Privacy in the settings: what is masked and where, and the password that hides the window."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QVBoxLayout, QWidget

from desktop_app.core.errors import BadValue, Reason, UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.masking import Piece, Place
from desktop_app.services import app_lock, privacy, settings
from desktop_app.services.app_lock import MINUTES, USUAL_MINUTES
from desktop_app.views import boxes
from desktop_app.views.cards import Card, words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field
from desktop_app.views.lock_screen import forgotten_words

_PLACES = {
    Place.SCREEN: N_("on the screen"),
    Place.PAPER: N_("on paper and in PDF files"),
    Place.EXPORT: N_("in tables (XLSX, CSV)"),
}
_PIECES = {
    Piece.NAME: (N_("Names"), "王小明 → 王**"),
    Piece.PHONE: (N_("Telephone numbers"), "13812341234 → 138****1234"),
    Piece.ADDRESS: (N_("Addresses"), "浙江省杭州市文三路1号 → 浙江省杭州市****"),
    Piece.BUYER_ID: (N_("Buyer IDs, on paper and in tables"), "tb123456 → t***6"),
}


class PrivacyPage(QWidget):
    """Stored by `save` with the other settings; the lock's own buttons act at once."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.places = {place: QCheckBox(_(title)) for place, title in _PLACES.items()}
        self.pieces = {piece: QCheckBox(_(title)) for piece, (title, _as) in _PIECES.items()}
        self.slips = QCheckBox(_("Packing slips in full: they are the parcel's address label"))
        self.state = words("", wrap=True)
        self.old = _secret(_("Password of now"))
        self.new = _secret(_("New password"))
        self.again = _secret(_("The new password again"))
        self.minutes = QComboBox()
        self.minutes.setAccessibleName(_("Lock by itself"))
        self.keep = button(_("Set the password"), self.set_password)
        self.remove = button(_("Take the lock off"), self.take_off)
        self.fault = words("", "error")
        self._build()
        self._fill()

    def save(self) -> None:
        """Stores what is ticked and the minutes; a password that was begun is an error.

        Raises BadValue, StoreTrouble for a lock whose file is damaged.
        """
        if self.new.text() or self.again.text():
            self.set_password(told=False)
        store = self._desk.store
        with store.transaction():
            for place, box in self.places.items():
                settings.put(store, privacy.SWITCHES[place], box.isChecked())
            chosen = [piece.value for piece, box in self.pieces.items() if box.isChecked()]
            settings.put(store, privacy.MASKED_PIECES, chosen)
            settings.put(store, privacy.SLIPS_IN_FULL, self.slips.isChecked())
        if app_lock.is_on(store.paths):
            app_lock.change_minutes(store.paths, int(self.minutes.currentData()))
        self._desk.ways.lock_changed.emit()

    def set_password(self, *, told: bool = True) -> None:
        """Puts the lock on, or changes its password; what is wrong is said below the fields."""
        try:
            self._set_password()
        except UserError as error:
            if not told:
                raise
            self._complain(error)

    def take_off(self) -> None:
        """Ends the lock, for whoever knows its password."""
        try:
            app_lock.take_off(self._desk.store.paths, self.old.text())
        except UserError as error:
            self._complain(error)
            return
        self._lock_changed()

    def _set_password(self) -> None:
        data = self._desk.store.paths
        if self.new.text() != self.again.text():
            raise BadValue(Reason.PASSWORDS_DIFFER)
        if app_lock.is_on(data):
            app_lock.check(data, self.old.text())
        app_lock.put_on(data, self.new.text(), int(self.minutes.currentData()))
        self._lock_changed()

    def _complain(self, error: UserError) -> None:
        from desktop_app.core import texts

        self.fault.setText(texts.sentence(error))
        self.fault.show()

    def _lock_changed(self) -> None:
        for field in (self.old, self.new, self.again):
            field.set_text("")
        self.fault.hide()
        self._show_lock()
        self._desk.ways.lock_changed.emit()

    def _show_lock(self) -> None:
        on = app_lock.is_on(self._desk.store.paths)
        self.state.setText(
            _("On: the password is asked at the start, and by Ctrl+Shift+L.")
            if on
            else _("Off: whoever sits at this computer sees the shop.")
        )
        self.old.setVisible(on)
        self.remove.setVisible(on)
        self.keep.setText(_("Change the password") if on else _("Set the password"))

    def _fill(self) -> None:
        store = self._desk.store
        for place, box in self.places.items():
            box.setChecked(settings.get(store, privacy.SWITCHES[place]))
        chosen = privacy.pieces(store)
        for piece, box in self.pieces.items():
            box.setChecked(piece in chosen)
        self.slips.setChecked(settings.get(store, privacy.SLIPS_IN_FULL))
        on = app_lock.is_on(store.paths)
        now = app_lock.minutes(store.paths) if on else USUAL_MINUTES
        self.minutes.setCurrentIndex(max(0, self.minutes.findData(now)))
        self._show_lock()

    def _build(self) -> None:
        for count in MINUTES:
            text = ngettext(
                "after %(count)s minute without input",
                "after %(count)s minutes without input",
                count,
            )
            self.minutes.addItem(text % {"count": count} if count else _("never"), count)
        self.fault.hide()
        inner = boxes.stack(self._masking(), self._lock(), None, spacing=12)
        inner.setContentsMargins(14, 14, 14, 14)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(boxes.scrolling(boxes.held(inner)))

    def _masking(self) -> Card:
        card = Card(_("Mask buyers' data"))
        card.body.addLayout(boxes.line(*self.places.values(), None, spacing=18))
        for piece, box in self.pieces.items():
            example = words(_PIECES[piece][1], "caption", wrap=False)
            card.body.addLayout(boxes.line(box, example, None))
        card.body.addWidget(self.slips)
        card.body.addWidget(
            words(
                _(
                    "Masked data stays whole in the shop: it is found as before, and shown in full "
                    "where you edit it. Order and tracking numbers are never masked."
                ),
                "caption",
            )
        )
        return card

    def _lock(self) -> Card:
        card = Card(_("Password for the window"))
        card.body.addWidget(self.state)
        card.body.addLayout(boxes.line(self.old, self.new, self.again))
        card.body.addWidget(self.fault)
        lock_itself = words(_("Lock by itself"), wrap=False)
        card.body.addLayout(boxes.line(lock_itself, self.minutes, None, self.remove, self.keep))
        card.body.addWidget(words(what_it_protects(), "caption"))
        card.body.addWidget(words(forgotten_words(), "caption"))
        return card


def what_it_protects() -> str:
    """Said before a password is set: what it does, and what it doesn't."""
    return _(
        "The lock hides the window from people who pass by, and the command line asks for the "
        "password too. It doesn't encrypt: whoever can open the data folder can read it. Against a "
        "stolen computer use the system's disk encryption (BitLocker, FileVault, LUKS)."
    )


def _secret(title: str) -> Field:
    made = Field(title)
    made.edit.setEchoMode(made.edit.EchoMode.Password)
    return made
