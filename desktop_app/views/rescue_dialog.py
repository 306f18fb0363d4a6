"""Shown instead of the window when a shop can't be opened: what is wrong, and the ways on.

Nothing here changes what is there: a copy that is taken stands ready beside it, and the present
files are moved aside when the shop is opened next.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, Qt, QThreadPool, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import dates, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.paths import DataPaths
from desktop_app.jobs.job import Job, Run, Work
from desktop_app.services import rescue, rescue_offers
from desktop_app.services.rescue import RescueReport
from desktop_app.services.rescue_offers import Kind, Offer
from desktop_app.views.boxes import line, stack
from desktop_app.views.cards import Card, words
from desktop_app.views.icons import icon
from desktop_app.views.prompts import Prompts
from desktop_app.views.theme import Tone, colours

_TICK_MS = 100
_OFFER = Qt.ItemDataRole.UserRole
_KINDS = {
    Kind.WHOLE: N_("Backup with photos"),
    Kind.DATABASE: N_("Copy of the database"),
    Kind.MIGRATION: N_("Copy from before an upgrade"),
    Kind.ASIDE: N_("Moved aside by a restore"),
}


class RescueDialog(QDialog):
    """Accepted when a copy stands ready: then the shop is to be opened anew."""

    def __init__(
        self,
        root: Path,
        error: UserError | None,
        prompts: Prompts | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("The shop is damaged"))
        self._data = DataPaths(root)
        self._prompts = prompts or Prompts()
        self._job: Job | None = None
        self._elsewhere: Path | None = None
        self.said = words("", "")
        self.list = QListWidget()
        self.photos = QCheckBox(_("Its photos as well; the present photo folder is moved aside"))
        self.take = QPushButton(_("Put it in place and open"))
        self.other = QPushButton(icon("folder"), _("Look on another drive…"))
        self.export = QPushButton(icon("export"), _("Save what can be read…"))
        self.folder = QPushButton(icon("folder"), _("Open the data folder"))
        self.stop = QPushButton(icon("stop"), _("Stop"))
        self.quit = QPushButton(_("Quit") if parent is None else _("Close"))
        self.bar = QProgressBar()
        self._build(texts.sentence(error) if error else "")
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self.look()

    def look(self) -> None:
        """Lists the copies there are; in a job, since a drive may be slow."""
        data, elsewhere = self._data, self._elsewhere
        self._run(lambda _track: rescue_offers.offers(data, elsewhere), self._show)

    def chosen(self) -> Offer | None:
        """The copy that is chosen in the list."""
        row = self.list.currentRow()
        offer: Offer | None = self.list.item(row).data(_OFFER) if row >= 0 else None
        return offer

    @override
    def reject(self) -> None:
        if self._job is not None:
            self._job.cancel()
            return
        super().reject()

    def put_in_place(self) -> None:
        """Asks, makes the copy ready, and ends: the next opening exchanges the two."""
        offer, data = self.chosen(), self._data
        if offer is None or not self.take.isEnabled():
            return
        question = _("Open the shop as it was on %(when)s?") % {"when": dates.moment(offer.made_at)}
        detail = _(
            "The damaged database isn't deleted: it is moved aside within the data folder. What was"
            " entered since then is in what was moved aside only; save what can be read as well."
        )
        if not self._prompts.confirm(self, question, _("Put in place"), detail):
            return
        photos = self.photos.isChecked() and self.photos.isEnabled()
        self._run(
            lambda track: rescue_offers.take(data, offer, photos=photos, track=track),
            lambda _report: self.accept(),
        )

    def save(self) -> None:
        """The rescue export into an empty folder."""
        data = self._data
        target = self._prompts.folder(self, _("An empty folder for what can be read"))
        if target is not None:
            self._run(lambda track: rescue.export(data, target, track), self._saved)

    def _saved(self, report: RescueReport) -> None:
        counts = {"rows": f"{report.rows:,}", "folder": report.folder}
        if report.whole:
            self._tell(_("All %(rows)s rows were saved into %(folder)s.") % counts)
        else:
            told = _("%(rows)s rows were saved into %(folder)s; the rest couldn't be read.")
            self._tell(told % counts, Tone.WARN)

    def _look_elsewhere(self) -> None:
        folder = self._prompts.folder(self, _("The folder or drive with the backups"))
        if folder is not None:
            self._elsewhere = folder
            self.look()

    def _show(self, found: list[Offer]) -> None:
        self.list.clear()
        for offer in found:
            item = QListWidgetItem(icon("history"), _row(offer))
            item.setData(_OFFER, offer)
            item.setToolTip(str(offer.where))
            if not offer.readable:
                item.setIcon(icon("warning", colours().ink(Tone.BAD).name()))
            self.list.addItem(item)
        usable = [n for n, offer in enumerate(found) if offer.readable]
        self.list.setCurrentRow(usable[0] if usable else -1)
        if not found:
            self._tell(_("No copy was found here. Connect the backup drive and look there."))
        self.list.setFocus()
        self._judge()

    def _judge(self) -> None:
        offer, busy = self.chosen(), self._job is not None
        self.take.setEnabled(offer is not None and offer.readable and not busy)
        whole = offer is not None and offer.kind is Kind.WHOLE
        self.photos.setVisible(whole)
        self.photos.setEnabled(whole and not busy)
        self.photos.setChecked(whole and not _has_photos(self._data))
        for button in (self.other, self.export):
            button.setEnabled(not busy)
        self.bar.setVisible(busy)
        self.stop.setVisible(busy)
        if not self._data.database.is_file():
            self.export.setEnabled(False)

    def _run(self, work: Work, done: Callable[[Any], None]) -> None:
        self.bar.setRange(0, 0)
        job = Job("", work, self)
        self._job = job
        job.succeeded.connect(lambda result: self._come_back(done, result))
        job.failed.connect(self._failed)
        job.cancelled.connect(lambda: self._come_back(self._tell, _("Stopped.")))
        self._timer.start(_TICK_MS)
        self._judge()
        QThreadPool.globalInstance().start(Run(job, None))

    def _come_back(self, done: Callable[[Any], None], result: Any) -> None:
        self._job = None
        self._timer.stop()
        self._judge()
        done(result)

    def _failed(self, error: BaseException) -> None:
        def tell(_result: object) -> None:
            if not isinstance(error, UserError):
                raise error
            self._tell(texts.sentence(error), Tone.BAD)

        self._come_back(tell, None)

    def _tell(self, sentence: str, tone: Tone = Tone.PLAIN) -> None:
        self.said.setText(sentence)
        self.said.setStyleSheet(f"color: {colours().ink(tone).name()}")
        self.said.setVisible(bool(sentence))

    def _tick(self) -> None:
        progress = self._job.progress() if self._job is not None else None
        if progress is not None and progress.total:
            self.bar.setRange(0, progress.total)
            self.bar.setValue(progress.done)

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._data.root)))

    def _build(self, sentence: str) -> None:
        self.take.setProperty("primary", True)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(_("Progress"))
        self.list.setAccessibleName(_("Copies that can be put in place"))
        self.list.setIconSize(QSize(18, 18))
        self.list.setSpacing(2)
        self.list.currentItemChanged.connect(lambda *_changed: self._judge())
        self.list.itemActivated.connect(lambda _item: self.put_in_place())
        doings = (
            (self.take, self.put_in_place),
            (self.other, self._look_elsewhere),
            (self.export, self.save),
            (self.folder, self._open_folder),
            (self.stop, self.reject),
            (self.quit, self.reject),
        )
        for button, act in doings:
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, act=act: act())
        back = Card(_("Go back to a copy"))
        back.body.addWidget(self.list, 1)
        back.body.addWidget(self.photos)
        back.body.addLayout(line(self.take, self.other, None))
        keep = Card(_("Save what can still be read"))
        about = _(
            "Cases, claims and all other tables row by row, as CSV and XLSX, and the photos' list."
            " The shop is only read. Photos themselves need no rescue: they lie in their folder."
        )
        keep.body.addWidget(words(about, "caption"))
        keep.body.addLayout(line(self.export, self.folder, None))
        head = words(_("The shop can't be opened as it is"), "title")
        calm = words(_("Nothing was changed, and nothing is made anew."), "caption")
        self.said.hide()
        foot = line(self.bar, self.stop, None, self.quit)
        layout = stack(head, words(sentence), calm, back, keep, self.said, foot, spacing=12)
        layout.setStretch(3, 1)
        layout.setContentsMargins(20, 18, 20, 14)
        self.setLayout(layout)
        self.resize(720, 600)


def _row(offer: Offer) -> str:
    counts = offer.counts
    kind = _(_KINDS[offer.kind])
    when = dates.moment(offer.made_at)
    if not offer.readable:
        return _("%(when)s · %(kind)s · can't be used") % {"when": when, "kind": kind}
    return _("%(when)s · %(kind)s · %(cases)s cases, %(claims)s claims, %(photos)s photos") % {
        "when": when,
        "kind": kind,
        "cases": f"{counts.get('after_sales_case', 0):,}",
        "claims": f"{counts.get('claim', 0):,}",
        "photos": f"{counts.get('photo', 0):,}",
    }


def _has_photos(data: DataPaths) -> bool:
    return data.archive.is_dir() and any(data.archive.iterdir())
