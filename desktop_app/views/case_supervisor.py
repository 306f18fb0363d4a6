"""The supervisor's decision (R13): asked for, made, with an opinion."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QLineEdit
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseStage, Outcome
from desktop_app.core.labels import label, label_of
from desktop_app.services import case_acts, case_marks
from desktop_app.services.cases import CaseDetail
from desktop_app.views import boxes
from desktop_app.views.cards import pairs, words
from desktop_app.views.case_card import CaseCard, button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk
from desktop_app.views.fields import NoteField


class SupervisorCard(CaseCard):
    """The decision is an outcome of the case's kind, or a few words."""

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__(desk, _("Supervisor's decision"))
        self._history = history
        self.decision = QComboBox()
        typed = QLineEdit()
        typed.setPlaceholderText(_("An outcome, or in a few words"))
        self.decision.setEditable(True)
        self.decision.setLineEdit(typed)
        self.decision.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.decision.setAccessibleName(_("Decision"))
        self.opinion = NoteField(_("Opinion"), 2)
        self.record_button = button(_("Record the decision"), self.record)
        self.ask_button = button(_("Put it before the supervisor"), self.ask)
        self.foot.setSpacing(8)
        self.foot.addWidget(words(_("Decision"), "caption"))
        self.foot.addWidget(self.decision)
        self.foot.addWidget(self.opinion)
        self.foot.addLayout(boxes.line(self.ask_button, None, self.record_button))
        self.decision.editTextChanged.connect(lambda _text: self._judge())

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self.decision.clear()
        self.decision.addItems([label(outcome) for outcome in detail.rules.outcomes])
        self.decision.setCurrentIndex(-1)
        self.decision.setEditText("")
        self.opinion.set_text("")

    @override
    def fill(self, detail: CaseDetail) -> None:
        self.clear()
        if detail.supervisor_decision:
            said = (
                (_("Decided"), decision_words(detail.supervisor_decision)),
                (_("Opinion"), detail.supervisor_note),
            )
            self.body.addWidget(pairs(said))
        self.ask_button.setVisible(CaseStage.SUPERVISOR in detail.nexts)
        self._judge()

    def record(self) -> None:
        """Records what was decided."""
        text, opinion = self.decision.currentText().strip(), self.opinion.text()
        detail = self.detail
        if detail is None or not text:
            return
        codes = {label(outcome): outcome.value for outcome in detail.rules.outcomes}
        decision = codes.get(text, text)
        store = self.desk.store
        made = self.attempt(lambda: case_marks.decided(store, detail.row.no, decision, opinion))
        if made is not None:
            self.begin_case(detail)

    def ask(self) -> None:
        """Moves the case to the supervisor."""
        detail = self.detail
        if detail is None:
            return
        stage, note = CaseStage.SUPERVISOR, self.opinion.text()
        self._history.do(
            _("Stage: %(stage)s") % {"stage": label(stage)},
            lambda: case_acts.move(self.desk.store, [detail.row.id], stage, note),
        )
        self.changed.emit()

    def _judge(self) -> None:
        self.record_button.setVisible(bool(self.decision.currentText().strip()))


def decision_words(text: str) -> str:
    """A decision as it is shown: an outcome by its word, others as they were written."""
    return label_of(Outcome, text)
