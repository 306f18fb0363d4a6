"""Before a block is written: what changes, and what can't, cell by cell; then all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import register_columns
from desktop_app.services.register_edits import Edit, Judged
from desktop_app.views import boxes, held_rows
from desktop_app.views.cards import Card
from desktop_app.views.desk import Desk
from desktop_app.views.held_rows import HeldRows
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone

_HEIGHT = 268


@dataclass(frozen=True)
class _Line:
    """A cell of the block, numbered as it comes; ``why`` is empty where it can be written."""

    id: int
    no: str
    column: str
    now: str
    new: str
    why: str


_COLUMNS = (
    Column[_Line]("no", N_("Document no."), lambda row: row.no, 150, "no"),
    Column[_Line]("column", N_("Column"), lambda row: row.column, 110, "column"),
    Column[_Line]("now", N_("Now"), lambda row: row.now, 220, "now"),
    Column[_Line]("new", N_("Will be"), lambda row: row.new, 220, "new"),
    Column[_Line](
        "why",
        N_("Why not"),
        lambda row: row.why,
        360,
        "why",
        tone=lambda row: Tone.BAD if row.why else None,
    ),
)


class BlockPreview(Card):
    """`accepted` gives the edits to be written, `left` tells that nothing shall be."""

    accepted = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Paste"))
        self._fits: tuple[Edit, ...] = ()
        self.model = HeldRows(_COLUMNS, self)
        self.view = held_rows.view_of(desk, self.model, "register-block", _("What would change"))
        self.words = QLabel()
        self.words.setProperty("role", "caption")
        self.write_button = QPushButton()
        self.write_button.clicked.connect(lambda _checked=False: self._accept())
        self.leave_button = QPushButton(_("Change nothing"))
        self.leave_button.clicked.connect(lambda _checked=False: self.leave())
        self.body.addWidget(self.view)
        buttons = boxes.line(self.words, None, self.leave_button, self.write_button, spacing=8)
        self.foot.addLayout(buttons)
        self.setFixedHeight(_HEIGHT)
        self.hide()

    def show_judged(self, title: str, judged: Sequence[Judged], outside: int = 0) -> None:
        """Shows what would become of a block, what can't be first."""
        self.retitle(title)
        bad = [one for one in judged if one.refused is not None]
        good = [one for one in judged if one.refused is None]
        self._fits = tuple(one.edit for one in good)
        self.model.show_rows(_line(place, one) for place, one in enumerate([*bad, *good], 1))
        self.words.setText(_told(len(good), len(bad), outside))
        count = {"count": len(good)}
        words = ngettext("Write %(count)s cell", "Write %(count)s cells", len(good)) % count
        if bad and good:
            words = ngettext(
                "Leave those out and write %(count)s cell",
                "Leave those out and write %(count)s cells",
                len(good),
            )
            words %= count
        self.write_button.setText(words)
        self.write_button.setVisible(bool(good))
        self.show()
        (self.write_button if good and not bad else self.leave_button).setFocus()

    def title(self) -> str:
        """What is about to be done."""
        return self._title.text()

    def leave(self) -> None:
        """Writes nothing."""
        self.hide()
        self.left.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            (self.write_button if self.write_button.hasFocus() else self.leave_button).click()
        else:
            super().keyPressEvent(event)

    def _accept(self) -> None:
        self.hide()
        self.accepted.emit(self._fits)


def _line(place: int, one: Judged) -> _Line:
    title = _(register_columns.BY_NAME[one.edit.column].title)
    why = "" if one.refused is None else texts.sentence(one.refused)
    return _Line(place, one.no, title, one.now, one.edit.text, why)


def _told(good: int, bad: int, outside: int) -> str:
    parts = [
        ngettext("%(count)s cell changes", "%(count)s cells change", good) % {"count": good},
    ]
    if bad:
        parts.append(ngettext("%(count)s can't", "%(count)s can't", bad) % {"count": bad})
    if outside:
        words = ngettext(
            "%(count)s lies outside the list", "%(count)s lie outside the list", outside
        )
        parts.append(words % {"count": outside})
    return " · ".join(parts)
