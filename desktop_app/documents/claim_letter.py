"""The words of a claim letter: what is claimed for which parcel, why, answered by when."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import ClaimKind
from desktop_app.documents import figures
from desktop_app.documents.claim_sheet import ClaimSheet

_EVENTS = {
    ClaimKind.LOST: N_("The parcel was lost while it was in your care."),
    ClaimKind.DAMAGED: N_("The parcel arrived damaged."),
    ClaimKind.SHORT: N_("The parcel arrived with a part of its contents missing."),
    ClaimKind.WRONG_ITEM: N_("The parcel arrived with goods that are not those we handed over."),
    ClaimKind.DELAYED: N_("The parcel was not delivered within the time agreed."),
    ClaimKind.RETURNED: N_("The parcel was sent back to us without our having asked for it."),
    ClaimKind.FALSE_SIGN: N_(
        "The parcel was recorded as delivered, but the consignee never got it."
    ),
}


def paragraphs(sheet: ClaimSheet) -> Iterator[str]:
    """The letter's paragraphs in the language spoken now."""
    yield _("Dear Sir or Madam,")
    yield " ".join((_shipment(sheet), _(_EVENTS[sheet.kind])))
    yield _(
        "We claim compensation of %(amount)s (%(words)s). The particulars and the list of"
        " enclosed evidence follow."
    ) % {
        "amount": figures.amount(sheet.claimed_minor, sheet.currency),
        "words": figures.in_words(sheet.claimed_minor, sheet.currency),
    }
    if sheet.answer_due_on is not None:
        yield _("Please answer this claim in writing by %(date)s.") % {
            "date": figures.day(sheet.answer_due_on)
        }
    yield _("Yours faithfully,")


def _shipment(sheet: ClaimSheet) -> str:
    if sheet.shipped_on is None:
        return _("This letter is about the parcel with the tracking number %(tracking)s.") % {
            "tracking": sheet.tracking_no
        }
    return _(
        "This letter is about the parcel with the tracking number %(tracking)s, handed over to"
        " you on %(date)s."
    ) % {"tracking": sheet.tracking_no, "date": figures.day(sheet.shipped_on)}
