"""What can be placed on a form, with what a real claim says there; dragged, or Enter places it."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QMimeData, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.form_proofs import Offer
from desktop_app.views import form_canvas
from desktop_app.views.icons import icon

_OFFER = Qt.ItemDataRole.UserRole
_SAMPLE_LENGTH = 40
_MARK = 2  # the column that says what is placed
_ROW_PX = 22


class FieldPalette(QWidget):
    """`wanted` asks for a field in one of its ways."""

    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.search = QLineEdit()
        self.search.setProperty("search", True)
        self.search.setPlaceholderText(_("Find a field"))
        self.search.setAccessibleName(_("Find a field"))
        self.search.setClearButtonEnabled(True)
        self.tree = _Tree()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.tree, 1)
        self.search.textChanged.connect(self._filter)
        self.search.returnPressed.connect(self.tree.setFocus)
        self.tree.wanted.connect(self.wanted)

    def show_offers(self, offers: Sequence[Offer]) -> None:
        """Fills it; the ways of a field stand below it, folded."""
        self.tree.clear()
        groups: dict[str, QTreeWidgetItem] = {}
        fields: dict[str, QTreeWidgetItem] = {}
        for offer in offers:
            group = groups.get(offer.group) or self._group(groups, offer.group)
            made = QTreeWidgetItem([offer.short, _one_line(offer.sample)])
            made.setData(0, _OFFER, offer)
            made.setSizeHint(0, QSize(0, _ROW_PX))
            made.setToolTip(0, offer.title)
            made.setToolTip(1, offer.sample)
            fields.setdefault(offer.field, group).addChild(made)
            fields[offer.field] = fields[offer.field] if offer.way else made
        self._filter(self.search.text())

    def mark(self, placed: Collection[tuple[str, str]]) -> None:
        """Marks those that are on the form already."""
        done, none = icon("check"), QIcon()
        for item in self.tree.all_items():
            offer = item.data(0, _OFFER)
            if isinstance(offer, Offer):
                item.setIcon(_MARK, done if (offer.field, offer.way) in placed else none)

    def _group(self, groups: dict[str, QTreeWidgetItem], name: str) -> QTreeWidgetItem:
        made = groups[name] = QTreeWidgetItem([name])
        made.setSizeHint(0, QSize(0, _ROW_PX))
        made.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = made.font(0)
        font.setBold(True)
        made.setFont(0, font)
        self.tree.addTopLevelItem(made)
        made.setFirstColumnSpanned(True)
        made.setExpanded(True)
        return made

    def _filter(self, text: str) -> None:
        """Shows what holds the text in its name or sample, its field and group with it."""
        wanted = text.strip().casefold()
        for place in range(self.tree.topLevelItemCount()):
            _show_matching(self.tree.topLevelItem(place), wanted)


class _Tree(QTreeWidget):
    wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Fields"))
        self.setHeaderLabels([_("Field"), _("In this claim"), ""])
        self.setIndentation(14)
        self.setUniformRowHeights(True)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.header().setStretchLastSection(False)
        self.header().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.header().setSectionResizeMode(_MARK, QHeaderView.ResizeMode.Fixed)
        self.header().setMinimumSectionSize(24)
        self.header().resizeSection(0, 150)
        self.header().resizeSection(_MARK, 28)
        self.itemDoubleClicked.connect(lambda item, _column: self._want(item))

    def all_items(self) -> list[QTreeWidgetItem]:
        """Every line, folded or not."""
        return _below(self.invisibleRootItem())

    @override
    def mimeData(self, items: Sequence[QTreeWidgetItem]) -> QMimeData:
        offer = items[0].data(0, _OFFER) if items else None
        return form_canvas.mime(offer.field, offer.way) if isinstance(offer, Offer) else QMimeData()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._want(self.currentItem())
        else:
            super().keyPressEvent(event)

    def _want(self, item: QTreeWidgetItem | None) -> None:
        offer = item.data(0, _OFFER) if item else None
        if isinstance(offer, Offer):
            self.wanted.emit(offer.field, offer.way)


def _below(item: QTreeWidgetItem) -> list[QTreeWidgetItem]:
    children = [item.child(place) for place in range(item.childCount())]
    return [one for child in children if child is not None for one in (child, *_below(child))]


def _show_matching(item: QTreeWidgetItem | None, wanted: str) -> bool:
    if item is None:
        return False
    offer = item.data(0, _OFFER)
    words = f"{offer.title}\n{offer.sample}" if isinstance(offer, Offer) else ""
    own = not wanted or wanted in words.casefold()
    below = [_show_matching(item.child(place), wanted) for place in range(item.childCount())]
    item.setHidden(not (own or any(below)))
    if isinstance(offer, Offer):
        item.setExpanded(bool(wanted) and any(below) and not own)
    return own or any(below)


def _one_line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SAMPLE_LENGTH else line[:_SAMPLE_LENGTH] + "…"
