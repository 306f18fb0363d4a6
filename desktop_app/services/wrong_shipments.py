"""The register of wrong shipments (R3–R5, R22): reported, verified, settled.

Whoever sees it reports the buyer's ID and what went wrong; after-sales verifies it, which enters
what went too many as goods to take off stock; settled is what was made good. What proves wrong
is dismissed with a reason. A step can be taken back.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, StockMove, Topic, WrongKind, WrongState
from desktop_app.models.base import tuples
from desktop_app.models.weighing import StockLine, WrongLine, WrongShipment
from desktop_app.services import (
    numbers,
    stock_lines,
    timeline,
    wrong_drafts,
    wrong_lines,
    wrong_lists,
)
from desktop_app.services.store import Changes, Store
from desktop_app.services.wrong_drafts import WrongDraft
from desktop_app.services.wrong_lines import WrongLineDraft
from desktop_app.services.wrong_lists import WrongRow

_NEXT: dict[WrongState, tuple[WrongState, ...]] = {
    WrongState.REPORTED: (WrongState.VERIFIED, WrongState.DISMISSED),
    WrongState.VERIFIED: (WrongState.SETTLED, WrongState.DISMISSED),
    WrongState.SETTLED: (),
    WrongState.DISMISSED: (),
}
_EDITABLE = frozenset(
    {"kind", "buyer_text", "what", "cause", "picker", "note", "order_id", "case_id"}
)


def report(store: Store, draft: WrongDraft) -> WrongRow:
    """Enters a report. Raises BadValue without buyer, without what went wrong, or without a kind.

    See `wrong_lists.alike` for what was reported already.
    """
    with store.transaction() as tx:
        whose = wrong_drafts.whose(draft)
        made = WrongShipment.create(
            no=numbers.next_in("WS"),
            buyer_text=whose.text,
            buyer=whose.buyer_id,
            order=whose.order_id,
            case=draft.case_id,
            weight_check=draft.weight_check_id,
            kind=wrong_drafts.kind(draft),
            what=wrong_drafts.what(draft),
            cause=wrong_drafts.cause(draft.cause),
            picker=draft.picker.strip(),
            note=draft.note.strip(),
            reported_by=draft.by.strip() or store.who,
            reported_at=clock.now(),
        )
        wrong_lines.put(made.id, draft.lines)
        _touch(tx, made)
        return wrong_lists.row(store, made.no)


def change(
    store: Store,
    no: str,
    *,
    lines: Iterable[WrongLineDraft] | None = None,
    row_version: int | None = None,
    **fields: object,
) -> WrongRow:
    """Changes a report's kind, buyer_text, what, cause, picker, note, order_id, case_id or lines.

    ``lines`` replace all lines; goods to take off stock follow where it is verified. Raises
    NotFound, BadValue, Conflict where it was changed since ``row_version`` was read, and
    NotAllowed once it is settled or dismissed.
    """
    values = _values(fields)
    with store.transaction() as tx:
        row = _locked(no, row_version)
        if row.state not in {WrongState.REPORTED, WrongState.VERIFIED}:
            raise _not_allowed(row, row.state)
        _update(row, **values)
        if lines is not None:
            wrong_lines.put(row.id, lines)
            if row.state == WrongState.VERIFIED:
                wrong_lines.enter_surplus(store, wrong_lines.read([row.id])[row.id])
        _touch(tx, row)
        return wrong_lists.row(store, no)


def verify(store: Store, no: str, row_version: int | None = None) -> WrongRow:
    """After-sales confirms it (R4, R22): what went too many is entered to come off stock (R5).

    Raises NotFound, Conflict, and NotAllowed from another state, or while no line says what should
    have gone and what went (but for fewer parcels).
    """
    with store.transaction() as tx:
        row = _locked(no, row_version)
        _require(row, WrongState.VERIFIED)
        lines = wrong_lines.read([row.id])[row.id]
        if row.kind != WrongKind.FEWER_PARCELS and not any(line.surplus for line in lines):
            raise NotAllowed(Reason.WRONG_LINES_MISSING, no=row.no)
        _update(row, state=WrongState.VERIFIED, verified_by=store.who, verified_at=clock.now())
        wrong_lines.enter_surplus(store, lines)
        _touch(tx, row)
        _tell_case(store, row)
        return wrong_lists.row(store, no)


def settle(store: Store, no: str, note: str = "", row_version: int | None = None) -> WrongRow:
    """It was made good. Goods still to come off stock stay in their list. Raises as `verify`."""
    with store.transaction() as tx:
        row = _locked(no, row_version)
        _require(row, WrongState.SETTLED)
        _update(row, state=WrongState.SETTLED, settled_at=clock.now(), note=_added(row.note, note))
        _touch(tx, row)
        _tell_case(store, row)
        return wrong_lists.row(store, no)


def dismiss(store: Store, no: str, reason: str, row_version: int | None = None) -> WrongRow:
    """It proved not to be so. Open stock entries go.

    Raises NotFound, Conflict, BadValue without a reason, and NotAllowed from another state or
    where goods were taken off stock already.
    """
    if not reason.strip():
        raise BadValue(Reason.VALUE_MISSING, field="reason")
    with store.transaction() as tx:
        row = _locked(no, row_version)
        _require(row, WrongState.DISMISSED)
        wrong_lines.remove_open_stock(wrong_lines.read([row.id])[row.id])
        _update(row, state=WrongState.DISMISSED, note=_added(row.note, reason))
        _touch(tx, row)
        return wrong_lists.row(store, no)


def take_back(store: Store, no: str, row_version: int | None = None) -> WrongRow:
    """Takes the last step back: settled → verified → reported, dismissed → what it was.

    Raises NotFound, Conflict, and NotAllowed where there is no step, or goods were taken off stock
    upon it.
    """
    with store.transaction() as tx:
        row = _locked(no, row_version)
        if row.state == WrongState.REPORTED:
            raise NotAllowed(Reason.NOTHING_TO_UNDO, no=row.no)
        if row.state == WrongState.SETTLED:
            _update(row, state=WrongState.VERIFIED, settled_at=None)
        elif row.state == WrongState.DISMISSED and row.verified_at is not None:
            _update(row, state=WrongState.VERIFIED)
            wrong_lines.enter_surplus(store, wrong_lines.read([row.id])[row.id])
        else:
            wrong_lines.remove_open_stock(wrong_lines.read([row.id])[row.id])
            _update(row, state=WrongState.REPORTED, verified_at=None, verified_by="")
        _touch(tx, row)
        return wrong_lists.row(store, no)


def came_back(store: Store, line_id: int, good: int, damaged: int) -> WrongRow:
    """Pieces of a line came back to the shop, good and damaged counted apart.

    The good ones are entered to go back into stock. Raises NotFound, BadValue for counts below 0 or
    for more than were sent, and NotAllowed where another count was put back already.
    """
    with store.transaction() as tx:
        line = WrongLine.get_or_none(WrongLine.id == line_id)
        if line is None:
            raise NotFound(Reason.WRONG_SHIPMENT_UNKNOWN, value=line_id)
        if min(good, damaged) < 0:
            raise BadValue(Reason.NOT_A_QUANTITY, value=min(good, damaged))
        if good + damaged > line.shipped:
            raise BadValue(Reason.MORE_BACK_THAN_SENT, value=good + damaged)
        WrongLine.update(good=good, damaged=damaged).where(WrongLine.id == line_id).execute()
        if line.sku:
            _put_back(store, line_id, good)
        row = line.wrong_shipment
        _update(row)
        _touch(tx, row)
        return wrong_lists.row(store, row.no)


def _put_back(store: Store, line_id: int, good: int) -> None:
    if good:
        stock_lines.enter_for_wrong(store, line_id, StockMove.RETURN, good)
        return
    for stock in stock_lines.read(
        (StockLine.wrong_line == line_id) & (StockLine.move == StockMove.RETURN)
    ):
        stock_lines.remove(store, stock.id)


def next_states(state: WrongState) -> tuple[WrongState, ...]:
    """The states that one can go to from here."""
    return _NEXT[state]


def _values(fields: dict[str, object]) -> dict[str, object]:
    for name in fields:
        if name not in _EDITABLE:
            raise NotAllowed(Reason.FIELD_FIXED, field=name)
    values = dict(fields)
    if "kind" in values:
        values["kind"] = WrongKind(str(values["kind"]))
    if "cause" in values:
        values["cause"] = wrong_drafts.cause(values["cause"])
    for name in ("order_id", "case_id"):
        if name in values:
            values[name.removesuffix("_id")] = values.pop(name)
    return values


def _locked(no: str, row_version: int | None) -> WrongShipment:
    row = WrongShipment.get_or_none(WrongShipment.no == no.strip().upper())
    if row is None:
        raise NotFound(Reason.WRONG_SHIPMENT_UNKNOWN, value=no)
    if row_version is not None and row.row_version != row_version:
        raise Conflict(Reason.CHANGED_MEANWHILE, no=row.no)
    return row


def _require(row: WrongShipment, wanted: WrongState) -> None:
    if wanted not in _NEXT[WrongState(row.state)]:
        raise _not_allowed(row, wanted)


def _not_allowed(row: WrongShipment, wanted: str) -> NotAllowed:
    return NotAllowed(
        Reason.STEP_NOT_ALLOWED,
        stage=WrongState(row.state),
        wanted=WrongState(wanted),
        allowed=_NEXT[WrongState(row.state)],
    )


def _update(row: WrongShipment, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.row_version += 1
    row.save()


def _added(note: str, more: str) -> str:
    return "\n".join(part for part in (note, more.strip()) if part)


def _touch(tx: Changes, row: WrongShipment) -> None:
    tx.touch(Topic.WRONG_SHIPMENTS, row.id)


def _tell_case(store: Store, row: WrongShipment) -> None:
    case_id = tuples(WrongShipment.select(WrongShipment.case).where(WrongShipment.id == row.id))
    if case_id[0][0] is not None:
        data = {"wrong_shipment": row.no, "state": str(row.state), "kind": str(row.kind)}
        timeline.add(store, case_id[0][0], CaseEventKind.NOTE, data=data)
