"""Weighing a parcel against what should be in it (R4), and saying why it's off.

A check is kept as it was: voided with a reason, never changed. Four scales are kept apart, the
shop's own, the outlet's, the hub's and the courier's bill, since one says nothing about another.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum, unique

from desktop_app.core import clock, weight
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason
from desktop_app.core.explanations import Findings, explain
from desktop_app.core.kinds import CaseEventKind, Topic, Verdict, WeightSource
from desktop_app.models.weighing import WeightCheck
from desktop_app.services import (
    packing_history,
    parcel_contents,
    shelves,
    timeline,
    weight_checks,
    weight_findings,
)
from desktop_app.services.parcel_contents import Expected
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Store
from desktop_app.services.weight_checks import CheckRow
from desktop_app.services.weight_findings import Told

_SAME_WITHIN = timedelta(minutes=10)
_THOUSAND = 1000
_BARE_DECIMAL = re.compile(r"\d+\.\d+")


@unique
class Slip(StrEnum):
    """How a weight may have been mistyped."""

    KILOGRAMS_AS_GRAMS = "kilograms_as_grams"
    GRAMS_AS_KILOGRAMS = "grams_as_kilograms"


@dataclass(frozen=True)
class Doubt:
    """A weight that looks mistyped, to be asked about: were so many grams meant."""

    slip: Slip
    measured_g: int
    suggested_g: int


@dataclass(frozen=True)
class Comparison:
    """A measured weight against the expected one, in grams."""

    expected: Expected
    measured_g: int
    verdict: Verdict
    told: Told


@dataclass(frozen=True)
class Weighed:
    """A recorded check.

    ``repeated``: the very same check was there already, and none was added. ``earlier`` is the
    parcel's last check before this one on the same scale, for "it was 20 g lighter this morning".
    """

    check: CheckRow
    repeated: bool
    earlier: CheckRow | None


def doubt(expected_g: int | None, measured_g: int) -> Doubt | None:
    """Whether grams look typed as kilograms or the other way round: a question, not an error.

    It's asked only where a thousand times more, or less, comes near what is expected (between
    half and double of it) and the weight as typed does not.
    """
    if not expected_g or _near(measured_g, expected_g):
        return None
    if _near(measured_g * _THOUSAND, expected_g):
        return Doubt(Slip.KILOGRAMS_AS_GRAMS, measured_g, measured_g * _THOUSAND)
    if measured_g >= _THOUSAND and _near(measured_g // _THOUSAND, expected_g):
        return Doubt(Slip.GRAMS_AS_KILOGRAMS, measured_g, measured_g // _THOUSAND)
    return None


def typed(text: str, expected_g: int | None) -> int | Doubt:
    """The grams that somebody or a scale typed, or a doubt about them, to be asked.

    A scale set to kilograms types ``0.355``: as grams that is nothing, and ``1.19`` loses its
    decimals, so that such a number is taken at its whole length for the question, wherever it
    comes near what is expected or nothing is known to compare it with. Raises BadValue for what
    is no weight, or none that a parcel has.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    if _BARE_DECIMAL.fullmatch(plain):
        meant = int((Decimal(plain) * _THOUSAND).to_integral_value(ROUND_HALF_UP))
        likely = _near(meant, expected_g) if expected_g else meant <= weight.MAX_G
        if 0 < meant < _THOUSAND or (meant and likely):
            return Doubt(Slip.KILOGRAMS_AS_GRAMS, meant // _THOUSAND, meant)
    measured = weight.parse(text)
    return doubt(expected_g, measured) or measured


def _near(grams: int, expected_g: int) -> bool:
    return expected_g <= grams * 2 and grams <= expected_g * 2


def compare(
    store: Store, parcel: Parcel, measured_g: int, packaging_g: int | None = None
) -> Comparison:
    """The measured weight against the parcel's contents, explained; writes nothing.

    Raises BadValue for a weight that no parcel has (below 1 g, above 200 kg).
    """
    weight.checked(measured_g)
    with store.connection():
        expected = parcel_contents.expected(store, parcel, packaging_g)
        findings = _findings(store, parcel, expected, measured_g)
        told = weight_findings.tell(expected.lines, findings)
    return Comparison(expected, measured_g, _verdict(expected, measured_g), told)


def weigh(
    store: Store,
    parcel: Parcel,
    measured_g: int,
    *,
    packaging_g: int | None = None,
    session: str = "",
) -> Weighed:
    """Compares, explains and records a weighing on the shop's own scale; tells the case of it.

    The same parcel with the same result again is recognised and not recorded twice: within a
    session, or by itself within ten minutes. A new session counts its own. Raises BadValue as
    `compare` does.
    """
    found = compare(store, parcel, measured_g, packaging_g)
    with store.transaction() as tx:
        earlier = weight_checks.last_of(store, parcel, WeightSource.OWN)
        if earlier is not None and _is_same(earlier, found, session):
            return Weighed(earlier, repeated=True, earlier=None)
        check_id = _record(
            parcel,
            found,
            source=WeightSource.OWN,
            at=clock.now(),
            who=store.who,
            session=session,
        )
        tx.touch(Topic.WEIGHT_CHECKS, check_id)
        if parcel.case_id is not None:
            _tell_case(store, parcel.case_id, check_id, found)
        return Weighed(weight_checks.check(store, check_id), repeated=False, earlier=earlier)


def note_weight(
    store: Store,
    parcel: Parcel,
    source: WeightSource,
    measured_g: int,
    at: datetime | None = None,
) -> CheckRow:
    """Records what another scale said, with its time; the four are never mixed.

    The outlet's and the hub's weights are compared with what is expected; a billed weight is
    rounded by contract and says nothing about the contents. One that is on record already, with
    the same source, grams and time, isn't added again. Raises BadValue as `compare` does.
    """
    weight.checked(measured_g)
    with store.transaction() as tx:
        moment = at or clock.now()
        known = weight_checks.noted(store, parcel, source, measured_g, moment)
        if known is not None:
            return known
        expected = parcel_contents.expected(store, parcel)
        verdict = Verdict.UNKNOWN
        if source is not WeightSource.BILLED:
            verdict = _verdict(expected, measured_g)
        found = Comparison(expected, measured_g, verdict, Told(expected.lines))
        check_id = _record(parcel, found, source=source, at=moment, who=store.who)
        tx.touch(Topic.WEIGHT_CHECKS, check_id)
        return weight_checks.check(store, check_id)


def void(store: Store, check_id: int, reason: str) -> None:
    """Marks a check as not to be counted.

    Raises BadValue without a reason, NotFound, and NotAllowed for one voided before.
    """
    why = reason.strip()
    if not why:
        raise BadValue(Reason.VALUE_MISSING, field="reason")
    with store.transaction() as tx:
        row = WeightCheck.get_or_none(WeightCheck.id == check_id)
        if row is None:
            raise NotFound(Reason.WEIGHT_CHECK_UNKNOWN, value=check_id)
        if row.voided_at is not None:
            raise NotAllowed(Reason.VOIDED_ALREADY, value=row.void_reason)
        row.voided_at, row.void_reason = clock.now(), why
        row.save()
        tx.touch(Topic.WEIGHT_CHECKS, check_id)


def _findings(store: Store, parcel: Parcel, expected: Expected, measured_g: int) -> Findings | None:
    """How the difference can be told; what only ranks is looked up where there is one."""
    if expected.expected_g is None or expected.tolerance_g is None:
        return None
    fits = _verdict(expected, measured_g) is Verdict.FITS
    return explain(
        expected.search_lines(),
        measured_g,
        expected.packaging_g,
        () if fits else shelves.catalogue(store),
        tolerance_g=expected.tolerance_g,
        gone_wrong_before={} if fits else packing_history.gone_wrong(store),
        packed_today=() if fits else packing_history.packed_with(store, parcel),
    )


def _verdict(expected: Expected, measured_g: int) -> Verdict:
    if expected.expected_g is None or expected.tolerance_g is None:
        return Verdict.UNKNOWN
    difference = measured_g - expected.expected_g
    if abs(difference) <= expected.tolerance_g:
        return Verdict.FITS
    return Verdict.LIGHT if difference < 0 else Verdict.HEAVY


def _is_same(earlier: CheckRow, found: Comparison, session: str) -> bool:
    recent = clock.now() - earlier.at <= _SAME_WITHIN
    once_more = session == earlier.session if session else recent
    kept = (earlier.measured_g, earlier.expected_g, earlier.tolerance_g, earlier.packaging_g)
    expected = found.expected
    now = (found.measured_g, expected.expected_g, expected.tolerance_g, expected.packaging_g)
    return once_more and kept == now


def _record(parcel: Parcel, found: Comparison, **more: object) -> int:
    """Writes the check; a parcel that was sent again is the case's, not the order's."""
    row = WeightCheck.create(
        order=None if parcel.sent_again else parcel.order_id,
        case=parcel.case_id,
        tracking=parcel.tracking,
        measured_g=found.measured_g,
        expected_g=found.expected.expected_g,
        tolerance_g=found.expected.tolerance_g,
        packaging_g=found.expected.packaging_g,
        verdict=found.verdict,
        findings=weight_findings.to_json(found.told),
        **more,
    )
    return int(row.id)


def _tell_case(store: Store, case_id: int, check_id: int, found: Comparison) -> None:
    """A line in the case's timeline (R4: the parcel is weighed)."""
    data = {
        "check": check_id,
        "measured_g": found.measured_g,
        "expected_g": found.expected.expected_g,
        "verdict": found.verdict,
    }
    timeline.add(store, case_id, CaseEventKind.WEIGHED, data=data)
