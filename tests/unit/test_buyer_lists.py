"""R27: the list of buyers, one buyer's page with all figures, and facts that stand out."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, Conflict, NotFound
from desktop_app.core.kinds import (
    CaseKind,
    Cause,
    CostKind,
    Finding,
    FollowUpState,
    OrderState,
    Outcome,
    Platform,
    WrongKind,
)
from desktop_app.models.base import database
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.desk import FollowUp
from desktop_app.services import (
    buyer_hints,
    buyer_lists,
    buyer_pages,
    buyer_records,
    buyers,
    case_costs,
    case_marks,
    cases,
    photos,
    revisits,
    search,
    settings,
    wrong_shipments,
)
from desktop_app.services.buyer_hints import HintKind
from desktop_app.services.buyer_lists import BuyerFilter
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft
from tests import drawn
from tests.invented import order

T = Platform.TAOBAO


def ago(days: int) -> str:
    return f"{clock.today() - timedelta(days=days)} 10:00:00"


@pytest.fixture
def red(shop: Store) -> int:
    """A buyer with two orders, a return and a lost parcel, one of which cost something."""
    search.follow(shop)
    paid = {"paid_minor": 10_000, "state": OrderState.DONE.value, "receiver": "王小明"}
    order(shop, "1001", {"A": 1}, "小红爱买杯", created=ago(30), refund_minor=2_500, **paid)
    order(shop, "1002", {"B": 1}, "小红爱买杯", created=ago(3), phone="13800001234", **paid)
    order(shop, "1003", {"B": 1}, "小红爱买杯", created=ago(2), state=OrderState.UNKNOWN.value)
    first = cases.open(shop, CaseDraft(kind=CaseKind.RETURN, order="1001"))
    cases.open(shop, CaseDraft(kind=CaseKind.LOST, order="1002"))
    with shop.transaction():
        AfterSalesCase.update(cause=Cause.DEFECT.value).execute()
    case_costs.add(shop, first.row.no, CostKind.REFUND, 2_500)
    case_costs.add(shop, first.row.no, CostKind.RECOVERY_COURIER, 700)
    return buyers.obtain(shop, T, "小红爱买杯")


def test_a_row_of_the_list(shop: Store, red: int) -> None:
    (row,) = buyer_lists.rows(shop, buyer_lists.ids(shop))
    assert (row.id, row.buyer_id, row.name) == (red, "小红爱买杯", "王小明")
    assert (row.orders, row.cases, row.open_cases) == (3, 2, 2)
    assert (row.values, row.costs) == ((("CNY", 17_500),), (("CNY", 1_800),))
    assert row.last is not None
    assert clock.to_local(row.last).date() == clock.today()


def test_r41_names_are_masked_where_screens_are(shop: Store, red: int) -> None:
    settings.put(shop, settings.MASK_ON_SCREEN, value=True)
    assert buyer_lists.rows(shop, [red])[0].name == "王**"
    page = buyer_pages.show(shop, red)
    assert (page.ordered.name, page.ordered.phone) == ("王**", "138****1234")
    assert buyer_pages.show(shop, red, masked=False).ordered.name == "王小明"


@pytest.mark.parametrize("key", list(buyer_lists.SORTS))
def test_every_column_sorts_both_ways(shop: Store, red: int, key: str) -> None:
    order(shop, "9001", {"A": 1}, "another", created=ago(400))
    down = list(buyer_lists.ids(shop, sort=key))
    up = list(buyer_lists.ids(shop, sort=key, down=False))
    assert down == up[::-1]
    assert len(down) == 2
    assert red in down


def test_the_list_s_filters(shop: Store, red: int) -> None:
    other = buyers.obtain(shop, Platform.JD, "on jd")
    masked = buyers.obtain(shop, T, "t**b", "77")
    buyer_records.change(shop, other, vip_level=1)

    def ids(wanted: BuyerFilter) -> set[int]:
        return set(buyer_lists.ids(shop, wanted))

    assert ids(BuyerFilter()) == {red, other, masked}
    assert ids(BuyerFilter(vip=True)) == {other}
    assert ids(BuyerFilter(open_cases=True)) == {red}
    assert ids(BuyerFilter(masked=True)) == {masked}
    assert ids(BuyerFilter(erased=True)) == set()
    assert ids(BuyerFilter(serial=True)) == set()
    assert ids(BuyerFilter(alike=True)) == set()
    assert ids(BuyerFilter(platforms=(Platform.JD,))) == {other}
    assert ids(BuyerFilter(text="红爱")) == {red}
    assert ids(BuyerFilter(text="xhamb")) == {red}, "found as the search box finds"


def test_r27_the_page_says_what_was_bought_and_what_went_wrong(shop: Store, red: int) -> None:
    wrong_shipments.report(
        shop, WrongDraft(buyer_text="小红爱买杯", what="one missing", kind=WrongKind.MISSED_ITEM)
    )
    page = buyer_pages.show(shop, red)
    assert (page.orders, page.unknown_values, page.values) == (3, 1, (("CNY", 17_500),))
    assert dict(page.kinds) == {CaseKind.RETURN: 1, CaseKind.LOST: 1}
    assert page.causes == ((Cause.DEFECT, 2),)
    assert page.costs == (("CNY", 1_800),)
    assert (page.claims, page.photos, page.wrong, page.revisits) == (0, 0, 1, 0)
    assert (page.ordered.name, page.ordered.phone) == ("王小明", "13800001234")
    with pytest.raises(NotFound):
        buyer_pages.show(shop, 999)


def test_the_lists_behind_the_page(shop: Store, red: int) -> None:
    no = cases.open(shop, CaseDraft(kind=CaseKind.RETURN, order="1001")).row.no
    case_marks.replied(shop, no, "we are sorry")
    with shop.transaction():
        FollowUp.create(order=1, rule="care", due_on="2026-03-04", text="all well?")
    orders = buyer_pages.order_rows(shop, buyer_pages.order_ids(shop, red))
    assert [row.order_no for row in orders] == ["1003", "1002", "1001"]
    assert (orders[2].goods, orders[2].cases, orders[2].refund_minor) == ("A的标题", 2, 2_500)
    wrong_shipments.report(
        shop, WrongDraft(order_id=1, what="one missing", kind=WrongKind.MISSED_ITEM)
    )
    (wrong,) = buyer_pages.wrong_rows(shop, buyer_pages.wrong_ids(shop, red))
    assert wrong.what == "one missing"
    messages = buyer_pages.message_rows(shop, buyer_pages.message_ids(shop, red))
    assert {row.kind: row.text for row in messages} == {
        "replied": "we are sorry",
        "follow_up": "all well?",
    }
    follow_up = next(row for row in messages if row.kind == "follow_up")
    assert (follow_up.state, follow_up.order_no) == (FollowUpState.OPEN.value, "1001")
    assert buyer_pages.is_open(follow_up)
    assert buyer_pages.order_rows(shop, []) == []


def test_a_buyer_with_5000_orders_is_read_by_pages(shop: Store) -> None:
    buyer_id = buyers.obtain(shop, T, "wholesaler")
    with shop.transaction():
        database.connection().executemany(
            "INSERT INTO sales_order (platform, order_no, buyer_id, status, state, currency,"
            " courier, tracking, country, buyer_note, seller_note, close_reason, hidden, complete,"
            " raw, imported_at, updated_at, row_version, paid_minor)"
            " VALUES ('taobao', ?, ?, '', 'done', 'CNY', '', '', '', '', '', '', '', 1, '{}',"
            " '2026-01-01T00:00:00Z', '2026-01-01T00:00:00Z', 1, 100)",
            [(str(number), buyer_id) for number in range(5000)],
        )
    ids = buyer_pages.order_ids(shop, buyer_id)
    assert len(ids) == 5000
    assert len(buyer_pages.order_rows(shop, ids[:256])) == 256
    assert buyer_pages.show(shop, buyer_id).values == (("CNY", 500_000),)


def test_what_the_person_enters_is_checked(shop: Store, red: int) -> None:
    version = buyer_records.change(shop, red, name=" 王芳 ", note="rings twice")
    assert buyer_pages.show(shop, red).own.name == "王芳"
    with pytest.raises(Conflict):
        buyer_records.change(shop, red, version - 1, note="late")
    for wrong in ({"vip_level": 4}, {"vip_level": "1"}, {"note": "x" * 5000}, {"folder": "x"}):
        with pytest.raises(BadValue):
            buyer_records.change(shop, red, **wrong)


def test_r27_many_returns_are_a_fact_with_the_rows_behind_it(shop: Store) -> None:
    for number in range(6):
        order(shop, f"50{number}", {"A": 1}, "returner", created=ago(5 + number))
    opened = [
        cases.open(shop, CaseDraft(kind=CaseKind.RETURN, order=f"50{number}")).row.id
        for number in range(3)
    ]
    quality = cases.open(shop, CaseDraft(kind=CaseKind.QUALITY, order="504")).row
    buyer_id = buyers.obtain(shop, T, "returner")
    with shop.transaction():
        AfterSalesCase.update(outcome=Outcome.RETURN_REFUND.value).where(
            AfterSalesCase.id == quality.id
        ).execute()
    (hint,) = buyer_hints.of(shop, buyer_id)
    assert (hint.kind, hint.count, hint.among, hint.days) == (HintKind.RETURNS, 4, 6, 90)
    assert set(hint.cases) == {*opened, quality.id}
    assert len(hint.orders) == 6
    assert list(buyer_lists.ids(shop, BuyerFilter(serial=True))) == [buyer_id]
    settings.put(shop, buyer_hints.RETURN_LEAST, 5)
    assert buyer_hints.of(shop, buyer_id) == []
    assert not buyer_lists.ids(shop, BuyerFilter(serial=True))


def test_complaints_without_a_defect_and_the_platform_stepping_in(shop: Store, red: int) -> None:
    case_marks.intervened(shop, "AS" + f"{clock.today():%Y%m%d}-0002")
    with shop.transaction():
        AfterSalesCase.update(finding=Finding.NOT_REAL.value).where(
            AfterSalesCase.id == 1
        ).execute()
    hints = {hint.kind: hint for hint in buyer_hints.of(shop, red)}
    assert (hints[HintKind.NOT_REAL].count, hints[HintKind.NOT_REAL].among) == (1, 1)
    assert hints[HintKind.NOT_REAL].cases == (1,)
    assert (hints[HintKind.INTERVENED].count, hints[HintKind.INTERVENED].among) == (1, 2)


def test_nothing_is_said_of_a_masked_id(shop: Store) -> None:
    masked = buyers.obtain(shop, T, "t**b", "77")
    assert buyer_hints.of(shop, masked) == []


def test_r27_a_photo_that_another_buyer_sent_is_a_fact(
    shop: Store, red: int, tmp_path: Path
) -> None:
    other = buyers.obtain(shop, T, "another")
    same, own = drawn.write(tmp_path / "a.jpg", 1), drawn.write(tmp_path / "b.jpg", 2)
    photos.import_files(shop, other, [same])
    assert buyer_hints.photos_elsewhere(shop, red) is None
    photos.import_files(shop, red, [same, own])
    hint = buyer_hints.photos_elsewhere(shop, red)
    assert hint is not None
    assert (hint.kind, hint.count, hint.among) == (HintKind.PHOTO_ELSEWHERE, 1, 2)
    assert [(one.buyer, one.same_bytes) for one in hint.photos] == [("another", True)]


def test_a_revisit_counts_as_the_last_contact(shop: Store) -> None:
    buyer_id = buyers.obtain(shop, T, "called")
    assert buyer_lists.rows(shop, [buyer_id])[0].last is None
    revisits.done(shop, revisits.add(shop, buyer_id, date(2026, 3, 4)), "fine")
    row = buyer_lists.rows(shop, [buyer_id])[0]
    assert row.last is not None
