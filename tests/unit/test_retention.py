"""R41: personal data are kept for three years or longer, and then the shop is asked."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.core import clock
from desktop_app.core.errors import BadValue
from desktop_app.core.kinds import CaseKind, CaseStage, Platform
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.services import buyer_merging, buyers, cases, photos, retention, revisits, search
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store
from tests import drawn
from tests.invented import order

T = Platform.TAOBAO


def ago(years: float) -> str:
    return f"{clock.today() - timedelta(days=round(years * 365.25))} 10:00:00"


@pytest.fixture
def old(shop: Store) -> int:
    """A buyer whose last order is four years old, one of last year, and one without orders."""
    search.follow(shop)
    order(shop, "1001", {"A": 1}, "old_buyer", created=ago(4), receiver="王安", paid_minor=100)
    order(shop, "1002", {"A": 1}, "new_buyer", created=ago(1), receiver="王安")
    buyers.obtain(shop, T, "never_bought")
    return buyers.obtain(shop, T, "old_buyer")


def names(shop: Store) -> list[str]:
    return [one.buyer_id for one in retention.overdue(shop)]


def test_whose_last_business_is_older_is_listed(shop: Store, old: int) -> None:
    (row,) = retention.overdue(shop)
    assert (row.id, row.buyer_id, row.orders, row.cases) == (old, "old_buyer", 1, 0)
    assert row.last.startswith(ago(4)[:10])
    assert retention.before(shop, date(2028, 2, 29)) == date(2025, 2, 28)


def test_newer_business_of_any_kind_keeps_a_buyer(shop: Store, old: int, tmp_path: Path) -> None:
    no = cases.open(shop, CaseDraft(kind=CaseKind.RETURN, order="1001")).row.no
    assert names(shop) == [], "a case is open"
    with shop.transaction():
        AfterSalesCase.update(stage=CaseStage.CLOSED.value, closed_at=clock.now()).execute()
    assert names(shop) == [], f"{no} was closed today"
    with shop.transaction():
        then = clock.start_of_day(clock.today() - timedelta(days=1300))
        AfterSalesCase.update(closed_at=then, opened_at=then).execute()
    assert names(shop) == ["old_buyer"]
    planned = revisits.add(shop, old, clock.today())
    assert names(shop) == [], "a call is planned"
    revisits.remove(shop, planned)
    photos.import_files(shop, old, [drawn.write(tmp_path / "a.jpg")])
    assert names(shop) == [], "a photo came in today"


def test_a_merged_buyer_counts_with_all_ids(shop: Store, old: int) -> None:
    buyer_merging.merge(shop, old, buyers.obtain(shop, T, "new_buyer"))
    assert names(shop) == []


def test_applying_anonymises_and_keeps_the_figures(shop: Store, old: int, data_dir: Path) -> None:
    done = retention.apply(shop)
    assert (done.buyers, done.left, done.finished) == (1, 0, True)
    with shop.connection():
        kept = SalesOrder.get(SalesOrder.order_no == "1001")
        assert (kept.paid_minor, kept.receiver) == (100, None)
        assert Buyer.get_by_id(old).erased_at is not None
        assert SalesOrder.get(SalesOrder.order_no == "1002").receiver == "王安"
    assert b"old_buyer" not in (data_dir / "shop.db").read_bytes()
    assert retention.overdue(shop) == []
    assert retention.apply(shop).buyers == 0
    assert retention.known(shop) == 2


def test_only_those_that_were_chosen(shop: Store, old: int) -> None:
    assert retention.apply(shop, [old + 1]).buyers == 0
    assert names(shop) == ["old_buyer"]


def test_fewer_years_than_the_law_wants_are_refused(shop: Store, old: int) -> None:
    retention.set_years(shop, 5)
    assert retention.years(shop) == 5
    assert names(shop) == []
    for wrong in (0, 2):
        with pytest.raises(BadValue):
            retention.set_years(shop, wrong)
    assert retention.years(shop) == 5
