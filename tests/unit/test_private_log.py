"""R41: the log and the crash report hold where and what failed, and nothing of any buyer."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import sqlite3
from collections.abc import Callable
from pathlib import Path

import peewee
import pytest

from desktop_app.core import logs, traces
from desktop_app.core.errors import BadValue, Reason
from desktop_app.models.buyers import Buyer
from desktop_app.services.store import Store, mapped
from desktop_app.views.crash import catch_hard_crashes, forget_hard_crashes, last_hard_crash

MARKS = (
    *("红玫瑰小铺", "tb_rose_7788", "RoseMarie Quill", "13877665544", "138 7766 5544"),
    *("+8613877665544", "rose.quill@example.org", "Elm Street 4711", "榆树街4711号"),
    *("5106828836075983867", "YT7788112233445", "rose quill.jpg"),
)
SAID = "buyer " + " · ".join(MARKS)


def sql(statement: str, *values: object) -> None:
    with contextlib.closing(sqlite3.connect(":memory:")) as base:
        base.execute("CREATE TABLE buyer (name TEXT UNIQUE NOT NULL CHECK (name <> 'x'))")
        base.execute("INSERT INTO buyer VALUES (?)", (SAID,))
        base.execute(statement, values)


def chained() -> None:
    try:
        int(SAID)
    except ValueError as error:
        raise RuntimeError(SAID) from error


def grouped() -> None:
    raise ExceptionGroup(SAID, [ValueError(SAID), KeyError(SAID)])


def noted() -> None:
    error = ValueError("plain")
    error.add_note(SAID)
    raise error


def opened() -> None:
    Path(f"/no/{SAID[:60]}").read_text("utf-8")


FAULTS: list[tuple[Callable[[], object], str]] = [
    (chained, "RuntimeError"),
    (grouped, "ExceptionGroup"),
    (noted, "ValueError"),
    (opened, "FileNotFoundError: [2] No such file or directory"),
    (lambda: {}[SAID], "KeyError"),
    (lambda: getattr("", SAID), "AttributeError"),
    (lambda: SAID.rose_quill, "'str' object has no attribute 'rose_quill'"),
    (lambda: "a" + 1, "TypeError"),
    (lambda: SAID.encode("ascii"), "UnicodeEncodeError"),
    (lambda: sql("INSERT INTO buyer VALUES (?)", SAID), "SQLITE_CONSTRAINT_UNIQUE"),
    (lambda: sql("INSERT INTO buyer VALUES (?)", None), "NOT NULL constraint failed: buyer.name"),
    (lambda: sql(f"SELECT '{SAID}' FROM {MARKS[0]}"), "SQLITE_ERROR"),
    (lambda: sql(f"SELECT {MARKS[1]} FROM buyer"), "SQLITE_ERROR"),
    (lambda: sql("SELECT ?", object()), "Error"),
]


def marks_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text]


@pytest.mark.parametrize(("fault", "wanted"), FAULTS)
def test_r41_no_error_of_any_kind_brings_data_into_the_log(
    tmp_path: Path, fault: Callable[[], object], wanted: str
) -> None:
    file = logs.start(tmp_path)
    try:
        try:
            fault()
        except Exception as error:
            logging.getLogger("desktop_app.x").info("job failed", exc_info=error)
            report = traces.trace_of(error)
    finally:
        logs.stop()
    for text in (logs.tail(file), report):
        assert marks_in(text) == []
        assert wanted in text
        assert "test_private_log.py:" in text, "where it happened"
        assert str(Path(__file__).parent) not in text, "and not whose computer it was"


def test_r41_messages_are_blotted(tmp_path: Path) -> None:
    file = logs.start(tmp_path)
    try:
        log = logging.getLogger("desktop_app.x")
        for text in ("红玫瑰小铺", "13877665544", "138 7766 5544", "rose.quill@example.org"):
            log.info("for %s", text)
        log.info("at %r", "Elm Street 4711")
        log.info("brought from %d to %d", 12, 13)
    finally:
        logs.stop()
    assert marks_in(logs.tail(file)) == []
    assert "brought from 12 to 13" in logs.tail(file)


def test_r41_an_error_of_the_shops_tables_names_table_and_column(shop: Store) -> None:
    with pytest.raises(peewee.IntegrityError) as told, shop.transaction(), mapped(shop.paths):
        Buyer.insert(platform=None, buyer_id=SAID, folder=SAID, folder_key=SAID).execute()
    said = traces.said(told.value)
    assert "NOT NULL constraint failed: buyer." in said
    assert marks_in(traces.trace_of(told.value)) == []


def test_r41_a_users_error_is_its_kind_alone() -> None:
    assert traces.said(BadValue(Reason.VALUE_MISSING, value=SAID)) == "BadValue"


def test_r41_a_loop_of_causes_ends() -> None:
    first, second = ValueError(SAID), KeyError(SAID)
    first.__cause__, second.__cause__ = second, first
    assert traces.trace_of(first).count("then:") == 1


def test_r41_a_hard_crash_leaves_no_data_and_no_account_name(tmp_path: Path) -> None:
    file = catch_hard_crashes(tmp_path)

    def inner(_held: str) -> None:
        faulthandler.dump_traceback(file)

    inner(SAID)
    forget_hard_crashes(file)
    with (tmp_path / "hard-crash.txt").open("a", encoding="utf-8") as more:
        more.write(f'  File "{Path.home()}/x.py", line 1 in f\n')
    text = last_hard_crash(tmp_path)
    assert "inner" in text
    assert marks_in(text) == []
    assert str(Path.home()) not in text
    kept = tmp_path / "hard-crash-last.txt"
    assert kept.read_text("utf-8") == text
    assert not (tmp_path / "hard-crash.txt").exists()
