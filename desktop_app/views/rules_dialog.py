"""The shop's rules: its clocks, and how each kind of case is worked."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTabWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.views.clock_editor import ClockEditor
from desktop_app.views.desk import Desk
from desktop_app.views.workflow_editor import WorkflowEditor


class RulesDialog(QDialog):
    """Each page stores by itself, so that closing loses nothing that was said to be stored."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setWindowTitle(_("Clocks and kinds of cases"))
        self.clocks = ClockEditor(desk)
        self.workflows = WorkflowEditor(desk)
        self.pages = QTabWidget()
        self.pages.addTab(self.clocks, _("Clocks"))
        self.pages.addTab(self.workflows, _("Kinds of cases"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.pages, 1)
        layout.addWidget(buttons)
        self.resize(1060, 620)

    @override
    def reject(self) -> None:
        """Asks before a workflow that was changed is left behind."""
        question = _("The changed workflow isn't stored yet. Leave it?")
        if self.workflows.is_changed() and not self._desk.prompts.confirm(
            self, question, _("Leave it")
        ):
            return
        super().reject()
