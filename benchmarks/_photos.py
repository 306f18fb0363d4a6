"""Photos of 12 megapixels for the benchmarks: drawn once, each file different."""

from __future__ import annotations

import io
import os
from pathlib import Path

SIZE = (4000, 3000)
_DRAWN = 8


def count(usual: int) -> int:
    """How many photos to measure with: BENCH_PHOTOS, or ``usual``."""
    return int(os.environ.get("BENCH_PHOTOS", usual))


def draw(folder: Path, photos: int) -> list[Path]:
    """Writes so many different JPEG files of 12 megapixels, some 3 MB each, as phones make them."""
    folder.mkdir(parents=True, exist_ok=True)
    pictures = [_picture(seed) for seed in range(_DRAWN)]
    paths = []
    for number in range(photos):
        path = folder / f"IMG_{number:04}.jpg"
        comment = f"photo {number}".encode()
        block = b"\xff\xfe" + (len(comment) + 2).to_bytes(2, "big") + comment
        content = pictures[number % _DRAWN]
        path.write_bytes(content[:2] + block + content[2:])
        paths.append(path)
    return paths


def _picture(seed: int) -> bytes:
    from PIL import Image, ImageChops

    rough = Image.effect_noise((SIZE[0] // 4, SIZE[1] // 4), 70).resize(SIZE)
    fine = Image.effect_noise(SIZE, 6)
    grey = Image.blend(rough, fine, 0.5)
    shifted = [ImageChops.offset(grey, 97 * (seed + 1) * step) for step in (1, 2)]
    colour = Image.merge("RGB", (grey, *shifted))
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "bench", 1 + seed % 8
    exif.get_ifd(0x8769)[0x9003] = "2026:09:03 08:05:09"
    out = io.BytesIO()
    colour.save(out, "JPEG", quality=88, exif=exif)
    return out.getvalue()
