"""A courier's details, and the terms of the contract with it from a day on."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import billing, clock, dates, money
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.services import couriers, own_forms
from desktop_app.services.couriers import CourierRow, Terms
from desktop_app.views import cards
from desktop_app.views.cards import Card
from desktop_app.views.desk import Desk
from desktop_app.views.fields import AmountField, DateField, Field, NoteField, WeightField, insist

_COLUMNS = 3
_NARROW = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon


class CourierCard(Card):
    """Outlet, hotline, the language of its forms. `saved` tells its code."""

    saved = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Courier"))
        self._desk = desk
        self._code = ""
        self.name = Field(_("Name"), needed=True)
        self.outlet = Field(_("Outlet"))
        self.hotline = Field(_("Hotline"))
        self.contact = Field(_("Contact"))
        self.form = QComboBox()
        self.form.setAccessibleName(_("Claim sheets on"))
        self.note = NoteField(_("Note"), lines=2)
        self.retired = QCheckBox(_("No longer used; kept for old claims"))
        self.save_button = QPushButton(_("Save"))
        self.save_button.clicked.connect(self.save)
        self._build()

    def show_courier(self, row: CourierRow) -> None:
        """Fills the card."""
        self._code = row.code
        self.retitle(couriers.name_of(row))
        for field, text in (
            (self.name, row.name),
            (self.outlet, row.outlet),
            (self.hotline, row.hotline),
            (self.contact, row.contact),
        ):
            field.set_text(text)
        self.list_forms(row.form)
        self.note.set_text(row.note)
        self.retired.setChecked(bool(row.retired))

    def list_forms(self, chosen: str = "") -> None:
        """Lists the program's forms by their language, then couriers' own; keeps the choice."""
        chosen = chosen or str(self.form.currentData())
        self.form.clear()
        for words, code in ((_("Chinese"), "zh"), (_("English"), "en")):
            self.form.addItem(words, code)
        for form in own_forms.rows(self._desk.store):
            self.form.addItem(form.name, form.code)
        self.form.setCurrentIndex(max(0, self.form.findData(chosen)))

    def save(self) -> None:
        """Stores the details; one that only the program knew becomes the shop's."""
        if not insist(self.name):
            return
        kept = self._desk.attempt(
            lambda: couriers.change(
                self._desk.store,
                self._code,
                name=self.name.text(),
                outlet=self.outlet.text(),
                hotline=self.hotline.text(),
                contact=self.contact.text(),
                form=str(self.form.currentData()),
                note=self.note.text(),
                retired=self.retired.isChecked(),
            )
        )
        if kept is not None:
            self._desk.say(_("Saved: %(file)s") % {"file": couriers.name_of(kept)})
            self.saved.emit(self._code)

    def _build(self) -> None:
        form = _captioned(_("Claim sheets on"), self.form)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        boxes: tuple[QWidget, ...] = (self.name, self.outlet, form, self.hotline, self.contact)
        for place, box in enumerate(boxes):
            grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        grid.addWidget(self.note, 2, 0, 1, _COLUMNS)
        self.body.addLayout(grid)
        foot = QHBoxLayout()
        foot.addWidget(self.retired, 1)
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)


class TermsCard(Card):
    """The terms, newest first; a blank is what the shop hasn't entered, and stays one."""

    saved = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Contract's terms"))
        self._desk = desk
        self._code = ""
        self._terms: list[Terms] = []
        self.versions = QComboBox()
        self.versions.setAccessibleName(_("Terms valid from"))
        self.valid_from = DateField(_("Valid from"), needed=True)
        self.fields: dict[str, Field] = {
            "filing_days": Field(_("File within, days"), _whole),
            "answer_days": Field(_("Answer within, days"), _whole),
            "appeal_days": Field(_("Appeal within, days"), _whole),
            "ratio": Field(_("Ratio of the value paid"), couriers.ratio),
            "deductible_minor": AmountField(_("Deductible")),
            "cap_minor": AmountField(_("Cap")),
            "first_g": WeightField(_("First weight")),
            "first_minor": AmountField(_("Price of the first weight")),
            "divisor": Field(_("Volume divisor, cm³ per kg"), _whole),
            "step_g": WeightField(_("Further weight, each")),
            "step_minor": AmountField(_("Price of each further weight")),
            "source": Field(_("Where it stands (contract no., page)")),
        }
        self.rounding = QComboBox()
        self.rounding.setAccessibleName(_("How the billed weight is rounded"))
        self.rounding.addItem(_("as in your contract"), "")
        for way in billing.roundings().values():
            self.rounding.addItem(way.name, way.code)
        self.rounding.setSizeAdjustPolicy(_NARROW)
        self.rounding.setMinimumContentsLength(12)
        self.currency = QComboBox()
        self.currency.setAccessibleName(_("Currency"))
        self.currency.addItems(list(money.CURRENCIES))
        self.checked = QCheckBox(_("Checked against the contract"))
        self.save_button = QPushButton(_("Save the terms"))
        self.remove_button = QPushButton(_("Remove these terms"))
        self.remove_button.setProperty("flat", True)
        self._build()

    def show_terms(self, code: str, terms: list[Terms]) -> None:
        """Lists a courier's terms and shows the newest, or blanks."""
        self._code, self._terms = code, terms
        self.versions.clear()
        for one in terms:
            day = dates.day(one.valid_from)
            self.versions.addItem(_("Valid from %(day)s") % {"day": day}, one)
        self.versions.addItem(_("New terms"), None)
        self.versions.setVisible(bool(terms))
        self._fill()

    def begin(self) -> None:
        """Puts the cursor into the first limit."""
        self.fields["filing_days"].edit.setFocus()

    def save(self) -> None:
        """Stores the terms; the same day again replaces them."""
        if not insist(self.valid_from, *self.fields.values()):
            return
        kept = self._desk.attempt(self._enter)
        if kept is not None:
            day = dates.day(kept.valid_from)
            self._desk.say(_("Terms valid from %(day)s saved.") % {"day": day})
            self.saved.emit(self._code)

    def remove(self) -> None:
        """Takes the shown terms away, after asking."""
        shown: Terms | None = self.versions.currentData()
        if shown is None:
            return
        day = dates.day(shown.valid_from)
        question = _("Remove the terms valid from %(day)s?") % {"day": day}
        detail = _("Claims that were filled by them stay as they are.")
        if not self._desk.prompts.confirm(self, question, _("Remove"), detail):
            return
        remove = partial(couriers.remove_terms, self._desk.store, self._code, shown.valid_from)
        self._desk.attempt(remove)
        self.saved.emit(self._code)

    def _put_currency(self, currency: str) -> None:
        for field in self.fields.values():
            if isinstance(field, AmountField):
                field.currency = currency

    def _enter(self) -> Terms:
        values: dict[str, Any] = {name: self._value(name) for name in self.fields}
        return couriers.enter_terms(
            self._desk.store,
            self._code,
            Terms(
                valid_from=self.valid_from.day() or clock.today(),
                currency=self.currency.currentText(),
                checked=self.checked.isChecked(),
                rounding=str(self.rounding.currentData() or ""),
                **values,
            ),
        )

    def _value(self, name: str) -> object:
        field = self.fields[name]
        if name == "source":
            return field.text()
        reader = _READERS.get(name)
        if not field.text():
            return None
        if reader is not None:
            return reader(field.text())
        return field.minor() if isinstance(field, AmountField) else _grams(field)

    def _fill(self) -> None:
        shown: Terms | None = self.versions.currentData()
        start = shown.valid_from if shown else clock.today()
        self.valid_from.set_text(start.isoformat())
        self.currency.setCurrentText(shown.currency if shown else "CNY")
        for name, field in self.fields.items():
            field.set_text(_shown(name, getattr(shown, name), shown.currency) if shown else "")
        self.rounding.setCurrentIndex(
            max(0, self.rounding.findData(shown.rounding if shown else ""))
        )
        self.checked.setChecked(shown is not None and shown.checked)
        self.remove_button.setVisible(shown is not None)

    def _build(self) -> None:
        hint = _("Leave blank what your contract doesn't say: blanks are shown as blanks.")
        top = QHBoxLayout()
        top.addWidget(cards.words(hint, "caption"), 1)
        top.addWidget(self.versions)
        self.body.addLayout(top)
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        boxes = [self.valid_from, *self.fields.values()]
        grid.addWidget(self.valid_from, 0, 0)
        for place, box in enumerate(boxes[1:], _COLUMNS):
            grid.addWidget(box, place // _COLUMNS, place % _COLUMNS)
            if not box.edit.placeholderText() or isinstance(box, AmountField | WeightField):
                box.edit.setPlaceholderText(_("as in your contract"))
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        row = grid.rowCount()
        way = _captioned(_("How the billed weight is rounded"), self.rounding)
        grid.addWidget(way, row, 0, 1, _COLUMNS)
        grid.addWidget(_captioned(_("Currency"), self.currency), 0, 1)
        grid.addWidget(self.checked, 0, 2, Qt.AlignmentFlag.AlignBottom)
        self.body.addLayout(grid)
        foot = QHBoxLayout()
        foot.addWidget(self.remove_button)
        foot.addStretch(1)
        foot.addWidget(self.save_button)
        self.body.addLayout(foot)
        self.currency.currentTextChanged.connect(self._put_currency)
        self.versions.activated.connect(lambda _place: self._fill())
        self.save_button.clicked.connect(self.save)
        self.remove_button.clicked.connect(self.remove)


def _whole(text: str) -> int:
    """A whole number from 1. Raises BadValue."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise BadValue(Reason.NOT_A_QUANTITY, value=text)
    return int(text)


def _grams(field: Field) -> int | None:
    return field.grams() if isinstance(field, WeightField) else None


def _captioned(title: str, box: QWidget) -> QWidget:
    made = QWidget()
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    column.addWidget(cards.words(title, "caption", wrap=False))
    column.addWidget(box)
    column.addStretch(1)
    return made


def _shown(name: str, value: Any, currency: str) -> str:
    if value is None:
        return ""
    if name.endswith("_minor"):
        return money.to_text(value, currency)
    return f"{(value * 100).normalize():f}%" if name == "ratio" else str(value)


_READERS: dict[str, Callable[[str], object]] = {
    **dict.fromkeys(("filing_days", "answer_days", "appeal_days", "divisor"), _whole),
    "ratio": couriers.ratio,
}
