"""What holds for the whole form: its name and language, the paper, offsets for printed paper."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from desktop_app.core.i18n import _
from desktop_app.services import own_forms
from desktop_app.services.own_forms import FormPage
from desktop_app.views import cards
from desktop_app.views.cards import Card
from desktop_app.views.fields import Field
from desktop_app.views.form_draft import FormDraft
from desktop_app.views.form_numbers import captioned, millimetres

_PAPERS = (
    ("A4", 210.0, 297.0),
    ("A5", 148.0, 210.0),
    ("241 × 140", 241.0, 140.0),
    ("241 × 93", 241.0, 93.0),
    ("100 × 150", 100.0, 150.0),
)


class PaperCard(Card):
    """Changes the draft as one types."""

    def __init__(self, draft: FormDraft) -> None:
        super().__init__(_("Form"))
        self._draft = draft
        self._page = 0
        self.name = Field(_("Name"), needed=True)
        self.name.edit.setMaxLength(own_forms.MAX_NAME)
        self.language = QComboBox()
        self.language.setAccessibleName(_("Filled in"))
        for words, code in ((_("in Chinese"), "zh_CN"), (_("in English"), "en")):
            self.language.addItem(words, code)
        self.papers = QComboBox()
        self.papers.setAccessibleName(_("Paper"))
        self.papers.addItem(_("Other size"), None)
        for name, width, height in _PAPERS:
            self.papers.addItem(name, (width, height))
        self.across = millimetres(_("Paper's width"), own_forms.LEAST_MM, own_forms.MOST_MM)
        self.down = millimetres(_("Paper's height"), own_forms.LEAST_MM, own_forms.MOST_MM)
        self.preprinted = QCheckBox(_("The paper has the form printed on it"))
        self.preprinted.setToolTip(_("Only the words are printed, not the background."))
        most = own_forms.MAX_OFFSET_MM
        self.offset_x = millimetres(_("Move right"), -most, most)
        self.offset_y = millimetres(_("Move down"), -most, most)
        self.photos = QCheckBox(_("Photos on pages after the form"))
        self._build()
        self._listen()
        draft.changed.connect(self.refresh)
        self.refresh()

    def show_page(self, page: int) -> None:
        """Shows another page's size."""
        self._page = page
        self.refresh()

    def refresh(self) -> None:
        """Shows the draft as it is now."""
        layout = self._draft.layout
        if self.name.text() not in ("", layout.name) or not self.name.edit.hasFocus():
            self.name.set_text(layout.name)
        paper = layout.pages[min(self._page, len(layout.pages) - 1)]
        values = (
            *((self.across, paper.width_mm), (self.down, paper.height_mm)),
            *((self.offset_x, layout.offset_x_mm), (self.offset_y, layout.offset_y_mm)),
        )
        for box, value in values:
            with QSignalBlocker(box):
                box.setValue(value)
        for check, on in ((self.preprinted, layout.preprinted), (self.photos, layout.photos)):
            with QSignalBlocker(check):
                check.setChecked(on)
        self.language.setCurrentIndex(self.language.findData(layout.language))
        self.papers.setCurrentIndex(max(0, self._known(paper)))
        for part in (self.offset_x, self.offset_y):
            part.setEnabled(layout.preprinted)

    def _known(self, paper: FormPage) -> int:
        sizes = [(width, height) for _name, width, height in _PAPERS]
        size = (paper.width_mm, paper.height_mm)
        return sizes.index(size) + 1 if size in sizes else 0

    def _set(self, **values: Any) -> None:
        layout = replace(self._draft.layout, **values)
        self._draft.put(layout, _("Change the form"), " ".join(values))

    def _rename(self) -> None:
        if self.name.text():
            self._set(name=self.name.text())

    def _resize(self, width: float, height: float) -> None:
        """Another size of paper; fields that would lie beside it are moved onto it."""
        layout = self._draft.layout
        at = min(self._page, len(layout.pages) - 1)
        paper = replace(layout.pages[at], width_mm=width, height_mm=height)
        pages = (*layout.pages[:at], paper, *layout.pages[at + 1 :])
        fields = tuple(own_forms.onto(placed, pages) for placed in layout.fields)
        self._set(pages=pages, fields=fields)

    def _choose_paper(self) -> None:
        size = self.papers.currentData()
        if size is not None:
            self._resize(*size)

    def _listen(self) -> None:
        self.name.changed.connect(self._rename)
        self.language.activated.connect(
            lambda _place: self._set(language=self.language.currentData())
        )
        self.papers.activated.connect(lambda _place: self._choose_paper())
        self.across.valueChanged.connect(lambda width: self._resize(width, self.down.value()))
        self.down.valueChanged.connect(lambda height: self._resize(self.across.value(), height))
        self.preprinted.toggled.connect(lambda on: self._set(preprinted=on))
        self.offset_x.valueChanged.connect(lambda by: self._set(offset_x_mm=by))
        self.offset_y.valueChanged.connect(lambda by: self._set(offset_y_mm=by))
        self.photos.toggled.connect(lambda on: self._set(photos=on))

    def _build(self) -> None:
        self.body.addWidget(self.name)
        self.body.addLayout(
            captioned(
                (_("Filled in"), self.language),
                (_("Paper"), self.papers),
                (_("Paper's width"), self.across),
                (_("Paper's height"), self.down),
            )
        )
        self.body.addWidget(self.preprinted)
        self.body.addLayout(
            captioned((_("Move right"), self.offset_x), (_("Move down"), self.offset_y))
        )
        note = cards.words(
            _("If the words miss their places on printed paper, measure how far and move them."),
            "caption",
        )
        parts: tuple[QWidget, ...] = (note, self.photos)
        for part in parts:
            self.body.addWidget(part)
