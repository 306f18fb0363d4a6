"""The case list's filters as text, for saved views; and how many cases each view lets through."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from enum import StrEnum
from typing import Any

from desktop_app.core.kinds import CaseKind, CaseStage, Cause, Outcome, Platform
from desktop_app.services import case_lists, saved_views
from desktop_app.services.case_lists import CaseFilter
from desktop_app.services.store import Store

ROOM = "cases"
_KINDS: dict[str, type[StrEnum]] = {
    "stages": CaseStage,
    "kinds": CaseKind,
    "platforms": Platform,
    "causes": Cause,
    "outcomes": Outcome,
}
_DAYS = ("follow_up_by", "opened_from", "opened_to")


def to_state(wanted: CaseFilter) -> dict[str, Any]:
    """The filter as plain values; fields that let everything through are left out."""
    state: dict[str, Any] = {}
    for entry in fields(CaseFilter):
        value = getattr(wanted, entry.name)
        if value != entry.default:
            state[entry.name] = _plain(value)
    return state


def from_state(state: dict[str, Any]) -> CaseFilter:
    """The filter of a saved state, without what only a newer program knows."""
    known: dict[str, Any] = {}
    for entry in fields(CaseFilter):
        value = state.get(entry.name)
        if value is not None:
            known[entry.name] = _read(entry.name, value)
    return CaseFilter(**known)


def counts(store: Store) -> dict[str, int]:
    """How many cases each saved view of the case list lets through now, by its name."""
    with store.connection():
        return {
            view.name: case_lists.count(store, from_state(view.state.get("filter", {})))
            for view in saved_views.of(store, ROOM)
        }


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    return value.isoformat() if isinstance(value, date) else value


def _read(name: str, value: Any) -> Any:
    if name in _KINDS:
        kinds = _KINDS[name]
        return tuple(kinds(part) for part in value if part in set(kinds))
    if name in _DAYS:
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value
