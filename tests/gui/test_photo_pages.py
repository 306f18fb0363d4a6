"""The pages of the Photos tab: compare, mark, inbox, bar codes, verify, bin, names, export."""

from __future__ import annotations

import hashlib
import os
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core import clock
from desktop_app.core.kinds import CaseKind, EvidenceRole, Platform
from desktop_app.jobs.photo_care import SETTLE_MS, PhotoCare
from desktop_app.models.orders import SalesOrder
from desktop_app.services import (
    barcodes,
    buyers,
    cases,
    inbox,
    marking,
    photo_exports,
    photo_owners,
    photo_rows,
    photos,
    settings,
)
from desktop_app.services import bin as photo_bin
from desktop_app.services.cases import CaseDraft
from desktop_app.services.marking import ShapeKind
from desktop_app.services.photo_rows import PhotoFilter
from desktop_app.services.store import Store
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.photo_acts import PhotoAct
from desktop_app.views.photo_canvas import MarkCanvas
from desktop_app.views.photo_inbox import InboxPage
from desktop_app.views.photo_mark import MarkPage
from desktop_app.views.photo_naming import NamesPage
from desktop_app.views.photo_places import PlaceKind
from desktop_app.views.photos_tab import PhotosTab
from desktop_app.views.preview import Preview
from desktop_app.views.theme import Tone
from tests.gui.conftest import Answers

ORDER, TRACKING = "5106828836075983867", "SF1322331016261"
KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier


def draw(path: Path, seed: int) -> Path:
    picture = Image.new("RGB", (320, 240), (seed * 53 % 200, seed * 97 % 200, 90))
    pen = ImageDraw.Draw(picture)
    for place in range(6):
        left, top = seed * (place + 3) * 37 % 320, seed * (place + 5) * 29 % 240
        pen.ellipse((left, top, left + 40 + seed % 9 * 6, top + 30), fill=(255, place * 40, 20))
    picture.save(path)
    return path


def draw_waybill(path: Path) -> Path:
    """A waybill with a bar code that a scanner reads."""
    import zxingcpp

    code = zxingcpp.create_barcode(TRACKING, zxingcpp.Code128).to_image(scale=3)
    paper = Image.new("L", (900, 600), 235)
    paper.paste(Image.fromarray(code).resize((600, 180)), (120, 200))
    paper.save(path)
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [draw(tmp_path / f"IMG_{seed:04d}.JPG", seed) for seed in (1, 2, 3)]


@pytest.fixture
def case_no(shop: Store) -> str:
    with shop.transaction():
        buyer = buyers.obtain(shop, Platform.TAOBAO, "松荷橘水")
        now = clock.now()
        SalesOrder.create(
            platform=Platform.TAOBAO,
            order_no=ORDER,
            buyer=buyer,
            tracking=TRACKING,
            imported_at=now,
            updated_at=now,
        )
    return cases.open(shop, CaseDraft(kind=CaseKind.DAMAGED_SIGNED, order=ORDER)).row.no


@pytest.fixture
def brought(shop: Store, files: list[Path], case_no: str) -> str:
    """The three photos are evidence of the case, whose number this is."""
    buyer = buyers.obtain(shop, Platform.TAOBAO, "松荷橘水")
    photos.import_files(shop, buyer, files, case=photos.case_named(shop, case_no))
    return case_no


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The folders that the system was asked to open."""
    asked: list[str] = []
    where = "desktop_app.views.photo_export.QDesktopServices.openUrl"
    monkeypatch.setattr(where, lambda url: asked.append(url.toLocalFile()))
    return asked


@pytest.fixture
def care(desk: Desk) -> Iterator[PhotoCare]:
    """What looks after photos while the program runs."""
    made = PhotoCare(desk.store, desk.jobs, desk.notices)
    yield made
    made.close()


@pytest.fixture
def tab(desk: Desk, qtbot: QtBot) -> PhotosTab:
    made = PhotosTab(desk)
    qtbot.addWidget(made)
    made.resize(1280, 640)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    return made


@pytest.fixture
def said(desk: Desk) -> list[tuple[str, Tone]]:
    heard: list[tuple[str, Tone]] = []
    desk.ways.said.connect(lambda sentence, tone: heard.append((sentence, tone)))
    return heard


def shown(tab: PhotosTab, qtbot: QtBot, wanted: int) -> None:
    qtbot.waitUntil(lambda: tab.grid.rows.rowCount() == wanted, timeout=10_000)


def act(tab: PhotosTab, which: PhotoAct) -> None:
    tab.acts.acts[which].trigger()


def test_two_photos_zoom_and_move_together(
    tab: PhotosTab, brought: str, qtbot: QtBot, said: list[tuple[str, Tone]]
) -> None:
    shown(tab, qtbot, 3)
    tab.grid.go_to(0)
    act(tab, PhotoAct.COMPARE)
    assert said[-1] == ("Choose two photos to compare them.", Tone.INFO)
    tab.grid.selectAll()
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, KEY.Key_D, MODIFIER.ControlModifier)
    page = tab.stage.compare_page
    assert page is not None
    assert tab.stage.currentWidget() is page
    left, right = page.views
    qtbot.waitUntil(lambda: left.pixmap is not None and right.pixmap is not None)
    left.zoom_by(3)
    assert right.place == left.place
    page.together.setChecked(False)
    left.fit()
    assert right.place != left.place
    before = left.row
    page.swap()
    assert right.row == before
    qtbot.keyClick(left, KEY.Key_Escape)
    assert tab.stage.currentIndex() == 0


def begin_marking(tab: PhotosTab, qtbot: QtBot) -> MarkPage:
    act(tab, PhotoAct.MARK)
    page = tab.stage.mark_page
    assert page is not None
    qtbot.waitUntil(lambda: page.canvas.area().width() != page.canvas.width())
    return page


def drag(canvas: MarkCanvas, first: tuple[float, float], last: tuple[float, float]) -> None:
    """Draws with the mouse; places are parts of the picture."""
    area, left = canvas.area(), Qt.MouseButton.LeftButton
    ends = [
        QPoint(round(area.x() + x * area.width()), round(area.y() + y * area.height()))
        for x, y in (first, last)
    ]
    QTest.mousePress(canvas, left, MODIFIER.NoModifier, ends[0])
    QTest.mouseMove(canvas, ends[1])
    QTest.mouseRelease(canvas, left, MODIFIER.NoModifier, ends[1])


def test_marks_are_drawn_by_mouse_and_undone_by_keyboard(
    tab: PhotosTab, answers: Answers, brought: str, qtbot: QtBot
) -> None:
    shown(tab, qtbot, 3)
    tab.grid.go_to(0)
    page = begin_marking(tab, qtbot)
    canvas = page.canvas
    places = {ShapeKind.ARROW: 0.05, ShapeKind.BOX: 0.35, ShapeKind.BLUR: 0.65}
    for kind, x in places.items():
        page.tools[kind].click()
        drag(canvas, (x, 0.1), (x + 0.2, 0.4))
    assert [shape.kind for shape in canvas.shapes] == list(places)
    assert canvas.shapes[1].x1 == pytest.approx(0.35, abs=0.01)
    page.tools[ShapeKind.TEXT].click()
    answers.line = "外箱破损"
    drag(canvas, (0.1, 0.7), (0.1, 0.7))
    assert canvas.shapes[-1].text == "外箱破损"
    qtbot.keyClick(page, KEY.Key_Z, MODIFIER.ControlModifier)
    assert len(canvas.shapes) == 3
    qtbot.keyClick(page, KEY.Key_Z, MODIFIER.ControlModifier | MODIFIER.ShiftModifier)
    assert len(canvas.shapes) == 4
    drag(canvas, (0.45, 0.25), (0.5, 0.35))
    assert canvas.shapes[1].x1 == pytest.approx(0.4, abs=0.01)
    canvas.setFocus()
    qtbot.keyClick(canvas, KEY.Key_Right)
    qtbot.keyClick(canvas, KEY.Key_Delete)
    assert [shape.kind for shape in canvas.shapes] == [*list(places)[::2], ShapeKind.TEXT]


def test_marks_are_kept_on_a_copy_and_changed_later(
    tab: PhotosTab, shop: Store, answers: Answers, brought: str, qtbot: QtBot
) -> None:
    shown(tab, qtbot, 3)
    tab.grid.go_to(0)
    original = tab.grid.current()
    assert original is not None
    page = begin_marking(tab, qtbot)
    drag(page.canvas, (0.1, 0.1), (0.5, 0.5))
    page.save.click()
    shown(tab, qtbot, 4)
    assert tab.stage.currentIndex() == 0
    copy = next(row for row in of_case(shop, brought) if row.marked_from_id)
    assert copy.marked_from_id == original.id
    stored = shop.paths.absolute(original.stored).read_bytes()
    assert hashlib.sha256(stored).hexdigest() == original.sha256
    qtbot.waitUntil(lambda: tab.grid.chosen_ids() == [copy.id])
    act(tab, PhotoAct.MARK)
    qtbot.waitUntil(lambda: len(page.canvas.shapes) == 1)
    page.add_words("nein", QPointF(0.1, 0.1))
    answers.yes = False
    page.leave()
    assert tab.stage.currentWidget() is page
    answers.yes = True
    page.leave()
    assert tab.stage.currentIndex() == 0
    assert len(marking.shapes_of(shop, copy.id)) == 1


@pytest.fixture
def waiting(
    tab: PhotosTab, care: PhotoCare, answers: Answers, tmp_path: Path, qtbot: QtBot
) -> InboxPage:
    """The inbox with three files from the chat program, the last of them a waybill."""
    care.begin()
    tab.places.go(PlaceKind.INBOX)
    page = tab.pages.inbox
    qtbot.waitUntil(page.isVisible)
    folder = tmp_path / "wechat"
    folder.mkdir()
    answers.target = folder
    page.stack.currentWidget().findChild(QPushButton).click()
    qtbot.waitUntil(lambda: page.stack.currentIndex() == 1)
    for file in (
        draw(folder / "a.jpg", 4),
        draw(folder / "b.jpg", 5),
        draw_waybill(folder / "w.png"),
    ):
        then = time.time() - 60
        os.utime(file, (then, then))
    qtbot.waitUntil(lambda: page.list.count() == 3, timeout=SETTLE_MS + 8000)
    return page


def test_what_came_into_the_watched_folder_is_given_by_one_key(
    waiting: InboxPage, shop: Store, case_no: str, qtbot: QtBot
) -> None:
    waiting.remember(photo_owners.of_case(shop, case_no))
    waiting.list.setCurrentRow(0)
    qtbot.keyClick(waiting.list, KEY.Key_1)
    qtbot.waitUntil(lambda: waiting.list.count() == 2)
    assert len(of_case(shop, case_no)) == 1
    waiting.list.setCurrentRow(1)
    qtbot.waitUntil(waiting.accept.isEnabled)
    assert case_no in waiting.list.item(1).text()
    qtbot.keyClick(waiting.list, KEY.Key_Y)
    qtbot.waitUntil(lambda: waiting.list.count() == 1)
    assert len(of_case(shop, case_no)) == 2
    folder = inbox.watched(shop)
    assert folder is not None
    assert len(list(folder.iterdir())) == 3
    waiting.stop()
    assert inbox.watched(shop) is None


def test_waiting_files_are_dismissed_brought_back_and_asked_about(
    waiting: InboxPage, tab: PhotosTab, shop: Store, qtbot: QtBot
) -> None:
    waiting.list.setCurrentRow(0)
    qtbot.keyClick(waiting.list, KEY.Key_Delete)
    qtbot.waitUntil(lambda: waiting.list.count() == 2)
    tab.acts.back.trigger()
    qtbot.waitUntil(lambda: waiting.list.count() == 3)
    waiting.list.clearSelection()
    waiting.list.setCurrentRow(0)
    qtbot.keyClick(waiting.list, KEY.Key_Return)
    assert tab.room.bar.isVisible()
    tab.room.bar.edit.insert("别人")
    qtbot.keyClick(tab.room.bar.edit, KEY.Key_Return)
    qtbot.waitUntil(lambda: waiting.list.count() == 2)
    assert buyers.named(shop, "别人").buyer_id == "别人"
    assert tab.places.place.kind is PlaceKind.INBOX


def of_case(shop: Store, no: str) -> list[photos.PhotoRow]:
    return photos.list_(shop, case=photos.case_named(shop, no))


def test_a_bar_code_proposes_the_case_and_one_key_accepts(
    tab: PhotosTab, care: PhotoCare, shop: Store, case_no: str, tmp_path: Path, qtbot: QtBot
) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "松荷橘水")
    photos.import_files(shop, buyer, [draw_waybill(tmp_path / "w.png")])
    shown(tab, qtbot, 1)
    tab.grid.go_to(0)
    care.read()
    facts = tab.panel.facts
    qtbot.waitUntil(lambda: bool(facts.facts.proposals), timeout=10_000)
    assert [code.number for code in facts.facts.codes] == [TRACKING]
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, KEY.Key_Y)
    assert len(of_case(shop, case_no)) == 1
    qtbot.waitUntil(lambda: not facts.facts.proposals and bool(facts.facts.links))
    tab.room.marks.chips["coded"].click()
    shown(tab, qtbot, 1)
    facts.unlinked.emit(facts.facts.links[0])
    assert of_case(shop, case_no) == []
    tab.acts.back.trigger()
    qtbot.waitUntil(lambda: len(of_case(shop, case_no)) == 1)
    assert barcodes.unread(shop) == []


def test_an_order_without_a_case_goes_to_the_cases(
    tab: PhotosTab, desk: Desk, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    errands: list[Errand] = []
    desk.ways.errand.connect(errands.append)
    proposal = barcodes.Proposal(ORDER, None, "", "taobao", 1, ORDER, None, "")
    tab.acts.accept(proposal)
    assert errands == [Errand(Room.CASES, "new", ORDER)]


def test_photos_are_linked_to_a_case_by_its_order(
    tab: PhotosTab, desk: Desk, answers: Answers, case_no: str, files: list[Path], qtbot: QtBot
) -> None:
    shop = desk.store
    photos.import_files(shop, buyers.obtain(shop, Platform.TAOBAO, "松荷橘水"), files)
    shown(tab, qtbot, 3)
    tab.grid.selectAll()
    answers.line = "no such"
    act(tab, PhotoAct.LINK)
    assert of_case(shop, case_no) == []
    answers.line = ORDER
    act(tab, PhotoAct.LINK)
    assert len(of_case(shop, case_no)) == 3


def test_a_case_says_what_is_missing(
    tab: PhotosTab, shop: Store, brought: str, case_no: str, qtbot: QtBot
) -> None:
    tab.run_errand(Errand(Room.PHOTOS, "show", case_no))
    qtbot.waitUntil(tab.room.meter.isVisible)
    assert "Damage close-up" in tab.room.meter.said.text()
    shown(tab, qtbot, 3)
    tab.grid.go_to(0)
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, KEY.Key_5)
    qtbot.waitUntil(lambda: "Damage close-up" not in tab.room.meter.said.text())
    tab.run_errand(Errand(Room.PHOTOS, "show", "松荷橘水"))
    qtbot.waitUntil(lambda: not tab.room.meter.isVisible())


def test_verifying_lists_all_with_remedies_and_repairs_without_deleting(
    tab: PhotosTab, shop: Store, answers: Answers, brought: str, qtbot: QtBot
) -> None:
    page = tab.pages.check()
    assert tab.room.stack.currentWidget() is page
    page.begin.click()
    qtbot.waitUntil(lambda: page.report is not None)
    assert page.said.text() == "All 3 photos are as they came in."
    stored = sorted(shop.paths.archive.rglob("*.jpg"))
    stored[0].unlink()
    (shop.paths.archive / "stray.jpg").write_bytes(b"hello")
    page.report = None
    page.begin.click()
    qtbot.waitUntil(lambda: page.report is not None)
    assert page.said.text() == "2 of 3 photos are as they came in; 2 things are wrong."
    texts = [page.list.item(at).text() for at in range(page.list.count())]
    assert any("is missing" in text and "松荷橘水" in text for text in texts)
    assert any("stray.jpg belongs to no record." in text for text in texts)
    answers.yes = False
    page.repair.click()
    assert page.repaired is None
    answers.yes = True
    page.repair.click()
    qtbot.waitUntil(lambda: page.repaired is not None)
    assert page.said.text() == "1 put right, 1 left for a backup or for you."
    assert page.log.isVisible()
    assert not (shop.paths.archive / "stray.jpg").exists()
    assert list(shop.paths.trash.rglob("stray.jpg"))
    page.begin.setFocus()
    qtbot.keyClick(page.begin, KEY.Key_Escape)
    qtbot.waitUntil(lambda: tab.room.stack.currentIndex() == 0)


def test_the_archive_is_read_by_itself_once_a_month(
    tab: PhotosTab, shop: Store, brought: str, qtbot: QtBot, said: list[tuple[str, Tone]]
) -> None:
    shown(tab, qtbot, 3)
    next(shop.paths.archive.rglob("*.jpg")).unlink()
    tab.pages.care.look()
    qtbot.waitUntil(lambda: bool(said) and said[-1][1] is Tone.BAD)
    assert "1 thing is wrong" in said[-1][0]
    assert settings.get(shop, settings.ARCHIVE_VERIFIED)
    said.clear()
    tab.pages.care.look()
    assert said == []


def test_the_bin_shows_what_can_be_taken_back(
    tab: PhotosTab, shop: Store, brought: str, qtbot: QtBot
) -> None:
    photo_bin.delete_photos(shop, list(photos.ids(shop))[:2])
    tab.places.go(PlaceKind.BIN)
    qtbot.waitUntil(tab.room.bin_bar.isVisible)
    shown(tab, qtbot, 2)
    tab.grid.selectAll()
    tab.room.bin_bar.button.click()
    qtbot.waitUntil(lambda: tab.room.stack.currentIndex() == 3)
    assert len(of_case(shop, brought)) == 3


def test_a_new_name_template_is_seen_used_and_taken_back(
    tab: PhotosTab, shop: Store, answers: Answers, brought: str, qtbot: QtBot
) -> None:
    before = sorted(row.name for row in of_case(shop, brought))
    page = tab.pages.names()
    assert page.edit.text() == "{buyer}_{date}_{seq}"
    page.edit.setText("{seq}")
    qtbot.waitUntil(page.fault.isVisible)
    assert not page.apply.isEnabled()
    page.edit.setText("{buyer}_{seq}_{original}")
    qtbot.waitUntil(lambda: page.table.rowCount() == 3)
    assert page.table.item(0, 1).text() == "松荷橘水_01_IMG_0001.jpg"
    page.apply.click()
    wanted = [f"松荷橘水_01_IMG_000{n}.jpg" for n in (1, 2, 3)]
    qtbot.waitUntil(lambda: sorted(row.name for row in of_case(shop, brought)) == wanted)
    qtbot.waitUntil(lambda: take_back(page) is not None)
    button = take_back(page)
    assert button is not None
    button.click()
    qtbot.waitUntil(lambda: sorted(row.name for row in of_case(shop, brought)) == before)


def take_back(page: NamesPage) -> QPushButton | None:
    found = (one for one in page.findChildren(QPushButton) if one.text() == "Take back")
    return next((one for one in found if one.isVisible()), None)


def test_copies_go_out_within_limits_as_folder_and_zip(
    tab: PhotosTab,
    answers: Answers,
    opened: list[str],
    brought: str,
    tmp_path: Path,
    qtbot: QtBot,
) -> None:
    go_to_case(tab, brought, qtbot)
    act(tab, PhotoAct.EXPORT)
    bar = tab.room.export
    assert bar.isVisible()
    assert bar.limits() == photo_exports.limits_for("taobao")
    bar.side.setValue(20)
    answers.target = tmp_path / "out"
    bar.to_folder()
    assert bar.isVisible()
    bar.side.setValue(300)
    bar.to_folder()
    qtbot.waitUntil(lambda: len(opened) == 1)
    made = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in made] == [f"{brought}_0{n}.jpg" for n in (1, 2, 3)]
    with Image.open(made[0]) as picture:
        assert max(picture.size) == 300
    act(tab, PhotoAct.EXPORT)
    qtbot.keyClick(bar.target, KEY.Key_Escape)
    assert not bar.isVisible()
    act(tab, PhotoAct.EXPORT)
    answers.target = tmp_path / "evidence.zip"
    bar.to_zip()
    qtbot.waitUntil(lambda: len(opened) == 2)
    with zipfile.ZipFile(tmp_path / "evidence.zip") as file:
        assert len(file.namelist()) == 3


def go_to_case(tab: PhotosTab, no: str, qtbot: QtBot) -> None:
    tab.run_errand(Errand(Room.PHOTOS, "show", no))
    qtbot.waitUntil(lambda: tab.places.place.kind is PlaceKind.CASE)
    shown(tab, qtbot, 3)


def test_the_evidence_pack_is_made_and_shown(
    tab: PhotosTab, shop: Store, brought: str, qtbot: QtBot
) -> None:
    go_to_case(tab, brought, qtbot)
    act(tab, PhotoAct.EXPORT)
    tab.room.export.pack.click()
    qtbot.waitUntil(lambda: bool(tab.findChildren(Preview)), timeout=20_000)
    preview = tab.findChildren(Preview)[0]
    assert preview.pages.file is not None
    assert len(preview.pages.file) >= 1
    preview.close()
    assert (shop.paths.documents / "evidence" / f"{brought}.pdf").is_file()


def test_the_filter_of_what_photos_show(shop: Store, brought: str) -> None:
    ids = list(photos.ids(shop))
    photos.put_role(shop, ids[:1], EvidenceRole.CHAT)
    assert list(photo_rows.ids(shop, PhotoFilter(roles=("chat", "damage")))) == ids[:1]
    assert list(photo_rows.ids(shop, PhotoFilter(roles=("",)))) == ids[1:]
    assert list(photo_rows.ids(shop, PhotoFilter(coded=True))) == []
