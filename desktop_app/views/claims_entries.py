"""The fields of a claim as boxes: each reads, shows and checks what the service takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from desktop_app.core import clock, money, weight
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.services import claim_fields
from desktop_app.views.fields import (
    AmountField,
    ChoiceField,
    DateField,
    Field,
    NoteField,
    WeightField,
    parse_day,
)

Box = Field | ChoiceField | NoteField
_MOMENT = "%Y-%m-%d %H:%M"


class Sort(StrEnum):
    """How a field is filled in."""

    TEXT = "text"
    NOTE = "note"
    DAY = "day"
    MOMENT = "moment"
    AMOUNT = "amount"
    GRAMS = "grams"
    COUNT = "count"
    SHARE = "share"
    RATE = "rate"
    CHOICE = "choice"
    FLAG = "flag"


class YesNo(StrEnum):
    """The two answers of a flag."""

    NO = "0"
    YES = "1"


@dataclass(frozen=True)
class Spec:
    """A field as data. ``span`` is its width in sixths of the card; ``kinds`` its choices."""

    name: str
    title: str
    sort: Sort = Sort.TEXT
    span: int = 3
    kinds: tuple[StrEnum, ...] = ()
    empty: bool = True


class Entry(QObject):
    """One field of a form. `value` is as `claims.change` takes it.

    ``touched`` says that the person typed in it since it was filled.
    """

    changed = Signal()

    def __init__(self, spec: Spec) -> None:
        super().__init__()
        self.spec = spec
        self.currency = "CNY"
        self.box = _box(spec, self._check)
        self._filled = ""
        self.touched = False
        self.box.changed.connect(self._touch)

    @property
    def widget(self) -> QWidget:
        return self.box

    def fill(self, value: object, currency: str) -> None:
        """Shows a stored value; what is typed is lost."""
        self.put_currency(currency)
        self.put(value)
        self._filled = self.raw()
        self.touched = False

    def put_currency(self, currency: str) -> None:
        """Reads an amount in another currency; the digits stay."""
        self.currency = currency
        if isinstance(self.box, AmountField):
            self.box.currency = currency

    def put(self, value: object) -> None:
        """Shows a value as if it were typed: it is saved with the rest."""
        _put(self.box, _shown(self.spec.sort, value, self.currency))

    def raw(self) -> str:
        """What stands in the box."""
        return self.box.code() if isinstance(self.box, ChoiceField) else self.box.text()

    def edited(self) -> bool:
        """Whether it is another than was filled in."""
        return self.raw() != self._filled

    def value(self) -> object:
        """What was typed, as the service takes it. Raises BadValue."""
        return _read(self.spec.sort, self.raw(), self.currency)

    def insist(self) -> bool:
        """Shows what is wrong; True when nothing is."""
        return self.box.insist() if isinstance(self.box, Field) else True

    def freeze(self, frozen: bool) -> None:  # noqa: FBT001 - what it is set to
        """Lets it be read and copied, and no longer changed."""
        if isinstance(self.box, ChoiceField):
            self.box.combo.setEnabled(not frozen)
        else:
            self.box.edit.setReadOnly(frozen)

    def _touch(self) -> None:
        self.touched = True
        self.changed.emit()

    def _check(self, text: str) -> object:
        value = _read(self.spec.sort, text, self.currency)
        return claim_fields.checked({self.spec.name: value})


def _box(spec: Spec, check: Callable[[str], object]) -> Box:
    title = _(spec.title)
    if spec.sort is Sort.NOTE:
        return NoteField(title)
    if spec.sort is Sort.FLAG:
        return _flag(title)
    if spec.sort is Sort.CHOICE:
        return ChoiceField(title, spec.kinds, empty="–" if spec.empty else "")
    makers: dict[Sort, Callable[[], Field]] = {
        Sort.AMOUNT: lambda: AmountField(title),
        Sort.GRAMS: lambda: WeightField(title),
        Sort.DAY: lambda: DateField(title),
    }
    box = makers.get(spec.sort, lambda: Field(title, check))()
    hints = {
        Sort.MOMENT: _("YYYY-MM-DD HH:MM"),
        Sort.SHARE: "80%",
    }
    if spec.sort in hints:
        box.edit.setPlaceholderText(hints[spec.sort])
    return box


def _flag(title: str) -> ChoiceField:
    box = ChoiceField(title, ())
    box.combo.addItem(_("No"), YesNo.NO.value)
    box.combo.addItem(_("Yes"), YesNo.YES.value)
    return box


def _put(box: Box, text: str) -> None:
    if isinstance(box, ChoiceField):
        box.set_code(text)
    elif isinstance(box, NoteField):
        box.edit.blockSignals(True)
        box.set_text(text)
        box.edit.blockSignals(False)
    else:
        box.set_text(text)
        box.edit.setCursorPosition(0)


def _shown(sort: Sort, value: object, currency: str) -> str:
    if value is None or value == "":
        return ""
    if sort is Sort.AMOUNT and isinstance(value, int):
        return money.to_text(value, currency)
    if isinstance(value, datetime):
        return f"{clock.to_local(value):{_MOMENT}}"
    if sort is Sort.SHARE:
        return _percent(str(value))
    return str(value)


def _percent(text: str) -> str:
    return f"{(Decimal(text) * 100).normalize():f}%"


def _read(sort: Sort, text: str, currency: str) -> object:
    if not text:
        return "" if sort in _EMPTY_TEXT else None
    reader = _READERS.get(sort)
    return money.parse(text, currency) if sort is Sort.AMOUNT else reader(text) if reader else text


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise BadValue(Reason.NOT_A_QUANTITY, value=text)
    return int(text)


def _moment(text: str) -> datetime:
    """A local time to the minute. Raises BadValue."""
    try:
        return datetime.strptime(text.replace("T", " "), _MOMENT).astimezone()
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=text) from None


_EMPTY_TEXT = frozenset({Sort.TEXT, Sort.NOTE, Sort.CHOICE})
_READERS: dict[Sort, Callable[[str], object]] = {
    Sort.COUNT: _count,
    Sort.MOMENT: _moment,
    Sort.GRAMS: weight.parse,
    Sort.DAY: parse_day,
    Sort.FLAG: lambda text: text == YesNo.YES.value,
}
