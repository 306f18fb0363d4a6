"""Disks that are full, fail or are read-only, folders that vanish, files that are held, clocks set
back: each act ends in one sentence, keeps what was there, and is done again when it can be."""

from __future__ import annotations

import errno
import gc
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.core import clock, paths, texts
from desktop_app.core.errors import FileTrouble, Reason, UserError
from desktop_app.core.kinds import CaseKind, ClaimKind, ClaimStage, PaymentKind
from desktop_app.models.base import database
from desktop_app.services import (
    backup_manifests,
    backup_places,
    backups,
    buyers,
    case_exports,
    case_lists,
    cases,
    checks,
    claim_money,
    claim_sheets,
    claim_steps,
    claims,
    follow_ups,
    orders,
    photos,
    rescue,
    restores,
    search,
    settings,
    timeline,
)
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claim_money import Payment
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.follow_ups import FollowUpDraft
from desktop_app.services.store import Store
from tests import drawn

ORDERS = "订单编号,买家会员名,买家实际支付金额,订单状态,订单创建时间\n"


@dataclass
class Bench:
    """A shop with something in it, and where acts read from and write to."""

    shop: Store
    claim: str
    out: Path
    drive: Path
    sources: Path

    def picture(self) -> object:
        return photos.import_files(
            self.shop, buyers.named(self.shop, "小鹿").id, [self.sources / "new.jpg"]
        )

    def orders(self) -> object:
        return orders.import_files(self.shop, [self.sources / "orders.csv"])

    def payment(self) -> object:
        payment = Payment(
            kind=PaymentKind.RECEIVED, amount_minor=100, paid_on=date(2026, 9, 3), note="x" * 2000
        )
        return claim_money.pay(self.shop, self.claim, payment)

    def setting(self) -> object:
        return settings.put(self.shop, settings.WATCHED_FOLDER, "x" * 60_000)

    def message(self) -> object:
        no = case_lists.rows(self.shop, case_lists.ids(self.shop))[0].no
        draft = FollowUpDraft(clock.today(), "很长" * 400, case_no=no)
        return [follow_ups.add(self.shop, draft) for _ in range(40)]

    def paper(self) -> object:
        return claim_sheets.write(self.shop, [self.claim], self.out / "sheet.pdf")

    def table(self) -> object:
        ids = case_lists.ids(self.shop)
        return case_exports.write(self.shop, self.out / "cases.xlsx", ids)

    def backup(self) -> object:
        return backups.create(self.shop, self.drive)

    def restore(self) -> object:
        place = backup_places.one(self.drive)
        snapshot = restores.pick(place, Seal())
        return restores.restore(place, Seal(), snapshot, self.out / "restored")

    def rescue(self) -> object:
        return rescue.export(self.shop.paths, self.out / "saved")


IN_DATABASE = ("orders", "payment", "setting", "message")
IN_FILES = ("picture", "paper", "table", "backup", "restore", "rescue")


@pytest.fixture
def bench(shop: Store, tmp_path: Path) -> Bench:
    search.follow(shop)
    made = Bench(shop, "", *(tmp_path / name for name in ("out", "drive", "sources")))
    for folder in (made.out, made.drive, made.sources):
        folder.mkdir()
    cases.open(shop, CaseDraft(kind=CaseKind.LOST, buyer="小鹿"))
    draft = ClaimDraft(
        kind=ClaimKind.LOST, tracking="YT1234567890123", courier="yto", amount_minor=5000
    )
    made.claim = claims.open(shop, draft).no
    claim_steps.move(shop, made.claim, ClaimStage.FILED)
    old = drawn.write(made.sources / "old.jpg", 1)
    photos.import_files(shop, buyers.named(shop, "小鹿").id, [old])
    drawn.write(made.sources / "new.jpg", 2)
    rows = (f"{n:019},买家{n},12.50,交易成功,2026-09-03 10:00:00\n" for n in range(3000, 3400))
    (made.sources / "orders.csv").write_text(ORDERS + "".join(rows), "utf-8-sig")
    backups.create(shop, made.drive)
    return made


def refusal(act: Callable[[], object]) -> UserError | None:
    """What an act was refused with: raised, or listed in its report."""
    try:
        done: Any = act()
    except UserError as error:
        return error
    refused = getattr(done, "refused", None)
    found: UserError | None = refused[0].error if refused else None
    return found


def held(bench: Bench) -> tuple[dict[str, int], set[str]]:
    """How many rows each table has, and which files there are, those being written left out."""
    counts: dict[str, int] = {}
    for table in database.get_tables():
        if not table.startswith("search_"):
            row = database.execute_sql(f'SELECT count(*) FROM "{table}"').fetchone()
            counts[table] = row[0]
    places = (bench.shop.paths.archive, bench.shop.paths.documents, bench.out)
    names = {str(path) for place in places for path in place.rglob("*") if path.is_file()}
    names |= {place.stamp for place in heads(bench)}
    return counts, names


def heads(bench: Bench) -> list[backup_manifests.Snapshot]:
    return backup_manifests.heads(backup_places.one(bench.drive), Seal())[0]


def holds_to_it(bench: Bench, act: Callable[[], object], lift: Callable[[], None]) -> Reason:
    """The act is refused in a sentence and changes nothing; lifted, it is done."""
    before = held(bench)
    error = refusal(act)
    assert error is not None, "it was refused"
    assert texts.sentence(error).endswith((".", "。"))
    lift()
    assert held(bench) == before
    assert checks.check(bench.shop) == []
    assert refusal(act) is None
    assert held(bench) != before
    assert checks.check(bench.shop) == []
    return error.reason


@pytest.mark.parametrize("work", IN_DATABASE)
def test_h50_a_full_disk_in_the_database_keeps_what_was_there(bench: Bench, work: str) -> None:
    (pages,) = database.execute_sql("PRAGMA page_count").fetchone()
    database.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute_sql(f"PRAGMA max_page_count = {pages}")

    def lift() -> None:
        database.execute_sql("PRAGMA max_page_count = 4294967294")

    act = getattr(bench, work)
    if work == "payment":  # one row fits into a page that has room

        def act() -> object:
            return [bench.payment() for _ in range(30)]

    assert holds_to_it_all(bench, act, lift) is Reason.DISK_FULL


def holds_to_it_all(bench: Bench, act: Callable[[], object], lift: Callable[[], None]) -> Reason:
    """As `holds_to_it`, for acts of several steps, each of which is done whole or not at all."""
    error = refusal(act)
    assert error is not None
    assert texts.sentence(error)
    lift()
    assert checks.check(bench.shop) == []
    assert refusal(act) is None
    assert checks.check(bench.shop) == []
    return error.reason


@pytest.mark.parametrize("work", IN_DATABASE)
def test_h50_a_database_that_became_read_only(bench: Bench, work: str) -> None:
    database.execute_sql("PRAGMA query_only = ON")

    def lift() -> None:
        database.execute_sql("PRAGMA query_only = OFF")

    assert holds_to_it(bench, getattr(bench, work), lift) is Reason.STORE_READ_ONLY


@pytest.mark.parametrize("work", IN_FILES)
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO], ids=["full", "failing"])
def test_h50_a_disk_that_is_full_or_fails_when_files_are_written(
    bench: Bench, work: str, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_handle: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", broken)
    reason = holds_to_it(bench, getattr(bench, work), monkeypatch.undo)
    assert reason in {Reason.DISK_FULL, Reason.DRIVE_FAULT}


@pytest.mark.parametrize("work", IN_FILES)
def test_h55_a_folder_that_cannot_be_written(
    bench: Bench, work: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import io

    plain_open, plain_os_open = io.open, os.open
    here = str(bench.out.parent)

    def opened(file: Any, mode: str = "r", *args: Any, **more: Any) -> Any:
        if str(file).startswith(here) and set(mode) & set("wxa+"):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(file))
        return plain_open(file, mode, *args, **more)

    def os_opened(file: Any, flags: int, *args: Any, **more: Any) -> int:
        if str(file).startswith(here) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(file))
        return plain_os_open(file, flags, *args, **more)

    monkeypatch.setattr(io, "open", opened)
    monkeypatch.setattr(os, "open", os_opened)
    holds_to_it(bench, getattr(bench, work), monkeypatch.undo)


@pytest.mark.parametrize("work", ["picture", "paper", "table", "backup", "restore", "rescue"])
def test_h51_a_folder_that_vanished(bench: Bench, work: str) -> None:
    folder = {"picture": bench.shop.paths.archive, "backup": bench.drive}.get(work, bench.out)
    away = folder.with_name(f"{folder.name}-away")
    folder.rename(away)
    if work == "backup":
        assert not bench.drive.exists()
        bench.drive = bench.drive / "deeper"
    error = refusal(getattr(bench, work))
    assert error is not None
    assert texts.sentence(error)
    assert not folder.exists(), "it isn't made anew"
    away.rename(folder)
    bench.drive = bench.drive.parent if work == "backup" else bench.drive
    assert checks.check(bench.shop) == []
    assert refusal(getattr(bench, work)) is None


@pytest.mark.filterwarnings(  # what the library had begun complains when it is collected
    "ignore::pytest.PytestUnraisableExceptionWarning"
)
def test_h50_the_disk_of_temporary_files_is_full(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_more: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(tempfile, "mkstemp", full)
    assert holds_to_it(bench, bench.table, monkeypatch.undo) is Reason.DISK_FULL
    gc.collect()  # here and not in the middle of another test


@pytest.fixture
def scanner(monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter[str]]:
    """A virus scanner that holds each new file, as Windows shows it; ``times`` says how often."""
    plain, said = Path.replace, Counter({"times": 2})

    class Windows:
        name = "nt"

        def __getattr__(self, name: str) -> Any:
            return getattr(os, name)

    def held_file(source: Path, target: Path) -> Path:
        if said[str(target)] < said["times"]:
            said[str(target)] += 1
            error = PermissionError(errno.EACCES, "held", str(source))
            error.winerror = 32
            raise error
        return plain(source, target)

    monkeypatch.setattr(paths, "os", Windows())
    monkeypatch.setattr(Path, "replace", held_file)
    return said


def test_h59_a_file_that_is_held_for_a_moment_is_written_all_the_same(
    bench: Bench, scanner: Counter[str]
) -> None:
    for act in (bench.paper, bench.table, bench.backup):
        assert refusal(act) is None
    assert sum(scanner.values()) > 4


def test_h59_a_file_that_is_held_for_ever_ends_in_a_sentence(
    tmp_path: Path, scanner: Counter[str]
) -> None:
    scanner["times"] = 10_000
    (tmp_path / "new").write_text("new", "utf-8")
    (tmp_path / "old").write_text("old", "utf-8")
    waited: list[float] = []
    with pytest.raises(FileTrouble) as caught:
        paths.replace(tmp_path / "new", tmp_path / "old", wait=waited.append)
    assert caught.value.reason is Reason.FILE_BUSY
    assert "held by another program" in texts.sentence(caught.value)
    assert 9 < sum(waited) < 12
    assert (tmp_path / "old").read_text("utf-8") == "old"


def test_h58_a_clock_that_is_set_back_a_year(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    before = heads(bench)
    now = clock.now()

    def a_year_ago() -> datetime:
        return now - timedelta(days=365)

    monkeypatch.setattr(clock, "now", a_year_ago)
    case = case_lists.rows(bench.shop, case_lists.ids(bench.shop))[0]
    cases.change(bench.shop, case.no, note="nach")
    happened = [entry.at for entry in timeline.of(bench.shop, case.id)]
    assert happened == sorted(happened), "nothing happened before it began"
    numbers = [
        cases.open(bench.shop, CaseDraft(kind=CaseKind.LOST, buyer="小鹿")).row.no for _ in range(3)
    ]
    assert len({case.no, *numbers}) == 4
    assert backups.is_due(bench.shop), "a moment far ahead counts as none"
    bench.backup()
    after = heads(bench)
    assert {head.stamp for head in before} <= {head.stamp for head in after}
    assert backup_manifests.newest(backup_places.one(bench.drive), Seal()) is not None
    assert after[-1].number > before[-1].number
    for act in (bench.picture, bench.orders, bench.payment, bench.paper, bench.restore):
        assert refusal(act) is None
    assert checks.check(bench.shop) == []
