"""`photos …`: the evidence photo archive."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from desktop_app.cli.frame import REFUSED, Call, Group, kind_option, refusal
from desktop_app.core import clock, names
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import Platform
from desktop_app.services import (
    barcodes,
    buyers,
    photo_checks,
    photo_exports,
    photo_moves,
    photo_repairs,
    photo_texts,
)
from desktop_app.services import photos as archive
from desktop_app.services.photo_checks import Ill, Problem, VerifyReport
from desktop_app.services.photo_repairs import RepairReport
from desktop_app.services.photos import ImportReport, LookAlike, StoredPhoto
from desktop_app.services.store import Store

_READ_AT_ONCE = 60
_GONE = frozenset({Ill.MISSING, Ill.RENAMED})


@click.group(cls=Group)
def photos() -> None:
    """The evidence photo archive."""


@photos.command(name="import")
@click.option("--buyer", required=True, metavar="ID", help="Whose photos they are.")
@click.option("--platform", metavar="P", help="Where the buyer is known by this ID.")
@click.option("--case", "case_no", metavar="NO", help="The case that they are evidence for.")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.pass_obj
def import_(
    call: Call, buyer: str, platform: str | None, case_no: str | None, paths: tuple[Path, ...]
) -> None:
    """Copies files and folders into the archive, renamed by buyer ID.

    Barcodes are looked for at once in up to 60 photos, and in more when the window is idle
    (`barcodes` is null then). What lies askew is read by the window, too.
    """
    with call.writing() as store:
        case_id = archive.case_named(store, case_no) if case_no else None
        buyer_id = _buyer(store, buyer, platform, case_id)
        report = archive.import_files(store, buyer_id, paths, case=case_id, track=call.track)
        codes = _codes(store, call, report)
    call.answer(_imported(report, codes), _import_lines(report))


@photos.command(name="list")
@click.option("--buyer", metavar="ID", help="Whose photos.")
@click.option("--platform", metavar="P", help="Where the buyer is known by this ID.")
@click.option("--case", "case_no", metavar="NO", help="Only those of this case.")
@click.pass_obj
def list_(call: Call, buyer: str | None, platform: str | None, case_no: str | None) -> None:
    """What the archive holds of a buyer or a case."""
    if buyer is None and case_no is None:
        raise click.UsageError(_("Say --buyer or --case."))
    with call.reading() as store:
        case_id = archive.case_named(store, case_no) if case_no else None
        buyer_id = buyers.named(store, buyer, _platform(platform)).id if buyer else None
        rows = archive.list_(store, buyer=buyer_id, case=case_id)
        cases = archive.cases_of(store, [row.id for row in rows])
    found = [_listed(row, cases.get(row.id, [])) for row in rows]
    call.answer({"photos": found}, (f"{row.stored}  {row.sha256[:12]}" for row in rows))


@photos.command()
@click.option("--repair", is_flag=True, help="Puts right what it can; moves aside, never deletes.")
@click.pass_obj
def verify(call: Call, *, repair: bool) -> None:
    """Reads every stored photo again and compares it with its record."""
    with call.writing() if repair else call.reading() as store:
        if repair:
            photo_moves.recover(store)
        report = photo_checks.verify(store, track=call.track)
        done = photo_repairs.repair(store, report.problems, track=call.track) if repair else None
    problems = done.left if done else report.problems
    call.answer(_verified(report, problems, done), _verify_lines(report, problems, done))
    if problems:
        call.status = REFUSED


@photos.command()
@click.option("--case", "case_no", required=True, metavar="NO", help="Whose photos.")
@click.option("-o", "--out", required=True, type=click.Path(path_type=Path), metavar="DIR")
@click.option("--for", "target", metavar="P", help="A platform's code, or courier: its limits.")
@click.option("--max-side", type=int, metavar="PX", help="The longest side in pixels.")
@click.option("--max-bytes", type=int, metavar="N", help="The most bytes of a file.")
@click.option("--originals", is_flag=True, help="Unmarked photos too where marked copies are.")
@click.pass_obj
def export(
    call: Call,
    /,
    case_no: str,
    out: Path,
    target: str | None,
    *,
    originals: bool,
    **most: int | None,
) -> None:
    """Writes copies for upload: upright, without place and camera, within limits.

    They go into the folder -o, or into one ZIP file when its name ends in .zip.
    """
    with call.reading() as store:
        case_id = archive.case_named(store, case_no)
        limits = photo_exports.limits_for(target or "default", **most)
        wanted = photo_exports.of_case(store, case_id, marked=not originals)
        report = photo_exports.export(store, wanted, out, limits, prefix=case_no, track=call.track)
    call.answer(
        {
            "written": [str(path) for path in report.written],
            "refused": [refusal(one.error, source=one.source) for one in report.refused],
        },
        map(str, report.written),
    )


def _platform(text: str | None) -> Platform | None:
    return Platform(kind_option(Platform, text)) if text else None


def _buyer(store: Store, text: str, platform: str | None, case_id: int | None) -> int:
    """The buyer that was named: the case's own where the ID is theirs, a known or a new one.

    A masked ID (``t**b``) stands for many people; a case says which of them is meant.
    """
    theirs = archive.buyer_of_case(store, case_id) if case_id is not None else None
    if theirs is not None and theirs[1] == names.buyer_id(text):
        return theirs[0]
    wanted = _platform(platform) or (Platform(theirs[2]) if theirs else None)
    try:
        return buyers.named(store, text, wanted).id
    except NotFound as error:
        if error.reason is not Reason.BUYER_UNKNOWN:
            raise
        return buyers.obtain(store, wanted or Platform.OTHER, text)


def _codes(store: Store, call: Call, report: ImportReport) -> dict[int, list[str]]:
    fresh = [photo.id for photo in report.added if photo.medium == "photo"]
    if len(fresh) > _READ_AT_ONCE:
        return {}
    found = barcodes.read_photos(store, fresh, thorough=False, track=call.track)
    return {photo_id: [code.text for code in codes] for photo_id, codes in found.items()}


def _imported(report: ImportReport, codes: dict[int, list[str]]) -> dict[str, Any]:
    return {
        "added": [_added(photo, codes) for photo in report.added],
        "duplicates": [{"source": one.source, "stored": one.stored} for one in report.duplicates],
        "similar": [_similar(one) for one in report.similar],
        "skipped": report.skipped,
        "refused": [refusal(one.error, source=one.source) for one in report.refused],
    }


def _added(photo: StoredPhoto, codes: dict[int, list[str]]) -> dict[str, Any]:
    return {
        "source": photo.source,
        "stored": photo.stored,
        "sha256": photo.sha256,
        "width": photo.width,
        "height": photo.height,
        "taken_at": photo.taken_text,
        "barcodes": codes.get(photo.id),
        "medium": photo.medium,
        "format": photo.format,
        "damaged": photo.damaged,
    }


def _similar(one: LookAlike) -> dict[str, Any]:
    return {
        "stored": one.stored,
        "other": one.other,
        "buyer": one.buyer,
        "distance": one.distance,
        "same_bytes": one.same_bytes,
    }


def _listed(row: archive.PhotoRow, cases: list[str]) -> dict[str, Any]:
    return {
        "stored": row.stored,
        "sha256": row.sha256,
        "buyer": row.buyer,
        "cases": cases,
        "taken_at": row.taken_text,
        "imported_at": clock.to_iso(row.imported_at),
        "original_name": row.original_name,
        "medium": row.medium,
        "role": row.role,
        "damaged": bool(row.damaged),
    }


def _import_lines(report: ImportReport) -> Iterator[str]:
    for photo in report.added:
        mark = "  " + _("(damaged when it came)") if photo.damaged else ""
        yield f"{photo.source} → {photo.stored}{mark}"
    for one in report.duplicates:
        yield _("%(source)s is there already: %(stored)s") % vars(one)
    for alike in report.similar:
        yield _also_used(alike)
    yield ngettext("%d photo added.", "%d photos added.", len(report.added)) % len(report.added)
    if report.skipped:
        count = len(report.skipped)
        yield ngettext("%d system file skipped.", "%d system files skipped.", count) % count


def _also_used(alike: LookAlike) -> str:
    about = {"stored": alike.stored, "other": alike.other, "buyer": alike.buyer}
    if alike.same_bytes:
        return _("Warning: %(stored)s is the same file as %(other)s of buyer %(buyer)s.") % about
    return _("Warning: %(stored)s looks like %(other)s of buyer %(buyer)s.") % about


def _verified(
    report: VerifyReport, problems: list[Problem], done: RepairReport | None
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "checked": report.checked,
        "ok": report.ok,
        "missing": [_problem(one) for one in problems if one.ill in _GONE],
        "altered": [_problem(one) for one in problems if one.ill in photo_checks.CHANGED],
        "stray": [_problem(one) for one in problems if one.photo_id is None],
    }
    if done is not None:
        result["repaired"] = [
            {**_problem(one.problem), "cure": one.cure.value, "aside": one.aside or None}
            for one in done.done
        ]
        result["log"] = str(done.log) if done.log else None
    return result


def _problem(one: Problem) -> dict[str, Any]:
    return {
        "stored": one.stored,
        "buyer": one.buyer or None,
        "ill": one.ill.value,
        "other": one.other or None,
        "reason": photo_texts.what(one),
        "remedy": photo_texts.remedy(one),
    }


def _verify_lines(
    report: VerifyReport, problems: list[Problem], done: RepairReport | None
) -> Iterator[str]:
    yield from (photo_texts.cure(one) for one in (done.done if done else ()))
    for one in problems:
        yield f"{photo_texts.what(one)} {photo_texts.remedy(one)}"
    yield _("%(ok)d of %(checked)d photos are as they came in.") % vars(report)
