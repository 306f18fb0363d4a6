"""Several claims at once: what they come to, their sheets in one file, one step for all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from desktop_app.core import texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import ClaimStage
from desktop_app.core.track import Track
from desktop_app.services import claim_lists, claim_steps
from desktop_app.services.claim_lists import ClaimRow
from desktop_app.services.store import Store
from desktop_app.views import boxes, cards
from desktop_app.views.claims_papers import SheetButton
from desktop_app.views.claims_steps import VERBS
from desktop_app.views.claims_words import sums
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.theme import Tone

_PLAIN_STEPS = (
    *(ClaimStage.FILED, ClaimStage.ACCEPTED, ClaimStage.DOCUMENTS_ASKED),
    ClaimStage.NEGOTIATING,
)
Act = Callable[[Store, str], object]


@dataclass(frozen=True)
class Done:
    """How many went, and the first that didn't with its reason."""

    count: int
    refused: tuple[tuple[str, UserError], ...]


class BatchPanel(QWidget):
    """Shown while several claims are chosen."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._rows: list[ClaimRow] = []
        self._asked = 0
        self.title = cards.words("", "title")
        self.sums = cards.words("", "caption")
        self.sheets = SheetButton(desk)
        self.chase = QPushButton(_("Chased the courier"))
        self.chase.clicked.connect(self._chase)
        self.steps: dict[ClaimStage, QPushButton] = {}
        row = QWidget()
        flow = FlowLayout(row)
        flow.addWidget(self.sheets)
        flow.addWidget(self.chase)
        for stage in _PLAIN_STEPS:
            button = QPushButton()
            button.clicked.connect(partial(self._move, stage))
            flow.addWidget(button)
            self.steps[stage] = button
        self._couriers = QVBoxLayout()
        card = QFrame()
        card.setProperty("card", True)
        inner = boxes.stack(self.title, self.sums, row, self._couriers, spacing=10)
        inner.setContentsMargins(14, 12, 14, 12)
        card.setLayout(inner)
        self.setLayout(boxes.stack(card, None))

    def show_ids(self, ids: Sequence[int]) -> None:
        """Shows what these claims come to, as soon as they are read."""
        self._asked += 1
        store, wanted = self._desk.store, list(ids)
        self._desk.read(
            lambda _track: claim_lists.rows(store, wanted), partial(self._show, self._asked)
        )

    def _show(self, asked: int, rows: list[ClaimRow]) -> None:
        if asked != self._asked or not isValid(self):
            return
        self._rows = rows
        self.title.setText(
            ngettext("%(count)s claim chosen", "%(count)s claims chosen", len(rows))
            % {"count": f"{len(rows):,}"}
        )
        claimed = sums((row.currency, row.claimed_minor) for row in rows)
        owed = sums((row.currency, row.outstanding_minor) for row in rows)
        self.sums.setText(
            _("Claimed %(claimed)s · outstanding %(owed)s") % {"claimed": claimed, "owed": owed}
        )
        cards.empty(self._couriers)
        self._couriers.addWidget(cards.pairs(_by_courier(rows)))
        live = [row for row in rows if row.stage is not ClaimStage.VOID]
        self.sheets.show_nos([row.no for row in live])
        self.chase.setEnabled(bool(live))
        for stage, button in self.steps.items():
            count = len(self._able(stage))
            button.setText(f"{_(VERBS[stage])} ({count})")
            button.setVisible(bool(count))

    def _able(self, stage: ClaimStage) -> list[str]:
        return [row.no for row in self._rows if stage in claim_steps.allowed(row.stage)]

    def _chase(self) -> None:
        nos = [row.no for row in self._rows if row.stage is not ClaimStage.VOID]
        self._each(_("Counting reminders"), nos, claim_steps.chase)

    def _move(self, stage: ClaimStage, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        move: Act = lambda store, no: claim_steps.move(store, no, stage)  # noqa: E731 - an act
        self._each(_(VERBS[stage]), self._able(stage), move)

    def _each(self, title: str, nos: list[str], act: Act) -> None:
        store = self._desk.store

        def work(track: Track) -> Done:
            refused = []
            for no in track(nos):
                try:
                    act(store, no)
                except UserError as error:
                    refused.append((no, error))
            return Done(len(nos) - len(refused), tuple(refused))

        self._desk.write(title, work, self._told)

    def _told(self, done: Done) -> None:
        words = ngettext("%(count)s claim done.", "%(count)s claims done.", done.count)
        sentence = words % {"count": done.count}
        for no, error in done.refused[:1]:
            sentence += " " + _("%(no)s and %(count)s more were not: %(reason)s") % {
                "no": no,
                "count": len(done.refused) - 1,
                "reason": texts.sentence(error),
            }
        self._desk.say(sentence, Tone.WARN if done.refused else Tone.GOOD)


def _by_courier(rows: Sequence[ClaimRow]) -> list[tuple[str, str]]:
    """Each courier with its claims' count and what it still owes."""
    found: dict[str, list[ClaimRow]] = {}
    for row in rows:
        found.setdefault(row.courier_name, []).append(row)
    lines = []
    for name, theirs in sorted(found.items(), key=lambda pair: -len(pair[1])):
        count = ngettext("%(count)s claim", "%(count)s claims", len(theirs))
        owed = sums((row.currency, row.outstanding_minor) for row in theirs)
        words = _("%(claims)s, outstanding %(owed)s")
        lines.append((name, words % {"claims": count % {"count": len(theirs)}, "owed": owed}))
    return lines
