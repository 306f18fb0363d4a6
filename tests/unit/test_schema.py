"""Schemas of old: each released one opens today, copied first, and nothing of it is lost."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest

from checks.schema import of, statements
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.models.schema import VERSION
from desktop_app.services import case_lists, checks, schema, search
from desktop_app.services.store import open_store

RELEASED = Path(__file__).resolve().parents[1] / "databases"


def restored(version: int, target: Path) -> Path:
    """A shop's database as a program of that schema left it."""
    target.mkdir(parents=True)
    packed = (RELEASED / f"v{version}.db.gz").read_bytes()
    (target / "shop.db").write_bytes(gzip.decompress(packed))
    return target


@pytest.mark.parametrize("version", range(1, VERSION + 1))
def test_each_released_schema_opens_today_with_all_it_held(version: int, tmp_path: Path) -> None:
    root = restored(version, tmp_path / "shop")
    with sqlite3.connect(root / "shop.db") as base:
        held = base.execute("SELECT count(*) FROM after_sales_case").fetchone()[0]
    base.close()
    (root / "售后问题图片").mkdir()
    store = open_store(root)
    search.follow(store)
    assert case_lists.count(store) == held > 0
    assert checks.is_sound(store)
    store.close()
    with sqlite3.connect(root / "shop.db") as base:
        assert sorted(of(base)) == sorted(statements())
        assert base.execute("PRAGMA user_version").fetchone() == (VERSION,)
    base.close()


def test_a_database_is_copied_before_it_is_migrated(tmp_path: Path) -> None:
    root = restored(1, tmp_path / "shop")
    (root / "售后问题图片").mkdir()
    with sqlite3.connect(root / "shop.db") as base:
        base.execute("PRAGMA user_version = 0")
    base.close()
    open_store(root).close()
    copies = list((root / "backups").glob("before-migration-*.db"))
    assert len(copies) == 1
    with sqlite3.connect(copies[0]) as base:
        assert base.execute("SELECT count(*) FROM after_sales_case").fetchone()[0] > 0
    base.close()


def test_a_reader_need_not_lock_a_shop_of_today(tmp_path: Path) -> None:
    root = tmp_path / "shop"
    holder = open_store(root)
    try:
        assert not schema.is_behind(holder.paths)
        (root / "shop.db").chmod(0o400)
        with pytest.raises(StoreTrouble) as refused:
            open_store(root, wait_s=0.05)
        assert refused.value.reason is Reason.STORE_LOCKED
    finally:
        (root / "shop.db").chmod(0o600)
        holder.close()
