"""The head of a claim's panel: number, stage, the day that mustn't be missed, money, warnings."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.i18n import _
from desktop_app.core.kinds import ClaimStage
from desktop_app.core.labels import label
from desktop_app.services import claim_recoveries, claim_steps, claims
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_recoveries import Recoveries
from desktop_app.views.cards import words
from desktop_app.views.claims_papers import SheetButton
from desktop_app.views.claims_words import TONES, amount, chip, doubt, due, put_chip, put_property
from desktop_app.views.desk import Desk, Room
from desktop_app.views.icons import icon
from desktop_app.views.theme import Tone


class ClaimHead(QWidget):
    """`changed` tells that a step was taken back."""

    changed = Signal()
    replace_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._claim: ClaimDetail | None = None
        self.no = words("", "title", wrap=False)
        self.stage, self.due = chip(), chip()
        self.about = words("", "caption")
        self.figures = Figures()
        self.warning = words("", "error")
        self.sheet = SheetButton(desk)
        self.more = QToolButton()
        self.more.setIcon(icon("more"))
        self.more.setToolTip(_("More"))
        self.more.setAccessibleName(_("More"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.more)
        self.more.setMenu(self.menu)
        self._build()

    def show_claim(self, claim: ClaimDetail) -> None:
        """Shows the claim as it stands."""
        self._claim = claim
        row = claim.row
        self.no.setText(row.no)
        put_chip(self.stage, label(row.stage), TONES[row.stage])
        put_chip(self.due, due(row), Tone.BAD if row.overdue else Tone.PLAIN)
        about = (row.courier_name, label(row.kind), row.tracking, row.buyer, row.case_no)
        self.about.setText(" · ".join(part for part in about if part))
        self.figures.show_claim(claim)
        warning = "\n".join(self._warnings(claim))
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))
        self.sheet.show_nos(() if row.stage is ClaimStage.VOID else (row.no,))
        self._fill_menu(claim)

    def _warnings(self, claim: ClaimDetail) -> list[str]:
        row, store = claim.row, self._desk.store
        found = [doubt(each) for each in claim.doubts]
        others = claims.others_on(store, row.tracking, besides=row.no) if row.tracking else []
        if row.stage is ClaimStage.VOID:
            found = [_("Void: %(reason)s") % {"reason": row.void_reason}]
        elif others:
            found.append(
                _("The same parcel is in %(others)s too.") % {"others": _(", ").join(others)}
            )
        for no, text in (
            (claim.replaces, _("It replaces %(no)s.")),
            (claim.replaced_by, _("%(no)s took its place.")),
        ):
            if no:
                found.append(text % {"no": no})
        if row.stage is not ClaimStage.VOID:
            found += twice(claim_recoveries.of(store, row.no))
        return found

    def _fill_menu(self, claim: ClaimDetail) -> None:
        row = claim.row
        self.menu.clear()
        if row.case_no:
            self.menu.addAction(
                icon("cases"), _("Open the case"), lambda: self._go(Room.CASES, row.case_no)
            )
        if row.buyer:
            self.menu.addAction(
                icon("photos"),
                _("Open the buyer's photos"),
                lambda: self._go(Room.PHOTOS, row.buyer),
            )
            self.menu.addAction(
                icon("buyers"), _("Buyer's page"), lambda: self._go(Room.BUYERS, row.buyer)
            )
        self.menu.addSeparator()
        undo = self.menu.addAction(icon("undo"), _("Take back the last step"), self.undo)
        undo.setEnabled(row.stage is not ClaimStage.DRAFT)
        replace = self.menu.addAction(
            icon("pen"), _("Void and replace by a new one…"), self.replace_wanted.emit
        )
        replace.setEnabled(row.stage not in (ClaimStage.DRAFT, ClaimStage.VOID, ClaimStage.CLOSED))

    def undo(self) -> None:
        """Takes back the last step, with its payment."""
        claim = self._claim
        if claim is None:
            return
        undone = self._desk.attempt(lambda: claim_steps.undo(self._desk.store, claim.no))
        if undone is not None:
            stage = label(undone.row.stage)
            self._desk.say(_("%(no)s: %(stage)s") % {"no": claim.no, "stage": stage})
            self.changed.emit()

    def _go(self, room: Room, thing: str) -> None:
        self._desk.go(room, "show", thing)

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self.no)
        top.addStretch(1)
        top.addWidget(self.sheet)
        top.addWidget(self.more)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(top)
        about = QHBoxLayout()
        about.setSpacing(8)
        about.addWidget(self.stage)
        about.addWidget(self.due)
        about.addWidget(self.about, 1)
        layout.addLayout(about)
        parts: tuple[QWidget, ...] = (self.figures, self.warning)
        for part in parts:
            layout.addWidget(part)


class Figures(QWidget):
    """Claimed, approved, paid, still owed."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 2, 0, 2)
        grid.setHorizontalSpacing(22)
        grid.setVerticalSpacing(0)
        for column, (key, title) in enumerate(
            (
                ("claimed", _("Claimed")),
                ("approved", _("Amount approved")),
                ("paid", _("Paid by the courier")),
                ("outstanding", _("Outstanding")),
            )
        ):
            value = words("", "heading", wrap=False)
            value.setAccessibleName(title)
            grid.addWidget(words(title, "caption", wrap=False), 0, column)
            grid.addWidget(value, 1, column)
            self.values[key] = value
        grid.setColumnStretch(grid.columnCount(), 1)

    def show_claim(self, claim: ClaimDetail) -> None:
        """Fills in the amounts; what isn't known is a dash, nought is nought."""
        row = claim.row
        figures = {
            "claimed": row.claimed_minor,
            "approved": row.approved_minor,
            "paid": row.received_minor + row.set_off_minor,
            "outstanding": row.outstanding_minor,
        }
        for key, minor in figures.items():
            self.values[key].setText(amount(minor, row.currency) or "–")
        put_property(self.values["outstanding"], "tone", "warn" if row.outstanding_minor else "")


def twice(found: Recoveries) -> list[str]:
    """Whether one loss is recovered twice, or will be."""
    values = {"loss": amount(found.loss, found.currency)}
    if found.exceeds:
        values["more"] = amount(found.exceeds, found.currency)
        return [_("More came back than was lost (%(loss)s): %(more)s too much.") % values]
    if found.would_exceed:
        values["more"] = amount(found.would_exceed, found.currency)
        return [
            _(
                "With what insurance or platform paid, this claim would bring back %(more)s more"
                " than was lost (%(loss)s)."
            )
            % values
        ]
    return []
