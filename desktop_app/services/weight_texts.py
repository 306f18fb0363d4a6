"""A weight check in words: the verdict, and what a packer did, in one sentence each."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.core.explanations import Change, Explanation, State
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Verdict
from desktop_app.services.parcel_contents import ContentLine, Gap
from desktop_app.services.weight_findings import Told


def verdict(found: str, difference_g: int | None) -> str:
    """“Fits”, “85 g too light”, “20 g too heavy”, “Can't say”."""
    if found == Verdict.LIGHT and difference_g is not None:
        return _("%(grams)s g too light") % {"grams": -difference_g}
    if found == Verdict.HEAVY and difference_g is not None:
        return _("%(grams)s g too heavy") % {"grams": difference_g}
    return _("Fits") if found == Verdict.FITS else _("Can't say")


def explanation(found: Explanation, told: Told) -> str:
    """“missing: 1 × mug; too many: 2 × plate”, or “1 × cup sent instead of mug” for a swap."""
    out = [change for change in found.changes if change.quantity < 0]
    into = [change for change in found.changes if change.quantity > 0]
    if len(out) == len(into) == 1 and out[0].quantity == -into[0].quantity:
        return _("%(count)s × %(sent)s sent instead of %(ordered)s") % {
            "count": into[0].quantity,
            "sent": told.name(into[0].sku),
            "ordered": told.name(out[0].sku),
        }
    parts = []
    if out:
        parts.append(_("missing: %(items)s") % {"items": _items(out, told)})
    if into:
        parts.append(_("too many: %(items)s") % {"items": _items(into, told)})
    return _("; ").join(parts)


def gap(line: ContentLine) -> str:
    """Why it can't be said what a line weighs, and the remedy."""
    sentences = {
        Gap.WEIGHT: _("%(item)s has no weight yet; enter it among the products."),
        Gap.QUANTITY: _("How many pieces of %(item)s isn't known; import the order's item list."),
    }
    return sentences[line.gap] % {"item": line.name} if line.gap else ""


def lines(told: Told) -> Iterator[str]:
    """Everything there is to say below the verdict, a sentence each, likeliest first."""
    if told.state is None:
        if not told.lines:
            yield _("The order has no items here; import its item list.")
        yield from (gap(line) for line in told.unclear)
        return
    if told.state is State.NOTHING:
        yield _("No mix-up of up to three mistakes explains it.")
    if told.state is State.AMBIGUOUS:
        yield _("Several mix-ups explain it equally well:")
    yield from (explanation(one, told) for one in told.explanations)
    if told.more:
        least = _("At least %(count)s other mix-ups, too.")
        yield (least if told.at_least else _("%(count)s other mix-ups, too.")) % {
            "count": told.more
        }
    if told.near:
        yield _("With the order's own products only:")
        yield from (explanation(one, told) for one in told.near)


def _items(changes: list[Change], told: Told) -> str:
    return _(", ").join(
        _("%(count)s × %(item)s") % {"count": abs(one.quantity), "item": told.name(one.sku)}
        for one in changes
    )
