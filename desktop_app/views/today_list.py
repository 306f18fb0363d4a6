"""The day's list: painted rows, walked through by keys, whose times run down without repainting."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from desktop_app.services.today_rows import Todo
from desktop_app.views import today_words
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone, colours, scaled
from desktop_app.views.today_model import Entry, Head, More, Thing, TodayModel, more_words

_ROW, _HEAD, _MORE = 38, 44, 32
_CHIP = 22
_SIDE, _GAP = 14, 14
_TICK_MS = 1000
_Index = QModelIndex | QPersistentModelIndex
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class Columns:
    """Where the parts of a row stand in a list of some width."""

    def __init__(self, area: QRect, wanted: tuple[int, int]) -> None:
        width = area.width() - 2 * _SIDE
        chip = min(wanted[0], width * 18 // 100)
        who = min(wanted[1], width * 28 // 100)
        due = min(170, max(104, width * 14 // 100))
        left, top, height = area.x() + _SIDE, area.y(), area.height()
        self.chip = QRect(left, top, chip, height)
        self.who = QRect(left + chip + _GAP, top, who, height)
        self.due = QRect(area.right() - _SIDE - due, top, due, height)
        start = self.who.right() + _GAP
        self.next = QRect(start, top, self.due.x() - _GAP - start, height)


class TodayCells(QStyledItemDelegate):
    """Paints heads, things and what is left over."""

    def __init__(self, now: Callable[[], datetime], parent: QListView) -> None:
        super().__init__(parent)
        self._now = now
        self.wanted = (0, 0)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        entry = _entry(index)
        height = _HEAD if isinstance(entry, Head) else _MORE if isinstance(entry, More) else _ROW
        return QSize(80, height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        entry, area = _entry(index), QRect(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(entry, Head):
            self._head(painter, area, option.font, entry, first=index.row() == 0)
        elif entry is not None:
            _ground(painter, area, option.state)
            if isinstance(entry, Thing):
                self._thing(painter, area, option.font, entry.todo)
            else:
                _more(painter, area, option.font, entry)
        painter.restore()

    def _head(
        self, painter: QPainter, area: QRect, font: QFont, head: Head, *, first: bool
    ) -> None:
        shades, group = colours(), head.group
        if not first:
            painter.setPen(QPen(QColor(shades.line), 1))
            painter.drawLine(area.x() + _SIDE, area.y() + 5, area.right() - _SIDE, area.y() + 5)
        line = area.adjusted(_SIDE, 10, -_SIDE, 0)
        picture = today_words.GROUPS[group.group][1]
        mark = icon(picture, shades.muted, 16)
        mark.paint(painter, QRect(line.x(), line.y(), 16, line.height()))
        title = today_words.group_title(group.group)
        bold = scaled(font, 1.06, bold=True)
        rest = _write(painter, line.adjusted(26, 0, 0, 0), title, bold, shades.text)
        rest = _write(painter, rest, f"{group.count:,}", font, shades.muted)
        for said, tone in today_words.tally(group):
            rest = _write(painter, rest, said, font, shades.tones[tone][1])

    def _thing(self, painter: QPainter, area: QRect, font: QFont, todo: Todo) -> None:
        shades, columns, now = colours(), Columns(area, self.wanted), self._now()
        _chip(painter, columns.chip, font, today_words.chip(todo))
        strong = _strong(font)
        who, number = today_words.who(todo), today_words.number(todo)
        room = columns.who
        wide = QFontMetrics(font).horizontalAdvance(number) + _GAP if number else 0
        share = room.width() - wide if wide <= room.width() // 2 + 20 else room.width() * 45 // 100
        name = QRect(room.x(), room.y(), share, room.height())
        shown = _cut(who, strong, name.width())
        _draw(painter, name, shown, strong, shades.text)
        after = QFontMetrics(strong).horizontalAdvance(shown) + 8
        _draw(
            painter,
            room.adjusted(after, 0, 0, 0),
            _cut(number, font, room.width() - after),
            font,
            shades.muted,
        )
        step = _cut(today_words.sentence(todo), font, columns.next.width())
        _draw(painter, columns.next, step, font, shades.text)
        words = today_words.due(todo, now)
        if words:
            tone = today_words.due_tone(todo, now)
            _chip(painter, columns.due, font, (words, tone), right=True)


class TodayList(QListView):
    """`opened` and `finished` name what Enter and D were pressed on; `picked` what is looked at."""

    opened = Signal(object)
    finished = Signal(object)
    picked = Signal(object)

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self._shown: dict[tuple[str, int], str] = {}
        self.rows = TodayModel(now, self)
        self.setModel(self.rows)
        self._cells = TodayCells(now, self)
        self.setItemDelegate(self._cells)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.doubleClicked.connect(self._open)
        self.selectionModel().currentChanged.connect(
            lambda current, _before: self.picked.emit(self.rows.at(current))
        )
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.count_down)
        self._timer.start()

    def show_entries(self, found: list[Entry]) -> None:
        """Shows other rows: what was chosen stays so, else what has come to its place."""
        current = self.currentIndex()
        before, place = self.rows.at(current), current.row()
        scrolled = self.verticalScrollBar().value()
        self._cells.wanted = _wanted(found, self.font())
        self.rows.show_entries(found)
        kept = self.rows.place_of(before.key) if before is not None else -1
        if kept < 0:
            kept = self.rows.nearest(max(0, place))
        if kept >= 0:
            self.setCurrentIndex(self.rows.index(kept))
        self.verticalScrollBar().setValue(scrolled)
        self.picked.emit(self.entry())

    def entry(self) -> Entry | None:
        """What is chosen."""
        return self.rows.at(self.currentIndex())

    def choose(self, key: tuple[str, int]) -> bool:
        """Chooses something by its key; False when it isn't in the list."""
        place = self.rows.place_of(key)
        if place >= 0:
            self.setCurrentIndex(self.rows.index(place))
        return place >= 0

    def count_down(self) -> None:
        """Paints the times anew that say something else now, and nothing else of the list."""
        if not self.isVisible():
            return
        now = self._now()
        fresh: dict[tuple[str, int], str] = {}
        for index in self._in_sight():
            entry = self.rows.at(index)
            if isinstance(entry, Thing) and entry.todo.day is None and entry.todo.due is not None:
                words = fresh[entry.key] = today_words.due(entry.todo, now)
                if self._shown.get(entry.key, "") != words:
                    area = self.visualRect(index)
                    self.viewport().update(Columns(area, self._cells.wanted).due)
        self._shown = fresh

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if plain and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif plain and event.key() == Qt.Key.Key_D:
            entry = self.entry()
            if isinstance(entry, Thing):
                self.finished.emit(entry.todo)
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _open(self, index: _Index) -> None:
        entry = self.rows.at(index)
        if isinstance(entry, Thing | More):
            self.opened.emit(entry)

    def _in_sight(self) -> list[QModelIndex]:
        area = self.viewport().rect()
        start = max(0, self.indexAt(area.topLeft()).row())
        found = []
        for place in range(start, len(self.rows.entries)):
            index = self.rows.index(place)
            if self.visualRect(index).y() > area.bottom():
                break
            found.append(index)
        return found


def _wanted(found: list[Entry], font: QFont) -> tuple[int, int]:
    """How wide the chips and the names of these rows would like to stand."""
    plain, strong = QFontMetrics(font), QFontMetrics(_strong(font))
    things = [entry.todo for entry in found if isinstance(entry, Thing)]
    chips = (plain.horizontalAdvance(today_words.chip(todo)[0]) + 22 for todo in things)
    names = (
        strong.horizontalAdvance(today_words.who(todo))
        + plain.horizontalAdvance(today_words.number(todo))
        + 14
        for todo in things
    )
    return max(chips, default=0), max(names, default=0)


def _strong(font: QFont) -> QFont:
    made = QFont(font)
    made.setWeight(QFont.Weight.DemiBold)
    return made


def _entry(index: _Index) -> Entry | None:
    model = index.model()
    return model.at(index) if isinstance(model, TodayModel) else None


def _ground(painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    under = bool(state & QStyle.StateFlag.State_MouseOver)
    if not chosen and not under:
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().accent_soft if chosen else colours().hover))
    painter.drawRoundedRect(area.adjusted(4, 1, -4, -1), 6, 6)


def _more(painter: QPainter, area: QRect, font: QFont, more: More) -> None:
    room = area.adjusted(_SIDE + 10, 0, -_SIDE, 0)
    _draw(painter, room, more_words(more), font, colours().accent)


def _chip(
    painter: QPainter, room: QRect, font: QFont, said: tuple[str, Tone], *, right: bool = False
) -> None:
    words, tone = said
    shown = _cut(words, font, room.width() - 20)
    width = QFontMetrics(font).horizontalAdvance(shown) + 20
    left = room.right() - width + 1 if right else room.x()
    box = QRect(left, room.center().y() - _CHIP // 2 + 1, width, _CHIP)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours().ground(tone))
    painter.drawRoundedRect(box, _CHIP / 2, _CHIP / 2)
    painter.setFont(font)
    painter.setPen(colours().ink(tone))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)


def _cut(words: str, font: QFont, width: int) -> str:
    return QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, max(0, width))


def _draw(painter: QPainter, room: QRect, words: str, font: QFont, ink: str) -> None:
    painter.setFont(font)
    painter.setPen(QColor(ink))
    painter.drawText(room, _LEFT | Qt.TextFlag.TextSingleLine, words)


def _write(painter: QPainter, room: QRect, words: str, font: QFont, ink: str) -> QRect:
    """Writes words and returns the room that is left beside them."""
    _draw(painter, room, words, font, ink)
    return room.adjusted(QFontMetrics(font).horizontalAdvance(words) + 10, 0, 0, 0)
