"""A card that opens and closes by its heading; whether it is open is remembered."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.views.cards import words
from desktop_app.views.desk import Desk


class FoldingCard(QFrame):
    """Heading, a few words beside it, and a body that can be folded away."""

    def __init__(self, desk: Desk, key: str, title: str, *, opened: bool = True) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._memory, self._key = desk.memory, f"card/{key}"
        self.head = QToolButton()
        self.head.setText(title)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setCheckable(True)
        self.head.setProperty("heading", True)
        self.aside: QLabel = words("", "caption", wrap=False)
        self.aside.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.tools = QHBoxLayout()
        self.tools.setSpacing(6)
        self.body = QWidget()
        self.inner = QVBoxLayout(self.body)
        self.inner.setContentsMargins(0, 0, 0, 2)
        self.inner.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.head)
        top.addWidget(self.aside, 1)
        top.addLayout(self.tools)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.body)
        self.inner.setContentsMargins(6, 0, 0, 4)
        saved = self._memory.value(self._key)
        self.unfold(opened if saved is None else str(saved) == "true")
        self.head.clicked.connect(self._toggle)

    def unfold(self, opened: bool) -> None:  # noqa: FBT001 - what it is set to
        """Opens or closes the card."""
        self.head.setChecked(opened)
        arrow = Qt.ArrowType.DownArrow if opened else Qt.ArrowType.RightArrow
        self.head.setArrowType(arrow)
        self.body.setVisible(opened)

    def _toggle(self, opened: bool) -> None:  # noqa: FBT001 - Qt's signal
        self.unfold(opened)
        self._memory.setValue(self._key, "true" if opened else "false")
