"""Periods in which parcels are expected to be late (R45): what buyers are told of them."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core import clock, dates
from desktop_app.core.errors import BadValue, Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import delay_periods
from desktop_app.services.delay_periods import MAX_DAYS, DelayDraft, DelayRow
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.fields import DateField, Field, NoteField, insist, parse_day
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone


def _state(row: DelayRow) -> str:
    today = clock.today()
    if row.until < today:
        return _("Past")
    return _("Coming") if row.since > today else _("Now")


def _tone(row: DelayRow) -> Tone:
    today = clock.today()
    if row.until < today:
        return Tone.MUTED
    return Tone.INFO if row.since > today else Tone.WARN


_COLUMNS = (
    Column[DelayRow]("state", N_("State"), _state, 76, tone=_tone),
    Column[DelayRow]("name", N_("Name"), lambda row: row.name, 160, "name"),
    Column[DelayRow]("since", N_("From"), lambda row: dates.day(row.since), 96, "since"),
    Column[DelayRow]("until", N_("Until"), lambda row: dates.day(row.until), 96, "until"),
    Column[DelayRow]("days", N_("Days late"), lambda row: str(row.days), 84, "days", right=True),
    Column[DelayRow](
        "where",
        N_("Where"),
        lambda row: " · ".join(filter(None, (row.courier, row.country))) or _("No limits"),
        140,
    ),
)


class DelaysSection(QWidget):
    """The periods, and the form of one."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._period_id: int | None = None
        self._draft: DelayDraft | None = None
        self.model = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "delay-periods", _("Delay periods"))
        self.new_button = button(_("New period…"), self.begin)
        self.sale_button = button(_("After a big sale…"), self.after_sale)
        self.title = words("", "heading")
        self.name = Field(_("Name"), needed=True)
        self.since = DateField(_("From"), needed=True)
        self.until = DateField(_("Until"), needed=True)
        self.days = Field(_("Days later than usual"), _days, needed=True)
        self.courier = Field(_("Courier (empty: all)"))
        self.country = Field(_("Country (empty: all)"))
        self.note = NoteField(_("What buyers are told (empty: the program's own sentence)"))
        self.said = words("", "caption")
        self.keep_button = button(_("Keep the period"), self.keep)
        self.keep_button.setProperty("primary", True)
        self.remove_button = button(_("Delete"), self.remove)
        self._build()
        self.view.picked.connect(self._pick)
        self.view.opened.connect(lambda _row: self.name.edit.setFocus())
        for field in (self.days, self.name):
            field.changed.connect(self._preview)
        self.note.changed.connect(self._preview)

    def refresh(self) -> None:
        """Shows the periods as they are now; a form that is being filled in stays."""
        found = delay_periods.all_of(self._desk.store)
        self.model.show_rows(found)
        self._stack.setCurrentIndex(0 if found else 1)
        places = [place for place, row in enumerate(found) if row.id == self._period_id]
        if found and (places or self._draft is None):
            self.view.selectRow(places[0] if places else 0)
        elif self._draft is None:
            self.begin()

    def begin(self) -> None:
        """An empty form, from today on."""
        self.view.clearSelection()
        self._show(DelayDraft("", clock.today(), clock.today(), 3), None)
        self.title.setText(_("New period"))
        self.name.edit.setFocus()

    def after_sale(self) -> None:
        """Enters what is expected after a big sale: three days flow, then backlog."""
        typed = self._desk.prompts.text(
            self,
            _("On which day was the sale? (YYYY-MM-DD)"),
            _last_sale(clock.today()).isoformat(),
        )
        if typed is None:
            return
        store = self._desk.store

        def enter() -> int:
            day = parse_day(typed)
            name = _("After the sale of %(day)s") % {"day": dates.day(day)}
            with store.transaction():
                first, backlog = delay_periods.after_sale(name, day)
                delay_periods.save(store, first)
                return delay_periods.save(store, backlog)

        made = self._desk.attempt(enter)
        if made is not None:
            self._period_id = made
            self.refresh()

    def keep(self) -> None:
        """Keeps the period as it stands."""
        if not insist(self.name, self.since, self.until, self.days):
            return
        store, period_id = self._desk.store, self._period_id
        made = self._desk.attempt(lambda: delay_periods.save(store, self._read(), period_id))
        if made is not None:
            self._period_id = made
            self._desk.say(_("The period is kept."))
            self.refresh()
            self.view.setFocus()

    def remove(self) -> None:
        """Deletes the period."""
        period_id = self._period_id
        question = _("Delete the period “%(name)s”?") % {"name": self.name.text()}
        if period_id is not None and self._desk.prompts.confirm(self, question, _("Delete")):
            self._desk.attempt(lambda: delay_periods.remove(self._desk.store, period_id))
            self._period_id = self._draft = None
            self.refresh()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def _pick(self, row: DelayRow | None) -> None:
        if row is not None and (row.id != self._period_id or row != self._draft):
            self._show(row, row.id)

    def _show(self, draft: DelayDraft, period_id: int | None) -> None:
        self._draft, self._period_id = draft, period_id
        self.title.setText(draft.name)
        self.name.set_text(draft.name)
        self.since.set_text(draft.since.isoformat())
        self.until.set_text(draft.until.isoformat())
        self.days.set_text(str(draft.days))
        self.courier.set_text(draft.courier)
        self.country.set_text(draft.country)
        self.note.set_text(draft.note)
        self.remove_button.setVisible(period_id is not None)
        self._preview()

    def _read(self) -> DelayDraft:
        since, until = parse_day(self.since.text()), parse_day(self.until.text())
        return DelayDraft(
            *(self.name.text(), since, until, int(self.days.text())),
            *(self.courier.text(), self.country.text(), self.note.text()),
        )

    def _preview(self) -> None:
        """What will stand at the end of a message."""
        try:
            draft = self._read()
        except (UserError, ValueError):
            self.said.setText("")
            return
        row = DelayRow(**vars(draft))
        spoken = [delay_periods.sentence(row, language) for language in ("zh_CN", "en")]
        told = "\n".join(sentence for sentence in spoken if sentence)
        said = _("Added to messages about parcels on their way:") + "\n" + told
        self.said.setText(said if told else _("Nothing is added to messages."))

    def _build(self) -> None:
        nothing = Empty(
            _("No delay is expected"),
            _("When parcels will be late for a while, buyers are told so in each message."),
            "clock",
            _("After a big sale…"),
            self.after_sale,
        )
        self._stack = QStackedWidget()
        self._stack.addWidget(self.view)
        self._stack.addWidget(empty_place(nothing))
        left = boxes.stack(
            boxes.line(None, self.sale_button, self.new_button),
            self._stack,
            grows=self._stack,
        )
        form = QFrame()
        form.setProperty("card", True)
        inner = boxes.stack(
            self.title,
            self.name,
            boxes.line(self.since, self.until, self.days),
            boxes.line(self.courier, self.country),
            self.note,
            self.said,
            boxes.line(self.remove_button, None, self.keep_button),
            None,
        )
        inner.setContentsMargins(14, 12, 14, 12)
        form.setLayout(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(boxes.split(boxes.held(left), boxes.scrolling(form), (700, 540)))


def _days(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or int(text[:9]) > MAX_DAYS:
        raise BadValue(Reason.NOT_A_NUMBER_OF_DAYS, value=text[:20], limit=MAX_DAYS)
    return int(text)


def _last_sale(today: date) -> date:
    """The big sale that was last: 618 or Double 11."""
    sales = [
        date(year, month, day)
        for year in (today.year - 1, today.year)
        for month, day in ((6, 18), (11, 11))
    ]
    return max(sale for sale in sales if sale <= today)
