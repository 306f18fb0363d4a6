"""Whose photos are meant: by the place that is looked at, or by what another tab sent."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_app.services import photo_owners, photos
from desktop_app.services.photo_owners import Owner
from desktop_app.services.photos import PhotoFilter
from desktop_app.views.desk import Desk
from desktop_app.views.photo_places import Place, PlaceKind


class Whose:
    """Asks the shop; None where it takes asking the person."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of_place(self, place: Place) -> Owner | None:
        """The buyer or the case whose photos a place holds."""
        group = place.group
        if group is None or place.kind is PlaceKind.DAY:
            return None
        if place.kind is PlaceKind.CASE:
            return self.named(group.name)
        return Owner(group.id, group.name, group.about)

    def named(self, text: str) -> Owner | None:
        """The one whom a text names; None for nobody or several."""
        found = self._all(text)
        return found[0] if len(found) == 1 else None

    def shown(self, text: str, wanted: Sequence[int]) -> Owner | None:
        """Whose photos to show: the case's, else the wanted photo's buyer, else who has photos."""
        store, found = self._desk.store, self._all(text)
        cases = [owner for owner in found if owner.case_no]
        if cases:
            return cases[0]
        rows = photos.rows(store, wanted)
        if rows:
            return Owner(rows[0].buyer_id, rows[0].buyer, rows[0].platform)
        return next((one for one in found if photos.ids(store, _of_buyer(one))), None)

    def _all(self, text: str) -> list[Owner]:
        if not text:
            return []
        store = self._desk.store
        found: list[Owner] = self._desk.attempt(lambda: photo_owners.named(store, text), [])
        return found


def _of_buyer(owner: Owner) -> PhotoFilter:
    return PhotoFilter(buyer_id=owner.buyer_id)
