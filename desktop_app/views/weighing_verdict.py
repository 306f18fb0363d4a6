"""What a weighing says: the verdict in big type, and why the parcel is off, a line each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.explanations import Explanation, State
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import Verdict
from desktop_app.services import weight_texts
from desktop_app.services.parcel_contents import ContentLine
from desktop_app.services.weight_checks import CheckRow
from desktop_app.views import weighing_columns as columns
from desktop_app.views.cards import empty
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_parts import dress, text_label


class VerdictCard(QFrame):
    """A check in words and colour. `report_wanted` gives the check's id and which explanation."""

    report_wanted = Signal(int, int)

    def __init__(self, *, huge: bool = False) -> None:
        super().__init__()
        self.setObjectName("verdict")
        self._role = "huge" if huge else "big"
        self.big = text_label(self._role)
        self.sums = text_label("body")
        self._parts: list[QWidget] = []
        self.report_buttons: list[QPushButton] = []
        self._body = QVBoxLayout()
        self._body.setSpacing(4)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(4)
        layout.addWidget(self.big)
        layout.addWidget(self.sums)
        layout.addSpacing(4)
        layout.addLayout(self._body)
        layout.addStretch(1)
        self.clear()

    def clear(self, hint: str = "") -> None:
        """Nothing weighed yet."""
        self._say(hint, "", Tone.PLAIN)
        self._drop_lines()

    def show_message(self, title: str, hint: str, tone: Tone) -> None:
        """Something else than a verdict, such as a number that nobody knows."""
        self._say(title, hint, tone)
        self._drop_lines()

    def show_check(self, row: CheckRow, note: str = "") -> None:
        """The verdict, the weights, and each explanation with the way to report it."""
        words = weight_texts.verdict(row.verdict, row.difference_g)
        self._say(words, columns.measured(row), columns.tone(row))
        self._drop_lines()
        if note:
            self._add(text_label("caption", note))
        if self._role == "huge" and row.verdict is not Verdict.FITS and row.told.lines:
            self._add(text_label("heading", _contents(row.told.lines)))
        places = {
            weight_texts.explanation(one, row.told): place
            for place, one in enumerate(row.told.explanations)
        }
        for text in weight_texts.lines(row.told):
            if text in places:
                self._add(self._explanation(row, text, places[text]))
            else:
                self._add(text_label("body", text))
        if row.told.state is State.NOTHING:
            self._add(self._report_button(row.id, 0))

    def lines(self) -> list[str]:
        """What is written below the verdict, for those who read by ear, and for tests."""
        texts = []
        for part in self._parts:
            labels = [part] if isinstance(part, QLabel) else part.findChildren(QLabel)
            texts += [label.text() for label in labels]
        return texts

    def _say(self, big: str, sums: str, tone: Tone) -> None:
        self.big.setText(big)
        self.big.setVisible(bool(big))
        self.sums.setText(sums)
        self.sums.setVisible(bool(sums))
        self.setAccessibleName(" ".join((big, sums)))
        dress(self, tone)

    def _drop_lines(self) -> None:
        empty(self._body)
        self._parts, self.report_buttons = [], []

    def _add(self, part: QWidget) -> None:
        self._parts.append(part)
        self._body.addWidget(part)

    def _explanation(self, row: CheckRow, text: str, place: int) -> QWidget:
        box = QWidget()
        layout = QHBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        words = QVBoxLayout()
        words.setSpacing(0)
        told = text_label("story" if place == 0 and self._role == "huge" else "heading", text)
        words.addWidget(told)
        hint = _hint(row.told.explanations[place])
        if hint:
            words.addWidget(text_label("body", hint))
        layout.addLayout(words, 1)
        layout.addWidget(self._report_button(row.id, place), 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _report_button(self, check_id: int, place: int) -> QPushButton:
        button = QPushButton(_("Register…"))
        button.setToolTip(_("Enter it in the register of wrong shipments"))
        button.clicked.connect(partial(self._report, check_id, place))
        self.report_buttons.append(button)
        return button

    def _report(self, check_id: int, place: int) -> None:
        self.report_wanted.emit(check_id, place)


def _contents(lines: Iterable[ContentLine]) -> str:
    """What should be inside, to be looked through at the scale."""
    pieces = (f"{line.quantity or '?'} × {line.name}" for line in lines)
    return _("Should be inside: %(items)s") % {"items": _("; ").join(pieces)}


def _hint(found: Explanation) -> str:
    """What speaks for an explanation: what it leaves over, and what went wrong before."""
    parts = []
    if found.residual_g:
        parts.append(
            _("%(grams)s left unexplained") % {"grams": columns.grams(abs(found.residual_g))}
        )
    times = found.likely.gone_wrong
    if times:
        parts.append(
            ngettext("mixed up %(count)s time before", "mixed up %(count)s times before", times)
            % {"count": times}
        )
    return " · ".join(parts)
