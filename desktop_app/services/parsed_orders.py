"""What a platform's file says of an order, before it meets what the shop holds of it."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_app.core.errors import UserError
from desktop_app.core.kinds import OrderState, Platform


@dataclass(frozen=True, slots=True)
class ParsedLine:
    """One item. None is what the file did not say."""

    title: str = ""
    sku: str = ""
    variant: str = ""
    quantity: int | None = None
    price_minor: int | None = None
    sub_order_no: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class ParsedOrder:
    """One order as a file has it.

    Amounts in minor units of ``currency``, times as ISO text. None (and the empty text) is what
    the file did not say or the platform hid; ``hidden`` names the columns that it hid. ``buyer``
    may be a masked ID. ``parcels`` are further tracking numbers, ``raw`` holds the columns that the
    program has no place for, as a JSON object.
    """

    order_no: str
    row: int
    buyer: str | None = None
    status: str = ""
    state: OrderState = OrderState.UNKNOWN
    currency: str = "CNY"
    goods_minor: int | None = None
    postage_minor: int | None = None
    total_minor: int | None = None
    paid_minor: int | None = None
    refund_minor: int | None = None
    created: str | None = None
    paid_at: str | None = None
    shipped: str | None = None
    signed_at: str | None = None
    courier: str = ""
    tracking: str = ""
    parcels: tuple[str, ...] = ()
    receiver: str | None = None
    phone: str | None = None
    address: str | None = None
    country: str = ""
    buyer_note: str = ""
    seller_note: str = ""
    close_reason: str = ""
    shop: str = ""
    hidden: tuple[str, ...] = ()
    complete: bool = True
    raw: str = "{}"
    lines: tuple[ParsedLine, ...] = ()


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken, and why. ``row`` is None where it is the whole file."""

    file: str
    row: int | None
    error: UserError
    column: str = ""


@dataclass(frozen=True)
class OrderFile:
    """A file's orders in their order, and its rows that were refused."""

    name: str
    sha256: str
    format: str
    platforms: tuple[Platform, ...]
    rows: int
    orders: tuple[ParsedOrder, ...]
    refused: tuple[RefusedRow, ...]
