"""Prints the statements that make today's tables.

Tests hold the migrations against them, and a first release is frozen from them:
``python -m checks.schema > desktop_app/models/migrations/0001_initial.sql``.
"""

from __future__ import annotations

import sqlite3
import sys

from desktop_app.models.base import database
from desktop_app.models.schema import create_all


def statements() -> list[str]:
    """The CREATE statements of all tables and indexes, in the order in which they can be run."""
    database.init(":memory:")
    database.connect()
    try:
        create_all()
        return of(database.connection())
    finally:
        database.close()


def of(connection: sqlite3.Connection) -> list[str]:
    """The CREATE statements that an open database is made of, without SQLite's own tables."""
    rows = connection.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT GLOB 'sqlite_*'"
        " AND name NOT GLOB 'search_*_*' AND name != 'schema_migration'"
        " AND name NOT GLOB 'schema_migration_*' ORDER BY rowid"
    )
    return [str(row[0]) for row in rows]


if __name__ == "__main__":
    sys.stdout.write("".join(f"{statement};\n" for statement in statements()))
