"""What a shop needs now and then without anybody asking: done quietly, each a matter of moments."""

from __future__ import annotations

from desktop_app.core.track import Track, everything
from desktop_app.services import bin as recycling
from desktop_app.services import erasure_files, follow_up_making, photo_moves, revisits, timeline
from desktop_app.services.store import Store


def do_all(store: Store, track: Track = everything) -> None:
    """Finishes what was interrupted, and does what is due by the clock.

    Moves of photos and erasures are ended, the bin emptied after 30 days, missed clocks marked, the
    messages to buyers made that are due, the monthly revisits planned. An archive that isn't there
    is left alone: the next time will do.
    """
    archive = (photo_moves.recover, erasure_files.finish, recycling.empty_expired)
    chores = archive if store.paths.archive.is_dir() else ()
    for chore in track((*chores, _mark_missed, follow_up_making.make_due, revisits.plan)):
        chore(store)


def _mark_missed(store: Store) -> int:
    return timeline.renew_all(store, late_only=True)
