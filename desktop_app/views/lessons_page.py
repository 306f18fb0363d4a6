"""The lessons of the shop (R56): found by kind, cause, tag and goods, written anew, let go."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QToolButton, QVBoxLayout
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import CaseKind, Cause, Outcome, Topic
from desktop_app.core.labels import label, label_of
from desktop_app.services import cases, lessons
from desktop_app.services.lessons import LessonFilter, LessonRow
from desktop_app.services.measure_words import amount
from desktop_app.services.store import Changes
from desktop_app.views import case_columns
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.icons import icon
from desktop_app.views.lessons_panel import LessonPanel
from desktop_app.views.list_pane import Empty, Find, ListPane, beside, empty_place
from desktop_app.views.menu_filter import MenuFilter
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.tab import Tab

_COLUMNS: tuple[Column[LessonRow], ...] = (
    Column("note", N_("What to learn from it"), lambda one: one.note or "–", 300),
    Column("kind", N_("Kind"), lambda one: label(one.row.kind), 130),
    Column("goods", N_("Goods"), lambda one: one.row.goods, 170),
    Column("cause", N_("Cause"), lambda one: label_of(Cause, one.row.cause), 120),
    Column("outcome", N_("Outcome"), lambda one: label_of(Outcome, one.row.outcome), 110),
    Column(
        "cost",
        N_("Cost"),
        lambda one: amount(one.cost.net, one.cost.currency) if one.cost else "",
        90,
        right=True,
    ),
    Column("tags", N_("Tags"), lambda one: _(", ").join(one.row.tags), 110),
    Column(
        "stage",
        N_("Stage"),
        lambda one: label(one.row.stage),
        100,
        tone=lambda one: case_columns.STAGES[one.row.stage],
    ),
    Column(
        "closed",
        N_("Closed at"),
        lambda one: dates.moment(one.row.closed_at) if one.row.closed_at else "",
        120,
    ),
    Column("no", N_("Case no."), lambda one: one.no, 150),
)


class LessonsPage(Tab):
    """Enter goes to the note of the chosen lesson; Ctrl+Z takes back what was done here."""

    topics = frozenset({Topic.CASES})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        model = RowsModel(_COLUMNS, partial(lessons.rows, desk.store), self)
        self.history = CaseHistory(desk, self)
        self.kinds = MenuFilter(_("Kind"), ())
        self.causes = MenuFilter(_("Cause"), ())
        self.tags = MenuFilter(_("Tag"), ())
        self.skus = MenuFilter(_("Goods"), ())
        nothing = Empty(
            _("No lessons yet"),
            _(
                "Mark a closed case “Keep as a lesson” and write down what you would do next time."
                " It is offered when a case like it opens."
            ),
            "note",
            _("To the cases"),
            lambda: desk.go(Room.CASES),
        )
        self.list = ListPane(desk, "lessons", model, self._find, nothing)
        self.list.view.setAccessibleName(_("Lessons"))
        self.panel = LessonPanel(desk, self.history)
        self.undo = QToolButton()
        self._side = QStackedWidget()
        self._build()

    @override
    def refresh(self, changes: Changes) -> None:
        store = self.desk.store
        self.desk.read(lambda _track: lessons.offered(store), self._offer)
        self.list.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        """Shows the lesson of a case, if it is one."""
        if not errand.thing:
            return
        found = self.desk.attempt(lambda: cases.show(self.desk.store, errand.thing))
        if found is not None and found.lesson:
            self.list.clear_filters()
            self._show(lessons.rows(self.desk.store, [found.row.id])[0])
            self.list.view.choose(found.row.id)

    def _find(self) -> Find:
        wanted = LessonFilter(
            text=self.list.text(),
            kinds=tuple(map(CaseKind, self.kinds.in_order())),
            causes=tuple(map(Cause, self.causes.in_order())),
            tags=self.tags.in_order(),
            skus=self.skus.in_order(),
        )
        return partial(lessons.ids, self.desk.store, wanted)

    def _offer(self, there: LessonFilter) -> None:
        """Menus offer what the lessons have; one that would be empty hides."""
        if not isValid(self):
            return
        self.kinds.offer([(kind.value, label(kind)) for kind in there.kinds])
        self.causes.offer([(cause.value, label(cause)) for cause in there.causes])
        self.tags.offer([(tag, tag) for tag in there.tags])
        self.skus.offer([(sku, sku) for sku in there.skus])

    def _show(self, row: LessonRow | None) -> None:
        self._side.setCurrentIndex(0 if row is None else 1)
        if row is not None:
            self.panel.show_lesson(row)

    def _follow(self) -> None:
        if isValid(self) and isValid(self.history.stack):
            self.undo.setVisible(self.history.stack.canUndo())
            what = {"what": self.history.stack.undoText()}
            self.undo.setToolTip(_("Undo: %(what)s (Ctrl+Z)") % what)
            self.undo.setAccessibleName(self.undo.toolTip())

    def _build(self) -> None:
        self.list.add_filters(self.kinds, self.causes, self.skus, self.tags)
        self.undo.setIcon(icon("undo"))
        self.undo.clicked.connect(lambda _checked=False: self.history.stack.undo())
        self.list.bar.addWidget(self.undo)
        self.history.stack.indexChanged.connect(lambda _place: self._follow())
        self._follow()
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.history.stack.undo)
        hint = Empty(
            _("Choose a lesson"), _("Its case, its outcome and its cost are shown here."), "note"
        )
        self._side.addWidget(empty_place(hint))
        self._side.addWidget(self.panel)
        self.list.picked.connect(self._show)
        self.list.opened.connect(lambda _row: self.panel.note.edit.setFocus())
        self.panel.done.connect(self.list.reload)
        self.panel.left.connect(self.list.view.setFocus)
        self.history.done.connect(self.list.reload)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(beside(self.list, self._side, sizes=(820, 440), least=360))
