"""Replies to the buyer (R26, R46, R58): chosen, filled from the case, changed, copied."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Situation
from desktop_app.core.labels import label
from desktop_app.services import reply_book, reply_templates
from desktop_app.services.cases import CaseDetail
from desktop_app.services.reply_templates import Filled, Reply, ReplyDraft
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import CaseCard, button, choice, choose, code_of
from desktop_app.views.case_reply_form import ReplyForm
from desktop_app.views.desk import Desk
from desktop_app.views.gap_marker import GapMarker
from desktop_app.views.icons import icon

_NOTHING_FILLED = Filled("", (), ())
_LANGUAGES = {"zh_CN": "中文", "en": "English"}


class RepliesCard(CaseCard):
    """What is being written stays until another reply or another case is chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Reply to the buyer"))
        self.replies: list[Reply] = []
        self._filled = _NOTHING_FILLED
        self.situation = choice(_("Situation"), Situation, _("What fits best"))
        self.language = QComboBox()
        self.language.setAccessibleName(_("Language"))
        for code, text in _LANGUAGES.items():
            self.language.addItem(text, code)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Replies"))
        self.list.setMinimumHeight(128)
        self.list.setSpacing(2)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("The reply, to be changed as you like"))
        self.text.setTabChangesFocus(True)
        self._marker = GapMarker(self.text)
        self.missing = words("", "error")
        self.form = ReplyForm(desk)
        self._build()
        self._connect()

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        choose(self.situation, "")
        choose(self.language, reply_book.language_for(detail.row.platform))
        self._stack.setCurrentIndex(0)
        self._fetch()
        self.list.setCurrentRow(0)

    @override
    def fill(self, detail: CaseDetail) -> None:
        """A text that was left as it came is filled anew with what the case knows now."""
        reply = self.reply()
        if reply is not None and self.text.toPlainText() == self._filled.text:
            self._put(reply)

    def reply(self) -> Reply | None:
        """The one that is chosen."""
        place = self.list.currentRow()
        return self.replies[place] if 0 <= place < len(self.replies) else None

    def copy(self, *, sent: bool = False) -> None:
        """Puts the text on the clipboard unless it has gaps; ``sent`` notes it as the answer."""
        reply, text = self.reply(), self.text.toPlainText()
        if reply is None:
            return
        store, no = self.desk.store, self.no
        taken = self.desk.attempt(lambda: reply_templates.take(store, no, reply, text, sent=sent))
        if taken is None:
            return
        QGuiApplication.clipboard().setText(taken)
        said = _("Copied, and noted as the answer.") if sent else _("Copied; paste it in the chat.")
        self.desk.say(said)
        if sent:
            self.changed.emit()

    def write_own(self) -> None:
        """Opens the form for a reply of the shop's own, begun with this text."""
        reply = self.reply()
        situation = reply.situation if reply is not None else Situation.OTHER
        self.form.begin(
            ReplyDraft("", self.text.toPlainText(), situation, language=code_of(self.language))
        )
        self._stack.setCurrentWidget(self.form)

    def change_reply(self) -> None:
        """Opens the form for the reply that is chosen."""
        reply = self.reply()
        if reply is not None:
            self.form.begin(reply, reply)
            self._stack.setCurrentWidget(self.form)

    def retire(self) -> None:
        """Takes the reply out of the list."""
        reply = self.reply()
        if reply is None:
            return
        question = _("Take the reply “%(title)s” out of the list?") % {"title": reply.title}
        if self.desk.prompts.confirm(self, question, _("Take it out")):
            self.desk.attempt(lambda: reply_templates.retire(self.desk.store, reply))
            self._fetch()
            self.list.setCurrentRow(0)

    def back_to_shipped(self) -> None:
        """Gives a changed reply of the program its own words back."""
        reply = self.reply()
        if reply is not None:
            made = self.desk.attempt(
                lambda: reply_templates.back_to_shipped(self.desk.store, reply)
            )
            self._kept(made)

    def menu(self) -> QMenu:
        """What can be done with replies, besides copying one."""
        menu = QMenu(self)
        menu.addAction(_("Keep as a reply of our own…"), self.write_own)
        reply = self.reply()
        if reply is not None:
            menu.addAction(_("Change this reply…"), self.change_reply)
            menu.addAction(_("Take it out of the list…"), self.retire)
            if reply.own and reply.code:
                menu.addAction(_("Give it its first words back"), self.back_to_shipped)
        return menu

    def _fetch(self) -> None:
        code = code_of(self.situation)
        situation = Situation(code) if code else None
        found: list[Reply] = self.desk.attempt(
            lambda: reply_templates.for_case(
                self.desk.store, self.no, situation, code_of(self.language)
            ),
            [],
        )
        self.replies = found
        with QSignalBlocker(self.list):
            self.list.clear()
            for reply in found:
                item = QListWidgetItem(reply.title)
                item.setToolTip(label(reply.situation))
                self.list.addItem(item)

    def _chosen(self) -> None:
        reply = self.reply()
        if reply is not None:
            self._put(reply)

    def _put(self, reply: Reply) -> None:
        """Fills a reply from the case and shows it."""
        store, no = self.desk.store, self.no
        filled: Filled | None = self.desk.attempt(lambda: reply_templates.fill(store, no, reply))
        if filled is not None:
            self._filled = filled
            self.text.setPlainText(filled.text)

    def _judge(self) -> None:
        empty = reply_templates.still_empty(self.text.toPlainText(), self._filled)
        said = {"what": " ".join(empty)}
        self.missing.setText(_("Still to be filled in: %(what)s") % said if empty else "")
        self.missing.setVisible(bool(empty))
        self._marker.mark(empty)

    def _anew(self) -> None:
        self._fetch()
        self.list.setCurrentRow(0)
        self._chosen()

    def _kept(self, reply: Reply | None) -> None:
        """Shows a reply that was kept, wherever it stands now."""
        self._stack.setCurrentIndex(0)
        if reply is None:
            return
        choose(self.language, reply.language)
        self._fetch()
        same = [place for place, one in enumerate(self.replies) if one == reply]
        self.list.setCurrentRow(same[0] if same else 0)
        self._chosen()

    def _build(self) -> None:
        more = QPushButton(icon("more"), "")
        more.setAccessibleName(_("More to do with replies"))
        more.setToolTip(_("More to do with replies"))
        more.clicked.connect(
            lambda _checked=False: self.menu().exec(more.mapToGlobal(more.rect().bottomLeft()))
        )
        self.copy_button = button(_("Copy"), self.copy)
        self.copy_button.setProperty("primary", True)
        self.sent_button = button(_("Copy, and note as sent"), lambda: self.copy(sent=True))
        choices = boxes.line(self.situation, self.language, more, spacing=8)
        choices.setStretch(0, 1)
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(choices)
        layout.addWidget(self.list, 2)
        layout.addWidget(self.text, 3)
        layout.addWidget(self.missing)
        layout.addLayout(boxes.line(None, self.sent_button, self.copy_button, spacing=8))
        self._stack = QStackedWidget()
        self._stack.addWidget(page)
        self._stack.addWidget(self.form)
        self.foot.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.list.currentItemChanged.connect(lambda *_items: self._chosen())
        self.list.itemActivated.connect(lambda _item: self.text.setFocus())
        self.text.textChanged.connect(self._judge)
        self.situation.activated.connect(lambda _place: self._anew())
        self.language.activated.connect(lambda _place: self._anew())
        self.form.kept.connect(self._kept)
        self.form.left.connect(lambda: self._stack.setCurrentIndex(0))
