"""The backups that can be reached, newest first: when, how much is in them, where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.services import backup_manifests, backups
from desktop_app.services.backup_manifests import Snapshot
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Store
from desktop_app.views import backup_words

_WHEN, _CASES, _PHOTOS, _SIZE, _WHAT = range(5)


@dataclass(frozen=True)
class Kept:
    """A backup: ``head`` is None for one whose list of files can't be read."""

    place: Place
    seal: Seal
    stamp: str
    head: Snapshot | None


class BackupList(QTableWidget):
    """`picked` tells of another choice, `opened` of Enter or a double click."""

    picked = Signal()
    opened = Signal()

    def __init__(self) -> None:
        super().__init__(0, 5)
        self._rows: list[Kept] = []
        self.setAccessibleName(_("Backups"))
        self.setHorizontalHeaderLabels(
            [_("Made"), _("Cases"), _("Photos"), _("Size"), _("What is in it")]
        )
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.itemSelectionChanged.connect(self.picked)
        self.cellDoubleClicked.connect(lambda _row, _column: self.opened.emit())

    def show_rows(self, rows: Sequence[Kept]) -> None:
        """Fills the list anew; what was chosen stays chosen."""
        before = self.chosen()
        self._rows = list(rows)
        self.setRowCount(len(rows))
        for place, kept in enumerate(rows):
            for column, text in enumerate(_cells(kept)):
                item = QTableWidgetItem(text)
                if column in (_CASES, _PHOTOS, _SIZE):
                    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    item.setTextAlignment(right)
                item.setToolTip(f"{text}\n{kept.place.folder}")
                self.setItem(place, column, item)
        same = [n for n, kept in enumerate(rows) if before and kept.stamp == before.stamp]
        if rows:
            self.selectRow(same[0] if same else 0)
        self.picked.emit()

    def chosen(self) -> Kept | None:
        """The backup that is chosen."""
        row = self.currentRow()
        return self._rows[row] if 0 <= row < len(self._rows) and self.selectedItems() else None

    def rows(self) -> list[Kept]:
        """All that are shown."""
        return list(self._rows)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.chosen():
            self.opened.emit()
        else:
            super().keyPressEvent(event)


def find(store: Store, elsewhere: tuple[Place, Seal] | None, track: Track) -> list[Kept]:
    """The backups of this data folder's places, and of one ``elsewhere``. In a job."""
    places = [
        (place, backups.seal_of(store.paths, place)) for place in backups.reachable(store.paths)
    ]
    if elsewhere is not None:
        places = [elsewhere]
    found: list[Kept] = []
    for place, seal in track(places):
        heads, damaged = backup_manifests.heads(place, seal)
        found += [Kept(place, seal, head.stamp, head) for head in heads]
        found += [Kept(place, seal, stamp, None) for stamp in damaged]
    return sorted(found, key=lambda kept: kept.stamp, reverse=True)


def _cells(kept: Kept) -> tuple[str, ...]:
    head = kept.head
    if head is None:
        return kept.stamp, "", "", "", _("Damaged: its list of files can't be read")
    counts = head.counts
    photos = f"{counts.get('photo', 0):,}" if head.whole else "–"
    return (
        dates.moment(head.made_at),
        f"{counts.get('after_sales_case', 0):,}",
        photos,
        backup_words.size(head.bytes),
        _what(kept, head),
    )


def _what(kept: Kept, head: Snapshot) -> str:
    if not head.whole:
        return _("Database alone, on this drive")
    if head.missing:
        return _("Everything but %(count)s files that weren't to be had") % {
            "count": len(head.missing)
        }
    return _("Everything, with a password") if kept.place.sealed else _("Everything")
