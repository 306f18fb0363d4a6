"""The register of wrong shipments: list and filters left, the chosen one or a new report right."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QPushButton, QVBoxLayout
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Topic, WrongKind, WrongState
from desktop_app.core.labels import label
from desktop_app.services import registers, scans, wrong_lists
from desktop_app.services.store import Changes
from desktop_app.services.wrong_lists import WrongFilter, WrongRow
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane, beside
from desktop_app.views.menu_filter import MenuFilter
from desktop_app.views.rows_model import Column, RowsModel
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_papers import RegisterButton, Write
from desktop_app.views.weighing_wrong_form import WrongForm
from desktop_app.views.weighing_wrong_words import STATE_TONES

_COLUMNS = (
    Column[WrongRow]("no", N_("Register no."), lambda row: row.no, 134, "no"),
    Column[WrongRow](
        "state",
        N_("State"),
        lambda row: label(row.state),
        92,
        "state",
        tone=lambda row: STATE_TONES[row.state],
    ),
    Column[WrongRow]("kind", N_("Kind"), lambda row: label(row.kind), 112, "kind"),
    Column[WrongRow]("buyer", N_("Buyer"), lambda row: row.buyer, 120, "buyer"),
    Column[WrongRow]("goods", N_("Goods"), lambda row: row.goods or row.what, 220),
    Column[WrongRow](
        "stock",
        N_("Stock"),
        lambda row: _("%(count)s open") % {"count": row.open_stock} if row.open_stock else "",
        80,
        tone=lambda row: Tone.WARN if row.open_stock else None,
    ),
    Column[WrongRow](
        "reported", N_("Reported"), lambda row: dates.moment(row.reported_at), 112, "reported_at"
    ),
    Column[WrongRow]("order", N_("Order no."), lambda row: row.order_no, 168, "order_no"),
    Column[WrongRow]("case", N_("Case"), lambda row: row.case_no, 132, "case_no"),
    Column[WrongRow]("picker", N_("Packed by"), lambda row: row.picker, 90, "picker"),
    Column[WrongRow]("by", N_("Reported by"), lambda row: row.reported_by, 90, "reported_by"),
    Column[WrongRow](
        "photos", N_("Photos"), lambda row: str(row.photos or ""), 64, right=True, hidden=True
    ),
)


class WrongPage(Tab):
    """Whoever sees it reports; after-sales verifies and settles (R22)."""

    topics = frozenset({Topic.WRONG_SHIPMENTS, Topic.STOCK, Topic.CASES, Topic.PHOTOS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.states = FilterChips(_("State"), [(kind.value, label(kind)) for kind in WrongState])
        self.kinds = MenuFilter(_("Kind"), [(kind.value, label(kind)) for kind in WrongKind])
        self.new_button = QPushButton(_("Report a wrong shipment"))
        self.new_button.clicked.connect(self.begin)
        model = RowsModel(_COLUMNS, partial(wrong_lists.rows, desk.store), self)
        nothing = Empty(
            _("No wrong shipment is registered"),
            _("Whoever sees one reports the buyer and what went wrong; it is verified later."),
            "warning",
            _("Report a wrong shipment"),
            self.begin,
        )
        self.list = ListPane(desk, "wrong-shipments", model, self._find, nothing)
        self.list.view.setAccessibleName(_("Wrong shipments"))
        self.paper = RegisterButton(desk, _("Wrong shipments"), self._paper)
        self.form = WrongForm(desk)
        self._build()
        self.list.picked.connect(self._show)
        self.list.opened.connect(lambda _row: self.form.what.edit.setFocus())
        self.form.saved.connect(self._follow)
        self.form.left.connect(self.list.view.setFocus)
        self._wanted_id = 0
        self.list.filled.connect(self._choose_wanted)

    @override
    def refresh(self, changes: Changes) -> None:
        self.list.reload()

    @override
    def run_errand(self, errand: Errand) -> None:
        """``show`` finds a number; ``new`` reports, about a parcel if one is named."""
        if errand.what == "show":
            self.list.clear_filters()
            self.list.search.setText(errand.thing)
            return
        self.begin()
        if errand.thing:
            parcel = self.desk.attempt(lambda: scans.scanned(self.desk.store, errand.thing))
            if parcel is not None:
                self.form.begin_for(parcel)

    def begin(self) -> None:
        """An empty report."""
        self.list.view.clearSelection()
        self.form.begin()
        self.form.number.begin()

    def begin_from(self, check_id: int, explanation: int) -> None:
        """A report from a weight check."""
        self.list.view.clearSelection()
        self.form.begin_from(check_id, explanation)
        self.form.save_button.setFocus()

    def _show(self, row: WrongRow | None) -> None:
        if row is not None:
            self.form.show_row(row)
        elif not self.form.dirty:
            self.form.begin()

    def _follow(self, wrong_id: int) -> None:
        """Chooses in the list what was just entered, once the list knows of it."""
        self._wanted_id = wrong_id
        self.list.reload()

    def _choose_wanted(self) -> None:
        if self._wanted_id and self.list.view.choose(self._wanted_id):
            self._wanted_id = 0

    def _find(self) -> Find:
        return partial(wrong_lists.ids, self.desk.store, self._wanted())

    def _paper(self) -> Write:
        wanted = self._wanted()
        store = self.desk.store
        return lambda target, track: registers.write_wrong(store, target, wanted, track=track)

    def _wanted(self) -> WrongFilter:
        return WrongFilter(
            text=self.list.text(),
            states=frozenset(WrongState(code) for code in self.states.codes()),
            kinds=frozenset(WrongKind(code) for code in self.kinds.codes()),
            order_by=self.list.sort_key or "reported_at",
            descending=self.list.descending,
        )

    def _build(self) -> None:
        self.list.add_filters(self.states, self.kinds)
        self.list.bar.addWidget(self.paper)
        self.list.bar.addWidget(self.new_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(beside(self.list, self.form, sizes=(740, 500), least=370))
