"""All that is known of a photo: what it shows, what it proves, its times kept apart, its bytes."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.core import clock, dates, kinds
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.labels import label_of
from desktop_app.services import barcodes, photo_facts, photos, similar
from desktop_app.services.barcodes import Barcode, Proposal
from desktop_app.services.photo_facts import LinkKind, LinkRow
from desktop_app.services.photos import LookAlike, PhotoRow
from desktop_app.services.store import Store
from desktop_app.views.cards import chip, empty, pairs, words
from desktop_app.views.desk import Desk, Room
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon
from desktop_app.views.photo_parts import ElidedButton, tip
from desktop_app.views.photo_roles import RoleChips
from desktop_app.views.theme import Tone

_PAUSE_MS = 120
_KIB, _MIB = 1024, 1024 * 1024
_MOST_ALIKE, _MOST_PROPOSED = 3, 3


@dataclass(frozen=True)
class Facts:
    """What a job found out about a photo."""

    links: list[LinkRow] = field(default_factory=list)
    camera: dict[str, str] = field(default_factory=dict)
    alike: list[LookAlike] = field(default_factory=list)
    codes: list[Barcode] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)


class PhotoFacts(QWidget):
    """`role_said` and `shown_wanted` (another photo, its buyer) go to the tab."""

    role_said = Signal(object)
    other_wanted = Signal(object)
    compare_wanted = Signal(int)
    accepted = Signal(object)
    unlinked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._row: PhotoRow | None = None
        self.facts = Facts()
        self.name = words("", "heading")
        self.about = words("", "caption")
        self.roles = RoleChips()
        self.caption = QLineEdit()
        self.caption.setPlaceholderText(_("Caption: goes on sheets and into the evidence pack"))
        self.caption.setAccessibleName(_("Caption"))
        self.links = QWidget()
        self._links = FlowLayout(self.links, spacing=6)
        self._alike = QVBoxLayout()
        self._codes = QVBoxLayout()
        self._times = QVBoxLayout()
        self._camera = QVBoxLayout()
        self.more = QPushButton(icon("down", size=14), _("All that the camera wrote"))
        self._build()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._ask)

    def show_photo(self, row: PhotoRow | None) -> None:
        """Shows a row at once; what has to be read follows."""
        before, self._row = self._row, row
        self.setVisible(row is not None)
        if row is None:
            return
        self.name.setText(row.name)
        self.about.setText(_about(row))
        self.roles.show_roles({row.role})
        if not self.caption.hasFocus() or before is None or before.id != row.id:
            self.caption.setText(row.caption)
        if before is None or before.id != row.id:
            self._take(self._asked, Facts())
        empty(self._times)
        self._times.addWidget(pairs(times(row)))
        self._times.addLayout(self._copy_lines(row))
        self._later.start()

    def reload(self) -> None:
        """Reads anew what the photo's row doesn't hold: links, look-alikes, bar codes' owners."""
        self._later.start()

    def _build(self) -> None:
        self.more.setProperty("flat", True)
        self.more.setCheckable(True)
        self.more.toggled.connect(lambda _on: self._fill_camera())
        self.caption.editingFinished.connect(self._describe)
        self.roles.said.connect(self.role_said)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, 2, 6, 2)
        layout.setSpacing(8)
        for part in (self.name, self.about, self.roles, self.caption):
            layout.addWidget(part)
        layout.addLayout(self._codes)
        layout.addLayout(self._alike)
        layout.addWidget(self.links)
        self._times.setSpacing(2)
        layout.addLayout(self._times)
        row = QHBoxLayout()
        row.addWidget(self.more)
        row.addStretch(1)
        layout.addLayout(row)
        layout.addLayout(self._camera)
        layout.addStretch(1)

    def _describe(self) -> None:
        row, said = self._row, self.caption.text().strip()
        if row is not None and said != row.caption:
            self._desk.attempt(lambda: photos.describe(self._desk.store, row.id, said))

    def _ask(self) -> None:
        row, store = self._row, self._desk.store
        if row is None:
            return
        self._asked += 1
        self._desk.read(lambda _track: _read(store, row), partial(self._take, self._asked))

    def _take(self, asked: int, facts: Facts) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.facts = facts
        self._fill_links()
        self._fill_codes()
        self._fill_alike()
        self._fill_camera()

    def _fill_codes(self) -> None:
        """The bar codes, and what they propose; Y accepts the first."""
        empty(self._codes)
        if self.facts.codes:
            shown = _("Bar codes: %(codes)s") % {
                "codes": _(", ").join(code.number or code.text for code in self.facts.codes)
            }
            self._codes.addWidget(words(shown, "caption"))
        for place, proposal in enumerate(self.facts.proposals):
            self._codes.addWidget(self._proposal_line(proposal, key="Y" if not place else ""))

    def _proposal_line(self, proposal: Proposal, key: str) -> QWidget:
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        row = self._row
        foreign = row is not None and proposal.buyer not in ("", row.buyer)
        kind = _("Belongs to") if not foreign else _("Another buyer's")
        layout.addWidget(chip(kind, Tone.WARN if foreign else Tone.INFO))
        number = proposal.case_no or proposal.order_no
        text = " · ".join(part for part in (number, proposal.buyer) if part)
        layout.addWidget(words(text), 1)
        act = _("Link") if proposal.case_no else _("New case…")
        button = QPushButton(f"{act} ({key})" if key else act)
        button.clicked.connect(lambda _checked=False: self.accepted.emit(proposal))
        layout.addWidget(button)
        return line

    def _fill_links(self) -> None:
        empty(self._links)
        for link in self.facts.links:
            self._links.addWidget(self._link_button(link))
        if not self.facts.links:
            self._links.addWidget(words(_("Not linked to a case or claim."), "caption", wrap=False))
        self.links.updateGeometry()

    def _copy_lines(self, row: PhotoRow) -> QGridLayout:
        """Long texts, cut to their room, that a click copies whole."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(1, 1)
        for place, (name, text) in enumerate(_texts(row)):
            button = ElidedButton(text or _("pasted"), "copy")
            button.setToolTip(tip(text))
            button.setAccessibleName(_("Copy: %(what)s") % {"what": name})
            button.clicked.connect(lambda _checked=False, text=text: self._copy(text))
            grid.addWidget(words(name, "caption", wrap=False), place, 0)
            grid.addWidget(button, place, 1)
        return grid

    def _copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self._desk.say(_("Copied."))

    def _link_button(self, link: LinkRow) -> QPushButton:
        button = QPushButton(icon(_ICONS[link.kind], size=14), link.no)
        button.setProperty("filter", True)
        button.setToolTip(_("Open; its menu takes the link away"))
        button.clicked.connect(lambda _checked=False: self._open_link(link))
        away = QAction(icon("cross"), _("Not evidence for this"), button)
        away.triggered.connect(lambda _checked=False: self.unlinked.emit(link))
        button.addAction(away)
        button.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return button

    def _open_link(self, link: LinkRow) -> None:
        self._desk.go(_ROOMS[link.kind], "show", link.no)

    def _fill_alike(self) -> None:
        empty(self._alike)
        row = self._row
        for one in self.facts.alike[:_MOST_ALIKE]:
            foreign = row is not None and one.buyer_id != row.buyer_id
            self._alike.addWidget(self._alike_line(one, Tone.WARN if foreign else Tone.MUTED))
        more = len(self.facts.alike) - _MOST_ALIKE
        if more > 0:
            said = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": more}
            self._alike.addWidget(words(said, "caption"))

    def _alike_line(self, one: LookAlike, tone: Tone) -> QWidget:
        line = QWidget()
        layout = QHBoxLayout(line)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(chip(_("Also used in"), tone))
        name = one.other.rpartition("/")[2]
        open_ = ElidedButton(f"{name} · {how(one)}")
        about = _("Buyer %(buyer)s: %(file)s") % {"buyer": one.buyer, "file": one.other}
        open_.setToolTip(tip(about))
        open_.clicked.connect(lambda _checked=False: self.other_wanted.emit(one))
        compare = QPushButton(icon("compare", size=16), "")
        compare.setProperty("flat", True)
        compare.setToolTip(_("Compare side by side"))
        compare.setAccessibleName(_("Compare side by side"))
        compare.clicked.connect(lambda _checked=False: self.compare_wanted.emit(one.other_id))
        layout.addWidget(open_, 1)
        layout.addWidget(compare)
        return line

    def _fill_camera(self) -> None:
        empty(self._camera)
        self.more.setVisible(bool(self.facts.camera))
        if self.more.isChecked() and self.facts.camera:
            self._camera.addWidget(pairs(self.facts.camera.items()))


_ICONS = {
    LinkKind.CASE: "cases",
    LinkKind.CLAIM: "claims",
    LinkKind.WEIGHT_CHECK: "weighing",
    LinkKind.WRONG_SHIPMENT: "box",
}
_ROOMS = {
    LinkKind.CASE: Room.CASES,
    LinkKind.CLAIM: Room.CLAIMS,
    LinkKind.WEIGHT_CHECK: Room.WEIGHING,
    LinkKind.WRONG_SHIPMENT: Room.WEIGHING,
}


def how(one: LookAlike) -> str:
    """In what way another photo is alike."""
    if one.same_bytes:
        return _("the same file")
    if one.mirrored_or_turned:
        return _("mirrored or turned")
    return _("cropped") if one.cropped else _("looks the same")


def size_words(count: int) -> str:
    """Bytes as a person reads them."""
    if count >= _MIB:
        return f"{count / _MIB:,.1f}\u00a0MB"
    return f"{count / _KIB:,.0f}\u00a0KB" if count >= _KIB else f"{count}\u00a0B"


def _read(store: Store, row: PhotoRow) -> Facts:
    codes = barcodes.kept(row.barcodes)
    linked = photo_facts.links(store, row.id)
    return Facts(
        linked,
        photo_facts.camera(store, row.id),
        similar.alike(store, row.id),
        codes,
        _proposals(store, codes, linked),
    )


def _proposals(store: Store, codes: list[Barcode], linked: list[LinkRow]) -> list[Proposal]:
    """What the codes propose, but for the cases that the photo is linked to."""
    known = {link.no for link in linked if link.kind is LinkKind.CASE}
    found = barcodes.proposals(store, [code.number for code in codes if code.number])
    if any(one.case_no in known for one in found):
        return []
    return found[:_MOST_PROPOSED]


def _about(row: PhotoRow) -> str:
    pixels = f"{row.width} × {row.height}" if row.width and row.height else ""
    platform = label_of(kinds.Platform, row.platform)
    copy = _("Marked copy") if row.marked_from_id is not None else ""
    parts = (row.buyer, platform, row.format, pixels, size_words(row.bytes), copy)
    return " · ".join(part for part in parts if part)


def times(row: PhotoRow) -> list[tuple[str, str]]:
    """The three times by their own names; none stands for another."""
    return [
        (_("Camera's time"), _camera_time(row)),
        (_("File's time"), _full(row.file_time) or _("not known")),
        (_("Came in"), _full(row.imported_at)),
        (_("Turned"), f"{row.turned}°" if row.turned else ""),
    ]


def _texts(row: PhotoRow) -> list[tuple[str, str]]:
    """What one may want to copy whole."""
    return [
        (_("Original name"), row.original_name),
        (_("Stored as"), row.stored),
        ("SHA-256", row.sha256),
    ]


def _camera_time(row: PhotoRow) -> str:
    if row.taken_text is None:
        return _("unknown")
    shown = row.taken_text.replace("T", " ")
    if row.taken_doubtful:
        return _("%(time)s – doubtful: the camera's clock was wrong") % {"time": shown}
    return shown


def _full(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = clock.to_local(moment)
    return f"{dates.day(local.date())} {local:%H:%M:%S}"
