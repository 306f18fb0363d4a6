"""A buyer's personal data erased: what is held, what will go, and the ID typed to confirm."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QLineEdit, QRadioButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.core import texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.track import Track
from desktop_app.services import erasure, erasure_sheets
from desktop_app.services.erasure import Erased, ErasureSheet, Notes, Photos, Wish
from desktop_app.views import boxes
from desktop_app.views.cards import Card, pairs, words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.theme import Tone

_MOST_SHOWN = 12


class ErasePanel(QWidget):
    """`erased` tells that it is done, `left` closes the form."""

    erased = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asked = 0
        self._buyer_id = 0
        self.sheet: ErasureSheet | None = None
        self.title = words("", "title")
        self.busy = words("", "error")
        self.goes, self.stays = (
            Card(_("What goes for good")),
            Card(_("What stays, without the person")),
        )
        self.drop_photos = QRadioButton(_("Delete photos (evidence of filed claims stays)"))
        self.keep_photos = QRadioButton(_("Keep all photos under a name that says nothing"))
        self.mask_notes = QRadioButton(_("Mask names, numbers and IDs in notes"))
        self.drop_notes = QRadioButton(_("Delete all notes and messages of these cases"))
        self.typed = QLineEdit()
        self.typed.setAccessibleName(_("The buyer's ID, to confirm"))
        self.typed.textChanged.connect(self._judge)
        self.typed.returnPressed.connect(self.erase)
        self.go = button(_("Erase for good"), self.erase)
        self.go.setProperty("danger", True)
        self.export = button(_("Write what is held…"), self.write)
        self._groups = [QButtonGroup(self), QButtonGroup(self)]
        self._build()

    def begin(self, buyer_id: int) -> None:
        """Looks what is held of a buyer; nothing is changed."""
        self._buyer_id = buyer_id
        self.sheet = None
        self.typed.clear()
        self.drop_photos.setChecked(True)
        self.mask_notes.setChecked(True)
        self.title.setText(_("Looking what is held of this buyer…"))
        for part in (self.goes, self.stays, self.busy):
            part.hide()
        self._look()

    def wish(self) -> Wish:
        """What was chosen."""
        return Wish(
            photos=Photos.KEEP if self.keep_photos.isChecked() else Photos.DELETE,
            notes=Notes.DELETE if self.drop_notes.isChecked() else Notes.MASK,
        )

    def erase(self) -> None:
        """Erases, once the ID was typed."""
        if not self.go.isEnabled():
            return
        store, buyer_id, wish, typed = (
            self._desk.store,
            self._buyer_id,
            self.wish(),
            self.typed.text(),
        )

        def work(track: Track) -> Erased:
            erasure.confirm(store, buyer_id, typed)
            return erasure.erase(store, buyer_id, wish, track=track)

        self.go.setEnabled(False)
        self._desk.write(_("Erasing personal data"), work, partial(self._done, buyer_id))

    def write(self) -> None:
        """Writes what is held to a file, for the buyer or for the shop's own records."""
        kinds = _("PDF (*.pdf);;Workbook (*.xlsx);;CSV (*.csv)")
        name = _("Personal data") + ".pdf"
        target = self._desk.prompts.save_file(self, _("Write what is held"), name, kinds)
        if target is None:
            return
        store, buyer_id = self._desk.store, self._buyer_id
        self._desk.read(
            lambda track: erasure_sheets.write(store, buyer_id, target, track=track),
            lambda _count: self._desk.say(_("Written: %(path)s") % {"path": target.name}),
            _("Writing what is held"),
        )

    def _look(self) -> None:
        self._asked += 1
        store, buyer_id, wish = self._desk.store, self._buyer_id, self.wish()
        self._desk.jobs.read(
            lambda track: erasure.preview(store, buyer_id, wish, track=track),
            partial(self._show, self._asked),
            partial(self._refused, self._asked),
        )

    def _show(self, asked: int, sheet: ErasureSheet) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.sheet = sheet
        self.title.setText(_("Erase the personal data of %(buyer)s") % {"buyer": sheet.buyer_id})
        self.typed.setPlaceholderText(_("Type %(buyer)s to confirm") % {"buyer": sheet.buyer_id})
        self.busy.setVisible(bool(sheet.busy))
        self.busy.setText(
            _("%(nos)s must be finished first: they need the buyer's data.")
            % {"nos": ", ".join(sheet.busy[:_MOST_SHOWN])}
        )
        self._fill(sheet)
        self._judge()

    def _fill(self, sheet: ErasureSheet) -> None:
        for card in (self.goes, self.stays):
            card.clear()
            card.show()
        self.goes.body.addWidget(
            pairs(
                [
                    (_("IDs"), ", ".join((sheet.buyer_id, *sheet.merged))),
                    (_("Photos"), str(sheet.photos or "")),
                    (_("Other files in the photo folder"), str(sheet.strays or "")),
                    (_("Revisits"), str(sheet.revisits or "")),
                    (_("Papers kept by the program"), _names(sheet.papers)),
                    (_("Texts in which something is masked"), str(sheet.texts or "")),
                    (_("Masked wherever it stands"), ", ".join(sheet.known[:_MOST_SHOWN])),
                ]
            )
        )
        self.stays.body.addWidget(
            pairs(
                [
                    (_("Orders"), str(sheet.orders or "")),
                    (_("Cases"), str(sheet.cases or "")),
                    (_("Claims"), str(sheet.claims or "")),
                    (_("Wrong shipments"), str(sheet.wrong or "")),
                    (_("Problem and returned parcels"), str(sheet.parcels or "")),
                    (_("Photos kept as evidence"), str(sheet.kept_photos or "")),
                ]
            )
        )
        told = _(
            "The law wants orders, claims and amounts kept for three years; they stay under an"
            " anonymous mark. Older backups, and files that you wrote elsewhere, still hold the"
            " data: delete those yourself. There is no way back."
        )
        self.stays.body.addWidget(words(told, "caption"))

    def _refused(self, asked: int, error: BaseException) -> None:
        if asked != self._asked or not isValid(self):
            return
        if not isinstance(error, UserError):
            raise error
        self.title.setText(texts.sentence(error))
        self._judge()

    def _judge(self) -> None:
        sheet = self.sheet
        ready = sheet is not None and not sheet.busy
        self.typed.setEnabled(ready)
        self.export.setEnabled(sheet is not None)
        typed = sheet is not None and self.typed.text().strip() == sheet.buyer_id.strip()
        self.go.setEnabled(ready and typed)

    def _done(self, buyer_id: int, done: Erased) -> None:
        told = ngettext(
            "The personal data are erased; %(count)d order stays as “%(mark)s”.",
            "The personal data are erased; %(count)d orders stay as “%(mark)s”.",
            done.orders,
        ) % {"count": done.orders, "mark": done.mark}
        tone = Tone.GOOD
        if not done.finished:
            told += " " + _("Some files are held by another program and go at the next start.")
            tone = Tone.WARN
        self._desk.say(told, tone)
        if isValid(self):
            self.erased.emit(buyer_id)

    def _build(self) -> None:
        pairs_of = ((self.drop_photos, self.keep_photos), (self.mask_notes, self.drop_notes))
        for group, buttons in zip(self._groups, pairs_of, strict=True):
            for each in buttons:
                group.addButton(each)
        for each in (self.keep_photos, self.drop_notes):
            each.toggled.connect(lambda _on: self._look() if self._buyer_id else None)
        inner = boxes.stack(
            self.title,
            self.busy,
            *(self.drop_photos, self.keep_photos, self.mask_notes, self.drop_notes),
            *(self.goes, self.stays, None),
            spacing=8,
        )
        inner.setContentsMargins(0, 0, 6, 0)
        foot = boxes.line(self.export, None, button(_("Cancel"), self.left.emit), self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 12, 8, 12)
        layout.setSpacing(10)
        layout.addWidget(boxes.scrolling(boxes.held(inner)), 1)
        layout.addWidget(self.typed)
        layout.addLayout(foot)


def _names(papers: tuple[str, ...]) -> str:
    shown = [paper.rpartition("/")[2] for paper in papers[:_MOST_SHOWN]]
    more = len(papers) - len(shown)
    return ", ".join([*shown, _("%(count)s more") % {"count": more}] if more else shown)
