"""A filter with many choices: one chip that opens a menu and says what is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.views.list_pane import FilterChips


class MenuFilter(FilterChips):
    """Like `FilterChips`, its choices in a menu."""

    def __init__(self, title: str, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(title, ())
        self._title = title
        self.button = QPushButton(title)
        self.button.setProperty("filter", True)
        self.button.setCheckable(True)
        self.button.setAccessibleName(title)
        self._menu = QMenu(self.button)
        self.actions_: dict[str, QAction] = {}
        for code, text in choices:
            action = self._menu.addAction(text)
            action.setCheckable(True)
            action.triggered.connect(lambda _checked: self._chosen())
            self.actions_[code] = action
        self._menu.addSeparator()
        self._menu.addAction(_("All"), self._all)
        self.button.setMenu(self._menu)
        self.row.addWidget(self.button)
        self._tell()

    @override
    def codes(self) -> frozenset[str]:
        """Those that are on."""
        return frozenset(code for code, action in self.actions_.items() if action.isChecked())

    @override
    def set_codes(self, codes: Iterable[str]) -> None:
        """Turns exactly these on, without telling."""
        wanted = set(codes)
        for code, action in self.actions_.items():
            action.setChecked(code in wanted)
        self._tell()

    def _all(self) -> None:
        self.set_codes(())
        self.changed.emit()

    def _chosen(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        on = [action.text() for action in self.actions_.values() if action.isChecked()]
        shown = self._title
        if len(on) == 1:
            shown = f"{self._title}: {on[0]}"
        elif on:
            shown = f"{self._title}: {len(on)}"
        self.button.setText(f"{shown} ▾")
        self.button.setChecked(bool(on))
