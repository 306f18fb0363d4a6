"""The month's end: the roll-forward that balances, what is odd, closing, and the statement."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QPushButton, QStackedWidget, QWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import AuditRule, Topic
from desktop_app.core.labels import label
from desktop_app.services import couriers, month_audits, months
from desktop_app.services.month_audits import Finding
from desktop_app.services.months import ClosedMonth
from desktop_app.services.roll_forwards import RollForward
from desktop_app.services.store import Changes
from desktop_app.views import boxes, cards
from desktop_app.views.claims_roll_forward import RollForwardCard
from desktop_app.views.claims_statement import StatementButtons
from desktop_app.views.claims_words import chip, month, put_chip, recent_months
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.flow import FlowLayout
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.rows_model import Column
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone

_MONTHS = 36
_GRAVE = frozenset(
    {
        AuditRule.PAID_ABOVE_CLAIMED,
        AuditRule.PARCEL_TWICE,
        AuditRule.RECOVERED_TWICE,
        AuditRule.CLOSED_MONTH_CHANGED,
        AuditRule.NOT_BY_TERMS,
    }
)


@dataclass(frozen=True)
class Odd:
    """A finding as a row."""

    id: int
    found: Finding

    @property
    def rule(self) -> str:
        return label(self.found.rule)

    @property
    def claim(self) -> str:
        return self.found.claim_no

    def tone(self) -> Tone:
        return Tone.BAD if self.found.rule in _GRAVE else Tone.WARN


@dataclass(frozen=True)
class Looked:
    """A month as it was read."""

    month: str
    courier: str
    rows: list[RollForward]
    findings: list[Finding]
    closing: ClosedMonth | None
    history: list[ClosedMonth]


_COLUMNS: tuple[Column[Odd], ...] = (
    Column("rule", N_("What is odd"), lambda row: row.rule, 230, "rule", tone=Odd.tone),
    Column("claim", N_("Claim no."), lambda row: row.claim, 140, "claim"),
    Column("detail", N_("Detail"), lambda row: row.found.detail, 200),
)


class MonthsPage(Tab):
    """`claim_wanted` asks to show a claim, `listed` those of a month."""

    topics = frozenset({Topic.CLAIMS, Topic.COURIERS, Topic.PHOTOS})
    claim_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.month = QComboBox()
        self.courier = QComboBox()
        self.state = chip()
        self.roll = RollForwardCard()
        self.statement = StatementButtons(desk, self.chosen)
        self.close_button = QPushButton(icon("lock"), _("Close the month…"))
        self.reopen_button = QPushButton(_("Open it again…"))
        self.model: HeldRows[Odd] = HeldRows(_COLUMNS, self)
        self.audit = view_of(desk, self.model, "month-audit", _("What is odd this month"))
        self.odd = cards.words("", "heading")
        self.rules: dict[AuditRule, QPushButton] = {}
        self._findings: list[Finding] = []
        self.history = cards.Card(_("Closings"))
        self.looked: Looked | None = None
        self._asked = 0
        self._odd_stack = QStackedWidget()
        self._build()
        self._connect()
        self.setFocusProxy(self.month)

    def chosen(self) -> tuple[str, str]:
        """The month and the courier's code (empty for all) that are looked at."""
        return str(self.month.currentData()), str(self.courier.currentData() or "")

    @override
    def refresh(self, changes: Changes) -> None:
        self._fill_couriers()
        self.look()

    @override
    def run_errand(self, errand: Errand) -> None:
        """Shows a month such as 2026-09."""
        self.show_month(errand.thing)

    def show_month(self, wanted: str, courier: str = "") -> None:
        """Shows a month, of one courier or of all."""
        if self.month.findData(wanted) < 0:
            self.month.addItem(month(wanted), wanted)
        self.month.setCurrentIndex(self.month.findData(wanted))
        self.courier.setCurrentIndex(max(0, self.courier.findData(courier)))
        self.look()

    def look(self) -> None:
        """Reads the month in a job."""
        self._asked += 1
        wanted, courier = self.chosen()
        store = self.desk.store

        def work(_track: Any) -> Looked:
            return Looked(
                wanted,
                courier,
                months.roll_forward(store, wanted, courier),
                month_audits.audit(store, wanted, courier),
                months.closing_of(store, wanted),
                months.history(store),
            )

        self.desk.read(work, partial(self._take, self._asked))

    def close_month(self) -> None:
        """Closes the month after asking; what is odd is said once more."""
        wanted, _courier = self.chosen()
        count = len(self.looked.findings) if self.looked else 0
        detail = _("Nothing can be entered in it then; later changes go into a later month.")
        if count:
            words = ngettext(
                "%(count)s thing in it is odd.", "%(count)s things in it are odd.", count
            )
            detail = f"{words % {'count': count}} {detail}"
        question = _("Close %(month)s?") % {"month": month(wanted)}
        if self.desk.prompts.confirm(self, question, _("Close the month"), detail):
            closed = self.desk.attempt(lambda: months.close(self.desk.store, wanted))
            if closed is not None:
                self.desk.say(_("%(month)s is closed.") % {"month": month(wanted)})
                self.look()

    def reopen_month(self) -> None:
        """Opens the month again, for a reason that stays on record."""
        wanted, _courier = self.chosen()
        question = _("Why is %(month)s opened again? The reason stays on record.")
        reason = self.desk.prompts.text(self, question % {"month": month(wanted)})
        if reason is not None:
            opened = self.desk.attempt(lambda: months.reopen(self.desk.store, wanted, reason))
            if opened is not None:
                self.desk.say(_("%(month)s is open again.") % {"month": month(wanted)})
                self.look()

    def _take(self, asked: int, looked: Looked) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.looked = looked
        closing = looked.closing
        if closing is None:
            put_chip(self.state, _("Month open"), Tone.PLAIN)
        else:
            words = _("Closed %(at)s by %(who)s") % {
                "at": dates.moment(closing.closed_at),
                "who": closing.who or "–",
            }
            put_chip(self.state, words, Tone.GOOD)
        self.close_button.setVisible(closing is None)
        self.close_button.setEnabled(not looked.courier)
        self.reopen_button.setVisible(closing is not None)
        self.roll.show_rows(looked.rows)
        self._show_findings(looked.findings)
        self._show_history(looked.history)

    def _filter(self, rule: AuditRule, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        """One rule at a time, or all again."""
        for known, chip_ in self.rules.items():
            chip_.setChecked(known is rule and chip_.isChecked())
        self._list_findings()

    def _list_findings(self) -> None:
        chosen, wanted = (
            self.audit.ids_chosen(),
            [rule for rule, chip_ in self.rules.items() if chip_.isChecked()],
        )
        self.model.show_rows(
            Odd(place, found)
            for place, found in enumerate(self._findings, 1)
            if not wanted or found.rule in wanted
        )
        if chosen:
            self.audit.choose(chosen[0])

    def _show_findings(self, findings: list[Finding]) -> None:
        self._findings = findings
        counts = Counter(found.rule for found in findings)
        for rule, chip_ in self.rules.items():
            chip_.setText(f"{label(rule)} {counts[rule]:,}")
            chip_.setVisible(bool(counts[rule]))
            chip_.setChecked(chip_.isChecked() and bool(counts[rule]))
        self._list_findings()
        count = len(findings)
        words = ngettext("%(count)s thing is odd", "%(count)s things are odd", count)
        self.odd.setText(words % {"count": f"{count:,}"} if count else _("Nothing is odd"))
        self._odd_stack.setCurrentIndex(0 if count else 1)

    def _show_history(self, history: list[ClosedMonth]) -> None:
        self.history.clear()
        lines = []
        for one in history:
            told = _("closed %(at)s by %(who)s") % {
                "at": dates.moment(one.closed_at),
                "who": one.who or "–",
            }
            if one.reopened_at is not None:
                told += " · " + _("opened again %(at)s: %(reason)s") % {
                    "at": dates.moment(one.reopened_at),
                    "reason": one.reopen_reason,
                }
            lines.append((month(one.month), told))
        self.history.body.addWidget(cards.pairs(lines))
        self.history.setVisible(bool(lines))

    def _fill_couriers(self) -> None:
        chosen = self.courier.currentData()
        self.courier.clear()
        self.courier.addItem(_("All couriers"), "")
        for row in couriers.rows(self.desk.store, retired=True):
            self.courier.addItem(couriers.name_of(row), row.code)
        self.courier.setCurrentIndex(max(0, self.courier.findData(chosen)))

    def _connect(self) -> None:
        self.month.activated.connect(lambda _place: self.look())
        self.courier.activated.connect(lambda _place: self.look())
        self.close_button.clicked.connect(self.close_month)
        self.reopen_button.clicked.connect(self.reopen_month)
        self.audit.opened.connect(lambda row: self.claim_wanted.emit(row.claim) if row else None)

    def _build(self) -> None:
        for wanted in recent_months(_MONTHS):
            self.month.addItem(month(wanted), wanted)
        self.month.setAccessibleName(_("Month"))
        self.courier.setAccessibleName(_("Courier"))
        head = boxes.line(
            *(self.month, self.courier, self.state, None),
            *(self.statement, self.reopen_button, self.close_button),
        )
        nothing = Empty(
            _("Nothing is odd"),
            _("Every claim of the month was looked at: amounts, days, proofs, payments."),
            "check",
        )
        self._odd_stack.addWidget(self.audit)
        self._odd_stack.addWidget(empty_place(nothing))
        left = boxes.held(boxes.stack(self.roll, self.history, None))
        right = boxes.held(
            boxes.stack(self.odd, self._rule_chips(), self._odd_stack, grows=self._odd_stack)
        )
        split = boxes.split(left, right, (620, 620))
        boxes.page(self, boxes.stack(head, split, spacing=10, grows=split))

    def _rule_chips(self) -> QWidget:
        row = QWidget()
        flow = FlowLayout(row)
        for rule in AuditRule:
            button = QPushButton(label(rule))
            button.setCheckable(True)
            button.setProperty("filter", True)
            button.clicked.connect(partial(self._filter, rule))
            flow.addWidget(button)
            self.rules[rule] = button
        return row
