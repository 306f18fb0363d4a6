"""The reports to the factory: a list with its search and the states it shows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import FeedbackState
from desktop_app.core.labels import label
from desktop_app.services.feedbacks import FeedbackRow
from desktop_app.views import boxes, quality_words
from desktop_app.views.desk import Desk
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.list_pane import Empty, FilterChips, empty_place
from desktop_app.views.rows_model import Column

_COLUMNS = (
    Column[FeedbackRow]("no", N_("No."), lambda row: row.no, 138, "no"),
    Column[FeedbackRow](
        "state",
        N_("State"),
        lambda row: label(row.state),
        170,
        "state",
        tone=lambda row: quality_words.STATE_TONES[row.state],
    ),
    Column[FeedbackRow]("model", N_("Model"), lambda row: row.model, 110, "model"),
    Column[FeedbackRow]("title", N_("Goods"), lambda row: row.title, 170, "title"),
    Column[FeedbackRow]("cases", N_("Cases"), lambda row: str(row.cases), 60, "cases", right=True),
    Column[FeedbackRow](
        "photos", N_("Photos"), lambda row: str(row.photos or ""), 64, "photos", right=True
    ),
    Column[FeedbackRow](
        "made", N_("Report made"), lambda row: dates.moment(row.made_at), 112, "made_at"
    ),
    Column[FeedbackRow]("what", N_("Asked"), lambda row: row.what, 220, "what"),
    Column[FeedbackRow]("answer", N_("Answer"), lambda row: row.answer, 220, "answer"),
)


class FeedbackList(QWidget):
    """`picked` tells of the row that is shown beside; `changed` that other rows are wanted."""

    picked = Signal(object)
    opened = Signal()
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.model: HeldRows[FeedbackRow] = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "feedbacks", _("Reports to the factory"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search in this list"))
        self.search.setProperty("search", True)
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(200)
        self.states = FilterChips(_("State"), [(kind.value, label(kind)) for kind in FeedbackState])
        self._stack = QStackedWidget()
        self._build()
        self.search.textChanged.connect(lambda _text: self.changed.emit())
        self.search.returnPressed.connect(self.view.setFocus)
        self.states.changed.connect(self.changed)
        self.view.picked.connect(self._pick)
        self.view.opened.connect(lambda _row: self.opened.emit())

    def wanted(self) -> tuple[str, tuple[FeedbackState, ...]]:
        """What is searched for, and the states that are chosen."""
        states = tuple(FeedbackState(code) for code in sorted(self.states.codes()))
        return self.search.text(), states

    def show_rows(self, rows: Sequence[FeedbackRow]) -> None:
        """Fills the list; what was chosen stays chosen."""
        chosen = self.view.ids_chosen()
        self.model.show_rows(rows)
        if chosen:
            self.view.choose(chosen[0])
        self._stack.setCurrentIndex(0 if rows else 1)

    def _pick(self, row: FeedbackRow | None) -> None:
        if row is not None:
            self.picked.emit(row)

    def _build(self) -> None:
        nothing = Empty(
            _("No report to the factory"),
            _("Choose a model, verify its cases, then write to the factory from there."),
            "note",
        )
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty_place(nothing))
        bar = boxes.line(self.search, self.states, None, spacing=8)
        self.setLayout(boxes.stack(bar, self._stack, grows=self._stack))
