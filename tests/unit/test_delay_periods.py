"""Expected delays: entered, found for a parcel, and said to its buyer (R45)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import OrderState
from desktop_app.services import delay_periods
from desktop_app.services.delay_periods import DelayDraft, DelayRow
from desktop_app.services.store import Store
from tests.invented import order

DOUBLE_11 = DelayDraft("双11后", date(2026, 11, 15), date(2026, 11, 24), 3)


def found(store: Store, courier: str, country: str, day: date) -> list[int]:
    return [period.days for period in delay_periods.applying(store, courier, country, [day])]


def test_r45_after_double_11_three_days_flow_then_backlog() -> None:
    flow, backlog = delay_periods.after_sale("双11后", date(2026, 11, 11))
    assert (flow.since, flow.until, flow.days) == (date(2026, 11, 12), date(2026, 11, 14), 0)
    assert (backlog.since, backlog.days > 0) == (date(2026, 11, 15), True)


def test_a_period_is_entered_changed_and_deleted(shop: Store) -> None:
    made = delay_periods.save(shop, replace(DOUBLE_11, name=" 双11后 "))
    delay_periods.save(shop, replace(DOUBLE_11, days=5, courier="中通"), made)
    (row,) = delay_periods.all_of(shop)
    assert (row.name, row.days, row.courier, row.id) == ("双11后", 5, "中通", made)
    assert delay_periods.remove(shop, made) == row
    assert delay_periods.all_of(shop) == []
    with pytest.raises(NotFound):
        delay_periods.remove(shop, made)
    with pytest.raises(NotFound):
        delay_periods.save(shop, DOUBLE_11, made)


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"name": " "}, Reason.VALUE_MISSING),
        ({"name": "x" * 61}, Reason.VALUE_TOO_LONG),
        ({"note": "x" * 501}, Reason.VALUE_TOO_LONG),
        ({"days": 91}, Reason.NOT_A_NUMBER_OF_DAYS),
        ({"days": -1}, Reason.NOT_A_NUMBER_OF_DAYS),
        ({"until": date(2026, 11, 1)}, Reason.PERIOD_BACKWARDS),
    ],
)
def test_a_period_that_can_t_be_is_refused(
    shop: Store, wrong: dict[str, object], reason: Reason
) -> None:
    with pytest.raises(BadValue) as told:
        delay_periods.save(shop, replace(DOUBLE_11, **wrong))
    assert told.value.reason is reason
    assert delay_periods.all_of(shop) == []


def test_a_period_holds_by_courier_country_and_day(shop: Store) -> None:
    delay_periods.save(shop, DOUBLE_11)
    delay_periods.save(shop, replace(DOUBLE_11, days=7, courier="中通快递，圆通"))
    delay_periods.save(shop, replace(DOUBLE_11, days=9, courier="4PX", country="US, CA"))
    inside = date(2026, 11, 20)
    assert found(shop, "ZTO Express", "", inside) == [7, 3]
    assert found(shop, "顺丰", "", inside) == [3]
    assert found(shop, "4px", "ca", inside) == [9, 3]
    assert found(shop, "4px", "DE", inside) == [3]
    assert found(shop, "", "", date(2026, 11, 24)) == [3]
    assert found(shop, "", "", date(2026, 11, 25)) == []


def test_an_order_runs_into_a_period_until_it_arrives(shop: Store) -> None:
    delay_periods.save(shop, DOUBLE_11)
    way = {"shipped": "2026-11-16T10:00:00+08:00", "state": OrderState.SHIPPED}
    on_its_way = order(shop, "1", {"A": 1}, **way)
    waiting = order(shop, "2", {"A": 1}, state=OrderState.PAID)
    arrived = order(shop, "3", {"A": 1}, **{**way, "signed_at": "2026-11-18T10:00:00+08:00"})
    done = order(shop, "4", {"A": 1}, **{**way, "state": OrderState.DONE})
    today = date(2026, 11, 20)
    assert len(delay_periods.of_order(shop, on_its_way, today)) == 1
    assert len(delay_periods.of_order(shop, on_its_way, date(2026, 12, 9))) == 1
    assert len(delay_periods.of_order(shop, waiting, today)) == 1
    assert delay_periods.of_order(shop, waiting, date(2026, 12, 9)) == []
    for order_id in (arrived, done, 99):
        assert delay_periods.of_order(shop, order_id, today) == []


def test_what_the_buyer_is_told() -> None:
    period = DelayRow(**vars(DOUBLE_11), id=1)
    assert "晚 3 天" in delay_periods.sentence(period, "zh_CN")
    assert "3 days longer" in delay_periods.sentence(period, "en")
    flowing = replace(period, days=0)
    assert delay_periods.sentence(flowing, "en") == ""
    own = replace(period, note="仓库通宵打包，请放心。")
    assert delay_periods.sentence(own, "zh_CN") == "仓库通宵打包，请放心。"
    assert "3 days" in delay_periods.sentence(own, "en"), "no Chinese in an English message"
    assert delay_periods.said(replace(period, days=1)).startswith("双11后: 1 day later")
    assert "no delay" in delay_periods.said(flowing)
