"""What buyers brought and what they cost: sums by currency, never mixed; many buyers at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from desktop_app.core.kinds import RECOVERIES, ClaimStage, PaymentKind
from desktop_app.models.base import database
from desktop_app.models.prepared import listed

Sums = tuple[tuple[str, int], ...]
"""Currency and minor units, the largest amount's currency first."""

_AMONG = "(SELECT value FROM json_each(?))"
_RECOVERY = ", ".join(f"'{kind.value}'" for kind in RECOVERIES)
# What a file doesn't say isn't nought: the total stands in for it where the order was paid.
BASE = (
    "coalesce(o.paid_minor, CASE WHEN o.state IN ('paid', 'shipped', 'done')"
    " THEN o.total_minor END)"
)
PAID = f"coalesce({BASE} - coalesce(o.refund_minor, 0), 0)"
COST = (
    f"CASE WHEN k.kind IN ({_RECOVERY}) THEN -k.amount_minor"
    " WHEN k.payer = 'shop' THEN k.amount_minor ELSE 0 END"
)
CAME_BACK = (
    f"CASE p.kind WHEN '{PaymentKind.RECEIVED}' THEN p.amount_minor"
    f" WHEN '{PaymentKind.SET_OFF}' THEN p.amount_minor"
    f" WHEN '{PaymentKind.REVERSAL}' THEN -p.amount_minor ELSE 0 END"
)
COSTS_FROM = (
    "after_sales_case c JOIN case_cost k ON k.case_id = c.id AND k.voided_at IS NULL"
    " WHERE c.deleted_at IS NULL"
)
PAYMENTS_FROM = (
    "after_sales_case c JOIN claim m ON m.case_id = c.id"
    f" AND m.stage <> '{ClaimStage.VOID}' JOIN claim_payment p ON p.claim_id = m.id"
    " AND p.voided_at IS NULL WHERE c.deleted_at IS NULL"
)


def values(buyer_ids: Sequence[int]) -> dict[int, Sums]:
    """What each buyer paid, less what was refunded, in minor units by currency.

    Must run within a connection. Orders of which nothing is known to be paid aren't counted.
    """
    sql = (
        f"SELECT o.buyer_id, o.currency, sum({PAID}) FROM sales_order o"  # noqa: S608 - ours
        f" WHERE o.buyer_id IN {_AMONG} AND {BASE} IS NOT NULL"
        " GROUP BY o.buyer_id, o.currency"
    )
    return _gathered(database.execute_sql(sql, (listed(buyer_ids),)))


def costs(buyer_ids: Sequence[int]) -> dict[int, Sums]:
    """The true cost of each buyer's cases to the shop, what came back taken off, by currency.

    Must run within a connection. As `case_costs` reckons: costs that others bear don't count,
    what couriers paid on the cases' claims does.
    """
    own, page = " AND c.buyer_id IN " + _AMONG, listed(buyer_ids)
    group = " GROUP BY c.buyer_id, 2"
    lost = f"SELECT c.buyer_id, k.currency, sum({COST}) FROM {COSTS_FROM}{own}{group}"  # noqa: S608 - ours
    back = f"SELECT c.buyer_id, p.currency, -sum({CAME_BACK}) FROM {PAYMENTS_FROM}{own}{group}"  # noqa: S608 - ours
    rows = [*database.execute_sql(lost, (page,)), *database.execute_sql(back, (page,))]
    return _gathered(rows)


def main_currency() -> str:
    """The currency of most orders: by it lists sort. Must run within a connection."""
    sql = "SELECT currency FROM sales_order GROUP BY currency ORDER BY count(*) DESC LIMIT 1"
    found = database.execute_sql(sql).fetchone()
    return str(found[0]) if found else "CNY"


def _gathered(rows: Iterable[tuple[int, str, int]]) -> dict[int, Sums]:
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for buyer_id, currency, amount in rows:
        held = found[buyer_id]
        held[currency] = held.get(currency, 0) + amount
    return {
        buyer_id: tuple(sorted(held.items(), key=lambda pair: (-abs(pair[1]), pair[0])))
        for buyer_id, held in found.items()
    }
