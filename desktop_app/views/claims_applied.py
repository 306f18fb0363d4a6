"""The couriers' files that were applied, each of which can be taken back."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import settlements
from desktop_app.services.settlements import AppliedFile
from desktop_app.views import cards
from desktop_app.views.desk import Desk
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.icons import icon
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone

_COLUMNS: tuple[Column[AppliedFile], ...] = (
    Column(
        "state",
        N_("State"),
        lambda row: _("Taken back") if row.undone_at else _("In the ledger"),
        96,
        tone=lambda row: Tone.MUTED if row.undone_at else Tone.GOOD,
    ),
    Column("at", N_("Applied"), lambda row: dates.moment(row.applied_at), 120, "applied_at"),
    Column("name", N_("File"), lambda row: row.name, 300, "name"),
    Column("courier", N_("Courier"), lambda row: row.courier, 110, "courier"),
    Column("who", N_("By"), lambda row: row.who, 90, "who"),
)


class AppliedList(QWidget):
    """The newest first."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.model: HeldRows[AppliedFile] = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "settlement-files", _("Files applied before"))
        self.back_button = QPushButton(icon("undo"), _("Take back…"))
        self.back_button.clicked.connect(self.take_back)
        self.view.picked.connect(self._offer)
        head = QHBoxLayout()
        head.addWidget(cards.words(_("Files applied before"), "heading"), 1)
        head.addWidget(self.back_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.view)

    def refresh(self) -> None:
        """Reads the list again."""
        files = settlements.applied_files(self._desk.store)
        chosen = self.view.ids_chosen()
        self.model.show_rows(files)
        self._offer(None)
        if chosen:
            self.view.choose(chosen[0])
        self.setVisible(bool(files))

    def take_back(self) -> None:
        """Takes back all that the chosen file entered, after asking."""
        chosen = self.view.rows_chosen()
        if not chosen:
            return
        store, file = self._desk.store, chosen[0]
        question = _("Take back all that %(file)s entered?") % {"file": file.name}
        detail = _("Its payments are voided and its claims stand as before.")
        if self._desk.prompts.confirm(self, question, _("Take back"), detail):
            self._desk.write(
                _("Taking payments back"),
                lambda _track: settlements.undo(store, file.id),
                self._done,
            )

    def _done(self, _result: object) -> None:
        self._desk.say(_("Its payments were taken back."))
        self.refresh()

    def _offer(self, row: AppliedFile | None) -> None:
        self.back_button.setEnabled(row is not None and row.undone_at is None)
