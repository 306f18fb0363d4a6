"""The fields of the filter row: text, kinds to choose from, days and numbers."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from itertools import pairwise

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QMenu, QPushButton, QWidget
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.errors import BadValue
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import register_columns, register_filters
from desktop_app.views.icons import icon
from desktop_app.views.theme import colours

_PAUSE_MS = 250
_PERIODS = (
    ("1d", N_("Today")),
    ("7d", N_("Last 7 days")),
    ("30d", N_("Last 30 days")),
    ("0m", N_("This month")),
    ("1m", N_("Last month")),
)
_ANY = (("*", N_("Not empty")), ("=", N_("Empty")))
_OVERDUE = ((register_filters.LATE, N_("Overdue")),)


class TextFilter(QLineEdit):
    """A line whose meaning is checked while it is typed; `changed` comes after a pause."""

    changed = Signal()
    left = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self._name = name
        self.setProperty("look", "cell")
        self.setAccessibleName(_("Filter: %(column)s") % {"column": title})
        self._hint = _hint(name)
        self.setToolTip(self._hint)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self.changed)
        self.textChanged.connect(self._typed)
        presets = _presets(name)
        if presets:
            action = QAction(icon("down", colours().faint, size=12), _("Choose a period"), self)
            action.triggered.connect(lambda: self.menu().exec(self._below()))
            self.addAction(action, QLineEdit.ActionPosition.TrailingPosition)

    def wanted(self) -> str:
        """What is filtered by; nothing while it is wrong."""
        return "" if self.fault() else self.text().strip()

    def set_wanted(self, text: str) -> None:
        """Fills it without telling."""
        self.blockSignals(True)
        self.setText(text)
        self.blockSignals(False)
        self._judge()

    def fault(self) -> str:
        """What is wrong with it as a sentence, or nothing."""
        try:
            if self.text().strip():
                register_filters.check(self._name, self.text())
        except BadValue as error:
            return texts.sentence(error)
        return ""

    def menu(self) -> QMenu:
        """Periods to choose from."""
        menu = QMenu(self)
        for code, words in _presets(self._name):
            menu.addAction(f"{_(words)}\t{code}", partial(self.setText, code))
        menu.addSeparator()
        menu.addAction(_("All"), self.clear)
        return menu

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter):
            self._pause.stop()
            self.changed.emit()
            self.left.emit()
        elif event.key() == keys.Key_Escape and self.text():
            self.clear()
        elif event.key() == keys.Key_Escape:
            self.left.emit()
        elif event.key() == keys.Key_Down:
            self._down(event)
        else:
            super().keyPressEvent(event)

    def _down(self, event: QKeyEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and _presets(self._name):
            self.menu().exec(self._below())
        else:
            self.left.emit()

    def _typed(self, _text: str) -> None:
        self._judge()
        self._pause.start()

    def _judge(self) -> None:
        fault = self.fault()
        self.setToolTip(fault or self._hint)
        self.setProperty("wrong", bool(fault))
        self.setProperty("on", bool(self.text().strip()))
        self.style().unpolish(self)
        self.style().polish(self)

    def _below(self) -> QPoint:
        return self.mapToGlobal(self.rect().bottomLeft())


class ChoiceFilter(QPushButton):
    """Some of a column's kinds; the menu stays open while several are ticked."""

    changed = Signal()
    left = Signal()

    def __init__(self, name: str, title: str) -> None:
        super().__init__()
        self._title = title
        self.setProperty("look", "cell")
        self.actions_: dict[str, QAction] = {}
        self._menu = _LastingMenu(self)
        self._menu.addAction(_("All"), self._all)
        self._menu.addSeparator()
        for code, words in register_columns.choices(name):
            action = QAction(words.replace("&", "&&"), self._menu)
            action.setCheckable(True)
            action.triggered.connect(lambda _on=False: self._chosen())
            self._menu.addAction(action)
            self.actions_[code] = action
        self.clicked.connect(lambda _checked=False: self.open_menu())
        self._tell()

    def open_menu(self) -> None:
        """Shows the kinds."""
        self._menu.popup(self.mapToGlobal(self.rect().bottomLeft()))

    def wanted(self) -> str:
        """The codes that are on."""
        return ",".join(code for code, action in self.actions_.items() if action.isChecked())

    def set_wanted(self, text: str) -> None:
        """Turns exactly these on, without telling."""
        codes = set(text.split(","))
        for code, action in self.actions_.items():
            action.setChecked(code in codes)
        self._tell()

    def fault(self) -> str:
        """Nothing can be wrong with it."""
        return ""

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        keys = Qt.Key
        if event.key() in (keys.Key_Return, keys.Key_Enter, keys.Key_Down, keys.Key_Space):
            self.open_menu()
        elif event.key() == keys.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _all(self) -> None:
        self.set_wanted("")
        self.changed.emit()

    def _chosen(self) -> None:
        self._tell()
        self.changed.emit()

    def _tell(self) -> None:
        on = [action.text() for action in self.actions_.values() if action.isChecked()]
        words = on[0] if len(on) == 1 else _("%(count)s kinds") % {"count": len(on)} if on else ""
        self.setText(words or "▾")
        self.setToolTip("\n".join(on) or _("Choose which are shown"))
        shown = ", ".join(on) or _("All")
        self.setAccessibleName(f"{_('Filter: %(column)s') % {'column': self._title}}: {shown}")
        self.setProperty("on", bool(on))
        self.style().unpolish(self)
        self.style().polish(self)


class _LastingMenu(QMenu):
    """A menu that a tick doesn't close."""

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        action: QAction | None = self.activeAction()
        if action and action.isCheckable():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)


FilterField = TextFilter | ChoiceFilter


def made(name: str, title: str) -> FilterField:
    """The field for a column."""
    return (ChoiceFilter if name in register_filters.CHOICES else TextFilter)(name, title)


def in_order(fields: Iterable[QWidget]) -> None:
    """Lets Tab go from field to field as they are seen."""
    for before, after in pairwise(fields):
        QWidget.setTabOrder(before, after)


def _presets(name: str) -> tuple[tuple[str, str], ...]:
    if name not in register_filters.DAYS:
        return ()
    return (_OVERDUE if name == "due" else ()) + _PERIODS + (() if name == "date" else _ANY)


def _hint(name: str) -> str:
    if name in register_filters.DAYS:
        return _("A day, a month or a period: 2026-09-03, 2026-09, 2026-09-01..2026-09-15, 7d")
    if name in register_filters.NUMBERS:
        return _("A number or a range: 50, >=50, 50..100; = shows the empty ones")
    return _("Shows what holds the text; = shows the empty ones, * the others, !abc what lacks abc")
