"""What each of the lists behind a buyer's page holds, and where its rows open."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.core import clock, dates
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.kinds import CaseEventKind, FollowUpState, WrongKind, WrongState
from desktop_app.core.labels import label, label_of
from desktop_app.services import buyer_pages, case_lists, claim_lists, revisits
from desktop_app.services.buyer_pages import BuyerMessage, BuyerOrder, BuyerWrong
from desktop_app.services.case_lists import CaseFilter, CaseRow
from desktop_app.services.claim_lists import ClaimFilter, ClaimRow
from desktop_app.services.revisits import RevisitFilter, RevisitRow
from desktop_app.services.store import Store
from desktop_app.views.buyer_rows import Source
from desktop_app.views.case_columns import STAGES
from desktop_app.views.claims_words import TONES, amount
from desktop_app.views.desk import Desk, Room
from desktop_app.views.list_pane import Empty
from desktop_app.views.rows_model import Column
from desktop_app.views.theme import Tone
from desktop_app.views.weighing_wrong_words import STATE_TONES

REVISIT_TONES = {
    FollowUpState.OPEN: Tone.INFO,
    FollowUpState.DONE: Tone.GOOD,
    FollowUpState.SKIPPED: Tone.MUTED,
}


def reason(row: RevisitRow) -> str:
    """Why somebody is called: the monthly rule, or what was written down."""
    return _("Monthly call") if row.reason == revisits.MONTHLY else row.reason


_ORDERS = (
    Column[BuyerOrder]("created", N_("Ordered on"), lambda row: row.created[:10], 92),
    Column[BuyerOrder]("goods", N_("Goods"), lambda row: row.goods, 170),
    Column[BuyerOrder](
        "paid", N_("Paid"), lambda row: amount(row.paid_minor, row.currency), 84, right=True
    ),
    Column[BuyerOrder](
        "refund",
        N_("Refunded"),
        lambda row: amount(row.refund_minor or None, row.currency),
        84,
        right=True,
    ),
    Column[BuyerOrder]("cases", N_("Cases"), lambda row: str(row.cases or ""), 56, right=True),
    Column[BuyerOrder]("state", N_("Status"), lambda row: label(row.state), 90),
    Column[BuyerOrder]("no", N_("Order no."), lambda row: row.order_no, 170),
    Column[BuyerOrder]("tracking", N_("Tracking no."), lambda row: row.tracking, 140),
)
_CASES = (
    Column[CaseRow]("opened", N_("Opened"), lambda row: dates.moment(row.opened_at), 110),
    Column[CaseRow]("kind", N_("Kind"), lambda row: label(row.kind), 110),
    Column[CaseRow](
        "stage", N_("Stage"), lambda row: label(row.stage), 110, tone=lambda row: STAGES[row.stage]
    ),
    Column[CaseRow]("goods", N_("Goods"), lambda row: row.goods, 150),
    Column[CaseRow]("note", N_("What happened"), lambda row: row.note, 170),
    Column[CaseRow]("no", N_("Case no."), lambda row: row.no, 140),
)
_CLAIMS = (
    Column[ClaimRow](
        "stage", N_("Stage"), lambda row: label(row.stage), 110, tone=lambda row: TONES[row.stage]
    ),
    Column[ClaimRow]("kind", N_("Kind"), lambda row: label(row.kind), 70),
    Column[ClaimRow](
        "claimed",
        N_("Claimed"),
        lambda row: amount(row.claimed_minor, row.currency),
        90,
        right=True,
    ),
    Column[ClaimRow](
        "received",
        N_("Came in"),
        lambda row: amount(row.received_minor + row.set_off_minor, row.currency),
        90,
        right=True,
    ),
    Column[ClaimRow]("courier", N_("Courier"), lambda row: row.courier_name, 90),
    Column[ClaimRow]("goods", N_("Goods"), lambda row: row.goods, 150),
    Column[ClaimRow]("no", N_("Claim no."), lambda row: row.no, 140),
)
_WRONG = (
    Column[BuyerWrong]("at", N_("Reported"), lambda row: dates.moment(row.reported_at), 112),
    Column[BuyerWrong]("kind", N_("Kind"), lambda row: label_of(WrongKind, row.kind), 90),
    Column[BuyerWrong](
        "state",
        N_("State"),
        lambda row: label_of(WrongState, row.state),
        92,
        tone=lambda row: STATE_TONES[WrongState(row.state)],
    ),
    Column[BuyerWrong]("what", N_("What went wrong"), lambda row: row.what, 200),
    Column[BuyerWrong]("no", N_("Register no."), lambda row: row.no, 134),
)
_MESSAGES = (
    Column[BuyerMessage]("at", N_("When"), lambda row: _when(row.at), 110),
    Column[BuyerMessage](
        "kind",
        N_("What"),
        lambda row: (
            _("Follow-up message") if row.kind == "follow_up" else label_of(CaseEventKind, row.kind)
        ),
        118,
    ),
    Column[BuyerMessage](
        "state",
        N_("State"),
        lambda row: label_of(FollowUpState, row.state),
        80,
        tone=lambda row: REVISIT_TONES.get(FollowUpState(row.state)) if row.state else None,
    ),
    Column[BuyerMessage]("text", N_("Text"), lambda row: row.text, 240),
    Column[BuyerMessage](
        "where", N_("Case or order"), lambda row: row.case_no or row.order_no, 150
    ),
)
_REVISITS = (
    Column[RevisitRow]("due", N_("Due on"), lambda row: dates.day(row.due_on), 96),
    Column[RevisitRow](
        "state",
        N_("State"),
        lambda row: _("Overdue") if row.overdue(clock.today()) else label(row.state),
        90,
        tone=lambda row: Tone.BAD if row.overdue(clock.today()) else REVISIT_TONES[row.state],
    ),
    Column[RevisitRow]("reason", N_("Why"), reason, 130),
    Column[RevisitRow]("outcome", N_("Outcome"), lambda row: row.outcome, 200),
    Column[RevisitRow]("who", N_("By"), lambda row: row.who, 80),
)


def sources() -> tuple[Source, ...]:
    """The lists, in the order in which they stand."""
    return (
        Source(
            *("orders", N_("Orders"), _ORDERS, buyer_pages.order_ids, buyer_pages.order_rows),
            lambda desk, row: desk.go(Room.CASES, "order", row.order_no),
            Empty(_("No orders"), _("Import the platform's order export."), "box"),
        ),
        Source(
            *("cases", N_("Cases"), _CASES, _case_ids, case_lists.rows),
            lambda desk, row: desk.go(Room.CASES, "show", row.no),
            Empty(_("No cases"), _("Nothing went wrong with this buyer so far."), "cases"),
        ),
        Source(
            *("claims", N_("Claims"), _CLAIMS, _claim_ids, claim_lists.rows),
            lambda desk, row: desk.go(Room.CLAIMS, "show", row.no),
            Empty(_("No claims"), _("No courier had to pay for this buyer's parcels."), "claims"),
        ),
        Source(
            *("wrong", N_("Wrong shipments"), _WRONG),
            *(buyer_pages.wrong_ids, buyer_pages.wrong_rows),
            lambda desk, row: desk.go(Room.WEIGHING, "show", row.no, "wrong"),
            Empty(_("No wrong shipments"), _("All parcels went out as ordered."), "box"),
        ),
        Source(
            *("messages", N_("Messages"), _MESSAGES),
            *(buyer_pages.message_ids, buyer_pages.message_rows),
            _open_message,
            Empty(_("No messages"), _("Replies and follow-ups stand here."), "note"),
        ),
        Source(
            *("revisits", N_("Revisits"), _REVISITS, _revisit_ids, revisits.rows),
            lambda desk, row: desk.go(Room.BUYERS, "show", str(row.id), "revisits"),
            Empty(_("No revisits"), _("Give a VIP level, or plan a call on a date."), "clock"),
        ),
    )


def _case_ids(store: Store, buyer_id: int) -> Sequence[int]:
    return case_lists.ids(store, CaseFilter(buyer_id=buyer_id))


def _claim_ids(store: Store, buyer_id: int) -> Sequence[int]:
    return claim_lists.ids(store, ClaimFilter(buyer_id=buyer_id))


def _revisit_ids(store: Store, buyer_id: int) -> Sequence[int]:
    return revisits.ids(store, RevisitFilter(buyer_id=buyer_id))[::-1]


def _open_message(desk: Desk, row: BuyerMessage) -> None:
    if row.case_no:
        desk.go(Room.CASES, "show", row.case_no)
    else:
        desk.go(Room.CASES, "order", row.order_no)


def _when(text: str) -> str:
    """A stored time, or a day alone."""
    try:
        return dates.moment(clock.from_text(text))
    except ValueError:
        return text
