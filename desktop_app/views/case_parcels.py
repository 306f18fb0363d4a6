"""Parcels of a case: numbers, slips that travel with them (R6), what they did on the way (R29)."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QGridLayout, QLineEdit, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import case_slips
from desktop_app.services.case_slips import SlipWish, WrittenSlip
from desktop_app.services.cases import CaseDetail
from desktop_app.views.cards import words
from desktop_app.views.case_card import CaseCard, button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.case_movements import CaseMovements
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.list_pane import FilterChips
from desktop_app.views.preview import Preview

SLIPS = {
    "exchange": N_("Exchange slip"),
    "resend": N_("Resend slip"),
    "return": N_("Return slip"),
}
_PAPERS = {"a5": N_("A5"), "label": N_("Label 100×150")}
_FIELDS = (
    ("resend", N_("Sent again")),
    ("return", N_("Coming back")),
)


class ParcelsCard(CaseCard):
    """Courier and number of each way are kept when they are left; a slip opens to be printed."""

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__(desk, _("Parcels and slips"))
        self._history = history
        self.edits: dict[str, QLineEdit] = {}
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("To be printed on the slip, such as “in blue instead”"))
        self.note.setAccessibleName(_("Note on the slip"))
        self.paper = FilterChips(
            _("Paper"), [(code, _(text)) for code, text in _PAPERS.items()], single=True
        )
        self.paper.set_codes(["a5"])
        self.paper.changed.connect(self._keep_paper)
        self.buttons = {
            kind: button(_(text), partial(self.print_slip, kind)) for kind, text in SLIPS.items()
        }
        self.movements = CaseMovements(desk)
        self.movements.changed.connect(self.changed)
        self._build()

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self.note.clear()
        self.movements.begin_case()
        usual = case_slips.usual(detail.row.kind, detail.row.outcome)
        for kind, made in self.buttons.items():
            font = made.font()
            font.setBold(kind == usual)
            made.setFont(font)

    @override
    def fill(self, detail: CaseDetail) -> None:
        for name, edit in self.edits.items():
            if not edit.hasFocus():
                edit.setText(getattr(detail, name))
        for made in self.buttons.values():
            made.setVisible(bool(detail.lines))
        self._without.setVisible(not detail.lines)
        self.movements.show_case(detail)

    def keep(self, name: str) -> None:
        """Keeps a courier or a number as it was typed."""
        text, detail = self.edits[name].text().strip(), self.detail
        if detail is not None and text != getattr(detail, name):
            self._history.change(self.edits[name].accessibleName(), detail, **{name: text})
            self.changed.emit()

    def print_slip(self, kind: str) -> None:
        """Writes a slip in a job and opens it."""
        no, store = self.no, self.desk.store
        paper = next(iter(self.paper.codes()), "a5")
        wish = SlipWish(kind, paper, self.note.text())
        title = _(SLIPS[kind])

        def work(track: object) -> WrittenSlip:
            del track
            return case_slips.write(store, no, wish)

        self.desk.write(title, work, lambda made: self._open(made, title))

    def _open(self, made: WrittenSlip, title: str) -> None:
        if not isValid(self):
            return  # the window was closed meanwhile; the slip is kept
        self.changed.emit()
        self.open_paper(made.path, title)

    def open_paper(self, path: Path, title: str) -> None:
        """Shows a slip to be printed."""
        try:
            Preview(self.desk, path, title, self.window()).open()
        except UserError as error:
            self.desk.complain(error)

    def _keep_paper(self) -> None:
        if not self.paper.codes():
            self.paper.set_codes(["a5"])

    def _build(self) -> None:
        self.foot.setSpacing(8)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 2)
        grid.setColumnStretch(2, 3)
        for row, (way, title) in enumerate(_FIELDS):
            grid.addWidget(words(_(title), "caption", wrap=False), row, 0)
            for column, (part, name) in enumerate(
                (("courier", _("Courier")), ("tracking", _("Tracking no."))), 1
            ):
                edit = QLineEdit()
                edit.setPlaceholderText(name)
                edit.setAccessibleName(f"{_(title)}: {name}")
                edit.editingFinished.connect(partial(self.keep, f"{way}_{part}"))
                grid.addWidget(edit, row, column)
                self.edits[f"{way}_{part}"] = edit
        self.foot.addLayout(grid)
        self.foot.addWidget(self.note)
        self._without = words(_("Slips can be printed once the case names its goods."), "caption")
        self.foot.addWidget(self._without)
        slips = QWidget()
        flow = FlowLayout(slips)
        for piece in (*self.buttons.values(), self.paper):
            flow.addWidget(piece)
        self.foot.addWidget(slips)
        self.foot.addWidget(self.movements)
