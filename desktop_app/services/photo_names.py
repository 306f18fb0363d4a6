"""What a stored photo is called: a template, filled with what is known of it (R18)."""

from __future__ import annotations

import re
import string
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from desktop_app.core import names
from desktop_app.core.errors import BadValue, FileTrouble, Reason

FIELDS = ("buyer", "platform", "date", "case", "kind", "seq", "original")
_SHORTEST_BUYER = 8
_PART_BYTES = 40
_SEQ_MARK = "\ufffc"


@dataclass(frozen=True)
class Facts:
    """What a template can say of a photo. ``buyer`` is the name of the buyer's folder."""

    buyer: str
    platform: str
    day: date
    case: str = ""
    kind: str = ""
    original: str = ""


def with_original(facts: Facts, name: str) -> Facts:
    """The facts of one file of a batch."""
    return replace(facts, original=Path(name).stem)


def checked(template: str) -> str:
    """The template when names can be made of it.

    It has to begin with ``{buyer}``, so that a person finds the photos by buyer, and to hold
    ``{seq}``, so that many photos of one buyer stay apart. Raises BadValue otherwise.
    """
    text = template.strip()
    fields = _fields(text)
    if not {"seq"} <= fields <= set(FIELDS) or not text.startswith("{buyer}"):
        allowed = " ".join(f"{{{name}}}" for name in FIELDS)
        raise BadValue(Reason.PHOTO_NAME_TEMPLATE, value=text, allowed=allowed)
    return text


def _fields(template: str) -> set[str]:
    """The names in braces; a wrong one among them for what isn't a plain template."""
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        return {"?"}
    named = [part for part in parts if part[1] is not None]
    return {"?" if spec or turn else str(name) for _text, name, spec, turn in named}


class Names:
    """Gives out free names in one buyer's folder, numbered on, never a used one again.

    ``used`` are the stems (names without suffix) on the disk and on record, the binned
    ones' too.
    """

    def __init__(self, folder: Path, template: str, used: Collection[str]) -> None:
        self._folder = folder
        self._template = template
        self._used = {names.folded(stem) for stem in used}
        self._last: dict[str, int] = {}

    def next(self, facts: Facts, suffix: str) -> Path:
        """A free path for a photo; raises FileTrouble where the folder's path leaves no room."""
        room = names.MAX_PATH - _units(str(self._folder)) - 1 - len(suffix)
        for limit in range(names.MAX_BYTES, _SHORTEST_BUYER - 1, -8):
            cut = replace(facts, buyer=names.safe(facts.buyer, limit))
            stem = self._numbered(cut)
            if _units(stem) <= room:
                self._used.add(names.folded(stem))
                return self._folder / (stem + suffix)
        raise FileTrouble(Reason.PATH_TOO_LONG, path=str(self._folder.parent.parent))

    def fits(self, facts: Facts, stem: str) -> bool:
        """Whether a name is already one that the template would give for these facts."""
        return _numbers(self._template, facts).fullmatch(names.folded(stem)) is not None

    def _numbered(self, facts: Facts) -> str:
        pattern = _numbers(self._template, facts)
        if pattern.pattern not in self._last:
            found = (pattern.fullmatch(stem) for stem in self._used)
            highest = max((int(match[1]) for match in found if match), default=0)
            self._last[pattern.pattern] = highest
        while True:
            self._last[pattern.pattern] += 1
            stem = filled(self._template, facts, f"{self._last[pattern.pattern]:02d}")
            if names.folded(stem) not in self._used:
                return stem


def _numbers(template: str, facts: Facts) -> re.Pattern[str]:
    """What all names of this template and these facts look like, folded; the number is a group."""
    head, _mark, tail = names.folded(filled(template, facts, _SEQ_MARK)).partition(_SEQ_MARK)
    return re.compile(re.escape(head) + r"(\d{1,9})" + re.escape(tail))


def filled(template: str, facts: Facts, seq: str) -> str:
    """The template with the facts in it, as a name that every system takes, without suffix."""
    text = _without_empty(template, facts).format(
        buyer=facts.buyer,
        platform=facts.platform,
        date=f"{facts.day:%Y%m%d}",
        case=names.cut(facts.case, _PART_BYTES),
        kind=names.cut(facts.kind, _PART_BYTES),
        original=names.cut(facts.original, _PART_BYTES),
        seq=seq,
    )
    return names.safe(text, names.MAX_PATH)


def _without_empty(template: str, facts: Facts) -> str:
    """The template without the fields that have nothing to say, nor the sign before them."""
    for name in ("case", "kind", "original"):
        if not getattr(facts, name):
            template = re.sub(rf"[-_ .]?\{{{name}\}}", "", template)
    return template


def _units(text: str) -> int:
    """The length as Windows counts it."""
    return len(text.encode("utf-16-le", "replace")) // 2
