"""What gets killed: imports photos, renames all, bins some, takes them back, and begins again.

It prints each thing when it is done, and not before.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from desktop_app.services import bin as recycling
from desktop_app.services import photo_renames, photos
from desktop_app.services.store import Store, open_store

TEMPLATES = ("{buyer}_{date}_{seq}", "{buyer}-{original}-{seq}", "{buyer}_{platform}_{seq}")


def say(kind: str, what: object) -> None:
    sys.stdout.write(f"{kind} {json.dumps(what, ensure_ascii=True)}\n")
    sys.stdout.flush()


def told(items: Iterable[Any], /, total: int | None = None) -> Iterable[Any]:
    """A track that says of each file that it is done, once the next one is asked for."""
    for item in items:
        yield item
        say("done", str(item[0]))


def work(store: Store, sources: Path, turn: int) -> None:
    photos.import_files(store, 1, [sources], track=told)
    act = photo_renames.rename_all(store, TEMPLATES[turn % len(TEMPLATES)])
    say("named", act.photos)
    if turn % 2:
        photo_renames.undo(store, act.id)
        say("named", act.photos)
    some = list(photos.ids(store))[turn % 3 :: 3]
    items = recycling.delete_photos(store, some)
    say("binned", len(items))
    if turn % 3:
        say("back", len(recycling.restore(store, items[::2])))


def main() -> None:
    store = open_store(Path(sys.argv[1]), wait_s=10)
    sources = Path(sys.argv[2])
    turn = int(float(sys.argv[3]) * 60)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        work(store, sources, turn)
        turn += 1


if __name__ == "__main__":
    main()
