"""The command `weigh`: JSON, words, refusals and exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from desktop_app import cli
from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Product
from desktop_app.services.store import Store, open_store
from desktop_app.services.weight_checks import CheckFilter, listed

Captured = pytest.CaptureFixture[str]


def fill(store: Store) -> None:
    times = {"imported_at": clock.now(), "updated_at": clock.now()}
    with store.transaction():
        for sku, title, grams in (("A", "杯", 120), ("B", "碟", 85)):
            Product.create(sku=sku, title=title, weight_g=grams, updated_at=clock.now())
        made = SalesOrder.create(
            platform=Platform.TAOBAO, order_no="4001", tracking="YT1234567890123", **times
        )
        SalesOrder.create(platform=Platform.TAOBAO, order_no="4002", **times)
        OrderLine.create(order=made, position=0, sku="A", quantity=2)
        OrderLine.create(order=made, position=1, sku="B", quantity=1)
        AfterSalesCase.create(
            no="AS20260903-0001",
            platform=Platform.TAOBAO,
            order=made,
            kind=CaseKind.MISSED_ITEM,
            opened_at=clock.now(),
            updated_at=clock.now(),
        )


@pytest.fixture
def sold(data_dir: Path) -> Path:
    store = open_store(data_dir)
    fill(store)
    store.close()
    return data_dir


def run(data: Path, *words: str) -> int:
    return cli.main(["--data", str(data), "--lang", "en", "weigh", *words])


def recorded(data: Path) -> int:
    store = open_store(data)
    found = len(listed(store, CheckFilter(with_voided=True)))
    store.close()
    return found


def test_weigh_answers_the_vector_as_json(sold: Path, capsys: Captured) -> None:
    assert run(sold, "--order", "4001", "--grams", "390", "--packaging", "30", "--json") == 0
    answer = json.loads(capsys.readouterr().out)
    assert {key: answer[key] for key in ("expected_g", "measured_g", "tolerance_g", "verdict")} == {
        "expected_g": 355,
        "measured_g": 390,
        "tolerance_g": 10,
        "verdict": "heavy",
    }
    assert answer["explanations"] == [
        {
            "changes": [{"sku": "B", "quantity": -1}, {"sku": "A", "quantity": 1}],
            "residual_g": 0,
        }
    ]
    assert (answer["order"], answer["case"], answer["repeated"]) == ("4001", None, False)


def test_weigh_speaks_to_people(sold: Path, capsys: Captured) -> None:
    words = ("--case", "AS20260903-0001", "--grams", "0.235kg", "--packaging", "30g")
    assert run(sold, *words) == 0
    assert capsys.readouterr().out.splitlines() == [
        "120 g too light",
        "Measured 235 g, expected 355 g ± 10 g",
        "missing: 1 × 杯",
    ]
    assert run(sold, *words) == 0
    assert "not recorded twice" in capsys.readouterr().out
    assert recorded(sold) == 1


def test_weigh_by_tracking_number_and_without_packaging(sold: Path, capsys: Captured) -> None:
    assert run(sold, "--tracking", "yt1234567890123", "--grams", "325", "--packaging", "0") == 0
    assert capsys.readouterr().out.startswith("Fits")


def test_weigh_says_when_it_cannot_judge(sold: Path, capsys: Captured) -> None:
    assert run(sold, "--order", "4002", "--grams", "325") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Can't say",
        "The order has no items here; import its item list.",
    ]


@pytest.mark.parametrize("grams", ["0", "-5", "9999kg", "1,2kg", "", "many", "1e3", "0.4"])
def test_weigh_refuses_what_no_parcel_weighs(sold: Path, capsys: Captured, grams: str) -> None:
    assert run(sold, "--order", "4001", f"--grams={grams}", "--json") == 1
    refused = json.loads(capsys.readouterr().out)["refused"]
    assert refused[0]["reason"]
    assert recorded(sold) == 0


def test_weigh_asks_about_grams_typed_as_kilograms(sold: Path, capsys: Captured) -> None:
    heavy = ("--order", "4001", "--grams", "355", "--packaging", "1000")
    assert run(sold, *heavy[:3], "1", *heavy[4:]) == 1
    said = capsys.readouterr().err
    assert said == (
        "aftersales-desk: “1” looks typed in the wrong unit: were 1000 g meant?"
        " Nothing was recorded.\n"
    )
    assert recorded(sold) == 0
    assert run(sold, *heavy[:3], "1", *heavy[4:], "--sure") == 0
    assert recorded(sold) == 1


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("--order", "nope", "--grams", "355"), 1),
        (("--case", "nope", "--grams", "355"), 1),
        (("--tracking", "nope", "--grams", "355"), 1),
        (("--order", "4001", "--platform", "moon", "--grams", "355"), 1),
        (("--order", "4001", "--platform", "jd", "--grams", "355"), 1),
        (("--order", "4001", "--grams", "355", "--packaging", "x"), 1),
        (("--grams", "355"), 2),
        (("--order", "4001"), 2),
        (("--order", "4001", "--case", "AS20260903-0001", "--grams", "355"), 2),
    ],
)
def test_weigh_refuses_a_wrong_call(
    sold: Path, capsys: Captured, words: tuple[str, ...], status: int
) -> None:
    assert run(sold, *words) == status
    said = capsys.readouterr()
    assert said.err.startswith("aftersales-desk: ")
    assert "Traceback" not in said.err
    assert recorded(sold) == 0
