"""The chosen fields in numbers: where, how wide, how set; typed instead of dragged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from desktop_app.core.i18n import _, ngettext
from desktop_app.services import own_forms
from desktop_app.services.form_proofs import Proof
from desktop_app.services.own_forms import OWN_TEXT, Align, PlacedField
from desktop_app.views import cards
from desktop_app.views.cards import Card
from desktop_app.views.form_draft import FormDraft
from desktop_app.views.form_moves import LEAST_WIDTH, STEP
from desktop_app.views.icons import icon

_TITLE_PX = 180


class NumbersCard(Card):
    """Shows the first of the chosen fields; what is typed holds for all of them."""

    remove_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, draft: FormDraft) -> None:
        super().__init__(_("Chosen field"))
        self._draft = draft
        self._places: list[int] = []
        self.from_left = millimetres(_("From the left"), 0, own_forms.MOST_MM)
        self.from_top = millimetres(_("From the top"), 0, own_forms.MOST_MM)
        self.wide = millimetres(_("Width"), LEAST_WIDTH, own_forms.MOST_MM)
        self.points = QDoubleSpinBox()
        self.points.setRange(own_forms.LEAST_SIZE, own_forms.MOST_SIZE)
        self.points.setSingleStep(0.5)
        self.points.setDecimals(1)
        self.points.setSuffix(_(" pt"))
        self.points.setAccessibleName(_("Text size"))
        self.lines = QSpinBox()
        self.lines.setRange(1, own_forms.MOST_LINES)
        self.lines.setAccessibleName(_("Lines of text"))
        _indent(self.points)
        _indent(self.lines)
        self.align = QComboBox()
        self.align.setAccessibleName(_("Alignment"))
        for words, align in (
            (_("Left"), Align.LEFT),
            (_("Middle"), Align.CENTRE),
            (_("Right"), Align.RIGHT),
        ):
            self.align.addItem(words, align)
        self.bold = QCheckBox(_("Bold"))
        self.words = QLineEdit()
        self.words.setMaxLength(own_forms.MAX_TEXT)
        self.words.setPlaceholderText(_("What is printed"))
        self.words.setAccessibleName(_("What is printed"))
        self.hint = cards.words("", "caption")
        self.warning = cards.words("", "error")
        self._build()
        self._listen()

    def show_places(self, places: Sequence[int], proof: Proof) -> None:
        """Shows the fields in these places of the draft."""
        self._places = list(places)
        for part in self._parts:
            part.setEnabled(bool(places))
        self.hint.setVisible(not places)
        self.hint.setText(_("Click a field on the paper, or place one from the list."))
        self.warning.hide()
        self.words.hide()
        self.retitle(_("Chosen field"))
        if places:
            self._show_field(self._draft.layout.fields[places[0]], proof)

    def _show_field(self, placed: PlacedField, proof: Proof) -> None:
        title = proof.title(placed)
        if len(self._places) > 1:
            many = ngettext("%(count)s field", "%(count)s fields", len(self._places))
            title = many % {"count": len(self._places)}
        self.retitle(self.fontMetrics().elidedText(title, Qt.TextElideMode.ElideRight, _TITLE_PX))
        with (
            QSignalBlocker(self.from_left),
            QSignalBlocker(self.from_top),
            QSignalBlocker(self.wide),
        ):
            self.from_left.setValue(placed.x_mm)
            self.from_top.setValue(placed.y_mm)
            self.wide.setValue(placed.width_mm)
        with QSignalBlocker(self.points), QSignalBlocker(self.lines), QSignalBlocker(self.bold):
            self.points.setValue(placed.size)
            self.lines.setValue(placed.lines)
            self.bold.setChecked(placed.bold)
        self.align.setCurrentIndex(self.align.findData(placed.align))
        self.words.setVisible(placed.field == OWN_TEXT)
        if self.words.text() != placed.text:
            self.words.setText(placed.text)
        self._warn(placed, proof)

    def _warn(self, placed: PlacedField, proof: Proof) -> None:
        """Says what becomes of a text that doesn't go into its box as it is."""
        shown, said = proof.shown(placed), ""
        if not shown.whole:
            said = _("Too long for the box: it goes on on a page after the form.")
        elif proof.lacks_bars(placed):
            said = _("Too narrow for the bar code: its number is printed instead.")
        elif shown.size < placed.size:
            said = _("Long here: printed at %(size)s pt.") % {"size": f"{shown.size:g}"}
        self.warning.setText(said)
        self.warning.setVisible(bool(said))

    def _set(self, words: str, value: Any) -> None:
        """Gives all the chosen fields the same measure, moved onto the paper if need be."""
        if not self._places:
            return
        pages = self._draft.layout.pages
        fields = self._draft.layout.fields
        changed = {
            place: own_forms.onto(replace(fields[place], **{words: value}), pages)
            for place in self._places
        }
        key = f"{words} {','.join(map(str, self._places))}"
        self._draft.change(changed, _("Change a field"), key)

    def _listen(self) -> None:
        boxes: tuple[tuple[QDoubleSpinBox, str], ...] = (
            *((self.from_left, "x_mm"), (self.from_top, "y_mm")),
            *((self.wide, "width_mm"), (self.points, "size")),
        )
        for box, name in boxes:
            box.valueChanged.connect(partial(self._set, name))
        self.lines.valueChanged.connect(partial(self._set, "lines"))
        self.bold.toggled.connect(partial(self._set, "bold"))
        self.align.activated.connect(lambda _place: self._set("align", self.align.currentData()))
        self.words.textEdited.connect(partial(self._set, "text"))

    def _build(self) -> None:
        self.body.addWidget(self.hint)
        self.body.addWidget(self.words)
        grid = captioned(
            (_("From the left"), self.from_left),
            (_("From the top"), self.from_top),
            (_("Width"), self.wide),
            (_("Text size"), self.points),
            (_("Lines of text"), self.lines),
            (_("Alignment"), self.align),
        )
        self.body.addLayout(grid)
        foot = QHBoxLayout()
        foot.addWidget(self.bold, 1)
        self._copy = _flat("copy", _("Copy (Ctrl+D)"), self.copy_wanted.emit)
        self._remove = _flat("trash", _("Remove (Delete)"), self.remove_wanted.emit)
        foot.addWidget(self._copy)
        foot.addWidget(self._remove)
        self.body.addLayout(foot)
        self.body.addWidget(self.warning)
        self._parts: tuple[QWidget, ...] = (
            *(
                self.from_left,
                self.from_top,
                self.wide,
                self.points,
                self.lines,
                self.align,
                self.bold,
            ),
            *(self._copy, self._remove),
        )


def millimetres(name: str, least: float, most: float) -> QDoubleSpinBox:
    """A box for a measure of the paper."""
    made = QDoubleSpinBox()
    made.setRange(least, most)
    made.setSingleStep(STEP)
    made.setDecimals(1)
    made.setSuffix(_(" mm"))
    made.setAccessibleName(name)
    _indent(made)
    return made


def _indent(box: QAbstractSpinBox) -> None:
    """The sheet's padding doesn't reach what stands inside a spin box."""
    box.lineEdit().setTextMargins(5, 0, 0, 0)


def captioned(*parts: tuple[str, QWidget]) -> QGridLayout:
    """Two columns of boxes, each below what it is called."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(3)
    for place, (name, part) in enumerate(parts):
        caption = QLabel(name)
        caption.setProperty("role", "caption")
        row, column = place // 2 * 2, place % 2
        grid.addWidget(caption, row, column)
        grid.addWidget(part, row + 1, column)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid


def _flat(picture: str, words: str, act: Callable[[], None]) -> QPushButton:
    button = QPushButton(icon(picture), "")
    button.setProperty("flat", True)
    button.setAutoDefault(False)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.clicked.connect(lambda _checked=False: act())
    return button
