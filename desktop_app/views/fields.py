"""Fields of a form: a label above, and what is wrong with it below, said while typing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from enum import StrEnum

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.core import money, texts, weight
from desktop_app.core.errors import BadValue, Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.views.hidden_edit import HiddenEdit

Check = Callable[[str], object]


class Field(QWidget):
    """A line of text with a check. `changed` tells of every edit by the person.

    A ``bare`` one has no label above: in a row of a table, whose head says what it is.
    """

    changed = Signal()

    def __init__(
        self,
        title: str,
        check: Check | None = None,
        *,
        needed: bool = False,
        bare: bool = False,
    ) -> None:
        super().__init__()
        self.title = title
        self._check = check
        self._needed = needed
        self._touched = False
        self.edit = HiddenEdit()
        self.edit.setAccessibleName(title)
        self._fault = _fault_label()
        head = () if bare else (_caption(title, needed=needed),)
        _stack(self, *head, self.edit, self._fault)
        self.edit.textEdited.connect(self._edited)

    def text(self) -> str:
        """What is in it, without the spaces around."""
        return self.edit.text().strip()

    def set_text(self, text: str) -> None:
        """Fills it without counting as an edit."""
        self.edit.setText(text)
        self._touched = bool(text)
        self._judge()

    def fault(self) -> str:
        """What is wrong with it as a sentence, or nothing."""
        if not self.text():
            missing = BadValue(Reason.VALUE_MISSING, field=self.title)
            return texts.sentence(missing) if self._needed else ""
        try:
            if self._check is not None:
                self._check(self.text())
        except UserError as error:
            return texts.sentence(error)
        return ""

    def insist(self) -> bool:
        """Shows the fault even of a field not touched yet; True when there is none."""
        self._touched = True
        self._judge()
        return not self.fault()

    def _edited(self) -> None:
        self._touched = True
        self._judge()
        self.changed.emit()

    def _judge(self) -> None:
        _show_fault(self.edit, self._fault, self.fault() if self._touched else "")


class AmountField(Field):
    """An amount of money in one currency."""

    def __init__(
        self, title: str, currency: str = "CNY", *, needed: bool = False, bare: bool = False
    ) -> None:
        super().__init__(
            title, lambda text: money.parse(text, self.currency), needed=needed, bare=bare
        )
        self.currency = currency
        self.edit.setPlaceholderText("0.00")

    def minor(self) -> int | None:
        """Minor units, or None for an empty field; raises BadValue for no amount."""
        return money.parse(self.text(), self.currency) if self.text() else None

    def set_minor(self, minor: int | None) -> None:
        self.set_text(money.text_or_none(minor, self.currency) or "")


class WeightField(Field):
    """A weight; a bare number is grams."""

    def __init__(self, title: str, *, needed: bool = False) -> None:
        super().__init__(title, weight.parse, needed=needed)
        self.edit.setPlaceholderText(_("grams"))

    def grams(self) -> int | None:
        """Whole grams, or None for an empty field; raises BadValue for no weight."""
        return weight.parse(self.text()) if self.text() else None


class DateField(Field):
    """A day, written ``2026-09-03``."""

    def __init__(self, title: str, *, needed: bool = False) -> None:
        super().__init__(title, parse_day, needed=needed)
        self.edit.setPlaceholderText(_("YYYY-MM-DD"))

    def day(self) -> date | None:
        """The day, or None for an empty field; raises BadValue for no day."""
        return parse_day(self.text()) if self.text() else None


class ChoiceField(QWidget):
    """One of a few kinds, with their words; data are the kinds' codes."""

    changed = Signal()

    def __init__(self, title: str, kinds: Iterable[StrEnum], *, empty: str = "") -> None:
        super().__init__()
        self.combo = QComboBox()
        self.combo.setAccessibleName(title)
        if empty:
            self.combo.addItem(empty, "")
        for kind in kinds:
            self.combo.addItem(label(kind), kind.value)
        _stack(self, _caption(title, needed=False), self.combo)
        self.combo.activated.connect(lambda _place: self.changed.emit())

    def code(self) -> str:
        """The chosen code; empty for none."""
        return str(self.combo.currentData() or "")

    def set_code(self, code: str) -> None:
        self.combo.setCurrentIndex(max(0, self.combo.findData(code)))


class NoteField(QWidget):
    """Some lines of text."""

    changed = Signal()

    def __init__(self, title: str, lines: int = 3) -> None:
        super().__init__()
        self.edit = QPlainTextEdit()
        self.edit.setAccessibleName(title)
        self.edit.setTabChangesFocus(True)
        self.edit.setFixedHeight(self.edit.fontMetrics().lineSpacing() * lines + 18)
        _stack(self, _caption(title, needed=False), self.edit)
        self.edit.textChanged.connect(self.changed)

    def text(self) -> str:
        return self.edit.toPlainText().strip()

    def set_text(self, text: str) -> None:
        self.edit.setPlainText(text)


def parse_day(text: str) -> date:
    """Reads ``2026-09-03``; raises BadValue for another form or a day that doesn't exist."""
    try:
        return date.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=text) from None


def insist(*fields: Field) -> bool:
    """Shows the faults of all; puts the cursor into the first; True when there are none."""
    wrong = [field for field in fields if not field.insist()]
    if wrong:
        wrong[0].edit.setFocus()
    return not wrong


def _caption(title: str, *, needed: bool) -> QLabel:
    made = QLabel(f"{title} *" if needed else title)
    made.setProperty("role", "caption")
    made.setMinimumWidth(24)  # it gives way where a form is narrow, rather than widening it
    return made


def _fault_label() -> QLabel:
    made = QLabel()
    made.setProperty("role", "error")
    made.setWordWrap(True)
    made.hide()
    return made


def _stack(box: QWidget, *parts: QWidget) -> None:
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3)
    for part in parts:
        layout.addWidget(part)


def _show_fault(edit: QWidget, place: QLabel, fault: str) -> None:
    place.setText(fault)
    place.setVisible(bool(fault))
    if bool(edit.property("wrong")) != bool(fault):
        edit.setProperty("wrong", bool(fault))
        edit.style().unpolish(edit)
        edit.style().polish(edit)
