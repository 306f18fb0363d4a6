"""Photos going out: copies within a platform's limits, as folder or ZIP; the evidence pack."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from desktop_app.core import names, paths, texts
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label
from desktop_app.core.track import Track
from desktop_app.services import evidence_packs, photo_exports
from desktop_app.services.photo_exports import ExportReport, Limits
from desktop_app.services.store import Store
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.flow import FlowLayout
from desktop_app.views.icons import icon
from desktop_app.views.photo_parts import tool
from desktop_app.views.preview import Preview
from desktop_app.views.theme import Tone, colours

_DEFAULT, _COURIER = "default", "courier"
_KB = 1000


@dataclass(frozen=True)
class Outgoing:
    """What goes out. ``case_no`` or ``claim_no`` name it when it is one's evidence."""

    ids: tuple[int, ...]
    name: str
    platform: str = ""
    case_no: str = ""


class ExportBar(QFrame):
    """A bar above the photos; `open_changed` tells whether it is there. Esc closes it."""

    open_changed = Signal(bool)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("card", True)
        self._desk = desk
        self._out = Outgoing((), "")
        self.what = words("", "heading")
        self.target = QComboBox()
        self.side, self.most = QSpinBox(), QSpinBox()
        self.marked = QCheckBox(_("Marked copies in place of their photos"))
        self.note = words("", "caption")
        self.pack = QPushButton(icon("note"), _("Evidence pack (PDF)"))
        self._build()
        self.hide()

    def begin(self, out: Outgoing) -> None:
        """Offers to export these photos."""
        self._out = out
        count = len(out.ids)
        self.what.setText(
            ngettext(
                "Copies of %(count)s photo: upright, without place and camera data",
                "Copies of %(count)s photos: upright, without place and camera data",
                count,
            )
            % {"count": f"{count:,}"}
        )
        self.pack.setVisible(bool(out.case_no))
        at = self.target.findData(out.platform)
        self.target.setCurrentIndex(max(0, at))
        self._take_limits()
        self.show()
        self.target.setFocus()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.open_changed.emit(True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.open_changed.emit(False)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def to_folder(self) -> None:
        """Copies into a folder that the person chooses."""
        folder = self._desk.prompts.folder(self, _("Export copies into a folder"))
        if folder is not None:
            self._export(folder)

    def to_zip(self) -> None:
        """Copies into one ZIP file."""
        name = names.safe(self._out.name) + ".zip"
        target = self._desk.prompts.save_file(self, _("Export copies as ZIP"), name, "ZIP (*.zip)")
        if target is not None:
            self._export(target if target.suffix else target.with_suffix(".zip"))

    def make_pack(self) -> None:
        """Makes the case's evidence pack and shows it, to be printed or saved."""
        store, no = self._desk.store, self._out.case_no
        self._desk.write(
            _("Making the evidence pack"), lambda track: _pack(store, no, track), self._show_pack
        )

    def limits(self) -> Limits:
        """The limits as they are set now; raises BadValue for sizes that leave no photo."""
        target = str(self.target.currentData())
        return photo_exports.limits_for(target, self.side.value(), self.most.value() * _KB)

    def _export(self, out: Path) -> None:
        store, wanted = self._desk.store, self._out
        limits = self._desk.attempt(self.limits)
        if limits is None:
            return
        ids = photo_exports.chosen(store, list(wanted.ids), marked=self.marked.isChecked())

        def work(track: Track) -> ExportReport:
            prefix = names.safe(wanted.name)
            return photo_exports.export(store, ids, out, limits, prefix=prefix, track=track)

        self._desk.write(_("Exporting copies"), work, lambda report: self._told(report, out))

    def _told(self, report: ExportReport, out: Path) -> None:
        count = len(report.written)
        said = ngettext("%(count)s copy written.", "%(count)s copies written.", count)
        sentence = said % {"count": f"{count:,}"}
        for refusal in report.refused[:1]:
            sentence = f"{sentence} {texts.sentence(refusal.error)}"
        self._desk.say(sentence, Tone.WARN if report.refused else Tone.GOOD)
        self.hide()
        folder = out.parent if out.suffix else out
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))

    def _show_pack(self, file: Path) -> None:
        title = _("Evidence of %(no)s") % {"no": file.stem}
        preview = self._desk.attempt(lambda: Preview(self._desk, file, title, self.window()))
        if preview is not None:
            preview.open()

    def _take_limits(self) -> None:
        limits = photo_exports.limits_for(str(self.target.currentData()))
        self.side.setValue(limits.max_side)
        self.most.setValue(limits.max_bytes // _KB)
        self.note.setText(
            ""
            if limits.checked
            else _("Careful sizes that uploads usually take; change them if the platform says so.")
        )
        self.note.setVisible(not limits.checked)

    def _build(self) -> None:
        for code, text in self._targets():
            self.target.addItem(text, code)
        self.target.setAccessibleName(_("For"))
        self.target.currentIndexChanged.connect(lambda _at: self._take_limits())
        for spin, suffix, most, step, name in (
            (self.side, " px", 12_000, 100, _("Longest side")),
            (self.most, " kB", 50_000, 100, _("Most bytes of a file")),
        ):
            spin.setRange(20, most)
            spin.setSingleStep(step)
            spin.setSuffix(suffix)
            spin.setAccessibleName(name)
            spin.setToolTip(name)
        self.marked.setChecked(True)
        folder = QPushButton(icon("folder", colours().accent_text), _("Into a folder…"))
        folder.setProperty("primary", True)
        zipped = QPushButton(icon("box"), _("As ZIP…"))
        acts: list[tuple[QPushButton, Callable[[], None]]] = [
            (folder, self.to_folder),
            (zipped, self.to_zip),
            (self.pack, self.make_pack),
        ]
        for button, act in acts:
            button.clicked.connect(lambda _checked=False, act=act: act())
        self._lay_out([self.target, self.side, self.most], [folder, zipped, self.pack])

    def _lay_out(
        self, fields: Sequence[QComboBox | QSpinBox], buttons: Sequence[QPushButton]
    ) -> None:
        head = QHBoxLayout()
        head.addWidget(self.what, 1)
        head.addWidget(tool("cross", _("Close"), self.hide))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 6, 8, 10)
        layout.setSpacing(6)
        layout.addLayout(head)
        for parts in ((*fields, self.marked), buttons):
            row = QWidget()
            flow = FlowLayout(row, spacing=8)
            for part in parts:
                flow.addWidget(part)
            layout.addWidget(row)
        layout.addWidget(self.note)

    def _targets(self) -> list[tuple[str, str]]:
        listed = [(_DEFAULT, _("Any upload")), (_COURIER, _("A courier"))]
        return listed + [(platform.value, label(platform)) for platform in Platform]


def _pack(store: Store, no: str, track: Track) -> Path:
    folder = store.paths.documents / "evidence"
    paths.private_dir(folder)
    target = folder / f"{names.safe(no)}.pdf"
    evidence_packs.write(evidence_packs.of_case(store, no), target, track=track)
    return target
