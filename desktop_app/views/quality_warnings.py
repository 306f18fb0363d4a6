"""The open warnings as cards, what was set aside below them, and what stands there if none is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.services.quality import QualityWarning, SetAside
from desktop_app.views import boxes, quality_words, tab_order
from desktop_app.views.cards import chip, empty, words
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone, colours

_TALLEST = 210


class WarningCard(QFrame):
    """One warning: its facts, and what can be done about it."""

    def __init__(self, warning: QualityWarning) -> None:
        super().__init__()
        self.warning = warning
        self.setProperty("card", True)
        title = quality_words.name(warning.model, warning.title)
        fact = quality_words.fact(warning)
        self.setAccessibleName(f"{title}: {fact}")
        self.look = QPushButton(_("Look at its cases"))
        self.look.setAccessibleName(_("Look at the cases of %(model)s") % {"model": warning.model})
        self.aside = QPushButton(_("Set aside…"))
        self.aside.setAccessibleName(_("Set the warning of %(model)s aside") % {"model": title})
        self.aside.setProperty("flat", True)
        kind = _("Defects above usual") if warning.risen else _("Major defect")
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(chip(kind, Tone.WARN if warning.risen and not warning.majors else Tone.BAD))
        head.addWidget(words(title, "heading"), 1)
        text = boxes.stack(head, words(fact), words(quality_words.details(warning), "caption"))
        text.setSpacing(3)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(14, 8, 12, 8)
        layout.setSpacing(12)
        layout.addLayout(text, 1)
        layout.addWidget(self.aside)
        layout.addWidget(self.look)


class WarningsArea(QWidget):
    """`looked` asks for a warning's cases, `aside_wanted` to set it aside.

    `back_wanted` asks to bring a model's warning back.
    """

    looked = Signal(object)
    aside_wanted = Signal(object)
    back_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Warnings"))
        self.cards: list[WarningCard] = []
        self.backs: dict[str, QPushButton] = {}
        self._inner = QVBoxLayout()
        self._inner.setContentsMargins(0, 0, 4, 0)
        self._inner.setSpacing(6)
        self._held = boxes.held(self._inner)
        self._area = boxes.scrolling(self._held)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self.quiet = words(quality_words.promise(), "caption")

    def show_warnings(self, found: Sequence[QualityWarning], aside: Sequence[SetAside]) -> None:
        """Shows these; the one whose button has the cursor keeps it."""
        focused = (
            next(
                (
                    card.warning.model
                    for card in self.cards
                    if card.isAncestorOf(self.focusWidget())
                ),
                "",
            )
            if self.focusWidget() is not None
            else ""
        )
        empty(self._inner)
        self.cards, self.backs = [], {}
        for warning in found:
            card = WarningCard(warning)
            card.look.clicked.connect(lambda _on=False, one=warning: self.looked.emit(one))
            card.aside.clicked.connect(lambda _on=False, one=warning: self.aside_wanted.emit(one))
            self._inner.addWidget(card)
            card.show()  # what isn't shown yet has no height
            self.cards.append(card)
            if warning.model == focused:
                card.look.setFocus()
        if not found:
            quiet = self._quiet()
            self._inner.addWidget(quiet)
            quiet.show()
        for one in aside:
            self._inner.addLayout(self._set_aside(one))
        acts = [act for card in self.cards for act in (card.aside, card.look)]
        tab_order.put_after(self._area, [*acts, *self.backs.values()])
        self._fit()

    def _quiet(self) -> QFrame:
        """No warning, and when there would be one."""
        frame = QFrame()
        frame.setProperty("card", True)
        picture = QLabel()
        picture.setPixmap(icon("check", colours().accent, size=20).pixmap(20, 20))
        self.quiet = words(quality_words.promise(), "caption")
        text = boxes.stack(words(_("No model stands out"), "heading"), self.quiet, spacing=2)
        layout = QHBoxLayout(frame)
        layout.setContentsMargins(14, 8, 14, 10)
        layout.setSpacing(12)
        layout.addWidget(picture)
        layout.addLayout(text, 1)
        return frame

    def _set_aside(self, one: SetAside) -> QHBoxLayout:
        told = {"model": one.model, "day": dates.moment(one.at), "reason": one.reason}
        text = words(_("Set aside: %(model)s, %(day)s: %(reason)s") % told, "caption")
        back = QPushButton(_("Bring back"))
        back.setProperty("flat", True)
        back.setAccessibleName(_("Bring the warning of %(model)s back") % {"model": one.model})
        back.clicked.connect(lambda _on=False: self.back_wanted.emit(one.model))
        self.backs[one.model] = back
        line = QHBoxLayout()
        line.setContentsMargins(14, 0, 4, 0)
        line.addWidget(text, 1)
        line.addWidget(back)
        return line

    def _fit(self) -> None:
        """As tall as what is in it, up to a bound, where it scrolls."""
        self._inner.activate()
        inner = self._inner
        height = inner.totalSizeHint().height()
        if inner.hasHeightForWidth():
            height = inner.totalHeightForWidth(max(300, self.width() - 24))
        self.setFixedHeight(min(_TALLEST, height + 4))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit()
