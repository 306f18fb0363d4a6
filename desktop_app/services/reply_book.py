"""The replies that came with the program, what fills them, and where each belongs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from desktop_app.core import i18n, paths
from desktop_app.core.kinds import CaseKind, Platform, Situation
from desktop_app.services import rule_files
from desktop_app.services.rule_files import Entries

_TOKEN = re.compile(r"\{([^{}\n]{1,40})\}")


@dataclass(frozen=True)
class ShippedReply:
    """A reply as the program brings it. ``platform``, ``channel``, ``country`` narrow it."""

    code: str
    title: str
    situation: Situation
    platform: str
    channel: str
    country: str
    language: str
    body: str


@dataclass(frozen=True)
class Book:
    """All of ``replies.toml``."""

    replies: dict[str, ShippedReply]
    placeholders: dict[str, dict[str, str]]
    languages: dict[str, str]
    situations: dict[str, tuple[Situation, ...]]


@cache
def book() -> Book:
    """The file, read once. Raises FileTrouble naming the key of a fault."""
    top = rule_files.read(paths.resources() / "templates" / "replies.toml")
    top.known("placeholders", "languages", "situations", "reply")
    words = top.table("placeholders")
    languages = top.table("languages")
    languages.known(*Platform)
    situations = top.table("situations")
    situations.known(*CaseKind)
    made = Book(
        replies={reply.code: reply for reply in map(_reply, top.tables("reply"))},
        placeholders={code: words.table(code).names() for code in words.values},
        languages={platform: languages.text(platform) for platform in languages.values},
        situations={kind: situations.kinds(kind, Situation) for kind in situations.values},
    )
    for table in top.tables("reply"):
        for token in unknown_tokens(table.text("body"), made):
            raise table.wrong("body", token)
    return made


def language_for(platform: str) -> str:
    """The language in which this platform's buyers are answered."""
    return book().languages.get(platform, "zh_CN")


def words(language: str = "") -> dict[str, str]:
    """The word that stands in braces for each placeholder, by its code."""
    spoken = i18n.nearest(language or i18n.language())
    return {code: names[spoken] for code, names in book().placeholders.items()}


def tokens(text: str) -> list[str]:
    """The placeholders that stand in a text, braces included, each once and in order."""
    known = _codes(book())
    found = dict.fromkeys(match.group() for match in _TOKEN.finditer(text))
    return [token for token in found if token[1:-1].strip().lower() in known]


def unknown_tokens(text: str, known_by: Book | None = None) -> list[str]:
    """What stands in braces and that no case could fill in."""
    known = _codes(known_by or book())
    found = dict.fromkeys(match.group() for match in _TOKEN.finditer(text))
    return [token for token in found if token[1:-1].strip().lower() not in known]


def filled(text: str, facts: dict[str, str]) -> str:
    """The text with each placeholder that the facts know in its place; others stay."""
    known = _codes(book())

    def put(match: re.Match[str]) -> str:
        code = known.get(match.group(1).strip().lower(), "")
        return facts.get(code) or match.group()

    return _TOKEN.sub(put, text)


def _codes(made: Book) -> dict[str, str]:
    """The codes of placeholders by each of their words."""
    known = {code: code for code in made.placeholders}
    for code, names in made.placeholders.items():
        known |= dict.fromkeys(names.values(), code)
    return known


def _reply(table: Entries) -> ShippedReply:
    table.known(
        *("code", "language", "situation", "title", "platform", "channel", "country", "body")
    )
    values = table.values
    return ShippedReply(
        code=table.text("code"),
        title=table.text("title"),
        situation=table.kind("situation", Situation),
        platform=table.text("platform") if "platform" in values else "",
        channel=table.text("channel") if "channel" in values else "",
        country=table.text("country") if "country" in values else "",
        language=table.text("language"),
        body=table.text("body").strip(),
    )
