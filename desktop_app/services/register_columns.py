"""The columns of the one register: titles, and what stands in each as text and as a cell of a file.

Days and amounts are written as a spreadsheet has them, so that what is copied from here can be
pasted there and back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from desktop_app.core import clock, money
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import (
    CaseKind,
    CaseStage,
    Cause,
    ClaimKind,
    ClaimStage,
    FollowUpState,
    Outcome,
    Platform,
    RegisterDoc,
    WrongKind,
    WrongState,
)
from desktop_app.core.labels import label, label_of
from desktop_app.services.register_rows import RegisterRow
from desktop_app.services.register_sql import Source

Value = str | int | Decimal | date | datetime | None
REASONS: dict[Source, type[StrEnum]] = {
    Source.CASE: CaseKind,
    Source.WRONG: WrongKind,
    Source.CLAIM: ClaimKind,
}
_STAGES: dict[Source, type[StrEnum]] = {
    Source.CASE: CaseStage,
    Source.WRONG: WrongState,
    Source.CLAIM: ClaimStage,
}
_OPEN = FollowUpState.OPEN
_DAY_LENGTH = len("2026-09-03")


@dataclass(frozen=True)
class RegisterColumn:
    """A column. ``printed`` ones are on paper and in the window unless somebody chose others."""

    name: str
    title: str
    value: Callable[[RegisterRow], Value]
    printed: bool = True

    def text(self, row: RegisterRow) -> str:
        """The cell as it is shown and copied."""
        return text_of(self.value(row), row.currency)


def text_of(value: Value, currency: str = "CNY") -> str:
    """A value as a spreadsheet shows it: ``2026-09-03 14:05``, ``54.90``."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{clock.to_local(value):%Y-%m-%d %H:%M}"
    if isinstance(value, Decimal):
        return f"{value:.{money.exponent(currency)}f}"
    return str(value)


def shop(row: RegisterRow) -> str:
    """“Taobao · name of the shop”."""
    parts = (label_of(Platform, row.platform), row.shop)
    return " · ".join(part for part in parts if part)


def state(row: RegisterRow) -> str:
    """How far the document is, in words."""
    kinds = _STAGES.get(row.source)
    if kinds is not None:
        return label_of(kinds, row.state)
    return label(_OPEN) if row.state == _OPEN else _("Dealt with")


def reason(row: RegisterRow) -> str:
    """Why there is such a document, in words."""
    kinds = REASONS.get(row.source)
    return label_of(kinds, row.reason) if kinds else ""


def what(row: RegisterRow) -> str:
    """What happened; of a parcel: what came back whole, and what damaged."""
    if row.source is not Source.PARCEL:
        return row.what
    told = ((row.good, _("%(count)s good")), (row.damaged, _("%(count)s damaged")))
    return _(", ").join(words % {"count": count} for count, words in told if count)


def outcome(row: RegisterRow) -> str:
    """How a case ended; of a claim: what the courier paid."""
    if row.source is Source.CLAIM:
        if row.received_minor is None:
            return ""
        paid = money.to_text(row.received_minor, row.currency)
        return _("%(amount)s received") % {"amount": paid}
    return label_of(Outcome, row.outcome)


def _amount(row: RegisterRow) -> Decimal | None:
    return None if row.amount_minor is None else money.to_decimal(row.amount_minor, row.currency)


def _day(text: str | None) -> date | str | None:
    """A stored day; a text that isn't one (a platform's own manner) stays as it is."""
    try:
        return date.fromisoformat(text[:_DAY_LENGTH]) if text else None
    except ValueError:
        return text


def _due(row: RegisterRow) -> Value:
    return _day(row.due) if row.source is Source.CLAIM else _moment(row.due)


def _moment(text: str | None) -> datetime | None:
    return clock.from_text(text) if text else None


COLUMNS: tuple[RegisterColumn, ...] = (
    RegisterColumn("date", N_("Date"), lambda row: row.at),
    RegisterColumn("no", N_("Document no."), lambda row: row.no),
    RegisterColumn("doc", N_("Kind of document"), lambda row: label(row.doc)),
    RegisterColumn("shop", N_("Shop"), shop),
    RegisterColumn("order", N_("Order no."), lambda row: row.order),
    RegisterColumn("bought", N_("Purchase date"), lambda row: _day(row.bought), printed=False),
    RegisterColumn("buyer", N_("Buyer ID"), lambda row: row.buyer),
    RegisterColumn("goods", N_("Product"), lambda row: row.goods),
    RegisterColumn("quantity", N_("Qty"), lambda row: row.quantity),
    RegisterColumn("reason", N_("Kind"), reason),
    RegisterColumn("what", N_("What happened"), what),
    RegisterColumn("tracking", N_("Tracking no."), lambda row: row.tracking),
    RegisterColumn("amount", N_("Amount"), _amount),
    RegisterColumn(
        "currency",
        N_("Currency"),
        lambda row: row.currency if row.amount_minor is not None else "",
    ),
    RegisterColumn("state", N_("State"), state),
    RegisterColumn("owner", N_("Owner"), lambda row: row.owner),
    RegisterColumn("due", N_("Next deadline"), _due),
    RegisterColumn("follow_up", N_("Follow up on"), lambda row: _day(row.follow_up), printed=False),
    RegisterColumn("cause", N_("Cause"), lambda row: label_of(Cause, row.cause), printed=False),
    RegisterColumn("outcome", N_("Outcome"), outcome),
    RegisterColumn("handled", N_("Handled"), lambda row: row.handled),
    RegisterColumn("tags", N_("Tags"), lambda row: _(", ").join(row.tags), printed=False),
    RegisterColumn("note", N_("Note"), lambda row: row.note),
)
BY_NAME = {column.name: column for column in COLUMNS}


def choices(name: str) -> list[tuple[str, str]]:
    """The codes that a column's filter knows, with their words."""
    if name == "doc":
        return [(kind.value, label(kind)) for kind in RegisterDoc]
    if name in {"reason", "state"}:
        return _by_source(REASONS if name == "reason" else _STAGES)
    kinds: dict[str, type[StrEnum]] = {"cause": Cause, "outcome": Outcome}
    if name in kinds:
        return [(kind.value, label(kind)) for kind in kinds[name]]
    return [(code, code) for code in money.CURRENCIES]


def _by_source(kinds: dict[Source, type[StrEnum]]) -> list[tuple[str, str]]:
    """Codes with their source in front, since the same code means another thing elsewhere."""
    docs = {Source.CASE: RegisterDoc.CASE, Source.WRONG: RegisterDoc.WRONG}
    found = []
    for one, enum in kinds.items():
        doc = label(docs.get(one, RegisterDoc.CLAIM))
        found += [(f"{one.name.lower()}:{kind.value}", f"{doc}: {label(kind)}") for kind in enum]
    if kinds is _STAGES:
        parcels = (("open", label(_OPEN)), ("settled", _("Dealt with")))
        found += [(f"parcel:{code}", f"{_('Parcel')}: {words}") for code, words in parcels]
    return found
