"""Warnings of defects, the figures by model, and what was set aside (R19)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotFound
from desktop_app.core.kinds import Cause, Finding, Opinion, Topic
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.products import Batch, Product
from desktop_app.services import case_acts, case_lines, cases, quality, quality_cases
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.quality import QualityWarning
from desktop_app.services.store import Changes, Store
from tests.invented import order, product

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


class Selling:
    """A shop that sells so many lamps a day since long, of which few are complained of."""

    def __init__(self, store: Store, *, days: int = 260, lines: int = 3) -> None:
        self.store = store
        self._no = 0
        product(store, "LAMP-5", title="小夜灯", model="LAMP")
        product(store, "LAMP-9", title="小夜灯", model="LAMP")
        with store.transaction():
            self.sell_daily("LAMP-5", days, lines)

    def sell_daily(self, sku: str, days: int, lines: int) -> None:
        """An order on each of the last days, of so many lines each."""
        for back in range(days):
            self._no += 1
            made = SalesOrder.create(
                platform="taobao",
                order_no=f"9{self._no:06d}",
                created=clock.to_local(NOW - timedelta(days=back)).isoformat(),
                imported_at=NOW,
                updated_at=NOW,
            )
            for position in range(lines):
                OrderLine.create(order=made, position=position, sku=sku, quantity=1)

    def sell(self, back: float, sku: str = "LAMP-5", batch: Batch | None = None) -> str:
        self._no += 1
        no, day = f"6{self._no:06d}", clock.to_local(NOW - timedelta(days=back))
        held = order(self.store, no, {sku: 1}, buyer=f"买家{self._no}", created=day.isoformat())
        if batch is not None:
            OrderLine.update(batch=batch).where(OrderLine.order == held).execute()
        return no

    def complain(
        self,
        back: float,
        buyer: str = "",
        sku: str = "LAMP-5",
        kind: str = "quality",
        **fields: object,
    ) -> CaseDetail:
        at = NOW - timedelta(days=back)
        no = self.sell(back + 6, sku)
        if buyer:
            SalesOrder.update(buyer=None, buyer_text=None).where(
                SalesOrder.order_no == no
            ).execute()
        made = cases.open(self.store, CaseDraft(kind=kind, order=no, buyer=buyer, opened_at=at))
        return cases.change(self.store, made.row.no, **fields) if fields else made

    def outbreak(self, count: int = 6, **more: object) -> list[CaseDetail]:
        return [self.complain(1 + place, **more) for place in range(count)]


@pytest.fixture
def selling(shop: Store) -> Selling:
    return Selling(shop)


def only(shop: Store) -> QualityWarning:
    found = quality.warnings(shop)
    assert len(found) == 1
    return found[0]


def test_r19_an_outbreak_gives_warning_with_its_facts(shop: Store, selling: Selling) -> None:
    selling.complain(60)
    assert quality.warnings(shop) == []
    made = selling.outbreak(6, cause=Cause.DEFECT)
    warning = only(shop)
    assert (warning.model, warning.title, warning.cause) == ("LAMP", "小夜灯", "defect")
    assert (warning.defects, warning.buyers, warning.days) == (6, 6, 14)
    assert warning.risen
    assert warning.own
    assert warning.expected < 1
    assert warning.odds >= 10_000
    assert warning.lines == 14 * 3 + 6
    assert warning.since == NOW - timedelta(days=6)
    assert set(warning.case_ids) == {case.row.id for case in made}


def test_r19_two_buyers_are_too_few_however_much_they_complain(
    shop: Store, selling: Selling
) -> None:
    for place in range(8):
        selling.complain(1 + place, buyer="常客甲" if place % 2 else "常客乙")
    assert quality.warnings(shop) == []
    row = quality.figures(shop, 14).rows[0]
    assert (row.defects, row.buyers) == (8, 2)


def test_r19_merged_ids_of_one_person_are_one_buyer(shop: Store, selling: Selling) -> None:
    for place, buyer in enumerate(("甲", "乙", "丙")):
        selling.complain(1 + place, buyer=buyer)
    assert only(shop).buyers == 3
    first, second = (Buyer.get(Buyer.buyer_id == name) for name in ("甲", "乙"))
    with shop.transaction():
        Buyer.update(merged_into=first).where(Buyer.id == second.id).execute()
    assert quality.warnings(shop) == []


def test_r19_the_models_own_usual_is_no_warning(shop: Store, selling: Selling) -> None:
    for back in range(20, 190, 3):
        selling.complain(back)
    selling.outbreak(5)
    assert quality.warnings(shop) == []


def test_r19_one_verified_major_defect_warns_on_its_own(shop: Store, selling: Selling) -> None:
    case = selling.complain(30, kind="return")
    assert quality.warnings(shop) == []
    quality_cases.find(shop, [case.row.id], Finding.MAJOR)
    warning = only(shop)
    assert not warning.risen
    assert (warning.majors, warning.defects, warning.days) == (1, 1, 60)


def test_r12_what_proved_to_be_no_defect_does_not_count(shop: Store, selling: Selling) -> None:
    made = selling.outbreak(4)
    assert only(shop).defects == 4
    quality_cases.find(shop, [made[0].row.id, made[1].row.id], Finding.NOT_REAL)
    assert quality.warnings(shop) == []
    act = quality_cases.find(shop, [made[2].row.id], Finding.NOT_REAL)
    assert quality.figures(shop, 14).rows[0].defects == 1
    case_acts.undo(shop, act)
    assert quality.figures(shop, 14).rows[0].defects == 2
    assert cases.show(shop, made[0].row.no).finding == "not_real"
    assert cases.show(shop, made[0].row.no).timeline[-1].data["changes"]["finding"] == [
        "",
        "not_real",
    ]


def test_a_warning_set_aside_comes_again_with_a_new_case(shop: Store, selling: Selling) -> None:
    selling.outbreak(5)
    heard: list[Changes] = []
    shop.listen(heard.append)
    with pytest.raises(BadValue):
        quality.put_aside(shop, only(shop), "  ")
    quality.put_aside(shop, only(shop), "一批旧库存，\n已知")
    assert Topic.QUALITY in heard[-1].topics
    assert quality.warnings(shop) == []
    assert [(one.model, one.reason, one.who) for one in quality.set_aside(shop)] == [
        ("LAMP", "一批旧库存， 已知", "tester")
    ]
    selling.complain(0.1)
    assert only(shop).defects == 6
    quality.put_aside(shop, only(shop), "也是")
    assert quality.warnings(shop) == []
    quality.bring_back(shop, "LAMP")
    assert only(shop).defects == 6
    with pytest.raises(NotFound):
        quality.bring_back(shop, "LAMP")


def test_r19_the_batch_that_stands_out_is_named(shop: Store, selling: Selling) -> None:
    lamp = Product.get(Product.sku == "LAMP-5")
    with shop.transaction():
        old = Batch.create(product=lamp, batch_no="B-01")
        new = Batch.create(product=lamp, batch_no="B-02")
        for back in range(8, 22):
            for batch in (old, old, old, new):
                selling.sell(back, batch=batch)
    for case in selling.outbreak(6):
        cases.change(shop, case.row.no, batch=new.id)
    warning = only(shop)
    assert warning.batch == "B-02"
    assert warning.expected < 0.5


def test_a_new_model_is_held_against_the_shop(shop: Store, selling: Selling) -> None:
    product(shop, "NEW-1", title="新品", model="NEW")
    with shop.transaction():
        selling.sell_daily("NEW-1", 30, 1)
        for back in range(20, 190, 10):
            selling.complain(back)
    for place in range(3):
        selling.complain(1 + place, sku="NEW-1")
    row = next(row for row in quality.figures(shop, 14).rows if row.model == "NEW")
    assert not row.warned
    for place in range(12):
        selling.complain(1 + place, sku="NEW-1")
    warning = only(shop)
    assert warning.model == "NEW"
    assert not warning.own


def test_a_shop_without_a_past_gives_no_warning(shop: Store) -> None:
    selling = Selling(shop, days=0)
    selling.outbreak(9)
    assert quality.warnings(shop) == []


def test_days_stand_for_sales_where_no_orders_were_imported(shop: Store) -> None:
    product(shop, "CUP", model="CUP")
    for back in (150, 1, 2, 3, 4, 5):
        cases.open(
            shop,
            CaseDraft(
                kind="quality",
                buyer=f"买家{back}",
                lines=(("CUP", 1),),
                opened_at=NOW - timedelta(days=back),
            ),
        )
    warning = only(shop)
    assert (warning.model, warning.buyers, warning.lines) == ("CUP", 5, 0)


def test_r19_opinions_are_counted_by_model(shop: Store, selling: Selling) -> None:
    for place, opinion in enumerate((Opinion.STYLE, Opinion.SIZE, Opinion.SIZE, "")):
        selling.complain(1 + place, kind="return", cause=Cause.COLOUR_SIZE_STYLE, opinion=opinion)
    selling.complain(3, kind="return", opinion=Opinion.COLOUR)
    selling.complain(40, kind="return", opinion=Opinion.COLOUR)
    row = quality.figures(shop, 14).rows[0]
    assert (row.style, row.size, row.colour, row.opinions_unsaid) == (1, 2, 1, 1)
    assert (row.opinions, row.defects, len(row.opinion_ids)) == (5, 0, 5)
    assert quality.figures(shop, 90).rows[0].colour == 2


def test_the_figures_are_of_the_chosen_days(shop: Store, selling: Selling) -> None:
    selling.complain(2)
    selling.complain(20)
    assert [row.defects for row in quality.figures(shop, 14).rows] == [1]
    month = quality.figures(shop, 28).rows[0]
    assert (month.defects, month.lines) == (2, 28 * 3 + 2)
    assert month.rate == pytest.approx(1000 * 2 / 86)
    assert month.usual == 0
    assert len(month.case_ids) == 2


def test_goods_without_a_model_count_by_sku_or_title(shop: Store, selling: Selling) -> None:
    product(shop, "PLAIN")
    selling.complain(1, sku="PLAIN")
    cases.open(shop, CaseDraft(kind="quality", buyer="无货号", opened_at=NOW))
    found = quality.figures(shop, 14)
    assert [row.model for row in found.rows] == ["PLAIN"]
    assert found.unplaced == 1


def test_damaged_pieces_say_which_model_it_is(shop: Store) -> None:
    product(shop, "A", model="MA")
    product(shop, "B", model="MB")
    order(shop, "4001", {"A": 1, "B": 1}, buyer="小红")
    case = cases.open(shop, CaseDraft(kind="quality", order="4001"))
    assert {row.model for row in quality.figures(shop, 14).rows} == {"MA", "MB"}
    case_lines.count(shop, case.row.no, case.lines[1].id, received_damaged=1)
    assert [row.model for row in quality.figures(shop, 14).rows] == ["MB"]


def test_deleted_and_merged_cases_do_not_count(shop: Store, selling: Selling) -> None:
    first, second = selling.complain(1), selling.complain(2)
    with shop.transaction():
        AfterSalesCase.update(merged_into=first.row.id).where(
            AfterSalesCase.id == second.row.id
        ).execute()
    assert quality.figures(shop, 14).rows[0].case_ids == (first.row.id,)
    assert CaseFilter().ids == ()


def test_an_order_imported_later_counts_at_once(shop: Store, selling: Selling) -> None:
    selling.complain(1)
    before = quality.figures(shop, 14).rows[0].lines
    selling.sell(10)
    assert quality.figures(shop, 14).rows[0].lines == before + 1


def test_the_cases_behind_a_figure(shop: Store, selling: Selling) -> None:
    made = selling.complain(1, buyer="小蓝", finding=Finding.REAL, cause=Cause.DEFECT)
    fact = quality_cases.rows(shop, [made.row.id, 999])[0]
    assert (fact.no, fact.buyer, fact.finding, fact.cause) == (
        made.row.no,
        "小蓝",
        "real",
        "defect",
    )
    assert fact.photos == 0
    assert fact.told == ()
