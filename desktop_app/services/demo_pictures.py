"""The demo shop's photos, drawn: parcels, waybills with real barcodes, damage, scales."""

from __future__ import annotations

import io
import random
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from desktop_app.core import paths
from desktop_app.core.kinds import EvidenceRole

if TYPE_CHECKING:
    from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 900)
_BENCH = (112, 104, 96)
_CARD = (186, 146, 98)
_TAPE = (214, 186, 132)
_HALF = 0.5
_INK = (38, 34, 30)


def draw(role: EvidenceRole, tracking: str, words: str, taken: datetime, seed: int) -> bytes:
    """A JPEG of what the role shows, with the time in its EXIF as a phone writes it (no zone)."""
    from PIL import Image, ImageDraw

    dice = random.Random(seed)  # noqa: S311 - a drawing needs no secrets
    picture = Image.new("RGB", SIZE, _ground(dice))
    pen = ImageDraw.Draw(picture)
    _clutter(pen, dice)
    _DRAWINGS.get(role, _parcel)(picture, pen, dice, (tracking, words))
    if role is not EvidenceRole.CHAT:  # a screenshot is straight
        picture = _by_hand(picture, dice)
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Demo", "Demo phone"
    exif.get_ifd(0x8769)[0x9003] = taken.strftime("%Y:%m:%d %H:%M:%S")
    picture.save(out, "JPEG", quality=82, exif=exif)
    return out.getvalue()


_Texts = tuple[str, str]


def _ground(dice: random.Random) -> tuple[int, int, int]:
    red, green, blue = (shade + dice.randint(-14, 14) for shade in _BENCH)
    return red, green, blue


def _clutter(pen: ImageDraw.ImageDraw, dice: random.Random) -> None:
    """What lies about on a packing bench; no two look alike."""
    for _thing in range(dice.randint(5, 11)):
        x, y = dice.randrange(SIZE[0]), dice.randrange(SIZE[1])
        wide, high = dice.randint(60, 420), dice.randint(60, 420)
        shade = dice.randint(50, 220)
        tint = (
            shade,
            min(255, shade + dice.randint(-30, 40)),
            min(255, shade + dice.randint(-30, 50)),
        )
        shape = pen.ellipse if dice.random() < _HALF else pen.rectangle
        shape((x - wide // 2, y - high // 2, x + wide // 2, y + high // 2), fill=tint)


def _by_hand(picture: Image.Image, dice: random.Random) -> Image.Image:
    """As a phone takes it: a little askew, nearer or farther."""
    from PIL import Image

    turned = picture.rotate(dice.uniform(-5, 5), Image.Resampling.BICUBIC, fillcolor=_ground(dice))
    margin = dice.randint(0, 70)
    left, top = dice.randint(0, margin * 2), dice.randint(0, margin * 2)
    box = (left, top, SIZE[0] - margin * 2 + left, SIZE[1] - margin * 2 + top)
    return turned.crop(box).resize(SIZE, Image.Resampling.BICUBIC)


def _parcel(
    _picture: Image.Image, pen: ImageDraw.ImageDraw, dice: random.Random, texts: _Texts
) -> None:
    left, top = 180 + dice.randint(-40, 40), 200 + dice.randint(-30, 30)
    pen.polygon(
        [(left, top), (left + 90, top - 90), (left + 880, top - 90), (left + 790, top)],
        fill=(204, 164, 114),
    )
    pen.polygon(
        [
            (left + 790, top),
            (left + 880, top - 90),
            (left + 880, top + 410),
            (left + 790, top + 500),
        ],
        fill=(150, 114, 74),
    )
    pen.rectangle((left, top, left + 790, top + 500), fill=_CARD)
    pen.rectangle((left + 350, top, left + 430, top + 500), fill=_TAPE)
    pen.text((left + 40, top + 420), texts[1], font=_font(40), fill=_INK)


def _waybill(
    picture: Image.Image, pen: ImageDraw.ImageDraw, dice: random.Random, texts: _Texts
) -> None:
    _parcel(picture, pen, dice, texts)
    pen.rectangle((260, 250, 900, 700), fill=(250, 250, 248), outline=_INK, width=3)
    pen.text((290, 270), "快递面单（演示）", font=_font(38), fill=_INK)
    picture.paste(_barcode(texts[0], 580, 140), (290, 340))
    pen.text((330, 490), texts[0], font=_font(40), fill=_INK)
    pen.line((260, 560, 900, 560), fill=_INK, width=2)
    pen.text((290, 580), texts[1], font=_font(34), fill=_INK)


def _damage(
    picture: Image.Image, pen: ImageDraw.ImageDraw, dice: random.Random, texts: _Texts
) -> None:
    _parcel(picture, pen, dice, texts)
    right, low = 900 + dice.randint(-20, 20), 640 + dice.randint(-20, 20)
    pen.polygon(
        [
            (right, low - 190),
            (right + 60, low + 60),
            (right - 230, low + 50),
            (right - 90, low - 60),
        ],
        fill=(92, 66, 40),
    )
    for _crack in range(7):
        start = (right - dice.randint(40, 160), low - dice.randint(0, 120))
        end = (start[0] - dice.randint(60, 240), start[1] - dice.randint(-60, 160))
        pen.line((*start, *end), fill=(70, 50, 30), width=dice.randint(3, 7))
    pen.ellipse((right - 260, low - 230, right + 90, low + 90), outline=(205, 40, 30), width=9)


def _scale(
    picture: Image.Image, pen: ImageDraw.ImageDraw, dice: random.Random, texts: _Texts
) -> None:
    _parcel(picture, pen, dice, texts)
    pen.rounded_rectangle((150, 660, 1050, 880), 24, fill=(58, 62, 68))
    pen.rounded_rectangle((400, 700, 800, 840), 12, fill=(198, 216, 190))
    pen.text((440, 716), texts[1], font=_font(88), fill=(24, 40, 24))


def _chat(
    _picture: Image.Image, pen: ImageDraw.ImageDraw, _dice: random.Random, texts: _Texts
) -> None:
    pen.rectangle((0, 0, *SIZE), fill=(240, 241, 243))
    lines = (texts[1], "您好，麻烦发一下面单和破损处的照片", "已经拍了，请看", "收到，马上为您处理")
    for place, line in enumerate(lines):
        ours = place % 2 == 1
        width = _font(36).getlength(line) + 60
        left = SIZE[0] - 60 - width if ours else 60.0
        box = (left, 90 + place * 180, left + width, 190 + place * 180)
        pen.rounded_rectangle(box, 18, fill=(168, 226, 150) if ours else (255, 255, 255))
        pen.text((left + 30, 112 + place * 180), line, font=_font(36), fill=_INK)


def _proof(
    _picture: Image.Image, pen: ImageDraw.ImageDraw, _dice: random.Random, texts: _Texts
) -> None:
    pen.rectangle((160, 60, 1040, 840), fill=(255, 255, 255))
    pen.text((220, 110), "订单截图（演示）", font=_font(46), fill=_INK)
    for place, line in enumerate(
        (f"运单号 {texts[0]}", texts[1], "交易状态：已发货", "付款方式：在线支付")
    ):
        pen.text((220, 230 + place * 110), line, font=_font(40), fill=_INK)
        pen.line((220, 300 + place * 110, 980, 300 + place * 110), fill=(220, 220, 220), width=2)


_Drawing = Callable[["Image.Image", "ImageDraw.ImageDraw", random.Random, _Texts], None]
_DRAWINGS: dict[EvidenceRole, _Drawing] = {
    EvidenceRole.WAYBILL: _waybill,
    EvidenceRole.LABEL: _waybill,
    EvidenceRole.DAMAGE: _damage,
    EvidenceRole.WEIGHING: _scale,
    EvidenceRole.CHAT: _chat,
    EvidenceRole.VALUE_PROOF: _proof,
}


def _barcode(number: str, width: int, height: int) -> Image.Image:
    import zxingcpp
    from PIL import Image

    made = zxingcpp.create_barcode(number, zxingcpp.BarcodeFormat.Code128)
    picture = Image.fromarray(zxingcpp.write_barcode_to_image(made))
    return picture.convert("RGB").resize((width, height), Image.Resampling.NEAREST)


def _font(size: int) -> ImageFont.FreeTypeFont:
    from PIL import ImageFont

    file = max((paths.resources() / "fonts").glob("*.ttf"))
    return ImageFont.truetype(str(file), size)
