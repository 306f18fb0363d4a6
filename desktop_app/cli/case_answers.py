"""Cases as the command line's JSON says them."""

from __future__ import annotations

from datetime import datetime

from desktop_app.core import clock, money
from desktop_app.services import case_costs, checklists, evidence, offers, stock_lines
from desktop_app.services.case_costs import CostRow, TrueCost
from desktop_app.services.case_lists import CaseRow
from desktop_app.services.cases import CaseDetail, CaseLineRow
from desktop_app.services.checklists import StepRow
from desktop_app.services.clocks import Deadline
from desktop_app.services.offers import OfferRow
from desktop_app.services.store import Store
from desktop_app.services.timeline import Entry


def row(case: CaseRow, now: datetime) -> dict[str, object]:
    """A case as `cases list` and `find` give it."""
    return {
        "no": case.no,
        "platform": case.platform,
        "buyer": case.buyer or None,
        "order": case.order or None,
        "tracking": case.tracking or None,
        "kind": case.kind,
        "stage": case.stage,
        "opened_at": clock.to_iso(case.opened_at),
        "reply_due": _moment(case.reply_due),
        "resolve_due": _moment(case.resolve_due),
        "next_due": _moment(case.next_due),
        "overdue": case.overdue(now),
        "missed": case.missed or case.overdue(now),
        "owner": case.owner,
        "note": case.note,
        "tags": list(case.tags),
    }


def detail(store: Store, case: CaseDetail) -> dict[str, object]:
    """A case with all that belongs to it, as `cases show` gives it."""
    no = case.row.no
    return {
        **row(case.row, clock.now()),
        "closed_at": _moment(case.row.closed_at),
        "outcome": case.row.outcome or None,
        "cause": case.row.cause or None,
        "fault": case.fault or None,
        "supervisor_decision": case.supervisor_decision or None,
        "satisfaction": case.row.satisfaction,
        "follow_up_on": case.row.follow_up_on,
        "resend_tracking": case.resend_tracking or None,
        "return_tracking": case.return_tracking or None,
        "merged_into": case.merged_into or None,
        "nexts": list(case.nexts),
        "outcomes": list(case.rules.outcomes),
        "lines": [_line(line, case.currency) for line in case.lines],
        "checklist": [_step(step) for step in checklists.of(store, no)],
        "evidence": [
            {"role": need.role, "have": need.have, "required": need.required}
            for need in evidence.of_case(store, case.row.id).needs
        ],
        "offers": [_offer(offer) for offer in offers.of(store, no)],
        "costs": [_cost(cost) for cost in case_costs.of(store, no)],
        "true_cost": [_total(total) for total in case_costs.total(store, no)],
        "stock": [
            {"sku": stock.sku, "move": stock.move, "quantity": stock.quantity}
            | {"done_at": _moment(stock.done_at)}
            for stock in stock_lines.of_case(store, case.row.id)
        ],
        "clocks": [_clock(deadline) for deadline in case.deadlines],
        "timeline": [_entry(entry) for entry in case.timeline],
    }


def _line(line: CaseLineRow, currency: str) -> dict[str, object]:
    return {
        "sku": line.sku,
        "title": line.title,
        "variant": line.variant,
        "quantity": line.quantity,
        "price": money.text_or_none(line.price_minor, currency),
        "currency": currency,
        "received_good": line.received_good,
        "received_damaged": line.received_damaged,
        "returned_good": line.returned_good,
        "returned_damaged": line.returned_damaged,
        "resent": line.resent,
    }


def _step(step: StepRow) -> dict[str, object]:
    return {
        "step": step.code,
        "name": step.name,
        "optional": step.optional,
        "done_at": _moment(step.done_at),
        "who": step.who or None,
    }


def _offer(offer: OfferRow) -> dict[str, object]:
    return {
        "position": offer.position,
        "what": offer.what,
        "amount": money.text_or_none(offer.amount_minor, offer.currency),
        "currency": offer.currency,
        "answer": offer.answer,
        "offered_at": clock.to_iso(offer.offered_at),
    }


def _cost(cost: CostRow) -> dict[str, object]:
    return {
        "kind": cost.kind,
        "payer": cost.payer,
        "amount": money.to_text(cost.amount_minor, cost.currency),
        "currency": cost.currency,
        "voided": cost.voided_at is not None,
    }


def _total(total: TrueCost) -> dict[str, object]:
    return {
        "currency": total.currency,
        "lost": money.to_text(total.lost, total.currency),
        "recovered": money.to_text(total.recovered, total.currency),
        "net": money.to_text(total.net, total.currency),
        "exceeds": money.to_text(total.exceeds, total.currency),
    }


def _clock(deadline: Deadline) -> dict[str, object]:
    return {
        "clock": deadline.rule.code,
        "started_at": clock.to_iso(deadline.started_at),
        "due_at": _moment(deadline.due_at),
        "ended_at": _moment(deadline.ended_at),
        "state": deadline.state,
        "left_s": int(deadline.left.total_seconds()) if deadline.left is not None else None,
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "at": clock.to_iso(entry.at),
        "kind": entry.kind,
        "who": entry.who,
        "from": entry.stage_from or None,
        "to": entry.stage_to or None,
        "text": entry.text,
        "undone": entry.undone,
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else clock.to_iso(moment)
