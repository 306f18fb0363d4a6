"""The marks of a case: who follows it and when, tags, the buyer's mood, the platform."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QCompleter,
    QLineEdit,
    QPushButton,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import case_acts, case_marks
from desktop_app.services.cases import CaseDetail
from desktop_app.views import boxes
from desktop_app.views.cards import empty, words
from desktop_app.views.case_card import CaseCard, button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.case_names import CaseNames
from desktop_app.views.desk import Desk
from desktop_app.views.fields import DateField
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon

_FLAGS = (
    ("angry", N_("Buyer is angry")),
    ("silent_bad_review", N_("Silent bad review")),
    ("disputed", N_("Dispute on the platform")),
    ("lesson", N_("Keep as a lesson")),
)
_SOON = ((1, N_("Tomorrow")), (3, N_("In 3 days")), (7, N_("In a week")))
_MOOD = (
    *(N_("Very unhappy"), N_("Unhappy"), N_("So-so")),
    *(N_("Happy"), N_("Very happy")),
)


class FollowCard(CaseCard):
    """Who has the case in hand (R26), when it is looked at again, and its tags."""

    def __init__(self, desk: Desk, history: CaseHistory, names: CaseNames) -> None:
        super().__init__(desk, _("Follow-up"))
        self._history = history
        self._names = names
        self.owner = QComboBox()
        self.owner_edit = QLineEdit()
        self.owner.setEditable(True)
        self.owner.setLineEdit(self.owner_edit)
        self.owner.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.owner.setAccessibleName(_("Owner"))
        self.day = DateField(_("Look at it again on"))
        self.tag = QLineEdit()
        self.tag.setPlaceholderText(_("Add a tag, Enter keeps it"))
        self.tag.setAccessibleName(_("Add a tag"))
        self.tags: dict[str, QPushButton] = {}
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips)
        self._build()
        names.changed.connect(self._learn)

    @override
    def begin_case(self, detail: CaseDetail) -> None:
        self.tag.clear()
        self._learn()

    @override
    def fill(self, detail: CaseDetail) -> None:
        if not self.owner_edit.hasFocus():
            self.owner.setEditText(detail.row.owner)
        if not self.day.edit.hasFocus():
            self.day.set_text(detail.row.follow_up_on or "")
        if tuple(self.tags) != detail.row.tags:
            self._show_tags(detail.row.tags)

    def hand_over(self) -> None:
        """Gives the case to the person who is named."""
        name = self.owner.currentText().strip()
        if self.detail is not None and name != self.detail.row.owner:
            self._set(_("Owner: %(name)s") % {"name": name}, owner=name)

    def follow_up(self, day: date | None) -> None:
        """Says when the case is looked at again; None for no day."""
        told = day.isoformat() if day else None
        if self.detail is not None and told != self.detail.row.follow_up_on:
            self._set(
                _("Follow-up: %(day)s") % {"day": dates.day(day) if day else "–"}, follow_up_on=told
            )

    def add_tag(self) -> None:
        """Puts the tag that was typed on the case."""
        text = self.tag.text().strip()
        if text and self._tag(_("Tag: %(tag)s") % {"tag": text}, add=[text]):
            self.tag.clear()

    def remove_tag(self, text: str) -> None:
        """Takes a tag off."""
        self._tag(_("Tag taken off: %(tag)s") % {"tag": text}, remove=[text])

    def _tag(
        self, said: str, add: list[str] | None = None, remove: list[str] | None = None
    ) -> bool:
        detail = self.detail
        if detail is None:
            return False
        store, one = self.desk.store, [detail.row.id]
        done = self._history.do(said, lambda: case_acts.tag(store, one, add or (), remove or ()))
        self.changed.emit()
        return done

    def _set(self, said: str, **fields: object) -> None:
        if self.detail is not None:
            self._history.change(said, self.detail, **fields)
        self.changed.emit()

    def _learn(self) -> None:
        """Owners to choose from, and tags to complete."""
        typed = self.owner_edit.text()
        self.owner.clear()
        self.owner.addItems(self._names.owners)
        self.owner.setEditText(typed)
        known = QCompleter(self._names.tags, self.tag)
        known.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.tag.setCompleter(known)

    def _typed_day(self) -> None:
        if not self.day.fault():
            self.follow_up(self.day.day())

    def _show_tags(self, tags: tuple[str, ...]) -> None:
        empty(self._flow)
        self.tags = {}
        for text in tags:
            chip = QPushButton(icon("cross", size=12), text.replace("&", "&&"))
            chip.setProperty("filter", True)
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
            chip.setToolTip(_("Take this tag off"))
            chip.setAccessibleName(_("Take the tag %(tag)s off") % {"tag": text})
            chip.clicked.connect(lambda _checked, text=text: self.remove_tag(text))
            self._flow.addWidget(chip)
            self.tags[text] = chip
        self._chips.setVisible(bool(tags))

    def _build(self) -> None:
        self.foot.setSpacing(8)
        owner = boxes.held(
            boxes.stack(words(_("Owner"), "caption", wrap=False), self.owner, None, spacing=3)
        )
        line = boxes.line(owner, self.day)
        line.setStretch(0, 1)
        line.setStretch(1, 1)
        self.foot.addLayout(line)
        soon = [button(_(text), partial(self._soon, days), flat=True) for days, text in _SOON]
        self.foot.addLayout(boxes.line(None, *soon, spacing=4))
        self.foot.addWidget(self._chips)
        self.foot.addWidget(self.tag)
        self._chips.hide()
        self.tag.returnPressed.connect(self.add_tag)
        self.day.edit.editingFinished.connect(self._typed_day)
        self.owner_edit.editingFinished.connect(self.hand_over)
        self.owner.activated.connect(lambda _place: self.hand_over())

    def _soon(self, days: int) -> None:
        day = clock.today() + timedelta(days=days)
        self.day.set_text(day.isoformat())
        self.follow_up(day)


class MarksCard(CaseCard):
    """What sort of a case it is, besides its kind; each mark is set at once and can be undone."""

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__(desk, _("Marks"))
        self._history = history
        self.flags: dict[str, QCheckBox] = {}
        for name, text in _FLAGS:
            box = QCheckBox(_(text))
            box.clicked.connect(lambda on, name=name: self._mark(name, on=on))
            self.foot.addWidget(box)
            self.flags[name] = box
        self.platform_in = words("", "caption")
        self.step_in = button(_("The platform stepped in"), self.intervened)
        self.foot.addWidget(self.platform_in)
        self.foot.addLayout(boxes.line(self.step_in, None))

    @override
    def fill(self, detail: CaseDetail) -> None:
        row = detail.row
        for name, box in self.flags.items():
            box.setChecked(bool(detail.lesson if name == "lesson" else getattr(row, name)))
        since = detail.intervened_at
        when = {"when": dates.moment(since)} if since else {}
        self.platform_in.setText(_("The platform stepped in %(when)s") % when if when else "")
        self.platform_in.setVisible(bool(since))
        self.step_in.setVisible(since is None)

    def intervened(self) -> None:
        """The platform stepped in: it counts in the intervention rate from now on (R48)."""
        self.attempt(lambda: case_marks.intervened(self.desk.store, self.no))

    def _mark(self, name: str, *, on: bool) -> None:
        words_ = dict(_FLAGS)[name]
        if self.detail is not None:
            self._history.change(_(words_), self.detail, **{name: on})
        self.changed.emit()


class SatisfactionCard(CaseCard):
    """How happy the buyer was in the end (R51), from 1 to 5, and in words."""

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__(desk, _("Satisfaction"))
        self._history = history
        self.marks: dict[int, QPushButton] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        for mark, text in enumerate(_MOOD, 1):
            chip = QPushButton(f"{mark} {_(text)}")
            chip.setCheckable(True)
            chip.setProperty("filter", True)
            chip.clicked.connect(lambda on, mark=mark: self._rate(mark, on=on))
            self._group.addButton(chip)
            self.marks[mark] = chip
        self.note = QLineEdit()
        self.note.setPlaceholderText(_("In the buyer's words, Enter keeps it"))
        self.note.setAccessibleName(_("Satisfaction in words"))
        self.note.returnPressed.connect(self.say)
        place = QWidget()
        flow = FlowLayout(place)
        for chip in self.marks.values():
            flow.addWidget(chip)
        self.foot.setSpacing(8)
        self.foot.addWidget(place)
        self.foot.addWidget(self.note)

    @override
    def fill(self, detail: CaseDetail) -> None:
        for mark, chip in self.marks.items():
            chip.setChecked(mark == detail.row.satisfaction)
        if not self.note.hasFocus():
            self.note.setText(detail.satisfaction_note)

    def say(self) -> None:
        """Keeps the words."""
        if self.detail is not None and self.note.text().strip() != self.detail.satisfaction_note:
            said = _("Satisfaction in words")
            self._history.change(said, self.detail, satisfaction_note=self.note.text())
        self.changed.emit()

    def _rate(self, mark: int, *, on: bool) -> None:
        if self.detail is not None:
            said = _("Satisfaction: %(mark)s") % {"mark": mark if on else "–"}
            self._history.change(said, self.detail, satisfaction=mark if on else None)
        self.changed.emit()
