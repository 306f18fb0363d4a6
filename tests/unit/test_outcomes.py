"""How cases end (R54, R55, R59): each way of the trade is offered, recorded, and shown again."""

from __future__ import annotations

import pytest

from desktop_app.core.kinds import CaseEventKind, CaseKind, CaseStage, CostKind, Outcome, Party
from desktop_app.services import case_acts, case_costs, case_resolutions, case_rules, cases
from desktop_app.services.case_resolutions import Resolution, Share
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store

# Refund, partial refund, resend, exchange, repair, gift, discount, compensation, appeal, rejection.
WAYS = (
    (CaseKind.QUALITY, Outcome.REFUND, CostKind.REFUND),
    (CaseKind.QUALITY, Outcome.PARTIAL_REFUND, CostKind.REFUND),
    (CaseKind.LOST, Outcome.RESEND, CostKind.RESEND),
    (CaseKind.EXCHANGE, Outcome.EXCHANGE, CostKind.POSTAGE_OUT),
    (CaseKind.REPAIR, Outcome.REPAIR, CostKind.REPAIR),
    (CaseKind.QUALITY, Outcome.GIFT, CostKind.GIFT),
    (CaseKind.QUALITY, Outcome.DISCOUNT, CostKind.COMPENSATION),
    (CaseKind.DAMAGED_SIGNED, Outcome.COMPENSATION, CostKind.COMPENSATION),
    (CaseKind.MALICIOUS_DISPUTE, Outcome.PLATFORM_APPEAL, None),
    (CaseKind.MALICIOUS_DISPUTE, Outcome.REJECTED, None),
)


@pytest.mark.parametrize(("kind", "outcome", "cost"), WAYS)
def test_r54_r55_r59_each_way_to_end_is_recorded_with_what_it_costs(
    shop: Store, kind: CaseKind, outcome: Outcome, cost: CostKind | None
) -> None:
    assert outcome in case_rules.shipped(kind).outcomes
    no = cases.open(shop, CaseDraft(kind=kind, buyer="甲")).row.no
    shares = (Share(cost, Party.SHOP, 700),) if cost else ()
    case_resolutions.resolve(shop, no, Resolution(outcome, shares))
    case = cases.show(shop, no)
    assert case.row.outcome == outcome
    assert CaseEventKind.CHANGED in {entry.kind for entry in case.timeline}
    assert sum(total.lost for total in case_costs.total(shop, no)) == (700 if cost else 0)


def test_r49_r56_the_angry_and_the_silent_are_marked_and_stay_so_when_closed(shop: Store) -> None:
    row = cases.open(shop, CaseDraft(kind=CaseKind.BAD_REVIEW, buyer="甲")).row
    case_acts.change(shop, [row.id], angry=1, silent_bad_review=1, cause="colour_size_style")
    cases.move(shop, row.no, CaseStage.CANCELLED)
    after = cases.show(shop, row.no).row
    assert (after.angry, after.silent_bad_review, after.cause) == (1, 1, "colour_size_style")
