"""The evidence of a claim: what is marked as enclosed, the photos, and what is still missing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QIcon, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QProgressBar,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import EvidenceRole, Platform
from desktop_app.core.labels import label, label_of
from desktop_app.core.track import Track
from desktop_app.services import buyers, claims, evidence, photos, similar
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.evidence import Meter
from desktop_app.services.photos import ImportReport, LookAlike, PhotoRow
from desktop_app.services.store import Store
from desktop_app.views import cards
from desktop_app.views.claims_words import put_property
from desktop_app.views.desk import Desk, Room
from desktop_app.views.flow import FlowLayout
from desktop_app.views.folding_card import FoldingCard
from desktop_app.views.icons import icon

_THUMB = 96
_TWINS_SHOWN = 5
_ID = int(Qt.ItemDataRole.UserRole)
_UNLISTED = frozenset({EvidenceRole.REPAIR_INVOICE, EvidenceRole.RECEIPT, EvidenceRole.OTHER})
Shown = list[tuple[PhotoRow, Path | None]]


class EvidenceCard(FoldingCard):
    """`changed` tells that marks or photos were changed; `missing` is what should be added."""

    changed = Signal()
    judged = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, "evidence", _("Evidence"))
        self._desk = desk
        self._claim: ClaimDetail | None = None
        self._rows: Shown = []
        self._asked = 0
        self.missing = ""
        self.marks = {role: QCheckBox(label(role)) for role in EvidenceRole}
        self.meter = cards.words("", "caption")
        self.bar = QProgressBar()
        self.thumbs = Thumbs()
        self.add = QPushButton(icon("add", size=16), _("Add photos…"))
        self.twice = cards.words("", "error")
        self._marks = QWidget()
        self._build()
        self.add.clicked.connect(self.choose)
        self.thumbs.opened.connect(self._open)
        self.thumbs.said.connect(self._put_role)
        self.thumbs.unlinked.connect(self._unlink)
        self.thumbs.dropped.connect(self.take)

    def _build(self) -> None:
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(110)
        self.bar.setAccessibleName(_("How complete the evidence is"))
        self.add.setProperty("flat", True)
        self.tools.addWidget(self.add)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.bar)
        line.addWidget(self.meter, 1)
        self.inner.addLayout(line)
        flow = FlowLayout(self._marks, spacing=12)
        for box in self.marks.values():
            box.clicked.connect(self._mark)
            flow.addWidget(box)
        self.inner.addWidget(self.thumbs)
        self.twice.hide()
        self.inner.addWidget(self.twice)
        self.inner.addWidget(self._marks)

    def show_claim(self, claim: ClaimDetail, *, live: bool) -> None:
        """Shows the marks at once, and the photos when they are read."""
        if self._claim is None or self._claim.no != claim.no:
            self._rows = []
            self.thumbs.clear()
        self._claim = claim
        self.add.setEnabled(live)
        self._marks.setEnabled(live)
        self._judge()
        self._asked += 1
        ids = claim.photo_ids
        self._desk.read(
            lambda _track: _with_thumbs(self._desk, ids), partial(self._take_rows, self._asked)
        )
        store = self._desk.store
        self._desk.read(lambda _track: _twins(store, ids), partial(self._warn, self._asked))

    def choose(self) -> None:
        """Lets the person choose photos for this claim."""
        kinds = _("Evidence (*)")
        self.take(self._desk.prompts.open_files(self, _("Add photos"), kinds))

    def take(self, files: Sequence[Path]) -> None:
        """Files the photos under the claim's buyer and links them to it."""
        claim = self._claim
        buyer_id = self._desk.attempt(self._buyer) if claim and files else None
        if claim is None or buyer_id is None:
            return
        store, claim_id = self._desk.store, claim.row.id

        def work(track: Track) -> ImportReport:
            return photos.import_files(store, buyer_id, files, track=track, claim=claim_id)

        self._desk.write(_("Adding photos"), work, self._taken)

    def _buyer(self) -> int:
        row = self._claim.row if self._claim else None
        if row is not None and row.buyer_id is not None:
            return row.buyer_id
        platform = Platform(row.platform) if row and row.platform else Platform.OTHER
        return buyers.obtain(self._desk.store, platform, row.buyer if row else "")

    def _taken(self, report: ImportReport) -> None:
        count = len(report.added) + len(report.duplicates)
        words = ngettext("%(count)s photo added.", "%(count)s photos added.", count)
        self._desk.say(words % {"count": count})
        for refusal in report.refused[:1]:
            self._desk.complain(refusal.error)
        self.changed.emit()

    def _take_rows(self, asked: int, rows: Shown) -> None:
        if asked == self._asked and isValid(self):
            self._rows = rows
            self.thumbs.show_photos(rows)
            self._judge()

    def _warn(self, asked: int, found: list[LookAlike]) -> None:
        """Names photos that other buyers' evidence has too: a fact to look at, never a verdict."""
        if asked != self._asked or not isValid(self):
            return
        lines = [
            _("%(photo)s is also used by buyer %(buyer)s: %(other)s")
            % {"photo": _name(one.stored), "buyer": one.buyer, "other": _name(one.other)}
            for one in found[:_TWINS_SHOWN]
        ]
        self.twice.setText("\n".join(lines))
        self.twice.setVisible(bool(lines))

    def _judge(self) -> None:
        """Ticks what is enclosed, and says what is missing and what would help."""
        claim = self._claim
        meter = (
            self._desk.attempt(lambda: evidence.of_claim(self._desk.store, claim.row.id))
            if claim
            else None
        )
        if claim is None or meter is None:
            return
        marked = set(json.loads(str(claim.fields["evidence"])))
        shown = {row.role for row, _path in self._rows}
        for role, box in self.marks.items():
            box.setChecked(role.value in marked | shown)
            box.setEnabled(role.value not in shown)
            box.setVisible(role not in _UNLISTED or box.isChecked())
        self.missing = _missing(meter)
        self.bar.setValue(round(meter.share * 100))
        self.meter.setText(self.missing or _helpful(meter))
        put_property(self.meter, "role", "error" if self.missing else "caption")
        count = len(claim.photo_ids)
        words = ngettext("%(count)s photo", "%(count)s photos", count) % {"count": count}
        self.aside.setText(f"{words} · {self.missing}" if self.missing else words)
        self.judged.emit()

    def _mark(self) -> None:
        claim = self._claim
        if claim is None:
            return
        shown = {row.role for row, _path in self._rows}
        marked = [
            role for role, box in self.marks.items() if box.isChecked() and role.value not in shown
        ]
        kept = [role for role in json.loads(str(claim.fields["evidence"])) if role in shown]
        fields = {"evidence": [*marked, *kept]}
        act = partial(claims.change, self._desk.store, claim.no, fields)
        if self._desk.attempt(act) is None:
            self._judge()
        else:
            self.changed.emit()

    def _put_role(self, ids: list[int], role: str) -> None:
        kind = EvidenceRole(role) if role else None
        self._desk.attempt(lambda: photos.put_role(self._desk.store, ids, kind))
        self.changed.emit()

    def _unlink(self, ids: list[int]) -> None:
        claim = self._claim
        if claim is not None:
            self._desk.attempt(lambda: photos.unlink(self._desk.store, ids, claim=claim.row.id))
            self.changed.emit()

    def _open(self) -> None:
        if self._rows:
            self._desk.go(Room.PHOTOS, "show", self._rows[0][0].buyer)


class Thumbs(QListWidget):
    """The photos in a row. The menu says what one shows; files can be dropped here."""

    opened = Signal()
    said = Signal(list, str)
    unlinked = Signal(list)
    dropped = Signal(list)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Photos of this claim"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setIconSize(QSize(_THUMB, _THUMB))
        self.setGridSize(QSize(_THUMB + 24, _THUMB + 30))
        self.setFixedHeight(_THUMB + 46)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAcceptDrops(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._offer)
        self.itemActivated.connect(lambda _item: self.opened.emit())

    def show_photos(self, rows: Shown) -> None:
        """Shows these; the selection stays where it can."""
        chosen = set(self.chosen())
        self.clear()
        for row, path in rows:
            words = label_of(EvidenceRole, row.role) or _("What is it?")
            picture = QPixmap(str(path)) if path else QPixmap()
            item = QListWidgetItem(
                icon("note", size=40) if picture.isNull() else QIcon(picture), words
            )
            item.setData(_ID, row.id)
            item.setToolTip(row.name if not row.caption else f"{row.name}\n{row.caption}")
            self.addItem(item)
            item.setSelected(row.id in chosen)
        self.setVisible(bool(rows))

    def chosen(self) -> list[int]:
        """The ids of the selected photos."""
        return [int(item.data(_ID)) for item in self.selectedItems()]

    def menu(self) -> QMenu:
        """What can be said of the selected photos."""
        menu = QMenu(self)
        menu.addAction(_("Open in the photo tab"), self.opened.emit)
        roles = menu.addMenu(_("It shows…"))
        for role in EvidenceRole:
            roles.addAction(label(role), partial(self._say, role.value))
        menu.addAction(_("Not for this claim"), lambda: self.unlinked.emit(self.chosen()))
        return menu

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        urls = event.mimeData().urls()
        self.dropped.emit([Path(url.toLocalFile()) for url in urls if url.isLocalFile()])
        event.acceptProposedAction()

    def _say(self, role: str) -> None:
        self.said.emit(self.chosen(), role)

    def _offer(self, where: QPoint) -> None:
        if self.chosen():
            self.menu().exec(self.mapToGlobal(where))


def _name(stored: str) -> str:
    return stored.rpartition("/")[2]


def _twins(store: Store, ids: Sequence[int]) -> list[LookAlike]:
    """The photos of other buyers that look like these."""
    return [
        one
        for row in photos.rows(store, list(ids))
        for one in similar.alike(store, row.id)
        if one.buyer_id != row.buyer_id
    ]


def _with_thumbs(desk: Desk, ids: Sequence[int]) -> Shown:
    rows = photos.rows(desk.store, list(ids))
    return [(row, photos.thumbnail(desk.store, row.id)) for row in rows]


def _missing(meter: Meter) -> str:
    """“Still missing: proof of value”; nothing when all that is required is there."""
    lacking = [label(role) for role in meter.missing]
    if not meter.photos:
        lacking.insert(0, _("photos"))
    return _("Still missing: %(what)s") % {"what": _(", ").join(lacking)} if lacking else ""


def _helpful(meter: Meter) -> str:
    """“Complete. Would help too: chat screenshot”."""
    more = [label(need.role) for need in meter.needs if not need.met]
    if not more:
        return _("The evidence is complete.")
    return _("All that is required is there. Would help too: %(what)s") % {
        "what": _(", ").join(more)
    }
