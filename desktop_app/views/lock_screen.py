"""The app lock in the window: everything hidden behind a password, while jobs go on.

Nothing of the shop is to be seen: the window's body is hidden, not just covered, dialogs go from
the screen, menus and keys are off. What a job opens meanwhile comes when the window is unlocked.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMainWindow, QPushButton, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import clock, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.paths import DataPaths
from desktop_app.services import app_lock
from desktop_app.views import boxes
from desktop_app.views.cards import Card, words
from desktop_app.views.icons import icon

_LOOK_MS = 5_000
_SECOND_MS = 1_000
_WIDTH = 380
_INPUT = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class LockScreen(QWidget):
    """Asks for the password. `opened` when it was right."""

    opened = Signal()

    def __init__(self, data: DataPaths, parent: QWidget) -> None:
        super().__init__(parent)
        self._data = data
        self.setObjectName("lock")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAutoFillBackground(True)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setPlaceholderText(_("Password"))
        self.password.setAccessibleName(_("Password of the shop"))
        self.password.returnPressed.connect(self.try_it)
        self.button = QPushButton(_("Unlock"))
        self.button.setProperty("primary", True)
        self.button.clicked.connect(lambda _checked=False: self.try_it())
        self.fault = words("", "error")
        self.fault.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self.forgotten = QPushButton(_("Forgot the password?"))
        self.forgotten.setProperty("flat", True)
        self.help: QLabel = words(forgotten_words(), "caption")
        self.forgotten.clicked.connect(lambda _checked=False: self.help.show())
        self._second = QTimer(self)
        self._second.setInterval(_SECOND_MS)
        self._second.timeout.connect(self.count_down)
        self._build()

    def begin(self) -> None:
        """Empty, with the cursor in the password."""
        self.password.clear()
        self.fault.clear()
        self.help.hide()
        self.count_down()
        self.show()
        self.raise_()
        self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def try_it(self) -> None:
        """Opens, or says why not."""
        if not self.password.isEnabled() or not self.password.text():
            return
        try:
            app_lock.check(self._data, self.password.text())
        except UserError as error:
            self.password.clear()
            self.fault.setText(texts.sentence(error))
            self.count_down()
            return
        self._second.stop()
        self.password.clear()
        self.opened.emit()

    def count_down(self) -> None:
        """While the next try has to wait, nothing can be typed, and it says how long."""
        wait = app_lock.wait_s(self._data)
        was_waiting = not self.password.isEnabled()
        self.password.setEnabled(not wait)
        self.button.setEnabled(not wait)
        if wait:
            self.fault.setText(
                _("Too many wrong passwords; try again in %(seconds)s s.") % {"seconds": wait}
            )
            self._second.start()
        elif was_waiting:
            self._second.stop()
            self.fault.clear()
            self.password.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self) -> None:
        picture = QLabel()
        picture.setPixmap(icon("lock", "", 40).pixmap(40, 40))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = words(_("This shop is locked"), "title", wrap=False)
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        card = Card("")
        card.setFixedWidth(_WIDTH)
        card.body.addLayout(
            boxes.stack(
                *(picture, title, self.password, self.fault, self.button),
                *(self.forgotten, self.help),
                spacing=10,
            )
        )
        outer = boxes.stack(None, boxes.line(None, card, None), None)
        self.setLayout(outer)


class LockGuard(QObject):
    """Locks a window, by hand or after a while without input. `locked` says how it is now."""

    changed = Signal(bool)

    def __init__(self, data: DataPaths, window: QMainWindow, keys: list[QAction]) -> None:
        super().__init__(window)
        self._data, self._window, self._keys = data, window, keys
        self.locked = False
        self._watching = False
        self._last = clock.now()
        self._minutes = 0
        self._put_away: list[QWidget] = []
        self._off: list[QAction] = []
        self.screen = LockScreen(data, window)
        self.screen.hide()
        self.screen.opened.connect(self.unlock)
        self._look = QTimer(self)
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.look)

    def begin(self) -> None:
        """At the start of a window: it opens locked where the shop has a password."""
        self.renew()
        if app_lock.is_on(self._data):
            self.lock()

    def renew(self) -> None:
        """Goes by the settings of now; input is watched only where there is a lock."""
        self._minutes = app_lock.minutes(self._data)
        self._last = clock.now()
        app = QApplication.instance()
        wanted = app_lock.is_on(self._data)
        if app is None or wanted == self._watching:
            return
        self._watching = wanted
        if wanted:
            app.installEventFilter(self)
            self._look.start()
        else:
            app.removeEventFilter(self)
            self._look.stop()

    def look(self, now: datetime | None = None) -> None:
        """Locks when nothing was typed or pointed at for as long as is set."""
        idle = (now or clock.now()) - self._last
        if self._minutes and not self.locked and idle >= timedelta(minutes=self._minutes):
            self.lock()

    def lock(self) -> bool:
        """Hides everything; False where no password was set."""
        if not app_lock.is_on(self._data):
            return False
        if self.locked:
            return True
        self.locked = True
        while (popup := QApplication.activePopupWidget()) is not None and popup.close():
            pass
        self._off = [key for key in self._keys if key.isEnabled()]
        for key in self._off:
            key.setEnabled(False)
        self._show_body(on=False)
        self._window.setAcceptDrops(False)
        for other in QApplication.topLevelWidgets():
            if self._is_other(other) and other.isVisible():
                self._put(other)
        self._cover()
        self.screen.begin()
        self.changed.emit(True)
        return True

    def unlock(self) -> None:
        """Shows everything as it was."""
        self.locked = False
        self._last = clock.now()
        self._show_body(on=True)
        self._window.setAcceptDrops(True)
        for key in self._off:
            key.setEnabled(True)
        self._off = []
        self.screen.hide()
        back, self._put_away = self._put_away, []
        for other in back:
            if isValid(other):
                other.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
                other.show()
        self.changed.emit(False)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _INPUT:
            self._last = clock.now()
        elif not self.locked:
            return False
        elif kind == QEvent.Type.Resize and watched is self._window:
            self._cover()
        elif kind == QEvent.Type.Show and isinstance(watched, QWidget) and self._is_other(watched):
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, self, lambda: self._put(watched))
        return False

    def _is_other(self, widget: QWidget) -> bool:
        """A window of its own with something of the shop in it."""
        return widget.isWindow() and widget is not self._window

    def _put(self, other: QWidget) -> None:
        if isValid(other) and self.locked:
            other.hide()
            passing = other.windowType() in {Qt.WindowType.ToolTip, Qt.WindowType.Popup}
            if not passing and other not in self._put_away:
                self._put_away.append(other)

    def _show_body(self, *, on: bool) -> None:
        for part in (self._window.menuBar(), self._window.centralWidget()):
            if part is not None:
                part.setVisible(on)

    def _cover(self) -> None:
        self.screen.setGeometry(self._window.rect())


def forgotten_words() -> str:
    """What whoever owns the data folder does without the password."""
    return _(
        "The password can't be found out again. Whoever owns the data folder can take the lock "
        "away: close the program, delete the file app-lock.json in the data folder, and start "
        "again. Nothing of the shop is lost."
    )
