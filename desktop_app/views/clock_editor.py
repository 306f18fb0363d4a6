"""The clocks: what must be done by when, where that stands written, and who has checked it."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.labels import label
from desktop_app.services import clock_changes
from desktop_app.services.clock_changes import ClockRow
from desktop_app.services.clocks import ClockRule
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.fields import DateField, Field, insist
from desktop_app.views.held_rows import HeldRows, view_of
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone

_UNITS = (
    (N_("minutes"), timedelta(minutes=1)),
    (N_("hours"), timedelta(hours=1)),
    (N_("days"), timedelta(days=1)),
)


class ClockEditor(QWidget):
    """The list of clocks, and the chosen one beside it."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: ClockRow | None = None
        self.model: HeldRows[ClockRow] = HeldRows(_COLUMNS, self)
        self.view = view_of(desk, self.model, "clocks", _("Clocks"))
        self.name = words("", "heading")
        self.about = words("", "caption")
        self.count = QSpinBox()
        self.count.setRange(1, 100_000)
        self.count.setAccessibleName(_("Period"))
        self.unit = QComboBox()
        self.unit.setAccessibleName(_("Unit of the period"))
        for text, _span in _UNITS:
            self.unit.addItem(_(text))
        self.source = Field(_("Where the period stands written"), needed=True)
        self.valid_from = DateField(_("Counts for cases opened from"), needed=True)
        self.checked = QCheckBox(_("Looked up and found right by the shop"))
        self.save = QPushButton(_("Store this clock"))
        self.save.setProperty("primary", True)
        self.back = QPushButton(_("Back to the shipped clock"))
        self._form = self._built()
        boxes.page(self, boxes.stack(boxes.split(self.view, self._form, (600, 380))))
        self.view.picked.connect(self._show)
        self.save.clicked.connect(self._save)
        self.back.clicked.connect(self._take_back)
        self.reload()

    def reload(self) -> None:
        """Reads the clocks as they stand."""
        rows = clock_changes.rows(self._desk.store)
        self.model.show_rows(rows)
        wanted = self._row.id if self._row is not None else rows[0].id
        self.view.choose(wanted)

    def _show(self, row: ClockRow | None) -> None:
        self._row = row
        self._form.setEnabled(row is not None)
        if row is None:
            return
        rule = row.rule
        self.name.setText(rule.name)
        parts = (label(rule.of), _platforms(rule), _kinds(rule))
        self.about.setText(" · ".join(part for part in parts if part))
        place = max(n for n, (_text, span) in enumerate(_UNITS) if not rule.period % span)
        self.unit.setCurrentIndex(place)
        self.count.setValue(rule.period // _UNITS[place][1])
        self.source.set_text(rule.source)
        self.valid_from.set_text(rule.valid_from.isoformat())
        self.checked.setChecked(rule.checked)
        self.back.setEnabled(row.own)

    def _save(self) -> None:
        row = self._row
        if row is None or not insist(self.source, self.valid_from):
            return
        period = self.count.value() * _UNITS[self.unit.currentIndex()][1]
        source, day = self.source.text(), self.valid_from.day() or clock.today()
        checked = self.checked.isChecked()
        self._desk.write(
            _("Reckoning the open cases' clocks"),
            lambda _track: clock_changes.change(
                self._desk.store,
                row.rule,
                period,
                source=source,
                valid_from=day,
                checked=checked,
            ),
            self._told,
        )

    def _take_back(self) -> None:
        row = self._row
        if row is not None:
            self._desk.write(
                _("Reckoning the open cases' clocks"),
                lambda _track: clock_changes.take_back(self._desk.store, row.rule),
                self._told,
            )

    def _told(self, count: int) -> None:
        self._desk.say(
            ngettext(
                "Stored; %(count)s open case was reckoned anew.",
                "Stored; %(count)s open cases were reckoned anew.",
                count,
            )
            % {"count": count}
        )
        self.reload()

    def _built(self) -> QWidget:
        period = QHBoxLayout()
        period.addWidget(self.count)
        period.addWidget(self.unit)
        period.addStretch(1)
        title = QLabel(_("Period"))
        title.setProperty("role", "caption")
        hint = words(
            _(
                "Platforms and couriers change their periods. Enter what stands in their rules or "
                "your contract today; cases opened before the day keep the clock they began with."
            ),
            "caption",
        )
        form = QWidget()
        layout = QVBoxLayout(form)
        layout.setContentsMargins(12, 0, 0, 0)
        layout.setSpacing(10)
        layout.addWidget(self.name)
        layout.addWidget(self.about)
        layout.addWidget(title)
        layout.addLayout(period)
        for part in (self.source, self.valid_from, self.checked, hint):
            layout.addWidget(part)
        layout.addStretch(1)
        layout.addLayout(boxes.line(self.back, None, self.save))
        form.setMinimumWidth(320)
        return form


def _platforms(rule: ClockRule) -> str:
    return _(", ").join(label(platform) for platform in sorted(rule.platforms)) or _(
        "all platforms"
    )


def _kinds(rule: ClockRule) -> str:
    return _(", ").join(label(kind) for kind in sorted(rule.kinds))


_COLUMNS: tuple[Column[ClockRow], ...] = (
    Column("what", N_("What must be done"), lambda row: row.rule.name, width=200),
    Column("platform", N_("Platform"), lambda row: _platforms(row.rule), width=110),
    Column("period", N_("Period"), lambda row: dates.span(row.rule.period), width=80),
    Column(
        "state",
        N_("State"),
        lambda row: _("checked") if row.rule.checked else _("not checked"),
        tone=lambda row: Tone.GOOD if row.rule.checked else Tone.WARN,
        width=116,
    ),
    Column("source", N_("Source"), lambda row: row.rule.source, width=170),
)
