"""`weights`: unit weights learned from parcels that were right, applied only when told to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import click

from desktop_app.cli.frame import Call, Group, refusal
from desktop_app.core.errors import NotFound
from desktop_app.core.i18n import _
from desktop_app.services import weight_learning
from desktop_app.services.store import Store
from desktop_app.services.weight_learning import Proposal


@click.group(cls=Group)
def weights() -> None:
    """Learned unit weights: propose, apply, decline."""


@weights.command()
@click.pass_obj
def propose(call: Call, /) -> None:
    """Looks through all weighings; applies nothing."""
    with call.writing() as store:
        found = weight_learning.propose(store, call.track)
    nothing = [] if found else [_("The weighings tell no other weight.")]
    call.answer({"proposals": [_plain(one) for one in found]}, [*map(_line, found), *nothing])


@weights.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
@click.pass_obj
def apply(call: Call, /, ids: Sequence[int]) -> None:
    """Enters proposed weights as the products'."""
    _each(call, ids, weight_learning.apply, "applied")


@weights.command()
@click.argument("ids", nargs=-1, required=True, type=int, metavar="ID…")
@click.pass_obj
def decline(call: Call, /, ids: Sequence[int]) -> None:
    """Keeps the weights as they are; the same isn't proposed again."""
    _each(call, ids, weight_learning.decline, "declined")


def _each(call: Call, ids: Sequence[int], act: Callable[[Store, int], None], key: str) -> None:
    done: list[int] = []
    refused: list[dict[str, object]] = []
    with call.writing() as store:
        for proposal_id in ids:
            try:
                act(store, proposal_id)
            except NotFound as error:
                refused.append(refusal(error, source=proposal_id))
            else:
                done.append(proposal_id)
    call.answer({key: done, "refused": refused}, [" ".join(map(str, done))])


def _plain(one: Proposal) -> dict[str, object]:
    return {
        "id": one.id,
        "sku": one.sku,
        "title": one.title,
        "weight_g": one.weight_g,
        "learned_g": one.learned_g,
        "spread_g": one.spread_g,
        "parcels": one.parcels,
    }


def _line(one: Proposal) -> str:
    now = "?" if one.weight_g is None else str(one.weight_g)
    return _("%(id)s  %(sku)s  %(now)s g → %(learned)s g ± %(spread)s g, %(parcels)s parcels") % {
        "id": one.id,
        "sku": one.sku,
        "now": now,
        "learned": one.learned_g,
        "spread": one.spread_g,
        "parcels": one.parcels,
    }
