"""More of what gets killed: restores, buyers, settlements, messages, the repair of damage."""

from __future__ import annotations

import csv
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, ClaimKind, ClaimStage, Platform
from desktop_app.services import (
    backup_places,
    backups,
    buyer_merging,
    buyers,
    cases,
    check_repairs,
    checks,
    claim_steps,
    claims,
    erasure,
    follow_ups,
    photo_renames,
    photos,
    restore_swaps,
    restores,
    search,
    settlements,
)
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.cases import CaseDraft
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.follow_ups import FollowUpDraft
from desktop_app.services.settlements import Asked
from desktop_app.services.store import Store, open_store
from tests import drawn

CLAIMS_IN_A_FILE = 3
PAID = 5490
TEMPLATES = ("{buyer}_{date}_{seq}", "{buyer}_{seq}_{date}")


def say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def work_restore(store: Store, turn: int) -> None:
    """Backs up, and restores into a folder of its own."""
    drive = Path(sys.argv[3])
    _case_with_photo(store, turn)
    stamp = backups.create(store, drive).snapshot
    say("backed", stamp)
    target = drive / "restored" / str(turn)
    target.parent.mkdir(exist_ok=True)
    place = backup_places.one(drive)
    restores.restore(place, Seal(), restores.pick(place, Seal(), stamp), target)
    say("restored", target.name)
    shutil.rmtree(target)
    say("cleared", target.name)


def work_swap(store: Store, turn: int) -> Store:
    """Backs up, goes on working, then puts the backup into the present shop's place."""
    drive = Path(sys.argv[3])
    _case_with_photo(store, turn)
    stamp = backups.create(store, drive).snapshot
    say("backed", stamp)
    cases.open(store, CaseDraft(kind=CaseKind.LOST, buyer=f"later{turn}"))
    say("later", f"later{turn}")
    place = backup_places.one(drive)
    report = restores.stage(store.paths, place, Seal(), restores.pick(place, Seal(), stamp))
    say("staged", stamp)
    restore_swaps.ask_for(store.paths, whole=report.whole)
    say("asked", stamp)
    store.close()
    again = open_store(store.paths.root, wait_s=20)
    search.follow(again)
    say("swapped", stamp)
    return again


def work_buyers(store: Store, turn: int) -> None:
    """Two buyers with photos: merged, taken apart, all renamed, one of them erased."""
    kept, gone = (f"{who}{turn}" for who in ("留下的买家", "离开的买家"))
    ids = [buyers.obtain(store, Platform.TAOBAO, name) for name in (kept, gone)]
    for number, buyer_id in enumerate(ids):
        file = drawn.write(Path(sys.argv[3]) / f"{turn}-{number}.jpg", turn % 10_000 + number)
        photos.import_files(store, buyer_id, [file])
    say("photos", gone)
    buyer_merging.merge(store, *ids)
    say("merged", kept, gone)
    buyer_merging.unmerge(store, ids[1])
    say("unmerged", kept, gone)
    photo_renames.rename_all(store, TEMPLATES[turn % 2])
    say("renamed", turn)
    erasure.erase(store, ids[1])
    say("erased", gone)


def work_settle(store: Store, turn: int) -> None:
    """Claims that a courier's file pays; every other file is taken back."""
    numbers = [f"ZT{turn:012}{place}" for place in range(CLAIMS_IN_A_FILE)]
    for tracking in numbers:
        draft = ClaimDraft(kind=ClaimKind.LOST, tracking=tracking, courier="zto", amount_minor=PAID)
        claim_steps.move(store, claims.open(store, draft).no, ClaimStage.FILED)
    file = Path(sys.argv[3]) / f"{turn}.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        rows = [("运单号", "理赔单号", "赔付金额", "结案日期")]
        rows += [(tracking, f"P{tracking}", "54.90", "2026-09-03") for tracking in numbers]
        csv.writer(out).writerows(rows)
    asked = Asked(courier="zto", paid_on=date(2026, 9, 3))
    settlements.apply(store, settlements.read(file, asked), asked)
    say("settled", file.name)
    if turn % 2:
        settlements.undo(store, settlements.applied_files(store)[0].id)
        say("unsettled", file.name)


def work_messages(store: Store, turn: int) -> None:
    """Messages to a buyer: entered, sent, skipped, taken back."""
    no = cases.open(store, CaseDraft(kind=CaseKind.LOST, buyer=f"买家{turn}")).row.no
    for text in ("补发已寄出", "包裹到了吗", "谢谢"):
        message = follow_ups.add(store, FollowUpDraft(clock.today(), text, case_no=no))
        say("message", message)
        act = follow_ups.done(store, message, text)
        say("sent", message)
        follow_ups.undo(store, act)
        say("unsent", message)
        follow_ups.skip(store, message)
        say("skipped", message)


def work_repair(store: Store, turn: int) -> None:
    """Damage that is put right, and the repair taken back."""
    _case_with_photo(store, turn)
    buyer = buyers.named(store, f"买家{turn}")
    for name in ("foreign.txt", "left.part"):
        (store.paths.archive / f"{turn}-{name}").write_text(f"{buyer.id}", "utf-8")
    say("damaged", turn)
    report = check_repairs.repair(store, checks.check(store))
    say("repaired", turn)
    assert report.repair is not None
    check_repairs.undo(store, report.repair)
    say("undone", turn)
    check_repairs.repair(store, checks.check(store))
    say("repaired", turn)


def _case_with_photo(store: Store, turn: int) -> None:
    no = cases.open(store, CaseDraft(kind=CaseKind.LOST, buyer=f"买家{turn}")).row.no
    say("case", no)
    file = drawn.write(store.paths.root.parent / "photos" / f"{turn}.jpg", turn % 10_000)
    photos.import_files(store, buyers.named(store, f"买家{turn}").id, [file])
    say("buyer", f"买家{turn}")


ACTS: dict[str, Callable[[Store, int], Store | None]] = {
    "restore": work_restore,
    "swap": work_swap,
    "buyers": work_buyers,
    "settle": work_settle,
    "messages": work_messages,
    "repair": work_repair,
}
