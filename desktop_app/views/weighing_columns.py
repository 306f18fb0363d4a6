"""The columns of weight checks, and the colours of their verdicts."""

from __future__ import annotations

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Verdict
from desktop_app.core.labels import label
from desktop_app.services import weight_texts
from desktop_app.services.weight_checks import CheckRow
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone

TONES = {
    Verdict.FITS: Tone.GOOD,
    Verdict.LIGHT: Tone.BAD,
    Verdict.HEAVY: Tone.BAD,
    Verdict.UNKNOWN: Tone.WARN,
}


def tone(row: CheckRow) -> Tone:
    """The verdict's colour; a voided check has none."""
    return Tone.MUTED if row.voided_at else TONES[row.verdict]


def verdict(row: CheckRow) -> str:
    """The verdict in a word, or that it doesn't count."""
    return _("Voided") if row.voided_at else label(row.verdict)


def grams(value: int | None) -> str:
    """“1,205 g”; a dash for nothing known."""
    return "–" if value is None else _("%(grams)s g") % {"grams": f"{value:,}"}


def difference(row: CheckRow) -> str:
    """“−120 g”, “+35 g”."""
    if row.difference_g is None:
        return ""
    sign = "−" if row.difference_g < 0 else "+"
    return f"{sign}{grams(abs(row.difference_g))}" if row.difference_g else grams(0)


def measured(row: CheckRow) -> str:
    """“Measured 235 g, expected 355 g ± 10 g”."""
    if row.expected_g is None:
        return _("Measured %(measured)s") % {"measured": grams(row.measured_g)}
    return _("Measured %(measured)s, expected %(expected)s ± %(tolerance)s") % {
        "measured": grams(row.measured_g),
        "expected": grams(row.expected_g),
        "tolerance": grams(row.tolerance_g),
    }


def story(row: CheckRow) -> str:
    """The likeliest explanation, or the first thing there is to say."""
    if row.told.explanations:
        return weight_texts.explanation(row.told.explanations[0], row.told)
    return next(iter(weight_texts.lines(row.told)), "")


def _story_tip(row: CheckRow) -> str:
    reason = [_("Voided: %(reason)s") % {"reason": row.void_reason}] if row.voided_at else []
    return "\n".join([*weight_texts.lines(row.told), *reason])


AT = Column[CheckRow]("at", N_("Weighed at"), lambda row: dates.moment(row.at), 112, "at")
ORDER = Column[CheckRow]("order_no", N_("Order no."), lambda row: row.order_no, 168, "order_no")
CASE = Column[CheckRow]("case_no", N_("Case"), lambda row: row.case_no, 132, "case_no")
BUYER = Column[CheckRow]("buyer", N_("Buyer"), lambda row: row.buyer, 120, "buyer")
TRACKING = Column[CheckRow](
    "tracking", N_("Tracking no."), lambda row: row.tracking, 140, "tracking", hidden=True
)
SOURCE = Column[CheckRow]("source", N_("Scale"), lambda row: label(row.source), 92, "source")
MEASURED = Column[CheckRow](
    "measured", N_("Measured"), lambda row: grams(row.measured_g), 84, "measured_g", right=True
)
EXPECTED = Column[CheckRow](
    "expected", N_("Expected"), lambda row: grams(row.expected_g), 84, "expected_g", right=True
)
DIFFERENCE = Column[CheckRow](
    "difference", N_("Difference"), difference, 90, "difference_g", right=True
)
VERDICT = Column[CheckRow]("verdict", N_("Verdict"), verdict, 92, "verdict", tone=tone)
STORY = Column[CheckRow]("story", N_("Explanation"), story, 260, tip=_story_tip)
WHO = Column[CheckRow]("who", N_("By"), lambda row: row.who, 90, "who")

CHECKS = (
    *(AT, VERDICT, DIFFERENCE, STORY, ORDER, BUYER, MEASURED, EXPECTED),
    *(SOURCE, CASE, TRACKING, WHO),
)
HISTORY = (AT, SOURCE, MEASURED, DIFFERENCE, VERDICT, STORY, WHO)
TODAY = (AT, VERDICT, DIFFERENCE, BUYER, STORY, ORDER, MEASURED)
BATCH = (AT, VERDICT, DIFFERENCE, STORY, ORDER, BUYER, MEASURED)
