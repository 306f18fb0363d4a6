"""Each model's figures of the chosen days: a table with its search, days and filters."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QStackedWidget, QWidget

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services.quality import Figures, ModelRow
from desktop_app.views import boxes, quality_words
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.list_pane import Empty, FilterChips, empty_place
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone

DAYS = (7, 14, 28, 90, 180)
_USUAL_DAYS = 14
_WARNED = "warned"


def _count(value: int) -> str:
    return f"{value:,}" if value else ""


def _tone(row: ModelRow) -> Tone | None:
    return Tone.WARN if row.warned else None


_COLUMNS = (
    Column[ModelRow]("model", N_("Model"), lambda row: row.model, 100, "model", tone=_tone),
    Column[ModelRow]("title", N_("Goods"), lambda row: row.title, 108, "title"),
    Column[ModelRow](
        "defects", N_("Defects"), lambda row: _count(row.defects), 72, "defects", right=True
    ),
    Column[ModelRow](
        "buyers", N_("Buyers"), lambda row: _count(row.buyers), 66, "buyers", right=True
    ),
    Column[ModelRow]("lines", N_("Sold"), lambda row: _count(row.lines), 58, "lines", right=True),
    Column[ModelRow](
        "rate", N_("Per 1,000"), lambda row: quality_words.rate(row.rate), 86, "rate", right=True
    ),
    Column[ModelRow](
        "usual", N_("Before"), lambda row: quality_words.rate(row.usual), 68, "usual", right=True
    ),
    Column[ModelRow]("style", N_("Style"), lambda row: _count(row.style), 54, "style", right=True),
    Column[ModelRow]("size", N_("Sizing"), lambda row: _count(row.size), 50, "size", right=True),
    Column[ModelRow](
        "colour", N_("Colour"), lambda row: _count(row.colour), 64, "colour", right=True
    ),
    Column[ModelRow](
        "unsaid",
        N_("Other"),
        lambda row: _count(row.opinions_unsaid),
        56,
        "opinions_unsaid",
        right=True,
        tip=lambda row: _("Opinions on style, size or colour: %(count)s") % {"count": row.opinions},
    ),
)


class ModelsPane(QWidget):
    """`picked` tells of the row beside which its cases are shown; `days_chosen` of other days."""

    picked = Signal(object)
    opened = Signal()
    days_chosen = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._figures: Figures | None = None
        self.model: HeldRows[ModelRow] = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "quality-models", _("Models"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(_("Search"))
        self.search.setAccessibleName(_("Search in this list"))
        self.search.setProperty("search", True)
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(260)
        self.count = words("", "caption", wrap=False)
        self.days = FilterChips(
            _("Days"),
            [
                (str(days), ngettext("%(count)s day", "%(count)s days", days) % {"count": days})
                for days in DAYS
            ],
            single=True,
        )
        self.days.set_codes([str(_USUAL_DAYS)])
        self.only = FilterChips(_("Show"), [(_WARNED, _("Only with a warning"))])
        self.note = words("", "caption")
        self._stack = QStackedWidget()
        self._build()
        self._connect()

    def chosen_days(self) -> int:
        """How many days are counted."""
        return int(next(iter(self.days.codes()), str(_USUAL_DAYS)))

    def show_figures(self, figures: Figures) -> None:
        """Fills the table; what was chosen stays chosen."""
        self._figures = figures
        self.note.setText(
            ngettext(
                "%(count)s complaint names no product and isn't counted.",
                "%(count)s complaints name no product and aren't counted.",
                figures.unplaced,
            )
            % {"count": figures.unplaced}
        )
        self.note.setVisible(bool(figures.unplaced))
        self._fill()

    def choose(self, model: str) -> ModelRow | None:
        """Chooses a model's row, clearing filters that hide it; None when it isn't there."""
        rows = self._figures.rows if self._figures else ()
        found = next((row for row in rows if row.model == model), None)
        if found is not None and not self.view.choose(found.id):
            self.search.clear()
            self.only.set_codes(())
            self._fill()
            self.view.choose(found.id)
        return found

    def _fill(self) -> None:
        chosen = self.view.rows_chosen()
        rows = [row for row in (self._figures.rows if self._figures else ()) if self._fits(row)]
        header = self.view.horizontalHeader()
        self.model.show_rows(rows)
        self.count.setText(f"{len(rows):,}")
        place = header.sortIndicatorSection()
        if 0 <= place < len(_COLUMNS):
            down = header.sortIndicatorOrder().value == 1
            self.model.sort_by(_COLUMNS[place].sort, down)
        if chosen:
            self.view.choose(chosen[0].id)
        self._stack.setCurrentIndex(0 if rows else 1)

    def _fits(self, row: ModelRow) -> bool:
        text = f"{row.model} {row.title}".casefold()
        words_ = self.search.text().casefold().split()
        return all(word in text for word in words_) and (row.warned or not self.only.codes())

    def _days_clicked(self) -> None:
        if not self.days.codes():
            self.days.set_codes([str(_USUAL_DAYS)])
        self.days_chosen.emit()

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _text: self._fill())
        self.search.returnPressed.connect(self.view.setFocus)
        self.only.changed.connect(self._fill)
        self.days.changed.connect(self._days_clicked)
        self.view.picked.connect(self._pick)
        self.view.opened.connect(lambda _row: self.opened.emit())

    def _pick(self, row: ModelRow | None) -> None:
        if row is not None:
            self.picked.emit(row)

    def _build(self) -> None:
        nothing = Empty(
            _("No complaints in these days"),
            _("A model appears here when a case complains of it, or of its style, size or colour."),
            "check",
        )
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty_place(nothing))
        chips = QWidget()
        flow = FlowLayout(chips, spacing=8)
        flow.addWidget(self.days)
        flow.addWidget(self.only)
        bar = boxes.line(self.search, None, self.count)
        bar.setStretch(0, 1)
        self.note.hide()
        self.setLayout(boxes.stack(bar, chips, self._stack, self.note, grows=self._stack))
