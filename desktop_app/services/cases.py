"""Cases 《售后单》: opened, shown, moved from stage to stage by the rules of their kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.errors import Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, CaseStage, Platform, Topic
from desktop_app.models.base import key, tuples
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.services import case_founding, case_lists, case_rules, numbers, timeline
from desktop_app.services.case_lists import CaseRow
from desktop_app.services.case_rules import ENDED, Rules
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
    intervened_at: datetime | None
    resend_courier: str
    resend_tracking: str
    return_courier: str
    return_tracking: str
    batch_id: int | None
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
        case = AfterSalesCase.create(
            no=numbers.next_in("AS"),
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
            CaseLine.create(case=case.id, **line)
        timeline.add(store, case.id, CaseEventKind.OPENED, draft.note.strip(), at=opened)
        tx.touch(Topic.CASES, case.id)
    return show(store, case.no)


def show(store: Store, no: str) -> CaseDetail:
    """A case with all that its panel shows. Raises NotFound."""
    with store.connection():
        case = find(no)
        row = case_lists.rows(store, [case.id])[0]
        rules = case_rules.of(store, key(case, "rules"), row.kind)
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
            intervened_at=case.intervened_at,
            resend_courier=case.resend_courier,
            resend_tracking=case.resend_tracking,
            return_courier=case.return_courier,
            return_tracking=case.return_tracking,
            batch_id=key(case, "batch"),
            merged_into=_merged_into(case),
            rules=rules,
            nexts=() if _merged_into(case) else rules.after(row.stage),
            lines=lines(store, case.id),
            deadlines=timeline.deadlines(store, case.id),
            timeline=timeline.of(store, case.id),
        )


def move(
    store: Store, no: str, stage: CaseStage, note: str = "", version: int | None = None
) -> CaseDetail:
    """Takes one step of the case's workflow.

    Raises NotAllowed with the stages that are, and Conflict when ``version`` is given and the
    case was changed since it was read.
    """
    with store.transaction():
        case = at_version(store, no, version)
        step(store, case, stage, note)
    return show(store, no)


def step(store: Store, case: AfterSalesCase, stage: CaseStage, note: str = "") -> int:
    """The step itself, within a transaction; returns the id of its line in the timeline."""
    here = CaseStage(case.stage)
    allowed = case_rules.of(store, key(case, "rules"), CaseKind(case.kind)).after(here)
    if stage not in allowed:
        raise NotAllowed(Reason.STEP_NOT_ALLOWED, stage=here, wanted=stage, allowed=allowed)
    reopened = here in ENDED and stage not in ENDED
    update(case.id, stage=stage, closed_at=clock.now() if is_over(stage) else None)
    return timeline.moved(store, case.id, (here, stage), note.strip(), again=reopened)


def is_over(stage: CaseStage) -> bool:
    """Whether nothing more is to be done in this stage."""
    return stage in {CaseStage.CLOSED, CaseStage.CANCELLED}


def update(case_id: int, **columns: object) -> None:
    """Writes columns and counts the row's version up, so that stale writers are found out."""
    AfterSalesCase.update(
        **columns, row_version=AfterSalesCase.row_version + 1, updated_at=clock.now()
    ).where(AfterSalesCase.id == case_id).execute()


def at_version(store: Store, no: str, version: int | None) -> AfterSalesCase:
    """The case, if it is as the caller read it; a merged one takes no more changes.

    Raises NotFound, NotAllowed, and Conflict with both versions' numbers and the present row.
    """
    case = find(no)
    if into := _merged_into(case):
        raise NotAllowed(Reason.CASE_MERGED, value=case.no, into=into)
    if version is not None and version != case.row_version:
        theirs = case_lists.rows(store, [case.id])[0]
        raise Conflict(Reason.CHANGED_MEANWHILE, mine=version, theirs=case.row_version, row=theirs)
    return case


def find(no: str) -> AfterSalesCase:
    """The case's record, for other services. Raises NotFound."""
    found: AfterSalesCase | None = AfterSalesCase.get_or_none(
        fn.upper(AfterSalesCase.no) == no.strip().upper(), AfterSalesCase.deleted_at.is_null()
    )
    if found is None:
        raise NotFound(Reason.CASE_UNKNOWN, value=no)
    return found


def _merged_into(case: AfterSalesCase) -> str:
    return str(case.merged_into.no) if key(case, "merged_into") else ""


def lines(store: Store, case_id: int) -> list[CaseLineRow]:
    """The items that the case is about."""
    names = CaseLineRow.__dataclass_fields__
    query = CaseLine.select(*(getattr(CaseLine, name) for name in names))
    query = query.where(CaseLine.case == case_id).order_by(CaseLine.position)
    with store.connection():
        return [CaseLineRow(*row) for row in tuples(query)]
