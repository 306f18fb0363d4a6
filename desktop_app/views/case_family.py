"""Cases that belong together: merged into this one, taken out again, goods split off."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSpinBox, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseKind
from desktop_app.services import case_bin, case_merging
from desktop_app.services.cases import CaseDetail, CaseLineRow
from desktop_app.views import boxes, case_bulk_bar
from desktop_app.views.cards import empty, words
from desktop_app.views.case_card import CaseCard, button, choice, choose, code_of
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk


class FamilyCard(CaseCard):
    """`opened` asks for another case to be shown; `deleted` tells that this one is in the bin."""

    opened = Signal(str)
    deleted = Signal()

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__(desk, _("Merge, split, delete"))
        self._history = history
        self.into = QLineEdit()
        self.into.setPlaceholderText(_("Case no. to merge into this one"))
        self.into.setAccessibleName(_("Case no. to merge into this one"))
        self.into.returnPressed.connect(self.merge)
        self.pieces: dict[int, QSpinBox] = {}
        self.kind = choice(_("Kind of the new case"), CaseKind)
        self.split_button = button(_("Split goods off…"), self.begin_split)
        self._form = self._split_form()
        self.foot.setSpacing(8)
        self.foot.addLayout(boxes.line(self.into, button(_("Merge"), self.merge), spacing=8))
        away = button(_("Delete the case…"), self.delete)
        away.setProperty("danger", True)
        self.foot.addLayout(boxes.line(self.split_button, None, away, spacing=8))
        self.foot.addWidget(self._form)

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self.into.clear()
        self._form.hide()

    @override
    def fill(self, detail: CaseDetail) -> None:
        self.clear()
        for no in case_merging.merged(self.desk.store, detail.row.no):
            out = button(_("Take it out again"), partial(self.take_out, no), flat=True)
            told = words(_("%(no)s was merged into this case.") % {"no": no}, wrap=False)
            self.body.addLayout(boxes.line(told, None, out))
        pieces = sum(line.quantity for line in detail.lines)
        self.split_button.setVisible(pieces > 1 and self._form.isHidden())

    def merge(self) -> None:
        """Merges the case whose number was typed into this one."""
        other = self.into.text().strip()
        if not other:
            self.into.setFocus()
            return
        if case_bulk_bar.merge(self.desk, self._history, self.no, [other]):
            self.into.clear()
            self.desk.say(_("%(no)s was merged into this case.") % {"no": other.upper()})

    def take_out(self, no: str) -> None:
        """Takes a merged case out, as it was."""
        self.attempt(lambda: case_merging.unmerge(self.desk.store, no))

    def begin_split(self) -> None:
        """Asks which goods go into a case of their own."""
        detail = self.detail
        if detail is None:
            return
        empty(self._lines)
        self.pieces = {}
        for row, line in enumerate(detail.lines):
            self._ask_pieces(row, line)
        choose(self.kind, detail.row.kind)
        self._form.show()
        self.split_button.hide()
        next(iter(self.pieces.values())).setFocus()

    def split(self) -> None:
        """Opens a case of its own for the chosen pieces."""
        gone = [(line_id, spin.value()) for line_id, spin in self.pieces.items() if spin.value()]
        store, no, kind = self.desk.store, self.no, code_of(self.kind)
        made = self.attempt(lambda: case_merging.split(store, no, gone, kind))
        if made is not None:
            self.leave_split()
            self.desk.say(_("Case %(no)s is open.") % {"no": made})
            self.opened.emit(made)

    def leave_split(self) -> None:
        """Closes the form without a new case."""
        self._form.hide()
        if self.detail is not None:
            self.fill(self.detail)

    def delete(self) -> None:
        """Puts the case into the bin, from where it can be taken back."""
        store, no = self.desk.store, self.no
        question = _("Put case %(no)s into the bin?") % {"no": no}
        if not self.desk.prompts.confirm(self, question, _("Delete"), _("It can be taken back.")):
            return

        def act() -> bool:
            case_bin.delete(store, [no])
            return True

        def back() -> None:
            item = case_bin.item_of(store, no)
            case_bin.restore(store, [] if item is None else [item])

        if self.desk.attempt(act):
            said = _("Case %(no)s is in the bin.") % {"no": no}
            self.desk.say(said)
            self.deleted.emit()
            self._history.did(said, back, act)

    def _ask_pieces(self, row: int, line: CaseLineRow) -> None:
        name = " ".join(part for part in (line.title, line.variant) if part) or line.sku
        spin = QSpinBox()
        spin.setRange(0, line.quantity)
        spin.setAccessibleName(_("Pieces of %(name)s to split off") % {"name": name})
        self._lines.addWidget(words(name), row, 0)
        self._lines.addWidget(
            words(_("of %(count)s") % {"count": line.quantity}, "caption", wrap=False), row, 2
        )
        self._lines.addWidget(spin, row, 1)
        self.pieces[line.id] = spin

    def _split_form(self) -> QWidget:
        self._lines = QGridLayout()
        self._lines.setColumnStretch(0, 1)
        cancel = button(_("Cancel"), self.leave_split)
        go = button(_("Open a case for them"), self.split)
        return boxes.held(
            boxes.stack(
                words(_("Pieces that go into a case of their own:"), "caption"),
                self._lines,
                boxes.line(self.kind, None, cancel, go, spacing=8),
            )
        )
