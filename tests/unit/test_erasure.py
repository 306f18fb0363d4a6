"""R41: a buyer's data are erased on request; what the law wants kept stays, without the person.

The shop is filled with texts that bear marks; afterwards nothing of them is left in any table, in
the database's pages, the index, the journals, the papers, the logs, or the names of files.
"""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, FileTrouble, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import (
    CaseKind,
    CaseStage,
    ClaimKind,
    ClaimStage,
    CostKind,
    ParcelKind,
    Platform,
    WrongKind,
)
from desktop_app.models.base import database
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.cases import AfterSalesCase, CaseEvent
from desktop_app.models.claims import Claim, SettlementFile, SettlementRow
from desktop_app.models.desk import FollowUp, Handover
from desktop_app.models.orders import SalesOrder, Shipment, ShipmentEvent
from desktop_app.models.photos import InboxFile, Photo
from desktop_app.models.shops import DoneAct
from desktop_app.services import bin as recycling
from desktop_app.services import (
    buyer_lists,
    buyer_merging,
    buyer_records,
    buyers,
    case_acts,
    case_costs,
    case_marks,
    case_slips,
    cases,
    chores,
    claim_sheets,
    claim_steps,
    claims,
    erasure,
    erasure_files,
    erasure_masking,
    erasure_sheets,
    evidence_packs,
    marking,
    offers,
    orders,
    parcels,
    photo_renames,
    photos,
    revisits,
    saved_views,
    search,
    search_index,
    wrong_shipments,
)
from desktop_app.services.buyer_lists import BuyerFilter
from desktop_app.services.case_slips import SlipWish
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.erasure import Notes, Photos, Wish
from desktop_app.services.erasure_masking import GONE, Masking
from desktop_app.services.marking import Shape, ShapeKind
from desktop_app.services.parcels import ParcelDraft
from desktop_app.services.store import Store, open_store
from desktop_app.services.wrong_drafts import WrongDraft
from tests import drawn
from tests.invented import order

ID, ALSO = "MARKEDbuyer9", "MARKEDalso9"
NAME, PHONE, ADDRESS = "马可标", "13977776666", "江苏省苏州市标记路一百零八号"
MARKS = (ID, ALSO, NAME, PHONE, ADDRESS)
TOLD = f"{NAME}（{ID}）说：请打139 7777 6666，寄到{ADDRESS}"
_HEADS = (
    "订单编号,买家会员名,买家应付货款,总金额,买家实际支付金额,订单状态,买家留言,收货人姓名,收货地址,"
    "联系手机,订单创建时间,订单付款时间,宝贝标题,宝贝种类,物流单号,物流公司,订单备注,宝贝总数量,"
    "店铺名称,订单关闭原因,退款金额,买家支付宝账号"
)
EXPORT = _HEADS.split(",")


def exported(folder: Path) -> Path:
    """A platform's export with the marked order."""
    said = {
        "订单编号": "5106828836075983867",
        "买家会员名": ID,
        "买家实际支付金额": "54.90",
        "总金额": "54.90",
        "订单状态": "交易成功",
        "买家留言": TOLD,
        "收货人姓名": NAME,
        "收货地址": ADDRESS,
        "联系手机": PHONE,
        "订单创建时间": "2026-05-01 13:33:33",
        "宝贝标题": "杯子",
        "宝贝总数量": "1",
        "物流单号": "YT1234567890123",
        "物流公司": "圆通速递",
        "订单备注": TOLD,
        "退款金额": "0",
        "买家支付宝账号": f"{PHONE}@example.com",
    }
    file = folder / "orders.csv"
    with file.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([EXPORT, [said.get(name, "") for name in EXPORT]])
    return file


@pytest.fixture
def marked(shop: Store, tmp_path: Path) -> int:
    """A buyer of whom everything the shop can hold is told somewhere."""
    search.follow(shop)
    orders.import_files(shop, [exported(tmp_path)])
    order(shop, "7001", {"A": 1}, ALSO, receiver=NAME)
    order(shop, "8001", {"A": 1}, "innocent", receiver="王安")
    buyer_id = buyers.obtain(shop, Platform.TAOBAO, ID)
    buyer_records.change(
        shop, buyer_id, name=NAME, phone=PHONE, address=ADDRESS, note=TOLD, vip_level=2
    )
    no = _case(shop)
    _photos(shop, buyer_id, no, tmp_path)
    _registers(shop)
    _claims(shop, no)
    buyer_merging.merge(shop, buyer_id, buyers.obtain(shop, Platform.TAOBAO, ALSO))
    revisits.add(shop, buyer_id, date(2026, 3, 4), TOLD)
    saved_views.save(shop, "cases", "saved", {"text": ID})
    _loose_ends(shop)
    _close(shop)
    return buyer_id


def _case(shop: Store) -> str:
    no = cases.open(
        shop, CaseDraft(kind=CaseKind.DAMAGED_SIGNED, order="5106828836075983867", note=TOLD)
    ).row.no
    case_marks.buyer_wrote(shop, no, TOLD)
    case_marks.noted(shop, no, TOLD)
    case_acts.change(shop, [1], note=f"again: {TOLD}")
    case_acts.tag(shop, [1], add=[ID])
    offers.add(shop, no, TOLD)
    case_costs.add(shop, no, CostKind.REFUND, 5_490, note=TOLD)
    case_slips.write(shop, no, SlipWish("resend", "a5", TOLD))
    return no


def _photos(shop: Store, buyer_id: int, no: str, tmp_path: Path) -> None:
    names = [drawn.write(tmp_path / f"{NAME}-{number}.jpg", number) for number in (1, 2, 3)]
    photos.import_files(shop, buyer_id, names[:1], case=1)
    photos.import_files(shop, buyer_id, names[1:])
    photos.describe(shop, 1, TOLD)
    marking.mark(shop, 2, [Shape(ShapeKind.TEXT, 0.1, 0.1, 0.5, 0.5, text=TOLD[:40])])
    photos.thumbnail(shop, 2)
    photos.copy_of(shop, 2)
    photo_renames.rename_all(shop, "{buyer}_{date}_{original}_{seq}")
    recycling.delete_photos(shop, [3])
    folder = shop.paths.documents / "evidence"
    folder.mkdir(exist_ok=True)
    evidence_packs.write(evidence_packs.of_case(shop, no), folder / f"{no}.pdf")


def _registers(shop: Store) -> None:
    wrong_shipments.report(
        shop, WrongDraft(buyer_text=ID, what=TOLD, kind=WrongKind.MISSED_ITEM, note=TOLD)
    )
    parcels.add(
        shop,
        ParcelDraft(
            kind=ParcelKind.RETURNED,
            tracking="SF1234567890123",
            sender_name=NAME,
            sender_phone=PHONE,
            note=TOLD,
        ),
    )


def _claims(shop: Store, no: str) -> None:
    said = {"what_happened": TOLD, "note": TOLD, "signed_by": NAME}
    filed = claims.open(shop, ClaimDraft(kind=ClaimKind.LOST, case_no=no, fields=said)).row.no
    claim_sheets.write(shop, [filed], claim_sheets.own_file(shop, [filed]))
    claim_steps.move(shop, filed, ClaimStage.FILED)
    claim_steps.add_note(shop, filed, TOLD)


def _loose_ends(shop: Store) -> None:
    """What is tied to the buyer by nothing but a text, and what other rooms keep."""
    with shop.transaction():
        Handover.create(day="2026-03-04", note=TOLD, made_at=clock.now())
        InboxFile.create(path=f"/somewhere/{ID}.jpg", bytes=1, seen_at=clock.now())
        FollowUp.create(order=1, rule="care", due_on="2026-03-04", text=TOLD)
        parcel = Shipment.get_or_none(Shipment.order == 1) or Shipment.create(
            order=1, tracking="YT1234567890123"
        )
        ShipmentEvent.create(shipment=parcel, at=clock.now(), what=f"{NAME}已签收")
        bill = SettlementFile.create(
            courier=Claim.get().courier, name="bill", sha256="0", imported_at=clock.now()
        )
        raw = json.dumps({"收件人": NAME, "电话": PHONE})
        SettlementRow.create(file=bill, row=1, tracking="YT1234567890123", raw=raw, note=TOLD)
        CaseEvent.create(case=_others(shop), at=clock.now(), kind="note", text=f"like {ID}’s case")
    log = shop.paths.trash / "set-aside-1" / ID / f"{ID}_1.jpg"
    log.parent.mkdir(parents=True)
    log.write_bytes(b"stray")
    (shop.paths.archive / ID / f"{NAME}.txt").write_text(TOLD, "utf-8")


def _others(shop: Store) -> int:
    return cases.open(shop, CaseDraft(kind=CaseKind.RETURN, order="8001")).row.id


def _close(shop: Store) -> None:
    with shop.transaction():
        AfterSalesCase.update(stage=CaseStage.CLOSED.value, closed_at=clock.now()).where(
            AfterSalesCase.id == 1
        ).execute()
        Claim.update(stage=ClaimStage.PAID.value).execute()


def found_in(root: Path) -> Iterator[str]:
    """Each place in the data folder, backups apart, where a mark is: names, pages, contents."""
    for file in sorted(root.rglob("*")):
        name = file.relative_to(root).as_posix()
        if name.startswith("backups"):
            continue
        content = file.read_bytes() if file.is_file() else b""
        for mark in MARKS:
            if mark in name or mark.encode() in content:
                yield f"{name}: {mark}"


def rows_with_marks() -> list[str]:
    found = []
    tables = database.execute_sql("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (table,) in tables:
        if table == "search_words":  # the pieces themselves are in its shadow tables
            continue
        for row in database.execute_sql(f'SELECT * FROM "{table}"').fetchall():
            text = json.dumps(row, ensure_ascii=False, default=str)
            plain = text.replace("\\\\", "\\")
            if any(mark in text or mark in _decoded(plain) for mark in MARKS):
                found.append(f"{table}: {text[:200]}")
    return found


def _decoded(text: str) -> str:
    """Texts within JSON within JSON, too."""
    try:
        return text.encode("latin-1", "backslashreplace").decode("unicode_escape")
    except UnicodeDecodeError:
        return text


@pytest.mark.parametrize("photos_wish", list(Photos))
@pytest.mark.parametrize("notes_wish", list(Notes))
def test_r41_nothing_tells_who_it_was(
    shop: Store, marked: int, data_dir: Path, photos_wish: Photos, notes_wish: Notes
) -> None:
    assert list(found_in(data_dir)), "the marks are there to begin with"
    report = erasure.erase(shop, marked, Wish(photos=photos_wish, notes=notes_wish))
    assert report.finished
    with shop.connection():
        assert rows_with_marks() == []
    assert list(found_in(data_dir)) == []
    assert list(search_index.problems(shop)) == []
    for mark in MARKS:
        assert search.find(shop, mark) == []
    with shop.connection():
        assert [row[0] for row in database.execute_sql("PRAGMA foreign_key_check")] == []
        assert not DoneAct.select().where(DoneAct.kind == erasure_files.PENDING).exists()


def test_what_the_law_wants_kept_stays(shop: Store, marked: int) -> None:
    report = erasure.erase(shop, marked)
    assert report.mark == f"anonymous-{marked}"
    assert (report.orders, report.cases, report.claims) == (2, 1, 1)
    with shop.connection():
        kept = SalesOrder.get(SalesOrder.order_no == "5106828836075983867")
        assert (kept.paid_minor, kept.tracking) == (5_490, "YT1234567890123")
        assert (kept.buyer.id, kept.buyer_text, kept.receiver) == (marked, report.mark, None)
        claim = Claim.get()
        assert (claim.claimed_minor > 0, claim.stage) == (True, "paid")
        assert (claim.receiver_name, claim.sheet_file) == ("", "")
        case = AfterSalesCase.get_by_id(1)
        assert (case.kind, case.note) == (
            "damaged_signed",
            f"again: {GONE}（{GONE}）说：请打{GONE}，寄到{GONE}",
        )
        assert case_costs.total(shop, case.no)[0].lost == 5_490
        buyer = Buyer.get_by_id(marked)
        assert (buyer.name, buyer.note, buyer.vip_level) == ("", "", 0)
        assert not Revisit.select().exists()
    assert list(buyer_lists.ids(shop, BuyerFilter(erased=True))) == [marked]


def test_nobody_else_loses_anything(shop: Store, marked: int) -> None:
    erasure.erase(shop, marked)
    with shop.connection():
        other = SalesOrder.get(SalesOrder.order_no == "8001")
        assert (other.buyer.buyer_id, other.receiver) == ("innocent", "王安")
        assert CaseEvent.select().where(CaseEvent.text == f"like {GONE}’s case").exists()


def test_evidence_of_a_filed_claim_is_kept_without_its_name(shop: Store, marked: int) -> None:
    report = erasure.erase(shop, marked)
    assert (report.photos, report.kept_photos) == (3, 1)
    (row,) = photos.list_(shop, buyer=marked)
    assert row.stored == f"售后问题图片/{report.mark}/{report.mark}_01.jpg"
    assert shop.paths.absolute(row.stored).is_file()
    assert (row.original_name, row.case if hasattr(row, "case") else "") == ("", "")
    assert [one.name for one in shop.paths.archive.iterdir()] == [report.mark]
    assert recycling.rows(shop) == []


def test_the_preview_says_what_will_go_and_changes_nothing(
    shop: Store, marked: int, data_dir: Path
) -> None:
    before = (data_dir / "shop.db").read_bytes()
    sheet = erasure.preview(shop, marked)
    assert (data_dir / "shop.db").read_bytes() == before
    assert (sheet.buyer_id, sheet.merged, sheet.busy) == (ID, (ALSO,), ())
    assert (sheet.orders, sheet.cases, sheet.claims, sheet.wrong, sheet.parcels) == (2, 1, 1, 1, 1)
    assert (sheet.photos, sheet.kept_photos, sheet.strays) == (3, 1, 1)
    assert {ID, ALSO, NAME, PHONE, ADDRESS} <= set(sheet.known)
    assert "5106828836075983867" not in sheet.known
    assert len(sheet.papers) == 4, "slip, sheet, pack, and the file that was set aside"
    assert sheet.texts > 10


def test_an_open_case_or_claim_comes_first(shop: Store, marked: int) -> None:
    with shop.transaction():
        Claim.update(stage=ClaimStage.FILED.value).execute()
        no = Claim.get().no
    assert erasure.preview(shop, marked).busy == (no,)
    with pytest.raises(NotAllowed) as refused:
        erasure.erase(shop, marked)
    assert refused.value.reason is Reason.BUYER_IS_BUSY
    with shop.connection():
        assert Buyer.get_by_id(marked).buyer_id == ID


def test_it_is_asked_for_letter_by_letter_and_done_once(shop: Store, marked: int) -> None:
    with pytest.raises(NotAllowed):
        erasure.confirm(shop, marked, ID.lower())
    erasure.confirm(shop, marked, f" {ID} ")
    erasure.erase(shop, marked)
    for again in (erasure.erase, erasure.preview):
        with pytest.raises(NotAllowed):
            again(shop, marked)
    with pytest.raises(NotAllowed):
        buyer_records.change(shop, marked, name="x")
    with pytest.raises(NotFound):
        erasure.erase(shop, 999)


def test_a_kill_before_the_files_went_is_finished_at_the_next_start(
    shop: Store, marked: int, data_dir: Path
) -> None:
    erasure.erase_rows(shop, marked, Wish())
    with shop.connection():
        left = {row.partition(":")[0] for row in rows_with_marks()}
        assert left <= {"done_act", "photo", "search_text"}, "only which files are still to go"
    shop.close()
    again = open_store(data_dir)
    try:
        search.follow(again)
        chores.do_all(again)
        assert list(found_in(data_dir)) == []
    finally:
        again.close()


def test_a_kill_between_two_files_is_finished_too(shop: Store, marked: int, data_dir: Path) -> None:
    erasure.erase_rows(shop, marked, Wish())
    with shop.connection():
        act = DoneAct.get(DoneAct.kind == erasure_files.PENDING)
        gone = json.loads(act.data)["delete"][0]
        shop.paths.absolute(gone).unlink()
    assert erasure_files.finish(shop)
    assert list(found_in(data_dir)) == []
    assert erasure_files.finish(shop), "nothing is left to do"


def test_a_database_that_is_read_elsewhere_is_written_anew_later(
    shop: Store, marked: int, data_dir: Path
) -> None:
    erasure.erase_rows(shop, marked, Wish())
    reader = sqlite3.connect(data_dir / "shop.db", isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM buyer").fetchone()
    database.execute_sql("PRAGMA busy_timeout = 50")
    finished = erasure_files.finish(shop)
    reader.close()
    assert not finished
    assert erasure_files.finish(shop)
    assert list(found_in(data_dir)) == []


def test_without_the_photo_folder_nothing_is_begun(shop: Store, marked: int) -> None:
    shutil.move(shop.paths.archive, shop.paths.root / "elsewhere")
    with pytest.raises(FileTrouble):
        erasure.erase(shop, marked)
    with shop.connection():
        assert Buyer.get_by_id(marked).buyer_id == ID
    assert erasure_files.finish(shop), "and nothing is left half done"


def test_a_lost_photo_doesn_t_stop_it(shop: Store, marked: int, data_dir: Path) -> None:
    (row,) = [one for one in photos.list_(shop, buyer=marked) if one.id == 1]
    shop.paths.absolute(row.stored).unlink()
    assert erasure.erase(shop, marked).finished
    assert list(found_in(data_dir)) == []


def test_the_same_export_again_brings_nothing_back(
    shop: Store, marked: int, tmp_path: Path, data_dir: Path
) -> None:
    erasure.erase(shop, marked)
    report = orders.import_files(shop, [exported(tmp_path)])
    assert (report.added, report.updated) == (0, 0)
    assert list(found_in(data_dir)) == []


def test_erasing_one_of_two_merged_ids_erases_the_person(shop: Store, marked: int) -> None:
    also = buyer_records.ids_called(shop, ALSO)
    assert also == [marked]
    erasure.erase(shop, marked)
    with shop.connection():
        assert Buyer.select().where(Buyer.erased_at.is_null()).count() == 1
    with pytest.raises(NotAllowed):
        buyer_merging.unmerge(shop, marked + 1)


def test_a_photo_in_the_factory_s_report_is_kept(shop: Store, marked: int) -> None:
    from desktop_app.models.desk import Feedback, FeedbackPhoto

    with shop.transaction():
        report = Feedback.create(no="F1", what="cracks", made_at=clock.now())
        FeedbackPhoto.create(feedback=report, photo=Photo.get_by_id(2))
    assert erasure.erase(shop, marked).kept_photos == 2


@pytest.mark.parametrize(
    ("known", "text", "masked", "tells"),
    [
        (["王小明"], "王小明来电", f"{GONE}来电", False),
        (["13900001111"], "打139-0000 1111", f"打{GONE}", True),
        (["tom"], "customer tom", f"customer {GONE}", False),
        (["Tom_Buyer"], "tom_buyer!", f"{GONE}!", True),
        (["Tom_Buyer"], "Tom_\nBuyer", "Tom_\nBuyer", True),
        (["王"], "王", "王", False),
        (["t**b"], "t**b", "t**b", False),
        ([], "nothing", "nothing", False),
    ],
)
def test_what_is_known_is_masked(known: list[str], text: str, masked: str, *, tells: bool) -> None:
    masking = Masking(known)
    assert (masking.text(text), masking.names(text)) == (masked, tells)


def test_json_stays_json() -> None:
    masking = Masking(["王小明"])
    stored = json.dumps({"a": ["王小明", 1], "b": {"c": '{"d": "王小明"}'}})
    masked = json.loads(erasure_masking.value(stored, masking.text))
    assert masked["a"] == [GONE, 1]
    assert json.loads(masked["b"]["c"]) == {"d": GONE}
    assert erasure_masking.value("{not json 王小明", masking.text) == f"{{not json {GONE}"
    assert not Masking([]).names("anything")
    assert replace(Wish(), thorough=False).photos is Photos.DELETE


def test_what_is_held_can_be_given_to_the_buyer_first(
    shop: Store, marked: int, tmp_path: Path
) -> None:
    for ending in erasure_sheets.ENDINGS:
        assert erasure_sheets.write(shop, marked, tmp_path / f"held{ending}") > 10
    text = (tmp_path / "held.csv").read_text("utf-8-sig")
    for mark in MARKS:
        assert mark in text
    with pytest.raises(BadValue):
        erasure_sheets.write(shop, marked, tmp_path / "held.doc")


def test_papers_that_name_the_buyer_go_whatever_they_are_called(
    shop: Store, marked: int, data_dir: Path
) -> None:
    folder = shop.paths.documents / "lists"
    folder.mkdir()
    with xlsxwriter.Workbook(str(folder / "named.xlsx")) as book:
        book.add_worksheet().write(0, 0, f"sent to {ID} & others")
    (folder / "named.csv").write_text(TOLD, "utf-8")
    (folder / "other.csv").write_text("somebody else", "utf-8")
    (folder / "damaged.pdf").write_bytes(b"%PDF-1.7 cut")
    (folder / "damaged.xlsx").write_bytes(b"PK no workbook")
    held = erasure_sheets.write(shop, marked, folder / "named.pdf")
    assert held > 10
    gone = {name.rpartition("/")[2] for name in erasure.preview(shop, marked).papers}
    assert {"named.xlsx", "named.csv", "named.pdf"} <= gone
    erasure.erase(shop, marked)
    assert sorted(file.name for file in folder.iterdir()) == [
        "damaged.pdf",
        "damaged.xlsx",
        "other.csv",
    ]


def test_a_file_that_is_held_goes_at_the_next_start(
    shop: Store, marked: int, data_dir: Path
) -> None:
    erasure.erase_rows(shop, marked, Wish())
    with shop.connection():
        act = DoneAct.get(DoneAct.kind == erasure_files.PENDING)
    stuck = shop.paths.absolute(json.loads(act.data)["delete"][0])
    stuck.unlink()
    stuck.mkdir()  # what can't be deleted like a file
    assert not erasure_files.finish(shop)
    stuck.rmdir()
    assert erasure_files.finish(shop)
    assert list(found_in(data_dir)) == []


def test_an_archive_that_was_pulled_meanwhile_is_waited_for(
    shop: Store, marked: int, data_dir: Path
) -> None:
    erasure.erase_rows(shop, marked, Wish())
    away = shop.paths.archive.rename(shop.paths.root / "away")
    assert not erasure_files.finish(shop)
    away.rename(shop.paths.archive)
    assert erasure_files.finish(shop)
    assert list(found_in(data_dir)) == []


def test_a_kept_photo_whose_new_name_is_taken_is_not_lost(shop: Store, marked: int) -> None:
    taken = shop.paths.archive / f"anonymous-{marked}" / f"anonymous-{marked}_01.jpg"
    taken.parent.mkdir()
    taken.write_bytes(b"somebody put it here")
    (before,) = [one for one in photos.list_(shop, buyer=marked) if one.id == 1]
    assert not erasure.erase(shop, marked).finished
    assert shop.paths.absolute(before.stored).is_file(), "evidence is never deleted"
    taken.unlink()
    assert erasure_files.finish(shop)
    (after,) = photos.list_(shop, buyer=marked)
    assert shop.paths.absolute(after.stored).is_file()
