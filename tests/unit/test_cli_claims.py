"""The command line's claims: every answer one JSON object, every refusal with its reason."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from desktop_app.cli import main

PARCEL = ("--tracking", "9831745985570", "--kind", "lost", "--courier", "EMS")


class Desk:
    """Calls commands on one data folder and reads their JSON."""

    def __init__(self, root: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._root, self._capsys = root, capsys
        self.status = 0

    def __call__(self, *arguments: str) -> Any:
        self.status, out, _err = self.text(*arguments, "--json")
        return json.loads(out)

    def text(self, *arguments: str) -> tuple[int, str, str]:
        status = main(["--data", str(self._root), "--lang", "en", *arguments])
        said = self._capsys.readouterr()
        return status, said.out, said.err


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    return Desk(tmp_path / "shop", capsys)


def test_r21_open_list_move_sheet(desk: Desk, tmp_path: Path) -> None:
    claim = desk("claims", "open", *PARCEL, "--amount", "61.90", "--note", "丢件")["claim"]
    assert desk.status == 0
    assert (claim["amount"], claim["currency"], claim["stage"]) == ("61.90", "CNY", "draft")
    assert (claim["courier"], claim["tracking"], claim["order"]) == ("ems", "9831745985570", None)
    assert desk("claims", "show", claim["no"])["claim"]["no"] == claim["no"]
    filed = desk("claims", "move", claim["no"], "filed")["claim"]
    assert (filed["stage"], filed["filed_at"] is not None) == ("filed", True)
    part = desk("claims", "move", claim["no"], "approved", "--amount", "40")["claim"]
    assert (part["stage"], part["approved"], part["outstanding"]) == (
        "part_approved",
        "40.00",
        "40.00",
    )
    paid = desk("claims", "move", claim["no"], "paid")["claim"]
    assert (paid["stage"], paid["received"], paid["outstanding"]) == ("paid", "40.00", "0.00")
    assert paid["payments"][0]["amount"] == "40.00"
    listed = desk(
        "claims", "list", "--courier", "邮政", "--stage", "paid", "--month", paid["month"]
    )
    assert [row["no"] for row in listed["claims"]] == [claim["no"]]
    target = tmp_path / "out.pdf"
    sheet = desk("claims", "sheet", claim["no"], "-o", str(target))
    assert (sheet["pages"], sheet["claims"]) == (1, [claim["no"]])
    assert target.read_bytes().startswith(b"%PDF")


def test_a_step_that_is_none_lists_those_that_are(desk: Desk) -> None:
    claim = desk("claims", "open", *PARCEL, "--amount", "61.90")["claim"]
    refused = desk("claims", "move", claim["no"], "paid")["refused"][0]
    assert desk.status == 1
    assert refused["allowed"] == ["filed", "void"]
    assert "Filed" in refused["reason"]
    status, out, err = desk.text("claims", "move", claim["no"], "closed")
    assert (status, out) == (1, "")
    assert "filed void" in err


def test_a_duplicate_names_the_other_and_can_be_meant(desk: Desk) -> None:
    claim = desk("claims", "open", *PARCEL, "--amount", "61.90")["claim"]
    refused = desk("claims", "open", *PARCEL, "--amount", "61.90")["refused"][0]
    assert (desk.status, refused["other"]) == (1, claim["no"])
    again = desk("claims", "open", *PARCEL, "--amount", "61.90", "--allow-duplicate")
    assert again["claim"]["no"] != claim["no"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("open", *PARCEL, "--amount", "六十"), "not_an_amount"),
        (("open", *PARCEL, "--amount", "-1"), "negative_amount"),
        (("open", *PARCEL), "value_missing"),
        (("open", *PARCEL[:2], "--kind", "gone"), "unknown_kind"),
        (("open", *PARCEL[:4], "--courier", "火星快递", "--amount", "1"), "courier_unknown"),
        (("open", "--order", "404", "--kind", "lost"), "order_unknown"),
        (("open", *PARCEL, "--amount", "1", "--sku", "CUP=0"), "not_a_quantity"),
        (("open", *PARCEL, "--amount", "1", "--sku", "CUP"), "product_unknown"),
        (("list", "--month", "2026-13"), "not_a_month"),
        (("list", "--courier", "火星快递"), "courier_unknown"),
        (("move", "LP404", "filed"), "claim_unknown"),
        (("show", "LP404"), "claim_unknown"),
        (("sheet", "LP404", "-o", "x.pdf"), "claim_unknown"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    desk: Desk, arguments: tuple[str, ...], code: str
) -> None:
    answer = desk("claims", *arguments)
    assert desk.status == 1
    assert answer["refused"][0]["code"] == code
    assert desk("claims", "list")["claims"] == []


def test_a_call_without_a_parcel_is_wrong(desk: Desk) -> None:
    status, out, err = desk.text("claims", "open", "--kind", "lost")
    assert (status, out) == (2, "")
    assert "--order" in err


def test_people_get_lines(desk: Desk) -> None:
    _status, out, _err = desk.text("claims", "open", *PARCEL, "--amount", "61.90")
    assert "Outstanding: 61.90 CNY" in out
    assert "Filed (filed)" in out
    _status, out, _err = desk.text("claims", "list")
    assert "1 claim" in out


def test_a_settlement_file_is_held_and_applied_once(desk: Desk, tmp_path: Path) -> None:
    paid = desk("claims", "open", *PARCEL, "--amount", "61.90")["claim"]["no"]
    late = desk("claims", "open", "--tracking", "9831745985571", *PARCEL[2:], "--amount", "5")
    file = tmp_path / "九月.csv"
    file.write_text(
        "邮件号,赔付金额,打款时间\n9831745985570,61.90,2026-09-01\n"
        "9831745985599,5.00,2026-09-01\n9831745985598,免赔,2026-09-01\n",
        "utf-8",
    )
    call = ("claims", "reconcile", str(file), "--courier", "邮政")
    found = desk(*call)
    assert desk.status == 1
    assert [one["claim"] for one in found["matched"]] == [paid]
    assert [one["tracking"] for one in found["unknown"]] == ["9831745985599"]
    assert [one["no"] for one in found["unpaid"]] == [late["claim"]["no"]]
    assert [(one["row"], one["code"]) for one in found["refused"]] == [(4, "not_an_amount")]
    assert (found["differs"], found["applied"], found["balanced"]) == ([], 0, False)
    assert desk("claims", "show", paid)["claim"]["received"] == "0.00"
    assert desk(*call, "--apply")["applied"] == 1
    assert desk("claims", "show", paid)["claim"]["received"] == "61.90"
    again = desk(*call, "--apply")
    assert (again["applied"], [one["row"] for one in again["known"]]) == (0, [2])


def test_what_differs_is_said_to_people(desk: Desk, tmp_path: Path) -> None:
    no = desk("claims", "open", *PARCEL, "--amount", "61.90")["claim"]["no"]
    desk("claims", "open", "--tracking", "9831745985571", *PARCEL[2:], "--amount", "5")
    file = tmp_path / "a.csv"
    file.write_text("邮件号,赔付金额\n9831745985570,40\n合计,41\n", "utf-8")
    status, out, _err = desk.text("claims", "reconcile", str(file), "--courier", "ems", "--apply")
    assert status == 0
    assert f"2  9831745985570  {no}  -21.90" in out
    assert "1 payment entered" in out
    assert "Only ours  5.00  0 days" in out
    assert "the file says 41.00, its lines add up to 40.00" in out


@pytest.mark.parametrize(
    ("content", "more", "status"),
    [
        ("邮件号,赔付金额\n", ("--courier", "火星快递"), 1),
        ("邮件号,赔付金额\n", ("--courier", "ems", "--profile", "没有"), 1),
        ("甲,乙\n1,2\n", ("--courier", "ems"), 2),
        ("", ("--courier", "ems"), 2),
    ],
)
def test_files_that_cannot_be_held(
    desk: Desk, tmp_path: Path, content: str, more: tuple[str, ...], status: int
) -> None:
    file = tmp_path / "a.csv"
    file.write_text(content, "utf-8")
    assert desk.text("claims", "reconcile", str(file), *more)[0] == status


def test_r21_a_month_is_stated_closed_and_opened_again(desk: Desk, tmp_path: Path) -> None:
    claim = desk("claims", "open", *PARCEL, "--amount", "61.90")["claim"]
    month = claim["month"]
    opening = {"count": 0, "amount": "0.00"}
    for suffix in ("pdf", "xlsx", "csv"):
        target = tmp_path / f"s.{suffix}"
        said = desk("claims", "statement", "--month", month, "--courier", "EMS", "-o", str(target))
        assert (said["rows"], said["totals"]["CNY"]["new"]) == (1, {"count": 1, "amount": "61.90"})
        assert target.stat().st_size > 0
    closed = desk("month", "close", month)
    assert (closed["month"], closed["totals"]["CNY"]["opening"]) == (month, opening)
    assert [warned["code"] for warned in closed["warnings"]] == ["not_filed"]
    refused = desk("claims", "move", claim["no"], "void", "--note", "错")["refused"][0]
    assert (desk.status, refused["code"]) == (1, "month_closed")
    assert desk("month", "close", month)["refused"][0]["code"] == "month_closed"
    opened = desk("month", "reopen", month, "--reason", "漏了一笔")
    assert (opened["month"], opened["closed_at"], opened["reason"]) == (month, None, "漏了一笔")
    assert desk("claims", "move", claim["no"], "void", "--note", "错")["claim"]["stage"] == "void"


def test_months_that_cannot_be_closed(desk: Desk) -> None:
    assert desk("month", "close", "2026-13")["refused"][0]["code"] == "not_a_month"
    assert desk("month", "close", "2999-01")["refused"][0]["code"] == "month_ahead"
    assert desk("month", "reopen", "2026-01", "--reason", "x")["refused"][0]["code"] == (
        "month_not_closed"
    )
    assert desk.text("month", "reopen", "2026-01")[0] == 2


def test_people_see_the_totals(desk: Desk, tmp_path: Path) -> None:
    month = desk("claims", "open", *PARCEL, "--amount", "61.90")["claim"]["month"]
    target = str(tmp_path / "s.csv")
    _status, out, _err = desk.text("claims", "statement", "--month", month, "-o", target)
    assert "+ New: 1  61.90 CNY" in out
    _status, out, _err = desk.text("month", "close", month)
    assert f"{month} is closed." in out
    assert "Still a draft" in out
    _status, out, _err = desk.text("month", "reopen", month, "--reason", "x")
    assert f"{month} is open again." in out
