"""The rules of the clocks: those that came with the program, and what the shop made of them.

They are data with a source, a valid-from date and a mark that the shop has checked them. The
shop's own stand beside the shipped ones and count before them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from desktop_app.core import i18n, paths
from desktop_app.core.kinds import CaseKind, CaseStage, Clock, Platform
from desktop_app.services import settings
from desktop_app.services.clocks import ClockRule, chosen
from desktop_app.services.rule_files import Entries, parse, read, tokens
from desktop_app.services.store import Store

_OWN = "own.toml"
_MOST_DAYS = 3660
_HOUR_MINUTES = 60
_DAY_HOURS = 24
_KEYS = (
    *("code", "zh_CN", "en", "of", "minutes", "hours", "days", "starts", "ends", "told", "pauses"),
    *("platforms", "kinds", "lapses_to", "source", "valid_from", "checked"),
)


def check() -> None:
    """Reads the shipped rules, as is done at start; raises FileTrouble for the first fault."""
    _shipped()


def all_of(store: Store) -> tuple[ClockRule, ...]:
    """The shipped rules and the shop's own, which come last and so count before them."""
    return (*_shipped(), *own(store))


def shipped() -> tuple[ClockRule, ...]:
    """The rules that came with the program."""
    return _shipped()


def own(store: Store) -> tuple[ClockRule, ...]:
    """The shop's own rules."""
    text = settings.get(store, settings.CLOCK_RULES)
    return _own(text) if text else ()


def own_text(store: Store) -> str:
    """The shop's own rules as TOML; empty where it has none."""
    return settings.get(store, settings.CLOCK_RULES)


def save_own(store: Store, text: str) -> None:
    """Stores the shop's own rules: TOML as in the shipped file.

    A rule with a shipped one's code, platforms and kinds takes its place from its valid-from date
    on. Raises FileTrouble naming the key of a fault. Open cases get their new due times by
    `timeline.renew_all`.
    """
    _own(text)
    settings.put(store, settings.CLOCK_RULES, text)


def platform_steps() -> dict[str, str]:
    """What may be entered as a platform step: code and words in the language spoken now."""
    return {code: names[i18n.language()] for code, names in _steps().items()}


@dataclass(frozen=True)
class PlatformStep:
    """A step that some clock of a case goes by; ``timed`` ones come with a time agreed or told."""

    code: str
    name: str
    timed: bool


def steps_for(store: Store, platform: str, kind: str, opened: datetime) -> list[PlatformStep]:
    """The platform steps that matter for such a case, in the order of the rules."""
    timed: set[str] = set()
    wanted: set[str] = set()
    for rule in chosen(all_of(store), platform, kind, opened):
        timed |= rule.told
        wanted |= rule.starts | rule.ends | rule.told
    return [
        PlatformStep(code, name, f"platform_step:{code}" in timed)
        for code, name in platform_steps().items()
        if f"platform_step:{code}" in wanted
    ]


def shipped_text() -> str:
    """The shipped rules' own text, for a shop that wants to change one."""
    return _path().read_text("utf-8")


@cache
def _shipped() -> tuple[ClockRule, ...]:
    top = read(_path())
    top.known("clocks", "platform_steps")
    return _rules(top)


@cache
def _own(text: str) -> tuple[ClockRule, ...]:
    top = parse(text, _OWN)
    top.known("clocks")
    return _rules(top)


@cache
def _steps() -> dict[str, dict[str, str]]:
    table = read(_path()).table("platform_steps")
    return {code: table.table(code).names() for code in table.values}


def _path() -> Path:
    return paths.resources() / "rules" / "clocks.toml"


def _rules(top: Entries) -> tuple[ClockRule, ...]:
    return tuple(_rule(table) for table in top.tables("clocks"))


def _rule(table: Entries) -> ClockRule:
    table.known(*_KEYS)
    minutes, hours, days = (table.number(name, 0) for name in ("minutes", "hours", "days"))
    longest = max(minutes // _HOUR_MINUTES, hours) // _DAY_HOURS + days
    if longest > _MOST_DAYS or not (minutes or hours or days):
        raise table.wrong("days", longest)
    period = timedelta(minutes=minutes, hours=hours, days=days)
    return ClockRule(
        code=table.text("code"),
        of=table.kind("of", Clock),
        names=table.names(),
        period=period,
        starts=tokens(table, "starts"),
        ends=tokens(table, "ends"),
        told=tokens(table, "told"),
        pauses=frozenset(table.kinds("pauses", CaseStage)),
        platforms=frozenset(table.kinds("platforms", Platform)),
        kinds=frozenset(table.kinds("kinds", CaseKind)),
        lapses_to=str(table.values.get("lapses_to", "")),
        source=table.text("source"),
        valid_from=table.day("valid_from"),
        checked=table.yes("checked"),
    )
