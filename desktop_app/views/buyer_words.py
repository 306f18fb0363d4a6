"""How the buyers' room says things: sums, VIP levels, facts that stand out."""

from __future__ import annotations

from desktop_app.core.i18n import _, ngettext
from desktop_app.services import buyer_lists, settings
from desktop_app.services.buyer_hints import Hint, HintKind
from desktop_app.services.buyer_likeness import Likeness
from desktop_app.services.buyer_lists import BuyerRow
from desktop_app.services.buyer_records import HIGHEST_VIP
from desktop_app.services.buyer_sums import Sums
from desktop_app.services.store import Store
from desktop_app.views.claims_words import amount
from desktop_app.views.theme import Tone

LEVELS = range(HIGHEST_VIP + 1)


def sums(found: Sums) -> str:
    """“¥1,234.50 + USD 3.00”; each currency by itself, nothing for none."""
    return " + ".join(amount(minor, currency) for currency, minor in found if minor)


def vip_names(store: Store) -> dict[int, str]:
    """What the shop calls its levels."""
    own = settings.get(store, buyer_lists.VIP_NAMES)
    return {level: own.get(str(level)) or usual_vip(level) for level in LEVELS}


def usual_vip(level: int) -> str:
    """What a level is called until the shop says otherwise."""
    return _("VIP %(level)s") % {"level": level} if level else _("No VIP")


def marks(row: BuyerRow) -> str:
    """What sets a buyer apart, in words for a chip."""
    if row.erased_at is not None:
        return _("Erased")
    if row.masked:
        return _("Masked ID")
    return f"VIP {row.vip_level}" if row.vip_level else ""


def mark_tone(row: BuyerRow) -> Tone:
    return Tone.INFO if row.vip_level else Tone.MUTED


def hint(found: Hint) -> str:
    """A fact as a sentence; it judges nobody."""
    told = {"count": found.count, "among": found.among, "days": found.days}
    if found.kind is HintKind.RETURNS:
        return (
            ngettext(
                "%(count)d return among %(among)d orders in %(days)d days",
                "%(count)d returns among %(among)d orders in %(days)d days",
                found.count,
            )
            % told
        )
    if found.kind is HintKind.PHOTO_ELSEWHERE:
        return (
            ngettext(
                "%(count)d of %(among)d photos was sent by another buyer, too",
                "%(count)d of %(among)d photos were sent by other buyers, too",
                found.count,
            )
            % told
        )
    if found.kind is HintKind.NOT_REAL:
        return (
            _("%(count)d of %(among)d quality complaints looked into: no defect was found") % told
        )
    return _("The platform stepped in in %(count)d of %(among)d cases") % told


def likeness(kind: Likeness, shared: str) -> str:
    """What two buyers have in common."""
    if kind is Likeness.SAME_ID:
        return _("The same ID, on another platform or none: %(shared)s") % {"shared": shared}
    if kind is Likeness.PHONE:
        return _("Same telephone number: %(shared)s") % {"shared": shared}
    return _("Same name and address: %(shared)s") % {"shared": shared}
