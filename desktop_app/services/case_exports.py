"""The register of cases 《售后单据》 (R24) as a file: what a list shows, in its order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import clock, i18n, money
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Cause, Outcome
from desktop_app.core.labels import label, label_of
from desktop_app.core.masking import Masks
from desktop_app.core.track import Track, everything
from desktop_app.services import case_costs, case_lists, clock_rules, privacy
from desktop_app.services.case_costs import TrueCost
from desktop_app.services.case_lists import CaseRow
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from desktop_app.documents.tables import Value

FORMATS = (".xlsx", ".csv", ".pdf")
_PAGE = 500


@dataclass(frozen=True)
class WrittenCases:
    """A file that was written: where, and how many cases are in it."""

    path: Path
    rows: int


@dataclass(frozen=True)
class _Case:
    """A row with what it really cost, in its own currency; None where nothing was entered."""

    row: CaseRow
    cost: TrueCost | None
    clock: str
    masks: Masks


@dataclass(frozen=True)
class _Column:
    title: str
    value: Callable[[_Case], Value]
    printed: bool = False


def write(
    store: Store,
    target: Path,
    ids: Sequence[int],
    *,
    masked: bool | None = None,
    track: Track = everything,
) -> WrittenCases:
    """Writes these cases in this order as XLSX, CSV or PDF, by the target's ending.

    Order and tracking numbers are texts and stay whole; nothing is ever a formula. The PDF has
    fewer columns, for looking through and signing. ``masked`` hides buyers' names and the
    telephones in what happened (left out: as the shop's settings say, R41). Raises BadValue for
    another ending, FileTrouble when the file can't be written.
    """
    ending = target.suffix.lower()
    masks = privacy.masks(store, privacy.file_place(ending), masked)
    if ending not in FORMATS:
        raise BadValue(Reason.UNKNOWN_KIND, value=target.name, allowed=", ".join(FORMATS))
    columns = [column for column in _columns() if column.printed or ending != ".pdf"]
    lines = _lines(store, columns, track(ids), masks)
    if ending == ".pdf":
        return WrittenCases(target, _write_pdf(target, columns, lines))
    from desktop_app.documents import tables

    titles = [column.title for column in columns]
    if ending == ".csv":
        return WrittenCases(target, tables.write_csv(target, titles, lines))
    return WrittenCases(target, tables.write_xlsx(target, titles, lines, sheet=_("Cases")))


def _write_pdf(target: Path, columns: Sequence[_Column], lines: Iterable[tuple[Value, ...]]) -> int:
    from desktop_app.documents import register

    held = tuple(lines)
    made = register.Register(
        title=_("Register of cases"),
        columns=tuple(column.title for column in columns),
        lines=held,
        facts=((_("Printed on"), clock.today().isoformat()), (_("Lines"), str(len(held)))),
        signed=(_("Prepared by"), _("Checked by")),
        language=i18n.language(),
    )
    register.write_pdf(made, target)
    return len(held)


def _lines(
    store: Store, columns: Sequence[_Column], ids: Iterable[int], masks: Masks
) -> Iterator[tuple[Value, ...]]:
    names = {rule.code: rule.name for rule in clock_rules.all_of(store)}
    for page in _pages(ids):
        costs = case_costs.totals(store, page)
        for row in case_lists.rows(store, page):
            case = _Case(row, costs.get(row.id), names.get(row.next_clock, ""), masks)
            yield tuple(column.value(case) for column in columns)


def _pages(ids: Iterable[int]) -> Iterator[list[int]]:
    page: list[int] = []
    for case_id in ids:
        page.append(case_id)
        if len(page) == _PAGE:
            yield page
            page = []
    if page:
        yield page


def _columns() -> list[_Column]:
    return [
        _Column(_("Case no."), lambda case: case.row.no, printed=True),
        _Column(_("Opened"), lambda case: case.row.opened_at, printed=True),
        _Column(_("Platform"), lambda case: label(case.row.platform), printed=True),
        _Column(_("Kind"), lambda case: label(case.row.kind), printed=True),
        _Column(_("Stage"), lambda case: label(case.row.stage), printed=True),
        _Column(_("Buyer ID"), lambda case: case.masks.buyer_id(case.row.buyer), printed=True),
        _Column(_("Name"), lambda case: case.masks.name(case.row.buyer_name)),
        _Column(_("Order no."), lambda case: case.row.order, printed=True),
        _Column(_("Tracking no."), lambda case: case.row.tracking, printed=True),
        _Column(_("Goods"), lambda case: case.row.goods, printed=True),
        _Column(_("What happened"), _note, printed=True),
        _Column(_("Cause"), lambda case: label_of(Cause, case.row.cause)),
        _Column(_("Outcome"), lambda case: label_of(Outcome, case.row.outcome), printed=True),
        _Column(_("Owner"), lambda case: case.row.owner, printed=True),
        _Column(_("Cost"), lambda case: _money(case, "lost")),
        _Column(_("Come back"), lambda case: _money(case, "recovered")),
        _Column(_("True cost"), lambda case: _money(case, "net")),
        _Column(_("Currency"), lambda case: case.cost.currency if case.cost else ""),
        _Column(_("Satisfaction"), lambda case: case.row.satisfaction),
        _Column(_("Marks"), _marks),
        _Column(_("Tags"), lambda case: _(", ").join(case.row.tags)),
        _Column(_("Follow up on"), lambda case: _day(case.row.follow_up_on)),
        _Column(_("Next deadline"), lambda case: case.row.next_due, printed=True),
        _Column(_("Clock"), lambda case: case.clock),
        _Column(_("Last changed"), lambda case: case.row.updated_at),
        _Column(_("Closed at"), lambda case: case.row.closed_at),
    ]


def _note(case: _Case) -> str:
    return case.masks.free(case.row.note, [case.row.buyer_name])


def _marks(case: _Case) -> str:
    row = case.row
    marks = (
        (row.missed, _("missed")),
        (row.angry, _("angry")),
        (row.silent_bad_review, _("silent bad review")),
        (row.intervened, _("platform in")),
        (row.disputed, _("dispute")),
    )
    return _(", ").join(words for on, words in marks if on)


def _money(case: _Case, part: str) -> Decimal | None:
    if case.cost is None:
        return None
    return money.to_decimal(getattr(case.cost, part), case.cost.currency)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
