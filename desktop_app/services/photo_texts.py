"""The words for what is wrong with the archive, and what to do: for window and command line."""

from __future__ import annotations

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services.photo_checks import Ill, Problem
from desktop_app.services.photo_repairs import Cure, Repaired

_WHAT = {
    Ill.MISSING: N_("%(stored)s of buyer %(buyer)s is missing."),
    Ill.RENAMED: N_("%(stored)s of buyer %(buyer)s was renamed to %(other)s."),
    Ill.EMPTY: N_("%(stored)s of buyer %(buyer)s is empty."),
    Ill.ZEROED: N_("%(stored)s of buyer %(buyer)s holds nothing but zeros."),
    Ill.SHORTER: N_("%(stored)s of buyer %(buyer)s was cut short."),
    Ill.ALTERED: N_("%(stored)s of buyer %(buyer)s is not the file that came in."),
    Ill.SWAPPED: N_("%(stored)s of buyer %(buyer)s holds the bytes of %(other)s."),
    Ill.UNREADABLE: N_("%(stored)s of buyer %(buyer)s can't be read."),
    Ill.STRAY: N_("%(stored)s belongs to no record."),
    Ill.LEFTOVER: N_("%(stored)s was left behind by an import that was interrupted."),
}
_FROM_BACKUP = N_("Repair copies it from elsewhere in the shop if it can; else restore a backup.")
_REMEDY = {
    Ill.RENAMED: N_("Repair gives it its name back."),
    Ill.SWAPPED: N_("Repair puts both back; else restore a backup."),
    Ill.UNREADABLE: N_("Check the file's rights and the drive."),
    Ill.STRAY: N_("Import it for its buyer, or let repair move it aside."),
    Ill.LEFTOVER: N_("Import the photo again; repair moves the leftover aside."),
}
_CURES = {
    Cure.PUT_BACK: N_("%(stored)s is back in its place."),
    Cure.COPIED_ANEW: N_("%(stored)s was copied anew from the same bytes."),
    Cure.SET_ASIDE: N_("%(stored)s was moved aside to %(aside)s."),
}


def what(problem: Problem) -> str:
    """What is wrong, with the file's name and its buyer."""
    return _(_WHAT[problem.ill]) % vars(problem)


def remedy(problem: Problem) -> str:
    """What to do about it."""
    return _(_REMEDY.get(problem.ill, _FROM_BACKUP))


def cure(repaired: Repaired) -> str:
    """What was done about it."""
    about = {"stored": repaired.problem.stored, "aside": repaired.aside}
    return _(_CURES[repaired.cure]) % about
