"""Reads a courier's settlement file or bill line by line; nothing is guessed, nothing left out.

A line that can't be read is refused with its reason, an odd one is kept with its doubts.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path

from desktop_app.core import money, waybills
from desktop_app.core.errors import BadValue, FileTrouble, Reason, UserError
from desktop_app.core.kinds import PaymentKind
from desktop_app.core.kinds import SettlementDoubt as Doubt
from desktop_app.core.track import Track, everything
from desktop_app.services import settlement_cells as cells
from desktop_app.services import table_files
from desktop_app.services.settlement_formats import AMOUNTS, WEIGHTS, Mapped, Profile, mapped
from desktop_app.services.table_files import Row, Table

_HEADER_ROWS = 50
_SEEN_AT_MOST = 12
_TEXTS = ("status", "reason", "note", "period", "courier")
_CENT = 1  # a minor unit of rounding in the courier's own product


@dataclass(frozen=True)
class Line:
    """One line of the file. Amounts are minor units, weights grams; None is what it doesn't say.

    ``paid`` is below nought for money taken back. An amount in brackets may be that or a mistake:
    it is in ``bracketed``, below nought, and isn't taken as paid. ``raw`` is the line as it
    stood, ``courier`` and ``currency`` those that the file was read for.
    """

    row: int
    trackings: tuple[str, ...] = ()
    claim_no: str = ""
    order_no: str = ""
    paid: int | None = None
    bracketed: int | None = None
    claimed: int | None = None
    goods: int | None = None
    ratio: Decimal | None = None
    deductible: int | None = None
    freight: int | None = None
    settled_on: str | None = None
    shipped_on: str | None = None
    weights: Mapping[str, int] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    raw: Mapping[str, str] = field(default_factory=dict)
    courier: str = ""
    currency: str = "CNY"

    @property
    def tracking(self) -> str:
        """The first tracking number."""
        return self.trackings[0] if self.trackings else ""

    @cached_property
    def fingerprint(self) -> str:
        """What knows the line again in another file of the same courier."""
        paid = self.freight if self.paid is None else self.paid
        parts = (
            self.courier,
            *self.trackings,
            self.claim_no,
            self.order_no,
            str(self.bracketed if paid is None else paid),
            str(self.settled_on or self.shipped_on),
            self.texts.get("period", ""),
            self.currency,
        )
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True)
class RefusedLine:
    """A line that counts for nothing, and why."""

    row: int
    error: UserError
    tracking: str = ""


@dataclass(frozen=True)
class Total:
    """A column's total as the file states it, and as its lines add up."""

    column: str
    stated: int
    summed: int

    @property
    def agrees(self) -> bool:
        return self.stated == self.summed


@dataclass(frozen=True)
class SettlementSheet:
    """A file that was read: its lines, what was refused, and its totals row against them."""

    name: str
    sha256: str
    sheet: str
    format: str
    pays: PaymentKind | None
    currency: str
    headers: tuple[str, ...]
    columns: Mapping[str, str]
    lines: tuple[Line, ...]
    refused: tuple[RefusedLine, ...]
    totals: tuple[Total, ...]
    doubts: Mapping[int, tuple[Doubt, ...]]


def read(
    path: Path,
    *,
    courier: str = "",
    currency: str = "CNY",
    profile: Profile | None = None,
    track: Track = everything,
) -> SettlementSheet:
    """Reads a courier's file. ``courier`` is its code; ``profile`` the columns if told.

    Raises FileTrouble for a file that is no table or damaged, and for one without a header
    that is understood (its columns are in ``data["seen"]``).
    """
    file = table_files.read(path)
    table, start, header = _chosen(file.tables, profile, path.name)
    reader = _Reader(header, currency, courier)
    for row in track(table.rows(), table.count):
        if row[0] > start:
            reader.take(row)
    return SettlementSheet(
        name=file.name,
        sha256=file.sha256,
        sheet=table.name,
        format=header.profile.name,
        pays=header.pays,
        currency=currency,
        headers=header.headers,
        columns={name: header.headers[place] for name, place in header.places.items()},
        lines=tuple(reader.lines),
        refused=tuple(reader.refused),
        totals=reader.totals(),
        doubts=reader.doubts,
    )


def headers(path: Path) -> tuple[str, ...]:
    """The file's likeliest header row, for the person to map. Raises FileTrouble."""
    file = table_files.read(path)
    return _widest(file.tables)


def _chosen(
    tables: Sequence[Table], profile: Profile | None, name: str
) -> tuple[Table, int, Mapped]:
    """The table with lines, not its summary: of all that are understood the longest."""
    found = [(table, *held) for table in tables if (held := _header_of(table, profile)) is not None]
    if not found:
        seen = tuple(_widest(tables)[:_SEEN_AT_MOST])
        raise FileTrouble(Reason.NO_SETTLEMENT_HEADER, path=name, seen=seen)
    return max(found, key=lambda item: (len(item[2].places) > 1, item[0].count))


def _header_of(table: Table, profile: Profile | None) -> tuple[int, Mapped] | None:
    for number, row in _head(table):
        header = mapped(row, profile)
        if header is not None:
            return number, header
    return None


def _head(table: Table) -> Iterator[Row]:
    for number, row in table.rows():
        if number > _HEADER_ROWS:
            return
        yield number, row


def _widest(tables: Sequence[Table]) -> tuple[str, ...]:
    rows = [row for table in tables for _number, row in _head(table)]
    fullest = max(rows, key=lambda row: sum(bool(cell.strip()) for cell in row), default=[])
    return tuple(cell.strip() for cell in fullest if cell.strip())


class _Reader:
    """Reads the rows below a header one after another."""

    def __init__(self, header: Mapped, currency: str, courier: str) -> None:
        self._header, self._currency, self._courier = header, currency, courier
        self._header_cells = [name.strip() for name in header.headers]
        self._stated: dict[str, int] = {}
        self._once: Counter[str] = Counter()
        self._again: Counter[str] = Counter()
        self._seen: dict[str, int] = {}
        self.lines: list[Line] = []
        self.refused: list[RefusedLine] = []
        self.doubts: dict[int, tuple[Doubt, ...]] = {}

    def take(self, row: Row) -> None:
        number, found = row
        if not any(cell.strip() for cell in found) or self._is_header(found):
            return
        if table_files.is_total(found):
            self._take_total(found)
            return
        try:
            line = self._line(number, found)
        except BadValue as error:
            self.refused.append(RefusedLine(number, error, self._cell(found, "tracking")))
            return
        if line is not None:
            self._keep(line)

    def totals(self) -> tuple[Total, ...]:
        """Each column that the totals row names, against its lines.

        Couriers count a line that stands twice once or twice; either agrees.
        """
        headers, places = self._header.headers, self._header.places
        totals = []
        for name, stated in self._stated.items():
            both = self._once[name] + self._again[name]
            summed = both if stated == both else self._once[name]
            totals.append(Total(headers[places[name]], stated, summed))
        return tuple(totals)

    def _keep(self, line: Line) -> None:
        first = self._seen.setdefault(line.fingerprint, line.row)
        sums = self._once if first == line.row else self._again
        for name in AMOUNTS:
            sums[name] += getattr(line, name) or 0
        if first != line.row:
            self._doubt(line.row, (Doubt.TWICE,))
            error = BadValue(Reason.LINE_TWICE, first=first)
            self.refused.append(RefusedLine(line.row, error, line.tracking))
            return
        self._doubt(line.row, line.doubts)
        self.lines.append(line)

    def _doubt(self, row: int, doubts: tuple[Doubt, ...]) -> None:
        if doubts:
            self.doubts[row] = doubts

    def _is_header(self, found: Sequence[str]) -> bool:
        """Files glued together, and sheets printed page by page, repeat their header."""
        names = self._header_cells
        return found[0].strip() == names[0] and [cell.strip() for cell in found] == names

    def _take_total(self, found: Sequence[str]) -> None:
        for name in AMOUNTS:
            text = self._cell(found, name)
            try:
                stated = cells.amount(text, self._currency)
            except BadValue:
                continue
            if stated is not None:
                self._stated[name] = stated

    def _line(self, number: int, found: Sequence[str]) -> Line | None:
        paid, claimed, goods, deductible, freight = (self._amount(found, name) for name in AMOUNTS)
        trackings = _numbers(self._cell(found, "tracking"))
        claim_no = cells.number(self._cell(found, "claim_no"))
        order_no = cells.number(self._cell(found, "order_no"))
        if not (trackings or claim_no or order_no):
            if (paid, claimed, goods, freight) == (None, None, None, None):
                return None  # a remark or a signature below the table
            raise BadValue(Reason.VALUE_MISSING, field="tracking")
        line = Line(
            row=number,
            trackings=trackings,
            claim_no=claim_no,
            order_no=order_no,
            paid=paid,
            claimed=claimed,
            goods=goods,
            deductible=deductible,
            freight=freight,
            ratio=cells.ratio(self._cell(found, "ratio")),
            settled_on=cells.day(self._cell(found, "settled_on")),
            shipped_on=cells.day(self._cell(found, "shipped_on")),
            weights=self._weights(found),
            texts={name: text for name in _TEXTS if (text := self._cell(found, name))},
            raw={name: text for name, text in self._named(found) if text.strip()},
            courier=self._courier,
            currency=self._currency,
        )
        return self._judged(line, self._cell(found, "paid"))

    def _named(self, found: Sequence[str]) -> Iterator[tuple[str, str]]:
        pairs = zip(self._header.headers, found, strict=False)
        return (pair for pair in pairs if pair[0])

    def _amount(self, found: Sequence[str], name: str) -> int | None:
        text = self._cell(found, name)
        amount = cells.amount(text, self._currency) if text else None
        turned = name == "paid" and self._header.profile.negative
        return -amount if turned and amount is not None else amount

    def _judged(self, line: Line, paid: str) -> Line:
        """The line with its doubts; an amount that may be anything is none (blank ≠ 0)."""
        doubts = list(_doubts(line))
        if cells.in_brackets(paid) and not self._header.profile.negative:
            doubts.append(Doubt.AMOUNT_IN_BRACKETS)
            line = replace(line, paid=None, bracketed=line.paid)
        elif cells.is_placeholder(paid):
            doubts.append(Doubt.AMOUNT_PLACEHOLDER)
        return replace(line, doubts=tuple(doubts)) if doubts else line

    def _weights(self, found: Sequence[str]) -> dict[str, int]:
        unit = self._header.profile.unit
        texts = {name: text for name in WEIGHTS if (text := self._cell(found, name))}
        weights = {name: cells.grams(text, unit) for name, text in texts.items()}
        return {name: grams for name, grams in weights.items() if grams is not None}

    def _cell(self, found: Sequence[str], name: str) -> str:
        place = self._header.places.get(name)
        return found[place].strip() if place is not None and place < len(found) else ""


def _numbers(text: str) -> tuple[str, ...]:
    """The tracking numbers of a cell: one payment may be for several parcels."""
    parts = text.replace("，", ",").replace("、", ",").replace(";", ",").replace("；", ",")
    numbers = (cells.number(part) for part in parts.replace("\n", ",").split(","))
    return tuple(dict.fromkeys(number for number in numbers if any(map(str.isdigit, number))))


def _doubts(line: Line) -> Iterator[Doubt]:
    if _product_is_wrong(line):
        yield Doubt.PRODUCT_WRONG
    if line.paid is not None and line.claimed is not None and line.paid > line.claimed:
        yield Doubt.PAID_ABOVE_THEIR_CLAIM
    if any(waybills.check_digit_fits(number) is False for number in line.trackings):
        yield Doubt.CHECK_DIGIT


def _product_is_wrong(line: Line) -> bool:
    """Whether the file's own amount isn't value × ratio − deductible, to a minor unit."""
    if line.goods is None or line.ratio is None or line.claimed is None:
        return False
    right = money.times(line.goods, line.ratio) - (line.deductible or 0)
    return abs(right - line.claimed) > _CENT
