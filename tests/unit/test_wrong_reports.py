"""Wrong shipments by SKU, picker, day, cause and kind, and which pairs are swapped most."""

from __future__ import annotations

from datetime import date

import time_machine

from desktop_app.core.kinds import Cause, WrongKind
from desktop_app.services import wrong_reports, wrong_shipments
from desktop_app.services.store import Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft
from desktop_app.services.wrong_reports import Counted, SwappedPair

SWAP = (WrongLineDraft("B", "碟", expected=2), WrongLineDraft("A", "杯", shipped=2))
MISSED = (WrongLineDraft("B", "碟", expected=1), WrongLineDraft("C", "壶", 1, 1))
MUDDLE = (
    WrongLineDraft("B", "碟", expected=1),
    WrongLineDraft("", "赠品", expected=1),
    WrongLineDraft("A", "杯", shipped=1),
)


def enter(
    shop: Store, day: str, lines: tuple[WrongLineDraft, ...], picker: str, cause: str = ""
) -> str:
    with time_machine.travel(f"{day}T12:00:00+00:00", tick=False):
        draft = WrongDraft(buyer_text="小明", lines=lines, picker=picker, cause=cause)
        no = wrong_shipments.report(shop, draft).no
        wrong_shipments.verify(shop, no)
        return no


def test_verified_wrong_shipments_are_counted_from_every_side(shop: Store) -> None:
    enter(shop, "2026-09-01", SWAP, "小李", Cause.PACKING)
    settled = enter(shop, "2026-09-01", SWAP, "小王")
    wrong_shipments.settle(shop, settled)
    enter(shop, "2026-09-03", MISSED, "小李", Cause.PACKING)
    enter(shop, "2026-09-03", MUDDLE, "")
    wrong_shipments.dismiss(shop, enter(shop, "2026-09-03", MISSED, "小王"), "看错了")
    wrong_shipments.take_back(shop, enter(shop, "2026-09-03", MISSED, "小王"))
    enter(shop, "2026-08-31", MISSED, "小李")
    enter(shop, "2026-09-04", MISSED, "小李")
    found = wrong_reports.report(shop, date(2026, 9, 1), date(2026, 9, 3))
    assert found.shipments == 4
    assert found.skus == (
        Counted("B", "碟", shipments=4, missing=6, surplus=0),
        Counted("A", "杯", shipments=3, missing=0, surplus=5),
        Counted("赠品", "赠品", shipments=1, missing=1, surplus=0),
    )
    assert [(one.key, one.shipments) for one in found.pickers] == [
        ("小李", 2),
        ("", 1),
        ("小王", 1),
    ]
    assert [(one.key, one.shipments) for one in found.days] == [
        ("2026-09-01", 2),
        ("2026-09-03", 2),
    ]
    assert [(one.key, one.shipments) for one in found.causes] == [("", 2), ("packing", 2)]
    assert [(one.key, one.shipments) for one in found.kinds] == [
        (WrongKind.WRONG_ITEM, 3),
        (WrongKind.MISSED_ITEM, 1),
    ]
    assert found.pairs == (SwappedPair("B", "碟", "A", "杯", shipments=2, pieces=4),), (
        "where two products are short it isn't known which of them the other one replaced"
    )


def test_a_period_without_any_is_empty(shop: Store) -> None:
    found = wrong_reports.report(shop, date(2026, 9, 1), date(2026, 9, 3))
    assert (found.shipments, found.skus, found.days, found.pairs) == (0, (), (), ())
