"""What if: how many ratings of 5 lift the shop's mean score, and what some more will make of it."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_app.core import scores
from desktop_app.core.i18n import _, ngettext
from desktop_app.views import boxes
from desktop_app.views.cards import Card, empty, words
from desktop_app.views.fields import Field

_KEPT = ("mean", "raters", "target", "fives")
_FIRST = {"mean": "4.6", "raters": "100", "target": "4.8", "fives": "20"}


class ScoreCard(Card):
    """Fields say what is wrong while one types; the answers stand below (R44)."""

    def __init__(self, memory: QSettings) -> None:
        super().__init__(_("What if: mean score"))
        self._memory = memory
        self.fields = {
            "mean": Field(_("Mean now"), scores.parse, needed=True),
            "raters": Field(_("Ratings so far"), scores.parse_count, needed=True),
            "target": Field(_("Wished for"), scores.parse_target, needed=True),
            "fives": Field(_("New ratings of 5"), scores.parse_count, needed=True),
        }
        self.needed = words("", "heading")
        self.after = words("")
        self.table = QGridLayout()
        self.table.setHorizontalSpacing(18)
        self.table.setVerticalSpacing(2)
        line = boxes.line(*self.fields.values())
        self.top.addLayout(line)
        self.body.addWidget(self.needed)
        self.body.addWidget(self.after)
        self.body.addWidget(words(_("Ratings of 5 that each score takes:"), "caption"))
        self.body.addLayout(self.table)
        self.body.addStretch(1)
        for name, field in self.fields.items():
            field.set_text(str(memory.value(f"score/{name}") or _FIRST[name]))
            field.changed.connect(self.reckon)
        self.reckon()

    def reckon(self) -> None:
        """Answers what the fields ask, as far as they are right."""
        for name in _KEPT:
            self._memory.setValue(f"score/{name}", self.fields[name].text())
        good = {name for name, field in self.fields.items() if not field.fault()}
        known = {"mean", "raters"} <= good
        self.needed.setText(self._needed() if known and "target" in good else "–")
        self.after.setText(self._after() if known and "fives" in good else "")
        self._show_steps(known=known)

    def _needed(self) -> str:
        target = scores.parse_target(self.fields["target"].text())
        more = scores.needed(*self._now(), target)
        if more is None:
            return _("%(target)s can't be reached, however many ratings of 5 there are.") % {
                "target": target
            }
        if not more:
            return _("%(target)s is reached already.") % {"target": target}
        said = ngettext(
            "%(count)s more rating of 5 brings it to %(target)s.",
            "%(count)s more ratings of 5 bring it to %(target)s.",
            more,
        )
        return said % {"count": f"{more:,}", "target": target}

    def _after(self) -> str:
        fives = scores.parse_count(self.fields["fives"].text())
        mean = scores.after(*self._now(), fives)
        if mean is None:
            return ""
        said = ngettext(
            "With %(count)s new rating of 5 the mean will be %(mean)s.",
            "With %(count)s new ratings of 5 the mean will be %(mean)s.",
            fives,
        )
        return said % {"count": f"{fives:,}", "mean": mean}

    def _now(self) -> tuple[Decimal, int]:
        return scores.parse(self.fields["mean"].text()), scores.parse_count(
            self.fields["raters"].text()
        )

    def _show_steps(self, *, known: bool) -> None:
        empty(self.table)
        steps = scores.steps(*self._now())[-_MOST_STEPS:] if known else []
        for place, (target, more) in enumerate(steps):
            row, column = divmod(place, _COLUMNS)
            self.table.addWidget(_step(f"{target}", f"{more:,}"), row, column)
        self.table.setColumnStretch(_COLUMNS, 1)


_MOST_STEPS, _COLUMNS = 8, 4


def _step(target: str, more: str) -> QWidget:
    made = boxes.held(boxes.line(words(target, "caption", wrap=False), words(more, wrap=False)))
    layout = made.layout()
    if layout is not None:
        layout.setContentsMargins(0, 0, 0, 0)
    return made
