"""The month-end statement 快递理赔对账单 (domain §4): all of it as data, and its three files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core.kinds import ClaimKind, MatchState, ValueBasis
from desktop_app.core.track import Track, everything

if TYPE_CHECKING:
    from desktop_app.documents.pages import SheetFile


@dataclass(frozen=True)
class Movement:
    """So many claims, and their money in minor units."""

    count: int = 0
    minor: int = 0


_NOTHING = Movement()


@dataclass(frozen=True, kw_only=True)
class RollForward:
    """What was owed before, what came and went, what is owed now.

    ``reduced`` is what the courier's part approvals and voided claims took off.
    """

    opening: Movement
    new: Movement
    recovered: Movement
    written_off: Movement
    reduced: Movement = _NOTHING
    closing: Movement

    @property
    def balances(self) -> bool:
        """Whether opening + new − recovered − written off − reduced is closing, both ways."""
        gone = (self.recovered, self.written_off, self.reduced)
        count = self.opening.count + self.new.count - sum(one.count for one in gone)
        minor = self.opening.minor + self.new.minor - sum(one.minor for one in gone)
        return (count, minor) == (self.closing.count, self.closing.minor)


@dataclass(frozen=True, kw_only=True)
class StatementLine:
    """One claim of the month; amounts in minor units. None is blank, which isn't nought.

    ``goods`` are product and quantity in words; ``difference_minor`` is ours less the
    courier's; ``ratio`` a fraction.
    """

    claim_no: str
    tracking_no: str
    kind: ClaimKind
    claimed_minor: int
    entered_on: date | None = None
    closed_on: date | None = None
    order_no: str = ""
    goods: str = ""
    goods_minor: int | None = None
    value_basis: ValueBasis | None = None
    freight_minor: int | None = None
    ratio: Decimal | None = None
    deductible_minor: int | None = None
    cap_minor: int | None = None
    approved_minor: int | None = None
    received_minor: int | None = None
    set_off_minor: int | None = None
    outstanding_minor: int | None = None
    difference_minor: int | None = None
    difference_reason: str = ""
    match: MatchState | None = None
    verified_by: str = ""
    verified_on: date | None = None
    voucher: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class CurrencyPart:
    """The claims of one currency, with their own totals and roll-forward: never mixed."""

    currency: str
    lines: tuple[StatementLine, ...]
    roll_forward: RollForward


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A courier's month. ``month`` is ``YYYY-MM``; without ``closed_on`` it is a draft."""

    statement_no: str
    month: str
    courier: str
    shop: str
    parts: tuple[CurrencyPart, ...]
    closed_on: date | None = None
    prepared_by: str = ""
    prepared_on: date | None = None
    language: str = "zh_CN"


def write_pdf(statement: Statement, target: Path, *, track: Track = everything) -> SheetFile:
    """Writes the statement for printing and signing: A4 across, totals in figures and capitals.

    ``track`` counts its pages. Raises FileTrouble when the file can't be written.
    """
    from desktop_app.documents import statement_form

    return statement_form.draw(statement, track).write(target)


def write_xlsx(statement: Statement, target: Path, *, track: Track = everything) -> int:
    """Writes a workbook, a sheet for each currency; returns how many lines.

    Numbers and dates are cells of their kind, long numbers texts, sums formulas that hold our
    own totals. Raises FileTrouble when the file can't be written.
    """
    from desktop_app.documents import statement_book

    return statement_book.write(statement, target, track)


def write_csv(statement: Statement, target: Path, *, track: Track = everything) -> int:
    """Writes the lines alone, the currency in each; returns how many.

    Raises FileTrouble when the file can't be written.
    """
    from desktop_app.documents import statement_book

    return statement_book.write_lines(statement, target, track)
