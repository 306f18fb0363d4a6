"""The command that fills a shop: `demo`."""

from __future__ import annotations

from dataclasses import asdict

import click

from desktop_app.cli.frame import Call, Command
from desktop_app.core.i18n import _

_CASES, _PHOTOS = 200, 60


@click.command(cls=Command)
@click.option("--cases", type=click.IntRange(1, 2_000_000), default=_CASES, show_default=True)
@click.option("--photos", type=click.IntRange(0, 5_000), default=_PHOTOS, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True)
@click.pass_obj
def demo(call: Call, cases: int, photos: int, seed: int) -> None:
    """Fill an empty data folder with an invented shop."""
    from desktop_app.services import demo as demo_shop

    with call.writing() as store:
        made = demo_shop.fill(store, demo_shop.Size(cases, photos, seed), call.track)
    words = _(
        "The demo shop has %(cases)s cases, %(orders)s orders, %(customers)s buyers, "
        "%(photos)s photos and %(claims)s claims."
    )
    call.answer(asdict(made), [words % asdict(made)])
