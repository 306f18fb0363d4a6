"""Slips of a case: what stands on them, where they are kept, what the timeline says."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from desktop_app.core import clock, i18n, texts
from desktop_app.core.errors import BadValue, FileTrouble, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, Platform
from desktop_app.documents.claim_sheet import Contact
from desktop_app.services import case_lines, case_slips, cases, settings, shops
from desktop_app.services.case_slips import SlipWish
from desktop_app.services.cases import CaseDraft
from desktop_app.services.shops import ShopDraft
from desktop_app.services.store import Store
from tests.invented import order


@pytest.fixture
def no(shop: Store) -> str:
    shops.save(shop, ShopDraft(Platform.TAOBAO, "好店", "售后组", "0571-1", "杭州市余杭区1号"))
    receiver = {"receiver": "王小红", "phone": "13812341234", "address": "四川省成都市武侯区2号"}
    order(shop, "6001", {"A": 2, "B": 1}, buyer="小红", tracking="YT100", **receiver)
    return cases.open(shop, CaseDraft(kind="exchange", order="6001", note="内部：难缠")).row.no


def text_of(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as document:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)


def test_r6_an_exchange_slip_says_what_comes_back_and_what_goes(shop: Store, no: str) -> None:
    slip = case_slips.slip_of(shop, no, SlipWish("exchange", note="换成蓝色"))
    assert [(line.sku, line.quantity) for line in slip.coming] == [("A", 2), ("B", 1)]
    assert slip.going == slip.coming
    assert (slip.case_no, slip.order_no, slip.buyer) == (no, "6001", "小红")
    assert slip.receiver == Contact("王小红", "13812341234", "四川省成都市武侯区2号")
    assert slip.back_to == Contact("售后组", "0571-1", "杭州市余杭区1号")
    assert (slip.reason, slip.note, slip.prepared_by) == ("Exchange", "换成蓝色", "tester")
    assert (slip.issued_on, slip.tracking_no) == (clock.today(), "")
    assert isinstance(slip.issued_on, date)


@pytest.mark.parametrize("paper", case_slips.PAPERS)
def test_r6_a_slip_is_kept_and_told_in_the_timeline(shop: Store, no: str, paper: str) -> None:
    i18n.use("zh_CN")
    made = case_slips.write(shop, no, SlipWish("exchange", paper))
    assert made.path.parent == shop.paths.documents / "slips"
    assert hashlib.sha256(made.path.read_bytes()).hexdigest() == made.sha256
    said = text_of(made.path)
    assert "换货单" in said
    assert no in said
    assert "难缠" not in said
    last = cases.show(shop, no).timeline[-1]
    assert (last.kind, last.text) == (CaseEventKind.SLIP, made.path.name)
    assert last.data["file"] == f"documents/slips/{made.path.name}"
    assert (last.data["sha256"], last.data["paper"]) == (made.sha256, paper)


def test_an_earlier_slip_is_never_written_over(shop: Store, no: str) -> None:
    first = case_slips.write(shop, no, SlipWish("resend"))
    second = case_slips.write(shop, no, SlipWish("resend", "label"))
    assert first.path != second.path
    assert hashlib.sha256(first.path.read_bytes()).hexdigest() == first.sha256


def test_r6_what_is_sent_again_are_the_pieces_counted_so(shop: Store, no: str) -> None:
    line = cases.show(shop, no).lines[0]
    case_lines.count(shop, no, line.id, resent=1)
    cases.change(shop, no, resend_tracking="yt 200", return_tracking="yt 300")
    slip = case_slips.slip_of(shop, no, SlipWish("resend"))
    assert [(line.sku, line.quantity) for line in slip.going] == [("A", 1)]
    assert (slip.coming, slip.tracking_no) == ((), "YT200")
    assert case_slips.slip_of(shop, no, SlipWish("return")).tracking_no == "YT300"


def test_a_return_goes_by_the_parcel_that_went_out_until_another_is_known(
    shop: Store, no: str
) -> None:
    slip = case_slips.slip_of(shop, no, SlipWish("return"))
    assert (slip.tracking_no, slip.going) == ("YT100", ())


def test_pieces_can_be_said_and_lines_left_out(shop: Store, no: str) -> None:
    first, second = cases.show(shop, no).lines
    some = SlipWish("exchange", pieces={first.id: 1, second.id: 0})
    slip = case_slips.slip_of(shop, no, some)
    assert [(line.sku, line.quantity) for line in slip.going] == [("A", 1)]
    none = SlipWish("exchange", pieces={first.id: 0, second.id: 0})
    with pytest.raises(NotAllowed) as told:
        case_slips.write(shop, no, none)
    assert told.value.reason is Reason.SLIP_WITHOUT_GOODS
    assert texts.sentence(told.value)


def test_r41_the_buyer_is_masked_where_the_shop_says_so(shop: Store, no: str) -> None:
    assert case_slips.slip_of(shop, no, SlipWish("resend", masked=True)).receiver.name == "王**"
    settings.put(shop, settings.MASK_ON_PAPER, value=True)
    hidden = case_slips.slip_of(shop, no, SlipWish("resend"))
    assert hidden.receiver.phone == "138****1234"
    assert hidden.back_to.phone == "0571-1"
    assert case_slips.slip_of(shop, no, SlipWish("resend", masked=False)).receiver.name == "王小红"


@pytest.mark.parametrize(
    ("kind", "outcome", "slip"),
    [
        (CaseKind.RETURN, "", "return"),
        (CaseKind.EXCHANGE, "", "exchange"),
        (CaseKind.WRONG_ITEM, "", "exchange"),
        (CaseKind.LOST, "", "resend"),
        (CaseKind.LOST, "return_refund", "return"),
        (CaseKind.QUALITY, "exchange", "exchange"),
        (CaseKind.QUALITY, "refund", "resend"),
    ],
)
def test_the_usual_slip_follows_outcome_and_kind(kind: CaseKind, outcome: str, slip: str) -> None:
    assert case_slips.usual(kind, outcome) == slip


def test_what_no_slip_is_is_refused_and_nothing_noted(shop: Store, no: str, tmp_path: Path) -> None:
    before = cases.show(shop, no).timeline
    for wish in (SlipWish("postcard"), SlipWish("resend", "a0")):
        with pytest.raises(BadValue):
            case_slips.write(shop, no, wish)
    with pytest.raises(NotFound):
        case_slips.write(shop, "AS0", SlipWish("resend"))
    bare = cases.open(shop, CaseDraft(kind="lost", buyer="甲")).row.no
    with pytest.raises(NotAllowed):
        case_slips.write(shop, bare, SlipWish("resend"))
    (shop.paths.documents / "slips").write_bytes(b"in the way")
    with pytest.raises(FileTrouble):
        case_slips.write(shop, no, SlipWish("resend"))
    assert cases.show(shop, no).timeline == before
