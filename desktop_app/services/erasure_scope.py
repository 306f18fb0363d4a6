"""All that belongs to a buyer, by following the tables' keys, and what is known of the person.

Tables and columns are found from the schema, so that one that is added later isn't forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from peewee import SQL, ForeignKeyField, TextField

from desktop_app.models.base import MomentField, Record, database, ids, tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase, CaseRules
from desktop_app.models.claims import Claim, Courier, CourierContract, SettlementRow
from desktop_app.models.orders import SalesOrder, Shipment
from desktop_app.models.photos import Photo
from desktop_app.models.prepared import listed
from desktop_app.models.products import Batch, LearnedWeight, Packaging, Product
from desktop_app.models.schema import TABLES
from desktop_app.models.shops import SerialNumber, Setting, Shop
from desktop_app.models.weighing import ParcelRecord, WrongShipment
from desktop_app.services import buyer_records
from desktop_app.services.erasure_masking import Masking

Own = dict[type[Record], list[int]]

# The shop's own things: no text in them is about a buyer.
_NOT_ABOUT_BUYERS: frozenset[type[Record]] = frozenset(
    {
        *(Setting, Shop, Courier, CourierContract, Product, Packaging, Batch, LearnedWeight),
        *(CaseRules, SerialNumber),
    }
)
# Numbers, codes, days, goods and the shop's own people; what can't hold a buyer's name.
_STRUCTURED_NAMES = (
    "no order_no sub_order_no claim_no work_order_no tracking resend_tracking return_tracking"
    " courier resend_courier return_courier currency country language channel situation"
    " platform code rule kind step sku title variant model product batch_no shop_name"
    " account_holder account_bank account_no sender_address who owner picker prepared_by"
    " verified_by from_whom to_whom day shift due_on follow_up_on next_revisit paid_on month"
    " entered_month applied_on shipped_on signed_on incident_on latest_filing_on answer_due_on"
    " appeal_due_on settled_on purchased_on made_on valid_from from_on until_on created paid_at"
    " shipped signed_at shipped_at taken_text sha256 sheet_sha256 dhash fingerprint format"
    " version series purpose room session ratio rate rounding hidden status stage_from stage_to"
    " next_clock basis direction form path folder_key"
)
_STRUCTURED = frozenset(_STRUCTURED_NAMES.split())
# Whose they are is said by a key; `erasure` gives them new contents one by one.
_IDENTITY_NAMES = (
    "buyer_id buyer_text told_apart_by folder receiver phone address receiver_name"
    " receiver_phone receiver_address signed_by sender_name sender_phone stored original_name"
    " raw file sheet_file"
)
_IDENTITY = frozenset(_IDENTITY_NAMES.split())
_ENUM = re.compile(r"CHECK \((\w+) IN \(")


@dataclass
class Scope:
    """The ids of all rows that belong to a buyer, by table, and what is known of the person."""

    family: list[int]
    own: Own = field(default_factory=dict)
    masking: Masking = field(default_factory=lambda: Masking(()))

    def ids(self, table: type[Record]) -> list[int]:
        """The ids of the buyer's rows in a table."""
        return self.own.get(table, [])


def of(buyer_id: int) -> Scope:
    """Everything of a buyer and of the IDs merged into it. Must run within a connection."""
    scope = Scope(buyer_records.family(buyer_id))
    scope.own[Buyer] = scope.family
    _add_unlinked(scope)
    for table in TABLES:
        found = dict.fromkeys(scope.own.get(table, ()))
        for parent in _parents(table):
            if parent.rel_model in scope.own:
                found.update(dict.fromkeys(_children(table, parent, scope)))
        if found:
            scope.own[table] = list(found)
    scope.masking = Masking(_known(scope))
    _add_settlement_rows(scope)
    return scope


def among(column: Any, values: Iterable[object]) -> Any:
    """The condition that a column holds one of however many values."""
    return column.in_(SQL("(SELECT value FROM json_each(?))", [listed(values)]))


def own_texts(table: type[Record]) -> list[str]:
    """The columns of a table in which people write of a buyer."""
    return [name for name in _texts(table) if name not in _STRUCTURED | _IDENTITY]


def loose_texts() -> Iterator[tuple[type[Record], list[str]]]:
    """All tables with the columns in which a buyer who isn't theirs may be named."""
    for table in TABLES:
        names = [] if table in _NOT_ABOUT_BUYERS else own_texts(table)
        if table is SettlementRow:
            names.append("raw")
        if names:
            yield table, names


def numbers(scope: Scope) -> list[str]:
    """The numbers of the buyer's cases, claims and wrong shipments: papers are called by them."""
    found: list[str] = []
    for table in (AfterSalesCase, Claim, WrongShipment):
        query: Any = table.select(table.no)
        found += [row[0] for row in tuples(query.where(among(table.id, scope.ids(table))))]
    return found


def _parents(table: type[Record]) -> list[Any]:
    """The keys by which a row belongs to another thing; a table's keys to itself don't count."""
    fields = table._meta.sorted_fields  # noqa: SLF001 - peewee's own way to ask
    keys = [one for one in fields if isinstance(one, ForeignKeyField)]
    return [one for one in keys if one.rel_model is not table]


def _children(table: type[Record], parent: Any, scope: Scope) -> Iterable[int]:
    query: Any = table.select(table.id)
    return ids(query.where(among(parent, scope.own[parent.rel_model])))


@cache
def _texts(table: type[Record]) -> tuple[str, ...]:
    """A table's text columns but for times and those that hold one of a few kinds."""
    meta = table._meta  # noqa: SLF001 - peewee's own way to ask
    sql = "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?"
    enums = set(_ENUM.findall(database.execute_sql(sql, (meta.table_name,)).fetchone()[0]))
    return tuple(
        one.name
        for one in meta.sorted_fields
        if isinstance(one, TextField) and not isinstance(one, MomentField) and one.name not in enums
    )


def _add_unlinked(scope: Scope) -> None:
    """Rows that nobody has linked yet, but that name this buyer or the telephone number."""
    buyers = list(Buyer.select().where(Buyer.id.in_(scope.family)))
    names = [buyer.buyer_id for buyer in buyers if not buyer.masked]
    orders = tuples(SalesOrder.select(SalesOrder.phone).where(SalesOrder.buyer.in_(scope.family)))
    said = {*(buyer.phone for buyer in buyers), *(row[0] for row in orders)}
    numbers = [text for text in said if text and "*" not in text]
    for table in (WrongShipment, Claim):
        query: Any = table.select(table.id)
        mine = query.where(table.buyer.is_null(), table.buyer_text.in_(names))
        scope.own[table] = list(ids(mine))
    parcels = ParcelRecord.select(ParcelRecord.id).where(
        ParcelRecord.order.is_null(), ParcelRecord.case.is_null()
    )
    scope.own[ParcelRecord] = list(ids(parcels.where(among(ParcelRecord.sender_phone, numbers))))


def _add_settlement_rows(scope: Scope) -> None:
    """Lines of couriers' files about the buyer's parcels, matched with a claim or not."""
    found = dict.fromkeys(scope.own.get(SettlementRow, ()))
    parcels: list[str] = []
    for table in (SalesOrder, Shipment, Claim):
        query: Any = table.select(table.tracking)
        rows = tuples(query.where(among(table.id, scope.ids(table)), table.tracking != ""))
        parcels += [row[0] for row in rows]
    lines = SettlementRow.select(SettlementRow.id).where(among(SettlementRow.tracking, parcels))
    found.update(dict.fromkeys(ids(lines)))
    scope.own[SettlementRow] = list(found)


_PERSONAL: tuple[tuple[type[Record], tuple[str, ...]], ...] = (
    (Buyer, ("buyer_id", "name", "phone", "address", "folder")),
    (SalesOrder, ("buyer_text", "receiver", "phone", "address")),
    (Claim, ("buyer_text", "receiver_name", "receiver_phone", "receiver_address")),
    (WrongShipment, ("buyer_text",)),
    (ParcelRecord, ("sender_name", "sender_phone")),
)


def _known(scope: Scope) -> set[str]:
    """IDs, names, numbers and addresses of the person; numbers of orders aren't the person's."""
    found: set[str] = set()
    for table, names in _PERSONAL:
        columns = [getattr(table, name) for name in names]
        query: Any = table.select(*columns)
        for row in tuples(query.where(among(table.id, scope.ids(table)))):
            found.update(text for text in row if text)
    orders = SalesOrder.select(SalesOrder.order_no, SalesOrder.tracking)
    rows: Sequence[tuple[str, str]] = tuples(
        orders.where(among(SalesOrder.id, scope.ids(SalesOrder)))
    )
    return found - {text for row in rows for text in row}


def photos(scope: Scope) -> list[Photo]:
    """The buyer's photos, those in the bin too."""
    return list(Photo.select().where(among(Photo.id, scope.ids(Photo))).order_by(Photo.id))
