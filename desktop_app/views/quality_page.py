"""Quality (R19): warnings above, each model's figures or the reports to the factory, one beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic
from desktop_app.services import feedbacks, quality
from desktop_app.services.feedbacks import FeedbackDetail, FeedbackRow
from desktop_app.services.quality import Figures, ModelRow, QualityWarning, SetAside
from desktop_app.services.store import Changes
from desktop_app.views import boxes, quality_words
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.feedback_list import FeedbackList
from desktop_app.views.feedback_new import FeedbackForm
from desktop_app.views.feedback_panel import FeedbackPanel
from desktop_app.views.list_pane import Empty, beside, empty_place
from desktop_app.views.quality_models import ModelsPane
from desktop_app.views.quality_panel import ModelPanel
from desktop_app.views.quality_warnings import WarningsArea
from desktop_app.views.tab import Tab

_MODELS, _REPORTS = range(2)
_HINT, _MODEL, _NEW, _REPORT = range(4)


@dataclass(frozen=True)
class _Found:
    figures: Figures
    warnings: Sequence[QualityWarning]
    aside: Sequence[SetAside]
    reports: Sequence[FeedbackRow]


class QualityPage(Tab):
    """Verify, then tell the factory; what was told and answered stays to be found."""

    topics = frozenset({Topic.CASES, Topic.ORDERS, Topic.PRODUCTS, Topic.BUYERS, Topic.QUALITY})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._asked = 0
        self._wanted_model, self._wanted_report = "", ""
        self._warning: QualityWarning | None = None
        self.warnings = WarningsArea()
        self.bar = QTabBar()
        self.models, self.reports = ModelsPane(desk), FeedbackList(desk)
        self.panel, self.form = ModelPanel(desk), FeedbackForm(desk)
        self.report = FeedbackPanel(desk)
        self.lists, self.side = QStackedWidget(), QStackedWidget()
        self._build()
        self._connect()
        self.setFocusProxy(self.models.view)

    @override
    def refresh(self, changes: Changes) -> None:
        self._asked += 1
        store, days = self.desk.store, self.models.chosen_days()
        text, states = self.reports.wanted()

        def work(_track: object) -> _Found:
            return _Found(
                quality.figures(store, days),
                quality.warnings(store),
                quality.set_aside(store),
                feedbacks.listed(store, text, states),
            )

        self.desk.read(work, partial(self._take, self._asked))

    @override
    def run_errand(self, errand: Errand) -> None:
        """``show`` a model by its name, or a report by its number."""
        if errand.thing.upper().startswith(feedbacks.SERIES) and self.report.show_report(
            errand.thing
        ):
            self.bar.setCurrentIndex(_REPORTS)
            self._wanted_report = self.report.no
            self._turn(_REPORT)
        elif errand.thing:
            self.show_model(errand.thing)

    def show_model(self, model: str) -> None:
        """Shows a model's cases beside the table."""
        self.bar.setCurrentIndex(_MODELS)
        self._warning = None
        if self.models.choose(model) is None:
            self._wanted_model = model
        self.panel.view.setFocus()

    def look_at(self, warning: QualityWarning) -> None:
        """Shows the cases that a warning rests on."""
        self.bar.setCurrentIndex(_MODELS)
        self.models.view.clearSelection()
        self._warning = warning
        self._show_warning(warning)
        self.panel.view.setFocus()

    def set_aside(self, warning: QualityWarning) -> None:
        """Sets a warning aside, with a reason."""
        question = _("Why is the warning of %(model)s set aside?") % {"model": warning.model}
        reason = self.desk.prompts.text(self, question)
        if reason is not None:
            self.desk.attempt(lambda: quality.put_aside(self.desk.store, warning, reason))

    def begin_report(self) -> None:
        """A report on the cases that are shown."""
        row, warning = self._row(), self._warning
        if warning is not None:
            days = quality.promise().window_days
            about = (warning.model, warning.title, days, warning.case_ids, warning.batch)
        elif row is not None:
            about = (row.model, row.title, self.models.chosen_days(), row.case_ids, "")
        else:
            return
        self.form.begin(*about)
        self._turn(_NEW)

    def _take(self, asked: int, found: _Found) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.warnings.show_warnings(found.warnings, found.aside)
        self.models.show_figures(found.figures)
        self.reports.show_rows(found.reports)
        self.bar.setTabText(
            _REPORTS,
            _("Reports to the factory %(count)s") % {"count": len(found.reports)}
            if found.reports
            else _("Reports to the factory"),
        )
        if self._wanted_model and self.models.choose(self._wanted_model) is not None:
            self._wanted_model = ""
        if self._wanted_report:
            self._choose_report()
        self._renew_side(found)

    def _renew_side(self, found: _Found) -> None:
        """What stands beside, as it is now; what is being written stays."""
        if self.side.currentIndex() == _REPORT:
            self.report.refresh()
        elif self.side.currentIndex() == _MODEL:
            model = self.panel.name
            if self._warning is not None:
                fresh = (one for one in found.warnings if one.model == model)
                self._show_warning(next(fresh, self._warning))
            elif row := next((row for row in found.figures.rows if row.model == model), None):
                self._show_row(row)

    def _row(self) -> ModelRow | None:
        rows = self.models.view.rows_chosen()
        return rows[0] if rows else None

    def _show_row(self, row: ModelRow) -> None:
        if self.side.currentIndex() == _NEW:
            return
        self._warning = None
        facts = quality_words.model_facts(row, self.models.chosen_days())
        self.panel.show_model(row.model, row.title, facts, row.case_ids, row.opinion_ids)
        self._turn(_MODEL)

    def _show_warning(self, warning: QualityWarning) -> None:
        self._warning = warning
        facts = quality_words.fact(warning)
        self.panel.show_model(warning.model, warning.title, facts, warning.case_ids, ())
        self._turn(_MODEL)

    def _show_report(self, row: FeedbackRow) -> None:
        if self.side.currentIndex() != _NEW and self.report.show_report(row.no):
            self._turn(_REPORT)

    def _made(self, no: str) -> None:
        self.bar.setCurrentIndex(_REPORTS)
        self.report.show_report(no)
        self._wanted_report = no
        self._turn(_REPORT)
        self.report.paper.setFocus()

    def _choose_report(self) -> None:
        row = next(
            (row for row in self.reports.model.held() if row.no == self._wanted_report), None
        )
        if row is not None:
            self._wanted_report = ""
            self.reports.view.choose(row.id)

    def _change_report(self, detail: FeedbackDetail) -> None:
        self.form.begin_from(detail)
        self._turn(_NEW)

    def _leave_form(self) -> None:
        if self.bar.currentIndex() == _REPORTS:
            self._turn(_REPORT)
            self.report.paper.setFocus()
        else:
            self._turn(_MODEL)
            self.panel.view.setFocus()

    def _to_list(self) -> None:
        if self.bar.currentIndex() == _REPORTS:
            self.reports.view.setFocus()
        else:
            self.models.choose(self.panel.name)  # else the view would choose its first row
            self.models.view.setFocus()

    def _turn(self, page: int) -> None:
        focused: QWidget | None = self.focusWidget()
        within = focused is not None and self.side.isAncestorOf(focused)
        if page != self.side.currentIndex() and within:
            self.bar.setFocus()  # else the cursor passes to the list, which chooses a row by it
        self.side.setCurrentIndex(page)

    def _turn_list(self, place: int) -> None:
        self.lists.setCurrentIndex(place)
        if self.side.currentIndex() == _NEW:
            return
        if place == _REPORTS:
            self._turn(_REPORT if self.report.no else _HINT)
        else:
            self._turn(_MODEL if self.panel.name else _HINT)

    def _connect(self) -> None:
        self.bar.currentChanged.connect(self._turn_list)
        self.warnings.looked.connect(self.look_at)
        self.warnings.aside_wanted.connect(self.set_aside)
        self.warnings.back_wanted.connect(
            lambda model: self.desk.attempt(lambda: quality.bring_back(self.desk.store, model))
        )
        self.models.picked.connect(self._show_row)
        self.models.opened.connect(self.panel.view.setFocus)
        self.models.days_chosen.connect(lambda: self.refresh(Changes()))
        self.panel.wanted.connect(self.begin_report)
        self.panel.left.connect(self._to_list)
        self.reports.picked.connect(self._show_report)
        self.reports.opened.connect(self.report.paper.setFocus)
        self.reports.changed.connect(lambda: self.refresh(Changes()))
        self.form.made.connect(self._made)
        self.form.left.connect(self._leave_form)
        self.report.edited.connect(self._change_report)
        self.report.left.connect(self._to_list)

    def _build(self) -> None:
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName(_("Lists of quality"))
        self.bar.setProperty("level", "second")
        for text in (_("By model"), _("Reports to the factory")):
            self.bar.addTab(text)
        self.lists.addWidget(self.models)
        self.lists.addWidget(self.reports)
        hint = Empty(
            _("Choose a model or a report"),
            _("Its cases are shown here, to be verified before the factory is told."),
            "reports",
        )
        for part in (empty_place(hint), self.panel, self.form, self.report):
            self.side.addWidget(part)
        left = boxes.held(boxes.stack(self.bar, self.lists, grows=self.lists))
        below = beside(left, self.side, sizes=(740, 500), least=380)
        boxes.page(self, boxes.stack(self.warnings, below, spacing=10, grows=below))
