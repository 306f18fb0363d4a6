"""Couriers' own forms: blanks and where what goes on them, kept with the shop's data.

The layout is a row of the database; the blank's pages and the file they came from lie in
``documents/forms/<code>/`` under names made from their content, so that a new blank never
overwrites the one that a layout still shows.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from desktop_app.core import clock, paths
from desktop_app.core.errors import BadValue, FileTrouble, NotFound, Reason
from desktop_app.core.kinds import Topic
from desktop_app.core.track import Track, everything
from desktop_app.documents.own_form import OWN_TEXT, FormLayout, FormPage, PlacedField
from desktop_app.documents.rows import Align
from desktop_app.models.base import fetch
from desktop_app.models.claims import Courier
from desktop_app.models.shops import ImportProfile
from desktop_app.services import couriers, form_blanks, kept_texts
from desktop_app.services.couriers import CourierRow
from desktop_app.services.form_blanks import Blank
from desktop_app.services.store import Changes, Store

__all__ = ["OWN_TEXT", "Align", "FormLayout", "FormPage", "PlacedField"]  # the window's way to them

PURPOSE = "claim_form"
MAX_NAME = 60
MAX_FIELDS = 300
LEAST_MM, MOST_MM = 20.0, 1000.0  # a page's sides
LEAST_SIZE, MOST_SIZE = 4.0, 72.0  # points
MOST_LINES = 60
MAX_TEXT = 500
MAX_OFFSET_MM = 50.0
# The program's own forms; `claim_sheets` knows what they are.
_CODE = re.compile(r"form-\d{1,9}")
RESERVED = frozenset({"zh", "en", "claim_sheet", "claim_letter"})


@dataclass(frozen=True)
class OwnForm:
    """A kept form. ``couriers`` are the names of those that get it by default."""

    code: str
    layout: FormLayout
    couriers: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What the person calls it."""
        return self.layout.name


def rows(store: Store) -> list[OwnForm]:
    """The kept forms by name."""
    with store.connection():
        query = ImportProfile.select().where(ImportProfile.purpose == PURPOSE)
        kept = [(row.name, row.mapping) for row in query.order_by(ImportProfile.name)]
        used: dict[str, list[str]] = {}
        for row in fetch(Courier.select().order_by(Courier.name), CourierRow):
            used.setdefault(row.form, []).append(couriers.name_of(row))
    return list(kept_texts.readable(kept, lambda name, data: _form(store, name, data, used)))


def find(store: Store, text: str) -> OwnForm | None:
    """The form of that code or name, if there is one."""
    wanted = text.strip()
    return next((form for form in rows(store) if wanted in (form.code, form.name)), None)


def get(store: Store, text: str) -> OwnForm:
    """The form of that code or name. Raises NotFound."""
    found = find(store, text)
    if found is None:
        raise NotFound(Reason.FORM_UNKNOWN, value=text)
    return found


def create(
    store: Store,
    name: str,
    files: Sequence[Path] = (),
    *,
    language: str = "zh_CN",
    track: Track = everything,
) -> OwnForm:
    """Keeps a new form without fields: on the pages of these files, else on bare A4.

    A form without a background is for paper that has it printed already. The files are copied
    in. Raises BadValue for a name that is empty, too long or taken, FileTrouble as
    `form_blanks.read` does, and when the disk is full; then nothing is kept.
    """
    wanted = _name(store, name)
    code = _free_code(store)
    blank = form_blanks.read(files, track)
    pages = _keep(store, code, blank) or (FormPage(),)
    layout = FormLayout(name=wanted, pages=pages, language=language, preprinted=not blank.pages)
    with store.transaction() as tx:
        ImportProfile.create(
            purpose=PURPOSE, name=wanted, mapping=_text(code, layout), saved_at=clock.now()
        )
        _touch(tx)
    return OwnForm(code, layout)


def save(store: Store, code: str, layout: FormLayout) -> OwnForm:
    """Keeps a form's layout, its name among it.

    Raises NotFound, and BadValue for a name as `create`, a field that there isn't, or one
    that lies outside its page.
    """
    before = get(store, code)
    named = replace(layout, name=_name(store, layout.name, before.name))
    _check(named)
    with store.transaction() as tx:
        ImportProfile.update(
            name=named.name, mapping=_text(before.code, named), saved_at=clock.now()
        ).where(ImportProfile.purpose == PURPOSE, ImportProfile.name == before.name).execute()
        _touch(tx)
    return replace(before, layout=named)


def rename(store: Store, code: str, name: str) -> OwnForm:
    """Gives a form another name. Raises as `save`."""
    return save(store, code, replace(get(store, code).layout, name=name))


def rebase(store: Store, code: str, files: Sequence[Path], *, track: Track = everything) -> OwnForm:
    """Puts another blank under the fields, such as the courier's new edition.

    Fields on pages that the new blank doesn't have come onto its last; those beside its paper
    are moved onto it. Raises as `create`.
    """
    before = get(store, code)
    blank = form_blanks.read(files, track)
    pages = _keep(store, before.code, blank) or (FormPage(),)
    fields = tuple(onto(placed, pages) for placed in before.layout.fields)
    made = save(store, before.code, replace(before.layout, pages=pages, fields=fields))
    _sweep(store, before.code, _named(blank))
    return made


def remove(store: Store, code: str) -> None:
    """Forgets a form and its blank; couriers that had it get the program's own again.

    Sheets that were written on it stay. Raises NotFound.
    """
    form = get(store, code)
    fallback = "en" if form.layout.language == "en" else "zh"
    with store.transaction() as tx:
        ImportProfile.delete().where(
            ImportProfile.purpose == PURPOSE, ImportProfile.name == form.name
        ).execute()
        Courier.update(form=fallback).where(Courier.form == form.code).execute()
        _touch(tx)
    _sweep(store, form.code, ())
    with contextlib.suppress(OSError):
        _folder(store, form.code).rmdir()


def onto(placed: PlacedField, pages: Sequence[FormPage]) -> PlacedField:
    """The field moved, and made narrower, as far as it takes to lie on its page."""
    number = min(placed.page, len(pages) - 1)
    page = pages[number]
    width = min(placed.width_mm, page.width_mm)
    x = min(max(0.0, placed.x_mm), page.width_mm - width)
    y = min(max(0.0, placed.y_mm), max(0.0, page.height_mm - placed.height_mm))
    return replace(placed, page=number, x_mm=x, y_mm=y, width_mm=width)


def _touch(tx: Changes) -> None:
    """Whoever lists forms hears of it: the couriers' page has them to choose from."""
    tx.touch(Topic.SETTINGS)
    tx.touch(Topic.COURIERS)


def _name(store: Store, name: str, own: str = "") -> str:
    wanted = " ".join(name.split())
    if not wanted:
        raise BadValue(Reason.VALUE_MISSING, field="name")
    if len(wanted) > MAX_NAME:
        raise BadValue(Reason.VALUE_TOO_LONG, value=wanted[:40], limit=MAX_NAME)
    taken = {text.casefold() for form in rows(store) for text in (form.name, form.code)}
    if wanted != own and wanted.casefold() in (taken - {own.casefold()}) | RESERVED:
        raise BadValue(Reason.FORM_NAME_TAKEN, value=wanted)
    return wanted


def _check(layout: FormLayout) -> None:
    if len(layout.fields) > MAX_FIELDS:
        raise BadValue(Reason.VALUE_TOO_LONG, value=layout.name, limit=MAX_FIELDS)
    for page in layout.pages:
        for side in (page.width_mm, page.height_mm):
            _within(side, LEAST_MM, MOST_MM)
    for offset in (layout.offset_x_mm, layout.offset_y_mm):
        _within(offset, -MAX_OFFSET_MM, MAX_OFFSET_MM)
    for placed in layout.fields:
        _check_field(placed, layout.pages)


def _check_field(placed: PlacedField, pages: Sequence[FormPage]) -> None:
    from desktop_app.documents import own_form_fields

    if not _is_known(placed.field, placed.way):
        raise BadValue(Reason.UNKNOWN_KIND, value=placed.field, allowed=placed.way)
    _within(placed.size, LEAST_SIZE, MOST_SIZE)
    _within(placed.lines, 1, MOST_LINES)
    if len(placed.text) > MAX_TEXT:
        raise BadValue(Reason.VALUE_TOO_LONG, value=placed.text[:40], limit=MAX_TEXT)
    on_paper = 0 <= placed.page < len(pages) and placed.width_mm > 0
    if not on_paper or _differs(onto(placed, pages), placed):
        title = own_form_fields.title(placed.field, placed.way)
        raise BadValue(Reason.FORM_FIELD_OUTSIDE, value=title)


def _differs(one: PlacedField, other: PlacedField) -> bool:
    pairs = (
        *((one.x_mm, other.x_mm), (one.y_mm, other.y_mm)),
        (one.width_mm, other.width_mm),
    )
    return any(abs(first - second) > 0.01 for first, second in pairs)  # noqa: PLR2004 - mm: what a float loses


def _within(value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise BadValue(Reason.FORM_MEASURE, value=f"{value:g}", least=least, most=most)


def _is_known(field: str, way: str) -> bool:
    from desktop_app.documents import own_form_fields

    return field in own_form_fields.FIELDS and way in own_form_fields.ways(field)


def _free_code(store: Store) -> str:
    taken = {text.casefold() for form in rows(store) for text in (form.code, form.name)}
    number = 1
    while f"form-{number}" in taken or _folder(store, f"form-{number}").exists():
        number += 1
    return f"form-{number}"


def _folder(store: Store, code: str) -> Path:
    return store.paths.documents / "forms" / code


def _keep(store: Store, code: str, blank: Blank) -> tuple[FormPage, ...]:
    """Writes the blank's files, file first; a layout names them afterwards."""
    folder = _folder(store, code)
    try:
        paths.private_dir(folder)
    except OSError as error:
        raise FileTrouble(Reason.FOLDER_NOT_WRITABLE, path=folder.name) from error
    for name, content in _named(blank).items():
        if not (folder / name).exists():
            paths.write_atomically(folder / name, content)
    return tuple(
        FormPage(page.width_mm, page.height_mm, folder / _file_name(page.jpeg, ".jpg"))
        for page in blank.pages
    )


def _named(blank: Blank) -> dict[str, bytes]:
    named = {_file_name(page.jpeg, ".jpg"): page.jpeg for page in blank.pages}
    sources = {_file_name(one.content, f"-blank{one.suffix}"): one.content for one in blank.sources}
    return {**sources, **named}


def _file_name(content: bytes, ending: str) -> str:
    return hashlib.sha256(content).hexdigest()[:20] + ending


def _sweep(store: Store, code: str, kept: Collection[str]) -> None:
    """Takes away files that no layout names any more; one that is held stays, and does no harm."""
    with contextlib.suppress(OSError):
        for file in _folder(store, code).iterdir():
            if file.name not in kept:
                with contextlib.suppress(OSError):
                    file.unlink()


def _text(code: str, layout: FormLayout) -> str:
    data: dict[str, Any] = {
        "code": code,
        "language": layout.language,
        "preprinted": layout.preprinted,
        "offset": [layout.offset_x_mm, layout.offset_y_mm],
        "photos": layout.photos,
        "pages": [
            {
                "size": [page.width_mm, page.height_mm],
                "file": page.background.name if page.background else "",
            }
            for page in layout.pages
        ],
        "fields": [{**asdict(placed), "align": placed.align.value} for placed in layout.fields],
    }
    return json.dumps(data, ensure_ascii=False)


def _form(
    store: Store, name: str, data: Mapping[str, Any], used: Mapping[str, Sequence[str]]
) -> OwnForm:
    code = str(data["code"])
    if not _CODE.fullmatch(code):  # it names a folder
        raise ValueError(code)
    folder = _folder(store, code)
    pages = tuple(
        FormPage(
            width_mm=page["size"][0],
            height_mm=page["size"][1],
            background=folder / Path(page["file"]).name if page["file"] else None,
        )
        for page in data["pages"]
    )
    layout = FormLayout(
        name=name,
        pages=pages,
        fields=tuple(_placed(field) for field in data["fields"]),
        language=data["language"],
        preprinted=data["preprinted"],
        offset_x_mm=data["offset"][0],
        offset_y_mm=data["offset"][1],
        photos=data["photos"],
    )
    _check(layout)
    return OwnForm(code, layout, tuple(used.get(code, ())))


def _placed(data: Mapping[str, Any]) -> PlacedField:
    return PlacedField(**{**data, "align": Align(data["align"])})
