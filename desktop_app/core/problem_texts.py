"""The sentences of the check: what is wrong, and the remedy."""

from __future__ import annotations

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom

_WORDS = {
    "database": N_("The database is damaged (%(detail)s)."),
    "foreign_key": N_("%(where)s points to a row of “%(detail)s” that isn't there."),
    "archive_missing": N_("The photo folder %(where)s isn't there."),
    "photo_missing": N_("The photo %(where)s is missing."),
    "photo_size": N_("The photo %(where)s was altered (bytes: %(detail)s)."),
    "month_totals": N_("The closed month %(where)s no longer gives the totals it was closed with."),
    "database_index": N_("An index of the database is out of step with its table (%(detail)s)."),
    "search_index": N_("%(where)s is out of step in the search index."),
    "due_times": N_("The due times of case %(where)s aren't what its timeline says."),
    "stock_line": N_("Stock line %(where)s is for another product than its document: %(detail)s."),
    "number_series": N_("The series %(where)s would give out a number again (up to %(detail)s)."),
    "setting": N_("The setting “%(where)s” can't be read. %(detail)s"),
    "rules": N_("The rules of “%(where)s” can't be read. %(detail)s"),
    "sheet_missing": N_("The claim sheet %(where)s is missing."),
    "folder_missing": N_("The folder %(where)s isn't there."),
    "unfinished": N_("Something that was interrupted isn't finished yet (%(where)s)."),
    "stray_file": N_("%(where)s lies in the photo folder but belongs to no buyer."),
    "leftover": N_("%(where)s was left by something that was interrupted."),
    "cache": N_("%(detail)s small copies of photos are broken."),
}
_REMEDIES = {
    "database": N_("Restore a backup, or save what can still be read first."),
    "foreign_key": N_("Restore a backup from before, or enter again what is missing."),
    "archive_missing": N_("Connect its drive, or put the folder back."),
    "photo_missing": N_("“Put right” looks for it in the shop and in the backups."),
    "photo_size": N_(
        "“Put right” fetches it from the shop or the backups, and moves the altered one aside."
    ),
    "month_totals": N_("Open the month again, look at what changed, and close it anew."),
    "database_index": N_("“Put right” makes the index anew from the table."),
    "search_index": N_("“Put right” makes the search index anew."),
    "due_times": N_("“Put right” reckons them anew."),
    "stock_line": N_("Look at the document, and enter the goods anew."),
    "number_series": N_("“Put right” lets it go on behind the last number."),
    "setting": N_("“Put right” sets it aside, so that the usual value counts."),
    "rules": N_("Restore a backup, or make a new version of these rules."),
    "sheet_missing": N_("Take it out of a backup, or make the sheet again."),
    "folder_missing": N_("“Put right” makes it anew."),
    "unfinished": N_("“Put right” finishes it."),
    "stray_file": N_("Import it, or let “Put right” move it aside."),
    "leftover": N_("Nothing of it was reported as stored; “Put right” moves it aside."),
    "cache": N_("“Put right” clears them away; they are made anew when they are needed."),
}
_SEVERITIES = {
    "loss": N_("Damaged or gone"),
    "wrong": N_("Out of step"),
    "tidy": N_("Lying about"),
}
_CURES = {
    "moved_aside": N_("moved aside to %(place)s"),
    "moved_back": N_("found at %(place)s and put back"),
    "copied": N_("copied from %(place)s"),
    "fetched": N_("fetched from the backup of %(place)s"),
    "made_anew": N_("made anew"),
    "set_aside": N_("set aside"),
    "finished": N_("finished"),
}


def what(ill: str, where: str, detail: str, owner: str = "") -> str:
    """What is wrong, with whose it is."""
    told = _(_WORDS[ill]) % {"where": where, "detail": detail}
    if owner and owner not in told:
        told += " " + _("(It belongs to %(owner)s.)") % {"owner": owner}
    return told.strip()


def remedy(ill: str) -> str:
    """What to do about it."""
    return _(_REMEDIES[ill])


def describe(ill: str, where: str, detail: str, owner: str = "") -> str:
    """A problem with its remedy."""
    return f"{what(ill, where, detail, owner)} {remedy(ill)}"


def severity(code: str) -> str:
    """The heading of a group of problems."""
    return _(_SEVERITIES[code])


def cure(code: str, place: str) -> str:
    """What was done about a problem."""
    return _(_CURES[code]) % {"place": place}
