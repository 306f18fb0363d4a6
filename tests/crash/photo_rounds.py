"""Kills a process that imports, renames and bins photos, over and over, and looks at what is left.

python -m tests.crash.photo_rounds [ROUNDS]      200 unless said otherwise
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from desktop_app.core.kinds import Platform
from desktop_app.models.photos import Photo
from desktop_app.services import buyers, photo_checks, photo_moves, photo_repairs, photos
from desktop_app.services.photo_checks import Ill
from desktop_app.services.store import Store, open_store
from tests import drawn

HARMLESS = {Ill.LEFTOVER, Ill.STRAY}
ROOT = Path(__file__).parents[2]
_LONGEST_S = 2.0
_ROUNDS_IN_A_SHOP = 5


@dataclass
class Rounds:
    """What many kills did."""

    killed: int = 0
    during: Counter[str] = field(default_factory=Counter)
    leftovers: int = 0
    orphans: int = 0
    unfinished_moves: int = 0


def draw_sources(folder: Path, count: int = 16) -> list[bytes]:
    """Photos of several sizes, and a video, which `bring_new` makes new ones of."""
    noise = Image.effect_noise((1400, 1000), 80).convert("RGB")
    small = [drawn.encoded(drawn.scene(number)) for number in range(count)]
    large = [drawn.encoded(noise.rotate(number * 7), quality=95) for number in range(4)]
    folder.mkdir(parents=True)
    return [*small, *large, b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" * 90_000]


def bring_new(folder: Path, contents: Sequence[bytes], number: int) -> Path:
    """A folder of files that no shop has seen, one of them twice under another name."""
    fresh = folder / f"{number:03}"
    fresh.mkdir()
    for place, content in enumerate(contents):
        suffix = ".mp4" if place == len(contents) - 1 else ".jpg"
        (fresh / f"IMG_{place:02}{suffix}").write_bytes(content + f"#{number}".encode())
    (fresh / "copy of 00.jpg").write_bytes((fresh / "IMG_00.jpg").read_bytes())
    return fresh


def run(place: Path, rounds: int, seed: int) -> Rounds:
    """Kills ``rounds`` times, at random moments, holding the shop to its promises each time."""
    dice = random.Random(seed)  # noqa: S311 - moments, not secrets
    result = Rounds()
    contents = draw_sources(place / "sources")
    for first in range(0, rounds, _ROUNDS_IN_A_SHOP):
        data, sources = place / f"shop{first}", place / "sources" / f"{first}"
        sources.mkdir()
        store = open_store(data)
        buyers.obtain(store, Platform.TAOBAO, "小鹿")
        store.close()
        for number in range(first, min(first + _ROUNDS_IN_A_SHOP, rounds)):
            fresh = bring_new(sources, contents, number)
            reported = kill_one(data, fresh, dice.uniform(0.0, _LONGEST_S), dice.random())
            result.killed += 1
            result.during[reported[-1].partition(" ")[0] if reported else "start"] += 1
            with contextlib.closing(open_store(data)) as store:
                look(store, reported, result)
        with contextlib.closing(open_store(data)) as store:
            hold_to_the_end(store, sources)
        shutil.rmtree(data)
    return result


def kill_one(data: Path, sources: Path, after_s: float, choice: float) -> list[str]:
    """Starts a worker, kills it a while after it began, returns what it reported done."""
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.crash.photo_worker", data, sources, str(choice)],
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
        encoding="utf-8",
    )
    assert worker.stdout is not None
    with worker, worker.stdout as out:
        assert out.readline() == "ready\n"
        try:
            worker.wait(after_s)
        except subprocess.TimeoutExpired:
            worker.kill()
        lines = out.read().splitlines()
    if lines and not lines[-1].startswith(("done ", "named ", "binned ", "back ")):
        lines.pop()  # cut off while being printed
    return lines


def look(store: Store, reported: Iterable[str], result: Rounds) -> None:
    """No record without its file, nothing lost that was reported done, leftovers named."""
    problems = photo_checks.verify(store).problems
    bad = [problem for problem in problems if problem.ill not in HARMLESS]
    assert not bad, bad
    result.unfinished_moves += photo_moves.recover(store)
    problems = photo_checks.verify(store).problems
    assert all(problem.ill in HARMLESS for problem in problems), problems
    result.leftovers += sum(problem.ill is Ill.LEFTOVER for problem in problems)
    result.orphans += sum(problem.ill is Ill.STRAY for problem in problems)
    known = {photo.sha256 for photo in Photo.select(Photo.sha256)}
    for line in reported:
        kind, _space, rest = line.partition(" ")
        if kind == "done":
            assert digest(Path(json.loads(rest))) in known, rest
    before = contents(store)
    repaired = photo_repairs.repair(store, problems)
    assert not repaired.left
    after = contents(store)
    assert before <= after, (before - after, repaired)
    assert photo_checks.verify(store).problems == []


def hold_to_the_end(store: Store, sources: Path) -> None:
    """Imported once more, every source is there exactly once."""
    report = photos.import_files(store, 1, [sources])
    assert not report.refused
    held = Counter(photo.sha256 for photo in Photo.select().where(Photo.deleted_at.is_null()))
    wanted = {digest(path) for path in sources.rglob("*") if path.is_file()}
    assert set(held) == wanted
    assert set(held.values()) == {1}, held
    assert photo_checks.verify(store).problems == []


def contents(store: Store) -> Counter[str]:
    """The bytes of all files that there are, in archive and trash."""
    places = (store.paths.archive, store.paths.trash)
    files = (path for place in places for path in place.rglob("*") if path.is_file())
    return Counter(digest(path) for path in files)


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(time.time())
    with tempfile.TemporaryDirectory() as folder:
        result = run(Path(folder), rounds, seed)
    print(f"seed {seed}: {result}")  # noqa: T201 - a script
    return 0


if __name__ == "__main__":
    sys.exit(main())
