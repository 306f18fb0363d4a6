"""The report to the factory 质量反馈单: what buyers complained of, counted, without their names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from desktop_app.core.track import Track, everything

if TYPE_CHECKING:
    from desktop_app.documents.pages import SheetFile


@dataclass(frozen=True)
class Tally:
    """How many of each: the words and the count."""

    title: str
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, kw_only=True)
class Complaint:
    """A case on the list. ``buyer`` is a letter; ``text`` has no names in it."""

    buyer: str
    case_no: str
    day: date
    finding: str = ""
    cause: str = ""
    variant: str = ""
    batch: str = ""
    text: str = ""


@dataclass(frozen=True)
class Picture:
    """A photo made ready: an upright JPEG, and what stands below it (no file's name)."""

    path: Path | None
    caption: str


@dataclass(frozen=True, kw_only=True)
class FeedbackSheet:
    """All that the report says; texts are in ``language`` already.

    ``facts`` are sentences; ``counts`` are of the defects, ``opinions`` of what isn't liked though
    nothing is wrong with it.
    """

    no: str
    made_on: date
    shop: str = ""
    model: str = ""
    title: str = ""
    batch: str = ""
    period: str = ""
    facts: tuple[str, ...] = ()
    asked: str = ""
    counts: tuple[Tally, ...] = ()
    opinions: Tally | None = None
    complaints: tuple[Complaint, ...] = ()
    pictures: tuple[Picture, ...] = ()
    void: str = ""
    language: str = "zh_CN"


def write(sheet: FeedbackSheet, target: Path, *, track: Track = everything) -> SheetFile:
    """Writes the report as one PDF; ``track`` counts its pages.

    Raises FileTrouble when the file can't be written.
    """
    from desktop_app.documents import feedback_form

    return feedback_form.draw(sheet, track).write(target)
