"""A row of parts that goes on in the next line where the width ends."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QMargins, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget
from typing_extensions import override


class FlowLayout(QLayout):
    """Parts as wide as they want to be, from the left, in as many lines as it takes."""

    def __init__(self, parent: QWidget | None = None, spacing: int = 6) -> None:
        super().__init__(parent)
        self._parts: list[QLayoutItem] = []
        self.setContentsMargins(QMargins())
        self.setSpacing(spacing)

    @override
    def addItem(self, item: QLayoutItem) -> None:
        self._parts.append(item)

    @override
    def count(self) -> int:
        return len(self._parts)

    @override
    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._parts[index] if 0 <= index < len(self._parts) else None

    @override
    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._parts.pop(index) if 0 <= index < len(self._parts) else None

    @override
    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int) -> int:
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    @override
    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    @override
    def sizeHint(self) -> QSize:
        """All parts in one line, if only there were room for it."""
        sizes = [part.sizeHint() for part in self._shown()]
        width = sum(size.width() for size in sizes) + self.spacing() * max(0, len(sizes) - 1)
        margins = self.contentsMargins()
        wanted = QSize(width, max((size.height() for size in sizes), default=0))
        return wanted + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    @override
    def minimumSize(self) -> QSize:
        size = QSize()
        for part in self._shown():
            size = size.expandedTo(part.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def _shown(self) -> list[QLayoutItem]:
        return [part for part in self._parts if not part.isEmpty()]

    def _lay_out(self, rect: QRect, *, move: bool) -> int:
        """Places the parts, each in the middle of its line, or only reckons; returns the height."""
        inner = rect.marginsRemoved(self.contentsMargins())
        bottom = y = inner.y()
        for line in self._lines(inner.width()):
            height = max(size.height() for _part, size in line)
            x, bottom = inner.x(), y + height
            for part, size in line:
                if move:
                    place = QPoint(x, y + (height - size.height()) // 2)
                    width = min(size.width(), inner.width())
                    part.setGeometry(QRect(place, QSize(width, size.height())))
                x += size.width() + self.spacing()
            y = bottom + self.spacing()
        return bottom - rect.y() + self.contentsMargins().bottom()

    def _lines(self, width: int) -> Iterator[list[tuple[QLayoutItem, QSize]]]:
        """The parts that stand in each line."""
        line: list[tuple[QLayoutItem, QSize]] = []
        left = width
        for part in self._shown():
            size = part.sizeHint()
            if size.width() > width > 0 and part.hasHeightForWidth():
                size = QSize(width, part.heightForWidth(width))
            if line and size.width() > left:
                yield line
                line, left = [], width
            line.append((part, size))
            left -= size.width() + self.spacing()
        if line:
            yield line
