"""One line of a courier's file: what it says, what agrees, and the person's word on it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services.settlement_matching import Choice
from desktop_app.views import boxes, cards
from desktop_app.views.claims_result_rows import TONES, WORDS, Group, ResultRow, signed
from desktop_app.views.claims_words import amount, chip, put_chip
from desktop_app.views.fields import Field
from desktop_app.views.flow import FlowLayout
from desktop_app.views.theme import Tone

_AGREEING = {
    "tracking": N_("tracking no."),
    "claim_no": N_("claim no."),
    "order_no": N_("order no."),
    "amount": N_("amount owed"),
    "claimed": N_("amount claimed"),
    "owed": N_("still open"),
    "choice": N_("your choice"),
}
_TAKES: tuple[tuple[bool | None, str], ...] = (
    (None, N_("By the rules")),
    (True, N_("Enter it")),
    (False, N_("Leave it out")),
)


class ResultCard(QFrame):
    """`chosen` tells the file's row and the person's `Choice`; `claim_wanted` a claim's number."""

    chosen = Signal(int, object)
    claim_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._row: ResultRow | None = None
        self.title = cards.words("", "heading")
        self.group = chip("", Tone.PLAIN)
        self.figures = cards.words("", "caption")
        self.story = cards.words("", "error")
        self.claims = Field(_("For our claims (several with commas)"))
        self.takes: dict[bool | None, QPushButton] = {}
        self.open_button = QPushButton(_("Open our claim"))
        self.word = QWidget()
        self._candidates = QWidget()
        self._flow = FlowLayout(self._candidates)
        self._says = QVBoxLayout()
        self._build()

    def show_row(self, row: ResultRow, choice: Choice) -> None:
        """Shows a line with what was decided on it."""
        self._row = row
        self.title.setText(row.tracking or row.claim)
        put_chip(self.group, _(WORDS[row.group]), TONES[row.group])
        self.figures.setText(_figures(row))
        self.story.setText(row.story)
        self.story.setVisible(bool(row.story))
        self.open_button.setVisible(bool(row.claim))
        self.word.setVisible(row.match is not None)
        self.claims.set_text(", ".join(choice.claims))
        for take, button in self.takes.items():
            button.setChecked(take is choice.take)
        self._offer(row)
        cards.empty(self._says)
        if row.line is not None:
            self._says.addWidget(cards.words(_("What the file says"), "caption"))
            self._says.addWidget(cards.pairs(row.line.raw.items()))

    def _offer(self, row: ResultRow) -> None:
        cards.empty(self._flow)
        for no in row.match.candidates if row.match and not row.match.shares else ():
            button = QPushButton(no)
            button.setProperty("filter", True)
            button.clicked.connect(partial(self._choose_claim, no))
            self._flow.addWidget(button)
        self._candidates.setVisible(self._flow.count() > 0)

    def _choose_claim(self, no: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        self.claims.set_text(no)
        self._tell()

    def _take(self, take: bool | None, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        for known, button in self.takes.items():
            button.setChecked(known is take)
        self._tell()

    def _tell(self) -> None:
        if self._row is None or self._row.row is None:
            return
        named = self.claims.text().upper().replace("，", ",").split(",")
        claims = tuple(dict.fromkeys(no.strip() for no in named if no.strip()))
        take = next((take for take, button in self.takes.items() if button.isChecked()), None)
        self.chosen.emit(self._row.row, Choice(claims, take))

    def _open(self) -> None:
        if self._row is not None:
            self.claim_wanted.emit(self._row.claim.split(_(", "))[0])

    def _build(self) -> None:
        row = QWidget()
        takes = FlowLayout(row)
        for take, words in _TAKES:
            button = QPushButton(_(words))
            button.setCheckable(True)
            button.setProperty("filter", True)
            button.clicked.connect(partial(self._take, take))
            takes.addWidget(button)
            self.takes[take] = button
        deciding = QVBoxLayout(self.word)
        deciding.setContentsMargins(0, 0, 0, 0)
        deciding.setSpacing(8)
        deciding.addWidget(row)
        deciding.addWidget(self.claims)
        deciding.addWidget(self._candidates)
        top = QHBoxLayout()
        top.addWidget(self.title, 1)
        top.addWidget(self.group)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 14, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        for part in (self.figures, self.story, self.word):
            layout.addWidget(part)
        layout.addLayout(boxes.line(self.open_button, None))
        layout.addLayout(self._says)
        layout.addStretch(1)
        self.claims.edit.editingFinished.connect(self._retell)
        self.open_button.clicked.connect(self._open)

    def _retell(self) -> None:
        if self.claims.edit.isModified():
            self.claims.edit.setModified(False)
            self._tell()


def _figures(row: ResultRow) -> str:
    parts = []
    for words, minor in ((_("They pay"), row.paid), (_("We expect"), row.expected)):
        if minor is not None:
            parts.append(f"{words} {amount(minor, row.currency)}")
    if row.difference:
        difference = signed(row.difference, row.currency)
        parts.append(_("Difference") + f" {difference}")
    if row.match is not None and row.match.agreeing:
        agreeing = _(", ").join(_(_AGREEING[name]) for name in row.match.agreeing)
        parts.append(_("Agrees in: %(what)s") % {"what": agreeing})
    if row.group is Group.KNOWN:
        parts.append(_("It adds nothing again."))
    return " · ".join(parts)
