"""The head of a buyer's page: who it is, the VIP level, the next call, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.services import buyer_records, revisits
from desktop_app.services.buyer_pages import BuyerPage
from desktop_app.views import boxes
from desktop_app.views.buyer_words import LEVELS, vip_names
from desktop_app.views.cards import chip, words
from desktop_app.views.case_card import button
from desktop_app.views.claims_words import put_property
from desktop_app.views.desk import Desk, Room
from desktop_app.views.fields import DateField, insist
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone


class BuyerHead(QWidget):
    """`changed` tells that the buyer was changed; the wishes ask for a form beside the list."""

    changed = Signal()
    merge_wanted = Signal()
    erase_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._page: BuyerPage | None = None
        self.title = words("", "title")
        self.mark = chip("", Tone.MUTED)
        self.facts = words("", "caption")
        self.vip = QComboBox()
        self.vip.setAccessibleName(_("VIP level"))
        self.vip.activated.connect(lambda _place: self.keep_vip())
        self.next = chip("", Tone.INFO)
        self.plan = button(_("Plan a call…"), self.begin_plan)
        self.new_case = button(_("New case"), self.open_case)
        self.new_case.setProperty("primary", True)
        self.photos = button(_("Photos"), self.open_photos)
        self.photos.setIcon(icon("photos"))
        self.more = QPushButton(icon("more"), "")
        self.more.setAccessibleName(_("More"))
        self.more.setToolTip(_("More"))
        menu = QMenu(self.more)
        self.merging = menu.addAction(
            icon("link"), _("Merge another ID into this…"), self.merge_wanted.emit
        )
        menu.addSeparator()
        self.erasing = menu.addAction(
            icon("trash"), _("Erase personal data…"), self.erase_wanted.emit
        )
        self.more.setMenu(menu)
        self.day = DateField(_("Call on"), needed=True)
        self.why = QLineEdit()
        self._form = self._plan_form()
        self._build()

    def show_page(self, page: BuyerPage) -> None:
        """Fills the head."""
        another = self._page is None or self._page.id != page.id
        self._page = page
        if another:
            self._form.hide()
        gone = page.erased_at is not None
        self.title.setText(page.buyer_id)
        self.mark.setText(_("Erased") if gone else _("Masked ID") if page.masked else "")
        self.mark.setVisible(gone or page.masked)
        self.facts.setText(" · ".join(part for part in _facts(page) if part))
        self._show_vip(page.vip_level)
        self._show_next(page)
        for part in (self.vip, self.plan, self.new_case):
            part.setVisible(not gone)
        self.photos.setVisible(page.photos > 0)
        self.merging.setEnabled(not gone and not page.masked)
        self.erasing.setEnabled(not gone)

    def keep_vip(self) -> None:
        """Gives the buyer another level; the monthly calls follow."""
        page, level = self._page, int(self.vip.currentData())
        if page is None or level == page.vip_level:
            return
        store = self._desk.store

        def act() -> bool:
            with store.transaction():
                buyer_records.change(store, page.id, vip_level=level)
                revisits.plan(store)
            return True

        if self._desk.attempt(act):
            self.changed.emit()
        else:
            self._show_vip(page.vip_level)

    def begin_plan(self) -> None:
        """Asks for the day of a call."""
        self._form.show()
        self.day.set_text("")
        self.why.clear()
        self.day.edit.setFocus()

    def keep_plan(self) -> None:
        """Plans the call."""
        page = self._page
        if page is None or not insist(self.day):
            return
        day = self.day.day()
        if day is None:
            return
        store, why = self._desk.store, self.why.text()
        if self._desk.attempt(lambda: revisits.add(store, page.id, day, why)) is not None:
            self._form.hide()
            self._desk.say(_("A call is planned for %(day)s.") % {"day": dates.day(day)})
            self.changed.emit()

    def open_case(self) -> None:
        """A new case of this buyer."""
        if self._page is not None:
            self._desk.go(Room.CASES, "new", self._page.buyer_id)

    def open_photos(self) -> None:
        """Goes to the photos of this buyer."""
        if self._page is not None:
            self._desk.go(Room.PHOTOS, "show", self._page.buyer_id)

    def _show_vip(self, level: int) -> None:
        self.vip.clear()
        names = vip_names(self._desk.store)
        for each in LEVELS:
            self.vip.addItem(names[each], each)
        self.vip.setCurrentIndex(level)

    def _show_next(self, page: BuyerPage) -> None:
        day = page.next_revisit
        self.next.setVisible(day is not None)
        if day is not None:
            self.next.setText(_("Call on %(day)s") % {"day": dates.day(day)})
            late = day <= clock.today()
            put_property(self.next, "tone", (Tone.WARN if late else Tone.INFO).value)

    def _plan_form(self) -> QWidget:
        self.why.setPlaceholderText(_("What about (may stay empty)"))
        self.why.setAccessibleName(_("What the call is about"))
        for edit in (self.day.edit, self.why):
            edit.returnPressed.connect(self.keep_plan)
        keep = button(_("Plan the call"), self.keep_plan)
        form = boxes.held(boxes.stack(self.day, boxes.line(self.why, keep), spacing=6))
        leave = button(_("Cancel"), form.hide)
        line = form.layout().itemAt(1).layout()  # type: ignore[union-attr] # as just laid out
        line.addWidget(leave)  # type: ignore[union-attr] # as above
        return form

    def _build(self) -> None:
        first = boxes.line(self.title, self.mark, None, self.new_case, self.photos, self.more)
        second = boxes.line(self.vip, self.next, self.plan, None)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(first)
        layout.addWidget(self.facts)
        layout.addLayout(second)
        layout.addWidget(self._form)
        self._form.hide()


def _facts(page: BuyerPage) -> tuple[str, ...]:
    last = dates.moment(page.last) if page.last else ""
    return (
        label(page.platform),
        page.own.name or page.ordered.name,
        page.own.phone or page.ordered.phone,
        _("order %(no)s") % {"no": page.told_apart_by} if page.told_apart_by else "",
        _("last contact %(when)s") % {"when": last} if last else "",
    )
