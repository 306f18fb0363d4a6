"""`buyers`: list and show them, merge two IDs of one person, erase personal data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.frame import Call, Group, kind_option
from desktop_app.core import clock, money
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label
from desktop_app.services import (
    buyer_hints,
    buyer_likeness,
    buyer_lists,
    buyer_merging,
    buyer_pages,
    erasure,
    erasure_sheets,
    retention,
)
from desktop_app.services import buyers as buyer_service
from desktop_app.services.buyer_lists import BuyerFilter, BuyerRow
from desktop_app.services.buyer_pages import BuyerPage
from desktop_app.services.buyer_sums import Sums
from desktop_app.services.erasure import Notes, Photos, Wish
from desktop_app.services.store import Store


@click.group(cls=Group)
def buyers() -> None:
    """Buyers: list, show, merge, erase, and how long their data are kept."""


@buyers.command("list")
@click.option("--search", "text", metavar="TEXT", default="", help="As in the search box.")
@click.option("--vip", is_flag=True, help="Only VIPs.")
@click.option("--open", "open_cases", is_flag=True, help="Only with open cases.")
@click.option("--serial", is_flag=True, help="Only with many returns, by the shop's thresholds.")
@click.option("--alike", is_flag=True, help="Only who share a number or address with another.")
@click.option("--masked", is_flag=True, help="Only IDs that the platform masked.")
@click.option("--erased", is_flag=True, help="Only those whose data were erased.")
@click.option("--limit", type=click.IntRange(min=0), metavar="N", default=100, show_default=True)
@click.pass_obj
def list_(call: Call, /, limit: int, **said: Any) -> None:
    """Lists buyers, who was last in touch first."""
    with call.reading() as store:
        ids = buyer_lists.ids(store, BuyerFilter(**said))
        found = buyer_lists.rows(store, ids[:limit])
    call.answer({"buyers": [_row(row) for row in found], "total": len(ids)}, map(_line, found))


@buyers.command()
@click.option("--platform", metavar="P", help="Where the buyer buys, if that isn't plain.")
@click.argument("buyer")
@click.pass_obj
def show(call: Call, /, buyer: str, platform: str | None) -> None:
    """Shows a buyer's figures, the facts that stand out, and who may be the same person."""
    with call.reading() as store:
        page = buyer_pages.show(store, _id(store, buyer, platform))
        hints = [
            *buyer_hints.of(store, page.id),
            buyer_hints.photos_elsewhere(store, page.id, call.track),
        ]
        alike = buyer_likeness.of(store, page.id)
    told = _page(page) | {
        "hints": [
            {"kind": hint.kind, "count": hint.count, "among": hint.among, "days": hint.days or None}
            for hint in hints
            if hint is not None
        ],
        "alike": [
            {"buyer": one.buyer_id, "platform": one.platform, "shared": one.likeness}
            for one in alike
        ],
    }
    call.answer({"buyer": told}, _shown(told))


@buyers.command()
@click.option("--platform", metavar="P", help="Where the kept one buys, if that isn't plain.")
@click.option("--other-platform", metavar="P", help="Where the other one buys.")
@click.option("--preview", is_flag=True, help="Only says what would move.")
@click.argument("kept")
@click.argument("other")
@click.pass_obj
def merge(
    call: Call,
    /,
    kept: str,
    other: str,
    platform: str | None,
    other_platform: str | None,
    *,
    preview: bool,
) -> None:
    """Puts OTHER into KEPT: two IDs of one person. `buyers unmerge OTHER` takes it back."""
    with call.reading() if preview else call.writing() as store:
        pair = _id(store, kept, platform), _id(store, other, other_platform)
        told = vars(buyer_merging.preview(store, *pair))
        if not preview:
            buyer_merging.merge(store, *pair)
    result = {**told, "fills": list(told["fills"]), "merged": not preview}
    call.answer(result, [_("%(gone)s → %(kept)s") % told, *_counted(told)])


@buyers.command()
@click.option("--platform", metavar="P", help="Where the buyer buys, if that isn't plain.")
@click.argument("buyer")
@click.pass_obj
def unmerge(call: Call, /, buyer: str, platform: str | None) -> None:
    """Makes a merged ID a buyer of its own again, with all that it had brought along."""
    wanted = _platform(platform)
    with call.writing() as store:
        buyer_merging.unmerge(store, buyer_merging.merged_called(store, buyer, wanted))
    said = _("%(buyer)s is a buyer of its own again.") % {"buyer": buyer}
    call.answer({"unmerged": buyer}, [said])


@buyers.command()
@click.option("--platform", metavar="P", help="Where the buyer buys, if that isn't plain.")
@click.option("-o", "--output", "target", required=True, type=click.Path(path_type=Path))
@click.argument("buyer")
@click.pass_obj
def held(call: Call, /, buyer: str, platform: str | None, target: Path) -> None:
    """Writes all that is held of a buyer to a PDF, XLSX or CSV file, unmasked."""
    with call.reading() as store:
        count = erasure_sheets.write(store, _id(store, buyer, platform), target, track=call.track)
    call.answer({"file": str(target), "rows": count}, [str(target)])


@buyers.command()
@click.option("--platform", metavar="P", help="Where the buyer buys, if that isn't plain.")
@click.option("--confirm", "typed", metavar="ID", help="The buyer's ID again; it is for good.")
@click.option("--keep-photos", is_flag=True, help="Keeps photos, under a name that says nothing.")
@click.option("--delete-notes", is_flag=True, help="Deletes notes rather than mask names in them.")
@click.argument("buyer")
@click.pass_obj
def erase(
    call: Call,
    /,
    buyer: str,
    platform: str | None,
    typed: str | None,
    *,
    keep_photos: bool,
    delete_notes: bool,
) -> None:
    """Erases a buyer's personal data; without --confirm it only says what would go.

    Orders, cases and claims stay, without the person. Older backups still hold the data.
    """
    wish = Wish(
        photos=Photos.KEEP if keep_photos else Photos.DELETE,
        notes=Notes.DELETE if delete_notes else Notes.MASK,
    )
    with call.reading() if typed is None else call.writing() as store:
        buyer_id = _id(store, buyer, platform)
        if typed is None:
            told = vars(erasure.preview(store, buyer_id, wish, track=call.track))
        else:
            erasure.confirm(store, buyer_id, typed)
            told = vars(erasure.erase(store, buyer_id, wish, track=call.track))
    told = {
        name: list(value) if isinstance(value, tuple) else value for name, value in told.items()
    }
    lines = [*_counted(told), _("Older backups still hold the data.")]
    call.answer({"erased": typed is not None, **told}, lines)


@buyers.command("retention")
@click.option("--years", type=int, metavar="N", help="Keeps data for so many years from now on.")
@click.option("--apply", "applied", is_flag=True, help="Anonymises those listed.")
@click.pass_obj
def retention_(call: Call, /, years: int | None, *, applied: bool) -> None:
    """Lists buyers with whom nothing was done for longer than data are kept."""
    writing = applied or years is not None
    with call.writing() if writing else call.reading() as store:
        if years is not None:
            retention.set_years(store, years)
        found = retention.overdue(store)
        done = retention.apply(store, track=call.track) if applied else None
        kept = retention.years(store)
        before = retention.before(store)
    result: dict[str, object] = {
        "years": kept,
        "before": before.isoformat(),
        "buyers": [
            {"buyer": row.buyer_id, "platform": row.platform, "last": row.last[:10]}
            for row in found
        ],
        "anonymised": done.buyers if done else 0,
        "left": done.left if done else 0,
        "finished": done.finished if done else True,
    }
    said = ngettext(
        "%(count)d buyer has had no business since %(day)s.",
        "%(count)d buyers have had no business since %(day)s.",
        len(found),
    ) % {"count": len(found), "day": before.isoformat()}
    call.answer(result, [said, *(f"{row.last[:10]}  {row.buyer_id}" for row in found)])


def _id(store: Store, text: str, platform: str | None) -> int:
    return buyer_service.named(store, text, _platform(platform)).id


def _platform(code: str | None) -> Platform | None:
    return Platform(kind_option(Platform, code)) if code else None


def _sums(sums: Sums) -> list[dict[str, str]]:
    return [{"amount": money.to_text(minor, unit), "currency": unit} for unit, minor in sums]


def _row(row: BuyerRow) -> dict[str, object]:
    return {
        "buyer": row.buyer_id,
        "platform": row.platform,
        "told_apart_by": row.told_apart_by or None,
        "name": row.name or None,
        "vip": row.vip_level,
        "masked": row.masked,
        "erased_at": clock.to_iso(row.erased_at) if row.erased_at else None,
        "next_revisit": row.next_revisit.isoformat() if row.next_revisit else None,
        "orders": row.orders,
        "cases": row.cases,
        "open_cases": row.open_cases,
        "last": clock.to_iso(row.last) if row.last else None,
        "value": _sums(row.values),
        "cost": _sums(row.costs),
    }


def _page(page: BuyerPage) -> dict[str, Any]:
    return {
        "buyer": page.buyer_id,
        "platform": page.platform,
        "merged": [one.buyer_id for one in page.merged],
        "name": page.own.name or page.ordered.name or None,
        "phone": page.own.phone or page.ordered.phone or None,
        "address": page.own.address or page.ordered.address or None,
        "note": page.note or None,
        "vip": page.vip_level,
        "masked": page.masked,
        "erased_at": clock.to_iso(page.erased_at) if page.erased_at else None,
        "next_revisit": page.next_revisit.isoformat() if page.next_revisit else None,
        "orders": page.orders,
        "value": _sums(page.values),
        "cases": page.cases,
        "open_cases": page.open_cases,
        "kinds": {kind.value: count for kind, count in page.kinds},
        "causes": {cause.value: count for cause, count in page.causes},
        "cost": _sums(page.costs),
        "claims": page.claims,
        "claimed": _sums(page.claimed),
        "received": _sums(page.received),
        "photos": page.photos,
        "folder": page.folder,
        "wrong": page.wrong,
        "messages": page.messages,
        "revisits": page.revisits,
    }


def _line(row: BuyerRow) -> str:
    paid = " + ".join(f"{money.to_text(minor, unit)} {unit}" for unit, minor in row.values)
    parts = (
        row.buyer_id,
        label(row.platform),
        row.name,
        f"VIP{row.vip_level}" if row.vip_level else "",
        ngettext("%(count)d order", "%(count)d orders", row.orders) % {"count": row.orders},
        ngettext("%(count)d case", "%(count)d cases", row.cases) % {"count": row.cases},
        paid,
    )
    return "  ".join(part for part in parts if part)


def _shown(told: dict[str, Any]) -> Iterator[str]:
    for name, value in told.items():
        if value not in (None, [], {}, 0, False):
            yield f"{name}: {value}"


def _counted(told: dict[str, Any]) -> Iterator[str]:
    """The numbers and lists of an answer, a line each."""
    for name, value in told.items():
        if isinstance(value, int) and not isinstance(value, bool) and value:
            yield f"  {name}: {value}"
        elif isinstance(value, list | tuple) and value:
            yield f"  {name}: {', '.join(map(str, value))}"
