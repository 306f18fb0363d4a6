"""Schema 2: findings, opinions and lessons of cases, delays, what feedback and handovers are about.

The index of orders by phone goes: nothing asks by it, and imports paid for it.
"""

from __future__ import annotations

from pathlib import Path

from peewee import Database


def up(_migrator: object, db: Database) -> None:
    """Adds what schema 2 has beyond schema 1."""
    script = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
