"""Cases 《售后单》: opened, shown, moved from stage to stage by the rules of their kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from desktop_app.core import clock
from desktop_app.core.kinds import CaseEventKind, CaseStage, Platform, Topic
from desktop_app.models.base import key
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.prepared import MARK, Prepared, PreparedInsert
from desktop_app.services import (
    case_acts,
    case_founding,
    case_lists,
    case_records,
    case_rules,
    numbers,
    timeline,
)
from desktop_app.services.case_lists import CaseRow
from desktop_app.services.case_rules import Rules
from desktop_app.services.clocks import Deadline
from desktop_app.services.store import Store
from desktop_app.services.timeline import Entry


@dataclass(frozen=True)
class CaseDraft:
    """What a case is opened from: an order (by order or tracking number) or a buyer.

    ``kind`` is a `CaseKind` or the shop's own code for its copy of one. ``lines`` are SKUs with
    quantities; None takes all lines of the order.
    """

    kind: str
    order: str = ""
    buyer: str = ""
    platform: Platform | None = None
    note: str = ""
    lines: tuple[tuple[str, int], ...] | None = None
    owner: str = ""
    opened_at: datetime | None = None


@dataclass(frozen=True)
class CaseLineRow:
    """An item that the case is about; pieces are counted good and damaged apart."""

    id: int
    position: int
    sku: str
    title: str
    variant: str
    quantity: int
    price_minor: int | None
    cost_minor: int | None
    shipped: int
    received_good: int
    received_damaged: int
    returned_good: int
    returned_damaged: int
    resent: int


@dataclass(frozen=True)
class CaseDetail:
    """A case as its panel shows it. ``nexts`` are the stages that its rules allow now."""

    row: CaseRow
    buyer_id: int | None
    order_id: int | None
    shop_id: int | None
    currency: str
    fault: str
    supervisor_decision: str
    supervisor_note: str
    satisfaction_note: str
    lesson: bool
    lesson_note: str
    intervened_at: datetime | None
    resend_courier: str
    resend_tracking: str
    return_courier: str
    return_tracking: str
    batch_id: int | None
    finding: str
    opinion: str
    merged_into: str
    rules: Rules
    nexts: tuple[CaseStage, ...]
    lines: list[CaseLineRow] = field(default_factory=list)
    deadlines: list[Deadline] = field(default_factory=list)
    timeline: list[Entry] = field(default_factory=list)


def open(store: Store, draft: CaseDraft) -> CaseDetail:  # noqa: A001 - `cases.open` is the clerk's verb
    """Opens a case, with its own number, and starts its clocks.

    Raises BadValue for an unknown kind, NotFound for an order or SKU that the shop doesn't hold,
    NotAllowed for more pieces than were ordered or for neither order nor buyer.
    """
    with store.transaction() as tx:
        rules_id, rules = case_rules.current(store, draft.kind)
        ground = case_founding.ground(store, draft.order, draft.buyer, draft.platform)
        goods = case_founding.goods(ground, rules.kind, draft.lines)
        opened = draft.opened_at or clock.now()
        no = numbers.next_in("AS")
        case_id = _OPEN.run(
            no=no,
            platform=ground.platform,
            shop=ground.shop_id,
            buyer=ground.buyer_id,
            order=ground.order_id,
            kind=rules.kind,
            rules=rules_id,
            owner=draft.owner or store.who,
            note=draft.note.strip(),
            currency=ground.currency,
            opened_at=opened,
            updated_at=opened,
        )
        for line in goods:
            _ADD_LINE.run(case=case_id, **line)
        timeline.add(store, case_id, CaseEventKind.OPENED, draft.note.strip(), at=opened)
        tx.touch(Topic.CASES, case_id)
    return show(store, no)


def show(store: Store, no: str) -> CaseDetail:
    """A case with all that its panel shows. Raises NotFound."""
    with store.connection():
        case = case_records.find(no)
        row = case_lists.rows(store, [case.id])[0]
        rules = case_records.rules_of(store, case)
        entries, deadlines = timeline.told(store, case.id)
        return CaseDetail(
            row=row,
            buyer_id=key(case, "buyer"),
            order_id=key(case, "order"),
            shop_id=key(case, "shop"),
            currency=case.currency,
            fault=case.fault,
            supervisor_decision=case.supervisor_decision,
            supervisor_note=case.supervisor_note,
            satisfaction_note=case.satisfaction_note,
            lesson=bool(case.lesson),
            lesson_note=case.lesson_note,
            intervened_at=case.intervened_at,
            resend_courier=case.resend_courier,
            resend_tracking=case.resend_tracking,
            return_courier=case.return_courier,
            return_tracking=case.return_tracking,
            batch_id=key(case, "batch"),
            finding=case.finding,
            opinion=case.opinion,
            merged_into=case_records.merged_into(case),
            rules=rules,
            nexts=() if case_records.merged_into(case) else rules.after(row.stage),
            lines=lines(store, case.id),
            deadlines=deadlines,
            timeline=entries,
        )


def move(
    store: Store, no: str, stage: CaseStage, note: str = "", version: int | None = None
) -> CaseDetail:
    """Takes one step of the case's workflow.

    Raises NotAllowed with the stages that are, and Conflict when ``version`` is given and the
    case was changed since it was read. What comes of it can be undone: see `case_acts`.
    """
    with store.transaction():
        case = case_records.changeable(store, no, version)
        case_acts.move(store, [case.id], stage, note)
    return show(store, no)


def change(store: Store, no: str, version: int | None = None, **fields: object) -> CaseDetail:
    """Sets fields of a case: those of `case_fields.checked`, which says what it raises.

    Raises Conflict when ``version`` is given and the case was changed since it was read.
    """
    with store.transaction():
        case = case_records.changeable(store, no, version)
        case_acts.change(store, [case.id], **fields)
    return show(store, no)


def lines(store: Store, case_id: int) -> list[CaseLineRow]:
    """The items that the case is about."""
    with store.connection():
        return [CaseLineRow(*row) for row in _LINES.rows(case_id)]


_OPEN = PreparedInsert(AfterSalesCase)
_ADD_LINE = PreparedInsert(CaseLine)
_LINES = Prepared(
    CaseLine.select(*(getattr(CaseLine, name) for name in CaseLineRow.__dataclass_fields__))
    .where(CaseLine.case == MARK)
    .order_by(CaseLine.position)
)
