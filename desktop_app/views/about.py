"""What the program is, and which keys it has."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QVBoxLayout, QWidget

from desktop_app import __version__
from desktop_app.core.i18n import _
from desktop_app.views import boxes, keys_page
from desktop_app.views.icons import icon
from desktop_app.views.weighing_parts import roaming

_BAR = 16


class AboutDialog(QDialog):
    """Name, version, licences."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("About After-Sales Desk"))
        picture = QLabel()
        picture.setPixmap(icon("desk", "#0f6e6a", 56).pixmap(56, 56))
        name = QLabel(_("After-Sales Desk"))
        name.setProperty("role", "title")
        words = QLabel(
            _(
                "Version %(version)s. Works without a network; everything stays in the shop's "
                "data folder on this computer.\n\nMIT licence. The font Noto Sans SC comes under "
                "the SIL Open Font License; Qt by PySide6 under the LGPL."
            )
            % {"version": __version__}
        )
        words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(10)
        for part in (picture, name, words, _closer(self)):
            layout.addWidget(part)
        self.setFixedWidth(440)


class KeysDialog(QDialog):
    """All keys on one page."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keyboard"))
        inside = keys_page.page()
        area = roaming(inside)
        area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        area.setAccessibleName(_("Keyboard"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 16)
        layout.setSpacing(8)
        layout.addWidget(area, 1)
        foot = boxes.line(_closer(self))
        foot.setContentsMargins(20, 0, 20, 0)
        layout.addLayout(foot)
        wanted = inside.sizeHint() + QSize(_BAR, foot.sizeHint().height() + _BAR * 2)
        self.resize(wanted.boundedTo(self.screen().availableSize() - QSize(_BAR * 2, _BAR * 4)))


def _closer(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    return buttons
