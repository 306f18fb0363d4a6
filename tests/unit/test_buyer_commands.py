"""The command line's `buyers` and `revisits`, as scripts call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app import cli
from desktop_app.core.kinds import Platform
from desktop_app.services import buyer_records, buyers, search
from desktop_app.services.store import open_store
from tests.invented import order


@pytest.fixture
def desk(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Calls the program on a shop with two buyers; gives status, JSON and what was complained."""
    store = open_store(data_dir)
    search.follow(store)
    more = {"created": "2020-05-01 10:00:00", "paid_minor": 5_490}
    order(store, "4001", {"A": 2}, "小红", receiver="王小明", phone="13800001234", **more)
    order(store, "4002", {"A": 1}, "red_on_jd", Platform.JD, phone="13800001234", **more)
    buyer_records.change(store, buyers.obtain(store, Platform.TAOBAO, "小红"), vip_level=1)
    store.close()

    def call(*words: str, as_json: bool = True) -> tuple[int, Any, str]:
        mode = ["--json"] if as_json else []
        status = cli.main(["--data", str(data_dir), "--lang", "en", *words, *mode])
        out, err = capsys.readouterr()
        return status, json.loads(out) if as_json and out else out, err

    return call


def test_buyers_are_listed_and_shown(desk: Any) -> None:
    status, listed, _err = desk("buyers", "list", "--vip")
    assert (status, listed["total"]) == (0, 1)
    (row,) = listed["buyers"]
    assert (row["buyer"], row["platform"], row["name"], row["vip"]) == (
        "小红",
        "taobao",
        "王小明",
        1,
    )
    assert row["value"] == [{"amount": "54.90", "currency": "CNY"}]
    assert [row["buyer"] for row in desk("buyers", "list", "--search", "jd")[1]["buyers"]] == [
        "red_on_jd"
    ]
    shown = desk("buyers", "show", "小红")[1]["buyer"]
    assert (shown["orders"], shown["phone"], shown["cases"]) == (1, "13800001234", 0)
    assert shown["alike"] == [{"buyer": "red_on_jd", "platform": "jd", "shared": "phone"}]
    assert "小红" in desk("buyers", "list", as_json=False)[1]
    assert "orders: 1" in desk("buyers", "show", "小红", as_json=False)[1]
    assert desk("buyers", "show", "nobody")[0] == 1


def test_two_ids_are_merged_and_taken_apart(desk: Any) -> None:
    told = desk("buyers", "merge", "小红", "red_on_jd", "--preview")[1]
    assert (told["orders"], told["merged"]) == (1, False)
    assert desk("buyers", "merge", "小红", "red_on_jd")[1]["merged"]
    assert desk("buyers", "show", "red_on_jd")[1]["buyer"]["merged"] == ["red_on_jd"]
    assert desk("buyers", "unmerge", "red_on_jd", "--platform", "jd")[1] == {
        "unmerged": "red_on_jd"
    }
    status, told, _err = desk("buyers", "unmerge", "red_on_jd")
    assert (status, told["refused"][0]["code"]) == (1, "buyer_not_merged")


def test_a_buyer_is_erased_only_when_confirmed(desk: Any, tmp_path: Path, data_dir: Path) -> None:
    assert desk("buyers", "held", "小红", "-o", str(tmp_path / "held.csv"))[1]["rows"] == 2
    sheet = desk("buyers", "erase", "小红")[1]
    assert (sheet["erased"], sheet["orders"]) == (False, 1)
    status, told, _err = desk("buyers", "erase", "小红", "--confirm", "红")
    assert (status, told["refused"][0]["code"]) == (1, "not_confirmed")
    done = desk("buyers", "erase", "小红", "--confirm", "小红", "--keep-photos", "--delete-notes")[
        1
    ]
    assert (done["erased"], done["finished"], done["mark"]) == (True, True, "anonymous-1")
    assert "王小明".encode() not in (data_dir / "shop.db").read_bytes()
    assert desk("buyers", "list", "--erased")[1]["total"] == 1


def test_retention_lists_first_and_acts_when_told(desk: Any) -> None:
    status, told, _err = desk("buyers", "retention", "--years", "2")
    assert (status, told["refused"][0]["code"]) == (1, "retention_too_short")
    told = desk("buyers", "retention", "--years", "4")[1]
    assert (told["years"], told["anonymised"]) == (4, 0)
    assert {row["buyer"] for row in told["buyers"]} == {"小红", "red_on_jd"}
    assert desk("buyers", "retention", "--apply")[1]["anonymised"] == 2
    assert desk("buyers", "retention")[1]["buyers"] == []
    assert "0 buyers" in desk("buyers", "retention", as_json=False)[1]


def test_revisits_are_planned_listed_done_and_left_out(desk: Any) -> None:
    assert desk("revisits", "plan")[1] == {"added": 1}
    made = desk("revisits", "add", "小红", "2026-03-04", "--reason", "asked")[1]["revisit"]
    assert (made["due_on"], made["reason"], made["state"]) == ("2026-03-04", "asked", "open")
    (row,) = desk("revisits", "list", "--month", "2026-03")[1]["revisits"]
    assert (row["id"], row["overdue"]) == (made["id"], True)
    done = desk(*("revisits", "done", str(row["id"]), "--outcome", "fine", "--next", "2026-04-01"))[
        1
    ]["revisit"]
    assert (done["state"], done["outcome"]) == ("done", "fine")
    (row,) = desk("revisits", "list", "--month", "2026-04")[1]["revisits"]
    assert desk("revisits", "skip", str(row["id"]))[1]["revisit"]["state"] == "skipped"
    assert "小红" in desk("revisits", "list", "--month", "2026-03", as_json=False)[1]
    for wrong in (("list", "--month", "2026-13"), ("add", "小红", "2026-02-30"), ("done", "99")):
        assert desk("revisits", *wrong)[0] == 1
