"""Movements copied from a courier's page: pasted, looked over, and noted (R29)."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QPlainTextEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import dates, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.services import shipments, tracking_texts
from desktop_app.services.shipments import Added, Parcel
from desktop_app.services.tracking_texts import ParsedTracking
from desktop_app.views import boxes
from desktop_app.views import messages_words as shown
from desktop_app.views.cards import words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field, insist

_PAUSE_MS = 200
_TEXT_LINES, _MOST_SHOWN_UNREAD = 7, 4
_WHEN, _WHERE, _WHAT, _MARK = range(4)


class TrackingForm(QWidget):
    """Takes text for one parcel. `added` gives what became of it, `left` that nothing was noted."""

    added = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.parcel: Parcel | None = None
        self.parsed: ParsedTracking | None = None
        self._known: list[bool] = []
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_("Lines of the courier's page"))
        self.text.setTabChangesFocus(True)
        self.text.setPlaceholderText(
            _("Paste the lines of the courier's page, or write one like this:")
            + "\n2026-11-20 08:12 【杭州市】快件已到达…"
        )
        self.text.setFixedHeight(self.text.fontMetrics().lineSpacing() * _TEXT_LINES + 18)
        self.table = _table()
        self.told = words("", "caption")
        self.fault = words("", "error")
        self.add_button = button(_("Note them"), self.add)
        self.add_button.setProperty("primary", True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for part in (self.text, self.fault, self.table, self.told):
            layout.addWidget(part, 4 if part is self.table else 0)
        layout.addLayout(boxes.line(None, button(_("Cancel"), self.left.emit), self.add_button))
        layout.addStretch(1)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self.look)
        self.text.textChanged.connect(self._later.start)
        self._show(None)

    def begin(self, parcel: Parcel | None) -> None:
        """Empty, for another parcel."""
        self.parcel = parcel
        self.text.clear()
        self._later.stop()
        self._show(None)
        self.text.setFocus()

    def for_parcel(self, parcel: Parcel | None) -> None:
        """The same text, for another parcel."""
        self.parcel = parcel
        self.look()

    def look(self) -> None:
        """Reads the text anew and shows what was understood."""
        self._later.stop()
        text = self.text.toPlainText()
        if not text.strip():
            self._show(None)
            return
        try:
            parsed = tracking_texts.parse(text)
        except UserError as error:
            self._show(None, texts.sentence(error))
            return
        self._show(parsed)

    def add(self) -> None:
        """Notes the movements that aren't known yet."""
        self.look()
        parsed, parcel, store = self.parsed, self.parcel, self._desk.store
        if parsed is None or parcel is None or not parsed.movements:
            return

        def note() -> Added:
            with store.transaction():
                shipment = shipments.obtain(store, parcel)
                return shipments.add_events(store, shipment, parsed.movements)

        made: Added | None = self._desk.attempt(note)
        if made is None:
            return
        count = len(made.ids)
        text = ngettext("%(count)s movement noted.", "%(count)s movements noted.", count)
        self._desk.say(text % {"count": count})
        self.text.clear()
        self.added.emit(made)

    def _show(self, parsed: ParsedTracking | None, fault: str = "") -> None:
        self.parsed = parsed
        self.fault.setText(fault)
        self.fault.setVisible(bool(fault))
        self.table.setVisible(parsed is not None)
        self.told.setVisible(parsed is not None)
        self._known = []
        if parsed is not None:
            if self.parcel is not None:
                self._known = shipments.known(self._desk.store, self.parcel, parsed.movements)
            else:
                self._known = [False] * len(parsed.movements)
            self._fill(parsed)
        new = self._known.count(False)
        text = ngettext("Note %(count)s movement", "Note %(count)s movements", new)
        self.add_button.setText(text % {"count": new} if new else _("Note them"))
        self.add_button.setEnabled(bool(new) and self.parcel is not None)

    def _fill(self, parsed: ParsedTracking) -> None:
        movements = list(zip(parsed.movements, self._known, strict=True))[::-1]
        self.table.setRowCount(len(movements))
        for place, (one, known) in enumerate(movements):
            marks = [_("Known already")] if known else []
            marks += [_("Signed for")] if one.signed else []
            marks += [shown.doubt(one.doubt)] if one.doubt is not None else []
            cells = (dates.moment(one.at), one.place, one.what, " · ".join(marks))
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if known:
                    item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
                self.table.setItem(place, column, item)
        whose = [] if self.parcel is not None else [_("Say above which parcel it is.")]
        self.told.setText("\n".join([*whose, *_notes(parsed)]))


def _table() -> QTableWidget:
    made = QTableWidget(0, 4)
    made.setAccessibleName(_("Movements as they were read"))
    made.setHorizontalHeaderLabels([_("Time"), _("Place"), _("Movement"), _("Note")])
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    made.setTabKeyNavigation(False)
    made.setWordWrap(False)
    made.verticalHeader().hide()
    header = made.horizontalHeader()
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
    for column, width in ((_WHEN, 112), (_WHERE, 70), (_MARK, 96)):
        made.setColumnWidth(column, width)
    made.setMinimumHeight(150)
    return made


class TrackingPanel(QFrame):
    """The form beside the list: which parcel, and what its courier's page says."""

    added = Signal(object)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self.number = Field(_("Tracking no."), needed=True)
        self.whose = words("", "caption")
        self.form = TrackingForm(desk)
        self.form.added.connect(self.added)
        self.form.left.connect(self.left)
        layout = boxes.stack(
            words(_("Movements of a parcel"), "heading"),
            self.number,
            self.whose,
            self.form,
            grows=self.form,
        )
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)
        self.number.edit.editingFinished.connect(self.look_up)
        self.number.edit.returnPressed.connect(self.form.text.setFocus)

    def begin(self, number: str = "") -> None:
        """An empty form, for a parcel if its number is known."""
        self.number.set_text(number)
        self.form.begin(None)
        self.look_up()
        (self.form.text if self.form.parcel is not None else self.number.edit).setFocus()

    def look_up(self) -> None:
        """Looks the parcel up by its number."""
        number = self.number.text()
        parcel: Parcel | None = None
        if number and insist(self.number):
            parcel = self._desk.attempt(lambda: shipments.find(self._desk.store, number))
        said = _whose(self._desk, parcel)
        self.whose.setText(said)
        self.whose.setVisible(bool(said))
        if parcel != self.form.parcel:
            self.form.for_parcel(parcel)


def _whose(desk: Desk, parcel: Parcel | None) -> str:
    from desktop_app.services import orders

    if parcel is None or parcel.order_id is None:
        return parcel.courier if parcel is not None else ""
    order_id = parcel.order_id
    order = desk.attempt(lambda: orders.get(desk.store, order_id))
    if order is None:
        return ""
    parts = (parcel.courier, order.order_no, order.buyer or "")
    return " · ".join(part for part in parts if part)


def _notes(parsed: ParsedTracking) -> list[str]:
    """How times were read, and the lines that aren't taken, with why."""
    zone = _("Times are read as China's.") if parsed.china else _("Times are read as local ones.")
    unread = [
        _("Line %(number)s isn't taken (%(why)s): %(text)s")
        % {"number": line.number, "why": shown.doubt(line.why), "text": line.text[:60]}
        for line in parsed.unread[:_MOST_SHOWN_UNREAD]
    ]
    more = len(parsed.unread) - len(unread)
    rest = [_("… and %(count)s more lines") % {"count": more}] if more > 0 else []
    return [zone, *unread, *rest]
