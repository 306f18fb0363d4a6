"""What a courier's file says against the ledger, as rows of one list in groups."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from desktop_app.core import texts
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import MatchState
from desktop_app.core.labels import label
from desktop_app.services.settlement_files import Line, RefusedLine
from desktop_app.services.settlement_matching import Match
from desktop_app.services.settlements import Reconciliation, Unpaid
from desktop_app.views.claims_words import amount, month
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone


class Group(StrEnum):
    """What became of a line of the file, or of a claim that it doesn't pay."""

    MATCHED = "matched"
    WITHIN = "within"
    DIFFERS = "differs"
    THEIRS = "theirs"
    UNPAID = "unpaid"
    REFUSED = "refused"
    KNOWN = "known"


WORDS: dict[Group, str] = {
    Group.MATCHED: N_("Matched"),
    Group.WITHIN: N_("Within tolerance"),
    Group.DIFFERS: N_("Differs"),
    Group.THEIRS: N_("Unknown to us"),
    Group.UNPAID: N_("Not paid by them"),
    Group.REFUSED: N_("Unclear"),
    Group.KNOWN: N_("Entered before"),
}
TONES: dict[Group, Tone] = {
    Group.MATCHED: Tone.GOOD,
    Group.WITHIN: Tone.GOOD,
    Group.DIFFERS: Tone.WARN,
    Group.THEIRS: Tone.BAD,
    Group.UNPAID: Tone.INFO,
    Group.REFUSED: Tone.BAD,
    Group.KNOWN: Tone.MUTED,
}
_STATES = {
    MatchState.MATCHED: Group.MATCHED,
    MatchState.WITHIN_TOLERANCE: Group.WITHIN,
    MatchState.DIFFERS: Group.DIFFERS,
    MatchState.ONLY_THEIRS: Group.THEIRS,
}


@dataclass(frozen=True)
class ResultRow:
    """A line of the file with what it was held against, or a claim that no line pays.

    Amounts are minor units: ``paid`` what the file says, ``expected`` what was owed.
    """

    id: int
    group: Group
    currency: str
    row: int | None = None
    tracking: str = ""
    claim: str = ""
    paid: int | None = None
    expected: int | None = None
    difference: int | None = None
    enters: bool = False
    story: str = ""
    line: Line | None = None
    match: Match | None = None


def rows(found: Reconciliation) -> list[ResultRow]:
    """All rows of a reconciliation: what needs a look first, then the rest."""
    made = [*_matches(found), *_rest(found), *_unpaid(found)]
    order = list(_ORDER)
    return sorted(made, key=lambda row: order.index(row.group))


def _matches(found: Reconciliation) -> Iterator[ResultRow]:
    for match in found.matches:
        claims = match.candidates if not match.shares else _shared(match)
        doubts = _(", ").join(label(doubt) for doubt in match.doubts)
        yield ResultRow(
            id=match.line.row,
            group=_STATES[match.state],
            currency=found.sheet.currency,
            row=match.line.row,
            tracking=_(", ").join(match.line.trackings) or match.line.claim_no,
            claim=_(", ").join(claims),
            paid=match.line.freight if found.sheet.pays is None else match.amount,
            expected=match.expected,
            difference=match.difference,
            enters=match.enters,
            story=doubts,
            line=match.line,
            match=match,
        )


def _shared(match: Match) -> tuple[str, ...]:
    return tuple(share.claim.no for share in match.shares)


def _rest(found: Reconciliation) -> Iterator[ResultRow]:
    for refused in found.refused:
        yield _refused(refused, found.sheet.currency)
    for line in found.known:
        yield ResultRow(
            id=line.row,
            group=Group.KNOWN,
            currency=found.sheet.currency,
            row=line.row,
            tracking=line.tracking or line.claim_no,
            paid=line.paid,
            line=line,
        )


def _refused(refused: RefusedLine, currency: str) -> ResultRow:
    return ResultRow(
        id=refused.row,
        group=Group.REFUSED,
        currency=currency,
        row=refused.row,
        tracking=refused.tracking,
        story=texts.sentence(refused.error),
    )


def _unpaid(found: Reconciliation) -> Iterator[ResultRow]:
    for place, one in enumerate(found.unpaid, 1):
        yield ResultRow(
            id=-place,
            group=Group.UNPAID,
            currency=one.currency,
            tracking=one.tracking,
            claim=one.no,
            expected=one.outstanding,
            difference=-one.outstanding,
            story=_age(one),
        )


def _age(one: Unpaid) -> str:
    days = _("open for %(count)s days") % {"count": one.age_days}
    return f"{label(one.stage)} · {days}"


def about(found: Reconciliation) -> str:
    """The file, its format, and whether its own totals row agrees with its lines."""
    sheet = found.sheet
    parts = [sheet.name, sheet.sheet, sheet.format]
    for total in sheet.totals:
        words = _("total of “%(column)s” agrees: %(amount)s")
        if not total.agrees:
            words = _("total of “%(column)s” says %(amount)s, its lines make %(sum)s")
        stated, summed = (amount(each, sheet.currency) for each in (total.stated, total.summed))
        parts.append(words % {"column": total.column, "amount": stated, "sum": summed})
    return " · ".join(part for part in parts if part)


def warnings(found: Reconciliation) -> list[str]:
    """What must be known of the file before it is applied."""
    lines = []
    if found.seen_before:
        lines.append(_("This very file was applied before; its lines add nothing again."))
    if found.sheet.pays is None:
        lines.append(_("It is a freight bill: it pays no claims. Freight that differs is shown."))
    closed = _("%(month)s is closed: choose the month that bears it.")
    return lines + [closed % {"month": month(one)} for one in found.closed_months]


def signed(minor: int | None, currency: str) -> str:
    """“+¥1.00”, “−¥7.00”, “¥0.00”."""
    if minor is None:
        return ""
    return f"+{amount(minor, currency)}" if minor > 0 else amount(minor, currency)


_ORDER = (
    *(Group.DIFFERS, Group.THEIRS, Group.REFUSED, Group.WITHIN, Group.MATCHED),
    *(Group.UNPAID, Group.KNOWN),
)
COLUMNS: tuple[Column[ResultRow], ...] = (
    Column(
        "group",
        N_("Result"),
        lambda r: _(WORDS[r.group]),
        128,
        "group",
        tone=lambda r: TONES[r.group],
    ),
    Column(
        "row",
        N_("Row"),
        lambda r: "" if r.row is None else str(r.row),
        52,
        "row",
        right=True,
    ),
    Column("tracking", N_("Tracking no."), lambda r: r.tracking, 150, "tracking"),
    Column("claim", N_("Our claim"), lambda r: r.claim, 140, "claim"),
    Column("paid", N_("They pay"), lambda r: amount(r.paid, r.currency), 88, "paid", right=True),
    Column(
        "expected",
        N_("We expect"),
        lambda r: amount(r.expected, r.currency),
        88,
        "expected",
        right=True,
    ),
    Column(
        "difference",
        N_("Difference"),
        lambda r: signed(r.difference, r.currency),
        88,
        "difference",
        right=True,
    ),
    Column("enters", N_("Enters"), lambda r: "✓" if r.enters else "", 64, "enters"),
    Column("story", N_("What is odd"), lambda r: r.story, 240),
)
