"""From a thing of the day's list to the place where it is worked on."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.services.today_rows import Todo, TodoGroup, TodoKind
from desktop_app.views.desk import Errand, Room
from desktop_app.views.today_head import Figure

_SHOW = "show"
_ROOMS: dict[TodoKind, tuple[Room, str]] = {
    TodoKind.CLOCK: (Room.CASES, ""),
    TodoKind.CASE_FOLLOW_UP: (Room.CASES, ""),
    TodoKind.CLAIM_FILE: (Room.CLAIMS, ""),
    TodoKind.CLAIM_ANSWER: (Room.CLAIMS, ""),
    TodoKind.CLAIM_APPEAL: (Room.CLAIMS, ""),
    TodoKind.CLAIM_DRAFT: (Room.CLAIMS, ""),
    TodoKind.WRONG: (Room.WEIGHING, "wrong"),
    TodoKind.PARCEL: (Room.WEIGHING, "parcels"),
    TodoKind.QUALITY: (Room.REPORTS, "quality"),
}
_ABOUT: dict[str, tuple[Room, str]] = {
    "case": (Room.CASES, ""),
    "claim": (Room.CLAIMS, ""),
    "wrong": (Room.WEIGHING, "wrong"),
    "parcel": (Room.WEIGHING, "parcels"),
}
_GROUPS: dict[TodoGroup, Errand] = {
    TodoGroup.LATE: Errand(Room.CASES, "list", kind="overdue"),
    TodoGroup.CLOCKS: Errand(Room.CASES, "list", kind="open"),
    TodoGroup.HANDOVER: Errand(Room.TODAY, _SHOW, kind="handover"),
    TodoGroup.FOLLOW_UPS: Errand(Room.TODAY, _SHOW, kind="messages"),
    TodoGroup.CLAIMS: Errand(Room.CLAIMS),
    TodoGroup.REVISITS: Errand(Room.BUYERS, _SHOW, kind="revisits"),
    TodoGroup.WRONG: Errand(Room.WEIGHING, _SHOW, kind="wrong"),
    TodoGroup.QUALITY: Errand(Room.REPORTS, _SHOW, kind="quality"),
    TodoGroup.OWNERLESS: Errand(Room.WEIGHING, _SHOW, kind="parcels"),
    TodoGroup.STOCK: Errand(Room.WEIGHING, _SHOW, kind="stock"),
    TodoGroup.DRAFTS: Errand(Room.CLAIMS),
}
_FIGURES = {
    Figure.WAITING: Errand(Room.CASES, "list", kind="waiting"),
    Figure.OPEN: Errand(Room.CASES, "list", kind="open"),
    Figure.CLAIMS: Errand(Room.CLAIMS),
}


def errand(todo: Todo) -> Errand:
    """The errand that opens a thing where it is worked on."""
    special = _SPECIAL.get(todo.kind)
    if special is not None:
        return special(todo)
    if todo.kind in _ROOMS:
        room, page = _ROOMS[todo.kind]
        return Errand(room, _SHOW, todo.number, page)
    return room_of(_KIND_GROUPS[todo.kind], str(todo.id))


def room_of(group: TodoGroup, thing: str = "") -> Errand:
    """The errand that lists a group in its room."""
    found = _GROUPS[group]
    return Errand(found.room, found.what, thing, found.kind)


def figure(wanted: Figure) -> Errand:
    """The errand that lists what a figure counts."""
    return _FIGURES[wanted]


def _handed_over(todo: Todo) -> Errand:
    """What a line is about; a line of its own is shown in the book."""
    if todo.code in _ABOUT and todo.number:
        room, page = _ABOUT[todo.code]
        return Errand(room, _SHOW, todo.number, page)
    return room_of(TodoGroup.HANDOVER, str(todo.id))


_SPECIAL: dict[TodoKind, Callable[[Todo], Errand]] = {
    TodoKind.HANDOVER: _handed_over,
    TodoKind.INBOX: lambda _todo: Errand(Room.PHOTOS, "inbox"),
    TodoKind.NEXT_REVISIT: lambda todo: Errand(Room.BUYERS, _SHOW, todo.number, str(todo.id)),
    TodoKind.PARCEL: lambda todo: Errand(Room.WEIGHING, _SHOW, todo.number or todo.who, "parcels"),
}
_KIND_GROUPS = {
    TodoKind.MESSAGE: TodoGroup.FOLLOW_UPS,
    TodoKind.REVISIT: TodoGroup.REVISITS,
    TodoKind.STOCK: TodoGroup.STOCK,
}
