"""A pasted chat line becomes a draft in which nothing is guessed silently."""

from __future__ import annotations

from typing import Any

import pytest

from desktop_app.core import texts
from desktop_app.core.errors import BadValue
from desktop_app.core.kinds import ClaimKind, LinePart, Platform
from desktop_app.services import buyers, cases, chat_words, claims, drafts
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.drafts import LineDraft
from desktop_app.services.store import Store
from tests.invented import order


@pytest.fixture
def known(shop: Store) -> Store:
    """A shop with an order, a parcel on two platforms, and buyers."""
    order(shop, "281523014455", {"A": 1}, buyer="小红", tracking="9831745985570")
    for platform in (Platform.JD, Platform.TMALL):
        order(shop, "77001122", {"A": 1}, buyer="两边都有", platform=platform)
    buyers.obtain(shop, Platform.TAOBAO, "tb_1234")
    return shop


def said(draft: LineDraft) -> dict[str, Any]:
    names = ("order_no", "tracking", "buyer", "kind", "claim_kind", "amount_minor")
    more = ("freight_minor", "refund_minor", "case_no", "platform")
    return {name: getattr(draft, name) for name in (*names, *more) if getattr(draft, name)}


ORDER = {
    "order_no": "281523014455",
    "tracking": "9831745985570",
    "buyer": "小红",
    "platform": "taobao",
}
LOST = {"kind": "lost", "claim_kind": "lost", "amount_minor": 5490, "freight_minor": 700}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("9831745985570 丢件理赔54.9元 运费7元", ORDER | LOST),
        ("９８３１７４５９８５５７０丢件理赔５４．９元运费７元", ORDER | LOST),
        ("9831745985570丢件，赔54.90，邮费：7.00", ORDER | LOST),
        ("281523014455 退款 12.5", ORDER | {"refund_minor": 1250}),
        ("小红 说尺码不合适要换货", {"buyer": "小红", "platform": "taobao", "kind": "exchange"}),
        (
            "买家ID：tb_1234 换货",
            {"buyer": "tb_1234", "platform": "taobao", "kind": "exchange"},
        ),
        ("会员名 新客 差评", {"buyer": "新客", "kind": "bad_review"}),
        (
            "YT1234567890123 破损拒收 赔¥1,234.50",
            {"kind": "damaged_refused", "claim_kind": "damaged", "amount_minor": 123450},
        ),
        ("2026-09-03 12:30 少发2件", {"kind": "fewer_pieces"}),
        ("20260903 超区", {"kind": "address_not_served"}),
        ("Lost in transit, claim 54.90 freight 7", LOST),
        ("闪电 slowly", {}),
        ("99999999999999999元", {}),
        ("77001122 丢件", {"tracking": "", "kind": "lost", "claim_kind": "lost"}),
        ("两边都有 破洞", {"buyer": "两边都有", "kind": "quality"}),
        ("你好", {}),
    ],
)
def test_a_line_says_what_it_says_and_no_more(
    known: Store, line: str, expected: dict[str, Any]
) -> None:
    assert said(drafts.read(known, line)) == {k: v for k, v in expected.items() if v}


def parts(draft: LineDraft) -> list[tuple[str, str, bool]]:
    return [(part.kind, draft.text[part.start : part.end], part.doubtful) for part in draft.parts]


def test_each_piece_has_its_place_in_the_line(known: Store) -> None:
    draft = drafts.read(known, "9831745985570 丢件理赔54.9元 运费7元")
    assert parts(draft) == [
        ("tracking", "9831745985570", False),
        ("kind", "丢件", False),
        ("claim", "理赔54.9元", False),
        ("freight", "运费7元", False),
    ]


def test_what_could_be_several_things_is_left_to_the_person(known: Store) -> None:
    draft = drafts.read(known, "SF1234567890123 破损 30元")
    assert draft.kind is None
    assert parts(draft) == [
        ("number", "SF1234567890123", True),
        ("kind", "破损", True),
        ("amount", "30元", False),
    ]
    assert draft.parts[1].alternatives == ("damaged_refused", "damaged_signed")
    assert draft.amount_minor == 3000


def test_two_kinds_two_amounts_or_two_orders_fill_nothing(known: Store) -> None:
    order(known, "281523014466", {"A": 1}, buyer="小明")
    draft = drafts.read(known, "281523014455 281523014466 丢件 换货 赔10元 赔20元 运费3元 运费3元")
    assert said(draft) == {"claim_kind": "lost", "freight_minor": 300}
    assert [part.kind for part in draft.parts].count(LinePart.CLAIM) == 2


def test_cases_and_claims_that_are_there_already_are_shown(known: Store) -> None:
    case = cases.open(known, CaseDraft(kind="lost", order="281523014455"))
    claim = claims.open(
        known,
        ClaimDraft(kind=ClaimKind.LOST, case_no=case.row.no, courier="yto", amount_minor=100),
    )
    draft = drafts.read(known, "9831745985570 丢件")
    assert [row.no for row in draft.cases] == [case.row.no]
    assert draft.claims == (claim.row.no,)
    assert [row.no for row in drafts.read(known, "小红 换货").cases] == [case.row.no]
    assert drafts.read(known, f"{case.row.no} 换货").case_no == case.row.no
    assert drafts.read(known, "tb_1234 换货").cases == ()


def test_a_parcel_known_from_a_claim_alone_is_a_tracking_number(known: Store) -> None:
    claims.open(
        known,
        ClaimDraft(kind=ClaimKind.LOST, order_no="281523014455", courier="yto", amount_minor=100),
    )
    assert drafts.read(known, "9831745985570 延误").parts[0].kind is LinePart.TRACKING


@pytest.mark.parametrize("line", ["", "  \n", "x" * 2001])
def test_no_line_and_a_whole_conversation_are_refused(shop: Store, line: str) -> None:
    with pytest.raises(BadValue) as told:
        drafts.read(shop, line)
    assert texts.sentence(told.value)


def test_the_word_lists_are_sound() -> None:
    chat_words.check()
    assert chat_words.plain("ＡＢＣ½㍿") == "abc½㍿"


@pytest.mark.parametrize("line", ["281523014455 买家说少了一个", "281523014455 买家反映开胶了"])
def test_what_a_buyer_does_is_no_buyers_id(known: Store, line: str) -> None:
    assert drafts.read(known, line).buyer == "小红"


def test_an_id_that_begins_like_a_deed_is_taken_after_a_colon(known: Store) -> None:
    assert drafts.read(known, "买家：说书人 退货").buyer == "说书人"
