"""Shifts as data: which is on, which comes next, until when it lasts, and a shop's own (R38)."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from desktop_app.core import i18n, texts
from desktop_app.core.errors import BadValue, FileTrouble, NotFound, Reason
from desktop_app.services import settings, shifts
from desktop_app.services.shifts import ShiftDraft
from desktop_app.services.store import Store


@pytest.fixture
def _in_china() -> Iterator[None]:
    yield from _standing_in("Asia/Shanghai")


@pytest.fixture
def _in_berlin() -> Iterator[None]:
    yield from _standing_in("Europe/Berlin")


def _standing_in(zone: str) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the computer's zone can't be set from here")
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def at(text: str) -> datetime:
    """A moment as the computer's wall clock shows it."""
    return datetime.fromisoformat(text).astimezone()


def test_r38_day_and_night_shift_overlap_as_shipped(shop: Store) -> None:
    shifts.check()
    day, night = shifts.roster(shop).shifts
    assert (day.hours, night.hours) == ("08:30–16:30", "16:00–00:00")
    assert (day.name, night.name) == ("Day shift", "Night shift")
    with i18n.speaking("zh_CN"):
        assert (day.name, night.name) == ("白班", "晚班")


@pytest.mark.usefixtures("_in_china")
@pytest.mark.parametrize(
    ("now", "day", "code"),
    [
        ("2026-11-20 08:30", "2026-11-20", "day"),
        ("2026-11-20 15:59", "2026-11-20", "day"),
        ("2026-11-20 16:15", "2026-11-20", "day"),
        ("2026-11-20 16:30", "2026-11-20", "night"),
        ("2026-11-20 23:59", "2026-11-20", "night"),
        ("2026-11-21 00:00", "2026-11-20", "night"),
        ("2026-11-21 07:00", "2026-11-20", "night"),
    ],
)
def test_the_sheet_to_write_is_that_of_the_shift_that_ends_first(
    shop: Store, now: str, day: str, code: str
) -> None:
    duty = shifts.current(shop, at(now))
    assert (duty.day.isoformat(), duty.shift.code) == (day, code)


@pytest.mark.usefixtures("_in_china")
def test_a_shift_lasts_until_midnight_and_hands_to_the_next_morning(shop: Store) -> None:
    night = shifts.find(shop, date(2026, 11, 20), "night")
    assert night.ends == at("2026-11-21 00:00")
    assert night.ends == datetime(2026, 11, 20, 16, 0, tzinfo=UTC)
    after = shifts.next_after(shop, night)
    assert (after.day, after.shift.code) == (date(2026, 11, 21), "day")
    assert shifts.finish_at(shop, night) == at("2026-11-21 12:00")


@pytest.mark.usefixtures("_in_china")
def test_what_the_day_leaves_to_the_night_is_due_the_morning_after(shop: Store) -> None:
    day = shifts.find(shop, date(2026, 11, 20), "day")
    assert shifts.next_after(shop, day).shift.code == "night"
    assert shifts.finish_at(shop, day) == at("2026-11-21 12:00")


@pytest.mark.usefixtures("_in_berlin")
def test_shifts_keep_the_wall_clock_when_the_clocks_change(shop: Store) -> None:
    shifts.save(shop, [ShiftDraft("Watch", "22:00", "06:00")])
    autumn = shifts.find(shop, date(2026, 10, 24), "Watch")
    spring = shifts.find(shop, date(2026, 3, 28), "Watch")
    assert (autumn.ends - autumn.begins).total_seconds() == 9 * 3600
    assert (spring.ends - spring.begins).total_seconds() == 7 * 3600
    assert shifts.finish_at(shop, autumn) == at("2026-10-26 12:00")


@pytest.mark.usefixtures("_in_china")
def test_a_shops_own_shifts_with_weekdays_and_past_midnight(shop: Store) -> None:
    workdays = frozenset(range(5))
    shifts.save(
        shop,
        [
            ShiftDraft("早班", "7:00", "15：00", workdays),
            ShiftDraft("夜班", "22:00", "24:00", workdays),
            ShiftDraft("值班", "20:00", "4:00", frozenset({5})),
        ],
        finish_by="10:30",
    )
    friday = shifts.find(shop, date(2026, 11, 20), "夜班")
    assert shifts.next_after(shop, friday).shift.name == "值班"
    saturday = shifts.find(shop, date(2026, 11, 21), "值班")
    assert saturday.ends == at("2026-11-22 04:00")
    assert shifts.next_after(shop, saturday).day == date(2026, 11, 23)
    assert shifts.finish_at(shop, saturday) == at("2026-11-23 10:30")
    assert shifts.current(shop, at("2026-11-22 20:00")).shift.name == "值班"
    with pytest.raises(NotFound) as refused:
        shifts.find(shop, date(2026, 11, 21), "早班")
    assert texts.sentence(refused.value) == (
        "There is no shift “早班” on that day; there are: 值班."
    )


def test_one_shift_a_day_hands_over_to_itself(shop: Store) -> None:
    shifts.save(shop, [ShiftDraft("Shop", "09:00", "18:00")])
    duty = shifts.find(shop, date(2026, 11, 20), "Shop")
    assert shifts.next_after(shop, duty).day == date(2026, 11, 21)


def test_shipped_names_survive_an_edit_of_the_times(shop: Store) -> None:
    kept = shifts.save(shop, [ShiftDraft("Night shift", "17:00", "01:00", code="night")])
    assert kept.shifts[0].names["zh_CN"] == "晚班"
    assert shifts.roster(shop) == kept
    renamed = shifts.save(shop, [ShiftDraft("Late", "17:00", "01:00", code="night")])
    assert renamed.shifts[0].code == "night"
    assert shifts.name_of(shop, "night") == "Late"
    assert shifts.name_of(shop, "day") == "Day shift"
    assert shifts.name_of(shop, "a shift long gone") == "a shift long gone"
    assert shifts.reset(shop) == shifts.shipped() == shifts.roster(shop)


def test_names_with_quotes_and_names_of_shipped_codes_are_kept(shop: Store) -> None:
    shifts.save(shop, [ShiftDraft('the "late" \\ one\x7f', "1:00", "2:00"), _draft("day")])
    first, second = shifts.roster(shop).shifts
    assert first.name == 'the "late" \\ one\x7f'
    assert second.code == "day 2"


def _draft(name: str = "Shift", begins: str = "8:00", ends: str = "9:00") -> ShiftDraft:
    return ShiftDraft(name, begins, ends)


@pytest.mark.parametrize(
    ("drafts", "finish_by", "sentence"),
    [
        ([], "12:00", "At least one shift is missing."),
        ([_draft("  ")], "12:00", "The shift's name is missing."),
        ([_draft("a" * 41)], "12:00", f"“{'a' * 40}…” is longer than 40 characters."),
        ([_draft(), _draft()], "12:00", "Two shifts are called “Shift”; give one another name."),
        ([_draft(begins="25:00")], "12:00", None),
        ([_draft(ends="8:5")], "12:00", None),
        ([_draft(ends="half past")], "12:00", None),
        ([_draft()], "noon", "“noon” is not a time of day; write it like 16:30."),
        (
            [ShiftDraft("Shift", "8:00", "9:00", frozenset())],
            "12:00",
            "A weekday of the shift is missing.",
        ),
    ],
)
def test_what_is_no_shift_is_refused_and_nothing_is_stored(
    shop: Store, drafts: list[ShiftDraft], finish_by: str, sentence: str | None
) -> None:
    with pytest.raises(BadValue) as refused:
        shifts.save(shop, drafts, finish_by)
    said = texts.sentence(refused.value)
    assert said == sentence if sentence else "is not a time of day" in said
    assert shifts.roster(shop) == shifts.shipped()


@pytest.mark.parametrize(
    "text",
    [
        'finish_by = "12:00"',
        'finish_by = "12:00"\n[[shifts]]\ncode = "a"\nzh_CN = "甲"\nen = "A"\nfrom = "x"\n'
        'to = "9:00"',
        'finish_by = "12:00"\n[[shifts]]\ncode = "a"\nzh_CN = "甲"\nen = "A"\nfrom = "8:00"\n'
        'to = "9:00"\nweekdays = ["someday"]',
        'finish_by = "12:00"\n'
        + '[[shifts]]\ncode = "a"\nzh_CN = "甲"\nen = "A"\nfrom = "8:00"\nto = "9:00"\n' * 2,
    ],
)
def test_damaged_shifts_are_named_by_file_and_key(shop: Store, text: str) -> None:
    settings.put(shop, settings.SHIFTS, text)
    with pytest.raises(FileTrouble) as refused:
        shifts.roster(shop)
    assert refused.value.reason is Reason.RULES_WRONG
    assert refused.value.data["path"] == "own.toml"
