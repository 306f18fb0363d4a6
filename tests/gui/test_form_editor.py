"""A courier's own form laid out by mouse and keys, and used from the claims room."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from reportlab.pdfgen.canvas import Canvas

from desktop_app.core.kinds import ClaimKind
from desktop_app.services import claims, couriers, form_proofs, own_forms
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.form_proofs import Proof
from desktop_app.services.own_forms import Align, FormPage, PlacedField
from desktop_app.services.store import Changes, Store
from desktop_app.views import form_canvas
from desktop_app.views.claims_courier_cards import CourierCard
from desktop_app.views.claims_couriers import CouriersPage
from desktop_app.views.claims_papers import SheetButton
from desktop_app.views.desk import Desk
from desktop_app.views.form_editor import FormEditor
from desktop_app.views.forms_dialog import FormsDialog
from desktop_app.views.preview import Preview
from tests.gui.conftest import Answers

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
LEFT = Qt.MouseButton.LeftButton
TRACKING = PlacedField("tracking_no", x_mm=20, y_mm=30, width_mm=60, size=12)
NAME = PlacedField("receiver_name", x_mm=100, y_mm=80, width_mm=40)


@pytest.fixture
def no(shop: Store) -> str:
    draft = ClaimDraft(
        kind=ClaimKind.DAMAGED,
        tracking="YT1234567890123",
        courier="yto",
        amount_minor=6190,
        fields={"receiver_name": "王小明", "what_happened": "外箱压扁，内件破碎。" * 60},
    )
    return claims.open(shop, draft).no


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def editor(
    desk: Desk, shop: Store, no: str, host: QWidget, answers: Answers, qtbot: QtBot
) -> Iterator[FormEditor]:
    form = own_forms.create(shop, "圆通单")
    pages = (FormPage(), FormPage())
    layout = replace(form.layout, fields=(TRACKING, NAME), pages=pages)
    form = own_forms.save(shop, form.code, layout)
    made = FormEditor(desk, form, Proof(shop, "zh_CN", no), host)
    with qtbot.waitActive(made):
        made.show()
    made.canvas.setFocus()
    yield made
    answers.yes = True
    made.reject()


def pixel(editor: FormEditor, x: float, y: float) -> QPoint:
    return editor.canvas.mapFromScene(QPointF(x, y))


def drag(
    qtbot: QtBot,
    editor: FormEditor,
    start: tuple[float, float],
    end: tuple[float, float],
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> None:
    view = editor.canvas.viewport()
    qtbot.mouseMove(view, pixel(editor, *start))
    qtbot.mousePress(view, LEFT, keys, pixel(editor, *start))
    middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
    for point in (middle, end):
        move(view, pixel(editor, *point), keys)
    qtbot.mouseRelease(view, LEFT, keys, pixel(editor, *end))


def move(view: QWidget, point: QPoint, keys: Qt.KeyboardModifier) -> None:
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QMouseEvent

    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(point),
        QPointF(view.mapToGlobal(point)),
        LEFT,
        LEFT,
        keys,
    )
    QApplication.sendEvent(view, event)


def field(editor: FormEditor, place: int = 0) -> PlacedField:
    return editor.draft.layout.fields[place]


def test_a_field_is_dragged_to_its_place_by_half_millimetres(
    editor: FormEditor, qtbot: QtBot
) -> None:
    drag(qtbot, editor, (40, 32), (70, 150))
    assert editor.canvas.chosen() == [0]
    assert field(editor).x_mm == pytest.approx(50, abs=0.6)
    assert field(editor).y_mm == pytest.approx(148, abs=0.6)
    assert (field(editor).x_mm * 2) % 1 == 0
    assert editor.windowTitle().endswith("*")
    qtbot.keyClick(editor, Qt.Key.Key_Z, CTRL)
    assert field(editor) == TRACKING
    qtbot.keyClick(editor, Qt.Key.Key_Z, CTRL | SHIFT)
    assert field(editor) != TRACKING


def test_a_click_alone_moves_nothing(editor: FormEditor, qtbot: QtBot) -> None:
    qtbot.mouseClick(editor.canvas.viewport(), LEFT, pos=pixel(editor, 40, 32))
    assert editor.canvas.chosen() == [0]
    assert editor.draft.stack.isClean()
    assert editor.numbers.from_left.value() == 20.0
    qtbot.mouseClick(editor.canvas.viewport(), LEFT, pos=pixel(editor, 40, 250))
    assert editor.canvas.chosen() == []
    assert not editor.numbers.from_left.isEnabled()


def test_a_dragged_field_holds_on_to_another_s_edge_unless_alt_is_held(
    editor: FormEditor, qtbot: QtBot
) -> None:
    drag(qtbot, editor, (110, 82), (110.4 - 80, 150))
    assert field(editor, 1).x_mm == TRACKING.x_mm
    editor.draft.stack.undo()
    drag(qtbot, editor, (110, 82), (110.6 - 80, 150), ALT)
    assert field(editor, 1).x_mm != TRACKING.x_mm


def test_edges_are_dragged_to_widen_and_to_take_more_lines(
    editor: FormEditor, qtbot: QtBot
) -> None:
    editor.canvas.choose([0])
    middle = 30 + TRACKING.height_mm / 2
    drag(qtbot, editor, (80, middle), (100, middle))
    assert field(editor).width_mm == pytest.approx(80, abs=1)
    right = field(editor).x_mm + field(editor).width_mm
    drag(qtbot, editor, (20, middle), (30, middle))
    assert field(editor).x_mm == pytest.approx(30, abs=1)
    assert field(editor).x_mm + field(editor).width_mm == pytest.approx(right)
    bottom = 30 + TRACKING.height_mm
    drag(qtbot, editor, (60, bottom), (60, bottom + TRACKING.height_mm * 2))
    assert field(editor).lines == 3


def test_keys_nudge_widen_copy_and_remove(editor: FormEditor, qtbot: QtBot) -> None:
    editor.canvas.choose([0])
    for key, keys in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier),
        (Qt.Key.Key_Down, SHIFT),
    ):
        qtbot.keyClick(editor.canvas, key, keys)
    assert (field(editor).x_mm, field(editor).y_mm) == (21.0, 35.0)
    assert editor.draft.stack.count() == 1
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Right, CTRL)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Down, CTRL)
    assert (field(editor).width_mm, field(editor).lines) == (60.5, 2)
    qtbot.keyClick(editor, Qt.Key.Key_D, CTRL)
    assert editor.canvas.chosen() == [2]
    assert field(editor, 2).x_mm == 24.0
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Delete)
    assert len(editor.draft.layout.fields) == 2
    qtbot.keyClick(editor.canvas, Qt.Key.Key_BracketRight)
    assert editor.canvas.chosen() == [0]
    qtbot.keyClick(editor.canvas, Qt.Key.Key_BracketRight)
    assert editor.canvas.chosen() == [1]
    assert editor.canvas.accessibleDescription() == "Consignee"
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Escape)
    assert editor.canvas.chosen() == []
    assert editor.isVisible()


def test_several_fields_go_together_and_none_leaves_the_paper(
    editor: FormEditor, qtbot: QtBot
) -> None:
    view = editor.canvas.viewport()
    qtbot.mouseClick(view, LEFT, pos=pixel(editor, 40, 32))
    qtbot.mouseClick(view, LEFT, CTRL, pixel(editor, 110, 82))
    assert editor.canvas.chosen() == [0, 1]
    drag(qtbot, editor, (40, 32), (0, 0))
    assert (field(editor).x_mm, field(editor).y_mm) == (0, 0)
    assert (field(editor, 1).x_mm, field(editor, 1).y_mm) == (80, 50)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Left)
    assert field(editor).x_mm == 0
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Escape)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_A, CTRL)
    assert editor.canvas.chosen() == [0, 1]
    editor.numbers.points.setValue(14)
    editor.numbers.align.setCurrentIndex(2)
    editor.numbers.align.activated.emit(2)
    editor.numbers.bold.click()
    assert all(
        (one.size, one.align, one.bold) == (14, Align.RIGHT, True)
        for one in editor.draft.layout.fields
    )


def test_fields_come_from_the_palette_by_dropping_and_by_enter(
    editor: FormEditor, qtbot: QtBot
) -> None:
    data = form_canvas.mime("kind", "lost")
    point = pixel(editor, 60, 100)
    none = Qt.KeyboardModifier.NoModifier
    copy = Qt.DropAction.CopyAction
    for event in (
        QDragEnterEvent(point, copy, data, LEFT, none),
        QDragMoveEvent(point, copy, data, LEFT, none),
        QDropEvent(QPointF(point), copy, data, LEFT, none),
    ):
        QApplication.sendEvent(editor.canvas.viewport(), event)
    dropped = field(editor, 2)
    assert (dropped.field, dropped.way, dropped.align) == ("kind", "lost", Align.CENTRE)
    assert dropped.x_mm == pytest.approx(60, abs=0.6)
    assert editor.canvas.hasFocus()
    palette = editor.palette_panel
    qtbot.keyClick(editor, Qt.Key.Key_F, CTRL)
    qtbot.keyClicks(palette.search, "bar code")
    shown = [item for item in visible(palette.tree) if item.text(0) == "bar code"]
    assert len(shown) == 5
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    palette.tree.setCurrentItem(shown[3])
    qtbot.keyClick(palette.tree, Qt.Key.Key_Return)
    placed = field(editor, 3)
    assert (placed.field, placed.way) == ("tracking_no", "barcode")
    assert placed.y_mm > dropped.y_mm
    marked = [item for item in palette.tree.all_items() if not item.icon(2).isNull()]
    assert len(marked) == 4
    palette.search.clear()
    samples = {item.text(0): item.text(1) for item in palette.tree.all_items()}
    assert samples["Consignee"] == "王小明"
    assert samples["What happened"].endswith("…")


def visible(tree: object) -> list[object]:
    return [item for item in tree.all_items() if not item.isHidden()]


def test_numbers_are_typed_and_keep_the_field_on_the_paper(editor: FormEditor) -> None:
    editor.canvas.choose([0])
    numbers = editor.numbers
    numbers.from_top.setValue(44.5)
    numbers.wide.setValue(55)
    numbers.lines.setValue(2)
    assert field(editor) == replace(TRACKING, y_mm=44.5, width_mm=55, lines=2)
    numbers.from_left.setValue(500)
    assert field(editor).x_mm == 155
    assert numbers.from_left.value() == 155


def test_words_that_have_no_room_are_said_so(editor: FormEditor) -> None:
    editor.canvas.place_new("what_happened", "")
    assert editor.numbers.warning.isHidden() is False
    assert "goes on" in editor.numbers.warning.text()
    editor.numbers.lines.setValue(9)
    assert "printed at" in editor.numbers.warning.text() or not editor.numbers.warning.isVisible()
    editor.canvas.place_new("tracking_no", "barcode")
    assert not editor.numbers.warning.isVisible()
    editor.numbers.wide.setValue(20)
    assert "Too narrow" in editor.numbers.warning.text()
    editor.canvas.place_new("text", "")
    assert editor.numbers.words.isVisible()
    editor.numbers.words.setText("合同 12 号")
    editor.numbers.words.textEdited.emit("合同 12 号")
    assert editor.draft.layout.fields[-1].text == "合同 12 号"


def test_the_form_s_own_settings(editor: FormEditor, shop: Store, qtbot: QtBot) -> None:
    paper = editor.paper
    assert paper.preprinted.isChecked()
    paper.offset_x.setValue(-1.5)
    paper.offset_y.setValue(2)
    paper.photos.click()
    paper.papers.setCurrentIndex(paper.papers.findText("241 × 93"))
    paper.papers.activated.emit(paper.papers.currentIndex())
    assert field(editor, 1).y_mm == pytest.approx(80)
    paper.down.setValue(60)
    assert field(editor, 1).y_mm == pytest.approx(60 - NAME.height_mm)
    qtbot.keyClick(paper.name.edit, Qt.Key.Key_A, CTRL)
    qtbot.keyClicks(paper.name.edit, "YTO paper")
    qtbot.keyClick(editor, Qt.Key.Key_S, CTRL)
    kept = own_forms.get(shop, "YTO paper").layout
    assert kept == editor.draft.layout
    assert (kept.offset_x_mm, kept.offset_y_mm, kept.photos) == (-1.5, 2, False)
    assert (kept.pages[0].width_mm, kept.pages[0].height_mm) == (241, 60)
    assert not editor.windowTitle().endswith("*")
    paper.preprinted.click()
    assert not paper.offset_x.isEnabled()
    paper.name.edit.clear()
    assert not editor.save()
    assert own_forms.get(shop, "YTO paper").layout.preprinted


def test_another_language_shows_other_words(editor: FormEditor, qtbot: QtBot) -> None:
    editor.canvas.place_new("kind", "")
    sample = {item.text(0): item.text(1) for item in editor.palette_panel.tree.all_items()}
    assert sample["Claim for"] == "破损"
    editor.paper.language.setCurrentIndex(1)
    editor.paper.language.activated.emit(1)

    def english() -> bool:
        items = editor.palette_panel.tree.all_items()
        return ("Claim for", "Damaged") in {(item.text(0), item.text(1)) for item in items}

    qtbot.waitUntil(english)


def test_pages_are_turned_and_hold_their_own_fields(editor: FormEditor, qtbot: QtBot) -> None:
    assert editor.page_words.text() == "Page 1 of 2"
    qtbot.keyClick(editor, Qt.Key.Key_PageDown, CTRL)
    assert editor.page_words.text() == "Page 2 of 2"
    assert editor.canvas.items_by_place == {}
    editor.canvas.place_new("claim_no", "")
    assert field(editor, 2).page == 1
    qtbot.keyClick(editor, Qt.Key.Key_PageUp, CTRL)
    assert sorted(editor.canvas.items_by_place) == [0, 1]
    editor.canvas.choose([2])
    assert editor.canvas.page == 1


def test_zoom_by_wheel_and_keys(editor: FormEditor, qtbot: QtBot) -> None:
    canvas = editor.canvas
    fit = canvas.scale_now()
    qtbot.keyClick(editor, Qt.Key.Key_Plus, CTRL)
    assert canvas.scale_now() == pytest.approx(fit * 1.25)
    point = QPointF(canvas.viewport().rect().center())
    wheel = QWheelEvent(
        point, QPointF(canvas.viewport().mapToGlobal(point.toPoint())), QPoint(), QPoint(0, 120),
        Qt.MouseButton.NoButton, CTRL, Qt.ScrollPhase.NoScrollPhase, False,  # noqa: FBT003 - Qt takes it by place
    )  # fmt: skip
    before = canvas.mapToScene(point.toPoint())
    QApplication.sendEvent(canvas.viewport(), wheel)
    assert canvas.scale_now() == pytest.approx(fit * 1.25**2)
    after = canvas.mapToScene(point.toPoint())
    assert (after - before).manhattanLength() < 2
    qtbot.keyClick(editor, Qt.Key.Key_0, CTRL)
    page = canvas.scale_now()
    assert page < fit
    qtbot.keyClick(editor, Qt.Key.Key_0, CTRL)
    assert canvas.scale_now() == pytest.approx(fit)


def test_closing_asks_while_something_is_not_saved(
    editor: FormEditor, answers: Answers, qtbot: QtBot
) -> None:
    editor.canvas.choose([0])
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Right)
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Escape)
    answers.yes = False
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Escape)
    assert editor.isVisible()
    answers.yes = True
    qtbot.keyClick(editor.canvas, Qt.Key.Key_Escape)
    assert not editor.isVisible()
    assert answers.asked == ["Close without saving the form?"] * 2


def test_a_test_page_shows_the_form_as_it_is_and_goes_with_the_editor(
    editor: FormEditor, shop: Store, qtbot: QtBot
) -> None:
    editor.canvas.place_new("courier", "")
    qtbot.keyClick(editor, Qt.Key.Key_P, CTRL)
    qtbot.waitUntil(lambda: bool(editor.findChildren(Preview)), timeout=20000)
    preview = editor.findChildren(Preview)[0]
    target = form_proofs.proof_file(shop)
    text = PdfReader(target).pages[0].extract_text()
    assert "YT1234567890123" in text
    assert "圆通速递" in text
    preview.reject()
    editor.save()
    editor.reject()
    assert not target.exists()


@pytest.fixture
def forms(desk: Desk, no: str, host: QWidget) -> FormsDialog:
    made = FormsDialog(desk, no, host)
    made.show()
    return made


def blank(path: Path, pages: int = 1) -> Path:
    canvas = Canvas(str(path), pagesize=(400, 300))
    for _page in range(pages):
        canvas.drawString(30, 250, "BLANK")
        canvas.showPage()
    canvas.save()
    return path


def test_a_form_begins_with_a_file_and_opens_in_the_editor(
    forms: FormsDialog, answers: Answers, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    answers.files, answers.line = [blank(tmp_path / "中通.pdf")], "中通单"
    with qtbot.waitSignal(forms.editor_opened, timeout=20000) as opened:
        forms.new_from_files()
    editor = opened.args[0]
    assert isinstance(editor, FormEditor)
    assert editor.canvas.paper.background is not None
    editor.canvas.place_new("claim_no", "")
    assert editor.save()
    editor.reject()
    assert forms.list.item(0).text() == "中通单\n1 page · 1 field"
    answers.line = "纸"
    with qtbot.waitSignal(forms.editor_opened, timeout=20000) as opened:
        forms.new_for_printed_paper()
    opened.args[0].reject()
    assert [form.name for form in own_forms.rows(shop)] == ["中通单", "纸"]
    assert "printed paper" in forms.list.item(1).text()


def test_forms_are_renamed_get_another_blank_and_are_removed(
    forms: FormsDialog, answers: Answers, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    assert not forms.edit.isEnabled()
    made = own_forms.create(shop, "旧", [blank(tmp_path / "a.pdf")])
    couriers.obtain(shop, "yto")
    couriers.change(shop, "yto", form=made.code)
    forms.refresh()
    answers.line = "新"
    forms.rename.click()
    assert forms.list.item(0).text() == "新\n1 page · 0 fields · YTO Express"
    answers.files = [blank(tmp_path / "b.pdf", 2)]
    with qtbot.waitSignal(forms.editor_opened, timeout=20000) as opened:
        forms.rebase.click()
    opened.args[0].reject()
    assert len(own_forms.get(shop, "新").layout.pages) == 2
    with qtbot.waitSignal(forms.editor_opened, timeout=20000) as opened:
        qtbot.keyClick(forms.list, Qt.Key.Key_Return)
    opened.args[0].reject()
    answers.yes = False
    forms.remove.click()
    assert own_forms.rows(shop) != []
    answers.yes = True
    forms.remove.click()
    assert own_forms.rows(shop) == []
    assert forms.list.count() == 0


def test_a_broken_file_is_said_and_a_question_left_unanswered_changes_nothing(
    forms: FormsDialog, answers: Answers, desk: Desk, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    said: list[str] = []
    desk.ways.said.connect(lambda sentence, _tone: said.append(sentence))
    broken = tmp_path / "broken.pdf"
    broken.write_bytes(b"%PDF-1.4 nothing")
    answers.files, answers.line = [broken], "坏"
    forms.new_from_files()
    qtbot.waitUntil(lambda: said == ["broken.pdf is a damaged PDF; ask for it again."])
    answers.line = None
    forms.new_from_files()
    answers.files = []
    forms.new_from_files()
    assert own_forms.rows(shop) == []


def test_forms_are_reached_from_the_couriers_who_can_take_them_at_once(
    desk: Desk, shop: Store, answers: Answers, qtbot: QtBot
) -> None:
    page = CouriersPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.refresh(Changes())
    page.show_courier("yto")
    dialog = page.open_forms()
    answers.line = "圆通单"
    with qtbot.waitSignal(dialog.editor_opened, timeout=20000) as opened:
        dialog.new_for_printed_paper()
    opened.args[0].reject()
    dialog.reject()
    assert page.card.form.findText("圆通单") >= 0
    assert page.card.form.currentData() == "zh"


def test_the_claims_room_offers_the_forms_and_a_courier_takes_one(
    desk: Desk, shop: Store, no: str, tmp_path: Path, host: QWidget, qtbot: QtBot
) -> None:
    form = own_forms.create(shop, "A & B", [blank(tmp_path / "a.pdf")])
    layout = replace(form.layout, fields=(PlacedField("tracking_no"),))
    own_forms.save(shop, form.code, layout)
    button = SheetButton(desk)
    button.setParent(host)
    button.show_nos([no])
    menu = button.menu()
    for _time in range(2):
        menu.aboutToShow.emit()
    (action,) = [one for one in menu.actions() if one.text() == "A && B"]
    action.trigger()
    qtbot.waitUntil(lambda: bool(host.findChildren(Preview)), timeout=20000)
    kept = shop.paths.absolute(claims.show(shop, no).row.sheet_file)
    page = PdfReader(kept).pages[0]
    assert "YT1234567890123" in page.extract_text()
    assert [float(side) for side in page.mediabox[2:]] == pytest.approx([400, 300], abs=0.2)
    dialog = button.open_forms()
    assert dialog.list.count() == 1
    dialog.reject()
    card = CourierCard(desk)
    qtbot.addWidget(card)
    card.show_courier(couriers.obtain(shop, "yto"))
    card.form.setCurrentIndex(card.form.findText("A & B"))
    card.save()
    found = couriers.find(shop, "yto")
    assert found is not None
    assert found.form == form.code
