"""The form of one rule for messages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QGridLayout, QWidget

from desktop_app.core import i18n
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import FollowUpEvent, OrderState, Platform, Situation
from desktop_app.core.labels import label
from desktop_app.services import follow_up_rules, reply_templates
from desktop_app.services.follow_up_rules import LAST_HOUR, MAX_DAYS, FollowUpRule
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.case_card import button, choice, choose, code_of
from desktop_app.views.desk import Desk
from desktop_app.views.fields import Field, insist
from desktop_app.views.menu_filter import MenuFilter

_LANGUAGES = (("zh_CN", "中文"), ("en", "English"))
_STATES = (OrderState.PAID, OrderState.SHIPPED, OrderState.DONE)


class RuleForm(QFrame):
    """`kept` gives the code of the rule as it is now, `left` that nothing was kept."""

    kept = Signal(str)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self._rule = FollowUpRule()
        self.is_new = False
        self.title = words("", "heading")
        self.name = Field(_("Name"), needed=True)
        self.counted = choice(_("Counted from"), FollowUpEvent)
        self.days = Field(_("Days after"), _within(MAX_DAYS), needed=True)
        self.hour = Field(_("From hour (0–23)"), _within(LAST_HOUR), needed=True)
        self.platforms = MenuFilter(_("Platforms"), [(one.value, label(one)) for one in Platform])
        self.states = MenuFilter(
            _("Only while the order is"), [(one.value, label(one)) for one in _STATES]
        )
        self.shops = Field(_("Shops (by commas)"))
        self.countries = Field(_("Countries (by commas)"))
        self.channels = Field(_("Logistics channels (by commas)"))
        self.language = _languages()
        self.situation = choice(_("What it is about"), Situation)
        self.reply = QComboBox()
        self.reply.setAccessibleName(_("Reply"))
        self.reply.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.despite_case = QCheckBox(_("Also while a case of the order is open"))
        self.on = QCheckBox(_("Switched on"))
        self.keep_button = button(_("Keep the rule"), self.keep)
        self.keep_button.setProperty("primary", True)
        self.remove_button = button(_("Delete the rule"), self.remove)
        self._build()
        self.situation.activated.connect(lambda _place: self._offer_replies(""))
        self.language.activated.connect(lambda _place: self._offer_replies(""))

    def begin(self) -> None:
        """An empty form for a rule of the shop's own."""
        self.show_rule(FollowUpRule(on=True))
        self.is_new = True
        self.title.setText(_("New rule"))
        self.name.edit.setFocus()

    def show_rule(self, rule: FollowUpRule) -> None:
        """Shows a rule as it is."""
        self._rule, self.is_new = rule, False
        self.title.setText(rule.name)
        self.name.set_text(rule.names.get(i18n.language(), ""))
        choose(self.counted, rule.event)
        self.days.set_text(str(rule.days))
        self.hour.set_text(str(rule.hour))
        self.platforms.set_codes(rule.platforms)
        self.states.set_codes(rule.states)
        for field, values in self._lists():
            field.set_text(", ".join(getattr(rule, values)))
        choose(self.language, rule.language)
        choose(self.situation, rule.situation)
        self._offer_replies(rule.reply)
        self.despite_case.setChecked(rule.despite_case)
        self.on.setChecked(rule.on)
        self.remove_button.setText(
            _("As it came with the program") if rule.shipped else _("Delete the rule")
        )
        self.remove_button.setVisible(rule.own)

    def keep(self) -> None:
        """Keeps the rule as it stands."""
        if not insist(self.name, self.days, self.hour):
            return
        store, rule = self._desk.store, self._read()
        made = self._desk.attempt(lambda: follow_up_rules.save(store, rule))
        if made is not None:
            self.is_new = False
            self._desk.say(_("The rule “%(name)s” is kept.") % {"name": made.name})
            self.kept.emit(made.code)

    def remove(self) -> None:
        """Deletes the shop's rule, or gives one of the program's its first form back."""
        rule, store = self._rule, self._desk.store
        question = (
            _("Give the rule “%(name)s” back the form it came in?")
            if rule.shipped
            else _("Delete the rule “%(name)s”? Messages that it made stay.")
        )
        if not self._desk.prompts.confirm(
            self, question % {"name": rule.name}, self.remove_button.text()
        ):
            return
        self._desk.attempt(lambda: follow_up_rules.remove(store, rule.code))
        self.kept.emit(rule.code)

    def _read(self) -> FollowUpRule:
        name = self.name.text()
        same = name == self._rule.names.get(i18n.language())
        names = dict(self._rule.names) if same else dict.fromkeys(i18n.LANGUAGES, name)
        return replace(
            self._rule,
            names=names,
            event=FollowUpEvent(code_of(self.counted)),
            days=int(self.days.text()),
            hour=int(self.hour.text()),
            platforms=tuple(map(Platform, self.platforms.in_order())),
            states=tuple(map(OrderState, self.states.in_order())),
            language=code_of(self.language),
            situation=Situation(code_of(self.situation)),
            reply=code_of(self.reply),
            despite_case=self.despite_case.isChecked(),
            on=self.on.isChecked(),
            shops=_parts(self.shops.text()),
            countries=_parts(self.countries.text()),
            channels=_parts(self.channels.text()),
        )

    def _lists(self) -> tuple[tuple[Field, str], ...]:
        return (
            (self.shops, "shops"),
            (self.countries, "countries"),
            (self.channels, "channels"),
        )

    def _offer_replies(self, chosen: str) -> None:
        """The replies of the situation; “what fits best” leaves it to channel and language."""
        situation = Situation(code_of(self.situation))
        found = self._desk.attempt(
            lambda: reply_templates.listed(self._desk.store, situation, code_of(self.language)),
            [],
        )
        self.reply.clear()
        self.reply.addItem(_("What fits best"), "")
        for reply in found:
            self.reply.addItem(reply.title, reply.code or f"#{reply.id}")
        choose(self.reply, chosen)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self.name, 0, 0, 1, 2)
        grid.addWidget(_titled(_("Counted from"), self.counted), 1, 0)
        grid.addLayout(boxes.line(self.days, self.hour), 1, 1)
        grid.addWidget(_titled(_("What it is about"), self.situation), 2, 0)
        grid.addWidget(_titled(_("Language"), self.language), 2, 1)
        grid.addWidget(_titled(_("Reply"), self.reply), 3, 0, 1, 2)
        grid.addWidget(self.channels, 4, 0)
        grid.addWidget(self.countries, 4, 1)
        grid.addWidget(self.shops, 5, 0)
        buttons = boxes.line(self.remove_button, None, self.keep_button)
        layout = boxes.stack(
            self.title,
            grid,
            boxes.line(self.platforms, self.states, None),
            self.despite_case,
            self.on,
            buttons,
            None,
        )
        layout.setContentsMargins(14, 12, 14, 12)
        self.setLayout(layout)


def _titled(title: str, box: QWidget) -> QWidget:
    return boxes.held(boxes.stack(words(title, "caption", wrap=False), box, spacing=3))


def _within(limit: int) -> Callable[[str], int]:
    def check(text: str) -> int:
        if not (text.isascii() and text.isdigit()) or int(text[:9]) > limit:
            raise BadValue(Reason.NOT_A_NUMBER_OF_DAYS, value=text[:20], limit=limit)
        return int(text)

    return check


def _parts(text: str) -> tuple[str, ...]:
    found = (part.strip() for part in text.replace("，", ",").split(","))
    return tuple(dict.fromkeys(part for part in found if part))


def _languages() -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(_("Language"))
    made.addItem(_("As the platform's buyers"), "")
    for code, text in _LANGUAGES:
        made.addItem(text, code)
    return made
