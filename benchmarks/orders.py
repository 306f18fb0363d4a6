"""How long 50,000 orders take from a platform's export into the shop, search index included."""

from __future__ import annotations

import csv
import importlib.util
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

import xlsxwriter
from python_calamine import CalamineWorkbook

from benchmarks._table import Row, run
from desktop_app.services import orders, search, settings
from desktop_app.services.store import Store, open_store

ORDERS, BUYERS = 50_000, 20_000
BUDGET, PEER_BUDGET = 3, 4
LONGEST_WAIT_S, FAR_BUDGET_S = 1.0, 5.0
# The 61 columns of the Taobao/Tmall list of 2026, as the platform writes them.
HEAD = (
    *(
        "订单编号",
        "买家会员名",
        "买家支付宝账号",
        "支付单号",
        "支付详情",
        "买家应付货款",
        "买家应付邮费",
    ),
    *("买家支付积分", "总金额", "返点积分", "买家实际支付金额", "买家实际支付积分", "订单状态"),
    *("买家留言", "收货人姓名", "收货地址 ", "运送方式", "联系电话 ", "联系手机", "订单创建时间"),
    *("订单付款时间 ", "宝贝标题 ", "宝贝种类 ", "物流单号 ", "物流公司", "订单备注", "宝贝总数量"),
    *("店铺Id", "店铺名称", "订单关闭原因", "卖家服务费", "买家服务费", "发票抬头", "是否手机订单"),
    *(
        "分阶段订单信息",
        "特权订金订单id",
        "是否上传合同照片",
        "是否上传小票",
        "是否代付",
        "定金排名",
    ),
    *("修改后的sku", "修改后的收货地址", "异常信息", "天猫卡券抵扣", "集分宝抵扣", "是否是O2O交易"),
    *("新零售交易类型", "新零售导购门店名称", "新零售导购门店id", "新零售发货门店名称"),
    *("新零售发货门店id", "退款金额", "预约门店", "确认收货时间", "打款商家金额"),
    *(
        "含应开票给个人的个人红包",
        "是否信用购",
        "体验期结束时间",
        "前N有礼",
        "配送类型",
        "主订单编号",
    ),
)


def rows() -> Iterator[list[str]]:
    """The same invented orders each time: a buyer has two or three, one in ten was refunded."""
    dice = Random(ORDERS)  # noqa: S311 - the same orders each time, no secret
    for number in range(ORDERS):
        order_no = str(5_100_000_000_000_000_000 + dice.randrange(10**16) * 10 + number % 10)
        amount = f"{dice.randrange(100, 100_000) / 100:.2f}"
        day = f"2026-05-{1 + dice.randrange(28):02} {dice.randrange(24):02}"
        said = {
            "订单编号": order_no, "买家会员名": f"tb{dice.randrange(BUYERS)}买家",
            "买家支付宝账号": "160****6508", "支付单号": f"2026{order_no}",
            "买家应付货款": amount, "买家应付邮费": "0.00", "买家支付积分": "0", "总金额": amount,
            "返点积分": "0", "买家实际支付金额": amount, "买家实际支付积分": "0",
            "订单状态": "卖家已发货，等待买家确认", "收货人姓名": "测试庚辛",
            "收货地址": f"河北省 石家庄市 长安区 测试路{dice.randrange(999)}号(790328)",
            "运送方式": "快递", "联系手机": f"160{dice.randrange(10**8):08}",
            "订单创建时间": f"{day}:33:33", "订单付款时间": f"{day}:57:04",
            "宝贝标题": "收纳盒【3个装】加厚", "宝贝种类": "1", "宝贝总数量": "1",
            "物流单号": f"4148396{dice.randrange(10**8):08}", "物流公司": "韵达快递",
            "订单备注": "退差价 3.33", "店铺Id": "0", "店铺名称": "测试店铺",
            "订单关闭原因": "订单未关闭", "卖家服务费": "0元", "买家服务费": "0元",
            "是否手机订单": "手机订单", "天猫卡券抵扣": "0.00", "是否是O2O交易": "否",
            "退款金额": amount if number % 10 == 0 else "0.00", "打款商家金额": "0.00元",
            "主订单编号": order_no,
        }  # fmt: skip
        yield [said.get(name.strip(), "") for name in HEAD]


def to_xlsx(path: Path) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([list(HEAD), *rows()]):
            for column, text in enumerate(row):
                if text:
                    sheet.write_string(place, column, text)
    return path


def to_csv(path: Path) -> Path:
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([HEAD, *rows()])
    return path


def far_cell(path: Path) -> Path:
    """A few orders, and a cell that a spreadsheet left in its last row."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        for place, row in enumerate([list(HEAD), *list(rows())[:12]]):
            sheet.write_row(place, 0, row)
        sheet.write_string(1_048_575, len(HEAD) - 1, "x")
    return path


def by_calamine(path: Path) -> int:
    return len(CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python())


def by_csv(path: Path) -> int:
    with path.open(encoding="gb18030", newline="") as file:
        return sum(1 for _row in csv.reader(file))


def by_openpyxl(path: Path) -> int:
    import openpyxl

    return sum(1 for _row in openpyxl.load_workbook(path, read_only=True).active.values)


def timed(work: Callable[[Path], object], path: Path) -> float:
    start = perf_counter()
    work(path)
    return perf_counter() - start


class Impatient:
    """The window's thread: how long a small write and a small read wait while orders come in."""

    def __init__(self, store: Store) -> None:
        self.write_s = self.read_s = 0.0
        self._store = store
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> Impatient:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _work(self) -> None:
        with self._store.connection():
            while not self._stop.wait(0.02):
                start = perf_counter()
                settings.put(self._store, settings.THEME, "dark")
                between = perf_counter()
                orders.by_number_or_tracking(self._store, "4148396")
                self.write_s = max(self.write_s, between - start)
                self.read_s = max(self.read_s, perf_counter() - between)


def brought_in(folder: Path, path: Path) -> tuple[float, float]:
    """Seconds of the import into a new shop, and of the same file again."""
    store = open_store(folder / f"shop-{path.suffix[1:]}")
    search.follow(store)
    try:
        first = timed(lambda file: orders.import_files(store, [file]), path)
        report = orders.import_files(store, [path])
        assert report.unchanged == ORDERS
        again = timed(lambda file: orders.import_files(store, [file]), path)
    finally:
        store.close()
    return first, again


def waits(folder: Path, path: Path) -> list[Row]:
    store = open_store(folder / "shop-busy")
    search.follow(store)
    with Impatient(store) as window:
        orders.import_files(store, [path])
    store.close()
    return [
        Row(
            f"longest wait of a {what} meanwhile",
            f"{wait * 1000:.0f} ms",
            budget=f"≤ {LONGEST_WAIT_S:.0f} s",
            kept=wait <= LONGEST_WAIT_S,
        )
        for what, wait in (("write", window.write_s), ("read", window.read_s))
    ]


def beside(
    folder: Path, path: Path, work: str, floor: Callable[[Path], object], budget: float | None
) -> list[Row]:
    before = timed(floor, path)
    first, again = brought_in(folder, path)
    alone = median([before, timed(floor, path), timed(floor, path)])
    name = floor.__name__.removeprefix("by_")
    ratio = first / alone
    return [
        Row(
            f"{ORDERS:,} orders, {work}",
            f"{first:.2f} s",
            f"{name} alone {alone:.2f} s",
            ratio,
            f"≤ {budget}×" if budget else "",
            kept=ratio <= budget if budget else None,
        ),
        Row(
            f"the same {work} again", f"{again:.2f} s", f"{name} alone {alone:.2f} s", again / alone
        ),
    ]


def measured() -> list[Row]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        xlsx, text = to_xlsx(folder / "orders.xlsx"), to_csv(folder / "orders.csv")
        found = beside(folder, xlsx, "XLSX", by_calamine, BUDGET)
        if importlib.util.find_spec("openpyxl"):
            found.append(_beside_openpyxl(xlsx, found[0]))
        found += beside(folder, text, "GBK CSV", by_csv, None)
        found += waits(folder, text)
        store = open_store(folder / "far")
        far = timed(lambda file: orders.import_files(store, [file]), far_cell(folder / "far.xlsx"))
        store.close()
        found.append(
            Row(
                "12 orders and a cell in row 1,048,576",
                f"{far:.2f} s",
                budget=f"< {FAR_BUDGET_S:.0f} s",
                kept=far < FAR_BUDGET_S,
            )
        )
    return found


def _beside_openpyxl(path: Path, ours: Row) -> Row:
    peer = timed(by_openpyxl, path)
    ratio = peer / float(ours.ours.split()[0])
    return Row(
        ours.work,
        ours.ours,
        f"openpyxl read_only, read alone {peer:.1f} s",
        ratio,
        f"≥ {PEER_BUDGET}×",
        kept=ratio >= PEER_BUDGET,
    )


def main(arguments: list[str] | None = None) -> int:
    return run("orders", measured, arguments)


if __name__ == "__main__":
    sys.exit(main())
