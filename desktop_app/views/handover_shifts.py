"""The shop's shifts in a panel: name, from, to, on which weekdays; and the hour of the morning."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _, language
from desktop_app.services import shifts
from desktop_app.services.shifts import EVERY_DAY, MAX_NAME, Roster, ShiftDraft
from desktop_app.views.boxes import held, line, scrolling, stack
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field, insist
from desktop_app.views.icons import icon

_MOST = 12
_NAME_WIDTH, _TIME_WIDTH = 150, 84


class ShiftRow(QWidget):
    """One shift being edited. `removed` asks to take it out."""

    removed = Signal()

    def __init__(self, draft: ShiftDraft) -> None:
        super().__init__()
        self.code = draft.code
        self.name = Field(_("Name"), needed=True)
        self.begins = Field(_("From"), shifts.parse_time, needed=True)
        self.ends = Field(_("To"), shifts.parse_time, needed=True)
        self.days = [_day_button(place) for place in range(len(shifts.WEEKDAYS))]
        self.remove_button = QToolButton()
        self.remove_button.setIcon(icon("trash"))
        self.remove_button.setToolTip(_("Take this shift out"))
        self.remove_button.setAccessibleName(_("Take this shift out"))
        self.remove_button.clicked.connect(lambda _on=False: self.removed.emit())
        self._fill(draft)
        self._build()

    def draft(self) -> ShiftDraft:
        """As it stands now."""
        days = frozenset(place for place, day in enumerate(self.days) if day.isChecked())
        return ShiftDraft(
            self.name.text(), self.begins.text(), self.ends.text(), days, code=self.code
        )

    def fields(self) -> tuple[Field, ...]:
        return self.name, self.begins, self.ends

    def _fill(self, draft: ShiftDraft) -> None:
        for field, text in zip(self.fields(), (draft.name, draft.begins, draft.ends), strict=True):
            field.set_text(text)
        for place, day in enumerate(self.days):
            day.setChecked(place in draft.weekdays)

    def _build(self) -> None:
        self.name.edit.setMaxLength(MAX_NAME)
        self.name.setFixedWidth(_NAME_WIDTH)
        for field in (self.begins, self.ends):
            field.edit.setPlaceholderText("16:30")
            field.setFixedWidth(_TIME_WIDTH)
        days = line(*self.days, spacing=3)
        week = stack(words(_("Begins on"), "caption", wrap=False), days, None, spacing=3)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        for field in self.fields():
            layout.addWidget(field, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(week)
        layout.addWidget(self.remove_button, 0, Qt.AlignmentFlag.AlignBottom)
        layout.addStretch(1)


class ShiftsPanel(QWidget):
    """`saved` and `left` tell how it ended."""

    saved = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.rows: list[ShiftRow] = []
        self.finish_by = Field(
            _("To be finished in the morning by"), shifts.parse_time, needed=True
        )
        self.add_button = QPushButton(icon("add"), _("Add a shift"))
        self.reset_button = QPushButton(_("As delivered"))
        self.cancel_button = QPushButton(_("Cancel"))
        self.save_button = QPushButton(_("Save the shifts"))
        self.save_button.setProperty("primary", True)
        self._place = QVBoxLayout()
        self._build()

    def begin(self) -> None:
        """Shows the shop's shifts as they are."""
        self._show(shifts.roster(self._desk.store))
        if self.rows:
            self.rows[0].name.edit.setFocus()

    def save(self) -> bool:
        """Stores what was typed; False, with the fault shown, when it isn't shifts."""
        fields = [field for row in self.rows for field in row.fields()]
        if not insist(*fields, self.finish_by):
            return False
        drafts = [row.draft() for row in self.rows]
        made = self._desk.attempt(
            lambda: shifts.save(self._desk.store, drafts, self.finish_by.text())
        )
        if made is not None:
            self._desk.say(_("The shifts are saved. Sheets that were written keep theirs."))
            self.saved.emit()
        return made is not None

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _show(self, roster: Roster) -> None:
        drafts = [
            ShiftDraft(
                shift.name,
                f"{shift.begins:%H:%M}",
                f"{shift.ends:%H:%M}",
                shift.weekdays,
                code=shift.code,
            )
            for shift in roster.shifts
        ]
        self._fill(drafts)
        self.finish_by.set_text(f"{roster.finish_by:%H:%M}")

    def _fill(self, drafts: Sequence[ShiftDraft]) -> None:
        for row in list(self.rows):
            self._take_out(row)
        for draft in drafts:
            self._add(draft)

    def _add(self, draft: ShiftDraft) -> ShiftRow:
        row = ShiftRow(draft)
        row.removed.connect(lambda: self._take_out(row))
        self.rows.append(row)
        self._place.addWidget(row)
        self._count()
        return row

    def _add_new(self) -> None:
        self._add(ShiftDraft("", "", "", EVERY_DAY)).name.edit.setFocus()

    def _take_out(self, row: ShiftRow) -> None:
        self.rows.remove(row)
        self._place.removeWidget(row)
        row.hide()
        row.deleteLater()
        self._count()

    def _count(self) -> None:
        self.add_button.setEnabled(len(self.rows) < _MOST)
        for row in self.rows:
            row.remove_button.setEnabled(len(self.rows) > 1)

    def _reset(self) -> None:
        self._show(shifts.shipped())

    def _build(self) -> None:
        hint = words(
            _(
                "A shift that ends at or before the time it begins at ends on the next day. Shifts"
                " may overlap."
            ),
            "caption",
        )
        self._place.setSpacing(10)
        self.finish_by.setMaximumWidth(260)
        self.add_button.clicked.connect(lambda _on=False: self._add_new())
        self.reset_button.clicked.connect(lambda _on=False: self._reset())
        self.cancel_button.clicked.connect(lambda _on=False: self.left.emit())
        self.save_button.clicked.connect(lambda _on=False: self.save())
        inner = stack(
            words(_("Shifts"), "title", wrap=False),
            hint,
            self._place,
            line(self.add_button, None),
            self.finish_by,
            None,
            spacing=12,
        )
        inner.setContentsMargins(0, 0, 8, 0)
        buttons = line(self.reset_button, None, self.cancel_button, self.save_button)
        area = scrolling(held(inner))
        layout = stack(area, buttons, grows=area)
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)


def _day_button(place: int) -> QToolButton:
    locale = QLocale(language())
    made = QToolButton()
    made.setCheckable(True)
    made.setProperty("look", "day")
    made.setText(locale.dayName(place + 1, QLocale.FormatType.NarrowFormat))
    name = locale.dayName(place + 1)
    made.setToolTip(name)
    made.setAccessibleName(name)
    made.setFixedSize(30, 30)
    return made
