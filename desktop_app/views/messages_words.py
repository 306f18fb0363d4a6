"""How messages are shown: their states as chips, their days in words."""

from __future__ import annotations

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import FollowUpEvent, FollowUpState
from desktop_app.core.labels import label
from desktop_app.services.follow_up_rules import FollowUpRule
from desktop_app.services.message_lists import MessageRow
from desktop_app.services.tracking_texts import MovementDoubt
from desktop_app.views.theme import Tone


def state(row: MessageRow) -> str:
    """“Due today”, “2 days late”, “Later”, “Done”, “Skipped”, “Not told”."""
    if row.state is not FollowUpState.OPEN:
        return _("Told") if row.is_movement else label(row.state)
    if row.is_movement:
        return _("Not told")
    late = (clock.today() - row.due_on).days
    if late > 0:
        return ngettext("%(count)s day late", "%(count)s days late", late) % {"count": late}
    return _("Due today") if late == 0 else _("Later")


def tone(row: MessageRow) -> Tone:
    """The colour that goes with it."""
    if row.state is not FollowUpState.OPEN:
        return Tone.MUTED if row.state is FollowUpState.SKIPPED else Tone.GOOD
    if row.is_movement or row.due_on == clock.today():
        return Tone.WARN
    return Tone.BAD if row.due_on < clock.today() else Tone.INFO


def what(row: MessageRow) -> str:
    """What it is about, on one line."""
    if row.is_movement:
        return row.text
    by_hand = not row.rule and row.state is FollowUpState.OPEN and row.text
    return row.text if by_hand else row.name


def when(rule: FollowUpRule) -> str:
    """“1 day after: parcel dispatched, from 9:00”."""
    text = ngettext(
        "%(count)s day after: %(event)s, from %(hour)s:00",
        "%(count)s days after: %(event)s, from %(hour)s:00",
        rule.days,
    )
    return text % {"count": rule.days, "event": label(FollowUpEvent(rule.event)), "hour": rule.hour}


def where(rule: FollowUpRule) -> str:
    """What narrows a rule, in words; “No limits” for nothing."""
    parts = [
        *(label(platform) for platform in rule.platforms),
        *rule.shops,
        *rule.countries,
        *rule.channels,
        *(label(one) for one in rule.states),
    ]
    return " · ".join(parts) or _("No limits")


def day(row: MessageRow) -> str:
    """When it is due; of a movement when it happened; of what is over when that was."""
    if row.is_movement and row.at is not None:
        return dates.moment(row.at)
    if row.done_at is not None:
        return dates.moment(row.done_at)
    return dates.day(row.due_on)


def doubt(kind: MovementDoubt) -> str:
    """What was taken for granted in a line, or why it isn't taken."""
    return {
        MovementDoubt.YEAR_GUESSED: _("Year added"),
        MovementDoubt.NO_TIME: _("no time, or nothing said"),
        MovementDoubt.NO_DATE: _("no date"),
        MovementDoubt.DAY_AMBIGUOUS: _("day and month can't be told apart"),
        MovementDoubt.NO_SUCH_DAY: _("no such day or time"),
        MovementDoubt.AHEAD: _("in the future"),
    }[kind]
