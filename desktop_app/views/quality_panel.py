"""A model's cases, to be looked at one by one before the factory is told (R12, R19)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QWidget
from shiboken6 import isValid

from desktop_app.core import dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Cause, Finding
from desktop_app.core.labels import label_of
from desktop_app.services import case_acts, quality_cases
from desktop_app.services.quality_cases import CaseFact
from desktop_app.views import boxes, quality_words
from desktop_app.views.cards import words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk, Room
from desktop_app.views.flow import FlowLayout
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.icons import icon
from desktop_app.views.list_pane import FilterChips
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import colours

_LEAST_ROWS_PX = 130
DEFECTS, OPINIONS = "defects", "opinions"
_KEYS = {"1": Finding.REAL.value, "2": Finding.MAJOR.value, "3": Finding.NOT_REAL.value, "0": ""}
_COLUMNS = (
    Column[CaseFact](
        "finding",
        N_("Finding"),
        lambda row: label_of(Finding, row.finding),
        118,
        "finding",
        tone=lambda row: quality_words.FINDING_TONES.get(row.finding),
    ),
    Column[CaseFact](
        "opened", N_("Opened"), lambda row: dates.moment(row.opened_at), 112, "opened_at"
    ),
    Column[CaseFact]("buyer", N_("Buyer"), lambda row: row.buyer, 110, "buyer"),
    Column[CaseFact]("note", N_("What the buyer says"), lambda row: row.note, 200, "note"),
    Column[CaseFact](
        "photos", N_("Photos"), lambda row: str(row.photos or ""), 62, "photos", right=True
    ),
    Column[CaseFact]("cause", N_("Cause"), lambda row: label_of(Cause, row.cause), 96, "cause"),
    Column[CaseFact]("variant", N_("Variant"), lambda row: row.variant, 100, "variant"),
    Column[CaseFact]("batch", N_("Production batch"), lambda row: row.batch, 80, "batch"),
    Column[CaseFact]("told", N_("Factory told"), lambda row: quality_words.told(row.told), 130),
    Column[CaseFact]("no", N_("Case"), lambda row: row.no, 132, "no"),
)


class ModelPanel(QWidget):
    """`wanted` asks for a report on the cases; `left` gives the cursor back to the list."""

    wanted = Signal()
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.name = ""
        self._asked = 0
        self._ids: dict[str, tuple[int, ...]] = {DEFECTS: (), OPINIONS: ()}
        self._acts: list[int] = []
        self.title = words("", "heading")
        self.facts = words("", "caption")
        self.which = FilterChips(
            _("Cases"), [(DEFECTS, _("Defects")), (OPINIONS, _("Opinions"))], single=True
        )
        self.model: HeldRows[CaseFact] = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "quality-cases", _("Cases behind it"))
        self.finds: dict[str, QPushButton] = {}
        self.report = QPushButton(icon("note", colours().accent_text), _("Write to the factory…"))
        self.undo = button(_("Undo"), self.take_back, flat=True)
        self.open_case = button(_("Open the case"), self._open, flat=True)
        self.hint = words("", "caption")
        self._build()
        self._connect()

    def show_model(
        self, name: str, title: str, facts: str, defects: Sequence[int], opinions: Sequence[int]
    ) -> None:
        """Shows a model with the very cases that were counted."""
        if name != self.name:
            self.which.set_codes([DEFECTS if defects or not opinions else OPINIONS])
            self._acts.clear()
        self.name = name
        self._ids = {DEFECTS: tuple(defects), OPINIONS: tuple(opinions)}
        self.title.setText(quality_words.name(name, title))
        self.facts.setText(facts)
        counts = {DEFECTS: len(defects), OPINIONS: len(opinions)}
        for code, text in ((DEFECTS, _("Defects")), (OPINIONS, _("Opinions"))):
            self.which.chips[code].setText(f"{text} {counts[code]}")
        self._read()

    def cases(self) -> list[CaseFact]:
        """The cases that are shown."""
        return self.model.held()

    def note(self, finding: str) -> None:
        """Notes what was found of the chosen cases."""
        ids = self.view.ids_chosen()
        if not ids:
            self._desk.say(_("Choose cases first."))
            return
        act = self._desk.attempt(lambda: quality_cases.find(self._desk.store, ids, finding))
        if act is not None:
            self._acts.append(act)
            self._read()

    def take_back(self) -> None:
        """Takes the last finding back."""
        if self._acts:
            act = self._acts.pop()
            self._desk.attempt(lambda: case_acts.undo(self._desk.store, act))
            self._read()

    def _read(self) -> None:
        self._asked += 1
        asked, store, ids = self._asked, self._desk.store, self._ids[self._chosen()]
        self._desk.read(lambda _track: quality_cases.rows(store, ids), partial(self._take, asked))

    def _chosen(self) -> str:
        return next(iter(self.which.codes()), DEFECTS)

    def _take(self, asked: int, found: list[CaseFact]) -> None:
        if asked != self._asked or not isValid(self):
            return
        chosen = self.view.ids_chosen()
        self.model.show_rows(sorted(found, key=lambda row: row.opened_at, reverse=True))
        for row_id in chosen[:1]:
            self.view.choose(row_id)
        verified = sum(row.finding in {Finding.REAL, Finding.MAJOR} for row in found)
        buyers = len({row.person for row in found})
        told = {"verified": verified, "count": len(found), "buyers": buyers}
        self.hint.setText(
            _(
                "%(verified)s of %(count)s verified, %(buyers)s buyers. Look at the photos first;"
                " the keys 1, 2 and 3 note what was found."
            )
            % told
        )
        is_defects = self._chosen() == DEFECTS
        for part in (*self.finds.values(), self.hint, self.undo):
            part.setVisible(is_defects)
        self.undo.setEnabled(bool(self._acts))
        self.report.setEnabled(bool(self._ids[DEFECTS]))

    def _open(self) -> None:
        rows = self.view.rows_chosen()
        if rows:
            self._desk.go(Room.CASES, "show", rows[0].no)

    def _build(self) -> None:
        self.which.set_codes([DEFECTS])
        names = {code: label_of(Finding, code) or _("Not looked at") for code in _KEYS.values()}
        for key, code in _KEYS.items():
            made = button(names[code], partial(self.note, code))
            made.setToolTip(f"{names[code]} ({key})")
            self.finds[code] = made
        self.report.setProperty("primary", True)
        found = QWidget()
        flow = FlowLayout(found, spacing=6)
        for made in self.finds.values():
            flow.addWidget(made)
        self.view.setMinimumHeight(_LEAST_ROWS_PX)
        inside = boxes.stack(
            self.title,
            self.facts,
            boxes.line(self.which, None, self.open_case),
            self.view,
            self.hint,
            found,
            grows=self.view,
        )
        layout = boxes.stack(
            boxes.scrolling(boxes.held(inside)), boxes.line(self.undo, None, self.report)
        )
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.which.changed.connect(self._turned)
        self.view.opened.connect(lambda _row: self._open())
        self.report.clicked.connect(lambda _on=False: self.wanted.emit())
        for key, code in _KEYS.items():
            keys = QShortcut(QKeySequence(key), self.view)
            keys.setContext(Qt.ShortcutContext.WidgetShortcut)
            keys.activated.connect(partial(self.note, code))
        undo = QShortcut(QKeySequence(QKeySequence.StandardKey.Undo), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.take_back)
        back = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.left)

    def _turned(self) -> None:
        if not self.which.codes():
            self.which.set_codes([DEFECTS])
        self._read()
