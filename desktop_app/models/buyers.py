"""Buyers (R27)."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from desktop_app.core.kinds import FollowUpState, Platform
from desktop_app.models.base import MomentField, Record, flag, not_negative, one_of, plain


class Buyer(Record):
    """A person as a platform knows them.

    Two buyers whom a platform shows under one masked ID are told apart by their order
    number; they are never merged by themselves. ``folder`` is the name of their folder in
    the photo archive; ``folder_key`` is it as a file system compares names.
    """

    platform = TextField()
    buyer_id = TextField()
    told_apart_by = plain()
    folder = TextField()
    folder_key = TextField(unique=True)
    masked = flag()
    name = plain()
    phone = plain()
    address = plain()
    note = plain()
    vip_level = IntegerField(default=0)
    next_revisit = TextField(null=True, index=True)
    merged_into = ForeignKeyField("self", null=True, on_delete="SET NULL")
    created_at = MomentField()
    erased_at = MomentField(null=True)
    row_version = IntegerField(default=1)

    class Meta:
        indexes = (
            (("platform", "buyer_id", "told_apart_by"), True),
            (("buyer_id",), False),
            (("phone",), False),
        )
        constraints = [one_of("platform", Platform), *not_negative("vip_level")]


VIPS = Buyer.vip_level > 0
Buyer.add_index(Buyer.index(Buyer.vip_level, where=VIPS))


class Revisit(Record):
    """A call back to a buyer on a date, and what came of it (R25, R28)."""

    buyer = ForeignKeyField(Buyer, on_delete="CASCADE")
    due_on = TextField(index=True)
    reason = plain()
    state = plain(FollowUpState.OPEN.value)
    outcome = plain()
    done_at = MomentField(null=True)
    who = plain()

    class Meta:
        constraints = [one_of("state", FollowUpState)]
