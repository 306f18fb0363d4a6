"""Buyers with whom nothing was done for longer than data are kept: looked at, then anonymised."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QSpinBox, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.core import dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label_of
from desktop_app.services import retention
from desktop_app.services.retention import Applied, OldBuyer
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone

_COLUMNS = (
    Column[OldBuyer]("buyer", N_("Buyer ID"), lambda row: row.buyer_id, 150, "buyer_id"),
    Column[OldBuyer]("last", N_("Last business"), lambda row: row.last[:10], 110, "last"),
    Column[OldBuyer]("orders", N_("Orders"), lambda row: str(row.orders), 70, "orders", right=True),
    Column[OldBuyer]("cases", N_("Cases"), lambda row: str(row.cases), 70, "cases", right=True),
    Column[OldBuyer](
        "vip", N_("VIP"), lambda row: str(row.vip_level or ""), 50, "vip_level", right=True
    ),
    Column[OldBuyer](
        "platform", N_("Platform"), lambda row: label_of(Platform, row.platform), 100, "platform"
    ),
)


class RetentionPanel(QWidget):
    """Nothing happens before the person says so. `left` closes the form."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self.years = QSpinBox()
        self.years.setRange(retention.LEAST_YEARS, 30)
        self.years.setAccessibleName(_("Years for which data are kept"))
        self.years.valueChanged.connect(self._keep_years)
        self.told = words("", "heading")
        self.model = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "retention", _("Buyers kept long enough"))
        self.go = button(_("Anonymise…"), self.apply)
        self.go.setProperty("danger", True)
        self._build()

    def begin(self) -> None:
        """Looks whose data have been kept long enough."""
        self.years.blockSignals(True)
        self.years.setValue(retention.years(self._desk.store))
        self.years.blockSignals(False)
        self._look()

    def apply(self) -> None:
        """Anonymises the chosen buyers, or all that are listed."""
        chosen = self.view.ids_chosen()
        ids = chosen if len(chosen) > 1 else list(self.model.ids)
        question = ngettext(
            "Anonymise %(count)d buyer for good?", "Anonymise %(count)d buyers for good?", len(ids)
        ) % {"count": len(ids)}
        detail = _(
            "Names, numbers, addresses, IDs and photos go; orders, cases and amounts stay. There"
            " is no way back; older backups still hold the data."
        )
        if not ids or not self._desk.prompts.confirm(self, question, _("Anonymise"), detail):
            return
        store = self._desk.store
        self._desk.write(
            _("Anonymising"),
            lambda track: retention.apply(store, ids, track=track),
            self._done,
        )

    def _keep_years(self, wanted: int) -> None:
        self._desk.attempt(lambda: retention.set_years(self._desk.store, wanted))
        self._look()

    def _look(self) -> None:
        self._asked += 1
        store = self._desk.store
        self._desk.read(lambda _track: retention.overdue(store), partial(self._show, self._asked))

    def _show(self, asked: int, found: list[OldBuyer]) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.model.show_rows(found)
        day = dates.day(retention.before(self._desk.store))
        self.told.setText(
            ngettext(
                "%(count)d buyer has had no business since %(day)s.",
                "%(count)d buyers have had no business since %(day)s.",
                len(found),
            )
            % {"count": len(found), "day": day}
        )
        self.go.setEnabled(bool(found))
        self._stack.setCurrentIndex(0 if found else 1)

    def _done(self, done: Applied) -> None:
        told = ngettext(
            "%(count)d buyer was anonymised.", "%(count)d buyers were anonymised.", done.buyers
        ) % {"count": done.buyers}
        self._desk.say(told, Tone.GOOD if done.finished else Tone.WARN)
        if isValid(self):
            self._look()

    def _build(self) -> None:
        hint = words(
            _(
                "The law wants orders and claims kept for three years at least; personal data"
                " needn't be kept for longer than they are needed. Nothing happens by itself."
            ),
            "caption",
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(words(_("Data kept long enough"), "title"))
        layout.addWidget(hint)
        years = words(_("years after the last business"), "caption", wrap=False)
        layout.addLayout(boxes.line(words(_("Kept for"), wrap=False), self.years, years, None))
        layout.addWidget(self.told)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        nothing = Empty(_("Nothing to do"), _("Everybody's last business is newer."), "check")
        self._stack.addWidget(empty_place(nothing))
        layout.addWidget(self._stack, 1)
        layout.addLayout(boxes.line(None, button(_("Close"), self.left.emit), self.go))
