"""Which messages are due by themselves (R29, R58): the program's rules, and the shop's.

Rules are data. A changed one of the program's is kept as the shop's own copy and takes its place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from desktop_app.core import couriers, i18n, paths
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import FollowUpEvent, OrderState, Platform, Situation, Topic
from desktop_app.services import reply_book, rule_files, settings
from desktop_app.services.rule_files import Entries
from desktop_app.services.store import Store

MAX_DAYS = 365
MAX_NAME = 60
LAST_HOUR = 23
_KEYS = (
    *("code", "zh_CN", "en", "event", "days", "hour", "platforms", "shops", "countries"),
    *("channels", "states", "language", "situation", "reply", "despite_case", "on"),
)
HAND = "hand:"
"""What stands, with something of its own, as the rule of a message that was entered by hand."""

_OWN = "follow_up_rules"
_SHORT_CHANNEL = 3


@dataclass(frozen=True)
class FollowUpRule:
    """A rule: ``days`` after ``event``, from ``hour`` of the local clock on.

    Empty filters let everything through. ``language`` empty is that of the platform's buyers.
    ``reply`` is the code of a reply, or ``#`` and the id of one of the shop's own. ``own`` says
    that the rule is the shop's, ``shipped`` that one with its code came with the program.
    """

    code: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    event: FollowUpEvent = FollowUpEvent.DISPATCHED
    days: int = 1
    hour: int = 9
    platforms: tuple[Platform, ...] = ()
    shops: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    states: tuple[OrderState, ...] = ()
    language: str = ""
    situation: Situation = Situation.CARE
    reply: str = ""
    despite_case: bool = False
    on: bool = False
    own: bool = False
    shipped: bool = False

    @property
    def name(self) -> str:
        """What it is called in the language spoken now."""
        return self.names.get(i18n.language()) or next(iter(self.names.values()), self.code)


@dataclass(frozen=True)
class DeliveryReason:
    """Why a parcel is slow or wasn't delivered (R46), and the replies that say so."""

    code: str
    names: Mapping[str, str]
    situation: Situation
    replies: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """What it is called in the language spoken now."""
        return self.names[i18n.language()]


@dataclass(frozen=True)
class Book:
    """All of ``follow_ups.toml``. Nothing is made when its day is ``window_days`` past."""

    rules: tuple[FollowUpRule, ...]
    reasons: tuple[DeliveryReason, ...]
    signed: tuple[str, ...]
    not_signed: tuple[str, ...]
    window_days: int


@cache
def book() -> Book:
    """The file, read once. Raises FileTrouble naming the key of a fault."""
    return read(rule_files.text_of(paths.resources() / "rules" / "follow_ups.toml"))


def read(text: str) -> Book:
    """A rule file's text. Raises FileTrouble naming the key of a fault."""
    top = rule_files.parse(text, "follow_ups.toml")
    top.known("window_days", "rule", "reason", "signed")
    signed = top.table("signed")
    signed.known("words", "but_not")
    return Book(
        rules=tuple(replace(rule, shipped=True) for rule in _rules(top.tables("rule"))),
        reasons=tuple(map(_reason, top.tables("reason"))),
        signed=signed.texts("words"),
        not_signed=signed.texts("but_not"),
        window_days=top.number("window_days"),
    )


def all_of(store: Store) -> list[FollowUpRule]:
    """The rules as they hold now: the program's, changed ones in the shop's words, then its own.

    Raises FileTrouble naming the key where the stored rules can't be read.
    """
    own = {rule.code: rule for rule in _own(settings.get(store, settings.FOLLOW_UP_RULES))}
    shipped = book().rules
    held = [
        replace(own.pop(rule.code), shipped=True) if rule.code in own else rule for rule in shipped
    ]
    return [*held, *own.values()]


def get(store: Store, code: str) -> FollowUpRule:
    """The rule with this code. Raises NotFound."""
    for rule in all_of(store):
        if rule.code == code:
            return rule
    raise NotFound(Reason.FOLLOW_UP_RULE_UNKNOWN, value=code)


def by_channel(channels: Iterable[str], courier: str) -> bool:
    """Whether a parcel goes by one of these channels: a line by its name, or a courier by its own.

    A courier's other names don't count: ePacket is a line of China Post, not all of it.
    """
    said = couriers.folded(courier)
    known = couriers.named(courier) if courier else None
    theirs = {couriers.folded(name) for name in (known.code, known.zh, known.en)} if known else ()
    return any(
        channel == said or channel in theirs or (len(channel) > _SHORT_CHANNEL and channel in said)
        for channel in map(couriers.folded, channels)
    )


def save(store: Store, rule: FollowUpRule) -> FollowUpRule:
    """Keeps a rule of the shop's: a new one without a code, or in place of the one with its code.

    Raises BadValue for no name or an overlong one, and days or an hour that aren't any.
    """
    checked = _checked(rule)
    with store.transaction() as tx:
        held = _own(settings.get(store, settings.FOLLOW_UP_RULES))
        code = checked.code or _free_code(held)
        kept = replace(checked, code=code, own=True, shipped=_is_shipped(code))
        others = [one for one in held if one.code != code]
        settings.put(store, settings.FOLLOW_UP_RULES, _text([*others, kept]))
        tx.touch(Topic.MESSAGES)
    return kept


def switch(store: Store, code: str, *, on: bool) -> FollowUpRule:
    """Switches a rule on or off. Raises NotFound."""
    with store.transaction():
        rule = get(store, code)
        return rule if rule.on == on else save(store, replace(rule, on=on))


def remove(store: Store, code: str) -> None:
    """Takes the shop's rule away; a changed one of the program's is as it came again.

    Messages that it made stay. Raises NotFound for a code that the shop has no rule of.
    """
    with store.transaction() as tx:
        held = _own(settings.get(store, settings.FOLLOW_UP_RULES))
        others = [one for one in held if one.code != code]
        if len(others) == len(held):
            raise NotFound(Reason.FOLLOW_UP_RULE_UNKNOWN, value=code)
        settings.put(store, settings.FOLLOW_UP_RULES, _text(others))
        tx.touch(Topic.MESSAGES)


def _checked(rule: FollowUpRule) -> FollowUpRule:
    names = {language: " ".join(name.split()) for language, name in rule.names.items()}
    if not all(names.values()) or not names:
        raise BadValue(Reason.VALUE_MISSING, field="name")
    longest = max(names.values(), key=len)
    if len(longest) > MAX_NAME:
        raise BadValue(Reason.VALUE_TOO_LONG, value=longest[:40], limit=MAX_NAME)
    if not 0 <= rule.days <= MAX_DAYS:
        raise BadValue(Reason.NOT_A_NUMBER_OF_DAYS, value=rule.days, limit=MAX_DAYS)
    if not 0 <= rule.hour <= LAST_HOUR:
        raise BadValue(Reason.NOT_A_MOMENT, value=rule.hour)
    filled = {language: names.get(language) or longest for language in i18n.LANGUAGES}
    return replace(rule, names=filled)


def _is_shipped(code: str) -> bool:
    return any(rule.code == code for rule in book().rules)


def _free_code(held: Iterable[FollowUpRule]) -> str:
    taken = {rule.code for rule in held}
    return next(code for number in range(1, 10_000) if (code := f"own-{number}") not in taken)


@cache
def _own(text: str) -> tuple[FollowUpRule, ...]:
    """The shop's rules from their stored text."""
    if not text:
        return ()
    top = Entries(_OWN, {"rule": _loaded(text)})
    return tuple(replace(rule, own=True) for rule in _rules(top.tables("rule")))


def _loaded(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Entries(_OWN, {}).wrong("rule", text[:40]) from None


def _text(rules: Iterable[FollowUpRule]) -> str:
    return json.dumps([_plain(rule) for rule in rules], ensure_ascii=False)


def _plain(rule: FollowUpRule) -> dict[str, object]:
    """A rule as a table of the rule file: what is empty is left out."""
    values: dict[str, object] = {name: getattr(rule, name) for name in _KEYS if hasattr(rule, name)}
    values |= rule.names
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value not in ("", (), None)
    }


def _rules(tables: Iterable[Entries]) -> list[FollowUpRule]:
    found: dict[str, FollowUpRule] = {}
    for table in tables:
        rule = _rule(table)
        if rule.code in found:
            raise table.wrong("code", rule.code)
        found[rule.code] = rule
    return list(found.values())


def _rule(table: Entries) -> FollowUpRule:
    table.known(*_KEYS)
    reply = _optional(table, "reply")
    language = _optional(table, "language")
    if language and language not in i18n.LANGUAGES:
        raise table.wrong("language", language)
    return FollowUpRule(
        code=table.text("code"),
        names=table.names(),
        event=table.kind("event", FollowUpEvent),
        days=_at_most(table, "days", MAX_DAYS),
        hour=_at_most(table, "hour", LAST_HOUR),
        platforms=table.kinds("platforms", Platform),
        shops=table.texts("shops"),
        countries=table.texts("countries"),
        channels=table.texts("channels"),
        states=table.kinds("states", OrderState),
        language=language,
        situation=table.kind("situation", Situation),
        reply=reply,
        despite_case=table.yes("despite_case"),
        on=table.yes("on"),
    )


def _reason(table: Entries) -> DeliveryReason:
    table.known("code", "zh_CN", "en", "situation", "replies", "words")
    replies = table.texts("replies")
    for code in replies:
        if code not in reply_book.book().replies:
            raise table.wrong("replies", code)
    return DeliveryReason(
        code=table.text("code"),
        names=table.names(),
        situation=table.kind("situation", Situation),
        replies=replies,
        words=table.texts("words"),
    )


def _optional(table: Entries, name: str) -> str:
    return table.text(name) if name in table.values else ""


def _at_most(table: Entries, name: str, limit: int) -> int:
    value = table.number(name, 0)
    if value > limit:
        raise table.wrong(name, value)
    return value
