"""The guide, read in the program itself: it needs no network and no other program."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices, QImage, QTextBlock, QTextCursor, QTextDocument
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import i18n, paths
from desktop_app.core.i18n import _
from desktop_app.views import boxes
from desktop_app.views.icons import icon

_PICTURE = 720
_FILES = {"zh_CN": "guide.zh.md", "en": "guide.en.md"}
_BLOCK = Qt.ItemDataRole.UserRole
_DEEPEST = 3


def guide_file(language: str) -> Path:
    """The guide in a language, where it was installed or lies in a source tree."""
    shipped = paths.resources() / "guide"
    place = shipped if shipped.is_dir() else paths.resources().parent / "docs"
    return place / _FILES[language]


class GuideDialog(QDialog):
    """The parts at the left, the text beside them; it may stay open beside the window."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Guide"))
        self.parts = QListWidget()
        self.parts.setAccessibleName(_("Parts of the guide"))
        self.text = _Page()
        self.text.setAccessibleName(_("Guide"))
        self.back = QPushButton(icon("previous"), _("Back"))
        self.back.setEnabled(False)
        self.back.clicked.connect(self.text.backward)
        self.text.backwardAvailable.connect(self.back.setEnabled)
        self.text.sourceChanged.connect(lambda _source: self._list_parts())
        self.text.anchorClicked.connect(self.follow)
        self.parts.itemClicked.connect(self._show_part)
        self.parts.itemActivated.connect(self._show_part)
        left = boxes.stack(self.parts, self.back, grows=self.parts)
        left.setContentsMargins(0, 0, 0, 0)
        splitter = QSplitter()
        splitter.addWidget(boxes.held(left))
        splitter.addWidget(self.text)
        splitter.setSizes([230, 790])
        splitter.setChildrenCollapsible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(splitter)
        self.resize(1060, 720)
        self.text.setSource(QUrl.fromLocalFile(str(guide_file(i18n.language()))))

    def follow(self, link: QUrl) -> None:
        """Goes where a link of the text points: a part, another page, or the person's browser."""
        if link.scheme() in ("http", "https"):
            QDesktopServices.openUrl(link)
            return
        if link.path():
            self.text.setSource(self.text.source().resolved(link))
        if link.hasFragment():
            self._find_part(link.fragment())

    def _find_part(self, fragment: str) -> None:
        wanted = QUrl.fromPercentEncoding(fragment.encode())
        for place in range(self.parts.count()):
            if _fragment(self.parts.item(place).text().strip()) == wanted:
                self._show_part(self.parts.item(place))
                return

    def _show_part(self, item: QListWidgetItem) -> None:
        self.parts.setCurrentItem(item)
        block = self.text.document().findBlockByNumber(int(item.data(_BLOCK)))
        cursor = QTextCursor(block)
        # From the end upwards: so the heading comes to stand at the top of what is seen.
        self.text.moveCursor(QTextCursor.MoveOperation.End)
        self.text.setTextCursor(cursor)

    def _list_parts(self) -> None:
        self.parts.clear()
        block: QTextBlock = self.text.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            if 1 < level <= _DEEPEST:
                item = QListWidgetItem("    " * (level - 2) + block.text())
                item.setData(_BLOCK, block.blockNumber())
                self.parts.addItem(item)
            block = block.next()


class _Page(QTextBrowser):
    """Shows pages of Markdown; their pictures no wider than a page is."""

    def __init__(self) -> None:
        super().__init__()
        self.setOpenLinks(False)

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return super().loadResource(kind, name)
        picture = QImage(self.source().resolved(QUrl(name)).toLocalFile())
        if picture.width() <= _PICTURE:
            return picture
        return picture.scaledToWidth(_PICTURE, Qt.TransformationMode.SmoothTransformation)


def _fragment(heading: str) -> str:
    """What links call a heading, as on the pages of code hosts."""
    kept = (char for char in heading.lower() if char.isalnum() or char in "-_ ")
    return "".join(kept).replace(" ", "-")
