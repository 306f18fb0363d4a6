"""Holds a courier's lines against the shop's claims, ranked by how many fields agree.

Nothing is invented: what fits no claim is theirs alone, what fits several equally waits for the
person's word, and an amount that may mean two things counts for none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from desktop_app.core import money
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import ClaimStage, MatchState, PaymentKind
from desktop_app.core.kinds import SettlementDoubt as Doubt
from desktop_app.services.settlement_files import Line, RefusedLine
from desktop_app.services.settlement_ours import Ledger, Ours

_WEIGHTS = {"tracking": 16, "claim_no": 16, "order_no": 8, "amount": 4, "claimed": 2, "owed": 1}
_HINDRANCES = frozenset(
    {
        Doubt.AMOUNT_IN_BRACKETS,
        Doubt.SEVERAL_CLAIMS,
        Doubt.OTHER_CURRENCY,
        Doubt.ABOVE_CLAIM,
        Doubt.ABOVE_PAID,
    }
)
_NEVER = frozenset({Doubt.SEVERAL_CLAIMS, Doubt.OTHER_CURRENCY, Doubt.ABOVE_PAID})


@dataclass(frozen=True)
class Choice:
    """The person's word on a line: which claims it is for, and whether it is entered.

    ``take`` None leaves it to the rules; True enters it in spite of its doubts (more than was
    claimed, an amount in brackets), False leaves it out.
    """

    claims: tuple[str, ...] = ()
    take: bool | None = None


@dataclass(frozen=True)
class Share:
    """The part of a line's amount for one claim: minor units, below nought if taken back."""

    claim: Ours
    amount: int


@dataclass(frozen=True)
class Match:
    """A line, and what it was held against.

    ``expected`` is what was owed on its claims before this file, ``difference`` what the file's
    lines pay more (or, below nought, less) than that. ``agreeing`` are the fields that agree,
    ``candidates`` claims that it might be for. ``enters`` says that applying enters it.
    """

    line: Line
    state: MatchState
    amount: int | None = None
    shares: tuple[Share, ...] = ()
    expected: int | None = None
    difference: int | None = None
    agreeing: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    enters: bool = False


@dataclass(frozen=True)
class Setting:
    """What a matching goes by; the tolerance is in minor units of the currency."""

    courier_id: int
    currency: str
    tolerance: int
    pays: PaymentKind | None
    choices: Mapping[int, Choice] = field(default_factory=dict)


def match(
    lines: Iterable[Line], ledger: Ledger, setting: Setting
) -> tuple[list[Match], list[RefusedLine]]:
    """Holds each line against the ledger, in the file's order; refused are amounts left unclear."""
    matcher = _Matcher(ledger, setting)
    for line in lines:
        if setting.pays is None:
            matcher.take_freight(line)
        else:
            matcher.take(line)
    return matcher.judged(), matcher.refused


@dataclass(frozen=True)
class _Pick:
    claims: tuple[Ours, ...] = ()
    agreeing: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class _Matcher:
    def __init__(self, ledger: Ledger, setting: Setting) -> None:
        self._ledger, self._setting = ledger, setting
        self._owed = {claim.id: claim.left for claim in ledger.claims}
        self._held: defaultdict[int, int] = defaultdict(int)
        self._matches: list[Match] = []
        self.refused: list[RefusedLine] = []

    def take(self, line: Line) -> None:
        """Holds a line that pays (or takes back) against the claims that it fits."""
        amount = line.paid if line.paid is not None else line.bracketed
        choice = self._setting.choices.get(line.row, Choice())
        pick = self._pick(line, amount, choice)
        if amount is None or (line.bracketed is not None and not _takes_back(pick, amount)):
            self._refuse(line)
            return
        shares = _shared(pick.claims, amount)
        doubts = (*line.doubts, *pick.doubts, *_share_doubts(shares))
        forbidding = _HINDRANCES if choice.take is None else _NEVER
        enters = bool(shares) and choice.take is not False and not forbidding & set(doubts)
        if enters:
            for share in shares:
                share.claim.take(share.amount)
                self._held[share.claim.id] += share.amount
        self._matches.append(
            Match(
                line=line,
                state=MatchState.DIFFERS if pick.claims else _without_claim(pick),
                amount=amount,
                shares=shares,
                agreeing=pick.agreeing,
                candidates=pick.candidates,
                doubts=tuple(dict.fromkeys(doubts)),
                enters=enters and amount != 0,
            )
        )

    def take_freight(self, line: Line) -> None:
        """A freight bill pays no claim; it says what the freight of a claimed parcel cost."""
        claims = [claim for number in line.trackings for claim in self._ledger.of_parcel(number)]
        if not claims:
            self._matches.append(Match(line, MatchState.ONLY_THEIRS, doubts=line.doubts))
            return
        expected = claims[0].freight
        known = expected is not None and line.freight is not None
        difference = (line.freight or 0) - (expected or 0) if known else None
        self._matches.append(
            Match(
                line=line,
                state=MatchState.DIFFERS if difference else MatchState.MATCHED,
                expected=expected,
                difference=difference,
                agreeing=("tracking",),
                candidates=tuple(claim.no for claim in claims),
                doubts=line.doubts,
            )
        )

    def judged(self) -> list[Match]:
        """The matches, each with what all lines of the file together make of its claims."""
        return [self._judge(one) if one.shares else one for one in self._matches]

    def _judge(self, one: Match) -> Match:
        ids = {share.claim.id for share in one.shares}
        expected = sum(self._owed[claim_id] for claim_id in ids)
        held = sum(self._held[claim_id] for claim_id in ids) if one.enters else one.amount or 0
        difference = held - expected
        state = MatchState.DIFFERS
        if not _HINDRANCES & set(one.doubts) and (one.amount or 0) > 0:
            if difference == 0:
                state = MatchState.MATCHED
            elif abs(difference) <= self._setting.tolerance:
                state = MatchState.WITHIN_TOLERANCE
        return replace(one, state=state, expected=expected, difference=difference)

    def _refuse(self, line: Line) -> None:
        said = next((doubt for doubt in line.doubts if doubt is Doubt.AMOUNT_IN_BRACKETS), None)
        value = (
            f"({money.to_text(-(line.bracketed or 0), self._setting.currency)})" if said else "-"
        )
        error = BadValue(Reason.AMOUNT_UNCLEAR, value=value)
        self.refused.append(RefusedLine(line.row, error, line.tracking))

    def _pick(self, line: Line, amount: int | None, choice: Choice) -> _Pick:
        if choice.claims:
            return _Pick(tuple(self._named(no) for no in choice.claims), ("choice",))
        if len(line.trackings) > 1:
            return self._pick_several(line, amount)
        candidates = self._candidates(line)
        usual = [one for one in candidates if one.courier_id == self._setting.courier_id]
        nos = tuple(one.no for one in candidates)
        if not usual:
            return _Pick(candidates=nos, doubts=(Doubt.OTHER_COURIER,) if candidates else ())
        same = [one for one in usual if one.currency == self._setting.currency]
        if not same:
            return _Pick((usual[0],), ("tracking",), nos, (Doubt.OTHER_CURRENCY,))
        return self._best(line, amount, same)

    def _best(self, line: Line, amount: int | None, claims: Sequence[Ours]) -> _Pick:
        agreeing = {claim.id: _agreeing(line, amount, claim) for claim in claims}
        score = {
            claim_id: sum(_WEIGHTS[name] for name in names) for claim_id, names in agreeing.items()
        }
        top = max(score.values())
        best = tuple(claim for claim in claims if score[claim.id] == top)
        together = _together(claims, amount)
        if together and (len(best) > 1 or best[0].left != amount):
            return _Pick(together, ("amount",))
        if len(best) > 1:
            nos = tuple(claim.no for claim in best)
            return _Pick(candidates=nos, doubts=(Doubt.SEVERAL_CLAIMS,))
        return _Pick(best, agreeing[best[0].id])

    def _pick_several(self, line: Line, amount: int | None) -> _Pick:
        """One payment for several parcels: each its claim, where every parcel has one."""
        picks = [
            self._pick(replace(line, trackings=(number,), claim_no=""), None, Choice())
            for number in line.trackings
        ]
        claims = tuple(dict.fromkeys(claim for pick in picks for claim in pick.claims))
        whole = all(len(pick.claims) == 1 for pick in picks)
        if whole and amount is not None and amount > 0:
            return _Pick(claims, ("tracking",), doubts=picks[0].doubts)
        nos = tuple(claim.no for claim in claims)
        return _Pick(candidates=nos, doubts=(Doubt.SEVERAL_CLAIMS,) if nos else ())

    def _candidates(self, line: Line) -> list[Ours]:
        ledger = self._ledger
        found = [
            *(claim for number in line.trackings for claim in ledger.of_parcel(number)),
            *ledger.of_claim_no(line.claim_no),
        ]
        found = found or list(ledger.of_order(line.order_no))
        return list({claim.id: claim for claim in found}.values())

    def _named(self, no: str) -> Ours:
        claim = self._ledger.named(no)
        if claim is None:
            raise NotFound(Reason.CLAIM_UNKNOWN, value=no)
        return claim


def _agreeing(line: Line, amount: int | None, claim: Ours) -> tuple[str, ...]:
    """The fields in which a line and a claim agree."""
    tests = {
        "tracking": bool({claim.tracking, claim.resend_tracking} & set(line.trackings)),
        "claim_no": line.claim_no in {claim.no, claim.work_order_no} - {""},
        "order_no": bool(line.order_no) and line.order_no == claim.order_no.upper(),
        "amount": amount == claim.left,
        "claimed": amount == claim.standing.claimed,
        "owed": claim.left > 0,
    }
    return tuple(name for name, agrees in tests.items() if agrees)


def _together(claims: Sequence[Ours], amount: int | None) -> tuple[Ours, ...]:
    """The claims that one payment settles together, to the cent."""
    owed = tuple(claim for claim in claims if claim.left > 0)
    return owed if len(owed) > 1 and sum(claim.left for claim in owed) == amount else ()


def _takes_back(pick: _Pick, amount: int) -> bool:
    """Whether an amount in brackets can only mean that: as much was paid on its one claim."""
    return len(pick.claims) == 1 and amount < 0 and pick.claims[0].paid >= -amount


def _shared(claims: Sequence[Ours], amount: int) -> tuple[Share, ...]:
    """The amount shared out: to each what is owed on it, the rest to the last."""
    shares: list[Share] = []
    left = amount
    for index, claim in enumerate(claims, 1):
        part = left if index == len(claims) else min(max(claim.left, 0), left)
        shares.append(Share(claim, part))
        left -= part
    return tuple(share for share in shares if share.amount or len(shares) == 1)


def _share_doubts(shares: Iterable[Share]) -> Iterable[Doubt]:
    for share in shares:
        if share.amount > share.claim.room:
            yield Doubt.ABOVE_CLAIM
        if -share.amount > share.claim.paid:
            yield Doubt.ABOVE_PAID
        if share.claim.stage is ClaimStage.CLOSED:
            yield Doubt.CLAIM_ENDED


def _without_claim(pick: _Pick) -> MatchState:
    """Several claims fit: it differs until the person says which; none: it is theirs alone."""
    several = Doubt.SEVERAL_CLAIMS in pick.doubts
    return MatchState.DIFFERS if several else MatchState.ONLY_THEIRS
