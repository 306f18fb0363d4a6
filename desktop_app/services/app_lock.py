"""The app lock: a password that is asked before the window shows anything.

It hides the window; it doesn't encrypt. Whoever can open the data folder can read what lies in it,
and can take the lock away by deleting its file: that is also the way for an owner who forgot the
password (docs/privacy.md). The password itself is never stored, only what scrypt made of it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import unicodedata
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from math import ceil
from pathlib import Path

from desktop_app.core import clock, paths
from desktop_app.core.errors import BadValue, NotAllowed, Reason, StoreTrouble
from desktop_app.core.paths import DataPaths

SHORTEST = 4
MINUTES = (0, 1, 2, 5, 10, 15, 30, 60)
"""After how long without input the window locks itself; 0 is never."""
USUAL_MINUTES = 10
FREE_TRIES = 3
LONGEST_WAIT_S = 300
_NAME = "app-lock.json"
_MOST_MEMORY = 128 * 1024 * 1024
_LARGEST_FILE = 4096


@dataclass(frozen=True)
class _Lock:
    """What is stored: scrypt's parameters (RFC 7914), its salt and result in base64, the tries."""

    salt: str
    key: str
    n: int = 2**15
    r: int = 8
    p: int = 1
    minutes: int = USUAL_MINUTES
    wrong: int = 0
    wrong_at: str = ""


def is_on(data: DataPaths) -> bool:
    """Whether a password is asked here."""
    return _file(data).exists()


def minutes(data: DataPaths) -> int:
    """After how many minutes without input the window locks; 0 for never."""
    try:
        return _read(data).minutes if is_on(data) else 0
    except StoreTrouble:
        return USUAL_MINUTES


def put_on(data: DataPaths, password: str, after_minutes: int = USUAL_MINUTES) -> None:
    """Sets the password, or another one. Raises BadValue for a short one, FileTrouble."""
    if len(password) < SHORTEST:
        raise BadValue(Reason.LOCK_PASSWORD_SHORT, limit=SHORTEST)
    salt = secrets.token_bytes(16)
    lock = _Lock(_text(salt), "", minutes=after_minutes)
    _write(data, replace(lock, key=_text(_derived(lock, password))))


def change_minutes(data: DataPaths, after_minutes: int) -> None:
    """Another time without input. Raises StoreTrouble for a damaged file."""
    lock = _read(data)
    if lock.minutes != after_minutes:
        _write(data, replace(lock, minutes=after_minutes))


def take_off(data: DataPaths, password: str) -> None:
    """Ends the lock. Raises what `check` raises."""
    check(data, password)
    _file(data).unlink(missing_ok=True)


def check(data: DataPaths, password: str) -> None:
    """Returns for the right password.

    Raises NotAllowed: wrong, or asked again too soon, with the ``seconds`` to wait; StoreTrouble
    where the lock's file is damaged. Three tries are free, then the wait doubles up to five
    minutes; it holds over a new start.
    """
    lock = _read(data)
    wait = _wait_s(lock)
    if wait:
        raise NotAllowed(Reason.LOCK_WAITS, seconds=wait)
    if hmac.compare_digest(_derived(lock, password), _bytes(lock.key)):
        if lock.wrong:
            _write(data, replace(lock, wrong=0, wrong_at=""))
        return
    after = replace(lock, wrong=lock.wrong + 1, wrong_at=clock.to_text(clock.now()))
    _write(data, after)
    raise NotAllowed(Reason.LOCK_PASSWORD_WRONG, seconds=_wait_s(after))


def wait_s(data: DataPaths) -> int:
    """How many seconds the next try has to wait."""
    try:
        return _wait_s(_read(data)) if is_on(data) else 0
    except StoreTrouble:
        return 0


def _wait_s(lock: _Lock) -> int:
    """A clock that was set back makes nobody wait longer than the wait is."""
    over = lock.wrong - FREE_TRIES
    if over < 0 or not lock.wrong_at:
        return 0
    whole = min(LONGEST_WAIT_S, 1 << min(over + 1, 16))
    past = (clock.now() - clock.from_text(lock.wrong_at)) / timedelta(seconds=1)
    return min(whole, max(0, ceil(whole - past)))


def _derived(lock: _Lock, password: str) -> bytes:
    """The key for a password, however its accents were typed (Unicode NFKC)."""
    plain = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(
        plain, salt=_bytes(lock.salt), n=lock.n, r=lock.r, p=lock.p, maxmem=_MOST_MEMORY
    )


def _file(data: DataPaths) -> Path:
    return data.root / _NAME


def _read(data: DataPaths) -> _Lock:
    """The stored lock; a file that isn't one locks all the same (StoreTrouble)."""
    file = _file(data)
    try:
        with file.open("rb") as source:
            held = json.loads(source.read(_LARGEST_FILE))
        lock = _Lock(**held)
        sound = _is_sound(lock)
    except (OSError, ValueError, TypeError) as error:
        raise StoreTrouble(Reason.LOCK_DAMAGED, path=str(file)) from error
    if not sound:
        raise StoreTrouble(Reason.LOCK_DAMAGED, path=str(file))
    return lock


def _is_sound(lock: _Lock) -> bool:
    """Whether it can be reckoned with, in a bounded time and memory; raises ValueError too."""
    if any(type(value) is not type(getattr(_EMPTY, name)) for name, value in asdict(lock).items()):
        return False
    if lock.wrong_at:
        clock.from_text(lock.wrong_at)
    power = lock.n > 1 and lock.n & (lock.n - 1) == 0
    bounded = 0 < 128 * lock.n * lock.r * lock.p < _MOST_MEMORY and min(lock.r, lock.p) > 0
    whole = bool(_bytes(lock.key) and _bytes(lock.salt))
    return power and bounded and whole and lock.minutes >= 0 and lock.wrong >= 0


def _write(data: DataPaths, lock: _Lock) -> None:
    paths.write_atomically(_file(data), json.dumps(asdict(lock)).encode())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


_EMPTY = _Lock("", "")
