"""What photos show, said by one key each: the keys stand on the chips and in the menu."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.kinds import EvidenceRole
from desktop_app.core.labels import label
from desktop_app.views.flow import FlowLayout

KEYS: dict[EvidenceRole, str] = dict(zip(EvidenceRole, "123456789QWERT", strict=True))
NO_ROLE_KEY = "0"


class RoleChips(QWidget):
    """A chip for each thing that a photo can show; pressed again it is taken back."""

    said = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("What the photo shows"))
        self.chips: dict[EvidenceRole, QPushButton] = {}
        flow = FlowLayout(self, spacing=4)
        for role, key in KEYS.items():
            chip = QPushButton(f"{key}  {label(role)}")
            chip.setProperty("filter", True)
            chip.setCheckable(True)
            chip.setToolTip(_("%(role)s: press %(key)s") % {"role": label(role), "key": key})
            chip.clicked.connect(partial(self._say, role))
            flow.addWidget(chip)
            self.chips[role] = chip

    def show_roles(self, roles: Iterable[str]) -> None:
        """Ticks what the photo shows now."""
        on = set(roles)
        for role, chip in self.chips.items():
            chip.setChecked(role.value in on)

    def _say(self, role: EvidenceRole) -> None:
        self.said.emit(role if self.chips[role].isChecked() else None)
