"""`quality`: open warnings of defects, the figures by model, and the reports to the factory."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from typing_extensions import override

from desktop_app.cli.frame import Call, Group, kind_option
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import FeedbackState
from desktop_app.core.labels import label
from desktop_app.services import feedback_sheets, feedbacks, quality
from desktop_app.services.feedbacks import FeedbackRow
from desktop_app.services.quality import ModelRow, QualityWarning

_DAYS = click.IntRange(1, 3650)


class _FeedbackGroup(Group):
    """A number in place of a subcommand means the report with that number."""

    @override
    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            args = ["write", *args]
        return super().resolve_command(ctx, args)


@click.group(cls=Group)
def quality_() -> None:
    """Warnings of defects, figures by model, reports to the factory."""


@quality_.command("list")
@click.option("--days", type=_DAYS, default=14, show_default=True, help="Of the figures by model.")
@click.pass_obj
def list_(call: Call, /, days: int) -> None:
    """Lists the open warnings and each model's figures of the last days."""
    with call.reading() as store:
        found, figures = quality.warnings(store), quality.figures(store, days)
    call.answer(
        {
            "warnings": [_warning(one) for one in found],
            "days": days,
            "models": [_model(row) for row in figures.rows],
            "unplaced": figures.unplaced,
        },
        [*_warned(found), *map(_figures, figures.rows)],
    )


@quality_.group(cls=_FeedbackGroup)
def feedback() -> None:
    """Reports to the factory: list them, or write one as PDF (feedback NO -o FILE.pdf)."""


@feedback.command("list")
@click.option("--search", "text", metavar="TEXT", default="", help="Part of a number, model, text.")
@click.option("--state", metavar="S", help="made, sent, answered, void.")
@click.pass_obj
def list_feedback(call: Call, /, text: str, state: str | None) -> None:
    """Lists the reports, the newest first."""
    states = (FeedbackState(kind_option(FeedbackState, state)),) if state else ()
    with call.reading() as store:
        rows = feedbacks.listed(store, text, states)
    call.answer(
        {"feedback": [_report(row) for row in rows], "total": len(rows)},
        [f"{row.no}  {label(row.state)}  {row.model} {row.title}".rstrip() for row in rows],
    )


@feedback.command()
@click.argument("no")
@click.option("-o", "--output", required=True, type=click.Path(path_type=Path), metavar="FILE.pdf")
@click.pass_obj
def write(call: Call, /, no: str, output: Path) -> None:
    """Writes a report as PDF, without anything that tells who a buyer is."""
    with call.reading() as store:
        row = feedbacks.show(store, no).row
        made = feedback_sheets.write(store, no, output.absolute(), track=call.track)
    call.answer(
        {"feedback": row.no, "file": str(output), "pages": made.pages, "sha256": made.sha256},
        [_("%(file)s written") % {"file": output}],
    )


def _warned(found: list[QualityWarning]) -> Iterator[str]:
    if not found:
        yield _("No model stands out")
    for one in found:
        told = {
            "model": f"{one.model} {one.title}".rstrip(),
            "defects": one.defects,
            "buyers": one.buyers,
            "days": one.days,
            "expected": f"{one.expected:.1f}",
            "majors": one.majors,
        }
        if one.risen:
            yield (
                _(
                    "%(model)s: %(defects)s defects from %(buyers)s buyers in %(days)s days;"
                    " %(expected)s buyers were to be expected"
                )
                % told
            )
        if one.majors:
            yield (
                ngettext(
                    "%(model)s: %(majors)s verified major defect",
                    "%(model)s: %(majors)s verified major defects",
                    one.majors,
                )
                % told
            )


def _warning(one: QualityWarning) -> dict[str, Any]:
    return {
        "model": one.model,
        "title": one.title,
        "batch": one.batch or None,
        "cause": one.cause or None,
        "risen": one.risen,
        "defects": one.defects,
        "buyers": one.buyers,
        "majors": one.majors,
        "days": one.days,
        "lines": one.lines,
        "expected": round(one.expected, 2),
        "chance": one.chance,
        "own_baseline": one.own,
        "since": one.since,
        "told": one.told,
        "case_ids": list(one.case_ids),
    }


def _model(row: ModelRow) -> dict[str, Any]:
    return {
        "model": row.model,
        "title": row.title,
        "lines": row.lines,
        "defects": row.defects,
        "buyers": row.buyers,
        "per_1000": None if row.rate is None else round(row.rate, 2),
        "before_per_1000": None if row.usual is None else round(row.usual, 2),
        "style": row.style,
        "size": row.size,
        "colour": row.colour,
        "opinions_unsaid": row.opinions_unsaid,
        "warned": row.warned,
    }


def _figures(row: ModelRow) -> str:
    told = {
        "model": f"{row.model} {row.title}".rstrip(),
        "defects": row.defects,
        "buyers": row.buyers,
        "lines": row.lines,
        "opinions": row.opinions,
    }
    return (
        _(
            "%(model)s  %(defects)s defects, %(buyers)s buyers, %(lines)s sold,"
            " %(opinions)s opinions"
        )
        % told
    )


def _report(row: FeedbackRow) -> dict[str, Any]:
    return {
        "no": row.no,
        "state": row.state,
        "model": row.model,
        "title": row.title,
        "batch": row.batch or None,
        "asked": row.what,
        "cases": row.cases,
        "photos": row.photos,
        "made_at": row.made_at,
        "sent_at": row.sent_at,
        "answered_at": row.answered_at,
        "answer": row.answer or None,
        "void_reason": row.void_reason or None,
        "counted": dict(row.evidence),
    }
