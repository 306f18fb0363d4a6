"""A case opened in seconds: a typed, pasted or scanned number fills it; nothing is guessed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import dates, money, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.core.labels import label
from desktop_app.services import case_openings, cases
from desktop_app.services.case_openings import Opening, OrderedLine
from desktop_app.services.cases import CaseDraft
from desktop_app.views import case_columns
from desktop_app.views.cards import Card, chip, empty, pairs, words
from desktop_app.views.desk import Desk
from desktop_app.views.fields import ChoiceField, Field, NoteField

_PAUSE_MS = 250
_MOST = 9999


class NewCase(QWidget):
    """`opened` gives the new case's number, `shown` that of one there already."""

    opened = Signal(str)
    shown = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: Opening | None = None
        self.number = Field(_("Order no., tracking no. or buyer ID"), needed=True)
        self.number.edit.setPlaceholderText(_("Type, paste or scan"))
        self.platform = ChoiceField(_("Platform"), Platform, empty=_("As the order says"))
        self.kind = ChoiceField(_("What is it about?"), CaseKind, empty=_("Choose…"))
        self.note = NoteField(_("What the buyer says"))
        self.note.edit.setPlaceholderText(_("In the buyer's own words, if you have them"))
        self.open_button = QPushButton(_("Open the case"))
        self.open_button.setProperty("primary", True)
        self._about = Card(_("Order and buyer"))
        self._goods = Card(_("Which goods?"))
        self._others = Card(_("Cases there already"))
        self.lines: list[tuple[OrderedLine, QCheckBox, QSpinBox]] = []
        self._build()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self.look_up)
        self.number.changed.connect(self._later.start)
        self.number.edit.returnPressed.connect(self._enter_number)
        self.platform.changed.connect(self.look_up)
        self.kind.changed.connect(self._judge)
        self.open_button.clicked.connect(self.open_case)

    def begin(self, text: str = "", kind: str = "") -> None:
        """Begins anew, with a number in hand if there is one."""
        self.number.set_text(text)
        self.platform.set_code("")
        self.kind.set_code(kind)
        self.note.set_text("")
        self.look_up()
        (self.kind.combo if self.found else self.number.edit).setFocus()

    def look_up(self) -> None:
        """Fills in what the number stands for; says so when it is not known."""
        self._later.stop()
        text = self.number.text()
        self.found, trouble = None, ""
        if text:
            code = self.platform.code()
            platform = Platform(code) if code else None
            try:
                self.found = case_openings.look_up(self._desk.store, text, platform)
            except UserError as error:
                trouble = texts.sentence(error)
        self._show(trouble)

    def open_case(self) -> None:
        """Opens the case as it stands; faults are shown beside the fields."""
        if not self.number.insist() or not self.kind.code():
            self._judge()
            return
        draft = self._draft()
        made = self._desk.attempt(lambda: cases.open(self._desk.store, draft))
        if made is not None:
            self._desk.say(_("Case %(no)s is open.") % {"no": made.row.no})
            self.opened.emit(made.row.no)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        ctrl = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and ctrl:
            self.open_case()
        else:
            super().keyPressEvent(event)

    def _draft(self) -> CaseDraft:
        code = self.platform.code()
        platform = Platform(code) if code else None
        if self.found is None:
            return CaseDraft(
                kind=self.kind.code(),
                buyer=self.number.text(),
                platform=platform,
                note=self.note.text(),
            )
        chosen = [(line, spin.value()) for line, box, spin in self.lines if box.isChecked()]
        by_sku = tuple((line.sku, quantity) for line, quantity in chosen if line.sku)
        every = len(chosen) == len(self.lines) and all(
            quantity == (line.quantity or 1) for line, quantity in chosen
        )
        return CaseDraft(
            kind=self.kind.code(),
            order=self.found.order_no,
            buyer=self.found.buyer,
            platform=self.found.platform,
            note=self.note.text(),
            lines=None if every or not by_sku else by_sku,
        )

    def _enter_number(self) -> None:
        self.look_up()
        self.kind.combo.setFocus()

    def _show(self, trouble: str) -> None:
        empty(self._about.body)
        found = self.found
        if found is None:
            hint = _("Not known yet: the case is opened for a new buyer with this ID.")
            self._about.body.addWidget(words(trouble or hint, "error" if trouble else "caption"))
            if trouble:
                self._about.body.addWidget(words(hint, "caption"))
        else:
            self._about.body.addWidget(
                pairs(
                    (
                        (_("Buyer"), " ".join(p for p in (found.buyer, found.buyer_name) if p)),
                        (_("Order no."), found.order_no),
                        (_("Tracking no."), found.tracking),
                        (_("Platform"), label(found.platform)),
                        (_("Status"), found.status),
                    )
                )
            )
        self._about.setVisible(bool(self.number.text()))
        self._show_goods()
        self._show_others()
        self._judge()

    def _show_goods(self) -> None:
        empty(self._goods.body)
        self.lines = []
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setColumnStretch(0, 1)
        for place, line in enumerate(self.found.lines if self.found else ()):
            name = " ".join(part for part in (line.title, line.variant) if part) or line.sku
            check = QCheckBox(name)
            check.setChecked(True)
            spin = QSpinBox()
            spin.setRange(1, _MOST)
            spin.setValue(line.quantity or 1)
            spin.setAccessibleName(_("Quantity of %(name)s") % {"name": name})
            check.toggled.connect(spin.setEnabled)
            price = money.text_or_none(line.price_minor)
            grid.addWidget(check, place, 0)
            grid.addWidget(words(price or "", "caption", wrap=False), place, 1)
            grid.addWidget(spin, place, 2)
            self.lines.append((line, check, spin))
        self._goods.body.addWidget(box)
        self._goods.setVisible(bool(self.lines))

    def _show_others(self) -> None:
        empty(self._others.body)
        others = self.found.cases if self.found else ()
        for row in others:
            line = QHBoxLayout()
            button = QPushButton(row.no)
            button.setProperty("flat", True)
            button.clicked.connect(lambda _checked=False, no=row.no: self.shown.emit(no))
            line.addWidget(button)
            line.addWidget(chip(label(row.stage), case_columns.STAGES[row.stage]))
            line.addWidget(words(label(row.kind), wrap=False))
            line.addWidget(words(dates.moment(row.opened_at), "caption", wrap=False))
            line.addStretch(1)
            self._others.body.addLayout(line)
        self._others.retitle(
            ngettext("%(count)s case there already", "%(count)s cases there already", len(others))
            % {"count": len(others)}
        )
        self._others.setVisible(bool(others))

    def _judge(self) -> None:
        self.open_button.setEnabled(bool(self.number.text() and self.kind.code()))

    def _build(self) -> None:
        body = QWidget()
        stack = QVBoxLayout(body)
        stack.setContentsMargins(0, 0, 6, 12)
        stack.setSpacing(12)
        stack.addWidget(words(_("New case"), "title"))
        stack.addWidget(self.number)
        for card in (self._about, self._others, self._goods):
            stack.addWidget(card)
        row = QHBoxLayout()
        row.addWidget(self.kind, 2)
        row.addWidget(self.platform, 1)
        stack.addLayout(row)
        stack.addWidget(self.note)
        stack.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        cancel = QPushButton(_("Cancel"))
        cancel.clicked.connect(self.left)
        buttons = QHBoxLayout()
        buttons.addWidget(words(_("Ctrl+Enter opens it"), "caption", wrap=False))
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.open_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scroll, 1)
        layout.addLayout(buttons)
