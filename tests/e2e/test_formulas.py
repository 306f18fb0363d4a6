"""Hostile 24: whatever somebody typed, no export of the program is reckoned by a spreadsheet.

Every text field of a shop holds what spreadsheets take for a formula; every export there is, CSV
and XLSX, is written and read.
"""

from __future__ import annotations

import csv
import re
import zipfile
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import pytest

from desktop_app.core.kinds import CaseKind, ClaimKind, ClaimStage, ParcelKind, Platform
from desktop_app.models.buyers import Buyer
from desktop_app.services import (
    case_exports,
    case_lists,
    cases,
    claim_steps,
    claims,
    desk_register,
    erasure_sheets,
    measure_exports,
    measure_windows,
    measures,
    parcels,
    product_exports,
    products,
    register_exports,
    registers,
    statements,
    wrong_report_papers,
    wrong_reports,
    wrong_shipments,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.products import ProductDraft
from desktop_app.services.store import Store, open_store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft

PREFIXES = ("=cmd|'/C calc'!A0", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", "＝1", "'=1")
HARMLESS = re.compile(r"\t(?:\d{12,}|0\d+|\d+[eE]\d+)")
"""A number of an order is kept whole by a tab, as the platforms' own files do."""


def fill(shop: Store, text: str, number: int) -> None:
    """The text in every field that takes one."""
    sku = f"{text}{number}".lstrip("'")  # before a code it is the platforms' own mark
    products.save(shop, ProductDraft(sku, text, text, text, 120, None, 100, 100))
    made = cases.open(
        shop,
        CaseDraft(
            kind=CaseKind.WRONG_ITEM,
            buyer=f"{text}-{number}",
            platform=Platform.TAOBAO,
            note=text,
            owner=text,
        ),
    )
    claim = claims.open(
        shop,
        ClaimDraft(
            kind=ClaimKind.LOST,
            case_no=made.row.no,
            courier="yto",
            amount="10",
            fields={"what_happened": text, "note": text, "work_order_no": text},
        ),
    )
    claim_steps.move(shop, claim.row.no, ClaimStage.FILED)
    wrong_shipments.report(
        shop,
        WrongDraft(
            buyer_text=f"{text}-{number}",
            what=text,
            lines=(WrongLineDraft(sku, text, expected=1),),
            picker=text,
            note=text,
            by=text,
        ),
    )
    parcels.add(
        shop,
        ParcelDraft(
            kind=ParcelKind.RETURNED,
            tracking=f"{text}{number}",
            order_no=text,
            product=text,
            sku=text,
            sender_name=text,
            sender_phone=text,
            note=text,
        ),
    )


def exports(shop: Store, folder: Path) -> list[Path]:
    """Every table that the program writes."""
    folder.mkdir()
    made: list[Path] = []
    ids = case_lists.ids(shop)
    register = desk_register.ids(shop)
    report = measures.report(shop, measure_windows.last_days(90))
    with shop.connection():
        buyers = [row.id for row in Buyer.select(Buyer.id)]
    today = date.today()  # noqa: DTZ011 - the month in which the shop was filled
    for ending in (".csv", ".xlsx"):

        def at(name: str, ending: str = ending) -> Path:
            made.append(folder / f"{name}{ending}")
            return made[-1]

        case_exports.write(shop, at("cases"), ids)
        registers.write_wrong(shop, at("wrong"))
        registers.write_parcels(shop, at("parcels"))
        register_exports.write(shop, at("register"), register)
        product_exports.write(shop, at("products"))
        measure_exports.write(report, at("measures"))
        statements.write(shop, f"{today:%Y-%m}", at("statement"))
        for buyer in buyers:
            erasure_sheets.write(shop, buyer, at(f"buyer-{buyer}"))
    wrong = wrong_reports.report(shop, today.replace(day=1), today)
    wrong_report_papers.write(wrong, folder / "report.xlsx")
    return [*made, folder / "report.xlsx"]


def is_reckoned(cell: str) -> bool:
    if not cell or cell[0] not in "=+-@\t\r\n＝＋－＠" or HARMLESS.fullmatch(cell):
        return False
    try:
        Decimal(cell)
    except InvalidOperation:
        return True
    return False


@pytest.fixture
def spiked(shop: Store) -> Store:
    for number, text in enumerate(PREFIXES):
        fill(shop, text, number)
    return shop


def test_24_no_cell_of_any_csv_is_a_formula(spiked: Store, tmp_path: Path) -> None:
    files = [file for file in exports(spiked, tmp_path / "out") if file.suffix == ".csv"]
    met = 0
    for target in files:
        with target.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                met += sum("calc" in cell for cell in row)
                assert [cell for cell in row if is_reckoned(cell)] == [], target.name
    assert met > 20, "the spikes are in the files"


def test_24_no_cell_of_any_workbook_is_somebodys_formula(spiked: Store, tmp_path: Path) -> None:
    files = [file for file in exports(spiked, tmp_path / "out") if file.suffix == ".xlsx"]
    met = 0
    for target in files:
        with zipfile.ZipFile(target) as book:
            parts = {name: book.read(name).decode("utf-8") for name in book.namelist()}
        formulas = re.findall("<f>(.*?)</f>", "".join(parts.values()))
        own = re.compile(r"(?:SUM|SUBTOTAL|[A-Z]{1,2}\$?\d+|[-+:,()\d$])+")
        assert [one for one in formulas if not own.fullmatch(one)] == [], target.name
        assert not any("externalLink" in name or "vba" in name for name in parts)
        met += sum(len(re.findall("<t[^>]*>[^<]*calc", text)) for text in parts.values())
    assert met > 20, "the spikes are in the files"


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_24_what_was_exported_is_read_back_identical(
    spiked: Store, tmp_path: Path, ending: str
) -> None:
    target = tmp_path / f"products{ending}"
    product_exports.write(spiked, target)
    before = {row.sku: (row.title, row.model, row.variant) for row in products.list_(spiked)}
    assert any("calc" in text for row in before.values() for text in row)
    spiked.close()
    other = open_store(tmp_path / "other")
    try:
        report = products.import_files(other, [target])
        assert not report.refused
        after = {row.sku: (row.title, row.model, row.variant) for row in products.list_(other)}
    finally:
        other.close()
    assert after == before
