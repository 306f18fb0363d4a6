"""Commands about backups: `backup create|verify|restore|list|fetch`.

A password is never an argument, where every program could read it: it comes from the environment
or is asked for at the terminal.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.frame import REFUSED, Call, Group
from desktop_app.core import backup_texts, clock
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.i18n import _
from desktop_app.core.paths import DataPaths
from desktop_app.services import (
    backup_checks,
    backup_fetches,
    backup_manifests,
    backup_places,
    backups,
    restores,
)
from desktop_app.services.backup_checks import Problem
from desktop_app.services.backup_places import Place
from desktop_app.services.backup_secrets import Seal

PASSWORD = "AFTERSALES_BACKUP_PASSWORD"  # noqa: S105 - a variable's name
_FOLDER = click.Path(path_type=Path, file_okay=False)
_snapshot = click.option("--snapshot", metavar="NAME", help="Which backup; else the newest.")
_which = click.argument("folder", type=_FOLDER)


@click.group(cls=Group)
def backup() -> None:
    """Backups on another drive, readable without this program."""


@backup.command()
@_which
@click.option("--seal", is_flag=True, help="With a password, asked for or from the environment.")
@click.pass_obj
def create(call: Call, folder: Path, *, seal: bool) -> None:
    """Backs the shop up into a folder; only what is new is copied.

    A lost password is a lost backup: nobody can open it without. The password comes from
    the variable AFTERSALES_BACKUP_PASSWORD, or is asked for.
    """
    password = _new_password(folder) if seal else None
    with call.reading() as store:
        report = backups.create(store, folder.absolute(), password, call.track)
    problems = [
        *(_left(path, _("%(path)s wasn't to be had.")) for path in report.missing),
        *(_left(path, _("%(path)s isn't as on record.")) for path in report.altered),
    ]
    call.answer(
        {
            "snapshot": report.snapshot,
            "folder": str(report.folder),
            "photos_copied": report.photos_copied,
            "photos_present": report.photos_present,
            "bytes": report.bytes,
            "thinned": report.thinned,
            "problems": problems,
        },
        [
            _(
                "Backup %(snapshot)s: %(photos_copied)s photos copied,"
                " %(photos_present)s there already."
            )
            % vars(report),
            *(str(problem["problem"]) for problem in problems),
        ],
    )
    call.status = REFUSED if problems else call.status


@backup.command()
@_which
@click.pass_obj
def verify(call: Call, folder: Path) -> None:
    """Reads all of a backup and names every problem."""
    place, seal = _opened(call, folder)
    check = backup_checks.verify(place, seal, track=call.track)
    backups.note_wrong(DataPaths(call.root), place, check.problems)
    sound = _("All is well: %(files)s files of %(snapshots)s backups are as they were written.")
    call.answer(
        {
            "ok": check.ok,
            "snapshots": check.snapshots,
            "files": check.files,
            "problems": _problems(check.problems),
        },
        list(_lines(check.problems)) or [sound % vars(check)],
    )
    call.status = call.status if check.ok else REFUSED


@backup.command()
@_which
@click.option("--to", "target", required=True, type=_FOLDER, metavar="NEWDATA")
@_snapshot
@click.pass_obj
def restore(call: Call, folder: Path, target: Path, snapshot: str | None) -> None:
    """Restores a backup into a new or empty folder, every file compared."""
    place, seal = _opened(call, folder)
    found = restores.pick(place, seal, snapshot)
    report = restores.restore(place, seal, found, target, call.track)
    done = _("%(restored)s files restored into %(folder)s.")
    call.answer(
        {
            "restored": report.restored,
            "snapshot": report.snapshot,
            "folder": str(report.folder),
            "bytes": report.bytes,
            "whole": report.whole,
            "problems": _problems(report.problems),
        },
        [*_lines(report.problems), done % vars(report)],
    )
    call.status = REFUSED if report.problems else call.status


@backup.command(name="list")
@_which
@click.pass_obj
def list_(call: Call, folder: Path) -> None:
    """The backups in a folder, newest first."""
    place, seal = _opened(call, folder)
    sound, damaged = backup_manifests.heads(place, seal)
    rows: list[dict[str, Any]] = [
        {
            "snapshot": one.stamp,
            "made_at": clock.to_iso(one.made_at),
            "whole": one.whole,
            "files": one.count,
            "photos": one.counts.get("photo", 0),
            "cases": one.counts.get("after_sales_case", 0),
            "bytes": one.bytes,
            "ok": True,
        }
        for one in reversed(sound)
    ]
    rows += [{"snapshot": stamp, "ok": False} for stamp in damaged]
    call.answer({"snapshots": rows, "sealed": place.sealed}, map(_listed, rows))


@backup.command()
@_which
@click.option("--case", "case_no", metavar="NO", help="The photos of this case.")
@click.option("--photo", metavar="SHA", help="The photo with this sha256, or its first digits.")
@click.option("-o", "--out", required=True, type=_FOLDER, metavar="OUT")
@_snapshot
@click.pass_obj
def fetch(
    call: Call,
    folder: Path,
    case_no: str | None,
    photo: str | None,
    out: Path,
    snapshot: str | None,
) -> None:
    """Fetches single photos, or a case's, back out of a backup."""
    if (case_no is None) == (photo is None):
        raise click.UsageError(_("Say --case or --photo."))
    place, seal = _opened(call, folder)
    found = restores.pick(place, seal, snapshot)
    if case_no is not None:
        entries = backup_fetches.of_case(place, seal, found, case_no)
    else:
        entries = backup_fetches.by_content(found, photo or "")
    report = backup_fetches.fetch(place, seal, found, entries, out, call.track)
    call.answer(
        {
            "snapshot": report.snapshot,
            "written": [str(path) for path in report.written],
            "problems": _problems(report.problems),
        },
        [*map(str, report.written), *_lines(report.problems)],
    )
    call.status = REFUSED if report.problems else call.status


def _opened(call: Call, folder: Path) -> tuple[Place, Seal]:
    """The place in a folder, with its key: the data folder's, else by the password."""
    place = backup_places.one(folder.absolute())
    data = DataPaths(call.root)
    try:
        return place, backups.seal_of(data, place)
    except FileTrouble as error:
        if error.reason is not Reason.BACKUP_SEALED:
            raise
    password = os.environ.get(PASSWORD) or _asked(_("Password of the backup"))
    return place, backups.seal_of(None, place, password)


def _new_password(folder: Path) -> str:
    given = os.environ.get(PASSWORD)
    if given is not None:
        return given
    click.echo(
        _("Without this password nobody can open the backup any more. Write it down."), err=True
    )
    password = _asked(_("New password of the backup"), twice=True)
    if password is None:
        raise FileTrouble(Reason.BACKUP_SEALED, path=str(folder))
    return password


def _asked(question: str, *, twice: bool = False) -> str | None:
    """Asks at the terminal; None where there is none."""
    if not sys.stdin.isatty():
        return None
    given: str = click.prompt(question, hide_input=True, confirmation_prompt=twice, err=True)
    return given


def _left(path: str, sentence: str) -> dict[str, str]:
    return {"path": path, "problem": sentence % {"path": path}}


def _problems(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    return [
        {
            "ill": one.ill.value,
            "where": one.where,
            "path": one.path or None,
            "snapshots": list(one.snapshots),
            "problem": backup_texts.what(one.ill.value, one.where),
            "remedy": backup_texts.remedy(one.ill.value),
        }
        for one in problems
    ]


def _lines(problems: Iterable[Problem]) -> Iterator[str]:
    for one in problems:
        yield f"{backup_texts.what(one.ill.value, one.where)} {backup_texts.remedy(one.ill.value)}"


def _listed(row: dict[str, Any]) -> str:
    if not row["ok"]:
        return f"{row['snapshot']}  {_('damaged')}"
    return "{snapshot}  {cases:>8}  {photos:>8}  {bytes:>15,}".format(**row)
