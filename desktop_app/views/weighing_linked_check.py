"""The weight check that a wrong shipment rests upon (R4), in a line, with the way to it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.services import weight_checks, weight_texts
from desktop_app.services.weight_checks import CheckRow
from desktop_app.views.desk import Desk, Room
from desktop_app.views.weighing_parts import text_label


class LinkedCheck(QWidget):
    """Hidden where nothing was weighed."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: CheckRow | None = None
        self.words = text_label("body")
        self.button = QPushButton(_("Show the weighing"))
        self.button.setProperty("flat", True)
        self.button.clicked.connect(self._show)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.button)
        self.hide()

    def show_check(self, check_id: int | None) -> None:
        """Shows a check by its id, or nothing."""
        store = self._desk.store
        found = weight_checks.rows(store, [check_id]) if check_id is not None else []
        self._row = found[0] if found else None
        self.setVisible(bool(found))
        if self._row is not None:
            self.words.setText(_told(self._row))

    def _show(self) -> None:
        if self._row is not None:
            number = self._row.tracking or self._row.order_no or self._row.case_no
            self._desk.go(Room.WEIGHING, "show", number, "checks")


def _told(row: CheckRow) -> str:
    """“Weighed 3 Sep 08:05: 85 g too light (measured 270 g)”."""
    return _("Weighed %(when)s: %(verdict)s (measured %(grams)s g)") % {
        "when": dates.moment(row.at),
        "verdict": weight_texts.verdict(row.verdict, row.difference_g),
        "grams": f"{row.measured_g:,}",
    }
