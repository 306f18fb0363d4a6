"""The orders that a parcel without owner may belong to (有主/无主, R39)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label_of
from desktop_app.services.parcel_owners import Owner
from desktop_app.views.cards import empty
from desktop_app.views.weighing_parts import text_label


class OwnerList(QWidget):
    """The orders that a parcel may belong to, each with what speaks for it."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(6)

    def show_owners(self, owners: Sequence[Owner]) -> None:
        """Shows them, likeliest first."""
        empty(self._layout)
        self.buttons = []
        if owners:
            self._layout.addWidget(text_label("heading", _("Whose is it?")))
        for owner in owners:
            self._layout.addWidget(self._row(owner))
        self.setVisible(bool(owners))

    def _row(self, owner: Owner) -> QWidget:
        words = text_label("caption", _owner_words(owner))
        button = QPushButton(_("It's theirs"))
        button.setAccessibleName(f"{button.text()}: {owner.order_no}")
        button.clicked.connect(lambda: self.chosen.emit(owner))
        self.buttons.append(button)
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(words, 1)
        layout.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row


def _owner_words(owner: Owner) -> str:
    by = {
        "tracking": _("by its tracking number"),
        "order_no": _("by its order number"),
        "phone": _("by the phone"),
        "name": _("by the name"),
    }
    parts = (
        owner.buyer,
        label_of(Platform, owner.platform),
        owner.order_no,
        owner.created[:10],
        owner.goods,
        _(", ").join(by[clue] for clue in owner.by),
    )
    return " · ".join(part for part in parts if part)
