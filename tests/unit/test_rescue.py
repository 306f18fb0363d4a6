"""A damaged database: the copies there are, taking one, and saving what can still be read."""

from __future__ import annotations

import contextlib
import csv
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.core import texts
from desktop_app.core.errors import FileTrouble, Reason, StoreTrouble
from desktop_app.core.kinds import CaseKind
from desktop_app.core.paths import DataPaths
from desktop_app.services import (
    backups,
    case_lists,
    cases,
    checks,
    rescue,
    rescue_offers,
    rescue_reading,
    search,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.rescue_offers import Kind
from desktop_app.services.store import open_store

PAGE = 4096
CASES = 400


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed shop of some hundred cases, with a copy of its database; made once."""
    shop = open_store(tmp_path_factory.mktemp("filled") / "shop")
    search.follow(shop)
    for number in range(CASES):
        note = f"备注 {number} " + "很长" * 60
        cases.open(shop, CaseDraft(kind=CaseKind.LOST, buyer=f"买家{number:04}", note=note))
    backups.create_local(shop)
    shop.close()
    return shop.paths.root


@pytest.fixture
def damaged(filled: Path, data_dir: Path) -> DataPaths:
    """A copy of that shop, ready to be damaged."""
    shutil.copytree(filled, data_dir)
    return DataPaths(data_dir)


def overwrite(database: Path, page: int, content: bytes) -> None:
    with database.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(content)


def leaf_pages(database: Path, table: str) -> list[int]:
    """The pages that hold a table's rows, by way of its b-tree."""
    with contextlib.closing(sqlite3.connect(database)) as base:
        (root,) = base.execute(
            "SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)
        ).fetchone()
    content, found, open_pages = database.read_bytes(), [], [root]
    while open_pages:
        number = open_pages.pop()
        page = content[(number - 1) * PAGE : number * PAGE]
        if page[0] == 13:
            found.append(number)
        elif page[0] == 5:
            count = int.from_bytes(page[3:5], "big")
            cells = [int.from_bytes(page[12 + 2 * n : 14 + 2 * n], "big") for n in range(count)]
            open_pages += [int.from_bytes(page[cell : cell + 4], "big") for cell in cells]
            open_pages.append(int.from_bytes(page[8:12], "big"))
    return sorted(found)


def rows_of(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as text:
        return list(csv.DictReader(text))


def refused(data: DataPaths) -> Reason:
    with pytest.raises(StoreTrouble) as caught:
        open_store(data.root)
    assert str(data.backups) in texts.sentence(caught.value)
    return caught.value.reason


def test_h53_a_flipped_page_costs_its_rows_and_no_others(
    damaged: DataPaths, tmp_path: Path
) -> None:
    pages = leaf_pages(damaged.database, "after_sales_case")
    overwrite(damaged.database, pages[3], b"\xff" * PAGE)
    before = damaged.database.read_bytes()
    report = rescue.export(damaged, tmp_path / "saved")
    saved = rows_of(tmp_path / "saved" / "after_sales_case.csv")
    told = next(table for table in report.tables if table.name == "after_sales_case")
    assert CASES - 40 < len(saved) < CASES
    assert told.rows + (told.lost or 0) == CASES
    assert len(rows_of(tmp_path / "saved" / "buyer.csv")) == CASES
    assert {row["note"][:2] for row in saved} == {"备注"}
    assert not report.whole
    assert damaged.database.read_bytes() == before
    assert (tmp_path / "saved" / "tables.xlsx").stat().st_size > 10_000
    assert not list(tmp_path.glob("*.part"))


def test_damage_in_many_places_leaves_what_lies_between(damaged: DataPaths, tmp_path: Path) -> None:
    pages = leaf_pages(damaged.database, "after_sales_case")
    for page in pages[1::2]:
        overwrite(damaged.database, page, b"\0" * PAGE)
    report = rescue.export(damaged, tmp_path / "saved")
    told = next(table for table in report.tables if table.name == "after_sales_case")
    assert CASES * 0.4 < told.rows < CASES * 0.6


def test_a_damaged_end_of_a_table_is_told_as_unknown(damaged: DataPaths, tmp_path: Path) -> None:
    pages = leaf_pages(damaged.database, "after_sales_case")
    with contextlib.closing(sqlite3.connect(damaged.database)) as base:
        last = base.execute("SELECT max(id) FROM after_sales_case").fetchone()[0]
    assert last == CASES
    for page in pages:
        content = damaged.database.read_bytes()[(page - 1) * PAGE : page * PAGE]
        if f"买家{CASES - 1:04}".encode() in content or f"备注 {CASES - 1} ".encode() in content:
            overwrite(damaged.database, page, b"\xff" * PAGE)
    report = rescue.export(damaged, tmp_path / "saved")
    told = next(table for table in report.tables if table.name == "after_sales_case")
    assert told.rows >= CASES - 40
    assert told.lost is None


@pytest.mark.parametrize(
    "wipe",
    [lambda file: overwrite(file, 1, bytes(100)), lambda file: overwrite(file, 1, bytes(PAGE))],
    ids=["header zeroed", "first page zeroed"],
)
def test_h53_a_wiped_beginning_is_taken_from_this_program_or_from_a_copy(
    damaged: DataPaths, tmp_path: Path, wipe: Callable[[Path], None]
) -> None:
    wipe(damaged.database)
    assert refused(damaged) is Reason.STORE_DAMAGED
    report = rescue.export(damaged, tmp_path / "saved")
    assert report.whole
    assert len(rows_of(tmp_path / "saved" / "after_sales_case.csv")) == CASES


@pytest.mark.parametrize("content", [b"", b"this is a shopping list\n" * 40, b"\0" * 40_960])
def test_h53_what_is_no_database_is_refused_and_exported_as_nothing(
    damaged: DataPaths, tmp_path: Path, content: bytes
) -> None:
    shutil.rmtree(damaged.backups)
    damaged.database.write_bytes(content)
    assert refused(damaged) is Reason.STORE_DAMAGED
    report = rescue.export(damaged, tmp_path / "saved")
    assert report.rows == 0
    assert not report.whole
    assert damaged.database.read_bytes() == content


def test_h53_a_database_that_is_gone_is_never_made_anew(damaged: DataPaths, tmp_path: Path) -> None:
    damaged.database.unlink()
    assert refused(damaged) is Reason.STORE_DAMAGED
    assert not damaged.database.exists()
    with pytest.raises(FileTrouble) as caught:
        rescue.export(damaged, tmp_path / "saved")
    assert caught.value.reason is Reason.FILE_MISSING


def test_h53_a_journal_that_a_crash_left_is_rolled_back_by_the_next_start(
    data_dir: Path, tmp_path: Path
) -> None:
    store = open_store(data_dir)
    search.follow(store)
    cases.open(store, CaseDraft(kind=CaseKind.LOST, buyer="买家"))
    store.close()
    script = (
        "import os, sqlite3, sys\n"
        "base = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "base.execute('PRAGMA cache_size = 1')\n"
        "base.execute('BEGIN IMMEDIATE')\n"
        "base.execute(\"UPDATE after_sales_case SET note = 'half'\")\n"
        "base.executemany('INSERT INTO setting (name, value) VALUES (?, ?)',"
        " [(str(n), 'x' * 3000) for n in range(200)])\n"
        "os._exit(9)\n"
    )
    subprocess.run([sys.executable, "-c", script, data_dir / "shop.db"], check=False)
    assert (data_dir / "shop.db-journal").stat().st_size > 512
    journal = (data_dir / "shop.db-journal").read_bytes()
    rescue.export(DataPaths(data_dir), tmp_path / "saved")
    assert (data_dir / "shop.db-journal").read_bytes() == journal
    (case,) = rows_of(tmp_path / "saved" / "after_sales_case.csv")
    assert case["note"] == ""
    store = open_store(data_dir)
    assert checks.check(store) == []
    assert case_lists.rows(store, case_lists.ids(store))[0].note == ""
    store.close()


def test_h53_a_newer_schema_is_told_and_its_rows_can_be_saved(
    damaged: DataPaths, tmp_path: Path
) -> None:
    with contextlib.closing(sqlite3.connect(damaged.database)) as base:
        base.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreTrouble) as caught:
        open_store(damaged.root)
    assert caught.value.reason is Reason.STORE_NEWER
    assert rescue.export(damaged, tmp_path / "saved").whole


def test_rows_keep_their_order_where_pages_lead_in_a_circle(tmp_path: Path) -> None:
    file = tmp_path / "odd.db"
    with contextlib.closing(sqlite3.connect(file)) as base:
        base.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, text TEXT)")
        base.executemany("INSERT INTO thing (text) VALUES (?)", [("x" * 900,)] * 40)
        base.execute("UPDATE thing SET text = CAST(x'ff41' AS TEXT) WHERE id = 3")
        base.commit()
    first, second, *_rest = leaf_pages(file, "thing")
    content = file.read_bytes()
    overwrite(file, second, content[(first - 1) * PAGE : first * PAGE])
    gaps: list[rescue_reading.Gap] = []
    with contextlib.closing(rescue_reading.connect(file)) as base:
        found = [row[0] for row in rescue_reading.rows(base, "thing", gaps)]
        texts_read = [str(row[1]) for row in rescue_reading.rows(base, "thing", [])]
    assert found == sorted(set(found))
    assert texts_read[2].endswith("A")


def test_a_page_of_many_short_rows_is_stepped_over_exactly(tmp_path: Path) -> None:
    file = tmp_path / "short.db"
    with contextlib.closing(sqlite3.connect(file)) as base:
        base.execute("CREATE TABLE thing (id INTEGER PRIMARY KEY, n INTEGER)")
        base.executemany("INSERT INTO thing (n) VALUES (?)", [(1,)] * 3000)
        base.commit()
    pages = leaf_pages(file, "thing")
    overwrite(file, pages[1], b"\xff" * PAGE)
    gaps: list[rescue_reading.Gap] = []
    with contextlib.closing(rescue_reading.connect(file)) as base:
        found = [int(str(row[0])) for row in rescue_reading.rows(base, "thing", gaps)]
    (gap,) = gaps
    assert gap.rows > 300
    assert found == [n for n in range(1, 3001) if not gap.first <= n <= gap.last]


def test_blocks_that_the_drive_does_not_give_are_noughts_in_the_copy(
    damaged: DataPaths, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain, size = os.read, damaged.database.stat().st_size
    refused_at = 5 * 64 * 1024

    def read(handle: int, count: int) -> bytes:
        if os.lseek(handle, 0, os.SEEK_CUR) == refused_at:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return plain(handle, count)

    monkeypatch.setattr(os, "read", read)
    report = rescue.export(damaged, tmp_path / "saved")
    assert report.unread == min(64 * 1024, size - refused_at)
    assert len(rows_of(tmp_path / "saved" / "buyer.csv")) > CASES // 2


def test_the_export_is_never_laid_into_the_shop_or_over_something(
    damaged: DataPaths, tmp_path: Path
) -> None:
    with pytest.raises(FileTrouble):
        rescue.export(damaged, damaged.root / "saved")
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine", "utf-8")
    with pytest.raises(FileTrouble) as caught:
        rescue.export(damaged, full)
    assert caught.value.reason is Reason.TARGET_NOT_EMPTY


def test_photos_are_listed_whether_on_record_or_there(damaged: DataPaths, tmp_path: Path) -> None:
    (damaged.archive / "买家0001").mkdir()
    (damaged.archive / "买家0001" / "a.jpg").write_bytes(b"picture")
    with contextlib.closing(sqlite3.connect(damaged.database)) as base:
        base.execute(
            "INSERT INTO photo (sha256, stored, buyer_id, medium, format, original_name, bytes,"
            " orientation, turned, imported_at, role, caption, damaged, row_version) VALUES"
            " ('ab', '售后问题图片/买家0002/gone.jpg', 1, 'photo', 'jpeg', '=1+1', 7, 1, 0,"
            " '2026-09-03T00:00:00Z', '', '', 0, 1)"
        )
        base.commit()
    report = rescue.export(damaged, tmp_path / "saved")
    listed = {row["stored"]: row["on record"] for row in rows_of(tmp_path / "saved" / "photos.csv")}
    assert report.photos == 2
    assert listed["售后问题图片/买家0001/a.jpg"] == "no"
    assert listed["售后问题图片/买家0002/gone.jpg"] == "yes, but the file isn't there"


def test_h53_the_copies_there_are_come_newest_first_with_what_is_in_them(
    damaged: DataPaths,
) -> None:
    older = damaged.backups / "before-migration-20260101T000000Z.db"
    shutil.copy(damaged.database, older)
    (damaged.backups / "before-migration-20260102T000000Z.db").write_bytes(b"not a database")
    damaged.database.write_bytes(b"")
    found = rescue_offers.offers(damaged)
    assert [offer.kind for offer in found if offer.readable] in (
        [Kind.DATABASE, Kind.MIGRATION],
        [Kind.MIGRATION, Kind.DATABASE],
    )
    assert all(o.counts["after_sales_case"] == CASES for o in found if o.readable)
    assert [offer.file.name for offer in found if not offer.readable and offer.file] == [
        "before-migration-20260102T000000Z.db"
    ]


@pytest.mark.parametrize("kind", [Kind.DATABASE, Kind.MIGRATION])
def test_h53_taking_a_copy_moves_the_damaged_one_aside(damaged: DataPaths, kind: Kind) -> None:
    shutil.copy(damaged.database, damaged.backups / "before-migration-20260101T000000Z.db")
    overwrite(damaged.database, 1, b"\xff" * PAGE)
    broken = damaged.database.read_bytes()
    offer = next(offer for offer in rescue_offers.offers(damaged) if offer.kind is kind)
    rescue_offers.take(damaged, offer, photos=False)
    assert damaged.database.read_bytes() == broken, "nothing happens before the next opening"
    store = open_store(damaged.root)
    assert len(case_lists.ids(store)) == CASES
    assert checks.check(store) == []
    store.close()
    (aside,) = damaged.root.glob("before-restore-*")
    assert (aside / "shop.db").read_bytes() == broken
    assert Kind.ASIDE in {offer.kind for offer in rescue_offers.offers(damaged)}


def test_a_whole_backup_gives_the_database_alone_or_its_photos_too(
    damaged: DataPaths, tmp_path: Path
) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    store = open_store(damaged.root)
    backups.create(store, drive)
    store.close()
    damaged.database.unlink()
    offer = next(o for o in rescue_offers.offers(damaged, drive) if o.kind is Kind.WHOLE)
    assert offer.where.is_relative_to(drive)
    assert not rescue_offers.take(damaged, offer, photos=False).whole
    assert rescue_offers.take(damaged, offer, photos=True).whole
    store = open_store(damaged.root)
    assert len(case_lists.ids(store)) == CASES
    store.close()


def test_a_damaged_copy_is_refused_and_the_present_stays(damaged: DataPaths) -> None:
    bad = damaged.backups / "before-migration-20260101T000000Z.db"
    shutil.copy(damaged.database, bad)
    overwrite(bad, leaf_pages(bad, "after_sales_case")[2], b"\xff" * PAGE)
    offer = next(o for o in rescue_offers.offers(damaged) if o.kind is Kind.MIGRATION)
    with pytest.raises(FileTrouble) as caught:
        rescue_offers.take(damaged, offer, photos=False)
    assert caught.value.reason is Reason.BACKUP_DAMAGED
    store = open_store(damaged.root)
    assert len(case_lists.ids(store)) == CASES
    store.close()


def test_the_command_saves_beside_a_refused_shop(
    damaged: DataPaths, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    overwrite(damaged.database, 1, bytes(100))
    target = tmp_path / "saved"
    assert main(["--data", str(damaged.root), "rescue", "-o", str(target)]) == 0
    assert "after_sales_case: 400" in capsys.readouterr().out
    pages = leaf_pages(next(damaged.backups.rglob("shop.db")), "after_sales_case")
    overwrite(damaged.database, pages[2], b"\xff" * PAGE)
    assert main(["--data", str(damaged.root), "rescue", "-o", f"{target}2", "--json"]) == 1
    assert '"whole": false' in capsys.readouterr().out
