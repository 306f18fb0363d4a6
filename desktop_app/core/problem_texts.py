"""The sentences of the check: what is wrong, and the remedy."""

from __future__ import annotations

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom

_WORDS = {
    "database": N_("The database is damaged (%(detail)s). Restore a backup."),
    "foreign_key": N_("%(where)s points to a row of “%(detail)s” that isn't there."),
    "search_index": N_(
        "%(where)s is out of step in the search index; it is put right when saved again."
    ),
    "archive_missing": N_(
        "The photo folder %(where)s isn't there. Connect its drive or put it back."
    ),
    "photo_missing": N_("The photo %(where)s is missing. Put it back from a backup."),
    "photo_size": N_(
        "The photo %(where)s was altered (bytes: %(detail)s). Put it back from a backup."
    ),
    "stray_file": N_(
        "%(where)s lies in the photo folder but belongs to no buyer. Import it, or move it out."
    ),
    "leftover": N_(
        "%(where)s was left by an interrupted import; the photo was not reported as stored."
    ),
}


def describe(ill: str, where: str, detail: str) -> str:
    """One sentence for a problem, with its remedy."""
    return _(_WORDS[ill]) % {"where": where, "detail": detail}
