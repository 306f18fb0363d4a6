"""How long a courier's file of 50,000 lines takes against a ledger of 50,000 claims."""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from time import perf_counter
from typing import TypeVar

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks._table import Row, run
from desktop_app.core.kinds import ClaimKind
from desktop_app.models.base import database
from desktop_app.services import (
    claim_overview,
    claims,
    month_audits,
    month_locks,
    months,
    settlements,
    statements,
)
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.settlements import Asked
from desktop_app.services.store import Store, open_store

LINES = 50_000
CLAIMS = 50_000
HEAD = ("运单号", "理赔单号", "赔付金额", "结案日期", "备注")
ASKED = Asked(courier="zto", paid_on=date(2026, 9, 3))
Result = TypeVar("Result")


def fill(store: Store) -> None:
    """A ledger of claims that differ in number, parcel and amount, copied from one real claim."""
    draft = ClaimDraft(kind=ClaimKind.LOST, tracking="7500000000", courier="zto", amount_minor=6190)
    claims.open(store, draft)
    with store.transaction():
        cursor = database.execute_sql("SELECT * FROM claim")
        names = [column[0] for column in cursor.description]
        first = dict(zip(names, cursor.fetchone(), strict=True))
        listed, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        database.connection().executemany(
            f"INSERT INTO claim ({listed}) VALUES ({marks})",  # noqa: S608 - the table's own names
            (_copy(first, number) for number in range(1, CLAIMS)),
        )


def _copy(first: dict[str, object], number: int) -> list[object]:
    changed = {
        "id": number + 1,
        "no": f"LP20260901-{number:05}",
        "tracking": f"75{number:08}",
        "claimed_minor": 5000 + number % 1000,
        "stage": "filed",
    }
    return list({**first, **changed}.values())


def lines() -> list[tuple[str, str, str, str, str]]:
    """A file that pays nine claims of ten in full, one short, and knows some that we don't."""
    found = []
    for number in range(1, LINES + 1):
        minor = 5000 + number % 1000 - (100 if number % 10 == 0 else 0)
        parcel = f"75{number:08}" if number % 50 else f"76{number:08}"
        found.append((parcel, f"Z{number}", f"{minor / 100:.2f}", "2026-09-01", "已打款"))
    return found


def measured() -> list[Row]:
    rows = lines()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        store = open_store(folder / "shop")
        try:
            fill(store)
            return [
                _read(_xlsx(folder / "a.xlsx", rows), "XLSX", _calamine),
                _read(_csv(folder / "a.csv", rows), "CSV", _plain_csv),
                *_held(store, folder / "a.csv"),
            ]
        finally:
            store.close()


def _read(path: Path, kind: str, floor: Callable[[Path], object]) -> Row:
    ours, _sheet = _timed(lambda: settlements.read(path, ASKED))
    alone, _rows = _timed(lambda: floor(path))
    beside = f"{floor.__name__.strip('_').replace('_', ' ')} {alone:.2f} s"
    return Row(f"read {LINES:,} lines, {kind}", f"{ours:.2f} s", beside, ours / alone)


def _held(store: Store, path: Path) -> list[Row]:
    sheet = settlements.read(path, ASKED)
    held, found = _timed(lambda: settlements.reconcile(store, sheet, ASKED))
    assert len(found.matches) == LINES
    applied, entered = _timed(lambda: settlements.apply(store, sheet, ASKED))
    assert entered.payments == sum(match.enters for match in found.matches)
    again, nothing = _timed(lambda: settlements.apply(store, sheet, ASKED))
    assert nothing.payments == 0
    month = month_locks.this_month()
    rolled, _rows = _timed(lambda: months.roll_forward(store, month))
    looked, _findings = _timed(lambda: month_audits.audit(store, month))
    stated, _statement = _timed(lambda: statements.of(store, month))
    seen, _overview = _timed(lambda: claim_overview.overview(store))
    return [
        Row(f"hold {LINES:,} lines against {CLAIMS:,} claims", f"{held:.2f} s"),
        Row(f"apply {entered.payments:,} payments", f"{applied:.2f} s"),
        Row("the same file again", f"{again:.2f} s"),
        Row("roll-forward of the month", f"{rolled:.2f} s"),
        Row("audit of the month", f"{looked:.2f} s"),
        Row("statement of the month", f"{stated:.2f} s"),
        Row("overview of twelve months", f"{seen:.2f} s"),
    ]


def _xlsx(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("明细")
        for number, row in enumerate([HEAD, *rows]):
            sheet.write_row(number, 0, row)
    return path


def _csv(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([HEAD, *rows])
    return path


def _calamine(path: Path) -> int:
    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def _plain_csv(path: Path) -> int:
    with path.open(encoding="gb18030", newline="") as file:
        return sum(1 for _row in csv.reader(file))


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    start = perf_counter()
    result = work()
    return perf_counter() - start, result


def main(arguments: Sequence[str] | None = None) -> int:
    return run("reconcile", measured, arguments)


if __name__ == "__main__":
    sys.exit(main())
