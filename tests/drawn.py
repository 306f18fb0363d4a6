"""Pictures that the photo tests draw for themselves."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw


def scene(seed: int = 1, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A picture with shapes of its own for each seed; its top left corner is red."""
    dice = random.Random(seed)  # noqa: S311 - pictures, not secrets
    picture = Image.new("RGB", size, (200, 210, 220))
    pen = ImageDraw.Draw(picture)
    for _ in range(14):
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        w, h = dice.randrange(20, size[0] // 2), dice.randrange(20, size[1] // 2)
        colour = tuple(dice.randrange(256) for _ in range(3))
        pen.ellipse((x - w // 2, y - h // 2, x + w // 2, y + h // 2), fill=colour)
    pen.rectangle((0, 0, size[0] // 4, size[1] // 4), fill=(230, 20, 20))
    return picture


def encoded(picture: Image.Image, form: str = "JPEG", **options: Any) -> bytes:
    """The picture's bytes in a format."""
    out = io.BytesIO()
    if form == "HEIF":
        from pillow_heif import register_heif_opener

        register_heif_opener()
    picture.save(out, form, **options)
    return out.getvalue()


def write(path: Path, seed: int = 1, form: str = "JPEG", **options: Any) -> Path:
    """A file with a picture in it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(encoded(scene(seed), form, **options))
    return path


def upside(picture: Image.Image) -> str:
    """Which corner is red: says how a picture lies."""
    rgb, (w, h) = picture.convert("RGB"), picture.size
    corners = {"top left": (8, 8), "top right": (w - 9, 8), "bottom left": (8, h - 9)}
    corners["bottom right"] = (w - 9, h - 9)
    red = {name: rgb.getpixel(spot) for name, spot in corners.items()}
    return next((name for name, (r, g, b) in red.items() if r > 180 and g < 80 and b < 80), "?")
