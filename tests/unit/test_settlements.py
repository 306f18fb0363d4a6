"""Reconciliation: held against the ledger, entered as one act, never twice, never invented."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from desktop_app.core import clock, texts
from desktop_app.core.errors import BadValue, FileTrouble, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import ClaimKind, ClaimStage, MatchState, PaymentKind
from desktop_app.core.kinds import SettlementDoubt as Doubt
from desktop_app.models.claims import MonthClose
from desktop_app.services import (
    claim_money,
    claim_steps,
    claims,
    settlement_files,
    settlement_formats,
    settlements,
)
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_money import Payment
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.settlement_formats import Profile
from desktop_app.services.settlement_matching import Choice
from desktop_app.services.settlements import Asked, Reconciliation
from desktop_app.services.store import Store

M = MatchState
S = ClaimStage
SIMPLE = ("运单号", "理赔单号", "赔付金额", "结案日期")
ASKED = Asked(courier="zto", paid_on=date(2026, 9, 3))


def table(path: Path, *rows: Sequence[object]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows(rows)
    return path


def book(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    with xlsxwriter.Workbook(str(path)) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def claim(
    shop: Store, tracking: str, amount: int, courier: str = "zto", **more: object
) -> ClaimDetail:
    opened = claims.open(
        shop,
        ClaimDraft(
            kind=ClaimKind.LOST,
            tracking=tracking,
            courier=courier,
            amount_minor=amount,
            **more,
        ),
    )
    return claim_steps.move(shop, opened.no, S.FILED)


def held(shop: Store, path: Path, asked: Asked = ASKED) -> Reconciliation:
    return settlements.reconcile(shop, settlements.read(path, asked), asked)


def entered(shop: Store, path: Path, asked: Asked = ASKED) -> int:
    return settlements.apply(shop, settlements.read(path, asked), asked).payments


def test_r21_a_file_is_held_against_the_ledger_and_changes_nothing(
    shop: Store, tmp_path: Path
) -> None:
    paid = claim(shop, "7501", 6190)
    short = claim(shop, "7502", 5000)
    cent = claim(shop, "7503", 4000)
    late = claim(shop, "7504", 3000)
    path = table(
        tmp_path / "a.csv",
        SIMPLE,
        ("7501", "", "61.90", "2026-09-01"),
        ("7502", "", "40.00", "2026-09-01"),
        ("7503", "", "39.99", "2026-09-01"),
        ("7599", "", "12.00", "2026-09-01"),
    )
    found = held(shop, path)
    assert [(match.state, match.difference) for match in found.matches] == [
        (M.MATCHED, 0),
        (M.DIFFERS, -1000),
        (M.WITHIN_TOLERANCE, -1),
        (M.ONLY_THEIRS, None),
    ]
    assert [unpaid.no for unpaid in found.unpaid] == [late.no]
    assert not found.balanced
    assert claims.show(shop, paid.no).row == paid.row
    applied = settlements.apply(shop, found.sheet, ASKED)
    assert (applied.payments, applied.claims, applied.amount) == (3, 3, 14189)
    rows = [claims.show(shop, one.no).row for one in (paid, short, cent, late)]
    assert [row.stage for row in rows] == [S.PAID, S.PART_PAID, S.PART_PAID, S.FILED]
    assert [row.outstanding_minor for row in rows] == [0, 1000, 1, 3000]


def test_h48_the_same_file_twice_or_renamed_adds_nothing(shop: Store, tmp_path: Path) -> None:
    claim(shop, "7501", 6190)
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "LP1", "40.00", "2026-09-01"))
    assert entered(shop, path) == 1
    renamed = shutil.copy(path, tmp_path / "b.csv")
    assert entered(shop, path) == entered(shop, Path(renamed)) == 0
    found = held(shop, path)
    assert found.seen_before
    assert [line.row for line in found.known] == [2]
    again = book(tmp_path / "c.xlsx", 明细=[SIMPLE, ("7501", "LP1", 40, "2026-09-01")])
    assert entered(shop, again) == 0
    next_month = table(tmp_path / "d.csv", SIMPLE, ("7501", "LP1", "21.90", "2026-10-01"))
    assert entered(shop, next_month) == 1
    assert len(settlements.applied_files(shop)) == 2


def test_h44_several_lines_for_one_claim_add_up(shop: Store, tmp_path: Path) -> None:
    one = claim(shop, "7501", 6190)
    path = table(
        tmp_path / "a.csv",
        SIMPLE,
        ("7501", "", "40.00", "2026-09-01"),
        ("7501", "", "21.90", "2026-09-02"),
    )
    found = held(shop, path)
    assert [match.state for match in found.matches] == [M.MATCHED, M.MATCHED]
    assert found.balanced
    assert entered(shop, path) == 2
    assert claims.show(shop, one.no).row.stage is S.PAID


def test_one_line_for_several_claims_is_shared_out(shop: Store, tmp_path: Path) -> None:
    both = [claim(shop, number, amount) for number, amount in (("7501", 1000), ("7502", 2000))]
    path = table(tmp_path / "a.csv", SIMPLE, ("7501、7502", "", "30.00", "2026-09-01"))
    found = held(shop, path)
    assert [share.amount for share in found.matches[0].shares] == [1000, 2000]
    assert found.balanced
    assert entered(shop, path) == 2
    assert [claims.show(shop, one.no).row.stage for one in both] == [S.PAID, S.PAID]


def test_a_work_order_of_several_claims_is_shared_out(shop: Store, tmp_path: Path) -> None:
    for number, amount in (("7501", 1000), ("7502", 2000)):
        claims.change(shop, claim(shop, number, amount).no, {"work_order_no": "gd-7"})
    path = table(tmp_path / "a.csv", SIMPLE, ("", "GD-7", "30.00", "2026-09-01"))
    assert entered(shop, path) == 2
    unclear = table(tmp_path / "b.csv", SIMPLE, ("", "GD-7", "5.00", "2026-09-02"))
    match = held(shop, unclear).matches[0]
    assert (match.state, match.enters) == (M.DIFFERS, False)
    assert Doubt.SEVERAL_CLAIMS in match.doubts


def test_a_person_says_which_claim_a_line_is_for(shop: Store, tmp_path: Path) -> None:
    first = claim(shop, "7501", 1000)
    second = claim(shop, "7501", 1000, allow_duplicate=True)
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "", "10.00", "2026-09-01"))
    match = held(shop, path).matches[0]
    assert (match.candidates, match.enters) == ((first.no, second.no), False)
    chosen = Asked(courier="zto", choices={2: Choice(claims=(second.no,))})
    assert entered(shop, path, chosen) == 1
    assert claims.show(shop, second.no).row.stage is S.PAID
    other = table(tmp_path / "b.csv", SIMPLE, ("7501", "", "10.00", "2026-09-02"))
    with pytest.raises(NotFound):
        held(shop, other, Asked(courier="zto", choices={2: Choice(claims=("LP404",))}))


def test_ranked_by_agreeing_fields(shop: Store, tmp_path: Path) -> None:
    """Two claims on one parcel: the one with this work order no. is meant."""
    claim(shop, "7501", 1000)
    second = claim(shop, "7501", 2000, allow_duplicate=True)
    claims.change(shop, second.no, {"work_order_no": "GD8"})
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "GD8", "19.00", "2026-09-01"))
    match = held(shop, path).matches[0]
    assert match.shares[0].claim.no == second.no
    assert {"tracking", "claim_no"} <= set(match.agreeing)


def test_orders_and_resent_parcels_name_a_claim_too(shop: Store, tmp_path: Path) -> None:
    resent = claim(shop, "7501", 1000, fields={"resend_tracking": "7502"})
    ordered = claim(shop, "7503", 1000, fields={"order_no": "5101"})
    path = table(
        tmp_path / "a.csv",
        ("快递单号", "订单编号", "赔款"),
        ("7502", "", "10"),
        ("7599", "5101", "10"),
    )
    shares = [match.shares[0].claim.no for match in held(shop, path).matches]
    assert shares == [resent.no, ordered.no]


def test_h44_a_reversal_takes_back_what_was_paid(shop: Store, tmp_path: Path) -> None:
    one = claim(shop, "7501", 6190)
    assert (
        entered(shop, table(tmp_path / "a.csv", SIMPLE, ("7501", "", "61.90", "2026-08-01"))) == 1
    )
    path = table(tmp_path / "b.csv", SIMPLE, ("7501", "", "-61.90", "2026-09-01"))
    match = held(shop, path).matches[0]
    assert (match.state, match.amount, match.enters) == (M.DIFFERS, -6190, True)
    assert entered(shop, path) == 1
    row = claims.show(shop, one.no).row
    assert (row.stage, row.outstanding_minor) == (S.NEGOTIATING, 6190)
    more = table(tmp_path / "c.csv", SIMPLE, ("7501", "", "-1.00", "2026-09-02"))
    match = held(shop, more).matches[0]
    assert (match.enters, Doubt.ABOVE_PAID in match.doubts) == (False, True)


def test_brackets_are_never_taken_for_a_payment_or_nought(shop: Store, tmp_path: Path) -> None:
    one = claim(shop, "7501", 31699)
    path = table(
        tmp_path / "a.csv",
        SIMPLE,
        ("7501", "", "(316.99)", "2026-09-01"),
        ("7501", "", "-", "2026-09-02"),
        ("7501", "", "", "2026-09-03"),
    )
    found = held(shop, path)
    assert [line.row for line in found.refused] == [2, 3, 4]
    assert "(316.99)" in texts.sentence(found.refused[0].error)
    assert found.sheet.doubts == {2: (Doubt.AMOUNT_IN_BRACKETS,), 3: (Doubt.AMOUNT_PLACEHOLDER,)}
    claim_money.pay(
        shop,
        one.no,
        Payment(kind=PaymentKind.RECEIVED, amount_minor=31699, paid_on=date(2026, 8, 1)),
    )
    assert not held(shop, path).matches[0].enters
    meant = Asked(courier="zto", choices={2: Choice(take=True)})
    assert entered(shop, path, meant) == 1
    assert claims.show(shop, one.no).row.outstanding_minor == 31699


def test_more_than_was_claimed_waits_for_a_word(shop: Store, tmp_path: Path) -> None:
    one = claim(shop, "7501", 5918)
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "", "60.18", "2026-09-01"))
    match = held(shop, path).matches[0]
    assert (match.state, match.difference, match.enters) == (M.DIFFERS, 100, False)
    assert entered(shop, path) == 0
    assert entered(shop, path, Asked(courier="zto", choices={2: Choice(take=True)})) == 1
    assert claims.show(shop, one.no).row.outstanding_minor == -100


def test_a_line_can_be_left_out(shop: Store, tmp_path: Path) -> None:
    claim(shop, "7501", 1000)
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "", "10.00", "2026-09-01"))
    assert entered(shop, path, Asked(courier="zto", choices={2: Choice(take=False)})) == 0


def test_a_written_off_claim_that_is_paid_comes_back(shop: Store, tmp_path: Path) -> None:
    one = claim_steps.move(shop, claim(shop, "7501", 1000).no, S.REJECTED)
    claim_steps.move(shop, one.no, S.CLOSED)
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "", "6.00", "2026-09-01"))
    assert Doubt.CLAIM_ENDED in held(shop, path).matches[0].doubts
    assert entered(shop, path) == 2
    row = claims.show(shop, one.no).row
    assert (row.stage, row.received_minor, row.written_off_minor) == (S.CLOSED, 600, 400)
    assert row.closed_at is not None


def test_other_couriers_and_currencies_are_not_mixed(shop: Store, tmp_path: Path) -> None:
    sf = claim(shop, "7501", 1000, courier="sf")
    claim(shop, "7502", 1000, currency="USD")
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "", "10", ""), ("7502", "", "10", ""))
    other, foreign = held(shop, path).matches
    assert (other.state, other.candidates) == (M.ONLY_THEIRS, (sf.no,))
    assert Doubt.OTHER_COURIER in other.doubts
    assert Doubt.OTHER_CURRENCY in foreign.doubts
    assert entered(shop, path) == 0


def test_set_off_money_is_set_off_and_taken_back_as_such(shop: Store, tmp_path: Path) -> None:
    one = claim(shop, "7501", 1000)
    head = ("理赔期间", "承运商编码", "运单号", "货值", "赔付比例", "理赔金额", "扣款金额")
    path = table(tmp_path / "a.csv", head, ("2026-09", "ZTO", "7501", "10", "100%", "10", "10"))
    assert entered(shop, path) == 1
    assert claims.show(shop, one.no).row.set_off_minor == 1000
    back = table(tmp_path / "b.csv", head, ("2026-10", "ZTO", "7501", "10", "100%", "10", "-10"))
    assert entered(shop, back) == 1
    assert claims.show(shop, one.no).row.set_off_minor == 0


def test_applying_is_taken_back_whole(shop: Store, tmp_path: Path) -> None:
    first, second = claim(shop, "7501", 1000), claim(shop, "7502", 2000)
    path = table(
        tmp_path / "a.csv",
        SIMPLE,
        ("7501", "", "10.00", "2026-09-01"),
        ("7502", "", "20.00", "2026-09-01"),
    )
    applied = settlements.apply(shop, settlements.read(path, ASKED), ASKED)
    assert applied.file_id is not None
    claim_steps.move(shop, second.no, S.CLOSED)
    settlements.undo(shop, applied.file_id)
    rows = [claims.show(shop, one.no).row for one in (first, second)]
    assert [row.stage for row in rows] == [S.FILED, S.NEGOTIATING]
    assert [row.outstanding_minor for row in rows] == [1000, 2000]
    assert settlements.applied_files(shop)[0].undone_at is not None
    with pytest.raises(NotFound) as told:
        settlements.undo(shop, applied.file_id)
    assert told.value.reason is Reason.SETTLEMENT_UNKNOWN
    assert entered(shop, path) == 2


def test_a_closed_month_neither_takes_nor_gives_back(shop: Store, tmp_path: Path) -> None:
    claim(shop, "7501", 1000)
    claim(shop, "7502", 2000)
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "", "10.00", "2026-08-01"))
    applied = settlements.apply(shop, settlements.read(path, ASKED), ASKED)
    with shop.transaction():
        MonthClose.create(month="2026-08", closed_at=clock.now(), who="", totals="{}")
    with pytest.raises(NotAllowed):
        settlements.undo(shop, applied.file_id or 0)
    other = table(tmp_path / "b.csv", SIMPLE, ("7502", "", "20.00", "2026-08-02"))
    assert held(shop, other).closed_months == ("2026-08",)
    with pytest.raises(NotAllowed) as told:
        entered(shop, other)
    assert told.value.reason is Reason.MONTH_CLOSED
    assert entered(shop, other, Asked(courier="zto", month="2026-09")) == 1


def test_lines_that_cannot_be_read_are_refused_with_their_reason(
    shop: Store, tmp_path: Path
) -> None:
    claim(shop, "7501", 1000)
    path = table(
        tmp_path / "a.csv",
        ("对账单 2026-09",),
        SIMPLE,
        ("7501", "", "免赔", "2026-09-01"),
        ("7501", "", "10.005", "2026-09-01"),
        ("7501", "", "10", "2026-02-30"),
        ("7.5E+13", "", "10", "2026-09-01"),
        ("", "", "10", "2026-09-01"),
        SIMPLE,
        ("制表人：", "", "", ""),
        ("", "", "", ""),
        ("7501", "", "10", "2026-09-01"),
        ("7501", "", "10", "2026-09-01"),
        ("合计", "", "10.00", ""),
    )
    found = held(shop, path)
    assert [(line.row, line.error.reason) for line in found.refused] == [
        (3, Reason.NOT_AN_AMOUNT),
        (4, Reason.TOO_MANY_DECIMALS),
        (5, Reason.NOT_A_DATE),
        (6, Reason.NUMBER_DAMAGED),
        (7, Reason.VALUE_MISSING),
        (12, Reason.LINE_TWICE),
    ]
    assert all(texts.sentence(line.error) for line in found.refused)
    assert [match.line.row for match in found.matches] == [11]
    assert found.sheet.totals[0].agrees


def test_h41_the_right_sheet_its_total_and_its_repeats(tmp_path: Path) -> None:
    head = (
        "运单号",
        "业务时间",
        "所属网点",
        "网点称重",
        "面单费用",
        "运费",
        "加收费用",
        "合计费用",
    )
    lines = [
        (" yt3229120944502 ", "2026-05-01 09:20:59", "仓前", "3.365kg", 0.8, 4, 0, "¥4.00"),
        ("YT6642665754724", "2026-05-01 09:20:59", "仓前", 0.151, 0.8, 3.5, 0.5, "4.00"),
        ("YT6642665754724", "2026-05-01 09:20:59", "仓前", 0.151, 0.8, 3.5, 0.5, "4.00"),
    ]
    path = book(
        tmp_path / "courier_bill_two_sheets.xlsx",
        汇总=[("项目", "金额"), ("运费", 12), ("合计", 12)],
        明细=[("仓前网点 2026-05 账单",), (), head, *lines, ("合计", "", "", "", "", "", "", 12)],
    )
    sheet = settlement_files.read(path)
    assert (sheet.sheet, sheet.pays) == ("明细", None)
    assert [line.tracking for line in sheet.lines] == ["YT3229120944502", "YT6642665754724"]
    assert [line.freight for line in sheet.lines] == [400, 400]
    assert sheet.lines[0].weights["outlet"] == 3365
    assert [(line.row, line.error.reason) for line in sheet.refused] == [(6, Reason.LINE_TWICE)]
    assert [(total.stated, total.agrees) for total in sheet.totals] == [(1200, True)]


def test_a_bill_pays_nothing_and_tells_the_freight_of_claimed_parcels(
    shop: Store, tmp_path: Path
) -> None:
    claim(shop, "YT3229120944502", 1000, "yto", fields={"freight_minor": 350})
    path = table(
        tmp_path / "a.csv",
        ("运单号", "网点称重", "体积重", "中心称重", "结算重量", "运费"),
        ("YT3229120944502", "3.365", "0", "3.422", "3", "4.00"),
        ("YT1", "1", "0", "1", "1", "3.00"),
    )
    asked = Asked(courier="yto")
    found = held(shop, path, asked)
    assert [(one.state, one.difference) for one in found.matches] == [
        (M.DIFFERS, 50),
        (M.ONLY_THEIRS, None),
    ]
    assert entered(shop, path, asked) == 0
    assert not found.balanced


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        (
            ("日期", "运单号码", "计费重量", "产品类型", "应付金额", "备注", "首重", "备注"),
            ("2026-05-01", "SF1234567890123", "1.5", "标快", "18", "甲", "1", "乙"),
            "sf_bill",
        ),
        (
            ("收寄日期", "邮件号", "寄达地", "重量", "标准邮资", "结算邮资"),
            ("20260501", "9831745985570", "北京", "1500", "20", "18"),
            "ems_bill",
        ),
        (
            ("发货日期", "运单号", "圆通计费重量", "首重报价", "续重报价", "标准运费"),
            ("2026-05-01", "YT1", "1.5", "3", "1", "18"),
            "yto_bill",
        ),
        (
            ("运输产品类别", "发货日期'", "运单号", "店铺/品牌", "折后运费", "合计费用"),
            ("标快", "2026-05-01", 773012345678901, "青禾", "18", "18"),
            "sto_bill",
        ),
    ],
)
def test_h42_the_bills_of_each_courier(
    tmp_path: Path, head: tuple[str, ...], row: tuple[object, ...], name: str
) -> None:
    sheet = settlement_files.read(book(tmp_path / "bill.xlsx", 明细=[head, row]))
    assert (sheet.format, sheet.pays) == (name, None)
    line = sheet.lines[0]
    assert (line.freight, line.shipped_on) == (1800, "2026-05-01")
    if name == "sf_bill":
        assert (line.raw["备注"], line.raw["备注 (2)"]) == ("甲", "乙")
    if name == "sto_bill":
        assert line.tracking == "773012345678901"
    if name == "ems_bill":
        assert line.weights == {"measured": 1500}


def test_any_other_file_by_a_profile_of_the_shops(shop: Store, tmp_path: Path) -> None:
    one = claim(shop, "7501", 1000)
    path = table(tmp_path / "a.csv", ("件号", "退我", "哪天"), ("7501", "-10.00", "2026/9/1"))
    with pytest.raises(FileTrouble) as told:
        held(shop, path)
    assert told.value.data["seen"] == ("件号", "退我", "哪天")
    assert settlement_files.headers(path) == ("件号", "退我", "哪天")
    profile = Profile(
        "老王网点",
        {"tracking": ("件号",), "paid": ("退我",), "settled_on": ("哪天",)},
        pays=PaymentKind.SET_OFF,
        negative=True,
    )
    settlement_formats.save(shop, profile)
    settlement_formats.save(shop, profile)
    assert settlement_formats.saved(shop) == [profile]
    found = settlement_formats.profile_named(shop, "老王网点")
    assert entered(shop, path, Asked(courier="zto", profile=found)) == 1
    assert claims.show(shop, one.no).row.set_off_minor == 1000
    settlement_formats.forget(shop, "老王网点")
    with pytest.raises(NotFound):
        settlement_formats.profile_named(shop, "老王网点")
    for bad in (Profile(" ", profile.columns), Profile("x", {"paid": ("退我",)})):
        with pytest.raises(BadValue):
            settlement_formats.save(shop, bad)


def test_h43_odd_lines_are_named_and_no_others(tmp_path: Path) -> None:
    head = (
        "理赔期间",
        "承运商编码",
        "运单号",
        "货值",
        "赔付比例",
        "免赔额",
        "理赔金额",
        "扣款金额",
    )
    sheet = settlement_files.read(
        table(
            tmp_path / "a.csv",
            head,
            ("2026-05", "ZTO", "7501", "319.79", "0.6", "0", "191.87", "191.87"),
            ("2026-05", "ZTO", "7502", "487.27", "60%", "", "¥302.36", "292.36"),
            ("2026-05", "ZTO", "7503", "98.97", "0.8", "20", "59.18", "60.18"),
            ("2026-05", "EMS", "RB123456786CN", "100", "abc", "0", "10", "10"),
        )
    )
    assert sheet.doubts == {
        3: (Doubt.PRODUCT_WRONG,),
        4: (Doubt.PAID_ABOVE_THEIR_CLAIM,),
        5: (Doubt.CHECK_DIGIT,),
    }


@pytest.mark.parametrize(
    ("cell", "reason"), [("很重", Reason.NOT_A_WEIGHT), ("-1", Reason.WEIGHT_TOO_LARGE)]
)
def test_weights_that_are_none(tmp_path: Path, cell: str, reason: Reason) -> None:
    path = table(tmp_path / "a.csv", ("运单号", "网点称重", "中心称重"), ("YT1", cell, "1"))
    refused = settlement_files.read(path).refused
    assert [line.error.reason for line in refused] == [reason]


def test_a_totals_row_that_is_no_number_proves_nothing(tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "", "10", ""), ("合计", "", "见附件", ""))
    assert settlement_files.read(path).totals == ()
    wrong = table(tmp_path / "b.csv", SIMPLE, ("7501", "", "10", ""), ("合计", "", "11", ""))
    assert [total.agrees for total in settlement_files.read(wrong).totals] == [False]


def test_two_claims_on_a_parcel_are_settled_together_to_the_cent(
    shop: Store, tmp_path: Path
) -> None:
    claim(shop, "7501", 1000)
    claim(shop, "7501", 2000, allow_duplicate=True)
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "", "30.00", "2026-09-01"))
    assert held(shop, path).balanced
    assert entered(shop, path) == 2


def test_parcels_of_which_one_is_unknown_wait(shop: Store, tmp_path: Path) -> None:
    one = claim(shop, "7501", 1000)
    path = table(tmp_path / "a.csv", SIMPLE, ("7501,7599", "", "10.00", "2026-09-01"))
    match = held(shop, path).matches[0]
    assert (match.state, match.candidates, match.enters) == (M.DIFFERS, (one.no,), False)


def test_an_unknown_courier_is_refused(shop: Store, tmp_path: Path) -> None:
    path = table(tmp_path / "a.csv", SIMPLE, ("7501", "", "10", ""))
    with pytest.raises(NotFound):
        held(shop, path, Asked(courier="火星快递"))


def test_what_the_courier_wrote_stays_on_record(shop: Store, tmp_path: Path) -> None:
    from desktop_app.models.claims import SettlementRow

    one = claim(shop, "7501", 1000)
    path = table(
        tmp_path / "九月.csv", (*SIMPLE, "备注"), ("7501", "LP9", "10", "2026-09-01", "已打款")
    )
    assert entered(shop, path) == 1
    payment = claims.show(shop, one.no).payments[0]
    assert (payment.voucher, payment.settlement_file) == ("LP9", "九月.csv")
    assert json.loads(SettlementRow.get().raw)["备注"] == "已打款"
