"""What can be done with all chosen cases at once: one transaction, one step to take back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QLabel, QMenu, QPushButton, QWidget
from shiboken6 import isValid

from desktop_app.core import dates
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import CaseStage
from desktop_app.core.labels import label
from desktop_app.services import case_acts, case_exports, case_lists, case_merging
from desktop_app.services.case_exports import WrittenCases
from desktop_app.views.case_card import button
from desktop_app.views.case_history import CaseHistory
from desktop_app.views.desk import Desk
from desktop_app.views.fields import parse_day
from desktop_app.views.flow import FlowLayout

_MOST_MERGED = 20
_AT_ONCE = 500


class BulkBar(QFrame):
    """Hidden while fewer than two are chosen. `changed` tells that cases were changed."""

    changed = Signal()

    def __init__(self, desk: Desk, history: CaseHistory) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self._history = history
        self.ids: list[int] = []
        self._asked = 0
        self.stages: tuple[CaseStage, ...] = ()
        self.told = QLabel()
        self.told.setProperty("role", "heading")
        self.stage_button = QPushButton(_("Stage"))
        self._stage_menu = QMenu(self.stage_button)
        self.stage_button.setMenu(self._stage_menu)
        self.merge_button = button(_("Merge into one…"), self.merge)
        flow = FlowLayout(self, spacing=6)
        flow.setContentsMargins(10, 8, 10, 8)
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            (_("Owner…"), self.hand_over),
            (_("Add a tag…"), self.add_tag),
            (_("Take a tag off…"), self.remove_tag),
            (_("Follow-up…"), self.follow_up),
        )
        flow.addWidget(self.told)
        flow.addWidget(self.stage_button)
        for text, act in acts:
            flow.addWidget(button(text, act))
        flow.addWidget(self.merge_button)
        flow.addWidget(button(_("Export…"), self.export))
        self.hide()

    def show_ids(self, ids: Sequence[int]) -> None:
        """These are chosen now."""
        self.ids = list(ids)
        many = len(self.ids) > 1
        if many:
            text = ngettext("%(count)s case chosen", "%(count)s cases chosen", len(self.ids))
            self.told.setText(text % {"count": f"{len(self.ids):,}"})
            self._ask_stages()
            self.merge_button.setVisible(len(self.ids) <= _MOST_MERGED)
        self.setVisible(many)

    def move_to(self, stage: CaseStage) -> None:
        """Takes every case to a stage."""
        said = _("Stage: %(stage)s") % {"stage": label(stage)}
        self._act(said, lambda ids: case_acts.move(self._desk.store, ids, stage))

    def hand_over(self) -> None:
        """Gives the cases to one person (R26)."""
        name = self._desk.prompts.text(self, _("Who takes these cases over?"))
        if name is not None:
            said = _("Owner: %(name)s") % {"name": name}
            self._act(said, lambda ids: case_acts.change(self._desk.store, ids, owner=name))

    def add_tag(self) -> None:
        """Puts a tag on all."""
        text = self._desk.prompts.text(self, _("Which tag shall they have?"))
        if text is not None:
            said = _("Tag: %(tag)s") % {"tag": text}
            self._act(said, lambda ids: case_acts.tag(self._desk.store, ids, add=[text]))

    def remove_tag(self) -> None:
        """Takes a tag off all that have it."""
        text = self._desk.prompts.text(self, _("Which tag shall be taken off?"))
        if text is not None:
            said = _("Tag taken off: %(tag)s") % {"tag": text}
            self._act(said, lambda ids: case_acts.tag(self._desk.store, ids, remove=[text]))

    def follow_up(self) -> None:
        """Sets the day on which they are looked at again."""
        text = self._desk.prompts.text(self, _("Look at them again on (YYYY-MM-DD):"))
        if text is None:
            return
        try:
            day = parse_day(text)
        except UserError as error:
            self._desk.complain(error)
            return
        said = _("Follow-up: %(day)s") % {"day": dates.day(day)}
        self._act(said, lambda ids: case_acts.change(self._desk.store, ids, follow_up_on=str(day)))

    def merge(self) -> None:
        """Puts the others into the one that was opened first."""
        rows = case_lists.rows(self._desk.store, self.ids)
        if len(rows) < 2:  # noqa: PLR2004 - one can't be merged
            return
        first, *others = sorted(rows, key=lambda row: (row.opened_at, row.id))
        said = {"count": len(others), "no": first.no}
        question = _("Merge %(count)s cases into %(no)s, the oldest?") % said
        detail = _("Each can be taken out again, exactly as it was.")
        if self._desk.prompts.confirm(self, question, _("Merge"), detail):
            merge(self._desk, self._history, first.no, [row.no for row in others])
            self.changed.emit()

    def export(self) -> None:
        """Writes the chosen cases to a file."""
        export(self._desk, self, self.ids)

    def _act(self, said: str, act: Callable[[Sequence[int]], int]) -> None:
        ids = list(self.ids)
        text = ngettext("%(what)s (%(count)s case)", "%(what)s (%(count)s cases)", len(ids))
        self._history.do(text % {"what": said, "count": len(ids)}, partial(act, ids), len(ids))
        self.changed.emit()

    def _ask_stages(self) -> None:
        """The stages that all can go to; of very many they are looked up in a job."""
        store, ids = self._desk.store, list(self.ids)
        self._asked += 1
        if len(ids) <= _AT_ONCE:
            self._fill_stages(self._asked, case_acts.nexts(store, ids))
            return
        self.stage_button.hide()
        self._desk.read(
            lambda _track: case_acts.nexts(store, ids), partial(self._fill_stages, self._asked)
        )

    def _fill_stages(self, asked: int, stages: tuple[CaseStage, ...]) -> None:
        if asked != self._asked or not isValid(self):
            return
        self.stages = stages
        self._stage_menu.clear()
        for stage in self.stages:
            self._stage_menu.addAction(label(stage), partial(self.move_to, stage))
        self.stage_button.setVisible(bool(self.stages))


def merge(desk: Desk, history: CaseHistory, into: str, others: Sequence[str]) -> bool:
    """Merges cases into one; False when it was refused."""
    store = desk.store

    def act() -> bool:
        case_merging.merge(store, into, others)
        return True

    def back() -> None:
        with store.transaction():
            for no in others:
                case_merging.unmerge(store, no)

    done: bool = desk.attempt(act, default=False)
    if done:
        history.did(_("Merged into %(no)s") % {"no": into}, back, act, len(others))
    return done


def export(desk: Desk, parent: QWidget, ids: Sequence[int]) -> None:
    """Asks where to and writes these cases there, in a job."""
    kinds = "Excel (*.xlsx);;CSV (*.csv);;PDF (*.pdf)"
    target = desk.prompts.save_file(parent, _("Export cases"), _("Cases") + ".xlsx", kinds)
    if target is None:
        return
    file = target if target.suffix else Path(f"{target}.xlsx")
    wanted = list(ids)

    def told(made: WrittenCases) -> None:
        text = ngettext(
            "%(count)s case written: %(file)s", "%(count)s cases written: %(file)s", made.rows
        )
        desk.say(text % {"count": f"{made.rows:,}", "file": made.path.name})

    desk.write(
        _("Export cases"),
        lambda track: case_exports.write(desk.store, file, wanted, track=track),
        told,
    )
