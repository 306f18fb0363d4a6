"""One wrong shipment: reported, verified, settled, in a panel beside the list (R3–R5, R22)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Cause, WrongKind, WrongState
from desktop_app.core.labels import label
from desktop_app.services import weight_checks, wrong_lines, wrong_lists, wrong_shipments
from desktop_app.services.scans import Parcel
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lists import WrongRow
from desktop_app.views.desk import Desk, Room
from desktop_app.views.fields import ChoiceField, Field, NoteField
from desktop_app.views.flow import FlowLayout
from desktop_app.views.weighing_history import ReasonBar
from desktop_app.views.weighing_linked_check import LinkedCheck
from desktop_app.views.weighing_number import NumberLine
from desktop_app.views.weighing_parts import chip, show_chip, text_label
from desktop_app.views.weighing_photos import PhotoLine
from desktop_app.views.weighing_stock import StockMarks
from desktop_app.views.weighing_wrong_lines import LinesEdit
from desktop_app.views.weighing_wrong_words import STATE_TONES, facts

_OPEN = frozenset({WrongState.REPORTED, WrongState.VERIFIED})


class WrongForm(QWidget):
    """A new report, or one that is in the register. `saved` tells the id of what was entered."""

    saved = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: WrongRow | None = None
        self._parcel: Parcel | None = None
        self._check_id: int | None = None
        self.dirty = False
        self.title, self.chip = text_label("title"), chip()
        self.facts, self.alike = text_label("caption"), text_label("error")
        self.check = LinkedCheck(desk)
        self.number = NumberLine(desk.store)
        self.buyer = Field(_("Buyer ID"))
        self.kind = ChoiceField(_("Kind"), WrongKind, empty=_("As the goods tell"))
        self.what = NoteField(_("What went wrong"), lines=2)
        self.lines = LinesEdit()
        self.cause = ChoiceField(_("Cause"), Cause, empty=_("Not known"))
        self.picker = Field(_("Packed by"))
        self.note = NoteField(_("Note"), lines=2)
        self.stock = StockMarks(desk)
        self.photos = PhotoLine(desk)
        self.fault = text_label("error")
        self.reason = ReasonBar()
        self.save_button = QPushButton()
        self.steps: dict[str, QPushButton] = {}
        self._build()
        self._connect()
        self.begin()

    def begin(self) -> None:
        """An empty report."""
        self._row = self._parcel = self._check_id = None
        self.number.edit.clear()
        for field in (self.buyer, self.picker):
            field.set_text("")
        for note in (self.what, self.note):
            note.set_text("")
        self.kind.set_code("")
        self.cause.set_code("")
        self.lines.show_lines(())
        self.stock.show_rows(())
        self._show_head()
        self._settle_down()

    def begin_for(self, parcel: Parcel) -> None:
        """A report about a parcel, with its order's goods to be altered."""
        self.begin()
        self._take_parcel(parcel)

    def begin_from(self, check_id: int, explanation: int) -> None:
        """A report as one of a weight check's explanations tells it."""
        self.begin()
        store = self._desk.store
        check = self._desk.attempt(lambda: weight_checks.check(store, check_id))
        if check is None:
            return
        self._check_id = check_id
        self.check.show_check(check_id)
        self.buyer.set_text(check.buyer)
        self.number.edit.setText(check.order_no or check.tracking or check.case_no)
        self.lines.show_lines(wrong_lines.from_check(store, check_id, explanation))
        self._parcel = Parcel(
            check.order_id,
            check.case_id,
            *(check.order_no, check.case_no, check.platform, check.buyer, check.tracking),
        )
        self._warn_of_alike()
        self.dirty = True
        self._show_buttons()

    def show_row(self, row: WrongRow | None) -> None:
        """Shows one of the register; what is being typed about the same one stays."""
        if row is None:
            return
        if self.dirty and (self._row is None or self._row.id == row.id):
            return
        self._row, self._parcel, self._check_id = row, None, row.weight_check_id
        self.buyer.set_text(row.buyer)
        self.kind.set_code(row.kind.value)
        self.what.set_text(row.what)
        self.cause.set_code(row.cause)
        self.picker.set_text(row.picker)
        self.note.set_text(row.note)
        self.lines.show_lines(row.lines, with_back=True)
        self.stock.show_rows(wrong_lists.stock_of(self._desk.store, row.id))
        self._show_head()
        self._settle_down()

    def save(self) -> bool:
        """Enters the report, or what was changed of it."""
        try:
            row = self._report() if self._row is None else self._change(self._row)
        except UserError as error:
            self._complain(texts.sentence(error))
            return False
        self.dirty = False
        self.show_row(row)
        self.saved.emit(row.id)
        return True

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _report(self) -> WrongRow:
        parcel, kind = self._parcel, self.kind.code()
        draft = WrongDraft(
            buyer_text=self.buyer.text(),
            what=self.what.text(),
            kind=WrongKind(kind) if kind else None,
            order_id=parcel.order_id if parcel else None,
            case_id=parcel.case_id if parcel else None,
            weight_check_id=self._check_id,
            lines=tuple(goods.draft() for goods in self.lines.goods()),
            cause=self.cause.code(),
            picker=self.picker.text(),
            note=self.note.text(),
        )
        return wrong_shipments.report(self._desk.store, draft)

    def _change(self, row: WrongRow) -> WrongRow:
        """Fields, lines and what came back, all or nothing."""
        goods = self.lines.goods()
        known = {line.sku or line.title: line for line in row.lines}
        drafts = []
        for one in goods:
            before = known.get(one.sku or one.title)
            counts = (before.good, before.damaged) if before else (0, 0)
            drafts.append(
                wrong_lines.WrongLineDraft(one.sku, one.title, one.expected, one.shipped, *counts)
            )
        kind = self.kind.code() or wrong_lines.kind_of_lines(drafts) or row.kind
        with self._desk.store.transaction():
            made = wrong_shipments.change(
                self._desk.store,
                row.no,
                lines=drafts,
                row_version=row.row_version,
                kind=kind,
                buyer_text=self.buyer.text(),
                what=self.what.text(),
                cause=self.cause.code(),
                picker=self.picker.text(),
                note=self.note.text(),
            )
            ids = {line.sku or line.title: line for line in made.lines}
            for one in goods:
                line = ids[one.sku or one.title]
                if (line.good, line.damaged) != (one.good, one.damaged):
                    made = wrong_shipments.came_back(
                        self._desk.store, line.id, one.good, one.damaged
                    )
        return made

    def _step(self, act: Callable[..., WrongRow]) -> None:
        """A step of the register; what was typed is saved before it."""
        if self._row is None or (self.dirty and not self.save()):
            return
        row = self._row
        self._done(lambda: act(self._desk.store, row.no, row_version=row.row_version))

    def _done(self, act: Callable[[], WrongRow]) -> bool:
        try:
            row = act()
        except UserError as error:
            self._complain(texts.sentence(error))
            return False
        self.show_row(row)
        return True

    def _dismiss(self) -> None:
        if self._row is None:
            return
        row = self._row
        act = partial(wrong_shipments.dismiss, self._desk.store, row.no)
        self.reason.ask(
            _("Why isn't it so?"), _("Not so"), lambda reason: self._done(lambda: act(reason))
        )

    def _take_parcel(self, parcel: Parcel) -> None:
        self._parcel = parcel
        self.number.edit.setText(parcel.order_no or parcel.tracking or parcel.case_no)
        self.buyer.set_text(parcel.buyer)
        self.lines.show_lines(wrong_lines.from_order(self._desk.store, parcel))
        self._warn_of_alike()
        self._touch()
        self.lines.table.setFocus()

    def _warn_of_alike(self) -> None:
        order_id = self._parcel.order_id if self._parcel else None
        found = wrong_lists.alike(self._desk.store, self.buyer.text(), order_id)
        numbers = ", ".join(row.no for row in found)
        self.alike.setText(_("Open already: %(numbers)s") % {"numbers": numbers} if found else "")
        self.alike.setVisible(bool(found))

    def _touch(self) -> None:
        self.dirty = True
        self._complain("")
        self._show_buttons()

    def _settle_down(self) -> None:
        self.dirty = False
        self.alike.hide()
        self.reason.hide()
        self._complain("")
        self._show_buttons()

    def _complain(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _show_head(self) -> None:
        row = self._row
        self.photos.show_row(row)
        self.check.show_check(self._check_id)
        self.title.setText(row.no if row else _("Report a wrong shipment"))
        self.chip.setVisible(row is not None)
        self.number.setVisible(row is None)
        self.facts.setVisible(row is not None)
        if row is None:
            return
        show_chip(self.chip, label(row.state), STATE_TONES[row.state])
        self.facts.setText(facts(row))

    def _show_buttons(self) -> None:
        row = self._row
        editable = row is None or row.state in _OPEN
        self.save_button.setText(_("Report it") if row is None else _("Save"))
        self.save_button.setVisible(row is None or (self.dirty and editable))
        following = wrong_shipments.next_states(row.state) if row else ()
        shown = {
            "verify": WrongState.VERIFIED in following,
            "settle": WrongState.SETTLED in following,
            "dismiss": WrongState.DISMISSED in following,
            "back": row is not None and row.state is not WrongState.REPORTED,
            "case": row is not None and bool(row.case_no or row.order_no),
        }
        for name, button in self.steps.items():
            button.setVisible(shown[name])
        if row is not None:
            self.steps["case"].setText(
                _("Open the case") if row.case_no else _("Open a case for it")
            )
        for part in (self.lines, self.what, self.kind, self.cause, self.picker, self.buyer):
            part.setEnabled(editable)
        self.note.setEnabled(editable)

    def _go_to_case(self) -> None:
        if self._row is not None and self._row.case_no:
            self._desk.go(Room.CASES, "show", self._row.case_no)
        elif self._row is not None:
            self._desk.go(Room.CASES, "new", self._row.order_no)

    def _connect(self) -> None:
        self.number.found.connect(self._take_parcel)
        parts = (self.kind, self.cause, self.picker, self.buyer, self.lines, self.what, self.note)
        for part in parts:
            part.changed.connect(self._touch)
        self.buyer.edit.editingFinished.connect(self._warn_of_alike_when_new)
        self.save_button.clicked.connect(self.save)

    def _warn_of_alike_when_new(self) -> None:
        if self._row is None:
            self._warn_of_alike()

    def _build(self) -> None:
        head = QHBoxLayout()
        self.title.setWordWrap(False)
        head.addWidget(self.title)
        head.addWidget(self.chip, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addStretch(1)
        pairs = QGridLayout()
        pairs.setHorizontalSpacing(12)
        pairs.setVerticalSpacing(8)
        for place, part in enumerate((self.buyer, self.picker, self.kind, self.cause)):
            pairs.addWidget(part, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        form = QVBoxLayout(inner)
        form.setContentsMargins(14, 12, 14, 12)
        form.setSpacing(10)
        form.addLayout(head)
        for part in (self.facts, self.check, self.number, self.alike):
            form.addWidget(part)
        form.addLayout(pairs)
        for part in (self.what, self.lines, self.stock, self.note, self.photos):
            form.addWidget(part)
        form.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(area, 1)
        layout.addWidget(self._foot())

    def _foot(self) -> QWidget:
        self.save_button.setProperty("primary", True)
        words = {
            "verify": (_("Verify"), partial(self._step, wrong_shipments.verify)),
            "settle": (_("Settle"), partial(self._step, wrong_shipments.settle)),
            "dismiss": (_("Not so…"), self._dismiss),
            "back": (_("Take the step back"), partial(self._step, wrong_shipments.take_back)),
            "case": ("", self._go_to_case),
        }
        acts = QWidget()
        row = FlowLayout(acts, spacing=8)
        row.addWidget(self.save_button)
        for name, (text, do) in words.items():
            button = QPushButton(text)
            button.setProperty("primary", name in {"verify", "settle"})
            button.clicked.connect(lambda _checked=False, do=do: do())
            row.addWidget(button)
            self.steps[name] = button
        foot = QWidget()
        down = QVBoxLayout(foot)
        down.setContentsMargins(14, 6, 14, 12)
        down.setSpacing(6)
        for part in (self.fault, self.reason):
            down.addWidget(part)
        down.addWidget(acts)
        return foot
