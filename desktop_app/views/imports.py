"""Files that come into the shop: chosen from the menu, or dropped anywhere on the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_app.core import texts
from desktop_app.core.errors import Reason
from desktop_app.core.i18n import _
from desktop_app.core.track import Track
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.import_report import ImportReport, Outcome, Refusal
from desktop_app.views.order_mapping import OrderMapping
from desktop_app.views.theme import Tone

_TABLES = frozenset({".csv", ".tsv", ".txt", ".xls", ".xlsx", ".xltx", ".xlsm"})


class Imports(QObject):
    """Begins the jobs and shows what came of them."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._window = window
        self.report: ImportReport | None = None
        self.mapping: OrderMapping | None = None

    def choose_orders(self) -> None:
        """Lets the person choose the platforms' export files."""
        self._orders(self._desk.prompts.open_files(self._window, _("Import orders"), _kinds()))

    def choose_products(self) -> None:
        """Lets the person choose a list of products with their weights."""
        self._products(self._desk.prompts.open_files(self._window, _("Import products"), _kinds()))

    def take(self, files: Sequence[Path]) -> None:
        """Takes what was dropped: tables are orders, everything else goes to the photos."""
        tables = [file for file in files if file.suffix.lower() in _TABLES]
        others = tuple(file for file in files if file not in tables)
        if tables:
            self._orders(tables)
        if others:
            self._desk.ways.errand.emit(Errand(Room.PHOTOS, "add", files=others))

    def _orders(self, files: Sequence[Path]) -> None:
        if not files:
            return
        from desktop_app.services import orders

        store = self._desk.store

        def work(track: Track) -> orders.ImportReport:
            return orders.import_files(store, files, track=track)

        self._desk.write(
            _("Importing orders"), work, lambda report: self._told_orders(report, files)
        )

    def _products(self, files: Sequence[Path]) -> None:
        if not files:
            return
        from desktop_app.services import products

        store = self._desk.store

        def work(track: Track) -> products.ImportReport:
            return products.import_files(store, files, track=track)

        self._desk.write(_("Importing products"), work, self._told_products)

    def _told_orders(self, report: Any, files: Sequence[Path]) -> None:
        counts = (
            (_("new"), report.added),
            (_("updated"), report.updated),
            (_("unchanged"), report.unchanged),
        )
        note = ""
        if report.older:
            note = _(
                "%(count)s orders in the file were older than what the shop holds: nothing newer "
                "was overwritten."
            ) % {"count": report.older}
        unknown = {row.file for row in report.refused if row.error.reason is Reason.HEADER_UNKNOWN}
        others = [row for row in report.refused if row.file not in unknown]
        self._tell(Outcome(_("Orders imported"), counts, _refusals(others), note))
        if report.added or report.updated:
            self._make_messages()
        file = next((file for file in files if file.name in unknown), None)
        if file is not None:
            self._ask_for_columns(file)

    def _make_messages(self) -> None:
        """What came in may make messages to buyers due (R58)."""
        from desktop_app.services import follow_ups

        store = self._desk.store
        self._desk.write("", lambda _track: follow_ups.make_due(store), lambda _count: None)

    def _ask_for_columns(self, file: Path) -> None:
        """An order file that no format knows: its columns are asked for, once for all."""
        from desktop_app.services import order_profiles

        def show(sheets: Any) -> None:
            self.mapping = OrderMapping(self._desk, file, sheets, self._window)
            self.mapping.mapped.connect(lambda mapped: self._orders([mapped]))
            self.mapping.open()

        self._desk.read(lambda _track: order_profiles.preview(file), show)

    def _told_products(self, report: Any) -> None:
        counts = ((_("new"), report.added), (_("updated"), report.updated))
        note = ""
        if report.unknown_columns:
            names = ", ".join(report.unknown_columns)
            note = _("Columns that were not used: %(names)s.") % {"names": names}
        self._tell(Outcome(_("Products imported"), counts, _refusals(report.refused), note))

    def _tell(self, outcome: Outcome) -> None:
        summary = " · ".join(f"{words} {count:,}" for words, count in outcome.counts)
        tone = Tone.WARN if outcome.refused else Tone.GOOD
        self._desk.say(f"{outcome.title}: {summary}", tone)
        if outcome.refused or outcome.note:
            self.report = ImportReport(self._desk, outcome, self._window)
            self.report.open()


def _refusals(rows: Sequence[Any]) -> list[Refusal]:
    return [Refusal(row.file, row.row, texts.sentence(row.error)) for row in rows]


def _kinds() -> str:
    tables = " ".join(f"*{ending}" for ending in sorted(_TABLES))
    names, every = _("Tables"), _("All files")
    return f"{names} ({tables});;{every} (*)"
