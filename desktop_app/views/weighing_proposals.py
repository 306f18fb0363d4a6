"""Weights learned from parcels that were right: proposed here, entered only by a person."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from desktop_app.core.i18n import _, ngettext
from desktop_app.services import weight_learning
from desktop_app.services.weight_learning import Proposal
from desktop_app.views.cards import empty
from desktop_app.views.desk import Desk
from desktop_app.views.weighing_columns import grams
from desktop_app.views.weighing_parts import text_label


class Proposals(QWidget):
    """Each with what the product weighs now, what its parcels say, and two buttons."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown: list[Proposal] = []
        self.apply_buttons: dict[str, QPushButton] = {}
        self.decline_buttons: dict[str, QPushButton] = {}
        self.look_button = QPushButton(_("Look through the weighings"))
        self.look_button.clicked.connect(self._look)
        self.hint = text_label("caption")
        self._list = QVBoxLayout()
        self._list.setSpacing(8)
        self._build()

    def refresh(self) -> None:
        """Shows the proposals that are open."""
        found = weight_learning.proposals(self._desk.store)
        if found == self._shown and self.hint.text():
            return
        self._shown = found
        empty(self._list)
        self.apply_buttons, self.decline_buttons = {}, {}
        for proposal in found:
            self._list.addWidget(self._row(proposal))
        self._list.addStretch(1)
        self.hint.setText(
            _("Parcels that were right tell these weights. Nothing is entered until you say so.")
            if found
            else _(
                "When at least %(count)s right parcels tell another weight than is entered, it is"
                " proposed here."
            )
            % {"count": weight_learning.LEAST_PARCELS}
        )

    def count(self) -> int:
        """How many are open."""
        return len(self._shown)

    def _look(self) -> None:
        store = self._desk.store
        title = _("Learning weights")
        self._desk.write(title, lambda track: weight_learning.propose(store, track), self._told)

    def _told(self, found: list[Proposal]) -> None:
        words = ngettext(
            "%(count)s weight is proposed", "%(count)s weights are proposed", len(found)
        )
        self._desk.say(words % {"count": len(found)})
        self.refresh()

    def _row(self, proposal: Proposal) -> QWidget:
        box = QFrame()
        box.setProperty("card", True)
        name = " ".join(part for part in (proposal.title, proposal.variant) if part)
        layout = QVBoxLayout(box)
        layout.setContentsMargins(12, 10, 12, 12)
        layout.setSpacing(4)
        layout.addWidget(text_label("heading", name or proposal.sku))
        layout.addWidget(text_label("body", _told(proposal)))
        buttons = QHBoxLayout()
        buttons.setContentsMargins(0, 4, 0, 0)
        buttons.setSpacing(8)
        do: tuple[tuple[str, dict[str, QPushButton], Callable[..., None]], ...] = (
            (_("Enter %(weight)s"), self.apply_buttons, weight_learning.apply),
            (_("Leave it"), self.decline_buttons, weight_learning.decline),
        )
        for words, kept, act in do:
            button = QPushButton(words % {"weight": grams(proposal.learned_g)})
            button.setAccessibleName(f"{button.text()}: {name or proposal.sku}")
            button.clicked.connect(partial(self._act, act, proposal.id))
            kept[proposal.sku] = button
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        return box

    def _act(self, act: Callable[..., None], proposal_id: int) -> None:
        self._desk.attempt(lambda: act(self._desk.store, proposal_id))
        self.refresh()

    def _build(self) -> None:
        inner = QWidget()
        inner.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 0, 0)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(10)
        layout.addWidget(self.hint)
        layout.addWidget(area, 1)
        layout.addWidget(self.look_button, 0, Qt.AlignmentFlag.AlignLeft)


def _told(proposal: Proposal) -> str:
    said = {
        "now": grams(proposal.weight_g),
        "learned": grams(proposal.learned_g),
        "spread": grams(proposal.spread_g),
        "parcels": proposal.parcels,
        "sku": proposal.sku,
    }
    if proposal.weight_g is None:
        return _("%(sku)s has no weight; %(parcels)s parcels say %(learned)s ± %(spread)s") % said
    return _("%(sku)s: entered %(now)s; %(parcels)s parcels say %(learned)s ± %(spread)s") % said
