"""How wrong shipments are answered: as JSON, and as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.labels import label
from desktop_app.services.wrong_lists import WrongRow
from desktop_app.services.wrong_reports import WrongReport


def plain(row: WrongRow) -> dict[str, object]:
    """As JSON: numbers for ids, None for blank times."""
    return {
        "no": row.no,
        "state": row.state,
        "kind": row.kind,
        "buyer": row.buyer,
        "order": row.order_no or None,
        "tracking": row.tracking or None,
        "case": row.case_no or None,
        "check": row.weight_check_id,
        "what": row.what,
        "cause": row.cause or None,
        "picker": row.picker or None,
        "reported_by": row.reported_by,
        "reported_at": row.reported_at,
        "verified_by": row.verified_by or None,
        "verified_at": row.verified_at,
        "settled_at": row.settled_at,
        "note": row.note,
        "photos": row.photos,
        "open_stock": row.open_stock,
        "lines": [
            {
                "sku": line.sku,
                "title": line.title,
                "expected": line.expected,
                "shipped": line.shipped,
                "good": line.good,
                "damaged": line.damaged,
            }
            for line in row.lines
        ],
    }


def line(row: WrongRow) -> str:
    told = (row.no, label(row.state), label(row.kind), row.buyer, row.goods or row.what)
    return "  ".join(part for part in told if part)


def shown(row: WrongRow) -> Iterator[str]:
    yield line(row)
    if row.open_stock:
        yield ngettext(
            "%(count)s stock line to book", "%(count)s stock lines to book", row.open_stock
        ) % {"count": row.open_stock}


def alike(before: Sequence[WrongRow]) -> Iterator[str]:
    if before:
        nos = ", ".join(row.no for row in before)
        yield _("Open already for this buyer or order: %(nos)s") % {"nos": nos}


def counted(count: int) -> str:
    return ngettext("%(count)s wrong shipment", "%(count)s wrong shipments", count) % {
        "count": count
    }


def figures(found: WrongReport) -> dict[str, object]:
    return {
        "from": found.first,
        "to": found.last,
        "shipments": found.shipments,
        "skus": [asdict(one) for one in found.skus],
        "pickers": [asdict(one) for one in found.pickers],
        "days": [asdict(one) for one in found.days],
        "causes": [asdict(one) for one in found.causes],
        "kinds": [asdict(one) for one in found.kinds],
        "pairs": [asdict(pair) for pair in found.pairs],
    }


def told(found: WrongReport) -> Iterator[str]:
    yield counted(found.shipments)
    for one in found.skus:
        yield f"{one.name}  {one.shipments}  −{one.missing}  +{one.surplus}"
    for pair in found.pairs:
        yield _("%(count)s × %(sent)s sent instead of %(ordered)s") % {
            "count": pair.pieces,
            "sent": pair.sent_name,
            "ordered": pair.ordered_name,
        }
