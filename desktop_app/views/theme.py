"""Light and dark: the colours of the window, by what they are for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from desktop_app.core import paths


class Theme(StrEnum):
    """What the person chose."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Tone(StrEnum):
    """What a colour says; words always say it too."""

    PLAIN = "plain"
    INFO = "info"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    MUTED = "muted"


@dataclass(frozen=True)
class Colours:
    """One theme's colours."""

    window: str
    surface: str
    raised: str
    text: str
    muted: str
    faint: str
    line: str
    accent: str
    accent_text: str
    accent_soft: str
    hover: str
    row: str
    tones: dict[Tone, tuple[str, str]]
    """For each tone the chip's ground and its text."""

    def ground(self, tone: Tone) -> QColor:
        return QColor(self.tones[tone][0])

    def ink(self, tone: Tone) -> QColor:
        return QColor(self.tones[tone][1])


LIGHT = Colours(
    window="#f3f5f8",
    surface="#ffffff",
    raised="#ffffff",
    text="#1c2530",
    muted="#5b6878",
    faint="#8a96a5",
    line="#dbe1e8",
    accent="#0f6e6a",
    accent_text="#ffffff",
    accent_soft="#dcefed",
    hover="#eaf0f3",
    row="#f8fafb",
    tones={
        Tone.PLAIN: ("#e8edf2", "#354252"),
        Tone.INFO: ("#dcebfb", "#1a568f"),
        Tone.GOOD: ("#dcf1e3", "#1c6b3c"),
        Tone.WARN: ("#fdeccb", "#85560a"),
        Tone.BAD: ("#fbdfdd", "#a32820"),
        Tone.MUTED: ("#eef1f4", "#5f6b79"),
    },
)
DARK = Colours(
    window="#161b21",
    surface="#1d242c",
    raised="#252e38",
    text="#e6ebf1",
    muted="#9eabba",
    faint="#76838f",
    line="#333e4a",
    accent="#3bb5ac",
    accent_text="#08201f",
    accent_soft="#1d3f3f",
    hover="#27313b",
    row="#202831",
    tones={
        Tone.PLAIN: ("#313c48", "#cfd8e2"),
        Tone.INFO: ("#1d3b58", "#a5d0fa"),
        Tone.GOOD: ("#1c4230", "#9be0b6"),
        Tone.WARN: ("#4d3b14", "#f5d08a"),
        Tone.BAD: ("#532624", "#f8b5af"),
        Tone.MUTED: ("#2a333d", "#9eabba"),
    },
)


def colours() -> Colours:
    """The colours in use now."""
    app = QApplication.instance()
    return DARK if app is not None and app.property("dark") else LIGHT


def put_on(app: QApplication, theme: Theme) -> None:
    """Dresses the whole program; called again when the person or the system changes it."""
    scheme = app.styleHints().colorScheme()
    dark = theme is Theme.DARK or (theme is Theme.SYSTEM and scheme == Qt.ColorScheme.Dark)
    app.setProperty("dark", dark)
    shades = DARK if dark else LIGHT
    if app.style().objectName() != "fusion":
        app.setStyle("Fusion")
    app.setPalette(_palette(shades))
    app.setStyleSheet(_sheet(shades))


def ensure_chinese() -> None:
    """Loads the bundled Chinese font where the system has none of its own."""
    if QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese):
        return
    families: list[str] = []
    for file in sorted((paths.resources() / "fonts").glob("*.ttf")):
        font_id = QFontDatabase.addApplicationFont(str(file))
        families += QFontDatabase.applicationFontFamilies(font_id)
    font = QApplication.font()
    font.setFamilies([*dict.fromkeys(families)])
    QApplication.setFont(font)


def scaled(font: QFont, factor: float, *, bold: bool = False) -> QFont:
    """The font larger or smaller by a factor, for headings and captions."""
    copy = QFont(font)
    copy.setPointSizeF(font.pointSizeF() * factor)
    copy.setBold(bold)
    return copy


def _palette(c: Colours) -> QPalette:
    roles = QPalette.ColorRole
    palette = QPalette()
    for role, colour in (
        (roles.Window, c.window),
        (roles.WindowText, c.text),
        (roles.Base, c.surface),
        (roles.AlternateBase, c.row),
        (roles.Text, c.text),
        (roles.Button, c.raised),
        (roles.ButtonText, c.text),
        (roles.PlaceholderText, c.faint),
        (roles.ToolTipBase, c.raised),
        (roles.ToolTipText, c.text),
        (roles.Highlight, c.accent),
        (roles.HighlightedText, c.accent_text),
        (roles.Link, c.accent),
        (roles.Mid, c.line),
        (roles.Light, c.raised),
        (roles.Dark, c.line),
    ):
        palette.setColor(role, QColor(colour))
    for role in (roles.Text, roles.ButtonText, roles.WindowText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(c.faint))
    return palette


def _sheet(c: Colours) -> str:
    template = (paths.resources() / "templates" / "window.qss").read_text("utf-8")
    named = {name: getattr(c, name) for name in Colours.__dataclass_fields__ if name != "tones"}
    for tone, (ground, ink) in c.tones.items():
        named[f"{tone.value}_ground"], named[f"{tone.value}_ink"] = ground, ink
    for name, colour in sorted(named.items(), key=lambda pair: -len(pair[0])):
        template = template.replace(f"@{name}", colour)
    icons = (paths.resources() / "icons").as_posix()
    return template.replace("@icons", icons).replace("@look", "dark" if c is DARK else "light")
