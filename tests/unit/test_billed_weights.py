"""Couriers' bills: four weights kept apart, overbilling by contract, with its money."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop_app.core import billing, clock
from desktop_app.core.errors import FileTrouble, NotFound, Reason
from desktop_app.core.kinds import Platform, WeightSource
from desktop_app.models.orders import SalesOrder
from desktop_app.services import billed_weights, couriers, scans, weighing, weight_checks
from desktop_app.services.billed_weights import Basis, BilledRow
from desktop_app.services.couriers import Terms
from desktop_app.services.store import Store

HEADER = ("运单号", "业务时间", "网点称重", "体积重", "中心称重", "重量", "结算重量", "长宽高")


def bill(tmp_path: Path, lines: Sequence[Sequence[object]], header: Sequence[str] = HEADER) -> Path:
    from desktop_app.documents.tables import write_xlsx

    path = tmp_path / "bill.xlsx"
    write_xlsx(path, header, [[str(cell) for cell in line] for line in lines])
    return path


def line(tracking: str, **cells: object) -> list[object]:
    held: dict[str, object] = {"运单号": tracking, "业务时间": "2026-05-01 09:20:59", **cells}
    return [held.get(name, "") for name in HEADER]


def terms(shop: Store, **more: Any) -> None:
    values: dict[str, Any] = {
        "valid_from": date(2026, 1, 1),
        "divisor": 6000,
        "rounding": "up_100",
        "first_g": 1000,
        "first_minor": 400,
        "step_g": 100,
        "step_minor": 20,
    }
    couriers.enter_terms(shop, "yto", Terms(**{**values, **more}))


def order(shop: Store, no: str, tracking: str) -> None:
    now = clock.now()
    with shop.transaction():
        SalesOrder.create(
            platform=Platform.TAOBAO,
            order_no=no,
            tracking=tracking,
            imported_at=now,
            updated_at=now,
        )


def only(shop: Store, path: Path) -> BilledRow:
    (row,) = billed_weights.read(shop, path, "yto").rows
    return row


def test_a_parcel_of_1_1_kg_was_billed_a_step_too_much(shop: Store, tmp_path: Path) -> None:
    terms(shop)
    row = only(shop, bill(tmp_path, [line("YT1", 网点称重="1.1", 结算重量="1.2")]))
    assert (row.basis, row.actual_g, row.right_g, row.billed_g) == (Basis.OUTLET, 1100, 1100, 1200)
    assert (row.over_g, row.over_minor, row.currency) == (100, 20, "CNY")


def test_the_shops_own_weight_counts_before_theirs(shop: Store, tmp_path: Path) -> None:
    terms(shop)
    order(shop, "4001", "YT1234567890123")
    weighing.weigh(shop, scans.of_order(shop, "4001"), 310)
    cells = {"网点称重": "1.45", "中心称重": "1.5", "结算重量": "1.5kg"}
    path = bill(tmp_path, [line("yt1234567890123", **cells)])
    report = billed_weights.read(shop, path, "圆通快递")
    (row,) = report.rows
    assert (row.basis, row.own_g, row.outlet_g, row.hub_g) == (Basis.OWN, 310, 1450, 1500)
    assert (row.order_no, row.day, row.right_g, row.over_g, row.over_minor) == (
        "4001",
        date(2026, 5, 1),
        400,
        1100,
        100,
    )
    assert report.overbilled == (row,)
    assert report.over_minor == 100


def test_the_volume_is_reckoned_by_the_contracts_divisor(shop: Store, tmp_path: Path) -> None:
    terms(shop)
    cells = {"网点称重": "0.2", "体积重": "1.2", "结算重量": "1.2", "长宽高": "30*20*10"}
    path = bill(tmp_path, [line("YT1", **cells)])
    row = only(shop, path)
    assert (row.volumetric_g, row.right_g, row.over_minor) == (1000, 1000, 40)
    terms(shop, valid_from=date(2026, 4, 1), divisor=5000)
    row = only(shop, path)
    assert (row.volumetric_g, row.over_minor) == (1200, 0)
    terms(shop, valid_from=date(2026, 4, 2), divisor=None)
    assert only(shop, path).volumetric_g == 1200, "no divisor: what the courier says"


def test_the_terms_of_the_day_count(shop: Store, tmp_path: Path) -> None:
    terms(shop, valid_from=date(2026, 5, 2))
    path = bill(tmp_path, [line("YT1", 网点称重="0.31", 结算重量="1")])
    report = billed_weights.read(shop, path, "yto")
    assert report.rows[0].right_g is None
    assert report.unclear == report.rows
    assert report.overbilled == ()
    terms(shop, valid_from=date(2026, 5, 1), rounding="up_1000")
    assert only(shop, path).over_g == 0, "a billed kilogram is right for 310 g by whole kilograms"


def test_without_prices_grams_are_told_but_no_money(shop: Store, tmp_path: Path) -> None:
    path = bill(tmp_path, [line("YT1", 网点称重="1.05", 结算重量="1.5")])
    terms(shop, step_minor=None)
    row = only(shop, path)
    assert (row.right_g, row.over_g, row.over_minor) == (1100, 400, None)
    terms(shop, rounding="")
    row = only(shop, path)
    assert (row.right_g, row.over_minor) == (1100, 80), "the price's own steps"
    terms(shop, rounding="", first_g=None)
    assert only(shop, path).right_g is None


def test_lines_that_cannot_be_are_refused_and_the_rest_goes_on(shop: Store, tmp_path: Path) -> None:
    terms(shop)
    path = bill(
        tmp_path,
        [
            line("YT1", 网点称重="0.5", 结算重量="0.50"),
            line("YT2", 网点称重="0.5", 结算重量="0"),
            line("YT3", 网点称重="0.5", 结算重量="-1"),
            line("YT4", 网点称重="0.5", 结算重量="9999"),
            line("YT5", 网点称重="0.5", 结算重量="1,2kg"),
            line("YT6", 网点称重="0.5"),
            line("YT1", 网点称重="0.5", 结算重量="0.500"),
            line("YT7", 网点称重="0", 中心称重="0.5", 结算重量="0.5"),
            line("YT8", 结算重量="0.5"),
        ],
    )
    report = billed_weights.read(shop, path, "yto")
    assert [row.tracking for row in report.rows] == ["YT1", "YT7", "YT8"]
    assert [row.basis for row in report.rows] == [Basis.OUTLET, Basis.HUB, Basis.NONE]
    assert {refused.tracking: refused.error.reason for refused in report.refused} == {
        "YT2": Reason.WEIGHT_NOT_POSITIVE,
        "YT3": Reason.WEIGHT_TOO_LARGE,
        "YT4": Reason.WEIGHT_TOO_LARGE,
        "YT5": Reason.NOT_A_WEIGHT,
        "YT1": Reason.LINE_TWICE,
    }


def test_the_weights_are_kept_with_the_parcels_that_the_shop_knows(
    shop: Store, tmp_path: Path
) -> None:
    terms(shop)
    order(shop, "4001", "YT1234567890123")
    cells = {"网点称重": "1.1", "中心称重": "1.12", "结算重量": "1.2"}
    path = bill(tmp_path, [line("YT1234567890123", **cells), line("YT999", **cells)])
    report = billed_weights.read(shop, path, "yto")
    assert report.read_before is False
    assert billed_weights.note(shop, report) == 1
    four = weight_checks.four_weights(shop, scans.of_order(shop, "4001"))
    assert {source: row.measured_g for source, row in four.items()} == {
        WeightSource.OUTLET: 1100,
        WeightSource.HUB: 1120,
        WeightSource.BILLED: 1200,
    }
    assert clock.to_text(four[WeightSource.HUB].at) == "2026-05-01T04:00:00Z"
    again = billed_weights.read(shop, path, "yto")
    assert again.read_before is True
    billed_weights.note(shop, again)
    assert len(weight_checks.listed(shop)) == 3


def test_a_courier_or_a_file_that_is_none_is_refused(shop: Store, tmp_path: Path) -> None:
    path = bill(tmp_path, [line("YT1", 结算重量="1")])
    with pytest.raises(NotFound, match="courier_unknown"):
        billed_weights.read(shop, path, "月球快递")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(FileTrouble):
        billed_weights.read(shop, tmp_path / "empty.csv", "yto")


@pytest.mark.parametrize(
    ("cells", "sides"),
    [
        ({"长宽高": "30*20*27"}, (30, 20, 27)),
        ({"尺寸": "30×20.5×27cm"}, (30, Decimal("20.5"), 27)),
        ({"长": "30", "宽": "20", "高": "27"}, (30, 20, 27)),
        ({"长": "30", "宽": "", "高": "27"}, None),
        ({"长": "0", "宽": "20", "高": "27"}, None),
        ({"长宽高": "30*20"}, None),
        ({}, None),
    ],
)
def test_sides_are_read_from_one_cell_or_three(cells: dict[str, str], sides: object) -> None:
    assert billing.sides_cm(cells) == sides
