"""Settings: the person, language and theme, the shops and what goes on paper, weighing, privacy."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.i18n import _
from desktop_app.services import settings
from desktop_app.views.deadline_choice import DeadlineChoice
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field
from desktop_app.views.privacy_page import PrivacyPage
from desktop_app.views.shops_page import ShopsPage
from desktop_app.views.theme import Theme


class SettingsDialog(QDialog):
    """Saved when accepted. `dressing_changed` tells of another language or theme."""

    dressing_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(_("Settings"))
        self.who = Field(_("Your name, as it stands in timelines and on sheets"))
        self.language = QComboBox()
        self.theme = QComboBox()
        self.deadlines = DeadlineChoice(desk.store)
        self.tolerance_g = QSpinBox()
        self.tolerance_percent = QSpinBox()
        self.shops = ShopsPage(desk)
        self.privacy = PrivacyPage(desk)
        pages = QTabWidget()
        pages.addTab(self._general(), _("General"))
        pages.addTab(self.shops, _("Shops and sender"))
        pages.addTab(self._weighing(), _("Weighing"))
        pages.addTab(self.privacy, _("Privacy"))
        buttons = QDialogButtonBox()
        save = buttons.addButton(_("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        save.setProperty("primary", True)
        buttons.addButton(_("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.save)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(pages, 1)
        layout.addWidget(buttons)
        self.resize(720, 600)
        self._fill()

    def save(self) -> None:
        """Stores everything; a fault in a field keeps the dialog open."""
        if not self._desk.attempt(self._save_pages, default=False):
            return
        store = self._desk.store
        before = (settings.get(store, settings.LANGUAGE), settings.get(store, settings.THEME))
        now = (str(self.language.currentData()), str(self.theme.currentData()))
        with store.transaction():
            settings.put(store, settings.WHO, self.who.text())
            settings.put(store, settings.LANGUAGE, now[0])
            settings.put(store, settings.THEME, now[1])
            self.deadlines.save()
            settings.put(store, settings.WEIGHT_TOLERANCE_G, self.tolerance_g.value())
            settings.put(store, settings.WEIGHT_TOLERANCE_PERCENT, self.tolerance_percent.value())
        store.who = self.who.text()
        self.accept()
        if before != now:
            self.dressing_changed.emit()

    def _save_pages(self) -> bool:
        self.privacy.save()
        return self.shops.save()

    def _general(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(12)
        form.addRow(self.who)
        for code, name in (("", _("As the computer")), ("zh_CN", "简体中文"), ("en", "English")):
            self.language.addItem(name, code)
        for theme, name in (
            (Theme.SYSTEM, _("As the computer")),
            (Theme.LIGHT, _("Light")),
            (Theme.DARK, _("Dark")),
        ):
            self.theme.addItem(name, theme.value)
        for name, box in ((_("Language"), self.language), (_("Appearance"), self.theme)):
            box.setAccessibleName(name)
            form.addRow(name, box)
        form.addRow(_("Tell of deadlines"), self.deadlines)
        return page

    def _weighing(self) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(12)
        self.tolerance_g.setRange(0, 5000)
        self.tolerance_g.setSuffix(" g")
        self.tolerance_percent.setRange(0, 50)
        self.tolerance_percent.setSuffix(" %")
        for name, spin in (
            (_("Tolerance, at least"), self.tolerance_g),
            (_("or of the expected weight"), self.tolerance_percent),
        ):
            spin.setAccessibleName(name)
            form.addRow(name, spin)
        words = QLabel(
            _("The larger of the two holds, and each product's own tolerance is added to it.")
        )
        words.setProperty("role", "caption")
        words.setWordWrap(True)
        form.addRow(words)
        return page

    def _fill(self) -> None:
        store = self._desk.store
        self.who.set_text(settings.get(store, settings.WHO))
        language = settings.get(store, settings.LANGUAGE)
        self.language.setCurrentIndex(max(0, self.language.findData(language)))
        theme = settings.get(store, settings.THEME)
        self.theme.setCurrentIndex(max(0, self.theme.findData(theme)))
        self.tolerance_g.setValue(settings.get(store, settings.WEIGHT_TOLERANCE_G))
        self.tolerance_percent.setValue(settings.get(store, settings.WEIGHT_TOLERANCE_PERCENT))
