"""Lessons (R56): kept when a case is over, found again when a like one opens, let go and undone."""

from __future__ import annotations

import json

import pytest

from desktop_app.cli import main
from desktop_app.core import texts
from desktop_app.core.errors import BadValue, NotAllowed, NotFound, Reason, UserError
from desktop_app.core.kinds import CaseKind, CaseStage, Cause, CostKind
from desktop_app.models.cases import AfterSalesCase
from desktop_app.services import case_acts, case_costs, cases, lessons, search
from desktop_app.services.cases import CaseDraft
from desktop_app.services.lessons import Alike, LessonFilter
from desktop_app.services.store import Store
from tests.invented import order, product


def opened(
    store: Store, kind: str = "quality", sku: str = "CUP", cause: str = "", **more: str
) -> str:
    """A new case about one SKU; returns its number."""
    number = str(5000 + AfterSalesCase.select().count())
    if sku:
        order(store, number, {sku: 1}, buyer=f"买家{number}")
        made = cases.open(store, CaseDraft(kind, order=number, **more))
    else:
        made = cases.open(store, CaseDraft(kind, buyer=f"买家{number}", **more))
    if cause:
        cases.change(store, made.row.no, cause=cause)
    return made.row.no


def closed(store: Store, *about: str, **more: str) -> str:
    """A case that is over; returns its number."""
    no = opened(store, *about, **more)
    AfterSalesCase.update(stage=CaseStage.CLOSED, closed_at="2026-09-03T08:00:00Z").where(
        AfterSalesCase.no == no
    ).execute()
    return no


@pytest.fixture
def like(shop: Store) -> dict[str, str]:
    """A lesson of each nearness to a case of quality about CUP with the cause defect."""
    search.follow(shop)
    for sku in ("CUP", "PAN", "POT"):
        product(shop, sku, sku.lower())
    made = {
        "tags": closed(shop, "lost", "POT", "transit"),
        "kind_cause": closed(shop, "quality", "PAN", "defect"),
        "sku_cause": closed(shop, "return", "CUP", "defect"),
        "kind_sku": closed(shop, "quality", "CUP", "packing"),
        "all": closed(shop, "quality", "CUP", "defect"),
        "kind alone": closed(shop, "quality", "POT", "packing"),
        "sku alone": closed(shop, "lost", "CUP", "transit"),
    }
    for name, no in made.items():
        lessons.keep(shop, no, f"note of {name}", tags=["易碎"] if name == "tags" else [])
    return made


def test_r56_lessons_that_fit_come_nearest_first(shop: Store, like: dict[str, str]) -> None:
    no = opened(shop, "quality", "CUP", "defect")
    case_acts.tag(shop, [cases.show(shop, no).row.id], add=["易碎"])
    found = lessons.similar(shop, no)
    assert [(one.lesson.no, one.alike) for one in found] == [
        (like["all"], Alike.KIND_SKU_CAUSE),
        (like["kind_sku"], Alike.KIND_SKU),
        (like["sku_cause"], Alike.SKU_CAUSE),
        (like["kind_cause"], Alike.KIND_CAUSE),
        (like["tags"], Alike.TAGS),
    ]
    assert found[-1].tags == ("易碎",)
    assert found[0].lesson.note == "note of all"
    assert [one.lesson.no for one in lessons.similar(shop, no, most=2)] == [
        like["all"],
        like["kind_sku"],
    ]


def test_r56_without_a_cause_yet_kind_and_goods_count(shop: Store, like: dict[str, str]) -> None:
    found = lessons.similar(shop, opened(shop, "quality", "CUP"))
    assert [one.alike for one in found] == [Alike.KIND_SKU, Alike.KIND_SKU]
    assert {one.lesson.no for one in lessons.for_goods(shop, "quality", ["CUP", ""])} == {
        like["all"],
        like["kind_sku"],
    }
    assert lessons.for_goods(shop, "quality", []) == []


def test_r56_a_lesson_is_never_offered_to_itself_nor_one_still_open(
    shop: Store, like: dict[str, str]
) -> None:
    assert like["all"] not in [one.lesson.no for one in lessons.similar(shop, like["all"])]
    reopened = like["kind_sku"]
    AfterSalesCase.update(stage=CaseStage.VERIFYING).where(AfterSalesCase.no == reopened).execute()
    no = opened(shop, "quality", "CUP")
    assert [one.lesson.no for one in lessons.similar(shop, no)] == [like["all"]]
    with pytest.raises(NotFound):
        lessons.similar(shop, "AS0")


def test_r56_outcome_and_cost_are_told_with_a_lesson(shop: Store, like: dict[str, str]) -> None:
    case_costs.add(shop, like["all"], CostKind.REFUND, 5490)
    cases.change(shop, like["all"], outcome="refund")
    found = lessons.similar(shop, opened(shop, "quality", "CUP", "defect"))[0].lesson
    assert found.row.outcome == "refund"
    assert found.cost is not None
    assert found.cost.net == 5490
    assert found.skus == ("CUP",)
    assert found.ended


def test_r56_only_a_case_that_is_over_is_kept(shop: Store) -> None:
    no = opened(shop, "lost", "")
    with pytest.raises(NotAllowed) as caught:
        lessons.keep(shop, no)
    assert caught.value.reason is Reason.CASE_STILL_OPEN
    assert no in texts.sentence(caught.value)
    for act in (lambda: lessons.drop(shop, no), lambda: lessons.write_note(shop, no, "x")):
        with pytest.raises(NotAllowed, match="not_a_lesson"):
            act()
    with pytest.raises(UserError):
        lessons.keep(shop, "AS0")
    done = closed(shop, "lost", "")
    with pytest.raises(BadValue):
        lessons.keep(shop, done, "长" * 5001)
    with pytest.raises(BadValue):
        lessons.keep(shop, done, "好", tags=[" "])
    assert not cases.show(shop, done).lesson


def test_r56_keeping_noting_and_letting_go_can_be_undone(shop: Store) -> None:
    no = closed(shop, "lost", "")
    acts = lessons.keep(shop, no, "先问网点", tags=["圆通", "丢件"])
    detail = cases.show(shop, no)
    assert (detail.lesson, detail.lesson_note) == (True, "先问网点")
    assert detail.row.tags == ("丢件", "圆通")
    note = lessons.write_note(shop, no, "先查监控")
    case_acts.undo(shop, note)
    assert cases.show(shop, no).lesson_note == "先问网点"
    gone = lessons.drop(shop, no)
    assert lessons.ids(shop) == []
    case_acts.undo(shop, gone)
    assert cases.show(shop, no).lesson
    assert cases.show(shop, no).lesson_note == "先问网点"
    for act in acts:
        case_acts.undo(shop, act)
    detail = cases.show(shop, no)
    assert (detail.lesson, detail.lesson_note, detail.row.tags) == (False, "", ())
    lessons.keep(shop, no)
    assert cases.show(shop, no).lesson_note == ""


def test_lessons_are_found_by_kind_cause_tag_sku_and_words(
    shop: Store, like: dict[str, str]
) -> None:

    def found(**wanted: object) -> set[str]:
        ids = lessons.ids(shop, LessonFilter(**wanted))
        return {row.no for row in lessons.rows(shop, ids)}

    assert len(found()) == 7
    assert found(kinds=(CaseKind.RETURN,)) == {like["sku_cause"]}
    assert found(causes=(Cause.TRANSIT,)) == {like["tags"], like["sku alone"]}
    assert found(tags=("易碎",)) == {like["tags"]}
    assert found(skus=("PAN",)) == {like["kind_cause"]}
    assert found(text="NOTE OF ALL") == {like["all"]}
    assert found(text="碎") == {like["tags"]}
    assert found(text=like["kind_sku"]) == {like["kind_sku"]}
    assert found(text="有这句话才怪") == set()
    offered = lessons.offered(shop, most_skus=1)
    assert offered.skus == ("CUP",)
    assert offered.tags == ("易碎",)
    assert set(offered.kinds) == {CaseKind.QUALITY, CaseKind.RETURN, CaseKind.LOST}
    assert offered.causes == (Cause.DEFECT, Cause.PACKING, Cause.TRANSIT)
    first = lessons.ids(shop)[0]
    AfterSalesCase.update(deleted_at="2026-09-04T08:00:00Z").where(
        AfterSalesCase.id == first
    ).execute()
    assert first not in lessons.ids(shop)
    assert lessons.rows(shop, [10**6]) == []


def test_lessons_on_the_command_line(
    shop: Store, like: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    case_costs.add(shop, like["kind_cause"], CostKind.REFUND, 1250)
    new = opened(shop, "quality", "CUP", "defect")
    root = str(shop.paths.root)
    shop.close()

    def run(*said: str) -> tuple[int, dict[str, list[dict[str, object]]]]:
        status = main(["--data", root, "--lang", "en", "lessons", *said, "--json"])
        return status, json.loads(capsys.readouterr().out)

    status, answer = run("list", "--sku", "PAN")
    assert status == 0
    [one] = answer["lessons"]
    assert (one["no"], one["cause"], one["skus"]) == (like["kind_cause"], "defect", ["PAN"])
    assert (one["cost"], one["currency"], one["note"]) == ("12.50", "CNY", "note of kind_cause")
    assert len(run("list", "--kind", "quality", "--limit", "1")[1]["lessons"]) == 1
    assert run("list", "--cause", "defect", "--tag", "没有")[1] == {"lessons": [], "total": 0}
    assert run("list", "--kind", "nonsense")[0] == 1
    status, answer = run("similar", new)
    assert [one["alike"] for one in answer["lessons"]][:2] == ["kind_sku_cause", "kind_sku"]
    assert run("similar", "AS0")[0] == 1
    assert main(["--data", root, "--lang", "en", "lessons", "list"]) == 0
    told = capsys.readouterr().out
    assert "note of all" in told
    assert "7 lessons" in told
