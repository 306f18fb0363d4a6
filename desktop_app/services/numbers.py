"""Numbers given out one after another: of cases, claims, slips."""

from __future__ import annotations

from desktop_app.core import clock
from desktop_app.models.prepared import MARK, Prepared, PreparedUpdate
from desktop_app.models.shops import SerialNumber


def next_in(prefix: str) -> str:
    """The next number of today's series, such as ``AS20260903-0007``.

    Must run inside the transaction that uses the number, so that none is given out twice or lost.
    """
    series = f"{prefix}{clock.today():%Y%m%d}"
    held = _LAST.first(series)
    if held is None:
        return f"{series}-{SerialNumber.create(series=series, last=1).last:04d}"
    row_id, last = held
    _COUNT.run(row_id, last=last + 1)
    return f"{series}-{last + 1:04d}"


_LAST = Prepared(
    SerialNumber.select(SerialNumber.id, SerialNumber.last).where(SerialNumber.series == MARK)
)
_COUNT = PreparedUpdate(SerialNumber, "last")
