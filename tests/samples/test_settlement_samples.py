"""The couriers' sample files against what a correct reader must hold."""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from desktop_app.core import money
from desktop_app.core.kinds import ClaimKind, MatchState, PaymentKind
from desktop_app.services import claim_lists, claim_steps, claims, settlement_files, settlements
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.settlements import Asked
from desktop_app.services.store import Store

_BESIDE = Path(__file__).parents[3] / "shared" / "data"
ORDERS = Path(os.environ.get("AFTERSALES_SAMPLES", _BESIDE)) / "orders"
pytestmark = [
    pytest.mark.samples,
    pytest.mark.skipif(not ORDERS.is_dir(), reason="no sample orders"),
]
CLAIMS = ORDERS / "courier_claim_settlement.xlsx"
BILL = ORDERS / "courier_outlet_bill.xlsx"


def truth(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.with_name(path.name + ".truth.json").read_text("utf-8"))
    return found


def test_h43_the_claim_settlement_equals_its_truth() -> None:
    sheet = settlement_files.read(CLAIMS)
    held = [
        {
            "tracking": line.tracking,
            "claim": money.text_or_none(line.claimed),
            "paid": money.text_or_none(line.paid),
            "line": line.row,
        }
        for line in sheet.lines
    ]
    assert held == truth(CLAIMS)["rows"]
    assert sorted(sheet.doubts) == [warned["line"] for warned in truth(CLAIMS)["warn"]]
    assert sheet.pays is PaymentKind.SET_OFF
    assert {total.column: total.agrees for total in sheet.totals}["理赔金额"]


def test_the_outlet_bill_keeps_its_four_weights_apart() -> None:
    names = {
        "outlet_weight": "outlet",
        "center_weight": "hub",
        "volumetric": "volumetric",
        "billed_weight": "billed",
    }
    sheet = settlement_files.read(BILL)
    assert [line.tracking for line in sheet.lines] == [
        row["tracking"] for row in truth(BILL)["rows"]
    ]
    for line, row in zip(sheet.lines, truth(BILL)["rows"], strict=True):
        kept = {name: line.weights[ours] for name, ours in names.items()}
        assert kept == {name: int(Decimal(row[name]) * 1000) for name in names}
    assert (sheet.pays, sheet.refused) == (None, ())


def test_the_settlement_pays_a_ledger_to_the_cent(shop: Store) -> None:
    rows = truth(CLAIMS)["rows"]
    for row in rows:
        opened = claims.open(
            shop,
            ClaimDraft(
                kind=ClaimKind.LOST, tracking=row["tracking"], courier="中通", amount=row["claim"]
            ),
        )
        claim_steps.move(shop, opened.no, claim_steps.S.FILED)
    asked = Asked(courier="ZTO")
    found = settlements.reconcile(shop, settlements.read(CLAIMS, asked), asked)
    differing = {match.line.row for match in found.of(MatchState.DIFFERS)}
    assert differing == {row["line"] for row in rows if row["paid"] not in (row["claim"], None)}
    assert [line.row for line in found.refused] == [31, 32]
    applied = settlements.apply(shop, found.sheet, asked)
    above = {16}  # pays more than was claimed: waits for the person's word
    paid = [row for row in rows if row["paid"] is not None and row["line"] not in above]
    assert applied.payments == len(paid)
    assert applied.amount == sum(money.parse(row["paid"]) for row in paid)
    set_off = sum(row.set_off_minor for row in claim_lists.listed(shop))
    assert set_off == applied.amount
    assert settlements.apply(shop, found.sheet, asked).payments == 0
