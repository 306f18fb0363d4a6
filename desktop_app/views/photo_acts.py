"""What can be done with the chosen photos: each act once, for keys, menus and buttons alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum, unique
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QDesktopServices,
    QGuiApplication,
    QImage,
    QKeySequence,
    QUndoStack,
)
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import EvidenceRole, Medium
from desktop_app.core.labels import label
from desktop_app.core.track import Track
from desktop_app.services import bin as photo_bin
from desktop_app.services import photo_owners, photos
from desktop_app.services.barcodes import Proposal
from desktop_app.services.photo_facts import LinkRow
from desktop_app.services.photos import PhotoRow, Subject
from desktop_app.views import photo_mime
from desktop_app.views.desk import Desk, Room
from desktop_app.views.icons import icon
from desktop_app.views.photo_roles import KEYS, NO_ROLE_KEY
from desktop_app.views.photo_undo import Done
from desktop_app.views.theme import Tone

_MOST_AT_ONCE = 500


@unique
class PhotoAct(StrEnum):
    """What can be done with photos."""

    LARGE = "large"
    FULL_SCREEN = "full_screen"
    TURN_RIGHT = "turn_right"
    TURN_LEFT = "turn_left"
    COMPARE = "compare"
    MARK = "mark"
    COPY_FILES = "copy_files"
    COPY_PICTURE = "copy_picture"
    OPEN = "open"
    OPEN_FOLDER = "open_folder"
    ACCEPT = "accept"
    LINK = "link"
    EXPORT = "export"
    DELETE = "delete"


_WORDS: dict[PhotoAct, tuple[str, str, str]] = {
    PhotoAct.LARGE: (N_("Show large"), "eye", ""),
    PhotoAct.FULL_SCREEN: (N_("Full screen"), "fit", "F11"),
    PhotoAct.TURN_RIGHT: (N_("Turn right"), "turn", "Ctrl+R"),
    PhotoAct.TURN_LEFT: (N_("Turn left"), "undo", "Ctrl+Shift+R"),
    PhotoAct.COMPARE: (N_("Compare side by side"), "compare", "Ctrl+D"),
    PhotoAct.MARK: (N_("Mark on a copy…"), "pen", "Ctrl+M"),
    PhotoAct.COPY_FILES: (N_("Copy the file"), "copy", "Ctrl+C"),
    PhotoAct.COPY_PICTURE: (N_("Copy the picture"), "photos", "Ctrl+Shift+C"),
    PhotoAct.OPEN: (N_("Open with the system's program"), "eye", "Ctrl+O"),
    PhotoAct.OPEN_FOLDER: (N_("Open its folder"), "folder", "Ctrl+Shift+O"),
    PhotoAct.ACCEPT: (N_("Accept what the bar code says"), "barcode", "Y"),
    PhotoAct.LINK: (N_("Link to a case…"), "link", "Ctrl+L"),
    PhotoAct.EXPORT: (N_("Export copies…"), "export", "Ctrl+E"),
    PhotoAct.DELETE: (N_("Move to the bin"), "trash", "Del"),
}


class PhotoActs(QObject):
    """``chosen`` gives the photos' ids. What needs a place of its own is `wanted` of the tab."""

    wanted = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget, chosen: Callable[[], Sequence[int]]) -> None:
        super().__init__(parent)
        self._desk = desk
        self._parent = parent
        self._chosen = chosen
        self.undo = QUndoStack(self)
        self.acts = {act: self._made(act) for act in PhotoAct}
        self._menu = QMenu(_("It shows…"), parent)
        for role, key in (*KEYS.items(), (None, NO_ROLE_KEY)):
            self._menu.addAction(self._role_act(role, key))
        self.back = self.undo.createUndoAction(self, _("Undo"))
        self.back.setShortcut(QKeySequence(QKeySequence.StandardKey.Undo))
        self.back.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)

    def serve(self, widget: QWidget) -> None:
        """Lets a widget take the keys, and show the acts in its menu."""
        widget.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        widget.addAction(self._menu.menuAction())
        for act, action in self.acts.items():
            if act in _AFTER_A_LINE:
                line = QAction(widget)
                line.setSeparator(True)
                widget.addAction(line)
            widget.addAction(action)
        widget.addAction(self.back)

    def put_role(self, role: EvidenceRole | None) -> None:
        """Says what the chosen photos show."""
        ids = list(self._chosen())
        if not ids:
            return
        store = self._desk.store
        before = {row.id: row.role for row in photos.rows(store, ids[:_MOST_AT_ONCE])}
        self._in_parts(ids, lambda part: photos.put_role(store, part, role))
        self.keep(_("What it shows"), partial(self._put_roles, before), ids)

    def turn(self, degrees: int) -> None:
        """Turns the chosen photos for every view; their bytes stay."""
        ids = list(self._chosen())
        store = self._desk.store
        if ids:
            self._in_parts(ids, lambda part: photos.turn(store, part, degrees))
            self.keep(_("Turn"), lambda: photos.turn(store, ids, -degrees), ids)

    def delete(self) -> None:
        """Moves the chosen photos to the bin, from where they can be taken back."""
        ids, store = list(self._chosen()), self._desk.store
        if ids:
            title = _("Moving to the bin")
            work = partial(photo_bin.delete_photos, store, ids)
            self._desk.write(title, lambda _track: work(), self._deleted)

    def link(self, case_no: str) -> None:
        """Says that the chosen photos are evidence for a case, too."""
        ids, store = list(self._chosen()), self._desk.store
        case_id = self._desk.attempt(lambda: photos.case_named(store, case_no))
        if ids and case_id is not None:
            self._in_parts(ids, lambda part: photos.link(store, part, case=case_id))
            self._desk.say(_("Linked to %(case)s.") % {"case": case_no})
            what = _("Link to %(case)s") % {"case": case_no}
            self.keep(what, lambda: photos.unlink(store, ids, case=case_id), ids)

    def accept_first(self, proposals: Sequence[Proposal]) -> None:
        """Does what the first bar code proposes."""
        if proposals:
            self.accept(proposals[0])
        else:
            self._desk.say(_("No bar code in this photo proposes anything."), Tone.INFO)

    def accept(self, proposal: Proposal) -> None:
        """Links to the case that a bar code names; an order without one is to have one."""
        if proposal.case_no:
            self.link(proposal.case_no)
        else:
            self._desk.go(Room.CASES, "new", proposal.order_no)

    def unlink(self, link: LinkRow) -> None:
        """Takes a link of the current photo away; the photo stays."""
        ids, store = list(self._chosen())[:1], self._desk.store
        of: Subject = {link.kind.value: link.id}  # type: ignore[misc] # the very same names

        def act() -> bool:
            photos.unlink(store, ids, **of)
            return True

        if ids and self._desk.attempt(act, default=False):
            what = _("Link to %(case)s") % {"case": link.no}
            self.keep(what, lambda: photos.link(store, ids, **of), ids)

    def ask_case(self) -> None:
        """Asks for the number of a case, an order or a parcel, and links to the case."""
        number = self._desk.prompts.text(
            self._parent, _("Number of the case, or of its order or parcel")
        )
        if number:
            found = photo_owners.named(self._desk.store, number)
            nos = list(dict.fromkeys(owner.case_no for owner in found if owner.case_no))
            if len(nos) == 1:
                self.link(nos[0])
            else:
                self._desk.complain(NotFound(Reason.CASE_UNKNOWN, value=number))

    def copy_files(self) -> None:
        """Puts the files on the clipboard, to be pasted into a chat or a folder."""
        paths = self._paths()
        if paths:
            QGuiApplication.clipboard().setMimeData(photo_mime.of_files(paths))
            words = ngettext("%(count)s file copied.", "%(count)s files copied.", len(paths))
            self._desk.say(words % {"count": len(paths)})

    def copy_picture(self) -> None:
        """Puts the current photo's picture on the clipboard, upright."""
        rows = self._rows()[:1]
        if not rows or rows[0].medium != Medium.PHOTO.value:
            return
        store, photo_id = self._desk.store, rows[0].id
        self._desk.read(
            lambda _track: QImage(str(photos.copy_of(store, photo_id) or "")), self._copied
        )

    def keep(self, words: str, back: Callable[[], object], ids: Sequence[int] = ()) -> None:
        """Lets an act be taken back; one of very many photos can't be."""
        if len(ids) <= _MOST_AT_ONCE:
            self.undo.push(Done(self._desk, words, back))

    def _copied(self, image: QImage) -> None:
        if not image.isNull():
            QGuiApplication.clipboard().setImage(image)
            self._desk.say(_("Picture copied."))

    def _deleted(self, items: list[int]) -> None:
        words = ngettext(
            "%(count)s photo is in the bin for 30 days. Ctrl+Z takes it back.",
            "%(count)s photos are in the bin for 30 days. Ctrl+Z takes them back.",
            len(items),
        )
        self._desk.say(words % {"count": len(items)})
        self.keep(_("Move to the bin"), partial(photo_bin.restore, self._desk.store, items))

    def _put_roles(self, before: dict[int, str]) -> None:
        with self._desk.store.transaction():
            for role in set(before.values()):
                ids = [photo_id for photo_id, was in before.items() if was == role]
                kind = EvidenceRole(role) if role else None
                photos.put_role(self._desk.store, ids, kind)

    def _in_parts(self, ids: Sequence[int], act: Callable[[Sequence[int]], None]) -> None:
        """A few at once; a great many in a job."""
        if len(ids) <= _MOST_AT_ONCE:
            self._desk.attempt(lambda: act(ids))
            return
        parts = [ids[at : at + _MOST_AT_ONCE] for at in range(0, len(ids), _MOST_AT_ONCE)]
        title = _("Changing photos")

        def work(track: Track) -> None:
            for part in track(parts):
                act(part)

        self._desk.write(title, work, lambda _done: None)

    def _rows(self) -> list[PhotoRow]:
        return photos.rows(self._desk.store, list(self._chosen())[:_MOST_AT_ONCE])

    def _paths(self) -> list[Path]:
        return photo_mime.files(self._desk.store, self._rows())

    def _open(self, *, folder: bool) -> None:
        for path in self._paths()[:1]:
            shown = path.parent if folder else path
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(shown)))

    def _made(self, act: PhotoAct) -> QAction:
        words, picture, keys = _WORDS[act]
        action = QAction(icon(picture), _(words), self)
        if keys:
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            action.setToolTip(f"{_(words)} ({shown})")
        action.triggered.connect(lambda _checked=False: self._do(act))
        return action

    def _role_act(self, role: EvidenceRole | None, key: str) -> QAction:
        action = QAction(label(role) if role else _("Not said"), self)
        action.setShortcut(QKeySequence(key))
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.triggered.connect(lambda _checked=False: self.put_role(role))
        return action

    def _do(self, act: PhotoAct) -> None:
        doings: dict[PhotoAct, Callable[[], None]] = {
            PhotoAct.TURN_RIGHT: lambda: self.turn(90),
            PhotoAct.TURN_LEFT: lambda: self.turn(-90),
            PhotoAct.COPY_FILES: self.copy_files,
            PhotoAct.COPY_PICTURE: self.copy_picture,
            PhotoAct.OPEN: lambda: self._open(folder=False),
            PhotoAct.OPEN_FOLDER: lambda: self._open(folder=True),
            PhotoAct.LINK: self.ask_case,
            PhotoAct.DELETE: self.delete,
        }
        if act in doings:
            doings[act]()
        else:
            self.wanted.emit(act)


_AFTER_A_LINE = frozenset(
    {PhotoAct.TURN_RIGHT, PhotoAct.COPY_FILES, PhotoAct.ACCEPT, PhotoAct.EXPORT}
)
