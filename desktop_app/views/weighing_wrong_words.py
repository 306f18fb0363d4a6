"""A wrong shipment in words: its state's colour, and who said what when."""

from __future__ import annotations

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.kinds import WrongState
from desktop_app.services.wrong_lists import WrongRow
from desktop_app.views.theme import Tone

STATE_TONES = {
    WrongState.REPORTED: Tone.WARN,
    WrongState.VERIFIED: Tone.INFO,
    WrongState.SETTLED: Tone.GOOD,
    WrongState.DISMISSED: Tone.MUTED,
}


def facts(row: WrongRow) -> str:
    """Whose it is and who said what when, in one text."""
    parts = [
        _("Order %(no)s") % {"no": row.order_no} if row.order_no else "",
        _("Parcel %(no)s") % {"no": row.tracking} if row.tracking else "",
        _("Case %(no)s") % {"no": row.case_no} if row.case_no else "",
        _step_text(_("reported"), row.reported_by, dates.moment(row.reported_at)),
    ]
    if row.verified_at is not None:
        parts.append(_step_text(_("verified"), row.verified_by, dates.moment(row.verified_at)))
    if row.settled_at is not None:
        parts.append(_step_text(_("settled"), "", dates.moment(row.settled_at)))
    return " · ".join(part for part in parts if part)


def _step_text(words: str, who: str, when: str) -> str:
    return " ".join(part for part in (words, who, when) if part)
