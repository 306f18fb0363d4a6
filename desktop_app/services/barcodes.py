"""Barcodes in photos, and whose parcel they say it is: a waybill photo files itself.

Reading is slow beside importing (a photo of 12 megapixels takes some 0.1 to 0.4 s), so it is
done afterwards, in the background. What a code holds is a proposal, never a decision.
"""

from __future__ import annotations

import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from desktop_app.core import paths, waybills
from desktop_app.core.errors import FileTrouble, NotFound, Reason
from desktop_app.core.kinds import Medium, Topic
from desktop_app.core.track import Track, everything
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.orders import SalesOrder, Shipment
from desktop_app.models.photos import Photo
from desktop_app.services import photo_files, pictures
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

_PIXELS = 24 * 1000 * 1000
_MOST_LONGER = 8  # a side of some six times the other
_ANGLES = (22, 45, 68)
_WORKERS = 2
_SHORTEST = 6
_MATRIX = frozenset({"QRCode"})


@dataclass(frozen=True)
class Barcode:
    """A code found in a photo: its text, its symbology, the number that the rules find in it."""

    text: str
    format: str
    number: str


@dataclass(frozen=True)
class Proposal:
    """Whose photo it may be, by a number in it. Ids are None where nothing is known of them."""

    number: str
    buyer_id: int | None
    buyer: str
    platform: str
    order_id: int | None
    order_no: str
    case_id: int | None
    case_no: str


@dataclass(frozen=True)
class _Rule:
    pattern: re.Pattern[str]
    only: str


def read(picture: Picture, *, thorough: bool = True) -> list[Barcode]:
    """The codes in a grey picture: small ones at full size, blurred ones at half, then turned ones.

    Linear codes are read along rows and columns only; where none was found a ``thorough``
    search turns the picture by 22°, 45° and 68°, so that a waybill lying anyhow on a table is
    read too: that takes five times as long.
    """
    found = {**_codes(picture), **_codes(picture.reduce(2))}
    for angle in _ANGLES if thorough and _may_turn(picture) else ():
        if any(code.format not in _MATRIX for code in found.values()):
            break
        found.update(_codes(_rotated(picture, angle)))
    return list(found.values())


def read_photo(store: Store, photo_id: int) -> list[Barcode]:
    """Reads a stored photo's codes and keeps them with it; raises NotFound for no such photo.

    The whole picture is decoded for it: one that can't be to its end is marked damaged.
    """
    found = read_photos(store, [photo_id])
    if photo_id not in found:
        raise NotFound(Reason.PHOTO_UNKNOWN, value=photo_id)
    return found[photo_id]


def read_photos(
    store: Store,
    photo_ids: Sequence[int],
    *,
    thorough: bool = True,
    track: Track = everything,
) -> dict[int, list[Barcode]]:
    """`read_photo` for many, two at a time; each is kept as soon as it is read.

    Where a search that wasn't ``thorough`` finds nothing, the photo stays `unread`.
    """
    with store.connection():
        photos = list(Photo.select().where(Photo.id.in_(list(photo_ids))))
        found: dict[int, list[Barcode]] = {}
        with ThreadPoolExecutor(_WORKERS, "barcodes") as pool:
            looks = pool.map(lambda photo: _look(store, photo, thorough=thorough), photos)
            results = zip(photos, looks, strict=True)
            for photo, (codes, whole) in track(results, total=len(photos)):
                if codes or thorough or not whole:
                    _keep(store, photo, codes, whole=whole)
                found[photo.id] = codes
    return found


def unread(store: Store, limit: int = 500) -> list[int]:
    """Photos in which nobody has looked for codes yet, newest first."""
    query = (
        Photo.select(Photo.id)
        .where(
            Photo.barcodes.is_null(),
            Photo.medium == Medium.PHOTO.value,
            Photo.deleted_at.is_null(),
        )
        .order_by(Photo.id.desc())
        .limit(limit)
    )
    with store.connection():
        return [photo.id for photo in query]


def kept(text: str | None) -> list[Barcode]:
    """The codes as they are kept with a photo (`PhotoRow.barcodes`)."""
    return [Barcode(**code) for code in json.loads(text)] if text else []


def proposals(store: Store, numbers: Iterable[str]) -> list[Proposal]:
    """The orders, cases and buyers that these numbers belong to, best first, each once.

    A number may be an order's, a tracking number, or a case's. Masked buyers have no id here:
    the person decides (hostile 39).
    """
    found: dict[tuple[int | None, int | None], Proposal] = {}
    with store.connection():
        for number in dict.fromkeys(numbers):
            for order in _orders(number):
                case = _open_case(AfterSalesCase.order == order.id)
                found.setdefault((order.id, case.id if case else None), _of(number, order, case))
            for case in _cases(number):
                sold = case.order
                found.setdefault((sold.id if sold else None, case.id), _of(number, sold, case))
    return sorted(found.values(), key=lambda proposal: proposal.case_id is None)


def number_in(text: str, symbology: str) -> str:
    """The number that a code's text holds, by the rules in ``barcodes.toml``; "" for none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    sort = "matrix" if symbology in _MATRIX else "linear"
    for rule in _rules():
        match = rule.pattern.search(plain) if rule.only in {"", sort} else None
        if match:
            return waybills.normal(match["number"])
    bare = waybills.normal(plain)
    return bare if len(bare) >= _SHORTEST and re.fullmatch(r"[A-Z0-9-]+", bare) else ""


def _codes(picture: Picture) -> dict[str, Barcode]:
    import zxingcpp

    formats = zxingcpp.BarcodeFormats(
        [zxingcpp.Code128, zxingcpp.Code39, zxingcpp.EAN13, zxingcpp.QRCode]
    )
    found = zxingcpp.read_barcodes(
        picture, formats=formats, try_invert=False, text_mode=zxingcpp.TextMode.Plain
    )
    names = ((code.text, str(code.format).replace(" ", "")) for code in found)
    return {text: Barcode(text, name, number_in(text, name)) for text, name in names if text}


def _may_turn(picture: Picture) -> bool:
    """Not a strip: turned, it would take up many times its room, and no camera makes such."""
    width, height = picture.size
    return (width + height) ** 2 <= _MOST_LONGER * width * height


def _rotated(picture: Picture, angle: float) -> Picture:
    from PIL.Image import Resampling

    return picture.rotate(angle, Resampling.BILINEAR, expand=True, fillcolor=128)


def _look(store: Store, photo: Photo, *, thorough: bool) -> tuple[list[Barcode], bool]:
    source = store.paths.absolute(photo.stored)
    try:
        kind = photo_files.kind_of(source)
        if kind is None or kind.medium is not Medium.PHOTO:
            return [], True
        picture, whole = pictures.grey(source, kind, _PIXELS)
    except (FileTrouble, OSError):
        return [], True
    return (read(picture, thorough=thorough) if picture is not None else []), whole


def _keep(store: Store, photo: Photo, codes: Sequence[Barcode], *, whole: bool) -> None:
    text = json.dumps([vars(code) for code in codes], ensure_ascii=False)
    values = {"barcodes": text} if whole else {"barcodes": text, "damaged": 1}
    with store.transaction() as tx:
        Photo.update(values).where(Photo.id == photo.id).execute()
        tx.touch(Topic.PHOTOS, photo.id)


def _orders(number: str) -> Iterator[SalesOrder]:
    split = Shipment.select(Shipment.order).where(Shipment.tracking == number)
    yield from SalesOrder.select().where(
        (SalesOrder.order_no == number) | (SalesOrder.tracking == number) | SalesOrder.id.in_(split)
    )


def _cases(number: str) -> Iterator[AfterSalesCase]:
    yield from AfterSalesCase.select().where(
        (AfterSalesCase.no == number)
        | (AfterSalesCase.return_tracking == number)
        | (AfterSalesCase.resend_tracking == number),
        AfterSalesCase.deleted_at.is_null(),
    )


def _open_case(where: object) -> AfterSalesCase | None:
    query = AfterSalesCase.select().where(where, AfterSalesCase.deleted_at.is_null())
    found: AfterSalesCase | None = query.order_by(
        AfterSalesCase.closed_at.is_null().desc(), AfterSalesCase.id.desc()
    ).first()
    return found


def _of(number: str, order: SalesOrder | None, case: AfterSalesCase | None) -> Proposal:
    buyer: Buyer | None = (case.buyer if case else None) or (order.buyer if order else None)
    sure = buyer is not None and not buyer.masked
    return Proposal(
        number=number,
        buyer_id=buyer.id if buyer is not None and sure else None,
        buyer=buyer.buyer_id if buyer else (order.buyer_text or "" if order else ""),
        platform=case.platform if case else (order.platform if order else ""),
        order_id=order.id if order else None,
        order_no=order.order_no if order else "",
        case_id=case.id if case else None,
        case_no=case.no if case else "",
    )


@cache
def _rules() -> tuple[_Rule, ...]:
    text = (paths.resources() / "rules" / "barcodes.toml").read_text("utf-8")
    return tuple(
        _Rule(re.compile(rule["pattern"], re.IGNORECASE), rule.get("only", ""))
        for rule in tomllib.loads(text)["rule"]
    )
