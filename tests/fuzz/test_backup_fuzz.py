"""Altered backups: manifests, marks and notes that lie, in bytes and in what they say."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.kinds import Platform
from desktop_app.services import (
    backup_fetches,
    backup_manifests,
    backup_places,
    backup_state,
    backups,
    buyers,
    photos,
    restore_swaps,
    restores,
)
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal
from desktop_app.services.store import Store
from tests import drawn
from tests.fuzz.altered import TIMEOUT, altered, anything_json, bounded, fuzzed

pytestmark = [pytest.mark.fuzz, pytest.mark.timeout(TIMEOUT)]
PLAIN = Seal()
PATHS = [
    "../x", "售后问题图片/../../x", "/etc/passwd", "C:/x", "C:x", "\\\\host\\x", "documents/..",
    "documents/CON", "documents/nul.txt", "documents/a.", "documents/a ", "documents/a:b", "",
    "documents//x", "documents/" + "x" * 300, "documents/" + "x/" * 600 + "x", "shop.db/x",
    "documents/\0", "documents/\ud800", "SHOP.DB", "logs/x", "lock", "documents", "trash/\n", ".",
    "files/../shop.db", "snapshots/../../x", "documents/a\u202eb", "售后问题图片/x.jpg",
]  # fmt: skip
VALUES = st.one_of(st.sampled_from(PATHS), anything_json, st.just(2**80), st.just(-1))


@pytest.fixture
def place(shop: Store, tmp_path: Path) -> Place:
    """A backup of a shop with a photo and a document."""
    drive = tmp_path / "drive"
    drive.mkdir()
    buyer = buyers.obtain(shop, Platform.TAOBAO, "小鹿")
    photos.import_files(shop, buyer, [drawn.write(tmp_path / "a.jpg")])
    (shop.paths.documents / "a.pdf").write_bytes(b"%PDF-1.4")
    backups.create(shop, drive)
    shutil.copytree(drive, tmp_path / "sound")
    return backup_places.one(drive)


def anew(place: Place, folder: Path) -> Path:
    """The backup as it was made; the folder of its manifest."""
    shutil.rmtree(folder / "drive")
    shutil.copytree(folder / "sound", folder / "drive")
    return place.snapshots / backup_manifests.stamps(place)[0]


def written(file: Path, content: bytes) -> None:
    """The manifest as a forger would write it, with its check sum."""
    file.write_bytes(content)
    noted = f"{hashlib.sha256(content).hexdigest()}  {file.name}\n"
    file.with_name(f"{file.name}.sha256").write_text(noted)


def tried(store: Store, place: Place, folder: Path) -> None:
    """Looks at the backup in every way, and restores it."""
    target = folder / "restored"
    shutil.rmtree(target, ignore_errors=True)
    with bounded(folder, store.paths.root, target):
        backups.verify(store, place, PLAIN)
    with bounded(folder, store.paths.root, target):
        backup_manifests.heads(place, PLAIN)
        backup_manifests.newest(place, PLAIN)
    with bounded(folder, store.paths.root, target):
        restores.restore(place, PLAIN, restores.pick(place, PLAIN), target)
    with bounded(folder, store.paths.root, target):
        snapshot = restores.pick(place, PLAIN)
        backup_fetches.fetch(place, PLAIN, snapshot, snapshot.files, target / "fetched")


@fuzzed
@given(data=st.data())
def test_manifests_of_other_bytes(shop: Store, place: Place, tmp_path: Path, data: Any) -> None:
    file = anew(place, tmp_path) / "manifest.json"
    written(file, data.draw(altered([file.read_bytes()])))
    tried(shop, place, tmp_path)


@fuzzed
@given(data=st.data())
def test_manifests_that_say_something_else(
    shop: Store, place: Place, tmp_path: Path, data: Any
) -> None:
    file = anew(place, tmp_path) / "manifest.json"
    found = json.loads(file.read_text("utf-8"))
    entries = found.pop("files")
    for _ in range(data.draw(st.integers(1, 3))):
        table = data.draw(st.sampled_from([found, *entries]))
        table[data.draw(st.sampled_from(sorted(table)))] = data.draw(VALUES)
    head = json.dumps(found, indent=1).removesuffix("\n}")
    lines = ",\n".join(f"  {json.dumps(entry)}" for entry in entries)
    written(file, f'{head},\n "files": [\n{lines}\n ]\n}}\n'.encode())
    tried(shop, place, tmp_path)


@fuzzed
@given(data=st.data())
def test_places_and_notes(shop: Store, place: Place, tmp_path: Path, data: Any) -> None:
    anew(place, tmp_path)
    backup_state.change(shop.paths, place=tmp_path / "drive")
    for file in (place.folder / "place.json", shop.paths.backups / "state.json"):
        was = file.read_bytes()
        said = anything_json.map(lambda one: json.dumps(one).encode())
        file.write_bytes(data.draw(st.one_of(altered([was]), said)))
        with bounded():
            backup_places.found(tmp_path / "drive")
        with bounded():
            backups.state(shop)
            backups.reachable(shop.paths)
        with bounded():
            backups.choose(shop, tmp_path / "drive")
        if file.is_file():
            file.write_bytes(was)


@fuzzed
@given(
    content=st.one_of(
        st.binary(max_size=60), anything_json.map(lambda one: json.dumps(one).encode())
    )
)
def test_a_note_of_an_exchange(shop: Store, tmp_path: Path, content: bytes) -> None:
    note = shop.paths.root / restore_swaps._NOTE
    note.write_bytes(content)
    try:
        with bounded(tmp_path, shop.paths.root):
            restore_swaps.carry_out(shop.paths)
    finally:
        note.unlink(missing_ok=True)
