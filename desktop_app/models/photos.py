"""The evidence photo archive (R18)."""

from __future__ import annotations

from peewee import Check, ForeignKeyField, IntegerField, TextField

from desktop_app.core.kinds import EvidenceRole, Medium
from desktop_app.models.base import (
    MomentField,
    Record,
    flag,
    not_negative,
    one_of,
    plain,
    positive,
)
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.weighing import WeightCheck, WrongShipment


class Photo(Record):
    """One stored file: its bytes as they came in, under the buyer's name.

    ``stored`` is relative to the data folder. ``taken_text`` is what the camera wrote, with
    its zone or none; ``file_time`` the source file's; ``imported_at`` ours: never mixed up.
    ``damaged`` says that the picture was already damaged when it came in.
    """

    sha256 = TextField()
    stored = TextField(unique=True)
    buyer = ForeignKeyField(Buyer, on_delete="RESTRICT")
    medium = plain(Medium.PHOTO.value)
    format = plain()
    original_name = plain()
    bytes = IntegerField()
    width = IntegerField(null=True)
    height = IntegerField(null=True)
    orientation = IntegerField(default=1)
    turned = IntegerField(default=0)
    taken_text = TextField(null=True)
    file_time = MomentField(null=True)
    imported_at = MomentField(index=True)
    dhash = TextField(null=True)
    barcodes = TextField(null=True)
    role = plain()
    caption = plain()
    damaged = flag()
    marked_from = ForeignKeyField("self", null=True, on_delete="SET NULL")
    verified_at = MomentField(null=True)
    deleted_at = MomentField(null=True)
    row_version = IntegerField(default=1)

    class Meta:
        indexes = ((("sha256",), False), (("buyer", "stored"), False))
        constraints = [
            one_of("medium", Medium),
            one_of("role", EvidenceRole, or_empty=True),
            Check("orientation BETWEEN 1 AND 8"),
            Check("turned IN (0, 90, 180, 270)"),
            *positive("width", "height"),
            *not_negative("bytes"),
        ]


class PhotoLink(Record):
    """What a photo is evidence for: a case, a claim, a weight check or a wrong shipment."""

    photo = ForeignKeyField(Photo, on_delete="CASCADE", backref="links")
    case = ForeignKeyField(AfterSalesCase, null=True, on_delete="CASCADE")
    claim = ForeignKeyField(Claim, null=True, on_delete="CASCADE")
    weight_check = ForeignKeyField(WeightCheck, null=True, on_delete="CASCADE")
    wrong_shipment = ForeignKeyField(WrongShipment, null=True, on_delete="CASCADE")
    position = IntegerField(default=0)

    class Meta:
        indexes = (
            (("photo", "case"), True),
            (("photo", "claim"), True),
            (("photo", "weight_check"), True),
            (("photo", "wrong_shipment"), True),
        )
        constraints = [
            Check(
                "(case_id IS NOT NULL) + (claim_id IS NOT NULL) + (weight_check_id IS NOT NULL)"
                " + (wrong_shipment_id IS NOT NULL) = 1"
            )
        ]


class InboxFile(Record):
    """A file seen in the watched folder that waits for its buyer."""

    path = TextField(unique=True)
    bytes = IntegerField()
    seen_at = MomentField()
    dismissed_at = MomentField(null=True)

    class Meta:
        constraints = not_negative("bytes")
