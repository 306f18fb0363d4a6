"""Altered rules, settings, mappings and views: the shop's own data, and not taken on trust."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core import clock, paths
from desktop_app.core.kinds import CaseKind
from desktop_app.models.shops import ImportProfile, SavedView, Setting
from desktop_app.services import (
    case_rules,
    clock_rules,
    follow_up_rules,
    measure_rules,
    order_profiles,
    own_forms,
    quality,
    saved_views,
    settings,
    settlement_formats,
    shifts,
    workflows,
)
from desktop_app.services.store import Store
from tests.fuzz.altered import TIMEOUT, anything_json, bounded, fuzzed, nasty, reworded

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(TIMEOUT)]
RULES = paths.resources() / "rules"
WORDS = [
    "days = 99999999999999", "hours = -1", "days = 1e400", "days = " + "9" * 5000, "= ", "[[", "]]",
    "[[clocks]]", "[clocks]", "[[steps]]", "[stages]", "''", '"""', "\\u0000", "\\ud800", "\r",
    "valid_from = 2022-02-30", "valid_from = 0001-01-01T00:00:00Z", "true", "nan", "inf", "{a=1}",
    'code = ""', 'of = "x"', "a.b.c = 1", "[a]\n[a]", "x = " + "[" * 3000, "x = " + "{a=" * 3000,
    'new = ["closed"]', 'done_by = ["moved:x"]', 'pauses = ["new"]', 'from = "25:00"', "'''",
]  # fmt: skip


storable = nasty.filter(lambda text: "\ud800" not in text)  # a database holds no half characters


def text_of(*parts: str) -> str:
    return RULES.joinpath(*parts).read_text("utf-8")


def piece_of(text: str, mark: str) -> str:
    """The first table of a file: small enough that an altered place is likely to matter."""
    first, *_rest = text.split(mark)[1:]
    return mark + first


CASES = [text_of("cases", f"{kind}.toml") for kind in CaseKind]
CLOCKS = [piece_of(text_of("clocks.toml"), "[[clocks]]")]
SHIFTS = [text_of("shifts.toml")]
FORM = {"language": "zh_CN", "preprinted": True, "photos": True}
MESSAGES = [text_of("follow_ups.toml")]


@fuzzed
@given(text=reworded(CASES, WORDS))
def test_workflows(shop: Store, text: str) -> None:
    with bounded():
        case_rules.save(shop, CaseKind.RETURN, text)
    with bounded():
        case_rules.save(shop, "own-1", text)
    with bounded():
        workflows.offered(shop)
        workflows.save(shop, workflows.draft(shop, "return"))


@fuzzed
@given(text=reworded(CLOCKS, WORDS))
def test_clocks(shop: Store, text: str) -> None:
    with bounded():
        clock_rules.save_own(shop, text)
    with bounded():
        clock_rules.steps_for(shop, "taobao", "return", clock.now())


@fuzzed
@given(text=reworded(SHIFTS, WORDS))
def test_shifts(shop: Store, text: str) -> None:
    settings.put(shop, settings.SHIFTS, text)
    with bounded():
        shifts.roster(shop)
    with bounded():
        shifts.finish_at(shop, shifts.current(shop))


@fuzzed
@given(text=reworded(MESSAGES, WORDS), kept=anything_json, code=nasty)
def test_messages(shop: Store, text: str, kept: Any, code: str) -> None:
    with bounded():
        follow_up_rules.read(text)
    rule = {"code": "own-1", "zh_CN": "甲", "en": "A", "event": "dispatched", "situation": "care"}
    stored = [{**rule, "days": kept}, kept] if isinstance(kept, int) else kept
    settings.put(shop, settings.FOLLOW_UP_RULES, json.dumps(stored))
    with bounded():
        follow_up_rules.all_of(shop)
    settings.put(shop, settings.FOLLOW_UP_RULES, code)
    with bounded():
        follow_up_rules.all_of(shop)


@fuzzed
@given(kept=st.one_of(anything_json.map(json.dumps), storable))
def test_every_setting_has_a_value(shop: Store, kept: str) -> None:
    """What can't be read counts as not set; its readers still give what they promise."""
    declared = [one for one in vars(settings).values() if isinstance(one, settings.Declared)]
    with shop.transaction():
        for one in declared:
            Setting.insert(name=one.name, value=kept).on_conflict(
                conflict_target=[Setting.name], update={Setting.value: kept}
            ).execute()
    with bounded():
        for one in declared:
            assert type(settings.get(shop, one)) is type(one.default)
    for reads in (
        measure_rules.all_of,
        quality.warnings,
        follow_up_rules.all_of,
        shifts.roster,
        clock_rules.own,
        workflows.offered,
    ):
        with bounded():
            reads(shop)


@fuzzed
@given(kept=anything_json)
def test_measures(shop: Store, kept: Any) -> None:
    code = measure_rules.shipped()[0].code
    wanted = {"counts": kept, "among": {"what": "case", "marks": kept}, "days": kept}
    for one in (wanted, kept):
        settings.put(shop, settings.MEASURES, {code: json.dumps(one)})
        with bounded():
            assert len(measure_rules.all_of(shop)) == len(measure_rules.shipped())


@fuzzed
@given(kept=anything_json, name=nasty, garbage=storable)
def test_mappings_and_views(shop: Store, kept: Any, name: str, garbage: str) -> None:
    mappings = [
        {"platform": "taobao", "columns": kept, "one_row_each": kept},
        {"platform": kept, "columns": {name: "order_no"}, "one_row_each": True},
        {"columns": kept, "signs": kept, "pays": kept, "unit": kept, "negative": kept},
        {"columns": {"tracking": kept}, "signs": [], "pays": "", "unit": "kg", "negative": False},
        {"code": kept, "pages": [], "fields": [], "offset": [0, 0], **FORM},
        {"code": "form-1", "pages": kept, "fields": kept, "offset": kept, **FORM},
        {"code": "form-1", "pages": [{"size": [kept, 9], "file": kept}], "fields": [],
         "offset": [kept, 0], **FORM},
        kept,
    ]  # fmt: skip
    stored = [*(json.dumps(one) for one in mappings), garbage]
    with shop.transaction():
        ImportProfile.delete().execute()
        SavedView.delete().execute()
        for purpose in (order_profiles.PURPOSE, settlement_formats.PURPOSE, own_forms.PURPOSE):
            for number, text in enumerate(stored):
                ImportProfile.create(
                    purpose=purpose, name=str(number), mapping=text, saved_at=clock.now()
                )
        for number, text in enumerate(stored):
            SavedView.create(room="cases", name=str(number), state=text)
    with bounded():
        order_profiles.formats(shop)
    with bounded():
        settlement_formats.saved(shop)
    with bounded():
        own_forms.rows(shop)
    with bounded():
        assert all(isinstance(view.state, dict) for view in saved_views.of(shop, "cases"))
