"""Slips that travel with a parcel (R6): 换货单, 补发单, 退货单."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum, unique
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core.track import Track, everything
from desktop_app.documents.claim_sheet import Contact

if TYPE_CHECKING:
    from desktop_app.documents.pages import SheetFile


_NOBODY = Contact()


@unique
class SlipKind(StrEnum):
    """What the parcel is."""

    EXCHANGE = "exchange"
    RESEND = "resend"
    RETURN = "return"


@unique
class Paper(Enum):
    """What a slip is printed on: a sheet of A5, or the label printer's 100 × 150 mm."""

    A5 = "a5"
    LABEL = "label"


@dataclass(frozen=True)
class SlipLine:
    """Goods on a slip."""

    name: str
    sku: str = ""
    variant: str = ""
    quantity: int = 1


@dataclass(frozen=True, kw_only=True)
class Slip:
    """One slip. ``coming`` are goods the buyer sends back, ``going`` those the shop sends.

    ``back_to`` is the shop's address for returns, ``receiver`` the buyer's; ``tracking_no``
    that of the parcel in question. What isn't known stays blank.
    """

    kind: SlipKind
    case_no: str
    issued_on: date
    shop: str = ""
    platform: str = ""
    order_no: str = ""
    buyer: str = ""
    tracking_no: str = ""
    reason: str = ""
    receiver: Contact = _NOBODY
    back_to: Contact = _NOBODY
    coming: tuple[SlipLine, ...] = ()
    going: tuple[SlipLine, ...] = ()
    note: str = ""
    prepared_by: str = ""
    language: str = "zh_CN"


def write(
    slips: Sequence[Slip], target: Path, *, paper: Paper = Paper.A5, track: Track = everything
) -> SheetFile:
    """Writes the slips into one PDF for that paper.

    Raises FileTrouble when the file can't be written, ValueError for no slips at all.
    """
    from desktop_app.documents import slip_form

    if not slips:
        raise ValueError("no slips")
    document = slip_form.document(slips, paper)
    for slip in track(slips):
        slip_form.draw(document, slip, paper)
    return document.write(target)
