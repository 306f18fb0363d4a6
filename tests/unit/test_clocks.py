"""Deadlines: the vectors of the rules, pauses, re-opening, and computers whose clocks jump."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from desktop_app.core import clock, i18n
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, CaseStage, Clock, ClockState, Platform
from desktop_app.services import cases, clock_rules, timeline
from desktop_app.services.cases import CaseDraft
from desktop_app.services.clocks import ClockRule, Deadline, Happening, chosen, derive, earliest
from desktop_app.services.store import Store, open_store

MARCH_1 = datetime(2026, 3, 1, 10, 0, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> tuple[ClockRule, ...]:
    store = open_store(tmp_path_factory.mktemp("rules") / "shop")
    found = clock_rules.all_of(store)
    store.close()
    return found


def derived(
    rules: tuple[ClockRule, ...],
    platform: Platform,
    kind: CaseKind,
    *happened: Happening,
    now: datetime,
) -> dict[str, Deadline]:
    fitting = chosen(rules, platform, kind, happened[0].at)
    return {deadline.rule.code: deadline for deadline in derive(happened, fitting, now)}


def opened(moment: datetime) -> Happening:
    return Happening(moment, "opened")


def moved(moment: datetime, stage: CaseStage) -> Happening:
    return Happening(moment, "moved", stage_to=stage)


def stepped(moment: datetime, step: str, until: datetime | None = None) -> Happening:
    return Happening(moment, "platform_step", step=step, until=until)


def test_r1_a_message_two_minutes_before_midnight_is_due_three_after(
    rules: tuple[ClockRule, ...],
) -> None:
    found = derived(
        *(rules, Platform.TAOBAO, CaseKind.RETURN),
        opened(at("2026-09-03 23:58")),
        now=at("2026-09-03 23:59"),
    )
    assert found["reply"].due_at == at("2026-09-04 00:03")
    assert found["reply"].state is ClockState.RUNNING


def test_r15_logistics_are_to_be_resolved_in_48_hours(rules: tuple[ClockRule, ...]) -> None:
    for kind in (CaseKind.LOST, CaseKind.SLOW_DELIVERY, CaseKind.WRONGLY_DELIVERED):
        found = derived(rules, Platform.PINDUODUO, kind, opened(MARCH_1), now=MARCH_1)
        assert found["resolve"].due_at == MARCH_1 + timedelta(hours=48)
    assert "resolve" not in derived(
        rules, Platform.TAOBAO, CaseKind.RETURN, opened(MARCH_1), now=MARCH_1
    )


def test_aliexpress_has_a_day_to_reply_and_five_for_a_dispute(rules: tuple[ClockRule, ...]) -> None:
    found = derived(
        *(rules, Platform.ALIEXPRESS, CaseKind.RETURN, opened(MARCH_1)),
        Happening(MARCH_1 + timedelta(hours=1), "intervened"),
        now=MARCH_1,
    )
    assert found["reply"].due_at == MARCH_1 + timedelta(hours=24)
    assert found["aliexpress_dispute"].due_at == MARCH_1 + timedelta(days=5, hours=1)


def test_a_visit_not_agreed_by_4_march_is_due_by_19_march(rules: tuple[ClockRule, ...]) -> None:
    case = (rules, Platform.KUAISHOU, CaseKind.REPAIR_ON_SITE, opened(MARCH_1))
    before = derived(*case, now=at("2026-03-03 12:00"))
    assert before["kuaishou_visit_time"].due_at == at("2026-03-04 10:00")
    assert "kuaishou_visit" not in before
    after = derived(*case, now=at("2026-03-05 12:00"))
    assert after["kuaishou_visit_time"].state is ClockState.MISSED
    assert after["kuaishou_visit"].due_at == at("2026-03-19 10:00")
    visited = derived(*case, stepped(at("2026-03-10 10:00"), "visited"), now=at("2026-03-11 10:00"))
    assert visited["kuaishou_visit"].state is ClockState.KEPT
    assert visited["kuaishou_visit_done"].due_at == at("2026-04-09 10:00")


def test_a_visit_is_due_when_it_was_agreed(rules: tuple[ClockRule, ...]) -> None:
    agreed = stepped(at("2026-03-02 09:00"), "time_agreed", until=at("2026-03-08 14:00"))
    found = derived(
        *(rules, Platform.KUAISHOU, CaseKind.REPAIR_ON_SITE, opened(MARCH_1), agreed),
        now=at("2026-03-05 12:00"),
    )
    assert found["kuaishou_visit_time"].state is ClockState.KEPT
    assert found["kuaishou_visit"].due_at == at("2026-03-08 14:00")


def test_a_time_agreed_without_a_date_starts_no_clock(rules: tuple[ClockRule, ...]) -> None:
    found = derived(
        *(rules, Platform.KUAISHOU, CaseKind.REPAIR_ON_SITE, opened(MARCH_1)),
        stepped(at("2026-03-02 09:00"), "time_agreed"),
        now=at("2026-03-30 12:00"),
    )
    assert "kuaishou_visit" not in found


def test_kuaishou_repair_takes_the_period_that_was_told(rules: tuple[ClockRule, ...]) -> None:
    case = (
        *(rules, Platform.KUAISHOU, CaseKind.REPAIR, opened(MARCH_1)),
        stepped(at("2026-03-02 10:00"), "signed_back"),
    )
    assert derived(*case, now=MARCH_1)["kuaishou_repair"].due_at == at("2026-04-01 10:00")
    told = stepped(at("2026-03-03 10:00"), "period_told", until=at("2026-03-12 10:00"))
    assert derived(*case, told, now=MARCH_1)["kuaishou_repair"].due_at == at("2026-03-12 10:00")


def test_kuaishou_exchange_goes_from_step_to_step(rules: tuple[ClockRule, ...]) -> None:
    happened = [opened(MARCH_1)]
    case = (rules, Platform.KUAISHOU, CaseKind.EXCHANGE)
    asked = derived(*case, *happened, now=MARCH_1)["kuaishou_exchange_answer"]
    assert (asked.due_at, asked.rule.lapses_to) == (MARCH_1 + timedelta(hours=48), "agreed")
    for step, then, days in (
        ("agreed", "kuaishou_exchange_ship_back", 10),
        ("signed_back", "kuaishou_exchange_inspect", 7),
        ("sent_again", "kuaishou_exchange_confirm", 10),
    ):
        moment = happened[-1].at + timedelta(days=1)
        happened.append(stepped(moment, step))
        found = derived(*case, *happened, now=moment)
        assert found[then].due_at == moment + timedelta(days=days)
    assert found["kuaishou_exchange_answer"].state is ClockState.KEPT
    assert earliest(found.values()) is not None


def test_an_exchange_nobody_answered_is_agreed_by_itself(rules: tuple[ClockRule, ...]) -> None:
    found = derived(
        *(rules, Platform.KUAISHOU, CaseKind.EXCHANGE, opened(MARCH_1)),
        now=MARCH_1 + timedelta(days=3),
    )
    assert found["kuaishou_exchange_answer"].state is ClockState.MISSED
    assert found["kuaishou_exchange_ship_back"].due_at == MARCH_1 + timedelta(days=12)


def test_rules_count_from_the_day_they_are_valid(rules: tuple[ClockRule, ...]) -> None:
    before = at("2022-09-01 10:00")
    assert "kuaishou_exchange_answer" not in derived(
        rules, Platform.KUAISHOU, CaseKind.EXCHANGE, opened(before), now=before
    )


def test_waiting_on_buyer_or_courier_pauses_the_shops_own_clock(
    rules: tuple[ClockRule, ...],
) -> None:
    case = [
        opened(MARCH_1),
        moved(MARCH_1 + timedelta(hours=10), CaseStage.WAITING_COURIER),
    ]
    paused = derived(rules, Platform.JD, CaseKind.LOST, *case, now=MARCH_1 + timedelta(days=9))
    assert paused["resolve"].state is ClockState.PAUSED
    assert paused["resolve"].due_at is None
    assert paused["resolve"].left == timedelta(hours=38)
    case += [
        moved(MARCH_1 + timedelta(hours=30), CaseStage.WAITING_BUYER),
        moved(MARCH_1 + timedelta(hours=40), CaseStage.HANDLING),
        Happening(MARCH_1 + timedelta(hours=41), "note"),
    ]
    going = derived(rules, Platform.JD, CaseKind.LOST, *case, now=MARCH_1 + timedelta(hours=50))
    assert going["resolve"].due_at == MARCH_1 + timedelta(hours=78)
    assert going["resolve"].state is ClockState.RUNNING


def test_what_was_missed_before_the_pause_stays_missed(rules: tuple[ClockRule, ...]) -> None:
    case = [opened(MARCH_1), moved(MARCH_1 + timedelta(hours=50), CaseStage.WAITING_BUYER)]
    late = derived(rules, Platform.JD, CaseKind.LOST, *case, now=MARCH_1 + timedelta(days=9))
    assert late["resolve"].state is ClockState.MISSED
    case.append(moved(MARCH_1 + timedelta(hours=60), CaseStage.SETTLED))
    over = derived(rules, Platform.JD, CaseKind.LOST, *case, now=MARCH_1 + timedelta(days=9))
    assert over["resolve"].state is ClockState.MISSED
    assert not over["resolve"].is_open


def test_re_opening_starts_again_and_the_miss_stays(rules: tuple[ClockRule, ...]) -> None:
    reopened = Happening(MARCH_1 + timedelta(days=4), "reopened", stage_to=CaseStage.NEGOTIATING)
    happened = [
        opened(MARCH_1),
        moved(MARCH_1 + timedelta(days=3), CaseStage.SETTLED),
        reopened,
    ]
    fitting = chosen(rules, Platform.JD, CaseKind.LOST, MARCH_1)
    runs = [
        (deadline.state, deadline.due_at)
        for deadline in derive(happened, fitting, reopened.at)
        if deadline.rule.code == "resolve"
    ]
    assert runs == [
        (ClockState.MISSED, MARCH_1 + timedelta(hours=48)),
        (ClockState.RUNNING, reopened.at + timedelta(hours=48)),
    ]


def test_each_message_wants_an_answer_but_an_unanswered_one_keeps_its_time(
    rules: tuple[ClockRule, ...],
) -> None:
    minutes = [MARCH_1 + timedelta(minutes=count) for count in range(10)]
    happened = [
        opened(minutes[0]),
        Happening(minutes[2], "buyer_wrote"),
        Happening(minutes[3], "replied"),
        Happening(minutes[4], "buyer_wrote"),
    ]
    fitting = chosen(rules, Platform.TMALL, CaseKind.RETURN, MARCH_1)
    runs = [(run.state, run.due_at) for run in derive(happened, fitting, minutes[5])]
    assert runs == [(ClockState.KEPT, minutes[5]), (ClockState.RUNNING, minutes[9])]


@pytest.fixture
def new_york() -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the zone of a Windows process can't be changed")
    before = os.environ.get("TZ")
    os.environ["TZ"] = "America/New_York"
    time.tzset()
    yield
    os.environ.pop("TZ") if before is None else os.environ.update(TZ=before)
    time.tzset()


@pytest.mark.usefixtures("new_york")
def test_a_change_to_summer_time_neither_shortens_nor_lengthens(
    rules: tuple[ClockRule, ...],
) -> None:
    start = datetime(2026, 3, 7, 20, 0).astimezone()
    found = derived(rules, Platform.OTHER, CaseKind.LOST, opened(start), now=start)
    due = found["resolve"].due_at
    assert due is not None
    assert due - start == timedelta(hours=48)
    assert clock.to_local(due).strftime("%d %H:%M") == "09 21:00"


def test_a_computers_clock_set_back_moves_no_deadline(shop: Store) -> None:
    with time_machine.travel(at("2026-09-03 10:00"), tick=False) as traveller:
        case = cases.open(shop, CaseDraft(kind="lost", buyer="甲"))
        traveller.move_to(at("2026-09-03 09:00"))
        timeline.add(shop, case.row.id, CaseEventKind.NOTE, "set back")
        cases.move(shop, case.row.no, CaseStage.WAITING_COURIER)
        traveller.move_to(at("2026-09-03 11:00"))
        cases.move(shop, case.row.no, CaseStage.HANDLING)
        shown = cases.show(shop, case.row.no)
    assert [entry.at for entry in shown.timeline] == [at("2026-09-03 10:00")] * 3 + [
        at("2026-09-03 11:00")
    ]
    assert shown.row.resolve_due == at("2026-09-05 11:00")


def test_a_late_case_stays_late_when_the_clock_is_set_back(rules: tuple[ClockRule, ...]) -> None:
    happened = [opened(MARCH_1), Happening(MARCH_1 + timedelta(hours=1), "note")]
    found = derived(rules, Platform.TAOBAO, CaseKind.RETURN, *happened, now=MARCH_1)
    assert found["reply"].state is ClockState.MISSED


def test_the_list_shows_the_earliest_open_deadline(shop: Store) -> None:
    with time_machine.travel(MARCH_1, tick=False) as traveller:
        case = cases.open(shop, CaseDraft(kind="lost", buyer="甲"))
        assert (case.row.next_clock, case.row.next_due) == (
            "reply",
            MARCH_1 + timedelta(minutes=5),
        )
        traveller.shift(60)
        timeline.add(shop, case.row.id, CaseEventKind.REPLIED, "在查")
        after = cases.show(shop, case.row.no).row
        assert (after.next_clock, after.reply_due) == ("resolve", None)
        assert not after.missed
        traveller.shift(timedelta(days=3))
        assert after.overdue(clock.now())
        assert timeline.renew_all(shop, late_only=True) == 1
        assert cases.show(shop, case.row.no).row.missed
        assert timeline.renew_all(shop, late_only=True) == 0


def test_a_buyers_deadline_is_not_the_shops(rules: tuple[ClockRule, ...]) -> None:
    found = derived(
        *(rules, Platform.KUAISHOU, CaseKind.EXCHANGE, opened(MARCH_1)),
        Happening(MARCH_1, "replied"),
        stepped(MARCH_1, "agreed"),
        now=MARCH_1,
    )
    assert found["kuaishou_exchange_ship_back"].rule.of is Clock.BUYER
    assert earliest(found.values()) is None


OWN = """
[[clocks]]
code = "reply"
zh_CN = "本店：十分钟内回复"
en = "Our own: reply in ten minutes"
of = "reply"
platforms = ["taobao"]
minutes = 10
starts = ["opened"]
ends = ["replied"]
source = "our contract"
valid_from = 2026-03-02
checked = true
"""


def test_the_shops_own_rule_counts_from_its_day(shop: Store) -> None:
    clock_rules.save_own(shop, OWN)
    assert clock_rules.own_text(shop) == OWN
    day = timedelta(days=1)
    for start, minutes in ((MARCH_1, 5), (MARCH_1 + day, 10)):
        with time_machine.travel(start, tick=False):
            case = cases.open(
                shop, CaseDraft(kind="return", buyer=f"甲{minutes}", platform=Platform.TAOBAO)
            )
        assert case.row.reply_due == start + timedelta(minutes=minutes)
    assert case.deadlines[0].rule.checked
    assert case.deadlines[0].rule.name == "Our own: reply in ten minutes"


def test_open_cases_take_a_changed_rule(shop: Store) -> None:
    case = cases.open(shop, CaseDraft(kind="return", buyer="甲", platform=Platform.TAOBAO))
    clock_rules.save_own(shop, OWN.replace("2026-03-02", "2020-01-01"))
    assert timeline.renew_all(shop) == 1
    after = cases.show(shop, case.row.no).row
    assert after.reply_due == case.row.opened_at + timedelta(minutes=10)


@pytest.mark.parametrize(
    ("old", "new", "reason", "key"),
    [
        ("minutes = 10\n", "", Reason.RULES_WRONG, "clocks[1].days"),
        ("minutes = 10", "minutes = -10", Reason.RULES_WRONG, "clocks[1].minutes"),
        ("minutes = 10", "minutes = true", Reason.RULES_WRONG, "clocks[1].minutes"),
        ("2026-03-02", '"2026-03-02"', Reason.RULES_WRONG, "clocks[1].valid_from"),
        ('"replied"', '"answered"', Reason.RULES_WRONG, "clocks[1].ends"),
        ('"replied"', '"moved:over"', Reason.RULES_WRONG, "clocks[1].ends"),
        ("taobao", "taobo", Reason.RULES_WRONG, "clocks[1].platforms"),
        ("minutes", "minuts", Reason.RULES_WRONG, "clocks[1].minuts"),
        ('of = "reply"\n', "", Reason.RULES_INCOMPLETE, "clocks[1].of"),
        ("checked = true", "checked = 1", Reason.RULES_WRONG, "clocks[1].checked"),
        ('source = "our contract"', "source = 1", Reason.RULES_WRONG, "clocks[1].source"),
        (
            'platforms = ["taobao"]',
            'platforms = "taobao"',
            Reason.RULES_WRONG,
            "clocks[1].platforms",
        ),
        ("[[clocks]]", "[clocks]", Reason.RULES_WRONG, "clocks"),
        ("[[clocks]]", "[[clock]]", Reason.RULES_WRONG, "clock"),
    ],
)
def test_a_fault_in_the_rules_is_named_by_its_key(
    shop: Store, old: str, new: str, reason: Reason, key: str
) -> None:
    with pytest.raises(FileTrouble) as told:
        clock_rules.save_own(shop, OWN.replace(old, new))
    assert (told.value.reason, told.value.data["key"]) == (reason, key)
    assert clock_rules.own_text(shop) == ""


def test_rules_that_are_no_toml_are_refused_with_their_line(shop: Store) -> None:
    with pytest.raises(FileTrouble) as told:
        clock_rules.save_own(shop, "a = 1\nb = = 2")
    assert told.value.reason is Reason.RULES_UNREADABLE
    assert "line 2" in str(told.value.data["line"])


def test_the_shipped_rules_are_sound_and_say_their_source(rules: tuple[ClockRule, ...]) -> None:
    clock_rules.check()
    assert all(rule.source for rule in rules)
    assert not any(rule.checked for rule in rules)
    steps = clock_rules.platform_steps()
    named = {
        token.partition(":")[2]
        for rule in rules
        for token in rule.starts | rule.ends | rule.told
        if token.startswith("platform_step:")
    }
    assert named <= set(steps)
    i18n.use("zh_CN")
    assert clock_rules.platform_steps()["visited"] == "已上门"
    assert clock_rules.shipped_text().startswith("#")
