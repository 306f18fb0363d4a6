"""The inbox: files that came into the watched folder wait here for their buyer, one key each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services import inbox, inbox_looks
from desktop_app.services.barcodes import Proposal
from desktop_app.services.inbox import InboxRow
from desktop_app.services.inbox_looks import InboxLook
from desktop_app.services.photo_owners import Owner
from desktop_app.services.store import Store
from desktop_app.views.cards import empty, words
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.photo_add import Incoming, describe
from desktop_app.views.photo_parts import literal, tip
from desktop_app.views.theme import colours

_SIDE = 128
_MOST_RECENT = 9
_ROW = int(Qt.ItemDataRole.UserRole) + 1
_NOT_WATCHED, _NOTHING, _WAITING = range(3)


class InboxPage(QWidget):
    """`assigned` hands over what is whose; `asked` what the bar is to ask about."""

    assigned = Signal(object, object)
    asked = Signal(object, str)
    dismissed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._looks: dict[tuple[str, int], InboxLook | None] = {}
        self.recent: list[Owner] = []
        self.folder = words("", "caption")
        self.list = _Waiting()
        self.chips = QWidget()
        self._chips = FlowLayout(self.chips, spacing=4)
        self.stack = QStackedWidget()
        self.accept = QPushButton(icon("check", colours().accent_text), _("Accept the proposal"))
        self._build()
        self._connect()

    def reload(self) -> None:
        """Shows what waits now."""
        self._asked += 1
        store = self._desk.store
        self._desk.read(
            lambda _track: (inbox.watched(store), inbox.rows(store)),
            partial(self._take, self._asked),
        )

    def remember(self, owner: Owner) -> None:
        """Those whom files were given to last have keys of their own."""
        alike = [one for one in self.recent if _key(one) != _key(owner)]
        self.recent = [owner, *alike][:_MOST_RECENT]
        self._show_recent()

    def choose_folder(self) -> None:
        """Lets the person choose the folder to watch; what lies there already isn't new."""
        folder = self._desk.prompts.folder(self, _("Watch a folder"))
        if folder is not None:
            self._watch(folder)

    def stop(self) -> None:
        """Watches no folder any more."""
        self._watch(None)

    def give(self, owner: Owner) -> None:
        """The chosen files are this one's."""
        ids = self._chosen()
        if ids:
            self.assigned.emit(owner, Incoming(inbox=tuple(ids)))

    def give_proposed(self) -> None:
        """Takes what the bar codes say for each chosen file."""
        for owner, ids in self._proposed().items():
            self.assigned.emit(owner, Incoming(inbox=tuple(ids)))

    def ask(self) -> None:
        """Whose the chosen files are is asked in the bar, with the proposed number in it."""
        ids = self._chosen()
        proposal = self._proposal(self.list.currentItem())
        number = (proposal.case_no or proposal.order_no) if proposal is not None else ""
        if ids:
            self.asked.emit(Incoming(inbox=tuple(ids)), number)

    def dismiss(self) -> None:
        """Takes the chosen files off the list; they stay where they lie."""
        ids, store = self._chosen(), self._desk.store
        if ids:
            self._desk.attempt(lambda: inbox.dismiss(store, ids))
            self.dismissed.emit(ids)

    def _watch(self, folder: Path | None) -> None:
        store = self._desk.store
        self._desk.attempt(lambda: inbox.watch(store, folder))
        self.reload()

    def _take(self, asked: int, found: tuple[Path | None, list[InboxRow]]) -> None:
        if asked != self._asked or not isValid(self):
            return
        folder, rows = found
        self.folder.setText(str(folder or ""))
        self._fill(rows)
        page = _WAITING if rows else _NOTHING if folder else _NOT_WATCHED
        self.stack.setCurrentIndex(page)
        fresh = [row for row in rows if (row.path, row.bytes) not in self._looks]
        if fresh:
            store = self._desk.store
            self._desk.read(
                lambda track: _look_at(store, track(fresh)), partial(self._took_looks, asked)
            )

    def _took_looks(self, asked: int, looks: dict[tuple[str, int], InboxLook | None]) -> None:
        self._looks.update(looks)
        if isValid(self) and asked == self._asked:
            for at in range(self.list.count()):
                self._dress(self.list.item(at))
            self._judge()

    def _fill(self, rows: Iterable[InboxRow]) -> None:
        chosen = set(self._chosen())
        self.list.clear()
        for row in rows:
            item = QListWidgetItem(row.name)
            item.setData(_ROW, row)
            item.setToolTip(tip(row.path))
            item.setSizeHint(QSize(_SIDE + 48, _SIDE + 62))
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.list.addItem(item)
            self._dress(item)
            item.setSelected(row.id in chosen)
        if self.list.count() and not self.list.selectedItems():
            self.list.setCurrentRow(0)
        self._judge()

    def _dress(self, item: QListWidgetItem) -> None:
        row: InboxRow = item.data(_ROW)
        look = self._looks.get((row.path, row.bytes))
        picture = QImage.fromData(look.thumb) if look and look.thumb else QImage()
        plain = icon("photos" if look is None or look.thumb else "note", colours().muted, 48)
        item.setIcon(plain if picture.isNull() else QIcon(QPixmap.fromImage(picture)))
        proposal = self._proposal(item)
        item.setText(f"{row.name}\n→ {describe(_owner(proposal))}" if proposal else row.name)

    def _proposal(self, item: QListWidgetItem | None) -> Proposal | None:
        """The likeliest one whose buyer is certain."""
        row: InboxRow | None = item.data(_ROW) if item is not None else None
        look = self._looks.get((row.path, row.bytes)) if row is not None else None
        found = look.proposals if look is not None else ()
        return next((one for one in found if one.buyer_id is not None), None)

    def _proposed(self) -> dict[Owner, list[int]]:
        owners: dict[Owner, list[int]] = {}
        for item in self.list.selectedItems():
            proposal = self._proposal(item)
            if proposal is not None:
                owners.setdefault(_owner(proposal), []).append(item.data(_ROW).id)
        return owners

    def _chosen(self) -> list[int]:
        return [item.data(_ROW).id for item in self.list.selectedItems()]

    def _judge(self) -> None:
        self.accept.setEnabled(bool(self._proposed()))

    def _show_recent(self) -> None:
        empty(self._chips)
        for key, owner in enumerate(self.recent, 1):
            chip = QPushButton(literal(f"{key}  {describe(owner)}"))
            chip.setProperty("filter", True)
            chip.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            chip.clicked.connect(partial(self._give_recent, key))
            self._chips.addWidget(chip)
        self.chips.setVisible(bool(self.recent))

    def _give_recent(self, key: int) -> None:
        if 0 < key <= len(self.recent):
            self.give(self.recent[key - 1])

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.stack)
        hint = _(
            "Say where the chat program saves its pictures: what comes there waits here, and one "
            "key says whose it is."
        )
        choose, title = _("Choose the folder…"), _("No folder is watched")
        self.stack.addWidget(empty_place(Empty(title, hint, "folder", choose, self.choose_folder)))
        hint = _("New files of the watched folder show up here by themselves.")
        other = _("Another folder…")
        self.stack.addWidget(
            empty_place(Empty(_("Nothing waits"), hint, "import", other, self.choose_folder))
        )
        self.stack.addWidget(self._waiting())

    def _waiting(self) -> QWidget:
        page = QWidget()
        other, stop = QPushButton(_("Another folder…")), QPushButton(_("Stop watching"))
        for button, act in ((other, self.choose_folder), (stop, self.stop)):
            button.setProperty("flat", True)
            button.clicked.connect(lambda _checked=False, act=act: act())
        head = QHBoxLayout()
        head.addWidget(self.folder, 1)
        head.addWidget(other)
        head.addWidget(stop)
        self.accept.setProperty("primary", True)
        give = QPushButton(_("Whose? (Enter)"))
        drop = QPushButton(icon("cross"), _("Not needed (Del)"))
        self.accept.setToolTip(_("Y: what the bar code says"))
        doings = (
            (self.accept, self.give_proposed),
            (give, self.ask),
            (drop, self.dismiss),
        )
        for button, act in doings:
            button.clicked.connect(lambda _checked=False, act=act: act())
        foot = QHBoxLayout()
        foot.addWidget(self.accept)
        foot.addWidget(give)
        foot.addWidget(drop)
        foot.addStretch(1)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addWidget(self.chips)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)
        self.chips.hide()
        return page

    def _connect(self) -> None:
        self.list.keyed.connect(self._give_recent)
        self.list.accepted.connect(self.give_proposed)
        self.list.dropped_.connect(self.dismiss)
        self.list.itemActivated.connect(lambda _item: self.ask())
        self.list.itemSelectionChanged.connect(self._judge)


class _Waiting(QListWidget):
    keyed = Signal(int)
    accepted = Signal()
    dropped_ = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Files that wait"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setIconSize(QSize(_SIDE, _SIDE))
        self.setSpacing(8)
        self.setWordWrap(True)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if Qt.Key.Key_1 <= key <= Qt.Key.Key_9:
            self.keyed.emit(int(key) - int(Qt.Key.Key_0))
        elif key == Qt.Key.Key_Y:
            self.accepted.emit()
        elif key == Qt.Key.Key_Delete:
            self.dropped_.emit()
        else:
            super().keyPressEvent(event)


def _owner(proposal: Proposal) -> Owner:
    return Owner(
        proposal.buyer_id,
        proposal.buyer,
        proposal.platform,
        case_id=proposal.case_id,
        case_no=proposal.case_no,
        order_no=proposal.order_no,
    )


def _key(owner: Owner) -> tuple[str, str, int | None]:
    return owner.buyer, owner.platform, owner.case_id


def _look_at(store: Store, rows: Iterable[InboxRow]) -> dict[tuple[str, int], InboxLook | None]:
    return {(row.path, row.bytes): inbox_looks.look(store, Path(row.path)) for row in rows}
