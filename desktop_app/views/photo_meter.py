"""How complete a case's evidence is: what is there, what is missing, by what photos show."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.services import evidence
from desktop_app.services.evidence import Meter, Need
from desktop_app.views.cards import chip, empty, words
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.theme import Tone

_WIDTH = 120


class PhotoMeter(QFrame):
    """Shown above the photos of a case."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self.known = False
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(_WIDTH)
        self.bar.setAccessibleName(_("How complete the evidence is"))
        self.said = words("", "caption")
        self.chips = QWidget()
        self._chips = FlowLayout(self.chips, spacing=5)
        line = QHBoxLayout()
        line.setSpacing(10)
        line.addWidget(self.bar)
        line.addWidget(self.said, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        layout.addLayout(line)
        layout.addWidget(self.chips)
        self.hide()

    def show_case(self, case_id: int | None) -> None:
        """Measures a case's evidence; nothing for no case."""
        store = self._desk.store
        meter: Meter | None = None
        if case_id is not None:
            meter = self._desk.attempt(lambda: evidence.of_case(store, case_id))
        self.known = meter is not None
        self.setVisible(self.known)
        if meter is not None:
            self._show(meter)

    def _show(self, meter: Meter) -> None:
        self.bar.setValue(round(meter.share * 100))
        self.said.setText(_said(meter))
        empty(self._chips)
        for need in meter.needs:
            self._chips.addWidget(chip(_need(need), _tone(need)))


def _said(meter: Meter) -> str:
    if meter.complete:
        return _("The evidence is complete.")
    lacking = [label(role) for role in meter.missing]
    if not meter.photos:
        lacking.insert(0, _("photos"))
    return _("Still missing: %(what)s") % {"what": _(", ").join(lacking)}


def _need(need: Need) -> str:
    if need.wanted > 1:
        return f"{label(need.role)} {need.have}/{need.wanted}"
    return f"✓ {label(need.role)}" if need.met else label(need.role)


def _tone(need: Need) -> Tone:
    if need.met:
        return Tone.GOOD
    return Tone.BAD if need.required else Tone.MUTED
