"""Writing a report to the factory: which cases, which photos, what is asked (R19)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QLabel, QListView, QListWidget, QListWidgetItem, QPushButton, QWidget
from shiboken6 import isValid

from desktop_app.core import anonymous, dates
from desktop_app.core.i18n import _
from desktop_app.core.kinds import EvidenceRole, Finding
from desktop_app.core.labels import label_of
from desktop_app.core.track import Track
from desktop_app.services import feedbacks, quality_cases, thumbnails
from desktop_app.services.feedbacks import FeedbackDetail, FeedbackDraft
from desktop_app.services.quality_cases import CaseFact, PhotoFact
from desktop_app.views import boxes, quality_words
from desktop_app.views.cards import words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field, NoteField

_SIDE = 96
_LIST, _LINE = 168, 24
Found = tuple[list[CaseFact], list[tuple[PhotoFact, Path | None]]]


class FeedbackForm(QWidget):
    """`made` tells the number of the report that was written; `left` that none was."""

    made = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._model, self._days, self._no = "", 14, ""
        self._asked = 0
        self._chosen: tuple[frozenset[int], frozenset[int]] | None = None
        self._verified: frozenset[int] = frozenset()
        self.title = words("", "heading")
        self.asked = NoteField(_("What we ask the factory for") + " *", lines=4)
        self.batch = Field(_("Batch, if it is known"))
        self.cases, self.photos = QListWidget(), QListWidget()
        self.about = words("", "caption")
        self.fault = QLabel()
        self.save = QPushButton(_("Make the report"))
        self._build()

    def begin(
        self, model: str, title: str, days: int, case_ids: Sequence[int], batch: str = ""
    ) -> None:
        """A new report on these cases."""
        self._start(model, title, days, "", None)
        self.asked.set_text("")
        self.batch.set_text(batch)
        self.batch.setEnabled(True)
        self._read(case_ids)

    def begin_from(self, detail: FeedbackDetail, more: Sequence[int] = ()) -> None:
        """A report that wasn't sent yet, to be changed; ``more`` cases can be added."""
        row = detail.row
        chosen = (frozenset(detail.case_ids), frozenset(detail.photo_ids))
        self._start(row.model, row.title, 0, row.no, chosen)
        self.asked.set_text(row.what)
        self.batch.set_text(row.batch)
        self.batch.setEnabled(False)
        self._read(list(dict.fromkeys([*detail.case_ids, *more])))

    def keep(self) -> None:
        """Makes the report, or changes the one that was opened."""
        draft = FeedbackDraft(
            model=self._model,
            what=self.asked.text(),
            case_ids=tuple(_ticked(self.cases)),
            photo_ids=tuple(_ticked(self.photos)),
            batch=self.batch.text(),
            days=self._days or None,
        )
        store, no = self._desk.store, self._no
        if no:
            done = self._desk.attempt(lambda: feedbacks.rewrite(store, no, draft))
        else:
            done = self._desk.attempt(lambda: feedbacks.make(store, draft))
        if done is not None:
            self._desk.say(_("%(no)s is made; print it or save it as PDF.") % {"no": done.row.no})
            self.made.emit(done.row.no)

    def _start(
        self,
        model: str,
        title: str,
        days: int,
        no: str,
        chosen: tuple[frozenset[int], frozenset[int]] | None,
    ) -> None:
        self._model, self._days, self._no, self._chosen = model, days, no, chosen
        shown = quality_words.name(model, title)
        heading = no or _("Report to the factory")
        self.title.setText(_("%(what)s: %(more)s") % {"what": heading, "more": shown})
        self.save.setText(_("Save the report") if no else _("Make the report"))
        self.cases.clear()
        self.photos.clear()

    def _read(self, case_ids: Sequence[int]) -> None:
        self._asked += 1
        store, ids = self._desk.store, tuple(case_ids)

        def work(_track: Track) -> Found:
            facts = sorted(quality_cases.rows(store, ids), key=lambda row: row.opened_at)
            photos = quality_cases.photos(store, [fact.id for fact in facts])
            return facts, [(one, thumbnails.thumbnail(store, one.id)) for one in photos]

        self._desk.read(work, partial(self._take, self._asked))

    def _take(self, asked: int, found: Found) -> None:
        if asked != self._asked or not isValid(self):
            return
        facts, photos = found
        self._verified = frozenset(
            fact.id for fact in facts if fact.finding in {Finding.REAL, Finding.MAJOR}
        )
        letters: dict[str, str] = {}
        of_case: dict[int, str] = {}
        self.cases.blockSignals(True)
        for fact in facts:
            letter = letters.setdefault(fact.person, anonymous.letter(len(letters)))
            of_case[fact.id] = letter
            on = fact.finding != Finding.NOT_REAL
            on = fact.id in self._chosen[0] if self._chosen else on
            self.cases.addItem(_item(fact.id, _line(letter, fact), on=on))
        self.cases.blockSignals(False)
        for photo, file in photos:
            role = label_of(EvidenceRole, photo.role)
            text = " · ".join(filter(None, (of_case.get(photo.case_id, ""), role)))
            on = photo.id in self._chosen[1] if self._chosen else photo.shows_goods
            item = _item(photo.id, text, on=on)
            item.setIcon(QIcon(QPixmap(str(file))) if file is not None else QIcon())
            item.setSizeHint(QSize(_SIDE + 34, _SIDE + 20))
            self.photos.addItem(item)
        self.photos.setVisible(bool(photos))
        self._judge()
        self.asked.edit.setFocus()

    def _judge(self) -> None:
        """Says how many are chosen, and what is missing before it can be made."""
        ticked = _ticked(self.cases)
        told = {"cases": len(ticked), "photos": len(_ticked(self.photos))}
        self.about.setText(_("%(cases)s cases and %(photos)s photos go into the report.") % told)
        missing = ""
        if not ticked:
            missing = _("Choose at least one case.")
        elif not self._verified & {*ticked}:
            missing = _("None of these defects was verified; look at one of them first.")
        elif not self.asked.text():
            missing = _("Write what you ask the factory for.")
        self.fault.setText(missing)
        self.fault.setVisible(bool(missing))
        self.save.setEnabled(not missing)

    def _build(self) -> None:
        self.cases.setAccessibleName(_("Cases in the report"))
        self.cases.setWordWrap(False)
        self.cases.setFixedHeight(_LIST)
        self.photos.setAccessibleName(_("Photos in the report"))
        self.photos.setViewMode(QListView.ViewMode.IconMode)
        self.photos.setMovement(QListView.Movement.Static)
        self.photos.setResizeMode(QListView.ResizeMode.Adjust)
        self.photos.setIconSize(QSize(_SIDE, _SIDE))
        self.photos.setSpacing(4)
        self.photos.setFixedHeight(2 * (_SIDE + 30))
        self.fault.setProperty("role", "caption")
        self.fault.setWordWrap(True)
        self.save.setProperty("primary", True)
        self.save.clicked.connect(lambda _on=False: self.keep())
        for part in (self.cases, self.photos):
            part.itemChanged.connect(lambda _item: self._judge())
        self.asked.changed.connect(self._judge)
        hint = _(
            "Buyers are called A, B, C… in the report; names, phones and IDs stay here. Photos of"
            " waybills and chats aren't chosen by themselves, since they show who the buyer is."
        )
        inner = boxes.stack(
            words(hint, "caption"),
            self.asked,
            self.batch,
            words(_("Cases"), "caption"),
            self.cases,
            words(_("Photos"), "caption"),
            self.photos,
            None,
        )
        inner.setContentsMargins(0, 0, 6, 0)
        area = boxes.scrolling(boxes.held(inner))
        layout = boxes.stack(
            self.title,
            area,
            self.about,
            self.fault,
            boxes.line(button(_("Cancel"), self.left.emit), None, self.save),
            grows=area,
        )
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)


def _item(thing: int, text: str, *, on: bool) -> QListWidgetItem:
    item = QListWidgetItem(text)
    item.setData(Qt.ItemDataRole.UserRole, thing)
    item.setToolTip(text)
    item.setSizeHint(QSize(0, _LINE))
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
    return item


def _ticked(part: QListWidget) -> list[int]:
    items = [part.item(row) for row in range(part.count())]
    return [
        int(item.data(Qt.ItemDataRole.UserRole))
        for item in items
        if item.checkState() == Qt.CheckState.Checked
    ]


def _line(letter: str, fact: CaseFact) -> str:
    found = label_of(Finding, fact.finding) or _("Not looked at")
    note = " ".join(fact.note.split())
    parts = (letter, dates.day(fact.opened_at.astimezone().date()), found, fact.variant, note)
    return " · ".join(part for part in parts if part)
