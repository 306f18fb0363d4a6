"""When to be told of deadlines: so many minutes before, not at all, or not until tomorrow."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QWidget

from desktop_app.core.i18n import _, ngettext
from desktop_app.services import settings, today_deadlines
from desktop_app.services.store import Store

_MINUTES = (5, 10, 15, 30, 60)


class DeadlineChoice(QWidget):
    """A row of the settings."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.minutes = QComboBox()
        self.minutes.setAccessibleName(_("Tell of deadlines"))
        self.silent = QCheckBox(_("not until tomorrow"))
        now = settings.get(store, settings.DEADLINE_MINUTES)
        for minutes in sorted({*_MINUTES, now} - {today_deadlines.OFF}):
            words = ngettext("%(count)s minute before", "%(count)s minutes before", minutes)
            self.minutes.addItem(words % {"count": minutes}, minutes)
        self.minutes.addItem(_("Never"), today_deadlines.OFF)
        self.minutes.setCurrentIndex(max(0, self.minutes.findData(now)))
        self.silent.setChecked(today_deadlines.silent_until(store) is not None)
        self._was_silent = self.silent.isChecked()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.minutes)
        layout.addWidget(self.silent)
        layout.addStretch(1)

    def save(self) -> None:
        """Stores the choice."""
        settings.put(self._store, settings.DEADLINE_MINUTES, int(self.minutes.currentData()))
        if self.silent.isChecked() != self._was_silent:
            today_deadlines.silence(self._store, until_tomorrow=self.silent.isChecked())
