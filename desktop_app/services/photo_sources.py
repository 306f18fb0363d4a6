"""What lies in the files and folders that somebody dropped: each file once, junk counted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason, UserError
from desktop_app.services.file_kinds import is_junk

_JUNK_FOLDERS = frozenset({"__macosx", "@eadir", "$recycle.bin", "system volume information"})


@dataclass(frozen=True)
class Refusal:
    """A source that wasn't taken, and why."""

    source: str
    error: UserError


@dataclass
class Found:
    """The files to take, in a fixed order; what was passed over as junk; what can't be taken."""

    files: list[Path] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def gather(sources: Iterable[Path], data: Path) -> Found:
    """All files of the sources, folders walked in order of names.

    A folder is entered once however many links lead to it, so loops end. What lies in the
    shop's own folder ``data`` is refused: the archive is never copied onto itself (hostile 16).
    """
    return _Walk(data.resolve()).through(sources)


class _Walk:
    def __init__(self, data: Path) -> None:
        self._data = data
        self._found = Found()
        self._entered: set[Path] = set()

    def through(self, sources: Iterable[Path]) -> Found:
        for source in sources:
            self._take(source)
        return self._found

    def _take(self, path: Path) -> None:
        try:
            real = path.resolve(strict=True)
        except OSError as error:
            self._refuse(path, paths.from_os_error(error, path))
        except RuntimeError:  # Python 3.11 and 3.12: a link that leads to itself
            self._refuse(path, FileTrouble(Reason.FILE_UNREADABLE, path=path.name))
        else:
            self._take_real(path, real)

    def _take_real(self, path: Path, real: Path) -> None:
        if real == self._data or self._data in real.parents:
            self._refuse(path, FileTrouble(Reason.SOURCE_IN_ARCHIVE, path=path.name))
        elif real.is_dir():
            self._enter(path, real)
        elif is_junk(path.name):
            self._found.skipped.append(str(path))
        else:
            self._found.files.append(path)

    def _enter(self, path: Path, real: Path) -> None:
        if real in self._entered:
            return
        self._entered.add(real)
        try:
            inside = sorted(_names(real))
        except OSError as error:
            self._refuse(path, paths.from_os_error(error, path))
            return
        for name in inside:
            if name.startswith(".") or name.casefold() in _JUNK_FOLDERS:
                self._found.skipped.append(str(path / name))
            else:
                self._take(path / name)

    def _refuse(self, path: Path, error: UserError) -> None:
        self._found.refused.append(Refusal(str(path), error))


def _names(folder: Path) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry.name
