"""The fields on the form editor's paper: dragged, stretched, nudged, dropped, by hand or keys."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from PySide6.QtCore import QMimeData, QPointF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
)
from PySide6.QtWidgets import QGraphicsView
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services import form_proofs, own_forms
from desktop_app.services.form_proofs import Proof
from desktop_app.services.own_forms import PlacedField
from desktop_app.views import form_moves
from desktop_app.views.form_draft import FormDraft
from desktop_app.views.form_item import FieldItem
from desktop_app.views.form_moves import STEP, Grip, Guides
from desktop_app.views.form_paper import PaperView

MIME = "application/x-claim-field"
_REACH_PX = 6
_BEGUN_PX = 3
_LARGE_STEP = 5.0
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_CURSORS = {
    Grip.BODY: Qt.CursorShape.SizeAllCursor,
    Grip.LEFT: Qt.CursorShape.SizeHorCursor,
    Grip.RIGHT: Qt.CursorShape.SizeHorCursor,
    Grip.BOTTOM: Qt.CursorShape.SizeVerCursor,
}


@dataclass
class _Drag:
    """A field held by the mouse, and those that go with it, as they were."""

    grip: Grip
    place: int
    start: QPointF
    before: dict[int, PlacedField]
    after: dict[int, PlacedField]
    begun: bool = False


class FormCanvas(PaperView):
    """`chosen_changed` tells of another choice, `pointed` where the mouse is, in mm."""

    chosen_changed = Signal()
    pointed = Signal(QPointF)

    def __init__(self, draft: FormDraft, proof: Proof) -> None:
        super().__init__()
        self._draft = draft
        self._proof = proof
        self.page = 0
        self.items_by_place: dict[int, FieldItem] = {}
        self._drag: _Drag | None = None
        self.setDragMode(QGraphicsView.DragMode.RubberBandDrag)
        self.setAcceptDrops(True)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(260, 200)
        self.setAccessibleName(_("The form's paper"))
        self.plane.selectionChanged.connect(self._tell)
        draft.changed.connect(self.sync)
        self.show_page(0)

    def chosen(self) -> list[int]:
        """The places of the chosen fields."""
        return [place for place, item in self.items_by_place.items() if item.isSelected()]

    def choose(self, places: Collection[int]) -> None:
        """Chooses these fields and no others; shows the page of the first."""
        if places:
            page = self._draft.layout.fields[min(places)].page
            if page != self.page:
                self.show_page(page)
        for place, item in self.items_by_place.items():
            item.setSelected(place in places)

    def show_page(self, page: int) -> None:
        """Shows another page, its choice empty."""
        self.page = page
        self.plane.clearSelection()
        self.sync()

    def take_proof(self, proof: Proof) -> None:
        """Shows another claim's words."""
        self._proof = proof
        self.sync()

    def sync(self) -> None:
        """Shows the draft as it is now; what is chosen stays so."""
        pages = self._draft.layout.pages
        self.page = min(self.page, len(pages) - 1)
        if self.paper is not pages[self.page]:
            self.lay_paper(pages[self.page])
        fields = {
            place: placed
            for place, placed in enumerate(self._draft.layout.fields)
            if placed.page == self.page
        }
        for place in [place for place in self.items_by_place if place not in fields]:
            self.plane.removeItem(self.items_by_place.pop(place))
        for place, placed in fields.items():
            item = self.items_by_place.get(place)
            if item is None:
                item = self.items_by_place[place] = FieldItem(place)
                self.plane.addItem(item)
            item.take(placed, self._proof.shown(placed))
        self._tell()

    def place_new(self, field: str, way: str, at: QPointF | None = None) -> None:
        """Puts a field on the page: where it was dropped, else below the chosen one."""
        fresh = replace(form_proofs.fresh(field, way), page=self.page)
        point = at if at is not None else self._free_point()
        moved = replace(
            fresh, x_mm=form_moves.snapped(point.x()), y_mm=form_moves.snapped(point.y())
        )
        place = self._draft.place(own_forms.onto(moved, self._draft.layout.pages))
        self.choose([place])
        self.ensureVisible(self.items_by_place[place])
        self.setFocus()

    @override
    def zoom_by(self, steps: int, at: QPointF | None = None) -> None:
        super().zoom_by(steps, at)
        chosen = self.chosen()
        if at is None and chosen:
            self.centerOn(self.items_by_place[chosen[0]])

    def remove_chosen(self) -> None:
        """Takes the chosen fields off."""
        places = self.chosen()
        if places:
            self.plane.clearSelection()
            self._draft.remove(places)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS and self.chosen():
            self._nudge(_ARROWS[key], event.modifiers())
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.remove_chosen()
        elif key == Qt.Key.Key_A and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.choose(list(self.items_by_place))
        elif key in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight):
            self._step_choice(1 if key == Qt.Key.Key_BracketRight else -1)
        elif key == Qt.Key.Key_Escape and self.chosen():
            self.plane.clearSelection()
        else:
            super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._at(event.position())
        if event.button() is not Qt.MouseButton.LeftButton or found is None:
            super().mousePressEvent(event)
            return
        item, grip = found
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        more = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & more:
            item.setSelected(not item.isSelected())
            return
        if not item.isSelected():
            self.choose([item.place])
        fields = self._draft.layout.fields
        with_it = self.chosen() if grip is Grip.BODY else [item.place]
        before = {place: fields[place] for place in with_it}
        start = self.mapToScene(event.position().toPoint())
        self._drag = _Drag(grip, item.place, start, before, before)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        point = self.mapToScene(event.position().toPoint())
        self.pointed.emit(point)
        if self._drag is None:
            found = self._at(event.position())
            self.viewport().setCursor(_CURSORS[found[1]] if found else Qt.CursorShape.ArrowCursor)
            super().mouseMoveEvent(event)
            return
        way = point - self._drag.start
        far = max(abs(way.x()), abs(way.y())) * self.scale_now()
        self._drag.begun = self._drag.begun or far >= _BEGUN_PX
        if self._drag.begun:
            free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self._drag_to(self._drag, way, free=free)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        drag, self._drag = self._drag, None
        if drag is None:
            super().mouseReleaseEvent(event)
            return
        self.guides = Guides()
        self._draft.change(drag.after, _("Move") if drag.grip is Grip.BODY else _("Widen"))
        self.viewport().update()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        if event.mimeData().hasFormat(MIME):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        field, way = read_mime(event.mimeData())
        self.place_new(field, way, self.mapToScene(event.position().toPoint()))
        event.acceptProposedAction()

    def _at(self, position: QPointF) -> tuple[FieldItem, Grip] | None:
        """The field under a point of the viewport; chosen ones come first."""
        point = self.mapToScene(position.toPoint())
        reach = _REACH_PX / self.scale_now()
        items = sorted(
            self.items_by_place.values(), key=lambda item: (not item.isSelected(), -item.place)
        )
        for item in items:
            grip = item.grip_at(point, reach if item.isSelected() else 0.0)
            if grip is not None:
                return item, grip if item.isSelected() else Grip.BODY
        return None

    def _drag_to(self, drag: _Drag, way: QPointF, *, free: bool) -> None:
        held = drag.before[drag.place]
        dx, dy = way.x(), way.y()
        if drag.grip is not Grip.BODY:
            after = form_moves.stretched(held, drag.grip, dx, dy, self.paper)
            drag.after = {drag.place: after}
        else:
            others = [
                item.placed
                for place, item in self.items_by_place.items()
                if place not in drag.before
            ]
            self.guides = Guides()
            if not free:
                dx, dy, self.guides = form_moves.held(held, dx, dy, others)
            drag.after = form_moves.moved(drag.before, dx, dy, self.paper)
        for place, placed in drag.after.items():
            self.items_by_place[place].take(placed, self._proof.shown(placed))

    def _nudge(self, arrow: tuple[int, int], keys: Qt.KeyboardModifier) -> None:
        places = self.chosen()
        fields = {place: self._draft.layout.fields[place] for place in places}
        key = ",".join(map(str, places))
        if keys & Qt.KeyboardModifier.ControlModifier:
            grip = Grip.RIGHT if arrow[0] else Grip.BOTTOM
            after = {
                place: form_moves.stretched(
                    placed,
                    grip,
                    arrow[0] * STEP,
                    arrow[1] * placed.height_mm / placed.lines,
                    self.paper,
                )
                for place, placed in fields.items()
            }
            self._draft.change(after, _("Widen"), f"widen {key}")
            return
        step = _LARGE_STEP if keys & Qt.KeyboardModifier.ShiftModifier else STEP
        after = form_moves.moved(fields, arrow[0] * step, arrow[1] * step, self.paper)
        self._draft.change(after, _("Move"), f"move {key}")

    def _step_choice(self, step: int) -> None:
        """The next or previous field in reading order."""
        order = sorted(
            self.items_by_place,
            key=lambda place: (
                round(self.items_by_place[place].placed.y_mm),
                self.items_by_place[place].placed.x_mm,
            ),
        )
        if order:
            chosen = self.chosen()
            at = order.index(chosen[0]) + step if chosen else 0
            self.choose([order[at % len(order)]])
            self.ensureVisible(self.items_by_place[order[at % len(order)]])

    def _tell(self) -> None:
        names = [self._proof.title(self.items_by_place[place].placed) for place in self.chosen()]
        self.setAccessibleDescription(_(", ").join(names))
        self.chosen_changed.emit()

    def _free_point(self) -> QPointF:
        chosen = self.chosen()
        if chosen:
            above = self._draft.layout.fields[max(chosen)]
            return QPointF(above.x_mm, above.y_mm + above.height_mm + 2)
        middle = self.mapToScene(self.viewport().rect().center())
        return QPointF(middle.x() - 20, middle.y())


def mime(field: str, way: str) -> QMimeData:
    """What is dragged from the palette."""
    data = QMimeData()
    data.setData(MIME, f"{field}|{way}".encode())
    return data


def read_mime(data: QMimeData) -> tuple[str, str]:
    """The field and its way that are dropped."""
    field, _bar, way = data.data(MIME).toStdString().partition("|")
    return field, way
