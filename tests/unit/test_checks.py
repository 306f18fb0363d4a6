"""The check names each ill with whose it is; the repair loses nothing and can be taken back."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.cli import main
from desktop_app.core import clock, problem_texts
from desktop_app.core.errors import NotAllowed, Reason
from desktop_app.core.kinds import CaseKind, CaseStage, ClaimKind, ClaimStage, PaymentKind, Platform
from desktop_app.models.base import database
from desktop_app.services import (
    backups,
    buyers,
    case_lists,
    cases,
    check_repairs,
    checks,
    claim_money,
    claim_steps,
    claims,
    erasure,
    months,
    photos,
    search,
    settings,
    shifts,
)
from desktop_app.services import bin as recycling
from desktop_app.services.cases import CaseDraft
from desktop_app.services.check_repairs import RepairReport
from desktop_app.services.checks import Ill, Problem, Severity
from desktop_app.services.claim_money import Payment
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store, open_store
from tests import drawn


@pytest.fixture
def filled(shop: Store, tmp_path: Path) -> Store:
    """A shop with a buyer, two photos and two cases."""
    search.follow(shop)
    for number in range(2):
        cases.open(shop, CaseDraft(kind=CaseKind.QUALITY, buyer="小鹿的杂货铺", note=f"{number}"))
    files = [drawn.write(tmp_path / f"{number}.jpg", number) for number in range(2)]
    photos.import_files(shop, buyers.named(shop, "小鹿的杂货铺").id, files)
    assert checks.check(shop) == []
    return shop


def sql(shop: Store, *statements: str) -> None:
    with shop.transaction():
        for statement in statements:
            database.execute_sql(statement)


def stored(shop: Store) -> list[Path]:
    return sorted(shop.paths.archive.rglob("*.jpg"))


def repaired(shop: Store) -> RepairReport:
    return check_repairs.repair(shop, checks.check(shop))


def ills(shop: Store) -> list[Ill]:
    return [problem.ill for problem in checks.check(shop)]


def test_every_ill_has_its_words_and_its_severity() -> None:
    for ill in Ill:
        told = problem_texts.describe(ill.value, "here", "7", "小鹿的杂货铺")
        assert "here" in told or "7" in told
        assert "小鹿的杂货铺" in told
        assert problem_texts.remedy(ill.value) in told
    for severity in Severity:
        assert problem_texts.severity(severity.value)
    problems = [Problem(Ill.CACHE, "a"), Problem(Ill.DATABASE, "b"), Problem(Ill.SETTING, "c")]
    assert list(checks.by_severity(problems)) == [Severity.LOSS, Severity.WRONG, Severity.TIDY]


def test_strays_and_leftovers_are_moved_aside_and_back(filled: Store) -> None:
    stray, left = filled.paths.archive / "foreign.txt", filled.paths.archive / ".a.part"
    paper = filled.paths.documents / "sheet.pdf.part"
    for file in (stray, left, paper):
        file.write_text("x", "utf-8")
    assert sorted(ills(filled)) == [Ill.LEFTOVER, Ill.LEFTOVER, Ill.STRAY_FILE]
    report = repaired(filled)
    assert report.left == []
    assert report.log is not None
    assert "foreign.txt" in report.log.read_text("utf-8")
    assert not stray.exists()
    assert checks.check(filled) == []
    assert report.repair is not None
    assert check_repairs.undo(filled, report.repair) == 3
    assert stray.read_text("utf-8") == "x"
    assert len(ills(filled)) == 3
    with pytest.raises(NotAllowed) as caught:
        check_repairs.undo(filled, report.repair)
    assert caught.value.reason is Reason.NOTHING_TO_UNDO


def test_a_renamed_photo_goes_back_to_its_place(filled: Store) -> None:
    photo = stored(filled)[0]
    photo.rename(photo.with_name("renamed.jpg"))
    assert ills(filled) == [Ill.PHOTO_MISSING, Ill.STRAY_FILE]
    report = repaired(filled)
    assert [one.cure for one in report.done] == ["moved_back", "finished"]
    assert photo.is_file()
    assert checks.check(filled) == []
    assert report.repair is not None
    check_repairs.undo(filled, report.repair)
    assert ills(filled) == [Ill.PHOTO_MISSING, Ill.STRAY_FILE]


def test_lost_and_altered_photos_come_from_the_chosen_backup(filled: Store, tmp_path: Path) -> None:
    drive = tmp_path / "drive"
    drive.mkdir()
    backups.choose(filled, drive)
    backups.create(filled, drive)
    lost, altered = stored(filled)
    before = [lost.read_bytes(), altered.read_bytes()]
    lost.unlink()
    altered.write_bytes(b"altered")
    found = checks.check(filled)
    assert [(problem.ill, problem.owner) for problem in found] == [
        (Ill.PHOTO_MISSING, "小鹿的杂货铺"),
        (Ill.PHOTO_SIZE, "小鹿的杂货铺"),
    ]
    report = check_repairs.repair(filled, found)
    assert [one.cure for one in report.done] == ["fetched", "fetched"]
    assert [lost.read_bytes(), altered.read_bytes()] == before
    assert report.repair is not None
    check_repairs.undo(filled, report.repair)
    assert altered.read_bytes() == b"altered"
    assert not lost.exists()


def test_a_photo_that_is_nowhere_is_left_and_its_altered_file_stays(filled: Store) -> None:
    lost, altered = stored(filled)
    lost.unlink()
    altered.write_bytes(b"altered")
    report = repaired(filled)
    assert report.done == []
    assert report.log is None
    assert [problem.ill for problem in report.left] == [Ill.PHOTO_MISSING, Ill.PHOTO_SIZE]
    assert altered.read_bytes() == b"altered"
    assert check_repairs.repairs(filled) == []


def test_a_lost_photo_is_copied_from_another_buyers(filled: Store, tmp_path: Path) -> None:
    other = buyers.obtain(filled, Platform.TAOBAO, "小象")
    photos.import_files(filled, other, [tmp_path / "0.jpg"])
    lost = stored(filled)[0]
    content = lost.read_bytes()
    lost.unlink()
    assert [one.cure for one in repaired(filled).done] == ["copied"]
    assert lost.read_bytes() == content


def test_a_photo_in_the_bin_is_looked_at_too(filled: Store) -> None:
    recycling.delete_photos(filled, [1])
    assert checks.check(filled) == []
    next((filled.paths.trash / "photos").rglob("*.jpg")).unlink()
    assert ills(filled) == [Ill.PHOTO_MISSING]


def test_due_times_are_reckoned_anew_and_back(filled: Store) -> None:
    later = clock.to_text(clock.now() + timedelta(days=900))
    sql(filled, f"UPDATE after_sales_case SET next_due = '{later}' WHERE id = 1")
    (problem,) = checks.check(filled)
    assert (problem.ill, problem.owner[:2]) == (Ill.DUE_TIMES, "AS")
    report = repaired(filled)
    assert checks.check(filled) == []
    assert report.repair is not None
    check_repairs.undo(filled, report.repair)
    assert ills(filled) == [Ill.DUE_TIMES]


def test_a_series_that_would_repeat_a_number_goes_on(filled: Store) -> None:
    sql(filled, "UPDATE serial_number SET last = 1 WHERE series LIKE 'AS%'")
    assert ills(filled) == [Ill.NUMBER_SERIES]
    report = repaired(filled)
    no = cases.open(filled, CaseDraft(kind=CaseKind.LOST, buyer="小鹿的杂货铺")).row.no
    assert no.endswith("-0003")
    assert report.repair is not None
    assert check_repairs.undo(filled, report.repair) == 0, "somebody went on since"


def test_settings_that_cannot_be_read_count_as_never_made(filled: Store) -> None:
    settings.put(filled, settings.SHIFTS, "this is = no [ toml")
    settings.put(filled, settings.WHO, "小林")
    sql(filled, "UPDATE setting SET value = '{broken' WHERE name = 'who'")
    assert settings.get(filled, settings.WHO) == ""
    assert ills(filled) == [Ill.SETTING, Ill.SETTING]
    report = repaired(filled)
    assert shifts.roster(filled) == shifts.shipped()
    assert checks.check(filled) == []
    assert report.repair is not None
    assert check_repairs.undo(filled, report.repair) == 2
    assert ills(filled) == [Ill.SETTING, Ill.SETTING]


def test_indexes_are_made_anew(filled: Store) -> None:
    sql(filled, "DELETE FROM search_text WHERE doc != 0")
    assert set(ills(filled)) == {Ill.SEARCH_INDEX}
    assert all(one.cure == "made_anew" for one in repaired(filled).done)
    assert checks.check(filled) == []


def test_an_index_of_the_database_is_made_anew(filled: Store, data_dir: Path) -> None:
    with filled.connection():
        (root,) = database.execute_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'after_sales_case_no'"
        ).fetchone()
    filled.close()
    content = bytearray((data_dir / "shop.db").read_bytes())
    place = content.index(b"-0002", (root - 1) * 4096)
    assert place < root * 4096
    content[place : place + 5] = b"-0007"
    (data_dir / "shop.db").write_bytes(content)
    store = open_store(data_dir)
    search.follow(store)
    assert Ill.DATABASE_INDEX in ills(store)
    report = check_repairs.repair(store, checks.check(store))
    assert report.left == []
    assert checks.check(store) == []
    store.close()


def test_what_only_a_person_can_mend_is_left(filled: Store) -> None:
    with filled.connection():
        database.execute_sql("PRAGMA foreign_keys = OFF")
        database.execute_sql("UPDATE photo SET buyer_id = 999 WHERE id = 1")
        database.execute_sql("PRAGMA foreign_keys = ON")
    assert Ill.FOREIGN_KEY in ills(filled)
    report = repaired(filled)
    assert Ill.FOREIGN_KEY in [problem.ill for problem in report.left]


def test_a_closed_month_whose_sums_were_changed_is_named(filled: Store) -> None:
    draft = ClaimDraft(
        kind=ClaimKind.LOST, tracking="YT1234567890123", courier="yto", amount_minor=5000
    )
    no = claims.open(filled, draft).no
    claim_steps.move(filled, no, ClaimStage.FILED)
    today = clock.today()
    claim_money.pay(
        filled, no, Payment(kind=PaymentKind.RECEIVED, amount_minor=4000, paid_on=today)
    )
    months.close(filled, f"{today:%Y-%m}")
    assert checks.check(filled) == []
    sql(filled, "UPDATE claim_payment SET amount_minor = 1")
    assert [(p.ill, p.where) for p in checks.check(filled)] == [
        (Ill.MONTH_TOTALS, f"{today:%Y-%m}")
    ]


def test_papers_folders_and_copies_that_are_gone_or_broken(filled: Store) -> None:
    filled.paths.documents.rmdir()
    broken = filled.paths.thumbs / "ab" / "abc.jpg"
    broken.parent.mkdir(parents=True, exist_ok=True)
    broken.touch()
    (filled.paths.root / "restored.part").mkdir()
    assert sorted(ills(filled)) == [Ill.CACHE, Ill.FOLDER_MISSING, Ill.LEFTOVER]
    report = repaired(filled)
    assert report.left == []
    assert checks.check(filled) == []


def test_an_archive_that_is_away_is_one_problem(filled: Store) -> None:
    filled.paths.archive.rename(filled.paths.root / "elsewhere")
    report = repaired(filled)
    assert [problem.ill for problem in report.left] == [Ill.ARCHIVE_MISSING]


def test_a_damaged_page_keeps_nothing_else_from_being_looked_at(
    filled: Store, data_dir: Path
) -> None:
    with filled.connection():
        (root,) = database.execute_sql(
            "SELECT rootpage FROM sqlite_master WHERE name = 'after_sales_case'"
        ).fetchone()
    filled.close()
    with (data_dir / "shop.db").open("r+b") as file:
        file.seek((root - 1) * 4096)
        file.write(b"\xff" * 4096)
    (data_dir / "售后问题图片" / "foreign.txt").write_text("x", "utf-8")
    store = open_store(data_dir)
    found = checks.check(store)
    assert Ill.DATABASE in {problem.ill for problem in found}
    assert Ill.STRAY_FILE in {problem.ill for problem in found}
    assert not checks.is_sound(store)
    store.close()


def test_an_erasure_finds_what_a_repair_wrote_down(filled: Store) -> None:
    (filled.paths.archive / "小鹿的杂货铺" / "foreign.txt").write_text("x", "utf-8")
    report = repaired(filled)
    assert report.repair is not None
    for row in case_lists.rows(filled, case_lists.ids(filled)):
        cases.move(filled, row.no, CaseStage.CANCELLED)
    erasure.erase(filled, buyers.named(filled, "小鹿的杂货铺").id)
    names = [str(path) for path in filled.paths.root.rglob("*")]
    assert not [name for name in names if "小鹿的杂货铺" in name]
    trash = [file for file in filled.paths.trash.rglob("*") if file.is_file()]
    assert not [file for file in trash if "小鹿的杂货铺" in file.read_text("utf-8", "replace")]
    (kept,) = check_repairs.repairs(filled)
    assert not kept.can_be_undone


def test_the_command_repairs_and_says_so(
    filled: Store, data_dir: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (filled.paths.archive / "foreign.txt").write_text("x", "utf-8")
    filled.close()

    def called(*arguments: str) -> tuple[int, dict[str, object]]:
        status = main(["--data", str(data_dir), "check", *arguments, "--json"])
        return status, json.loads(capsys.readouterr().out)

    status, told = called()
    assert (status, told["ok"]) == (1, False)
    status, told = called("--repair")
    assert (status, told["ok"]) == (0, True)
    assert main(["--data", str(data_dir), "check", "--repair"]) == 0
    assert "All is well" in capsys.readouterr().out
