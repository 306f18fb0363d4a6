"""The SQL of the one register (R24): for each source the expressions of the register's columns.

A row's key is its source in the high bits and its id in the low ones, so that one list of whole
numbers holds documents of all sources.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import IntEnum, StrEnum, unique

from desktop_app.core.kinds import CaseStage, ClaimStage, Platform, RegisterDoc, WrongState
from desktop_app.core.money import CURRENCIES, exponent

_SHIFT = 40


@unique
class Source(IntEnum):
    """The tables that the register is made of."""

    CASE = 1
    WRONG = 2
    PARCEL = 3
    CLAIM = 4


def key(source: Source, ref: int) -> int:
    """The register's number for a thing."""
    return source << _SHIFT | ref


def source(row_key: int) -> Source:
    """The source of the row with this number."""
    return Source(row_key >> _SHIFT)


def ref(row_key: int) -> int:
    """The id of the row within its source."""
    return row_key & (1 << _SHIFT) - 1


_ALL = tuple(Source)
_NONE = "''"
# Wrong shipments of an unknown order take platform and shop from their case.
_TABLES: dict[Source, tuple[str, str]] = {
    Source.CASE: ("after_sales_case", "t.deleted_at IS NULL AND t.merged_into_id IS NULL"),
    Source.WRONG: ("wrong_shipment", "1"),
    Source.PARCEL: ("parcel_record", "1"),
    Source.CLAIM: ("claim", "1"),
}
_ORDER = ("o", "sales_order o ON o.id = t.order_id")
_JOINS: dict[Source, tuple[tuple[str, str], ...]] = {
    Source.CASE: (
        _ORDER,
        ("b", "buyer b ON b.id = t.buyer_id"),
        ("s", "shop s ON s.id = t.shop_id"),
    ),
    Source.WRONG: (
        _ORDER,
        ("c", "after_sales_case c ON c.id = t.case_id"),
        ("b", "buyer b ON b.id = t.buyer_id"),
        ("s", "shop s ON s.id = coalesce(o.shop_id, c.shop_id)"),
    ),
    Source.PARCEL: (
        _ORDER,
        ("b", "buyer b ON b.id = o.buyer_id"),
        ("s", "shop s ON s.id = o.shop_id"),
    ),
    Source.CLAIM: (_ORDER, ("s", "shop s ON s.id = t.shop_id")),
}
_NAME = "coalesce(nullif(l.title, ''), l.sku)"


def _goods(words: str, lines: str) -> str:
    return (
        f"coalesce((SELECT group_concat(x.w, '; ') FROM (SELECT {words} AS w FROM {lines}"  # noqa: S608 - ours
        " ORDER BY l.position) x), '')"
    )


def _summed(what: str, lines: str) -> str:
    return f"(SELECT sum({what}) FROM {lines})"  # noqa: S608 - names of ours


_CASE_LINES = "case_line l WHERE l.case_id = t.id"
_WRONG_LINES = "wrong_line l WHERE l.wrong_shipment_id = t.id AND l.shipped <> l.expected"
_CLAIM_LINES = "claim_line l WHERE l.claim_id = t.id"
_COSTS = (
    "case_cost l WHERE l.case_id = t.id AND l.voided_at IS NULL AND l.payer = 'shop'"
    " AND l.currency = t.currency AND l.kind NOT LIKE 'recovery%'"
)
_TAGS = (
    "coalesce((SELECT group_concat(x.tag, char(10)) FROM (SELECT l.tag FROM case_tag l"
    " WHERE l.case_id = t.id ORDER BY l.tag) x), '')"
)
_PAID = "claim_payment l WHERE l.claim_id = t.id AND l.voided_at IS NULL AND l.kind <> 'write_off'"
_SIGNED = "CASE l.kind WHEN 'reversal' THEN -l.amount_minor ELSE l.amount_minor END"
_CLAIM_DUE = (
    "CASE WHEN t.stage = 'draft' THEN t.latest_filing_on"
    " WHEN t.stage IN ('filed', 'accepted', 'documents_asked', 'negotiating', 'appealed')"
    " THEN t.answer_due_on WHEN t.stage IN ('rejected', 'part_approved') THEN t.appeal_due_on END"
)

# What stands in each column, for cases, wrong shipments, parcels and claims.
_FOUR: dict[str, tuple[str, str, str, str]] = {
    "date": ("t.opened_at", "t.reported_at", "t.entered_at", "t.entered_at"),
    "doc": ("'case'", "'wrong'", "t.kind", "'claim'"),
    "no": ("t.no", "t.no", "printf('P%05d', t.id)", "t.no"),
    "platform": (
        "t.platform",
        "coalesce(o.platform, c.platform, '')",
        "coalesce(o.platform, '')",
        "t.platform",
    ),
    "shop": (
        "coalesce(s.name, '')",
        "coalesce(s.name, '')",
        "coalesce(s.name, '')",
        "coalesce(nullif(t.shop_name, ''), s.name, '')",
    ),
    "order": ("coalesce(o.order_no, '')", "coalesce(o.order_no, '')", "t.order_no", "t.order_no"),
    "bought": (
        "substr(coalesce(o.created, o.paid_at), 1, 10)",
        "substr(coalesce(o.created, o.paid_at), 1, 10)",
        "t.purchased_on",
        "substr(coalesce(o.created, o.paid_at), 1, 10)",
    ),
    "buyer": (
        "coalesce(b.buyer_id, '')",
        "coalesce(b.buyer_id, t.buyer_text)",
        "coalesce(b.buyer_id, o.buyer_text, '')",
        "t.buyer_text",
    ),
    "goods": (
        _goods(f"{_NAME} || ' × ' || l.quantity", _CASE_LINES),
        _goods(f"{_NAME} || ' ' || printf('%+d', l.shipped - l.expected)", _WRONG_LINES),
        "t.product",
        _goods(f"{_NAME} || ' × ' || l.claimed_quantity", _CLAIM_LINES),
    ),
    "quantity": (
        _summed("l.quantity", _CASE_LINES),
        _summed("abs(l.shipped - l.expected)", _WRONG_LINES),
        "t.quantity",
        _summed("l.claimed_quantity", _CLAIM_LINES),
    ),
    "reason": ("t.kind", "t.kind", _NONE, "t.kind"),
    "what": ("t.note", "t.what", _NONE, "t.what_happened"),
    "tracking": (
        "coalesce(o.tracking, '')",
        "coalesce(o.tracking, '')",
        "t.tracking",
        "t.tracking",
    ),
    "amount": (_summed("l.amount_minor", _COSTS), "NULL", "t.amount_minor", "t.claimed_minor"),
    "currency": ("t.currency", _NONE, "t.currency", "t.currency"),
    "state": (
        "t.stage",
        "t.state",
        "CASE WHEN t.settled_at IS NULL THEN 'open' ELSE 'settled' END",
        "t.stage",
    ),
    "owner": (
        "t.owner",
        "coalesce(nullif(t.verified_by, ''), t.reported_by)",
        "t.who",
        "t.prepared_by",
    ),
    "due": ("t.next_due", "NULL", "NULL", _CLAIM_DUE),
    "follow_up": ("t.follow_up_on", "NULL", "NULL", "NULL"),
    "cause": ("t.cause", "t.cause", _NONE, _NONE),
    "outcome": ("t.outcome", _NONE, _NONE, _NONE),
    "handled": ("t.closed_at", "t.settled_at", "t.settled_at", "t.closed_at"),
    "received": ("NULL", "NULL", "NULL", _summed(_SIGNED, _PAID)),
    "tags": (_TAGS, _NONE, _NONE, _NONE),
    "note": (_NONE, "t.note", "t.note", "t.note"),
    "good": ("0", "0", "t.good", "0"),
    "damaged": ("0", "0", "t.damaged", "0"),
    "version": ("t.row_version", "t.row_version", "t.row_version", "t.row_version"),
}
EXPRESSIONS: dict[str, dict[Source, str]] = {
    name: dict(zip(_ALL, four, strict=True)) for name, four in _FOUR.items()
}
# What is added up, where it isn't simply the amount that is shown.
COUNTED: dict[Source, str] = {
    Source.CLAIM: "CASE WHEN t.stage <> 'void' THEN t.claimed_minor END",
}
# More is looked through than is shown: other numbers of a parcel, codes of goods.
_SKUS = "coalesce((SELECT group_concat(l.sku, ' ') FROM {lines}), '')"
FOUND_IN: dict[str, dict[Source, str]] = {
    "tracking": {
        Source.CASE: "coalesce(o.tracking, '') || ' ' || t.resend_tracking || ' '"
        " || t.return_tracking",
        Source.CLAIM: "t.tracking || ' ' || t.resend_tracking",
    },
    "goods": {
        Source.CASE: f"{_FOUR['goods'][0]} || ' ' || {_SKUS.format(lines=_CASE_LINES)}",
        Source.WRONG: f"{_FOUR['goods'][1]} || ' ' || {_SKUS.format(lines=_WRONG_LINES)}",
        Source.PARCEL: "t.product || ' ' || t.sku",
        Source.CLAIM: f"{_FOUR['goods'][3]} || ' ' || {_SKUS.format(lines=_CLAIM_LINES)}",
    },
}


def _ranked(expression: str, kinds: Sequence[StrEnum], first: int) -> str:
    """Kinds in the order in which they are listed, and not of their codes' letters."""
    ranks = " ".join(f"WHEN '{kind.value}' THEN {first + n}" for n, kind in enumerate(kinds))
    return f"CASE {expression} {ranks} ELSE -1 END"


_DOCS = tuple(RegisterDoc)
_PENCE = ", ".join(f"'{name}'" for name in CURRENCIES if not exponent(name))
SORTED_BY: dict[str, dict[Source, str]] = {
    "doc": {one: _ranked(EXPRESSIONS["doc"][one], _DOCS, 0) for one in _ALL},
    "shop": {
        one: f"{_ranked(EXPRESSIONS['platform'][one], tuple(Platform), 10)}"
        f" || {EXPRESSIONS['shop'][one]}"
        for one in _ALL
    },
    "state": {
        Source.CASE: _ranked("t.stage", tuple(CaseStage), 100),
        Source.WRONG: _ranked("t.state", tuple(WrongState), 200),
        Source.PARCEL: "CASE WHEN t.settled_at IS NULL THEN 300 ELSE 301 END",
        Source.CLAIM: _ranked("t.stage", tuple(ClaimStage), 400),
    },
    "amount": {
        one: f"{EXPRESSIONS['amount'][one]}"
        f" * (CASE WHEN {EXPRESSIONS['currency'][one]} IN ({_PENCE}) THEN 100 ELSE 1 END)"
        for one in _ALL
    },
}


def sort_key(column: str, one: Source) -> str:
    """What a column is sorted by."""
    return SORTED_BY.get(column, EXPRESSIONS[column])[one]


def looked_in(column: str, one: Source) -> str:
    """What a column's text filter looks through."""
    return FOUND_IN.get(column, {}).get(one) or EXPRESSIONS[column][one]


def select(one: Source, columns: Iterable[str], where: Sequence[str], tail: str = "") -> str:
    """A statement over one source with only the tables that its expressions name."""
    table, live = _TABLES[one]
    chosen = ", ".join(columns)
    conditions = " AND ".join([live, *where])
    joins = _joined(one, f"{chosen} {conditions}")
    return f"SELECT {chosen} FROM {table} t{joins} WHERE {conditions}{tail}"  # noqa: S608 - ours


def _joined(one: Source, text: str) -> str:
    needed: list[str] = []
    for alias, join in reversed(_JOINS[one]):
        if re.search(rf"\b{alias}\.", text):
            needed.append(f" LEFT JOIN {join}")
            text += join
    return "".join(reversed(needed))
