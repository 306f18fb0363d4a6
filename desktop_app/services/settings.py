"""All settings, declared in one place with type and default; kept in the shop's database."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from desktop_app.core.kinds import Topic
from desktop_app.models.prepared import MARK, Prepared
from desktop_app.models.shops import Setting
from desktop_app.services.store import Store

Value = TypeVar("Value", str, int, bool, list[str], dict[str, str])


@dataclass(frozen=True)
class Declared(Generic[Value]):
    """A setting: its stored name and the value it has until somebody sets it."""

    name: str
    default: Value


LANGUAGE = Declared("language", "")
THEME = Declared("theme", "system")
WHO = Declared("who", "")
MASK_ON_PAPER = Declared("mask_on_paper", default=False)
MASK_ON_SCREEN = Declared("mask_on_screen", default=False)
PHOTO_NAME = Declared("photo_name", "{buyer}_{date}_{seq}")
ARCHIVE_VERIFIED = Declared("archive_verified", "")
WATCHED_FOLDER = Declared("watched_folder", "")
CLOCK_RULES = Declared("clock_rules", "")
QUALITY_SET_ASIDE: Declared[dict[str, str]] = Declared("quality_set_aside", {})
DEADLINE_MINUTES = Declared("deadline_minutes", 15)
DEADLINES_SILENT_UNTIL = Declared("deadlines_silent_until", "")
FOLLOW_UP_RULES = Declared("follow_up_rules", "")
SHIFTS = Declared("shifts", "")
RETIRED_KINDS: Declared[list[str]] = Declared("retired_kinds", [])
WEIGHT_TOLERANCE_G = Declared("weight_tolerance_g", 10)
WEIGHT_TOLERANCE_PERCENT = Declared("weight_tolerance_percent", 2)
MEASURES: Declared[dict[str, str]] = Declared("measures", {})
RECONCILE_TOLERANCE_MINOR = Declared("reconcile_tolerance_minor", 1)


_VALUE = Prepared(Setting.select(Setting.value).where(Setting.name == MARK))


def get(store: Store, setting: Declared[Value]) -> Value:
    """The setting's value: as stored, or its default where none (or one that can't be read) is."""
    with store.connection():
        row = _VALUE.first(setting.name)
    if row is None:
        return setting.default
    try:
        value = json.loads(row[0])
    except (ValueError, RecursionError):  # the check names it
        return setting.default
    return value if _is_like(value, setting.default) else setting.default


def put(store: Store, setting: Declared[Value], value: Value) -> None:
    """Stores a value."""
    with store.transaction() as tx:
        text = json.dumps(value, ensure_ascii=False)
        Setting.insert(name=setting.name, value=text).on_conflict(
            conflict_target=[Setting.name], update={Setting.value: text}
        ).execute()
        tx.touch(Topic.SETTINGS)


def _is_like(value: Any, default: object) -> bool:
    """Whether a stored value is of the declared type, lists and tables with nothing but texts."""
    if type(value) is not type(default):
        return False
    parts: Iterable[object] = ()
    if isinstance(value, (dict, list)):
        parts = value.values() if isinstance(value, dict) else value
    return all(isinstance(part, str) for part in parts)
