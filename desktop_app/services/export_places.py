"""Where copies go out to: a folder, or one ZIP file; nothing that is there is overwritten."""

from __future__ import annotations

import contextlib
import os
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.services.photo_files import PART


class Place(Protocol):
    """Takes copies under names of their own; says where each went."""

    def write(self, stem: str, suffix: str, content: bytes) -> Path: ...

    def copy(self, stem: str, suffix: str, source: Path) -> Path: ...


@contextlib.contextmanager
def at(out: Path) -> Iterator[Place]:
    """The folder ``out``, made if missing, or a new ZIP file where the name ends in ``.zip``.

    A ZIP has its name only when it is whole. Raises FileTrouble for a folder that can't be
    written, a ZIP that is there already (FILE_EXISTS), a full disk.
    """
    zipped = out.suffix.lower() == ".zip"
    folder = out.parent if zipped else out
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FileTrouble(Reason.FOLDER_NOT_WRITABLE, path=str(folder)) from error
    if not zipped:
        yield _Folder(out)
        return
    if out.exists():
        raise FileTrouble(Reason.FILE_EXISTS, path=out.name)
    with _whole_or_nothing(out) as part, zipfile.ZipFile(part, "w") as file:
        yield _Zip(file, out)


class _Folder:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, stem: str, suffix: str, content: bytes) -> Path:
        target = self._free(stem, suffix)
        paths.write_atomically(target, content)
        return target

    def copy(self, stem: str, suffix: str, source: Path) -> Path:
        target = self._free(stem, suffix)
        with _whole_or_nothing(target) as part:
            shutil.copyfile(source, part)
        return target

    def _free(self, stem: str, suffix: str) -> Path:
        target, number = self._folder / (stem + suffix), 1
        while target.exists():
            number += 1
            target = self._folder / f"{stem}-{number}{suffix}"
        return target


class _Zip:
    def __init__(self, file: zipfile.ZipFile, target: Path) -> None:
        self._file = file
        self._target = target

    def write(self, stem: str, suffix: str, content: bytes) -> Path:
        self._file.writestr(stem + suffix, content)
        return self._target / (stem + suffix)

    def copy(self, stem: str, suffix: str, source: Path) -> Path:
        self._file.write(source, stem + suffix)
        return self._target / (stem + suffix)


@contextlib.contextmanager
def _whole_or_nothing(target: Path) -> Iterator[Path]:
    """A file beside the target that takes its place when the block ends well."""
    part = target.with_name(target.name + PART)
    try:
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        paths.replace(part, target)
    except OSError as error:
        raise paths.from_os_error(error, target) from error
    finally:
        part.unlink(missing_ok=True)
