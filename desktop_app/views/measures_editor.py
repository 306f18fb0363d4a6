"""A measure's definition, changed by choosing: what is counted, out of what, over how long."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.errors import BadValue, Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseKind, Cause, Outcome
from desktop_app.core.labels import label
from desktop_app.core.measure_kinds import (
    CASE_MOMENTS,
    CLOCKS,
    ORDER_MOMENTS,
    Mark,
    Moment,
    Subject,
)
from desktop_app.core.measure_kinds import words as kind_words
from desktop_app.services import measure_rules, measure_words
from desktop_app.services.measure_rules import MOST_DAYS, Definition, Selection
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import choose, code_of
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field
from desktop_app.views.flow import FlowLayout
from desktop_app.views.menu_filter import MenuFilter


class SelectionChooser(QWidget):
    """What is counted, as choices; ``subjects`` are those that it may be."""

    changed = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self._shown = Selection(Subject.CASES)
        self.subject, self.at = QComboBox(), QComboBox()
        self.subject.setAccessibleName(title)
        self.at.setAccessibleName(measure_words.titled(title, _("which day counts")))
        self.menus = {
            "kinds": MenuFilter(_("Kind"), [(one.value, label(one)) for one in CaseKind]),
            "causes": MenuFilter(_("Cause"), [(one.value, label(one)) for one in Cause]),
            "outcomes": MenuFilter(_("Outcome"), [(one.value, label(one)) for one in Outcome]),
            "marks": MenuFilter(_("Marks"), [(one.value, kind_words(one)) for one in Mark]),
        }
        self._filters = QWidget()
        flow = FlowLayout(self._filters)
        for menu in self.menus.values():
            flow.addWidget(menu)
            menu.changed.connect(self.changed)
        self.setLayout(
            boxes.stack(words(title, "heading"), self.subject, self.at, self._filters, spacing=6)
        )
        self.subject.activated.connect(lambda _place: self._turn())
        self.at.activated.connect(lambda _place: self.changed.emit())

    def show_selection(self, shown: Selection, subjects: tuple[Subject, ...]) -> None:
        """Shows a selection; it may become one of ``subjects``."""
        self._shown = shown
        self.subject.clear()
        for subject in dict.fromkeys((shown.what, *subjects)):
            self.subject.addItem(kind_words(subject), subject.value)
        self.subject.setEnabled(self.subject.count() > 1)
        choose(self.subject, shown.what)
        self._offer_moments()
        choose(self.at, shown.at or "")
        for name, menu in self.menus.items():
            menu.set_codes(getattr(shown, name))

    def selection(self) -> Selection:
        """What is chosen now."""
        what = Subject(code_of(self.subject))
        at = Moment(code_of(self.at)) if self.at.count() else None
        if what is Subject.ORDERS:
            return Selection(what, at)
        menus = {name: menu.in_order() for name, menu in self.menus.items()}
        return Selection(
            what=what,
            at=at,
            kinds=tuple(map(CaseKind, menus["kinds"])),
            causes=tuple(map(Cause, menus["causes"])),
            outcomes=tuple(map(Outcome, menus["outcomes"])),
            marks=tuple(map(Mark, menus["marks"])),
            kept=self._shown.kept if what in CLOCKS else (),
        )

    def _turn(self) -> None:
        self._offer_moments()
        self.changed.emit()

    def _offer_moments(self) -> None:
        what = code_of(self.subject)
        moments = {Subject.CASES.value: CASE_MOMENTS, Subject.ORDERS.value: ORDER_MOMENTS}
        self.at.clear()
        for moment in moments.get(what, ()):
            self.at.addItem(kind_words(moment), moment.value)
        self.at.setVisible(self.at.count() > 0)
        self._filters.setVisible(what != Subject.ORDERS)


class DefinitionEditor(QFrame):
    """Says in words, while one chooses, what will be counted. `left` gives the place back."""

    left = Signal()
    kept = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.definition: Definition | None = None
        self.setProperty("card", True)
        self.title = words("", "heading")
        self.counts = SelectionChooser(_("What is counted"))
        self.among = SelectionChooser(_("Out of"))
        self.days = Field(_("Days of its own (empty: as the page shows)"), _days)
        self.told = words("")
        self.fault = words("", "error")
        self.keep_button = QPushButton(_("Reckon it so"))
        self.keep_button.setProperty("primary", True)
        self.back_button = QPushButton(_("Back to the program's"))
        self.cancel_button = QPushButton(_("Cancel"))
        self._build()

    def show_definition(self, one: Definition) -> None:
        """Shows how a measure is reckoned now."""
        self.definition = one
        self.title.setText(one.name)
        clocks = one.counts.what in CLOCKS
        self.counts.show_selection(one.counts, ())
        self.among.setVisible(one.among is not None)
        if one.among is not None:
            others = () if clocks else (Subject.ORDERS, Subject.CASES)
            self.among.show_selection(one.among, others)
        self.days.set_text(str(one.days) if one.days else "")
        self.back_button.setVisible(one.changed)
        self._judge()
        self.counts.menus["kinds"].button.setFocus()

    def keep(self) -> None:
        """Reckons the measure so from now on."""
        one = self.definition
        if one is None or not self.days.insist():
            return
        store, wanted = self._desk.store, self._wanted()
        made = self._desk.attempt(lambda: measure_rules.save(store, one.code, *wanted))
        if made is not None:
            self.kept.emit()

    def back(self) -> None:
        """Reckons it as the program came."""
        one = self.definition
        if one is not None:
            self._desk.attempt(lambda: measure_rules.back_to_shipped(self._desk.store, one.code))
            self.kept.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _wanted(self) -> tuple[Selection, Selection | None, int]:
        among = self.among.selection() if self.definition and self.definition.among else None
        return self.counts.selection(), among, _days(self.days.text() or "0")

    def _judge(self) -> None:
        """Says what is chosen, or what doesn't go together."""
        one = self.definition
        fault = self.days.fault()
        told = ""
        if one is not None and not fault:
            try:
                told = measure_words.told(measure_rules.tried(one.code, *self._wanted()))
            except UserError as error:
                fault = texts.sentence(error)
        self.told.setText(told)
        self.fault.setText("" if self.days.fault() else fault)
        self.fault.setVisible(bool(self.fault.text()))
        self.keep_button.setEnabled(not fault)

    def _build(self) -> None:
        body = QWidget()
        stack = boxes.stack(self.counts, self.among, self.days, spacing=14)
        stack.addWidget(words(_("In words"), "heading"))
        stack.addWidget(self.told)
        stack.addWidget(self.fault)
        stack.addStretch(1)
        body.setLayout(stack)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 10, 10)
        layout.setSpacing(10)
        layout.addWidget(self.title)
        layout.addWidget(boxes.scrolling(body), 1)
        layout.addLayout(boxes.line(self.back_button, None, self.cancel_button, self.keep_button))
        for part in (self.counts, self.among, self.days):
            part.changed.connect(self._judge)
        self.keep_button.clicked.connect(lambda _checked=False: self.keep())
        self.back_button.clicked.connect(lambda _checked=False: self.back())
        self.cancel_button.clicked.connect(lambda _checked=False: self.left.emit())


def _days(text: str) -> int:
    """A whole number of days; raises BadValue for none."""
    plain = text.strip()
    if not plain.isdecimal() or int(plain) > MOST_DAYS:
        raise BadValue(Reason.NOT_A_WINDOW, value=text, limit=MOST_DAYS)
    return int(plain)
