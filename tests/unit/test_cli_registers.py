"""The commands `wrong`, `stock`, `parcels`, `bills` and `weights`."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app import cli
from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Platform, Topic
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Product
from desktop_app.services import couriers, scans, weighing
from desktop_app.services.couriers import Terms
from desktop_app.services.store import Store, open_store

Captured = pytest.CaptureFixture[str]


def fill(store: Store) -> None:
    now = clock.now()
    times = {"imported_at": now, "updated_at": now}
    with store.transaction() as tx:
        Product.create(sku="A", title="杯", weight_g=120, updated_at=now)
        Product.create(sku="B", title="碟", weight_g=85, updated_at=now)
        Product.create(sku="N", title="新", updated_at=now)
        made = SalesOrder.create(
            platform=Platform.TAOBAO,
            order_no="4001",
            tracking="YT1234567890123",
            buyer_text="小明",
            phone="13800001234",
            receiver="张三",
            created="2026-09-01",
            paid_minor=5490,
            **times,
        )
        OrderLine.create(order=made, position=0, sku="A", title="杯", quantity=2)
        OrderLine.create(order=made, position=1, sku="B", title="碟", quantity=1)
        AfterSalesCase.create(
            no="AS20260903-0001",
            platform=Platform.TAOBAO,
            order=made,
            kind=CaseKind.WRONG_ITEM,
            opened_at=now,
            updated_at=now,
        )
        tx.touch(Topic.PRODUCTS)
    for number in range(5):
        with store.transaction():
            order = SalesOrder.create(platform=Platform.TAOBAO, order_no=f"n{number}", **times)
            OrderLine.create(order=order, position=0, sku="N", quantity=1)
        weighing.weigh(store, scans.of_order(store, f"n{number}"), 50)
    terms = Terms(
        valid_from=date(2026, 1, 1),
        rounding="up_100",
        first_g=1000,
        first_minor=400,
        step_g=100,
        step_minor=20,
    )
    couriers.enter_terms(store, "yto", terms)


@pytest.fixture
def sold(data_dir: Path) -> Path:
    store = open_store(data_dir)
    fill(store)
    store.close()
    return data_dir


def run(data: Path, *words: str) -> int:
    return cli.main(["--data", str(data), "--lang", "en", *words])


def asked(data: Path, capsys: Captured, *words: str, status: int = 0) -> dict[str, Any]:
    assert run(data, *words, "--json") == status
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


def test_a_wrong_shipment_goes_from_report_to_settled(sold: Path, capsys: Captured) -> None:
    words = ("--order", "4001", "--expected", "B=1", "--shipped", "A=1", "--picker", "小李")
    answer = asked(sold, capsys, "wrong", "report", *words)
    row = answer["wrong"]
    assert (row["kind"], row["state"], row["buyer"]) == ("wrong_item", "reported", "小明")
    assert answer["alike"] == []
    no = row["no"]
    verified = asked(sold, capsys, "wrong", "verify", no)["wrong"]
    assert (verified["state"], verified["open_stock"]) == ("verified", 1)
    stock = asked(sold, capsys, "stock", "list")["stock"]
    assert [(line["move"], line["sku"], line["wrong"]) for line in stock] == [("deduct", "A", no)]
    booked = asked(sold, capsys, "stock", "done", str(stock[0]["id"]), "99", status=1)
    assert booked["done"] == [stock[0]["id"]]
    assert booked["refused"][0]["code"] == "stock_line_unknown"
    assert asked(sold, capsys, "stock", "list")["total"] == 0
    assert asked(sold, capsys, "stock", "list", "--all")["total"] == 1
    settled = asked(sold, capsys, "wrong", "settle", no, "--note", "补发了")["wrong"]
    assert (settled["state"], settled["note"]) == ("settled", "补发了")
    assert asked(sold, capsys, "wrong", "back", no)["wrong"]["state"] == "verified"
    assert asked(sold, capsys, "wrong", "show", no)["wrong"]["lines"][1]["shipped"] == 1
    listed = asked(sold, capsys, "wrong", "list", "--state", "verified", "--kind", "wrong_item")
    assert [one["no"] for one in listed["wrong"]] == [no]
    assert asked(sold, capsys, "wrong", "list", "--search", "nobody")["total"] == 0


def test_a_report_of_a_case_or_a_weight_check(sold: Path, capsys: Captured) -> None:
    check = asked(
        sold,
        capsys,
        *("weigh", "--case", "AS20260903-0001", "--grams", "390", "--packaging", "30"),
    )
    words = ("--case", "AS20260903-0001", "--check", str(check["check"]))
    row = asked(sold, capsys, "wrong", "report", *words)["wrong"]
    assert [(line["sku"], line["expected"], line["shipped"]) for line in row["lines"]] == [
        ("B", 1, 0),
        ("A", 2, 3),
    ]
    assert row["case"] == "AS20260903-0001"
    again = asked(
        sold, capsys, "wrong", "report", "--buyer", "小明", "--kind", "extra_item", "--what", "多了"
    )
    assert again["alike"] == [row["no"]]
    dismissed = asked(sold, capsys, "wrong", "dismiss", row["no"], "--reason", "看错了")
    assert dismissed["wrong"]["state"] == "dismissed"


def test_wrong_speaks_to_people(sold: Path, capsys: Captured) -> None:
    words = ("--buyer", "小明", "--expected", "B=1", "--shipped", "A=1")
    assert run(sold, "wrong", "report", *words) == 0
    no = capsys.readouterr().out.split()[0]
    assert run(sold, "wrong", "verify", no) == 0
    assert capsys.readouterr().out.splitlines() == [
        f"{no}  Verified  Wrong item  小明  碟 −1; 杯 +1",
        "1 stock line to book",
    ]
    assert run(sold, "wrong", "report", *words) == 0
    assert f"Open already for this buyer or order: {no}" in capsys.readouterr().out
    assert run(sold, "wrong", "list") == 0
    assert capsys.readouterr().out.endswith("2 wrong shipments\n")
    assert run(sold, "wrong", "figures") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1 wrong shipment",
        "杯  1  −0  +1",
        "碟  1  −1  +0",
        "1 × 杯 sent instead of 碟",
    ]
    assert run(sold, "stock", "list") == 0
    assert "Take off stock" in capsys.readouterr().out


def test_wrong_figures_as_json(sold: Path, capsys: Captured) -> None:
    answer = asked(sold, capsys, "wrong", "figures", "--from", "2026-09-01", "--to", "2026-09-30")
    assert (answer["from"], answer["to"], answer["shipments"]) == ("2026-09-01", "2026-09-30", 0)
    assert answer["file"] is None
    target = sold.parent / "figures.pdf"
    assert asked(sold, capsys, "wrong", "figures", "-o", str(target))["file"] == str(target)
    assert target.read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("wrong", "report", "--buyer", "小明"), 1),
        (("wrong", "report", "--order", "nope", "--what", "x", "--kind", "extra_item"), 1),
        (("wrong", "report", "--order", "4001", "--platform", "jd", "--what", "x"), 1),
        (("wrong", "report", "--case", "nope", "--what", "x"), 1),
        (("wrong", "report", "--buyer", "小明", "--shipped", "A"), 1),
        (("wrong", "report", "--buyer", "小明", "--shipped", "=1"), 1),
        (("wrong", "report", "--buyer", "小明", "--what", "x", "--kind", "moon"), 1),
        (("wrong", "verify", "WS1"), 1),
        (("wrong", "dismiss", "WS1"), 2),
        (("wrong", "list", "--state", "moon"), 1),
        (("wrong", "figures", "--from", "2026-02-30"), 1),
        (("wrong", "write", "-o", "register.docx"), 1),
        (("wrong", "figures", "-o", "figures.csv"), 1),
        (("parcels", "add", "--kind", "returned"), 1),
        (("parcels", "add", "--kind", "moon", "--tracking", "1"), 1),
        (("parcels", "add", "--kind", "returned", "--tracking", "1", "--amount", "many"), 1),
        (("parcels", "settle", "99"), 1),
        (("bills", "read", "nowhere.xlsx", "--courier", "yto"), 2),
        (("weights", "apply", "99"), 1),
    ],
)
def test_a_wrong_call_is_refused_in_a_sentence(
    sold: Path, capsys: Captured, words: tuple[str, ...], status: int
) -> None:
    assert run(sold, *words) == status
    said = capsys.readouterr().err
    assert said.strip()
    assert "Traceback" not in said


def test_a_returned_parcel_is_added_given_and_settled(sold: Path, capsys: Captured) -> None:
    words = ("--kind", "returned", "--tracking", "yt1234567890123", "--good", "2")
    answer = asked(sold, capsys, "parcels", "add", *words)
    row = answer["parcel"]
    assert (row["owned"], row["order"], row["amount"], row["quantity"]) == (
        True,
        "4001",
        "54.90",
        3,
    )
    assert asked(sold, capsys, "parcels", "add", *words)["repeated"] is True
    lost = asked(
        sold,
        capsys,
        "parcels",
        "add",
        "--kind",
        "problem",
        "--phone",
        "138****1234",
        "--name",
        "张三",
        "--amount",
        "12.5",
        "--date",
        "2026-09-01",
    )
    assert (lost["parcel"]["owned"], lost["parcel"]["amount"]) == (False, "12.50")
    assert [(one["order"], one["by"]) for one in lost["owners"]] == [("4001", ["phone", "name"])]
    number = str(lost["parcel"]["id"])
    assert asked(sold, capsys, "parcels", "owners", number)["owners"] == lost["owners"]
    assert asked(sold, capsys, "parcels", "list", "--nobodys")["total"] == 1
    given = asked(sold, capsys, "parcels", "give", number, "--order", "4001")
    assert given["parcel"]["buyer"] == "小明"
    nobodys = asked(sold, capsys, "parcels", "give", number, "--order", "")
    assert nobodys["parcel"]["owned"] is False
    settled = asked(sold, capsys, "parcels", "settle", number, "--note", "已联系")
    assert settled["parcel"]["settled_at"] is not None
    assert asked(sold, capsys, "parcels", "list", "--open", "--kind", "problem")["total"] == 0
    assert (
        asked(sold, capsys, "parcels", "settle", number, "--undo")["parcel"]["settled_at"] is None
    )


def test_parcels_speak_to_people(sold: Path, capsys: Captured) -> None:
    assert run(sold, "parcels", "add", "--kind", "problem", "--name", "张三") == 0
    assert capsys.readouterr().out.splitlines() == [
        "1  Problem parcel",
        "It is nobody's yet.",
        "4001  小明  张三  杯 × 2; 碟 × 1  name",
    ]
    assert run(sold, "parcels", "list") == 0
    assert capsys.readouterr().out.endswith("1 parcel\n")
    assert run(sold, "parcels", "add", "--kind", "problem", "--tracking", "ZT1") == 0
    capsys.readouterr()
    assert run(sold, "parcels", "owners", "2") == 0
    assert capsys.readouterr().out == "No order fits.\n"


def test_registers_are_written_by_the_files_ending(
    sold: Path, capsys: Captured, tmp_path: Path
) -> None:
    run(sold, "wrong", "report", "--buyer", "小明", "--expected", "B=1", "--shipped", "A=1")
    run(sold, "parcels", "add", "--kind", "returned", "--tracking", "YT1234567890123")
    capsys.readouterr()
    for room in ("wrong", "parcels"):
        for ending in ("pdf", "xlsx", "csv"):
            target = tmp_path / f"{room}.{ending}"
            answer = asked(sold, capsys, room, "write", "-o", str(target))
            assert answer == {"file": str(target), "rows": 1}
            assert target.stat().st_size > 100
    target = tmp_path / "returned.csv"
    assert run(sold, "parcels", "write", "--kind", "returned", "-o", str(target)) == 0
    assert "written" in capsys.readouterr().out


def test_a_bill_is_read_and_kept(sold: Path, capsys: Captured, tmp_path: Path) -> None:
    bill = tmp_path / "bill.csv"
    bill.write_text(
        "运单号,业务时间,网点称重,体积重,中心称重,结算重量\n"
        "YT1234567890123,2026-05-01,1.1,,1.1,1.2\n"
        "YT2,2025-05-01,1.1,,1.1,1.2\n"
        "YT3,2026-05-01,1.1,,1.1,heavy\n",
        "utf-8",
    )
    target = tmp_path / "over.pdf"
    words = ("bills", "read", str(bill), "--courier", "yto")
    answer = asked(sold, capsys, *words, "--keep", "-o", str(target), status=1)
    assert (answer["over"], answer["unclear"], answer["kept"]) == ("0.20", 1, 1)
    assert [(row["tracking"], row["over_g"]) for row in answer["overbilled"]] == [
        ("YT1234567890123", 100)
    ]
    assert [line["tracking"] for line in answer["refused"]] == ["YT3"]
    assert target.stat().st_size > 100
    assert run(sold, *words) == 1
    assert capsys.readouterr().out.splitlines() == [
        "YT1234567890123: billed 1200 g, right are 1100 g",
        "1 of 2 lines billed too heavy, 0.20 CNY in all",
        "1 line can't be judged: no weight, or no contract of that day.",
    ]


def test_weights_are_proposed_and_applied(sold: Path, capsys: Captured) -> None:
    proposals = asked(sold, capsys, "weights", "propose")["proposals"]
    assert [(one["sku"], one["weight_g"], one["learned_g"]) for one in proposals] == [
        ("N", None, 50)
    ]
    assert run(sold, "weights", "propose") == 0
    assert "N  ? g → 50 g ± 0 g, 5 parcels" in capsys.readouterr().out
    found = asked(sold, capsys, "weights", "propose")["proposals"][0]["id"]
    assert asked(sold, capsys, "weights", "apply", str(found))["applied"] == [found]
    assert run(sold, "weights", "propose") == 0
    assert capsys.readouterr().out == "The weighings tell no other weight.\n"
    refused = asked(sold, capsys, "weights", "decline", str(found), status=1)
    assert refused["refused"][0]["code"] == "proposal_unknown"
