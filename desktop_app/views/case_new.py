"""A case opened in seconds: a number, or a whole chat line, fills it; nothing is guessed."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import dates, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import CaseKind, LinePart, Platform
from desktop_app.core.labels import label
from desktop_app.core.masking import Place
from desktop_app.services import case_openings, cases, drafts, privacy, workflows
from desktop_app.services.case_openings import Opening
from desktop_app.services.cases import CaseDraft
from desktop_app.services.drafts import LineDraft
from desktop_app.views import case_columns
from desktop_app.views.cards import Card, chip, empty, pairs, words
from desktop_app.views.case_lessons import LessonsCard
from desktop_app.views.case_line_card import LineCard
from desktop_app.views.case_new_goods import GoodsChoice
from desktop_app.views.desk import Desk, Room
from desktop_app.views.fields import ChoiceField, Field, NoteField, insist

_PAUSE_MS = 250


class NewCase(QWidget):
    """`opened` gives the new case's number, `shown` that of one there already."""

    opened = Signal(str)
    shown = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.found: Opening | None = None
        self.draft: LineDraft | None = None
        self.number = Field(_("Order no., tracking no., buyer ID or a chat line"), needed=True)
        self.number.edit.setPlaceholderText(_("Type, paste or scan"))
        self.line = LineCard()
        self.buyer = Field(_("Buyer ID"), needed=True)
        self.platform = ChoiceField(_("Platform"), Platform, empty=_("As the order says"))
        self.kind = ChoiceField(_("What is it about?"), CaseKind, empty=_("Choose…"))
        self.note = NoteField(_("What the buyer says"))
        self.note.edit.setPlaceholderText(_("In the buyer's own words, if you have them"))
        self.open_button = QPushButton(_("Open the case"))
        self.open_button.setProperty("primary", True)
        self._about = Card(_("Order and buyer"))
        self.goods = GoodsChoice()
        self._others = Card(_("Cases there already"))
        self.lessons = LessonsCard(desk)
        self._later = QTimer(self)
        self._build()
        self._connect()

    def begin(self, text: str = "", kind: str = "") -> None:
        """Begins anew, with a number in hand if there is one."""
        self.number.set_text(text)
        self.draft = None
        self._offer_kinds()
        self.buyer.set_text("")
        self.platform.set_code("")
        self.kind.set_code(kind)
        self.note.set_text("")
        self.look_up()
        (self.kind.combo if self.found else self.number.edit).setFocus()

    def look_up(self) -> None:
        """Fills in what the number or the line stands for; says so when it is not known."""
        self._later.stop()
        text = self.number.text()
        self.found, trouble = self._find(text) if text else (None, "")
        draft = self._read(text) if text and self.found is None else None
        if draft is not None:
            trouble = ""
            known = draft.order_no or (draft.buyer if draft.buyer_id is not None else "")
            if known:
                self.found, trouble = self._find(known)
            self._take(draft)
        elif self.draft is not None and self.note.text() == self.draft.text.strip():
            self.note.set_text("")
        self.draft = draft
        self._show(trouble)

    def open_case(self) -> None:
        """Opens the case as it stands; faults are shown beside the fields."""
        asked = [self.number, *([self.buyer] if self._asks_buyer() else [])]
        if not insist(*asked) or not self.kind.code():
            self._judge()
            return
        draft = self._draft()
        made = self._desk.attempt(lambda: cases.open(self._desk.store, draft))
        if made is not None:
            self._desk.say(_("Case %(no)s is open.") % {"no": made.row.no})
            self.opened.emit(made.row.no)

    def _find(self, text: str) -> tuple[Opening | None, str]:
        """What a number or a buyer ID stands for, or why it isn't known."""
        code = self.platform.code()
        platform = Platform(code) if code else None
        try:
            return case_openings.look_up(self._desk.store, text, platform), ""
        except UserError as error:
            return None, texts.sentence(error)

    def _read(self, text: str) -> LineDraft | None:
        """The text as a chat line; None for a single word, which is a buyer's ID."""
        if len(text.split()) < 2 and text.isascii():  # noqa: PLR2004 - one word
            return None
        try:
            draft = drafts.read(self._desk.store, text)
        except UserError:
            return None
        return draft if draft.parts and not _is_one_buyer(draft) else None

    def _take(self, draft: LineDraft) -> None:
        """Fills the form from a line that wasn't there before."""
        if self.draft is not None and self.draft.text == draft.text:
            return
        self.kind.set_code(draft.kind or "")
        self.note.set_text(draft.text.strip())
        self.buyer.set_text(draft.buyer)

    def _offer_kinds(self) -> None:
        """The trade's kinds, then the shop's own."""
        self.kind.combo.clear()
        self.kind.combo.addItem(_("Choose…"), "")
        for row in workflows.offered(self._desk.store):
            self.kind.combo.addItem(row.name, row.code)

    def _asks_buyer(self) -> bool:
        """A line that names neither a known order nor a known buyer leaves the buyer open."""
        return self.draft is not None and self.found is None

    def _choose_kind(self, code: str) -> None:
        self.kind.set_code(code)
        self._judge()

    def _write_claim(self) -> None:
        """Goes on with the parcel of the line in the claims' room."""
        draft = self.draft
        if draft is not None:
            numbers = [part.value for part in draft.parts if part.kind is LinePart.NUMBER]
            known = [draft.tracking or draft.order_no, *numbers]
            self._desk.go(Room.CLAIMS, "new", next(filter(None, known), ""))

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
                buyer=self.buyer.text() if self._asks_buyer() else self.number.text(),
                platform=platform,
                note=self.note.text(),
            )
        return CaseDraft(
            kind=self.kind.code(),
            order=self.found.order_no,
            buyer=self.found.buyer,
            platform=self.found.platform,
            note=self.note.text(),
            lines=self.goods.chosen(),
        )

    def _enter_number(self) -> None:
        self.look_up()
        self.kind.combo.setFocus()

    def _show(self, trouble: str) -> None:
        empty(self._about.body)
        found = self.found
        self.line.show_line(self.draft)
        self.buyer.setVisible(self._asks_buyer())
        if found is None:
            hint = _("Not known yet: the case is opened for a new buyer with this ID.")
            self._about.body.addWidget(words(trouble or hint, "error" if trouble else "caption"))
            if trouble:
                self._about.body.addWidget(words(hint, "caption"))
        else:
            name = privacy.masks(self._desk.store, Place.SCREEN).name(found.buyer_name)
            self._about.body.addWidget(
                pairs(
                    (
                        (_("Buyer"), " ".join(p for p in (found.buyer, name) if p)),
                        (_("Order no."), found.order_no),
                        (_("Tracking no."), found.tracking),
                        (_("Platform"), label(found.platform)),
                        (_("Status"), found.status),
                    )
                )
            )
        self._about.setVisible(bool(self.number.text()) and not self._asks_buyer())
        self.goods.show_lines(self.found.lines if self.found else ())
        self._show_others()
        self._judge()

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
        who = self.buyer if self._asks_buyer() else self.number
        self.open_button.setEnabled(bool(who.text() and self.kind.code()))
        about = [line.sku for line in self.found.lines] if self.found else []
        self.lessons.show_goods(self.kind.code(), about)

    def _connect(self) -> None:
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self.look_up)
        self.number.changed.connect(self._later.start)
        self.number.edit.returnPressed.connect(self._enter_number)
        self.buyer.changed.connect(self._judge)
        self.line.kind_chosen.connect(self._choose_kind)
        self.line.claim_wanted.connect(self._write_claim)
        self.platform.changed.connect(self.look_up)
        self.kind.changed.connect(self._judge)
        self.open_button.clicked.connect(self.open_case)
        self.lessons.opened.connect(self.shown)

    def _build(self) -> None:
        body = QWidget()
        stack = QVBoxLayout(body)
        stack.setContentsMargins(0, 0, 6, 12)
        stack.setSpacing(12)
        stack.addWidget(words(_("New case"), "title"))
        stack.addWidget(self.number)
        stack.addWidget(self.line)
        stack.addWidget(self.buyer)
        for card in (self._about, self._others, self.goods):
            stack.addWidget(card)
        row = QHBoxLayout()
        row.addWidget(self.kind, 2)
        row.addWidget(self.platform, 1)
        stack.addLayout(row)
        stack.addWidget(self.lessons)
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


def _is_one_buyer(draft: LineDraft) -> bool:
    """Whether the whole text is nothing but one word: a buyer's ID, with spaces or without."""
    only = draft.parts[0] if len(draft.parts) == 1 else None
    return only is not None and only.value == draft.text.strip() and only.kind is LinePart.BUYER
