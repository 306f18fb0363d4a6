"""A courier's form while it is edited: its layout as it is now, and every step back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services.own_forms import FormLayout, PlacedField

_MERGED = 1


class FormDraft(QObject):
    """Layouts are never changed, only followed by another; `changed` tells of that."""

    changed = Signal()

    def __init__(self, layout: FormLayout, parent: QObject) -> None:
        super().__init__(parent)
        self.layout = layout
        self.stack = QUndoStack(self)

    def put(self, layout: FormLayout, words: str, key: str = "") -> None:
        """Makes this the layout; steps of the same ``key`` in a row are taken back as one."""
        if layout != self.layout:
            self.stack.push(_Step(self, layout, words, key))

    def place(self, placed: PlacedField) -> int:
        """Puts a field on the form; returns its place among the fields."""
        fields = (*self.layout.fields, placed)
        self.put(replace(self.layout, fields=fields), _("Place a field"))
        return len(fields) - 1

    def change(self, changed: Mapping[int, PlacedField], words: str, key: str = "") -> None:
        """Puts other fields in these places."""
        fields = tuple(
            changed.get(place, placed) for place, placed in enumerate(self.layout.fields)
        )
        self.put(replace(self.layout, fields=fields), words, key)

    def remove(self, places: Collection[int]) -> None:
        """Takes fields off the form."""
        fields = enumerate(self.layout.fields)
        kept = tuple(placed for place, placed in fields if place not in places)
        self.put(replace(self.layout, fields=kept), _("Remove a field"))

    def show(self, layout: FormLayout) -> None:
        """Another layout, by a step or a step back."""
        self.layout = layout
        self.changed.emit()


class _Step(QUndoCommand):
    def __init__(self, draft: FormDraft, after: FormLayout, words: str, key: str) -> None:
        super().__init__(words)
        self._draft = draft
        self._before, self.after = draft.layout, after
        self.key = key

    @override
    def redo(self) -> None:
        self._draft.show(self.after)

    @override
    def undo(self) -> None:
        self._draft.show(self._before)

    @override
    def id(self) -> int:
        return _MERGED if self.key else -1

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Step) or other.key != self.key:
            return False
        self.after = other.after
        return True
