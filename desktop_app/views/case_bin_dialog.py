"""The cases that were deleted: looked at, and taken back."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Topic
from desktop_app.core.labels import label
from desktop_app.services import case_bin
from desktop_app.services.case_bin import BinnedCase
from desktop_app.services.store import Changes
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk, Room
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import colours


class CaseBinDialog(QDialog):
    """Enter takes back what is chosen and shows the case, where it is one."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(_("Deleted cases"))
        self.model: HeldRows[BinnedCase] = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "case_bin", _("Deleted cases"))
        nothing = Empty(_("Nothing was deleted"), _("Cases that are deleted wait here."), "trash")
        self._stack = QStackedWidget()
        self._stack.addWidget(empty_place(nothing))
        self._stack.addWidget(self.view)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.back = buttons.addButton(_("Take back"), QDialogButtonBox.ButtonRole.ActionRole)
        self.back.setIcon(icon("undo", colours().accent_text))
        self.back.setProperty("primary", True)
        hint = _("They are kept: records of sales have to be, for three years at least.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 14, 16, 14)
        layout.addWidget(words(hint, "caption"))
        layout.addWidget(self._stack, 1)
        layout.addWidget(buttons)
        self.resize(820, 420)
        self.back.clicked.connect(self.take_back)
        self.view.opened.connect(lambda _row: self.take_back())
        buttons.rejected.connect(self.reject)
        desk.notices.changed.connect(self._hear)
        self.reload()

    def reload(self) -> None:
        """Lists what is in the bin now."""
        rows = case_bin.rows(self._desk.store)
        self.model.show_rows(rows)
        self._stack.setCurrentIndex(1 if rows else 0)
        self.back.setEnabled(bool(rows))
        if rows:
            self.view.choose(rows[0].id)

    def take_back(self) -> None:
        """Takes the chosen cases out of the bin."""
        store, chosen = self._desk.store, self.view.ids_chosen()
        nos = self._desk.attempt(lambda: case_bin.restore(store, chosen), default=[])
        if not nos:
            return
        said = ngettext("%(count)s case is back.", "%(count)s cases are back.", len(nos))
        self._desk.say(said % {"count": len(nos)})
        self.reload()
        if len(nos) == 1:
            self._desk.go(Room.CASES, "show", nos[0])

    def _hear(self, changes: Changes) -> None:
        if Topic.CASES in changes.topics and self.isVisible():
            self.reload()


_COLUMNS: tuple[Column[BinnedCase], ...] = (
    Column("no", N_("Case no."), lambda row: row.no, 150, "no"),
    Column("kind", N_("Kind"), lambda row: label(row.kind), 130),
    Column("buyer", N_("Buyer"), lambda row: row.buyer, 130, "buyer"),
    Column("opened", N_("Opened"), lambda row: dates.moment(row.opened_at), 130, "opened_at"),
    Column("deleted", N_("Deleted"), lambda row: dates.moment(row.deleted_at), 130, "deleted_at"),
    Column("note", N_("Note"), lambda row: row.note, 160),
)
