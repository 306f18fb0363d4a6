"""The form in which a shop writes a reply of its own, or changes one."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QPlainTextEdit, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform, Situation
from desktop_app.services import reply_book, reply_templates
from desktop_app.services.reply_templates import Reply, ReplyDraft
from desktop_app.views import boxes
from desktop_app.views.cards import empty, words
from desktop_app.views.case_card import button, choice, choose, code_of
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field, insist
from desktop_app.views.flow import FlowLayout

_LANGUAGES = {"zh_CN": "中文", "en": "English"}


class ReplyForm(QWidget):
    """`kept` gives the reply as it is stored now, `left` that nothing was kept."""

    kept = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reply: Reply | None = None
        self.title = Field(_("Title"), needed=True)
        self.situation = choice(_("Situation"), Situation)
        self.platform = choice(_("Platform"), Platform, _("Everywhere"))
        self.language = QComboBox()
        self.language.setAccessibleName(_("Language"))
        for code, text in _LANGUAGES.items():
            self.language.addItem(text, code)
        self.channel = Field(_("Logistics channel (optional)"))
        self.country = Field(_("Country (optional)"))
        self.body = QPlainTextEdit()
        self.body.setAccessibleName(_("The text"))
        self.body.setTabChangesFocus(True)
        self._words = QWidget()
        self._flow = FlowLayout(self._words, spacing=4)
        self._build()
        self.language.activated.connect(lambda _place: self._offer_words())

    def begin(self, draft: ReplyDraft, reply: Reply | None = None) -> None:
        """Opens for a new reply, or for one that there is."""
        self._reply = reply
        self.title.set_text(draft.title)
        choose(self.situation, draft.situation)
        if draft.platform and self.platform.findData(draft.platform) < 0:
            self.platform.addItem(draft.platform, draft.platform)
        choose(self.platform, draft.platform)
        choose(self.language, draft.language)
        self.channel.set_text(draft.channel)
        self.country.set_text(draft.country)
        self.body.setPlainText(draft.body)
        self._offer_words()
        self.title.edit.setFocus()

    def keep(self) -> None:
        """Keeps the reply as it stands."""
        if not insist(self.title):
            return
        draft = ReplyDraft(
            title=self.title.text(),
            body=self.body.toPlainText(),
            situation=Situation(code_of(self.situation)),
            platform=code_of(self.platform),
            channel=self.channel.text(),
            country=self.country.text(),
            language=code_of(self.language),
        )
        store, reply = self._desk.store, self._reply
        made = self._desk.attempt(lambda: reply_templates.save(store, draft, reply))
        if made is not None:
            self._desk.say(_("The reply “%(title)s” is kept.") % {"title": made.title})
            self.kept.emit(made)

    def _offer_words(self) -> None:
        """What can be put in, as buttons: in the language of the reply."""
        empty(self._flow)
        for word in reply_book.words(code_of(self.language)).values():
            token = f"{{{word}}}"
            made = button(token, partial(self.body.insertPlainText, token))
            made.setProperty("filter", True)
            self._flow.addWidget(made)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(6)
        parts = (
            (_("Situation"), self.situation),
            (_("Platform"), self.platform),
            (_("Language"), self.language),
        )
        for column, stretch in enumerate((3, 2, 2)):
            grid.setColumnStretch(column, stretch)
        for column, (title, box) in enumerate(parts):
            grid.addWidget(
                boxes.held(boxes.stack(words(title, "caption", wrap=False), box, spacing=3)),
                *(0, column),
            )
        grid.addWidget(self.channel, 1, 0, 1, 2)
        grid.addWidget(self.country, 1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addLayout(grid)
        layout.addWidget(words(_("Put in what the case knows:"), "caption"))
        layout.addWidget(self._words)
        layout.addWidget(self.body, 1)
        cancel = button(_("Cancel"), self.left.emit)
        layout.addLayout(boxes.line(None, cancel, button(_("Keep the reply"), self.keep)))
