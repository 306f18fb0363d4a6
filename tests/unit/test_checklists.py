"""The checklist of a case: its order, its marks, and what rests on what (R4, R10)."""

from __future__ import annotations

import pytest

from desktop_app.core.errors import NotAllowed, NotFound, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, Platform
from desktop_app.services import cases, checklists, timeline
from desktop_app.services.cases import CaseDraft
from desktop_app.services.store import Store


@pytest.fixture
def no(shop: Store) -> str:
    draft = CaseDraft(kind=CaseKind.DAMAGED_SIGNED, buyer="甲", platform=Platform.TAOBAO)
    return cases.open(shop, draft).row.no


def done(shop: Store, no: str) -> list[str]:
    return [step.code for step in checklists.of(shop, no) if step.done_at]


def test_r10_steps_stand_in_the_order_of_the_requirement(shop: Store, no: str) -> None:
    codes = [step.code for step in checklists.of(shop, no)]
    wanted = ["photos_verified", "order_checked", "weighed", "courier_negotiated", "recorded"]
    assert [code for code in codes if code in wanted] == wanted


def test_a_step_is_marked_once_with_who_and_when(shop: Store, no: str) -> None:
    checklists.do(shop, no, "photos_verified", "六面都有")
    checklists.do(shop, no, "photos_verified")
    step = next(step for step in checklists.of(shop, no) if step.code == "photos_verified")
    assert (step.who, step.note) == ("tester", "六面都有")
    marked = [e for e in cases.show(shop, no).timeline if e.kind is CaseEventKind.STEP_DONE]
    assert len(marked) == 1


def test_a_step_waits_for_those_before_it(shop: Store, no: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        checklists.do(shop, no, "order_checked")
    assert refused.value.reason is Reason.STEP_TOO_EARLY
    assert done(shop, no) == []


def test_a_step_that_others_rest_on_stays(shop: Store, no: str) -> None:
    checklists.do(shop, no, "photos_verified")
    checklists.do(shop, no, "order_checked")
    with pytest.raises(NotAllowed) as refused:
        checklists.undo(shop, no, "photos_verified")
    assert refused.value.reason is Reason.STEP_NEEDED
    checklists.undo(shop, no, "order_checked")
    checklists.undo(shop, no, "photos_verified")
    checklists.undo(shop, no, "photos_verified")
    assert done(shop, no) == []


def test_r4_what_happens_marks_its_step(shop: Store, no: str) -> None:
    case_id = cases.show(shop, no).row.id
    timeline.add(shop, case_id, CaseEventKind.REPLIED)
    assert "soothed" in done(shop, no)


def test_an_unknown_step_is_named(shop: Store, no: str) -> None:
    with pytest.raises(NotFound) as refused:
        checklists.do(shop, no, "dance")
    assert refused.value.reason is Reason.STEP_UNKNOWN


def test_optional_steps_count_once_they_are_done(shop: Store, no: str) -> None:
    steps = checklists.of(shop, no)
    needed = sum(1 for step in steps if not step.optional)
    assert checklists.progress(steps) == (0, needed)
