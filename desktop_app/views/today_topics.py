"""Of what changes the day's list and the badges want to hear."""

from __future__ import annotations

from desktop_app.core.kinds import Topic

TOPICS = frozenset(
    {
        *(Topic.CASES, Topic.ORDERS, Topic.BUYERS, Topic.PHOTOS, Topic.CLAIMS, Topic.COURIERS),
        *(Topic.WRONG_SHIPMENTS, Topic.STOCK, Topic.PARCELS, Topic.HANDOVERS, Topic.MESSAGES),
        *(Topic.REVISITS, Topic.QUALITY, Topic.BACKUPS, Topic.SETTINGS),
    }
)
