"""The steps a claim can take now, as buttons; those that want an amount or a reason ask."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core import clock
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import ClaimStage
from desktop_app.services import claim_steps, month_locks
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claim_lists import ClaimRow
from desktop_app.views import cards
from desktop_app.views.claims_words import amount
from desktop_app.views.desk import Desk
from desktop_app.views.fields import AmountField, DateField, Field, insist
from desktop_app.views.flow import FlowLayout

_S = ClaimStage
VERBS: dict[ClaimStage, str] = {
    _S.FILED: N_("File it"),
    _S.ACCEPTED: N_("Courier accepted it"),
    _S.DOCUMENTS_ASKED: N_("Courier asks for documents"),
    _S.NEGOTIATING: N_("Negotiating"),
    _S.APPROVED: N_("Approved in full…"),
    _S.PART_APPROVED: N_("Partly approved…"),
    _S.REJECTED: N_("Rejected…"),
    _S.APPEALED: N_("Appeal…"),
    _S.PAID: N_("Paid in full…"),
    _S.PART_PAID: N_("Partly paid…"),
    _S.CLOSED: N_("Close…"),
    _S.VOID: N_("Void…"),
}
_PAYING = frozenset({_S.PAID, _S.PART_PAID})
_APPROVING = frozenset({_S.APPROVED, _S.PART_APPROVED})
_WITH_MONEY = _PAYING | _APPROVING | {_S.CLOSED, _S.VOID}
_AT_ONCE = frozenset({_S.FILED, _S.ACCEPTED, _S.DOCUMENTS_ASKED, _S.NEGOTIATING})


class StepBar(QWidget):
    """`done` tells that a step was taken. ``before`` is asked first, and may refuse."""

    done = Signal()

    def __init__(self, desk: Desk, before: Callable[[], bool]) -> None:
        super().__init__()
        self._desk = desk
        self._before = before
        self._claim: ClaimDetail | None = None
        self.missing = ""
        self.buttons: dict[ClaimStage, QPushButton] = {}
        self.form = StepForm()
        self.form.hide()
        self._row = QWidget()
        self._flow = FlowLayout(self._row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._row)
        layout.addWidget(self.form)
        self.form.confirmed.connect(self._move)
        self.form.left.connect(self.leave)

    def show_claim(self, claim: ClaimDetail) -> None:
        """Offers the steps of a claim; a form that is being filled in for it stays."""
        same = self._claim is not None and self._claim.no == claim.no
        if not same or self._claim is None or self._claim.row.stage != claim.row.stage:
            self.form.hide()
        self._claim = claim
        self._offer(claim_steps.allowed(claim.row.stage))

    def _offer(self, stages: tuple[ClaimStage, ...]) -> None:
        if tuple(self.buttons) == stages:
            return
        for button in self.buttons.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {}
        for stage in stages:
            button = QPushButton(_(VERBS[stage]))
            button.setProperty("danger", stage is ClaimStage.VOID)
            button.clicked.connect(partial(self.begin, stage))
            self._flow.addWidget(button)
            self.buttons[stage] = button
        self._row.setVisible(bool(stages))
        self._row.updateGeometry()

    def begin(self, stage: ClaimStage, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        """Takes a step, or asks first for what it needs."""
        claim = self._claim
        if claim is None or not self._before():
            return
        hint = self.missing if stage is ClaimStage.FILED else ""
        if stage in _AT_ONCE and not hint:
            self._take(stage)
        else:
            self.form.ask(stage, claim.row, hint)

    def _move(self) -> None:
        self._take(self.form.stage)

    def _take(self, stage: ClaimStage) -> None:
        claim, form = self._claim, self.form
        if claim is None:
            return
        asked = form.isVisible() and form.stage is stage
        moved = self._desk.attempt(
            lambda: claim_steps.move(
                self._desk.store,
                claim.no,
                stage,
                amount_minor=form.minor() if asked else None,
                note=form.note.text() if asked else "",
                on=form.day.day() if asked else None,
                month=form.month.text() if asked else "",
            )
        )
        if moved is not None:
            form.hide()
            self._desk.say(_("%(no)s: %(stage)s") % {"no": claim.no, "stage": _word(moved)})
            self.done.emit()

    def leave(self) -> None:
        """Closes the form without a step; the cursor goes back to its button."""
        self.form.hide()
        button = self.buttons.get(self.form.stage)
        if button is not None:
            button.setFocus()


class StepForm(QFrame):
    """What a step needs: an amount, a day, a word about it, and the month that bears it."""

    confirmed = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        self.stage = ClaimStage.FILED
        self.title = cards.words("", "heading")
        self.hint = cards.words("", "caption")
        self.amount = AmountField(_("Amount"))
        self.day = DateField(_("Day"), needed=True)
        self.month = Field(
            _("Book in the month"), lambda text: month_locks.checked(text) if text else None
        )
        self.month.edit.setPlaceholderText(_("that of the day"))
        self.note = Field(_("Note"))
        self.go = QPushButton()
        self.back = QPushButton(_("Cancel"))
        self._build()

    def ask(self, stage: ClaimStage, row: ClaimRow, hint: str = "") -> None:
        """Opens for a step, filled with what is most likely."""
        self.stage = stage
        words = _(VERBS[stage]).rstrip("…")
        self.title.setText(words)
        self.go.setText(words)
        self.go.setProperty("danger", stage is ClaimStage.VOID)
        self.hint.setText(hint or _hint(stage, row))
        self.hint.setVisible(bool(self.hint.text()))
        self.amount.currency = row.currency
        self.amount.setVisible(stage in _APPROVING | _PAYING)
        self.amount.set_minor(_likely(stage, row))
        self.month.setVisible(stage in _WITH_MONEY)
        self.day.set_text(clock.today().isoformat())
        self.month.set_text("")
        self.note.set_text("")
        self.show()
        first = self.amount if stage in _APPROVING | _PAYING else self.note
        first.edit.setFocus()
        first.edit.selectAll()

    def minor(self) -> int | None:
        """The amount, where the step has one. Raises BadValue."""
        return self.amount.minor() if self.amount.isVisible() else None

    def _confirm(self) -> None:
        shown = [field for field in (self.amount, self.day, self.month) if field.isVisible()]
        if insist(*shown):
            self.confirmed.emit()

    def _build(self) -> None:
        fields = QHBoxLayout()
        fields.setSpacing(10)
        for field in (self.amount, self.day, self.month):
            field.setMaximumWidth(220)
            fields.addWidget(field, 1, Qt.AlignmentFlag.AlignTop)
            field.edit.returnPressed.connect(self._confirm)
        fields.addStretch(1)
        self.note.edit.returnPressed.connect(self._confirm)
        self.go.clicked.connect(self._confirm)
        self.back.clicked.connect(self.left)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.back)
        foot.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        for part in (self.title, self.hint):
            layout.addWidget(part)
        layout.addLayout(fields)
        layout.addWidget(self.note)
        layout.addLayout(foot)


def _likely(stage: ClaimStage, row: ClaimRow) -> int | None:
    if stage is ClaimStage.APPROVED:
        return row.claimed_minor
    return max(row.outstanding_minor, 0) or None if stage is ClaimStage.PAID else None


def _hint(stage: ClaimStage, row: ClaimRow) -> str:
    claimed = amount(row.claimed_minor, row.currency)
    owed = amount(row.outstanding_minor, row.currency)
    if stage in _APPROVING:
        return _("Claimed: %(amount)s. Less than that is a part approval.") % {"amount": claimed}
    if stage in _PAYING:
        return _("Still owed: %(amount)s. Less than that is a part payment.") % {"amount": owed}
    if stage is ClaimStage.CLOSED and row.outstanding_minor > 0:
        return _("%(amount)s are still owed; closing writes them off.") % {"amount": owed}
    if stage is ClaimStage.VOID:
        return _("The claim leaves the ledger; say why in the note. It stays on record.")
    return ""


def _word(claim: ClaimDetail) -> str:
    from desktop_app.core.labels import label

    return label(claim.row.stage)
