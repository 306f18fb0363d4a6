"""What is said of a data folder that others reach too."""

from __future__ import annotations

import os

from desktop_app.core import private_access, shared_places
from desktop_app.core.i18n import _
from desktop_app.core.shared_places import Sharing
from desktop_app.services.store import Store


def place_words(store: Store, holder: str = "") -> str:
    """The warning that a shop's folder deserves, the graver first; empty for a folder of one's own.

    ``holder`` is who has the shop open just now in spite of our lock.
    """
    if holder:
        words = _(
            "%(who)s has opened this shop too, in spite of its lock: close it on one of the "
            "computers at once. Two writing at a time damage it."
        )
        return words % {"who": holder}
    if store.left_open_by:
        words = _(
            "This shop was not closed on another computer (%(who)s). If it is still open there, "
            "close it there first: two computers writing at a time damage it."
        )
        return words % {"who": store.left_open_by}
    return _shared_words(store) or ("" if _is_ones_own(store) else not_private())


def not_private() -> str:
    """Where a drive doesn't know whose a file is, or its rights can't be set."""
    return _(
        "Other accounts of this computer may be able to read the data folder: its drive doesn't "
        "keep them out. Better keep the shop in your own user folder."
    )


def _shared_words(store: Store) -> str:
    shared = shared_places.of(store.paths.root)
    if shared is None:
        return ""
    if shared.how is Sharing.SYNC:
        return _(
            "This shop lies in a folder that a sync program copies. Two computers writing "
            "there can damage it: better move the data folder, and back it up there."
        )
    words = _(
        "This shop lies on a network drive (%(name)s), whose locks can't be relied on. Open it on "
        "one computer at a time, or better keep it on this computer and its backups there."
    )
    return words % {"name": shared.name}


def _is_ones_own(store: Store) -> bool:
    root = store.paths.root
    if os.name == "nt" and private_access.in_own_profile(root, os.environ):
        return True
    return private_access.restrict(root)
