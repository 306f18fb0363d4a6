"""What altering files and texts brought to light, each kept small."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.models.shops import ImportProfile, SavedView, Setting
from desktop_app.services import (
    barcodes,
    buyers,
    cases,
    clock_rules,
    drafts,
    order_profiles,
    own_forms,
    photos,
    quality,
    register_blocks,
    restore_swaps,
    rule_files,
    saved_views,
    search,
    settings,
    settlement_formats,
    table_files,
)
from desktop_app.services.order_profiles import Profile
from desktop_app.services.settings import Declared
from desktop_app.services.store import Store
from tests import drawn
from tests.unit.test_table_files import cell, workbook

HALF = "小\ud800鹿"


def test_an_archive_whose_files_begin_before_it_is_damaged(tmp_path: Path) -> None:
    whole = workbook(f"<row>{cell('A1', '甲')}</row>")
    path = tmp_path / "a.xlsx"
    path.write_bytes(whole[:4] + whole[5:])
    with pytest.raises(FileTrouble) as told:
        table_files.read(path)
    assert told.value.reason is Reason.WORKBOOK_DAMAGED


@pytest.mark.parametrize(
    "text", ["x = " + "[" * 9000, "x = " + "9" * 9000, "x = 1 # \ud800\n[", "[a]\n[a]"]
)
def test_rules_without_end_are_told_as_unreadable(text: str) -> None:
    with pytest.raises(FileTrouble) as told:
        rule_files.parse(text, "own.toml")
    assert told.value.reason is Reason.RULES_UNREADABLE


@pytest.mark.parametrize("period", ["days = 99999999999", "minutes = 9999999999999", "hours = 0"])
def test_a_clock_runs_for_ten_years_at_most(shop: Store, period: str) -> None:
    first = clock_rules.shipped_text().split("[[clocks]]")[1]
    kept = [line for line in first.splitlines() if line.split(" ")[0] not in PERIODS]
    with pytest.raises(FileTrouble) as told:
        clock_rules.save_own(shop, "\n".join(["[[clocks]]", *kept, period]))
    assert told.value.reason is Reason.RULES_WRONG
    assert clock_rules.own(shop) == ()


PERIODS = {"minutes", "hours", "days"}


@pytest.mark.parametrize("kept", ["", "{", "[" * 9000, '{"杯": null}', '["x", 3]', "null"])
def test_a_setting_that_cannot_be_read_is_not_set(shop: Store, kept: str) -> None:
    wanted = [settings.QUALITY_SET_ASIDE, settings.RETIRED_KINDS, settings.WHO]
    for one in wanted:
        settings.put(shop, one, one.default)
    with shop.transaction():
        Setting.update(value=kept).execute()
    assert [read(shop, one) for one in wanted] == [{}, [], ""]
    assert quality.set_aside(shop) == []


def read(store: Store, setting: Declared) -> object:
    return settings.get(store, setting)


def test_a_warning_set_aside_in_words_of_another_program_is_shown_again(shop: Store) -> None:
    settings.put(shop, settings.QUALITY_SET_ASIDE, {"杯": "[1]", "碟": '{"cases": ["x"]}'})
    assert quality.set_aside(shop) == []


def test_one_bad_mapping_does_not_keep_from_the_others(shop: Store) -> None:
    good = Profile("mine", Platform.OTHER, {"No": "order_no"})
    order_profiles.save(shop, good)
    saved_views.save(shop, "cases", "mine", {"a": 1})
    bad = ["", "[]", "{}", '{"columns": 3}', '{"columns": {"tracking": 7}}', "[" * 9000]
    outside = {"code": "../../..", "pages": [], "fields": [], "offset": [0, 0]}
    more = {"language": "en", "preprinted": True, "photos": True}
    with shop.transaction():
        for number, text in enumerate([*bad, json.dumps({**outside, **more})]):
            for purpose in ("orders", "settlement", "claim_form"):
                ImportProfile.create(
                    purpose=purpose, name=str(number), mapping=text, saved_at=clock.now()
                )
            SavedView.create(room="cases", name=str(number), state=text)
    assert order_profiles.all_of(shop) == [good]
    assert settlement_formats.saved(shop) == []
    assert own_forms.rows(shop) == []
    assert (
        {"mine"}
        <= {view.name for view in saved_views.of(shop, "cases")}
        <= {"mine", "2", "3", "4", "6"}
    )


def test_inches_behind_a_cell_leave_the_other_cells_quoted() -> None:
    block = [['24"', "两行\n的话"], ["甲", 'x"y']]
    assert register_blocks.from_text(register_blocks.to_text(block)) == block


@pytest.mark.parametrize("aside", ["..", "", ".", "shop.db", "售后问题图片"])
def test_a_note_of_an_exchange_leads_nowhere_else(shop: Store, tmp_path: Path, aside: str) -> None:
    note = shop.paths.root / "restore.json"
    note.write_text(json.dumps({"aside": aside, "whole": True, "cleared": False}))
    ready = shop.paths.root / "restored.part"
    ready.mkdir()
    (ready / "shop.db").write_bytes(b"another")
    restore_swaps.carry_out(shop.paths)
    assert not note.exists()
    assert shop.paths.database.read_bytes() != b"another"
    assert not (tmp_path / "shop.db").exists()


def test_halves_of_characters_are_kept_as_a_place_holder(shop: Store, tmp_path: Path) -> None:
    """A file name that isn't UTF-8, and a paste of another program, have such halves."""
    search.follow(shop)
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    (stored,) = photos.import_files(shop, buyer, [drawn.write(tmp_path / "a.jpg")]).added
    photos.describe(shop, stored.id, HALF)
    assert photos.rows(shop, [stored.id])[0].caption == "小\ufffd鹿"
    opened = cases.open(shop, cases.CaseDraft(CaseKind.RETURN, buyer="小鹿", note=HALF))
    assert search.find(shop, HALF) is not None
    assert drafts.read(shop, HALF) is not None
    assert cases.show(shop, opened.row.no).row.buyer == "小鹿"


def test_a_strip_is_not_turned_to_look_for_codes() -> None:
    """96 × 16,384 points would become 135 million, and take nine seconds."""
    from PIL import Image

    begun = time.monotonic()
    assert barcodes.read(Image.linear_gradient("L").resize((96, 16_384))) == []
    assert time.monotonic() - begun < 5
