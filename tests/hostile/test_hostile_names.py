"""Hostile names (cases 18-24): one journey for each, from the photo to the restored backup."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from desktop_app.core import names as buyer_ids
from desktop_app.core.errors import BadValue
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.services import (
    backup_places,
    backups,
    buyers,
    cases,
    photos,
    restores,
    search,
)
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Store, open_store
from tests import drawn

NASTY = [
    "CON", "nul.jpg", "COM¹", "buyer", "buyer.", "Buyer", "../../etc/passwd", "a/b\\c:d*?",
    "<b>x</b>&amp;", "{0}%s%(a)d", "\u202egpj.exe", "e\u0301买家", "😀" * 64, "买" * 255,
    "=cmd|'/C calc'!A0", "'; DROP TABLE buyer;--", "-rf", ".hidden", "~", "undefined", "NULL",
    "\ufeffbom", "a\tb", "Ω≈ç√∫˜µ≤≥÷", "社會科學院語學研究所", "مُنَاقَشَةُ", "ﷺ", "Ṱ̺̺̕o͞", "$HOME", "𠮷龘",
]  # fmt: skip
_BESIDE = Path(__file__).parents[3] / "shared" / "data"
NAMES = Path(os.environ.get("AFTERSALES_SAMPLES", _BESIDE)) / "names"


def archived(shop: Store, folder: Path, names: list[str]) -> dict[str, bytes]:
    """What was stored for each name that is one, by its place; a refused name has a reason."""
    kept: dict[str, bytes] = {}
    for number, name in enumerate(names):
        try:
            buyer = buyers.obtain(shop, Platform.TAOBAO, name)
        except BadValue:
            continue
        source = drawn.write(folder / "in" / f"{number}.jpg", number)
        (stored,) = photos.import_files(shop, buyer, [source]).added
        kept[stored.stored] = source.read_bytes()
        row = photos.row(shop, stored.id)
        assert row is not None
        assert row.buyer == buyer_ids.buyer_id(name)
    return kept


def journey(shop: Store, folder: Path, names: list[str]) -> None:
    """Each name is archived, backed up and restored exactly, and nothing lies anywhere else."""
    kept = archived(shop, folder, names)
    for stored in kept:
        path = shop.paths.absolute(stored).resolve()
        assert path.parent.parent == shop.paths.archive.resolve()
    held = sorted(row.buyer for row in photos.list_(shop))
    drive = folder / "drive"
    drive.mkdir()
    backups.create(shop, drive)
    place = backup_places.one(drive)
    restores.restore(place, Seal(), restores.pick(place, Seal()), folder / "back")
    back = open_store(folder / "back")
    try:
        assert sorted(row.buyer for row in photos.list_(back)) == held
        assert {stored: back.paths.absolute(stored).read_bytes() for stored in kept} == kept
    finally:
        back.close()
    assert {path.name for path in folder.iterdir()} == {"in", "drive", "back", "shop"}


def test_h18_nasty_names_go_all_the_way(shop: Store, tmp_path: Path) -> None:
    journey(shop, tmp_path, NASTY)


@pytest.mark.samples
@pytest.mark.timeout(600)
@pytest.mark.skipif(not NAMES.is_dir(), reason="no sample names")
def test_h18_every_listed_name_goes_all_the_way(shop: Store, tmp_path: Path) -> None:
    """`hostile_names.json`, and the Big List of Naughty Strings where it lies beside."""
    names = [one["text"] for one in json.loads((NAMES / "hostile_names.json").read_text("utf-8"))]
    if (NAMES / "blns.json").is_file():
        names += json.loads((NAMES / "blns.json").read_text("utf-8"))
    assert len(names) > 100
    journey(shop, tmp_path, names)


@pytest.mark.parametrize("name", ["<b>x</b>", "a & b", "{0}%s", "Ann"])
def test_h23_a_name_is_found_as_it_was_written(shop: Store, name: str) -> None:
    search.follow(shop)
    no = cases.open(shop, cases.CaseDraft(CaseKind.RETURN, buyer=name)).row.no
    assert cases.show(shop, no).row.buyer == name
    found = [hit for hits in search.find(shop, name) for hit in hits.ids]
    assert found
