"""What the day's list says: of each thing what it is, what to do next, and by when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import CaseKind, ClaimKind, Clock, ParcelKind, StockMove, WrongKind
from desktop_app.core.labels import label_of
from desktop_app.services.today_rows import (
    MAJOR,
    Backup,
    Todo,
    TodoGroup,
    TodoKind,
    Urgency,
)
from desktop_app.views.theme import Tone

if TYPE_CHECKING:
    from desktop_app.services.today import Group

GROUPS: dict[TodoGroup, tuple[str, str]] = {
    TodoGroup.LATE: (N_("Clocks that ran out"), "warning"),
    TodoGroup.CLOCKS: (N_("Clocks running out"), "clock"),
    TodoGroup.HANDOVER: (N_("Handed over"), "note"),
    TodoGroup.FOLLOW_UPS: (N_("Follow-ups"), "history"),
    TodoGroup.CLAIMS: (N_("Claim deadlines"), "claims"),
    TodoGroup.REVISITS: (N_("Buyers to call back"), "buyers"),
    TodoGroup.WRONG: (N_("Wrong shipments to verify"), "compare"),
    TodoGroup.QUALITY: (N_("Quality warnings"), "tag"),
    TodoGroup.BACKUP: (N_("Backup"), "save"),
    TodoGroup.OWNERLESS: (N_("Without an owner"), "box"),
    TodoGroup.STOCK: (N_("Stock lines to do"), "weighing"),
    TodoGroup.DRAFTS: (N_("Claims not filed yet"), "pen"),
}
_CHIPS: dict[TodoKind, tuple[str, Tone]] = {
    TodoKind.HANDOVER: (N_("Handed over"), Tone.INFO),
    TodoKind.MESSAGE: (N_("Message"), Tone.INFO),
    TodoKind.CASE_FOLLOW_UP: (N_("Look again"), Tone.INFO),
    TodoKind.CLAIM_FILE: (N_("File the claim"), Tone.WARN),
    TodoKind.CLAIM_ANSWER: (N_("Courier silent"), Tone.WARN),
    TodoKind.CLAIM_APPEAL: (N_("Appeal"), Tone.WARN),
    TodoKind.CLAIM_DRAFT: (N_("Draft"), Tone.PLAIN),
    TodoKind.REVISIT: (N_("Revisit"), Tone.INFO),
    TodoKind.NEXT_REVISIT: (N_("Revisit"), Tone.INFO),
    TodoKind.QUALITY: (N_("Quality"), Tone.WARN),
    TodoKind.BACKUP: (N_("Backup"), Tone.WARN),
    TodoKind.INBOX: (N_("Photos"), Tone.PLAIN),
}
_CLOCK_TONES = {Clock.REPLY.value: Tone.WARN, Clock.PLATFORM.value: Tone.WARN}
_NEXT_BY_CLOCK = {
    Clock.REPLY.value: N_("answer the buyer, then note that it was done"),
    Clock.RESOLVE.value: N_("settle it, or tell the buyer how it goes on"),
    Clock.PLATFORM.value: N_("do it on the platform, then note the step in the case"),
}
_DONE: dict[TodoKind, str] = {
    TodoKind.CLOCK: N_("Replied"),
    TodoKind.HANDOVER: N_("Done"),
    TodoKind.MESSAGE: N_("Sent"),
    TodoKind.CASE_FOLLOW_UP: N_("Looked at"),
    TodoKind.REVISIT: N_("Called"),
    TodoKind.NEXT_REVISIT: N_("Called"),
    TodoKind.STOCK: N_("Booked"),
}
_DUE_TONES = {
    Urgency.OVERDUE: Tone.BAD,
    Urgency.SOON: Tone.WARN,
    Urgency.TODAY: Tone.WARN,
    Urgency.COMING: Tone.MUTED,
}


def chip(row: Todo) -> tuple[str, Tone]:
    """What it is, and in which colour."""
    if row.kind is TodoKind.CLOCK:
        return row.name or _("Deadline"), _CLOCK_TONES.get(row.clock_of, Tone.INFO)
    if row.kind is TodoKind.WRONG:
        return label_of(WrongKind, row.code), Tone.WARN
    if row.kind is TodoKind.PARCEL:
        return label_of(ParcelKind, row.code), Tone.PLAIN
    if row.kind is TodoKind.STOCK:
        return label_of(StockMove, row.code), Tone.PLAIN
    words, tone = _CHIPS[row.kind]
    return _(words), tone


def who(row: Todo) -> str:
    """Whose it is, or what: a buyer, a courier, a product."""
    if row.kind is TodoKind.INBOX:
        return ngettext("%(count)s file", "%(count)s files", row.count) % {"count": row.count}
    if row.kind is TodoKind.STOCK:
        return f"{row.number} × {row.count}"
    if row.kind is TodoKind.BACKUP:
        return _("The shop's data")
    if row.kind is TodoKind.PARCEL:
        return row.number or row.who or _("No number")
    return row.who or row.number


def number(row: Todo) -> str:
    """The number that stands beside it, unless it is said already."""
    if row.kind in {TodoKind.STOCK, TodoKind.PARCEL, TodoKind.REVISIT, TodoKind.NEXT_REVISIT}:
        return ""
    return row.number if row.number != who(row) else ""


def sentence(row: Todo) -> str:
    """What to do next."""
    return _SENTENCES[row.kind](row)


def done(row: Todo) -> str:
    """What the button says that does it."""
    return _(_DONE[row.kind])


def due(row: Todo, now: datetime) -> str:
    """By when: “5 min left”, “2 days over”, “today”; nothing where it has no day."""
    if row.day is not None:
        return _day_words(row.day, clock.to_local(now).date())
    if row.due is None:
        return ""
    words = dates.span(row.due - now)
    return (_("%(time)s over") if row.due < now else _("%(time)s left")) % {"time": words}


def due_tone(row: Todo, now: datetime) -> Tone:
    """Red when it is over, amber today, quiet before."""
    if row.day is None and row.due is not None and row.due < now:
        return Tone.BAD
    return _DUE_TONES.get(row.urgency, Tone.MUTED)


def aloud(row: Todo, now: datetime) -> str:
    """All of it as one line, for a screen reader and the tip."""
    parts = (chip(row)[0], who(row), number(row), sentence(row), due(row, now))
    return " · ".join(part for part in parts if part)


def tally(group: Group) -> list[tuple[str, Tone]]:
    """What a group's head says beside its count."""
    words: list[tuple[str, Tone]] = []
    if group.group in {TodoGroup.LATE, TodoGroup.CLOCKS}:
        return words
    if group.overdue:
        words.append((_("%(count)s overdue") % {"count": f"{group.overdue:,}"}, Tone.BAD))
    if group.today and group.group is not TodoGroup.BACKUP:
        words.append((_("%(count)s due today") % {"count": f"{group.today:,}"}, Tone.WARN))
    return words


def _day_words(day: date, today: date) -> str:
    days = (day - today).days
    if days == 0:
        return _("today")
    if days == 1:
        return _("tomorrow")
    if days > 0:
        return ngettext("in %(count)s day", "in %(count)s days", days) % {"count": days}
    return ngettext("%(count)s day over", "%(count)s days over", -days) % {"count": -days}


def _first_line(text: str) -> str:
    return text.strip().partition("\n")[0]


def _clock(row: Todo) -> str:
    step = _(_NEXT_BY_CLOCK.get(row.clock_of, _NEXT_BY_CLOCK[Clock.RESOLVE.value]))
    return _("%(what)s: %(step)s") % {"what": label_of(CaseKind, row.code), "step": step}


def _handed_over(row: Todo) -> str:
    return _first_line(row.name) or _("Take it over and go on with it")


def _message(row: Todo) -> str:
    text = _first_line(row.name)
    return _("Copy, send, mark as sent: %(text)s") % {"text": text} if text else _("Write to them")


def _claim(words: str, row: Todo) -> str:
    return words % {"courier": row.name, "kind": label_of(ClaimKind, row.code)}


def _file(row: Todo) -> str:
    if row.urgency is Urgency.OVERDUE:
        return _claim(_("%(kind)s: too late by contract; ask %(courier)s all the same"), row)
    return _claim(_("%(kind)s: file it with %(courier)s in time"), row)


def _look_again(row: Todo) -> str:
    return _("%(what)s: you wanted to look at it again") % {"what": label_of(CaseKind, row.code)}


def _revisit(row: Todo) -> str:
    reason = _first_line(row.name)
    if reason:
        return _("Ask how things are: %(reason)s") % {"reason": reason}
    if row.count:
        return _("VIP %(level)s: ask how things are, note what came of it") % {"level": row.count}
    return _("Ask how things are, note what came of it")


def _wrong(row: Todo) -> str:
    said = _first_line(row.name)
    return (
        _("Check and verify: “%(said)s”") % {"said": said}
        if said
        else _("Check what was reported, then verify or dismiss it")
    )


def _parcel(row: Todo) -> str:
    said = _first_line(row.name)
    return _("Find whose it is: %(said)s") % {"said": said} if said else _("Find whose it is")


def _stock(row: Todo) -> str:
    if row.code == StockMove.RETURN:
        return _("Put it back into stock, then mark it as booked")
    return _("Take it off stock, then mark it as booked")


def _quality(row: Todo) -> str:
    if row.code == MAJOR:
        words = ngettext(
            "%(count)s major defect is verified: tell the factory",
            "%(count)s major defects are verified: tell the factory",
            row.count,
        )
    else:
        words = ngettext(
            "%(count)s buyer complains, more than usual: verify, then tell the factory",
            "%(count)s buyers complain, more than usual: verify, then tell the factory",
            row.count,
        )
    return words % {"count": row.count}


def _backup(row: Todo) -> str:
    if row.code == Backup.DRILL:
        words = ngettext(
            "Trying out the backup found %(count)s problem",
            "Trying out the backup found %(count)s problems",
            row.count,
        )
        return words % {"count": row.count}
    if row.code == Backup.OLD:
        words = ngettext(
            "The last backup is %(count)s day old: plug the drive in",
            "The last backup is %(count)s days old: plug the drive in",
            row.count,
        )
        return words % {"count": row.count}
    return row.name or _("All of it is on this computer alone: choose a drive for backups")


_SENTENCES: dict[TodoKind, Callable[[Todo], str]] = {
    TodoKind.CLOCK: _clock,
    TodoKind.HANDOVER: _handed_over,
    TodoKind.MESSAGE: _message,
    TodoKind.CASE_FOLLOW_UP: _look_again,
    TodoKind.CLAIM_FILE: _file,
    TodoKind.CLAIM_ANSWER: lambda row: _claim(
        _("%(courier)s owes an answer: chase it, or complain"), row
    ),
    TodoKind.CLAIM_APPEAL: lambda row: _claim(
        _("%(courier)s refused all or part: appeal or accept it"), row
    ),
    TodoKind.CLAIM_DRAFT: lambda row: _claim(
        _("%(kind)s: complete the evidence and file it with %(courier)s"), row
    ),
    TodoKind.REVISIT: _revisit,
    TodoKind.NEXT_REVISIT: _revisit,
    TodoKind.WRONG: _wrong,
    TodoKind.QUALITY: _quality,
    TodoKind.BACKUP: _backup,
    TodoKind.INBOX: lambda _row: _("Say whose photos these are"),
    TodoKind.PARCEL: _parcel,
    TodoKind.STOCK: _stock,
}


def group_title(group: TodoGroup) -> str:
    """A group's heading."""
    return _(GROUPS[group][0])
