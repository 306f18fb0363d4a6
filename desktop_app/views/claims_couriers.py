"""The couriers a shop works with, and its contract with each: what isn't entered stays blank."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QStackedWidget
from typing_extensions import override

from desktop_app.core import clock
from desktop_app.core import couriers as rules
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Topic
from desktop_app.services import couriers
from desktop_app.services.couriers import CourierRow, Terms
from desktop_app.services.store import Changes
from desktop_app.views import boxes
from desktop_app.views.claims_courier_cards import CourierCard, TermsCard
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.forms_dialog import FormsDialog
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.rows_model import Column
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone


@dataclass(frozen=True)
class Known:
    """A courier of the list: the shop's own, or one that only the program knows yet."""

    id: int
    code: str
    name: str
    hotline: str
    own: CourierRow | None
    terms: Terms | None

    @property
    def state(self) -> str:
        if self.own is None:
            return _("Not used yet")
        if self.own.retired:
            return _("No longer used")
        return _("Terms entered") if self.terms is not None else _("Terms blank")

    def tone(self) -> Tone:
        if self.own is None or self.own.retired:
            return Tone.MUTED
        return Tone.GOOD if self.terms is not None else Tone.WARN


_COLUMNS: tuple[Column[Known], ...] = (
    Column("name", N_("Courier"), lambda row: row.name, 130, "name"),
    Column("state", N_("Contract"), lambda row: row.state, 110, "state", tone=Known.tone),
    Column("hotline", N_("Hotline"), lambda row: row.hotline, 110),
    Column(
        "filing",
        N_("File within"),
        lambda row: _days(row.terms.filing_days if row.terms else None),
        90,
        right=True,
    ),
    Column(
        "answer",
        N_("Answer within"),
        lambda row: _days(row.terms.answer_days if row.terms else None),
        90,
        right=True,
    ),
)


class CouriersPage(Tab):
    """List of couriers, and the chosen one's details and terms."""

    topics = frozenset({Topic.COURIERS})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model: HeldRows[Known] = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "couriers", _("Couriers"))
        self.card = CourierCard(desk)
        self.terms = TermsCard(desk)
        self.forms = QPushButton(_("Couriers' own forms…"))
        self.add = QPushButton(_("Add a courier…"))
        self._side = QStackedWidget()
        self._build()
        self.setFocusProxy(self.view)
        self.view.picked.connect(self._pick)
        self.view.opened.connect(lambda _row: self.terms.begin())
        self.forms.clicked.connect(self.open_forms)
        self.add.clicked.connect(self.add_courier)
        self.card.saved.connect(self._kept)
        self.terms.saved.connect(self._kept)

    @override
    def refresh(self, changes: Changes) -> None:
        chosen = self.view.rows_chosen()
        self.model.show_rows(_known(self.desk))
        if chosen:
            self.show_courier(chosen[0].code)

    @override
    def run_errand(self, errand: Errand) -> None:
        """Shows a courier by its code."""
        self.show_courier(errand.thing)

    def show_courier(self, code: str) -> None:
        """Chooses a courier in the list."""
        for row in self.model.held():
            if row.code == code:
                self.view.choose(row.id)

    def add_courier(self) -> None:
        """Adds a courier that the program doesn't know."""
        name = self.desk.prompts.text(self, _("The courier's name"))
        if name is not None:
            made = self.desk.attempt(lambda: couriers.add(self.desk.store, name))
            if made is not None:
                self._kept(made.code)

    def open_forms(self) -> FormsDialog:
        """Lets the person lay out couriers' own forms; they can be chosen here at once."""
        dialog = FormsDialog(self.desk, "", self.window())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.changed.connect(self.card.list_forms)
        dialog.open()
        return dialog

    def _kept(self, code: str) -> None:
        self.model.show_rows(_known(self.desk))
        self.show_courier(code)

    def _pick(self, row: Known | None) -> None:
        if row is None:
            return
        self._side.setCurrentIndex(1)
        own = row.own
        if own is None:
            rule = rules.known()[row.code]
            own = CourierRow(0, row.code, row.name, hotline=rule.hotline, form=rule.form)
        self.card.show_courier(own)
        self.terms.show_terms(row.code, couriers.terms(self.desk.store, row.code))

    def _build(self) -> None:
        hint = Empty(
            _("Choose a courier"),
            _("Enter what your contract says; until then its limits stay blank."),
            "truck",
        )
        self._side.addWidget(empty_place(hint))
        parts = boxes.stack(self.terms, self.card, None)
        parts.setContentsMargins(0, 0, 4, 0)
        self._side.addWidget(boxes.scrolling(boxes.held(parts)))
        left = boxes.stack(boxes.line(None, self.forms, self.add), self.view, grows=self.view)
        split = boxes.split(boxes.held(left), self._side, (580, 660))
        boxes.page(self, boxes.stack(split, grows=split))


def _known(desk: Desk) -> list[Known]:
    own = {row.code: row for row in couriers.rows(desk.store, retired=True)}
    codes = [*own, *(code for code in rules.known() if code not in own)]
    names = dict(couriers.choices(desk.store))
    today = clock.today()
    found = []
    for place, code in enumerate(codes, 1):
        row, rule = own.get(code), rules.known().get(code)
        found.append(
            Known(
                id=place,
                code=code,
                name=couriers.name_of(row) if row else names.get(code, code),
                hotline=row.hotline if row else rule.hotline if rule else "",
                own=row,
                terms=couriers.terms_on(desk.store, row.id, today) if row else None,
            )
        )
    return found


def _days(days: int | None) -> str:
    return "" if days is None else _("%(count)s d") % {"count": days}
