"""The app lock: what is stored, wrong tries slowed, damaged files, the command line's password."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from desktop_app import cli
from desktop_app.cli.frame import LOCK_PASSWORD
from desktop_app.core import clock, texts
from desktop_app.core.errors import BadValue, NotAllowed, Reason, StoreTrouble
from desktop_app.core.paths import DataPaths
from desktop_app.services import app_lock

KNOWN = "麦穗 correct-horse"


@pytest.fixture
def data(tmp_path: Path) -> DataPaths:
    return DataPaths(tmp_path)


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """The clock runs as far ahead as the one delta in it."""
    ahead = [timedelta()]
    start = clock.now()
    monkeypatch.setattr(clock, "now", lambda: start + ahead[0])
    return ahead


def stored(data: DataPaths) -> dict[str, object]:
    held: dict[str, object] = json.loads((data.root / "app-lock.json").read_text("utf-8"))
    return held


def reason_of(data: DataPaths, password: str) -> tuple[Reason, object]:
    with pytest.raises(NotAllowed) as told:
        app_lock.check(data, password)
    return told.value.reason, told.value.data["seconds"]


def test_without_a_password_nothing_is_asked(data: DataPaths) -> None:
    assert not app_lock.is_on(data)
    assert (app_lock.minutes(data), app_lock.wait_s(data)) == (0, 0)


def test_the_password_is_never_stored_and_its_parameters_are(data: DataPaths) -> None:
    app_lock.put_on(data, KNOWN, 5)
    text = (data.root / "app-lock.json").read_text("utf-8")
    assert KNOWN not in text
    assert "correct" not in text
    held = stored(data)
    assert (held["n"], held["r"], held["p"], held["minutes"]) == (2**15, 8, 1, 5)
    app_lock.check(data, KNOWN)
    salt = held["salt"]
    app_lock.put_on(data, KNOWN)
    assert stored(data)["salt"] != salt


def test_accents_typed_another_way_are_the_same_password(data: DataPaths) -> None:
    app_lock.put_on(data, "caf\u00e9s")
    app_lock.check(data, "cafe\u0301s")


def test_a_short_password_is_refused_and_nothing_is_locked(data: DataPaths) -> None:
    with pytest.raises(BadValue) as told:
        app_lock.put_on(data, "abc")
    assert "4" in texts.sentence(told.value)
    assert not app_lock.is_on(data)


def test_wrong_tries_are_slowed_and_it_holds_over_a_new_start(
    data: DataPaths, later: list[timedelta]
) -> None:
    app_lock.put_on(data, KNOWN)
    waits = []
    for _try in range(13):
        reason, seconds = reason_of(data, "wrong")
        assert reason is Reason.LOCK_PASSWORD_WRONG
        waits.append(seconds)
        later[0] += timedelta(seconds=int(str(seconds)))
    assert waits == [0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300]
    assert reason_of(data, "wrong") == (Reason.LOCK_PASSWORD_WRONG, 300)
    assert reason_of(data, KNOWN) == (Reason.LOCK_WAITS, 300), "even the right one waits"
    later[0] += timedelta(seconds=299)
    assert app_lock.wait_s(data) == 1
    later[0] += timedelta(seconds=1)
    app_lock.check(data, KNOWN)
    assert reason_of(data, "wrong")[1] == 0, "the right password begins anew"


def test_a_clock_set_back_makes_nobody_wait_longer(data: DataPaths, later: list[timedelta]) -> None:
    app_lock.put_on(data, KNOWN)
    for _try in range(3):
        reason_of(data, "wrong")
    later[0] -= timedelta(days=365)
    assert app_lock.wait_s(data) == 2


def test_only_who_knows_it_takes_it_off(data: DataPaths) -> None:
    app_lock.put_on(data, KNOWN)
    with pytest.raises(NotAllowed):
        app_lock.take_off(data, "")
    assert app_lock.is_on(data)
    app_lock.take_off(data, KNOWN)
    assert not app_lock.is_on(data)


def test_other_minutes_leave_the_password(data: DataPaths) -> None:
    app_lock.put_on(data, KNOWN)
    app_lock.change_minutes(data, 30)
    assert app_lock.minutes(data) == 30
    app_lock.check(data, KNOWN)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[]",
        "{}",
        '{"salt": "AAAA", "key": ""}',
        '{"salt": "AAAA", "key": "%%"}',
        '{"salt": "AAAA", "key": "AAAA", "n": 1073741824}',
        '{"salt": "AAAA", "key": "AAAA", "n": 3}',
        '{"salt": "AAAA", "key": "AAAA", "r": 0}',
        '{"salt": "AAAA", "key": "AAAA", "n": "32768"}',
        '{"salt": "AAAA", "key": "AAAA", "minutes": -1}',
        '{"salt": "AAAA", "key": "AAAA", "wrong_at": "yesterday"}',
        '{"salt": "AAAA", "key": "AAAA", "sky": "blue"}',
    ],
)
def test_a_damaged_lock_stays_locked_and_says_what_to_do(data: DataPaths, content: str) -> None:
    file = data.root / "app-lock.json"
    file.write_text(content, "utf-8")
    assert app_lock.is_on(data)
    with pytest.raises(StoreTrouble) as told:
        app_lock.check(data, "")
    assert str(file) in texts.sentence(told.value)
    assert app_lock.wait_s(data) == 0
    assert app_lock.minutes(data) > 0


def run(data: Path, *arguments: str) -> int:
    return cli.main(["--data", str(data), "--lang", "en", *arguments])


def test_the_command_line_of_a_locked_shop_wants_the_password(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data_dir, "orders", "list") == 0
    app_lock.put_on(DataPaths(data_dir), KNOWN)
    capsys.readouterr()
    for given, said in ((None, "AFTERSALES_PASSWORD"), ("wrong", "isn't the password")):
        if given is not None:
            monkeypatch.setenv(LOCK_PASSWORD, given)
        for arguments in (("orders", "list", "--json"), ("check",)):
            assert run(data_dir, *arguments) == 2
            told = capsys.readouterr()
            assert told.out == ""
            assert said in told.err
            assert len(told.err.strip().splitlines()) == 1


def test_the_command_line_opens_by_the_variable(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(data_dir, "orders", "list") == 0
    app_lock.put_on(DataPaths(data_dir), KNOWN)
    monkeypatch.setenv(LOCK_PASSWORD, KNOWN)
    capsys.readouterr()
    assert run(data_dir, "orders", "list", "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"orders": []}


def test_forgetting_it_the_owner_deletes_the_file(data_dir: Path) -> None:
    assert run(data_dir, "orders", "list") == 0
    app_lock.put_on(DataPaths(data_dir), KNOWN)
    (data_dir / "app-lock.json").unlink()
    assert run(data_dir, "orders", "list") == 0


def test_times_are_utc(data: DataPaths) -> None:
    app_lock.put_on(data, KNOWN)
    reason_of(data, "wrong")
    assert datetime.fromisoformat(str(stored(data)["wrong_at"])).tzinfo is not None
