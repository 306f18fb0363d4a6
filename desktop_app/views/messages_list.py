"""The list of messages with its filters."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label_of
from desktop_app.services import message_lists
from desktop_app.services.message_lists import MessageFilter, MessageRow
from desktop_app.views import messages_words as shown
from desktop_app.views.desk import Desk
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane
from desktop_app.views.rows_model import Column, RowsModel

_SHOWN = {
    "due": N_("Due"),
    "later": N_("Later"),
    "done": N_("Done"),
    "skipped": N_("Skipped"),
    "untold": N_("Movement not told"),
}
_USUAL = frozenset({"due"})
_COLUMNS = (
    Column[MessageRow]("state", N_("State"), shown.state, 104, "state", tone=shown.tone),
    Column[MessageRow]("day", N_("Day"), shown.day, 122, "due_on"),
    Column[MessageRow]("buyer", N_("Buyer"), lambda row: row.buyer, 112, "buyer"),
    Column[MessageRow]("what", N_("Message"), shown.what, 200, "rule"),
    Column[MessageRow](
        "order", N_("Order or case"), lambda row: row.case_no or row.order_no, 164, "order_no"
    ),
    Column[MessageRow]("tracking", N_("Tracking no."), lambda row: row.tracking, 140, "tracking"),
    Column[MessageRow](
        "platform",
        N_("Platform"),
        lambda row: label_of(Platform, row.platform),
        96,
        "platform",
        hidden=True,
    ),
)


class _Pane(ListPane):
    """What is due is the list as it is meant to be: nothing there isn't due to a filter."""

    chips: FilterChips

    @override
    def narrowed(self) -> bool:
        return bool(self.text()) or self.chips.codes() != _USUAL

    @override
    def clear_filters(self) -> None:
        self.search.clear()
        self.chips.set_codes(_USUAL)
        self.reload()


class MessagesList(QWidget):
    """Shows what is due to begin with. `filled` tells that the list has come."""

    filled = Signal()

    def __init__(self, desk: Desk, empty: Empty) -> None:
        super().__init__()
        self._desk = desk
        self.chips = FilterChips(
            _("Show"), [(code, _(text)) for code, text in _SHOWN.items()], single=True
        )
        self.chips.set_codes(_USUAL)
        model = RowsModel(_COLUMNS, partial(message_lists.rows, desk.store), self)
        self.pane = _Pane(desk, "messages", model, self._find, empty)
        self.pane.view.setAccessibleName(_("Messages"))
        self.pane.chips = self.chips
        self.view = self.pane.view
        self.pane.add_filters(self.chips)
        self.pane.filled.connect(self.filled)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.pane)

    def reload(self) -> None:
        """Fetches the ids anew, and the counts on the chips."""
        found: dict[str, int] = self._desk.attempt(
            lambda: message_lists.counts(self._desk.store), {}
        )
        for code, text in _SHOWN.items():
            count = found.get(code, 0)
            self.chips.chips[code].setText(f"{_(text)} {count:,}" if count else _(text))
        self.pane.reload()

    def show_only(self, code: str, text: str = "") -> None:
        """Shows the messages of one kind that hold a text."""
        self.chips.set_codes([code] if code else ())
        self.pane.search.setText(text)
        self.reload()

    def _find(self) -> Find:
        wanted = MessageFilter(
            shown=next(iter(self.chips.codes()), ""),
            text=self.pane.text(),
            order_by=self.pane.sort_key,
            descending=self.pane.descending,
        )
        return partial(message_lists.ids, self._desk.store, wanted)
