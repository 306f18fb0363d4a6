"""The search index: one line of folded text for each thing that can be found.

A thing's ``doc`` is its kind's place in `core.kinds.Found` in the high bits and its id in the low
ones, so that a range of docs is a kind and the newest of a kind comes last.
"""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = (
    "CREATE TABLE search_text (doc INTEGER PRIMARY KEY, text TEXT NOT NULL)",
)
