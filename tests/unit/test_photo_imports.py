"""Photos coming in: bytes unchanged, named by buyer, never lost, never doubled."""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from desktop_app.core import clock, texts
from desktop_app.core.errors import FileTrouble, NotFound, Reason
from desktop_app.core.kinds import CaseKind, Medium, Platform, Topic
from desktop_app.core.track import Cancelled
from desktop_app.models.cases import AfterSalesCase, CaseEvent
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.services import buyers, photo_imports, photos
from desktop_app.services.photos import ImportReport
from desktop_app.services.store import Changes, Store
from tests import drawn

DAY = f"{clock.today():%Y%m%d}"


@pytest.fixture
def deer(shop: Store) -> int:
    return buyers.obtain(shop, Platform.TAOBAO, "小鹿")


def case(store: Store, buyer_id: int, no: str = "AS20260903-0001") -> int:
    now = clock.now()
    with store.transaction():
        made = AfterSalesCase.create(
            no=no,
            platform=Platform.TAOBAO,
            buyer=buyer_id,
            kind=CaseKind.DAMAGED_SIGNED,
            opened_at=now,
            updated_at=now,
        )
    return int(made.id)


def reasons(report: ImportReport) -> dict[str, Reason]:
    return {Path(one.source).name: one.error.reason for one in report.refused}


def files_in(store: Store) -> list[str]:
    archive = store.paths.archive
    return sorted(path.name for path in archive.rglob("*") if path.is_file())


def test_photos_are_copied_as_they_are_and_named_by_buyer(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    notices: list[Changes] = []
    shop.listen(notices.append)
    sources = [drawn.write(tmp_path / f"IMG_{number}.JPG", number) for number in (1, 2)]
    report = photos.import_files(shop, deer, sources)
    assert [one.stored for one in report.added] == [
        f"售后问题图片/小鹿/小鹿_{DAY}_01.jpg",
        f"售后问题图片/小鹿/小鹿_{DAY}_02.jpg",
    ]
    for one, source in zip(report.added, sources, strict=True):
        kept = shop.paths.absolute(one.stored)
        assert kept.read_bytes() == source.read_bytes()
        assert one.sha256 == hashlib.sha256(source.read_bytes()).hexdigest()
        assert (one.width, one.height, one.damaged) == (320, 240, False)
    assert [list(notice.ids) for notice in notices] == [[Topic.PHOTOS], [Topic.PHOTOS]]
    row = photos.list_(shop, buyer=deer)[0]
    assert (row.original_name, row.buyer, row.format, row.barcodes) == (
        "IMG_1.JPG",
        "小鹿",
        "JPEG",
        None,
    )


@pytest.mark.skipif(os.name != "posix", reason="rights are an ACL there")
def test_only_this_person_may_read_what_is_stored(shop: Store, deer: int, tmp_path: Path) -> None:
    source = drawn.write(tmp_path / "a.jpg")
    source.chmod(0o644)
    report = photos.import_files(shop, deer, [source])
    stored = shop.paths.absolute(report.added[0].stored)
    assert (stored.stat().st_mode & 0o777, stored.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_h17_the_source_keeps_bytes_and_time(shop: Store, deer: int, tmp_path: Path) -> None:
    source = drawn.write(tmp_path / "a.jpg")
    os.utime(source, (1_700_000_000, 1_700_000_000))
    before = (source.read_bytes(), source.stat().st_mtime_ns, source.stat().st_mode)
    report = photos.import_files(shop, deer, [source])
    assert (source.read_bytes(), source.stat().st_mtime_ns, source.stat().st_mode) == before
    row = photos.rows(shop, [report.added[0].id])[0]
    assert row.file_time is not None
    assert clock.to_text(row.file_time) == "2023-11-14T22:13:20Z"


def test_h01_bad_files_are_refused_each_with_its_reason_and_the_rest_goes_on(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    drop = tmp_path / "drop"
    for number in range(5):
        drawn.write(drop / f"good{number}.jpg", number)
    (drop / "empty.jpg").write_bytes(b"")
    (drop / "one.jpg").write_bytes(b"\xff")
    (drop / "login.jpg").write_bytes(b"<html><body>please log in</body></html>")
    (drop / "zeros.jpg").write_bytes(bytes(30_000))
    (drop / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0\1\2\3" * 50)
    report = photos.import_files(shop, deer, [drop, tmp_path / "gone.jpg"])
    assert len(report.added) == 5
    assert reasons(report) == {
        "empty.jpg": Reason.FILE_EMPTY,
        "one.jpg": Reason.NOT_EVIDENCE,
        "login.jpg": Reason.NOT_EVIDENCE,
        "zeros.jpg": Reason.NOT_EVIDENCE,
        "broken.png": Reason.NOT_A_PICTURE,
        "gone.jpg": Reason.FILE_MISSING,
    }
    for one in report.refused:
        assert Path(one.source).name in texts.sentence(one.error)
    assert len(files_in(shop)) == 5


def test_h12_the_same_bytes_again_are_a_link_not_a_second_file(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    case_id = case(shop, deer)
    first = drawn.write(tmp_path / "a.jpg")
    again = drawn.write(tmp_path / "b.jpg")
    stored = photos.import_files(shop, deer, [first]).added[0]
    report = photos.import_files(shop, deer, [again, first], case=case_id)
    assert report.added == []
    assert [(one.id, one.stored) for one in report.duplicates] == [(stored.id, stored.stored)] * 2
    assert len(files_in(shop)) == 1
    assert [row.id for row in photos.list_(shop, case=case_id)] == [stored.id]


def test_twice_in_one_batch_is_once_in_the_archive(shop: Store, deer: int, tmp_path: Path) -> None:
    sources = [drawn.write(tmp_path / name) for name in ("a.jpg", "b.jpg", "c.jpg")]
    report = photos.import_files(shop, deer, sources)
    assert (len(report.added), len(report.duplicates)) == (1, 2)


def test_h12_the_same_bytes_under_two_buyers_are_kept_by_both_and_said(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    other = buyers.obtain(shop, Platform.TMALL, "老王")
    source = drawn.write(tmp_path / "a.jpg")
    mine = photos.import_files(shop, deer, [source]).added[0]
    report = photos.import_files(shop, other, [source])
    assert report.added[0].stored == f"售后问题图片/老王/老王_{DAY}_01.jpg"
    (warning,) = report.similar
    assert (warning.other, warning.buyer, warning.distance) == (mine.stored, "小鹿", 0)
    assert warning.same_bytes


def test_lost_bytes_that_come_again_take_their_place(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    source = drawn.write(tmp_path / "a.jpg")
    stored = shop.paths.absolute(photos.import_files(shop, deer, [source]).added[0].stored)
    stored.unlink()
    report = photos.import_files(shop, deer, [source])
    assert (len(report.added), len(report.duplicates)) == (0, 1)
    assert stored.read_bytes() == source.read_bytes()


def test_h14_the_systems_own_files_are_skipped_and_counted(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    drop = tmp_path / "drop"
    drawn.write(drop / "IMG_0001.jpg")
    junk = ["._IMG_0001.JPG", "Thumbs.db", "desktop.ini", "IMG_0001.AAE", "x.crdownload"]
    for name in [*junk, ".hidden"]:
        (drop / name).write_bytes(b"junk")
    drawn.write(drop / "__MACOSX" / "IMG_0001.jpg", 2)
    report = photos.import_files(shop, deer, [drop])
    assert len(report.added) == 1
    assert sorted(Path(name).name for name in report.skipped) == sorted(
        [*junk, ".hidden", "__MACOSX"]
    )
    assert report.refused == []


def test_h08_the_extension_says_what_the_file_is(shop: Store, deer: int, tmp_path: Path) -> None:
    sources = [
        drawn.write(tmp_path / "jpeg.heic", 1),
        drawn.write(tmp_path / "jpeg-without", 2),
        drawn.write(tmp_path / "heic.jpg", 3, "HEIF"),
        drawn.write(tmp_path / "png.jpg", 4, "PNG"),
    ]
    report = photos.import_files(shop, deer, sources)
    assert [Path(one.stored).suffix for one in report.added] == [".jpg", ".jpg", ".heic", ".png"]
    names = [row.original_name for row in photos.list_(shop, buyer=deer)]
    assert names == ["jpeg.heic", "jpeg-without", "heic.jpg", "png.jpg"]


def test_h13_two_photos_of_one_name_in_one_second_are_two_files(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    sources = [drawn.write(tmp_path / str(n) / "IMG_0001.JPG", n) for n in (1, 2)]
    report = photos.import_files(shop, deer, sources)
    assert [Path(one.stored).name for one in report.added] == [
        f"小鹿_{DAY}_01.jpg",
        f"小鹿_{DAY}_02.jpg",
    ]


def test_numbers_go_on_after_what_is_there_and_nothing_is_overwritten(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    folder = shop.paths.archive / "小鹿"
    folder.mkdir()
    strange = folder / f"小鹿_{DAY}_07.PNG"
    strange.write_bytes(b"put here by somebody")
    report = photos.import_files(shop, deer, [drawn.write(tmp_path / "a.jpg")])
    assert Path(report.added[0].stored).name == f"小鹿_{DAY}_08.jpg"
    assert strange.read_bytes() == b"put here by somebody"


def test_h16_what_lies_in_the_archive_is_not_copied_onto_itself(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    stored = photos.import_files(shop, deer, [drawn.write(tmp_path / "a.jpg")]).added[0].stored
    inside = shop.paths.absolute(stored)
    report = photos.import_files(shop, deer, [inside, shop.paths.root])
    assert report.added == []
    assert report.duplicates == []
    assert reasons(report)[inside.name] is Reason.SOURCE_IN_ARCHIVE
    assert reasons(report)[shop.paths.root.name] is Reason.SOURCE_IN_ARCHIVE
    assert files_in(shop) == [inside.name]


@pytest.mark.skipif(os.name != "posix", reason="links need a right of their own there")
def test_h16_links_that_lead_in_circles_end(shop: Store, deer: int, tmp_path: Path) -> None:
    drop = tmp_path / "drop"
    drawn.write(drop / "a.jpg")
    (drop / "round").symlink_to(drop)
    (drop / "self").symlink_to(drop / "self")
    (drop / "pipe").unlink(missing_ok=True)
    os.mkfifo(drop / "pipe")
    report = photos.import_files(shop, deer, [drop])
    assert len(report.added) == 1
    assert set(reasons(report)) == {"self", "pipe"}


def test_h51_without_the_archive_nothing_begins(shop: Store, deer: int, tmp_path: Path) -> None:
    source = drawn.write(tmp_path / "a.jpg")
    away = shop.paths.archive.rename(tmp_path / "away")
    with pytest.raises(FileTrouble) as told:
        photos.import_files(shop, deer, [source])
    assert told.value.reason is Reason.ARCHIVE_MISSING
    assert not shop.paths.archive.exists()
    away.rename(shop.paths.archive)
    assert len(photos.import_files(shop, deer, [source]).added) == 1


def test_h51_an_archive_that_goes_away_meanwhile_ends_the_batch(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(20)]

    def unplug(items: Iterable[Any], /, total: int | None = None) -> Iterable[Any]:
        for count, item in enumerate(items):
            yield item
            if count == 2:
                shop.paths.archive.rename(tmp_path / "away")

    report = photos.import_files(shop, deer, sources, track=unplug)
    assert len(report.added) == 3
    assert {one.error.reason for one in report.refused} == {Reason.ARCHIVE_MISSING}
    assert len(report.added) + len(report.refused) == 20
    (tmp_path / "away").rename(shop.paths.archive)
    assert len(photos.list_(shop, buyer=deer)) == 3
    again = photos.import_files(shop, deer, sources)
    assert (len(again.added), len(again.duplicates)) == (17, 3)


def test_a_cancel_keeps_what_was_reported_and_leaves_no_half(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(12)]

    def impatient(items: Iterable[Any], /, total: int | None = None) -> Iterable[Any]:
        assert total == 12
        for count, item in enumerate(items):
            if count == 4:
                raise Cancelled
            yield item

    with pytest.raises(Cancelled):
        photos.import_files(shop, deer, sources, track=impatient)
    assert len(photos.list_(shop, buyer=deer)) == 4
    assert len(files_in(shop)) == 4


@pytest.mark.parametrize("moment", ["copy", "row"])
def test_h50_a_full_disk_leaves_nothing_by_half(
    shop: Store, deer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    target = (os, "fsync") if moment == "copy" else (Photo, "create")
    with monkeypatch.context() as patch:
        patch.setattr(*target, full)
        report = photos.import_files(shop, deer, [drawn.write(tmp_path / "a.jpg")])
    assert reasons(report) == {"a.jpg": Reason.DISK_FULL}
    assert files_in(shop) == []
    assert photos.list_(shop, buyer=deer) == []


def test_h15_a_file_that_is_still_being_written_is_refused(
    shop: Store, deer: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = drawn.write(tmp_path / "a.jpg")
    fsync = os.fsync

    def meanwhile(handle: int) -> None:
        fsync(handle)
        with source.open("ab") as more:
            more.write(b"more")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", meanwhile)
        report = photos.import_files(shop, deer, [source])
    assert reasons(report) == {"a.jpg": Reason.FILE_CHANGING}
    assert files_in(shop) == []


@pytest.mark.parametrize(
    ("name", "content", "medium"),
    [
        ("a.mp4", b"\0\0\0\x18ftypisom\0\0\2\0isomiso2", Medium.VIDEO),
        ("IMG_0001.MOV", b"\0\0\0\x14ftypqt  \0\0\2\0qt  ", Medium.VIDEO),
        ("old.mov", b"\0\0\0\x08wide\0\0\0\x08mdat", Medium.VIDEO),
        ("发票.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", Medium.DOCUMENT),
        ("a.eml", b"From: a@b.c\r\nSubject: broken\r\n\r\nhi", Medium.DOCUMENT),
        ("all.zip", b"PK\x03\x04\x14\0\0\0", Medium.ARCHIVE),
        ("bill.xlsx", b"PK\x03\x04\x14\0\6\0", Medium.DOCUMENT),
    ],
)
def test_other_evidence_is_kept_too_without_a_picture(
    shop: Store, deer: int, tmp_path: Path, name: str, content: bytes, medium: Medium
) -> None:
    source = tmp_path / name
    source.write_bytes(content * 300)
    (stored,) = photos.import_files(shop, deer, [source]).added
    assert (stored.medium, Path(stored.stored).suffix) == (medium, source.suffix.lower())
    assert shop.paths.absolute(stored.stored).read_bytes() == content * 300
    assert (stored.width, stored.damaged) == (None, False)
    assert photos.thumbnail(shop, stored.id) is None


def test_photos_of_a_case_stand_in_its_timeline_once(
    shop: Store, deer: int, tmp_path: Path
) -> None:
    case_id = case(shop, deer)
    sources = [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(3)]
    report = photos.import_files(shop, deer, sources, case=case_id)
    events = list(CaseEvent.select().where(CaseEvent.case == case_id))
    assert [(event.kind, event.who) for event in events] == [("photo", "tester")]
    assert [link.position for link in PhotoLink.select().order_by(PhotoLink.id)] == [0, 1, 2]
    assert photos.cases_of(shop, [one.id for one in report.added]) == {
        one.id: ["AS20260903-0001"] for one in report.added
    }


def test_pasted_bytes_are_stored_like_a_file(shop: Store, deer: int) -> None:
    pasted = drawn.encoded(drawn.scene(), "PNG")
    (stored,) = photos.import_bytes(shop, deer, pasted, "chat.png").added
    assert Path(stored.stored).name == f"小鹿_{DAY}_01.png"
    row = photos.rows(shop, [stored.id])[0]
    assert (row.file_time, row.original_name) == (None, "chat.png")
    assert len(photos.import_bytes(shop, deer, pasted).duplicates) == 1
    refused = photos.import_bytes(shop, deer, b"no picture", "clip").refused
    assert refused[0].error.reason is Reason.NOT_EVIDENCE


def test_a_buyer_who_is_not_there_is_refused(shop: Store, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        photos.import_files(shop, 4711, [drawn.write(tmp_path / "a.jpg")])


@pytest.mark.parametrize(
    "buyer",
    [
        *("CON", "nul.jpg", "COM¹", "buyer.", " buyer ", "../../etc", "a/b\\c:d", "😀" * 64),
        *("买" * 255, "<b>x</b>", "{0}", "%s", "\u202egpj.exe", "=cmd|'/C calc'!A0", ".x", "-rf"),
    ],
)
def test_h18_any_buyer_id_stays_in_the_archive(shop: Store, tmp_path: Path, buyer: str) -> None:
    buyer_id = buyers.obtain(shop, Platform.TAOBAO, buyer)
    (stored,) = photos.import_files(shop, buyer_id, [drawn.write(tmp_path / "a.jpg")]).added
    path = shop.paths.absolute(stored.stored).resolve()
    assert path.parent.parent == shop.paths.archive.resolve()
    assert path.is_file()
    assert len(str(path)) < 240 or len(str(shop.paths.root)) > 80
    assert photos.list_(shop, buyer=buyer_id)[0].buyer == buyer


def test_h20_buyers_whose_names_fall_together_keep_folders_of_their_own(
    shop: Store, tmp_path: Path
) -> None:
    source = drawn.write(tmp_path / "a.jpg")
    ids = [buyers.obtain(shop, Platform.TAOBAO, name) for name in ("Ann", "ann", "ann.", "a:nn")]
    stored = [photos.import_files(shop, one, [source]).added[0].stored for one in ids]
    assert len({path.casefold() for path in stored}) == 4
    assert all(shop.paths.absolute(path).is_file() for path in stored)


def test_h22_a_path_without_room_for_names_is_said(tmp_path: Path) -> None:
    from desktop_app.services.store import open_store

    deep = tmp_path
    while len(str(deep)) < 190:
        deep = deep / "a-very-long-folder-name"
    store = open_store(deep / "shop")
    try:
        buyer_id = buyers.obtain(store, Platform.TAOBAO, "买" * 26)
        report = photos.import_files(store, buyer_id, [drawn.write(tmp_path / "a.jpg")])
    finally:
        store.close()
    assert [one.error.reason for one in report.refused] == [Reason.PATH_TOO_LONG]
    assert report.added == []


def test_roles_captions_turns_and_links(shop: Store, deer: int, tmp_path: Path) -> None:
    from desktop_app.core.errors import BadValue
    from desktop_app.core.kinds import EvidenceRole

    case_id = case(shop, deer)
    (one,) = photos.import_files(shop, deer, [drawn.write(tmp_path / "a.jpg")]).added
    photos.put_role(shop, [one.id], EvidenceRole.WAYBILL)
    photos.describe(shop, one.id, "  the torn corner ")
    photos.turn(shop, [one.id], 90)
    photos.turn(shop, [one.id], -180)
    photos.link(shop, [one.id], case=case_id)
    photos.link(shop, [one.id], case=case_id)
    row = photos.row(shop, one.id)
    assert row is not None
    assert (row.role, row.caption, row.turned) == ("waybill", "the torn corner", 270)
    assert CaseEvent.select().where(CaseEvent.case == case_id).count() == 1
    photos.unlink(shop, [one.id], case=case_id)
    assert photos.list_(shop, case=case_id) == []
    photos.put_role(shop, [one.id], None)
    with pytest.raises(BadValue):
        photos.turn(shop, [one.id], 45)
    with pytest.raises(NotFound):
        photos.describe(shop, 4711, "x")
    assert photos.row(shop, 4711) is None


def test_pages_of_ids_and_rows(shop: Store, deer: int, tmp_path: Path) -> None:
    other = buyers.obtain(shop, Platform.TMALL, "老王")
    mine = photos.import_files(
        shop, deer, [drawn.write(tmp_path / f"{n}.jpg", n) for n in range(3)]
    )
    photos.import_files(shop, other, [drawn.write(tmp_path / "w.png", 9, "PNG")])
    wanted = photos.PhotoFilter(buyer_id=deer, damaged=False, linked=False, medium="photo")
    found = photos.ids(shop, wanted)
    assert list(found) == [one.id for one in reversed(mine.added)]
    assert [row.id for row in photos.rows(shop, found)] == list(found)
    assert len(photos.ids(shop)) == 4
    assert len(photos.ids(shop, photos.PhotoFilter(linked=True))) == 0
    assert len(photos.ids(shop, photos.PhotoFilter(binned=True))) == 0
    now = clock.now()
    assert len(photos.ids(shop, photos.PhotoFilter(before=now.replace(year=2001)))) == 0
    assert len(photos.ids(shop, photos.PhotoFilter(since=now.replace(year=2001), role=""))) == 4
    assert sorted(photos.counts_by_buyer(shop)) == [(deer, "小鹿", 3), (other, "老王", 1)]


def test_the_buyers_folder_is_named_in_one_place(shop: Store, deer: int) -> None:
    from desktop_app.models.buyers import Buyer

    folder = photo_imports.folder_of(shop, Buyer.get_by_id(deer))
    assert folder == shop.paths.archive / "小鹿"
