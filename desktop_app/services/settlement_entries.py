"""Enters a held file into the ledger in one transaction, and takes it back in one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import count

from peewee import fn

from desktop_app.core import clock
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import ClaimEventKind, ClaimStage, PaymentKind, Topic
from desktop_app.models import bulk
from desktop_app.models.base import Record
from desktop_app.models.claims import (
    Claim,
    ClaimEvent,
    ClaimPayment,
    SettlementFile,
    SettlementRow,
)
from desktop_app.models.shops import DoneAct
from desktop_app.services import claim_ledger, claim_money, month_locks
from desktop_app.services.settlement_files import SettlementSheet
from desktop_app.services.settlement_matching import Match
from desktop_app.services.settlement_ours import Ours
from desktop_app.services.store import Changes, Store

ACT = "reconcile"
_MANY = 500  # of more claims than these the listeners hear as "many"


@dataclass(frozen=True)
class Entry:
    """A line to be recorded, the day of its money and the month that bears it."""

    match: Match
    day: date
    month: str


@dataclass(frozen=True)
class Applied:
    """What applying a file entered; ``amount`` is the sum in minor units."""

    file_id: int | None
    payments: int
    claims: int
    amount: int


def enter(
    store: Store, tx: Changes, sheet: SettlementSheet, courier_id: int, entries: Sequence[Entry]
) -> Applied:
    """Records the file with its lines, and the money of those that are to be entered.

    A file that enters nothing isn't recorded: the same one again leaves no trace.
    """
    paying = [entry for entry in entries if entry.match.enters]
    if not paying:
        return Applied(None, 0, 0, 0)
    file = _record(store, sheet, courier_id)
    rows = _write_rows(file.id, entries)
    written = _Money(store, sheet, rows)
    for entry in paying:
        written.take(entry)
    written.write()
    act = {
        "file": file.id,
        "payments": written.payment_ids,
        "stages": {ours.id: [ours.stage.value, after] for ours, after in written.stages()},
    }
    DoneAct.create(kind=ACT, at=clock.now(), who=store.who, data=json.dumps(act))
    claim_ids = [ours.id for ours in written.claims]
    tx.touch(Topic.CLAIMS, *(claim_ids if len(claim_ids) <= _MANY else ()))
    amount = sum(entry.match.amount or 0 for entry in paying)
    return Applied(file.id, len(written.payment_ids), len(claim_ids), amount)


def undo(store: Store, file_id: int) -> None:
    """Voids the file's payments and brings its claims back to where they stood.

    A claim that went on since (closed, chased further) keeps its stage unless its money says other.
    """
    with store.transaction() as tx:
        file = SettlementFile.get_or_none(
            SettlementFile.id == file_id, SettlementFile.undone_at.is_null()
        )
        act = _act(file_id)
        if file is None or act is None:
            raise NotFound(Reason.SETTLEMENT_UNKNOWN, value=file_id)
        data = json.loads(act.data)
        _void_payments(data["payments"])
        for claim_id, (before, after) in data["stages"].items():
            _bring_back(store, int(claim_id), before, after)
            tx.touch(Topic.CLAIMS, int(claim_id))
        file.undone_at = act.undone_at = clock.now()
        file.save()
        act.save()


def _record(store: Store, sheet: SettlementSheet, courier_id: int) -> SettlementFile:
    now = clock.now()
    return SettlementFile.create(
        courier=courier_id,
        name=sheet.name,
        sha256=sheet.sha256,
        format=sheet.format,
        currency=sheet.currency,
        imported_at=now,
        applied_at=now,
        who=store.who,
    )


def _write_rows(file_id: int, entries: Iterable[Entry]) -> dict[int, int]:
    """Writes the lines and returns their ids by their row in the file."""
    numbers = _ids_after(SettlementRow)
    rows: dict[int, int] = {}
    values = []
    for entry in entries:
        match, line = entry.match, entry.match.line
        rows[line.row] = row_id = next(numbers)
        values.append(
            (
                *(row_id, file_id, line.row, line.tracking, line.claim_no, match.amount),
                line.settled_on,
                match.shares[0].claim.id if match.shares else None,
                match.state.value,
                " ".join(doubt.value for doubt in match.doubts),
                json.dumps(dict(line.raw), ensure_ascii=False),
                line.fingerprint,
            )
        )
    bulk.insert(SettlementRow, _ROW_COLUMNS, values)
    return rows


class _Money:
    """The payments, events and stages that a file brings, gathered and then written at once."""

    def __init__(self, store: Store, sheet: SettlementSheet, rows: dict[int, int]) -> None:
        self._store, self._sheet, self._rows = store, sheet, rows
        self._now = clock.to_text(clock.now())
        self._ids = _ids_after(ClaimPayment)
        self._payments: list[tuple[object, ...]] = []
        self._events: list[tuple[object, ...]] = []
        self._standings: dict[int, claim_ledger.Standing] = {}
        self._ours: dict[int, Ours] = {}
        self.payment_ids: list[int] = []

    @property
    def claims(self) -> list[Ours]:
        """The claims that got money."""
        return list(self._ours.values())

    def take(self, entry: Entry) -> None:
        """Adds a line's money to its claims."""
        for share in entry.match.shares:
            ours = share.claim
            self._ours[ours.id] = ours
            standing = self._standings.get(ours.id, ours.standing)
            for kind, taken_from, amount in _parts(standing, share.amount, self._kind()):
                self._add(entry, ours, kind, taken_from, amount)
                standing = _after(standing, kind, taken_from, amount)
            self._standings[ours.id] = standing

    def write(self) -> None:
        """Writes all of it by a few statements."""
        bulk.insert(ClaimPayment, _PAYMENT_COLUMNS, self._payments)
        stages = list(self.stages())
        for ours, after in stages:
            if after != ours.stage.value:
                event = (ours.id, self._now, ClaimEventKind.CHANGED.value, self._store.who)
                self._events.append((*event, ours.stage.value, after, None, 0, "", "", "{}"))
        bulk.insert(ClaimEvent, _EVENT_COLUMNS, self._events)
        bulk.update(
            Claim,
            ("stage", "closed_at", "row_version"),
            [
                (
                    after,
                    clock.to_text(ours.closed_at)
                    if ours.closed_at and after == ClaimStage.CLOSED
                    else None,
                    ours.row_version + 1,
                    ours.id,
                )
                for ours, after in stages
            ],
        )

    def stages(self) -> Iterable[tuple[Ours, str]]:
        """Each claim with the stage that its money brings it to."""
        for claim_id, ours in self._ours.items():
            standing = self._standings[claim_id]
            yield ours, claim_money.stage_by_money(ours.stage, ours.approved, standing).value

    def _kind(self) -> PaymentKind:
        return self._sheet.pays or PaymentKind.RECEIVED

    def _add(
        self, entry: Entry, ours: Ours, kind: PaymentKind, taken_from: str, amount: int
    ) -> None:
        line = entry.match.line
        payment_id = next(self._ids)
        self.payment_ids.append(payment_id)
        self._payments.append(
            (
                *(payment_id, ours.id, kind.value, taken_from, amount, ours.currency),
                *(entry.day.isoformat(), entry.month, line.claim_no, ""),
                *(self._rows[line.row], self._now, self._store.who, None, ""),
            )
        )
        event = (ours.id, self._now, ClaimEventKind.RECONCILED.value, self._store.who, "", "")
        data = json.dumps({"payment": payment_id, "kind": kind.value})
        self._events.append((*event, amount, 0, "", self._sheet.name, data))


def _parts(
    standing: claim_ledger.Standing, amount: int, pays: PaymentKind
) -> Iterable[tuple[PaymentKind, str, int]]:
    """An amount as entries: (kind, what a reversal takes back, minor units above nought).

    Money on what was written off brings that back first; what is taken back comes first from
    the kind of money that this file brings.
    """
    if amount > 0:
        back = min(amount - max(standing.outstanding, 0), standing.written_off)
        if back > 0:
            yield PaymentKind.REVERSAL, PaymentKind.WRITE_OFF.value, back
        yield pays, "", amount
        return
    left = -amount
    other = PaymentKind.SET_OFF if pays is PaymentKind.RECEIVED else PaymentKind.RECEIVED
    held = {PaymentKind.RECEIVED: standing.received, PaymentKind.SET_OFF: standing.set_off}
    for kind in (pays, other):
        part = min(left, held[kind])
        if part > 0:
            yield PaymentKind.REVERSAL, kind.value, part
            left -= part


def _after(
    standing: claim_ledger.Standing, kind: PaymentKind, taken_from: str, amount: int
) -> claim_ledger.Standing:
    name, sign = (taken_from, -1) if kind is PaymentKind.REVERSAL else (kind.value, 1)
    field = _FIELDS[name]
    return replace(standing, **{field: getattr(standing, field) + sign * amount})


def _ids_after(table: type[Record]) -> count[int]:
    """Fresh ids; safe inside a transaction, which nobody else can write beside."""
    return count((table.select(fn.MAX(table.id)).scalar() or 0) + 1)


def _act(file_id: int) -> DoneAct | None:
    query = DoneAct.select().where(DoneAct.kind == ACT, DoneAct.undone_at.is_null())
    acts = (act for act in query if json.loads(act.data)["file"] == file_id)
    return next(acts, None)


def _void_payments(payment_ids: Sequence[int]) -> None:
    for payment_id in payment_ids:
        payment = ClaimPayment.get_by_id(payment_id)
        if payment.voided_at is None:
            month_locks.require_open(payment.month)
            payment.voided_at, payment.void_reason = clock.now(), ACT
            payment.save()


def _bring_back(store: Store, claim_id: int, before: str, after: str) -> None:
    claim = Claim.get_by_id(claim_id)
    claim_ledger.note(claim, ClaimEventKind.UNDONE, store.who, stage_from=claim.stage)
    if claim.stage == after:
        claim.stage = before
        if before != ClaimStage.CLOSED:
            claim.closed_at = None
        claim_ledger.save(claim)
    else:
        claim_money.restage(claim, store.who)


_FIELDS = {"received": "received", "set_off": "set_off", "write_off": "written_off"}
_ROW_COLUMNS = (
    *("id", "file_id", "row", "tracking", "claim_no", "amount_minor", "settled_on", "claim_id"),
    *("match", "note", "raw", "fingerprint"),
)
_PAYMENT_COLUMNS = (
    *("id", "claim_id", "kind", "reversed_kind", "amount_minor", "currency", "paid_on", "month"),
    *("voucher", "note", "settlement_row_id", "entered_at", "who", "voided_at", "void_reason"),
)
_EVENT_COLUMNS = (
    *("claim_id", "at", "kind", "who", "stage_from", "stage_to", "amount_minor"),
    *("written_off_minor", "month", "text", "data"),
)
