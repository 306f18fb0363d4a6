"""Whose photos they are: the bar that asks when files or a picture come in without an owner.

Typed, pasted or scanned: a buyer ID, or the number of a case, an order or a parcel.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QComboBox,
    QCompleter,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import kinds, texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label, label_of
from desktop_app.services import photo_owners
from desktop_app.services.photo_owners import Owner
from desktop_app.views.cards import chip, words
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone, colours

_PAUSE_MS = 110
_PICTURE = 44
_OWNER = int(Qt.ItemDataRole.UserRole) + 1


@dataclass(frozen=True)
class Incoming:
    """What waits for its owner: files and folders, or a pasted picture's bytes."""

    files: tuple[Path, ...] = ()
    content: bytes = b""
    inbox: tuple[int, ...] = ()

    def words(self) -> str:
        """“3 files”, “a pasted picture”."""
        if self.content:
            return _("A pasted picture")
        count = len(self.files) or len(self.inbox)
        if len(self.files) == 1:
            name = self.files[0].name
            folder = self.files[0].is_dir()
            return _("Folder %(name)s") % {"name": name} if folder else name
        return ngettext("%(count)s file", "%(count)s files", count) % {"count": count}


class AddBar(QFrame):
    """`agreed` tells the owner and what is theirs; `left` that nobody is to have it."""

    agreed = Signal(object, object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self._asked = 0
        self._choosing = False
        self._for: Owner | None = None
        self.incoming = Incoming()
        self.found: list[Owner] = []
        self.picture = QLabel()
        self.what = words("", "heading", wrap=False)
        self.edit = QLineEdit()
        self.platform = QComboBox()
        self.said = chip("", Tone.MUTED)
        self.add = QPushButton(icon("add", colours().accent_text), _("Add"))
        self._likely = QStandardItemModel(self)
        self._completer = QCompleter(self._likely, self)
        self._later = QTimer(self)
        self._build()
        self.hide()

    def begin(self, incoming: Incoming, text: str = "") -> None:
        """Asks whose these are; ``text`` is what is known already."""
        self.incoming, self._for = incoming, None
        self.what.setText(incoming.words())
        image = QImage.fromData(incoming.content) if incoming.content else QImage()
        self.picture.setVisible(not image.isNull())
        if not image.isNull():
            size = QSize(_PICTURE * 2, _PICTURE)
            mode = Qt.AspectRatioMode.KeepAspectRatio
            self.picture.setPixmap(QPixmap.fromImage(image.scaled(size, mode)))
        self.edit.setText(text)
        self.show()
        self._judge()
        self.edit.setFocus()
        self.edit.selectAll()

    def accept(self) -> None:
        """Takes the one whom the text names, or a new buyer; asks when it names several."""
        self._judge()
        fault = photo_owners.fault_of(self._text())
        if fault is not None:
            self._say(texts.sentence(fault), Tone.BAD)
        elif len(self.found) > 1 and not self._choosing:
            self._offer(self.found)
            self._choosing = True
        elif self.found:
            self._take(self.found[0])
        else:
            self._take(self._new())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._leave()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        self.edit.setPlaceholderText(_("Buyer ID, or number of a case, order or parcel"))
        self.edit.setAccessibleName(_("Whose photos"))
        self.edit.setMinimumWidth(220)
        self.edit.setCompleter(self._completer)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(9)
        self._completer.activated.connect(self._chosen)
        self.platform.setAccessibleName(_("Platform of the new buyer"))
        for platform in Platform:
            self.platform.addItem(label(platform), platform.value)
        self.platform.setCurrentIndex(self.platform.findData(Platform.TAOBAO.value))
        self.add.setProperty("primary", True)
        self.add.clicked.connect(lambda _checked=False: self.accept())
        leave = QToolButton()
        leave.setIcon(icon("cross", size=14))
        leave.setToolTip(_("Don't add"))
        leave.setAccessibleName(_("Don't add"))
        leave.clicked.connect(lambda _checked=False: self._leave())
        above, below = QHBoxLayout(), QHBoxLayout()
        for part in (self.picture, self.what, self.said, leave):
            above.addWidget(part, 1 if part is self.what else 0)
        for field in (self.edit, self.platform, self.add):
            below.addWidget(field, 1 if field is self.edit else 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 10)
        layout.setSpacing(6)
        for row in (above, below):
            row.setSpacing(8)
            layout.addLayout(row)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._suggest)
        self.edit.textEdited.connect(self._typed)
        self.edit.returnPressed.connect(self._entered)

    def _entered(self) -> None:
        """Enter takes what is chosen in the list below, if anything is, by the list's own doing."""
        popup = self._completer.popup()
        if popup is None or not popup.isVisible() or not popup.currentIndex().isValid():
            self.accept()

    def _typed(self) -> None:
        self._choosing = False
        self._judge()
        self._later.start()

    def _text(self) -> str:
        return self.edit.text().strip()

    def _judge(self) -> None:
        """Says whom the text names, while it is typed."""
        text = self._text()
        self.found = self._desk.attempt(lambda: photo_owners.named(self._desk.store, text), [])
        if self._for is not None:
            self.found = [replace(self._for, buyer=text)] if text else []
        new = bool(text) and not self.found
        self.platform.setVisible(new and self._for is None)
        self.add.setEnabled(bool(text))
        if not text:
            self._say("", Tone.MUTED)
        elif new:
            self._say(_("New buyer"), Tone.INFO)
        elif len(self.found) > 1:
            self._say(_("Several: choose one"), Tone.WARN)
        else:
            self._say(describe(self.found[0], self._text()), Tone.GOOD)

    def _say(self, text: str, tone: Tone) -> None:
        self.said.setVisible(bool(text))
        self.said.setText(text)
        self.said.setProperty("tone", tone.value)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _suggest(self) -> None:
        text = self.edit.text()
        self._asked += 1
        if not text.strip() or self._for is not None:
            return
        store = self._desk.store
        self._desk.read(
            lambda _track: photo_owners.suggested(store, text), partial(self._show, self._asked)
        )

    def _show(self, asked: int, likely: list[Owner]) -> None:
        if asked == self._asked and isValid(self) and self.edit.hasFocus():
            self._offer(likely)

    def _offer(self, owners: list[Owner]) -> None:
        self._likely.clear()
        for owner in owners:
            item = QStandardItem(icon(_picture(owner)), describe(owner))
            item.setData(owner, _OWNER)
            self._likely.appendRow(item)
        if owners:
            self._completer.complete()

    def _chosen(self, shown: str) -> None:
        items = (self._likely.item(at) for at in range(self._likely.rowCount()))
        owner = next((item.data(_OWNER) for item in items if item.text() == shown), None)
        if owner is not None:
            self.edit.setText(owner.case_no or owner.order_no or owner.buyer)
            self._take(owner)

    def _new(self) -> Owner:
        return Owner(None, self._text(), str(self.platform.currentData()))

    def _take(self, owner: Owner) -> None:
        if owner.buyer_id is None and not owner.buyer:
            self._ask_for_buyer(owner)
            return
        self._close()
        self.agreed.emit(owner, self.incoming)

    def _ask_for_buyer(self, owner: Owner) -> None:
        """The platform's file named no buyer: the person knows the ID from the chat."""
        self._for = owner
        self.edit.clear()
        self.edit.setPlaceholderText(_("Buyer ID"))
        number = owner.case_no or owner.order_no
        self._say(_("No buyer ID is known for %(number)s") % {"number": number}, Tone.WARN)

    def _leave(self) -> None:
        self._close()
        self.left.emit()

    def _close(self) -> None:
        self._asked += 1
        self._later.stop()
        popup = self._completer.popup()
        if popup is not None:
            popup.hide()
        self.edit.setPlaceholderText(_("Buyer ID, or number of a case, order or parcel"))
        self.hide()


def describe(owner: Owner, besides: str = "") -> str:
    """“AS2026-0003 · Damaged, signed for · 松荷橘水”, without what was typed already."""
    kind = label_of(kinds.CaseKind, owner.case_kind)
    platform = label_of(kinds.Platform, owner.platform)
    order = "" if owner.case_no else owner.order_no
    parts = (owner.case_no, order, kind, owner.buyer, platform)
    return " · ".join(part for part in parts if part and part != besides)


def _picture(owner: Owner) -> str:
    if owner.case_no:
        return "cases"
    return "box" if owner.order_no else "buyers"
