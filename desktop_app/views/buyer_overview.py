"""A buyer at a glance: figures, facts that stand out, contact, notes, and IDs of one person."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.core import dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.labels import label
from desktop_app.core.masking import Masks, Place
from desktop_app.services import buyer_merging, buyer_records, privacy
from desktop_app.services.buyer_hints import Hint
from desktop_app.services.buyer_likeness import Alike, Likeness
from desktop_app.services.buyer_merging import MergedRow
from desktop_app.services.buyer_pages import BuyerPage
from desktop_app.views import boxes
from desktop_app.views.buyer_words import hint, likeness, sums
from desktop_app.views.cards import Card, empty, pairs, words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field, NoteField
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon


class FiguresCard(Card):
    """What a buyer brought and cost, and what went wrong how often."""

    def __init__(self) -> None:
        super().__init__(_("Figures"))
        self._flow_box = QWidget()
        self._flow = FlowLayout(self._flow_box, spacing=10)
        self.top.addWidget(self._flow_box)

    def show_page(self, page: BuyerPage) -> None:
        """Fills the card."""
        empty(self._flow)
        for name, figure, more in _figures(page):
            self._flow.addWidget(_figure(name, figure, more))
        self.clear()
        self.body.addWidget(
            pairs(
                (
                    (_("Cases by kind"), _counts(page.kinds)),
                    (_("Causes"), _counts(page.causes)),
                    (_("Photos lie in"), _folders(page)),
                )
            )
        )


class HintsCard(Card):
    """Facts to look at, each with the rows behind it. `opened` asks for these."""

    opened = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("What stands out"))
        self._hints: list[Hint] = []

    def show_hints(self, found: Iterable[Hint]) -> None:
        """Fills the card; hides it when nothing stands out."""
        self._hints = list(found)
        self._fill()

    def add(self, found: Hint | None) -> None:
        """Adds a fact that took longer to find."""
        if found is not None:
            self._hints.append(found)
            self._fill()

    def _fill(self) -> None:
        self.clear()
        for found in self._hints:
            made = button(hint(found), partial(self.opened.emit, found), flat=True)
            made.setIcon(icon("info"))
            made.setToolTip(_("Show the rows behind it"))
            self.body.addLayout(boxes.line(made, None))
        if self._hints:
            self.body.addWidget(words(_("Facts, no verdict: look at the rows first."), "caption"))
        self.setVisible(bool(self._hints))


class PersonCard(Card):
    """IDs that are one person, or may be. `merge_wanted` brings the row of another buyer."""

    merge_wanted = Signal(int)
    shown = Signal(int)
    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Other IDs of this person"))
        self._desk = desk
        self._merged: tuple[MergedRow, ...] = ()
        self._alike: list[Alike] = []

    def show_page(self, page: BuyerPage, *, another: bool) -> None:
        """Shows the IDs that were merged; ``another`` forgets who was alike."""
        self._merged = page.merged
        if another:
            self._alike = []
        self._fill()

    def show_alike(self, found: list[Alike]) -> None:
        """Shows who may be the same person, and why."""
        self._alike = found
        self._fill()

    def take_apart(self, row: MergedRow) -> None:
        """Makes a merged ID a buyer of its own again."""
        store = self._desk.store

        def act() -> bool:
            buyer_merging.unmerge(store, row.id)
            return True

        if self._desk.attempt(act):
            told = _("%(buyer)s is a buyer of its own again.") % {"buyer": row.buyer_id}
            self._desk.say(told)
            self.changed.emit()

    def _fill(self) -> None:
        self.clear()
        for row in self._merged:
            told = words(f"{row.buyer_id} · {label(row.platform)}")
            when = dates.moment(row.at) if row.at else ""
            merged = words(_("merged %(when)s") % {"when": when}, "caption", wrap=False)
            out = button(_("Take apart"), partial(self.take_apart, row), flat=True)
            self.body.addLayout(boxes.line(told, merged, None, out))
        masks = privacy.masks(self._desk.store, Place.SCREEN)
        for one in self._alike:
            name = masks.name(one.name)
            self.body.addWidget(words(f"{one.buyer_id} · {label(one.platform)} · {name}"))
            shared = words(likeness(one.likeness, _shared(one, masks)), "caption")
            look = button(_("Show"), partial(self.shown.emit, one.id), flat=True)
            join = button(_("Merge…"), partial(self.merge_wanted.emit, one.id), flat=True)
            line = boxes.line(shared, look, join)
            line.setStretch(0, 1)
            self.body.addLayout(line)
        self.setVisible(bool(self._merged or self._alike))


class ContactCard(Card):
    """Name, telephone, address and notes, kept when they are left."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("Contact and notes"))
        self._desk = desk
        self._page: BuyerPage | None = None
        self.fields = {
            "name": Field(_("Full name")),
            "phone": Field(_("Telephone")),
            "address": Field(_("Address")),
        }
        self.note = NoteField(_("Notes"), lines=4)
        self.keep_note = button(_("Keep the notes"), self._keep_note)
        self.keep_note.hide()
        self.reveal = self.add_act("eye", _("Show unmasked"), self.show_unmasked)
        self.ordered = words("", "caption")
        self._build()

    unmasked = Signal()

    def show_page(self, page: BuyerPage, *, hidden: bool) -> None:
        """Fills the card; what is being typed stays. ``hidden`` fields can't be changed."""
        another = self._page is None or self._page.id != page.id
        self._page = page
        for name, field in self.fields.items():
            if another or not field.edit.hasFocus():
                field.set_text(getattr(page.own, name))
            field.edit.setReadOnly(hidden or page.erased_at is not None)
        if another or self.keep_note.isHidden():
            self.note.edit.blockSignals(True)
            self.note.set_text(page.note)
            self.note.edit.blockSignals(False)
            self.keep_note.hide()
        self.note.edit.setReadOnly(page.erased_at is not None)
        self.reveal.setVisible(hidden)
        said = " · ".join(filter(None, vars(page.ordered).values()))
        self.ordered.setText(_("In the latest order: %(contact)s") % {"contact": said})
        self.ordered.setVisible(bool(said) and page.ordered != page.own)

    def show_unmasked(self) -> None:
        """Asks for the contact in full, until another buyer is shown."""
        self.unmasked.emit()

    def _keep(self, name: str) -> None:
        page, field = self._page, self.fields[name]
        if page is None or field.edit.isReadOnly() or field.text() == getattr(page.own, name):
            return
        self._write(page, **{name: field.text()})

    def _keep_note(self) -> None:
        page = self._page
        if page is not None:
            self.keep_note.hide()
            self._write(page, note=self.note.text())

    def _write(self, page: BuyerPage, **fields: str) -> None:
        store = self._desk.store
        if self._desk.attempt(lambda: buyer_records.change(store, page.id, **fields)):
            self.changed.emit()

    def _noted(self) -> None:
        page = self._page
        self.keep_note.setVisible(page is not None and self.note.text() != page.note)

    def _build(self) -> None:
        for name, field in self.fields.items():
            field.edit.editingFinished.connect(partial(self._keep, name))
        self.note.changed.connect(self._noted)
        first = boxes.line(self.fields["name"], self.fields["phone"])
        for part in (first, self.fields["address"], self.ordered, self.note):
            if isinstance(part, QWidget):
                self.foot.addWidget(part)
            else:
                self.foot.addLayout(part)
        self.foot.addLayout(boxes.line(None, self.keep_note))


def _figures(page: BuyerPage) -> Iterable[tuple[str, str, str]]:
    unknown = ngettext(
        "%(count)d order without an amount",
        "%(count)d orders without an amount",
        page.unknown_values,
    ) % {"count": page.unknown_values}
    opened = _("%(count)s open") % {"count": page.open_cases} if page.open_cases else ""
    yield _("Paid less refunds"), sums(page.values) or "–", unknown if page.unknown_values else ""
    yield _("Orders"), str(page.orders), ""
    yield _("Cases"), str(page.cases), opened
    yield _("True cost of cases"), sums(page.costs) or "–", ""
    if page.claims:
        came = _("came in: %(sum)s") % {"sum": sums(page.received) or "–"}
        yield _("Claimed from couriers"), sums(page.claimed), came


def _figure(name: str, figure: str, more: str) -> QWidget:
    box = QFrame()
    box.setMinimumWidth(104)
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, 0, 8, 0)
    layout.setSpacing(0)
    layout.addWidget(words(name, "caption", wrap=False))
    layout.addWidget(words(figure, "figure", wrap=False))
    layout.addWidget(words(more, "caption", wrap=False))
    box.setAccessibleName(f"{name}: {figure}")
    return box


def _counts(found: Iterable[tuple[object, int]]) -> str:
    return " · ".join(f"{label(kind)} {count}" for kind, count in found)  # type: ignore[arg-type] # kinds all


def _folders(page: BuyerPage) -> str:
    if not page.photos:
        return ""
    return ", ".join([page.folder, *(row.folder for row in page.merged if row.photos)])


def _shared(one: Alike, masks: Masks) -> str:
    if one.likeness is Likeness.PHONE:
        return masks.phone(one.shared)
    if one.likeness is Likeness.NAME_AND_ADDRESS:
        name, dot, address = one.shared.partition(" · ")
        return f"{masks.name(name)}{dot}{masks.address(address)}"
    return one.shared
