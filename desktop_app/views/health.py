"""The health page: the check of the shop's data, and putting right what it found."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QWidget,
)
from shiboken6 import isValid

from desktop_app.core import dates, problem_texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.jobs.job import Job
from desktop_app.services import check_repairs, checks
from desktop_app.services.check_repairs import Repair, RepairReport
from desktop_app.services.checks import Ill, Problem, Severity
from desktop_app.views.boxes import line, stack
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone, colours

_SHOWN = 300  # of a group; who has more won't read them one by one
_TONES = {Severity.LOSS: Tone.BAD, Severity.WRONG: Tone.WARN, Severity.TIDY: Tone.INFO}
_FROM_A_BACKUP = {Ill.PHOTO_MISSING, Ill.PHOTO_SIZE}
_NEEDS_RESCUE = {Ill.DATABASE, Ill.FOREIGN_KEY}


class HealthDialog(QDialog):
    """Begins the check when it is made."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Check the shop's data"))
        self._desk = desk
        self._found: list[Problem] = []
        self._last: Repair | None = None
        self._job: Job | None = None
        self.verdict = words("", "heading")
        self.detail = words("", "caption")
        self._busy = QProgressBar()
        self.problems = QListWidget()
        self.repair = QPushButton(icon("check", colours().accent_text), "")
        self.again = QPushButton(icon("refresh"), _("Check again"))
        self.undo = QPushButton(icon("undo"), _("Take the last repair back…"))
        self.rescue = QPushButton(icon("history"), _("Backups and rescue…"))
        self.copy = QPushButton(icon("copy"), _("Copy the list"))
        self.log = QPushButton(icon("folder"), _("Open the log's folder"))
        self.closer = QPushButton(_("Close"))
        self._build()
        self.finished.connect(lambda _result: self._stop())
        self.begin()

    def begin(self) -> None:
        """Looks at everything, in a job that can be stopped by closing."""
        store = self._desk.store
        self._wait(_("Reading database, search index, figures and files…"))
        self._hold(self._desk.read(lambda track: checks.check(store, track), self._show))

    def put_right(self) -> None:
        """Repairs what can be repaired, after asking."""
        store, found = self._desk.store, self._found
        question = _("Put right what can be put right?")
        detail = _(
            "Nothing is deleted: what belongs to nobody is moved aside, the database is copied"
            " first, all of it is written down, and it can be taken back here."
        )
        if not self._desk.prompts.confirm(self, question, _("Put right"), detail):
            return
        self._wait(_("Putting right…"))
        self._hold(
            self._desk.write(
                _("Putting right"),
                lambda track: check_repairs.repair(store, found, track),
                self._repaired,
            )
        )

    def take_back(self) -> None:
        """Takes the last repair back, after asking."""
        store, last = self._desk.store, self._last
        if last is None:
            return
        question = _("Take back the repair of %(when)s?") % {"when": dates.moment(last.at)}
        detail = _("What it moved goes back to where it was; what it fetched is moved aside.")
        if not self._desk.prompts.confirm(self, question, _("Take back"), detail):
            return
        self._wait(_("Taking back…"))
        self._hold(
            self._desk.write(
                _("Taking back a repair"),
                lambda track: check_repairs.undo(store, last.id, track),
                self._taken_back,
            )
        )

    def _stop(self) -> None:
        """Closing stops a check, or a repair before its next step."""
        if self._job is not None:
            self._job.cancel()

    def _hold(self, job: Job) -> None:
        self._job = job
        job.ended.connect(self._ended)

    def _ended(self) -> None:
        if isValid(self):
            self._job = None
            self._busy.hide()
            self._judge()

    def _wait(self, sentence: str) -> None:
        self.verdict.setText(sentence)
        self.detail.setText("")
        self._busy.show()
        for button in (self.repair, self.undo, self.rescue, self.copy, self.again, self.log):
            button.setEnabled(False)

    def _show(self, found: list[Problem]) -> None:
        if not isValid(self):
            return
        self._found = found
        self.problems.clear()
        if not found:
            self.verdict.setText(
                _("All is well: database, search index, figures and photos agree.")
            )
        else:
            told = ngettext(
                "%(count)s problem was found.", "%(count)s problems were found.", len(found)
            )
            self.verdict.setText(told % {"count": f"{len(found):,}"})
            self.detail.setText(_("Looking changed nothing. Each line says what to do."))
        for severity, group in checks.by_severity(found).items():
            self._add_group(severity, group)

    def _repaired(self, report: RepairReport) -> None:
        if not isValid(self):
            return
        counts = {"done": len(report.done), "left": len(report.left)}
        self._found = report.left
        self.problems.clear()
        self.verdict.setText(
            _("%(done)s put right, %(left)s left for a backup or for you.") % counts
        )
        if any(one.ill in _FROM_A_BACKUP for one in report.left):
            told = _("Photos that weren't found: connect the backup drive, then put right again.")
            self.detail.setText(told)
        for one in report.done[:_SHOWN]:
            cure = problem_texts.cure(one.cure, one.place)
            self._add(f"{_what(one.problem)}\n→ {cure}", "check", Tone.GOOD)
        for severity, group in checks.by_severity(report.left).items():
            self._add_group(severity, group)

    def _taken_back(self, count: int) -> None:
        if isValid(self):
            told = ngettext(
                "%(count)s change was taken back.", "%(count)s changes were taken back.", count
            )
            self._desk.say(told % {"count": count})
            self.begin()

    def _add_group(self, severity: Severity, group: list[Problem]) -> None:
        head = QListWidgetItem(f"{problem_texts.severity(severity.value)} · {len(group):,}")
        font = head.font()
        font.setBold(True)
        head.setFont(font)
        head.setFlags(Qt.ItemFlag.ItemIsEnabled)
        self.problems.addItem(head)
        for problem in group[:_SHOWN]:
            text = f"{_what(problem)}\n{problem_texts.remedy(problem.ill.value)}"
            self._add(text, "warning", _TONES[severity])
        if len(group) > _SHOWN:
            more = len(group) - _SHOWN
            self._add(_("… and %(count)s more") % {"count": f"{more:,}"}, "more", Tone.PLAIN)

    def _add(self, text: str, picture: str, tone: Tone) -> None:
        self.problems.addItem(QListWidgetItem(icon(picture, colours().ink(tone).name()), text))

    def _judge(self) -> None:
        able = sum(problem.ill.can_be_repaired for problem in self._found)
        self.repair.setText(_("Put right (%(count)s)…") % {"count": f"{able:,}"})
        self.repair.setVisible(able > 0)
        self.rescue.setVisible(any(one.ill in _NEEDS_RESCUE for one in self._found))
        self._last = self._last_repair()
        self.undo.setVisible(self._last is not None)
        self.log.setVisible(self._last is not None)
        self.copy.setVisible(self.problems.count() > 0)
        self.problems.setVisible(self.problems.count() > 0)
        for button in (self.repair, self.undo, self.rescue, self.copy, self.again, self.log):
            button.setEnabled(True)

    def _last_repair(self) -> Repair | None:
        done: list[Any] = self._desk.attempt(lambda: check_repairs.repairs(self._desk.store), [])
        return next((one for one in done if one.can_be_undone), None)

    def _open_rescue(self) -> None:
        from desktop_app.views.rescue_dialog import RescueDialog

        root = self._desk.store.paths.root
        dialog = RescueDialog(root, None, self._desk.prompts, self)
        dialog.accepted.connect(self._desk.ways.reopening_wanted.emit)
        dialog.open()

    def _open_log(self) -> None:
        if self._last is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._last.log.parent)))

    def _copy(self) -> None:
        lines = [self.problems.item(at).text() for at in range(self.problems.count())]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def _build(self) -> None:
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setAccessibleName(_("Progress"))
        self.problems.setWordWrap(True)
        self.problems.setIconSize(QSize(18, 18))
        self.problems.setSpacing(3)
        self.problems.setAccessibleName(_("Problems"))
        self.repair.setProperty("primary", True)
        for button in (self.copy, self.log):
            button.setProperty("flat", True)
        doings = (
            (self.repair, self.put_right),
            (self.again, self.begin),
            (self.undo, self.take_back),
            (self.rescue, self._open_rescue),
            (self.copy, self._copy),
            (self.log, self._open_log),
            (self.closer, self.reject),
        )
        for button, act in doings:
            button.setAutoDefault(False)
            button.clicked.connect(lambda _checked=False, act=act: act())
            button.hide()
        self.again.show()
        self.closer.show()
        acts = line(self.repair, self.rescue, self.again, self.undo, None)
        foot = line(self.copy, self.log, None, self.closer)
        layout = stack(
            self.verdict, self.detail, self._busy, self.problems, None, acts, foot, spacing=12
        )
        layout.setStretch(3, 20)
        layout.setContentsMargins(20, 18, 20, 14)
        self.setLayout(layout)
        self.problems.hide()
        self.resize(760, 520)


def _what(problem: Problem) -> str:
    return problem_texts.what(problem.ill.value, problem.where, problem.detail, problem.owner)
