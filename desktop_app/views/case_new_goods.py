"""Which of the ordered goods a new case is about, and how many pieces of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QCheckBox, QGridLayout, QSpinBox, QWidget

from desktop_app.core import money
from desktop_app.core.i18n import _
from desktop_app.services.case_openings import OrderedLine
from desktop_app.views.cards import Card, words

_MOST = 9999


class GoodsChoice(Card):
    """All goods with all their pieces, until the person says otherwise; hidden without any."""

    def __init__(self) -> None:
        super().__init__(_("Which goods?"))
        self.lines: list[tuple[OrderedLine, QCheckBox, QSpinBox]] = []

    def show_lines(self, lines: Sequence[OrderedLine]) -> None:
        """Offers the goods of an order."""
        self.clear()
        self.lines = []
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        for place, line in enumerate(lines):
            name = " ".join(part for part in (line.title, line.variant) if part) or line.sku
            check = QCheckBox(name.replace("&", "&&"))
            check.setChecked(True)
            spin = QSpinBox()
            spin.setRange(1, _MOST)
            spin.setValue(line.quantity or 1)
            spin.setAccessibleName(_("Quantity of %(name)s") % {"name": name})
            check.toggled.connect(spin.setEnabled)
            price = money.text_or_none(line.price_minor)
            grid.addWidget(check, place, 0)
            grid.addWidget(words(price or "", "caption", wrap=False), place, 1)
            grid.addWidget(spin, place, 2)
            self.lines.append((line, check, spin))
        self.body.addWidget(box)
        self.setVisible(bool(lines))

    def chosen(self) -> tuple[tuple[str, int], ...] | None:
        """SKUs with their pieces; None for all as they were ordered."""
        chosen = [(line, spin.value()) for line, box, spin in self.lines if box.isChecked()]
        by_sku = tuple((line.sku, quantity) for line, quantity in chosen if line.sku)
        every = len(chosen) == len(self.lines) and all(
            quantity == (line.quantity or 1) for line, quantity in chosen
        )
        return None if every or not by_sku else by_sku
