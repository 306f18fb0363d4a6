"""kill -9 at any moment of an order import: no half order, nothing reported done is lost."""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from desktop_app.services import checks, orders, search
from desktop_app.services.store import open_store

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "10"))
ORDERS = 1200
ROOT = Path(__file__).resolve().parents[2]


def export(target: Path) -> Path:
    """A platform's list of orders."""
    lines = ["订单编号,买家会员名,买家实际支付金额,订单状态,宝贝标题,物流单号,订单创建时间"]
    lines += [
        f"51068288360{number:08d},买家{number},12.50,交易成功,"
        f"马克杯{number},4148396030{number:05d},2026-09-01 13:33:33"
        for number in range(ORDERS)
    ]
    target.write_bytes("\r\n".join(lines).encode("gb18030"))
    return target


@pytest.mark.crash
@pytest.mark.timeout(60 + 10 * ROUNDS)
def test_a_kill_leaves_whole_orders_only(tmp_path: Path) -> None:
    dice = random.Random(7)  # noqa: S311 - when to kill is no secret
    source = export(tmp_path / "ExportOrderList.csv")
    killed = 0
    for turn in range(ROUNDS):
        root = tmp_path / f"shop{turn}"
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.crash.order_worker", str(root), str(source)],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == "ready\n"
        try:
            worker.wait(timeout=dice.uniform(0.0, 0.6))
        except subprocess.TimeoutExpired:
            worker.kill()
            killed += 1
        worker.communicate()
        _is_whole(root)
        _goes_on(root, source)
    assert killed


def _is_whole(root: Path) -> None:
    base = sqlite3.connect(root / "shop.db")
    held = base.execute("SELECT count(*) FROM sales_order").fetchone()[0]
    halves = base.execute(
        "SELECT count(*) FROM sales_order o WHERE buyer_id IS NULL OR"
        " NOT EXISTS (SELECT * FROM order_line WHERE order_id = o.id)"
    ).fetchone()
    base.close()
    assert halves == (0,), f"{halves[0]} of {held}"


def _goes_on(root: Path, source: Path) -> None:
    """The next start takes the rest, and the index knows every order."""
    store = open_store(root, wait_s=20)
    search.follow(store)
    report = orders.import_files(store, [source])
    assert report.added + report.unchanged == ORDERS
    assert checks.check(store) == []
    store.close()
