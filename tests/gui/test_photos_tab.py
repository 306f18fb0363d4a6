"""The Photos tab as it is used: photos come in by buyer, are looked at, said, found and kept."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication, QImage
from PySide6.QtWidgets import QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core import clock, dates
from desktop_app.core.kinds import CaseKind, EvidenceRole, Platform
from desktop_app.models.orders import SalesOrder
from desktop_app.services import buyers, cases, photo_facts, photos
from desktop_app.services.cases import CaseDraft
from desktop_app.services.photos import PhotoRow
from desktop_app.services.store import Store
from desktop_app.views.desk import Desk, Errand, Room
from desktop_app.views.photo_acts import PhotoAct
from desktop_app.views.photo_places import PlaceKind
from desktop_app.views.photos_tab import PhotosTab
from desktop_app.views.theme import Tone
from tests.gui.conftest import Answers

ORDER, TRACKING = "5106828836075983867", "414839603062027"
KEY, MODIFIER = Qt.Key, Qt.KeyboardModifier


def draw(path: Path, seed: int = 0, size: tuple[int, int] = (320, 240)) -> Path:
    """A small picture that looks like no other."""
    picture = Image.new("RGB", size, (seed * 53 % 200, seed * 97 % 200, 90))
    pen = ImageDraw.Draw(picture)
    for place in range(6):
        left, top = seed * (place + 3) * 37 % size[0], seed * (place + 5) * 29 % size[1]
        pen.ellipse((left, top, left + 40 + seed % 9 * 6, top + 30), fill=(255, place * 40, 20))
    picture.save(path)
    return path


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    return [draw(tmp_path / f"IMG_{seed:04d}.JPG", seed) for seed in (1, 2, 3)]


@pytest.fixture
def case_no(shop: Store) -> str:
    """A case on an order, whose buyer is known."""
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
def brought(shop: Store, files: list[Path]) -> int:
    """The three photos, in the archive already, of one buyer."""
    buyer = buyers.obtain(shop, Platform.TAOBAO, "松荷橘水")
    photos.import_files(shop, buyer, files)
    return buyer


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


def count(tab: PhotosTab) -> int:
    return tab.grid.rows.rowCount()


def rows(tab: PhotosTab) -> list[PhotoRow]:
    found = [tab.grid.rows.row_at(place) for place in range(count(tab))]
    return [row for row in found if row is not None]


def shown(tab: PhotosTab, qtbot: QtBot, wanted: int) -> None:
    qtbot.waitUntil(lambda: count(tab) == wanted, timeout=10_000)


def drop(tab: PhotosTab, files: list[Path]) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    tab.dropEvent(QDropEvent(QPointF(600, 300), copy, mime, button, MODIFIER.NoModifier))


def write(edit: QLineEdit, text: str) -> None:
    """Types any text (the test's keyboard has Latin letters only)."""
    edit.setFocus()
    edit.insert(text)


def choose(tab: PhotosTab, qtbot: QtBot, place: int = 0) -> None:
    tab.grid.setFocus()
    tab.grid.go_to(place)


def test_r18_dropped_photos_are_asked_about_and_named_by_buyer(
    tab: PhotosTab, shop: Store, files: list[Path], qtbot: QtBot
) -> None:
    before = [(file.read_bytes(), file.stat().st_mtime_ns) for file in files]
    drop(tab, files)
    bar = tab.room.bar
    assert bar.isVisible()
    assert bar.what.text() == "3 files"
    write(bar.edit, "松荷橘水")
    assert bar.said.text() == "New buyer"
    bar.platform.setCurrentIndex(bar.platform.findData("tmall"))
    qtbot.keyClick(bar.edit, KEY.Key_Return)
    qtbot.waitUntil(lambda: tab.places.place.title == "松荷橘水")
    qtbot.waitUntil(lambda: len(tab.grid.chosen_ids()) == 3)
    assert not bar.isVisible()
    day = f"{clock.today():%Y%m%d}"
    names = [f"松荷橘水_{day}_0{n}.jpg" for n in (1, 2, 3)]
    qtbot.waitUntil(lambda: [row.name for row in rows(tab)] == names)
    assert {(row.buyer, row.platform) for row in rows(tab)} == {("松荷橘水", "tmall")}
    assert [(file.read_bytes(), file.stat().st_mtime_ns) for file in files] == before


def test_a_scanned_waybill_files_photos_under_its_case(
    tab: PhotosTab, shop: Store, files: list[Path], case_no: str, qtbot: QtBot
) -> None:
    tab.run_errand(Errand(Room.PHOTOS, "add", files=tuple(files[:2])))
    write(tab.room.bar.edit, TRACKING)
    assert case_no in tab.room.bar.said.text()
    assert "松荷橘水" in tab.room.bar.said.text()
    qtbot.keyClick(tab.room.bar.edit, KEY.Key_Return)
    qtbot.waitUntil(lambda: tab.places.place.kind is PlaceKind.CASE)
    shown(tab, qtbot, 2)
    assert tab.places.place.group is not None
    assert tab.places.place.group.name == case_no
    for row in rows(tab):
        assert [link.no for link in photo_facts.links(shop, row.id)] == [case_no]
        assert row.buyer == "松荷橘水"


def test_typing_offers_buyers_cases_and_orders(
    tab: PhotosTab, files: list[Path], case_no: str, qtbot: QtBot
) -> None:
    drop(tab, files[:1])
    bar = tab.room.bar
    write(bar.edit, "松荷")
    popup = bar.edit.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    offered = [popup.model().index(at, 0).data() for at in range(popup.model().rowCount())]
    assert any(text.startswith("松荷橘水 · Taobao") for text in offered)
    assert any(case_no in text for text in offered)
    assert bar.edit.text() == "松荷"
    qtbot.keyClick(popup, KEY.Key_Down)
    qtbot.keyClick(popup, KEY.Key_Return)
    shown(tab, qtbot, 1)
    assert rows(tab)[0].buyer == "松荷橘水"


def test_an_order_without_a_buyer_asks_for_the_id(
    tab: PhotosTab, shop: Store, files: list[Path], qtbot: QtBot
) -> None:
    with shop.transaction():
        now = clock.now()
        SalesOrder.create(
            platform=Platform.DOUYIN, order_no="6918888", imported_at=now, updated_at=now
        )
    drop(tab, files[:1])
    bar = tab.room.bar
    write(bar.edit, "6918888")
    qtbot.keyClick(bar.edit, KEY.Key_Return)
    assert bar.said.text() == "No buyer ID is known for 6918888"
    write(bar.edit, "甲乙丙")
    qtbot.keyClick(bar.edit, KEY.Key_Return)
    shown(tab, qtbot, 1)
    assert (rows(tab)[0].buyer, rows(tab)[0].platform) == ("甲乙丙", "douyin")


def test_escape_adds_nothing(tab: PhotosTab, files: list[Path], qtbot: QtBot) -> None:
    drop(tab, files)
    qtbot.keyClick(tab.room.bar.edit, KEY.Key_Escape)
    assert not tab.room.bar.isVisible()
    assert count(tab) == 0


def test_a_case_that_sends_files_needs_no_question(
    tab: PhotosTab, files: list[Path], case_no: str, qtbot: QtBot
) -> None:
    tab.run_errand(Errand(Room.PHOTOS, "add", case_no, files=tuple(files)))
    assert not tab.room.bar.isVisible()
    qtbot.waitUntil(lambda: tab.panel.row is not None)
    shown(tab, qtbot, 3)
    assert tab.panel.row is not None
    assert tab.panel.row.buyer == "松荷橘水"


def test_a_chat_screenshot_is_pasted(
    tab: PhotosTab, desk: Desk, qtbot: QtBot, said: list[tuple[str, Tone]]
) -> None:
    QGuiApplication.clipboard().clear()
    tab.run_errand(Errand(Room.PHOTOS, "paste"))
    assert said == [("There is no picture and no file on the clipboard.", Tone.WARN)]
    image = QImage(200, 120, QImage.Format.Format_RGB32)
    image.fill(QColor("#3377aa"))
    QGuiApplication.clipboard().setImage(image)
    qtbot.keyClick(tab, KEY.Key_V, MODIFIER.ControlModifier)
    assert tab.room.bar.what.text() == "A pasted picture"
    write(tab.room.bar.edit, "tb88")
    qtbot.keyClick(tab.room.bar.edit, KEY.Key_Return)
    shown(tab, qtbot, 1)
    row = rows(tab)[0]
    assert (row.format, row.width, row.height, row.file_time) == ("PNG", 200, 120, None)
    assert row.name.startswith("tb88_")


def test_trouble_is_told_above_the_grid_and_the_rest_goes_on(
    tab: PhotosTab,
    shop: Store,
    files: list[Path],
    tmp_path: Path,
    qtbot: QtBot,
    said: list[tuple[str, Tone]],
) -> None:
    other = buyers.obtain(shop, Platform.TAOBAO, "另一人")
    photos.import_files(shop, other, files[:1])
    folder = tmp_path / "from the phone"
    folder.mkdir()
    for file in files:
        (folder / file.name).write_bytes(file.read_bytes())
    (folder / "again.jpg").write_bytes(files[1].read_bytes())
    (folder / "login.jpg").write_text("<html>")
    (folder / "Thumbs.db").write_bytes(b"x")
    drop(tab, [folder])
    assert tab.room.bar.what.text() == "Folder from the phone"
    write(tab.room.bar.edit, "松荷橘水")
    qtbot.keyClick(tab.room.bar.edit, KEY.Key_Return)
    shown(tab, qtbot, 3)
    outcome = tab.room.outcome
    qtbot.waitUntil(outcome.isVisible)
    assert outcome.title.text() == "3 photos added · 1 there already · 1 skipped · 1 refused"
    lines = [outcome.list.item(at).text() for at in range(outcome.list.count())]
    assert any("login.jpg is neither a photo" in line for line in lines)
    assert any("was also used by buyer 另一人" in line for line in lines)
    assert any(line.startswith("Thumbs.db was skipped") for line in lines)
    assert said[-1][1] is Tone.WARN
    alike = next(at for at, line in enumerate(lines) if "另一人" in line)
    outcome.list.itemActivated.emit(outcome.list.item(alike))
    qtbot.waitUntil(lambda: tab.places.place.title == "另一人")
    shown(tab, qtbot, 1)


def test_one_key_says_what_photos_show_and_ctrl_z_takes_it_back(
    tab: PhotosTab, shop: Store, brought: int, qtbot: QtBot
) -> None:
    shown(tab, qtbot, 3)
    choose(tab, qtbot)
    tab.grid.selectAll()
    qtbot.keyClick(tab.grid, KEY.Key_5)
    assert {row.role for row in photos.list_(shop, buyer=brought)} == {EvidenceRole.DAMAGE}
    qtbot.keyClick(tab.grid, KEY.Key_T)
    assert {row.role for row in photos.list_(shop, buyer=brought)} == {EvidenceRole.OTHER}
    qtbot.keyClick(tab.grid, KEY.Key_Z, MODIFIER.ControlModifier)
    qtbot.waitUntil(
        lambda: {row.role for row in photos.list_(shop, buyer=brought)} == {EvidenceRole.DAMAGE}
    )
    choose(tab, qtbot, 1)
    qtbot.keyClick(tab.grid, KEY.Key_0)
    assert sorted(row.role for row in photos.list_(shop, buyer=brought)) == ["", "damage", "damage"]
    qtbot.waitUntil(lambda: not tab.panel.facts.roles.chips[EvidenceRole.DAMAGE].isChecked())
    tab.panel.facts.roles.chips[EvidenceRole.WAYBILL].click()
    assert "waybill" in {row.role for row in photos.list_(shop, buyer=brought)}


def test_turning_is_a_field_and_leaves_the_bytes(
    tab: PhotosTab, shop: Store, brought: int, qtbot: QtBot
) -> None:
    shown(tab, qtbot, 3)
    choose(tab, qtbot)
    view = tab.panel.view
    qtbot.waitUntil(lambda: view.pixmap is not None and view.pixmap.width() == 320)
    row = tab.panel.row
    assert row is not None
    qtbot.keyClick(tab.grid, KEY.Key_R, MODIFIER.ControlModifier)
    qtbot.waitUntil(lambda: tab.panel.row is not None and tab.panel.row.turned == 90)
    qtbot.waitUntil(lambda: view.pixmap is not None and view.pixmap.height() == 320)
    assert view.target().height() > view.target().width()
    file = shop.paths.absolute(row.stored)
    assert hashlib.sha256(file.read_bytes()).hexdigest() == row.sha256


def test_deleting_goes_to_the_bin_and_back(
    tab: PhotosTab, shop: Store, brought: int, qtbot: QtBot, said: list[tuple[str, Tone]]
) -> None:
    shown(tab, qtbot, 3)
    choose(tab, qtbot, 1)
    qtbot.keyClick(tab.grid, KEY.Key_Delete)
    shown(tab, qtbot, 2)
    assert said[-1][0] == "1 photo is in the bin for 30 days. Ctrl+Z takes it back."
    tab.grid.setFocus()
    qtbot.keyClick(tab.grid, KEY.Key_Z, MODIFIER.ControlModifier)
    shown(tab, qtbot, 3)
    assert len(list(shop.paths.archive.rglob("*.jpg"))) == 3


def test_stepping_large_and_full_by_keyboard(tab: PhotosTab, brought: int, qtbot: QtBot) -> None:
    shown(tab, qtbot, 3)
    choose(tab, qtbot)
    first = tab.panel.row
    qtbot.keyClick(tab.grid, KEY.Key_Return)
    assert not tab.room.isVisible()
    assert tab.panel.large
    view = tab.panel.view
    qtbot.waitUntil(lambda: view.pixmap is not None)
    qtbot.keyClick(view, KEY.Key_Right)
    assert tab.panel.row != first
    fitted = view.target().width()
    qtbot.keyClick(view, KEY.Key_Plus)
    assert view.target().width() > fitted
    qtbot.keyClick(view, KEY.Key_Left)
    assert view.place.scale is None
    qtbot.keyClick(view, KEY.Key_F11)
    assert tab.full is not None
    qtbot.waitUntil(tab.full.isVisible)
    qtbot.keyClick(tab.full.view, KEY.Key_Down)
    assert tab.full.view.row == tab.panel.row
    qtbot.keyClick(tab.full.view, KEY.Key_Escape)
    assert not tab.full.isVisible()
    qtbot.keyClick(view, KEY.Key_Escape)
    assert tab.room.isVisible()


def test_zoom_pan_and_double_click(tab: PhotosTab, brought: int, qtbot: QtBot) -> None:
    shown(tab, qtbot, 3)
    choose(tab, qtbot)
    view = tab.panel.view
    qtbot.waitUntil(lambda: view.pixmap is not None and view.pixmap.width() == 320)
    view.zoom_by(4)
    before = view.target()
    middle = view.rect().center()
    qtbot.mousePress(view, Qt.MouseButton.LeftButton, pos=middle)
    qtbot.mouseMove(view, middle + QPoint(30, 10))
    qtbot.mouseRelease(view, Qt.MouseButton.LeftButton, pos=middle + QPoint(30, 10))
    assert view.target().x() == pytest.approx(before.x() + 30, abs=1)
    qtbot.mouseDClick(view, Qt.MouseButton.LeftButton, pos=middle)
    assert view.place.scale is None
    view.whole_size()
    assert view.percent == 100


def test_times_are_never_mixed_up(
    tab: PhotosTab, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    exif = Image.Exif()
    exif[0x0132] = "2036:05:01 10:00:00"
    exif[0x010F] = "Phonemaker"
    file = tmp_path / "x.jpg"
    Image.new("RGB", (80, 60), "white").save(file, exif=exif)
    photos.import_files(shop, buyers.obtain(shop, Platform.TAOBAO, "甲"), [file])
    shown(tab, qtbot, 1)
    choose(tab, qtbot)
    facts = tab.panel.facts
    texts = [label.text() for label in facts.findChildren(type(facts.name))]
    assert "2036-05-01 10:00:00 – doubtful: the camera's clock was wrong" in texts
    for name in ("Camera's time", "File's time", "Came in"):
        assert name in texts
    qtbot.waitUntil(lambda: facts.facts.camera.get("Make") == "Phonemaker")
    assert facts.more.isVisible()


def test_a_caption_and_links(
    tab: PhotosTab, desk: Desk, shop: Store, files: list[Path], case_no: str, qtbot: QtBot
) -> None:
    tab.run_errand(Errand(Room.PHOTOS, "add", case_no, files=tuple(files[:1])))
    shown(tab, qtbot, 1)
    facts = tab.panel.facts
    facts.caption.setFocus()
    write(facts.caption, "外箱压坏 5")
    qtbot.keyClick(facts.caption, KEY.Key_Return)
    assert rows_of(shop, case_no)[0].caption == "外箱压坏 5"
    assert rows_of(shop, case_no)[0].role == ""
    qtbot.waitUntil(lambda: bool(facts.facts.links))
    errands: list[Errand] = []
    desk.ways.errand.connect(errands.append)
    link = next(
        button for button in facts.links.findChildren(QPushButton) if button.text() == case_no
    )
    link.click()
    assert errands == [Errand(Room.CASES, "show", case_no)]


def rows_of(shop: Store, no: str) -> list[PhotoRow]:
    return photos.list_(shop, case=photos.case_named(shop, no))


def test_places_by_case_and_day_and_search(
    tab: PhotosTab, shop: Store, brought: int, files: list[Path], case_no: str, qtbot: QtBot
) -> None:
    photos.link(shop, list(photos.ids(shop))[:2], case=photos.case_named(shop, case_no))
    shown(tab, qtbot, 3)
    tab.places.shelves.chips["cases"].click()
    qtbot.waitUntil(lambda: case_no in place_names(tab))
    write(tab.places.search, case_no[-4:])
    qtbot.keyClick(tab.places.search, KEY.Key_Return)
    shown(tab, qtbot, 2)
    tab.places.search.clear()
    tab.places.shelves.chips["days"].click()
    qtbot.waitUntil(lambda: place_names(tab)[3:] == [dates.day(clock.today())])
    tab.places.list.setCurrentIndex(tab.places.model.index(3, 0))
    shown(tab, qtbot, 3)
    tab.run_errand(Errand(Room.PHOTOS, "show", "松荷橘水"))
    qtbot.waitUntil(lambda: tab.places.place.kind is PlaceKind.BUYER)
    shown(tab, qtbot, 3)


def place_names(tab: PhotosTab) -> list[str]:
    return [place.title for place in tab.places.model.places]


def test_filters_say_when_nothing_matches(tab: PhotosTab, brought: int, qtbot: QtBot) -> None:
    shown(tab, qtbot, 3)
    tab.room.roles.actions_["damage"].trigger()
    qtbot.waitUntil(lambda: tab.room.stack.currentIndex() == 2)
    tab.room.clear_filters()
    shown(tab, qtbot, 3)
    tab.room.marks.chips["unlinked"].click()
    shown(tab, qtbot, 3)
    assert tab.room.stack.currentIndex() == 0


def test_files_are_copied_and_dragged_as_they_are(
    tab: PhotosTab, shop: Store, brought: int, qtbot: QtBot
) -> None:
    shown(tab, qtbot, 3)
    choose(tab, qtbot)
    tab.grid.selectAll()
    tab.acts.acts[PhotoAct.COPY_FILES].trigger()
    urls = QGuiApplication.clipboard().mimeData().urls()
    assert [Path(url.toLocalFile()) for url in urls] == [
        shop.paths.absolute(row.stored) for row in rows(tab)
    ]
    choose(tab, qtbot, 1)
    tab.acts.acts[PhotoAct.COPY_PICTURE].trigger()
    qtbot.waitUntil(lambda: QGuiApplication.clipboard().mimeData().hasImage())
    assert QGuiApplication.clipboard().image().width() == 320


def test_the_thumbnails_grow_and_remember(
    tab: PhotosTab, desk: Desk, brought: int, qtbot: QtBot
) -> None:
    shown(tab, qtbot, 3)
    tab.room.slider.setValue(240)
    assert tab.grid.gridSize().height() > 240
    assert int(str(desk.memory.value("photos/side"))) == 240
    arrived = tab.grid.thumbs
    qtbot.waitUntil(lambda: arrived.bytes > 3 * 200 * 100 * 4)


def test_files_and_folders_are_chosen(
    tab: PhotosTab, answers: Answers, files: list[Path], brought: int, qtbot: QtBot
) -> None:
    shown(tab, qtbot, 3)
    tab.run_errand(Errand(Room.PHOTOS, "show", "松荷橘水"))
    qtbot.waitUntil(lambda: tab.places.place.kind is PlaceKind.BUYER)
    answers.files = [draw(files[0].with_name("new.png"), 9)]
    tab.room.add_wanted.emit("files")
    shown(tab, qtbot, 4)
    answers.target = files[0].parent
    tab.room.add_wanted.emit("folder")
    qtbot.waitUntil(tab.room.outcome.isVisible)
    assert "4 there already" in tab.room.outcome.title.text()
    QGuiApplication.clipboard().clear()
    tab.room.add_wanted.emit("paste")
    assert not tab.room.bar.isVisible()


def test_files_dropped_on_a_buyer_are_theirs_and_photos_dropped_on_a_case_are_linked(
    tab: PhotosTab, shop: Store, files: list[Path], brought: int, case_no: str, qtbot: QtBot
) -> None:
    shown(tab, qtbot, 3)
    qtbot.waitUntil(lambda: "松荷橘水" in place_names(tab))
    place = next(place for place in tab.places.model.places if place.group is not None)
    tab.places.dropped.emit(place, (draw(files[0].with_name("more.jpg"), 11),))
    qtbot.waitUntil(lambda: tab.places.place.kind is PlaceKind.BUYER)
    shown(tab, qtbot, 4)
    photos.link(shop, [rows(tab)[0].id], case=photos.case_named(shop, case_no))
    tab.places.shelves.chips["cases"].click()
    qtbot.waitUntil(lambda: case_no in place_names(tab))
    tab.grid.selectAll()
    tab.places.linked.emit(tab.places.model.places[-1])
    assert len(rows_of(shop, case_no)) == 4


def test_arrows_go_through_the_grid_by_rows_and_columns(
    tab: PhotosTab, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    buyer = buyers.obtain(shop, Platform.TAOBAO, "甲")
    photos.import_files(shop, buyer, [draw(tmp_path / f"{n}.png", n) for n in range(1, 9)])
    shown(tab, qtbot, 8)
    choose(tab, qtbot)
    columns = tab.grid.viewport().width() // tab.grid.gridSize().width()
    qtbot.keyClick(tab.grid, KEY.Key_Right)
    qtbot.keyClick(tab.grid, KEY.Key_Down)
    assert tab.grid.currentIndex().row() == 1 + columns
    qtbot.keyClick(tab.grid, KEY.Key_End)
    assert tab.grid.currentIndex().row() == 7
    qtbot.keyClick(tab.grid, KEY.Key_Home)
    assert tab.grid.currentIndex().row() == 0


def test_what_is_no_whole_picture_is_shown_as_what_it_is(
    tab: PhotosTab, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    whole = draw(tmp_path / "a.jpg", 3).read_bytes()
    (tmp_path / "half.jpg").write_bytes(whole[: len(whole) * 3 // 4])
    (tmp_path / "invoice.pdf").write_bytes(b"%PDF-1.7\n%%EOF")
    buyer = buyers.obtain(shop, Platform.TAOBAO, "甲")
    photos.import_files(shop, buyer, [tmp_path / "half.jpg", tmp_path / "invoice.pdf"])
    shown(tab, qtbot, 2)
    view = tab.panel.view
    for place in range(2):
        choose(tab, qtbot, place)
        qtbot.waitUntil(lambda: view.row == tab.grid.current())
        assert not view.grab().isNull()
    assert not tab.grid.grab().isNull()
    tab.room.marks.chips["damaged"].click()
    shown(tab, qtbot, 1)
    assert rows(tab)[0].damaged


def test_the_same_photo_of_another_buyer_is_shown_and_compared(
    tab: PhotosTab, shop: Store, brought: int, files: list[Path], qtbot: QtBot
) -> None:
    other = buyers.obtain(shop, Platform.JD, "另一人")
    photos.import_files(shop, other, files[:1])
    shown(tab, qtbot, 4)
    choose(tab, qtbot)
    facts = tab.panel.facts
    qtbot.waitUntil(lambda: bool(facts.facts.alike))
    assert facts.facts.alike[0].same_bytes
    qtbot.waitUntil(lambda: tab.grid.rows.peek(0) is not None)
    cell = tab.grid.rows.peek(0)
    assert cell is not None
    assert cell[1]
    facts.compare_wanted.emit(facts.facts.alike[0].other_id)
    assert tab.stage.compare_page is not None
    assert tab.stage.currentWidget() is tab.stage.compare_page
    tab.stage.leave()
    facts.other_wanted.emit(facts.facts.alike[0])
    qtbot.waitUntil(lambda: tab.places.place.title == "松荷橘水")


def test_deep_zoom_fetches_a_larger_copy(
    tab: PhotosTab, shop: Store, tmp_path: Path, qtbot: QtBot
) -> None:
    file = draw(tmp_path / "big.jpg", 5, (3600, 2700))
    photos.import_files(shop, buyers.obtain(shop, Platform.TAOBAO, "甲"), [file])
    shown(tab, qtbot, 1)
    choose(tab, qtbot)
    view = tab.panel.view
    qtbot.waitUntil(lambda: view.pixmap is not None and view.pixmap.width() == 2400)
    view.whole_size()
    qtbot.waitUntil(lambda: view.pixmap is not None and view.pixmap.width() == 3600)


def test_a_photo_is_shown_at_its_buyer_and_unknown_ones_are_said(
    tab: PhotosTab, shop: Store, brought: int, qtbot: QtBot, said: list[tuple[str, Tone]]
) -> None:
    shown(tab, qtbot, 3)
    wanted = rows(tab)[1].id
    tab.run_errand(Errand(Room.PHOTOS, "show", "松荷橘水", str(wanted)))
    qtbot.waitUntil(lambda: tab.grid.chosen_ids() == [wanted])
    tab.run_errand(Errand(Room.PHOTOS, "show", "nobody"))
    assert said[-1] == ("nobody has no photos yet.", Tone.INFO)
    buyers.obtain(shop, Platform.TAOBAO, "without photos")
    tab.run_errand(Errand(Room.PHOTOS, "show", "without photos"))
    assert said[-1][0] == "without photos has no photos yet."


def test_an_import_can_be_stopped_and_what_came_in_stays(
    tab: PhotosTab, desk: Desk, tmp_path: Path, qtbot: QtBot, said: list[tuple[str, Tone]]
) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    for seed in range(60):
        draw(folder / f"{seed}.png", seed)
    drop(tab, [folder])
    write(tab.room.bar.edit, "甲")
    qtbot.keyClick(tab.room.bar.edit, KEY.Key_Return)
    job = next(job for job in desk.jobs.running if job.title)
    qtbot.waitUntil(lambda: job.progress().done > 0)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    assert said[-1] == ("Stopped. What was added stays; the rest can be added again.", Tone.WARN)
    assert 0 < len(photos.ids(desk.store)) < 60
