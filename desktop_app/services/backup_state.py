"""What the data folder remembers of its backups: where to, when the last went well, what failed.

It stands in a file of its own, not in the database: it is wanted just when that is damaged, and
a restored database must not bring back an old place.
"""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from desktop_app.core import clock, paths
from desktop_app.core.errors import FileTrouble, Reason, UserError
from desktop_app.core.paths import DataPaths

_FILE = "state.json"
_MOST_BYTES = 64 * 1024
_LOCK = threading.Lock()


@dataclass(frozen=True)
class BackupState:
    """For the Today page and the window of backups. Moments are UTC.

    ``place`` is None until a folder was chosen; ``last_ok_at`` is then the last snapshot of the
    database in the data folder. ``failed_at`` and ``reason`` are of a failure after the last
    success, ``reason_data`` is what its sentence needs (`error`). ``drill_at`` is when a restore
    was last tried out, ``drill_problems`` what it found.
    """

    last_ok_at: datetime | None = None
    failed_at: datetime | None = None
    reason: Reason | None = None
    place: Path | None = None
    drill_at: datetime | None = None
    drill_problems: int = 0
    local_at: datetime | None = None
    sealed: bool = False
    shop: str = ""
    reason_data: tuple[tuple[str, str], ...] = ()

    @property
    def error(self) -> UserError | None:
        """The failure, for its sentence (`core.texts.sentence`)."""
        return UserError(self.reason, **dict(self.reason_data)) if self.reason else None


def read(data: DataPaths) -> BackupState:
    """What is remembered; nothing where the file is missing or damaged."""
    try:
        with (data.backups / _FILE).open("rb") as file:
            found = json.loads(file.read(_MOST_BYTES))
        return _state(found) if isinstance(found, dict) else BackupState()
    except (OSError, ValueError, RecursionError):
        return BackupState()


def change(data: DataPaths, **changes: Any) -> BackupState:
    """Writes some of it anew. Raises FileTrouble when the data folder can't be written."""
    with _LOCK:
        state = replace(read(data), **changes)
        paths.private_dir(data.backups)
        content = json.dumps(_plain(state), ensure_ascii=False, indent=1)
        paths.write_atomically(data.backups / _FILE, content.encode())
    return state


def shop_id(data: DataPaths) -> str:
    """The shop's random id, by which its places know it; made when first asked for."""
    return read(data).shop or change(data, shop=uuid4().hex).shop


def distrust(data: DataPaths, place_id: str, kept: Iterable[str]) -> None:
    """Notes what a check found wrong at a place, so that the next backup copies it anew.

    Where the data folder can't be written, nothing is noted.
    """
    lines = sorted({one for one in kept if one.startswith("files/")} | distrusted(data, place_id))
    if lines and data.backups.is_dir():
        with contextlib.suppress(FileTrouble):
            paths.write_atomically(_doubts(data, place_id), "\n".join(lines).encode())


def distrusted(data: DataPaths, place_id: str) -> set[str]:
    """What was found wrong at a place and not copied anew since."""
    try:
        return set(_doubts(data, place_id).read_text("utf-8").splitlines())
    except (OSError, ValueError):
        return set()


def trust(data: DataPaths, place_id: str) -> None:
    """After a backup: all was looked at and copied anew that the shop still has."""
    with contextlib.suppress(OSError):
        _doubts(data, place_id).unlink(missing_ok=True)


def _doubts(data: DataPaths, place_id: str) -> Path:
    return data.backups / f"found-wrong-{place_id[:12]}.txt"


def _plain(state: BackupState) -> dict[str, Any]:
    moments = {name: getattr(state, name) for name in _MOMENTS}
    return {
        **{name: clock.to_text(moment) for name, moment in moments.items() if moment},
        "reason": state.reason.value if state.reason else "",
        "reason_data": dict(state.reason_data),
        "place": str(state.place) if state.place else "",
        "sealed": state.sealed,
        "drill_problems": state.drill_problems,
        "shop": state.shop,
    }


def _state(found: dict[str, Any]) -> BackupState:
    place, reason, data = found.get("place"), found.get("reason"), found.get("reason_data")
    problems = found.get("drill_problems")
    return BackupState(
        **{name: _moment(found.get(name)) for name in _MOMENTS},
        reason=Reason(reason) if reason in set(Reason) else None,
        reason_data=tuple(sorted(data.items())) if isinstance(data, dict) else (),
        place=Path(place) if isinstance(place, str) and place else None,
        sealed=found.get("sealed") is True,
        drill_problems=problems if isinstance(problems, int) else 0,
        shop=str(found.get("shop") or ""),
    )


def _moment(text: object) -> Any:
    with contextlib.suppress(ValueError):
        return clock.from_text(text) if isinstance(text, str) else None
    return None


_MOMENTS = ("last_ok_at", "failed_at", "drill_at", "local_at")
