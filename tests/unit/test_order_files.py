"""Every platform's export format, read from small files made here."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import xlsxwriter

from desktop_app.core import texts
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import OrderState, Platform
from desktop_app.core.track import Cancelled
from desktop_app.services import order_files, order_formats
from desktop_app.services.order_profiles import Profile, as_format
from desktop_app.services.parsed_orders import OrderFile, ParsedLine, ParsedOrder


def heads(text: str) -> list[str]:
    return text.split(",")


T1 = heads(
    "订单编号,买家会员名,买家支付宝账号,买家应付货款,买家应付邮费,买家支付积分,总金额,"
    "返点积分,买家实际支付金额,买家实际支付积分,订单状态,买家留言,收货人姓名,收货地址 ,"
    "运送方式,联系电话 ,联系手机,订单创建时间,订单付款时间 ,宝贝标题 ,宝贝种类 ,物流单号 ,"
    "物流公司,订单备注,宝贝总数量,店铺Id,店铺名称,订单关闭原因,卖家服务费,买家服务费,"
    "发票抬头,退款金额,确认收货时间,打款商家金额"
)
NO = "5106828836075983867"


def listed(**said: str) -> list[str]:
    """A row of the Taobao order list with these columns, named without their trailing spaces."""
    values = {"订单编号": f'="{NO}"', "联系电话": "'", **said}
    return [values.get(header.strip(), "") for header in T1]


def written(folder: Path, rows: Sequence[Sequence[str]], name: str = "orders.csv") -> Path:
    """The rows as the platforms write them: CSV in GBK, or a workbook of texts."""
    path = folder / name
    if path.suffix == ".xlsx":
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            for row, cells in enumerate(rows):
                for column, text in enumerate(cells):
                    sheet.write_string(row, column, text)
        return path
    out = io.StringIO(newline="")
    for cells in rows:
        csv.writer(out).writerow(cells)
    path.write_bytes(out.getvalue().replace('"=""', '="').replace('"""', '"').encode("gb18030"))
    return path


def read(folder: Path, *rows: Sequence[str], platform: Platform | None = None) -> OrderFile:
    return order_files.read(written(folder, rows), platform)


def one(folder: Path, *rows: Sequence[str], platform: Platform | None = None) -> ParsedOrder:
    found = read(folder, *rows, platform=platform)
    assert found.refused == ()
    (order,) = found.orders
    return order


def refused(folder: Path, *rows: Sequence[str]) -> list[tuple[int | None, str, Reason]]:
    found = read(folder, *rows).refused
    return [(one.row, one.column, one.error.reason) for one in found]


def trouble(folder: Path, *rows: Sequence[str], platform: Platform | None = None) -> FileTrouble:
    with pytest.raises(FileTrouble) as caught:
        read(folder, *rows, platform=platform)
    return caught.value


def test_r40_r53_taobaos_order_list_is_read_without_its_wrappings(tmp_path: Path) -> None:
    order = one(
        tmp_path,
        T1,
        listed(
            买家会员名="松荷橘水", 买家应付货款="557.60", 买家应付邮费="0.00", 总金额="557.60",
            买家实际支付金额="1,557.60", 订单状态="卖家已发货，等待买家确认", 买家留言="=1+1\n急",
            收货人姓名="测试庚辛", 收货地址="河北省 石家庄市 长安区 测试路628号(790328)",
            联系手机="'16092184011", 订单创建时间="2026-05-01 13:33:33",
            订单付款时间="2026/5/1 13:57", 宝贝标题="收纳盒【3个装】", 宝贝种类="1",
            物流单号="No:414839603062027", 物流公司="韵达快递",
            订单备注="退差价 3.33", 宝贝总数量="3", 店铺名称="测试店铺", 订单关闭原因="订单未关闭",
            卖家服务费="0元", 退款金额="0.00",
        ),
    )  # fmt: skip
    assert order == ParsedOrder(
        order_no=NO, row=2, buyer="松荷橘水", status="卖家已发货，等待买家确认",
        state=OrderState.SHIPPED, goods_minor=55760, postage_minor=0, total_minor=55760,
        paid_minor=155760, refund_minor=0, created="2026-05-01T13:33:33+08:00",
        paid_at="2026-05-01T13:57:00+08:00", courier="韵达快递", tracking="414839603062027",
        receiver="测试庚辛", phone="16092184011",
        address="河北省 石家庄市 长安区 测试路628号(790328)", buyer_note="=1+1\n急",
        seller_note="退差价 3.33", shop="测试店铺",
        raw='{"联系电话":"\'","店铺名称":"测试店铺","卖家服务费":"0元"}',
        lines=(ParsedLine("收纳盒【3个装】", quantity=3),),
    )  # fmt: skip


def test_h26_a_workbook_of_the_same_rows_is_the_same(tmp_path: Path) -> None:
    rows = [T1, listed(订单编号=NO, 买家会员名="甲", 买家实际支付金额="5.40")]
    (from_text,) = order_files.read(written(tmp_path, rows)).orders
    (from_book,) = order_files.read(written(tmp_path, rows, "o.xlsx")).orders
    assert from_text == from_book


@pytest.mark.parametrize(
    "header",
    [
        ["订单编号", "收货人", "支付金额", "买家应付货款"],
        ["支付金额", "收货人", "买家应付货款", "订单编号"],
        ["\ufeff订单编号 ", "收货人", "买家实付金额", "备注标签"],
        ['="订单编号"', "收货人姓名", "买家实际支付金额"],
    ],
)
def test_h26_columns_are_found_by_name_in_any_order(tmp_path: Path, header: list[str]) -> None:
    values = {"订": NO, "收": "大寒", "支": "5.40", "买": "5.40"}
    row = [values.get(name.strip('\ufeff="')[0], "") for name in header]
    order = one(tmp_path, header, row)
    assert (order.order_no, order.receiver, order.paid_minor) == (NO, "大寒", 540)


def test_the_header_is_searched_below_remarks_and_totals_are_left_out(tmp_path: Path) -> None:
    found = read(
        tmp_path, ["名称：订单明细"], [], T1, listed(买家会员名="甲"), ["合计", "1", "", "557.60"]
    )
    assert [(order.row, order.buyer) for order in found.orders] == [(4, "甲")]
    assert (found.rows, found.refused) == (1, ())


def test_h32_a_second_header_is_no_order_even_with_other_columns(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        T1,
        listed(买家会员名="甲"),
        T1,
        listed(订单编号="5106828836075983868", 买家会员名="乙"),
        ["订单编号", "买家实付金额", "买家会员名"],
        ["5106828836075983869", "7.00", "丙"],
    )
    assert [order.buyer for order in found.orders] == ["甲", "乙", "丙"]
    assert found.orders[2].paid_minor == 700


def test_qianniu_files_of_2026_have_no_buyer_and_masked_receivers(tmp_path: Path) -> None:
    header = heads(
        "订单编号,支付单号,买家应付货款,买家应付邮费,总金额,买家实付金额,订单状态,收货地址,"
        "运送方式,订单创建时间,商品标题,宝贝种类,物流单号,物流公司,备注标签,商家备注,"
        "宝贝总数量,开票信息,手机订单,商品属性SKU,发货时间"
    )
    row = [NO, "2026", "9.00", "0.00", "9.00", "9.00", "交易成功", "浙江省杭州市***", "快递",
           "2026-05-01 13:33:33", "杯", "1", "YT1", "圆通速递", "", "", "2", "", "", "红;大",
           "2026-05-02 08:00:00"]  # fmt: skip
    order = one(tmp_path, header, row)
    assert (order.buyer, order.address, order.hidden) == (None, None, ("address",))
    assert json.loads(order.raw)["收货地址"] == "浙江省杭州市***"
    assert order.lines == (ParsedLine("杯", variant="红;大", quantity=2),)
    assert order.shipped == "2026-05-02T08:00:00+08:00"


def test_qiannius_address_in_one_cell_is_taken_apart(tmp_path: Path) -> None:
    header = ["商家备注", "订单付款时间", "收货地址", "订单编号", "备注标签", "买家实付金额"]
    cell = "王小满，86-13812341234，浙江省 杭州市 西湖区 测试路1号"
    order = one(tmp_path, header, ["", "2026-05-01", cell, NO, "", "1.00"])
    assert (order.receiver, order.phone) == ("王小满", "13812341234")
    assert order.address == "浙江省 杭州市 西湖区 测试路1号"
    assert order.paid_at == "2026-05-01"


def test_taobaos_item_list_has_items_and_no_buyer(tmp_path: Path) -> None:
    header = heads(
        "订单编号,标题,价格,购买数量,外部系统编号,商品属性,套餐信息,备注,订单状态,商家编码"
    )
    order = one(
        tmp_path,
        header,
        [f'="{NO}"', "T恤，夏季", "248.10", "1", "W1", "颜色:黑", "", "加急", "交易成功", "SKU-1"],
        [f'="{NO}"', "杯", "9.90", "2", "W2", "", "", "加急", "交易成功", "SKU-2"],
    )
    assert (order.buyer, order.complete, order.state) == (None, False, OrderState.DONE)
    assert order.seller_note == "加急"
    assert order.lines == (
        ParsedLine("T恤，夏季", "SKU-1", "颜色:黑", 1, 24810, status="交易成功"),
        ParsedLine("杯", "SKU-2", "", 2, 990, status="交易成功"),
    )
    assert json.loads(order.raw) == {"外部系统编号": "W1\nW2"}


@pytest.mark.parametrize(
    ("titles", "kinds", "pieces", "lines"),
    [
        ("杯，碟", "2", "2", [("杯", 1), ("碟", 1)]),
        ("杯，碟", "2", "5", [("杯", None), ("碟", None)]),
        ("杯，碟", "1", "4", [("杯，碟", 4)]),
        ("T恤，夏季，杯", "2", "2", [("T恤，夏季", 1), ("杯", 1)]),
        ("杯，T恤，夏季，碟", "3", "7", [("杯", None), ("T恤，夏季", None), ("碟", None)]),
        ("裙，长，红", "2", "2", [("裙，长，红", None)]),
        ("杯，碟", "", "2", [("杯，碟", None)]),
        ("杯", "2", "2", [("杯", None)]),
    ],
)
def test_joined_titles_are_parted_only_where_that_is_sure(
    tmp_path: Path, titles: str, kinds: str, pieces: str, lines: list[tuple[str, int | None]]
) -> None:
    teaching = listed(订单编号="5106828836075983860", 宝贝标题="T恤，夏季", 宝贝种类="1")
    row = listed(宝贝标题=titles, 宝贝种类=kinds, 宝贝总数量=pieces)
    found = read(tmp_path, T1, row, teaching).orders[0]
    assert [(line.title, line.quantity) for line in found.lines] == lines


def test_titles_known_elsewhere_help_to_part_joined_ones(tmp_path: Path) -> None:
    path = written(tmp_path, [T1, listed(宝贝标题="裙，长，红", 宝贝种类="2")])
    (order,) = order_files.read(path, known_titles=lambda: {"裙，长"}).orders
    assert [line.title for line in order.lines] == ["裙，长", "红"]
    (order,) = order_files.read(path, known_titles=lambda: {"裙，长", "长，红"}).orders
    assert [line.title for line in order.lines] == ["裙，长，红"]


def test_h25_aliexpress_has_all_products_in_one_cell_and_dollars(tmp_path: Path) -> None:
    header = [
        "订单号", "订单状态", "负责人(业务员)", "买家名称", "买家邮箱", "下单时间", "付款时间",
        "产品总金额", "物流费用", "订单金额", "满立减",
        "产品信息\n（双击单元格展开所有产品信息！）",
        "订单备注", "收货地址", "收货人名称", "收货国家", "联系电话", "手机",
        "实际发货物流:运单号", "发货时间", "确认收货时间",
    ]  # fmt: skip
    products = (
        "【1】 Cup (big)\n(产品属性:Color:White、Size:M(EU))\n(商家编码:SKU-1)\n"
        "(产品数量:1 piece)\n"
        "【2】 Plate\r\n(商家编码:SKU-2)\r\n(产品数量:3 piece)\r\n(物流等级&买家选择物流:x)\r\n"
    )
    row = ["8157966163752913", "等待买家收货", "测", "José Ñandú", "", "2026-05-01 13:33",
           "2026-05-01 13:57", "$ 1,557.60", "$ 0.00", "$ 1,557.60", "$ 0.00", products, "",
           "Spain Madrid", "José", "Spain", "", "+34 900", "Cainiao Super Economy:lp845567552cn",
           "2026-05-02", ""]  # fmt: skip
    order = one(tmp_path, header, row)
    assert (order.currency, order.total_minor, order.paid_minor) == ("USD", 155760, 155760)
    assert (order.created, order.shipped) == ("2026-05-01T13:33:00", "2026-05-02")
    assert (order.courier, order.tracking) == ("Cainiao Super Economy", "LP845567552CN")
    assert (order.buyer, order.phone, order.country) == ("José Ñandú", "+34 900", "Spain")
    assert order.lines == (
        ParsedLine("Cup (big)", "SKU-1", "Color:White、Size:M(EU)", 1),
        ParsedLine("Plate", "SKU-2", "", 3),
    )


def test_aliexpress_says_what_is_due_which_is_paid_only_with_a_time(tmp_path: Path) -> None:
    header = [
        "订单号",
        "订单状态",
        "买家名称",
        "付款时间",
        "订单金额",
        "产品信息_（双击单元格）",
        "满立减",
    ]
    rows = [["8142492822722219", "等待买家付款", "A", "", "€ 200,00", "【1】 x", ""],
            ["8142492822722220", "等待买家付款", "A", "", "€ 200.00", "【1】 x", ""],
            ["8142492822722221", "订单完成", "A", "2026-05-01", "US $3.50", "", ""]]  # fmt: skip
    found = read(tmp_path, header, *rows)
    assert [(o.currency, o.total_minor, o.paid_minor) for o in found.orders] == [
        ("EUR", 20000, None),
        ("USD", 350, 350),
    ]
    assert [one.error.reason for one in found.refused] == [Reason.NOT_AN_AMOUNT]


def test_amounts_of_one_order_in_two_currencies_are_refused(tmp_path: Path) -> None:
    header = ["订单号", "买家名称", "付款时间", "订单金额", "产品总金额", "产品信息"]
    row = ["8142492822722219", "A", "2026-05-01", "$ 3.00", "€ 2.50", ""]
    (found,) = refused(tmp_path, header, row)
    assert found[2] is Reason.OTHER_CURRENCY
    assert refused(tmp_path, T1, listed(买家实际支付金额="$5.00")) == [
        (2, "买家实际支付金额", Reason.OTHER_CURRENCY)
    ]


def test_pinduoduo_takes_the_day_from_the_number_where_the_time_is_blank(tmp_path: Path) -> None:
    header = [
        "订单成交时间", "商品", "订单号", "订单状态", "商品总价（元）", "邮费(元)",
        "用户实付金额(元)", "商品数量(件)", "发货时间", "商品规格", "样式ID", "商家编码-规格维度",
        "商家编码-商品维度", "快递单号", "快递公司", "收货人",
    ]  # fmt: skip
    rows = [["", "杯", "\t260501-579661637529131", "已发货，待收货", "24.00", "0.00", "20.00", "2",
             "2026-05-02 16:57:04", "红", "", "", "G-1", "SF7285761396341", "顺丰速运", "张*"],
            ["2026-05-03 10:00:00", "碟", "261399-579661637529132", "未知词", "1.00", "0", "1", "1",
             "", "", "", "S-1", "", "", "", ""]]  # fmt: skip
    first, second = read(tmp_path, ["名称：说明"], header, *rows, ["合计", "2"]).orders
    assert (first.order_no, first.created) == ("260501-579661637529131", "2026-05-01")
    assert (first.paid_minor, first.goods_minor) == (2000, 2400)
    assert first.lines == (ParsedLine("杯", "G-1", "红", 2, 1200),)
    assert (first.receiver, first.hidden) == (None, ("receiver",))
    assert (second.created, second.state) == ("2026-05-03T10:00:00+08:00", OrderState.UNKNOWN)
    assert second.status == "未知词"


def test_a_day_in_the_number_that_does_not_exist_is_none(tmp_path: Path) -> None:
    header = ["订单成交时间", "订单号", "用户实付金额(元)"]
    assert one(tmp_path, header, ["", "261399-579661637529132", "1"]).created is None


DOUYIN = heads(
    "主订单编号,子订单编号,选购商品,商品规格,商品数量,商家编码,订单应付金额,运费,收件人,"
    "收件人手机号,详细地址,订单提交时间,商家备注,订单完成时间,订单状态,售后状态,取消原因,"
    "发货时间,快递信息"
)


def sub_order(no: str, sub: str, **said: str) -> list[str]:
    values = {"主订单编号": f"\t{no}", "子订单编号": f"\t{sub}", "选购商品": "\t杯",
              "收件人": "##密文", "收件人手机号": "$$密文", "详细地址": "##密文",
              "订单完成时间": "-", "发货时间": "-", "商家备注": "-", **said}  # fmt: skip
    return [values.get(name, "") for name in DOUYIN]


def test_h25_douyins_sub_orders_are_one_order_and_nobody_is_named(tmp_path: Path) -> None:
    no = "6957966163752913164"
    order = one(
        tmp_path,
        DOUYIN,
        sub_order(no, "69579661637529131640", 商品数量="1", 订单应付金额="248.10", 运费="6.00",
                  订单状态="已发货", 发货时间="2026-05-02 16:57:04"),
        sub_order(no, "69579661637529131641", 商品数量="3", 订单应付金额="60.00", 运费="0.00",
                  订单状态="待发货", 商家编码="\tSKU-2", 快递信息="SF1234567890-A-顺丰速运"),
        sub_order(no, "69579661637529131642", 商品数量="3", 订单应付金额="10.00",
                  订单状态="已关闭"),
    )  # fmt: skip
    assert (order.paid_minor, order.postage_minor) == (31810, 600)
    assert (order.buyer, order.receiver, order.phone) == (None, None, None)
    assert set(order.hidden) == {"receiver", "phone", "address"}
    assert (order.status, order.state) == ("待发货", OrderState.PAID)
    assert (order.courier, order.tracking) == ("顺丰速运", "SF1234567890")
    assert (order.seller_note, order.signed_at) == ("", None)
    assert [(x.sub_order_no[-1], x.sku, x.quantity, x.price_minor) for x in order.lines] == [
        ("0", "", 1, 24810),
        ("1", "SKU-2", 3, 2000),
        ("2", "", 3, None),
    ]


def test_what_is_due_is_not_paid_before_payment_and_a_cut_number_is_none(tmp_path: Path) -> None:
    row = sub_order("6957966163752913164", "1234", 订单应付金额="9.00", 订单状态="待支付",
                    快递信息="SF-A-顺丰速运")  # fmt: skip
    order = one(tmp_path, DOUYIN, row)
    assert (order.paid_minor, order.state) == (None, OrderState.UNPAID)
    assert (order.courier, order.tracking) == ("顺丰速运", "")


JD = heads(
    "订单号,商品ID,商品名称,订购数量,下单时间,京东价,订单金额,应付金额,订单状态,下单帐号,"
    "客户姓名,联系电话,货号"
)


def test_h33_jds_amounts_are_the_orders_on_each_of_its_rows(tmp_path: Path) -> None:
    rows = [["231", "1", "杯", "1", "2026-05-01 10:00:00", "10.00", "30.00", "28.00", "完成",
             "jd_x", "王**", "1******6198", "S-1"],
            ["231", "2", "碟", "2", "2026-05-01 10:00:00", "10.00", "30.00", "28.00", "完成",
             "jd_x", "王**", "1******6198", "S-2"]]  # fmt: skip
    rows = [["25" + row[0], *row[1:]] for row in rows]
    order = one(tmp_path, JD, *rows)
    assert (order.total_minor, order.paid_minor, order.buyer) == (3000, 2800, "jd_x")
    assert [(line.sku, line.quantity, line.price_minor) for line in order.lines] == [
        ("S-1", 1, 1000),
        ("S-2", 2, 1000),
    ]
    rows[1][7] = "29.00"
    assert refused(tmp_path, JD, *rows) == [(3, "", Reason.ORDER_TWICE)]


def test_h33_1688s_merged_cells_belong_to_the_order_above(tmp_path: Path) -> None:
    header = heads(
        "订单编号,买家会员名,货品总价(元),实付款(元),订单状态,货品标题,单价(元),数量,单品货号"
    )
    rows = [["2026001", "买家甲", "30", "28", "等待卖家发货", "杯", "10", "1", "C-1"],
            ["", "", "", "", "", "碟", "10", "2", "C-2"],
            ["2026002", "买家乙", "5", "5", "交易成功", "勺", "5", "1", "C-3"]]  # fmt: skip
    first, second = read(tmp_path, header, *rows).orders
    assert [line.sku for line in first.lines] == ["C-1", "C-2"]
    assert (first.paid_minor, first.state, second.buyer) == (2800, OrderState.PAID, "买家乙")
    broken = [*rows[:1], ["x?", "", "", "", "", "坏", "1", "1", ""], rows[1]]
    assert [reason for _row, _column, reason in refused(tmp_path, header, *broken)] == [
        Reason.NOT_AN_ORDER_NO,
        Reason.ORDER_NO_MISSING,
    ]


def test_wechat_and_youzan(tmp_path: Path) -> None:
    header = heads(
        "订单号,商品名称,商品数量,商品实际价格(单件),订单实际收款金额,商品已退款金额,商品发货,"
        "商品售后,订单状态"
    )
    rows = [["3700000001", "杯", "2", "5.00", "16.00", "1.00", "已发货", "", "已发货"],
            ["3700000001", "碟", "1", "6.00", "16.00", "0.50", "已发货", "", "已发货"]]  # fmt: skip
    order = one(tmp_path, header, *rows)
    assert (order.paid_minor, order.refund_minor, len(order.lines)) == (1600, 150, 2)
    header = heads(
        "订单号,买家付款时间,收货人手机号/提货人手机号,全部商品名称,商品种类数,订单实付金额"
    )
    row = ["E20260501133333000001", "2026-05-01 13:33:33", "138****1234", "杯；碟", "2", "9.90"]
    order = one(tmp_path, header, row)
    assert (order.paid_minor, order.hidden) == (990, ("phone",))
    assert [line.title for line in order.lines] == ["杯", "碟"]


def test_a_plain_table_is_taken_only_when_its_platform_is_named(tmp_path: Path) -> None:
    header, row = ["订单号", "买家", "实付金额", "快递单号"], ["990001", "甲", "5.00", "yt1 , YT2"]
    assert trouble(tmp_path, header, row).reason is Reason.HEADER_UNKNOWN
    order = one(tmp_path, header, row, platform=Platform.KUAISHOU)
    assert (order.buyer, order.tracking, order.parcels) == ("甲", "YT1", ("YT2",))


def test_a_named_platform_narrows_the_formats(tmp_path: Path) -> None:
    rows = T1, listed(买家会员名="甲")
    assert one(tmp_path, *rows, platform=Platform.TMALL).buyer == "甲"
    assert trouble(tmp_path, *rows, platform=Platform.JD).reason is Reason.HEADER_UNKNOWN


def test_h30_a_missing_column_is_named_with_those_seen(tmp_path: Path) -> None:
    header = ["单据", *T1[1:]]
    error = trouble(tmp_path, header, listed(买家会员名="甲"))
    assert (error.reason, error.data["column"]) == (Reason.COLUMN_MISSING, "订单编号")
    assert "单据, 买家会员名" in texts.sentence(error)


def test_a_header_alone_is_no_orders_and_no_error(tmp_path: Path) -> None:
    found = read(tmp_path, T1)
    assert (found.orders, found.refused, found.rows) == ((), (), 0)


@pytest.mark.parametrize(
    "number",
    ["5.17407E+18", "5.1E+18", "5.17407e18", "5174068124158683449.0", '="5.17E+18"'],
)
def test_h27_a_rounded_order_number_refuses_the_file(tmp_path: Path, number: str) -> None:
    good = listed(订单编号="5106828836075983860", 买家会员名="甲")
    error = trouble(tmp_path, T1, good, listed(订单编号=number, 买家会员名="甲"))
    assert (error.reason, error.data["line"]) == (Reason.NUMBER_DAMAGED, 3)
    assert "Export it again" in texts.sentence(error)


def test_h35_numbers_in_a_workbook_are_kept_up_to_15_digits(tmp_path: Path) -> None:
    path = tmp_path / "n.xlsx"
    for number, fits in ((123456789012345, True), (5106828836075983867, False)):
        with xlsxwriter.Workbook(str(path)) as book:
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, ["订单编号", "买家会员名", "买家应付货款"])
            sheet.write_row(1, 0, [number, "甲", 12.3])
        if fits:
            (order,) = order_files.read(path).orders
            assert (order.order_no, order.goods_minor) == ("123456789012345", 1230)
        else:
            with pytest.raises(FileTrouble, match="number_damaged"):
                order_files.read(path)


def test_h27_last_digits_that_are_all_nought_refuse_the_file(tmp_path: Path) -> None:
    rounded = [listed(订单编号=no) for no in ("5174068124158680000", "5175983867565080000")]
    assert trouble(tmp_path, T1, *rounded).reason is Reason.NUMBER_DAMAGED
    one_sound = [*rounded, listed(订单编号="5175983867565081234")]
    assert len(read(tmp_path, T1, *one_sound).orders) == 3


@pytest.mark.parametrize(
    ("column", "cell", "reason"),
    [
        ("买家实际支付金额", "12.005", Reason.TOO_MANY_DECIMALS),
        ("买家实际支付金额", "(5.00)", Reason.NOT_AN_AMOUNT),
        ("买家实际支付金额", "1.2E+3", Reason.NOT_AN_AMOUNT),
        ("买家实际支付金额", "免费", Reason.NOT_AN_AMOUNT),
        ("买家实际支付金额", "-3.00", Reason.NEGATIVE_AMOUNT),
        ("订单创建时间", "2026-02-30 10:00:00", Reason.NOT_A_DATE),
        ("订单创建时间", "05/01/2026", Reason.DATE_AMBIGUOUS),
        ("订单创建时间", "昨天", Reason.NOT_A_DATE),
        ("订单创建时间", "2026-05-01 25:00:00", Reason.NOT_A_DATE),
        ("订单创建时间", "12345", Reason.NOT_A_DATE),
        ("订单创建时间", "1026-05-01", Reason.NOT_A_DATE),
        ("物流单号", "4.14840E+14", Reason.NUMBER_DAMAGED),
        ("订单编号", "没有", Reason.NOT_AN_ORDER_NO),
        ("订单编号", "", Reason.ORDER_NO_MISSING),
    ],
)
def test_h36_a_cell_that_cannot_be_read_refuses_its_row_alone(
    tmp_path: Path, column: str, cell: str, reason: Reason
) -> None:
    bad = listed(**{"买家会员名": "乙", "订单编号": "5106828836075983860", column: cell})
    found = read(tmp_path, T1, listed(买家会员名="甲"), bad)
    assert [order.buyer for order in found.orders] == ["甲"]
    assert [(one.row, one.error.reason) for one in found.refused] == [(3, reason)]


@pytest.mark.parametrize(
    ("cell", "minor"),
    [("￥12.00", 1200), ("1,234.50", 123450), ("１２．５０", 1250), ("0.1", 10), ("3元", 300),
     ("", None), ("-", None), (" ", None), ("99999999999.99", 9999999999999)],
)  # fmt: skip
def test_h36_amounts_in_the_forms_that_occur(tmp_path: Path, cell: str, minor: int | None) -> None:
    order = one(tmp_path, T1, listed(买家会员名="甲", 买家实际支付金额=cell))
    assert order.paid_minor == minor


@pytest.mark.parametrize(
    ("cell", "moment"),
    [
        ("2026-05-01 13:33:33", "2026-05-01T13:33:33+08:00"),
        ("2026/9/3 8:05", "2026-09-03T08:05:00+08:00"),
        ("2026.9.3", "2026-09-03"),
        ("2026年9月3日 8时05分06秒", "2026-09-03T08:05:06+08:00"),
        ("2026-09-03T08:05:06.123", "2026-09-03T08:05:06+08:00"),
        ("20260903", "2026-09-03"),
        ("20260903080506", "2026-09-03T08:05:06+08:00"),
        ("46175", "2026-06-02"),
        ("46175.5", "2026-06-02T12:00:00+08:00"),
        ("25/12/2026 9:00", "2026-12-25T09:00:00+08:00"),
        ("12/25/2026", "2026-12-25"),
        ("05/05/2026", "2026-05-05"),
        ("0000-00-00 00:00:00", None),
        ("-", None),
        ("'2026-05-01 13:33:33", "2026-05-01T13:33:33+08:00"),
    ],
)
def test_h36_times_in_the_forms_that_occur(tmp_path: Path, cell: str, moment: str | None) -> None:
    order = one(tmp_path, T1, listed(买家会员名="甲", 订单创建时间=cell))
    assert order.created == moment


def test_phones_stand_as_they_are_and_rounded_ones_are_left_out(tmp_path: Path) -> None:
    for cell, phone in (
        ("'17012345678-1234", "17012345678-1234"),
        ("１３８", "138"),
        ("1.60781E+10", None),
        ("138****1234", None),
    ):
        assert one(tmp_path, T1, listed(买家会员名="甲", 联系手机=cell)).phone == phone


def test_the_landline_serves_where_there_is_no_mobile(tmp_path: Path) -> None:
    order = one(tmp_path, T1, listed(买家会员名="甲", 联系电话="0571-88", 联系手机=""))
    assert order.phone == "0571-88"


def test_a_row_longer_than_its_header_is_refused_and_a_shorter_one_filled(tmp_path: Path) -> None:
    header = ["订单编号", "买家会员名", "买家留言"]
    rows = [["5106828836075983860", "甲", "a", "", ""], ["5106828836075983861", "乙"],
            ["5106828836075983862", "丙", "快", "发货"]]  # fmt: skip
    found = read(tmp_path, header, *rows, ["5106828836075983863", "丁", "x"])
    assert [order.buyer for order in found.orders] == ["甲", "乙", "丁"]
    assert [(one.row, one.error.reason) for one in found.refused] == [(4, Reason.ROW_TOO_LONG)]


def test_one_bad_row_refuses_its_order_whole(tmp_path: Path) -> None:
    header = heads("订单编号,标题,价格,购买数量,商家编码")
    found = read(
        tmp_path, header, [NO, "杯", "1.00", "1", ""], [NO, "碟", "免费", "1", ""],
        [NO, "勺", "1.00", "1", ""], ["5106828836075983860", "叉", "1.00", "0", ""],
        ["5106828836075983861", "叉", "1.00", "2件", ""],
    )  # fmt: skip
    assert [order.order_no[-1] for order in found.orders] == ["1"]
    assert [one.error.reason for one in found.refused] == [
        Reason.NOT_AN_AMOUNT,
        Reason.NOT_A_QUANTITY,
    ]


def test_all_sheets_of_orders_are_read_and_others_left_out(tmp_path: Path) -> None:
    path = tmp_path / "two.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        for rows in ([["汇总"], ["订单数", "2"]], [T1, listed(订单编号="5106828836075983860")],
                     [T1, listed(订单编号="5106828836075983861")]):  # fmt: skip
            sheet = book.add_worksheet()
            for row, cells in enumerate(rows):
                sheet.write_row(row, 0, cells)
    assert [order.order_no[-1] for order in order_files.read(path).orders] == ["0", "1"]


def test_more_rows_than_a_block_are_all_there_and_the_bad_one_is_named(tmp_path: Path) -> None:
    rows = [listed(订单编号=str(5106828836075980001 + n), 买家会员名=f"b{n}") for n in range(1200)]
    rows[777] = listed(订单编号="5106828836075990001", 买家会员名="x", 总金额="?")
    found = read(tmp_path, T1, *rows)
    assert len(found.orders) == 1199
    assert [order.order_no for order in found.orders] == [
        row[0] for at, row in enumerate(rows) if at != 777
    ]
    assert [one.row for one in found.refused] == [779]


def test_a_cancel_stops_the_reading(tmp_path: Path) -> None:
    def stop(items, /, total=None):
        for at, item in enumerate(items):
            if at == 3:
                raise Cancelled
            yield item

    path = written(tmp_path, [T1, *(listed() for _ in range(9))])
    with pytest.raises(Cancelled):
        order_files.read(path, track=stop)


def test_a_new_format_needs_no_code(tmp_path: Path) -> None:
    data = {
        "title": "New platform",
        "platforms": ["other"],
        "columns": {"order_no": ["Bestellnr"], "paid": ["Bezahlt"], "status": ["Stand"]},
        "signs": ["Bestellnr"],
        "currency": "EUR",
        "states": {"fertig": "done"},
    }
    form = order_formats.from_data("new", data)
    path = written(tmp_path, [["Bestellnr", "Bezahlt", "Stand"], ["A-10001", "€3.50", "Fertig"]])
    (order,) = order_files.read(path, formats=[form]).orders
    assert (order.paid_minor, order.currency, order.state) == (350, "EUR", OrderState.DONE)


@pytest.mark.parametrize(
    "wrong",
    [{"columns": {"ordr_no": ["x"]}}, {"platforms": ["mars"]}, {"states": {"x": "eaten"}},
     {"strip": {"tracking": "("}}, {"title": None, "columns": None}],
)  # fmt: skip
def test_a_format_that_is_wrong_is_named(wrong: dict[str, object]) -> None:
    data = {"title": "t", "platforms": ["other"], "columns": {"order_no": ["x"]}, **wrong}
    if wrong.get("title", "") is None:
        del data["title"], data["columns"]
    with pytest.raises(FileTrouble) as caught:
        order_formats.from_data("new.toml", data)
    assert "new.toml" in texts.sentence(caught.value)


def test_every_shipped_format_can_be_told_and_needs_an_order_number() -> None:
    forms = order_formats.shipped()
    assert {form.name for form in forms} >= {"taobao_list", "taobao_items", "aliexpress", "jd"}
    for form in forms:
        assert "order_no" in form.needs
        assert form.signs or form.only_named
        assert OrderState.DONE in form.states.values()


def test_the_persons_own_mapping_reads_a_file_that_no_format_knows(tmp_path: Path) -> None:
    profile = Profile(
        "自建", Platform.KUAISHOU, {"单号": "order_no", "昵称": "buyer", "钱": "paid"}
    )
    path = written(tmp_path, [["单号", "昵称", "钱", "备注"], ["990001", "甲", "5.00", "急"]])
    (order,) = order_files.read(path, formats=[as_format(profile)]).orders
    assert (order.order_no, order.buyer, order.paid_minor) == ("990001", "甲", 500)
    assert json.loads(order.raw) == {"备注": "急"}
    assert dataclasses.replace(profile, name="x").platform is Platform.KUAISHOU
