"""Rules that are data: TOML files, read with every fault named by file and key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import CaseEventKind, CaseStage

Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True)
class Entries:
    """A table of a rule file, and where it stands.

    Each reader raises FileTrouble naming file and key for what is missing or doesn't fit.
    """

    path: str
    values: Mapping[str, object]
    under: str = ""

    def key(self, name: str) -> str:
        """The full name of a key, as the sentence about a fault shows it."""
        return f"{self.under}.{name}" if self.under else name

    def wrong(self, name: str, value: object) -> FileTrouble:
        """The fault that ``value`` can't stand under ``name``."""
        shown = str(value)[:80]
        return FileTrouble(Reason.RULES_WRONG, path=self.path, key=self.key(name), value=shown)

    def known(self, *names: str) -> None:
        """Refuses keys that nothing reads: a misspelt one would be silently without effect."""
        for name in self.values:
            if name not in names:
                raise self.wrong(name, name)

    def text(self, name: str, default: str | None = None) -> str:
        value = self._value(name, default)
        if not isinstance(value, str):
            raise self.wrong(name, value)
        return value

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number of nought or more."""
        value = self._value(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.wrong(name, value)
        return value

    def yes(self, name: str) -> bool:
        """A yes/no entry; no where there is none."""
        value = self.values.get(name, False)
        if not isinstance(value, bool):
            raise self.wrong(name, value)
        return value

    def day(self, name: str) -> date:
        """A date, written without quotes: ``2022-09-30``."""
        value = self._value(name, None)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.wrong(name, value)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; empty where there is none."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, str) for part in value):
            raise self.wrong(name, value)
        return tuple(value)

    def kind(self, name: str, kinds: type[Kind]) -> Kind:
        """One code of a kind."""
        return self._of_kind(name, kinds, self.text(name))

    def kinds(self, name: str, kinds: type[Kind]) -> tuple[Kind, ...]:
        """A list of codes of a kind; empty where there is none."""
        return tuple(self._of_kind(name, kinds, text) for text in self.texts(name))

    def table(self, name: str) -> Entries:
        """A table within."""
        value = self._value(name, None)
        if not isinstance(value, dict):
            raise self.wrong(name, value)
        return Entries(self.path, value, self.key(name))

    def tables(self, name: str) -> list[Entries]:
        """A list of tables within, told apart in sentences by their place."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or not all(isinstance(part, dict) for part in value):
            raise self.wrong(name, value)
        return [
            Entries(self.path, part, f"{self.key(name)}[{place}]")
            for place, part in enumerate(value, 1)
        ]

    def names(self) -> dict[str, str]:
        """The words in each language: ``zh_CN`` and ``en``; both must be there."""
        return {language: self.text(language) for language in ("zh_CN", "en")}

    def _value(self, name: str, default: object) -> object:
        value = self.values.get(name, default)
        if value is None or value == "":
            raise FileTrouble(Reason.RULES_INCOMPLETE, path=self.path, key=self.key(name))
        return value

    def _of_kind(self, name: str, kinds: type[Kind], text: str) -> Kind:
        try:
            return kinds(text)
        except ValueError:
            raise self.wrong(name, text) from None


def read(path: Path) -> Entries:
    """The file's outermost table. Raises FileTrouble for one that can't be read or isn't TOML."""
    return parse(text_of(path), path.name)


def text_of(path: Path) -> str:
    """A rule file's text. Raises FileTrouble."""
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):
        raise FileTrouble(Reason.FILE_UNREADABLE, path=path.name) from None


def parse(text: str, name: str) -> Entries:
    """The outermost table of TOML text; ``name`` stands for it in sentences."""
    try:
        return Entries(name, tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line = str(error).rpartition("(at ")[2].rstrip(")") or "?"
        raise FileTrouble(Reason.RULES_UNREADABLE, path=name, line=line) from None
    except (ValueError, RecursionError):  # a number of thousands of digits, or lists without end
        raise FileTrouble(Reason.RULES_UNREADABLE, path=name, line="?") from None


def tokens(table: Entries, name: str) -> frozenset[str]:
    """The events that a rule names: ``moved``, ``moved:settled``, ``lapsed:CODE``."""
    for text in table.texts(name):
        kind, _colon, detail = text.partition(":")
        if kind not in _EVENTS or (kind == "moved" and detail and detail not in _STAGES):
            raise table.wrong(name, text)
    return frozenset(table.texts(name))


_EVENTS = frozenset({*CaseEventKind, "lapsed"})
_STAGES = frozenset(CaseStage)
