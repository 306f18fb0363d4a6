"""How a batch stands: parcels, and what became of them, in figures that are read from afar."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from desktop_app.core.i18n import _
from desktop_app.services.weigh_sessions import Tally
from desktop_app.views.theme import Tone


class TallyBar(QFrame):
    """One figure each, its word below."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", True)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.setSpacing(6)
        self.figures: dict[str, QLabel] = {}
        for key, words, tone in (
            ("parcels", _("parcels"), Tone.PLAIN),
            ("fits", _("fit"), Tone.GOOD),
            ("wrong", _("still off"), Tone.BAD),
            ("put_right", _("put right"), Tone.INFO),
            ("unknown", _("can't say"), Tone.WARN),
            ("skipped", _("skipped"), Tone.MUTED),
        ):
            layout.addLayout(self._figure(key, words, tone), 1)

    def show_tally(self, tally: Tally, skipped: int) -> None:
        """Fills in the figures."""
        values = {
            "parcels": tally.parcels,
            "fits": tally.fits,
            "wrong": len(tally.wrong),
            "put_right": tally.put_right,
            "unknown": tally.unknown,
            "skipped": skipped,
        }
        for key, value in values.items():
            self.figures[key].setText(f"{value:,}")

    def _figure(self, key: str, words: str, tone: Tone) -> QVBoxLayout:
        figure = QLabel("0")
        figure.setProperty("role", "figure")
        figure.setProperty("tone", tone.value)
        figure.setAccessibleName(words)
        caption = QLabel(words)
        caption.setProperty("role", "caption")
        column = QVBoxLayout()
        column.setSpacing(0)
        for label in (figure, caption):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        self.figures[key] = figure
        return column
