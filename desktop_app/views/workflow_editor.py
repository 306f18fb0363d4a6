"""How each kind of case is worked: its checklist, its steps, its outcomes; changed by the shop."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import i18n
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseKind, EvidenceRole, Outcome
from desktop_app.services import workflows
from desktop_app.services.workflows import KindRow, WorkflowDraft
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field
from desktop_app.views.icons import icon
from desktop_app.views.kind_choice import KindChoice
from desktop_app.views.stage_steps import StageSteps
from desktop_app.views.step_table import StepTable


class WorkflowEditor(QWidget):
    """The kinds at the left, the chosen one's workflow beside them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._shown = workflows.draft(desk.store, CaseKind.RETURN)
        self._kept: WorkflowDraft | None = None
        self.list = QListWidget()
        self.list.setAccessibleName(_("Kinds of cases"))
        self.zh, self.en = Field(_("Name in Chinese")), Field(_("Name in English"))
        self.steps = StepTable()
        self.stages = StageSteps()
        self.outcomes = KindChoice(_("Ways it can end"), Outcome)
        self.evidence = KindChoice(_("Evidence asked for"), EvidenceRole)
        self.if_any = KindChoice(_("Evidence if there is any"), EvidenceRole)
        self.copy = _button("copy", _("Copy as a kind of our own…"), self._copy)
        self.back = _button("undo", _("Back to the shipped kind"), self._take_back)
        self.store = QPushButton(_("Store this kind"))
        self.store.setProperty("primary", True)
        self.store.clicked.connect(self._store)
        self._build()
        self.list.currentItemChanged.connect(self._choose)
        self.reload()

    def is_changed(self) -> bool:
        """Whether something was changed that isn't stored."""
        return self._kept is not None and self._entered() != self._kept

    def reload(self, code: str = "") -> None:
        """Lists the kinds as they stand, and shows one of them."""
        wanted = code or self._shown.code
        self._kept = None
        self.list.blockSignals(True)
        self.list.clear()
        for row in workflows.offered(self._desk.store):
            item = QListWidgetItem(_words(row))
            item.setData(Qt.ItemDataRole.UserRole, row)
            item.setSizeHint(QSize(0, 26))
            self.list.addItem(item)
            if row.code == wanted:
                self.list.setCurrentItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self._choose(self.list.currentItem(), None)

    def _choose(self, item: QListWidgetItem | None, before: QListWidgetItem | None) -> None:
        if item is None:
            return
        question = _("The changed workflow isn't stored yet. Leave it?")
        if (
            before is not None
            and self.is_changed()
            and not self._desk.prompts.confirm(self, question, _("Leave it"))
        ):
            self.list.blockSignals(True)
            self.list.setCurrentItem(before)
            self.list.blockSignals(False)
            return
        row: KindRow = item.data(Qt.ItemDataRole.UserRole)
        self.back.setEnabled(row.own)
        self.back.setText(
            _("Offer this kind no more") if row.copied else _("Back to the shipped kind")
        )
        self._show(workflows.draft(self._desk.store, row.code))

    def _show(self, draft: WorkflowDraft) -> None:
        self._shown = draft
        self.zh.set_text(draft.zh)
        self.en.set_text(draft.en)
        self.steps.show_steps(draft.steps)
        self.stages.show_stages(draft.stages)
        self.outcomes.set_chosen(draft.outcomes)
        self.evidence.set_chosen(draft.evidence)
        self.if_any.set_chosen(draft.evidence_if_any)
        self._kept = self._entered()

    def _entered(self) -> WorkflowDraft:
        return replace(
            self._shown,
            zh=self.zh.text(),
            en=self.en.text(),
            stages=self.stages.stages(),
            steps=self.steps.steps(),
            outcomes=tuple(map(Outcome, self.outcomes.chosen())),
            evidence=tuple(map(EvidenceRole, self.evidence.chosen())),
            evidence_if_any=tuple(map(EvidenceRole, self.if_any.chosen())),
        )

    def _store(self) -> None:
        draft = self._entered()
        if self._desk.attempt(lambda: workflows.save(self._desk.store, draft)) is not None:
            name = draft.zh if i18n.language() == "zh_CN" else draft.en
            self._desk.say(
                _("“%(name)s” is stored; cases that run keep the workflow they began with.")
                % {"name": name}
            )
            self.reload(draft.code)

    def _copy(self) -> None:
        code = self._shown.code
        name = self._desk.prompts.text(self, _("What shall the kind be called?"))
        if name is None:
            return
        made = self._desk.attempt(lambda: workflows.copy(self._desk.store, code, name))
        if made is not None and self._desk.attempt(lambda: workflows.save(self._desk.store, made)):
            self.reload(made.code)

    def _take_back(self) -> None:
        code = self._shown.code
        question = _("Take back what the shop made of this kind?")
        detail = _("Cases that run keep the workflow they began with.")
        if self._desk.prompts.confirm(self, question, self.back.text(), detail):
            self._desk.attempt(lambda: workflows.retire(self._desk.store, code))
            self.reload()

    def _build(self) -> None:
        pages = QTabWidget()
        pages.setDocumentMode(True)
        pages.addTab(self.steps, _("Checklist"))
        pages.addTab(self.stages, _("Stages and steps"))
        ends = boxes.held(
            boxes.stack(boxes.line(self.outcomes, self.evidence, self.if_any, spacing=12))
        )
        pages.addTab(ends, _("Endings and evidence"))
        right = QWidget()
        layout = QVBoxLayout(right)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.addLayout(boxes.line(self.zh, self.en))
        layout.addWidget(pages, 1)
        hint = words(_("Cases that run keep the workflow they began with."), "caption")
        layout.addWidget(hint)
        layout.addLayout(boxes.line(None, self.copy, self.back, self.store))
        boxes.page(self, boxes.stack(boxes.split(self.list, right, (230, 780))))


def _words(row: KindRow) -> str:
    if row.copied:
        return _("%(name)s (our own)") % {"name": row.name}
    return _("%(name)s (changed)") % {"name": row.name} if row.own else row.name


def _button(picture: str, text: str, act: Callable[[], object]) -> QPushButton:
    made = QPushButton(icon(picture), text)
    made.clicked.connect(lambda _checked=False: act())
    return made
