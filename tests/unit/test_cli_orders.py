"""The commands `orders` and `products`: JSON, words, refusals and exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app import cli

Captured = pytest.CaptureFixture[str]
ORDERS = (
    "订单编号,买家会员名,总金额,买家实际支付金额,订单状态,收货人姓名,宝贝标题,宝贝种类,宝贝总数量\n"
    "5106828836075983867,小满,9.00,8.50,交易成功,王*,杯,1,2\n"
    "5106828836075983868,t**b,9.00,免费,交易成功,,,,\n"
    "5106828836075983869,t**b,9.00,,等待买家付款,,,,\n"
)
OLDER = ORDERS.replace("交易成功", "买家已付款，等待卖家发货")


def run(data: Path, *words: str) -> int:
    return cli.main(["--data", str(data), "--lang", "en", *words])


def said(captured: Captured) -> dict[str, object]:
    out = captured.readouterr().out
    found: dict[str, object] = json.loads(out)
    assert out.count("\n") == 1
    return found


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    path.write_text(ORDERS, "utf-8")
    return path


def test_import_reports_in_json_and_refusals_set_the_status(
    data_dir: Path, export: Path, capsys: Captured
) -> None:
    assert run(data_dir, "orders", "import", "--json", str(export), "nowhere.csv") == 1
    answer = said(capsys)
    refused = answer.pop("refused")
    assert answer == {
        "added": 2,
        "updated": 0,
        "unchanged": 0,
        "older": 0,
        "lines": 3,
        "files": [{"file": "export.csv", "format": "taobao_list"}],
    }
    assert isinstance(refused, list)
    assert [(one["file"], one["row"], one["code"]) for one in refused] == [
        ("export.csv", 3, "not_an_amount"),
        ("nowhere.csv", None, "file_missing"),
    ]
    assert refused[0]["column"] == "买家实际支付金额"
    assert "免费" in refused[0]["reason"]


def test_import_tells_people_and_says_what_was_older(
    data_dir: Path, export: Path, capsys: Captured
) -> None:
    export.write_text(ORDERS.replace("免费", "1"), "utf-8")
    assert run(data_dir, "orders", "import", str(export)) == 0
    assert capsys.readouterr().out == "export.csv: 3 new, 0 updated, 0 unchanged orders.\n"
    export.write_text(OLDER.replace("免费", "1"), "utf-8")
    assert run(data_dir, "orders", "import", str(export)) == 0
    assert "2 orders were older" in capsys.readouterr().out
    export.write_text(ORDERS.splitlines()[0] + "\n", "utf-8")
    assert run(data_dir, "orders", "import", str(export)) == 0
    assert capsys.readouterr().out == "export.csv: no orders in it.\n"


def test_show_and_list_give_null_for_what_is_unknown_or_hidden(
    data_dir: Path, export: Path, capsys: Captured
) -> None:
    run(data_dir, "orders", "import", str(export))
    capsys.readouterr()
    assert run(data_dir, "--json", "orders", "show", "5106828836075983867") == 0
    assert said(capsys) == {
        "orders": [
            {
                "order_no": "5106828836075983867", "platform": "taobao", "buyer": "小满",
                "status": "交易成功", "state": "done", "amount": "9.00", "paid": "8.50",
                "refund": None, "currency": "CNY", "created": None, "paid_at": None,
                "shipped": None, "received": None, "courier": None, "tracking": None,
                "receiver": None, "phone": None, "address": None, "country": None,
                "hidden": ["receiver"],
                "items": [{"title": "杯", "price": None, "quantity": 2, "sku": None,
                           "variant": None, "sub_order_no": None}],
            }
        ]
    }  # fmt: skip
    assert run(data_dir, "orders", "list", "--json", "--platform", "taobao", "--limit", "1") == 0
    (row,) = said(capsys)["orders"]
    assert (row["order_no"], row["buyer"]) == ("5106828836075983869", None)
    assert run(data_dir, "orders", "list", "--json", "--platform", "jd") == 0
    assert said(capsys) == {"orders": []}


def test_orders_are_shown_to_people(data_dir: Path, export: Path, capsys: Captured) -> None:
    run(data_dir, "orders", "import", str(export))
    capsys.readouterr()
    assert run(data_dir, "orders", "show", "5106828836075983867") == 0
    assert capsys.readouterr().out.splitlines() == [
        "5106828836075983867  Taobao  Completed  小满  8.50 CNY",
        "  杯  × 2",
    ]
    assert run(data_dir, "orders", "list") == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_what_is_not_there_is_refused(data_dir: Path, capsys: Captured) -> None:
    assert run(data_dir, "orders", "show", "404404") == 1
    assert "404404" in capsys.readouterr().err
    assert run(data_dir, "orders", "list", "--platform", "mars") == 1
    assert "taobao" in capsys.readouterr().err
    assert run(data_dir, "orders", "import") == 2


def test_a_named_platform_is_taken_at_its_word(
    data_dir: Path, tmp_path: Path, capsys: Captured
) -> None:
    path = tmp_path / "k.csv"
    path.write_text("订单号,买家,实付金额\n990001,甲,5.00\n", "utf-8")
    assert run(data_dir, "orders", "import", str(path)) == 1
    assert run(data_dir, "orders", "import", "--platform", "kuaishou", str(path)) == 0
    assert run(data_dir, "orders", "show", "990001", "--platform", "kuaishou") == 0
    assert "Kuaishou" in capsys.readouterr().out


def test_products_are_imported_and_listed(data_dir: Path, tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "p.csv"
    path.write_text(
        "SKU,标题,重量kg,价格,颜色\nS-1,杯,0.12,19.9,红\nS-2,碟,?,,\nS-3,勺,,,\n", "utf-8"
    )
    assert run(data_dir, "products", "import", "--json", str(path)) == 1
    answer = said(capsys)
    assert (answer["added"], answer["updated"], answer["unchanged"]) == (2, 0, 0)
    assert answer["unknown_columns"] == ["颜色"]
    assert [(one["row"], one["code"]) for one in answer["refused"]] == [(3, "not_a_weight")]
    assert run(data_dir, "products", "import", str(path)) == 1
    assert "Columns that were not used: 颜色." in capsys.readouterr().out
    assert run(data_dir, "products", "list", "--json", "--search", "杯") == 0
    (row,) = said(capsys)["products"]
    assert (row["sku"], row["weight_g"], row["price"]) == ("S-1", 120, "19.90")
    assert run(data_dir, "products", "list") == 0
    assert capsys.readouterr().out.splitlines() == ["S-1  杯  120 g  19.90", "S-3  勺  —  —"]
