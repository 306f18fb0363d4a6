"""`score`: how many ratings of 5 lift a mean score (R44)."""

from __future__ import annotations

import click

from desktop_app.cli.frame import Call, Command, refusal
from desktop_app.core import scores
from desktop_app.core.errors import BadValue, Reason
from desktop_app.core.i18n import ngettext


@click.command(cls=Command)
@click.option("--current", required=True, metavar="S", help="The mean now, from 1 to 5.")
@click.option("--raters", required=True, metavar="N", help="How many ratings it is the mean of.")
@click.option("--target", required=True, metavar="T", help="The mean that is wished for.")
@click.pass_obj
def score(call: Call, /, current: str, raters: str, target: str) -> None:
    """How many more ratings of 5 lift a mean score to a target."""
    mean, wished = scores.parse(current), scores.parse_target(target)
    more = scores.needed(mean, scores.parse_count(raters), wished)
    if more is None:
        error = BadValue(Reason.SCORE_OUT_OF_REACH, mean=str(mean), target=str(wished))
        call.answer({"needed": None, "refused": [refusal(error)]}, ())
        return
    words = ngettext("%(count)s rating of 5 is needed", "%(count)s ratings of 5 are needed", more)
    call.answer({"needed": more}, [words % {"count": more}])
