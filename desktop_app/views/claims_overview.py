"""Who pays, how much and how soon: by courier and month; a click lists the claims behind."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QStackedWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import money
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Topic
from desktop_app.services import claim_overview
from desktop_app.services.claim_overview import AGES, CourierMonth, Overview, Owed
from desktop_app.services.store import Changes
from desktop_app.views import boxes
from desktop_app.views.bar_charts import Bar, Columns, Stacks
from desktop_app.views.cards import Card
from desktop_app.views.claims_list import Wanted
from desktop_app.views.claims_words import amount, month, recent_months
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.rows_model import Column
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone

_MONTHS = 36
_SHOWN = 12
_GOOD, _FAIR = Decimal("0.9"), Decimal("0.7")


@dataclass(frozen=True)
class Figure:
    """A courier's row, of all months or of one."""

    id: int
    of: CourierMonth

    @property
    def name(self) -> str:
        return self.of.courier_name

    @property
    def month(self) -> str:
        return self.of.month

    @property
    def claims(self) -> int:
        return self.of.claims

    @property
    def claimed(self) -> int:
        return self.of.claimed

    @property
    def outstanding(self) -> int:
        return self.of.outstanding

    @property
    def per_thousand(self) -> Decimal | None:
        return self.of.per_thousand

    @property
    def approved(self) -> Decimal | None:
        return self.of.approved_share

    @property
    def days(self) -> Decimal | None:
        return self.of.days_to_pay

    def tone(self) -> Tone | None:
        """Who pays badly is seen at a glance."""
        share = self.of.approved_share
        if share is None:
            return None
        return Tone.GOOD if share >= _GOOD else Tone.WARN if share >= _FAIR else Tone.BAD


def _percent(share: Decimal | None) -> str:
    return "" if share is None else f"{share * 100:.0f}%"


def _plain(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


_FIGURES: tuple[Column[Figure], ...] = (
    Column("claims", N_("Count"), lambda r: f"{r.claims:,}", 62, "claims", right=True),
    Column(
        "per_thousand",
        N_("Per 1,000"),
        lambda r: "" if r.per_thousand is None else f"{r.per_thousand:.1f}",
        92,
        "per_thousand",
        right=True,
    ),
    Column(
        "claimed",
        N_("Claimed"),
        lambda r: amount(r.claimed, r.of.currency),
        92,
        "claimed",
        right=True,
    ),
    Column(
        "approved",
        N_("Approved share"),
        lambda r: _percent(r.approved),
        84,
        "approved",
        tone=Figure.tone,
    ),
    Column("days", N_("Days to pay"), lambda r: _plain(r.days), 76, "days", right=True),
    Column(
        "outstanding",
        N_("Outstanding"),
        lambda r: amount(r.outstanding, r.of.currency),
        92,
        "outstanding",
        right=True,
    ),
)
_BY_COURIER = (Column[Figure]("name", N_("Courier"), lambda r: r.name, 104, "name"), *_FIGURES)
_BY_MONTH = (
    Column[Figure]("month", N_("Month"), lambda r: month(r.month), 92, "month"),
    *_BY_COURIER,
)


class OverviewPage(Tab):
    """`listed` asks to list the claims behind a figure."""

    topics = frozenset({Topic.CLAIMS, Topic.COURIERS, Topic.ORDERS})
    listed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.since, self.until, self.currency = QComboBox(), QComboBox(), QComboBox()
        self.couriers: HeldRows[Figure] = HeldRows(_BY_COURIER, self)
        self.months: HeldRows[Figure] = HeldRows(_BY_MONTH, self)
        self.by_courier = view_of(desk, self.couriers, "overview-couriers", _("By courier"))
        self.by_month = view_of(desk, self.months, "overview-months", _("By month"))
        self.chart = Columns(_("Claimed and paid, by month"), (_("Claimed"), _("Paid")))
        ages = [_("up to %(days)s days") % {"days": days} for days in AGES]
        self.owed = Stacks(
            _("Owed today, by age"), (*ages, _("over %(days)s days") % {"days": AGES[-1]})
        )
        self.found: Overview | None = None
        self._asked = 0
        self._courier = ""
        self._charted: list[str] = []
        self._owing: list[Owed] = []
        self._body = QStackedWidget()
        self._build()
        self._connect()
        self.setFocusProxy(self.by_courier)

    @override
    def refresh(self, changes: Changes) -> None:
        self._asked += 1
        since, until = str(self.since.currentData()), str(self.until.currentData())
        since, until = min(since, until), max(since, until)
        store = self.desk.store
        self.desk.read(
            lambda _track: claim_overview.overview(store, since, until),
            partial(self._take, self._asked),
        )

    @override
    def run_errand(self, errand: Errand) -> None:
        """It has but one thing to show."""

    def _take(self, asked: int, found: Overview) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.found = found
        held = {row.currency for row in found.couriers} | {row.currency for row in found.owed}
        chosen = self.currency.currentText()
        self.currency.clear()
        self.currency.addItems([code for code in money.CURRENCIES if code in held])
        self.currency.setCurrentIndex(max(0, self.currency.findText(chosen)))
        self.currency.setVisible(len(held) > 1)
        self._body.setCurrentIndex(0 if held else 1)
        self._show()

    def _show(self) -> None:
        found, currency = self.found, self.currency.currentText()
        if found is None:
            return
        rows = [row for row in found.couriers if row.currency == currency]
        chosen = self.by_courier.rows_chosen()
        self.couriers.show_rows(Figure(place, row) for place, row in enumerate(rows, 1))
        if chosen:
            self.by_courier.choose(chosen[0].id)
        self._show_months()
        self._owing = [row for row in found.owed if row.currency == currency]
        self.owed.show_bars(
            [
                Bar(
                    row.courier_name,
                    row.amounts,
                    (
                        *(amount(part, currency) for part in row.amounts),
                        amount(row.total, currency),
                    ),
                )
                for row in self._owing
            ]
        )

    def _show_months(self) -> None:
        """The chosen courier's months, or everybody's."""
        found, currency = self.found, self.currency.currentText()
        if found is None:
            return
        rows = [
            row
            for row in found.months
            if row.currency == currency and self._courier in ("", row.courier)
        ]
        newest = sorted(rows, key=lambda row: row.month, reverse=True)
        self.months.show_rows(Figure(place, row) for place, row in enumerate(newest, 1))
        self._charted = sorted({row.month for row in rows})[-_SHOWN:]
        bars = []
        for wanted in self._charted:
            of_month = [row for row in rows if row.month == wanted]
            values = (sum(row.claimed for row in of_month), sum(row.paid for row in of_month))
            words = (_short(values[0], currency), _short(values[1], currency))
            bars.append(Bar(month(wanted), values, words))
        self.chart.show_bars(bars)

    def _pick_courier(self, row: Figure | None) -> None:
        self._courier = row.of.courier if row is not None else ""
        self._show_months()

    def _open_figure(self, row: Figure | None) -> None:
        if row is not None:
            title = " ".join(filter(None, (row.name, month(row.month) if row.month else "")))
            self.listed.emit(Wanted(ids=frozenset(row.of.behind), title=title))

    def _open_month(self, place: int, _part: int) -> None:
        wanted, currency = self._charted[place], self.currency.currentText()
        rows = self.found.months if self.found else ()
        behind = {
            claim_id
            for row in rows
            if row.month == wanted
            and row.currency == currency
            and self._courier in ("", row.courier)
            for claim_id in row.behind
        }
        self.listed.emit(Wanted(ids=frozenset(behind), title=month(wanted)))

    def _open_owed(self, place: int, part: int) -> None:
        row = self._owing[place]
        title = f"{row.courier_name} · {self.owed.series[part]}"
        self.listed.emit(Wanted(ids=frozenset(row.behind[part]), title=title))

    def _connect(self) -> None:
        for combo in (self.since, self.until):
            combo.activated.connect(lambda _place: self.refresh(Changes()))
        self.currency.activated.connect(lambda _place: self._show())
        self.by_courier.picked.connect(self._pick_courier)
        self.by_courier.opened.connect(self._open_figure)
        self.by_month.opened.connect(self._open_figure)
        self.chart.clicked.connect(self._open_month)
        self.owed.clicked.connect(self._open_owed)

    def _build(self) -> None:
        months = recent_months(_MONTHS)
        for combo, title, place in (
            (self.since, _("From"), _SHOWN - 1),
            (self.until, _("To"), 0),
        ):
            for wanted in months:
                combo.addItem(month(wanted), wanted)
            combo.setCurrentIndex(place)
            combo.setAccessibleName(title)
        self.currency.setAccessibleName(_("Currency"))
        charts = []
        for title, chart in (
            (_("Claimed and paid, by month"), self.chart),
            (_("Owed today, by age"), self.owed),
        ):
            card = Card(title)
            card.body.addWidget(chart, 1)
            charts.append(card)
        right = boxes.stack()
        for card in charts:
            right.addWidget(card, 1)
        left = boxes.stack()
        left.addWidget(self.by_courier, 3)
        left.addWidget(self.by_month, 4)
        nothing = Empty(
            _("No claims in these months"),
            _("Figures by courier and month appear as soon as claims are in the ledger."),
            "reports",
        )
        self._body.addWidget(
            boxes.split(boxes.held(left), boxes.scrolling(boxes.held(right)), (640, 600))
        )
        self._body.addWidget(empty_place(nothing))
        head = boxes.line(self.since, self.until, self.currency, None)
        boxes.page(self, boxes.stack(head, self._body, spacing=10, grows=self._body))


def _short(minor: int, currency: str) -> str:
    """An amount without its decimals, for a label over a bar."""
    return f"{money.to_decimal(minor, currency):,.0f}" if minor else ""
