"""Parsed orders brought into the shop, so many whole ones at a time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from peewee import fn

from desktop_app.core import clock, names
from desktop_app.core.kinds import Platform, Topic
from desktop_app.models import bulk
from desktop_app.models.base import tuples
from desktop_app.models.orders import SalesOrder
from desktop_app.models.shops import Shop
from desktop_app.services import buyers, order_lines, order_merging
from desktop_app.services.parsed_orders import ParsedLine, ParsedOrder
from desktop_app.services.store import Store

AT_ONCE = 2500  # smaller batches write the same index pages again and again
_FACTS = (
    "status",
    "state",
    "currency",
    "goods_minor",
    "postage_minor",
    "total_minor",
    "paid_minor",
    "refund_minor",
    "created",
    "paid_at",
    "shipped",
    "signed_at",
    "courier",
    "tracking",
    "receiver",
    "phone",
    "address",
    "country",
    "buyer_note",
    "seller_note",
    "close_reason",
)
_KEPT = (
    "platform",
    "buyer_text",
    *_FACTS,
    "buyer_id",
    "shop_id",
    "hidden",
    "complete",
    "raw",
    "file_id",
)
_STAMPED = ("updated_at", "row_version")
_NEW = ("order_no", *_KEPT, "imported_at", *_STAMPED)
_facts = attrgetter(*("state.value" if name == "state" else name for name in _FACTS))
_HIDEABLE = ("receiver", "phone", "address")
Values = dict[str, object]


@dataclass
class Tally:
    """How many orders of a file were what.

    ``older`` are those of which the shop held a newer state; they count as unchanged too, or as
    updated where they filled a blank.
    """

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    older: int = 0


@dataclass
class _Held:
    """An order as the shop has it."""

    id: int
    row_version: int
    values: Values
    lines: list[tuple[int, ParsedLine]]


class OrderWriter:
    """Writes the orders of one file. ``platforms`` share one space of order numbers."""

    def __init__(
        self,
        store: Store,
        platforms: Sequence[Platform],
        named: Platform | None,
        file_id: int | None,
    ) -> None:
        self.tally = Tally()
        self._store = store
        self._platforms = tuple(platforms)
        self._named = named
        self._file_id = file_id
        self._now = clock.to_text(clock.now())
        with store.connection():
            self._shops = {
                (platform, name): ref
                for ref, platform, name in tuples(Shop.select(Shop.id, Shop.platform, Shop.name))
            }

    def write(self, orders: Sequence[ParsedOrder]) -> None:
        """Brings orders in, each whole, in one transaction; none may be among them twice."""
        tally = Tally()
        with self._store.transaction() as tx:
            held = self._held([order.order_no for order in orders])
            new = [order for order in orders if order.order_no not in held]
            known = [(order, held[order.order_no]) for order in orders if order.order_no in held]
            touched = self._add(new) + self._change(known, tally)
            if touched:
                tx.touch(Topic.ORDERS, *touched)
        self.tally.added += len(new)
        self.tally.updated += tally.updated
        self.tally.unchanged += tally.unchanged
        self.tally.older += tally.older

    def _platform(self) -> Platform:
        return self._named or self._platforms[0]

    def _held(self, numbers: Sequence[str]) -> dict[str, _Held]:
        columns = ("id", "order_no", "row_version", *_KEPT)
        found: dict[str, _Held] = {}
        for ref, order_no, row_version, *kept in bulk.among(
            SalesOrder, columns, "order_no", numbers
        ):
            values = dict(zip(_KEPT, kept, strict=True))
            if values["platform"] not in self._platforms:
                continue
            if order_no not in found or values["platform"] == self._platform():
                found[order_no] = _Held(ref, row_version, values, [])
        lines = order_lines.of([held.id for held in found.values()])
        for held in found.values():
            held.lines = lines.get(held.id, [])
        return found

    def _add(self, orders: Sequence[ParsedOrder]) -> list[int]:
        if not orders:
            return []
        platform = self._platform()
        buyer_ids = buyers.obtain_all(
            self._store, platform, {_buyer_key(order) for order in orders if order.buyer}
        )
        rows = [
            (
                order.order_no,
                platform.value,
                order.buyer,
                *_facts(order),
                buyer_ids[_buyer_key(order)] if order.buyer else None,
                self._shops.get((platform, order.shop)),
                ",".join(order.hidden),
                int(order.complete),
                order.raw,
                self._file_id,
                self._now,
                self._now,
                1,
            )
            for order in orders
        ]
        last = SalesOrder.select(fn.MAX(SalesOrder.id)).scalar() or 0
        bulk.insert(SalesOrder, _NEW, rows)
        after = SalesOrder.select(SalesOrder.order_no, SalesOrder.id).where(SalesOrder.id > last)
        ids: dict[str, int] = dict(tuples(after))
        order_lines.insert((ids[order.order_no], order.lines) for order in orders)
        for order in orders:
            order_lines.note_parcels(ids[order.order_no], order.parcels, order.courier)
        return list(ids.values())

    def _change(self, pairs: Sequence[tuple[ParsedOrder, _Held]], tally: Tally) -> list[int]:
        changed: list[_Held] = []
        for found_order, held in pairs:
            order = _without_erased(found_order, held)
            incoming = _values(order)
            older = order_merging.is_older(incoming, held.values)
            tally.older += older
            before = tuple(line for _id, line in held.lines)
            partial = order_merging.is_partial(order.lines, before)
            found = order_merging.changes(incoming, held.values, older=older, partial=partial)
            found |= self._rest(order, held, {**held.values, **found}, older=older)
            lines = order_merging.lines(order.lines, before, older=older)
            parcels = _parcels(order, held, found)
            if lines != before:
                order_lines.replace(held.id, held.lines, lines)
            order_lines.note_parcels(held.id, parcels, str(held.values["courier"]))
            if found:
                held.values |= found
                held.values["file_id"] = self._file_id
            if found or lines != before:
                changed.append(held)
        self._update(changed)
        tally.updated += len(changed)
        tally.unchanged += len(pairs) - len(changed)
        return [held.id for held in changed]

    def _rest(
        self, order: ParsedOrder, held: _Held, after: Mapping[str, object], *, older: bool
    ) -> Values:
        """The columns that have rules of their own: platform, buyer, shop, what is hidden, raw."""
        found: Values = {}
        if self._named and not held.values["complete"] and held.values["platform"] != self._named:
            found["platform"] = self._named.value
        platform = Platform(str(found.get("platform", held.values["platform"])))
        found |= self._buyer(order, held, platform, older=older)
        shop = self._shops.get((platform, order.shop))
        if shop is not None and held.values["shop_id"] is None:
            found["shop_id"] = shop
        hidden = {*str(held.values["hidden"]).split(","), *order.hidden}
        still = ",".join(name for name in _HIDEABLE if name in hidden and not after[name])
        if still != held.values["hidden"]:
            found["hidden"] = still
        if order.complete and not held.values["complete"]:
            found["complete"] = 1
        if order.raw != held.values["raw"]:
            before, now = json.loads(str(held.values["raw"])), json.loads(order.raw)
            both = {**now, **before} if older else {**before, **now}
            if both != before:
                found["raw"] = json.dumps(both, ensure_ascii=False, separators=(",", ":"))
        return found

    def _buyer(self, order: ParsedOrder, held: _Held, platform: Platform, *, older: bool) -> Values:
        """A real buyer ID takes the place of a masked one, never the other way about."""
        before = held.values["buyer_text"]
        if not order.buyer or order.buyer == before:
            return {}
        if before and (
            names.is_masked(order.buyer) or (older and not names.is_masked(str(before)))
        ):
            return {}
        key = _buyer_key(order)
        return {
            "buyer_text": order.buyer,
            "buyer_id": buyers.obtain_all(self._store, platform, [key])[key],
        }

    def _update(self, changed: Sequence[_Held]) -> None:
        rows = [
            (
                *(held.values[name] for name in _KEPT),
                self._now,
                held.row_version + 1,
                held.id,
            )
            for held in changed
        ]
        bulk.update(SalesOrder, (*_KEPT, *_STAMPED), rows)


def _without_erased(order: ParsedOrder, held: _Held) -> ParsedOrder:
    """The order as it may come in: what was erased on request isn't brought back by a file."""
    if held.values["raw"] != order_merging.ERASED:
        return order
    return replace(
        order,
        buyer=None,
        receiver=None,
        phone=None,
        address=None,
        buyer_note="",
        seller_note="",
        hidden=(),
        raw=order_merging.ERASED,
    )


def _values(order: ParsedOrder) -> Values:
    return dict(zip(_FACTS, _facts(order), strict=True))


def _buyer_key(order: ParsedOrder) -> tuple[str, str]:
    """A masked ID stands for many people: the order number keeps them apart."""
    buyer = order.buyer or ""
    return buyer, order.order_no if names.is_masked(buyer) else ""


def _parcels(order: ParsedOrder, held: _Held, found: Values) -> tuple[str, ...]:
    """Tracking numbers to be noted besides the order's own: further ones, and one replaced."""
    replaced = str(held.values["tracking"]) if "tracking" in found else ""
    return (*order.parcels, replaced) if replaced else order.parcels
