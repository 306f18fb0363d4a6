"""R27: two IDs of one person are put together by hand, and taken apart again exactly."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from desktop_app.core.errors import NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.models.base import database
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.services import (
    buyer_likeness,
    buyer_merging,
    buyer_pages,
    buyer_records,
    buyers,
    case_openings,
    cases,
    photo_owners,
    photos,
    revisits,
    search,
    search_index,
    similar,
)
from desktop_app.services.buyer_likeness import Likeness
from desktop_app.services.cases import CaseDraft
from desktop_app.services.photos import PhotoFilter
from desktop_app.services.search_texts import Found
from desktop_app.services.store import Store, open_store
from tests import drawn
from tests.invented import order

T = Platform.TAOBAO


@pytest.fixture
def pair(shop: Store) -> tuple[int, int]:
    """Two IDs of one person: 小红爱买杯 with one order, red_on_jd with two orders and a case."""
    search.follow(shop)
    order(shop, "1001", {"A": 1}, buyer="小红爱买杯", receiver="王芳", phone="13800001234")
    order(shop, "2001", {"A": 1}, "red_on_jd", Platform.JD, receiver="王芳", phone="13800001234")
    order(shop, "2002", {"B": 1}, "red_on_jd", Platform.JD)
    cases.open(shop, CaseDraft(kind=CaseKind.RETURN, order="2001"))
    kept = buyers.obtain(shop, T, "小红爱买杯")
    gone = buyers.obtain(shop, Platform.JD, "red_on_jd")
    buyer_records.change(shop, kept, note="likes blue")
    buyer_records.change(shop, gone, vip_level=2, phone="13800001234", note="calls at night")
    return kept, gone


def everything(skip: frozenset[str] = frozenset({"done_act"})) -> dict[str, list[Any]]:
    """All rows of the shop, but for journals and counters of changes."""
    found: dict[str, list[Any]] = {}
    tables = database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        if table in skip or table.startswith(("search", "sqlite")):
            continue
        columns = [row[1] for row in database.execute_sql(f"PRAGMA table_info({table})")]
        named = ", ".join(name for name in columns if name not in {"row_version", "updated_at"})
        found[table] = database.execute_sql(f"SELECT {named} FROM {table}").fetchall()
    return found


def owners(table: Any) -> list[int]:
    return [row.__data__["buyer"] for row in table.select().order_by(table.id)]


def test_r27_merging_moves_what_the_preview_says(shop: Store, pair: tuple[int, int]) -> None:
    kept, gone = pair
    told = buyer_merging.preview(shop, kept, gone)
    assert (told.orders, told.cases, told.claims, told.photos) == (2, 1, 0, 0)
    assert set(told.fills) == {"phone", "note", "vip_level"}
    buyer_merging.merge(shop, kept, gone)
    page = buyer_pages.show(shop, gone)
    assert (page.id, page.orders, page.cases, page.vip_level) == (kept, 3, 1, 2)
    assert (page.own.phone, page.note) == ("13800001234", "likes blue\ncalls at night")
    assert [row.buyer_id for row in page.merged] == ["red_on_jd"]
    assert page.merged[0].who == "tester"


def test_r27_taking_apart_gives_exactly_what_was_before(shop: Store, pair: tuple[int, int]) -> None:
    kept, gone = pair
    with shop.connection():
        before = everything()
        buyer_merging.merge(shop, kept, gone)
        assert everything() != before
        buyer_merging.unmerge(shop, gone)
        assert everything() == before


def test_what_came_in_between_stays_with_the_kept_one(
    shop: Store, pair: tuple[int, int], data_dir: Path
) -> None:
    kept, gone = pair
    buyer_merging.merge(shop, kept, gone)
    order(shop, "2003", {"A": 1}, "red_on_jd", Platform.JD)
    buyer_records.change(shop, kept, note="wrote anew")
    shop.close()
    again = open_store(data_dir)
    try:
        buyer_merging.unmerge(again, gone)
        with again.connection():
            assert owners(SalesOrder) == [kept, gone, gone, kept]
            assert owners(AfterSalesCase) == [gone]
            assert Buyer.get_by_id(kept).note == "wrote anew"
            assert Buyer.get_by_id(kept).vip_level == 0
    finally:
        again.close()


def test_what_was_given_to_somebody_else_since_stays_there(
    shop: Store, pair: tuple[int, int]
) -> None:
    kept, gone = pair
    other = buyers.obtain(shop, T, "somebody else")
    buyer_merging.merge(shop, kept, gone)
    with shop.transaction():
        SalesOrder.update(buyer=other).where(SalesOrder.order_no == "2002").execute()
    buyer_merging.unmerge(shop, gone)
    with shop.connection():
        assert owners(SalesOrder) == [kept, gone, other]


def test_a_chain_of_mergings_is_taken_apart_in_any_order(
    shop: Store, pair: tuple[int, int]
) -> None:
    kept, gone = pair
    third = buyers.obtain(shop, T, "third")
    order(shop, "3001", {"A": 1}, "third")
    with shop.connection():
        before = everything()
        buyer_merging.merge(shop, kept, gone)
        buyer_merging.merge(shop, third, kept)
        assert set(owners(SalesOrder)) == {third}
        buyer_merging.unmerge(shop, gone)
        assert owners(SalesOrder) == [third, gone, gone, third]
        buyer_merging.unmerge(shop, kept)
        assert everything() == before


@pytest.mark.parametrize("kept_is_masked", [True, False])
def test_hostile_21_a_masked_id_is_never_merged(
    shop: Store, pair: tuple[int, int], *, kept_is_masked: bool
) -> None:
    masked = buyers.obtain(shop, T, "t**b", "1009")
    couple = (masked, pair[0]) if kept_is_masked else (pair[0], masked)
    with pytest.raises(NotAllowed) as refused:
        buyer_merging.merge(shop, *couple)
    assert refused.value.reason is Reason.BUYER_MASKED
    with pytest.raises(NotAllowed):
        buyer_merging.preview(shop, *couple)


def test_hostile_21_five_orders_of_one_mask_are_five_buyers(shop: Store) -> None:
    for number in range(5):
        order(shop, f"900{number}", {"A": 1}, "t**b", receiver="同名", phone="13800001234")
    ids = buyer_records.ids_called(shop, "t**b")
    assert len(ids) == 5
    assert all(buyer_likeness.of(shop, buyer_id) == [] for buyer_id in ids)


def test_what_is_one_already_or_unknown_is_refused(shop: Store, pair: tuple[int, int]) -> None:
    kept, gone = pair
    buyer_merging.merge(shop, kept, gone)
    for couple in ((kept, kept), (kept, gone), (gone, kept)):
        with pytest.raises(NotAllowed):
            buyer_merging.merge(shop, *couple)
    with pytest.raises(NotFound):
        buyer_merging.merge(shop, kept, 999)
    for wrong in (kept, 999):
        with pytest.raises(NotAllowed):
            buyer_merging.unmerge(shop, wrong)


def test_merged_buyers_are_found_under_both_ids(shop: Store, pair: tuple[int, int]) -> None:
    kept, gone = pair
    buyer_merging.merge(shop, kept, gone)
    for text in ("小红爱买杯", "red_on_jd", "red_on"):
        hits = {one.kind: one.ids for one in search.find(shop, text)}
        assert hits[Found.BUYER] == (kept,)
        assert len(hits[Found.CASE]) == 1
    assert buyers.named(shop, "red_on_jd").id == kept
    assert buyers.obtain(shop, Platform.JD, "red_on_jd") == kept
    assert case_openings.look_up(shop, "red_on_jd").buyer == "小红爱买杯"
    assert [one.buyer_id for one in photo_owners.named(shop, "red_on_jd")] == [kept]
    assert not list(search_index.problems(shop))
    buyer_merging.unmerge(shop, gone)
    hits = {one.kind: one.ids for one in search.find(shop, "red_on_jd")}
    assert hits[Found.BUYER] == (gone,)
    assert not list(search_index.problems(shop))


def test_r18_photos_keep_their_names_and_are_the_kept_buyer_s(
    shop: Store, pair: tuple[int, int], tmp_path: Path
) -> None:
    kept, gone = pair
    sources = [drawn.write(tmp_path / "a.jpg", 1), drawn.write(tmp_path / "b.jpg", 2)]
    stored = photos.import_files(shop, gone, sources[:1]).added[0].stored
    photos.import_files(shop, kept, sources)
    assert similar.alike(shop, 1)[0].buyer_id == kept
    buyer_merging.merge(shop, kept, gone)
    rows = photos.rows(shop, photos.ids(shop, PhotoFilter(buyer_id=kept)))
    assert stored in [row.stored for row in rows]
    assert {row.buyer_id for row in rows} == {kept}
    assert shop.paths.absolute(stored).exists()
    assert {one.buyer_id for one in similar.alike(shop, 1)} == {kept}, "no other buyer's"
    page = buyer_pages.show(shop, kept)
    assert (page.photos, page.merged[0].photos, page.merged[0].folder) == (3, 1, "red_on_jd")


def test_revisits_go_along(shop: Store, pair: tuple[int, int]) -> None:
    kept, gone = pair
    revisits.add(shop, gone, date(2026, 3, 6))
    buyer_merging.merge(shop, kept, gone)
    with shop.connection():
        assert Buyer.get_by_id(kept).next_revisit == "2026-03-06"
    buyer_merging.unmerge(shop, gone)
    with shop.connection():
        assert Buyer.get_by_id(kept).next_revisit is None
        assert Buyer.get_by_id(gone).next_revisit == "2026-03-06"


def test_two_ids_with_one_number_are_named_as_a_fact(shop: Store, pair: tuple[int, int]) -> None:
    kept, gone = pair
    (fact,) = buyer_likeness.of(shop, kept)
    assert (fact.id, fact.likeness, fact.shared) == (gone, Likeness.PHONE, "13800001234")
    with shop.connection():
        ids = database.execute_sql(buyer_likeness.ids_sql()).fetchall()
    assert {row[0] for row in ids} == {kept, gone}
    buyer_merging.merge(shop, kept, gone)
    assert buyer_likeness.of(shop, kept) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ({"phone": "13800001234"}, {"phone": "86-13800001234"}, True),
        ({"phone": "13800001234-2222"}, {"phone": "13800001234-2222"}, False),
        ({"phone": "138****1234"}, {"phone": "138****1234"}, False),
        (
            {"receiver": "李四", "address": "浙江省杭州市西湖区1号"},
            {"receiver": "李四", "address": "浙江省杭州市西湖区1号"},
            True,
        ),
        (
            {"receiver": "李四", "address": "浙江省**"},
            {"receiver": "李四", "address": "浙江省**"},
            False,
        ),
        ({"receiver": "李四"}, {"receiver": "李四"}, False),
    ],
)
def test_only_what_tells_a_person_counts(
    shop: Store, one: dict[str, str], other: dict[str, str], *, same: bool
) -> None:
    order(shop, "1", {"A": 1}, "first", **one)
    order(shop, "2", {"A": 1}, "second", **other)
    found = buyer_likeness.of(shop, buyers.obtain(shop, T, "first"))
    assert [row.buyer_id for row in found] == (["second"] if same else [])


def test_hostile_39_photos_that_came_first_are_linked_on_an_exact_match_only(
    shop: Store, tmp_path: Path
) -> None:
    early = buyers.obtain(shop, Platform.OTHER, "小鹿")
    known = buyers.obtain(shop, T, "小熊猫")
    masked = buyers.obtain(shop, Platform.OTHER, "t**b", "7")
    for seed, buyer_id in enumerate((early, known, masked), 1):
        photos.import_files(shop, buyer_id, [drawn.write(tmp_path / f"{seed}.jpg", seed)])
    order(shop, "1", {"A": 1}, "小鹿")
    order(shop, "2", {"A": 1}, "小熊猫")
    order(shop, "3", {"A": 1}, "t**b")
    assert buyer_pages.show(shop, known).orders == 1, "platform and ID are the same"
    assert buyer_pages.show(shop, early).orders == 0
    (fact,) = buyer_likeness.of(shop, buyers.obtain(shop, T, "小鹿"))
    assert (fact.id, fact.likeness) == (early, Likeness.SAME_ID), "a proposal"
    ids = buyer_records.ids_called(shop, "t**b")
    assert len(ids) == 2
    assert all(buyer_likeness.of(shop, buyer_id) == [] for buyer_id in ids)
