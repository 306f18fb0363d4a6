"""The fields of a case that a person fills in, and what fits in each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum

from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.kinds import Cause, Finding, Opinion, Outcome, Party
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.products import Batch
from desktop_app.services import case_records
from desktop_app.services.store import Store

MAX_NOTE = 5000
MAX_WORD = 100


def checked(store: Store, case: AfterSalesCase, fields: Mapping[str, object]) -> dict[str, object]:
    """The fields as they are stored.

    ``note satisfaction_note owner cause fault outcome batch finding opinion satisfaction angry
    silent_bad_review disputed lesson lesson_note follow_up_on resend_courier resend_tracking
    return_courier return_tracking``; a None empties one.
    Raises BadValue for a value that doesn't fit its field, and NotAllowed for
    an outcome that the case's kind doesn't have or a field that isn't a person's.
    """
    stored: dict[str, object] = {}
    for name, value in fields.items():
        if name not in _FITS:
            raise NotAllowed(Reason.FIELD_FIXED, field=name)
        stored[name] = _FITS[name](value)
    outcomes = case_records.rules_of(store, case).outcomes
    if stored.get("outcome") and stored["outcome"] not in outcomes:
        raise BadValue(Reason.UNKNOWN_KIND, value=stored["outcome"], allowed=outcomes)
    return stored


def tag(text: str) -> str:
    """A tag as it is kept: one word or a few. Raises BadValue for an empty or overlong one."""
    kept = " ".join(text.split())
    if not kept:
        raise BadValue(Reason.VALUE_MISSING, field="tag")
    return _within(kept, MAX_WORD)


def _within(text: str, limit: int) -> str:
    if len(text) > limit:
        raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=limit)
    return text


def _word(value: object) -> str:
    return _within(str(value or "").strip(), MAX_WORD)


def _note(value: object) -> str:
    return _within(str(value or "").strip(), MAX_NOTE)


def _number(value: object) -> str:
    """A tracking number as it is kept: without blanks, in upper case."""
    return _within("".join(str(value or "").split()).upper(), MAX_WORD)


def _flag(value: object) -> int:
    return int(bool(value))


def _kind(kinds: type[StrEnum]) -> Callable[[object], str]:
    def fit(value: object) -> str:
        text = str(value or "")
        if text and text not in set(kinds):
            raise BadValue(Reason.UNKNOWN_KIND, value=text, allowed=", ".join(kinds))
        return text

    return fit


def _satisfaction(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or not 1 <= value <= 5:  # noqa: PLR2004 - R51: 1 to 5
        raise BadValue(Reason.NOT_A_SATISFACTION, value=value)
    return value


def _day(value: object) -> str | None:
    if not value:
        return None
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=value) from None


def _batch(value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or not Batch.select().where(Batch.id == value).exists():
        raise BadValue(Reason.PRODUCT_UNKNOWN, value=value)
    return value


_FITS: dict[str, Callable[[object], object]] = {
    "note": _note,
    "satisfaction_note": _note,
    "owner": _word,
    "cause": _kind(Cause),
    "finding": _kind(Finding),
    "opinion": _kind(Opinion),
    "fault": _kind(Party),
    "outcome": _kind(Outcome),
    "batch": _batch,
    "satisfaction": _satisfaction,
    "angry": _flag,
    "silent_bad_review": _flag,
    "disputed": _flag,
    "lesson": _flag,
    "lesson_note": _note,
    "follow_up_on": _day,
    "resend_courier": _word,
    "resend_tracking": _number,
    "return_courier": _word,
    "return_tracking": _number,
}
