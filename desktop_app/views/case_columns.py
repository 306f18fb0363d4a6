"""The columns of the list of cases, and the words and tones of stage and deadline."""

from __future__ import annotations

from datetime import datetime, timedelta

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import CaseStage
from desktop_app.core.labels import label
from desktop_app.services.case_lists import CaseRow
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone

STAGES: dict[CaseStage, Tone] = {
    CaseStage.NEW: Tone.INFO,
    CaseStage.VERIFYING: Tone.INFO,
    CaseStage.NEGOTIATING: Tone.INFO,
    CaseStage.WAITING_BUYER: Tone.MUTED,
    CaseStage.WAITING_COURIER: Tone.MUTED,
    CaseStage.SUPERVISOR: Tone.WARN,
    CaseStage.GOODS_COMING: Tone.MUTED,
    CaseStage.INSPECTING: Tone.INFO,
    CaseStage.HANDLING: Tone.INFO,
    CaseStage.PLATFORM: Tone.WARN,
    CaseStage.SETTLED: Tone.GOOD,
    CaseStage.CLOSED: Tone.PLAIN,
    CaseStage.CANCELLED: Tone.PLAIN,
}
_SOON = timedelta(hours=1)


def due_words(due: datetime | None, now: datetime) -> str:
    """“2 hr 5 min left”, “3 days over”, or nothing when no clock runs."""
    if due is None:
        return ""
    words = dates.span(due - now)
    return (_("%(time)s over") if due < now else _("%(time)s left")) % {"time": words}


def due_tone(due: datetime | None, now: datetime) -> Tone | None:
    """Red when it is over, amber in the last hour, quiet before."""
    if due is None:
        return None
    if due < now:
        return Tone.BAD
    return Tone.WARN if due - now < _SOON else Tone.GOOD


def _due_tip(row: CaseRow) -> str:
    return dates.moment(row.next_due) if row.next_due else ""


def _marks(row: CaseRow) -> str:
    marks = (
        (row.missed, _("missed")),
        (row.angry, _("angry")),
        (row.intervened, _("platform in")),
        (row.disputed, _("dispute")),
        (row.vip_level > 0, _("VIP")),
    )
    return " · ".join([words for on, words in marks if on] + list(row.tags))


COLUMNS: tuple[Column[CaseRow], ...] = (
    Column(
        "due",
        N_("Next deadline"),
        lambda row: due_words(row.next_due, clock.now()),
        148,
        sort="due",
        tone=lambda row: due_tone(row.next_due, clock.now()),
        tip=_due_tip,
    ),
    Column(
        "stage",
        N_("Stage"),
        lambda row: label(row.stage),
        132,
        sort="stage",
        tone=lambda row: STAGES[row.stage],
    ),
    Column("kind", N_("Kind"), lambda row: label(row.kind), 140, sort="kind"),
    Column("buyer", N_("Buyer"), lambda row: row.buyer, 130, sort="buyer"),
    Column("goods", N_("Goods"), lambda row: row.goods, 180, sort="goods"),
    Column("note", N_("What happened"), lambda row: row.note, 190, sort="note"),
    Column("marks", N_("Marks"), _marks, 110),
    Column("no", N_("Case no."), lambda row: row.no, 150, sort="no"),
    Column("order", N_("Order no."), lambda row: row.order, 170, sort="order"),
    Column("tracking", N_("Tracking no."), lambda row: row.tracking, 150, sort="tracking"),
    Column("platform", N_("Platform"), lambda row: label(row.platform), 84, sort="platform"),
    Column("owner", N_("Owner"), lambda row: row.owner, 80, sort="owner"),
    Column(
        "opened",
        N_("Opened"),
        lambda row: dates.moment(row.opened_at),
        120,
        sort="opened_at",
    ),
    Column(
        "closed",
        N_("Closed at"),
        lambda row: dates.moment(row.closed_at) if row.closed_at else "",
        120,
        sort="closed_at",
        hidden=True,
    ),
)
