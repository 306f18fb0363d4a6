"""The columns of the list of buyers."""

from __future__ import annotations

from desktop_app.core import clock, dates
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.labels import label
from desktop_app.services.buyer_lists import BuyerRow
from desktop_app.views.buyer_words import mark_tone, marks, sums
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone

COLUMNS: tuple[Column[BuyerRow], ...] = (
    Column("buyer", N_("Buyer ID"), lambda row: row.buyer_id, 136, sort="buyer"),
    Column("marks", N_("Marks"), marks, 82, sort="vip", tone=mark_tone),
    Column("name", N_("Full name"), lambda row: row.name, 82, sort="name"),
    Column(
        "open",
        N_("Open cases"),
        lambda row: str(row.open_cases or ""),
        98,
        sort="open",
        tone=lambda _row: Tone.WARN,
    ),
    Column("cases", N_("Cases"), lambda row: str(row.cases or ""), 62, sort="cases", right=True),
    Column(
        "orders", N_("Orders"), lambda row: str(row.orders or ""), 64, sort="orders", right=True
    ),
    Column("value", N_("Net paid"), lambda row: sums(row.values), 100, sort="value", right=True),
    Column("cost", N_("True cost"), lambda row: sums(row.costs), 96, sort="cost", right=True),
    Column(
        "last",
        N_("Last contact"),
        lambda row: dates.day(clock.to_local(row.last).date()) if row.last else "",
        100,
        sort="last",
    ),
    Column(
        "revisit",
        N_("Next revisit"),
        lambda row: dates.day(row.next_revisit) if row.next_revisit else "",
        100,
        sort="revisit",
        tone=lambda row: (
            Tone.WARN if row.next_revisit and row.next_revisit <= clock.today() else None
        ),
    ),
    Column("platform", N_("Platform"), lambda row: label(row.platform), 90, sort="platform"),
    Column("apart", N_("Told apart by"), lambda row: row.told_apart_by, 150, hidden=True),
)
