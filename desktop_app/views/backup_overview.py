"""The state of the backups at a glance, and the list of those that there are."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop_app.core.i18n import _
from desktop_app.services.backup_state import BackupState
from desktop_app.views import backup_words
from desktop_app.views.backup_list import BackupList
from desktop_app.views.boxes import held, line, stack
from desktop_app.views.cards import Card, chip, empty, pairs, words
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.theme import Tone, colours


class Overview(QWidget):
    """Each of the signals asks the window for an act; what is chosen is in `list`."""

    backup_wanted = Signal()
    place_wanted = Signal()
    verify_wanted = Signal()
    drill_wanted = Signal()
    restore_wanted = Signal()
    fetch_wanted = Signal()
    lost_wanted = Signal()
    elsewhere_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.card = Card(_("Backups"))
        self.now = _button("save", _("Back up now"), self.backup_wanted.emit)
        self.now.setIcon(icon("save", colours().accent_text))
        self.now.setProperty("primary", True)
        self.place = _button("folder", _("Where to…"), self.place_wanted.emit)
        self.verify = _button("check", _("Verify"), self.verify_wanted.emit)
        self.drill = _button("history", _("Try out a restore"), self.drill_wanted.emit)
        self.list = BackupList()
        self.restore = _button("undo", _("Restore…"), self.restore_wanted.emit)
        self.fetch = _button("photos", _("Fetch a case's photos…"), self.fetch_wanted.emit)
        self.lost = _button("photos", _("Put back lost photos"), self.lost_wanted.emit)
        self.elsewhere = _button("search", _("In another folder…"), self.elsewhere_wanted.emit)
        self._stack = QStackedWidget()
        self._build()
        self.list.picked.connect(self.judge)
        self.list.opened.connect(self.restore_wanted)

    def show_state(self, state: BackupState) -> None:
        """Shows how things stand."""
        text, tone = backup_words.verdict(state)
        self.card.retitle(backup_words.last(state))
        self.card.clear()
        self.card.body.addLayout(line(chip(text, tone), None))
        self.card.body.addWidget(words(backup_words.explained(state), _role(tone)))
        facts = (
            (_("Folder"), str(state.place) if state.place else _("none but this drive")),
            (_("Password"), _("yes") if state.sealed else ""),
            (_("Restore tried out"), backup_words.drill(state)),
        )
        self.card.body.addWidget(pairs(facts))
        label = _("Where to…") if state.place else _("Choose another drive…")
        self.place.setText(label)

    def show_found(self) -> None:
        """The list, or what to do where it is empty."""
        self._stack.setCurrentIndex(0 if self.list.rows() else 1)
        self.judge()

    def judge(self) -> None:
        """Only what can be done now can be pressed."""
        chosen = self.list.chosen()
        sound = chosen is not None and chosen.head is not None
        whole = chosen is not None and chosen.head is not None and chosen.head.whole
        self.verify.setEnabled(chosen is not None)
        self.restore.setEnabled(sound)
        self.fetch.setEnabled(whole)
        self.lost.setEnabled(whole)

    def _build(self) -> None:
        empty(self.card.foot)
        self.card.foot.addLayout(line(self.now, self.place, None, self.verify, self.drill))
        nothing = Empty(
            _("No backup yet"),
            _("The first one copies everything; later ones only what is new."),
            "save",
            _("Back up now"),
            self.backup_wanted.emit,
        )
        self._stack.addWidget(self.list)
        self._stack.addWidget(empty_place(nothing))
        side = stack(self.restore, self.fetch, self.lost, self.elsewhere, None)
        below = line(self._stack, side)
        below.setStretch(0, 1)
        below.setContentsMargins(0, 0, 0, 0)
        lower = held(below)
        self.setLayout(stack(self.card, lower, spacing=12, grows=lower))


def _button(picture: str, text: str, act: Callable[[], object]) -> QPushButton:
    made = QPushButton(icon(picture), text)
    made.setAutoDefault(False)
    made.clicked.connect(lambda _checked=False: act())
    return made


def _role(tone: Tone) -> str:
    return "error" if tone is Tone.BAD else "caption"
