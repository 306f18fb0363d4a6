"""What gets killed: a clerk's day, over and over; each act is reported once it is done.

python -m tests.crash.desk_worker SHOP WORK PLACE      WORK is one of `ACTS`
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

from desktop_app.core import clock
from desktop_app.core.kinds import (
    CaseKind,
    CaseStage,
    ClaimKind,
    ClaimStage,
    CostKind,
    OfferAnswer,
    PaymentKind,
    WrongKind,
)
from desktop_app.services import (
    backups,
    case_bin,
    case_costs,
    case_marks,
    case_merging,
    cases,
    claim_money,
    claim_steps,
    claims,
    handovers,
    months,
    offers,
    search,
    wrong_shipments,
)
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claim_money import Payment
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.store import Store, open_store
from desktop_app.services.wrong_drafts import WrongDraft
from tests.crash import trust_work
from tests.crash.trust_work import say


def work_cases(store: Store, turn: int) -> None:
    no = cases.open(store, CaseDraft(kind=CaseKind.QUALITY, buyer=f"买家{turn}")).row.no
    say("case", no)
    case_marks.replied(store, no, "您好")
    offer = offers.add(store, no, "补偿 5 元", 500)
    offers.answer(store, no, offer.position, OfferAnswer.DECLINED)
    case_costs.add(store, no, CostKind.REFUND, 1250)
    say("cost", no)
    cases.move(store, no, CaseStage.VERIFYING)
    cases.change(store, no, note=f"备注 {turn}")
    other = cases.open(store, CaseDraft(kind=CaseKind.LOST, buyer=f"买家{turn}")).row.no
    say("case", other)
    case_merging.merge(store, no, [other])
    say("merged", no)
    case_merging.unmerge(store, other)
    case_bin.delete(store, [other])
    say("binned", other)


def work_claims(store: Store, turn: int) -> None:
    draft = ClaimDraft(
        kind=ClaimKind.LOST, tracking=f"YT{turn:013}", courier="yto", amount_minor=6190
    )
    no = claims.open(store, draft).no
    say("claim", no)
    claim_steps.move(store, no, ClaimStage.FILED)
    for kind, amount in ((PaymentKind.RECEIVED, 4000), (PaymentKind.SET_OFF, 2190)):
        claim_money.pay(store, no, Payment(kind=kind, amount_minor=amount, paid_on=clock.today()))
        say("paid", no, amount)


def work_month(store: Store, turn: int) -> None:
    month = clock.today().strftime("%Y-%m")
    if months.is_closed(store, month):
        months.reopen(store, month, "killed while it was closed")
    work_claims(store, turn)
    months.close(store, month)
    say("closed", month)
    months.reopen(store, month, "another claim")
    say("reopened", month)


def work_desk(store: Store, turn: int) -> None:
    work_cases(store, turn)
    wrong = wrong_shipments.report(
        store, WrongDraft(buyer_text=f"买家{turn}", kind=WrongKind.MISSED_ITEM, what="少一个")
    )
    say("wrong", wrong.no)
    sheet = handovers.draft(store)
    say("drafted", sheet.row.id)
    handovers.sign(store, sheet.row.id, "夜班")
    say("signed", sheet.row.id)
    for item in handovers.draft(store).items[:3]:
        handovers.finish(store, item.id, "已处理")
        say("finished", item.id)


def work_backup(store: Store, turn: int) -> None:
    work_cases(store, turn)
    report = backups.create(store, Path(sys.argv[3]))
    say("backed", report.snapshot)


ACTS: dict[str, Callable[[Store, int], Store | None]] = {
    "cases": work_cases,
    "claims": work_claims,
    "month": work_month,
    "desk": work_desk,
    "backup": work_backup,
    **trust_work.ACTS,
}


def main() -> None:
    store = open_store(Path(sys.argv[1]), wait_s=20)
    search.follow(store)
    store.who = "店员"
    turn = time.time_ns() // 1_000_000
    say("ready")
    while True:
        store = ACTS[sys.argv[2]](store, turn) or store
        turn += 1


if __name__ == "__main__":
    main()
