"""The month-end statement 快递理赔对账单 (domain §4), brought to paper, workbook or CSV."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.core import clock, i18n
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import ClaimKind, MatchState, SettlementDoubt, ValueBasis
from desktop_app.core.labels import label_of
from desktop_app.core.track import Track, everything
from desktop_app.models.base import tuples
from desktop_app.models.claims import Claim, ClaimPayment, SettlementFile, SettlementRow
from desktop_app.models.shops import Shop
from desktop_app.services import claim_lists, couriers, month_locks, months, roll_forwards
from desktop_app.services.roll_forwards import MonthOfClaim, RollForward
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from desktop_app.documents.statement import CurrencyPart, Statement, StatementLine

SUFFIXES = (".pdf", ".xlsx", ".csv")
_CHUNK = 500


@dataclass(frozen=True)
class WrittenStatement:
    """A file that was written: how many lines, and the totals by currency."""

    path: Path
    rows: int
    totals: tuple[RollForward, ...]


@dataclass(frozen=True)
class _Checked:
    """What a courier's files said of a claim up to the month: the sum, the last line, and who."""

    amount: int
    state: MatchState
    doubts: str
    who: str
    on: date | None


def of(store: Store, month: str, courier: str = "", language: str = "") -> Statement:
    """The month's statement, of one courier or of all; a draft until the month is closed.

    ``language`` is the paper's: left out, the courier's, or the program's for all couriers.
    Raises BadValue for no month, NotFound for an unknown courier.
    """
    from desktop_app.documents import statement as paper

    wanted = month_locks.checked(month)
    with store.connection():
        courier_id = months.courier_id(store, courier)
        row = couriers.find(store, courier) if courier.strip() else None
        speech = language or (row.form if row else i18n.language())
        with i18n.speaking(speech):
            name = couriers.name_of(row) if row else courier.strip() or _("All couriers")
            found = roll_forwards.claims_of(wanted, courier_id)
            parts = _parts([one for one in found if one.belongs], wanted)
        closing = months.closing_of(store, wanted)
        return paper.Statement(
            statement_no=f"ST{wanted.replace('-', '')}" + (f"-{row.code.upper()}" if row else ""),
            month=wanted,
            courier=name,
            shop=_shop(),
            parts=tuple(parts),
            closed_on=clock.to_local(closing.closed_at).date() if closing else None,
            prepared_by=store.who,
            prepared_on=clock.today(),
            language=i18n.nearest(speech),
        )


def write(
    store: Store,
    month: str,
    target: Path,
    courier: str = "",
    *,
    language: str = "",
    track: Track = everything,
) -> WrittenStatement:
    """Writes the statement as what the file's suffix says: PDF, XLSX or CSV.

    Raises BadValue for another suffix, FileTrouble, and as `of` does; nothing is half-written.
    """
    from desktop_app.documents import statement as paper

    writers: dict[str, Callable[..., object]] = {
        ".pdf": paper.write_pdf,
        ".xlsx": paper.write_xlsx,
        ".csv": paper.write_csv,
    }
    suffix = target.suffix.lower()
    if suffix not in writers:
        raise BadValue(Reason.UNKNOWN_KIND, value=suffix or target.name, allowed=SUFFIXES)
    statement = of(store, month, courier, language)
    writers[suffix](statement, target, track=track)
    rows = sum(len(part.lines) for part in statement.parts)
    return WrittenStatement(target, rows, tuple(months.roll_forward(store, month, courier)))


def _parts(found: list[MonthOfClaim], month: str) -> Iterable[CurrencyPart]:
    from desktop_app.documents import statement as paper

    rows = {row.currency: row for row in roll_forwards.of(found)}
    lines = _lines(found, month)
    for currency, row in rows.items():
        yield paper.CurrencyPart(
            currency=currency,
            lines=tuple(lines[one.claim_id] for one in found if one.currency == currency),
            roll_forward=paper.RollForward(
                **{
                    name: paper.Movement(getattr(row, name).count, getattr(row, name).minor)
                    for name in _MOVEMENTS
                }
            ),
        )


def _lines(found: list[MonthOfClaim], month: str) -> dict[int, StatementLine]:
    from desktop_app.documents import statement as paper

    ids = [one.claim_id for one in found]
    rows = {row.id: row for row in claim_lists.rows_of(ids)}
    extra = {row[0]: row[1:] for row in _chunked(ids, _terms_query)}
    checked, vouchers = _checked(ids, month), _vouchers(ids, month)
    lines: dict[int, StatementLine] = {}
    for one in found:
        row, after = rows[one.claim_id], one.after
        basis, ratio, deductible, cap = extra[row.id]
        owed = after.claimed - after.reduced
        theirs = checked.get(row.id)
        closed = clock.to_local(row.closed_at).date() if row.closed_at else None
        lines[row.id] = paper.StatementLine(
            claim_no=row.no,
            tracking_no=row.tracking,
            kind=ClaimKind(row.kind),
            claimed_minor=row.claimed_minor,
            entered_on=clock.to_local(row.entered_at).date(),
            closed_on=closed if closed and month_locks.of(closed) <= month else None,
            order_no=row.order_no,
            goods=row.goods,
            goods_minor=row.goods_minor,
            value_basis=ValueBasis(basis),
            freight_minor=row.freight_minor,
            ratio=Decimal(ratio) if ratio else None,
            deductible_minor=deductible,
            cap_minor=cap,
            approved_minor=owed if row.approved_minor is not None else None,
            received_minor=after.received,
            set_off_minor=after.set_off,
            outstanding_minor=after.outstanding,
            difference_minor=owed - theirs.amount if theirs else None,
            difference_reason=theirs.doubts if theirs else "",
            match=theirs.state if theirs else MatchState.ONLY_OURS,
            verified_by=theirs.who if theirs else "",
            verified_on=theirs.on if theirs else None,
            voucher=vouchers.get(row.id, ""),
            note=row.void_reason or row.note,
        )
    return lines


def _checked(ids: list[int], month: str) -> dict[int, _Checked]:
    """What the couriers' applied files said of these claims up to a month."""

    def query(part: list[int]) -> Any:
        return (
            ClaimPayment.select(
                ClaimPayment.claim,
                ClaimPayment.kind,
                ClaimPayment.amount_minor,
                SettlementRow.match,
                SettlementRow.note,
                SettlementFile.who,
                SettlementFile.applied_at,
            )
            .join(SettlementRow)
            .join(SettlementFile)
            .where(
                ClaimPayment.claim.in_(part),
                ClaimPayment.voided_at.is_null(),
                ClaimPayment.reversed_kind != "write_off",
                ClaimPayment.month <= month,
            )
            .order_by(ClaimPayment.id)
        )

    sums: defaultdict[int, int] = defaultdict(int)
    found: dict[int, _Checked] = {}
    for claim_id, kind, amount, state, note, who, applied_at in _chunked(ids, query):
        sums[claim_id] += -amount if kind == "reversal" else amount
        found[claim_id] = _Checked(
            amount=sums[claim_id],
            state=MatchState(state),
            doubts="; ".join(label_of(SettlementDoubt, code) for code in note.split()),
            who=who,
            on=clock.to_local(applied_at).date() if applied_at else None,
        )
    return found


def _vouchers(ids: list[int], month: str) -> Mapping[int, str]:
    def query(part: list[int]) -> Any:
        return ClaimPayment.select(ClaimPayment.claim, ClaimPayment.voucher).where(
            ClaimPayment.claim.in_(part),
            ClaimPayment.voided_at.is_null(),
            ClaimPayment.voucher != "",
            ClaimPayment.month <= month,
        )

    found: defaultdict[int, dict[str, None]] = defaultdict(dict)
    for claim_id, voucher in _chunked(ids, query):
        found[claim_id][voucher] = None
    return {claim_id: " ".join(vouchers) for claim_id, vouchers in found.items()}


def _terms_query(part: list[int]) -> Any:
    columns = (Claim.id, Claim.value_basis, Claim.ratio, Claim.deductible_minor, Claim.cap_minor)
    return Claim.select(*columns).where(Claim.id.in_(part))


def _chunked(ids: list[int], query: Callable[[list[int]], Any]) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(ids), _CHUNK):
        yield from tuples(query(ids[start : start + _CHUNK]))


def _shop() -> str:
    """The shop's name, where there is but one."""
    names = [row[0] for row in tuples(Shop.select(Shop.name).distinct().limit(2))]
    return str(names[0]) if len(names) == 1 else ""


_MOVEMENTS = ("opening", "new", "recovered", "written_off", "reduced", "closing")
