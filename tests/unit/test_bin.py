"""The bin: 30 days to think again, and no way in for evidence of a filed claim."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.core import clock
from desktop_app.core.errors import NotAllowed, Reason
from desktop_app.core.kinds import CaseKind, ClaimKind, ClaimStage, Platform
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim, Courier
from desktop_app.services import bin as recycling
from desktop_app.services import buyers, photo_checks, photos
from desktop_app.services.store import Store
from tests import drawn


@pytest.fixture
def deer(shop: Store) -> int:
    return buyers.obtain(shop, Platform.TAOBAO, "小鹿")


def claim(store: Store, stage: ClaimStage, case_id: int | None = None) -> int:
    now = clock.now()
    with store.transaction():
        courier, _made = Courier.get_or_create(code="sf", defaults={"name": "顺丰"})
        made = Claim.create(
            no=f"LP-{Claim.select().count()}",
            courier=courier,
            stage=stage,
            kind=ClaimKind.DAMAGED,
            case=case_id,
            tracking="SF1234567890123",
            applied_on="2026-09-03",
            claimed_minor=5490,
            entered_at=now,
            entered_month="2026-09",
        )
    return int(made.id)


def case(store: Store) -> int:
    now = clock.now()
    with store.transaction():
        made = AfterSalesCase.create(
            no="AS1", platform="taobao", kind=CaseKind.LOST, opened_at=now, updated_at=now
        )
    return int(made.id)


def bring(store: Store, buyer: int, tmp_path: Path, count: int = 1) -> list[photos.StoredPhoto]:
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(count)]
    return photos.import_files(store, buyer, sources).added


def test_deleted_photos_wait_in_the_bin_and_come_back(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    first, second = bring(shop, deer, tmp_path, 2)
    items = recycling.delete_photos(shop, [first.id])
    assert [row.id for row in photos.list_(shop, buyer=deer)] == [second.id]
    assert not shop.paths.absolute(first.stored).exists()
    (row,) = recycling.rows(shop, recycling.PHOTOS)
    assert (row.id, row.what) == (items[0], Path(first.stored).name)
    assert row.gone_on - row.deleted_at == timedelta(days=30)
    assert shop.paths.absolute(row.file).is_file()
    assert photo_checks.verify(shop).problems == []
    assert recycling.restore(shop, items) == [first.id]
    assert recycling.restore(shop, items) == []
    assert [found.stored for found in photos.list_(shop, buyer=deer)] == [
        first.stored,
        second.stored,
    ]
    assert recycling.rows(shop) == []
    assert photo_checks.verify(shop).problems == []


def test_names_of_binned_photos_are_not_given_out_again(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    (first,) = bring(shop, deer, tmp_path)
    recycling.delete_photos(shop, [first.id])
    other = drawn.write(tmp_path / "other.jpg", 77)
    (second,) = photos.import_files(shop, deer, [other]).added
    assert Path(second.stored).stem.endswith("_02")


def test_the_same_bytes_again_come_out_of_the_bin(shop: Store, deer: int, tmp_path: Path) -> None:
    (first,) = bring(shop, deer, tmp_path)
    recycling.delete_photos(shop, [first.id])
    report = photos.import_files(shop, deer, [tmp_path / "0.jpg"])
    assert [(one.id, one.stored) for one in report.duplicates] == [(first.id, first.stored)]
    assert shop.paths.absolute(first.stored).is_file()
    assert recycling.rows(shop) == []


def test_a_lost_binned_photo_comes_in_as_a_new_one(shop: Store, deer: int, tmp_path: Path) -> None:
    (first,) = bring(shop, deer, tmp_path)
    recycling.delete_photos(shop, [first.id])
    shop.paths.absolute(recycling.rows(shop)[0].file).unlink()
    assert len(photos.import_files(shop, deer, [tmp_path / "0.jpg"]).added) == 1


@pytest.mark.parametrize("stage", [ClaimStage.FILED, ClaimStage.PAID, ClaimStage.CLOSED])
def test_evidence_of_a_filed_claim_stays(
    shop: Store, deer: int, tmp_path: Path, stage: ClaimStage
) -> None:
    first, second = bring(shop, deer, tmp_path, 2)
    claim_id = claim(shop, stage)
    photos.link(shop, [first.id], claim=claim_id)
    with pytest.raises(NotAllowed) as told:
        recycling.delete_photos(shop, [second.id, first.id])
    assert told.value.reason is Reason.EVIDENCE_FILED
    with pytest.raises(NotAllowed):
        photos.unlink(shop, [first.id], claim=claim_id)
    assert len(photos.list_(shop, buyer=deer)) == 2
    assert len(photos.list_(shop, claim=claim_id)) == 1


def test_so_does_that_of_a_case_with_a_filed_claim(shop: Store, deer: int, tmp_path: Path) -> None:
    (photo,) = bring(shop, deer, tmp_path)
    case_id = case(shop)
    claim(shop, ClaimStage.FILED, case_id)
    photos.link(shop, [photo.id], case=case_id)
    with pytest.raises(NotAllowed):
        recycling.delete_photos(shop, [photo.id])


@pytest.mark.parametrize("stage", [ClaimStage.DRAFT, ClaimStage.VOID])
def test_that_of_a_draft_may_go(shop: Store, deer: int, tmp_path: Path, stage: ClaimStage) -> None:
    (photo,) = bring(shop, deer, tmp_path)
    claim_id = claim(shop, stage)
    photos.link(shop, [photo.id], claim=claim_id)
    assert len(recycling.delete_photos(shop, [photo.id])) == 1
    photos.unlink(shop, [photo.id], claim=claim_id)


def test_after_thirty_days_they_go_to_the_systems_bin(
    shop: Store, deer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[str] = []
    monkeypatch.setattr("send2trash.send2trash", gone.append)
    first, second = bring(shop, deer, tmp_path, 2)
    recycling.delete_photos(shop, [first.id, second.id])
    file = recycling.rows(shop)[-1].file
    assert recycling.empty_expired(shop) == 0
    late = clock.now() + timedelta(days=31)
    shop.paths.absolute(file).unlink()
    assert recycling.empty_expired(shop, late) == 2
    assert len(gone) == 1
    assert recycling.rows(shop) == []
    assert photos.rows(shop, [first.id, second.id]) == []


def test_what_the_systems_bin_does_not_take_stays(
    shop: Store, deer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: str) -> None:
        raise OSError("no bin on this drive")

    monkeypatch.setattr("send2trash.send2trash", full)
    (photo,) = bring(shop, deer, tmp_path)
    recycling.delete_photos(shop, [photo.id])
    assert recycling.empty_expired(shop, clock.now() + timedelta(days=31)) == 0
    assert len(recycling.rows(shop)) == 1
