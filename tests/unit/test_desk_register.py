"""The one register 《售后单据》 (R24): one list of all documents, filtered, written, given out."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import time_machine
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from desktop_app import cli
from desktop_app.core import i18n, texts
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, Reason, UserError
from desktop_app.core.kinds import (
    CaseStage,
    ClaimKind,
    ClaimStage,
    CostKind,
    Outcome,
    ParcelKind,
    RegisterDoc,
    WrongKind,
)
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.shops import Shop
from desktop_app.services import (
    case_acts,
    case_costs,
    cases,
    claim_steps,
    claims,
    desk_register,
    parcels,
    privacy,
    register_blocks,
    register_columns,
    register_edits,
    register_exports,
    register_fields,
    register_filters,
    register_rows,
    register_sql,
    settings,
    wrong_lists,
    wrong_shipments,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.register_edits import Edit
from desktop_app.services.register_exports import Layout
from desktop_app.services.register_filters import RegisterFilter
from desktop_app.services.register_rows import RegisterRow
from desktop_app.services.register_sql import Source
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft
from tests.invented import order

ORDER_NO = "260401-550012345678901234"
DAYS = [datetime(2026, 9, day, 4, tzinfo=UTC) for day in range(1, 6)]


@dataclass
class Desk:
    """A shop with one document of each kind, the oldest first: case … claim."""

    shop: Store
    keys: dict[str, int]

    def row(self, name: str) -> RegisterRow:
        return register_rows.rows(self.shop, [self.keys[name]])[0]

    def cell(self, name: str, column: str) -> str:
        return register_columns.BY_NAME[column].text(self.row(name))

    def write(self, name: str, column: str, text: str) -> register_edits.Step:
        edit = Edit(self.keys[name], column, text, self.row(name).row_version)
        return register_edits.write(self.shop, [edit])

    def listed(self, text: str = "", sort: str = "date", *, down: bool = True, **cells: str) -> str:
        """The names of what a filter lets through, in their order."""
        wanted = RegisterFilter(text, tuple(cells.items()))
        names = {row_key: name for name, row_key in self.keys.items()}
        found = desk_register.ids(self.shop, wanted, sort, down=down)
        return " ".join(names[row_key] for row_key in found)


@pytest.fixture
def desk(shop: Store) -> Iterator[Desk]:
    with time_machine.travel(DAYS[0], tick=False) as clock:
        with shop.transaction():
            made = Shop.create(platform="taobao", name="青禾小店")
        order(
            shop,
            ORDER_NO,
            {"CUP": 2, "TRAY": 1},
            buyer="小桃子_88",
            tracking="YT1234567890123",
            shop=made.id,
            created="2026-08-20 10:00:00",
            courier="圆通速递",
        )
        case = cases.open(shop, CaseDraft(kind="return", order=ORDER_NO, note="杯子碎了"))
        case_costs.add(shop, case.row.no, CostKind.REFUND, 1250)
        clock.move_to(DAYS[1])
        lines = (WrongLineDraft("B", "碟", expected=1), WrongLineDraft("A", "杯", shipped=2))
        draft = WrongDraft(buyer_text="山有木兮", what="发成了杯", lines=lines, note="已补发")
        wrong = wrong_shipments.report(shop, draft)
        clock.move_to(DAYS[2])
        problem = _parcel(shop, ParcelKind.PROBLEM, "SF1083693327540", note="面单破损")
        clock.move_to(DAYS[3])
        returned = _parcel(
            shop,
            ParcelKind.RETURNED,
            "9091785542560",
            product="收纳盒",
            quantity=3,
            good=2,
            damaged=1,
            amount_minor=9900,
        )
        clock.move_to(DAYS[4])
        claim = claims.open(
            shop,
            ClaimDraft(
                kind=ClaimKind.DAMAGED,
                order_no=ORDER_NO,
                courier="yto",
                amount="54.90",
                fields={"what_happened": "外箱破损", "note": "已拍照"},
            ),
        )
        keys = {
            "case": register_sql.key(Source.CASE, case.row.id),
            "wrong": register_sql.key(Source.WRONG, wrong.id),
            "problem": register_sql.key(Source.PARCEL, problem),
            "returned": register_sql.key(Source.PARCEL, returned),
            "claim": register_sql.key(Source.CLAIM, claim.row.id),
        }
        yield Desk(shop, keys)


def _parcel(shop: Store, kind: ParcelKind, tracking: str, **more: object) -> int:
    draft = ParcelDraft(kind=kind, tracking=tracking, **more)
    return parcels.add(shop, draft).parcel.id


def refusal(act: object) -> UserError:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value


# One list.


def test_r24_all_documents_stand_in_one_list_with_the_same_columns(desk: Desk) -> None:
    assert desk.listed() == "claim returned problem wrong case"
    case = {column.name: column.text(desk.row("case")) for column in register_columns.COLUMNS}
    assert case["doc"] == "After-sales case"
    assert case["shop"] == "Taobao · 青禾小店"
    assert case["order"] == ORDER_NO
    assert case["buyer"] == "小桃子_88"
    assert case["goods"] == "CUP的标题 × 2; TRAY的标题 × 1"
    assert (case["quantity"], case["what"], case["reason"]) == ("3", "杯子碎了", "Return")
    assert (case["tracking"], case["amount"], case["currency"]) == (
        "YT1234567890123",
        "12.50",
        "CNY",
    )
    assert (case["state"], case["bought"]) == ("New", "2026-08-20")
    assert case["no"].startswith("AS")


def test_r39_both_parcel_registers_are_in_it(desk: Desk) -> None:
    assert desk.row("problem").doc is RegisterDoc.PROBLEM
    assert desk.row("returned").doc is RegisterDoc.RETURNED
    assert desk.cell("returned", "goods") == "收纳盒"
    assert desk.cell("returned", "quantity") == "3"
    assert desk.cell("returned", "amount") == "99.00"
    assert desk.cell("returned", "what") == "2 good, 1 damaged"
    assert desk.cell("returned", "state") == "Open"
    parcels.settle(desk.shop, desk.row("returned").ref)
    assert desk.cell("returned", "state") == "Dealt with"
    assert desk.cell("returned", "handled") != ""


def test_a_wrong_shipment_and_a_claim_say_what_is_theirs(desk: Desk) -> None:
    assert desk.cell("wrong", "goods") == "碟 -1; 杯 +2"
    assert (desk.cell("wrong", "quantity"), desk.cell("wrong", "amount")) == ("3", "")
    assert desk.cell("wrong", "currency") == ""
    assert desk.cell("wrong", "buyer") == "山有木兮"
    assert desk.cell("wrong", "state") == "Reported"
    assert (desk.cell("claim", "amount"), desk.cell("claim", "reason")) == ("54.90", "Damaged")
    assert (desk.cell("claim", "state"), desk.cell("claim", "note")) == ("Draft", "已拍照")
    assert desk.cell("claim", "outcome") == ""


def test_deadlines_and_outcomes_are_of_each_kind(desk: Desk) -> None:
    assert desk.cell("case", "due").startswith("2026-09-0")
    claim_no = desk.row("claim").no
    claims.change(desk.shop, claim_no, {"latest_filing_on": "2026-09-20"})
    assert desk.cell("claim", "due") == "2026-09-20"
    assert desk.row("claim").parcel_kind is None
    assert desk.row("problem").parcel_kind is ParcelKind.PROBLEM


def test_binned_and_merged_cases_are_not_in_it(desk: Desk) -> None:
    with desk.shop.transaction():
        AfterSalesCase.update(deleted_at=DAYS[4]).execute()
    assert desk.listed() == "claim returned problem wrong"
    assert register_rows.rows(desk.shop, [desk.keys["case"]]) == []


@pytest.mark.parametrize("column", sorted(desk_register.SORTS))
def test_every_column_sorts_both_ways(desk: Desk, column: str) -> None:
    for down in (True, False):
        assert len(desk.listed(sort=column, down=down).split()) == 5


def test_sorting_by_kind_amount_and_state(desk: Desk) -> None:
    assert desk.listed(sort="doc", down=False) == "case wrong problem returned claim"
    assert desk.listed(sort="amount") == "returned claim case problem wrong"
    assert desk.listed(sort="state", down=False) == "case wrong returned problem claim"
    assert desk.listed(sort="no such column") == desk.listed()


def test_totals_keep_kinds_and_currencies_apart(desk: Desk) -> None:
    parcels.change(desk.shop, desk.row("problem").ref, amount_minor=500, currency="USD")
    totals = {(one.doc, one.currency): one for one in desk_register.totals(desk.shop)}
    assert totals[RegisterDoc.CASE, "CNY"].minor == 1250
    assert totals[RegisterDoc.RETURNED, "CNY"].minor == 9900
    assert totals[RegisterDoc.PROBLEM, "USD"].minor == 500
    assert totals[RegisterDoc.WRONG, ""].minor is None
    assert totals[RegisterDoc.CLAIM, "CNY"].minor == 5490
    assert totals[RegisterDoc.CASE, "CNY"].pieces == 3
    claim_steps.void(desk.shop, desk.row("claim").no, "wrong parcel")
    void = [one for one in desk_register.totals(desk.shop) if one.doc is RegisterDoc.CLAIM]
    assert (void[0].count, void[0].minor) == (1, None)


def test_recoveries_and_what_others_bear_are_no_cost(desk: Desk) -> None:
    no = desk.row("case").no
    case_costs.add(desk.shop, no, CostKind.RECOVERY_PLATFORM, 500)
    struck = case_costs.add(desk.shop, no, CostKind.GIFT, 300)
    case_costs.void(desk.shop, struck.id)
    assert desk.cell("case", "amount") == "12.50"


# Filters.


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"doc": "case,claim"}, "claim case"),
        ({"doc": "problem"}, "problem"),
        ({"doc": "nothing"}, ""),
        ({"buyer": "桃子"}, "claim case"),
        ({"buyer": "=山有木兮"}, "wrong"),
        ({"buyer": "!桃"}, "returned problem wrong"),
        ({"order": "="}, "returned problem wrong"),
        ({"order": "*"}, "claim case"),
        ({"goods": "cup"}, "claim case"),
        ({"goods": "杯"}, "wrong"),
        ({"tracking": "yt123"}, "claim case"),
        ({"shop": "淘宝"}, "claim case"),
        ({"shop": "taobao"}, "claim case"),
        ({"shop": "青禾"}, "claim case"),
        ({"no": "P0"}, "returned problem"),
        ({"note": "面单"}, "problem"),
        ({"what": "100%_"}, ""),
        ({"amount": "99"}, "returned"),
        ({"amount": ">=54.9"}, "claim returned"),
        ({"amount": "<54.9"}, "case"),
        ({"amount": "¥10..60"}, "claim case"),
        ({"amount": "..20"}, "case"),
        ({"amount": "="}, "problem wrong"),
        ({"quantity": ">2"}, "claim returned wrong case"),
        ({"date": "2026-09-02"}, "wrong"),
        ({"date": "2026-09-02..2026-09-03"}, "problem wrong"),
        ({"date": "..2026/9/2"}, "wrong case"),
        ({"date": "2026-09-04.."}, "claim returned"),
        ({"date": "2026-09"}, "claim returned problem wrong case"),
        ({"date": "2025"}, ""),
        ({"date": "1d"}, "claim"),
        ({"date": "2d"}, "claim returned"),
        ({"date": "0m"}, "claim returned problem wrong case"),
        ({"date": "1m"}, ""),
        ({"due": "late"}, "case"),
        ({"bought": "2026-08-20"}, "claim case"),
        ({"state": "case:new,claim:draft"}, "claim case"),
        ({"state": "parcel:open"}, "returned problem"),
        ({"reason": "wrong:wrong_item,claim:damaged"}, "claim wrong"),
        ({"currency": "CNY"}, "claim returned problem case"),
        ({"cause": "defect"}, ""),
        ({"handled": "*"}, ""),
        ({"tags": "="}, "claim returned problem wrong case"),
        ({"doc": "case,wrong", "buyer": "桃"}, "case"),
    ],
)
def test_the_filter_row(desk: Desk, cells: dict[str, str], found: str) -> None:
    assert desk.listed(**cells) == found


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ("date", "yesterday"),
        ("date", "2026-13"),
        ("date", "2026-02-30"),
        ("date", "2026-09-05..2026-09-01"),
        ("date", ".."),
        ("date", "2026..x"),
        ("amount", "much"),
        ("amount", ".."),
        ("quantity", "1.2.3"),
    ],
)
def test_a_filter_that_means_nothing_is_told(desk: Desk, column: str, text: str) -> None:
    with pytest.raises(BadValue) as caught:
        register_filters.check(column, text)
    assert text in texts.sentence(caught.value) or column == "date"
    with pytest.raises(BadValue):
        desk.listed(**{column: text})


def test_months_end_where_they_end() -> None:
    assert register_filters.days("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert register_filters.days("2026-12") == (date(2026, 12, 1), date(2026, 12, 31))
    assert register_filters.days("2026年9月3日") == (date(2026, 9, 3), date(2026, 9, 3))


def test_the_search_line_finds_as_the_search_box_does(desk: Desk) -> None:
    from desktop_app.services import search, search_index

    search.follow(desk.shop)
    search_index.rebuild(desk.shop)
    assert desk.listed("面单破损") == "problem"
    assert desk.listed(ORDER_NO) == "claim case"


def test_filters_are_kept_as_plain_values() -> None:
    wanted = RegisterFilter("杯", (("date", "7d"), ("doc", "case")))
    state = json.loads(json.dumps(register_filters.to_state(wanted)))
    assert register_filters.from_state(state) == wanted
    assert register_filters.from_state({"cells": {"of a newer program": "x"}}) == RegisterFilter()
    assert wanted.narrowed()
    assert not RegisterFilter(" ").narrowed()


def test_the_choices_of_a_column_have_words() -> None:
    for name in register_filters.CHOICES:
        found = register_columns.choices(name)
        assert len(found) == len(dict(found)) > 1
        assert all(words for _code, words in found)


# Writing in place.


@pytest.mark.parametrize(
    ("name", "column", "text", "shown"),
    [
        ("case", "what", "杯子碎了，要退款\n第二行", "杯子碎了，要退款\n第二行"),
        ("case", "owner", "  小 王 ", "小 王"),
        ("case", "cause", "Lost or damaged on the way", None),
        ("case", "cause", "transit", None),
        ("case", "outcome", "refund", "Refund"),
        ("case", "follow_up", "2026/9/8", "2026-09-08"),
        ("case", "follow_up", "2026年9月8日", "2026-09-08"),
        ("case", "tags", "急, vip；急", "vip, 急"),
        ("wrong", "what", "其实是漏发", "其实是漏发"),
        ("wrong", "note", "", ""),
        ("wrong", "cause", "packing", None),
        ("wrong", "reason", "missed item", "Missed item"),
        ("problem", "goods", "马克杯", "马克杯"),
        ("problem", "quantity", "４", "4"),
        ("problem", "amount", "¥1,234.50", "1234.50"),
        ("returned", "currency", "usd", "USD"),
        ("problem", "tracking", " sf 1083 ", "SF1083"),
        ("problem", "bought", "2026-08-01", "2026-08-01"),
        ("problem", "note", "=SUM(A1)", "=SUM(A1)"),
        ("claim", "what", "内件短少", "内件短少"),
        ("claim", "reason", "short", "Short"),
        ("claim", "amount", "60", "60.00"),
        ("claim", "note", "补充照片", "补充照片"),
    ],
)
def test_r24_a_cell_is_written_taken_back_and_done_again(
    desk: Desk, name: str, column: str, text: str, shown: str | None
) -> None:
    before = desk.cell(name, column)
    if text == "Lost or damaged on the way":
        text = dict(register_columns.choices("cause"))["transit"]
    step = desk.write(name, column, text)
    after = desk.cell(name, column)
    words = dict(register_columns.choices("cause"))
    assert after == (words.get(text, text) if shown is None else shown)
    assert step.cells == 1
    register_edits.undo(desk.shop, step)
    assert desk.cell(name, column) == before
    register_edits.redo(desk.shop, step)
    assert desk.cell(name, column) == after


@pytest.mark.parametrize(
    ("name", "column", "text", "reason"),
    [
        ("case", "cause", "because", Reason.UNKNOWN_KIND),
        ("case", "outcome", "nonsense", Reason.UNKNOWN_KIND),
        ("case", "follow_up", "2026-02-30", Reason.NOT_A_DATE),
        ("case", "follow_up", "soon", Reason.NOT_A_DATE),
        ("case", "what", "x" * 5001, Reason.VALUE_TOO_LONG),
        ("case", "owner", "x" * 501, Reason.VALUE_TOO_LONG),
        ("case", "tags", "x" * 200, Reason.VALUE_TOO_LONG),
        ("wrong", "reason", "", Reason.VALUE_MISSING),
        ("problem", "quantity", "0", Reason.NOT_A_QUANTITY),
        ("problem", "quantity", "two", Reason.NOT_A_QUANTITY),
        ("returned", "quantity", "2", Reason.MORE_BACK_THAN_SENT),
        ("problem", "amount", "1.234", Reason.TOO_MANY_DECIMALS),
        ("problem", "amount", "-1", Reason.NEGATIVE_AMOUNT),
        ("returned", "currency", "yuan", Reason.UNKNOWN_CURRENCY),
        ("problem", "tracking", "5.17E+18", Reason.NUMBER_DAMAGED),
        ("claim", "amount", "", Reason.VALUE_MISSING),
        ("claim", "amount", "0", Reason.VALUE_MISSING),
        ("claim", "reason", "–", Reason.VALUE_MISSING),
    ],
)
def test_r24_what_does_not_fit_is_refused_and_the_old_value_kept(
    desk: Desk, name: str, column: str, text: str, reason: Reason
) -> None:
    before = desk.row(name)
    error = refusal(lambda: desk.write(name, column, text))
    assert error.reason is reason
    assert texts.sentence(error)
    assert desk.row(name) == before


def test_a_wrong_shipment_without_lines_keeps_what_went_wrong(shop: Store) -> None:
    draft = WrongDraft(buyer_text="甲", what="少了", kind=WrongKind.FEWER_PIECES)
    made = wrong_shipments.report(shop, draft)
    edit = Edit(register_sql.key(Source.WRONG, made.id), "what", "")
    assert refusal(lambda: register_edits.write(shop, [edit])).reason is Reason.VALUE_MISSING


@pytest.mark.parametrize("name", ["case", "wrong", "problem", "claim"])
def test_every_cell_that_cannot_be_written_says_why(desk: Desk, name: str) -> None:
    row = desk.row(name)
    for column in register_columns.BY_NAME:
        why = register_fields.locked(row, column)
        if why is not None:
            assert texts.sentence(why)
            assert refusal(lambda column=column: desk.write(name, column, "x")).reason is why.reason
    assert register_fields.locked(row, "no") is not None
    assert register_fields.locked(row, "date") is not None


def test_a_filed_claim_is_not_edited(desk: Desk) -> None:
    claim_steps.move(desk.shop, desk.row("claim").no, ClaimStage.FILED)
    error = refusal(lambda: desk.write("claim", "note", "x"))
    assert (error.reason, type(error)) == (Reason.CLAIM_FILED, NotAllowed)
    claim_steps.void(desk.shop, desk.row("claim").no, "mistake")
    assert refusal(lambda: desk.write("claim", "note", "x")).reason is Reason.CLAIM_VOID


def test_a_wrong_shipment_that_is_over_is_not_edited(desk: Desk) -> None:
    wrong_shipments.dismiss(desk.shop, desk.row("wrong").no, "it was right")
    assert refusal(lambda: desk.write("wrong", "note", "x")).reason is Reason.WRONG_OVER


def test_stale_data_is_refused_with_both_sides(desk: Desk) -> None:
    for name, column in (("case", "what"), ("wrong", "note"), ("problem", "note")):
        read = desk.row(name)
        desk.write(name, column, "theirs")
        edit = Edit(read.id, column, "mine", read.row_version)
        with pytest.raises(Conflict) as caught:
            register_edits.write(desk.shop, [edit])
        assert caught.value.data["row"] == desk.row(name)
        register_edits.write(desk.shop, [Edit(read.id, column, "mine")])
        assert desk.cell(name, column) == "mine"


def test_what_stands_there_already_writes_nothing(desk: Desk) -> None:
    for column, text in (("what", "杯子碎了"), ("cause", ""), ("outcome", "–")):
        version = desk.row("case").row_version
        assert desk.write("case", column, text).cells == 0
        assert desk.row("case").row_version == version


def test_r24_a_block_is_written_whole_or_not_at_all(desk: Desk) -> None:
    good = [
        Edit(desk.keys["case"], "what", "一"),
        Edit(desk.keys["wrong"], "note", "二"),
        Edit(desk.keys["problem"], "note", "三"),
        Edit(desk.keys["problem"], "quantity", "2"),
        Edit(desk.keys["problem"], "amount", "300"),
        Edit(desk.keys["problem"], "currency", "JPY"),
        Edit(desk.keys["claim"], "note", "四"),
    ]
    bad = [*good, Edit(desk.keys["claim"], "amount", "much")]
    before = [desk.row(name) for name in desk.keys]
    assert refusal(lambda: register_edits.write(desk.shop, bad)).reason is Reason.NOT_AN_AMOUNT
    assert [desk.row(name) for name in desk.keys] == before
    step = register_edits.write(desk.shop, good)
    assert step.cells == 7
    assert desk.cell("problem", "amount") == "300"
    assert [desk.cell("case", "what"), desk.cell("claim", "note")] == ["一", "四"]
    register_edits.undo(desk.shop, step)
    for old in before:
        now = register_rows.rows(desk.shop, [old.id])[0]
        assert (now.what, now.note, now.amount_minor) == (old.what, old.note, old.amount_minor)


def test_judging_a_block_changes_nothing(desk: Desk) -> None:
    before = [desk.row(name) for name in desk.keys]
    edits = [
        Edit(desk.keys["case"], "what", "neu"),
        Edit(desk.keys["case"], "owner", "小王"),
        Edit(desk.keys["case"], "no", "AS1"),
        Edit(desk.keys["case"], "tags", ""),
        Edit(desk.keys["returned"], "quantity", "1"),
        Edit(desk.keys["problem"], "note", "面单破损"),
        Edit(register_sql.key(Source.CLAIM, 999), "note", "x"),
    ]
    judged = register_edits.judge(desk.shop, edits)
    told = {one.edit.column: one.refused.reason if one.refused else None for one in judged}
    assert told == {
        "what": None,
        "owner": None,
        "no": Reason.CELL_FIXED,
        "quantity": Reason.MORE_BACK_THAN_SENT,
        "note": Reason.DOCUMENT_GONE,
    }
    assert {one.now for one in judged if one.edit.column == "what"} == {"杯子碎了"}
    assert [desk.row(name) for name in desk.keys] == before


def test_undo_leaves_what_somebody_else_wrote(desk: Desk) -> None:
    for name, column in (("case", "what"), ("problem", "note")):
        step = desk.write(name, column, "mine")
        desk.write(name, column, "theirs")
        with pytest.raises(Conflict):
            register_edits.undo(desk.shop, step)
        assert desk.cell(name, column) == "theirs"


def test_a_document_that_is_gone(desk: Desk) -> None:
    edit = Edit(register_sql.key(Source.WRONG, 999), "note", "x")
    with pytest.raises(NotFound):
        register_edits.write(desk.shop, [edit])
    too_many = [edit] * (register_edits.MOST_CELLS + 1)
    error = refusal(lambda: register_edits.judge(desk.shop, too_many))
    assert error.reason is Reason.BLOCK_TOO_LARGE


def test_edits_stand_in_the_case_s_own_timeline(desk: Desk) -> None:
    desk.write("case", "owner", "小王")
    last = cases.show(desk.shop, desk.row("case").no).timeline[-1]
    assert last.data["changes"]["owner"][1] == "小王"
    assert case_acts.recent(desk.shop)[0].kind == "fields"


def test_outcomes_offered_are_those_of_the_case_s_rules(desk: Desk) -> None:
    row = desk.row("case")
    offered = [code for code, _words in register_fields.choices(desk.shop, row, "outcome")]
    assert offered[0] == ""
    assert set(offered[1:]) < {kind.value for kind in Outcome}
    outside = next(kind.value for kind in Outcome if kind.value not in offered)
    assert refusal(lambda: desk.write("case", "outcome", outside)).reason is Reason.UNKNOWN_KIND
    assert register_fields.choices(desk.shop, desk.row("case"), "what") == []
    assert ("CNY", "CNY") in register_fields.choices(desk.shop, desk.row("problem"), "currency")
    kinds = register_fields.choices(desk.shop, desk.row("wrong"), "reason")
    assert ("missed_item", "Missed item") in kinds
    assert ("transit", dict(register_columns.choices("cause"))["transit"]) in (
        register_fields.choices(desk.shop, desk.row("wrong"), "cause")
    )


def test_words_are_read_in_the_language_spoken(desk: Desk) -> None:
    i18n.use("zh_CN")
    words = dict(register_columns.choices("outcome"))["refund"]
    desk.write("case", "outcome", words)
    assert cases.show(desk.shop, desk.row("case").no).row.outcome == "refund"


# Blocks on the clipboard.


def test_a_copied_block_keeps_long_numbers_and_line_breaks() -> None:
    block = [[ORDER_NO, "517406812415868901", 'a"b'], ["zwei\nZeilen", '"x', "=1+1"]]
    text = register_blocks.to_text(block)
    assert text.startswith(f"{ORDER_NO}\t517406812415868901\t")
    assert register_blocks.from_text(text.replace('a"b', 'a""b')) == [
        [ORDER_NO, "517406812415868901", 'a""b'],
        ["zwei\nZeilen", '"x', "=1+1"],
    ]
    table = register_blocks.to_html([["517406812415868901", "<b>"]])
    assert table.count("mso-number-format:'\\@'") == 2
    assert "&lt;b&gt;" in table


def test_what_excel_and_wps_put_on_the_clipboard() -> None:
    assert register_blocks.from_text('a\t"b\nc"\r\n1\t\r\n') == [["a", "b\nc"], ["1", ""]]
    assert register_blocks.from_text('5" tube\tb') == [['5" tube', "b"]]
    assert register_blocks.from_text("one") == [["one"]]
    assert register_blocks.from_text("a\n\nb") == [["a"], [""], ["b"]]


@pytest.mark.parametrize("text", ["x" * 8_000_001, "\t" * 60_000])
def test_a_block_that_is_too_large_is_refused(text: str) -> None:
    assert refusal(lambda: register_blocks.from_text(text)).reason is Reason.BLOCK_TOO_LARGE


# Given out.


def test_r24_the_register_is_printed_in_chosen_columns(desk: Desk, tmp_path: Path) -> None:
    i18n.use("zh_CN")
    ids = desk_register.ids(desk.shop)
    target = tmp_path / "register.pdf"
    written = register_exports.write(desk.shop, target, ids)
    assert written.rows == 5
    page = PdfReader(target).pages[0]
    assert page.mediabox.width > page.mediabox.height
    told = page.extract_text()
    assert ORDER_NO in told
    assert all(desk.row(name).no in told for name in desk.keys)
    layout = Layout(columns=("no", "buyer"), paper="a3")
    register_exports.write(desk.shop, target, ids, layout)
    page = PdfReader(target).pages[0]
    assert round(page.mediabox.width) == 1191
    assert ORDER_NO not in page.extract_text()


def test_paper_leaves_out_empty_columns_and_names_the_one_currency(
    desk: Desk, tmp_path: Path
) -> None:
    def head() -> str:
        register_exports.write(desk.shop, tmp_path / "r.pdf", desk_register.ids(desk.shop))
        return " ".join(PdfReader(tmp_path / "r.pdf").pages[0].extract_text().split())

    assert "Amount CNY" in head()
    assert "Handled" not in head()
    assert "Currency" not in head()
    parcels.change(desk.shop, desk.row("problem").ref, amount_minor=500, currency="USD")
    assert "5.00 USD" in head()
    assert "Amount CNY" not in head()


def test_long_registers_repeat_their_head_on_numbered_pages(shop: Store, tmp_path: Path) -> None:
    for number in range(60):
        cases.open(shop, CaseDraft(kind="return", buyer=f"buyer{number}"))
    target = tmp_path / "register.pdf"
    register_exports.write(shop, target, desk_register.ids(shop))
    pages = [page.extract_text() for page in PdfReader(target).pages]
    assert len(pages) > 1
    for number, told in enumerate(pages, 1):
        assert "Buyer ID" in told
        assert f"Page {number} of {len(pages)}" in told


def test_tables_keep_numbers_whole_and_formulas_harmless(desk: Desk, tmp_path: Path) -> None:
    desk.write("problem", "note", "=cmd|'/C calc'!A0")
    desk.write("problem", "tracking", "517406812415868901")
    ids = desk_register.ids(desk.shop)
    register_exports.write(desk.shop, tmp_path / "r.csv", ids)
    raw = (tmp_path / "r.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert rows[2]["Note"] == "'=cmd|'/C calc'!A0"
    assert rows[2]["Tracking no."] == "\t517406812415868901"
    layout = Layout(columns=("tracking", "note"))
    register_exports.write(desk.shop, tmp_path / "r.xlsx", ids, layout)
    sheet = CalamineWorkbook.from_path(tmp_path / "r.xlsx").get_sheet_by_index(0).to_python()
    assert sheet[3] == ["517406812415868901", "=cmd|'/C calc'!A0"]


def test_r41_phones_are_hidden_where_the_shop_says_so(desk: Desk, tmp_path: Path) -> None:
    desk.write("problem", "note", "打13800001234找他")
    ids, target = desk_register.ids(desk.shop), tmp_path / "r.csv"

    def written(layout: Layout | None = None) -> str:
        register_exports.write(desk.shop, target, ids, layout)
        return target.read_text("utf-8-sig")

    assert "13800001234" in written()
    settings.put(desk.shop, privacy.MASK_IN_EXPORTS, value=True)
    assert "138****1234" in written()
    assert "13800001234" in written(Layout(masked=False))


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("r.docx", Layout()),
        ("r", Layout()),
        ("r.pdf", Layout(paper="a2")),
        ("r.csv", Layout(columns=("nothing",))),
    ],
)
def test_other_files_papers_and_columns_are_refused(
    desk: Desk, tmp_path: Path, name: str, layout: Layout
) -> None:
    with pytest.raises(BadValue):
        register_exports.write(desk.shop, tmp_path / name, [], layout)
    assert list(tmp_path.glob("r*")) == []


def test_void_claims_are_not_in_the_printed_sums(desk: Desk, tmp_path: Path) -> None:
    claim_steps.void(desk.shop, desk.row("claim").no, "mistake")
    register_exports.write(desk.shop, tmp_path / "r.pdf", desk_register.ids(desk.shop))
    told = PdfReader(tmp_path / "r.pdf").pages[0].extract_text().split("Buyer ID")[0]
    assert "99.00 CNY" in told
    assert "54.90 CNY" not in told


# The command line.


def _run(desk: Desk, *arguments: str) -> int:
    root = desk.shop.paths.root
    desk.shop.close()
    return cli.main(["--data", str(root), "--lang", "en", *arguments])


def test_register_list(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(desk, "--json", "register", "list", "--kind", "claim", "--kind", "returned") == 0
    answer = json.loads(capsys.readouterr().out)
    assert [row["kind"] for row in answer["register"]] == ["claim", "returned"]
    assert answer["total"] == 2
    assert answer["register"][0]["amount"] == "54.90"
    assert answer["register"][1]["id"] == 2
    assert answer["sums"][0] == {
        "kind": "returned",
        "count": 1,
        "pieces": 3,
        "amount": "99.00",
        "currency": "CNY",
    }


def test_register_list_narrowed_in_words(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    days = ("--from", "2026-09-01", "--until", "2026-09-02")
    arguments = (*days, "--where", "buyer=木", "--limit", "1")
    assert _run(desk, "register", "list", *arguments) == 0
    told = capsys.readouterr().out
    assert "山有木兮" in told
    assert "1 of 1 documents" in told


def test_register_export(desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "out.csv"
    arguments = ["-o", str(target), "--columns", "no, tracking", "--kind", "problem"]
    assert _run(desk, "--json", "register", "export", *arguments) == 0
    assert json.loads(capsys.readouterr().out) == {"file": str(target), "rows": 1}
    assert target.read_text("utf-8-sig").splitlines()[1].endswith("SF1083693327540")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--kind", "invoice"),
        ("--where", "nothing=1"),
        ("--where", "note"),
        ("--from", "tomorrow"),
    ],
)
def test_the_command_line_refuses_what_means_nothing(
    desk: Desk, capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert _run(desk, "register", "list", *arguments) == 1
    assert capsys.readouterr().err.startswith("aftersales-desk: “")


def test_wrong_lists_and_the_register_agree(desk: Desk) -> None:
    row = wrong_lists.row(desk.shop, desk.row("wrong").no)
    assert (row.what, row.note, str(row.state)) == (
        desk.row("wrong").what,
        desk.row("wrong").note,
        desk.row("wrong").state,
    )
    assert desk.row("case").state == CaseStage.NEW
