"""Where wrong shipments come from, on paper and as a workbook."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import clock, i18n
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Cause, WrongKind
from desktop_app.core.labels import label_of
from desktop_app.core.track import Track, everything
from desktop_app.services.registers import WrittenRegister
from desktop_app.services.wrong_reports import Counted, SwappedPair, WrongReport

if TYPE_CHECKING:
    from desktop_app.documents.overview import Overview, Section
    from desktop_app.documents.tables import Value

FORMATS = (".pdf", ".xlsx")


def write(report: WrongReport, target: Path, *, track: Track = everything) -> WrittenRegister:
    """Writes the report as PDF or XLSX, by the target's ending.

    Raises BadValue for another ending, FileTrouble when the file can't be written.
    """
    from desktop_app.documents import overview

    ending = target.suffix.lower()
    if ending not in FORMATS:
        raise BadValue(Reason.UNKNOWN_KIND, value=target.name, allowed=", ".join(FORMATS))
    made = _overview(report)
    if ending == ".pdf":
        overview.write_pdf(made, target, track=track)
    else:
        overview.write_xlsx(made, target, track=track)
    return WrittenRegister(target, report.shipments)


def _overview(report: WrongReport) -> Overview:
    from desktop_app.documents.overview import Overview

    period = f"{report.first.isoformat()} – {report.last.isoformat()}"
    return Overview(
        title=_("Where mistakes come from"),
        facts=(
            (_("Days"), period),
            (_("Wrong shipments"), str(report.shipments)),
            (_("Printed on"), clock.today().isoformat()),
        ),
        sections=(
            _pairs(report.pairs),
            _skus(report.skus),
            _by(_("Packed by"), _("Name"), report.pickers, str),
            _by(_("Cause"), _("Cause"), report.causes, lambda key: label_of(Cause, key)),
            _by(_("Kind"), _("Kind"), report.kinds, lambda key: label_of(WrongKind, key)),
            _by(_("Day"), _("Day"), report.days, date.fromisoformat),
        ),
        language=i18n.language(),
    )


def _pairs(pairs: Iterable[SwappedPair]) -> Section:
    from desktop_app.documents.overview import Section

    return Section(
        title=_("Mixed up"),
        columns=(_("Ordered"), _("Went"), _("Times"), _("Pieces")),
        lines=tuple(
            (
                *(_named(one.ordered, one.ordered_name), _named(one.sent, one.sent_name)),
                *(one.shipments, one.pieces),
            )
            for one in pairs
        ),
        counted=2,
    )


def _skus(skus: Iterable[Counted]) -> Section:
    from desktop_app.documents.overview import Section

    return Section(
        title=_("Products"),
        columns=(_("SKU"), _("Item"), _("Times"), _("Missing"), _("Too many")),
        lines=tuple((one.key, one.name, *_counts(one)) for one in skus),
        counted=2,
    )


def _by(
    title: str, column: str, counted: Iterable[Counted], words: Callable[[str], Value]
) -> Section:
    from desktop_app.documents.overview import Section

    return Section(
        title=title,
        columns=(column, _("Times"), _("Missing"), _("Too many")),
        lines=tuple(
            (words(one.key) if one.key else _("not known"), *_counts(one)) for one in counted
        ),
        counted=1,
    )


def _counts(one: Counted) -> tuple[int, int, int]:
    return one.shipments, one.missing, one.surplus


def _named(sku: str, name: str) -> str:
    """The SKU with the words for it, where it has others."""
    return name if name == sku else f"{sku}  {name}"
