"""Reconciliation: a courier's settlement file or bill against the ledger, applied as one act.

Nothing changes until it is applied; then all of it is entered or nothing, and it can be taken back
until its month closes. The same file, or the same lines in another one, add nothing again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from desktop_app.core import clock
from desktop_app.core.kinds import ClaimStage, MatchState
from desktop_app.core.track import Track, everything
from desktop_app.models.base import fetch, ids
from desktop_app.models.claims import ClaimPayment, Courier, SettlementFile, SettlementRow
from desktop_app.services import (
    claim_lists,
    couriers,
    month_locks,
    settings,
    settlement_entries,
    settlement_files,
    settlement_matching,
    settlement_ours,
)
from desktop_app.services.couriers import CourierRow
from desktop_app.services.settlement_entries import Applied
from desktop_app.services.settlement_files import Line, RefusedLine, SettlementSheet
from desktop_app.services.settlement_formats import Profile
from desktop_app.services.settlement_matching import Choice, Match
from desktop_app.services.store import Store


@dataclass(frozen=True, kw_only=True)
class Asked:
    """How a file is to be held against the ledger.

    ``courier`` is a code or any name. ``choices`` are the person's words on lines, by row.
    ``paid_on`` is the day of lines that say none (today); ``month`` the month that bears all of
    it, when the lines' own is closed.
    """

    courier: str
    currency: str = "CNY"
    profile: Profile | None = None
    choices: Mapping[int, Choice] = field(default_factory=dict)
    paid_on: date | None = None
    month: str = ""


@dataclass(frozen=True)
class Unpaid:
    """A claim of ours that the file doesn't pay, and for how many days it is open."""

    no: str
    tracking: str
    stage: ClaimStage
    outstanding: int
    currency: str
    age_days: int


@dataclass(frozen=True)
class Reconciliation:
    """What a file says against the ledger. ``known`` are lines that were entered before."""

    sheet: SettlementSheet
    courier: CourierRow | None
    matches: tuple[Match, ...]
    known: tuple[Line, ...]
    unpaid: tuple[Unpaid, ...]
    refused: tuple[RefusedLine, ...]
    seen_before: bool
    closed_months: tuple[str, ...]

    def of(self, *states: MatchState) -> list[Match]:
        """The lines in any of these states."""
        return [match for match in self.matches if match.state in states]

    @property
    def balanced(self) -> bool:
        """Whether both sides are there and say the same, to the tolerance."""
        agree = {MatchState.MATCHED, MatchState.WITHIN_TOLERANCE}
        paying = [match for match in self.matches if match.shares]
        return (
            bool(paying)
            and not self.unpaid
            and not self.refused
            and all(match.state in agree for match in self.matches)
        )


@dataclass(frozen=True)
class AppliedFile:
    """A file that was applied; taken back when ``undone_at`` is set."""

    id: int
    courier: str
    name: str
    format: str
    currency: str
    applied_at: datetime
    undone_at: datetime | None
    who: str


def read(path: Path, asked: Asked, track: Track = everything) -> SettlementSheet:
    """Reads a courier's file; see `settlement_files.read`."""
    from desktop_app.core import couriers as rules

    rule = rules.named(asked.courier)
    return settlement_files.read(
        path,
        courier=rule.code if rule else rules.folded(asked.courier),
        currency=asked.currency,
        profile=asked.profile,
        track=track,
    )


def reconcile(store: Store, sheet: SettlementSheet, asked: Asked) -> Reconciliation:
    """Holds a file against the ledger; changes nothing. Raises NotFound for an unknown courier."""
    couriers.require_known(store, asked.courier)
    with store.connection():
        return _reconcile(store, sheet, asked)


def apply(store: Store, sheet: SettlementSheet, asked: Asked) -> Applied:
    """Enters what the file pays, in one transaction; nought where all of it was entered before.

    It is held against the ledger anew, as it is at that moment. Raises NotAllowed when a month
    that would bear any of it is closed; NotFound for an unknown courier.
    """
    with store.transaction() as tx:
        courier = couriers.obtain(store, asked.courier)
        found = _reconcile(store, sheet, asked)
        for month in found.closed_months:
            month_locks.require_open(month)
        return settlement_entries.enter(store, tx, sheet, courier.id, _entries(found, asked))


def undo(store: Store, file_id: int) -> None:
    """Takes back all that applying a file entered; it stays on record as taken back.

    Raises NotFound for one that isn't applied, NotAllowed once a month of it is closed.
    """
    settlement_entries.undo(store, file_id)


def applied_files(store: Store) -> list[AppliedFile]:
    """All files ever applied, the newest first."""
    query = (
        SettlementFile.select(
            SettlementFile.id,
            Courier.name.alias("courier"),
            SettlementFile.name,
            SettlementFile.format,
            SettlementFile.currency,
            SettlementFile.applied_at,
            SettlementFile.undone_at,
            SettlementFile.who,
        )
        .join(Courier)
        .order_by(SettlementFile.id.desc())
    )
    with store.connection():
        return fetch(query, AppliedFile)


def _reconcile(store: Store, sheet: SettlementSheet, asked: Asked) -> Reconciliation:
    courier = couriers.find(store, asked.courier)
    courier_id = courier.id if courier else 0
    before = _entered(courier_id)
    ledger = settlement_ours.ledger()
    matches, refused = settlement_matching.match(
        (line for line in sheet.lines if line.fingerprint not in before),
        ledger,
        settlement_matching.Setting(
            courier_id=courier_id,
            currency=sheet.currency,
            tolerance=settings.get(store, settings.RECONCILE_TOLERANCE_MINOR),
            pays=sheet.pays,
            choices=asked.choices,
        ),
    )
    touched = {share.claim.id for match in matches if match.enters for share in match.shares}
    last = month_locks.last_closed()
    months = {_month(match.line, asked) for match in matches if match.enters}
    return Reconciliation(
        sheet=sheet,
        courier=courier,
        matches=tuple(matches),
        known=tuple(line for line in sheet.lines if line.fingerprint in before),
        unpaid=tuple(_unpaid(ledger.claims, courier_id, touched)),
        refused=tuple(sorted((*sheet.refused, *refused), key=lambda line: line.row)),
        seen_before=_seen(sheet.sha256),
        closed_months=tuple(sorted(month for month in months if month <= last)),
    )


def _entries(found: Reconciliation, asked: Asked) -> list[settlement_entries.Entry]:
    return [
        settlement_entries.Entry(match, _day(match.line, asked), _month(match.line, asked))
        for match in found.matches
    ]


def _day(line: Line, asked: Asked) -> date:
    if line.settled_on:
        return date.fromisoformat(line.settled_on)
    return asked.paid_on or clock.today()


def _month(line: Line, asked: Asked) -> str:
    return month_locks.checked(asked.month) if asked.month else month_locks.of(_day(line, asked))


def _entered(courier_id: int) -> frozenset[str]:
    """The fingerprints of this courier's lines whose money stands entered."""
    query = (
        SettlementRow.select(SettlementRow.fingerprint)
        .join(SettlementFile)
        .switch(SettlementRow)
        .join(ClaimPayment)
        .where(SettlementFile.courier == courier_id, ClaimPayment.voided_at.is_null())
        .distinct()
    )
    return frozenset(map(str, ids(query)))


def _seen(sha256: str) -> bool:
    query = SettlementFile.select().where(
        SettlementFile.sha256 == sha256, SettlementFile.undone_at.is_null()
    )
    return bool(query.exists())


def _unpaid(
    claims: Sequence[settlement_ours.Ours], courier_id: int, touched: Iterable[int]
) -> Iterable[Unpaid]:
    """Our claims on this courier with money open that no line pays, the oldest first."""
    held, today = set(touched), clock.today()
    for claim in claims:
        live = claim.stage not in claim_lists.ENDED and claim.left > 0
        if live and claim.courier_id == courier_id and claim.id not in held:
            age = (today - date.fromisoformat(claim.applied_on)).days
            yield Unpaid(
                claim.no, claim.tracking, claim.stage, claim.left, claim.currency, max(0, age)
            )
