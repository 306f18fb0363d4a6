"""The shop itself, its settings, and what it keeps for its own comfort."""

from __future__ import annotations

from peewee import ForeignKeyField, IntegerField, TextField

from desktop_app.core.kinds import Platform
from desktop_app.models.base import MomentField, Record, one_of, plain


class Shop(Record):
    """One shop on one platform, and who sends its parcels."""

    platform = TextField()
    name = TextField()
    sender_name = plain()
    sender_phone = plain()
    sender_address = plain()
    account_holder = plain()
    account_bank = plain()
    account_no = plain()
    currency = plain("CNY")

    class Meta:
        indexes = ((("platform", "name"), True),)
        constraints = [one_of("platform", Platform)]


class Setting(Record):
    """A setting by its declared name (services.settings); the value as JSON."""

    name = TextField(unique=True)
    value = TextField()


class SavedView(Record):
    """A list's filters, order and columns under a name of the person's."""

    room = TextField()
    name = TextField()
    state = TextField()
    position = IntegerField(default=0)

    class Meta:
        indexes = ((("room", "name"), True),)


class ImportProfile(Record):
    """How the person mapped the columns of a file that no format knew."""

    purpose = TextField()
    name = TextField()
    mapping = TextField()
    saved_at = MomentField()

    class Meta:
        indexes = ((("purpose", "name"), True),)


class ImportedFile(Record):
    """A platform's file that was read, so that the same one again is known."""

    purpose = TextField()
    name = TextField()
    sha256 = TextField()
    format = plain()
    imported_at = MomentField()
    summary = plain("{}")

    class Meta:
        indexes = ((("purpose", "sha256"), False),)


class DoneAct(Record):
    """An act that can be taken back, with what it takes to do so (undo, journals)."""

    kind = TextField()
    at = MomentField()
    who = plain()
    data = TextField()
    undone_at = MomentField(null=True)


class SerialNumber(Record):
    """The last number given out in a series, such as the cases of one day."""

    series = TextField(unique=True)
    last = IntegerField()


class BinItem(Record):
    """Something deleted, kept for 30 days."""

    room = TextField()
    what = TextField()
    data = TextField()
    file = plain()
    deleted_at = MomentField(index=True)
    restored_at = MomentField(null=True)
    shop = ForeignKeyField(Shop, null=True, on_delete="SET NULL")
