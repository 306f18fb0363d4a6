"""Putting parts beside and below one another without writing the same five lines each time."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLayout, QScrollArea, QSplitter, QVBoxLayout, QWidget

Part = QWidget | QLayout | None
"""A widget, a layout, or None for the room that is left over."""


def line(*parts: Part, spacing: int = 10) -> QHBoxLayout:
    """Parts beside one another."""
    layout = QHBoxLayout()
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def stack(*parts: Part, spacing: int = 8, grows: QWidget | None = None) -> QVBoxLayout:
    """Parts below one another; ``grows`` takes the room that is left over."""
    layout = QVBoxLayout()
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(spacing)
    for part in parts:
        if part is None:
            layout.addStretch(1)
        elif isinstance(part, QWidget):
            layout.addWidget(part, 1 if part is grows else 0)
        else:
            layout.addLayout(part)
    return layout


def held(layout: QLayout) -> QWidget:
    """A widget that holds a layout."""
    made = QWidget()
    made.setLayout(layout)
    return made


def split(left: QWidget, right: QWidget, sizes: tuple[int, int]) -> QSplitter:
    """Two parts with a handle between them."""
    made = QSplitter(Qt.Orientation.Horizontal)
    made.addWidget(left)
    made.addWidget(right)
    made.setChildrenCollapsible(False)
    made.setSizes(list(sizes))
    return made


def scrolling(inner: QWidget) -> QScrollArea:
    """A part that may be longer than its place, but never wider."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(inner)
    return area


def page(owner: QWidget, layout: QLayout) -> None:
    """Fills a page of a room, with the usual margins."""
    layout.setContentsMargins(12, 12, 12, 12)
    owner.setLayout(layout)
