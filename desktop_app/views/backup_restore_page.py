"""What to do with a backup: into a new folder, or in the place of the present shop."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.views import backup_words
from desktop_app.views.backup_list import Kept
from desktop_app.views.boxes import line, stack
from desktop_app.views.cards import Card, words
from desktop_app.views.icons import icon


class RestorePage(QWidget):
    """`apart_wanted` and `over_wanted` say which way; `left` goes back."""

    apart_wanted = Signal()
    over_wanted = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.title = words("", "title")
        self.facts = words("", "caption")
        self.apart = QPushButton(icon("folder"), _("Into a new folder…"))
        self.over = QPushButton(icon("history"), _("In place of the present shop…"))
        self.over.setProperty("danger", True)
        self.back = QPushButton(_("Cancel"))
        self._beside = words("", "")
        self._build()

    def begin(self, kept: Kept) -> None:
        """Shows which backup it is about."""
        head = kept.head
        if head is None:
            return
        self.title.setText(_("Backup of %(when)s") % {"when": dates.moment(head.made_at)})
        facts = _("%(cases)s cases, %(photos)s photos, %(size)s; in %(folder)s") % {
            "cases": f"{head.counts.get('after_sales_case', 0):,}",
            "photos": f"{head.counts.get('photo', 0):,}" if head.whole else "–",
            "size": backup_words.size(head.bytes),
            "folder": kept.place.folder,
        }
        self.facts.setText(facts)
        self._beside.setText(_over_words(whole=head.whole))
        self.apart.setFocus()

    def _build(self) -> None:
        first = Card(_("To look into it, or on another computer"))
        told = _(
            "A complete shop of its own in an empty folder, every file compared. The present one"
            " stays as it is; the program is started with the new folder to open it."
        )
        first.body.addWidget(words(told))
        first.body.addLayout(line(self.apart, None))
        second = Card(_("To go back to it"))
        second.body.addWidget(self._beside)
        second.body.addLayout(line(self.over, None))
        for button in (self.apart, self.over, self.back):
            button.setAutoDefault(False)
        self.apart.clicked.connect(self.apart_wanted)
        self.over.clicked.connect(self.over_wanted)
        self.back.clicked.connect(self.left)
        head = stack(self.title, self.facts, spacing=2)
        self.setLayout(stack(head, first, second, None, line(None, self.back), spacing=12))


def _over_words(*, whole: bool) -> str:
    if whole:
        return _(
            "The backup takes the place of the present shop, and the program opens it. What is"
            " there now isn't deleted: it is moved aside within the data folder. Work that was"
            " done since the backup is in what was moved aside only."
        )
    return _(
        "The copy of the database takes the place of the present one, and the program opens it;"
        " photos stay as they are. The present database isn't deleted: it is moved aside within the"
        " data folder."
    )
