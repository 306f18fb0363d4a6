"""`couriers`: the couriers a shop works with, and what its contracts with them say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from desktop_app.cli.frame import Call, Group
from desktop_app.core import clock, money, weight
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.i18n import _
from desktop_app.services import couriers as courier_service
from desktop_app.services.couriers import CourierRow, Terms

_COUNT = click.IntRange(min=1)


@click.group(cls=Group)
def couriers() -> None:
    """Couriers and their contracts: list, terms, enter, remove."""


@couriers.command("list")
@click.pass_obj
def list_(call: Call, /) -> None:
    """Lists the shop's couriers with the terms of today."""
    with call.reading() as store:
        rows = courier_service.rows(store, retired=True)
        today = clock.today()
        found = [(row, courier_service.terms_on(store, row.id, today)) for row in rows]
    call.answer({"couriers": [_courier(row, terms) for row, terms in found]}, map(_line, rows))


@couriers.command()
@click.argument("courier")
@click.pass_obj
def terms(call: Call, /, courier: str) -> None:
    """All terms entered for a courier, the newest first."""
    with call.reading() as store:
        courier_service.require_known(store, courier)
        found = courier_service.terms(store, courier)
    nothing = [] if found else [_("No contract is entered.")]
    call.answer({"terms": [_terms(one) for one in found]}, [*map(_told, found), *nothing])


@couriers.command()
@click.argument("courier")
@click.option("--from", "valid_from", metavar="DATE", help="Since when; else today.")
@click.option("--filing-days", type=_COUNT, metavar="N", help="To file a claim.")
@click.option("--answer-days", type=_COUNT, metavar="N", help="The courier's, to answer.")
@click.option("--appeal-days", type=_COUNT, metavar="N")
@click.option("--ratio", metavar="R", help="Of the value that is paid: 0.8 or 80%.")
@click.option("--deductible", metavar="A")
@click.option("--cap", metavar="A")
@click.option("--currency", metavar="CUR", default="CNY", show_default=True)
@click.option("--divisor", type=_COUNT, metavar="N", help="Volume, cm³ per kg.")
@click.option("--rounding", metavar="CODE", default="", help="up_100, up_500, up_1000, sf …")
@click.option("--first-g", metavar="G", help="The first weight.")
@click.option("--first-price", metavar="A")
@click.option("--step-g", metavar="G", help="Each further weight.")
@click.option("--step-price", metavar="A")
@click.option("--source", metavar="TEXT", default="", help="Where it stands.")
@click.option("--checked", is_flag=True, help="Compared with the contract.")
@click.pass_obj
def enter(call: Call, /, courier: str, **said: Any) -> None:
    """Enters a contract's terms from a day on; what isn't said stays blank.

    The same day again replaces what was entered for it.
    """
    made = _draft(**said)
    with call.writing() as store:
        courier_service.enter_terms(store, courier, made)
    call.answer({"terms": _terms(made)}, [_told(made)])


@couriers.command()
@click.argument("courier")
@click.option("--from", "valid_from", metavar="DATE", required=True)
@click.pass_obj
def remove(call: Call, /, courier: str, valid_from: str) -> None:
    """Takes away the terms that began on a day."""
    day = _day(valid_from)
    with call.writing() as store:
        known = {one.valid_from for one in courier_service.terms(store, courier)}
        if day not in known:
            raise NotFound(Reason.TERMS_UNKNOWN, value=day.isoformat())
        courier_service.remove_terms(store, courier, day)
        found = courier_service.terms(store, courier)
    call.answer({"terms": [_terms(one) for one in found]}, map(_told, found))


def _draft(**said: Any) -> Terms:
    currency = said["currency"].upper()
    return Terms(
        valid_from=_day(said["valid_from"]) if said["valid_from"] else clock.today(),
        filing_days=said["filing_days"],
        answer_days=said["answer_days"],
        appeal_days=said["appeal_days"],
        ratio=courier_service.ratio(said["ratio"]) if said["ratio"] else None,
        deductible_minor=_minor(said["deductible"], currency),
        cap_minor=_minor(said["cap"], currency),
        currency=currency,
        divisor=said["divisor"],
        rounding=said["rounding"],
        first_g=_grams(said["first_g"]),
        first_minor=_minor(said["first_price"], currency),
        step_g=_grams(said["step_g"]),
        step_minor=_minor(said["step_price"], currency),
        source=said["source"],
        checked=said["checked"],
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise BadValue(Reason.NOT_A_DATE, value=text) from None


def _minor(text: str | None, currency: str) -> int | None:
    return None if text is None else money.parse(text, currency)


def _grams(text: str | None) -> int | None:
    return None if text is None else weight.parse(text)


def _courier(row: CourierRow, terms_now: Terms | None) -> dict[str, object]:
    return {
        "code": row.code,
        "name": courier_service.name_of(row),
        "outlet": row.outlet or None,
        "hotline": row.hotline or None,
        "retired": bool(row.retired),
        "terms": _terms(terms_now) if terms_now else None,
    }


def _terms(one: Terms) -> dict[str, object]:
    return {
        "from": one.valid_from,
        "filing_days": one.filing_days,
        "answer_days": one.answer_days,
        "appeal_days": one.appeal_days,
        "ratio": None if one.ratio is None else f"{one.ratio:f}",
        "deductible": money.text_or_none(one.deductible_minor, one.currency),
        "cap": money.text_or_none(one.cap_minor, one.currency),
        "currency": one.currency,
        "divisor": one.divisor,
        "rounding": one.rounding or None,
        "first_g": one.first_g,
        "first_price": money.text_or_none(one.first_minor, one.currency),
        "step_g": one.step_g,
        "step_price": money.text_or_none(one.step_minor, one.currency),
        "source": one.source or None,
        "checked": one.checked,
    }


def _line(row: CourierRow) -> str:
    told = (row.code, courier_service.name_of(row), row.outlet, row.hotline)
    return "  ".join(part for part in told if part)


def _told(one: Terms) -> str:
    return "  ".join(_parts(one))


def _parts(one: Terms) -> Iterator[str]:
    """What is entered, by the names of the answer's fields."""
    for name, value in _terms(one).items():
        if value is not None and value is not False:
            yield f"{name} {'✓' if value is True else value}"
