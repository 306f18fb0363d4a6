"""The demo shop: every kind of case, every stage, clocks that run, and a refusal where data is."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from desktop_app import cli
from desktop_app.core import clock
from desktop_app.core.errors import FileTrouble
from desktop_app.core.kinds import (
    CaseKind,
    CaseStage,
    ClaimStage,
    FeedbackState,
    ParcelKind,
    Platform,
    Verdict,
    WrongState,
)
from desktop_app.services import (
    case_lists,
    cases,
    checks,
    claim_lists,
    demo,
    feedbacks,
    parcel_lists,
    parcels,
    quality,
    search,
    stock_lines,
    weigh_sessions,
    weight_checks,
    weight_learning,
    wrong_lists,
    wrong_reports,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.parcel_lists import ParcelFilter
from desktop_app.services.store import Store


@pytest.fixture
def filled(shop: Store) -> Store:
    search.follow(shop)
    demo.fill(shop, demo.Size(cases=230, photos=8))
    return shop


def test_it_has_every_kind_and_every_stage_and_is_sound(filled: Store) -> None:
    rows = case_lists.rows(filled, case_lists.ids(filled))
    assert {row.kind for row in rows} == set(CaseKind)
    assert {row.stage for row in rows} == set(CaseStage)
    assert {claim.stage for claim in claim_lists.listed(filled)} == set(ClaimStage)
    assert checks.check(filled) == []
    assert checks.is_sound(filled)


def test_the_weighing_room_has_work_in_it(filled: Store) -> None:
    verdicts = Counter(row.verdict for row in weight_checks.listed(filled))
    assert verdicts[Verdict.FITS] > verdicts[Verdict.LIGHT] + verdicts[Verdict.HEAVY]
    proposals = weight_learning.proposals(filled)
    assert {row.weight_g is None for row in proposals} == {True, False}
    counts = parcel_lists.open_counts(filled)
    assert {(kind, True) for kind in ParcelKind} | {(ParcelKind.RETURNED, False)} == counts.keys()
    nobodys = parcel_lists.listed(filled, ParcelFilter(owned=False))
    found = [{owner.by for owner in parcels.owners(filled, row.id)} for row in nobodys]
    assert sorted(map(len, found)) == [0, 1, 1]
    tally = weigh_sessions.tally(filled, weigh_sessions.sessions(filled)[0].no)
    assert (len(tally.wrong), tally.put_right) == (1, 1)
    wrong = wrong_lists.listed(filled)
    assert {row.state for row in wrong} >= {WrongState.REPORTED, WrongState.SETTLED}
    assert all(row.reported_at <= clock.now() and row.weight_check_id for row in wrong)
    assert wrong_reports.report(filled, date(2000, 1, 1), clock.today()).pairs
    assert any(row.done_at for row in stock_lines.listed(filled, with_done=True))


def test_r19_a_model_breaks_out_and_the_factory_answered_before(filled: Store) -> None:
    warning = quality.warnings(filled)[0]
    assert (warning.model, warning.batch) == ("NM-GUO", "GH2610")
    assert warning.majors == 1
    assert [row.state for row in feedbacks.listed(filled)] == [FeedbackState.ANSWERED]
    assert any(row.opinions for row in quality.figures(filled, 28).rows)


def test_clocks_run_and_some_are_missed(filled: Store) -> None:
    rows = case_lists.rows(filled, case_lists.ids(filled))
    running = [row for row in rows if row.next_due is not None]
    assert any(row.next_due > clock.now() for row in running if row.next_due)
    assert any(row.missed for row in rows)
    assert all(row.opened_at <= clock.now() for row in rows)


def test_work_goes_on_in_it(filled: Store) -> None:
    for _case in range(3):
        made = cases.open(
            filled, CaseDraft(kind=CaseKind.LOST, buyer="新买家", platform=Platform.JD)
        )
        assert made.row.stage is CaseStage.NEW


def test_a_shop_with_data_is_left_alone(filled: Store) -> None:
    before = case_lists.count(filled)
    with pytest.raises(FileTrouble):
        demo.fill(filled, demo.Size(cases=10))
    assert case_lists.count(filled) == before


def test_by_command_line(data_dir: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["--data", str(data_dir), "demo", "--cases", "23", "--photos", "3", "--json"]
    assert cli.main(arguments) == 0
    made = json.loads(capsys.readouterr().out)
    assert (made["cases"], made["photos"]) == (23, 3)
    assert set(made) == {"cases", "orders", "customers", "photos", "claims"}
    assert cli.main(arguments) == 2
    assert "isn't empty" in capsys.readouterr().err
    assert cli.main(["--data", str(data_dir), "--json", "check"]) == 0
    assert json.loads(capsys.readouterr().out) == {"ok": True, "problems": []}
    photo = next((data_dir / "售后问题图片").rglob("*.jpg"))
    photo.unlink()
    (data_dir / "售后问题图片" / "foreign.txt").write_text("x", "utf-8")
    assert cli.main(["--data", str(data_dir), "--lang", "en", "check"]) == 1
    said = capsys.readouterr().out
    assert photo.name in said
    assert "foreign.txt" in said
