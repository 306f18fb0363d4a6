"""Small upright copies of photos, kept by the photo's sha256 so that they never go stale."""

from __future__ import annotations

import contextlib
from pathlib import Path

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import Medium
from desktop_app.core.paths import DataPaths
from desktop_app.models.photos import Photo
from desktop_app.services import photo_files, pictures
from desktop_app.services.store import Store

SHEET_SIDE = 1000
SCREEN_SIDE = 2400


def thumbnail(store: Store, photo_id: int) -> Path | None:
    """The photo's thumbnail (upright JPEG within 256 px), made when it is missing.

    None for what has no picture: a video, a document, a damaged or too large photo, or a file
    that isn't there.
    """
    photo = _photo(store, photo_id)
    if photo is None:
        return None
    kept = path_of(store.paths, photo.sha256)
    return kept if kept.is_file() else _made(store, photo, kept, pictures.THUMB_SIDE)


def copy_of(store: Store, photo_id: int, side: int = SCREEN_SIDE) -> Path | None:
    """An upright JPEG of the photo within ``side`` px, turned as the person turned it.

    Made at first use and kept. None as for `thumbnail`.
    """
    photo = _photo(store, photo_id)
    if photo is None:
        return None
    folder = store.paths.thumbs.parent / f"copies-{side}" / photo.sha256[:2]
    kept = folder / f"{photo.sha256}-{photo.turned}.jpg"
    return kept if kept.is_file() else _made(store, photo, kept, side, photo.turned)


def path_of(data: DataPaths, sha256: str) -> Path:
    """Where the thumbnail of these bytes lies, if it was made."""
    return data.thumbs / sha256[:2] / f"{sha256}.jpg"


def keep(target: Path, jpeg: bytes) -> None:
    """Writes a small copy into the cache; a cache that can't be written stays without it."""
    with contextlib.suppress(OSError, FileTrouble):
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        part = target.with_suffix(photo_files.PART)
        part.write_bytes(jpeg)
        paths.private_file(part)
        paths.replace(part, target)


def _photo(store: Store, photo_id: int) -> Photo | None:
    with store.connection():
        found: Photo | None = Photo.get_or_none(
            Photo.id == photo_id, Photo.medium == Medium.PHOTO.value
        )
    return found


def _made(store: Store, photo: Photo, target: Path, side: int, turned: int = 0) -> Path | None:
    source = store.paths.absolute(photo.stored)
    try:
        kind = photo_files.kind_of(source)
        if kind is None:
            return None
        picture = pictures.upright(source, kind, side, turned)
    except FileTrouble as error:
        if error.reason not in {Reason.NOT_A_PICTURE, Reason.PICTURE_TOO_LARGE}:
            raise
        return None
    except OSError:
        return None
    if picture is None:
        return None
    keep(target, pictures.as_jpeg(picture))
    return target if target.is_file() else None
