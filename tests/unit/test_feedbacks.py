"""Reports to the factory: made from verified cases, sent, answered, void; and by command (R19)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from desktop_app.cli import main
from desktop_app.core import clock, texts
from desktop_app.core.anonymous import HIDDEN, letter, without
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import Cause, EvidenceRole, FeedbackState, Finding, Opinion, Topic
from desktop_app.models.buyers import Buyer
from desktop_app.models.orders import SalesOrder
from desktop_app.services import (
    batches,
    cases,
    feedback_sheets,
    feedbacks,
    photo_imports,
    photos,
    quality,
    quality_cases,
)
from desktop_app.services.cases import CaseDetail, CaseDraft
from desktop_app.services.feedbacks import FeedbackDetail, FeedbackDraft
from desktop_app.services.store import Changes, Store
from tests.drawn import encoded, scene
from tests.invented import order, product

NOW = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
NAMES = ("小鹿乱撞", "tb_sunny", "木子李", "coco的家")


@pytest.fixture(autouse=True)
def still() -> object:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def complained(shop: Store, place: int, note: str = "锅起泡", **fields: object) -> CaseDetail:
    no = f"55110000000000{place:04d}"
    order(
        shop,
        no,
        {"PAN-24": 1},
        buyer=NAMES[place % len(NAMES)],
        receiver=f"张三丰{place}",
        phone=f"1380000{place:04d}",
        address="浙江省杭州市某路8号",
        tracking=f"YT99000000{place:04d}",
        created=clock.to_local(NOW - timedelta(days=9)).isoformat(),
    )
    at = NOW - timedelta(days=place + 1)
    made = cases.open(shop, CaseDraft(kind="quality", order=no, note=note, opened_at=at))
    return cases.change(shop, made.row.no, cause=Cause.DEFECT, **fields)


@pytest.fixture
def broken(shop: Store) -> list[CaseDetail]:
    """Four buyers of one pan; the first complaint was verified."""
    product(shop, "PAN-24", title="平底锅", model="PAN")
    found = [Finding.REAL, "", "", ""]
    return [complained(shop, place, finding=one) for place, one in enumerate(found)]


def made(shop: Store, broken: list[CaseDetail], **more: object) -> FeedbackDetail:
    ids = tuple(case.row.id for case in broken)
    draft = FeedbackDraft("PAN", "请查涂层起泡的原因", ids, **more)
    return feedbacks.make(shop, draft)


def test_r19_a_report_keeps_what_was_counted(shop: Store, broken: list[CaseDetail]) -> None:
    cases.open(shop, CaseDraft(kind="return", order="551100000000000001"))
    extra = complained(shop, 4, opinion=Opinion.SIZE)
    heard: list[Changes] = []
    shop.listen(heard.append)
    detail = made(shop, broken)
    assert detail.row.no == "FB20261121-0001"
    assert detail.row.state is FeedbackState.MADE
    assert Topic.QUALITY in heard[-1].topics
    assert detail.case_ids == tuple(case.row.id for case in reversed(broken))
    counted = detail.row.evidence
    assert (counted["defects"], counted["buyers"], counted["lines"]) == (5, 4, 5)
    assert counted["causes"] == {"defect": 5}
    assert counted["findings"] == {"": 4, "real": 1}
    assert counted["opinions"] == {"size": 1}
    assert (counted["from"], counted["to"]) == ("2026-11-08", "2026-11-21")
    quality_cases.find(shop, [extra.row.id], Finding.NOT_REAL)
    assert feedbacks.show(shop, detail.row.no).row.evidence == counted


def test_r19_several_buyers_are_verified_first(shop: Store, broken: list[CaseDetail]) -> None:
    with pytest.raises(NotAllowed) as refused:
        made(shop, broken[1:])
    assert refused.value.reason is Reason.FEEDBACK_UNVERIFIED
    assert "verified" in texts.sentence(refused.value)
    with pytest.raises(BadValue):
        made(shop, [])
    with pytest.raises(BadValue):
        feedbacks.make(shop, FeedbackDraft("PAN", "  ", (broken[0].row.id,)))
    with pytest.raises(BadValue):
        feedbacks.make(shop, FeedbackDraft("PAN", "字" * 5001, (broken[0].row.id,)))
    with pytest.raises(NotFound):
        feedbacks.make(shop, FeedbackDraft("PAN", "查", (4711,)))
    assert feedbacks.listed(shop) == []


def test_r19_sent_answered_and_each_step_taken_back(
    shop: Store, broken: list[CaseDetail], still: time_machine.Coordinates
) -> None:
    no = made(shop, broken).row.no
    with pytest.raises(NotAllowed):
        feedbacks.answer(shop, no, "已查")
    assert feedbacks.send(shop, no).row.sent_at == NOW
    with pytest.raises(NotAllowed):
        feedbacks.send(shop, no)
    still.shift(timedelta(days=2))
    answered = feedbacks.answer(shop, no, " 炉温低，已调 ").row
    assert (answered.answer, answered.answered_at) == ("炉温低，已调", NOW + timedelta(days=2))
    assert answered.state is FeedbackState.ANSWERED
    still.shift(timedelta(days=1))
    assert feedbacks.answer(shop, no, "炉温低").row.answered_at == NOW + timedelta(days=2)
    assert feedbacks.take_back(shop, no).row.state is FeedbackState.SENT
    assert feedbacks.take_back(shop, no).row.state is FeedbackState.MADE
    with pytest.raises(NotAllowed):
        feedbacks.take_back(shop, no)


def test_what_was_sent_is_not_changed(shop: Store, broken: list[CaseDetail]) -> None:
    first = made(shop, broken)
    one = (broken[0].row.id,)
    changed = feedbacks.rewrite(shop, first.row.no, FeedbackDraft("PAN", "换个问法", one))
    assert (changed.row.what, changed.case_ids) == ("换个问法", one)
    assert changed.row.evidence == first.row.evidence
    feedbacks.send(shop, first.row.no)
    with pytest.raises(NotAllowed) as refused:
        feedbacks.rewrite(shop, first.row.no, FeedbackDraft("PAN", "再改", one))
    assert refused.value.reason is Reason.FEEDBACK_SENT


def test_a_warning_is_quiet_once_told_and_back_when_void(
    shop: Store, broken: list[CaseDetail]
) -> None:
    quality_cases.find(shop, [broken[0].row.id], Finding.MAJOR)
    warning = quality.warnings(shop)[0]
    assert (warning.model, warning.risen, warning.told) == ("PAN", False, 0)
    no = made(shop, broken[:1]).row.no
    assert quality.warnings(shop) == []
    told = feedbacks.of_cases(shop, [broken[0].row.id])[broken[0].row.id]
    assert [(one.no, one.state) for one in told] == [(no, FeedbackState.MADE)]
    with pytest.raises(BadValue):
        feedbacks.void(shop, no, " ")
    row = feedbacks.void(shop, no, "写错型号").row
    assert (row.state, row.void_reason) == (FeedbackState.VOID, "写错型号")
    assert len(quality.warnings(shop)) == 1
    for act in (lambda: feedbacks.send(shop, no), lambda: feedbacks.void(shop, no, "再")):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.reason is Reason.FEEDBACK_VOID
    assert feedbacks.take_back(shop, no).row.state is FeedbackState.MADE


def test_reports_are_found_by_words_state_and_model(shop: Store, broken: list[CaseDetail]) -> None:
    first, second = made(shop, broken), made(shop, broken[:1], batch="B7")
    feedbacks.send(shop, first.row.no)
    assert [row.no for row in feedbacks.listed(shop)] == [second.row.no, first.row.no]
    assert [row.no for row in feedbacks.listed(shop, "b7 平底锅")] == [second.row.no]
    assert [row.no for row in feedbacks.listed(shop, states=[FeedbackState.SENT])] == [first.row.no]
    assert feedbacks.listed(shop, model="OTHER") == []
    with pytest.raises(NotFound):
        feedbacks.show(shop, "FB1")


def test_r41_nothing_on_paper_tells_who_a_buyer_is(shop: Store, broken: list[CaseDetail]) -> None:
    told = "我是张三丰0，13800000000，订单551100000000000000，TB_SUNNY 也有，锅起泡"
    case = cases.change(shop, broken[0].row.no, note=told)
    for place in (0, 1):
        report = photo_imports.import_bytes(
            shop,
            broken[place].buyer_id,
            encoded(scene(place)),
            "张三丰.jpg",
            case=broken[place].row.id,
        )
        photos.put_role(shop, [report.added[0].id], EvidenceRole.DAMAGE)
    pictures = [one.id for one in quality_cases.photos(shop, [broken[0].row.id, broken[1].row.id])]
    no = made(shop, broken, photo_ids=tuple(pictures)).row.no
    sheet = feedback_sheets.sheet(shop, no)
    assert [one.buyer for one in sheet.complaints] == ["A", "B", "C", "D"]
    last = next(one for one in sheet.complaints if one.case_no == case.row.no)
    assert last.text == f"我是{HIDDEN}，{HIDDEN}，订单{HIDDEN}，{HIDDEN} 也有，锅起泡"
    assert [one.caption for one in sheet.pictures] == [
        "1 · Buyer D · Damage close-up",
        "2 · Buyer C · Damage close-up",
    ]
    everything = repr(sheet).replace(str(shop.paths.root), "")
    secrets = [*NAMES, "张三丰", "1380000", "55110000", "YT99", "某路8号"]
    assert not [secret for secret in secrets if secret in everything]


def test_one_buyer_has_one_letter_however_often_merged(
    shop: Store, broken: list[CaseDetail]
) -> None:
    first, second = broken[0].buyer_id, broken[1].buyer_id
    with shop.transaction():
        Buyer.update(merged_into=first).where(Buyer.id == second).execute()
    no = made(shop, broken).row.no
    letters = [one.buyer for one in feedback_sheets.sheet(shop, no).complaints]
    assert letters == ["A", "B", "C", "C"]


def test_unknown_buyers_are_told_apart_by_their_orders(
    shop: Store, broken: list[CaseDetail]
) -> None:
    from desktop_app.models.cases import AfterSalesCase

    with shop.transaction():
        AfterSalesCase.update(buyer=None).execute()
        SalesOrder.update(buyer=None).execute()
    no = made(shop, broken).row.no
    assert [one.buyer for one in feedback_sheets.sheet(shop, no).complaints] == list("ABCD")


def test_photos_of_waybills_and_chats_are_not_chosen_and_blurred_ones_stand_in(
    shop: Store, broken: list[CaseDetail]
) -> None:
    case = broken[0]
    ids = []
    for seed, role in enumerate((EvidenceRole.DAMAGE, EvidenceRole.WAYBILL, EvidenceRole.CHAT)):
        report = photo_imports.import_bytes(
            shop, case.buyer_id, encoded(scene(seed)), f"{seed}.jpg", case=case.row.id
        )
        ids.append(report.added[0].id)
        photos.put_role(shop, ids[-1:], role)
    found = quality_cases.photos(shop, [case.row.id])
    assert [(one.id, one.shows_goods) for one in found] == [
        (ids[0], True),
        (ids[1], False),
        (ids[2], False),
    ]
    from desktop_app.models.photos import Photo

    with shop.transaction():
        Photo.update(marked_from=ids[0]).where(Photo.id == ids[2]).execute()
    assert [one.id for one in quality_cases.photos(shop, [case.row.id])] == [ids[1], ids[2]]


def test_batches_are_made_once_for_a_cases_goods(shop: Store, broken: list[CaseDetail]) -> None:
    case_id = broken[0].row.id
    made_id = batches.obtain(shop, case_id, "  GH  2610 ")
    assert batches.obtain(shop, case_id, "GH 2610") == made_id
    assert [(row.batch_no, row.sku) for row in batches.of_case(shop, case_id)] == [
        ("GH 2610", "PAN-24")
    ]
    cases.change(shop, broken[0].row.no, batch=made_id)
    no = made(shop, broken, batch="GH 2610").row.no
    sheet = feedback_sheets.sheet(shop, no)
    assert sheet.batch == "GH 2610"
    assert "1 of them is of batch GH 2610." in sheet.facts
    assert {one.batch for one in sheet.complaints} == {"GH 2610", ""}
    for number in (" ", "x" * 61):
        with pytest.raises(BadValue):
            batches.obtain(shop, case_id, number)
    plain = cases.open(shop, CaseDraft(kind="quality", buyer="无货"))
    with pytest.raises(NotFound):
        batches.obtain(shop, plain.row.id, "X")


def test_letters_go_on_after_z() -> None:
    assert [letter(place) for place in (0, 25, 26, 51, 52, 701, 702)] == [
        *("A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"),
    ]


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("打138 0000 0000找我", f"打{HIDDEN}找我"),
        ("座机0571-88880000", f"座机{HIDDEN}"),
        ("单号YT1234567890123", f"单号YT{HIDDEN}"),
        ("me@example.com", HIDDEN),
        ("批次20260901，3天，24cm", "批次20260901，3天，24cm"),
        ("王子锅", "王子锅"),
    ],
)
def test_r41_phones_and_long_numbers_are_hidden_and_measures_are_not(
    text: str, hidden: str
) -> None:
    assert without(text, ["王", ""]) == hidden


def run(shop: Store, capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    status = main(["--data", str(shop.paths.root), "--lang", "en", *arguments])
    return status, capsys.readouterr().out


def test_the_command_line_lists_warnings_and_figures(
    shop: Store, broken: list[CaseDetail], capsys: pytest.CaptureFixture[str]
) -> None:
    shop.close()
    status, out = run(shop, capsys, "quality", "list")
    assert status == 0
    assert "No model stands out" in out
    assert "PAN 平底锅  4 defects, 4 buyers, 4 sold, 0 opinions" in out
    status, out = run(shop, capsys, "quality", "list", "--days", "2", "--json")
    answer = json.loads(out)
    assert status == 0
    assert (answer["warnings"], answer["days"], answer["unplaced"]) == ([], 2, 0)
    assert answer["models"][0]["defects"] == 1


def test_the_command_line_tells_a_warning(
    shop: Store, broken: list[CaseDetail], capsys: pytest.CaptureFixture[str]
) -> None:
    quality_cases.find(shop, [broken[0].row.id], Finding.MAJOR)
    shop.close()
    _status, out = run(shop, capsys, "quality", "list")
    assert "PAN 平底锅: 1 verified major defect" in out
    _status, out = run(shop, capsys, "quality", "list", "--json")
    warning = json.loads(out)["warnings"][0]
    assert (warning["model"], warning["majors"], warning["risen"]) == ("PAN", 1, False)


def test_the_command_line_lists_and_writes_reports(
    shop: Store, broken: list[CaseDetail], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    no = made(shop, broken).row.no
    feedbacks.send(shop, no)
    shop.close()
    _status, out = run(shop, capsys, "quality", "feedback", "list")
    assert out.strip() == f"{no}  Sent to the factory  PAN 平底锅"
    _status, out = run(shop, capsys, "quality", "feedback", "list", "--state", "made", "--json")
    assert json.loads(out) == {"feedback": [], "total": 0}
    target = tmp_path / "反馈.pdf"
    status, out = run(shop, capsys, "quality", "feedback", no, "-o", str(target), "--json")
    assert status == 0
    assert json.loads(out)["pages"] == 1
    assert target.read_bytes().startswith(b"%PDF")
    status, _out = run(shop, capsys, "quality", "feedback", "FB9", "-o", str(tmp_path / "x.pdf"))
    assert status == 1
    assert not (tmp_path / "x.pdf").exists()
