"""What the scale says: grams typed by hand, or by a scale that types like a keyboard."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import WeightSource
from desktop_app.services import weighing
from desktop_app.services.weighing import Doubt
from desktop_app.views.fields import ChoiceField, DateField
from desktop_app.views.weighing_doubt import DoubtBar


class ScaleCard(QFrame):
    """Enter weighs. A weight that looks mistyped is asked about before it is told.

    `weighed` gives the grams of the shop's own scale; `noted` those that another scale showed,
    with that scale and the day, if it was said.
    """

    weighed = Signal(int)
    noted = Signal(object, int, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._expected_g: int | None = None
        self.edit = QLineEdit()
        self.edit.setProperty("look", "scale")
        self.edit.setAccessibleName(_("Weight on the scale, in grams"))
        self.edit.setMaximumWidth(190)
        self.edit.returnPressed.connect(self.weigh)
        self.edit.textEdited.connect(lambda _text: self._complain(""))
        self.button = QPushButton(_("Weigh"))
        self.button.setProperty("primary", True)
        self.button.clicked.connect(self.weigh)
        self.source = ChoiceField(_("Scale"), WeightSource)
        self.source.changed.connect(self._show_source)
        self.day = DateField(_("Weighed on"))
        self.fault = QLabel()
        self.fault.setProperty("role", "error")
        self.fault.setWordWrap(True)
        self.doubt = DoubtBar()
        self.doubt.settled.connect(self._send)
        self.doubt.again.connect(self.begin)
        self._build()
        self._show_source()

    def expect(self, expected_g: int | None) -> None:
        """What the parcel should weigh, to notice grams typed as kilograms."""
        self._expected_g = expected_g

    def begin(self) -> None:
        """Ready for a weight."""
        self.doubt.hide()
        self.edit.setFocus()
        self.edit.selectAll()

    def clear(self) -> None:
        """Empty, and the shop's own scale again, for the next parcel."""
        self.edit.clear()
        self.day.set_text("")
        self.source.set_code(WeightSource.OWN.value)
        self.doubt.hide()
        self._complain("")
        self._show_source()

    def weigh(self) -> None:
        """Takes the weight that is typed."""
        if not self.edit.text().strip():
            self.edit.setFocus()
            return
        try:
            typed = weighing.typed(self.edit.text(), self._expected_g)
        except UserError as error:
            self._complain(texts.sentence(error))
            self.edit.selectAll()
            return
        self._complain("")
        if isinstance(typed, Doubt):
            self.doubt.ask(typed, self._expected_g)
        else:
            self._send(typed)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _send(self, grams: int) -> None:
        source = WeightSource(self.source.code())
        if source is WeightSource.OWN:
            self.weighed.emit(grams)
        elif self.day.insist():
            self.noted.emit(source, grams, self._day())

    def _day(self) -> date | None:
        return self.day.day()

    def _show_source(self) -> None:
        own = self.source.code() == WeightSource.OWN.value
        self.day.setVisible(not own)
        self.button.setText(_("Weigh") if own else _("Note it"))

    def _complain(self, sentence: str) -> None:
        self.fault.setText(sentence)
        self.fault.setVisible(bool(sentence))

    def _build(self) -> None:
        caption = QLabel(_("On the scale"))
        caption.setProperty("role", "caption")
        weight = QVBoxLayout()
        weight.setSpacing(3)
        weight.addWidget(caption)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.edit)
        unit = QLabel(_("g"))
        unit.setProperty("role", "heading")
        line.addWidget(unit)
        line.addWidget(self.button)
        weight.addLayout(line)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addLayout(weight)
        row.addStretch(1)
        row.addWidget(self.day, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self.source, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 10, 14, 10)
        layout.setSpacing(6)
        layout.addLayout(row)
        layout.addWidget(self.fault)
        layout.addWidget(self.doubt)
