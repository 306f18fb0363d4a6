"""Copies of photos for upload: upright, without place and camera, within the platform's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core import names, paths
from desktop_app.core.errors import BadValue, FileTrouble, Reason
from desktop_app.core.kinds import Medium
from desktop_app.core.track import Track, everything
from desktop_app.services import export_places, photo_files, photo_rows, pictures, rule_files
from desktop_app.services.photo_rows import PhotoFilter, PhotoRow
from desktop_app.services.photo_sources import Refusal
from desktop_app.services.rule_files import Entries
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_QUALITIES = (90, 82, 74, 66, 58, 50)
_SMALLER = 0.8
_SMALLEST_SIDE = 240
_FEWEST_BYTES = 20_000
_STOPPERS = frozenset({Reason.DISK_FULL, Reason.FOLDER_NOT_WRITABLE})


@dataclass(frozen=True)
class Limits:
    """What an upload takes: longest side in px, bytes a file, photos at once (0: not known).

    ``checked`` says that the shop has looked them up.
    """

    max_side: int
    max_bytes: int
    max_photos: int = 0
    checked: bool = False


@dataclass
class ExportReport:
    """``written`` are the copies' names in their order; ``refused`` photos couldn't be shown."""

    written: list[Path] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)


def limits_for(target: str, max_side: int | None = None, max_bytes: int | None = None) -> Limits:
    """The limits of a platform (its code), of ``courier``, or else the careful ones for all.

    Raises BadValue for a side under 240 px or a size under 20,000 bytes: no photo is left then.
    """
    rules = _rules()
    table = rules.table(target if target in rules.values else "default")
    limits = Limits(
        table.number("max_side"),
        table.number("max_bytes"),
        table.number("max_photos"),
        table.yes("checked"),
    )
    limits = replace(limits, max_side=max_side or limits.max_side)
    limits = replace(limits, max_bytes=max_bytes or limits.max_bytes)
    for value, least in ((limits.max_side, _SMALLEST_SIDE), (limits.max_bytes, _FEWEST_BYTES)):
        if value < least:
            raise BadValue(Reason.LIMIT_TOO_SMALL, value=value, least=least)
    return limits


def of_case(store: Store, case_id: int, *, marked: bool = True) -> list[int]:
    """The photos of a case that go out, in their order there; see `chosen`."""
    wanted = PhotoFilter(case_id=case_id)
    return chosen(store, sorted(photo_rows.ids(store, wanted)), marked=marked)


def of_claim(store: Store, claim_id: int, *, marked: bool = True) -> list[int]:
    """The photos of a claim that go out."""
    wanted = PhotoFilter(claim_id=claim_id)
    return chosen(store, sorted(photo_rows.ids(store, wanted)), marked=marked)


def chosen(store: Store, photo_ids: Sequence[int], *, marked: bool = True) -> list[int]:
    """With ``marked``, copies that were marked (blurred) go in place of their originals."""
    rows = photo_rows.rows(store, photo_ids)
    replaced = {row.marked_from_id for row in rows if row.marked_from_id} if marked else set()
    return [row.id for row in rows if row.id not in replaced]


def export(
    store: Store,
    photo_ids: Sequence[int],
    out: Path,
    limits: Limits,
    *,
    prefix: str = "",
    track: Track = everything,
) -> ExportReport:
    """Writes numbered copies into the folder ``out``, or into one ZIP when it ends in ``.zip``.

    Copies are JPEG, upright, turned as the person turned them, without any metadata. Videos and
    documents go along as they are. Nothing that is there is overwritten. Raises FileTrouble
    when ``out`` can't be written.
    """
    report = ExportReport()
    rows = photo_rows.rows(store, photo_ids)
    width = max(2, len(str(len(rows))))
    with export_places.at(out) as place:
        for number, row in enumerate(track(rows), 1):
            stem = names.safe(f"{prefix or row.buyer}_{number:0{width}d}")
            source = store.paths.absolute(row.stored)
            try:
                if row.medium == Medium.PHOTO.value:
                    written = place.write(stem, ".jpg", _copy(source, row, limits))
                else:
                    written = place.copy(stem, source.suffix, source)
            except FileTrouble as error:
                if error.reason in _STOPPERS:
                    raise
                report.refused.append(Refusal(row.stored, error))
            else:
                report.written.append(written)
    return report


def fitted(picture: Picture, limits: Limits) -> bytes:
    """The picture as a JPEG within the limits: less quality first, then fewer pixels."""
    while True:
        for quality in _QUALITIES:
            jpeg = pictures.as_jpeg(picture, quality)
            if len(jpeg) <= limits.max_bytes:
                return jpeg
        size = tuple(max(1, round(length * _SMALLER)) for length in picture.size)
        picture = picture.resize((size[0], size[1]))


def _copy(source: Path, row: PhotoRow, limits: Limits) -> bytes:
    try:
        kind = photo_files.kind_of(source)
        picture = pictures.upright(source, kind, limits.max_side, row.turned) if kind else None
    except OSError as error:
        raise paths.from_os_error(error, source) from error
    if picture is None:
        raise FileTrouble(Reason.NOT_A_PICTURE, path=source.name)
    return fitted(picture, limits)


@cache
def _rules() -> Entries:
    return rule_files.read(paths.resources() / "rules" / "platforms_evidence.toml")
