"""One writer at a time: who has the shop open, across processes.

The lock is the operating system's, so it ends with a process that dies. Beside it stands a note
that says who holds it, for the sentence that the other program shows; and a file that the
holder watches, by which a second start brings its window to the front.
"""

from __future__ import annotations

import getpass
import json
import os
import platform
from pathlib import Path

from filelock import FileLock, Timeout

from desktop_app.core import clock
from desktop_app.core.errors import Reason, StoreTrouble
from desktop_app.core.paths import DataPaths


class WriterLock:
    """The right to write in a data folder."""

    def __init__(self, data: DataPaths) -> None:
        self._lock = FileLock(str(data.lock), mode=0o600)
        self._note = data.root / "lock.json"
        self.other = ""

    def acquire(self, wait_s: float = 0.0) -> None:
        """Takes the lock, waiting up to ``wait_s`` s; raises StoreTrouble naming the holder."""
        try:
            self._lock.acquire(timeout=wait_s, poll_interval=0.05)
        except Timeout as error:
            raise StoreTrouble(Reason.STORE_LOCKED, holder=self._holder()) from error
        except (OSError, NotImplementedError) as error:  # the latter: a drive without locks
            raise StoreTrouble(Reason.FOLDER_NOT_WRITABLE, path=str(self._note.parent)) from error
        self.other = self._foreign()
        since = clock.to_text(clock.now())
        self._note.write_text(json.dumps({**_who(), "since": since}), "utf-8")

    def release(self) -> None:
        """Lets others write."""
        if not self.taken_by():
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def taken_by(self) -> str:
        """Who holds the shop by the note, where that is somebody else in spite of the lock."""
        note = self._read()
        mine = _who()
        return "" if not note or all(note.get(key) == mine[key] for key in mine) else _said(note)

    def _foreign(self) -> str:
        """Another computer's note: it crashed there, or the drive's lock let two in."""
        note = self._read()
        return _said(note) if note and note.get("host") != platform.node() else ""

    def _holder(self) -> str:
        return _said(self._read())

    def _read(self) -> dict[str, object]:
        try:
            note = json.loads(self._note.read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return note if isinstance(note, dict) else {}


def _who() -> dict[str, object]:
    try:
        user = getpass.getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        user = ""
    return {"pid": os.getpid(), "host": platform.node(), "user": user}


def _said(note: dict[str, object]) -> str:
    """Computer, account and process, as a sentence names the holder."""
    parts = (str(note.get(key) or "") for key in ("host", "user", "pid"))
    return ", ".join(part for part in parts if part) or "?"


def call_file(data: DataPaths) -> Path:
    """The file that the open window watches: touching it brings that window to the front."""
    return data.root / "show-window"


def call_holder(data: DataPaths) -> None:
    """Asks the window that has this shop open to come to the front."""
    call_file(data).write_text(clock.to_text(clock.now()), "utf-8")
