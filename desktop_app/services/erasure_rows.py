"""The rows of a buyer whose data are erased: texts masked, columns emptied, the name replaced.

All of it inside the caller's transaction (`erasure`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from desktop_app.core import clock, names
from desktop_app.core.kinds import FollowUpState, Topic
from desktop_app.models.base import Record, database, tuples
from desktop_app.models.buyers import Buyer, Revisit
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim, SettlementRow
from desktop_app.models.desk import FollowUp
from desktop_app.models.orders import SalesOrder
from desktop_app.models.photos import InboxFile, Photo
from desktop_app.models.shops import DoneAct
from desktop_app.models.weighing import ParcelRecord, WrongShipment
from desktop_app.services import (
    buyer_merging,
    buyer_records,
    erasure_masking,
    erasure_scope,
    order_merging,
)
from desktop_app.services.erasure_scope import Scope
from desktop_app.services.store import Changes

# The free texts that go as a whole where notes are to be deleted.
_NOTE_NAMES = (
    "note text supervisor_note satisfaction_note lesson_note answer_note what_happened caption"
    " seller_note buyer_note progress"
)
NOTES = frozenset(_NOTE_NAMES.split())
_PAGE = 500


def _write(table: type[Record], row_id: int, columns: dict[str, str]) -> None:
    table.update(columns).where(table.id == row_id).execute()


def mask_own(scope: Scope, without: frozenset[str] = frozenset(), *, write: bool = True) -> int:
    """Takes what is known of the person out of the buyer's own texts; returns out of how many.

    Columns in ``without`` are emptied. Without ``write`` they are only counted.
    """
    count = 0
    for table, row_ids in scope.own.items():
        columns = erasure_scope.own_texts(table)
        if table is SettlementRow:
            columns = [*columns, "raw"]
        for start in range(0, len(row_ids) if columns else 0, _PAGE):
            page: Any = table.select().where(table.id.in_(row_ids[start : start + _PAGE]))
            for row in page.dicts():
                changed = _masked(row, columns, scope.masking.text, without)
                if changed and write:
                    _write(table, row["id"], changed)
                count += bool(changed)
    return count


def _masked(
    row: dict[str, Any],
    columns: Iterable[str],
    mask: Callable[[str], str],
    without: frozenset[str] = frozenset(),
) -> dict[str, str]:
    changed: dict[str, str] = {}
    for name in columns:
        before = row[name]
        if not before:
            continue
        after = "" if name in without else erasure_masking.value(before, mask)
        if after != before:
            changed[name] = after
    return changed


def mask_elsewhere(scope: Scope) -> int:
    """Looks through all texts that aren't the buyer's: others' notes, journals, saved views.

    Those that hold something telling are about this person, and all that is known goes.
    """
    forms = scope.masking.forms()
    if not forms:
        return 0
    count = 0
    for table, names_ in erasure_scope.loose_texts():
        count += _mask_table(table, names_, forms, scope)
    for row in list(InboxFile.select(InboxFile.id, InboxFile.path)):
        if scope.masking.names(row.path):
            row.delete_instance()
    return count


def _mask_table(table: type[Record], columns: list[str], forms: list[str], scope: Scope) -> int:
    meta = table._meta  # noqa: SLF001 - peewee's own way to ask
    text = " || char(10) || ".join(
        f"coalesce(\"{meta.fields[name].column_name}\", '')" for name in columns
    )
    tests = " OR ".join("instr(lower(t), lower(?))" for _form in forms)
    sql = (
        f'SELECT id FROM (SELECT id, {text} AS t FROM "{meta.table_name}")'  # noqa: S608 - ours
        f" WHERE {tests}"
    )
    found = [row[0] for row in database.execute_sql(sql, forms).fetchall()]
    count = 0
    rows: Any = table.select().where(erasure_scope.among(table.id, found))
    for row in rows.dicts():
        changed = _masked(row, columns, scope.masking.text)
        if changed:
            _write(table, row["id"], changed)
            count += 1
    return count


def mask_journals(scope: Scope) -> None:
    """What could be undone: mergings of this buyer go, acts on what is the buyer's are masked."""
    photos = set(scope.ids(Photo))
    marks = {f"photo_marks {photo_id}" for photo_id in photos}
    for act in list(DoneAct.select()):
        told = json.loads(act.data)
        if act.kind == buyer_merging.ACT and {told["kept"], told["gone"]} & set(scope.family):
            act.delete_instance()
            continue
        after = erasure_masking.value(act.data, scope.masking.text)
        moves = told.get("moves") if isinstance(told, dict) else None
        if isinstance(moves, list) and act.kind.startswith("photo_"):
            told["moves"] = [move for move in moves if move["photo_id"] not in photos]
            after = json.dumps(told, ensure_ascii=False)
        elif act.kind not in marks and not _is_about(told, scope):
            continue
        if after != act.data:
            act.data = after
            act.save()


_KEYS: dict[str, type[Record]] = {
    "case": AfterSalesCase,
    "order": SalesOrder,
    "claim": Claim,
    "wrong_shipment": WrongShipment,
    "parcel": ParcelRecord,
    "buyer": Buyer,
}


def _is_about(told: object, scope: Scope) -> bool:
    """Whether a journal names a row of the buyer's by its id."""
    if isinstance(told, list):
        return any(_is_about(one, scope) for one in told)
    if not isinstance(told, dict):
        return False
    for name, table in _KEYS.items():
        for key in (name, f"{name}_id"):
            if isinstance(told.get(key), int) and told[key] in scope.ids(table):
                return True
    return any(_is_about(one, scope) for one in told.values())


def blank(scope: Scope, mark: str) -> None:
    """Empties the columns that say who it was, in all rows that are kept."""
    among = erasure_scope.among
    SalesOrder.update(
        buyer_text=mark,
        receiver=None,
        phone=None,
        address=None,
        buyer_note="",
        hidden="",
        raw=order_merging.ERASED,
        row_version=SalesOrder.row_version + 1,
    ).where(among(SalesOrder.id, scope.ids(SalesOrder))).execute()
    claims = scope.ids(Claim)
    sheets = Claim.select(Claim.sheet_file).where(among(Claim.id, claims), Claim.sheet_file != "")
    files = [row[0] for row in tuples(sheets)]
    Claim.update(sheet_file="", sheet_sha256="").where(Claim.sheet_file.in_(files)).execute()
    Claim.update(
        buyer_text=mark,
        receiver_name="",
        receiver_phone="",
        receiver_address="",
        signed_by="",
        row_version=Claim.row_version + 1,
    ).where(among(Claim.id, claims)).execute()
    WrongShipment.update(buyer_text=mark).where(
        among(WrongShipment.id, scope.ids(WrongShipment))
    ).execute()
    ParcelRecord.update(sender_name="", sender_phone="").where(
        among(ParcelRecord.id, scope.ids(ParcelRecord))
    ).execute()
    messages = among(FollowUp.id, scope.ids(FollowUp))
    FollowUp.update(state=FollowUpState.SKIPPED.value).where(
        messages, FollowUp.state == FollowUpState.OPEN.value
    ).execute()
    FollowUp.update(text="").where(messages).execute()
    Revisit.delete().where(among(Revisit.id, scope.ids(Revisit))).execute()


def rename(scope: Scope, mark: str) -> None:
    """Puts the mark in place of the buyer; IDs that were merged get marks of their own."""
    now = clock.now()
    for place, buyer_id in enumerate(scope.family):
        name = mark if place == 0 else free_mark(buyer_id)
        buyer_records.write(
            [buyer_id],
            buyer_id=name,
            told_apart_by="",
            folder=name,
            folder_key=names.folded(name),
            masked=0,
            name="",
            phone="",
            address="",
            note="",
            vip_level=0,
            next_revisit=None,
            erased_at=now,
        )


def free_mark(buyer_id: int) -> str:
    """A name that says nothing and that nobody has."""
    mark, number = f"anonymous-{buyer_id}", 1
    while Buyer.select().where((Buyer.buyer_id == mark) | (Buyer.folder_key == mark)).exists():
        number += 1
        mark = f"anonymous-{buyer_id}-{number}"
    return mark


def touch(tx: Changes, scope: Scope) -> None:
    topics: tuple[tuple[Topic, type[Record]], ...] = (
        (Topic.BUYERS, Buyer),
        (Topic.ORDERS, SalesOrder),
        (Topic.CASES, AfterSalesCase),
        (Topic.CLAIMS, Claim),
        (Topic.WRONG_SHIPMENTS, WrongShipment),
        (Topic.PARCELS, ParcelRecord),
        (Topic.PHOTOS, Photo),
        (Topic.MESSAGES, FollowUp),
        (Topic.REVISITS, Revisit),
    )
    for topic, table in topics:
        if scope.ids(table):
            tx.touch(topic, *scope.ids(table))
