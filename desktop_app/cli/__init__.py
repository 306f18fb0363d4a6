"""The command line: the same services as the window, without a screen (design: cli.md).

`main` is the door. Each room has a module here, imported when one of its commands is called.
"""

from __future__ import annotations

from collections.abc import Sequence

import click

from desktop_app.cli.frame import Call, LazyGroup, run

_HOMES = {
    "demo": "desktop_app.cli.shop:demo",
    "check": "desktop_app.cli.health:check",
    "rescue": "desktop_app.cli.health:rescue",
    "orders": "desktop_app.cli.orders:orders",
    "products": "desktop_app.cli.products:products",
    "packaging": "desktop_app.cli.packaging:packaging",
    "photos": "desktop_app.cli.photos:photos",
    "cases": "desktop_app.cli.cases:cases",
    "find": "desktop_app.cli.find:find",
    "weigh": "desktop_app.cli.weighing:weigh",
    "weights": "desktop_app.cli.weights:weights",
    "wrong": "desktop_app.cli.wrong:wrong",
    "stock": "desktop_app.cli.stock:stock",
    "parcels": "desktop_app.cli.parcels:parcels",
    "messages": "desktop_app.cli.messages:messages",
    "shipments": "desktop_app.cli.messages:shipments",
    "bills": "desktop_app.cli.bills:bills",
    "couriers": "desktop_app.cli.couriers:couriers",
    "claims": "desktop_app.cli.claims:claims",
    "month": "desktop_app.cli.months:month",
    "handover": "desktop_app.cli.handovers:handover",
    "quality": "desktop_app.cli.quality:quality_",
    "backup": "desktop_app.cli.backup:backup",
    "register": "desktop_app.cli.register:register",
    "score": "desktop_app.cli.score:score",
    "measures": "desktop_app.cli.measures:measures",
    "lessons": "desktop_app.cli.lessons:lessons",
    "buyers": "desktop_app.cli.buyers:buyers",
    "revisits": "desktop_app.cli.revisits:revisits",
}


@click.group(cls=LazyGroup, homes=_HOMES)
@click.option("--data", metavar="DIR", help="The shop's data folder.")
@click.option("--lang", type=click.Choice(["zh_CN", "en"]), help="The language of the answers.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on standard output.")
@click.pass_context
def desk(context: click.Context, data: str | None, lang: str | None, *, as_json: bool) -> None:
    """After-Sales Desk 售后台. Without a command the window opens."""
    context.obj = Call.begin(data, lang, as_json=as_json)


def main(arguments: Sequence[str]) -> int:
    """Runs one command; returns the exit status: 0 done, 1 some inputs refused, 2 not started."""
    return run(desk, arguments)
