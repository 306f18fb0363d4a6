"""Workflows are data: sound for every kind, changed by the shop, kept by cases that run."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from desktop_app.core import i18n, paths, texts
from desktop_app.core.errors import BadValue, FileTrouble, NotAllowed, Reason
from desktop_app.core.kinds import CaseKind, CaseStage, EvidenceRole, Outcome
from desktop_app.services import case_rules, cases
from desktop_app.services.case_rules import Rules
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store


@pytest.mark.parametrize("kind", CaseKind)
def test_every_kind_has_a_workflow_a_checklist_and_outcomes(kind: CaseKind) -> None:
    rules = case_rules.shipped(kind)
    assert rules.kind is kind
    assert rules.steps
    assert rules.outcomes
    assert {CaseStage.NEW, CaseStage.SETTLED, CaseStage.CLOSED} <= set(rules.stages)
    assert all(rules.after(stage) for stage in rules.stages)
    assert Outcome.CANCELLED in rules.outcomes or kind is CaseKind.ORDER_CHANGED


def order_of(kind: CaseKind, *codes: str) -> None:
    """The steps stand in this order, and each rests on the one before it, directly or not."""
    rules = case_rules.shipped(kind)
    for before, after in pairwise(codes):
        assert before in rests_on(rules, after)


def rests_on(rules: Rules, code: str) -> set[str]:
    step = rules.step(code)
    assert step is not None, f"{rules.kind} has no step {code}"
    return set(step.after).union(*(rests_on(rules, before) for before in step.after))


@pytest.mark.parametrize(
    "kind",
    [
        CaseKind.WRONG_ITEM,
        CaseKind.MISSED_ITEM,
        CaseKind.FEWER_PIECES,
        CaseKind.FEWER_PARCELS,
        CaseKind.EXTRA_ITEM,
    ],
)
def test_r3_r4_wrong_shipments_are_verified_weighed_handled_recorded(kind: CaseKind) -> None:
    order_of(
        kind, "photos_verified", "order_checked", "weighed", "confirmed", "handled", "recorded"
    )
    assert case_rules.shipped(kind).step("stock_lines") is not None


def test_r7_receipts_go_to_the_platform_when_a_second_parcel_is_refused() -> None:
    for kind in (CaseKind.MISSED_ITEM, CaseKind.FEWER_PIECES, CaseKind.FEWER_PARCELS):
        step = case_rules.shipped(kind).step("receipts_uploaded")
        assert step is not None
        assert EvidenceRole.RECEIPT in step.evidence


def test_r8_first_the_courier_then_the_platform() -> None:
    order_of(CaseKind.EXTRA_ITEM, "confirmed", "buyer_asked", "intercepted", "platform_appealed")


def test_r9_r11_damage_ends_as_a_return_or_an_exchange() -> None:
    order_of(CaseKind.CONTENTS_DAMAGED, "proof_uploaded", "proof_checked", "courier_proof")
    order_of(CaseKind.CONTENTS_DAMAGED, "courier_proof", "goods_verified", "handled")
    for kind in (CaseKind.DAMAGED_REFUSED, CaseKind.CONTENTS_DAMAGED):
        rules = case_rules.shipped(kind)
        assert {Outcome.EXCHANGE, Outcome.RETURN_REFUND} <= set(rules.outcomes)
        assert CaseStage.GOODS_COMING in rules.stages


def test_r10_damaged_and_signed_for_is_weighed_and_negotiated_then_resent() -> None:
    order_of(CaseKind.DAMAGED_SIGNED, "order_checked", "weighed")
    order_of(CaseKind.DAMAGED_SIGNED, "claim_opened", "courier_negotiated", "resent")


def test_r12_quality_asks_for_photos_or_for_the_goods() -> None:
    order_of(CaseKind.QUALITY, "period_checked", "photos_asked", "photos_verified")
    order_of(CaseKind.QUALITY, "photos_asked", "goods_back", "office_verified")


def test_r13_without_agreement_the_supervisor_decides() -> None:
    order_of(CaseKind.QUALITY_PAST_PERIOD, "compensation_negotiated", "supervisor_decided")
    rules = case_rules.shipped(CaseKind.QUALITY_PAST_PERIOD)
    assert CaseStage.SUPERVISOR in rules.after(CaseStage.NEGOTIATING)


def test_r14_the_buyers_own_fault_is_settled_kindly() -> None:
    rules = case_rules.shipped(CaseKind.BUYER_FAULT)
    assert Outcome.GOODWILL in rules.outcomes
    assert Outcome.RETURN_REFUND not in rules.outcomes
    order_of(CaseKind.BUYER_FAULT, "principle_explained", "goodwill_offered")


def test_r15_logistics_begin_with_soothing() -> None:
    for kind in (
        *(CaseKind.LOST, CaseKind.WRONGLY_DELIVERED, CaseKind.SLOW_DELIVERY),
        *(CaseKind.ADDRESS_NOT_SERVED, CaseKind.DAMAGED_SIGNED),
    ):
        assert case_rules.shipped(kind).steps[0].code == "soothed"


def test_r16_ems_or_back_noted_and_sent_again() -> None:
    order_of(CaseKind.ADDRESS_NOT_SERVED, "buyer_agreed", "ems_forwarded")
    order_of(CaseKind.ADDRESS_NOT_SERVED, "buyer_agreed", "returned_noted", "sent_again")


def test_r17_a_lost_parcel_is_resent_with_note_and_stock_line() -> None:
    rules = case_rules.shipped(CaseKind.LOST)
    assert Outcome.RESEND in rules.outcomes
    assert rules.step("resent") is not None
    assert rules.step("stock_lines") is not None


def test_r20_cancelling_and_changing_are_light() -> None:
    for kind in (CaseKind.ORDER_CANCELLED, CaseKind.ORDER_CHANGED):
        rules = case_rules.shipped(kind)
        assert len(rules.stages) < len(case_rules.shipped(CaseKind.RETURN).stages)
        assert CaseStage.HANDLING in rules.after(CaseStage.NEW)


def test_r34_the_buyer_is_contacted_before_evidence_is_uploaded() -> None:
    order_of(
        CaseKind.MALICIOUS_DISPUTE, "buyer_contacted", "evidence_uploaded", "platform_appealed"
    )
    assert {Outcome.REJECTED, Outcome.PLATFORM_APPEAL} <= set(
        case_rules.shipped(CaseKind.MALICIOUS_DISPUTE).outcomes
    )


def test_r37_r42_repairs_have_offers_and_an_invoice() -> None:
    for kind in (CaseKind.REPAIR, CaseKind.REPAIR_ON_SITE):
        step = case_rules.shipped(kind).step("invoice_got")
        assert step is not None
        assert EvidenceRole.REPAIR_INVOICE in step.evidence
    order_of(CaseKind.REPAIR, "photos_verified", "offers_made", "repaired")


def test_names_are_in_the_language_spoken() -> None:
    rules = case_rules.shipped(CaseKind.EXCHANGE)
    assert (rules.name, rules.steps[0].name) == ("Exchange", "Reply to the buyer")
    i18n.use("zh_CN")
    assert (rules.name, rules.steps[0].name) == ("换货", "回复买家")


def source(kind: CaseKind) -> str:
    return (paths.resources() / "rules" / "cases" / f"{kind}.toml").read_text("utf-8")


def test_a_shop_changes_a_kind_and_running_cases_keep_theirs(shop: Store) -> None:
    before = cases.open(shop, CaseDraft(kind="order_changed", buyer="甲"))
    text = case_rules.text_of(shop, "order_changed").replace(
        'new = ["verifying", "handling", ', 'new = ["verifying", '
    )
    case_rules.save(shop, "order_changed", text)
    after = cases.open(shop, CaseDraft(kind="order_changed", buyer="甲"))
    assert CaseStage.HANDLING not in after.nexts
    assert CaseStage.HANDLING in cases.show(shop, before.row.no).nexts
    cases.move(shop, before.row.no, CaseStage.HANDLING)
    with pytest.raises(NotAllowed):
        cases.move(shop, after.row.no, CaseStage.HANDLING)
    again = cases.open(shop, CaseDraft(kind="order_changed", buyer="乙"))
    assert again.rules == after.rules
    assert "# own" in case_rules.text_of(shop, "order_changed")


def test_a_shop_copies_a_kind_under_its_own_code(shop: Store) -> None:
    text = source(CaseKind.RETURN).replace('zh_CN = "退货"', 'zh_CN = "鞋类退货"')
    case_rules.save(shop, "return_shoes", text)
    case = cases.open(shop, CaseDraft(kind="return_shoes", buyer="甲"))
    assert case.row.kind is CaseKind.RETURN
    i18n.use("zh_CN")
    assert case.rules.name == "鞋类退货"


def test_a_kind_that_nobody_knows_is_refused(shop: Store) -> None:
    with pytest.raises(BadValue) as told:
        cases.open(shop, CaseDraft(kind="returns", buyer="甲"))
    assert told.value.reason is Reason.UNKNOWN_KIND
    assert "return" in str(told.value.data["allowed"])


FAULTS = [
    ('kind = "return"', 'kind = "exchange"', Reason.RULES_WRONG, "kind"),
    ('kind = "return"\n', "", Reason.RULES_INCOMPLETE, "kind"),
    ("closed =", "clsed =", Reason.RULES_WRONG, "stages.clsed"),
    ('"negotiating", "waiting_buyer"', '"nego", "waiting_buyer"', Reason.RULES_WRONG, "stages.new"),
    ('platform = ["negotiating",', 'platform = ["new",', Reason.RULES_WRONG, "stages.platform"),
    ('settled = ["closed",', "settled = [", Reason.RULES_WRONG, "stages.new"),
    ("\nnew = [", "\ncancelled2 = [", Reason.RULES_WRONG, "stages.cancelled2"),
    ('after = ["condition_checked"]', 'after = ["nowhere"]', Reason.RULES_WRONG, "steps[5].after"),
    ('code = "recorded"', 'code = "replied"', Reason.RULES_WRONG, "steps[9].code"),
    ('done_by = ["replied"]', 'done_by = ["said"]', Reason.RULES_WRONG, "steps[1].done_by"),
    ('en = "Return"', 'eng = "Return"', Reason.RULES_INCOMPLETE, "name.en"),
    ('"return_refund", ', '"money_back", ', Reason.RULES_WRONG, "outcomes"),
    ("requirements", "requirments", Reason.RULES_WRONG, "requirments"),
    ("[stages]", "[phases]", Reason.RULES_WRONG, "phases"),
]


@pytest.mark.parametrize(("old", "new", "reason", "key"), FAULTS)
def test_a_fault_in_a_workflow_is_named_by_file_and_key(
    shop: Store, old: str, new: str, reason: Reason, key: str
) -> None:
    text = source(CaseKind.RETURN)
    assert old in text
    with pytest.raises(FileTrouble) as told:
        case_rules.save(shop, "return", text.replace(old, new, 1))
    assert (told.value.reason, told.value.data["key"]) == (reason, key)
    assert "return" in texts.sentence(told.value)


def test_a_stage_that_nothing_leads_to_is_named(shop: Store) -> None:
    text = source(CaseKind.ORDER_CHANGED).replace("[stages]", '[stages]\nplatform = ["settled"]')
    with pytest.raises(FileTrouble, match="rules_wrong") as told:
        case_rules.save(shop, "order_changed", text)
    assert told.value.data["key"] == "stages.platform"


def test_without_outcomes_or_a_beginning_no_workflow(shop: Store) -> None:
    text = source(CaseKind.ORDER_CHANGED)
    lines = [line for line in text.splitlines() if not line.startswith("outcomes")]
    with pytest.raises(FileTrouble, match="rules_wrong"):
        case_rules.save(shop, "order_changed", "\n".join(lines))
    lines = [line for line in text.splitlines() if not line.startswith("new =")]
    with pytest.raises(FileTrouble, match="rules_wrong"):
        case_rules.save(shop, "order_changed", "\n".join(lines))


def test_a_damaged_shipped_file_is_named_at_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "rules" / "cases"
    folder.mkdir(parents=True)
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    with pytest.raises(FileTrouble) as told:
        case_rules.check()
    assert told.value.reason is Reason.FILE_UNREADABLE
    (folder / "return.toml").write_text("kind = 'return", "utf-8")
    with pytest.raises(FileTrouble) as told:
        case_rules.check()
    assert texts.sentence(told.value).startswith("The rules in return.toml can't be read: line")


def test_all_shipped_workflows_are_sound() -> None:
    case_rules.check()
