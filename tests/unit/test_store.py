"""The store: all or nothing, one notice, one writer, and never anew in silence."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from checks.schema import of, statements
from desktop_app.core import texts
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models.schema import VERSION
from desktop_app.services import buyers, settings
from desktop_app.services.store import Changes, Store, open_store, wal_is_safe


def heard(store: Store) -> list[Changes]:
    notices: list[Changes] = []
    store.listen(notices.append)
    return notices


def obtain_and_fail(store: Store, name: str) -> None:
    buyers.obtain(store, Platform.TAOBAO, name)
    raise ZeroDivisionError


def test_one_notice_comes_after_the_outermost_commit(shop: Store) -> None:
    notices = heard(shop)
    with shop.transaction() as tx:
        first = buyers.obtain(shop, Platform.TAOBAO, "甲")
        second = buyers.obtain(shop, Platform.TAOBAO, "乙")
        tx.touch(Topic.CASES, 7)
        assert notices == []
    assert [notice.ids for notice in notices] == [{Topic.BUYERS: {first, second}, Topic.CASES: {7}}]


def test_an_error_rolls_everything_back_and_tells_nobody(shop: Store) -> None:
    notices = heard(shop)
    with pytest.raises(ZeroDivisionError), shop.transaction():
        obtain_and_fail(shop, "甲")
    assert notices == []
    with pytest.raises(Exception, match="buyer_unknown"):
        buyers.named(shop, "甲")


def test_an_inner_error_that_is_caught_takes_back_only_its_own(shop: Store) -> None:
    notices = heard(shop)
    with shop.transaction():
        kept = buyers.obtain(shop, Platform.TAOBAO, "甲")
        with pytest.raises(ZeroDivisionError), shop.transaction():
            obtain_and_fail(shop, "乙")
    assert notices[0].ids == {Topic.BUYERS: {kept}}
    assert buyers.named(shop, "甲").id == kept


def test_a_listener_that_left_hears_no_more(shop: Store) -> None:
    notices: list[Changes] = []
    leave = shop.listen(notices.append)
    leave()
    leave()
    settings.put(shop, settings.WHO, "夜班")
    assert notices == []


def test_another_thread_writes_over_its_own_connection(shop: Store) -> None:
    done: list[int] = []

    def work() -> None:
        with shop.connection():
            done.append(buyers.obtain(shop, Platform.TMALL, "丙"))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert buyers.named(shop, "丙").id == done[0]


def test_h57_a_second_writer_is_told_who_has_the_shop_open(shop: Store) -> None:
    with pytest.raises(StoreTrouble) as told:
        open_store(shop.paths.root)
    assert told.value.reason is Reason.STORE_LOCKED
    assert "close it there" in texts.sentence(told.value)


def test_all_steps_from_empty_equal_todays_tables(shop: Store) -> None:
    made = sqlite3.connect(shop.paths.database)
    shop.close()
    assert sorted(of(made)) == sorted(statements())
    assert made.execute("PRAGMA user_version").fetchone() == (VERSION,)
    made.close()


def test_a_newer_schema_is_refused(data_dir: Path) -> None:
    open_store(data_dir).close()
    with sqlite3.connect(data_dir / "shop.db") as raw:
        raw.execute(f"PRAGMA user_version = {VERSION + 1}")
    raw.close()
    with pytest.raises(StoreTrouble) as told:
        open_store(data_dir)
    assert told.value.reason is Reason.STORE_NEWER


@pytest.mark.parametrize("content", [b"", b"just a text file, " * 400, b"\0" * 8192])
def test_a_damaged_database_is_named_and_left_alone(data_dir: Path, content: bytes) -> None:
    open_store(data_dir).close()
    (data_dir / "shop.db").write_bytes(content)
    with pytest.raises(StoreTrouble) as told:
        open_store(data_dir)
    assert told.value.reason is Reason.STORE_DAMAGED
    assert str(data_dir / "backups") in texts.sentence(told.value)
    assert (data_dir / "shop.db").read_bytes() == content


def test_a_lost_database_is_not_made_anew_beside_its_photos(data_dir: Path) -> None:
    store = open_store(data_dir)
    store.close()
    (store.paths.archive / "甲").mkdir()
    (store.paths.archive / "甲" / "甲_20260903_01.jpg").write_bytes(b"a photo")
    store.paths.database.unlink()
    with pytest.raises(StoreTrouble) as told:
        open_store(data_dir)
    assert told.value.reason is Reason.STORE_DAMAGED
    assert not store.paths.database.exists()


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 50, 4), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
    ],
)
def test_the_write_ahead_log_only_where_it_is_sound(
    version: tuple[int, ...], *, safe: bool
) -> None:
    assert wal_is_safe(version) is safe
