"""The truth about the archive: every photo read again, what is wrong named and put right."""

from __future__ import annotations

from PySide6.QtCore import QObject, QSize, QTimer, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.track import Track
from desktop_app.services import photo_checks, photo_repairs, photo_texts
from desktop_app.services.photo_checks import Problem, VerifyReport
from desktop_app.services.photo_repairs import RepairReport
from desktop_app.services.store import Store
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone, colours

_AFTER_START_MS = 60_000


class CheckPage(QWidget):
    """`left` asks to go back to the photos."""

    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.report: VerifyReport | None = None
        self.repaired: RepairReport | None = None
        self.said = words("", "heading")
        self.list = QListWidget()
        self.begin = QPushButton(_("Read every photo again"))
        self.repair = QPushButton(icon("check"), _("Put right what can be…"))
        self.log = QPushButton(icon("folder"), _("Open the log's folder"))
        self.copy = QPushButton(icon("copy"), _("Copy the list"))
        self._build()
        self._judge()

    def verify(self) -> None:
        """Reads all photos in a job that can be stopped."""
        store = self._desk.store
        self.begin.setEnabled(False)
        self.said.setText(_("Reading every photo…"))
        job = self._desk.read(lambda track: _verify(store, track), self.show_report, title=_title())
        job.ended.connect(self._judge)
        job.cancelled.connect(lambda: self.said.setText(_("Stopped before the end.")))

    def show_report(self, report: VerifyReport) -> None:
        """Shows what was found."""
        if not isValid(self):
            return
        self.report, self.repaired = report, None
        self.said.setText(told(report))
        self.list.clear()
        for problem in report.problems:
            self._add_problem(problem)
        self._judge()

    def put_right(self) -> None:
        """Repairs what can be; moves aside what belongs to nobody; deletes nothing."""
        report, store = self.report, self._desk.store
        question = _("Put right what can be put right?")
        detail = _("Nothing is deleted: what belongs to nobody is moved aside, and a log is kept.")
        if report is None or not self._desk.prompts.confirm(self, question, _("Put right"), detail):
            return
        self._desk.write(
            _("Repairing the archive"),
            lambda track: photo_repairs.repair(store, report.problems, track=track),
            self._repaired,
        )

    def _repaired(self, repaired: RepairReport) -> None:
        if not isValid(self):
            return
        self.repaired = repaired
        self.report = VerifyReport(0, 0, repaired.left)
        counts = {"done": len(repaired.done), "left": len(repaired.left)}
        self.said.setText(_("%(done)s put right, %(left)s left for a backup or for you.") % counts)
        self.list.clear()
        for one in repaired.done:
            self._add(photo_texts.cure(one), "check", Tone.GOOD)
        for problem in repaired.left:
            self._add_problem(problem)
        self._judge()

    def _add_problem(self, problem: Problem) -> None:
        text = f"{photo_texts.what(problem)}\n{photo_texts.remedy(problem)}"
        self._add(text, "warning", Tone.BAD)

    def _add(self, text: str, picture: str, tone: Tone) -> None:
        item = QListWidgetItem(icon(picture, colours().ink(tone).name()), text)
        self.list.addItem(item)

    def _judge(self) -> None:
        if not isValid(self):
            return
        self.begin.setEnabled(True)
        problems = bool(self.report and self.report.problems)
        self.repair.setVisible(problems and self.repaired is None)
        self.copy.setVisible(self.list.count() > 0)
        self.log.setVisible(self.repaired is not None and self.repaired.log is not None)
        self.list.setVisible(self.list.count() > 0)

    def _open_log(self) -> None:
        if self.repaired is not None and self.repaired.log is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.repaired.log.parent)))

    def _copy(self) -> None:
        lines = [self.list.item(at).text() for at in range(self.list.count())]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _build(self) -> None:
        back = QPushButton(icon("previous"), _("Back"))
        head = QHBoxLayout()
        head.addWidget(back)
        head.addWidget(words(_("Is every photo as it came in?"), "title", wrap=False))
        head.addStretch(1)
        self.begin.setIcon(icon("refresh", colours().accent_text))
        self.begin.setProperty("primary", True)
        self.list.setWordWrap(True)
        self.list.setIconSize(QSize(18, 18))
        self.list.setSpacing(3)
        self.list.setAccessibleName(_("What is wrong"))
        self.log.setProperty("flat", True)
        self.copy.setProperty("flat", True)
        foot = QHBoxLayout()
        for button in (self.begin, self.repair, self.copy, self.log):
            foot.addWidget(button)
        foot.addStretch(1)
        doings = (
            (back, self.left.emit),
            (self.begin, self.verify),
            (self.repair, self.put_right),
            (self.log, self._open_log),
            (self.copy, self._copy),
        )
        for button, act in doings:
            button.clicked.connect(lambda _checked=False, act=act: act())
        about = _(
            "Each file is read to its last byte and compared with its record: missing, altered, "
            "exchanged and stray files are named, with what to do. Looking changes nothing."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(words(about, "caption"))
        layout.addLayout(foot)
        layout.addWidget(self.said)
        layout.addWidget(self.list, 1)
        layout.addStretch(0)


class ArchiveCare(QObject):
    """Reads the archive by itself once a month, and tells when something is wrong."""

    found = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_AFTER_START_MS)
        self._timer.timeout.connect(self.look)

    def begin(self) -> None:
        """Looks whether a month is over, a while after the start."""
        self._timer.start()

    def look(self) -> None:
        """Verifies the archive when it is due."""
        store = self._desk.store
        if photo_checks.is_due(store):
            self._desk.read(lambda track: _verify(store, track), self._tell, title=_title())

    def _tell(self, report: VerifyReport) -> None:
        if report.problems and isValid(self):
            self._desk.say(told(report), Tone.BAD)
            self.found.emit(report)


def _title() -> str:
    return _("Verifying the photos")


def _verify(store: Store, track: Track) -> VerifyReport:
    return photo_checks.verify(store, track=track, note=True)


def told(report: VerifyReport) -> str:
    wrong = len(report.problems)
    about = {"ok": f"{report.ok:,}", "checked": f"{report.checked:,}", "wrong": wrong}
    if not wrong:
        return _("All %(checked)s photos are as they came in.") % about
    said = ngettext(
        "%(ok)s of %(checked)s photos are as they came in; %(wrong)s thing is wrong.",
        "%(ok)s of %(checked)s photos are as they came in; %(wrong)s things are wrong.",
        wrong,
    )
    return said % about
