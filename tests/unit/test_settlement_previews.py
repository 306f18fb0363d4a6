"""The first rows of an unknown courier's file, and the person's mapping that fits it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop_app.core.errors import FileTrouble
from desktop_app.services import settlement_formats, settlement_previews
from desktop_app.services.settlement_formats import Profile
from desktop_app.services.store import Store


def table(path: Path, *rows: Sequence[object]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def test_the_fullest_row_near_the_top_is_the_header(tmp_path: Path) -> None:
    lines = [[f"{number}", "7312", "12.00"] for number in range(40)]
    file = table(
        tmp_path / "x.csv", ["Abrechnung Mai"], [], ["Nr", "Sendung", "Betrag", "Betrag"], *lines
    )
    found = settlement_previews.preview(file)
    assert found.headers == ("Nr", "Sendung", "Betrag", "Betrag (2)")
    assert len(found.rows) == settlement_previews.ROWS
    assert found.rows[0][:3] == ("0", "7312", "12.00")


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.xlsx").write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(FileTrouble):
        settlement_previews.preview(tmp_path / "x.xlsx")


def test_a_kept_mapping_is_found_again_by_its_columns(shop: Store, tmp_path: Path) -> None:
    file = table(tmp_path / "x.csv", ["Sendung", "Betrag"], ["7312", "12.00"])
    found = settlement_previews.preview(file)
    assert settlement_previews.fitting(shop, found) is None
    kept = Profile("de", {"tracking": ("sendung",), "paid": ("Betrag",)})
    settlement_formats.save(shop, kept)
    settlement_formats.save(shop, Profile("fr", {"tracking": ("envoi",), "paid": ("montant",)}))
    fits = settlement_previews.fitting(shop, found)
    assert fits is not None
    assert fits.name == "de"
    settlement_formats.save(shop, Profile("two", {"tracking": ("Sendung",), "paid": ("Betrag",)}))
    assert settlement_previews.fitting(shop, found) is None
