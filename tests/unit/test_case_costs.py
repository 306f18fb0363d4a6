"""Offers, resolutions and the true cost of a case."""

from __future__ import annotations

import pytest

from desktop_app.core import clock, labels, texts
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import (
    CaseEventKind,
    Cause,
    ClaimKind,
    CostKind,
    OfferAnswer,
    Outcome,
    Party,
    ResolutionDoubt,
)
from desktop_app.models.claims import Claim, ClaimPayment
from desktop_app.services import (
    case_acts,
    case_costs,
    case_lines,
    case_merging,
    case_resolutions,
    cases,
    checklists,
    claims,
    offers,
)
from desktop_app.services.case_costs import TrueCost
from desktop_app.services.case_resolutions import Resolution, Share
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store
from tests.invented import order, product


@pytest.fixture
def no(shop: Store) -> str:
    """A case about two pieces that cost 4.00 each."""
    product(shop, "A", cost_minor=400)
    order(shop, "4001", {"A": 2}, buyer="小红", tracking="YT1")
    return cases.open(shop, CaseDraft(kind="damaged_signed", order="4001")).row.no


def test_r42_offers_climb_a_ladder_each_with_its_answer(shop: Store, no: str) -> None:
    first = offers.add(shop, no, " 当地维修，补差价 ", 2000)
    assert (first.position, first.what, first.amount_minor) == (1, "当地维修，补差价", 2000)
    offers.answer(shop, no, 1, OfferAnswer.DECLINED, "太麻烦")
    offers.add(shop, no, "寄回免费维修")
    offers.answer(shop, no, 2, OfferAnswer.ACCEPTED)
    ladder = offers.of(shop, no)
    assert [(row.answer, row.answer_note) for row in ladder] == [
        ("declined", "太麻烦"),
        ("accepted", ""),
    ]
    assert ladder[0].answered_at is not None
    told = [entry.kind for entry in cases.show(shop, no).timeline]
    assert told.count(CaseEventKind.OFFERED) == told.count(CaseEventKind.OFFER_ANSWERED) == 2


def test_an_answer_is_given_once_and_can_be_taken_back(shop: Store, no: str) -> None:
    offers.add(shop, no, "补偿 10 元", 1000)
    with pytest.raises(NotAllowed) as told:
        offers.reopen(shop, no, 1)
    offers.answer(shop, no, 1, OfferAnswer.WITHDRAWN)
    with pytest.raises(NotAllowed) as told:
        offers.answer(shop, no, 1, OfferAnswer.ACCEPTED)
    assert texts.sentence(told.value)
    reopened = offers.reopen(shop, no, 1)
    assert (reopened.answer, reopened.answered_at) == (OfferAnswer.PENDING, None)


def test_offers_that_are_none_are_refused(shop: Store, no: str) -> None:
    for what, amount in ((" ", None), ("补偿", -1)):
        with pytest.raises(BadValue):
            offers.add(shop, no, what, amount)
    with pytest.raises(NotFound) as told:
        offers.answer(shop, no, 3, OfferAnswer.ACCEPTED)
    assert texts.sentence(told.value) == f"Case {no} has no offer 3."


def test_r2_a_resolution_says_who_pays_each_leg_and_how_much(shop: Store, no: str) -> None:
    agreed = Resolution(
        Outcome.EXCHANGE,
        fault=Party.SHOP,
        cause=Cause.PACKING,
        shares=(
            Share(CostKind.POSTAGE_BACK, Party.SHOP, 800, "顺丰到付"),
            Share(CostKind.POSTAGE_OUT, Party.SHOP, 600),
            Share(CostKind.GOODS, Party.COURIER, 400),
        ),
    )
    assert case_resolutions.doubts(agreed) == []
    act = case_resolutions.resolve(shop, no, agreed)
    case = cases.show(shop, no)
    assert (case.row.outcome, case.fault, case.row.cause) == ("exchange", "shop", "packing")
    costs = [(row.kind, row.payer, row.amount_minor, row.note) for row in case_costs.of(shop, no)]
    assert costs[0] == ("postage_back", "shop", 800, "顺丰到付")
    assert [total.lost for total in case_costs.total(shop, no)] == [1400]
    case_acts.undo(shop, act)
    assert cases.show(shop, no).row.outcome == ""


def test_r2_postage_agreed_marks_its_step_by_itself(shop: Store) -> None:
    made = cases.open(shop, CaseDraft(kind="exchange", buyer="甲")).row.no
    case_costs.add(shop, made, CostKind.REFUND, 100)
    assert not done(shop, made, "postage_agreed")
    case_costs.add(shop, made, CostKind.POSTAGE_BACK, 800, Party.SHOP)
    assert done(shop, made, "postage_agreed")


def done(shop: Store, no: str, code: str) -> bool:
    return any(step.code == code and step.done_at for step in checklists.of(shop, no))


@pytest.mark.parametrize(
    ("agreed", "doubts"),
    [
        (Resolution(Outcome.EXCHANGE), [ResolutionDoubt.POSTAGE_OPEN]),
        (
            Resolution(
                Outcome.RETURN_REFUND,
                (
                    Share(CostKind.POSTAGE_OUT, Party.SHOP, 1),
                    Share(CostKind.POSTAGE_BACK, Party.BUYER, 1),
                ),
                Party.SHOP,
            ),
            [ResolutionDoubt.POSTAGE_NOT_OURS],
        ),
        (Resolution(Outcome.REPAIR, fault=Party.SHOP), [ResolutionDoubt.REPAIR_NOT_OURS]),
        (
            Resolution(Outcome.REPAIR, (Share(CostKind.REPAIR, Party.SHOP, 1),), Party.SHOP),
            [],
        ),
        (Resolution(Outcome.GOODWILL), [ResolutionDoubt.GOODWILL_WITHOUT_COST]),
        (Resolution(Outcome.REFUND), []),
    ],
)
def test_r2_r14_what_is_unusual_is_asked_about(
    agreed: Resolution, doubts: list[ResolutionDoubt]
) -> None:
    assert case_resolutions.doubts(agreed) == doubts
    assert all(labels.label(doubt) for doubt in doubts)


def test_an_outcome_that_the_kind_does_not_have_writes_nothing(shop: Store, no: str) -> None:
    with pytest.raises(BadValue) as told:
        case_resolutions.resolve(shop, no, Resolution(Outcome.PLATFORM_APPEAL))
    assert told.value.reason is Reason.UNKNOWN_KIND
    assert case_costs.of(shop, no) == []


def test_a_cost_is_struck_out_and_let_count_again(shop: Store, no: str) -> None:
    cost = case_costs.add(shop, no, CostKind.REFUND, 1250)
    case_costs.void(shop, cost.id)
    assert case_costs.total(shop, no)[0].lost == 0
    with pytest.raises(NotAllowed):
        case_costs.void(shop, cost.id)
    case_costs.void(shop, cost.id, back=True)
    assert case_costs.total(shop, no)[0].net == 1250
    with pytest.raises(NotAllowed):
        case_costs.void(shop, cost.id, back=True)
    with pytest.raises(NotFound):
        case_costs.void(shop, 99)


@pytest.mark.parametrize("amount", [-1, 10**13 + 1])
def test_amounts_that_are_none_are_refused(shop: Store, no: str, amount: int) -> None:
    with pytest.raises(BadValue):
        case_costs.add(shop, no, CostKind.REFUND, amount)


def paid(shop: Store, no: str, amount: int, **more: object) -> None:
    """A claim of the case on which the courier paid."""
    made = claims.open(
        shop,
        ClaimDraft(
            kind=ClaimKind.DAMAGED,
            case_no=no,
            courier="yto",
            amount_minor=amount,
            allow_duplicate=True,
        ),
    )
    claim = Claim.get(Claim.no == made.row.no)
    day = clock.today()
    values = {"kind": "received", "amount_minor": amount, "currency": "CNY", **more}
    with shop.transaction():
        ClaimPayment.create(
            claim=claim.id, paid_on=str(day), month=f"{day:%Y-%m}", entered_at=clock.now(), **values
        )


def test_what_couriers_paid_on_claims_comes_off_the_true_cost(shop: Store, no: str) -> None:
    case_costs.add(shop, no, CostKind.REFUND, 5490)
    case_costs.add(shop, no, CostKind.POSTAGE_OUT, 700, Party.BUYER)
    paid(shop, no, 4000)
    paid(shop, no, 500, kind="reversal")
    paid(shop, no, 900, voided_at=clock.now())
    paid(shop, no, 900, kind="write_off")
    (total,) = case_costs.total(shop, no)
    assert total == TrueCost("CNY", lost=5490, recovered=3500, courier=3500, twice=False)
    assert (total.net, total.exceeds) == (1990, 0)


def test_recoveries_above_the_loss_and_twice_the_same_are_warned_of(shop: Store, no: str) -> None:
    case_costs.add(shop, no, CostKind.REFUND, 1000)
    case_costs.add(shop, no, CostKind.RECOVERY_INSURANCE, 600)
    assert case_costs.total(shop, no)[0].exceeds == 0
    case_costs.add(shop, no, CostKind.RECOVERY_COURIER, 500)
    (total,) = case_costs.total(shop, no)
    assert (total.exceeds, total.twice) == (100, False)
    paid(shop, no, 500)
    (total,) = case_costs.total(shop, no)
    assert (total.exceeds, total.twice) == (600, True)


def test_currencies_are_summed_apart(shop: Store, no: str) -> None:
    case_costs.add(shop, no, CostKind.REFUND, 1000)
    paid(shop, no, 300, currency="USD")
    found = [(total.currency, total.lost, total.recovered) for total in case_costs.total(shop, no)]
    assert found == [("CNY", 1000, 0), ("USD", 0, 300)]
    paid(shop, no, 250)
    case = cases.show(shop, no).row
    assert case_costs.totals(shop, [case.id]) == {case.id: case_costs.total(shop, no)[0]}
    assert case_costs.totals(shop, [case.id])[case.id].courier == 250


def test_costs_of_a_merged_case_count_in_the_one_it_was_merged_into(shop: Store, no: str) -> None:
    other = cases.open(shop, CaseDraft(kind="return", buyer="小红")).row.no
    case_costs.add(shop, no, CostKind.REFUND, 1000)
    case_costs.add(shop, other, CostKind.GIFT, 200)
    case_merging.merge(shop, no, [other])
    assert case_costs.total(shop, no)[0].lost == 1200
    assert len(case_costs.of(shop, no)) == 2


def test_costs_are_suggested_from_the_goods_and_never_entered_alone(shop: Store, no: str) -> None:
    assert case_costs.suggested(shop, no) == []
    line = cases.show(shop, no).lines[0]
    case_lines.count(shop, no, line.id, resent=1, received_damaged=2)
    assert case_costs.suggested(shop, no) == [(CostKind.RESEND, 400), (CostKind.GOODS, 800)]
    case_costs.add(shop, no, CostKind.RESEND, 400)
    assert case_costs.suggested(shop, no) == [(CostKind.GOODS, 800)]
    assert len(case_costs.of(shop, no)) == 1
