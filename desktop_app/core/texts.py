"""The sentences: for each `Reason` one, in the person's language, naming thing and remedy."""

from __future__ import annotations

from desktop_app.core.errors import Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom

_SENTENCES: dict[Reason, str] = {
    Reason.NOT_AN_AMOUNT: N_("“%(value)s” is not an amount; write it like 54.90."),
    Reason.TOO_MANY_DECIMALS: N_(
        "“%(value)s” has more decimals than the currency; write it like 54.90."
    ),
    Reason.NEGATIVE_AMOUNT: N_("“%(value)s” is below zero; an amount here can't be."),
    Reason.AMOUNT_TOO_LARGE: N_("“%(value)s” is larger than any amount this ledger takes."),
    Reason.UNKNOWN_CURRENCY: N_("“%(value)s” is not a currency this program knows."),
    Reason.NOT_A_WEIGHT: N_("“%(value)s” is not a weight; write grams like 355, or 1.2kg."),
    Reason.WEIGHT_NOT_POSITIVE: N_("“%(value)s”: a weight must be above zero."),
    Reason.WEIGHT_TOO_LARGE: N_(
        "“%(value)s” is more than a parcel weighs (200 kg); is the unit right?"
    ),
    Reason.NOT_A_QUANTITY: N_("“%(value)s” is not a quantity; write a whole number from 1."),
    Reason.NOT_A_DATE: N_("“%(value)s” is not a date; write it like 2026-09-03."),
    Reason.NOT_A_MONTH: N_("“%(value)s” is not a month; write it like 2026-09."),
    Reason.VALUE_MISSING: N_("%(field)s is missing."),
    Reason.VALUE_TOO_LONG: N_("“%(value)s…” is longer than %(limit)s characters."),
    Reason.UNKNOWN_KIND: N_("“%(value)s” is not one of: %(allowed)s."),
    Reason.BUYER_ID_EMPTY: N_("The buyer ID is empty."),
    Reason.BUYER_ID_NUL: N_("The buyer ID “%(value)s” holds a NUL character."),
    Reason.ORDER_UNKNOWN: N_(
        "Order %(value)s isn't in this shop; import the platform's order export first."
    ),
    Reason.CASE_UNKNOWN: N_("There is no case %(value)s."),
    Reason.CLAIM_UNKNOWN: N_("There is no claim %(value)s."),
    Reason.BUYER_UNKNOWN: N_("There is no buyer %(value)s."),
    Reason.PHOTO_UNKNOWN: N_("There is no photo %(value)s."),
    Reason.PRODUCT_UNKNOWN: N_("There is no product with the SKU %(value)s."),
    Reason.COURIER_UNKNOWN: N_("There is no courier %(value)s."),
    Reason.ORDER_AMBIGUOUS: N_("Order %(value)s is on several platforms (%(allowed)s); say which."),
    Reason.BUYER_AMBIGUOUS: N_("Buyer %(value)s is on several platforms (%(allowed)s); say which."),
    Reason.STEP_NOT_ALLOWED: N_(
        "From “%(stage)s” one can't go to “%(wanted)s”; possible are: %(allowed)s."
    ),
    Reason.CHANGED_MEANWHILE: N_("It was changed elsewhere meanwhile; look at both and decide."),
    Reason.MONTH_CLOSED: N_(
        "%(month)s is closed; enter it in the next month, or re-open the month."
    ),
    Reason.FOLDER_MISSING: N_("The folder %(path)s isn't there."),
    Reason.FOLDER_NOT_WRITABLE: N_(
        "The folder %(path)s can't be written; check its rights, or choose another."
    ),
    Reason.FOLDER_NOT_EMPTY: N_(
        "The data folder %(path)s isn't empty; the demo wants an empty one."
    ),
    Reason.ARCHIVE_MISSING: N_(
        "The photo folder %(path)s isn't there; connect its drive or put it back. Nothing was changed."
    ),
    Reason.DISK_FULL: N_("The disk is full; make room and try again. Nothing was half-written."),
    Reason.FILE_UNREADABLE: N_("%(path)s can't be read."),
    Reason.FILE_BUSY: N_("%(path)s is held by another program; close it there and try again."),
    Reason.FILE_MISSING: N_("%(path)s isn't there."),
    Reason.STORE_LOCKED: N_(
        "The shop is open elsewhere (%(holder)s); close it there and try again."
    ),
    Reason.STORE_BUSY: N_("The shop's database is busy; try again in a moment."),
    Reason.STORE_DAMAGED: N_(
        "The shop's database %(path)s is damaged; restore a backup from %(backups)s."
    ),
    Reason.STORE_NEWER: N_(
        "This shop was written by a newer version of the program; update the program."
    ),
    Reason.STORE_UNREACHABLE: N_(
        "The data folder %(path)s no longer answers; connect its drive and try again."
    ),
    Reason.STORE_READ_ONLY: N_("The shop's database can't be written; check the folder's rights."),
}


def sentence(error: UserError) -> str:
    """One sentence for the error, with its data, in the language spoken now."""
    return _(_SENTENCES[error.reason]) % error.data
