"""The demo's regular buyers: notes, calls done and due, and two IDs of one person (R25, R27)."""

from __future__ import annotations

from datetime import timedelta

from desktop_app.core import clock
from desktop_app.core.kinds import FollowUpState
from desktop_app.models.base import ids
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.orders import SalesOrder
from desktop_app.services import revisits
from desktop_app.services.demo_words import Dice, words
from desktop_app.services.store import Store

_CALLED = 12
_LATE = 2


def add(store: Store, dice: Dice) -> None:
    """Gives the first VIPs notes and calls, and lets two other buyers share a telephone number."""
    told = words()["buyers"]
    today = clock.today()
    with store.transaction():
        vips = list(ids(Buyer.select(Buyer.id).where(Buyer.vip_level > 0).limit(_CALLED)))
        for place, buyer_id in enumerate(vips):
            note = told["notes"][place % len(told["notes"])]
            Buyer.update(note=note).where(Buyer.id == buyer_id).execute()
            day = revisits.later(today, -1, 10)
            Revisit.create(
                buyer=buyer_id,
                due_on=day.isoformat(),
                reason=revisits.MONTHLY,
                state=FollowUpState.DONE.value,
                outcome=dice.choice(told["outcomes"]),
                done_at=clock.start_of_day(day) + timedelta(hours=2),
                who=dice.staff(),
            )
        for place, buyer_id in enumerate(vips[: 2 * _LATE]):
            day = today - timedelta(days=2) if place < _LATE else today + timedelta(days=place)
            Revisit.create(
                buyer=buyer_id, due_on=day.isoformat(), reason=dice.choice(told["reasons"])
            )
        _share_a_number()
        revisits.plan(store)


def _share_a_number() -> None:
    plain = Buyer.select(Buyer.id, Buyer.phone).where(Buyer.vip_level == 0, Buyer.masked == 0)
    pair = list(plain.order_by(Buyer.id).limit(2))
    if len(pair) == 2:  # noqa: PLR2004 - a pair
        first, second = pair
        SalesOrder.update(phone=first.phone).where(SalesOrder.buyer == second.id).execute()
        Buyer.update(phone=first.phone).where(Buyer.id == second.id).execute()
