"""What a shop needs now and then without anybody asking: done quietly, each a matter of moments."""

from __future__ import annotations

from desktop_app.core.track import Track, everything
from desktop_app.services import bin as recycling
from desktop_app.services import photo_moves, timeline
from desktop_app.services.store import Store


def do_all(store: Store, track: Track = everything) -> None:
    """Finishes interrupted moves of photos, empties the bin after 30 days, marks missed clocks.

    An archive that isn't there is left alone: the next time will do.
    """
    chores = (photo_moves.recover, recycling.empty_expired) if store.paths.archive.is_dir() else ()
    for chore in track((*chores, _mark_missed)):
        chore(store)


def _mark_missed(store: Store) -> int:
    return timeline.renew_all(store, late_only=True)
