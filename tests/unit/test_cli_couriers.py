"""Contracts and packing materials by the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app import cli
from desktop_app.core import billing

Captured = pytest.CaptureFixture[str]
DOCS = Path(__file__).resolve().parents[2] / "docs" / "commands.md"


def asked(data: Path, captured: Captured, *arguments: str) -> dict[str, object]:
    assert cli.main(["--data", str(data), "--lang", "en", "--json", *arguments]) == 0
    found: dict[str, object] = json.loads(captured.readouterr().out)
    return found


def refused(data: Path, captured: Captured, *arguments: str) -> object:
    assert cli.main(["--data", str(data), "--lang", "en", "--json", *arguments]) == 1
    return json.loads(captured.readouterr().out)["refused"][0]["code"]


def test_a_contract_is_entered_replaced_and_removed(data_dir: Path, capsys: Captured) -> None:
    enter = ("couriers", "enter", "韵达快递", "--from", "2026-01-01")
    prices = ("--first-g", "1kg", "--first-price", "4.50", "--step-g", "100", "--step-price", "0.6")
    made = asked(data_dir, capsys, *enter, *prices, "--rounding", "up_100", "--divisor", "8000")
    wanted = {
        "from": "2026-01-01",
        "divisor": 8000,
        "rounding": "up_100",
        "first_g": 1000,
        "first_price": "4.50",
        "step_g": 100,
        "step_price": "0.60",
        "filing_days": None,
        "checked": False,
        "currency": "CNY",
    }
    assert made["terms"].items() >= wanted.items()
    asked(data_dir, capsys, *enter, "--ratio", "80%", "--cap", "300", "--checked")
    asked(data_dir, capsys, "couriers", "enter", "yunda", "--filing-days", "15")
    newest, oldest = asked(data_dir, capsys, "couriers", "terms", "yunda")["terms"]
    assert (oldest["ratio"], oldest["cap"], oldest["first_g"]) == ("0.8", "300.00", None)
    assert (newest["filing_days"], newest["ratio"]) == (15, None)
    (courier,) = asked(data_dir, capsys, "couriers", "list")["couriers"]
    assert (courier["code"], courier["terms"]["filing_days"]) == ("yunda", 15)
    remove = ("couriers", "remove", "yunda", "--from", "2026-01-01")
    assert asked(data_dir, capsys, *remove)["terms"] == [newest]
    assert refused(data_dir, capsys, *remove) == "terms_unknown"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("enter", "马车快递"), "courier_unknown"),
        (("enter", "yunda", "--rounding", "up_7"), "unknown_kind"),
        (("enter", "yunda", "--currency", "XXX"), "unknown_currency"),
        (("enter", "yunda", "--from", "2026-02-30"), "not_a_date"),
        (("enter", "yunda", "--first-g", "0"), "weight_not_positive"),
        (("enter", "yunda", "--first-price", "cheap"), "not_an_amount"),
        (("enter", "yunda", "--ratio", "2"), "not_a_ratio"),
        (("terms", "马车快递"), "courier_unknown"),
    ],
)
def test_what_no_contract_says_is_refused_and_nothing_written(
    data_dir: Path, capsys: Captured, arguments: tuple[str, ...], code: str
) -> None:
    assert refused(data_dir, capsys, "couriers", *arguments) == code
    assert asked(data_dir, capsys, "couriers", "list")["couriers"] == []


def test_contracts_are_told_to_people(data_dir: Path, capsys: Captured) -> None:
    cli.main(["--data", str(data_dir), "--lang", "en", "couriers", "terms", "sf"])
    assert capsys.readouterr().out == "No contract is entered.\n"
    words = ("couriers", "enter", "sf", "--from", "2026-01-01", "--divisor", "6000", "--checked")
    cli.main(["--data", str(data_dir), "--lang", "en", *words])
    assert capsys.readouterr().out == "from 2026-01-01  currency CNY  divisor 6000  checked ✓\n"
    cli.main(["--data", str(data_dir), "--lang", "en", "couriers", "list"])
    assert capsys.readouterr().out.startswith("sf  SF Express")


def test_packing_materials_are_put_and_removed(data_dir: Path, capsys: Captured) -> None:
    put = ("packaging", "put", "纸箱")
    asked(data_dir, capsys, *put, "--grams", "96", "--usual")
    found = asked(data_dir, capsys, *put, "--grams", "0.1kg", "--tolerance", "4")["packaging"]
    assert found == [{"name": "纸箱", "tare_g": 100, "tolerance_g": 4, "usual": False}]
    assert refused(data_dir, capsys, *put, "--grams", "-1") == "not_a_weight"
    assert refused(data_dir, capsys, "packaging", "remove", "袋") == "packaging_unknown"
    cli.main(["--data", str(data_dir), "--lang", "en", "packaging", "list"])
    assert capsys.readouterr().out == "纸箱  100 g ± 4 g\n"
    assert asked(data_dir, capsys, "packaging", "remove", "纸箱")["packaging"] == []


def test_the_documents_name_all_ways_of_rounding() -> None:
    assert " ".join(billing.roundings()) in DOCS.read_text("utf-8")
