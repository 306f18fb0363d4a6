"""The columns of the ledger."""

from __future__ import annotations

from collections.abc import Callable

from desktop_app.core import dates
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label, label_of
from desktop_app.services.claim_lists import ClaimRow
from desktop_app.views.claims_words import TONES, amount, due
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone


def _money(key: str, title: str, width: int = 92, *, hidden: bool = False) -> Column[ClaimRow]:
    return Column(
        key,
        title,
        lambda row: amount(getattr(row, f"{key}_minor"), row.currency),
        width,
        f"{key}_minor",
        right=True,
        hidden=hidden,
    )


def _text(
    key: str, title: str, width: int, *, sort: str | None = None, hidden: bool = False
) -> Column[ClaimRow]:
    read: Callable[[ClaimRow], str] = lambda row: str(getattr(row, key))  # noqa: E731 - a column's reader
    return Column(key, title, read, width, key if sort is None else sort, hidden=hidden)


def _due_tone(row: ClaimRow) -> Tone | None:
    return Tone.BAD if row.overdue else None


COLUMNS: tuple[Column[ClaimRow], ...] = (
    Column(
        "stage",
        N_("Stage"),
        lambda row: label(row.stage),
        116,
        "stage",
        tone=lambda r: TONES[r.stage],
    ),
    _text("no", N_("Claim no."), 138),
    _text("courier_name", N_("Courier"), 84),
    _money("claimed", N_("Claimed")),
    _money("outstanding", N_("Outstanding"), 104),
    Column(
        "due_on",
        N_("Next due"),
        lambda row: dates.day(row.due_on) if row.due_on else "",
        92,
        "due_on",
        tone=_due_tone,
        tip=due,
    ),
    _text("tracking", N_("Tracking no."), 146),
    Column("kind", N_("Claim for"), lambda row: label(row.kind), 84, "kind"),
    _text("goods", N_("Goods"), 220, sort=""),
    _text("buyer", N_("Buyer"), 120),
    _text("order_no", N_("Order no."), 168),
    _text("case_no", N_("Case"), 138, sort=""),
    Column(
        "entered_at", N_("Entered"), lambda row: dates.moment(row.entered_at), 112, "entered_at"
    ),
    _text("entered_month", N_("Month"), 76),
    _money("approved", N_("Amount approved"), 104, hidden=True),
    Column(
        "received",
        N_("Paid by the courier"),
        lambda row: amount(row.received_minor + row.set_off_minor, row.currency),
        92,
        "received_minor",
        right=True,
        hidden=True,
    ),
    Column(
        "chased",
        N_("Chased"),
        lambda row: str(row.chased) if row.chased else "",
        64,
        "chased",
        right=True,
        hidden=True,
    ),
    Column(
        "platform",
        N_("Platform"),
        lambda row: label_of(Platform, row.platform),
        80,
        "platform",
        hidden=True,
    ),
    _text("shop_name", N_("Shop"), 110, hidden=True),
    _text("work_order_no", N_("Courier's work order no."), 130, hidden=True),
    _text("note", N_("Note"), 180, sort="", hidden=True),
)
