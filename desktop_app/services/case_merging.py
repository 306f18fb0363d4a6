"""Cases of one buyer put together, and taken apart again; goods split off into a case of their own.

A merged case keeps all that it has and is shown no more by itself: taking it out again is exact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, Topic
from desktop_app.models.base import key, tuples
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.weighing import StockLine
from desktop_app.services import case_records, case_rules, numbers, timeline
from desktop_app.services.store import Store

Pieces = Sequence[tuple[int, int]]


def merge(store: Store, into: str, others: Iterable[str]) -> None:
    """Puts other cases into one; their costs, photos and claims count there.

    All or nothing. Raises NotFound, NotAllowed for a merged one, for cases of two buyers, and for
    a case into itself.
    """
    with store.transaction() as tx:
        main = case_records.changeable(store, into)
        for no in others:
            case = case_records.changeable(store, no)
            _refuse(main, case)
            case_records.update(case.id, {"merged_into": main.id})
            data = {"step": "into", "case": main.no}
            timeline.add(store, case.id, CaseEventKind.MERGED, data=data)
            data = {"step": "from", "case": case.no}
            timeline.add(store, main.id, CaseEventKind.MERGED, data=data)
            tx.touch(Topic.CASES, case.id, main.id)


def unmerge(store: Store, no: str) -> None:
    """Takes a case out of the one it was merged into, as it was. Raises NotFound, NotAllowed."""
    with store.transaction() as tx:
        case = case_records.find(no)
        main = case.merged_into
        if main is None:
            raise NotAllowed(Reason.CASE_NOT_MERGED, value=case.no)
        case_records.update(case.id, {"merged_into": None})
        for case_id, step, other in ((case.id, "into", main.no), (main.id, "from", case.no)):
            undone = _merging(store, case_id, step, other)
            timeline.add(store, case_id, CaseEventKind.UNDONE, data={"events": undone})
        tx.touch(Topic.CASES, case.id, main.id)


def merged(store: Store, no: str) -> list[str]:
    """The numbers of the cases that were merged into this one. Raises NotFound."""
    with store.connection():
        _own, *others = case_records.family(case_records.find(no).id)
        query = AfterSalesCase.select(AfterSalesCase.no).where(AfterSalesCase.id.in_(others))
        return [row[0] for row in tuples(query.order_by(AfterSalesCase.no))]


def split(store: Store, no: str, pieces: Pieces, kind: str = "", note: str = "") -> str:
    """Opens another case of the same order and buyer for some of the goods; returns its number.

    ``pieces`` are ids of lines with how many of each go; ``kind`` what the new case is, if not the
    same. Raises NotFound, BadValue for more than a line has, and NotAllowed for all of the goods or
    for goods that were entered for the stock.
    """
    with store.transaction() as tx:
        case = case_records.changeable(store, no)
        lines = {line.id: line for line in CaseLine.select().where(CaseLine.case == case.id)}
        _refuse_pieces(case, lines, pieces)
        made = _copy(store, case, kind or case.kind, note)
        for position, (line_id, quantity) in enumerate(pieces):
            _move_pieces(lines[line_id], quantity, made.id, position)
        case_records.update(case.id, {})
        opened = {"split_from": case.no}
        timeline.add(store, made.id, CaseEventKind.OPENED, note.strip(), data=opened)
        timeline.add(store, case.id, CaseEventKind.SPLIT, data={"case": made.no})
        tx.touch(Topic.CASES, case.id, made.id)
    return str(made.no)


def _refuse(main: AfterSalesCase, case: AfterSalesCase) -> None:
    if case.id == main.id:
        raise NotAllowed(Reason.CASE_MERGED, value=case.no, into=main.no)
    buyers = {key(main, "buyer"), key(case, "buyer")} - {None}
    if len(buyers) > 1:
        raise NotAllowed(Reason.CASES_OF_TWO_BUYERS, value=main.no, other=case.no)


def _merging(store: Store, case_id: int, step: str, other: str) -> list[int]:
    """The lines of the timeline that tell of this merging and still stand."""
    return [
        entry.id
        for entry in timeline.of(store, case_id)
        if entry.kind is CaseEventKind.MERGED
        and not entry.undone
        and (entry.data.get("step"), entry.data.get("case")) == (step, other)
    ]


def _refuse_pieces(case: AfterSalesCase, lines: dict[int, CaseLine], pieces: Pieces) -> None:
    for line_id, quantity in pieces:
        line = lines.get(line_id)
        if line is None:
            raise NotFound(Reason.CASE_LINE_UNKNOWN, value=case.no)
        if not 1 <= quantity <= line.quantity:
            raise BadValue(Reason.NOT_A_QUANTITY, value=quantity)
        if StockLine.select().where(StockLine.case_line == line_id).exists():
            raise NotAllowed(Reason.STOCK_DONE, sku=line.sku, quantity=line.quantity)
    gone = dict(pieces)
    if not gone or all(gone.get(line.id) == line.quantity for line in lines.values()):
        raise NotAllowed(Reason.NOTHING_LEFT, value=case.no)


def _copy(store: Store, case: AfterSalesCase, kind: str, note: str) -> AfterSalesCase:
    rules_id, rules = case_rules.current(store, kind)
    now = clock.now()
    made: AfterSalesCase = AfterSalesCase.create(
        no=numbers.next_in("AS"),
        platform=case.platform,
        shop=key(case, "shop"),
        buyer=key(case, "buyer"),
        order=key(case, "order"),
        kind=rules.kind,
        rules=rules_id,
        owner=case.owner,
        note=note.strip(),
        currency=case.currency,
        opened_at=now,
        updated_at=now,
    )
    return made


def _move_pieces(line: CaseLine, quantity: int, case_id: int, position: int) -> None:
    """All pieces take their line along, counts included; some get a line of their own."""
    if quantity == line.quantity:
        CaseLine.update(case=case_id, position=position).where(CaseLine.id == line.id).execute()
        return
    CaseLine.update(quantity=line.quantity - quantity).where(CaseLine.id == line.id).execute()
    kept = ("order_line", "sku", "title", "variant", "price_minor", "cost_minor")
    values = {name: line.__data__[name] for name in kept}
    CaseLine.create(case=case_id, position=position, quantity=quantity, shipped=quantity, **values)
