"""The first schema, as it was: the statements stand frozen beside this script."""

from __future__ import annotations

from pathlib import Path

from peewee import Database


def up(_migrator: object, db: Database) -> None:
    """Makes every table and index of schema 1."""
    script = Path(__file__).with_suffix(".sql").read_text("utf-8")
    for statement in script.split(";\n"):
        if statement.strip():
            db.execute_sql(statement)
