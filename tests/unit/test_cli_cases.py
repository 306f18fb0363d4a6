"""The command line's `cases` and `find`, as scripts call them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app import cli
from desktop_app.core import i18n
from desktop_app.services import search
from desktop_app.services.store import open_store
from tests.invented import order, product


@pytest.fixture
def desk(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Calls the program on a shop with one order; gives status, JSON and what was complained."""
    store = open_store(data_dir)
    search.follow(store)
    product(store, "A", "加厚保温杯", cost_minor=400)
    order(store, "4001", {"A": 2, "B": 1}, buyer="小红", tracking="YT9831745985570")
    store.close()

    def call(*words: str, as_json: bool = True) -> tuple[int, Any, str]:
        mode = ["--json"] if as_json else []
        status = cli.main(["--data", str(data_dir), "--lang", "en", *words, *mode])
        out, err = capsys.readouterr()
        return status, json.loads(out) if as_json and out else out, err

    return call


def test_a_case_is_opened_shown_listed_moved_and_found(desk: Any) -> None:
    status, opened, _err = desk(
        *("cases", "open", "--order", "4001", "--kind", "wrong_item"),
        *("--note", "发错颜色", "--owner", "小王", "--sku", "A=1"),
    )
    assert status == 0
    case = opened["case"]
    assert case["lines"] == [
        {
            "sku": "A",
            "title": "A的标题",
            "variant": "",
            "quantity": 1,
            "price": "12.50",
            "currency": "CNY",
            "received_good": 0,
            "received_damaged": 0,
            "returned_good": 0,
            "returned_damaged": 0,
            "resent": 0,
        }
    ]
    assert (case["buyer"], case["order"], case["tracking"]) == ("小红", "4001", "YT9831745985570")
    assert case["checklist"][0]["step"] == "photos_verified"
    assert case["true_cost"] == [
        {
            "currency": "CNY",
            "lost": "0.00",
            "recovered": "0.00",
            "net": "0.00",
            "exceeds": "0.00",
        }
    ]
    assert {need["role"] for need in case["evidence"]} >= {"outer_packing", "weighing"}
    status, moved, _err = desk("cases", "move", case["no"], "verifying", "--note", "核对中")
    assert (status, moved["case"]["stage"]) == (0, "verifying")
    assert moved["case"]["timeline"][-1]["text"] == "核对中"
    status, shown, _err = desk("cases", "show", case["no"].lower())
    assert shown["case"]["stage"] == "verifying"
    status, listed, _err = desk("cases", "list", "--search", "发错")
    assert (listed["total"], listed["cases"][0]["no"]) == (1, case["no"])
    assert set(listed["cases"][0]) >= {
        *("no", "buyer", "order", "tracking", "kind", "stage", "opened_at"),
        *("reply_due", "resolve_due", "overdue"),
    }
    status, found, _err = desk("find", "5570")
    assert [len(found[group]) for group in ("cases", "orders", "customers", "claims")] == [
        *(1, 1, 0, 0)
    ]
    assert found["orders"][0]["order_no"] == "4001"
    assert found["ms"] >= 0


def test_lists_are_filtered_and_limited(desk: Any) -> None:
    for kind in ("return", "lost", "return"):
        desk("cases", "open", "--buyer", "小明", "--kind", kind)
    assert desk("cases", "list", "--kind", "return")[1]["total"] == 2
    limited = desk("cases", "list", "--limit", "1")[1]
    assert (len(limited["cases"]), limited["total"]) == (1, 3)
    assert desk("cases", "list", "--stage", "closed")[1]["total"] == 0
    assert desk("cases", "list", "--overdue")[1]["total"] == 0
    assert desk("cases", "list", "--search", "没有这个")[1] == {"cases": [], "total": 0}


def test_a_step_that_is_not_there_is_refused_with_those_that_are(desk: Any) -> None:
    no = desk("cases", "open", "--buyer", "小明", "--kind", "return")[1]["case"]["no"]
    status, refused, _err = desk("cases", "move", no, "closed")
    assert status == 1
    assert refused["refused"][0]["allowed"] == [
        *("verifying", "negotiating", "waiting_buyer", "cancelled")
    ]
    status, out, err = desk("cases", "move", no, "closed", as_json=False)
    assert (status, out) == (1, "")
    assert "verifying negotiating waiting_buyer cancelled" in err


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("show", "AS1"), 1, "case_unknown"),
        (("move", "AS1", "verifying"), 1, "case_unknown"),
        (("move", "AS1", "nowhere"), 1, "unknown_kind"),
        (("open", "--order", "9", "--kind", "return"), 1, "order_unknown"),
        (("open", "--order", "4001", "--kind", "returned"), 1, "unknown_kind"),
        (("open", "--order", "4001", "--kind", "return", "--sku", "Q=1"), 1, "sku_not_in_order"),
        (("open", "--order", "4001", "--kind", "return", "--sku", "A=3"), 1, "more_than_ordered"),
        (("open", "--order", "4001", "--kind", "return", "--sku", "A=0"), 1, "not_a_quantity"),
        (("open", "--order", "4001", "--kind", "return", "--sku", "A"), 1, "not_a_quantity"),
        (("open", "--buyer", "x", "--kind", "return", "--platform", "ebay"), 1, "unknown_kind"),
        (("list", "--kind", "returned"), 1, "unknown_kind"),
        (("open", "--kind", "return"), 2, ""),
        (("open", "--order", "4001", "--buyer", "x", "--kind", "return"), 2, ""),
        (("list", "--limit", "-1"), 2, ""),
        (("open", "--order", "4001"), 2, ""),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_written(
    desk: Any, words: tuple[str, ...], status: int, code: str
) -> None:
    found, answer, err = desk("cases", *words)
    assert found == status
    if code:
        assert [entry["code"] for entry in answer["refused"]] == [code]
    else:
        assert err.startswith("aftersales-desk: ")
    assert desk("cases", "list")[1]["total"] == 0


def test_people_read_lines(desk: Any) -> None:
    desk("cases", "open", "--order", "4001", "--kind", "lost", "--note", "丢件")
    out = desk("cases", "list", as_json=False)[1]
    no = out.split()[0]
    assert out.splitlines()[-1] == "1 of 1 cases"
    shown = desk("cases", "show", no, as_json=False)[1]
    assert "Tracking no.: YT9831745985570" in shown
    assert "  A  A的标题   × 2" in shown
    assert "Next: Verifying (verifying)" in shown
    found = desk("find", "丢件", as_json=False)[1]
    assert found.splitlines()[0] == "Cases"
    assert no in found
    assert desk("find", "没有", as_json=False)[1] == "Nothing found.\n"


def test_the_answer_speaks_the_language_asked_for(desk: Any, data_dir: Path) -> None:
    i18n.use("zh_CN")
    _status, refused, _err = desk("cases", "show", "AS1")
    assert refused["refused"][0]["reason"] == "There is no case AS1."
