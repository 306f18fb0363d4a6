"""The window's icon in the system tray: it tells of deadlines, and can be told to be silent."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMainWindow, QMenu, QSystemTrayIcon

from desktop_app.core.i18n import _
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon

_SHOWN_MS = 10_000
_ACCENT = "#0f6e6a"


class Tray(QSystemTrayIcon):
    """`opened` names the case whose message was pressed; nothing for one about several."""

    opened = Signal(str)

    def __init__(self, desk: Desk, window: QMainWindow) -> None:
        super().__init__(icon("desk", _ACCENT, 64), window)
        self._desk, self._window = desk, window
        self._no = ""
        self.setToolTip(_("After-Sales Desk"))
        self._menu = QMenu(window)
        self._show = QAction(_("Show the window"), self._menu)
        self._show.triggered.connect(self.come_forward)
        self.silence = QAction(_("No notices until tomorrow"), self._menu)
        self.silence.setCheckable(True)
        self.silence.toggled.connect(self._silence)
        self._menu.addActions([self._show, self.silence])
        self._menu.aboutToShow.connect(self.renew)
        self.setContextMenu(self._menu)
        self.messageClicked.connect(self._pressed)
        self.activated.connect(self._activated)
        self.renew()
        self.show()

    @staticmethod
    def is_there() -> bool:
        """Whether this desktop has a tray that shows messages."""
        return QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()

    def tell(self, sentence: str, no: str) -> None:
        """Shows a message; pressing it opens the case with this number."""
        self._no = no
        self.showMessage(_("After-Sales Desk"), sentence, self.icon(), _SHOWN_MS)

    def renew(self) -> None:
        """The menu says whether notices are silenced."""
        from desktop_app.services import today_deadlines

        self.silence.blockSignals(True)
        self.silence.setChecked(today_deadlines.silent_until(self._desk.store) is not None)
        self.silence.blockSignals(False)

    def come_forward(self) -> None:
        """Brings the window to the front."""
        self._window.setWindowState(self._window.windowState() & ~Qt.WindowState.WindowMinimized)
        self._window.show()
        self._window.raise_()
        self._window.activateWindow()

    def _pressed(self) -> None:
        self.come_forward()
        self.opened.emit(self._no)

    def _activated(self, how: QSystemTrayIcon.ActivationReason) -> None:
        if how == QSystemTrayIcon.ActivationReason.Trigger:
            self.come_forward()

    def _silence(self, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        from desktop_app.services import today_deadlines

        self._desk.attempt(lambda: today_deadlines.silence(self._desk.store, until_tomorrow=on))
