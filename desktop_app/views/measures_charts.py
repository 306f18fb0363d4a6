"""The charts below the measures: cases by day, what they are about, how happy, what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QWidget

from desktop_app.core import dates, money
from desktop_app.core.i18n import _
from desktop_app.services import measure_exports
from desktop_app.services.measure_words import titled
from desktop_app.services.measures import Group, MonthCost, Report
from desktop_app.views.bar_charts import Bar, Columns, Stacks
from desktop_app.views.cards import Card
from desktop_app.views.claims_words import month
from desktop_app.views.desk import Desk
from desktop_app.views.list_pane import FilterChips
from desktop_app.views.measures_behind import Listing
from desktop_app.views.measures_score import ScoreCard

_MOST = 9
_SPLIT = "measures/split"


class Charts(QWidget):
    """`opened` asks to list what is behind a bar."""

    opened = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._memory = desk.memory
        self.report: Report | None = None
        self.days = Columns(_("Cases opened"), (_("Cases"),))
        self.split = Stacks(_("What cases are about"), (_("Cases"),))
        self.marks = Columns(_("Satisfaction"), (_("Cases"),))
        self.months = Columns(_("Costs by month"), (_("Costs"), _("Come back")))
        self.by = FilterChips(
            _("Counted by"), list(measure_exports.split_titles().items()), single=True
        )
        self.by.set_codes([str(self._memory.value(_SPLIT) or "cause")])
        self.currency = QComboBox()
        self.currency.setAccessibleName(_("Currency"))
        self.score = ScoreCard(desk.memory)
        self._groups: list[Group] = []
        self._months: list[MonthCost] = []
        self._days_card, self._months_card = Card(""), Card(_("Costs by month"))
        self._build()

    def show_report(self, report: Report) -> None:
        """Fills all charts."""
        self.report = report
        words = {1: _("Cases opened, by day"), 7: _("Cases opened, by week")}
        title = words.get(report.step) or _("Cases opened, in stretches of 30 days")
        self._days_card.retitle(title)
        self.days.show_bars([_bar(_short_day(group.key), group) for group in report.opened])
        marks = [_bar(f"{group.key} ★", group) for group in report.marks]
        self.marks.show_bars(marks if any(group.count for group in report.marks) else [])
        held = {one.currency for one in report.months}
        chosen = self.currency.currentText()
        self.currency.clear()
        self.currency.addItems([code for code in money.CURRENCIES if code in held])
        self.currency.setCurrentIndex(max(0, self.currency.findText(chosen)))
        self.currency.setVisible(len(held) > 1)
        self._show_split()
        self._show_months()

    def _show_split(self) -> None:
        split = next(iter(self.by.codes()), "")
        if not split:
            self.by.set_codes(["cause"])
            split = "cause"
        self._memory.setValue(_SPLIT, split)
        groups = list(self.report.splits[split]) if self.report else []
        self._groups = groups[:_MOST]
        if len(groups) > _MOST + 1:
            self._groups.append(_together(groups[_MOST:]))
        else:
            self._groups = groups
        self.split.show_bars([_bar(self._named(split, group), group) for group in self._groups])

    def _named(self, split: str, group: Group) -> str:
        if group.key == _OTHERS:
            return _("All others")
        return measure_exports.split_label(split, group.key)

    def _show_months(self) -> None:
        currency = self.currency.currentText()
        report = self.report
        self._months = [one for one in report.months if one.currency == currency] if report else []
        self.months.show_bars(
            [
                Bar(
                    month(one.month),
                    (one.lost, max(0, one.back)),
                    (_round(one.lost, currency), _round(one.back, currency)),
                )
                for one in self._months
            ]
        )

    def _open_day(self, place: int, _part: int) -> None:
        if self.report is not None:
            group = self.report.opened[place]
            self._open(titled(_("Cases opened"), _short_day(group.key)), group)

    def _open_split(self, place: int, _part: int) -> None:
        split = next(iter(self.by.codes()), "cause")
        group = self._groups[place]
        title = titled(measure_exports.split_titles()[split], self._named(split, group))
        self._open(title, group)

    def _open_mark(self, place: int, _part: int) -> None:
        if self.report is not None:
            group = self.report.marks[place]
            self._open(titled(_("Satisfaction"), group.key), group)

    def _open_month(self, place: int, _part: int) -> None:
        one = self._months[place]
        title = titled(_("Costs by month"), month(one.month))
        self.opened.emit(Listing(title, one.behind, unit=one.currency))

    def _open(self, title: str, group: Group) -> None:
        self.opened.emit(Listing(title, group.behind))

    def _build(self) -> None:
        split, marks = (
            Card(_("What the cases opened are about")),
            Card(_("Satisfaction of cases closed")),
        )
        split.top.addWidget(self.by)
        self._months_card.top.addWidget(self.currency)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(10)
        places = (
            (self._days_card, self.days, 0, 0),
            (split, self.split, 0, 1),
            (self._months_card, self.months, 1, 0),
            (marks, self.marks, 1, 1),
        )
        for card, chart, row, column in places:
            card.body.addWidget(chart, 1)
            chart.setMinimumHeight(210)
            grid.addWidget(card, row, column)
        grid.addWidget(self.score, 2, 0, 1, 2)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        self.by.changed.connect(self._show_split)
        self.currency.activated.connect(lambda _place: self._show_months())
        self.days.clicked.connect(self._open_day)
        self.split.clicked.connect(self._open_split)
        self.marks.clicked.connect(self._open_mark)
        self.months.clicked.connect(self._open_month)


_OTHERS = "\0others"


def _bar(text: str, group: Group) -> Bar:
    return Bar(text, (group.count,), (f"{group.count:,}" if group.count else "",))


def _round(minor: int, currency: str) -> str:
    """An amount without its decimals, for a label over a bar."""
    return f"{money.to_decimal(minor, currency):,.0f}" if minor else ""


def _together(groups: Sequence[Group]) -> Group:
    behind = dict.fromkeys(one for group in groups for one in group.behind)
    return Group(_OTHERS, tuple(behind))


def _short_day(text: str) -> str:
    return dates.day(date.fromisoformat(text))
