"""An error as the log and the crash report show it: where it happened and its kind, never its data.

An exception's message often holds what the program had in its hands: a name, a number, a buyer's
file. So messages go, but for the few that can't hold any: the operating system's own words, the
database's name for a fault and its broken constraint, what Python says of types and attributes.
"""

from __future__ import annotations

import os
import re
import traceback
from pathlib import Path
from types import TracebackType

_MOST_LINKS = 10
_MOST_FRAMES = 60
_CONSTRAINT = re.compile(r"\w+(?: \w+)? constraint failed(?:: [\w.]+(?:, [\w.]+)*)?", re.ASCII)
_OF_PYTHON = (AttributeError, TypeError, NameError)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_NAME = re.compile(r"['\"][A-Za-z_][A-Za-z_.]*['\"]", re.ASCII)
_WORDS = re.compile(r"[A-Za-z_ .,:()0-9\-'\"]{1,160}", re.ASCII)
_LONG = re.compile(r"\d{4,}")
_ROOTS = ("desktop_app", "site-packages", "lib", "tests")


def trace_of(error: BaseException, trace: TracebackType | None = None) -> str:
    """The error and those that led to it, the first of them on top."""
    parts: list[str] = []
    seen: set[int] = set()
    link: BaseException | None = error
    while link is not None and id(link) not in seen and len(parts) < _MOST_LINKS:
        seen.add(id(link))
        parts.append(_one(link, (link is error and trace) or link.__traceback__))
        link = link.__cause__ or (None if link.__suppress_context__ else link.__context__)
    return "\nthen:\n".join(reversed(parts))


def said(error: BaseException) -> str:
    """The kind of an error with as much of its message as can't be anybody's data."""
    words = _safe_words(error)
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def without_home(text: str) -> str:
    """The text without the person's own folder, whose name may be theirs."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


def _one(error: BaseException, trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace, limit=-_MOST_FRAMES)
    lines = [f"  {_place(one.filename)}:{one.lineno} {one.name}\n    {one.line}" for one in frames]
    if isinstance(error, BaseExceptionGroup):
        lines += [f"  one of them: {said(inner)}" for inner in error.exceptions[:_MOST_LINKS]]
    return "\n".join([*lines, said(error)])


def _safe_words(error: BaseException) -> str:
    code = getattr(error, "sqlite_errorname", None) or _inner_code(error)
    if code:
        broken = _CONSTRAINT.search(str(error))
        return f"{code} {broken[0]}" if broken else str(code)
    if isinstance(error, OSError) and error.errno is not None:
        return f"[{error.errno}] {os.strerror(error.errno)}"
    if type(error) in _OF_PYTHON:
        return _of_python(str(error))
    return ""


def _inner_code(error: BaseException) -> object:
    """Peewee raises its own error in the place of the driver's, which it keeps."""
    links = (error.__cause__, error.__context__, *error.args)
    if not type(error).__module__.startswith("peewee"):
        return None
    return next((code for link in links if (code := getattr(link, "sqlite_errorname", None))), None)


def _of_python(text: str) -> str:
    """Python's words of types and attributes; any other quotation, number or script goes."""
    text = _QUOTED.sub(lambda found: found[0] if _NAME.fullmatch(found[0]) else "'…'", text)
    plain = text.replace("'…'", "''")
    known = "object" in text or "argument" in text or "not defined" in text or "expected" in text
    return text if known and _WORDS.fullmatch(plain) and not _LONG.search(plain) else ""


def _place(filename: str) -> str:
    """The file from the program's or the library's folder on."""
    parts = Path(filename).parts
    for root in _ROOTS:
        if root in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(root) :])
    return parts[-1] if parts else "?"
