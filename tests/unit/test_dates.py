"""Days, moments and spans in the language spoken."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from desktop_app.core import clock, dates, i18n


@pytest.fixture(autouse=True)
def _in_september() -> Iterator[None]:
    with time_machine.travel(datetime(2026, 9, 3, 6, 0, tzinfo=UTC), tick=False):
        yield


@pytest.mark.parametrize(
    ("language", "this_year", "earlier"),
    [("en", "Sep 1", "Dec 31, 2025"), ("zh_CN", "9月1日", "2025年12月31日")],
)
def test_a_day_has_its_year_when_it_needs_it(language: str, this_year: str, earlier: str) -> None:
    i18n.use(language)
    assert dates.day(date(2026, 9, 1)) == this_year
    assert dates.day(date(2025, 12, 31)) == earlier


def test_a_moment_is_told_on_the_computer_s_own_clock() -> None:
    local = clock.to_local(clock.now())
    assert dates.moment(clock.now()) == f"Sep 3 {local:%H:%M}"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (0, "0 sec", "0秒"),
        (59, "59 sec", "59秒"),
        (60, "1 min", "1分钟"),
        (3_725, "1 hr 2 min", "1小时2分钟"),
        (-7_200, "2 hr", "2小时"),
        (2 * 86_400 + 59, "2 days", "2天"),
        (2 * 86_400 + 3 * 3_600, "2 days 3 hr", "2天3小时"),
    ],
)
def test_a_span_is_told_in_its_two_largest_units(seconds: int, english: str, chinese: str) -> None:
    assert dates.span(timedelta(seconds=seconds)) == english
    i18n.use("zh_CN")
    assert dates.span(timedelta(seconds=seconds)) == chinese
