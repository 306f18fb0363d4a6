"""A shop's own kinds of cases and clocks: drafted, checked, stored, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop_app.core import clock, i18n, texts
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.kinds import CaseKind, CaseStage, Outcome, Platform
from desktop_app.services import case_rules, cases, clock_changes, workflows
from desktop_app.services.cases import CaseDraft
from desktop_app.services.clock_changes import ClockRow
from desktop_app.services.store import Store
from desktop_app.services.workflows import StepDraft


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_is_stored_as_it_was_drafted(shop: Store, kind: CaseKind) -> None:
    shipped = case_rules.shipped(kind)
    workflows.save(shop, workflows.draft(shop, kind))
    assert case_rules.newest(shop, kind) == shipped
    assert case_rules.is_own(shop, kind)


def test_a_changed_checklist_is_for_new_cases_only(shop: Store) -> None:
    before = cases.open(shop, CaseDraft(kind="return", buyer="甲"))
    draft = workflows.draft(shop, "return")
    line = StepDraft(workflows.new_step_code(draft.steps), "拍摄开箱视频", "Film the unpacking")
    workflows.save(shop, replace(draft, steps=(line, *draft.steps)))
    after = cases.open(shop, CaseDraft(kind="return", buyer="乙"))
    assert after.rules.steps[0].name == "Film the unpacking"
    assert cases.show(shop, before.row.no).rules.steps[0].name != "Film the unpacking"
    workflows.retire(shop, "return")
    last = cases.open(shop, CaseDraft(kind="return", buyer="丙"))
    assert last.rules.steps == before.rules.steps


def test_a_line_moved_above_what_it_rested_on_rests_on_it_no_more(shop: Store) -> None:
    draft = workflows.draft(shop, "quality")
    place = next(n for n, step in enumerate(draft.steps) if step.after)
    line = draft.steps[place]
    rest = tuple(step for step in draft.steps if step is not line)
    workflows.save(shop, replace(draft, steps=(line, *rest)))
    assert case_rules.newest(shop, "quality").steps[0].after == ()


def test_a_copy_is_offered_under_its_own_name_until_it_is_given_up(shop: Store) -> None:
    i18n.use("zh_CN")
    made = workflows.copy(shop, "return", " 鞋类  退货 ")
    workflows.save(shop, made)
    assert workflows.offered(shop)[-1].name == "鞋类 退货"
    case = cases.open(shop, CaseDraft(kind=made.code, buyer="甲"))
    assert (case.row.kind, case.rules.name) == (CaseKind.RETURN, "鞋类 退货")
    workflows.retire(shop, made.code)
    assert len(workflows.offered(shop)) == len(CaseKind)
    assert cases.show(shop, case.row.no).rules.name == "鞋类 退货"
    again = workflows.copy(shop, "return", "鞋类")
    assert again.code != made.code


def test_what_is_wrong_with_a_workflow_is_said_in_words(shop: Store) -> None:
    draft = workflows.draft(shop, "order_changed")
    cut = {**draft.stages, CaseStage.PLATFORM: (CaseStage.SETTLED,)}
    if CaseStage.PLATFORM in draft.stages:
        pytest.fail("the kind was chosen for having no platform stage")
    stuck = {**draft.stages, CaseStage.SETTLED: (), CaseStage.CLOSED: ()}
    wrong = {
        Reason.STAGE_CUT_OFF: replace(draft, stages=cut),
        Reason.STAGE_WITHOUT_END: replace(draft, stages=stuck),
        Reason.VALUE_MISSING: replace(draft, outcomes=()),
        Reason.VALUE_TOO_LONG: replace(draft, zh="长" * 161),
    }
    for reason, each in wrong.items():
        with pytest.raises(BadValue) as told:
            workflows.save(shop, each)
        assert told.value.reason is reason
        assert "%" not in texts.sentence(told.value)
    assert not case_rules.is_own(shop, "order_changed")
    with pytest.raises(BadValue):
        workflows.copy(shop, "return", "  ")
    with pytest.raises(BadValue):
        workflows.draft(shop, "no_such_kind")


def test_words_of_any_kind_come_back_as_they_were(shop: Store) -> None:
    odd = 'a "quoted" \\ back\tslash = 1 # 𠮷'
    draft = replace(workflows.draft(shop, "exchange"), zh=odd, outcomes=(Outcome.EXCHANGE,))
    workflows.save(shop, draft)
    assert workflows.draft(shop, "exchange").zh == " ".join(odd.split())
    assert workflows.draft(shop, "exchange").outcomes == (Outcome.EXCHANGE,)


def clock_row(shop: Store, code: str, platform: Platform | None = None) -> ClockRow:
    wanted = frozenset({platform} if platform else ())
    return next(
        row
        for row in clock_changes.rows(shop)
        if row.rule.code == code and row.rule.platforms == wanted
    )


def test_a_clock_looked_up_by_the_shop_counts_from_its_day(shop: Store) -> None:
    case = cases.open(shop, CaseDraft(kind="return", buyer="甲", platform=Platform.TAOBAO))
    row = clock_row(shop, "reply")
    assert (row.own, row.rule.checked) == (False, False)
    renewed = clock_changes.change(
        shop,
        row.rule,
        timedelta(minutes=30),
        source="平台规则 2026-11",
        valid_from=date(2026, 1, 1),
        checked=True,
    )
    assert renewed == 1
    now = clock_row(shop, "reply")
    assert (now.own, now.rule.checked, now.rule.period) == (True, True, timedelta(minutes=30))
    after = cases.show(shop, case.row.no).row
    assert after.reply_due == case.row.opened_at + timedelta(minutes=30)
    assert len(clock_changes.rows(shop)) == len({row.id for row in clock_changes.rows(shop)})
    clock_changes.take_back(shop, now.rule)
    assert clock_row(shop, "reply").rule.period == timedelta(minutes=5)
    assert cases.show(shop, case.row.no).row.reply_due == case.row.reply_due


def test_each_shipped_clock_can_be_changed_and_stays_the_same_clock(shop: Store) -> None:
    for row in clock_changes.rows(shop):
        rule = row.rule
        clock_changes.change(
            shop, rule, rule.period, source="x", valid_from=clock.today(), checked=True
        )
    rows = clock_changes.rows(shop)
    assert all(row.own and row.rule.checked for row in rows)
    shipped = {(rule.code, rule.platforms, rule.kinds) for rule in case_rules_clocks()}
    assert {(row.rule.code, row.rule.platforms, row.rule.kinds) for row in rows} == shipped


def case_rules_clocks() -> tuple[object, ...]:
    from desktop_app.services import clock_rules

    return clock_rules.shipped()


@pytest.mark.parametrize(
    ("period", "source", "reason"),
    [(timedelta(0), "x", Reason.PERIOD_MISSING), (timedelta(days=1), " ", Reason.VALUE_MISSING)],
)
def test_a_clock_without_a_period_or_a_source_is_refused(
    shop: Store, period: timedelta, source: str, reason: Reason
) -> None:
    row = clock_row(shop, "reply")
    with pytest.raises(BadValue) as told:
        clock_changes.change(
            shop, row.rule, period, source=source, valid_from=clock.today(), checked=False
        )
    assert told.value.reason is reason
    assert not clock_row(shop, "reply").own
