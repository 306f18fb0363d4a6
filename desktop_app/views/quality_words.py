"""What is told of quality, in sentences: facts with their numbers, never a verdict."""

from __future__ import annotations

from desktop_app.core import dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import Cause, FeedbackState, Finding
from desktop_app.core.labels import label_of
from desktop_app.services import quality
from desktop_app.services.feedbacks import Told
from desktop_app.services.quality import ModelRow, QualityWarning
from desktop_app.views.theme import Tone

FINDING_TONES = {
    Finding.REAL.value: Tone.WARN,
    Finding.MAJOR.value: Tone.BAD,
    Finding.NOT_REAL.value: Tone.MUTED,
}
STATE_TONES = {
    FeedbackState.MADE: Tone.WARN,
    FeedbackState.SENT: Tone.INFO,
    FeedbackState.ANSWERED: Tone.GOOD,
    FeedbackState.VOID: Tone.MUTED,
}


def name(model: str, title: str) -> str:
    """A model with what it is called."""
    return f"{model}  {title}" if title and title != model else model


def fact(warning: QualityWarning) -> str:
    """What was counted: “7 defects from 6 buyers in 14 days; 1.4 buyers were to be expected”."""
    told: dict[str, object] = {
        "defects": warning.defects,
        "buyers": warning.buyers,
        "days": warning.days,
        "expected": f"{warning.expected:.1f}",
        "majors": warning.majors,
    }
    if not warning.risen:
        return (
            ngettext(
                "%(majors)s verified major defect in %(days)s days.",
                "%(majors)s verified major defects in %(days)s days.",
                warning.majors,
            )
            % told
        )
    text = (
        _(
            "%(defects)s defects from %(buyers)s buyers in %(days)s days; %(expected)s buyers were"
            " to be expected."
        )
        % told
    )
    if warning.majors:
        found = ngettext(
            "%(majors)s was verified as major.",
            "%(majors)s were verified as major.",
            warning.majors,
        )
        text = f"{text} {found % told}"
    return text


def details(warning: QualityWarning) -> str:
    """How sure it is, since when, and what most cases have in common."""
    parts = []
    if warning.risen:
        parts.append(
            _("by chance less than once in %(odds)s looks") % {"odds": f"{warning.odds:,}"}
        )
        baseline = _("against its own %(days)s days before")
        if not warning.own:
            baseline = _("new: against the whole shop's %(days)s days before")
        parts.append(baseline % {"days": quality.promise().baseline_days})
    parts.append(_("since %(day)s") % {"day": dates.moment(warning.since)})
    if warning.cause:
        parts.append(_("mostly: %(cause)s") % {"cause": label_of(Cause, warning.cause)})
    if warning.batch:
        parts.append(_("batch %(batch)s") % {"batch": warning.batch})
    if warning.told:
        known = _("%(told)s of them the factory knows")
        parts.append(known % {"told": warning.told})
    return " · ".join(parts)


def promise() -> str:
    """When warnings are given, and how often for nothing."""
    rules = quality.promise()
    return _(
        "A warning is given when at least %(buyers)s different buyers complain of one model in"
        " %(days)s days and its own past doesn't explain so many, or when one defect was verified"
        " as major. A model that is no worse than before gives at most one false alarm in %(weeks)s"
        " weeks."
    ) % {"buyers": rules.least_buyers, "days": rules.window_days, "weeks": rules.model_weeks}


def model_facts(row: ModelRow, days: int) -> str:
    """A model's figures as a sentence."""
    text = _("%(defects)s defects from %(buyers)s buyers in %(days)s days; %(lines)s sold.") % {
        "defects": row.defects,
        "buyers": row.buyers,
        "days": days,
        "lines": f"{row.lines:,}",
    }
    before = _("Before: %(before)s on %(lines)s sold.") % {
        "before": row.before,
        "lines": f"{row.lines_before:,}",
    }
    return f"{text} {before}"


def rate(value: float | None) -> str:
    """Per 1,000 order lines, or a dash where nothing was sold."""
    return "–" if value is None else f"{value:.1f}"


def told(reports: tuple[Told, ...]) -> str:
    """In which reports the factory was told of a case."""
    return ", ".join(one.no for one in reports if one.state is not FeedbackState.VOID)
