"""A filter with many choices: one chip that opens a menu and says what is chosen."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.views.list_pane import FilterChips


class MenuFilter(FilterChips):
    """Like `FilterChips`, its choices in a menu; with ``single`` one at most is on."""

    def __init__(self, title: str, choices: Iterable[tuple[str, str]]) -> None:
        super().__init__(title, ())
        self._title = title
        self.button = QPushButton(title)
        self.button.setProperty("filter", True)
        self.button.setCheckable(True)
        self.button.setAccessibleName(title)
        self.single = False
        self._menu = QMenu(self.button)
        self.actions_: dict[str, QAction] = {}
        self.button.setMenu(self._menu)
        self.row.addWidget(self.button)
        self._fill(choices)
        self._tell()

    def offer(self, choices: Iterable[tuple[str, str]]) -> None:
        """Offers other choices; what was on stays on where it is still there. None hide it."""
        wanted = list(choices)
        if [(code, _shown(text)) for code, text in wanted] != [
            (code, action.text()) for code, action in self.actions_.items()
        ]:
            on = self.codes()
            self._menu.clear()
            self.actions_ = {}
            self._fill(wanted)
            self.set_codes(on)
        self.setVisible(bool(wanted))

    def in_order(self) -> tuple[str, ...]:
        """Those that are on, in the order of the menu."""
        return tuple(code for code, action in self.actions_.items() if action.isChecked())

    @override
    def codes(self) -> frozenset[str]:
        """Those that are on."""
        return frozenset(code for code, action in self.actions_.items() if action.isChecked())

    @override
    def set_codes(self, codes: Iterable[str]) -> None:
        """Turns exactly these on, without telling; one that isn't offered yet is then."""
        wanted = dict.fromkeys(map(str, codes))
        for code in wanted:
            if code not in self.actions_:
                self._add(code, code)
        for code, action in self.actions_.items():
            action.setChecked(code in wanted)
        self._tell()

    def _all(self) -> None:
        self.set_codes(())
        self.changed.emit()

    def _fill(self, choices: Iterable[tuple[str, str]]) -> None:
        self._last = self._menu.addSeparator()
        self._menu.addAction(_("All"), self._all)
        for code, text in choices:
            self._add(code, text)

    def _add(self, code: str, text: str) -> None:
        action = QAction(_shown(text), self._menu)
        action.setCheckable(True)
        action.triggered.connect(lambda on=False, code=code: self._chosen(code, on))
        self._menu.insertAction(self._last, action)
        self.actions_[code] = action

    def _chosen(self, code: str, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        if self.single and on:
            self.set_codes([code])
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


def _shown(text: str) -> str:
    """A choice as a menu shows it: a person's own words have no keys in them."""
    return text.replace("&", "&&")
