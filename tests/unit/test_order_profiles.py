"""A file that no format knows: looked at, mapped by the person, and known from then on."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.kinds import Platform
from desktop_app.services import order_profiles, orders
from desktop_app.services.order_formats import TARGETS
from desktop_app.services.order_profiles import CHOICES, Profile
from desktop_app.services.store import Store

MAPPING = {"单号": "order_no", "昵称": "buyer", "应收": "paid", "进度": "status"}


@pytest.fixture
def export(tmp_path: Path) -> Path:
    path = tmp_path / "export.csv"
    rows = ["单号,昵称,应收,进度", "990001,甲,5.00,已发货", "990002,乙,6.00,交易成功"]
    path.write_text("\n".join(rows) + "\n", "utf-8")
    return path


def test_the_first_rows_of_a_file_are_shown(export: Path) -> None:
    (sheet,) = order_profiles.preview(export, rows=2)
    assert sheet.rows == (("单号", "昵称", "应收", "进度"), ("990001", "甲", "5.00", "已发货"))
    assert sheet.count >= 3


def test_a_kept_mapping_reads_such_files_from_then_on(shop: Store, export: Path) -> None:
    assert orders.import_files(shop, [export]).added == 0
    profile = Profile("小程序", Platform.KUAISHOU, MAPPING)
    order_profiles.save(shop, profile)
    assert order_profiles.all_of(shop) == [profile]
    assert orders.import_files(shop, [export]).added == 2
    row = orders.show(shop, "990001")
    assert (row.platform, row.buyer, row.paid_minor, row.state) == (
        "kuaishou",
        "甲",
        500,
        "shipped",
    )
    order_profiles.remove(shop, "小程序")
    assert order_profiles.all_of(shop) == []


def test_a_mapping_of_the_same_name_is_replaced(shop: Store) -> None:
    order_profiles.save(shop, Profile("A", Platform.OTHER, MAPPING))
    later = Profile("A", Platform.ALIEXPRESS, {"单号": "order_no"}, one_row_each=True)
    order_profiles.save(shop, later)
    assert order_profiles.all_of(shop) == [later]
    form = order_profiles.as_format(later)
    assert (form.currency, form.zone, form.one_row_each) == ("USD", "", True)


@pytest.mark.parametrize(
    ("profile", "reason"),
    [
        (Profile(" ", Platform.OTHER, MAPPING), Reason.VALUE_MISSING),
        (Profile("A", Platform.OTHER, {"昵称": "buyer"}), Reason.VALUE_MISSING),
        (Profile("A", Platform.OTHER, {**MAPPING, "x": "buyer"}), Reason.UNKNOWN_KIND),
        (Profile("A", Platform.OTHER, {**MAPPING, "x": "mood"}), Reason.UNKNOWN_KIND),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(shop: Store, profile: Profile, reason: Reason) -> None:
    with pytest.raises(BadValue) as caught:
        order_profiles.save(shop, profile)
    assert caught.value.reason is reason
    assert order_profiles.all_of(shop) == []


def test_every_choice_is_something_the_program_knows() -> None:
    assert {target for target, _name in CHOICES} <= TARGETS
