"""The registers of problem parcels (问题件) and returned parcels (退回件), R39."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout
from typing_extensions import override

from desktop_app.core import dates, money
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import ParcelKind, Topic
from desktop_app.core.labels import label
from desktop_app.services import parcel_lists, registers
from desktop_app.services.parcel_lists import ParcelFilter, ParcelRow
from desktop_app.services.store import Changes
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane, beside
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.tab import Tab
from desktop_app.views.weighing_papers import RegisterButton, Write
from desktop_app.views.weighing_parcel_form import ParcelForm, state


def _pieces(row: ParcelRow) -> str:
    total = "" if row.quantity is None else str(row.quantity)
    if not (row.good or row.damaged):
        return total
    apart = _("%(good)s good, %(damaged)s damaged") % {"good": row.good, "damaged": row.damaged}
    return f"{total} ({apart})" if total else apart


def _amount(row: ParcelRow) -> str:
    return money.text_or_none(row.amount_minor, row.currency) or ""


_COLUMNS = (
    Column[ParcelRow]("kind", N_("Register"), lambda row: label(row.kind), 116, "kind"),
    Column[ParcelRow](
        "state", N_("State"), lambda row: state(row)[0], 118, tone=lambda row: state(row)[1]
    ),
    Column[ParcelRow]("tracking", N_("Tracking no."), lambda row: row.tracking, 146, "tracking"),
    Column[ParcelRow]("order", N_("Order no."), lambda row: row.order_no, 168, "order_no"),
    Column[ParcelRow](
        "bought", N_("Bought on"), lambda row: row.purchased_on or "", 92, "purchased_on"
    ),
    Column[ParcelRow]("product", N_("Product"), lambda row: row.product, 190, "product"),
    Column[ParcelRow]("pieces", N_("Pieces"), _pieces, 96, "quantity"),
    Column[ParcelRow]("amount", N_("Amount"), _amount, 84, "amount_minor", right=True),
    Column[ParcelRow]("buyer", N_("Buyer"), lambda row: row.buyer, 110),
    Column[ParcelRow](
        "entered", N_("Entered"), lambda row: dates.moment(row.entered_at), 112, "entered_at"
    ),
    Column[ParcelRow]("note", N_("Note"), lambda row: row.note, 160, "note"),
    Column[ParcelRow]("case", N_("Case"), lambda row: row.case_no, 132),
)


class ParcelsPage(Tab):
    """Both registers in one list, told apart by chips."""

    topics = frozenset({Topic.PARCELS, Topic.ORDERS, Topic.CASES})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted_id = 0
        self.kinds = FilterChips(
            _("Register"), [(kind.value, label(kind)) for kind in ParcelKind], single=True
        )
        self.owned = FilterChips(
            _("Owner"), [("yes", _("Owner known")), ("no", _("No owner yet"))], single=True
        )
        self.settled = FilterChips(
            _("State"), [("no", _("Open")), ("yes", _("Dealt with"))], single=True
        )
        self.new_button = QPushButton(_("Enter a parcel"))
        self.new_button.clicked.connect(self.begin)
        model = RowsModel(_COLUMNS, partial(parcel_lists.rows, desk.store), self)
        nothing = Empty(
            _("No parcel is in the registers"),
            _("Scan a parcel that came back or makes trouble; whose it is is looked for."),
            "box",
            _("Enter a parcel"),
            self.begin,
        )
        self.list = ListPane(desk, "parcels", model, self._find, nothing)
        self.list.view.setAccessibleName(_("Problem and returned parcels"))
        self.paper = RegisterButton(desk, _("Problem and returned parcels"), self._paper)
        self.form = ParcelForm(desk)
        self._build()
        self.list.picked.connect(self._show)
        self.list.opened.connect(lambda _row: self.form.tracking.edit.setFocus())
        self.list.filled.connect(self._choose_wanted)
        self.form.saved.connect(self._follow)
        self.form.left.connect(self.list.view.setFocus)

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        """``new`` enters a parcel, by its tracking number if one is named.

        ``problem`` and ``returned`` enter one in that register.
        """
        if errand.what == "show":
            self.list.clear_filters()
            self.list.search.setText(errand.thing)
            return
        self.begin()
        if errand.what in set(ParcelKind):
            self.form.begin(ParcelKind(errand.what))
        self.form.tracking.set_text(errand.thing)

    @override
    def take_scan(self, number: str) -> bool:
        """Shows the parcel with this number, or begins to enter it."""
        if not parcel_lists.ids(self.desk.store, ParcelFilter(text=number)):
            self.begin()
            self.form.tracking.set_text(number)
            self.form.dirty = True
        else:
            self.list.clear_filters()
            self.list.search.setText(number)
        return True

    def begin(self) -> None:
        """An empty line, in the register that is looked at."""
        self.list.view.clearSelection()
        self.form.begin(ParcelKind(next(iter(self.kinds.codes()), ParcelKind.RETURNED.value)))
        self.form.tracking.edit.setFocus()

    def _show(self, row: ParcelRow | None) -> None:
        if row is not None:
            self.form.show_row(row)
        elif not self.form.dirty:
            self.form.begin(ParcelKind.RETURNED)

    def _follow(self, parcel_id: int) -> None:
        self._wanted_id = parcel_id
        self.list.reload()

    def _choose_wanted(self) -> None:
        if self._wanted_id and self.list.view.choose(self._wanted_id):
            self._wanted_id = 0

    def _find(self) -> Find:
        return partial(parcel_lists.ids, self.desk.store, self._wanted())

    def _paper(self) -> Write:
        wanted = self._wanted()
        store = self.desk.store
        return lambda target, track: registers.write_parcels(store, target, wanted, track=track)

    def _wanted(self) -> ParcelFilter:
        kind = next(iter(self.kinds.codes()), "")
        return ParcelFilter(
            text=self.list.text(),
            kind=ParcelKind(kind) if kind else None,
            owned=_yes(self.owned),
            settled=_yes(self.settled),
            order_by=self.list.sort_key or "entered_at",
            descending=self.list.descending,
        )

    def _build(self) -> None:
        self.list.add_filters(self.kinds, self.owned, self.settled)
        self.list.bar.addWidget(self.paper)
        self.list.bar.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(beside(self.list, self.form, sizes=(760, 480), least=380))


def _yes(chips: FilterChips) -> bool | None:
    code = next(iter(chips.codes()), "")
    return None if not code else code == "yes"
