"""Numbers given out one after another: of cases, claims, slips."""

from __future__ import annotations

from desktop_app.core import clock
from desktop_app.models.shops import SerialNumber


def next_in(prefix: str) -> str:
    """The next number of today's series, such as ``AS20260903-0007``.

    Must run inside the transaction that uses the number, so that none is given out twice or lost.
    """
    series = f"{prefix}{clock.today():%Y%m%d}"
    row, _made = SerialNumber.get_or_create(series=series, defaults={"last": 0})
    row.last += 1
    row.save()
    return f"{series}-{row.last:04d}"
