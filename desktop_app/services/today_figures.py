"""The few figures at the head of the day: how much is open, waits for others, is owed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from peewee import SQL, Case, fn

from desktop_app.core.kinds import ClaimStage, PaymentKind
from desktop_app.models.base import Record
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim, ClaimEvent, ClaimPayment
from desktop_app.models.orders import SalesOrder
from desktop_app.models.photos import Photo
from desktop_app.models.prepared import Prepared
from desktop_app.models.shops import Shop
from desktop_app.services.case_lists import OPEN_STAGES, WAITING_STAGES
from desktop_app.services.claim_lists import WAITING
from desktop_app.services.today_rows import literals


@dataclass(frozen=True)
class Figures:
    """``waiting`` of the ``open_cases`` are the buyer's or the courier's turn.

    ``claims`` are filed and not paid in full; ``owed`` what couriers owe on them, in minor units
    by currency.
    """

    open_cases: int = 0
    waiting: int = 0
    claims: int = 0
    owed: tuple[tuple[str, int], ...] = ()


OWING = (
    *sorted(WAITING),
    ClaimStage.APPROVED,
    ClaimStage.PART_APPROVED,
    ClaimStage.PART_PAID,
)
_STAGES = Prepared(
    AfterSalesCase.select(AfterSalesCase.stage, fn.COUNT(SQL("*")))
    .where(
        AfterSalesCase.deleted_at.is_null(),
        AfterSalesCase.merged_into.is_null(),
        AfterSalesCase.stage.in_(literals(OPEN_STAGES)),
    )
    .group_by(AfterSalesCase.stage)
)
_TAKEN_BACK = ClaimPayment.kind.in_(literals([PaymentKind.REVERSAL]))
_PAID = ClaimPayment.select(
    fn.SUM(
        Case(
            None,
            ((_TAKEN_BACK, ClaimPayment.amount_minor * SQL("-1")),),
            ClaimPayment.amount_minor,
        )
    )
).where(ClaimPayment.claim == Claim.id, ClaimPayment.voided_at.is_null())
_REDUCED = ClaimEvent.select(fn.SUM(ClaimEvent.written_off_minor)).where(
    ClaimEvent.claim == Claim.id
)
_OWED = Prepared(
    Claim.select(
        Claim.currency,
        fn.COUNT(SQL("*")),
        fn.SUM(
            Claim.claimed_minor - fn.COALESCE(_PAID, SQL("0")) - fn.COALESCE(_REDUCED, SQL("0"))
        ),
    )
    .where(Claim.stage.in_(literals(OWING)))
    .group_by(Claim.currency)
)
_SHOP = Prepared(Shop.select(Shop.name).order_by(Shop.id).limit(SQL("1")))


def figures() -> Figures:
    """The figures as they stand. Needs a connection."""
    stages: dict[str, int] = dict(_STAGES.rows())
    claims = _OWED.rows()
    return Figures(
        open_cases=sum(stages.values()),
        waiting=sum(stages.get(stage.value, 0) for stage in WAITING_STAGES),
        claims=sum(row[1] for row in claims),
        owed=tuple((row[0], row[2]) for row in sorted(claims) if row[2] > 0),
    )


def shop_name() -> str:
    """The first shop's name; nothing before one was entered. Needs a connection."""
    row = _SHOP.first()
    return str(row[0]) if row else ""


def holds_nothing() -> bool:
    """Whether nobody has begun yet: no case, no order, no photo. Needs a connection."""
    tables: tuple[type[Record], ...] = (AfterSalesCase, SalesOrder, Photo)
    return not any(_any(table) for table in tables)


def _any(table: type[Record]) -> Any:
    return table.select(SQL("1")).limit(1).scalar()
