"""Find anything: any part of any word, any width and case, pinyin initials; always in step."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks import initials as initials_check
from desktop_app.core import clock
from desktop_app.core.errors import UserError
from desktop_app.core.kinds import CaseStage, ParcelKind, Platform, Topic, WrongKind
from desktop_app.core.track import Item, Track
from desktop_app.models.base import database
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder
from desktop_app.models.photos import Photo
from desktop_app.models.products import Product
from desktop_app.services import (
    buyers,
    cases,
    parcels,
    search,
    search_index,
    search_rows,
    search_texts,
    wrong_shipments,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.search_texts import Found, fold
from desktop_app.services.store import Store, open_store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft
from tests.invented import order, product


@pytest.fixture
def found_shop(shop: Store) -> Store:
    """A shop with an order, a case, a product, a photo and buyers."""
    search.follow(shop)
    order(
        *(shop, "2815230144", {"BW-0123": 1}),
        buyer="小红爱买杯",
        tracking="YT9831745985570",
        receiver="王芳",
    )
    cases.open(shop, CaseDraft(kind="lost", order="2815230144", note="快递丢件，重庆站没有消息"))
    cases.open(shop, CaseDraft(kind="return", buyer="Bob_Smith", note="ＡＢＣ looks WRONG"))
    product(shop, "BW-0123", "加厚保温杯 500ml", model="M7")
    with shop.transaction() as tx:
        photo = Photo.create(
            *(),
            sha256="0" * 64,
            stored="售后问题图片/小红爱买杯/小红爱买杯_20260903_01.jpg",
            buyer=buyers.obtain(shop, Platform.TAOBAO, "小红爱买杯"),
            bytes=1,
            imported_at=clock.now(),
            caption="杯口有缺",
        )
        tx.touch(Topic.PHOTOS, photo.id)
    return shop


def kinds(store: Store, text: str) -> str:
    """The kinds that were found, by their first letters, in order."""
    return "".join(hits.kind.name[0] for hits in search.find(store, text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("杯", "COBPP"),
        ("保温", "P"),
        ("小红", "COBP"),
        ("爱买杯", "COBP"),
        ("5570", "CO"),
        ("yt98317", "CO"),
        ("9831745985570", "CO"),
        ("15230", "CO"),
        ("2815230144", "CO"),
        ("bw-0123", "COP"),
        ("ＢＷ－０１２３", "COP"),
        ("王芳", "O"),
        ("wf", "O"),
        ("kddj", "C"),
        ("cqz", "C"),
        ("zqz", "C"),
        ("丢件 消息", "C"),
        ("丢件 没收到", ""),
        ("BOB", "CB"),
        ("b_s", "CB"),
        ("abc", "C"),
        ("wrong", "C"),
        ("ＬＯＯＫＳ", "C"),
        ("龘", ""),
        ("不存在的", ""),
        ("99999", ""),
        ("20260903_01", "P"),
        ("缺", "P"),
        ("售后问题图片", ""),
        ("，", "C"),
        ("-", "COP"),
        ("", ""),
        ("   ", ""),
        ('"', ""),
        ("' OR 1=1 --", ""),
        ("* AND (", ""),
    ],
)
def test_any_part_of_any_word_is_found(found_shop: Store, text: str, expected: str) -> None:
    assert kinds(found_shop, text) == expected


def test_the_rows_say_what_was_found(found_shop: Store) -> None:
    rows = search_rows.of(found_shop, search.find(found_shop, "杯"))
    assert [(row.kind, row.key, row.about) for row in rows] == [
        (Found.CASE, rows[0].key, "快递丢件，重庆站没有消息"),
        (Found.ORDER, "2815230144", "BW-0123的标题"),
        (Found.BUYER, "小红爱买杯", ""),
        (Found.PHOTO, "售后问题图片/小红爱买杯/小红爱买杯_20260903_01.jpg", "杯口有缺"),
        (Found.PRODUCT, "BW-0123", "加厚保温杯 500ml"),
    ]
    assert {row.buyer for row in rows[:4]} == {"小红爱买杯"}


@pytest.fixture
def gone_wrong(found_shop: Store) -> Store:
    """Two reports of wrong shipments, one of the known order, and two parcels that came back."""
    order_id = SalesOrder.get(SalesOrder.order_no == "2815230144").id
    lines = (WrongLineDraft("GH-7", "加厚砂锅", shipped=1),)
    draft = WrongDraft(order_id=order_id, what="发成了砂锅", lines=lines, picker="阿强")
    wrong_shipments.report(found_shop, draft)
    other = WrongDraft(buyer_text="路人甲", what="少一把勺子", kind=WrongKind.MISSED_ITEM)
    wrong_shipments.report(found_shop, other)
    for parcel in (
        ParcelDraft(kind=ParcelKind.RETURNED, tracking="YT9831745985570"),
        ParcelDraft(kind=ParcelKind.PROBLEM, sender_name="欧阳锋", sender_phone="13800001234"),
    ):
        parcels.add(found_shop, parcel)
    return found_shop


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("砂锅", ["WRONG"]),
        ("gh-7", ["WRONG"]),
        ("阿强", ["WRONG"]),
        ("勺子", ["WRONG"]),
        ("路人", ["WRONG"]),
        ("lrj", ["WRONG"]),
        ("5570", ["CASE", "ORDER", "WRONG", "PARCEL"]),
        ("欧阳", ["PARCEL"]),
        ("1380000", ["PARCEL"]),
        ("13800001234", ["PARCEL"]),
        ("爱买杯", ["CASE", "ORDER", "BUYER", "PHOTO", "WRONG", "PARCEL"]),
    ],
)
def test_wrong_shipments_and_parcels_are_found(
    gone_wrong: Store, text: str, expected: list[str]
) -> None:
    assert [hits.kind.name for hits in search.find(gone_wrong, text)] == expected
    assert list(search_index.problems(gone_wrong)) == []


def test_their_rows_say_what_and_whose(gone_wrong: Store) -> None:
    (wrong,) = search_rows.of(gone_wrong, search.find(gone_wrong, "砂锅"))
    assert (wrong.buyer, wrong.number, wrong.about, wrong.state) == (
        *("小红爱买杯", "2815230144", "发成了砂锅", "reported"),
    )
    assert search.find(gone_wrong, wrong.key.lower())[0].ids == (wrong.id,)
    (parcel,) = search_rows.of(gone_wrong, search.find(gone_wrong, "欧阳锋"))
    assert (parcel.key, parcel.buyer, parcel.state) == ("欧阳锋", "欧阳锋", "problem")


def test_they_stay_in_step_with_what_they_belong_to(gone_wrong: Store) -> None:
    (wrong,) = search_rows.of(gone_wrong, search.find(gone_wrong, "砂锅"))
    with gone_wrong.transaction() as tx:
        SalesOrder.update(tracking="SF77", buyer_text="换了名").execute()
        tx.touch(Topic.ORDERS, 1)
    assert kinds(gone_wrong, "sf77") == "COW"
    assert kinds(gone_wrong, "换了名") == "OP"
    wrong_shipments.dismiss(gone_wrong, wrong.key, "看错了")
    parcels.settle(gone_wrong, 2, "已寄回")
    assert kinds(gone_wrong, "看错") == "W"
    assert kinds(gone_wrong, "寄回") == "P"
    assert list(search_index.problems(gone_wrong)) == []


def test_whole_words_come_first_then_beginnings_then_the_newest(shop: Store) -> None:
    search.follow(shop)
    for name in ("大杯子", "杯子王", "杯子", "我的杯子"):
        buyers.obtain(shop, Platform.TAOBAO, name)
    hits = search.find(shop, "杯子")
    assert [row.key for row in search_rows.of(shop, hits)] == [
        "杯子",
        "杯子王",
        "我的杯子",
        "大杯子",
    ]


def test_an_old_number_is_found_among_many_newer_that_hold_it(shop: Store) -> None:
    search.follow(shop)
    order(shop, "4001", {"A": 1})
    for place in range(6):
        order(shop, f"4001{place}", {"A": 1})
    (hits,) = search.find(shop, "4001", limit=3)
    assert hits.more
    assert search_rows.of(shop, [hits])[0].key == "4001"


def test_a_buyers_beginning_finds_old_cases_first(shop: Store) -> None:
    search.follow(shop)
    first = cases.open(shop, CaseDraft(kind="return", buyer="Zoe"))
    for place in range(4):
        cases.open(shop, CaseDraft(kind="return", buyer=f"x{place}", note="asked zoe"))
    hits = search.find(shop, "zo", limit=2)[0]
    assert (hits.kind, hits.ids[0]) == (Found.CASE, first.row.id)


def test_count_stops_where_it_is_told(found_shop: Store) -> None:
    for place in range(5):
        buyers.obtain(found_shop, Platform.TAOBAO, f"杯{place}")
    assert search.count(found_shop, Found.BUYER, "杯") == 6
    assert search.count(found_shop, Found.BUYER, "杯", most=3) == 3
    assert search.count(found_shop, Found.BUYER, " ") == 0
    assert search.matches(Found.BUYER, "") == []


def test_what_changes_is_found_by_its_new_words_alone(found_shop: Store) -> None:
    with found_shop.transaction() as tx:
        buyer = Buyer.get(Buyer.buyer_id == "小红爱买杯")
        Buyer.update(name="钱多多").where(Buyer.id == buyer.id).execute()
        tx.touch(Topic.BUYERS, buyer.id)
    assert kinds(found_shop, "钱多多") == "CB"
    with found_shop.transaction() as tx:
        SalesOrder.update(tracking="SF1").execute()
        tx.touch(Topic.ORDERS, 1)
    assert kinds(found_shop, "5570") == ""
    assert kinds(found_shop, "sf1") == "CO"


def test_what_goes_is_found_no_more(found_shop: Store) -> None:
    with found_shop.transaction() as tx:
        AfterSalesCase.update(deleted_at=clock.now()).execute()
        tx.touch(Topic.CASES, 1, 2)
    assert kinds(found_shop, "bob") == "B"
    assert list(search_index.problems(found_shop)) == []


def fill(store: Store, count: int) -> None:
    with store.transaction() as tx:
        for place in range(count):
            Product.create(sku=f"大批{place}", updated_at=clock.now())
        tx.touch(Topic.PRODUCTS)


def test_a_rolled_back_change_leaves_no_trace(found_shop: Store) -> None:
    def change_and_fail() -> None:
        fill(found_shop, 1)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), found_shop.transaction():
        change_and_fail()
    assert kinds(found_shop, "大批") == ""
    assert list(search_index.problems(found_shop)) == []


def test_a_large_change_is_found_at_once_and_indexed_later(found_shop: Store) -> None:
    fill(found_shop, 450)
    assert search.count(found_shop, Found.PRODUCT, "大批") == 450
    assert search.find(found_shop, "大批7", limit=5)[0].more
    assert search_index.pending(Found.PRODUCT)
    assert list(search_index.problems(found_shop)) == []
    rounds: list[int] = []
    assert search_index.catch_up(found_shop, watch(rounds)) == 451
    assert len(rounds) == 2
    assert search_index.pending(Found.PRODUCT) == []
    assert search.count(found_shop, Found.PRODUCT, "大批") == 450
    assert list(search_index.problems(found_shop)) == []
    assert search_index.catch_up(found_shop) == 0


def watch(seen: list[int]) -> Track:
    """A track that remembers what went by."""

    def watched(items: Iterable[Item], /, total: int | None = None) -> Iterable[Item]:
        for item in items:
            seen.append(0)
            yield item

    return watched


def test_many_ids_at_once_are_left_for_later_too(found_shop: Store) -> None:
    with found_shop.transaction() as tx:
        made = [Product.create(sku=f"多{n}", updated_at=clock.now()).id for n in range(250)]
        tx.touch(Topic.PRODUCTS, *made)
    assert len(search_index.pending(Found.PRODUCT)) == 250
    assert search.count(found_shop, Found.PRODUCT, "多24") == 11


def test_without_anybody_keeping_it_in_step_check_names_what_differs(found_shop: Store) -> None:
    with found_shop.transaction():
        database.execute_sql(
            "UPDATE search_text SET text = '?' WHERE doc = ?", (doc(Found.CASE, 1),)
        )
        database.execute_sql("DELETE FROM search_text WHERE doc = ?", (doc(Found.ORDER, 1),))
        database.execute_sql("INSERT INTO search_text VALUES (?, 'x')", (doc(Found.BUYER, 99),))
        database.execute_sql("UPDATE product SET title = '新名'")
    named = set(search_index.problems(found_shop))
    assert named == {"case 1", "order 1", "buyer 99", "product 1"}
    assert search_index.rebuild(found_shop) == 7
    assert list(search_index.problems(found_shop)) == []
    assert kinds(found_shop, "新名") == "P"


def test_a_thing_whose_pieces_are_lost_is_named(found_shop: Store) -> None:
    with found_shop.transaction():
        database.execute_sql("INSERT INTO search_words(search_words) VALUES ('delete-all')")
    assert "case 1" in set(search_index.problems(found_shop))


def doc(kind: Found, ref: int) -> int:
    return search_texts.doc(kind, ref)


def test_an_index_cut_otherwise_is_made_anew(data_dir: Path) -> None:
    store = open_store(data_dir)
    search.follow(store)
    buyers.obtain(store, Platform.TAOBAO, "小红")
    store.close()
    with sqlite3.connect(data_dir / "shop.db") as raw:
        raw.execute("UPDATE search_text SET text = 'older' WHERE doc = 0")
    raw.close()
    store = open_store(data_dir)
    search.follow(store)
    buyers.obtain(store, Platform.TAOBAO, "小明")
    assert kinds(store, "小") == "B"
    assert search.count(store, Found.BUYER, "小") == 2
    search_index.catch_up(store)
    assert list(search_index.problems(store)) == []
    store.close()


def test_merging_the_index_in_idle_moments_comes_to_an_end(shop: Store) -> None:
    search.follow(shop)
    for place in range(12):
        buyers.obtain(shop, Platform.TAOBAO, f"买家{place}")
    for _step in range(50):
        if not search_index.tidy(shop):
            break
    else:
        pytest.fail("still merging")
    assert search.count(shop, Found.BUYER, "买家") == 12


def test_a_case_that_was_moved_stays_found(found_shop: Store) -> None:
    case = cases.open(found_shop, CaseDraft(kind="return", buyer="小红爱买杯"))
    cases.move(found_shop, case.row.no, CaseStage.VERIFYING)
    assert kinds(found_shop, case.row.no) == "C"
    assert kinds(found_shop, case.row.no.lower()) == "C"
    assert list(search_index.problems(found_shop)) == []


TEXTS = st.text(st.sampled_from("aAbB01_-. 退货重庆长é買Ａｂß😀\t'\"*%"), min_size=1, max_size=12)


@given(st.lists(TEXTS, min_size=1, max_size=6, unique=True), TEXTS)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_index_finds_what_looking_at_every_text_finds(
    shop: Store, names: list[str], asked: str
) -> None:
    with shop.transaction() as outer:
        if not shop._before_commit:
            search.follow(shop)
        database.execute_sql("DELETE FROM buyer")
        database.execute_sql("DELETE FROM search_text")
        database.execute_sql("DELETE FROM search_pending")
        database.execute_sql("INSERT INTO search_words(search_words) VALUES ('delete-all')")
        outer.touch(Topic.SETTINGS)
    known: dict[int, str] = {}
    for name in names:
        try:
            known[buyers.obtain(shop, Platform.TAOBAO, name, "1")] = fold(name)
        except UserError:
            continue
    wanted = fold(asked).split()
    hits = {ref for found in search.find(shop, asked) for ref in found.ids}
    plain = {ref for ref, name in known.items() if wanted and all(w in name for w in wanted)}
    assert plain <= hits
    if not any(word.isalpha() and word.isascii() and len(word) > 1 for word in wanted):
        assert plain == hits


def test_the_table_of_initials_is_what_the_readings_make() -> None:
    assert initials_check.TABLE.read_text("utf-8") == initials_check.table()
