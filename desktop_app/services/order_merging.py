"""What becomes of an order when a further file speaks of it: newer is never undone by older.

An order's status only goes forward, a refund only grows, a time only gets later: whichever file
is behind in these is the older one. An older file may still fill what is blank.
"""

from __future__ import annotations

from collections.abc import Mapping

from desktop_app.core.kinds import OrderState
from desktop_app.services.parsed_orders import ParsedLine

Facts = Mapping[str, object]
# What stands in an order's ``raw`` once its buyer's data were erased: no file brings them back.
ERASED = '{"erased":true}'
_RANKS = {
    state.value: rank
    for rank, state in enumerate(
        (
            OrderState.UNPAID,
            OrderState.PAID,
            OrderState.SHIPPED,
            OrderState.DONE,
            OrderState.CLOSED,
        )
    )
}
_BLANK = (None, "", OrderState.UNKNOWN)
_LATEST = ("signed_at", "shipped", "paid_at")
_NEVER_REPLACED = frozenset({"created"})
_NOT_FROM_OLDER = frozenset({"status", "state", "paid_minor", "refund_minor", "close_reason"})
AMOUNTS = frozenset({"goods_minor", "postage_minor", "total_minor", "paid_minor", "refund_minor"})


def is_older(incoming: Facts, held: Facts) -> bool:
    """Whether a file shows the order at an earlier moment than the shop holds it."""
    new, old = (_RANKS.get(str(facts["state"])) for facts in (incoming, held))
    if new is not None and old is not None and new != old:
        return new < old
    refund, held_refund = incoming["refund_minor"], held["refund_minor"]
    if isinstance(refund, int) and isinstance(held_refund, int) and refund != held_refund:
        return refund < held_refund
    for column in _LATEST:
        when, held_when = incoming[column], held[column]
        if when and held_when and when != held_when:
            return str(when) < str(held_when)
    return False


def changes(incoming: Facts, held: Facts, *, older: bool, partial: bool) -> dict[str, object]:
    """The columns that the file changes.

    Nothing known is replaced by nothing; an unknown status word replaces no known one. From an
    ``older`` file only blanks are filled. A file that has only a part of the order's items
    (``partial``) says nothing of its amounts.
    """
    found: dict[str, object] = {}
    for column, value in incoming.items():
        before = held[column]
        if value is None or value in ("", before) or (partial and column in AMOUNTS):
            continue
        blank = before in _BLANK
        wanted = column not in _NOT_FROM_OLDER if older else column not in _NEVER_REPLACED or blank
        if wanted and (blank or not older):
            found[column] = value
    if incoming["state"] == OrderState.UNKNOWN and held["state"] != OrderState.UNKNOWN:
        found.pop("state", None)
        found.pop("status", None)
    return found


def is_partial(incoming: tuple[ParsedLine, ...], held: tuple[ParsedLine, ...]) -> bool:
    """Whether a file has some of the order's sub-orders only."""
    new, old = _sub_orders(incoming), _sub_orders(held)
    return bool(new and old - new)


def lines(
    incoming: tuple[ParsedLine, ...], held: tuple[ParsedLine, ...], *, older: bool
) -> tuple[ParsedLine, ...]:
    """The order's items from both.

    The same items fill each other's blanks, sub-orders come together, and otherwise whichever
    says more of its items wins; of equals the newer.
    """
    if not incoming or not held:
        return incoming or held
    if [line.title for line in incoming] == [line.title for line in held]:
        first, second = (held, incoming) if older else (incoming, held)
        return tuple(_filled(one, other) for one, other in zip(first, second, strict=True))
    if _sub_orders(incoming) and _sub_orders(held):
        return _together(incoming, held, older=older)
    new, old = _wealth(incoming), _wealth(held)
    return held if new < old or (new == old and older) else incoming


def _filled(line: ParsedLine, other: ParsedLine) -> ParsedLine:
    return ParsedLine(
        title=line.title,
        sku=line.sku or other.sku,
        variant=line.variant or other.variant,
        quantity=other.quantity if line.quantity is None else line.quantity,
        price_minor=other.price_minor if line.price_minor is None else line.price_minor,
        sub_order_no=line.sub_order_no or other.sub_order_no,
        status=line.status or other.status,
    )


def _together(
    incoming: tuple[ParsedLine, ...], held: tuple[ParsedLine, ...], *, older: bool
) -> tuple[ParsedLine, ...]:
    found = {line.sub_order_no: line for line in held}
    for line in incoming:
        before = found.get(line.sub_order_no)
        if before is None:
            found[line.sub_order_no] = line
        else:
            found[line.sub_order_no] = _filled(before, line) if older else _filled(line, before)
    return tuple(found.values())


def _sub_orders(found: tuple[ParsedLine, ...]) -> set[str]:
    return {line.sub_order_no for line in found if line.sub_order_no}


def _wealth(found: tuple[ParsedLine, ...]) -> tuple[int, int]:
    """How much is said of the items, then how many there are."""
    said = (
        any(line.sku for line in found),
        any(line.price_minor is not None for line in found),
        any(line.variant for line in found),
        all(line.quantity is not None for line in found),
    )
    return sum(said), len(found)
