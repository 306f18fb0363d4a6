"""The roll-forward as a small table for each currency: it balances in number and in money."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services.roll_forwards import RollForward
from desktop_app.views import cards
from desktop_app.views.cards import Card
from desktop_app.views.claims_words import amount
from desktop_app.views.theme import Tone

_LINES: tuple[tuple[str, str, str], ...] = (
    ("opening", "", N_("Opening")),
    ("new", "+", N_("New this month")),
    ("recovered", "−", N_("Recovered")),
    ("written_off", "−", N_("Written off")),
    ("reduced", "−", N_("Reduced by part approvals and voids")),
    ("closing", "=", N_("Closing")),
)


class RollForwardCard(Card):
    """Opening + new − recovered − written off − reduced = closing."""

    def __init__(self) -> None:
        super().__init__(_("Roll-forward"))

    def show_rows(self, rows: list[RollForward]) -> None:
        """Shows each currency by itself; never summed together."""
        self.clear()
        if not rows:
            self.body.addWidget(cards.words(_("No claims in this month."), "caption"))
        for row in rows:
            self.body.addWidget(_table(row))


def _table(row: RollForward) -> QWidget:
    box = QWidget()
    grid = QGridLayout(box)
    grid.setContentsMargins(0, 2, 0, 6)
    grid.setHorizontalSpacing(18)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(1, 1)
    head = QHBoxLayout()
    head.addWidget(cards.words(row.currency, "heading", wrap=False))
    words = _("Balances") if row.balances else _("Doesn't balance")
    head.addWidget(cards.chip(words, Tone.GOOD if row.balances else Tone.BAD))
    head.addStretch(1)
    grid.addLayout(head, 0, 0, 1, 2)
    for column, title in ((2, _("Number of claims")), (3, _("Amount"))):
        grid.addWidget(cards.words(title, "caption", wrap=False), 0, column, _RIGHT)
    for place, (name, sign, title) in enumerate(_LINES, 1):
        value = getattr(row, name)
        strong = "heading" if name == "closing" else ""
        if name == "closing":
            grid.addWidget(_rule(), place, 0, 1, 4)
            place += 1  # noqa: PLW2901 - the line above the sum takes a row
        cells = (sign, _(title), f"{value.count:,}", amount(value.minor, row.currency))
        for column, text in enumerate(cells):
            made = cards.words(text, strong or ("caption" if not column else ""), wrap=False)
            if column > 1:
                grid.addWidget(made, place, column, _RIGHT)
            else:
                grid.addWidget(made, place, column)
    return box


def _rule() -> QFrame:
    line = QFrame()
    line.setFrameShape(QFrame.Shape.HLine)
    line.setFixedHeight(1)
    return line


_RIGHT = Qt.AlignmentFlag.AlignRight
