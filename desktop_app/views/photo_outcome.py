"""What came of bringing photos in: what is worth knowing stands above the grid until closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from desktop_app.core import texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.services.photos import ImportReport, LookAlike, Refusal
from desktop_app.views.cards import words
from desktop_app.views.icons import icon
from desktop_app.views.photo_facts_card import how
from desktop_app.views.theme import Tone, colours

_HEIGHT = 132
_ALIKE = int(Qt.ItemDataRole.UserRole) + 1


class PhotoOutcome(QFrame):
    """`other_wanted` asks to see the photo that another looks like."""

    other_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.title = words("", "heading")
        self.list = QListWidget()
        self.list.setAccessibleName(_("What came of it"))
        self.list.setFixedHeight(_HEIGHT)
        self.list.setWordWrap(True)
        self.list.itemActivated.connect(self._open)
        copy = QPushButton(icon("copy", size=14), _("Copy the list"))
        copy.setProperty("flat", True)
        copy.clicked.connect(lambda _checked=False: self._copy())
        close = QToolButton()
        close.setIcon(icon("cross", size=14))
        close.setAccessibleName(_("Close"))
        close.clicked.connect(self.hide)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(copy)
        head.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 10)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.list)
        self.hide()

    def show_report(self, report: ImportReport, buyer: str) -> None:
        """Shows a report when it says more than that all came in."""
        self.title.setText(summary(report))
        self.list.clear()
        for picture, tone, text, alike in _lines(report, buyer):
            item = QListWidgetItem(icon(picture, colours().ink(tone).name(), 16), text)
            item.setData(_ALIKE, alike)
            item.setToolTip(_("Enter shows the other photo.") if alike else "")
            self.list.addItem(item)
        self.setVisible(self.list.count() > 0)

    def _open(self, item: QListWidgetItem) -> None:
        alike = item.data(_ALIKE)
        if alike is not None:
            self.other_wanted.emit(alike)

    def _copy(self) -> None:
        lines = [self.list.item(at).text() for at in range(self.list.count())]
        QGuiApplication.clipboard().setText("\n".join(lines))


def summary(report: ImportReport) -> str:
    """“12 photos added · 2 were there already · 1 refused”."""
    counts = (
        (len(report.added), ngettext("%(n)s photo added", "%(n)s photos added", len(report.added))),
        (len(report.duplicates), _("%(n)s there already")),
        (len(report.skipped), _("%(n)s skipped")),
        (len(report.refused), _("%(n)s refused")),
    )
    shown = [
        text % {"n": f"{count:,}"}
        for place, (count, text) in enumerate(counts)
        if count or not place
    ]
    return " · ".join(shown)


_Line = tuple[str, Tone, str, LookAlike | None]


def _lines(report: ImportReport, buyer: str) -> Iterator[_Line]:
    for refusal in report.refused:
        yield "warning", Tone.BAD, _refused(refusal), None
    for alike in report.similar:
        yield _alike_line(alike, buyer)
    for photo in report.added:
        if photo.damaged:
            text = _("%(file)s is damaged; it is kept as it came.")
            yield "warning", Tone.WARN, text % {"file": Path(photo.source).name}, None
    for known in report.duplicates:
        names = {"file": Path(known.source).name or _("The picture"), "stored": _name(known.stored)}
        yield "link", Tone.MUTED, _("%(file)s is stored already as %(stored)s.") % names, None
    for skipped in report.skipped:
        text = _("%(file)s was skipped: no evidence, but a file of the system.")
        yield "info", Tone.MUTED, text % {"file": Path(skipped).name}, None


def _refused(refusal: Refusal) -> str:
    """The reason, with the file's name where the sentence itself doesn't say it."""
    name, reason = Path(refusal.source).name, texts.sentence(refusal.error)
    if name in reason:
        return reason
    return _("%(file)s: %(reason)s") % {"file": name, "reason": reason}


def _alike_line(alike: LookAlike, buyer: str) -> _Line:
    about = {
        "file": _name(alike.stored),
        "other": _name(alike.other),
        "buyer": alike.buyer,
        "how": how(alike),
    }
    if alike.buyer != buyer:
        text = _("%(file)s was also used by buyer %(buyer)s: %(other)s (%(how)s).")
        return "warning", Tone.WARN, text % about, alike
    return "info", Tone.MUTED, _("%(file)s is like %(other)s (%(how)s).") % about, alike


def _name(stored: str) -> str:
    return stored.rpartition("/")[2]
