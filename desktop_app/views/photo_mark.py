"""Marking a photo: on a copy that is linked to it; marks can be changed later."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import (
    QColor,
    QIcon,
    QImage,
    QKeySequence,
    QPixmap,
    QShortcut,
    QUndoCommand,
    QUndoStack,
)
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import marking, photos
from desktop_app.services.marking import RED, Shape, ShapeKind
from desktop_app.services.photos import PhotoRow
from desktop_app.services.thumbnails import SCREEN_SIDE
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.photo_canvas import TEXT, MarkCanvas
from desktop_app.views.theme import colours

_TOOLS = (
    (ShapeKind.ARROW, N_("Arrow"), "A"),
    (ShapeKind.BOX, N_("Box"), "B"),
    (ShapeKind.TEXT, N_("Words"), "W"),
    (ShapeKind.BLUR, N_("Blur"), "U"),
)
_COLOURS = (
    (RED, N_("Red")),
    ("#f0a000", N_("Orange")),
    ("#1a7f37", N_("Green")),
    ("#1558c0", N_("Blue")),
    ("#111111", N_("Black")),
)


class MarkPage(QWidget):
    """`saved` tells the copy's id, `left` that nothing is to be kept."""

    saved = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: PhotoRow | None = None
        self._before: list[Shape] = []
        self.canvas = MarkCanvas()
        self.canvas.colour = RED
        self.undo = QUndoStack(self)
        self.title = words("", "title", wrap=False)
        self.hint = words("", "caption")
        self.save = QPushButton(icon("save", colours().accent_text), _("Save the marked copy"))
        self.tools: dict[ShapeKind, QToolButton] = {}
        self._tool_group, self._colour_group = QButtonGroup(self), QButtonGroup(self)
        self._build()
        self._connect()

    def begin(self, row: PhotoRow) -> None:
        """Marks a photo; a marked copy goes on from its marks, on the photo that it was made of."""
        store = self._desk.store
        self._row = row
        self.title.setText(_("Mark %(name)s") % {"name": row.name})
        self.undo.clear()
        self._before = self._desk.attempt(lambda: marking.shapes_of(store, row.id), [])
        self.canvas.clear()
        source = row.marked_from_id or row.id
        self._desk.read(
            lambda _track: QImage(str(photos.copy_of(store, source, SCREEN_SIDE) or "")),
            partial(self._take, row),
        )
        self.canvas.setFocus()

    def leave(self) -> None:
        """Back without saving; asks when something was drawn."""
        question, yes = _("Leave without saving the marks?"), _("Leave")
        if self.undo.isClean() or self._desk.prompts.confirm(self, question, yes):
            self.left.emit()

    def use_tool(self, kind: ShapeKind) -> None:
        """What the next drag draws."""
        self.canvas.tool = kind
        self.tools[kind].setChecked(True)
        self.hint.setText(
            _("Click where the words begin.")
            if kind is ShapeKind.TEXT
            else _("Draw by dragging; drag a mark to move it, Del takes it away.")
        )

    def add_words(self, text: str, at: QPointF) -> None:
        """Puts words where they begin."""
        bottom = min(1.0, at.y() + TEXT * self._words_scale())
        shape = Shape(
            ShapeKind.TEXT, at.x(), at.y(), at.x(), bottom, text, colour=self.canvas.colour
        )
        self._change([*self.canvas.shapes, shape], _("Words"))

    def keep(self) -> None:
        """Saves the copy in a job."""
        row, shapes = self._row, list(self.canvas.shapes)
        if row is not None and shapes:
            store = self._desk.store
            self.save.setEnabled(False)
            job = self._desk.write(
                _("Marking"), lambda _track: marking.mark(store, row.id, shapes), self._kept
            )
            job.ended.connect(self._judge)

    def _kept(self, copy_id: int) -> None:
        self.undo.setClean()
        self._desk.say(_("The marked copy is saved; the photo itself stays as it came."))
        self.saved.emit(copy_id)

    def _take(self, row: PhotoRow, image: QImage) -> None:
        if not isValid(self) or row is not self._row:
            return
        if image.isNull():
            self._desk.complain(FileTrouble(Reason.NOT_A_PICTURE, path=row.name))
            self.left.emit()
            return
        self.canvas.show_picture(image)
        self.canvas.show_shapes(self._before)
        self._judge()

    def _words_scale(self) -> float:
        area = self.canvas.area()
        return max(area.width(), area.height()) / area.height()

    def _ask_words(self, at: QPointF) -> None:
        text = self._desk.prompts.text(self, _("Words on the photo"))
        if text:
            self.add_words(text, at)

    def _drawn(self, shape: Shape) -> None:
        self._change([*self.canvas.shapes, shape], _("Mark"))

    def _moved(self, place: int, shape: Shape) -> None:
        shapes = list(self._before)
        shapes[place] = shape
        self._change(shapes, _("Move"))

    def _delete(self) -> None:
        place = self.canvas.chosen
        if place >= 0:
            shapes = [shape for at, shape in enumerate(self.canvas.shapes) if at != place]
            self._change(shapes, _("Take away"))

    def _use_colour(self, colour: str) -> None:
        self.canvas.colour = colour
        place = self.canvas.chosen
        if place >= 0 and self.canvas.shapes[place].kind is not ShapeKind.BLUR:
            shapes = list(self.canvas.shapes)
            shapes[place] = replace(shapes[place], colour=colour)
            self._change(shapes, _("Colour"))

    def _change(self, after: Sequence[Shape], what: str) -> None:
        self.undo.push(_Change(self._show, self._before, list(after), what))

    def _show(self, shapes: Sequence[Shape]) -> None:
        self._before = list(shapes)
        self.canvas.show_shapes(shapes)
        self._judge()

    def _judge(self) -> None:
        if isValid(self.undo):
            self.save.setEnabled(bool(self.canvas.shapes) and not self.undo.isClean())

    def _build(self) -> None:
        back = QPushButton(icon("previous"), _("Back"))
        back.clicked.connect(lambda _checked=False: self.leave())
        self.save.setProperty("primary", True)
        self.save.setShortcut(QKeySequence(QKeySequence.StandardKey.Save))
        self.save.clicked.connect(lambda _checked=False: self.keep())
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(back)
        head.addWidget(self.title, 1)
        head.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(head)
        layout.addLayout(self._tool_bar())
        layout.addWidget(self.canvas, 1)

    def _tool_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(4)
        for kind, name, key in _TOOLS:
            button = QToolButton()
            button.setText(f"{_(name)} ({key})")
            button.setCheckable(True)
            self._tool_group.addButton(button)
            button.setShortcut(QKeySequence(key))
            button.clicked.connect(partial(self.use_tool, kind))
            bar.addWidget(button)
            self.tools[kind] = button
        bar.addSpacing(12)
        for colour, name in _COLOURS:
            bar.addWidget(self._colour_button(colour, _(name)))
        bar.addSpacing(12)
        for action, picture, keys in (
            (self.undo.createUndoAction(self, _("Undo")), "undo", ("Ctrl+Z",)),
            (self.undo.createRedoAction(self, _("Redo")), "redo", ("Ctrl+Shift+Z", "Ctrl+Y")),
        ):
            action.setIcon(icon(picture))
            action.setShortcuts([QKeySequence(key) for key in keys])
            button = QToolButton()
            button.setDefaultAction(action)
            bar.addWidget(button)
        bar.addSpacing(12)
        bar.addWidget(self.hint, 1)
        return bar

    def _colour_button(self, colour: str, name: str) -> QToolButton:
        swatch = QPixmap(16, 16)
        swatch.fill(QColor(colour))
        button = QToolButton()
        button.setIcon(QIcon(swatch))
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.setCheckable(True)
        button.setChecked(colour == RED)
        self._colour_group.addButton(button)
        button.clicked.connect(lambda _checked=False: self._use_colour(colour))
        return button

    def _connect(self) -> None:
        self.canvas.drawn.connect(self._drawn)
        self.canvas.words_wanted.connect(self._ask_words)
        self.canvas.moved.connect(self._moved)
        self.canvas.delete_wanted.connect(self._delete)
        self.undo.cleanChanged.connect(lambda _clean: self._judge())
        leave = QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self)
        leave.activated.connect(self.leave)
        self.use_tool(ShapeKind.ARROW)


class _Change(QUndoCommand):
    """All shapes before and after: there are few of them."""

    def __init__(
        self,
        show: Callable[[Sequence[Shape]], None],
        before: Sequence[Shape],
        after: Sequence[Shape],
        what: str,
    ) -> None:
        super().__init__(what)
        self._show, self._before, self._after = show, before, after

    @override
    def undo(self) -> None:
        self._show(self._before)

    @override
    def redo(self) -> None:
        self._show(self._after)
