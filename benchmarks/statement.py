"""How long a statement of 10,000 claims takes: to print, to calculate with, to read elsewhere."""

from __future__ import annotations

import csv
import io
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from time import perf_counter

from benchmarks._table import Row, run
from desktop_app.core.kinds import ClaimKind, MatchState, ValueBasis
from desktop_app.documents import fonts, statement
from desktop_app.documents.statement import (
    CurrencyPart,
    Movement,
    RollForward,
    Statement,
    StatementLine,
)

CLAIMS = 10_000
ROUNDS = 3


def month(claims: int) -> Statement:
    """An invented month with something in nearly every field."""
    none = Movement()
    lines = tuple(_line(number) for number in range(claims))
    roll = RollForward(
        opening=none,
        new=Movement(claims, sum(line.claimed_minor for line in lines)),
        recovered=none,
        written_off=none,
        closing=Movement(claims, sum(line.claimed_minor for line in lines)),
    )
    part = CurrencyPart(currency="CNY", lines=lines, roll_forward=roll)
    return Statement(
        statement_no="DZ-202609",
        month="2026-09",
        courier="中通快递",
        shop="小满女装",
        parts=(part,),
        closed_on=date(2026, 10, 3),
    )


def _line(number: int) -> StatementLine:
    paid = number % 3 == 1
    return StatementLine(
        claim_no=f"LP-202609-{number:05}",
        tracking_no=f"98317459{number:05}",
        kind=list(ClaimKind)[number % len(ClaimKind)],
        claimed_minor=6190 + number,
        entered_on=date(2026, 9, 1) + timedelta(days=number % 30),
        closed_on=date(2026, 9, 30) if paid else None,
        order_no=f"268914500371{number:07}",
        goods=f"法式碎花连衣裙女夏季新款 ×{number % 3 + 1}",
        goods_minor=5490 + number,
        value_basis=ValueBasis.SALE,
        freight_minor=700,
        ratio=Decimal("0.8"),
        cap_minor=100_000,
        approved_minor=6000 + number if paid else None,
        received_minor=6000 if paid else None,
        set_off_minor=number if paid else None,
        outstanding_minor=0 if paid else 6190 + number,
        difference_minor=0,
        match=list(MatchState)[number % len(MatchState)],
        verified_by="周婷",
        verified_on=date(2026, 10, 1),
        voucher=f"PZ-{number:05}",
    )


def bare_csv(month_: Statement) -> str:
    """The floor: the same values through the csv module alone."""
    out = io.StringIO()
    csv.writer(out).writerows(list(vars(line).values()) for line in month_.parts[0].lines)
    return out.getvalue()


def measured() -> list[Row]:
    fonts.register()
    whole = month(CLAIMS)
    with tempfile.TemporaryDirectory() as name:
        target = Path(name) / "statement"
        return [
            _row("PDF", lambda: statement.write_pdf(whole, target), 5.0),
            _row("XLSX", lambda: statement.write_xlsx(whole, target), 3.0),
            _beside_csv(whole, target),
        ]


def _row(kind: str, work: Callable[[], object], budget: float) -> Row:
    ours = _seconds(work)
    return Row(
        f"{CLAIMS:,} claims, {kind}", f"{ours:.2f} s", "", None, f"≤ {budget:.0f} s", ours <= budget
    )


def _beside_csv(whole: Statement, target: Path) -> Row:
    ours = _seconds(lambda: statement.write_csv(whole, target))
    floor = _seconds(lambda: bare_csv(whole))
    work = f"{CLAIMS:,} claims, CSV"
    return Row(work, f"{ours:.2f} s", f"csv alone {floor:.2f} s", ours / floor)


def _seconds(work: Callable[[], object]) -> float:
    """The best of some rounds: the machine has other things to do."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return best


def main(arguments: Sequence[str] | None = None) -> int:
    return run("statement", measured, arguments)


if __name__ == "__main__":
    sys.exit(main())
