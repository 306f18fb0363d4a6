"""A list of kinds with a tick before each that is wanted."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from desktop_app.core.labels import label
from desktop_app.views.cards import words


class KindChoice(QWidget):
    """Those that were chosen keep their order and stand first; Space ticks."""

    def __init__(self, title: str, kinds: type[StrEnum]) -> None:
        super().__init__()
        self._kinds = kinds
        self.list = QListWidget()
        self.list.setAccessibleName(title)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(words(title, "caption", wrap=False))
        layout.addWidget(self.list, 1)

    def set_chosen(self, chosen: Iterable[StrEnum]) -> None:
        """Ticks exactly these."""
        wanted = list(chosen)
        self.list.clear()
        for kind in [*wanted, *(kind for kind in self._kinds if kind not in wanted)]:
            item = QListWidgetItem(label(kind))
            item.setData(Qt.ItemDataRole.UserRole, kind.value)
            ticked = Qt.CheckState.Checked if kind in wanted else Qt.CheckState.Unchecked
            item.setCheckState(ticked)
            item.setSizeHint(QSize(0, 26))
            self.list.addItem(item)

    def chosen(self) -> list[str]:
        """The codes of those that are ticked, in their order."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return [
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        ]
