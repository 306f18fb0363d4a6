"""Which packaging a parcel has: the materials, or grams typed by hand."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QMenu, QToolButton, QWidget

from desktop_app.core import texts, weight
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.services import packaging
from desktop_app.services.packaging import PackagingRow
from desktop_app.services.store import Store
from desktop_app.views.weighing_columns import grams


class PackingChoice(QWidget):
    """Materials by a menu, their grams in a field that can be overtyped.

    As long as nobody chose otherwise it is the usual packaging, with its tolerance.
    """

    changed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._rows: list[PackagingRow] = []
        self._chosen: set[int] | None = None
        self._typed = False
        self.button = QToolButton()
        self.button.setProperty("look", "button")
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.button.setAccessibleName(_("Packaging"))
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        self.edit = QLineEdit()
        self.edit.setFixedWidth(76)
        self.edit.setAccessibleName(_("Packaging in grams"))
        self.edit.textEdited.connect(self._overtype)
        caption = QLabel(_("Packaging"))
        caption.setProperty("role", "caption")
        unit = QLabel(_("g"))
        unit.setProperty("role", "caption")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(caption)
        layout.addWidget(self.button)
        layout.addWidget(self.edit)
        layout.addWidget(unit)
        layout.addStretch(1)
        self.refresh()

    def refresh(self) -> None:
        """Reads the materials anew; a choice made by hand stays."""
        self._rows = packaging.rows(self._store)
        self.menu.clear()
        chosen = self._ids()
        for row in self._rows:
            action = QAction(f"{row.name}  {grams(row.tare_g)}".replace("&", "&&"), self.menu)
            action.setCheckable(True)
            action.setChecked(row.id in chosen)
            action.toggled.connect(partial(self._toggle, row.id))
            self.menu.addAction(action)
        self.menu.addSeparator()
        usual = QAction(_("The usual packaging"), self.menu)
        usual.triggered.connect(self.reset)
        self.menu.addAction(usual)
        self._show()

    def reset(self) -> None:
        """Back to the usual packaging, for the next parcel."""
        self._chosen, self._typed = None, False
        self.refresh()
        self.changed.emit()

    def packaging_g(self) -> int | None:
        """The grams to count, None for the usual packaging. Raises BadValue for no weight."""
        if self._typed:
            text = self.edit.text().strip()
            return 0 if text in {"", "0"} else packaging.checked(weight.parse(text))
        if self._chosen is None:
            return None
        return sum(row.tare_g for row in self._rows if row.id in self._chosen)

    def fault(self) -> str:
        """What is wrong with the grams typed, or nothing."""
        try:
            self.packaging_g()
        except UserError as error:
            return texts.sentence(error)
        return ""

    def _ids(self) -> set[int]:
        if self._chosen is not None:
            return self._chosen
        return {row.id for row in self._rows if row.usual}

    def _toggle(self, row_id: int, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        chosen = set(self._ids())
        (chosen.add if on else chosen.discard)(row_id)
        self._chosen, self._typed = chosen, False
        self._show()
        self.changed.emit()

    def _overtype(self) -> None:
        self._typed = True
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        names = [row.name for row in self._rows if row.id in self._ids()]
        if self._typed:
            words = _("by hand")
        else:
            words = " + ".join(names) or _("none")
            total = sum(row.tare_g for row in self._rows if row.id in self._ids())
            self.edit.setText(str(total))
        self.button.setText(f"{words}  ▾".replace("&", "&&"))
        fault = self.fault()
        self.edit.setToolTip(fault)
        self.edit.setProperty("wrong", bool(fault))
        self.edit.style().unpolish(self.edit)
        self.edit.style().polish(self.edit)
