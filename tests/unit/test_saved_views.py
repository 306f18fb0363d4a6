"""Saved views: a list's filter under a name, with how many cases it lets through."""

from __future__ import annotations

from datetime import date

import pytest

from desktop_app.core import texts
from desktop_app.core.errors import BadValue, NotFound
from desktop_app.core.kinds import CaseKind, CaseStage, Platform
from desktop_app.services import case_views, cases, saved_views
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store

FILTER = CaseFilter(
    text="杯",
    kinds=(CaseKind.LOST,),
    platforms=(Platform.JD,),
    owners=("小王",),
    open_only=True,
    waiting="us",
    opened_from=date(2026, 9, 1),
    ids=(1, 2),
)


def test_a_filter_goes_into_a_view_and_comes_back() -> None:
    state = case_views.to_state(FILTER)
    assert state["opened_from"] == "2026-09-01"
    assert "missed" not in state
    assert case_views.from_state(state) == FILTER
    assert case_views.from_state({}) == CaseFilter()


def test_what_a_newer_program_saved_is_left_out() -> None:
    state = {"kinds": ["lost", "teleported"], "mood": "good"}
    assert case_views.from_state(state) == CaseFilter(kinds=(CaseKind.LOST,))


def test_views_are_saved_replaced_arranged_and_removed(shop: Store) -> None:
    for name in ("今天的", " 我 的 ", "超时"):
        saved_views.save(shop, "cases", name, {"filter": {}})
    saved_views.save(shop, "claims", "今天的", {})
    saved_views.save(shop, "cases", "今天的", {"filter": {"overdue": True}})
    assert [view.name for view in saved_views.of(shop, "cases")] == ["今天的", "我 的", "超时"]
    assert saved_views.of(shop, "cases")[0].state == {"filter": {"overdue": True}}
    saved_views.arrange(shop, "cases", ["超时", "今天的"])
    assert [view.name for view in saved_views.of(shop, "cases")] == ["超时", "今天的", "我 的"]
    saved_views.remove(shop, "cases", "今天的")
    assert [view.name for view in saved_views.of(shop, "claims")] == ["今天的"]
    with pytest.raises(NotFound) as told:
        saved_views.remove(shop, "cases", "今天的")
    assert texts.sentence(told.value)


@pytest.mark.parametrize("name", ["", "  ", "长" * 61])
def test_a_view_has_a_short_name(shop: Store, name: str) -> None:
    with pytest.raises(BadValue):
        saved_views.save(shop, "cases", name, {})


def test_each_view_says_how_many_cases_it_lets_through(shop: Store) -> None:
    first = cases.open(shop, CaseDraft(kind="lost", buyer="甲"))
    cases.open(shop, CaseDraft(kind="return", buyer="甲"))
    cases.move(shop, first.row.no, CaseStage.WAITING_COURIER)
    for name, wanted in (
        ("全部", CaseFilter()),
        ("丢件", CaseFilter(kinds=(CaseKind.LOST,))),
        ("等快递", CaseFilter(waiting="waiting_courier")),
        ("已结", CaseFilter(stages=(CaseStage.CLOSED,))),
    ):
        saved_views.save(shop, "cases", name, {"filter": case_views.to_state(wanted)})
    assert case_views.counts(shop) == {"全部": 2, "丢件": 1, "等快递": 1, "已结": 0}
