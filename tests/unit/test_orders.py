"""Orders in the shop: what a further file may change, and what it may not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from desktop_app.core import texts
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import Platform, Topic
from desktop_app.core.track import Cancelled
from desktop_app.models.orders import OrderLine, Shipment
from desktop_app.models.shops import ImportedFile
from desktop_app.services import buyers, order_writing, orders, products, shops
from desktop_app.services.orders import ImportReport, OrderRow
from desktop_app.services.products import ProductDraft
from desktop_app.services.shops import ShopDraft
from desktop_app.services.store import Changes, Store

LIST = (
    *(
        "订单编号",
        "买家会员名",
        "买家应付货款",
        "买家应付邮费",
        "总金额",
        "买家实际支付金额",
        "退款金额",
    ),
    *("订单状态", "收货人姓名", "联系手机", "收货地址", "订单创建时间", "订单付款时间", "发货时间"),
    *(
        "宝贝标题",
        "宝贝种类",
        "宝贝总数量",
        "物流单号",
        "物流公司",
        "订单备注",
        "店铺名称",
        "自定义",
    ),
)
ITEMS = ("订单编号", "标题", "价格", "购买数量", "商品属性", "商家编码", "订单状态", "备注")
DOUYIN = ("主订单编号", "子订单编号", "选购商品", "商品数量", "订单应付金额", "订单状态", "收件人")
NO = "5106828836075983867"
PAID, SHIPPED, DONE, CLOSED = (
    "买家已付款，等待卖家发货",
    "卖家已发货，等待买家确认",
    "交易成功",
    "交易关闭",
)


def put(folder: Path, name: str, header: Sequence[str], *rows: dict[str, str]) -> Path:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(header)
    for row in rows:
        writer.writerow([row.get(column, "") for column in header])
    path = folder / f"{name}.csv"
    path.write_bytes(out.getvalue().encode("gb18030"))
    return path


def listed(**said: str) -> dict[str, str]:
    return {"订单编号": NO, "买家会员名": "小满", "订单状态": PAID, **said}


def item(title: str, **said: str) -> dict[str, str]:
    return {
        "订单编号": NO,
        "标题": title,
        "价格": "5.00",
        "购买数量": "1",
        "订单状态": PAID,
        **said,
    }


class Files:
    """Writes files and brings them in, one after another."""

    def __init__(self, store: Store, folder: Path) -> None:
        self.store = store
        self.folder = folder
        self.count = 0

    def take(
        self, header: Sequence[str], *rows: dict[str, str], platform: Platform | None = None
    ) -> ImportReport:
        self.count += 1
        path = put(self.folder, f"f{self.count}", header, *rows)
        return orders.import_files(self.store, [path], platform)

    def list(self, *rows: dict[str, str], platform: Platform | None = None) -> ImportReport:
        return self.take(LIST, *rows, platform=platform)

    def items(self, *rows: dict[str, str]) -> ImportReport:
        return self.take(ITEMS, *rows)

    def held(self, no: str = NO) -> OrderRow:
        return orders.show(self.store, no)


@pytest.fixture
def files(shop: Store, tmp_path: Path) -> Files:
    return Files(shop, tmp_path)


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.updated, report.unchanged, report.older


def test_h31_the_same_file_twice_changes_nothing(files: Files) -> None:
    row = listed(买家实际支付金额="9.00", 宝贝标题="杯", 宝贝种类="1", 宝贝总数量="2", 自定义="x")
    assert counts(files.list(row)) == (1, 0, 0, 0)
    before = files.held()
    assert counts(files.list(row)) == (0, 0, 1, 0)
    assert files.held() == before


def test_what_was_imported_is_shown(files: Files) -> None:
    files.list(
        listed(
            买家应付货款="8.00", 买家应付邮费="1.00", 总金额="9.00", 买家实际支付金额="9.00",
            退款金额="0", 收货人姓名="王小满", 联系手机="'138", 收货地址="测试路1号",
            订单创建时间="2026-05-01 10:00:00", 订单付款时间="2026-05-01 10:01:00", 宝贝标题="杯",
            宝贝种类="1", 宝贝总数量="2", 物流单号="No:yt1", 物流公司="圆通速递", 订单备注="急",
        )
    )  # fmt: skip
    row = files.held()
    assert (row.platform, row.buyer, row.state, row.status) == ("taobao", "小满", "paid", PAID)
    assert (row.goods_minor, row.postage_minor, row.total_minor) == (800, 100, 900)
    assert (row.paid_minor, row.refund_minor, row.currency) == (900, 0, "CNY")
    assert (row.receiver, row.phone, row.address) == ("王小满", "138", "测试路1号")
    assert (row.created, row.shipped) == ("2026-05-01T10:00:00+08:00", None)
    assert (row.tracking, row.courier, row.seller_note) == ("YT1", "圆通速递", "急")
    assert [(one.title, one.quantity, one.price_minor) for one in row.items] == [("杯", 2, None)]
    assert orders.get(files.store, row.id) == row


def test_h31_an_older_export_never_takes_a_status_back(files: Files) -> None:
    files.list(listed(订单状态=DONE, 退款金额="1.00", 发货时间="2026-05-02 10:00:00"))
    before = files.held()
    assert counts(files.list(listed(退款金额="0.00"))) == (0, 0, 1, 1)
    assert counts(files.list(listed(订单状态=DONE, 退款金额="0.50"))) == (0, 0, 1, 1)
    earlier = listed(订单状态=DONE, 发货时间="2026-05-01 10:00:00")
    assert counts(files.list(earlier)) == (0, 0, 1, 1)
    assert files.held() == before


def test_a_newer_export_brings_the_order_forward(files: Files) -> None:
    files.list(listed(买家实际支付金额="9.00"))
    newer = listed(
        订单状态=CLOSED, 退款金额="9.00", 物流单号="YT1", 买家实际支付金额="9.00", 订单备注="退了"
    )
    assert counts(files.list(newer)) == (0, 1, 0, 0)
    row = files.held()
    assert (row.state, row.refund_minor, row.tracking, row.seller_note) == (
        *("closed", 900, "YT1"),
        "退了",
    )


def test_an_older_export_may_fill_what_is_blank(files: Files) -> None:
    files.list(listed(订单状态=DONE, 买家会员名=""))
    older = listed(买家实际支付金额="9.00", 收货人姓名="王小满", 物流单号="YT1", 退款金额="5.00")
    assert counts(files.list(older)) == (0, 1, 0, 1)
    row = files.held()
    assert (row.receiver, row.tracking, row.buyer) == ("王小满", "YT1", "小满")
    assert (row.state, row.paid_minor, row.refund_minor) == ("done", None, None)


def test_an_unknown_status_word_replaces_no_known_one(files: Files) -> None:
    files.list(listed(订单状态=SHIPPED))
    files.list(listed(订单状态="新的说法", 物流单号="YT9"))
    row = files.held()
    assert (row.status, row.state, row.tracking) == (SHIPPED, "shipped", "YT9")
    other = "5106828836075983800"
    files.list(listed(订单编号=other, 订单状态="新的说法"))
    assert files.held(other).state == "unknown"
    files.list(listed(订单编号=other, 订单状态=DONE))
    assert (files.held(other).state, files.held(other).status) == ("done", DONE)


def test_nothing_known_is_replaced_by_nothing(files: Files) -> None:
    files.list(listed(收货人姓名="王小满", 订单备注="急", 自定义="x"))
    assert counts(files.list(listed())) == (0, 0, 1, 0)
    files.list(listed(收货人姓名="王*"))
    row = files.held()
    assert (row.receiver, row.hidden, row.seller_note) == ("王小满", (), "急")


def test_h38_what_the_platform_hid_is_said_until_it_is_known(files: Files) -> None:
    files.list(listed(收货人姓名="王*", 联系手机="138****1234"))
    assert files.held().hidden == ("receiver", "phone")
    files.list(listed(收货人姓名="王小满"))
    assert (files.held().hidden, files.held().receiver) == (("phone",), "王小满")


def test_columns_without_a_place_are_kept_and_joined(files: Files, shop: Store) -> None:
    from desktop_app.models.orders import SalesOrder

    files.list(listed(自定义="旧"))
    files.items(item("杯", 备注=""))
    files.list(listed(订单状态=DONE, 自定义="新"))
    files.list(listed(自定义="更旧"))
    with shop.connection():
        raw = json.loads(SalesOrder.get().raw)
    assert raw == {"自定义": "新"}


@pytest.mark.parametrize("items_first", [True, False])
def test_h33_the_item_list_joins_its_order_whichever_comes_first(
    files: Files,
    items_first: bool,  # noqa: FBT001 - a case of the test
) -> None:
    order = listed(宝贝标题="T恤，夏季，杯", 宝贝种类="2", 宝贝总数量="3", 买家实际支付金额="9.00")
    rows = (item("T恤，夏季", 商家编码="S-1"), item("杯", 购买数量="2", 商家编码="S-2"))
    steps = [lambda: files.items(*rows), lambda: files.list(order)]
    for step in steps if items_first else reversed(steps):
        step()
    row = files.held()
    assert (row.buyer, row.paid_minor, row.complete) == ("小满", 900, True)
    assert [(x.title, x.sku, x.quantity, x.price_minor) for x in row.items] == [
        ("T恤，夏季", "S-1", 1, 500),
        ("杯", "S-2", 2, 500),
    ]


def test_an_order_known_from_its_items_alone_has_no_buyer_yet(files: Files) -> None:
    files.items(item("杯"))
    row = files.held()
    assert (row.buyer, row.complete, len(row.items)) == (None, False, 1)


def test_items_that_stay_keep_their_ids(files: Files, shop: Store) -> None:
    files.items(item("杯"), item("碟"), item("勺"))
    before = [one.id for one in files.held().items]
    files.items(item("杯", 价格="6.00"), item("碗", 商家编码="S-9"))
    row = files.held()
    assert [one.id for one in row.items] == before[:2]
    assert [(one.title, one.price_minor) for one in row.items] == [("杯", 600), ("碗", 500)]
    files.items(item("杯", 价格="6.00"), item("碗", 商家编码="S-9"), item("叉"))
    assert [one.title for one in files.held().items] == ["杯", "碗", "叉"]
    with shop.connection():
        assert OrderLine.select().count() == 3


def test_titles_alone_never_replace_items_with_prices(files: Files) -> None:
    files.items(item("杯", 商家编码="S-1"), item("碟"))
    files.list(listed(订单状态=DONE, 宝贝标题="杯，碟，勺", 宝贝种类="2"))
    assert [one.title for one in files.held().items] == ["杯", "碟"]


def test_what_an_older_list_says_of_the_same_items_only_fills(files: Files) -> None:
    files.items(item("杯", 订单状态=DONE, 商品属性="红"))
    files.items(item("杯", 价格="7.00", 商家编码="S-1"))
    (one,) = files.held().items
    assert (one.price_minor, one.variant, one.sku) == (500, "红", "S-1")


def test_a_part_of_the_sub_orders_leaves_the_amounts(files: Files) -> None:
    def sub(no: int, paid: str, status: str) -> dict[str, str]:
        return {"主订单编号": NO, "子订单编号": f"69000000000000{no}", "选购商品": f"杯{no}",
                "商品数量": "1", "订单应付金额": paid, "订单状态": status,
                "收件人": "##密文"}  # fmt: skip

    files.take(DOUYIN, sub(1, "5.00", "待发货"), sub(2, "7.00", "待发货"))
    files.take(DOUYIN, sub(2, "7.00", "已发货"))
    row = files.held()
    assert (row.paid_minor, row.state, row.buyer) == (1200, "shipped", None)
    assert [(one.title, one.status) for one in row.items] == [("杯1", "待发货"), ("杯2", "已发货")]
    files.take(DOUYIN, sub(1, "5.00", "已完成"), sub(2, "7.00", "已完成"), sub(3, "1.00", "已完成"))
    row = files.held()
    assert (row.paid_minor, row.state, len(row.items)) == (1300, "done", 3)
    files.take(DOUYIN, sub(1, "5.00", "待发货"))
    assert files.held() == row
    assert orders.by_number_or_tracking(files.store, "690000000000003") == [row]


def test_h21_masked_buyers_are_never_one(files: Files) -> None:
    numbers = [str(5106828836075983900 + n) for n in range(20)]
    files.list(*(listed(订单编号=no, 买家会员名="t**b") for no in numbers))
    found = [files.held(no) for no in numbers]
    assert len({row.buyer_id for row in found}) == 20
    assert {row.buyer for row in found} == {None}
    assert {row.buyer_text for row in found} == {"t**b"}


def test_a_real_buyer_takes_the_place_of_a_masked_one_and_never_back(files: Files) -> None:
    files.list(listed(买家会员名="t**b", 订单状态=DONE))
    files.list(listed(买家会员名="tb_2026"))
    real = buyers.named(files.store, "tb_2026")
    assert (files.held().buyer, files.held().buyer_id) == ("tb_2026", real.id)
    files.list(listed(买家会员名="t**b", 订单状态=DONE))
    assert files.held().buyer_id == real.id
    files.list(listed(买家会员名="renamed"))
    assert files.held().buyer == "tb_2026"
    files.list(listed(买家会员名="renamed", 订单状态=DONE))
    assert files.held().buyer == "renamed"


def test_two_orders_of_one_buyer_have_one_buyer(files: Files) -> None:
    files.list(listed(), listed(订单编号="5106828836075983900"))
    assert files.held().buyer_id == files.held("5106828836075983900").buyer_id


def test_one_order_twice_in_a_file_ends_in_its_newer_state(files: Files) -> None:
    other = "5106828836075983900"
    report = files.list(listed(订单状态=DONE), listed(订单编号=other), listed(订单状态=PAID))
    assert counts(report) == (2, 0, 1, 1)
    assert files.held().state == "done"


@pytest.mark.parametrize(
    ("column", "first", "second"),
    [("买家会员名", "甲", "乙"), ("订单创建时间", "2026-05-01 10:00:00", "2026-05-02 10:00:00")],
)
def test_an_order_twice_with_another_buyer_or_time_is_refused(
    files: Files, column: str, first: str, second: str
) -> None:
    report = files.list(
        listed(**{column: first}),
        listed(**{column: second}),
        listed(订单编号="5106828836075983900"),
        listed(**{column: first}),
    )
    assert [(one.row, one.error.reason) for one in report.refused] == [(3, Reason.ORDER_TWICE)]
    assert NO in texts.sentence(report.refused[0].error)
    with pytest.raises(NotFound):
        files.held()
    assert report.added == 1


def test_h28_a_damaged_file_is_refused_whole_and_the_next_one_taken(
    shop: Store, tmp_path: Path
) -> None:
    damaged = put(tmp_path, "damaged", LIST, listed(订单编号="5.1E+18"), listed())
    good = put(tmp_path, "good", LIST, listed(订单编号="5106828836075983900"))
    report = orders.import_files(shop, [damaged, tmp_path / "none.csv", good])
    assert [(one.file, one.row, one.error.reason) for one in report.refused] == [
        ("damaged.csv", 2, Reason.NUMBER_DAMAGED),
        ("none.csv", None, Reason.FILE_MISSING),
    ]
    assert [row.order_no for row in orders.list_(shop)] == ["5106828836075983900"]
    assert [(file.name, file.format, file.added) for file in report.files] == [
        ("good.csv", "taobao_list", 1)
    ]


def test_h37_a_cancel_leaves_nothing_of_the_file(shop: Store, tmp_path: Path) -> None:
    path = put(
        tmp_path, "f", LIST, *(listed(订单编号=str(5106828836075983900 + n)) for n in range(9))
    )

    def stop(items, /, total=None):
        for at, item in enumerate(items):
            if at == 5:
                raise Cancelled
            yield item

    with pytest.raises(Cancelled):
        orders.import_files(shop, [path], track=stop)
    assert orders.list_(shop) == []


def test_h37_many_orders_go_in_by_batches_with_a_notice_each(
    shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(orders, "AT_ONCE", 4)
    path = put(
        tmp_path, "f", LIST, *(listed(订单编号=str(5106828836075983900 + n)) for n in range(10))
    )
    notices: list[Changes] = []
    shop.listen(notices.append)
    assert orders.import_files(shop, [path]).added == 10
    touched = [notice.ids.get(Topic.ORDERS, set()) for notice in notices]
    assert [len(ids) for ids in touched if ids] == [4, 4, 2]
    assert set().union(*touched) == {row.id for row in orders.list_(shop)}


def test_a_failure_half_way_leaves_whole_orders_only(
    shop: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(
        tmp_path, "f", LIST, *(listed(订单编号=str(5106828836075983900 + n)) for n in range(6))
    )
    monkeypatch.setattr(orders, "AT_ONCE", 4)
    whole = order_writing.order_lines.insert
    calls: list[int] = []

    def fail_second(rows):
        calls.append(1)
        if len(calls) == 2:
            raise ZeroDivisionError
        whole(rows)

    monkeypatch.setattr(order_writing.order_lines, "insert", fail_second)
    with pytest.raises(ZeroDivisionError):
        orders.import_files(shop, [path])
    assert len(orders.list_(shop)) == 4


def test_tmall_is_told_by_the_person_and_shares_taobaos_numbers(files: Files) -> None:
    files.items(item("杯"))
    files.list(listed(), platform=Platform.TMALL)
    row = files.held()
    assert (row.platform, len(row.items)) == ("tmall", 1)
    assert buyers.named(files.store, "小满").platform == "tmall"
    files.list(listed(订单状态=DONE))
    assert (files.held().platform, files.held().state) == ("tmall", "done")


def test_one_number_on_two_platforms_is_asked_for(files: Files) -> None:
    files.list(listed())
    files.take(DOUYIN, {"主订单编号": NO, "子订单编号": "6900001", "选购商品": "杯"})
    with pytest.raises(NotFound) as caught:
        files.held()
    assert caught.value.reason is Reason.ORDER_AMBIGUOUS
    assert "douyin, taobao" in texts.sentence(caught.value)
    assert orders.show(files.store, NO, Platform.DOUYIN).platform == "douyin"
    assert [row.platform for row in orders.list_(files.store, Platform.TAOBAO)] == ["taobao"]


@pytest.mark.parametrize("typed", [NO, f'="{NO}"', f" {NO} ", f"'{NO}", "yt77", "No:YT77", "YT78"])
def test_an_order_is_found_by_what_is_typed_pasted_or_scanned(files: Files, typed: str) -> None:
    files.list(listed(物流单号="No:yt77,YT78"), listed(订单编号="5106828836075983900"))
    assert [row.order_no for row in orders.by_number_or_tracking(files.store, typed)] == [NO]


def test_what_is_no_number_finds_nothing(files: Files) -> None:
    files.list(listed())
    for typed in ("", "  ", "99", "5.1E+18"):
        assert orders.by_number_or_tracking(files.store, typed) == []


def test_a_tracking_number_that_was_replaced_is_still_found(files: Files, shop: Store) -> None:
    files.list(listed(订单状态=SHIPPED, 物流单号="YT1", 物流公司="圆通速递"))
    files.list(listed(订单状态=SHIPPED, 物流单号="YT2"))
    assert files.held().tracking == "YT2"
    assert [row.order_no for row in orders.by_number_or_tracking(shop, "yt1")] == [NO]
    with shop.connection():
        assert [(one.tracking, one.courier) for one in Shipment.select()] == [("YT1", "圆通速递")]


def test_lists_have_the_newest_first_and_an_end(files: Files) -> None:
    days = {"5106828836075983901": "2026-05-01", "5106828836075983902": "2026-05-03",
            "5106828836075983903": "2026-05-02"}  # fmt: skip
    files.list(*(listed(订单编号=no, 订单创建时间=day) for no, day in days.items()))
    found = orders.list_(files.store, limit=2)
    assert [row.order_no[-1] for row in found] == ["2", "3"]


def test_unknown_orders_are_said_to_be(shop: Store) -> None:
    with pytest.raises(NotFound):
        orders.show(shop, "404404")
    with pytest.raises(NotFound):
        orders.get(shop, 404)


def test_titles_that_the_shop_knows_help_to_part_others(files: Files, shop: Store) -> None:
    products.save(shop, ProductDraft("S-1", "裙，长"))
    files.list(listed(宝贝标题="裙，长，红", 宝贝种类="2"))
    assert [one.title for one in files.held().items] == ["裙，长", "红"]
    other = "5106828836075983900"
    files.items(item("帽，蓝", 订单编号="5106828836075983901"))
    files.list(listed(订单编号=other, 宝贝标题="帽，蓝，大", 宝贝种类="2"))
    assert [one.title for one in files.held(other).items] == ["帽，蓝", "大"]


def test_an_order_belongs_to_a_shop_that_was_entered(files: Files, shop: Store) -> None:
    from desktop_app.models.orders import SalesOrder

    ref = shops.save(shop, ShopDraft(Platform.TAOBAO, "小店"))
    files.list(listed(店铺名称="小店"), listed(订单编号="5106828836075983900", 店铺名称="别家"))
    files.items(item("杯", 订单编号="5106828836075983901"))
    files.list(listed(订单编号="5106828836075983901", 店铺名称="小店"))
    with shop.connection():
        query = SalesOrder.select(SalesOrder.order_no, SalesOrder.shop).order_by(
            SalesOrder.order_no
        )
        assert [row[1] for row in query.tuples()] == [ref, None, ref]


def test_files_are_noted_by_their_content(files: Files, shop: Store) -> None:
    files.list(listed())
    files.list(listed())
    files.list(listed(订单状态=DONE))
    with shop.connection():
        noted = list(ImportedFile.select().order_by(ImportedFile.id))
    assert [(one.name, one.format) for one in noted] == [
        ("f2.csv", "taobao_list"),
        ("f3.csv", "taobao_list"),
    ]
    assert json.loads(noted[1].summary) == {"added": 0, "updated": 1, "unchanged": 0, "older": 0}
