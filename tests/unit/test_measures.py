"""Measures (R1, R43, R48, R49, R51): counted exactly, by local days, from what is behind them."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import time_machine

from desktop_app.cli import main
from desktop_app.core import clock, i18n, measure_kinds, texts
from desktop_app.core.errors import BadValue, FileTrouble, NotFound
from desktop_app.core.kinds import (
    CaseKind,
    CaseStage,
    Cause,
    ClaimKind,
    ClaimStage,
    CostKind,
    Outcome,
    Party,
    Platform,
)
from desktop_app.core.measure_kinds import Kept, Mark, Moment, Subject
from desktop_app.models.cases import AfterSalesCase
from desktop_app.services import (
    case_acts,
    case_bin,
    case_costs,
    case_marks,
    case_merging,
    cases,
    claim_steps,
    claims,
    clock_rules,
    demo,
    measure_exports,
    measure_rules,
    measure_words,
    measures,
    settings,
    timeline,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.measure_rules import Selection
from desktop_app.services.measure_windows import Window, between, last_days
from desktop_app.services.measures import Measured, Report, Scope
from desktop_app.services.store import Store
from tests.invented import order, product

CHINA, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 9, 20, 12, 0, tzinfo=CHINA)
TODAY = date(2026, 9, 20)
WEEK = Window(date(2026, 9, 14), TODAY)


@pytest.fixture(autouse=True)
def _noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):  # it takes the zone along
        yield


def at(days: float = 0, minutes: float = 0) -> datetime:
    """So long before now."""
    return NOON - timedelta(days=days, minutes=minutes)


def opened(store: Store, when: datetime, kind: str = "lost", **fields: object) -> str:
    """A case opened then; returns its number."""
    number = AfterSalesCase.select().count()
    with time_machine.travel(when, tick=False):
        made = cases.open(store, CaseDraft(kind, buyer=f"买家{number}", opened_at=when))
        if fields:
            cases.change(store, made.row.no, **fields)
    return made.row.no


def closed(store: Store, no: str, when: datetime, **fields: object) -> None:
    """Takes a case to its end then."""
    with time_machine.travel(when, tick=False):
        if fields:
            cases.change(store, no, **fields)
        case = AfterSalesCase.get(AfterSalesCase.no == no)
        timeline.moved(store, case.id, (CaseStage(case.stage), CaseStage.CLOSED), "", again=False)
        AfterSalesCase.update(stage=CaseStage.CLOSED, closed_at=clock.now()).where(
            AfterSalesCase.no == no
        ).execute()


def paid(store: Store, days: list[str]) -> None:
    """An order paid at each of these platform times."""
    for place, text in enumerate(days):
        order(store, str(9000 + place), {}, paid_at=text, created=text)


def figure(report: Report, code: str, currency: str = "") -> Measured:
    [found] = [
        one
        for one in report.measures
        if one.definition.code == code and one.currency in (currency, currency or "CNY")
    ] or [one for one in report.measures if one.definition.code == code]
    return found


def numbers(measured: Measured | tuple[tuple[int, int | None], ...]) -> set[str]:
    """The numbers of the cases behind a figure or a bar."""
    behind = measured.behind if isinstance(measured, Measured) else measured
    ids = [case for case, _value in behind]
    return {row.no for row in AfterSalesCase.select().where(AfterSalesCase.id.in_(ids))}


def test_r1_first_replies_are_measured_against_their_clock(shop: Store) -> None:
    quick, slow = opened(shop, at(1)), opened(shop, at(1))
    case_marks.replied(shop, quick, at=at(1, -3))
    case_marks.replied(shop, slow, at=at(1, -20))
    never = opened(shop, at(2))
    opened(shop, at(0, 2))  # not due yet
    abroad = opened(shop, at(3))
    AfterSalesCase.update(platform=Platform.ALIEXPRESS).where(AfterSalesCase.no == abroad).execute()
    case_marks.replied(shop, abroad, at=at(3, -600))
    report = measures.report(shop, WEEK)
    share = figure(report, "first_reply_in_time")
    assert (share.counted, share.among, share.value) == (2, 4, Decimal("0.5"))
    assert numbers(share) == {quick, abroad}
    assert numbers(share.rest) == {slow, never}
    assert figure(report, "first_reply_median").value == 20 * 60
    assert figure(report, "first_reply_p90").value == 600 * 60
    assert figure(report, "first_reply_median").counted == 3
    assert measure_words.figure(share, share.value) == "50.0%"
    assert measure_words.counted(share) == "2 of 4"


def test_r1_each_message_that_waits_is_a_reply_of_its_own(shop: Store) -> None:
    no = opened(shop, at(2))
    case_marks.replied(shop, no, at=at(2, -2))
    case_marks.buyer_wrote(shop, no, at=at(1))
    case_marks.replied(shop, no, at=at(1, -30))
    report = measures.report(shop, WEEK)
    every = figure(report, "reply_in_time")
    assert (every.counted, every.among) == (1, 2)
    assert numbers(every.rest) == {no}
    assert figure(report, "first_reply_in_time").value == 1


def test_r15_waiting_for_the_courier_is_no_time_of_the_shop(shop: Store) -> None:
    for late, wait in ((False, 50), (True, 10)):
        no = opened(shop, at(5))
        case = AfterSalesCase.get(AfterSalesCase.no == no)
        hours = (
            (1, "new", "waiting_courier"),
            (1 + wait, "waiting_courier", "handling"),
            (wait + (40 if not late else 60), "handling", "settled"),
        )
        for hour, before, after in hours:
            timeline._write(
                shop, case.id, at(5, -60 * hour), kind="moved", stage_from=before, stage_to=after
            )
    report = measures.report(shop, WEEK)
    assert (
        figure(report, "resolved_in_time").counted,
        figure(report, "resolved_in_time").among,
    ) == (1, 2)
    seconds = [value for _case, value in figure(report, "resolved_in_time").behind]
    assert seconds == [40 * 3600]


@pytest.mark.parametrize("own", ["", "told"])
def test_runs_over_many_cases_are_those_of_each_single_case(shop: Store, own: str) -> None:
    """What is counted at once for speed is what the case itself says, rule by rule."""
    if own:
        rule = """
[[clocks]]
code = "reply"
zh_CN = "回"
en = "Reply"
of = "reply"
minutes = 30
starts = ["opened"]
ends = ["replied", "platform_step:agreed"]
told = ["platform_step:repair_period"]
pauses = ["waiting_buyer"]
source = "own"
valid_from = 2020-01-01
"""
        clock_rules.save_own(shop, rule)
    demo.fill(shop, demo.Size(cases=92, photos=0))
    act = case_acts.change(shop, [1], angry=True)
    case_acts.undo(shop, act)
    window = last_days(200)
    report = measures.report(shop, window)
    now = clock.now()
    expected: dict[str, list[tuple[int, bool]]] = {"reply": [], "resolve": []}
    with shop.connection():
        for case in AfterSalesCase.select():
            for run in timeline.deadlines(shop, case.id):
                done = run.ended_at is not None or (run.due_at is not None and now > run.due_at)
                if run.rule.code in expected and done:
                    expected[run.rule.code].append((case.id, run.state == "kept"))
    for code, name in (("reply", "reply_in_time"), ("resolve", "resolved_in_time")):
        found = figure(report, name)
        kept = sorted(case for case, good in expected[code] if good)
        late = sorted(case for case, good in expected[code] if not good)
        assert sorted(case for case, _seconds in found.behind) == kept
        assert sorted(case for case, _seconds in found.rest) == late
        assert kept


def test_r48_quality_refunds_and_interventions_are_shares_of_orders_paid(shop: Store) -> None:
    for place in range(8):
        order(shop, f"80{place}", {}, paid_at="2026-09-19T10:00:00+08:00", created=None)
    order(shop, "old", {}, paid_at="2026-08-01T10:00:00+08:00")
    order(shop, "unpaid", {}, created="2026-09-19T10:00:00+08:00", state="unpaid")
    order(shop, "unsaid", {}, created="2026-09-19", state="shipped")
    order(shop, "odd", {}, paid_at="2026-09-1x")
    bad = opened(shop, at(6), "quality", cause=Cause.DEFECT)
    closed(shop, bad, at(1), outcome=Outcome.REFUND)
    kind = opened(shop, at(6), "quality", cause=Cause.DEFECT)
    closed(shop, kind, at(1), outcome=Outcome.EXCHANGE)
    stepped = opened(shop, at(60), "lost")
    with time_machine.travel(at(2), tick=False):
        case_marks.intervened(shop, stepped)
    report = measures.report(shop, WEEK)
    refunds, stepped_in = figure(report, "quality_refund_rate"), figure(report, "intervention_rate")
    assert (refunds.counted, refunds.among) == (1, 9)
    assert numbers(refunds) == {bad}
    assert (stepped_in.counted, stepped_in.among) == (1, 9)
    assert numbers(stepped_in) == {stepped}
    assert stepped_in.rest == ()


def test_a_figure_of_nothing_is_not_known_and_never_nought(shop: Store) -> None:
    report = measures.report(shop, WEEK)
    for one in report.measures:
        shown = measure_words.figure(one, one.value)
        assert shown == ("0" if one.definition.figure == "count" else "–"), one.definition.code
        assert measure_words.change(one)[0] in ("", "as before")
    opened(shop, at(1))
    rate = figure(measures.report(shop, WEEK), "cases_per_hundred_orders")
    assert (rate.counted, rate.among, rate.value) == (1, 0, None)


def test_r43_windows_are_compared_with_the_one_before(shop: Store) -> None:
    for days in (1, 2, 6, 7, 8):
        opened(shop, at(days))
    report = measures.report(shop, WEEK)
    count = figure(report, "cases_opened")
    assert (count.value, count.before) == (3, 2)
    assert measure_words.change(count) == ("▲ 1", None)
    assert [int(part) for part in count.trend if part is not None] == [1, 0, 0, 0, 1, 1, 0]
    assert figure(measures.report(shop, last_days(1)), "cases_opened").value == 0
    assert (WEEK.before().first, WEEK.before().last) == (date(2026, 9, 7), date(2026, 9, 13))
    assert len(last_days(30).parts()) == 10
    assert last_days(31).parts()[-1].last == TODAY


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one time zone a process")
def test_r43_days_are_the_shops_own(shop: Store) -> None:
    """Half past eleven at night and half past midnight are two days, eight hours before UTC's."""
    late = opened(shop, datetime(2026, 9, 13, 23, 59, 59, tzinfo=CHINA))
    early = opened(shop, datetime(2026, 9, 14, 0, 0, 0, tzinfo=CHINA))
    paid(shop, ["2026-09-14T00:00:00+08:00", "2026-09-13T23:59:59+08:00", "2026-09-14 00:00:01"])
    order(shop, "77", {}, paid_at="2026-09-13T09:00:00-07:00")  # midnight here
    report = measures.report(shop, WEEK)
    assert numbers(figure(report, "cases_opened")) == {early}
    assert numbers(figure(measures.report(shop, WEEK.before()), "cases_opened")) == {late}
    assert figure(report, "cases_per_hundred_orders").among == 3


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="Windows has one time zone a process")
def test_r43_a_day_of_23_hours_is_one_day(shop: Store) -> None:
    with time_machine.travel(datetime(2026, 4, 1, tzinfo=BERLIN), tick=False):
        first = opened(shop, datetime(2026, 3, 29, 0, 0, tzinfo=BERLIN))
        last = opened(shop, datetime(2026, 3, 29, 23, 59, tzinfo=BERLIN))
        opened(shop, datetime(2026, 3, 30, 0, 0, tzinfo=BERLIN))
        assert last != first
        day = Window(date(2026, 3, 29), date(2026, 3, 29))
        assert numbers(figure(measures.report(shop, day), "cases_opened")) == {first, last}


def test_r48_disputes_have_their_28_days_whatever_the_page_shows(shop: Store) -> None:
    old, new = opened(shop, at(27), disputed=True), opened(shop, at(3), disputed=True)
    opened(shop, at(28), disputed=True)
    closed(shop, new, at(1), outcome=Outcome.PARTIAL_REFUND)
    report = measures.report(shop, WEEK)
    assert numbers(figure(report, "disputes")) == {old, new}
    assert numbers(figure(report, "disputes_open")) == {old}
    assert numbers(figure(report, "disputes_paid")) == {new}
    assert figure(report, "disputes").window.days == 28
    assert figure(report, "disputes").before == 1


def test_r51_satisfaction_is_summed_up(shop: Store) -> None:
    for mark in (5, 4, 2, None):
        closed(shop, opened(shop, at(5)), at(1), satisfaction=mark)
    report = measures.report(shop, WEEK)
    mean = figure(report, "satisfaction_mean")
    assert measure_words.figure(mean, mean.value) == "3.67"
    assert measure_words.counted(mean) == "from 3"
    assert [group.count for group in report.marks] == [0, 1, 0, 1, 1]
    share = figure(report, "satisfied_share")
    assert (share.counted, share.among) == (2, 3)
    assert len(share.rest) == 1


def test_r49_causes_kinds_platforms_and_models_name_their_cases(shop: Store) -> None:
    product(shop, "A", model="M1")
    product(shop, "B", model="M1")
    order(shop, "1", {"A": 1, "B": 1}, buyer="乙")
    with time_machine.travel(at(2), tick=False):
        about = cases.open(shop, CaseDraft("quality", order="1", opened_at=at(2))).row.no
    lost = opened(shop, at(1), "lost", cause=Cause.TRANSIT)
    report = measures.report(shop, WEEK)
    causes = {group.key: numbers(group.behind) for group in report.splits["cause"]}
    assert causes == {"transit": {lost}, "": {about}}
    assert report.splits["cause"][-1].key == ""
    assert {group.key for group in report.splits["kind"]} == {"lost", "quality"}
    [model] = report.splits["model"]
    assert (model.key, numbers(model.behind), model.count) == ("M1", {about}, 1)
    assert [group.count for group in report.opened] == [0, 0, 0, 0, 1, 1, 0]
    assert measures.report(shop, last_days(60)).step == 7
    assert measures.report(shop, last_days(400)).step == 30
    scoped = measures.report(shop, WEEK, Scope(model="M1"))
    assert numbers(figure(scoped, "cases_opened")) == {about}
    assert figure(scoped, "cases_per_hundred_orders").among == 0


def test_r2_money_stands_apart_by_currency_and_merged_cases_count_once(shop: Store) -> None:
    main_, other = opened(shop, at(3)), opened(shop, at(3))
    AfterSalesCase.update(buyer=AfterSalesCase.get(AfterSalesCase.no == main_).buyer).where(
        AfterSalesCase.no == other
    ).execute()
    dollars = opened(shop, at(3))
    AfterSalesCase.update(currency="USD").where(AfterSalesCase.no == dollars).execute()
    case_costs.add(shop, main_, CostKind.REFUND, 1000)
    case_costs.add(shop, main_, CostKind.POSTAGE_BACK, 500, Party.BUYER)
    struck = case_costs.add(shop, main_, CostKind.GIFT, 700)
    case_costs.void(shop, struck.id)
    case_costs.add(shop, other, CostKind.RESEND, 300)
    case_costs.add(shop, other, CostKind.RECOVERY_INSURANCE, 200)
    case_costs.add(shop, dollars, CostKind.REFUND, 2000)
    case_merging.merge(shop, main_, [other])
    gone = opened(shop, at(2))
    case_costs.add(shop, gone, CostKind.REFUND, 9999)
    case_bin.delete(shop, [gone])
    report = measures.report(shop, WEEK)
    net = [one for one in report.measures if one.definition.code == "net_cost"]
    assert [(one.currency, one.value, one.counted) for one in net] == [
        ("CNY", 1100, 1),
        ("USD", 2000, 1),
    ]
    assert numbers(net[0]) == {main_}
    assert measure_words.figure(net[1], net[1].value) == "USD 20.00"
    assert net[0].before is None
    months = {one.currency: one for one in report.months}
    assert (months["CNY"].month, months["CNY"].lost, months["CNY"].back) == ("2026-09", 1300, 200)
    total = case_costs.total(shop, main_)[0]
    assert total.net == net[0].value


def test_r21_what_a_courier_paid_on_a_claim_comes_back(shop: Store) -> None:
    product(shop, "A", cost_minor=400)
    order(shop, "1", {"A": 1}, buyer="乙", tracking="YT1", courier="yto", receiver="王")
    no = cases.open(shop, CaseDraft("lost", order="1")).row.no
    case_costs.add(shop, no, CostKind.RESEND, 1250)
    claim = claims.open(
        shop,
        ClaimDraft(kind=ClaimKind.LOST, case_no=no, courier="yto", fields={"freight_minor": 0}),
    )
    for stage in (ClaimStage.FILED, ClaimStage.APPROVED, ClaimStage.PAID):
        claim = claim_steps.move(shop, claim.row.no, stage)
    back = figure(measures.report(shop, WEEK), "recoveries")
    assert back.value == claim.row.claimed_minor == case_costs.total(shop, no)[0].recovered
    net = figure(measures.report(shop, WEEK), "net_cost")
    assert net.value == case_costs.total(shop, no)[0].net


def test_r43_platform_and_shop_narrow_all_figures(shop: Store) -> None:
    here = opened(shop, at(1))
    opened(shop, at(1))
    AfterSalesCase.update(platform=Platform.DOUYIN).where(AfterSalesCase.no == here).execute()
    order(shop, "1", {}, platform=Platform.DOUYIN, paid_at="2026-09-19T10:00:00+08:00")
    order(shop, "2", {}, platform=Platform.TAOBAO, paid_at="2026-09-19T10:00:00+08:00")
    scope = Scope(platforms=(Platform.DOUYIN,))
    rate = figure(measures.report(shop, WEEK, scope), "cases_per_hundred_orders")
    assert (numbers(rate), rate.among, rate.value) == ({here}, 1, 100)
    nowhere = measures.report(shop, WEEK, Scope(shop_id=99))
    assert figure(nowhere, "cases_opened").value == 0


def test_r48_the_shop_changes_a_definition_and_goes_back(shop: Store) -> None:
    defect = opened(shop, at(2), "quality", cause=Cause.DEFECT)
    worn = opened(shop, at(2), "quality_past_period")
    opened(shop, at(2), "lost")
    counts = Selection(
        Subject.CASES,
        at=Moment.OPENED,
        kinds=(CaseKind.QUALITY, CaseKind.QUALITY_PAST_PERIOD),
    )
    among = Selection(Subject.CASES, at=Moment.OPENED)
    made = measure_rules.save(shop, "quality_refund_rate", counts, among, 30)
    assert made.changed
    rate = figure(measures.report(shop, WEEK), "quality_refund_rate")
    assert (numbers(rate), rate.among, rate.window.days) == ({defect, worn}, 3, 30)
    assert len(rate.rest) == 1
    told = measure_words.definition(rate.definition)
    assert "Cases by the day they were opened (Quality, within the period / Quality" in told
    assert told.endswith("; of 30 days")
    back = measure_rules.back_to_shipped(shop, "quality_refund_rate")
    assert not back.changed
    assert figure(measures.report(shop, WEEK), "quality_refund_rate").among == 0
    same = measure_rules.of(shop, "quality_refund_rate")
    assert measure_rules.save(shop, same.code, same.counts, same.among, same.days) == same
    assert settings.get(shop, settings.MEASURES) == {}


def test_r2_the_costs_of_some_kinds_alone_can_be_measured(shop: Store) -> None:
    lost, other = opened(shop, at(60), "lost"), opened(shop, at(1), "return")
    for no in (lost, other):
        case_costs.add(shop, no, CostKind.REFUND, 700)
    AfterSalesCase.update(updated_at="2026-07-01T00:00:00Z").where(
        AfterSalesCase.no == lost
    ).execute()  # nothing but its money falls into these days
    wanted = Selection(Subject.COSTS, kinds=(CaseKind.LOST,))
    measure_rules.save(shop, "costs", wanted, None, 0)
    costs = figure(measures.report(shop, WEEK), "costs")
    assert (costs.value, numbers(costs)) == (700, {lost})


_CASES = Selection(Subject.CASES, at=Moment.OPENED)
_ORDERS = Selection(Subject.ORDERS, at=Moment.PAID)


@pytest.mark.parametrize(
    ("code", "counts", "among", "days", "key"),
    [
        ("quality_refund_rate", _CASES, None, 0, "among"),
        ("cases_opened", _CASES, _ORDERS, 0, "among"),
        ("quality_refund_rate", _ORDERS, _ORDERS, 0, "counts"),
        ("quality_refund_rate", Selection(Subject.CASES), _ORDERS, 0, "at"),
        ("quality_refund_rate", _CASES, Selection(Subject.ORDERS, at=Moment.OPENED), 0, "at"),
        (
            "quality_refund_rate",
            _CASES,
            Selection(Subject.ORDERS, at=Moment.PAID, marks=(Mark.OPEN,)),
            0,
            "marks",
        ),
        ("quality_refund_rate", _CASES, _ORDERS, 367, "days"),
        ("quality_refund_rate", Selection(Subject.COSTS), _ORDERS, 0, "counts"),
        (
            "cases_opened",
            Selection(Subject.CASES, at=Moment.OPENED, kept=(Kept.KEPT,)),
            None,
            0,
            "kept",
        ),
        ("first_reply_in_time", Selection(Subject.REPLIES), _CASES, 0, "kept"),
        ("first_reply_in_time", Selection(Subject.REPLIES, kept=(Kept.KEPT,)), _CASES, 0, "among"),
        (
            "first_reply_in_time",
            Selection(Subject.REPLIES, kept=(Kept.KEPT, Kept.MISSED)),
            Selection(Subject.REPLIES, kept=(Kept.KEPT,)),
            0,
            "among",
        ),
        ("resolved_median", _CASES, None, 0, "part"),
        ("satisfaction_mean", Selection(Subject.REPLIES, kept=(Kept.KEPT,)), None, 0, "part"),
    ],
)
def test_a_definition_that_does_not_go_together_is_refused(
    shop: Store, code: str, counts: Selection, among: Selection | None, days: int, key: str
) -> None:
    with pytest.raises(FileTrouble) as caught:
        measure_rules.save(shop, code, counts, among, days)
    assert str(caught.value.data["key"]).endswith(key)
    assert code in texts.sentence(caught.value)
    assert not measure_rules.of(shop, code).changed


def test_definitions_are_whole_in_both_languages(shop: Store) -> None:
    measure_rules.check()
    for language in i18n.LANGUAGES:
        i18n.use(language)
        for one in measure_rules.shipped():
            assert one.name
            assert one.text
            assert measure_words.told(one)
            assert measure_kinds.words(one.section)
    with pytest.raises(NotFound, match="measure_unknown"):
        measure_rules.of(shop, "nonsense")


def test_a_change_that_a_newer_program_wrote_leaves_the_shipped_definition(shop: Store) -> None:
    for text in ("{", "[]", '{"counts": {"what": "moons"}}', '{"counts": 3}', '{"new": 1}'):
        settings.put(shop, settings.MEASURES, {"disputes": text, "unheard": "{}"})
        assert measure_rules.of(shop, "disputes") == measure_rules.shipped()[9]


def test_windows_that_are_none_are_refused() -> None:
    for first, last in ((TODAY, date(2026, 9, 19)), (date(2020, 1, 1), TODAY)):
        with pytest.raises(BadValue) as caught:
            between(first, last)
        assert texts.sentence(caught.value)
    for days in (0, 1101):
        with pytest.raises(BadValue):
            last_days(days)


def test_measures_are_written_as_tables_without_formulas(shop: Store, tmp_path: Path) -> None:
    product(shop, "A", model="=HYPERLINK(1)")
    order(shop, "1", {"A": 1}, buyer="乙")
    no = cases.open(shop, CaseDraft("quality", order="1", opened_at=at(1))).row.no
    case_marks.replied(shop, no, at=at(1, -90))
    case_costs.add(shop, no, CostKind.REFUND, 1250)
    report = measures.report(shop, WEEK)
    made = measure_exports.write(report, tmp_path / "m.csv")
    with made.path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["Measure"]: row for row in csv.DictReader(file)}
    assert made.rows == len(rows) == len(report.measures)
    assert rows["First reply, median time"]["Figure"] == "90.00"
    assert rows["First reply in time"]["Figure"] == "0.00"
    assert rows["Costs of cases"]["Figure"] == "12.50"
    assert rows["Costs of cases"]["Unit"] == "CNY"
    assert rows["Quality refund rate"]["Figure"] == ""
    from python_calamine import load_workbook

    measure_exports.write(report, tmp_path / "m.xlsx")
    book = load_workbook(str(tmp_path / "m.xlsx"))
    assert book.sheet_names == ["Measures", "Cases by", "Money by month"]
    cells = book.get_sheet_by_name("Cases by").to_python()
    assert ["Model", "=HYPERLINK(1)", 1.0] in cells
    with pytest.raises(BadValue):
        measure_exports.write(report, tmp_path / "m.doc")


def test_measures_on_the_command_line(shop: Store, capsys: pytest.CaptureFixture[str]) -> None:
    opened(shop, at(1))
    paid(shop, ["2026-09-19T10:00:00+08:00"] * 4)
    root = str(shop.paths.root)
    shop.close()

    def run(*said: str) -> tuple[int, dict[str, object]]:
        status = main(["--data", root, "--lang", "en", "measures", "list", *said, "--json"])
        out = capsys.readouterr().out
        return status, json.loads(out) if out else {}

    status, answer = run("--window", "7")
    assert (status, answer["from"], answer["until"]) == (0, "2026-09-14", "2026-09-20")
    found = {one["code"]: one for one in answer["measures"]}
    assert found["cases_per_hundred_orders"]["value"] == "25.00"
    assert found["satisfaction_mean"]["value"] is None
    assert found["first_reply_in_time"]["unit"] == "percent"
    assert run("--from", "2026-09-19", "--until", "2026-09-19")[1]["until"] == "2026-09-19"
    assert run("--from", "2026-09-19")[1]["until"] == "2026-09-20"
    assert run("--platform", "douyin")[0] == 0
    for bad in (
        ("--window", "0"),
        ("--window", "x"),
        ("--from", "2026-13-01"),
        ("--from", "2026-09-20", "--until", "2026-09-01"),
        ("--platform", "nonsense"),
    ):
        status, answer = run(*bad)
        assert (status, "refused" in answer) == (1, True), bad
    assert run("--until", "2026-09-20")[0] == 2
    assert run("--window", "7", "--from", "2026-09-01")[0] == 2
    assert main(["--data", root, "--lang", "en", "measures", "list"]) == 0
    assert "Cases opened: 1" in capsys.readouterr().out
