"""What stands in the grid's place or above it: the inbox, the bin, verifying, naming, exporting."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.core.i18n import _
from desktop_app.services import inbox as inbox_service
from desktop_app.services.photo_checks import VerifyReport
from desktop_app.services.photo_owners import Owner
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.photo_acts import PhotoActs
from desktop_app.views.photo_add import Incoming
from desktop_app.views.photo_check import ArchiveCare, CheckPage
from desktop_app.views.photo_export import Outgoing
from desktop_app.views.photo_inbox import InboxPage
from desktop_app.views.photo_intake import Brought, Intake
from desktop_app.views.photo_naming import NamesPage
from desktop_app.views.photo_places import Place, PlaceKind
from desktop_app.views.photo_room import PhotoRoom
from desktop_app.views.theme import Tone


class PhotoPages(QObject):
    """Pages are built when they are first wanted."""

    def __init__(self, desk: Desk, room: PhotoRoom, acts: PhotoActs, intake: Intake) -> None:
        super().__init__(room)
        self._desk, self._room, self._acts, self._intake = desk, room, acts, intake
        self.inbox = InboxPage(desk)
        self.care = ArchiveCare(desk, self)
        self._check: CheckPage | None = None
        self._names: NamesPage | None = None
        self._fill_menu(room.more)
        self._connect()

    def begin(self) -> None:
        """Starts the monthly check."""
        self.care.begin()

    def refresh(self) -> None:
        """Shows the present state of what is open."""
        self.show_place(self._room.place)

    def show_place(self, place: Place) -> None:
        """What belongs to a place: the inbox, the bin's bar, a case's meter."""
        group, kind = place.group, place.kind
        if kind is PlaceKind.INBOX:
            self._room.show_page(self.inbox)
            self.inbox.reload()
        elif self._room.page is self.inbox:
            self._room.show_page(None)
        self._room.bin_bar.setVisible(kind is PlaceKind.BIN)
        self._room.measure(group.id if group and kind is PlaceKind.CASE else None)

    def check(self, report: VerifyReport | None = None) -> CheckPage:
        """The page that verifies the archive, with what was found already."""
        if self._check is None:
            self._check = CheckPage(self._desk)
            self._check.left.connect(self.back)
            self._let_escape(self._check)
        self._room.show_page(self._check)
        if report is not None:
            self._check.show_report(report)
        return self._check

    def names(self) -> NamesPage:
        """The page of the name template."""
        if self._names is None:
            self._names = NamesPage(self._desk)
            self._names.left.connect(self.back)
            self._let_escape(self._names)
        self._room.show_page(self._names)
        self._names.begin()
        return self._names

    def back(self) -> None:
        """The photos of the place again."""
        self._room.show_page(None)
        self.show_place(self._room.place)
        self._room.grid.setFocus()

    def export(self) -> None:
        """Offers to export the chosen photos, or all of the place when not several are chosen."""
        grid, place = self._room.grid, self._room.place
        chosen = grid.chosen_ids()
        ids = chosen if len(chosen) > 1 else list(grid.rows.ids)
        row = grid.current()
        if not ids:
            self._desk.say(_("There is nothing here to export."), Tone.WARN)
            return
        group, kind = place.group, place.kind
        case_no = group.name if group is not None and kind is PlaceKind.CASE else ""
        platform = row.platform if row is not None else ""
        name = group.name if group is not None else _("photos")
        self._room.export.begin(Outgoing(tuple(ids), name, platform, case_no))

    def remember(self, brought: Brought) -> None:
        """The last ones whom photos were given to have keys in the inbox."""
        self.inbox.remember(replace(brought.owner, buyer_id=brought.buyer_id))

    def _fill_menu(self, menu: QMenu) -> None:
        menu.addAction(icon("export"), _("Export copies…"), self.export)
        menu.addAction(icon("tag"), _("How photos are named…"), self.names)
        menu.addAction(icon("check"), _("Read every photo again…"), self.check)
        menu.addSeparator()
        menu.addAction(icon("import"), _("Watch a folder…"), self.inbox.choose_folder)
        menu.addAction(icon("folder"), _("Open the photo folder"), self._open_archive)

    def _connect(self) -> None:
        self.inbox.assigned.connect(self._give)
        self.inbox.asked.connect(self._ask)
        self.inbox.dismissed.connect(self._dismissed)
        self.inbox.list.addAction(self._acts.back)
        self._room.bin_bar.wanted.connect(
            lambda: self._room.bin_bar.restore(self._room.grid.chosen_ids())
        )
        self.care.found.connect(self.check)

    def _let_escape(self, page: QWidget) -> None:
        escape = QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), page)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.back)

    def _give(self, owner: Owner, incoming: Incoming) -> None:
        self._intake.bring(incoming, owner)

    def _ask(self, incoming: Incoming, text: str) -> None:
        self._intake.bring(incoming, None, text)

    def _dismissed(self, ids: list[int]) -> None:
        back = partial(inbox_service.bring_back, self._desk.store, ids)
        self._acts.keep(_("Not needed"), back)
        self.inbox.reload()

    def _open_archive(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.store.paths.archive)))
