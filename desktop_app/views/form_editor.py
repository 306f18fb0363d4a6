"""The layout of a courier's own form: fields on the left, the paper, numbers on the right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.services import form_proofs, own_forms
from desktop_app.services.form_proofs import Proof
from desktop_app.services.own_forms import OwnForm
from desktop_app.views import cards
from desktop_app.views.desk import Desk
from desktop_app.views.form_canvas import FormCanvas
from desktop_app.views.form_draft import FormDraft
from desktop_app.views.form_numbers import NumbersCard
from desktop_app.views.form_palette import FieldPalette
from desktop_app.views.form_paper_card import PaperCard
from desktop_app.views.icons import icon
from desktop_app.views.preview import Preview
from desktop_app.views.theme import colours

_COPY_MM = 3.0


class FormEditor(QDialog):
    """Edits a kept form; nothing of it is kept before `save`. `saved` tells its code."""

    saved = Signal(str)

    def __init__(self, desk: Desk, form: OwnForm, proof: Proof, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._code = form.code
        self._proof = proof
        self.draft = FormDraft(form.layout, self)
        self.palette_panel = FieldPalette()
        self.canvas = FormCanvas(self.draft, proof)
        self.numbers = NumbersCard(self.draft)
        self.paper = PaperCard(self.draft)
        self.place = cards.words("", "caption", wrap=False)
        self.sample = cards.words("", "caption", wrap=False)
        self.page_words = QLabel()
        self._buttons: dict[str, QPushButton] = {}
        self._build()
        self._listen()
        self._show_proof(proof)
        self._refresh()
        self.resize(1260, 690)

    def save(self) -> bool:
        """Keeps the form as it is now; False where that can't be."""
        if not self.paper.name.insist():
            return False
        layout = self.draft.layout
        kept = self._desk.attempt(lambda: own_forms.save(self._desk.store, self._code, layout))
        if kept is None:
            return False
        self.draft.stack.setClean()
        self._desk.say(_("Saved: %(file)s") % {"file": kept.name})
        self.saved.emit(self._code)
        return True

    def try_out(self) -> None:
        """Writes the claim on the form as it is now, to look at and to print."""
        proof, layout = self._proof, self.draft.layout
        target = form_proofs.proof_file(self._desk.store)

        def work(_track: Track) -> Path:
            return proof.write(layout, target)

        self._desk.write(_("Making a test page"), work, self._show_test)

    def copy_chosen(self) -> None:
        """Puts another of the chosen fields a little below them."""
        pages, fields = self.draft.layout.pages, self.draft.layout.fields
        copies = [fields[place] for place in self.canvas.chosen()]
        first = len(fields)
        moved = tuple(
            own_forms.onto(replace(one, x_mm=one.x_mm + _COPY_MM, y_mm=one.y_mm + _COPY_MM), pages)
            for one in copies
        )
        if moved:
            layout = replace(self.draft.layout, fields=(*fields, *moved))
            self.draft.put(layout, _("Place a field"))
            self.canvas.choose(range(first, first + len(moved)))

    @override
    def done(self, result: int) -> None:
        """Takes the test page away: it has a real claim's words."""
        form_proofs.forget(self._desk.store)
        super().done(result)

    @override
    def reject(self) -> None:
        """Closes, after asking where something isn't saved."""
        question = _("Close without saving the form?")
        detail = _("What was changed since it was saved is lost.")
        if self.draft.stack.isClean() or self._desk.prompts.confirm(
            self, question, _("Close without saving"), detail
        ):
            super().reject()

    def _show_test(self, written: Path) -> None:
        title = _("Test page: %(form)s") % {"form": self.draft.layout.name}
        preview = self._desk.attempt(lambda: Preview(self._desk, written, title, self))
        if preview is not None:
            preview.open()

    def _show_proof(self, proof: Proof) -> None:
        self._proof = proof
        self.canvas.take_proof(proof)
        self.palette_panel.show_offers(proof.offers())
        said = _("Shown with the words of claim %(no)s") % {"no": proof.no}
        self.sample.setText(said if proof.no else _("Shown with invented words"))
        self._mark()

    def _refresh(self, _clean: object = None) -> None:
        """What depends on the draft as a whole."""
        layout, stack = self.draft.layout, self.draft.stack
        star = "" if stack.isClean() else " *"
        self.setWindowTitle(_("Form: %(name)s") % {"name": layout.name} + star)
        self._buttons["undo"].setEnabled(stack.canUndo())
        self._buttons["redo"].setEnabled(stack.canRedo())
        numbers = {"number": self.canvas.page + 1, "count": len(layout.pages)}
        self.page_words.setText(_("Page %(number)s of %(count)s") % numbers)
        for name, able in (
            ("previous", self.canvas.page > 0),
            ("next", self.canvas.page + 1 < len(layout.pages)),
        ):
            self._buttons[name].setEnabled(able)
            self._buttons[name].setVisible(len(layout.pages) > 1)
        self.page_words.setVisible(len(layout.pages) > 1)
        self._mark()
        if layout.language != self._proof.language:
            self._ask_for_words(layout.language)

    def _ask_for_words(self, language: str) -> None:
        store, no = self._desk.store, self._proof.no
        self._desk.read(lambda _track: Proof(store, language, no), self._take_words)

    def _take_words(self, proof: Proof) -> None:
        if proof.language == self.draft.layout.language:
            self._show_proof(proof)
            self._show_chosen()

    def _mark(self) -> None:
        self.palette_panel.mark({(one.field, one.way) for one in self.draft.layout.fields})

    def _show_chosen(self) -> None:
        self.numbers.show_places(self.canvas.chosen(), self._proof)

    def _turn(self, step: int) -> None:
        last = len(self.draft.layout.pages) - 1
        self.canvas.show_page(max(0, min(self.canvas.page + step, last)))
        self.paper.show_page(self.canvas.page)
        self._refresh()

    def _point(self, at: QPointF) -> None:
        self.place.setText(
            _("%(x)s mm from the left, %(y)s mm from the top")
            % {"x": f"{at.x():.1f}", "y": f"{at.y():.1f}"}
        )

    def _listen(self) -> None:
        self.draft.changed.connect(self._refresh)
        self.draft.stack.cleanChanged.connect(self._refresh)
        self.canvas.chosen_changed.connect(self._show_chosen)
        self.canvas.pointed.connect(self._point)
        self.palette_panel.wanted.connect(self.canvas.place_new)
        self.numbers.remove_wanted.connect(self.canvas.remove_chosen)
        self.numbers.copy_wanted.connect(self.copy_chosen)
        QShortcut(QKeySequence("Ctrl+D"), self, self.copy_chosen)
        QShortcut(QKeySequence("Ctrl+Y"), self, self.draft.stack.redo)
        QShortcut(QKeySequence("Ctrl+F"), self, self.palette_panel.search.setFocus)

    def _build(self) -> None:
        side = QWidget()
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(8)
        column.addWidget(self.numbers)
        column.addWidget(self.paper)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(side)
        split = QSplitter(Qt.Orientation.Horizontal)
        for part, least in ((self.palette_panel, 220), (self.canvas, 300), (area, 310)):
            part.setMinimumWidth(least)
            split.addWidget(part)
        split.setChildrenCollapsible(False)
        split.setStretchFactor(1, 1)
        split.setSizes([300, 620, 320])
        foot = QHBoxLayout()
        hint = _("Arrows move by 0.5 mm, with Shift by 5 mm, with Ctrl they widen. [ and ] go on.")
        foot.addWidget(cards.words(hint, "caption", wrap=False))
        foot.addStretch(1)
        foot.addWidget(self.place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(self._bar())
        layout.addWidget(split, 1)
        layout.addLayout(foot)

    def _bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.addWidget(self.sample)
        bar.addStretch(1)
        self._add(bar, "previous", "", _("Previous page"), partial(self._turn, -1), "Ctrl+PgUp")
        bar.addWidget(self.page_words)
        self._add(bar, "next", "", _("Next page"), partial(self._turn, 1), "Ctrl+PgDown")
        zoom = self.canvas.zoom_by
        self._add(bar, "zoom_out", "", _("Smaller"), partial(zoom, -1), "Ctrl+-")
        self._add(bar, "fit", "", _("The whole page, or its width"), partial(zoom, 0), "Ctrl+0")
        self._add(bar, "zoom_in", "", _("Larger"), partial(zoom, 1), "Ctrl++")
        self._add(bar, "undo", "", _("Undo"), self.draft.stack.undo, "Ctrl+Z")
        self._add(bar, "redo", "", _("Redo"), self.draft.stack.redo, "Ctrl+Shift+Z")
        words = _("Test page…")
        self._add(bar, "print", words, _("Look at it, and print it once"), self.try_out, "Ctrl+P")
        save = self._add(bar, "save", _("Save"), _("Keep the form"), self.save, "Ctrl+S")
        save.setProperty("primary", True)
        save.setIcon(icon("save", colours().accent_text))
        return bar

    def _add(
        self,
        bar: QHBoxLayout,
        name: str,
        words: str,
        hint: str,
        act: Callable[[], object],
        keys: str,
    ) -> QPushButton:
        button = QPushButton(icon(name), words)
        button.setAutoDefault(False)
        shortcut = QKeySequence(keys)
        QShortcut(shortcut, self, act)  # a button's own waits a tenth of a second
        native = shortcut.toString(QKeySequence.SequenceFormat.NativeText)
        button.setToolTip(f"{hint} ({native})")
        button.setAccessibleName(hint)
        button.clicked.connect(lambda _checked=False: act())
        bar.addWidget(button)
        self._buttons[name] = button
        return button


def open_editor(
    desk: Desk, form: OwnForm, no: str, parent: QWidget, done: Callable[[FormEditor], None]
) -> None:
    """Opens the editor of a form with the words of a claim, the newest where ``no`` is empty.

    The claim's photos are made ready first, so it comes a moment later, and ``done`` is told.
    """
    store = desk.store

    def show(proof: Proof) -> None:
        editor = FormEditor(desk, form, proof, parent)
        editor.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        editor.open()
        done(editor)

    desk.read(lambda _track: Proof(store, form.layout.language, no), show)
