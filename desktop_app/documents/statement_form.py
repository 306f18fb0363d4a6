"""How a statement is drawn: A4 across, for each currency lines, roll-forward and totals."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from desktop_app.core import i18n
from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.core.track import Track
from desktop_app.documents import figures, fonts, frames, grids, rows, statement_words
from desktop_app.documents.grids import Column, Table
from desktop_app.documents.pages import A4_LANDSCAPE, MM, Document
from desktop_app.documents.rows import Align, Cell, Look, Row
from desktop_app.documents.statement import CurrencyPart, Statement, StatementLine
from desktop_app.documents.statement_columns import total

_MARGIN = 9 * MM
_WIDTH = A4_LANDSCAPE[0] - 2 * _MARGIN
_TOP, _LATER_TOP, _BOTTOM = 21 * MM, 17 * MM, 12 * MM
_LABEL = 24 * MM
_LEAST = 5.4 * MM
_SIGNATURE_HEIGHT = 20 * MM
_TEXT = Look(size=6.6)
_MIDDLE = Look(size=6.6, align=Align.CENTRE)
_FIGURE = Look(size=6.6, align=Align.RIGHT)
_HEAD = replace(rows.HEAD, size=6.6)
_SUM = Look(size=6.8, bold=True, align=Align.RIGHT, shade=0.945)
_SUM_LABEL = Look(size=7.2, bold=True, align=Align.RIGHT, shade=0.945)
_BAND = Look(size=9, bold=True, shade=0.9)
_SUMMED = (
    "claimed_minor",
    "approved_minor",
    "received_minor",
    "set_off_minor",
    "outstanding_minor",
)


def draw(statement: Statement, track: Track) -> Document:
    """The whole statement, drawn, in its own language."""
    with i18n.speaking(statement.language):
        title = statement_words.title(statement)
        whose = " · ".join((statement.statement_no, statement.courier, statement.month))
        document = Document(
            fonts.visible(f"{title} {whose}"), A4_LANDSCAPE, language=statement.language
        )
        later = A4_LANDSCAPE[1] - _LATER_TOP - _BOTTOM
        pages = rows.paginate(_form(statement), A4_LANDSCAPE[1] - _TOP - _BOTTOM, later)
        for number, content in enumerate(track(pages), 1):
            page = document.page()
            if number == 1:
                frames.title(page, title, 15.5 * MM, 16.0)
            else:
                frames.running_title(page, _MARGIN, title, whose)
            rows.draw(page, content, _TOP if number == 1 else _LATER_TOP)
            frames.footer(page, _MARGIN, whose, (number, len(pages)))
        return document


def _form(statement: Statement) -> Iterator[Row]:
    parts = statement.parts or (statement_words.empty_part(),)
    facts = statement_words.facts(statement, parts)
    yield grids.fields(_MARGIN, _WIDTH, _LABEL, facts[:4])
    yield grids.fields(_MARGIN, _WIDTH, _LABEL, facts[4:])
    for part in parts:
        yield from _lines(part)
        yield from _roll_forward(part)
        yield from _totals(part)
    yield _signatures(statement)


def _lines(part: CurrencyPart) -> Iterator[Row]:
    band = _("%(currency)s: %(count)s claims") % {
        "currency": part.currency,
        "count": len(part.lines),
    }
    yield Row((rows.cell(_MARGIN, _WIDTH, band, _BAND),), least=_LEAST, keep=True)
    columns = [Column(_two(*titles), share, look) for titles, share, look, _ in _columns()]
    table = Table(columns, _MARGIN, _WIDTH, _HEAD)
    yield table.heading
    makers = [make for _, _, _, make in _columns()]
    for number, line in enumerate(part.lines, 1):
        yield table.row((make(number, line, part.currency) for make in makers), _LEAST)
    if not part.lines:
        yield table.empty()
    sums = [(1, figures.plain(total(part.lines, name), part.currency), _SUM) for name in _SUMMED]
    rest = len(makers) - 8 - len(sums)
    yield table.span([(8, _("Sum"), _SUM_LABEL), *sums, (rest, "", _SUM_LABEL)])


_Maker = Callable[[int, StatementLine, str], str]


def _columns() -> list[tuple[tuple[str, ...], float, Look, _Maker]]:
    """Titles (one above the other), width in mm, look, and the cell's text of a line."""
    return [
        ((_("No."),), 9, _MIDDLE, lambda n, _line, _c: str(n)),
        ((_("Entered on"), _("Closed on")), 16, _MIDDLE, _dates),
        ((_("Claim no."), _("Tracking no.")), 26, _TEXT, _ids),
        ((_("Order no."),), 28.4, _TEXT, lambda _n, s, _c: s.order_no),
        ((_("Claim for"),), 14.4, _MIDDLE, lambda _n, s, _c: label(s.kind)),
        ((_("Goods"),), 25.2, _TEXT, lambda _n, s, _c: s.goods),
        ((_("Goods value"), _("Freight")), 18, _FIGURE, _value),
        ((_("Ratio, deductible"), _("Contract's cap")), 18, _FIGURE, _terms),
        ((_("Claimed amount"),), 14.5, _FIGURE, _amount("claimed_minor")),
        ((_("Approved amount"),), 14.5, _FIGURE, _amount("approved_minor")),
        ((_("Received amount"),), 14.5, _FIGURE, _amount("received_minor")),
        ((_("Set-off amount"),), 14.5, _FIGURE, _amount("set_off_minor")),
        ((_("Still owed"),), 14.5, _FIGURE, _amount("outstanding_minor")),
        ((_("Difference"), _("Reason")), 16, _FIGURE, _difference),
        ((_("Match"), _("Verified by, on")), 21.5, _MIDDLE, _verified),
        ((_("Voucher"), _("Note")), 14, _TEXT, lambda _n, s, _c: _two(s.voucher, s.note)),
    ]


def _two(*texts: str) -> str:
    return "\n".join(filter(None, texts))


def _amount(name: str) -> _Maker:
    return lambda _n, line, currency: figures.plain(getattr(line, name), currency)


def _dates(_number: int, line: StatementLine, _currency: str) -> str:
    return _two(figures.day(line.entered_on), figures.day(line.closed_on))


def _ids(_number: int, line: StatementLine, _currency: str) -> str:
    return _two(line.claim_no, line.tracking_no)


def _value(_number: int, line: StatementLine, currency: str) -> str:
    value = figures.plain(line.goods_minor, currency)
    if value and line.value_basis:
        value = f"{label(line.value_basis)} {value}"
    return _two(value, figures.plain(line.freight_minor, currency))


def _terms(_number: int, line: StatementLine, currency: str) -> str:
    """80% − 2.50, and below it ≤ 1,000.00: how the claim is reckoned from the value."""
    deductible = figures.plain(line.deductible_minor, currency)
    cap = figures.plain(line.cap_minor, currency)
    reckoned = " ".join(
        filter(None, (figures.percent(line.ratio), deductible and f"− {deductible}"))
    )
    return _two(reckoned, cap and f"≤ {cap}")


def _difference(_number: int, line: StatementLine, currency: str) -> str:
    return _two(figures.plain(line.difference_minor, currency), line.difference_reason)


def _verified(_number: int, line: StatementLine, _currency: str) -> str:
    verified = " ".join(filter(None, (line.verified_by, figures.day(line.verified_on))))
    return _two(label(line.match) if line.match else "", verified)


def _roll_forward(part: CurrencyPart) -> Iterator[Row]:
    moves = statement_words.movements(part.roll_forward)
    columns = [Column("", 2), *(Column(name, 3, rows.NUMBER) for name, _ in moves)]
    table = Table(columns, _MARGIN, _WIDTH)
    yield table.heading
    counts = (figures.count(move.count) for _, move in moves)
    yield table.row((_("Number of claims"), *counts), _LEAST)
    amounts = (figures.amount(move.minor, part.currency) for _, move in moves)
    yield table.row((_("Amount"), *amounts), _LEAST)
    look = Look(size=7.6, bold=not part.roll_forward.balances, gray=0.2)
    yield Row(
        (rows.cell(_MARGIN, _WIDTH, statement_words.balance(part.roll_forward), look),),
        least=_LEAST,
    )


def _totals(part: CurrencyPart) -> Iterator[Row]:
    paid = total(part.lines, "received_minor") + total(part.lines, "set_off_minor")
    for name, minor in (
        (_("Claimed in all"), total(part.lines, "claimed_minor")),
        (_("Received and set off in all"), paid),
        (_("Outstanding in all"), total(part.lines, "outstanding_minor")),
    ):
        in_words = figures.in_words(minor, part.currency) if minor >= 0 else ""
        text = "   ".join((figures.amount(minor, part.currency), in_words))
        look = Look(size=9, bold=True)
        yield grids.fields(_MARGIN, _WIDTH, 2 * _LABEL, [(name, text)], look)


def _signatures(statement: Statement) -> Row:
    places = (
        (_("Prepared by"), statement.prepared_by),
        (_("Checked by"), ""),
        (_("Courier (signature, seal)"), ""),
    )
    cells: list[Cell] = []
    width = _WIDTH / len(places)
    for index, (name, signed) in enumerate(places):
        text = (f"{name}  {fonts.visible(signed)}".rstrip(),)
        look = Look(size=8, gray=0.22, top=True)
        cells.append(Cell(_MARGIN + index * width, width, text, look, frames.date_line))
    return Row(tuple(cells), least=_SIGNATURE_HEIGHT)
