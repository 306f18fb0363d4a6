"""What a person may write into a claim's fields, and what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from desktop_app.core import texts
from desktop_app.core.errors import Reason, UserError
from desktop_app.services import claim_fields

NOON = datetime(2026, 9, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("note", "  压扁了 ", "压扁了"),
        ("tracking", " yt 12 ", "YT12"),
        ("signed_on", date(2026, 9, 3), "2026-09-03"),
        ("signed_on", "2026-09-03", "2026-09-03"),
        ("signed_on", "", None),
        ("reported_at", NOON, NOON),
        ("reported_at", None, None),
        ("freight_minor", 0, 0),
        ("freight_minor", None, None),
        ("declared_g", 355, 355),
        ("declared_g", None, None),
        ("parcels", 1, 1),
        ("parcels_affected", 0, 0),
        ("insured", True, 1),
        ("ratio", Decimal("0.80"), "0.80"),
        ("ratio", "80%", "0.8"),
        ("ratio", None, None),
        ("rate", "7.10", "7.10"),
        ("rate", "", None),
        ("currency", "USD", "USD"),
        ("kind", "lost", "lost"),
        ("platform", "", ""),
        ("evidence", ["chat", "label"], '["label", "chat"]'),
    ],
)
def test_what_can_stand_in_a_field(field: str, given: object, kept: object) -> None:
    assert claim_fields.checked({field: given}) == {field: kept}


@pytest.mark.parametrize(
    ("field", "given", "reason"),
    [
        ("reported_at", "noon", Reason.NOT_A_DATE),
        ("signed_on", "3.9.", Reason.NOT_A_DATE),
        ("freight_minor", "7", Reason.NOT_AN_AMOUNT),
        ("freight_minor", True, Reason.NOT_AN_AMOUNT),
        ("freight_minor", -1, Reason.NEGATIVE_AMOUNT),
        ("parcels", True, Reason.NOT_A_QUANTITY),
        ("parcels", 0, Reason.NOT_A_QUANTITY),
        ("parcels_affected", -1, Reason.NOT_A_QUANTITY),
        ("declared_g", 10**7, Reason.WEIGHT_TOO_LARGE),
        ("rate", "seven", Reason.NOT_AN_AMOUNT),
        ("rate", "NaN", Reason.NOT_AN_AMOUNT),
        ("currency", "yuan", Reason.UNKNOWN_CURRENCY),
        ("kind", "", Reason.UNKNOWN_KIND),
        ("evidence", ["hearsay"], Reason.UNKNOWN_KIND),
        ("claimed_minor", 1, Reason.FIELD_FIXED),
    ],
)
def test_what_cannot(field: str, given: object, reason: Reason) -> None:
    with pytest.raises(UserError) as told:
        claim_fields.checked({field: given})
    assert told.value.reason is reason
    assert texts.sentence(told.value)
