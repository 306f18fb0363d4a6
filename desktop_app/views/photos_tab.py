"""The Photos tab: places of the archive, the grid, and the photo beside it (R18)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QMimeData, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QVBoxLayout
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Topic
from desktop_app.services.photo_owners import Owner
from desktop_app.services.photos import LookAlike, PhotoRow
from desktop_app.services.store import Changes
from desktop_app.views import photo_mime
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.photo_acts import PhotoAct, PhotoActs
from desktop_app.views.photo_add import Incoming
from desktop_app.views.photo_full import FullScreen
from desktop_app.views.photo_intake import Brought, Intake
from desktop_app.views.photo_pages import PhotoPages
from desktop_app.views.photo_panel import PhotoPanel
from desktop_app.views.photo_places import PhotoPlaces, Place, PlaceKind
from desktop_app.views.photo_room import PhotoRoom
from desktop_app.views.photo_stage import PhotoStage
from desktop_app.views.photo_whose import Whose
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone

_SIZES = "photos/splitter"


class PhotosTab(Tab):
    """The archive that a seller trusts in a dispute."""

    topics = frozenset({Topic.PHOTOS, Topic.BUYERS, Topic.CASES})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._whose = Whose(desk)
        self.places = PhotoPlaces(desk)
        self.room = PhotoRoom(desk)
        self.grid = self.room.grid
        self.acts = PhotoActs(desk, self, self.grid.chosen_ids)
        self.panel = PhotoPanel(desk, self.acts)
        self.intake = Intake(desk, self.room.bar, self.room.outcome)
        self.pages = PhotoPages(desk, self.room, self.acts, self.intake)
        self.full: FullScreen | None = None
        self._parts = QSplitter()
        self.stage = PhotoStage(desk, self._parts)
        self._build()
        self._connect()

    @override
    def refresh(self, changes: Changes) -> None:
        if not changes.topics or Topic.PHOTOS in changes.topics:
            self.room.reload()
            self.places.reload()
            self.pages.refresh()
            self.panel.facts.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        if errand.what == "paste":
            self.paste()
        elif errand.what == "add":
            owner = self._whose.named(errand.thing)
            if errand.files:
                self.intake.bring(Incoming(errand.files), owner, errand.thing)
            else:
                self.choose_files(owner)
        elif errand.what == "inbox":
            self.places.go(PlaceKind.INBOX)
        elif errand.thing:
            self._show_thing(errand.thing, errand.kind)

    def choose_files(self, owner: Owner | None = None) -> None:
        """Lets the person choose files for the owner, or for whoever's photos are shown."""
        kinds = _("Photos, videos and documents (*)")
        files = self.desk.prompts.open_files(self, _("Add photos"), kinds)
        if files:
            self.intake.bring(Incoming(tuple(files)), owner or self.owner_here())

    def choose_folder(self) -> None:
        """Lets the person choose a folder, all of which comes in."""
        folder = self.desk.prompts.folder(self, _("Add a whole folder"))
        if folder is not None:
            self.intake.bring(Incoming((folder,)), self.owner_here())

    def paste(self) -> None:
        """Takes files or a picture from the clipboard."""
        found: QMimeData | None = QGuiApplication.clipboard().mimeData()
        mime = QMimeData() if found is None else found
        files = photo_mime.dropped(mime)
        content = b"" if files else photo_mime.picture(mime)
        if files or content:
            self.intake.bring(Incoming(files, content), self.owner_here())
        else:
            self.desk.say(_("There is no picture and no file on the clipboard."), Tone.WARN)

    def owner_here(self) -> Owner | None:
        """The buyer or case whose photos are shown, if it is one's."""
        return self._whose.of_place(self.places.place)

    def set_large(self, large: bool) -> None:  # noqa: FBT001 - one way or the other, like Qt's own setters
        """The photo takes the room of the grid, or gives it back."""
        self.room.setVisible(not large)
        self.panel.set_large(large)
        if not large:
            self.grid.setFocus()

    def show_full(self) -> None:
        """The photo on the whole screen."""
        if self.full is None:
            self.full = FullScreen(self.desk, self.acts, self)
            self.full.stepped.connect(self.grid.step)
        row = self.grid.current()
        self.full.show_photo(row, self.grid.thumbs.pixmap(row) if row else None)
        self.full.showFullScreen()
        self.full.view.setFocus()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if event.source() is None:
            self._take_dropped(self.places.place, photo_mime.dropped(event.mimeData()))
        event.acceptProposedAction()

    def _take_dropped(self, place: Place | None, files: Sequence[Path]) -> None:
        if files:
            self.intake.bring(
                Incoming(tuple(files)), self._whose.of_place(place or self.places.place)
            )

    def _show_thing(self, text: str, photo: str) -> None:
        """Goes to the photos of a case or buyer; ``photo`` (an id) is chosen there."""
        wanted = [int(photo)] if photo.isdecimal() else []
        owner = self._whose.shown(text, wanted)
        if owner is None:
            self._missed(text)
        else:
            self._go_to(owner, wanted)

    def _go_to(self, owner: Owner, wanted: Sequence[int] = ()) -> None:
        self.set_large(large=False)
        self.room.await_place(wanted)
        if owner.case_id is not None:
            self.places.go(PlaceKind.CASE, owner.case_id, owner.case_no)
        elif owner.buyer_id is not None:
            self.places.go(PlaceKind.BUYER, owner.buyer_id, owner.buyer)

    def _build(self) -> None:
        self.setAcceptDrops(True)
        self.acts.serve(self.grid)
        splitter = self._parts
        for part, stretch in ((self.places, 0), (self.room, 3), (self.panel, 2)):
            splitter.addWidget(part)
            splitter.setStretchFactor(splitter.count() - 1, stretch)
        splitter.setChildrenCollapsible(False)
        splitter.setSizes([212, 640, 400])
        kept = self.desk.memory.value(_SIZES)
        if kept is not None:
            splitter.restoreState(kept)
        splitter.splitterMoved.connect(
            lambda _at, _which: self.desk.memory.setValue(_SIZES, splitter.saveState())
        )
        self.places.setMinimumWidth(150)
        self.room.setMinimumWidth(300)
        self.panel.setMinimumWidth(290)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.addWidget(self.stage)

    def _connect(self) -> None:
        self.places.picked.connect(self._show_place)
        self.places.linked.connect(self._link_to)
        self.places.missed.connect(self._missed)
        self.places.dropped.connect(self._take_dropped)
        self.room.paged.connect(self.panel.setHidden)
        self.room.add_wanted.connect(self._add)
        self.grid.picked.connect(self._pick)
        self.grid.opened.connect(lambda _row: self.set_large(large=True))
        self.panel.stepped.connect(self.grid.step)
        self.panel.left.connect(lambda: self.set_large(large=False))
        self.panel.facts.role_said.connect(self.acts.put_role)
        self.panel.facts.other_wanted.connect(self._show_alike)
        self.panel.facts.compare_wanted.connect(self._compare_with)
        self.panel.facts.accepted.connect(self.acts.accept)
        self.panel.facts.unlinked.connect(self.acts.unlink)
        self.room.outcome.other_wanted.connect(self._show_alike)
        self.stage.back.connect(self.grid.setFocus)
        self.stage.marked.connect(lambda copy_id: self.room.reload([copy_id]))
        QTimer.singleShot(0, self, self.pages.begin)
        self.acts.wanted.connect(self._act)
        self.intake.done.connect(self._brought)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.activated.connect(self.paste)

    def _link_to(self, place: Place) -> None:
        """Photos of the grid dropped on a case are evidence for it, too."""
        if place.kind is PlaceKind.CASE and place.group is not None:
            self.acts.link(place.group.name)

    def _missed(self, name: str) -> None:
        self.desk.say(_("%(text)s has no photos yet.") % {"text": name}, Tone.INFO)
        self.room.clear_filters()

    def _show_place(self, place: Place) -> None:
        self.room.show_page(None)
        self.room.show_place(place)
        self.pages.show_place(place)

    def _add(self, how: str) -> None:
        {"files": self.choose_files, "folder": self.choose_folder, "paste": self.paste}[how]()

    def _pick(self, row: PhotoRow | None) -> None:
        stand_in = self.grid.thumbs.pixmap(row) if row is not None else None
        self.panel.show_photo(row, stand_in)
        if self.full is not None and self.full.isVisible():
            self.full.show_photo(row, stand_in)

    def _show_alike(self, other: LookAlike) -> None:
        self._go_to(Owner(other.buyer_id, other.buyer, ""), [other.other_id])

    def _act(self, act: PhotoAct) -> None:
        if act is PhotoAct.LARGE:
            self.set_large(large=True)
        elif act is PhotoAct.FULL_SCREEN:
            self.show_full()
        elif act is PhotoAct.COMPARE:
            alike = [one.other_id for one in self.panel.facts.facts.alike]
            self.stage.compare(self.grid.chosen_ids(), alike)
        elif act is PhotoAct.MARK:
            self.stage.mark(self.grid.current())
        elif act is PhotoAct.EXPORT:
            self.pages.export()
        elif act is PhotoAct.ACCEPT:
            self.acts.accept_first(self.panel.facts.facts.proposals)

    def _compare_with(self, other: int) -> None:
        row = self.grid.current()
        if row is not None:
            self.stage.compare([row.id, other])

    def _brought(self, brought: Brought) -> None:
        self.pages.remember(brought)
        if self.places.place.kind is PlaceKind.INBOX:
            return
        here = self.owner_here()
        owner = brought.owner
        if here is None or (here.case_id, here.buyer_id) != (owner.case_id, owner.buyer_id):
            self._go_to(
                Owner(
                    brought.buyer_id,
                    owner.buyer,
                    owner.platform,
                    case_id=owner.case_id,
                    case_no=owner.case_no,
                ),
                brought.ids,
            )
        else:
            self.room.reload(brought.ids)
