"""What the program is, and which keys it has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop_app import __version__
from desktop_app.core.i18n import _
from desktop_app.views import actions
from desktop_app.views.icons import icon


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
        grid = QGridLayout()
        grid.setHorizontalSpacing(32)
        grid.setVerticalSpacing(7)
        more = [
            (_("Rooms, from Today to Reports"), "Ctrl+1 … Ctrl+7"),
            (_("A room's pages, one after another"), "Alt+1 … Alt+9"),
            (_("Copy the selected rows"), "Ctrl+C"),
            (_("Open the selected row"), "Enter"),
            (_("Back to the list"), "Esc"),
        ]
        for place, (words, keys) in enumerate([*actions.keys(), *more]):
            grid.addWidget(QLabel(words.rstrip("…")), place, 0)
            key = QLabel(keys)
            key.setProperty("chip", True)
            key.setProperty("tone", "plain")
            grid.addWidget(key, place, 1, Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(14)
        layout.addLayout(grid)
        layout.addWidget(_closer(self))


def _closer(dialog: QDialog) -> QDialogButtonBox:
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    return buttons
