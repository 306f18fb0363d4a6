"""Orders put together from the columns of a file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from desktop_app.core.errors import BadValue
from desktop_app.core.kinds import OrderState
from desktop_app.services import order_cells
from desktop_app.services.order_formats import Format, folded
from desktop_app.services.order_rows import Columns
from desktop_app.services.parsed_orders import ParsedLine, ParsedOrder

_PROGRESS = (
    OrderState.UNPAID,
    OrderState.PAID,
    OrderState.SHIPPED,
    OrderState.DONE,
    OrderState.CLOSED,
)


def assembled(
    form: Format,
    numbers: Sequence[str],
    rows: Sequence[int],
    columns: Columns,
    lines: Iterable[tuple[ParsedLine, ...]],
) -> list[ParsedOrder]:
    """The orders, given their numbers, the rows where they stand, what those say, their items."""
    count = len(numbers)

    def of(target: str) -> Sequence[Any]:
        return columns.get(target) or (None,) * count

    def text(target: str) -> Sequence[str]:
        return [value or "" for value in of(target)]

    states = [state_of(status, form) for status in of("status")]
    trackings = of("tracking")
    return list(
        map(
            ParsedOrder,
            numbers,
            rows,
            of("buyer"),
            text("status"),
            states,
            columns["currency"],
            of("goods"),
            of("postage"),
            of("total"),
            _paid(form, states, columns, of("paid")),
            of("refund"),
            _created(form, numbers, of("created")),
            of("paid_at"),
            of("shipped"),
            of("signed_at"),
            text("courier"),
            [found[0] if found else "" for found in trackings],
            [found[1:] if found else () for found in trackings],
            of("receiver"),
            of("phone"),
            of("address"),
            text("country"),
            text("buyer_note"),
            text("seller_note"),
            text("close_reason"),
            text("shop"),
            [found or () for found in of("hidden")],
            [form.complete] * count,
            columns["raw"],
            lines,
        )
    )


def state_of(status: str | None, form: Format) -> OrderState:
    """The platform's status word on our scale; UNKNOWN for a word that isn't in its table."""
    return form.states.get(folded(status), OrderState.UNKNOWN) if status else OrderState.UNKNOWN


def joint_status(statuses: Sequence[str], form: Format) -> str:
    """An order's status by those of its items: the one least far, leaving out those closed."""
    said = [(state_of(status, form), status) for status in dict.fromkeys(statuses) if status]
    known = [(_PROGRESS.index(state), status) for state, status in said if state in _PROGRESS]
    return min(known)[1] if known else next((status for _state, status in said), "")


def _paid(
    form: Format, states: Sequence[OrderState], columns: Columns, paid: Sequence[int | None]
) -> Sequence[int | None]:
    """What was paid, where the file's amount is what is due: only of orders that are paid."""
    for need in form.paid_needs:
        said = columns.get(need) or (None,) * len(paid)
        paid = [one if there else None for one, there in zip(paid, said, strict=True)]
    if form.paid_not_in:
        paid = [
            None if state in form.paid_not_in else one
            for one, state in zip(paid, states, strict=True)
        ]
    return paid


def _created(
    form: Format, numbers: Sequence[str], created: Sequence[str | None]
) -> Sequence[str | None]:
    """When the orders were made: as the file says, else by the day that begins their numbers."""
    if form.created_in_order_no is None:
        return created
    return [said or _date_in(number, form) for said, number in zip(created, numbers, strict=True)]


def _date_in(number: str, form: Format) -> str | None:
    pattern = form.created_in_order_no
    found = pattern.match(number) if pattern else None
    if found is None:
        return None
    year, month, day = (int(found[part]) for part in ("yy", "mm", "dd"))
    try:
        return order_cells.moment(f"{2000 + year}-{month}-{day}", "")
    except BadValue:
        return None
