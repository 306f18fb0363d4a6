"""How complete the evidence of a case and of a claim is."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.core import clock
from desktop_app.core.errors import NotFound
from desktop_app.core.kinds import CaseKind, ClaimKind, EvidenceRole, Platform
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim, Courier
from desktop_app.services import buyers, evidence, photos
from desktop_app.services.store import Store
from tests import drawn

ROLE = EvidenceRole


@pytest.fixture
def case(shop: Store) -> int:
    now = clock.now()
    with shop.transaction():
        made = AfterSalesCase.create(
            no="AS1", platform="taobao", kind=CaseKind.DAMAGED_SIGNED, opened_at=now, updated_at=now
        )
    return int(made.id)


@pytest.fixture
def claim(shop: Store, case: int) -> int:
    with shop.transaction():
        made = Claim.create(
            no="LP1",
            courier=Courier.create(code="sf", name="顺丰"),
            kind=ClaimKind.DAMAGED,
            case=case,
            tracking="SF1",
            applied_on="2026-09-03",
            claimed_minor=1,
            entered_at=clock.now(),
            entered_month="2026-09",
        )
    return int(made.id)


def bring(store: Store, tmp_path: Path, roles: list[ROLE], **of: int) -> None:
    buyer = buyers.obtain(store, Platform.TAOBAO, "小鹿")
    for role in roles:
        seed = len(photos.ids(store)) + 1
        source = drawn.write(tmp_path / f"{seed}.jpg", seed)
        (one,) = photos.import_files(store, buyer, [source], **of).added
        photos.put_role(store, [one.id], role)


def test_a_case_asks_for_what_its_kind_needs(shop: Store, case: int, tmp_path: Path) -> None:
    empty = evidence.of_case(shop, case)
    assert (empty.photos, empty.complete, empty.share) == (0, False, 0.0)
    assert ROLE.DAMAGE in empty.missing
    bring(shop, tmp_path, list(empty.missing), case=case)
    full = evidence.of_case(shop, case)
    assert full.complete
    assert full.missing == ()
    assert 0.5 < full.share < 1
    sides = next(need for need in full.needs if need.role is ROLE.OUTER_PACKING)
    assert (sides.wanted, sides.have, sides.met) == (6, 1, True)


def test_a_claim_takes_its_cases_photos_and_what_is_marked_as_enclosed(
    shop: Store, case: int, claim: int, tmp_path: Path
) -> None:
    bring(shop, tmp_path, [ROLE.DAMAGE], case=case)
    bring(shop, tmp_path, [ROLE.OUTER_PACKING], claim=claim)
    meter = evidence.of_claim(shop, claim)
    assert (meter.missing, meter.photos) == ((ROLE.VALUE_PROOF,), 2)
    with shop.transaction():
        Claim.update(evidence='["value_proof"]').where(Claim.id == claim).execute()
    assert evidence.of_claim(shop, claim).complete
    unmet = [need.role for need in evidence.of_claim(shop, claim).needs if not need.met]
    assert ROLE.LABEL in unmet


def test_the_rules_fit_every_kind() -> None:
    evidence.check()


def test_unknown_ones_are_said(shop: Store) -> None:
    with pytest.raises(NotFound):
        evidence.of_case(shop, 4711)
    with pytest.raises(NotFound):
        evidence.of_claim(shop, 4711)
