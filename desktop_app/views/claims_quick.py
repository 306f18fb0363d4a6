"""Quick entry: pasted lines or rows become drafts, seen before they are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QPlainTextEdit, QPushButton, QStackedWidget
from shiboken6 import isValid
from typing_extensions import override

from desktop_app.core import texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Topic
from desktop_app.core.labels import label
from desktop_app.core.track import Track
from desktop_app.services import couriers, quick_entry
from desktop_app.services.quick_entry import Entered, EntryRow
from desktop_app.services.store import Changes
from desktop_app.views import boxes, cards
from desktop_app.views.claims_list import Wanted
from desktop_app.views.claims_quick_form import EntryForm
from desktop_app.views.claims_words import amount
from desktop_app.views.desk import Desk, Errand
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.list_pane import Empty, empty_place
from desktop_app.views.rows_model import Column
from desktop_app.views.tab import Tab
from desktop_app.views.theme import Tone

_PAUSE_MS = 400
_NEEDS = {
    "source": N_("no number"),
    "kind": N_("no kind"),
    "courier": N_("no courier"),
    "amount": N_("no amount"),
}


@dataclass(frozen=True)
class Draft:
    """A row of the list: what was read, and why it was refused when it was entered."""

    id: int
    row: EntryRow
    refused: str = ""
    courier_name: str = ""

    @property
    def state(self) -> str:
        """What hinders it, in a few words; that it is ready when nothing does."""
        if self.refused:
            return _("Refused")
        if self.row.error is not None:
            return _("Not understood")
        if len(self.row.missing) > 1:
            return _("Incomplete")
        if self.row.missing:
            return _(_NEEDS[self.row.missing[0]])
        return _("Has a claim") if self.row.others else _("Ready")

    @property
    def ready(self) -> bool:
        """Whether it can be entered without a further word."""
        return not (self.row.error or self.row.missing or self.row.others)

    def tone(self) -> Tone:
        if self.refused or self.row.error is not None:
            return Tone.BAD
        return Tone.GOOD if self.ready else Tone.WARN

    def story(self) -> str:
        """Why it isn't ready, as a sentence."""
        if self.refused:
            return self.refused
        if self.row.error is not None:
            return texts.sentence(self.row.error)
        if self.row.missing:
            return _(", ").join(_(_NEEDS[name]) for name in self.row.missing)
        others = _(", ").join(self.row.others)
        return _("The same parcel is in %(others)s too.") % {"others": others} if others else ""


_COLUMNS: tuple[Column[Draft], ...] = (
    Column("state", N_("State"), lambda d: d.state, 110, tone=Draft.tone, tip=Draft.story),
    Column("tracking", N_("Tracking no."), lambda d: d.row.tracking, 146),
    Column("kind", N_("Claim for"), lambda d: label(d.row.kind) if d.row.kind else "", 80),
    Column("courier", N_("Courier"), lambda d: d.courier_name, 90),
    Column(
        "amount",
        N_("Value"),
        lambda d: amount(d.row.amount_minor, d.row.currency),
        80,
        right=True,
    ),
    Column(
        "freight",
        N_("Freight"),
        lambda d: amount(d.row.freight_minor, d.row.currency),
        72,
        right=True,
    ),
    Column("order_no", N_("Order no."), lambda d: d.row.order_no, 176),
    Column("text", N_("As pasted"), lambda d: d.row.text, 300),
)


class QuickPage(Tab):
    """`listed` asks to show the claims that were entered."""

    topics = frozenset({Topic.COURIERS})
    listed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.box = QPlainTextEdit()
        self.model: HeldRows[Draft] = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "quick-entry", _("Drafts read from the text"))
        self.form = EntryForm(desk)
        self.tally = cards.words("", "caption", wrap=False)
        self.doubles = QCheckBox(_("also those whose parcel has a claim"))
        self.enter_button = QPushButton()
        self._names: dict[str, str] = {}
        self._asked = 0
        self._next_id = 1
        self._entered: list[int] = []
        self._side, self._rows = QStackedWidget(), QStackedWidget()
        self._build()
        self._connect()
        self._tell()
        self.setFocusProxy(self.box)

    @override
    def refresh(self, changes: Changes) -> None:
        self._names = dict(couriers.choices(self.desk.store))

    @override
    def run_errand(self, errand: Errand) -> None:
        """Puts a text into the box."""
        self.box.setPlainText(errand.thing)
        self.read()

    def read(self) -> None:
        """Reads the text anew; what was changed by hand in the drafts is lost."""
        self._later.stop()
        text, store = self.box.toPlainText(), self.desk.store
        self._asked += 1
        self.desk.read(
            lambda _track: quick_entry.read(store, text), partial(self._take, self._asked)
        )

    def enter(self) -> None:
        """Writes what is ready into the ledger, each row by itself."""
        chosen = self._to_enter()
        if not chosen:
            return
        store, doubles = self.desk.store, self.doubles.isChecked()
        rows = [draft.row for draft in chosen]

        def work(track: Track) -> list[Entered]:
            return quick_entry.enter(store, rows, allow_duplicate=doubles, track=track)

        self.enter_button.setEnabled(False)
        self.desk.write(_("Entering claims"), work, partial(self._settle, chosen))

    def _to_enter(self) -> list[Draft]:
        doubles = self.doubles.isChecked()
        return [
            draft
            for draft in self.model.held()
            if not (draft.row.error or draft.row.missing) and (doubles or not draft.row.others)
        ]

    def _settle(self, chosen: list[Draft], results: list[Entered]) -> None:
        """What was entered leaves the list; what was refused stays, with its reason."""
        left = {draft.id: draft for draft in self.model.held()}
        self._entered = []
        for draft, result in zip(chosen, results, strict=True):
            if result.claim is not None:
                self._entered.append(result.claim.row.id)
                left.pop(draft.id, None)
            elif result.error is not None:
                left[draft.id] = self._draft(result.row, draft.id, texts.sentence(result.error))
        self._show(list(left.values()))
        if not left:
            self.box.clear()
        words = ngettext(
            "%(count)s claim entered.", "%(count)s claims entered.", len(self._entered)
        )
        tone = Tone.WARN if len(self._entered) < len(results) else Tone.GOOD
        self.desk.say(words % {"count": len(self._entered)}, tone)
        if self._entered and not left:
            self.listed.emit(Wanted(ids=frozenset(self._entered)))

    def _take(self, asked: int, rows: list[EntryRow]) -> None:
        if asked == self._asked and isValid(self):
            self._next_id = 1
            self._show([self._draft(row) for row in rows])
            if rows:
                self.view.selectRow(0)

    def _draft(self, row: EntryRow, row_id: int = 0, refused: str = "") -> Draft:
        if not row_id:
            row_id, self._next_id = self._next_id, self._next_id + 1
        name = self._names.get(row.courier, row.courier)
        if not name and row.known_order:
            name = _("that of the order")
        return Draft(row_id, row, refused, name)

    def _show(self, drafts: list[Draft]) -> None:
        self.model.show_rows(drafts)
        self._rows.setCurrentIndex(1 if drafts else 0)
        self._pick(None)
        self._tell()

    def _pick(self, draft: Draft | None) -> None:
        self._side.setCurrentIndex(1 if draft is not None else 0)
        if draft is not None:
            self.form.show_row(draft.id, draft.row, draft.story())

    def _change(self, row_id: int, row: EntryRow) -> None:
        """A draft as the person changed it in the form."""
        self.model.put(self._draft(row, row_id))
        now = next(draft for draft in self.model.held() if draft.id == row_id)
        self.form.show_story(now.story())
        self._tell()

    def _tell(self) -> None:
        drafts, count = self.model.held(), len(self._to_enter())
        doubles = sum(bool(draft.row.others) for draft in drafts)
        open_ones = sum(bool(draft.row.error or draft.row.missing) for draft in drafts)
        parts = [
            ngettext("%(count)s row read", "%(count)s rows read", len(drafts))
            % {"count": len(drafts)}
        ]
        if open_ones:
            parts.append(_("%(count)s not complete") % {"count": open_ones})
        if doubles:
            parts.append(_("%(count)s with a claim already") % {"count": doubles})
        self.tally.setText(" · ".join(parts) if drafts else "")
        self.doubles.setVisible(bool(doubles))
        words = ngettext("Enter %(count)s claim", "Enter %(count)s claims", count)
        self.enter_button.setText(words % {"count": count})
        self.enter_button.setEnabled(count > 0)

    def _connect(self) -> None:
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self.read)
        self.box.textChanged.connect(self._later.start)
        self.view.picked.connect(self._pick)
        self.view.opened.connect(lambda _row: self.form.begin())
        self.form.revised.connect(self._change)
        self.doubles.clicked.connect(self._tell)
        self.enter_button.clicked.connect(self.enter)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.enter)

    def _build(self) -> None:
        self.box.setPlaceholderText(
            _(
                "Paste chat lines, one parcel a line, or rows copied from a spreadsheet with"
                " their headings:"
            )
            + "\n9831745985570 丢件理赔54.9元 运费7元\n圆通 YT1234567890123 破损 赔30"
        )
        self.box.setAccessibleName(_("Text with parcels to claim for"))
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(112)
        nothing = Empty(
            _("Nothing read yet"),
            _("Each line becomes a draft here. Nothing is written until you enter it."),
            "paste",
        )
        self._rows.addWidget(empty_place(nothing))
        self._rows.addWidget(self.view)
        hint = Empty(_("Choose a row"), _("Complete or correct it here."), "pen")
        self._side.addWidget(empty_place(hint))
        self._side.addWidget(self.form)
        self.enter_button.setToolTip(_("Ctrl+Enter"))
        foot = boxes.line(self.tally, None, self.doubles, self.enter_button)
        left = boxes.held(boxes.stack(self.box, self._rows, foot, grows=self._rows))
        split = boxes.split(left, self._side, (820, 420))
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 1)
        boxes.page(self, boxes.stack(split, grows=split))
