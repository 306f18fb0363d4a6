"""Hostile courier sheets (cases 41-48) that no test of a module proves."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.core import weight
from desktop_app.core.errors import BadValue
from desktop_app.core.kinds import ClaimStage, MatchState
from desktop_app.services import claims, couriers
from desktop_app.services.store import Store
from tests.unit.test_settlements import SIMPLE, claim, entered, held, table

S, M = ClaimStage, MatchState


def test_h44_a_cent_too_little_is_shown_and_closes_nothing(shop: Store, tmp_path: Path) -> None:
    one = claim(shop, "7501", 6190)
    may = table(tmp_path / "may.csv", SIMPLE, ("7501", "LP1", "40.00", "2026-05-31"))
    june = table(tmp_path / "june.csv", SIMPLE, ("7501", "LP1", "21.89", "2026-06-30"))
    assert entered(shop, may) == entered(shop, june) == 1
    row = claims.show(shop, one.no).row
    assert (row.stage, row.outstanding_minor) == (S.PART_PAID, 1)


def test_h45_a_parcel_that_only_one_side_knows(shop: Store, tmp_path: Path) -> None:
    late = claim(shop, "7504", 3000)
    path = table(tmp_path / "a.csv", SIMPLE, ("7599", "LP9", "12.00", "2026-05-31"))
    found = held(shop, path)
    assert [match.state for match in found.matches] == [M.ONLY_THEIRS]
    assert [unpaid.no for unpaid in found.unpaid] == [late.no]
    assert entered(shop, path) == 0
    assert claims.show(shop, late.no).row.stage is S.FILED
    assert claims.show(shop, late.no).row.outstanding_minor == 3000


def test_h46_a_number_that_looks_like_another_couriers_is_accepted(shop: Store) -> None:
    made = claim(shop, "75012345678901", 1000, "sto")
    assert claims.show(shop, made.no).row.tracking == "75012345678901"
    assert couriers.find(shop, "sto") is not None


@pytest.mark.parametrize("text", ["0.5kg", "0.50kg", "0.500kg", "500", "500g"])
def test_h47_half_a_kilogram_however_it_is_written(text: str) -> None:
    assert weight.parse(text) == 500


@pytest.mark.parametrize("text", ["-0.5kg", "0kg", "9999 kg"])
def test_h47_what_no_parcel_weighs_is_refused(text: str) -> None:
    with pytest.raises(BadValue):
        weight.parse(text)
