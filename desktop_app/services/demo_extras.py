"""What the demo adds by the services themselves: photos, claims, and what `demo_weighing` has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from desktop_app.core import clock
from desktop_app.core.kinds import (
    CaseKind,
    ClaimKind,
    ClaimStage,
    EvidenceRole,
)
from desktop_app.core.track import Track
from desktop_app.models.base import tuples
from desktop_app.models.cases import AfterSalesCase
from desktop_app.services import (
    claim_steps,
    claims,
    demo_buyers,
    demo_handovers,
    demo_messages,
    demo_pictures,
    demo_quality,
    demo_weighing,
    photo_imports,
    photos,
)
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.demo_orders import Order
from desktop_app.services.demo_words import Dice, words
from desktop_app.services.store import Store

MOST = 1500
"""Only so many cases get photos, checks and claims: they go the slow way of a person's work."""

_TOGETHER = 100
_BROKEN_SHOWN = 4
_CLAIMED = {
    CaseKind.LOST: ClaimKind.LOST,
    CaseKind.DAMAGED_SIGNED: ClaimKind.DAMAGED,
    CaseKind.DAMAGED_REFUSED: ClaimKind.DAMAGED,
    CaseKind.CONTENTS_DAMAGED: ClaimKind.DAMAGED,
    CaseKind.FEWER_PARCELS: ClaimKind.SHORT,
    CaseKind.WRONGLY_DELIVERED: ClaimKind.FALSE_SIGN,
    CaseKind.SLOW_DELIVERY: ClaimKind.DELAYED,
}
_PICTURED = {
    CaseKind.DAMAGED_SIGNED: (
        EvidenceRole.WAYBILL,
        EvidenceRole.DAMAGE,
        EvidenceRole.OUTER_PACKING,
    ),
    CaseKind.DAMAGED_REFUSED: (EvidenceRole.WAYBILL, EvidenceRole.OUTER_PACKING),
    CaseKind.CONTENTS_DAMAGED: (EvidenceRole.DAMAGE, EvidenceRole.INNER_PACKING),
    CaseKind.LOST: (EvidenceRole.CHAT, EvidenceRole.VALUE_PROOF),
    CaseKind.MISSED_ITEM: (EvidenceRole.WEIGHING, EvidenceRole.WAYBILL),
    CaseKind.WRONG_ITEM: (EvidenceRole.LABEL, EvidenceRole.CHAT),
    CaseKind.QUALITY: (EvidenceRole.DAMAGE, EvidenceRole.CHAT),
}
_S = ClaimStage
_WAYS: tuple[tuple[ClaimStage, ...], ...] = (
    (),
    (_S.FILED,),
    (_S.FILED, _S.ACCEPTED),
    (_S.FILED, _S.DOCUMENTS_ASKED),
    (_S.FILED, _S.ACCEPTED, _S.NEGOTIATING),
    (_S.FILED, _S.ACCEPTED, _S.APPROVED),
    (_S.FILED, _S.ACCEPTED, _S.APPROVED, _S.PAID),
    (_S.FILED, _S.ACCEPTED, _S.APPROVED, _S.PAID, _S.CLOSED),
    (_S.FILED, _S.NEGOTIATING, _S.PART_APPROVED),
    (_S.FILED, _S.NEGOTIATING, _S.PART_APPROVED, _S.PART_PAID),
    (_S.FILED, _S.REJECTED),
    (_S.FILED, _S.REJECTED, _S.APPEALED),
    (_S.VOID,),
)
_PART = frozenset({_S.PART_APPROVED, _S.PART_PAID})


@dataclass(frozen=True)
class Size:
    """How large the invented shop is; the same seed makes the same shop."""

    cases: int = 200
    photos: int = 60
    seed: int = 1


@dataclass
class Extras:
    """How many were made."""

    photos: int = 0
    claims: int = 0
    cases: int = 0


def add(
    store: Store,
    dice: Dice,
    founded: Sequence[tuple[int, Order, CaseKind]],
    sold: Sequence[Order],
    size: Size,
    track: Track,
) -> Extras:
    """Gives the first cases their photos, weighings, wrong shipments and claims.

    ``sold`` are orders without a case: parcels that went out as they should. ``size`` says how many
    photos there may be, and how many cases are still to be opened.
    """
    made = Extras()
    demo_weighing.add(store, dice, founded, sold[-MOST:], track)
    demo_messages.add(store, sold[-MOST:])
    demo_handovers.add(store, Dice(len(founded)))
    demo_buyers.add(store, Dice(len(founded)))
    broken = demo_quality.add(store, Dice(len(sold)), sold, size.cases)
    made.cases = len(broken)
    numbers = _case_numbers(store)
    for begin in track(range(0, len(founded), _TOGETHER)):
        with store.transaction():
            for case_id, order, kind in founded[begin : begin + _TOGETHER]:
                if kind in _CLAIMED:
                    way = _WAYS[made.claims % len(_WAYS)]
                    _claim(store, dice, numbers[case_id], order, way)
                    made.claims += 1
    for case_id, order, kind in track([*broken[:_BROKEN_SHOWN], *founded]):
        if made.photos >= size.photos:
            break
        made.photos += _photograph(store, dice, case_id, order, kind, size.photos - made.photos)
    return made


def _case_numbers(store: Store) -> dict[int, str]:
    with store.connection():
        return dict(tuples(AfterSalesCase.select(AfterSalesCase.id, AfterSalesCase.no)))


def _claim(
    store: Store, dice: Dice, case_no: str, order: Order, way: tuple[ClaimStage, ...]
) -> None:
    kind = dice.choice(list(_CLAIMED.values()))
    incident = (order.shipped + timedelta(days=3)).astimezone(clock.CHINA).date()
    shop = words()["shop"]
    made = claims.open(
        store,
        ClaimDraft(
            kind=kind,
            case_no=case_no,
            courier=order.courier,
            fields={
                "freight_minor": dice.choice((450, 600, 700, 1200)),
                "incident_on": incident,
                "reported_by": dice.staff(),
                "what_happened": "买家反馈后已联系网点核实，附照片与订单截图，请按约定赔付。",
                "account_holder": shop["account_holder"],
            },
            allow_duplicate=True,
        ),
    )
    for stage in way:
        part = made.row.claimed_minor * 7 // 10 if stage in _PART else None
        if stage is _S.PART_PAID and part is not None:
            part = part // 2
        reason = "客户撤回" if stage is _S.VOID else ""
        made = claim_steps.move(store, made.row.no, stage, amount_minor=part, note=reason)


def _photograph(
    store: Store, dice: Dice, case_id: int, order: Order, kind: CaseKind, room: int
) -> int:
    made = 0
    for role in _PICTURED.get(kind, ())[:room]:
        item = order.lines[0][1]
        caption = f"{item.weight_g} g" if role is EvidenceRole.WEIGHING else item.title[:12]
        taken = (order.shipped + timedelta(days=4)).astimezone(clock.CHINA)
        content = demo_pictures.draw(role, order.tracking, caption, taken, dice.randrange(10**6))
        report = photo_imports.import_bytes(
            store, order.buyer_id, content, f"IMG_{dice.randrange(10**4):04d}.JPG", case=case_id
        )
        photos.put_role(store, [photo.id for photo in report.added], role)
        made += len(report.added)
    return made
