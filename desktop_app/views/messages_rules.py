"""The rules by which messages fall due (R58): switched on and off, changed, added."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.services import follow_up_rules
from desktop_app.services.follow_up_rules import FollowUpRule
from desktop_app.views import boxes
from desktop_app.views import messages_words as shown
from desktop_app.views.cards import words
from desktop_app.views.case_card import button
from desktop_app.views.desk import Desk
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.messages_rule_form import RuleForm
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone


@dataclass(frozen=True)
class RuleLine:
    """A rule in the list."""

    id: int
    rule: FollowUpRule

    @property
    def name(self) -> str:
        return self.rule.name


def _state(line: RuleLine) -> str:
    return _("On") if line.rule.on else _("Off")


_COLUMNS = (
    Column[RuleLine](
        "on",
        N_("State"),
        _state,
        70,
        tone=lambda line: Tone.GOOD if line.rule.on else Tone.MUTED,
    ),
    Column[RuleLine]("name", N_("Rule"), lambda line: line.name, 250, "name"),
    Column[RuleLine]("when", N_("When"), lambda line: shown.when(line.rule), 240),
    Column[RuleLine]("where", N_("Where"), lambda line: shown.where(line.rule), 160),
)


class RulesSection(QWidget):
    """Space switches the chosen rule on or off; Enter goes into its form."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.model = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "message-rules", _("Rules for messages"))
        self.form = RuleForm(desk)
        self.switch_button = button(_("Switch on"), self.switch)
        self.new_button = button(_("New rule…"), self.begin_new)
        hint = words(
            _(
                "Messages are made when they fall due, not for orders of long ago. Rules for every "
                "single order are off to begin with, since they make as many messages as orders."
            ),
            "caption",
        )
        left = boxes.stack(
            hint,
            boxes.line(self.switch_button, None, self.new_button),
            self.view,
            grows=self.view,
        )
        area = boxes.scrolling(self.form)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(boxes.split(boxes.held(left), area, (720, 520)))
        self.view.picked.connect(self._pick)
        self.view.opened.connect(lambda _row: self.form.name.edit.setFocus())
        self.form.kept.connect(self._kept)
        self.form.left.connect(self.view.setFocus)
        keys = QShortcut(QKeySequence(Qt.Key.Key_Space), self.view)
        keys.setContext(Qt.ShortcutContext.WidgetShortcut)
        keys.activated.connect(self.switch)
        self._code = ""

    def refresh(self) -> None:
        """Shows the rules as they are now; a form that is being filled in stays."""
        found: list[FollowUpRule] = self._desk.attempt(
            lambda: follow_up_rules.all_of(self._desk.store), []
        )
        self.model.show_rows(RuleLine(place, rule) for place, rule in enumerate(found, 1))
        places = [place for place, rule in enumerate(found) if rule.code == self._code]
        if found and not self.form.is_new:
            self.view.selectRow(places[0] if places else 0)

    def chosen(self) -> FollowUpRule | None:
        """The rule that is chosen."""
        line = self.model.row_at(self.view.currentIndex().row())
        return line.rule if line is not None else None

    def switch(self) -> None:
        """Switches the chosen rule on, or off."""
        rule = self.chosen()
        if rule is not None:
            self._code = rule.code
            self._desk.attempt(
                lambda: follow_up_rules.switch(self._desk.store, rule.code, on=not rule.on)
            )
            self.refresh()
            self._pick(None)

    def begin_new(self) -> None:
        """An empty form."""
        self.view.clearSelection()
        self.form.begin()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.view.setFocus()
        else:
            super().keyPressEvent(event)

    def _pick(self, _row: object) -> None:
        rule = self.chosen()
        if rule is None:
            return
        self._code = rule.code
        self.switch_button.setText(_("Switch off") if rule.on else _("Switch on"))
        self.form.show_rule(rule)

    def _kept(self, code: str) -> None:
        self._code = code
        self.refresh()
        self._pick(None)
        self.view.setFocus()
