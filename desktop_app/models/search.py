"""The search index: SQLite's FTS5 tables, beside the ordinary ones."""

from __future__ import annotations

STATEMENTS: tuple[str, ...] = ()
