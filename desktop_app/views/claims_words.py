"""How the claims tab says things: amounts, stages' colours, days that mustn't be missed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop_app.core import clock, dates, money
from desktop_app.core.couriers import NumberDoubt
from desktop_app.core.i18n import _, language
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import ClaimEventKind, ClaimStage
from desktop_app.core.labels import label, label_of
from desktop_app.services.claim_details import EventRow
from desktop_app.services.claim_lists import WAITING, ClaimRow
from desktop_app.views import cards
from desktop_app.views.theme import Tone

_S = ClaimStage
TONES: dict[ClaimStage, Tone] = {
    _S.DRAFT: Tone.PLAIN,
    _S.FILED: Tone.INFO,
    _S.ACCEPTED: Tone.INFO,
    _S.DOCUMENTS_ASKED: Tone.WARN,
    _S.NEGOTIATING: Tone.INFO,
    _S.APPROVED: Tone.GOOD,
    _S.PART_APPROVED: Tone.WARN,
    _S.REJECTED: Tone.BAD,
    _S.APPEALED: Tone.INFO,
    _S.PAID: Tone.GOOD,
    _S.PART_PAID: Tone.WARN,
    _S.CLOSED: Tone.MUTED,
    _S.VOID: Tone.MUTED,
}
GROUPS: tuple[tuple[str, str, frozenset[ClaimStage]], ...] = (
    ("draft", N_("To file"), frozenset({_S.DRAFT})),
    ("waiting", N_("At the courier"), WAITING),
    ("approved", N_("To be paid"), frozenset({_S.APPROVED, _S.PART_APPROVED, _S.PART_PAID})),
    ("rejected", N_("Rejected"), frozenset({_S.REJECTED})),
    ("paid", N_("Paid"), frozenset({_S.PAID})),
    ("ended", N_("Ended"), frozenset({_S.CLOSED, _S.VOID})),
)
_DOUBTS = {
    NumberDoubt.OTHER_COURIER: N_("The tracking number looks like another courier's."),
    NumberDoubt.UNUSUAL_SHAPE: N_("The tracking number has an unusual form for this courier."),
    NumberDoubt.CHECK_DIGIT: N_("The tracking number's check digit is wrong; a typing mistake?"),
}


def amount(minor: int | None, currency: str = "CNY") -> str:
    """“¥1,234.50” or “USD 1,234.50”; nothing for what isn't known."""
    if minor is None:
        return ""
    figure = f"{abs(money.to_decimal(minor, currency)):,.{money.exponent(currency)}f}"
    sign = "−" if minor < 0 else ""
    return f"{sign}¥{figure}" if currency == "CNY" else f"{currency} {sign}{figure}"


def due(row: ClaimRow) -> str:
    """“File by Sep 3”, “Answer was due Sep 3”; nothing where no day is known."""
    if row.due_on is None:
        return ""
    words = {
        ClaimStage.DRAFT: (_("File by %(day)s"), _("Should have been filed by %(day)s")),
        ClaimStage.REJECTED: (_("Appeal by %(day)s"), _("Appeal was due %(day)s")),
        ClaimStage.PART_APPROVED: (_("Appeal by %(day)s"), _("Appeal was due %(day)s")),
    }.get(row.stage, (_("Answer due %(day)s"), _("Answer was due %(day)s")))
    return words[row.overdue] % {"day": dates.day(row.due_on)}


def doubt(found: NumberDoubt) -> str:
    """What looks odd about a tracking number, as a sentence."""
    return _(_DOUBTS[found])


def event(row: EventRow, currency: str) -> str:
    """A line of the timeline in words."""
    head = label(row.kind)
    if row.stage_to and row.kind is not ClaimEventKind.OPENED:
        head = f"{label_of(ClaimStage, row.stage_from)} → {label_of(ClaimStage, row.stage_to)}"
        if row.kind is ClaimEventKind.UNDONE:
            head = _("Taken back: %(step)s") % {"step": head}
    parts = [head]
    if row.amount_minor is not None:
        parts.append(amount(row.amount_minor, currency))
    if row.text and row.kind is not ClaimEventKind.CHANGED:
        parts.append(row.text)
    return " · ".join(parts)


def sums(rows: Iterable[tuple[str, int]]) -> str:
    """Amounts of several currencies, each by itself: “¥120.00 + USD 5.40”."""
    together: dict[str, int] = {}
    for currency, minor in rows:
        together[currency] = together.get(currency, 0) + minor
    return " + ".join(amount(minor, currency) for currency, minor in sorted(together.items()))


def month(text: str) -> str:
    """“Sep 2026”, “2026年9月” for ``2026-09``."""
    from babel.dates import format_skeleton

    return format_skeleton("yMMM", date.fromisoformat(f"{text}-01"), locale=language())


def recent_months(count: int) -> list[str]:
    """The present month and those before it, as ``2026-09``, the newest first."""
    day = clock.today()
    found = []
    for _back in range(count):
        found.append(f"{day:%Y-%m}")
        day = day.replace(day=1) - timedelta(days=1)
    return found


def chip(text: str = "", tone: Tone = Tone.PLAIN) -> QLabel:
    """A chip with words."""
    made = cards.words("", wrap=False)
    made.setProperty("chip", True)
    made.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Maximum)
    put_chip(made, text, tone)
    return made


def put_chip(made: QLabel, text: str, tone: Tone) -> None:
    """Other words and another tone; without words it is hidden."""
    made.setText(text)
    made.setVisible(bool(text))
    put_property(made, "tone", tone.value)


def put_property(widget: QWidget, name: str, value: object) -> None:
    """Sets a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().unpolish(widget)
        widget.style().polish(widget)
