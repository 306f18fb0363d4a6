"""The shop's own clocks: a period looked up in its contract or the platform's rules, and checked.

A change is a rule of the shop's own, valid from a day on, beside the shipped one; it can be taken
back. Cases that were opened before that day keep the clock they began with.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from desktop_app.core.errors import BadValue, Reason
from desktop_app.services import clock_rules, timeline
from desktop_app.services.clocks import ClockRule
from desktop_app.services.store import Store

_MINUTE = timedelta(minutes=1)
_KEY_ORDER = ("starts", "ends", "told", "pauses", "platforms", "kinds")


@dataclass(frozen=True)
class ClockRow:
    """A clock as it stands: ``rule`` is what counts, ``own`` says that it is the shop's."""

    id: int
    rule: ClockRule
    own: bool


def rows(store: Store) -> list[ClockRow]:
    """Every clock once: the shop's own in the place of the shipped one that it changes."""
    changed = {_key(rule): rule for rule in clock_rules.own(store)}
    found = []
    for place, rule in enumerate(_newest(clock_rules.shipped()), 1):
        own = changed.pop(_key(rule), None)
        found.append(ClockRow(place, own or rule, own is not None))
    more = enumerate(changed.values(), len(found) + 1)
    return [*found, *(ClockRow(place, rule, own=True) for place, rule in more)]


def change(
    store: Store,
    rule: ClockRule,
    period: timedelta,
    *,
    source: str,
    valid_from: date,
    checked: bool,
) -> int:
    """Makes a clock the shop's own and reckons open cases anew; returns how many those were.

    ``source`` is where the period stands written. Raises BadValue for a period under a minute or
    without a source.
    """
    if period < _MINUTE:
        raise BadValue(Reason.PERIOD_MISSING)
    if not source.strip():
        raise BadValue(Reason.VALUE_MISSING, field="clock_source")
    wanted = replace(
        rule, period=period, source=source.strip(), valid_from=valid_from, checked=checked
    )
    kept = [own for own in clock_rules.own(store) if _key(own) != _key(rule)]
    return _store(store, [*kept, wanted])


def take_back(store: Store, rule: ClockRule) -> int:
    """Goes back to the shipped clock; returns how many open cases were reckoned anew."""
    return _store(store, [own for own in clock_rules.own(store) if _key(own) != _key(rule)])


def _store(store: Store, rules: list[ClockRule]) -> int:
    with store.transaction():
        clock_rules.save_own(store, "".join(_toml(rule) for rule in rules))
        return timeline.renew_all(store)


def _key(rule: ClockRule) -> tuple[object, ...]:
    """What makes two rules the same clock: its code, and for whom it is."""
    return rule.code, rule.platforms, rule.kinds


def _newest(rules: Iterable[ClockRule]) -> list[ClockRule]:
    """Of the versions of a clock the latest, in the order of the first."""
    best: dict[tuple[object, ...], ClockRule] = {}
    for rule in rules:
        other = best.get(_key(rule))
        if other is None or rule.valid_from >= other.valid_from:
            best[_key(rule)] = rule
    return list(best.values())


def _toml(rule: ClockRule) -> str:
    minutes = rule.period // _MINUTE
    lists = {name: sorted(getattr(rule, name)) for name in _KEY_ORDER}
    lines = [
        "[[clocks]]",
        f"code = {_text(rule.code)}",
        f"zh_CN = {_text(rule.names['zh_CN'])}",
        f"en = {_text(rule.names['en'])}",
        f"of = {_text(rule.of)}",
        f"minutes = {minutes}",
        *(f"{name} = [{', '.join(map(_text, texts))}]" for name, texts in lists.items() if texts),
        *([f"lapses_to = {_text(rule.lapses_to)}"] if rule.lapses_to else []),
        f"source = {_text(rule.source)}",
        f"valid_from = {rule.valid_from.isoformat()}",
        f"checked = {str(rule.checked).lower()}",
    ]
    return "\n".join(lines) + "\n\n"


def _text(text: str) -> str:
    """A TOML string: JSON's way of writing one is TOML's too, but for DEL."""
    return json.dumps(str(text), ensure_ascii=False).replace("\x7f", "")
