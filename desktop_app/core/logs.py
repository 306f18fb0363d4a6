"""The log: what the program did, never whom it did it for.

Whatever looks like a phone, an order or tracking number, or a path below the photo archive is
blotted out before it reaches the file; of errors only their kind and place are written (R41).
"""

from __future__ import annotations

import logging
import re
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

from desktop_app.core import paths
from desktop_app.core.traces import trace_of

_NUMBERS = re.compile(r"(?<![\w.])[A-Za-z]{0,4}\d{7,}[\d-]*")
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
_QUOTED = re.compile(r"'[^'\n]{1,200}'|\"[^\"\n]{1,200}\"")
_SPACED = re.compile(r"(?<![\w.])\+?\d[\d ()\-]{7,}\d")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+[\w.-]*")
_MEGABYTE = 1024 * 1024


def blotted(text: str) -> str:
    """The text without long numbers, mail addresses, Chinese words and quoted values."""
    text = _QUOTED.sub("'…'", text)
    text = _SPACED.sub("#", _MAIL.sub("…", text))
    return _HAN.sub("…", _NUMBERS.sub("#", text))


class _Blotter(logging.Formatter):
    @override
    def format(self, record: logging.LogRecord) -> str:
        """Line and trace; not by the base's way, which writes an error's message as it is."""
        record.message = record.getMessage()
        record.asctime = self.formatTime(record)
        return blotted(self.formatMessage(record)) + _traced(record)


def _traced(record: logging.LogRecord) -> str:
    error = record.exc_info[1] if record.exc_info else None
    if error is None:
        return ""
    trace = record.exc_info[2] if record.exc_info else None
    return "\n" + trace_of(error, trace)


def start(folder: Path) -> Path:
    """Begins the log in the shop's folder (5 files of 1 MB at most); returns the file."""
    paths.private_dir(folder)
    target = folder / "desk.log"
    handler = RotatingFileHandler(target, maxBytes=_MEGABYTE, backupCount=4, encoding="utf-8")
    handler.setFormatter(_Blotter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger("desktop_app")
    stop()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    root.propagate = False
    return target


def stop() -> None:
    """Closes the log's file."""
    root = logging.getLogger("desktop_app")
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
    root.propagate = True


def tail(file: Path, lines: int = 40) -> str:
    """The last lines of the log, for a crash report."""
    try:
        text = file.read_text("utf-8", errors="replace")
    except OSError:
        return ""
    return "\n".join(text.splitlines()[-lines:])
