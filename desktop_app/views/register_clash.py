"""A cell that was changed elsewhere while it was written here: both texts, to decide."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton

from desktop_app.core.i18n import _
from desktop_app.services import register_columns
from desktop_app.services.register_edits import Edit
from desktop_app.services.register_rows import RegisterRow


class ClashBar(QFrame):
    """`decided` gives the edit to be written after all."""

    decided = Signal(object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("verdict")
        self.setProperty("tone", "warn")
        self._edit: Edit | None = None
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setWordWrap(True)
        self.keep_button = QPushButton(_("Leave it as it is now"))
        self.keep_button.clicked.connect(lambda _checked=False: self.leave())
        self.mine_button = QPushButton(_("Put mine in"))
        self.mine_button.clicked.connect(lambda _checked=False: self._put())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 6)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.keep_button)
        layout.addWidget(self.mine_button)
        self.hide()

    def show_clash(self, edit: Edit, row: RegisterRow) -> None:
        """Shows what stands in the cell now, and what was meant for it."""
        self._edit = replace(edit, version=row.row_version)
        column = register_columns.BY_NAME[edit.column]
        told = {
            "no": row.no,
            "column": _(column.title),
            "now": column.text(row) or "–",
            "mine": edit.text or "–",
        }
        self.words.setText(
            _("%(no)s was changed elsewhere. %(column)s now: %(now)s; yours: %(mine)s") % told
        )
        self.show()
        self.keep_button.setFocus()

    def leave(self) -> None:
        """Keeps what is there now."""
        self._edit = None
        self.hide()
        self.left.emit()

    def _put(self) -> None:
        edit = self._edit
        self.leave()
        if edit is not None:
            self.decided.emit(edit)
