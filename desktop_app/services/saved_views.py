"""Saved views: a list's filters, order and columns under a name of the person's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from peewee import fn

from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import Topic
from desktop_app.models.shops import SavedView
from desktop_app.services import kept_texts
from desktop_app.services.store import Store

MAX_NAME = 60


@dataclass(frozen=True)
class ViewRow:
    """A saved view of a room (``cases``, ``claims`` …); ``state`` is what the room's list makes."""

    name: str
    state: dict[str, Any]


def of(store: Store, room: str) -> list[ViewRow]:
    """A room's views in the person's order."""
    query = SavedView.select().where(SavedView.room == room)
    with store.connection():
        rows = list(query.order_by(SavedView.position, SavedView.id))
    return list(kept_texts.readable(((row.name, row.state) for row in rows), _view))


def save(store: Store, room: str, name: str, state: dict[str, Any]) -> None:
    """Saves a view, in place of one with its name. Raises BadValue for an empty or long name."""
    kept = " ".join(name.split())
    if not kept:
        raise BadValue(Reason.VALUE_MISSING, field="name")
    if len(kept) > MAX_NAME:
        raise BadValue(Reason.VALUE_TOO_LONG, value=kept[:40], limit=MAX_NAME)
    text = json.dumps(state, ensure_ascii=False)
    with store.transaction() as tx:
        last = SavedView.select(fn.MAX(SavedView.position)).where(SavedView.room == room).scalar()
        SavedView.insert(room=room, name=kept, state=text, position=(last or 0) + 1).on_conflict(
            conflict_target=[SavedView.room, SavedView.name], update={SavedView.state: text}
        ).execute()
        tx.touch(Topic.SETTINGS)


def remove(store: Store, room: str, name: str) -> None:
    """Removes a view. Raises NotFound."""
    with store.transaction() as tx:
        gone = SavedView.delete().where(SavedView.room == room, SavedView.name == name).execute()
        if not gone:
            raise NotFound(Reason.VIEW_UNKNOWN, value=name)
        tx.touch(Topic.SETTINGS)


def arrange(store: Store, room: str, names: Sequence[str]) -> None:
    """Puts a room's views into this order; those not named come after."""
    with store.transaction() as tx:
        for place, name in enumerate(names, 1):
            SavedView.update(position=place - len(names)).where(
                SavedView.room == room, SavedView.name == name
            ).execute()
        tx.touch(Topic.SETTINGS)


def _view(name: str, state: Any) -> ViewRow:
    if not isinstance(state, dict):
        raise TypeError(name)
    return ViewRow(name, state)
