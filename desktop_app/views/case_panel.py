"""A case beside the list: what it is, what comes next, and all that belongs to it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseStage
from desktop_app.core.labels import label
from desktop_app.services import cases
from desktop_app.services.cases import CaseDetail
from desktop_app.views import case_columns
from desktop_app.views.cards import chip, empty, words
from desktop_app.views.case_cards import (
    ChecksCard,
    ClaimsCard,
    GoodsCard,
    OrderCard,
    StepsCard,
    TimelineCard,
)
from desktop_app.views.desk import Desk, Room
from desktop_app.views.icons import icon
from desktop_app.views.photo_strip import PhotoStrip
from desktop_app.views.theme import Tone

_TICK_MS = 1000


class CasePanel(QWidget):
    """`left` tells that the person wants back to the list."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.detail: CaseDetail | None = None
        self._head = QVBoxLayout()
        self._head.setSpacing(6)
        self._moves = QHBoxLayout()
        self._moves.setSpacing(6)
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("Note for the next step (optional)"))
        self.note.setAccessibleName(_("Note for the next step"))
        self._due = chip("", Tone.GOOD)
        self.order = OrderCard()
        self.steps = StepsCard(desk)
        self.goods = GoodsCard()
        self.photos = PhotoStrip(desk)
        self.checks = ChecksCard(desk)
        self.claims = ClaimsCard(desk)
        self.timeline = TimelineCard(desk)
        self._build()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def show_case(self, no: str) -> None:
        """Shows a case anew; the scroll stays where it is for the same one."""
        found = self._desk.attempt(lambda: cases.show(self._desk.store, no))
        if found is None:
            return
        same = self.detail is not None and self.detail.row.id == found.row.id
        self.detail = found
        self._fill(found)
        if not same:
            self.note.clear()
            self._scroll.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Shows no case."""
        self.detail = None

    def _build(self) -> None:
        body = QWidget()
        stack = QVBoxLayout(body)
        stack.setContentsMargins(0, 0, 6, 12)
        stack.setSpacing(10)
        stack.addLayout(self._head)
        stack.addLayout(self._moves)
        stack.addWidget(self.note)
        for card in (
            self.order,
            self.steps,
            self.goods,
            self.photos,
            self.checks,
            self.claims,
            self.timeline,
        ):
            stack.addWidget(card)
        stack.addStretch(1)
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setWidget(body)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._scroll)

    def _fill(self, detail: CaseDetail) -> None:
        self._fill_head(detail)
        self._fill_moves(detail)
        self.order.show_case(detail)
        self.steps.show_case(detail)
        self.goods.show_case(detail)
        self.photos.show_case(detail.row.no, detail.row.id, detail.buyer_id)
        self.checks.show_case(detail)
        self.claims.show_case(detail)
        self.timeline.show_case(detail)

    def _fill_head(self, detail: CaseDetail) -> None:
        empty(self._head)
        row = detail.row
        line = QHBoxLayout()
        line.setSpacing(8)
        title = words(detail.rules.name, "title")
        line.addWidget(title, 1)
        line.addWidget(chip(label(row.stage), case_columns.STAGES[row.stage]))
        self._due = chip("", Tone.GOOD)
        line.addWidget(self._due)
        self._head.addLayout(line)
        facts = [row.no, label(row.platform), dates.moment(row.opened_at), row.owner]
        self._head.addWidget(words(" · ".join(fact for fact in facts if fact), "caption"))
        if row.note:
            self._head.addWidget(words(row.note))
        self._head.addLayout(self._acts(detail))
        self._tick()

    def _acts(self, detail: CaseDetail) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(6)
        no = detail.row.no
        acts = (
            ("photos", _("Add photos"), partial(self._desk.go, Room.PHOTOS, "add", no)),
            ("weighing", _("Weigh"), partial(self._desk.go, Room.WEIGHING, "new", no)),
            ("claims", _("Courier claim"), partial(self._desk.go, Room.CLAIMS, "new", no)),
        )
        for picture, text, act in acts:
            button = QPushButton(icon(picture), text)
            button.clicked.connect(lambda _checked=False, act=act: act())
            line.addWidget(button)
        line.addStretch(1)
        return line

    def _fill_moves(self, detail: CaseDetail) -> None:
        empty(self._moves)
        if detail.nexts:
            hint = QLabel(_("Next:"))
            hint.setProperty("role", "caption")
            self._moves.addWidget(hint)
        for place, stage in enumerate(detail.nexts):
            if place == _SHOWN:
                break
            self._moves.addWidget(self._move_button(stage))
        if len(detail.nexts) > _SHOWN:
            self._moves.addWidget(self._more(detail.nexts[_SHOWN:]))
        self._moves.addStretch(1)
        self.note.setVisible(bool(detail.nexts))

    def _move_button(self, stage: CaseStage) -> QPushButton:
        button = QPushButton(label(stage))
        button.setObjectName(f"move-{stage.value}")
        button.clicked.connect(lambda _checked=False: self.move_to(stage))
        return button

    def _more(self, stages: tuple[CaseStage, ...]) -> QPushButton:
        from PySide6.QtWidgets import QMenu

        button = QPushButton(icon("more"), "")
        button.setAccessibleName(_("More next stages"))
        menu = QMenu(button)
        for stage in stages:
            menu.addAction(label(stage), partial(self.move_to, stage))
        button.setMenu(menu)
        return button

    def move_to(self, stage: CaseStage) -> None:
        """Takes one step of the workflow, with the note."""
        detail = self.detail
        if detail is None:
            return
        note, version = self.note.text().strip(), detail.row.row_version
        moved = self._desk.attempt(
            lambda: cases.move(self._desk.store, detail.row.no, stage, note, version)
        )
        if moved is not None:
            self.note.clear()
            self._desk.say(_("%(no)s: %(stage)s") % {"no": detail.row.no, "stage": label(stage)})
        self.show_case(detail.row.no)

    def _tick(self) -> None:
        if self.detail is None or not self.isVisible():
            return
        due, now = self.detail.row.next_due, clock.now()
        text = case_columns.due_words(due, now)
        tone = case_columns.due_tone(due, now)
        if text == self._due.text():
            return
        self._due.setText(text)
        self._due.setVisible(bool(text))
        self._due.setProperty("tone", tone.value if tone else "")
        self._due.style().unpolish(self._due)
        self._due.style().polish(self._due)


_SHOWN = 4
