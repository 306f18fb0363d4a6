"""`weigh`: a parcel's grams against what should be in it, explained and recorded."""

from __future__ import annotations

from collections.abc import Iterator

import click

from desktop_app.cli.frame import Call, Command, kind_option
from desktop_app.core import weight
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.explanations import Explanation
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform
from desktop_app.services import parcel_contents, scans, weighing, weight_texts
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Store
from desktop_app.services.weighing import Weighed


@click.command(cls=Command)
@click.option("--order", "order_no", metavar="NO", help="The order in the parcel.")
@click.option("--case", "case_no", metavar="NO", help="The case whose parcel it is.")
@click.option("--tracking", metavar="NO", help="The parcel's tracking number.")
@click.option("--platform", metavar="P", help="Where the order is from, if two have its number.")
@click.option("--grams", required=True, metavar="G", help="What the scale says: 355, or 1.2kg.")
@click.option("--packaging", metavar="G", help="The packaging's weight; otherwise the usual one's.")
@click.option("--sure", is_flag=True, help="Records a weight that looks mistyped.")
@click.pass_obj
def weigh(
    call: Call, /, grams: str, packaging: str | None, *, sure: bool, **which: str | None
) -> None:
    """Compares a parcel with what should be inside, and records the check."""
    if sum(which[key] is not None for key in ("order_no", "case_no", "tracking")) != 1:
        raise click.UsageError(_("Say one of --order, --case and --tracking."))
    tare = None if packaging is None else _tare(packaging)
    with call.writing() as store:
        parcel = _parcel(store, **which)
        measured = weight.parse(grams) if sure else _asked(store, parcel, grams, tare)
        weighed = weighing.weigh(store, parcel, measured, packaging_g=tare)
    call.answer(_result(weighed), _lines(weighed))


def _parcel(
    store: Store,
    order_no: str | None,
    case_no: str | None,
    tracking: str | None,
    platform: str | None,
) -> Parcel:
    if order_no is not None:
        sold_on = Platform(kind_option(Platform, platform)) if platform else None
        return scans.of_order(store, order_no, sold_on)
    return (
        scans.scanned(store, tracking)
        if tracking is not None
        else scans.of_case(store, case_no or "")
    )


def _tare(text: str) -> int:
    """Packaging may weigh nothing, which a parcel can't."""
    return 0 if text.strip() == "0" else weight.parse(text)


def _asked(store: Store, parcel: Parcel, grams: str, packaging_g: int | None) -> int:
    """A script can't be asked back: a weight that looks mistyped is refused unless it's sure."""
    expected = parcel_contents.expected(store, parcel, packaging_g).expected_g
    found = weighing.typed(grams, expected)
    if isinstance(found, int):
        return found
    raise BadValue(Reason.WEIGHT_DOUBTFUL, value=grams, suggested=found.suggested_g)


def _result(weighed: Weighed) -> dict[str, object]:
    check, told = weighed.check, weighed.check.told
    return {
        "expected_g": check.expected_g,
        "measured_g": check.measured_g,
        "tolerance_g": check.tolerance_g,
        "verdict": check.verdict,
        "explanations": [_plain(one) for one in told.explanations],
        "state": told.state.value if told.state else None,
        "more": told.more,
        "near": [_plain(one) for one in told.near],
        "unclear": [
            {"sku": line.sku, "title": line.title, "gap": line.gap} for line in told.unclear
        ],
        "packaging_g": check.packaging_g,
        "order": check.order_no or None,
        "case": check.case_no or None,
        "check": check.id,
        "at": check.at,
        "repeated": weighed.repeated,
    }


def _plain(one: Explanation) -> dict[str, object]:
    changes = [{"sku": change.sku, "quantity": change.quantity} for change in one.changes]
    return {"changes": changes, "residual_g": one.residual_g}


def _lines(weighed: Weighed) -> Iterator[str]:
    check = weighed.check
    yield weight_texts.verdict(check.verdict, check.difference_g)
    if check.expected_g is not None:
        yield _("Measured %(measured)s g, expected %(expected)s g ± %(tolerance)s g") % {
            "measured": check.measured_g,
            "expected": check.expected_g,
            "tolerance": check.tolerance_g,
        }
    yield from weight_texts.lines(check.told)
    if weighed.repeated:
        yield _("The same check is on record already; it was not recorded twice.")
