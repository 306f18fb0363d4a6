"""The records of cases, as the other case services read and write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from desktop_app.core import clock
from desktop_app.core.errors import Conflict, NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseKind
from desktop_app.models.base import ids, key
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.prepared import MARK, Prepared, record
from desktop_app.services import case_lists, case_rules
from desktop_app.services.case_rules import Rules
from desktop_app.services.store import Store

_MOST_ASKED = 10_000  # names in one query: SQLite takes some 32,000


def find(no: str) -> AfterSalesCase:
    """The case with this number, in any case of its letters. Raises NotFound."""
    row = _BY_NUMBER.first(no.strip().upper())
    if row is None:
        raise NotFound(Reason.CASE_UNKNOWN, value=no)
    return record(AfterSalesCase, row[0])


def changeable(store: Store, no: str, version: int | None = None) -> AfterSalesCase:
    """The case, if it is as the caller read it; a merged one takes no more changes.

    Raises NotFound; NotAllowed naming the case it was merged into; and Conflict with the row as
    it is now.
    """
    case = find(no)
    if into := merged_into(case):
        raise NotAllowed(Reason.CASE_MERGED, value=case.no, into=into)
    refuse_stale(store, case, version)
    return case


def refuse_stale(store: Store, case: AfterSalesCase, version: int | None) -> None:
    """Raises Conflict, with the row as it is now, when the case isn't as the caller read it."""
    if version is not None and version != case.row_version:
        theirs = case_lists.rows(store, [case.id])[0]
        raise Conflict(Reason.CHANGED_MEANWHILE, mine=version, theirs=case.row_version, row=theirs)


def of_ids(case_ids: Iterable[int]) -> list[AfterSalesCase]:
    """The cases with these ids, in their order. Raises NotFound for one that is gone."""
    wanted = list(dict.fromkeys(case_ids))
    found: dict[int, AfterSalesCase] = {}
    for start in range(0, len(wanted), _MOST_ASKED):
        query = AfterSalesCase.select().where(
            AfterSalesCase.id.in_(wanted[start : start + _MOST_ASKED]),
            AfterSalesCase.deleted_at.is_null(),
        )
        found |= {case.id: case for case in query}
    for case_id in wanted:
        if case_id not in found:
            raise NotFound(Reason.CASE_UNKNOWN, value=case_id)
    return [found[case_id] for case_id in wanted]


def rules_of(store: Store, case: AfterSalesCase) -> Rules:
    """The rules that the case began with."""
    return case_rules.of(store, key(case, "rules"), CaseKind(case.kind))


def merged_into(case: AfterSalesCase) -> str:
    """The number of the case that this one was merged into; empty for none."""
    return str(case.merged_into.no) if key(case, "merged_into") else ""


def family(case_id: int) -> list[int]:
    """The case itself, and all that were merged into it, directly or by way of another."""
    found, last = [case_id], [case_id]
    while last:
        query = AfterSalesCase.select(AfterSalesCase.id).where(merged_among(last))
        last = list(ids(query))
        found += last
    return found


def merged_among(case_ids: list[int]) -> Any:
    """The condition of having been merged into one of these, in the form that its index knows."""
    into = AfterSalesCase.merged_into
    return into.in_(case_ids) & ~into.is_null()


_BY_NUMBER = Prepared(
    AfterSalesCase.select(AfterSalesCase.id).where(
        AfterSalesCase.deleted_at.is_null(), AfterSalesCase.no == MARK
    )
)


def update(case_id: int, columns: dict[str, object]) -> None:
    """Writes columns and counts the row's version up, so that stale writers are found out."""
    AfterSalesCase.update(
        **columns, row_version=AfterSalesCase.row_version + 1, updated_at=clock.now()
    ).where(AfterSalesCase.id == case_id).execute()
