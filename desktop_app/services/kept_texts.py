"""What the shop keeps as JSON (mappings, views, forms): read back without taking it on trust.

A database that was restored, repaired or written by a newer program may hold what this one can't
read. One such entry must not keep the person from all the others, so it is left out.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from desktop_app.core.errors import UserError

Kept = TypeVar("Kept")

_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)


def readable(texts: Iterable[tuple[str, str]], read: Callable[[str, Any], Kept]) -> Iterator[Kept]:
    """What ``read`` makes of each name and its data; those that it can't take are left out."""
    for name, text in texts:
        try:
            found = read(name, json.loads(text))
        except (UserError, *_UNREADABLE):
            continue
        yield found
