"""Which buyers may be one person: shared telephone numbers, names and addresses, as facts.

Nothing is merged by it. Numbers with an extension are platforms' virtual ones, which many buyers
share; masked texts say nothing; masked IDs are never brought together.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique

from desktop_app.core import phones
from desktop_app.core.kinds import Platform
from desktop_app.models.base import database
from desktop_app.models.prepared import listed
from desktop_app.services import buyer_records
from desktop_app.services.store import Store

_ENOUGH = 7
_MOST = 12
_AMONG = "(SELECT value FROM json_each(?))"
_WHOM = "b.masked = 0 AND b.erased_at IS NULL AND b.merged_into_id IS NULL"


@unique
class Likeness(StrEnum):
    """What two buyers have in common."""

    SAME_ID = "same_id"
    PHONE = "phone"
    NAME_AND_ADDRESS = "name_and_address"


@dataclass(frozen=True)
class Alike:
    """Another buyer, and what both have in common, word for word."""

    id: int
    buyer_id: str
    platform: Platform
    name: str
    likeness: Likeness
    shared: str


# What is known of each buyer's contact: own fields, and those of all orders.
_CONTACTS = (
    "SELECT id AS buyer_id, name, phone, address FROM buyer"
    " WHERE masked = 0 AND erased_at IS NULL AND merged_into_id IS NULL"
    " UNION ALL SELECT o.buyer_id, coalesce(o.receiver, ''), coalesce(o.phone, ''),"
    " coalesce(o.address, '') FROM sales_order o JOIN buyer b ON b.id = o.buyer_id"
    " WHERE b.masked = 0 AND b.erased_at IS NULL AND b.merged_into_id IS NULL"
)
_PLAIN_PHONE = "length(phone) >= 7 AND instr(phone, '*') = 0 AND instr(substr(phone, 8), '-') = 0"
_PLAIN_PLACE = (
    "name <> '' AND length(address) >= 6 AND instr(name, '*') = 0 AND instr(address, '*') = 0"
)


def of(store: Store, buyer_id: int) -> list[Alike]:
    """Other buyers with a number, or a name and address, of this one. Empty for a masked ID."""
    with store.connection():
        buyer = buyer_records.find(buyer_id)
        if buyer.masked or buyer.erased_at is not None:
            return []
        own = _contacts(buyer.id)
        found = [
            *_by_id(buyer.id, buyer.buyer_id),
            *_by_phone(buyer.id, own),
            *_by_place(buyer.id, own),
        ]
    return list({(one.id, one.likeness): one for one in found}.values())[:_MOST]


def ids_sql() -> str:
    """A query for the ids of all buyers who share a number, or name and address, with another."""
    return (
        f"WITH known AS ({_CONTACTS})"  # noqa: S608 - statements of ours
        f" SELECT buyer_id FROM known WHERE {_PLAIN_PHONE} AND phone IN (SELECT phone FROM known"
        f" WHERE {_PLAIN_PHONE} GROUP BY phone HAVING count(DISTINCT buyer_id) > 1)"
        f" UNION SELECT buyer_id FROM known WHERE {_PLAIN_PLACE} AND (name, address) IN ("
        f"SELECT name, address FROM known WHERE {_PLAIN_PLACE} GROUP BY name, address"
        " HAVING count(DISTINCT buyer_id) > 1)"
        f" UNION SELECT b.id FROM buyer b WHERE {_WHOM} AND EXISTS (SELECT 1 FROM buyer k"
        " WHERE k.buyer_id = b.buyer_id AND k.id <> b.id AND k.merged_into_id IS NULL)"
    )


def _contacts(buyer_id: int) -> list[tuple[str, str, str]]:
    sql = (
        "SELECT name, phone, address FROM buyer WHERE id = ?1"
        " UNION SELECT coalesce(receiver, ''), coalesce(phone, ''), coalesce(address, '')"
        " FROM sales_order WHERE buyer_id = ?1"
    )
    rows: list[tuple[str, str, str]] = database.execute_sql(sql, (buyer_id,)).fetchall()
    return rows


def _by_id(buyer_id: int, text: str) -> list[Alike]:
    """The same ID elsewhere: photos may have come in before it was known on which platform."""
    sql = (
        "SELECT b.id, b.platform, b.name FROM buyer b"  # noqa: S608 - ours
        f" WHERE b.buyer_id = ? AND b.id <> ? AND {_WHOM}"
    )
    rows = database.execute_sql(sql, (text, buyer_id)).fetchall()
    return [
        Alike(ref, text, Platform(platform), name, Likeness.SAME_ID, text)
        for ref, platform, name in rows
    ]


def _by_phone(buyer_id: int, own: list[tuple[str, str, str]]) -> list[Alike]:
    wanted = {phone for _name, text, _address in own if (phone := _plain(text))}
    if not wanted:
        return []
    written = {form for phone in wanted for form in (phone, f"86-{phone}", f"+86{phone}")}
    written |= {text for _name, text, _address in own if _plain(text)}
    found = _others(buyer_id, ("phone", "phone"), listed(sorted(written)))
    return [
        Alike(ref, text, Platform(platform), name, Likeness.PHONE, _plain(phone))
        for ref, text, platform, name, phone, _address in found
        if _plain(phone) in wanted
    ]


def _by_place(buyer_id: int, own: list[tuple[str, str, str]]) -> list[Alike]:
    pairs = {
        (name, address)
        for name, _phone, address in own
        if name and len(address) >= _ENOUGH - 1 and "*" not in name + address
    }
    if not pairs:
        return []
    names = listed(sorted({name for name, _address in pairs}))
    found = _others(buyer_id, ("name", "receiver"), names)
    return [
        Alike(
            *(ref, text, Platform(platform), name, Likeness.NAME_AND_ADDRESS),
            shared=f"{name} · {address}",
        )
        for ref, text, platform, name, _phone, address in found
        if (name, address) in pairs
    ]


_Found = tuple[int, str, str, str, str, str]
# Each by an index of its own, but for the telephone numbers of orders: those are all looked at.
_OF_BUYERS = (
    "SELECT b.id, b.buyer_id, b.platform, b.name, b.phone, b.address FROM buyer b"  # noqa: S608 - ours
    f" WHERE b.{{}} IN {_AMONG} AND b.id <> ? AND {_WHOM}"
)
_OF_ORDERS = (
    "SELECT b.id, b.buyer_id, b.platform, coalesce(o.receiver, ''), coalesce(o.phone, ''),"  # noqa: S608 - ours
    " coalesce(o.address, '') FROM sales_order o CROSS JOIN buyer b ON b.id = o.buyer_id"
    f" WHERE o.{{}} IN {_AMONG} AND o.buyer_id <> ? AND {_WHOM}"
)


def _others(buyer_id: int, columns: tuple[str, str], values: str) -> list[_Found]:
    """Contacts of other buyers, own and of orders, in which a column is one of some values."""
    statements = (_OF_BUYERS.format(columns[0]), _OF_ORDERS.format(columns[1]))
    return [
        row
        for statement in statements
        for row in database.execute_sql(statement, (values, buyer_id)).fetchall()
    ]


def _plain(text: str) -> str:
    """A number that can be one person's own; nothing for masked and virtual ones."""
    head, dash, _tail = text.strip().removeprefix("+").removeprefix("86-").partition("-")
    virtual = bool(dash) and len(phones.plain(head)) > _ENOUGH
    plain = "" if virtual else phones.plain(text)
    return plain if len(plain) >= _ENOUGH and "*" not in plain else ""
