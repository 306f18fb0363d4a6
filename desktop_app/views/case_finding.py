"""What was found of a case's defect, its batch, and what the buyer doesn't like (R12, R19)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import FeedbackState, Finding, Opinion
from desktop_app.core.labels import label
from desktop_app.services import batches, feedbacks
from desktop_app.services.cases import CaseDetail
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import CaseCard, button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk, Room
from desktop_app.views.flow import FlowLayout


class FindingCard(CaseCard):
    """Each is set at once, stands in the timeline and can be undone."""

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__(desk, _("Quality"))
        self._history = history
        self.findings = self._chips("finding", Finding)
        self.opinions = self._chips("opinion", Opinion)
        self.batch = QComboBox()
        self.batch_edit = QLineEdit()
        self.batch.setEditable(True)
        self.batch.setLineEdit(self.batch_edit)
        self.batch.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.batch.setAccessibleName(_("Production batch"))
        self.told = words("", "caption")
        self.look = button(_("To the quality page"), self._look, flat=True)
        self._build()

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self.batch_edit.clear()

    @override
    def fill(self, detail: CaseDetail) -> None:
        for chips, code in ((self.findings, detail.finding), (self.opinions, detail.opinion)):
            for value, chip in chips.items():
                chip.setChecked(value == code)
        known = batches.of_case(self.desk.store, detail.row.id)
        if not self.batch_edit.hasFocus():
            self.batch.clear()
            for row in known:
                self.batch.addItem(row.batch_no, row.id)
            self.batch.setCurrentIndex(self.batch.findData(detail.batch_id))
            if self.batch.currentIndex() < 0:
                self.batch.setEditText("")
        ordered = batches.of_order(self.desk.store, detail.row.id)
        hint = _("Batch no., Enter keeps it")
        if ordered:
            hint = _("By the order: %(batch)s") % {"batch": ordered}
        self.batch_edit.setPlaceholderText(hint)
        self.batch.setEnabled(any(line.sku for line in detail.lines))
        self._tell(detail)

    def keep_batch(self) -> None:
        """Keeps the batch that was typed or chosen; an empty one is taken off."""
        detail, text = self.detail, self.batch_edit.text().strip()
        if detail is None:
            return
        store, case_id = self.desk.store, detail.row.id
        wanted = self.desk.attempt(lambda: batches.obtain(store, case_id, text)) if text else None
        if (wanted is not None or not text) and wanted != detail.batch_id:
            self._history.change(
                _("Batch: %(batch)s") % {"batch": text or "–"}, detail, batch=wanted
            )
        self.changed.emit()

    def _set(self, name: str, code: str, *, on: bool) -> None:
        if self.detail is not None:
            shown = self.findings if name == "finding" else self.opinions
            said = shown[code].text() if on else f"{shown[code].text()}: –"
            self._history.change(said, self.detail, **{name: code if on else ""})
        self.changed.emit()

    def _tell(self, detail: CaseDetail) -> None:
        """Whether the factory was told."""
        reports = feedbacks.of_cases(self.desk.store, [detail.row.id]).get(detail.row.id, ())
        told = [f"{one.no} ({label(one.state)})" for one in reports]
        self.told.setText(_("In reports to the factory: %(nos)s") % {"nos": ", ".join(told)})
        self.told.setVisible(bool(told))
        self._report = next((r.no for r in reports if r.state is not FeedbackState.VOID), "")

    def _look(self) -> None:
        self.desk.go(Room.REPORTS, "show", self._report, "quality")

    def _chips(self, name: str, kinds: Iterable[StrEnum]) -> dict[str, QPushButton]:
        chips = {}
        for kind in kinds:
            chip = QPushButton(label(kind))
            chip.setCheckable(True)
            chip.setProperty("filter", True)
            chip.clicked.connect(lambda on, code=kind.value: self._set(name, code, on=on))
            chips[kind.value] = chip
        return chips

    def _build(self) -> None:
        self._report = ""
        self.foot.setSpacing(6)
        for title, chips in (
            (_("What our check found"), self.findings),
            (_("What the buyer doesn't like of it"), self.opinions),
        ):
            place = QWidget()
            flow = FlowLayout(place)
            for chip in chips.values():
                flow.addWidget(chip)
            self.foot.addWidget(words(title, "caption"))
            self.foot.addWidget(place)
        self.foot.addWidget(words(_("Production batch"), "caption"))
        self.foot.addWidget(self.batch)
        self.foot.addWidget(self.told)
        self.foot.addLayout(boxes.line(None, self.look))
        self.batch_edit.returnPressed.connect(self.keep_batch)
        self.batch.activated.connect(lambda _place: self.keep_batch())
