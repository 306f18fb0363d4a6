"""A parcel's earlier checks, today's of all parcels, and voiding one with a reason."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.core.kinds import WeightSource
from desktop_app.services import weighing, weight_checks
from desktop_app.services.scans import Parcel
from desktop_app.services.weight_checks import CheckFilter, CheckRow
from desktop_app.views import weighing_columns as columns
from desktop_app.views.desk import Desk
from desktop_app.views.rows_model import RowsModel
from desktop_app.views.rows_view import RowsView


class ReasonBar(QWidget):
    """A line that asks for a reason: Enter does it, Esc thinks better of it."""

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._do: Callable[[str], object] | None = None
        self.words = QLabel()
        self.edit = QLineEdit()
        self.edit.setAccessibleName(_("Reason"))
        self.edit.returnPressed.connect(self._go)
        self.button = QPushButton()
        self.button.clicked.connect(self._go)
        back = QPushButton(_("Cancel"))
        back.clicked.connect(self.close_bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.words)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.button)
        layout.addWidget(back)
        self.hide()

    def ask(self, question: str, yes: str, do: Callable[[str], object]) -> None:
        """Asks; ``do`` gets the reason and returns False to keep the bar open."""
        self._do = do
        self.words.setText(question)
        self.edit.setAccessibleName(question)
        self.edit.clear()
        self.button.setText(yes)
        self.show()
        self.edit.setFocus()

    def close_bar(self) -> None:
        """Puts the question away."""
        self._do = None
        self.hide()
        self.closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _go(self) -> None:
        if self._do is not None and self._do(self.edit.text().strip()) is not False:
            self.close_bar()


def void(desk: Desk, bar: ReasonBar, row: CheckRow) -> None:
    """Asks why a check shouldn't count, and voids it."""

    def do(reason: str) -> bool:
        def act() -> bool:
            weighing.void(desk.store, row.id, reason)
            return True

        return bool(desk.attempt(act, default=False))

    bar.ask(_("Why doesn't it count?"), _("Void the check"), do)


class History(QWidget):
    """All checks of one parcel, of each scale, the voided ones too."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._wanted: CheckFilter | None = None
        self.model = RowsModel(
            columns.HISTORY, lambda ids: weight_checks.rows(desk.store, ids), self
        )
        self.view = RowsView(self.model, "weigh-history", desk.memory)
        self.view.setAccessibleName(_("Earlier checks of this parcel"))
        self.view.horizontalHeader().setSectionsClickable(False)
        self.view.picked.connect(self._pick)
        title = QLabel(_("Checks of this parcel"))
        title.setProperty("role", "heading")
        self.void_button = QPushButton(_("Void…"))
        self.void_button.setProperty("danger", True)
        self.void_button.setEnabled(False)
        self.void_button.clicked.connect(self._void)
        self.reason = ReasonBar()
        self.reason.closed.connect(self.view.setFocus)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.void_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(head)
        layout.addWidget(self.reason)
        layout.addWidget(self.view, 1)

    def show_parcel(self, parcel: Parcel) -> None:
        """The checks of a parcel, newest first."""
        self._wanted = _of(parcel)
        self.refresh()

    def refresh(self) -> None:
        """Reads them anew; what is chosen stays chosen."""
        if self._wanted is None:
            return
        chosen = self.view.ids_chosen()
        self.model.set_ids(weight_checks.ids(self._desk.store, self._wanted))
        if chosen:
            self.view.choose(chosen[0])

    def _pick(self, row: CheckRow | None) -> None:
        self.void_button.setEnabled(row is not None and row.voided_at is None)

    def _void(self) -> None:
        rows = self.view.rows_chosen()
        if rows:
            void(self._desk, self.reason, rows[0])


class Today(QWidget):
    """What was weighed today, on the shop's own scale. `opened` tells a parcel's number."""

    opened = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.title = QLabel()
        self.title.setProperty("role", "heading")
        self.model = RowsModel(columns.TODAY, lambda ids: weight_checks.rows(desk.store, ids), self)
        self.view = RowsView(self.model, "weigh-today", desk.memory)
        self.view.setAccessibleName(_("Weighed today"))
        self.view.horizontalHeader().setSectionsClickable(False)
        self.view.opened.connect(self._open)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.title)
        layout.addWidget(self.view, 1)

    def refresh(self) -> None:
        """Reads them anew."""
        wanted = CheckFilter(
            since=clock.start_of_day(clock.today()), sources=frozenset({WeightSource.OWN})
        )
        found = weight_checks.ids(self._desk.store, wanted)
        self.model.set_ids(found)
        self.view.setVisible(bool(found))
        words = _("Weighed today: %(count)s") if found else _("Nothing was weighed today yet.")
        self.title.setText(words % {"count": f"{len(found):,}"})

    def _open(self, row: CheckRow) -> None:
        self.opened.emit(row.tracking or row.order_no or row.case_no)


def _of(parcel: Parcel) -> CheckFilter:
    if parcel.order_id is not None and not parcel.sent_again:
        return CheckFilter(order_id=parcel.order_id, with_voided=True)
    if parcel.tracking:
        return CheckFilter(text=parcel.tracking, with_voided=True)
    return CheckFilter(case_id=parcel.case_id, with_voided=True)
