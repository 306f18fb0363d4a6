"""Two IDs of one person: chosen by hand, looked at, and only then put together."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.core import texts
from desktop_app.core.errors import NotFound, Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.labels import label
from desktop_app.services import buyer_lists, buyer_merging, buyer_records
from desktop_app.services.buyer_lists import BuyerRow
from desktop_app.services.buyer_merging import MergePreview
from desktop_app.views import boxes
from desktop_app.views.buyer_words import sums
from desktop_app.views.cards import Card, pairs, words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk

_FIELDS = {
    "name": N_("Full name"),
    "phone": N_("Telephone"),
    "address": N_("Address"),
    "note": N_("Notes"),
    "vip_level": N_("VIP level"),
}


class MergePanel(QWidget):
    """`merged` brings the row id of the buyer that was kept; `left` closes the form."""

    merged = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._kept = self._gone = 0
        self.other = QLineEdit()
        self.other.setPlaceholderText(_("The other ID, exactly as the platform writes it"))
        self.other.setAccessibleName(_("The other buyer's ID"))
        self.other.returnPressed.connect(self.look)
        self.fault = words("", "error")
        self.told = Card(_("What will happen"))
        self.swap = button(_("Keep the other one instead"), self.turn)
        self.go = button(_("Merge"), self.merge)
        self.go.setProperty("primary", True)
        self._build()

    def begin(self, kept: int, gone: int = 0) -> None:
        """Asks for the ID that goes into this buyer, or shows the one that was chosen."""
        self._kept, self._gone = kept, 0
        row = buyer_lists.row(self._desk.store, kept)
        self.title.setText(
            _("Merge another ID into %(buyer)s") % {"buyer": row.buyer_id if row else ""}
        )
        other = buyer_lists.row(self._desk.store, gone) if gone else None
        self.other.setText(other.buyer_id if other else "")
        self._show(None)
        if other is not None:
            self._look(other.id)
        else:
            self.other.setFocus()

    def look(self) -> None:
        """Looks the typed ID up and says what merging would do."""
        store, typed = self._desk.store, self.other.text().strip()
        if not typed:
            self.other.setFocus()
            return
        try:
            ids = [one for one in buyer_records.ids_called(store, typed) if one != self._kept]
            ids = ids or buyer_records.ids_called(store, typed)
        except UserError as error:
            self._complain(error)
            return
        if not ids:
            self._complain(NotFound(Reason.BUYER_UNKNOWN, value=typed))
        else:
            self._look(ids[0])

    def turn(self) -> None:
        """Keeps the other ID instead of this one."""
        if self._gone:
            self.begin(self._gone, self._kept)

    def merge(self) -> None:
        """Puts the other buyer into this one; it can be taken back."""
        store, kept, gone = self._desk.store, self._kept, self._gone
        if not gone:
            self.look()
            return
        if self._desk.attempt(lambda: buyer_merging.merge(store, kept, gone)) is None:
            return
        self._desk.say(_("Merged; “Take apart” on the buyer's page takes it back."))
        self.merged.emit(kept)

    def _look(self, gone: int) -> None:
        store = self._desk.store
        try:
            found = buyer_merging.preview(store, self._kept, gone)
        except UserError as error:
            self._complain(error)
            return
        self._gone = gone
        self._show(found)

    def _complain(self, error: UserError) -> None:
        self._gone = 0
        self._show(None)
        self.fault.setText(texts.sentence(error))
        self.fault.show()

    def _show(self, found: MergePreview | None) -> None:
        self.fault.hide()
        self.told.setVisible(found is not None)
        self.go.setEnabled(found is not None)
        self.swap.setVisible(found is not None)
        self.told.clear()
        if found is None:
            return
        rows = buyer_lists.rows(self._desk.store, [self._kept, self._gone])
        titles = (_("Kept"), _("Merged into it"))
        both = [(title, _about(row)) for title, row in zip(titles, rows, strict=False)]
        moved = [
            (_("Orders"), found.orders),
            (_("Cases"), found.cases),
            (_("Claims"), found.claims),
            (_("Wrong shipments"), found.wrong),
            (_("Revisits"), found.revisits),
        ]
        counts = " · ".join(f"{name} {count}" for name, count in moved if count)
        fills = ", ".join(_(_FIELDS[name]) for name in found.fills)
        self.told.body.addWidget(
            pairs([*both, (_("Goes over"), counts or _("Nothing")), (_("Taken over"), fills)])
        )
        told = _(
            "%(gone)s goes on leading to %(kept)s, in finding and in imports. Photos keep their"
            " names and folders. It can be taken back exactly, at any time."
        )
        self.told.body.addWidget(words(told % vars(found), "caption"))

    def _build(self) -> None:
        self.title = words("", "title")
        find = button(_("Look"), self.look)
        line = boxes.line(self.other, find)
        line.setStretch(0, 1)
        hint = words(
            _("IDs that a platform masked are never merged: many people look like one."), "caption"
        )
        foot = boxes.line(self.swap, None, button(_("Cancel"), self.left.emit), self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        for part in (self.title, hint):
            layout.addWidget(part)
        layout.addLayout(line)
        layout.addWidget(self.fault)
        layout.addWidget(self.told)
        layout.addLayout(foot)
        layout.addStretch(1)


def _about(row: BuyerRow) -> str:
    parts = (row.buyer_id, label(row.platform), row.name, sums(row.values))
    return " · ".join(part for part in parts if part)
