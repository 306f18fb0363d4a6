"""The sentences about backups' problems: what is wrong, which backups it spoils, the remedy."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom

_WHAT = {
    "none": N_("There is no backup in %(where)s yet."),
    "manifest": N_("The list of files %(where)s is missing, damaged or altered."),
    "newer": N_("%(where)s was made by a newer version of the program."),
    "unsafe": N_("%(where)s names files outside the shop: this program didn't write it."),
    "missing": N_("%(where)s is missing."),
    "cut": N_("%(where)s is cut off."),
    "altered": N_("%(where)s was altered."),
    "unreadable": N_("%(where)s can't be read from the drive."),
    "database": N_("The database %(where)s is damaged."),
    "foreign": N_("%(where)s belongs to no backup."),
}
_LOST = N_(
    "Back up again: what the shop still has is copied anew. Restore the rest from elsewhere."
)
_REMEDY = {
    "none": N_("Back up now."),
    "manifest": N_("This backup can't be restored; take another. The next one is written anew."),
    "newer": N_("Update the program."),
    "unsafe": N_("Don't restore it, and look where this drive was."),
    "unreadable": N_("Copy what can be read to another drive, and back up to that one."),
    "database": N_("This backup can't be restored; take another, and back up now."),
    "foreign": N_("It does no harm; move it out if you don't know it."),
}


def what(ill: str, where: str) -> str:
    """What is wrong with a backup's file."""
    return _(_WHAT[ill]) % {"where": where}


def remedy(ill: str) -> str:
    """What to do about it."""
    return _(_REMEDY.get(ill, _LOST))


def spoilt(snapshots: Sequence[str]) -> str:
    """How many backups lack something for it; "" for none."""
    count = len(snapshots)
    if not count:
        return ""
    sentence = ngettext("%(count)d backup needs it.", "%(count)d backups need it.", count)
    return sentence % {"count": count}
