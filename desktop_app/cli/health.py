"""Commands about the health of a shop's data: `check` and `rescue`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from desktop_app.cli.frame import REFUSED, Call, Command
from desktop_app.core import problem_texts
from desktop_app.core.i18n import _

if TYPE_CHECKING:
    from desktop_app.services.checks import Problem


@click.command(cls=Command)
@click.option("--repair", is_flag=True, help="Put right what can be, without deleting anything.")
@click.pass_obj
def check(call: Call, *, repair: bool) -> None:
    """Check database, search index, figures, settings, and photos against records."""
    from desktop_app.services import checks

    if repair:
        _repair(call)
        return
    with call.reading() as store:
        found = checks.check(store, call.track)
    problems = [_problem(problem) for problem in found]
    lines = [str(problem["problem"]) for problem in problems]
    call.answer({"ok": not problems, "problems": problems}, lines or [_("All is well.")])
    call.status = REFUSED if problems else call.status


def _repair(call: Call) -> None:
    from desktop_app.services import check_repairs, checks

    with call.writing() as store:
        report = check_repairs.repair(store, checks.check(store, call.track), call.track)
    done = [
        {**_problem(one.problem), "done": problem_texts.cure(one.cure, one.place)}
        for one in report.done
    ]
    left = [_problem(problem) for problem in report.left]
    lines = [f"{one['what']} → {one['done']}" for one in done]
    lines += [str(one["problem"]) for one in left]
    if report.log is not None:
        lines.append(_("What was done is written down in %(path)s.") % {"path": report.log})
    result = {"ok": not left, "repaired": done, "problems": left, "log": report.log}
    call.answer(result, lines or [_("All is well.")])
    call.status = REFUSED if left else call.status


@click.command(cls=Command)
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), metavar="FOLDER")
@click.pass_obj
def rescue(call: Call, out: Path) -> None:
    """Save what can be read of a damaged shop into a new FOLDER; the shop stays as it is."""
    from desktop_app.core.paths import DataPaths
    from desktop_app.services import rescue as rescuing

    report = rescuing.export(DataPaths(call.root), out, call.track)
    tables = [vars(table) for table in report.tables]
    lines = [_line(table.name, table.rows, table.lost) for table in report.tables]
    lines.append(_("Saved into %(folder)s; the shop is as it was.") % {"folder": report.folder})
    result = {
        "folder": report.folder,
        "whole": report.whole,
        "unread": report.unread,
        "tables": tables,
        "photos": report.photos,
    }
    call.answer(result, lines)
    call.status = call.status if report.whole else REFUSED


def _line(name: str, rows: int, lost: int | None) -> str:
    if lost == 0:
        return f"{name}: {rows}"
    told = _("%(table)s: %(rows)s rows; at most %(lost)s couldn't be read")
    return told % {"table": name, "rows": rows, "lost": "?" if lost is None else lost}


def _problem(problem: Problem) -> dict[str, object]:
    ill, where, detail = problem.ill.value, problem.where, problem.detail
    return {
        "ill": ill,
        "severity": problem.ill.severity.value,
        "where": where,
        "owner": problem.owner,
        "what": problem_texts.what(ill, where, detail, problem.owner),
        "remedy": problem_texts.remedy(ill),
        "problem": problem_texts.describe(ill, where, detail, problem.owner),
    }
