"""The check of a shop's data: every problem by name, each with its remedy; nothing is changed.

`check_repairs` puts right what can be. `photo_checks.verify` reads the photos' contents as well.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from desktop_app.core import texts
from desktop_app.core.errors import StoreTrouble
from desktop_app.core.track import Track, everything
from desktop_app.models.base import database
from desktop_app.services import check_files, check_rows, search_index
from desktop_app.services.check_kinds import Ill, Problem, Severity
from desktop_app.services.store import Store, mapped

__all__ = ["Ill", "Problem", "Severity", "by_severity", "check", "is_sound"]

_MOST_LINES = 100
_INDEX_ALONE = re.compile(
    r"row \d+ missing from index .*|wrong # of entries in index .*|non-unique entry in index .*",
    re.DOTALL,
)
Step = Callable[[Store], Iterable[Problem]]


def check(store: Store, track: Track = everything) -> list[Problem]:
    """Looks at the database, its links, what is derived from it, and files by their sizes.

    Raises nothing for what it finds: what a damaged page keeps from being looked at is a problem.
    """
    with store.connection():
        return [problem for step in track(_STEPS) for problem in _looked(store, step)]


def by_severity(problems: Iterable[Problem]) -> dict[Severity, list[Problem]]:
    """The problems in groups, the worst first; no empty group."""
    found = list(problems)
    groups = {one: [p for p in found if p.ill.severity is one] for one in Severity}
    return {severity: group for severity, group in groups.items() if group}


def is_sound(store: Store) -> bool:
    """SQLite's quick check of the database file, without the slow comparison of indexes."""
    try:
        with store.connection(), mapped(store.paths):
            found = database.execute_sql("PRAGMA quick_check(1)").fetchall()
    except StoreTrouble:
        return False
    return [line for (line,) in found] == ["ok"]


def _looked(store: Store, step: Step) -> list[Problem]:
    try:
        with mapped(store.paths):
            return list(step(store))
    except StoreTrouble as error:
        return [Problem(Ill.DATABASE, store.paths.database.name, texts.sentence(error))]


def _database(_store: Store) -> Iterator[Problem]:
    lines = database.execute_sql(f"PRAGMA integrity_check({_MOST_LINES})").fetchall()
    for line in (str(line) for (line,) in lines if line != "ok"):
        ill = Ill.DATABASE_INDEX if _INDEX_ALONE.fullmatch(line) else Ill.DATABASE
        yield Problem(ill, "shop.db", line)


def _foreign_keys(_store: Store) -> Iterator[Problem]:
    rows = database.execute_sql("PRAGMA foreign_key_check").fetchall()
    for table, row, parent, _key in rows:
        yield Problem(Ill.FOREIGN_KEY, f"{table} {row}", str(parent))


def _search_index(store: Store) -> Iterator[Problem]:
    for where in search_index.problems(store):
        yield Problem(Ill.SEARCH_INDEX, where)


_STEPS: tuple[Step, ...] = (
    _database,
    _foreign_keys,
    check_files.photos,
    check_rows.closed_months,
    _search_index,
    check_rows.due_times,
    check_rows.stock_lines,
    check_rows.number_series,
    check_rows.kept_settings,
    check_files.papers,
    check_rows.unfinished,
    check_files.leftovers,
)
