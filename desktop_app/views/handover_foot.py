"""What ends a sheet: the signature of who hands over, then the name of who takes over."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton, QWidget

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import HandoverState
from desktop_app.services.handover_lists import Sheet
from desktop_app.services.handover_records import MAX_NAME
from desktop_app.views.boxes import held, line, stack
from desktop_app.views.cards import words
from desktop_app.views.flow import FlowLayout

_NAME_WIDTH = 112


class SignFoot(QWidget):
    """For a draft: who hands over, who takes over, and the signature.

    `named` tells that a name was changed, `signed` who signs and who becomes the cases' owner.
    """

    named = Signal(str, str)
    signed = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.from_whom = _name_edit(_("Who hands over"))
        self.to_whom = _name_edit(_("Who takes over"))
        self.owner = QCheckBox()
        self.button = QPushButton(_("Sign and hand over"))
        self.button.setProperty("primary", True)
        self._cases = 0
        self._build()

    def show_sheet(self, sheet: Sheet) -> None:
        """Shows a draft's names; what is being typed stays."""
        for name, edit in self._edits().items():
            if not edit.hasFocus():
                edit.setText(getattr(sheet.row, name))
        self._cases = len({one.case_id for one in sheet.items if one.case_id is not None})
        self._offer()

    def sign(self) -> None:
        """Tells who signs, and who becomes the owner of the cases, if anybody."""
        heir = self.to_whom.text() if self.owner.isChecked() and self.owner.isEnabled() else ""
        self.signed.emit(self.from_whom.text(), heir)

    def _offer(self) -> None:
        """R26, register and hand over: the cases may go to whoever takes over."""
        many = ngettext(
            "and owns %(count)s case",
            "and owns %(count)s cases",
            self._cases,
        )
        self.owner.setText(many % {"count": self._cases})
        self.owner.setEnabled(bool(self.to_whom.text().strip() and self._cases))

    def _edits(self) -> dict[str, QLineEdit]:
        return {"from_whom": self.from_whom, "to_whom": self.to_whom}

    def _build(self) -> None:
        for name, edit in self._edits().items():
            edit.editingFinished.connect(
                lambda name=name, edit=edit: self.named.emit(name, edit.text().strip())
            )
        self.to_whom.textEdited.connect(lambda _text: self._offer())
        self.button.clicked.connect(lambda _on=False: self.sign())
        parts = QWidget()
        flow = FlowLayout(parts, spacing=10)
        for part in (
            _named(_("Hands over"), self.from_whom),
            _named(_("Takes over"), self.to_whom),
            self.owner,
        ):
            flow.addWidget(part)
        foot = line(parts, self.button)
        foot.setStretch(0, 1)
        self.setLayout(stack(foot))


class TakeFoot(QWidget):
    """For a signed sheet that waits: the next shift takes all of it over."""

    taken = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.name = _name_edit(_("Who takes over"))
        self.button = QPushButton(_("Take the sheet over"))
        self.button.setProperty("primary", True)
        self.button.setToolTip(_("Acknowledges all lines"))
        self.button.clicked.connect(lambda _on=False: self.take())
        self.name.returnPressed.connect(self.take)
        self.setLayout(stack(line(_named(_("Takes over"), self.name), self.button)))

    def show_sheet(self, sheet: Sheet, who: str) -> None:
        """Is there while the sheet waits; ``who`` is the person at work."""
        self.setVisible(sheet.row.state is HandoverState.WAITING)
        if not self.name.text():
            self.name.setText(who or sheet.row.to_whom)

    def take(self) -> None:
        """Tells who takes over."""
        self.taken.emit(self.name.text())


def _name_edit(title: str) -> QLineEdit:
    made = QLineEdit()
    made.setAccessibleName(title)
    made.setMaxLength(MAX_NAME)
    made.setFixedWidth(_NAME_WIDTH)
    return made


def _named(title: str, edit: QLineEdit) -> QWidget:
    """A name with its caption beside it; they stay together where a line is broken."""
    layout = line(words(title, "caption", wrap=False), edit, spacing=8)
    layout.setContentsMargins(0, 0, 0, 0)
    return held(layout)
