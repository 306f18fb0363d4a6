"""Arrows, boxes, text and blur on a copy of a photo; the photo itself stays as it came.

Shapes are kept with the copy, so that it can be marked differently later. Places are parts of
the upright picture's width and height (0 to 1), whatever size the window showed it at.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum, unique
from typing import TYPE_CHECKING

from desktop_app.core import clock, paths
from desktop_app.core.errors import BadValue, FileTrouble, NotFound, Reason
from desktop_app.core.kinds import Medium
from desktop_app.models.photos import Photo
from desktop_app.models.shops import DoneAct
from desktop_app.services import photo_files, photo_imports, pictures
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from PIL.Image import Image as Picture
    from PIL.ImageDraw import ImageDraw as Pen

RED = "#e02020"
_SIDE = 4000
_LINE, _TEXT = 1 / 160, 1 / 28
_PIXELATED = 14
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_MAX_SHAPES, _MAX_TEXT = 200, 200


@unique
class ShapeKind(StrEnum):
    """What can be drawn."""

    ARROW = "arrow"
    BOX = "box"
    TEXT = "text"
    BLUR = "blur"


@dataclass(frozen=True)
class Shape:
    """One mark from a start to an end, in parts of width and height.

    An arrow points to its end; a box and a blurred region have the two as corners; a text
    begins at its start, with the height of the line as its size.
    """

    kind: ShapeKind
    x1: float
    y1: float
    x2: float
    y2: float
    text: str = ""
    colour: str = RED


def mark(store: Store, photo_id: int, shapes: Sequence[Shape]) -> int:
    """Saves a marked copy of a photo, linked to what the photo is linked to; returns its id.

    Marking a marked copy again begins from the original. What is blurred can't be made out
    again: it is coarsened before it is smoothed. Raises NotFound, BadValue for no shapes or wrong
    ones, FileTrouble for a photo that can't be decoded.
    """
    checked = [_checked(shape) for shape in shapes]
    if not checked or len(checked) > _MAX_SHAPES:
        raise BadValue(Reason.VALUE_MISSING, field="shapes")
    with store.connection():
        original = _original(photo_id)
        picture = _upright(store, original)
        draw(picture, checked)
        copy_id = photo_imports.import_marked(
            store, original.id, pictures.as_jpeg(picture, quality=92)
        )
        with store.transaction():
            DoneAct.delete().where(DoneAct.kind == _act(copy_id)).execute()
            DoneAct.create(
                kind=_act(copy_id),
                at=clock.now(),
                who=store.who,
                data=json.dumps([asdict(shape) for shape in checked], ensure_ascii=False),
            )
    return copy_id


def shapes_of(store: Store, photo_id: int) -> list[Shape]:
    """The shapes that a marked copy was drawn with; none for any other photo."""
    with store.connection():
        act = DoneAct.get_or_none(DoneAct.kind == _act(photo_id))
    found = json.loads(act.data) if act is not None else []
    return [Shape(**{**one, "kind": ShapeKind(one["kind"])}) for one in found]


def draw(picture: Picture, shapes: Sequence[Shape]) -> None:
    """Draws shapes on an RGB picture; what is blurred first, so that arrows stay clear."""
    from PIL import ImageDraw

    for shape in shapes:
        if shape.kind is ShapeKind.BLUR:
            _blur(picture, _corners(picture, shape))
    pen = ImageDraw.Draw(picture)
    width = max(2, round(max(picture.size) * _LINE))
    for shape in shapes:
        if shape.kind is ShapeKind.BOX:
            pen.rectangle(_corners(picture, shape), outline=shape.colour, width=width)
        elif shape.kind is ShapeKind.ARROW:
            _arrow(pen, _ends(picture, shape), shape.colour, width)
        elif shape.kind is ShapeKind.TEXT:
            _text(pen, picture, shape)


def _arrow(pen: Pen, ends: tuple[float, float, float, float], colour: str, width: int) -> None:
    x1, y1, x2, y2 = ends
    angle = math.atan2(y2 - y1, x2 - x1)
    length = width * 6
    neck = (x2 - math.cos(angle) * length * 0.8, y2 - math.sin(angle) * length * 0.8)
    pen.line((x1, y1, *neck), fill=colour, width=width)
    wings = [
        (x2 - math.cos(angle + turn) * length, y2 - math.sin(angle + turn) * length)
        for turn in (0.45, -0.45)
    ]
    pen.polygon([(x2, y2), *wings], fill=colour)


def _text(pen: Pen, picture: Picture, shape: Shape) -> None:
    from PIL import ImageFont

    x1, y1, _x2, y2 = _ends(picture, shape)
    size = round(abs(y2 - y1)) or round(max(picture.size) * _TEXT)
    file = paths.resources() / "fonts" / "NotoSansSC-Bold.ttf"
    font = ImageFont.truetype(str(file), max(10, size))
    edge = max(1, size // 12)
    pen.text(
        (x1, min(y1, y2)), shape.text, shape.colour, font, stroke_width=edge, stroke_fill="white"
    )


def _blur(picture: Picture, corners: tuple[int, int, int, int]) -> None:
    """Blocks so coarse that letters are gone for good, then smoothed for the eye."""
    from PIL import ImageFilter
    from PIL.Image import Resampling

    part = picture.crop(corners)
    block = max(2, max(picture.size) // 60, max(part.size) // _PIXELATED)
    coarse = (max(1, part.width // block), max(1, part.height // block))
    blocks = part.resize(coarse, Resampling.BOX).resize(part.size, Resampling.NEAREST)
    picture.paste(blocks.filter(ImageFilter.GaussianBlur(block / 3)), corners[:2])


def _ends(picture: Picture, shape: Shape) -> tuple[float, float, float, float]:
    width, height = picture.size
    return shape.x1 * width, shape.y1 * height, shape.x2 * width, shape.y2 * height


def _corners(picture: Picture, shape: Shape) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in whole pixels, at least one wide and high."""
    x1, y1, x2, y2 = _ends(picture, shape)
    left, top = math.floor(min(x1, x2)), math.floor(min(y1, y2))
    return left, top, max(left + 1, math.ceil(max(x1, x2))), max(top + 1, math.ceil(max(y1, y2)))


def _checked(shape: Shape) -> Shape:
    inside = all(0 <= part <= 1 for part in (shape.x1, shape.y1, shape.x2, shape.y2))
    text = shape.text.strip()[:_MAX_TEXT]
    if not inside or not _COLOUR.fullmatch(shape.colour):
        raise BadValue(Reason.UNKNOWN_KIND, value=shape.colour, allowed=f"0 … 1, {RED}")
    if shape.kind is ShapeKind.TEXT and not text:
        raise BadValue(Reason.VALUE_MISSING, field=shape.kind.value)
    return replace(shape, text=text)


def _original(photo_id: int) -> Photo:
    photo = Photo.get_or_none(Photo.id == photo_id, Photo.deleted_at.is_null())
    if photo is None:
        raise NotFound(Reason.PHOTO_UNKNOWN, value=photo_id)
    return photo.marked_from or photo


def _upright(store: Store, photo: Photo) -> Picture:
    source = store.paths.absolute(photo.stored)
    name = source.name
    try:
        kind = photo_files.kind_of(source)
        if kind is None or kind.medium is not Medium.PHOTO:
            raise FileTrouble(Reason.NOT_A_PICTURE, path=name)
        picture = pictures.upright(source, kind, _SIDE, photo.turned)
    except OSError as error:
        raise paths.from_os_error(error, source) from error
    if picture is None:
        raise FileTrouble(Reason.NOT_A_PICTURE, path=name)
    return picture


def _act(photo_id: int) -> str:
    return f"photo_marks {photo_id}"
