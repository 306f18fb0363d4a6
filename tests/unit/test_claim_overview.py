"""Who pays badly is seen at a glance: rates, days, shares, and what is owed by age."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from desktop_app.core import clock
from desktop_app.core.errors import BadValue
from desktop_app.core.kinds import ClaimKind, ClaimStage, PaymentKind
from desktop_app.models.orders import SalesOrder
from desktop_app.services import claim_money, claim_overview, claim_steps, claims
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_money import Payment
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store

S = ClaimStage


def orders(shop: Store, courier: str, count: int, shipped: str = "2026-08-01 10:00:00") -> None:
    with shop.transaction():
        for number in range(count):
            SalesOrder.create(
                platform="taobao",
                order_no=f"{courier}{shipped}{number}",
                courier=courier,
                tracking=f"T{number}",
                shipped=shipped,
                imported_at=clock.now(),
                updated_at=clock.now(),
            )


def filed(shop: Store, day: date, courier: str, minor: int, **more: object) -> ClaimDetail:
    draft = {"kind": ClaimKind.LOST, "courier": courier, "amount_minor": minor, **more}
    with time_machine.travel(f"{day}T12:00:00Z", tick=False):
        number = f"{courier}{day}{minor}"
        made = claims.open(shop, ClaimDraft(tracking=number, allow_duplicate=True, **draft))
        return claim_steps.move(shop, made.no, S.FILED)


def paid(shop: Store, claim: ClaimDetail, day: date, minor: int) -> None:
    claim_money.pay(
        shop, claim.no, Payment(kind=PaymentKind.RECEIVED, amount_minor=minor, paid_on=day)
    )


def test_the_figures_of_a_courier_and_a_month(shop: Store) -> None:
    orders(shop, "圆通速递", 3)
    orders(shop, "YTO", 1)
    orders(shop, "圆通速递", 5, "2026-07-01")
    quick = filed(shop, date(2026, 8, 1), "yto", 1000)
    slow = filed(shop, date(2026, 8, 2), "yto", 3000, kind=ClaimKind.DAMAGED)
    filed(shop, date(2026, 8, 3), "yto", 500)
    paid(shop, quick, date(2026, 8, 5), 1000)
    claim_steps.move(shop, slow.no, S.APPROVED, amount_minor=1500)
    paid(shop, slow, date(2026, 8, 22), 1500)
    found = claim_overview.overview(shop, "2026-08", "2026-08")
    row = found.months[0]
    assert (row.courier, row.month, row.claims, row.lost, row.parcels) == (
        "yto",
        "2026-08",
        3,
        2,
        4,
    )
    assert (row.claimed, row.decided, row.approved, row.paid) == (4500, 4000, 2500, 2500)
    assert row.per_thousand == Decimal("750.0000")
    assert row.lost_per_thousand == Decimal("500.0000")
    assert row.approved_share == Decimal("0.6250")
    assert row.paid_share == Decimal("0.5556")
    assert row.days_to_pay == Decimal(12)
    assert row.outstanding == 500
    assert len(row.behind) == 3


def test_rejected_claims_were_answered_with_nothing(shop: Store) -> None:
    one = filed(shop, date(2026, 8, 1), "sf", 1000)
    claim_steps.move(shop, one.no, S.REJECTED)
    row = claim_overview.overview(shop, "2026-08", "2026-08").months[0]
    assert (row.decided, row.approved, row.approved_share) == (1000, 0, Decimal("0.0000"))
    assert (row.per_thousand, row.days_to_pay) == (None, None)


def test_months_currencies_and_couriers_stand_apart(shop: Store) -> None:
    filed(shop, date(2026, 7, 1), "yto", 100)
    filed(shop, date(2026, 8, 1), "yto", 200)
    filed(shop, date(2026, 8, 1), "yto", 300, currency="USD")
    filed(shop, date(2026, 8, 1), "sf", 400)
    filed(shop, date(2026, 5, 1), "sf", 999)
    orders(shop, "圆通", 2, "2026-07-01")
    orders(shop, "圆通", 3, "2026-08-01")
    found = claim_overview.overview(shop, "2026-07", "2026-08")
    assert [(one.month, one.courier, one.currency, one.claimed) for one in found.months] == [
        ("2026-07", "yto", "CNY", 100),
        ("2026-08", "sf", "CNY", 400),
        ("2026-08", "yto", "CNY", 200),
        ("2026-08", "yto", "USD", 300),
    ]
    assert [(one.courier, one.currency, one.claimed, one.parcels) for one in found.couriers] == [
        ("sf", "CNY", 400, 0),
        ("yto", "CNY", 300, 5),
        ("yto", "USD", 300, 5),
    ]


def test_what_is_owed_by_age(shop: Store) -> None:
    ages = {date(2026, 8, 31): 100, date(2026, 8, 1): 200, date(2026, 7, 1): 300}
    for day, minor in {**ages, date(2026, 1, 1): 400}.items():
        filed(shop, day, "yto", minor)
    done = filed(shop, date(2026, 8, 1), "yto", 900)
    paid(shop, done, date(2026, 8, 2), 900)
    with time_machine.travel("2026-09-01T12:00:00Z", tick=False):
        owed = claim_overview.overview(shop).owed
    assert [(one.courier, one.amounts, one.counts) for one in owed] == [
        ("yto", (100, 200, 300, 400), (1, 1, 1, 1))
    ]
    assert owed[0].total == 1000
    assert all(len(part) == 1 for part in owed[0].behind)


def test_twelve_months_unless_said(shop: Store) -> None:
    filed(shop, date(2025, 10, 1), "yto", 100)
    filed(shop, date(2025, 9, 1), "yto", 100)
    with time_machine.travel("2026-09-15T12:00:00Z", tick=False):
        assert [one.month for one in claim_overview.overview(shop).months] == ["2025-10"]
    with pytest.raises(BadValue):
        claim_overview.overview(shop, "2026-9")
