"""How long buyers' personal data are kept, and whose have been kept long enough.

Three years unless the shop says more: so long orders, claims and what was agreed must be kept
(E-Commerce Law, Art. 31; Consumer Protection Law), and fewer are refused. Nothing happens by
itself: the person looks at the list and says so.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from desktop_app.core import clock
from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.kinds import CaseStage, ClaimStage
from desktop_app.core.track import Track, everything
from desktop_app.models.base import database
from desktop_app.models.buyers import Buyer
from desktop_app.services import erasure, erasure_files, settings
from desktop_app.services.erasure import Photos, Wish
from desktop_app.services.settings import Declared
from desktop_app.services.store import Store

LEAST_YEARS = 3
YEARS = Declared("retention_years", LEAST_YEARS)
_LIVE_CASE = f"c.stage NOT IN ('{CaseStage.CLOSED}', '{CaseStage.CANCELLED}')"
_LIVE_CLAIM = f"m.stage NOT IN ('{ClaimStage.PAID}', '{ClaimStage.CLOSED}', '{ClaimStage.VOID}')"
# The latest thing that was ever done with a buyer; what bears no time is as old as its import.
_LAST = (
    "coalesce(nullif(max("
    "coalesce((SELECT max(coalesce(o.signed_at, o.shipped, o.paid_at, o.created, o.imported_at))"
    " FROM sales_order o WHERE o.buyer_id = b.id), ''),"
    " coalesce((SELECT max(coalesce(c.closed_at, c.updated_at)) FROM after_sales_case c"
    " WHERE c.buyer_id = b.id AND c.deleted_at IS NULL), ''),"
    " coalesce((SELECT max(coalesce(m.closed_at, m.filed_at, m.entered_at)) FROM claim m"
    " WHERE m.buyer_id = b.id), ''),"
    " coalesce((SELECT max(p.imported_at) FROM photo p WHERE p.buyer_id = b.id"
    " OR p.buyer_id IN (SELECT k.id FROM buyer k WHERE k.merged_into_id = b.id)), ''),"
    " coalesce((SELECT max(r.done_at) FROM revisit r WHERE r.buyer_id = b.id), '')), ''),"
    " b.created_at)"
)
_OVERDUE = (
    f"SELECT b.id, b.buyer_id, b.platform, b.vip_level, {_LAST} AS last,"  # noqa: S608 - ours
    " (SELECT count(*) FROM sales_order o WHERE o.buyer_id = b.id),"
    " (SELECT count(*) FROM after_sales_case c WHERE c.buyer_id = b.id)"
    " FROM buyer b WHERE b.merged_into_id IS NULL AND b.erased_at IS NULL AND last < ?"
    f" AND NOT EXISTS (SELECT 1 FROM after_sales_case c WHERE c.buyer_id = b.id AND {_LIVE_CASE}"
    " AND c.deleted_at IS NULL)"
    f" AND NOT EXISTS (SELECT 1 FROM claim m WHERE m.buyer_id = b.id AND {_LIVE_CLAIM})"
    " AND NOT EXISTS (SELECT 1 FROM revisit r WHERE r.buyer_id = b.id AND r.state = 'open'"
    " AND r.reason <> 'monthly') ORDER BY last, b.id"
)


@dataclass(frozen=True)
class OldBuyer:
    """A buyer with whom nothing was done for longer than data are kept; ``last`` is when."""

    id: int
    buyer_id: str
    platform: str
    vip_level: int
    last: str
    orders: int
    cases: int


@dataclass(frozen=True)
class Applied:
    """What was done: buyers anonymised, and those left since something of theirs is open."""

    buyers: int
    left: int
    finished: bool


def years(store: Store) -> int:
    """For how many years personal data are kept; never fewer than the law wants."""
    return max(LEAST_YEARS, settings.get(store, YEARS))


def set_years(store: Store, wanted: int) -> None:
    """Sets for how long data are kept; raises BadValue for fewer years than the law wants."""
    if wanted < LEAST_YEARS:
        raise BadValue(Reason.RETENTION_TOO_SHORT, value=wanted, least=LEAST_YEARS)
    settings.put(store, YEARS, wanted)


def before(store: Store, today: date | None = None) -> date:
    """The day before which the last business must lie."""
    now = today or clock.today()
    year = now.year - years(store)
    return date(year, now.month, min(now.day, calendar.monthrange(year, now.month)[1]))


def overdue(store: Store, today: date | None = None) -> list[OldBuyer]:
    """The buyers whose data have been kept long enough, the oldest first; changes nothing."""
    limit = clock.to_text(clock.start_of_day(before(store, today)))
    with store.connection():
        return [OldBuyer(*row) for row in database.execute_sql(_OVERDUE, (limit,)).fetchall()]


def apply(
    store: Store, buyer_ids: list[int] | None = None, *, track: Track = everything
) -> Applied:
    """Anonymises the buyers of `overdue` (of ``buyer_ids`` alone, if given), each in one step.

    Photos go but for evidence of filed claims. Stopped half way, the rest stays as it is. Raises
    FileTrouble without the photo folder.
    """
    old = [one.id for one in overdue(store)]
    wanted = old if buyer_ids is None else [one for one in old if one in set(buyer_ids)]
    done = left = 0
    wish = Wish(photos=Photos.DELETE, thorough=False)
    for buyer_id in track(wanted):
        try:
            erasure.erase_rows(store, buyer_id, wish)
            done += 1
        except NotAllowed:
            left += 1
    return Applied(done, left, erasure_files.finish(store) if done else True)


def known(store: Store) -> int:
    """How many buyers' data the shop keeps."""
    with store.connection():
        query = Buyer.select().where(Buyer.erased_at.is_null(), Buyer.merged_into.is_null())
        return int(query.count())
