"""Names by template: previewed, applied to all, taken back, and whole after any interruption."""

from __future__ import annotations

from pathlib import Path

import pytest

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, FileTrouble
from desktop_app.core.kinds import CaseKind, Platform
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.photos import Photo
from desktop_app.services import (
    buyers,
    photo_checks,
    photo_moves,
    photo_names,
    photo_renames,
    photos,
    settings,
)
from desktop_app.services.photo_moves import Move
from desktop_app.services.store import Store
from tests import drawn

DAY = f"{clock.today():%Y%m%d}"
NEW = "{buyer}_{platform}_{case}_{seq}"


@pytest.fixture
def archive(shop: Store, tmp_path: Path) -> dict[int, str]:
    """Three photos of one buyer, the last in a case, and one of another buyer."""
    now = clock.now()
    one = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    other = buyers.obtain(shop, Platform.JD, "老王")
    with shop.transaction():
        case = AfterSalesCase.create(
            no="AS7", platform="taobao", kind=CaseKind.LOST, opened_at=now, updated_at=now
        )
    sources = [drawn.write(tmp_path / f"IMG {n}.jpg", n) for n in range(4)]
    photos.import_files(shop, one, sources[:2])
    photos.import_files(shop, one, sources[2:3], case=case.id)
    photos.import_files(shop, other, sources[3:])
    return names(shop)


def names(store: Store) -> dict[int, str]:
    return {row.id: row.name for row in photos.rows(store, photos.ids(store))}


def test_a_preview_changes_nothing(shop: Store, archive: dict[int, str]) -> None:
    moves = photo_renames.preview(shop, NEW)
    assert {move.photo_id: Path(move.after).name for move in moves} == {
        1: "小鹿_taobao_01.jpg",
        2: "小鹿_taobao_02.jpg",
        3: "小鹿_taobao_AS7_01.jpg",
        4: "老王_jd_01.jpg",
    }
    assert len(photo_renames.preview(shop, NEW, limit=2)) == 2
    assert names(shop) == archive


def test_a_new_template_renames_all_and_can_be_taken_back(
    shop: Store, archive: dict[int, str], tmp_path: Path
) -> None:
    act = photo_renames.rename_all(shop, NEW)
    assert act.photos == 4
    assert sorted(names(shop).values()) == [
        "小鹿_taobao_01.jpg",
        "小鹿_taobao_02.jpg",
        "小鹿_taobao_AS7_01.jpg",
        "老王_jd_01.jpg",
    ]
    assert photo_checks.verify(shop).problems == []
    (fresh,) = photos.import_files(shop, 1, [drawn.write(tmp_path / "n.jpg", 9)]).added
    assert Path(fresh.stored).name == "小鹿_taobao_03.jpg"
    assert [(kept.before, kept.after, kept.photos) for kept in photo_renames.acts(shop)] == [
        ("{buyer}_{date}_{seq}", NEW, 4)
    ]
    assert photo_renames.undo(shop, act.id) == 4
    assert {key: name for key, name in names(shop).items() if key != fresh.id} == archive
    assert settings.get(shop, settings.PHOTO_NAME) == "{buyer}_{date}_{seq}"
    assert photo_renames.acts(shop) == []
    assert photo_checks.verify(shop).problems == []


def test_the_same_template_again_renames_nothing(shop: Store, archive: dict[int, str]) -> None:
    photo_renames.rename_all(shop, NEW)
    assert photo_renames.preview(shop, NEW) == []
    assert photo_renames.rename_all(shop, NEW).photos == 0


def test_a_photo_renamed_again_since_keeps_its_name(shop: Store, archive: dict[int, str]) -> None:
    first = photo_renames.rename_all(shop, NEW)
    photo_renames.rename_all(shop, "{buyer}-{original}-{seq}")
    before = names(shop)
    assert before[1] == "小鹿-IMG 0-01.jpg"
    assert photo_renames.undo(shop, first.id) == 0
    assert names(shop) == before


@pytest.mark.parametrize(
    "template",
    [
        *("{date}_{seq}", "{buyer}", "{buyer}_{seq:03d}", "{buyer}_{seq!r}", "{buyer}_{x}_{seq}"),
        *("", "{buyer}_{seq", "{buyer.__class__}_{seq}", "{}_{seq}"),
    ],
)
def test_what_makes_no_names_is_refused(shop: Store, template: str) -> None:
    with pytest.raises(BadValue):
        photo_names.checked(template)


def test_a_name_that_is_taken_is_not_overwritten(shop: Store, archive: dict[int, str]) -> None:
    folder = shop.paths.archive / "小鹿"
    (folder / "小鹿_taobao_01.JPG").write_bytes(b"somebody's own")
    photo_renames.rename_all(shop, NEW)
    assert names(shop)[1] == "小鹿_taobao_02.jpg"
    target = folder / "blocked.jpg"
    target.write_bytes(b"mine")
    before = Photo.get_by_id(1).stored
    done = photo_moves.carry_out(shop, [Move(1, before, shop.paths.relative(target))])
    assert (done, target.read_bytes()) == ([], b"mine")
    assert shop.paths.absolute(before).is_file()


def test_letters_may_change_their_size(shop: Store, tmp_path: Path) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "Ann")
    (one,) = photos.import_files(shop, buyer, [drawn.write(tmp_path / "a.jpg")]).added
    after = one.stored.replace("Ann_", "ANN_")
    assert len(photo_moves.carry_out(shop, [Move(one.id, one.stored, after)])) == 1
    assert photo_checks.verify(shop).problems == []


def test_an_interrupted_move_is_finished_later(
    shop: Store, archive: dict[int, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_args: object) -> bool:
        raise KeyboardInterrupt

    moves = photo_renames.preview(shop, NEW)
    with monkeypatch.context() as patch:
        patch.setattr(photo_moves, "_finish", killed)
        with pytest.raises(KeyboardInterrupt):
            photo_moves.carry_out(shop, moves)
    first = moves[0]
    shop.paths.absolute(first.before).rename(shop.paths.absolute(first.after))
    assert photo_checks.verify(shop).problems == []
    assert photo_moves.recover(shop) == 4
    assert photo_moves.recover(shop) == 0
    assert names(shop)[4] == "老王_jd_01.jpg"
    assert photo_checks.verify(shop).problems == []


def test_without_an_archive_nothing_is_renamed(
    shop: Store, archive: dict[int, str], tmp_path: Path
) -> None:
    shop.paths.archive.rename(tmp_path / "away")
    with pytest.raises(FileTrouble):
        photo_renames.rename_all(shop, NEW)
    with pytest.raises(FileTrouble):
        photo_moves.carry_out(shop, [])
    assert settings.get(shop, settings.PHOTO_NAME) == "{buyer}_{date}_{seq}"
