"""How the state of the backups is told: in the window of backups, and at the start."""

from __future__ import annotations

from datetime import timedelta

from desktop_app.core import backup_texts, clock, dates, texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.services.backup_checks import BackupCheck, Problem
from desktop_app.services.backup_making import BackupReport
from desktop_app.services.backup_state import BackupState
from desktop_app.services.restore_drills import DrillReport
from desktop_app.views.theme import Tone

_OLD = timedelta(days=3)
_KILO = 1024


def warning(state: BackupState) -> str:
    """What to say at the start: the last backup failed, or is old; "" for nothing."""
    if state.error is not None and state.failed_at is not None:
        when, why = dates.moment(state.failed_at), texts.sentence(state.error)
        return _("The backup of %(when)s failed: %(why)s") % {"when": when, "why": why}
    if state.place is not None and _is_old(state):
        return _("There has been no backup for days; connect the backup drive.")
    return ""


def verdict(state: BackupState) -> tuple[str, Tone]:
    """The state in a few words."""
    if state.reason is not None:
        return _("Failed"), Tone.BAD
    if state.place is None:
        return _("No other drive"), Tone.WARN
    if state.last_ok_at is None:
        return _("None yet"), Tone.WARN
    return (_("Old"), Tone.WARN) if _is_old(state) else (_("Up to date"), Tone.GOOD)


def last(state: BackupState) -> str:
    """When the last backup was made."""
    if state.last_ok_at is not None:
        return _("Last backup: %(when)s") % {"when": dates.moment(state.last_ok_at)}
    if state.local_at is not None:
        when = dates.moment(state.local_at)
        return _("Last copy of the database: %(when)s") % {"when": when}
    return _("No backup yet")


def explained(state: BackupState) -> str:
    """What that means, and what to do."""
    if state.error is not None:
        return texts.sentence(state.error)
    if state.place is None:
        return _(
            "Only copies of the database are kept, on this very drive: they help against mistakes,"
            " not when the computer is lost. Choose another drive; photos are then kept, too."
        )
    return _("Made once a day by itself while the program is open; only what is new is copied.")


def drill(state: BackupState) -> str:
    """When a restore was last tried out, and what came of it."""
    if state.drill_at is None:
        return _("not yet; it is done once a month")
    when = dates.moment(state.drill_at)
    if not state.drill_problems:
        return _("%(when)s: every file was as it should be") % {"when": when}
    count = ngettext("%(count)d problem", "%(count)d problems", state.drill_problems)
    return f"{when}: {count % {'count': state.drill_problems}}"


def made(report: BackupReport) -> str:
    """What a backup came to."""
    sentence = ngettext(
        "Backed up: %(count)d new photo, %(present)d were there already.",
        "Backed up: %(count)d new photos, %(present)d were there already.",
        report.photos_copied,
    )
    words = sentence % {"count": report.photos_copied, "present": report.photos_present}
    left = len(report.missing)
    if left:
        also = ngettext(
            "%(count)d file wasn't to be had.", "%(count)d files weren't to be had.", left
        )
        words += " " + also % {"count": left}
    return words


def checked(check: BackupCheck) -> str:
    """What verifying found."""
    if check.ok:
        return _(
            "All is well: %(files)s files of %(snapshots)s backups are as they were written."
        ) % {
            "files": f"{check.files:,}",
            "snapshots": check.snapshots,
        }
    count = len(check.problems)
    return ngettext("%(count)s problem was found.", "%(count)s problems were found.", count) % {
        "count": count
    }


def tried(report: DrillReport) -> str:
    """What the drill came to."""
    if report.ok:
        return ngettext(
            "The restore was tried out: %(count)d file is as it should be.",
            "The restore was tried out: all %(count)d files are as they should be.",
            report.files,
        ) % {"count": report.files}
    count = len(report.problems)
    return ngettext(
        "The restore was tried out: %(count)d problem. Back up now, and verify the drive.",
        "The restore was tried out: %(count)d problems. Back up now, and verify the drive.",
        count,
    ) % {"count": count}


def problem(one: Problem) -> str:
    """A problem with its remedy."""
    parts = (
        backup_texts.what(one.ill.value, one.where),
        backup_texts.spoilt(one.snapshots),
        backup_texts.remedy(one.ill.value),
    )
    return " ".join(part for part in parts if part)


def size(count: int) -> str:
    """Bytes as a person reads them."""
    amount, unit = float(count), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if amount < _KILO:
            break
        amount, unit = amount / _KILO, larger
    return f"{amount:,.0f} {unit}" if unit in ("B", "KB") else f"{amount:,.1f} {unit}"


def _is_old(state: BackupState) -> bool:
    return state.last_ok_at is None or abs(clock.now() - state.last_ok_at) > _OLD
