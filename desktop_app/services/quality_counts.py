"""What buyers complained of by model, of late and before (R19).

A complaint is a case whose cause is a defect, that was opened for a defect, or whose defect the
shop has verified; one that proved to be none isn't. It counts for each model that the case is
about: the lines with damaged pieces if there are any, else all.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from peewee import JOIN, fn

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Cause, Finding
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.orders import OrderLine
from desktop_app.models.prepared import MARK, Prepared
from desktop_app.models.products import Batch, Product
from desktop_app.services import quality_sales
from desktop_app.services.quality_sales import Sales, Span
from desktop_app.services.store import Store

DEFECT_KINDS = (CaseKind.QUALITY, CaseKind.QUALITY_PAST_PERIOD)
UNSAID = "unsaid"
"""An opinion on style, size or colour, of which nobody noted on which of them."""


@dataclass(frozen=True)
class Complaint:
    """A complaint of late. ``person`` tells buyers apart: merged IDs are one."""

    case_id: int
    at: datetime
    person: str
    cause: str
    finding: str
    batch: str


@dataclass
class Model:
    """What is known of a model; complaints ``before`` count one for each buyer in so many days.

    ``early`` says that it was sold or complained of long enough ago to have a baseline of its own.
    ``batches`` counts the recent order lines whose batch is known, ``opinions`` has cases' ids.
    """

    name: str
    title: str = ""
    recent: list[Complaint] = field(default_factory=list)
    majors: list[Complaint] = field(default_factory=list)
    before: int = 0
    early: bool = False
    lines: int = 0
    lines_before: int = 0
    batches: Counter[str] = field(default_factory=Counter)
    opinions: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))


@dataclass
class Counts:
    """All models that somebody complained of or had an opinion on, and the shop as a whole.

    ``unplaced`` are complaints of late that name no product.
    """

    span: Span
    first_day: date
    models: dict[str, Model] = field(default_factory=dict)
    lines: int = 0
    lines_before: int = 0
    before: int = 0
    unplaced: int = 0

    @property
    def days_before(self) -> int:
        """How many days of the baseline the shop has been there."""
        return max(0, (self.span.recent_from - max(self.first_day, self.span.before_from)).days)

    def model(self, name: str, title: str = "") -> Model:
        """A model by its name, made if new."""
        found = self.models.get(name)
        if found is None:
            found = self.models[name] = Model(name)
        found.title = found.title or title
        return found


def count(store: Store, span: Span) -> Counts:
    """Counts complaints, opinions and sales of the days of ``span``."""
    with store.connection():
        goods, batches = _Goods(), dict(_BATCHES.rows())
        made = Counts(span, _first_day(span.today))
        _Tally(made, goods, batches).take(_rows(span))
        _add_sales(made, goods, batches, quality_sales.sales(store, span))
        _age_without_orders(made)
        return made


def people(store: Store, pairs: Iterable[tuple[int | None, int | None]]) -> list[str]:
    """Who each (buyer's id, order's id) is, as complaints tell buyers apart."""
    with store.connection():
        known = _People()
        return [known.of(buyer, order) for buyer, order in pairs]


class _Row(NamedTuple):
    """A line of a case that says something of quality; a case without lines has an empty one."""

    case: int
    at: str
    buyer: int | None
    order: int | None
    batch: int | None
    kind: str
    cause: str
    finding: str
    opinion: str
    sku: str
    title: str
    order_line: int | None
    damaged: int

    def is_defect(self) -> bool:
        if self.finding:
            return self.finding != Finding.NOT_REAL
        return self.cause == Cause.DEFECT or self.kind in DEFECT_KINDS

    def opinion_on(self) -> str:
        return self.opinion or (UNSAID if self.cause == Cause.COLOUR_SIZE_STYLE else "")


class _Goods:
    """SKU → model and title; a SKU without a model is its own."""

    def __init__(self) -> None:
        self._known = {sku: (model or sku, title) for sku, model, title in _PRODUCTS.rows()}

    def model(self, sku: str, title: str = "") -> tuple[str, str]:
        known = self._known.get(sku)
        if known is None:
            return sku or title, title
        return known if known[1] else (known[0], title)


class _People:
    """Who a buyer is, merged IDs taken together; an unknown one is told by the order."""

    def __init__(self) -> None:
        self._into: dict[int, int] = dict(_MERGED.rows())

    def of(self, buyer: int | None, order: int | None) -> str:
        if buyer is None:
            return f"order {order}" if order is not None else "?"
        seen = {buyer}
        while (other := self._into.get(buyer)) is not None and other not in seen:
            seen.add(other)
            buyer = other
        return f"buyer {buyer}"


class _Tally:
    """Counts case by case."""

    def __init__(self, made: Counts, goods: _Goods, batches: Mapping[int, str]) -> None:
        self._made, self._goods, self._batches = made, goods, batches
        self._people = _People()
        span = made.span
        self._bounds = _bounds(span)
        self._early = _start(span.early_until)
        self._major = _start(span.today - timedelta(days=span.rules.major_days - 1))
        self._seen: set[tuple[str, str, int]] = set()

    def take(self, rows: Iterable[_Row]) -> None:
        """Counts the cases of these rows; those of one case follow one another."""
        recent_from = self._bounds[-1]
        for _case, lines in groupby(rows, itemgetter(0)):
            case, about = self._about(list(lines))
            if case[1] >= recent_from:
                self._take_recent(_Row(*case), about)
            else:
                self._take_before(case, about)

    def _about(self, lines: list[_Row]) -> tuple[_Row, dict[str, str]]:
        """The case, and the models that it is about, with what they are called."""
        case = lines[0]
        if len(lines) == 1 and case[9]:
            return case, dict((self._goods.model(case[9], case[10]),))
        lines = [line for line in lines if line[12]] or lines
        about = dict(self._goods.model(line[9], line[10]) for line in lines)
        about.pop("", None)
        return lines[0], about

    def _take_recent(self, case: _Row, about: dict[str, str]) -> None:
        if said := case.opinion_on():
            for name, title in about.items():
                self._made.model(name, title).opinions[said].append(case.case)
        if not case.is_defect():
            return
        self._made.unplaced += not about
        for name, title in about.items():
            model, told = self._made.model(name, title), self._complaint(case)
            model.recent.append(told)
            model.majors += [told] * (case.finding == Finding.MAJOR)

    def _take_before(self, case: _Row, about: dict[str, str]) -> None:
        """A buyer counts once in each run of as many days as the recent ones."""
        at, person = case[1], self._people.of(case[2], case[3])
        block = bisect_right(self._bounds, at)
        for name, title in about.items():
            model, key = self._made.model(name, title), (name, person, block)
            if key not in self._seen:
                self._seen.add(key)
                model.before += 1
                self._made.before += 1
            model.early = model.early or at < self._early
            if case[7] == Finding.MAJOR and at >= self._major:
                model.majors.append(self._complaint(_Row(*case)))

    def _complaint(self, case: _Row) -> Complaint:
        batch = case.batch
        if batch is None and case.order_line is not None and self._batches:
            known = _LINE_BATCH.first(case.order_line)
            batch = known[0] if known else None
        return Complaint(
            case.case,
            clock.from_text(case.at),
            self._people.of(case.buyer, case.order),
            case.cause,
            case.finding,
            self._batches.get(batch, "") if batch else "",
        )


def _bounds(span: Span) -> list[str]:
    """Where each run of as many days as the recent ones begins, from the past to the present."""
    days = [span.recent_from]
    while days[-1] > span.before_from:
        days.append(days[-1] - timedelta(days=span.days))
    return [_start(day) for day in reversed(days)]


def _start(day: date) -> str:
    return clock.to_text(clock.start_of_day(day))


def _first_day(today: date) -> date:
    """The day of the shop's first case or order."""
    first = _FIRST_CASE.first()
    texts = [quality_sales.first_order_day(), str(first[0])[:10] if first and first[0] else ""]
    return min([today, *(date.fromisoformat(text) for text in texts if text)])


def _rows(span: Span) -> list[_Row]:
    """The lines of all cases that say something of quality, as plain tuples."""
    since, until = _start(span.before_from), _start(span.today + timedelta(days=1))
    first = _FIRST_ID.first(since)
    if first is None or first[0] is None:
        return []
    # From an id on, since ids come in the order of time but for what was entered late: that reads
    # the table in one sweep, three times as fast as by the index of days.
    rows = _ROWS.rows(_start(span.recent_from), first[0])
    return [row for row in rows if since <= row[1] < until]  # type: ignore[misc] # as tuples: faster


def _add_sales(made: Counts, goods: _Goods, batches: Mapping[int, str], sales: Sales) -> None:
    made.lines, made.lines_before = sum(sales.recent.values()), sum(sales.before.values())
    for sku, lines in sales.recent.items():
        if model := made.models.get(goods.model(sku)[0]):
            model.lines += lines
    for sku, lines in sales.before.items():
        if model := made.models.get(goods.model(sku)[0]):
            model.lines_before += lines
            model.early = model.early or sku in sales.early
    for (sku, batch), lines in sales.batches.items():
        if model := made.models.get(goods.model(sku)[0]):
            model.batches[batches.get(batch, "")] += lines


def _age_without_orders(made: Counts) -> None:
    """Without orders nobody knows since when a model is sold: the shop's own age must do."""
    if not made.lines_before:
        for model in made.models.values():
            model.early = made.first_day < made.span.early_until


_LIVE = (AfterSalesCase.deleted_at.is_null(), AfterSalesCase.merged_into.is_null())
_FIRST_CASE = Prepared(AfterSalesCase.select(fn.MIN(AfterSalesCase.opened_at)).where(*_LIVE))
_FIRST_ID = Prepared(
    AfterSalesCase.select(fn.MIN(AfterSalesCase.id)).where(*_LIVE, AfterSalesCase.opened_at >= MARK)
)
_DEFECTS = (
    AfterSalesCase.kind.in_(DEFECT_KINDS)
    | (AfterSalesCase.cause == Cause.DEFECT)
    | AfterSalesCase.finding.in_([Finding.REAL, Finding.MAJOR])
) & (AfterSalesCase.finding != Finding.NOT_REAL)
_OPINIONS = (AfterSalesCase.cause == Cause.COLOUR_SIZE_STYLE) | (AfterSalesCase.opinion != "")
_ROWS = Prepared(
    AfterSalesCase.select(
        *(AfterSalesCase.id, AfterSalesCase.opened_at, AfterSalesCase.buyer),
        *(AfterSalesCase.order, AfterSalesCase.batch, AfterSalesCase.kind),
        *(AfterSalesCase.cause, AfterSalesCase.finding, AfterSalesCase.opinion),
        *(fn.COALESCE(CaseLine.sku, ""), fn.COALESCE(CaseLine.title, ""), CaseLine.order_line),
        fn.COALESCE(CaseLine.received_damaged + CaseLine.returned_damaged, 0),
    )
    .join(CaseLine, JOIN.LEFT_OUTER)
    .where(
        *_LIVE,
        _DEFECTS | (_OPINIONS & (AfterSalesCase.opened_at >= MARK)),
        AfterSalesCase.id >= MARK,
    )
)
_LINE_BATCH = Prepared(OrderLine.select(OrderLine.batch).where(OrderLine.id == MARK))
_MERGED = Prepared(Buyer.select(Buyer.id, Buyer.merged_into).where(~Buyer.merged_into.is_null()))
_PRODUCTS = Prepared(Product.select(Product.sku, Product.model, Product.title))
_BATCHES = Prepared(Batch.select(Batch.id, Batch.batch_no))
