"""The first start: language, where the shop's data lies, an empty shop or a demo to try."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import i18n, paths, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.views.icons import icon


@dataclass(frozen=True)
class Choice:
    """Which folder the program opens, and whether it is to be filled with a demo shop."""

    folder: Path
    demo: bool = False


class FirstStart(QDialog):
    """Accepted once `choice` has a folder that can be written; a demo gets a folder of its own."""

    def __init__(self, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice: Choice | None = None
        self.folder = QLineEdit(str(folder))
        self.language = QComboBox()
        for code, name in (("zh_CN", "简体中文"), ("en", "English")):
            self.language.addItem(name, code)
        self.language.setCurrentIndex(self.language.findData(i18n.language()))
        self.language.currentIndexChanged.connect(self._speak)
        self._title, self._words, self._where = QLabel(), QLabel(), QLabel()
        self._fault = QLabel()
        self._fault.setProperty("role", "error")
        self._fault.setWordWrap(True)
        self._browse, self.begin, self.demo = QPushButton(), QPushButton(), QPushButton()
        self._browse.clicked.connect(self._choose)
        self.begin.clicked.connect(self.begin_shop)
        self.demo.clicked.connect(self.begin_demo)
        self._build()
        self._speak()

    def begin_shop(self) -> None:
        """Goes on with an empty shop in the folder."""
        self._take(Path(self.folder.text()))

    def begin_demo(self) -> None:
        """Goes on with an invented shop in a folder of its own beside the other."""
        beside = Path(self.folder.text())
        target = beside.with_name(f"{beside.name}-demo")
        self._take(target, demo=not paths.DataPaths(target).database.exists())

    def _take(self, folder: Path, *, demo: bool = False) -> None:
        try:
            paths.DataPaths(folder.absolute()).make()
            paths.choose_data_dir(folder.absolute())
        except UserError as error:
            self._fault.setText(texts.sentence(error))
            return
        self.choice = Choice(folder.absolute(), demo)
        self.accept()

    def _choose(self) -> None:
        found = QFileDialog.getExistingDirectory(self, _("Data folder"), self.folder.text())
        if found:
            self.folder.setText(found)

    def _build(self) -> None:
        picture = QLabel()
        picture.setPixmap(icon("desk", "#0f6e6a", 56).pixmap(56, 56))
        self._title.setProperty("role", "title")
        self._where.setProperty("role", "caption")
        self._words.setWordWrap(True)
        self.begin.setProperty("primary", True)
        self.begin.setDefault(True)
        head = QHBoxLayout()
        head.addWidget(picture)
        head.addWidget(self._title, 1)
        head.addWidget(self.language, 0, Qt.AlignmentFlag.AlignTop)
        place = QHBoxLayout()
        place.addWidget(self.folder, 1)
        place.addWidget(self._browse)
        buttons = QHBoxLayout()
        buttons.addWidget(self.demo)
        buttons.addStretch(1)
        buttons.addWidget(self.begin)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(12)
        layout.addLayout(head)
        layout.addWidget(self._words)
        layout.addSpacing(6)
        layout.addWidget(self._where)
        layout.addLayout(place)
        layout.addWidget(self._fault)
        layout.addSpacing(10)
        layout.addLayout(buttons)
        self.setFixedWidth(620)

    def _speak(self) -> None:
        i18n.use(str(self.language.currentData()))
        self.setWindowTitle(_("After-Sales Desk"))
        self._title.setText(_("Welcome to After-Sales Desk"))
        self._words.setText(
            _(
                "Cases, evidence photos, weight checks and courier claims of your shop, on this "
                "computer and nowhere else. It needs no network."
            )
        )
        self._where.setText(_("Where the shop's data is kept"))
        self._browse.setText(_("Other folder…"))
        self.begin.setText(_("Begin with my shop"))
        self.demo.setText(_("Try it with a demo shop"))
        self.folder.setAccessibleName(self._where.text())
        self.language.setAccessibleName(_("Language"))
