"""The couriers that the program knows by itself: ``resources/rules/couriers.toml``.

Their limits and rates aren't among what is known: those stand in the shop's contracts.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import cache

from desktop_app.core import paths, waybills


@unique
class NumberDoubt(StrEnum):
    """What looks odd about a tracking number. It is said, and the number is taken all the same."""

    OTHER_COURIER = "other_courier"
    UNUSUAL_SHAPE = "unusual_shape"
    CHECK_DIGIT = "check_digit"


@dataclass(frozen=True)
class KnownCourier:
    """A courier as the rules have it. ``form`` is the claim sheet's language: zh or en.

    ``divisors`` (cm³ per kg) are hints to be shown, never used by themselves.
    """

    code: str
    zh: str
    en: str
    aliases: tuple[str, ...]
    hotline: str
    form: str
    divisors: tuple[int, ...]
    likely: tuple[re.Pattern[str], ...]
    possible: tuple[re.Pattern[str], ...]

    def fit(self, number: str) -> int:
        """How well a number looks like one of theirs: 2 likely, 1 possible, 0 not."""
        if any(pattern.fullmatch(number) for pattern in self.likely):
            return 2
        return int(any(pattern.fullmatch(number) for pattern in self.possible))


@cache
def known() -> dict[str, KnownCourier]:
    """All known couriers by code, in the rules' order; read once a process."""
    source = (paths.resources() / "rules" / "couriers.toml").read_text("utf-8")
    return {entry["code"]: _courier(entry) for entry in tomllib.loads(source)["courier"]}


def named(text: str) -> KnownCourier | None:
    """The known courier of a code or any of its names, as a platform or a person writes it.

    ``SF-A-顺丰速运`` and ``中通快递(月结)`` are understood. None for no or another courier.
    """
    names = _names()
    for part in (text, *re.split(r"[-:：(（/]", text)):
        code = names.get(folded(part))
        if code is not None:
            return known()[code]
    return None


def named_in(text: str) -> KnownCourier | None:
    """The first known courier that a sentence names: by a Chinese name, or a long Latin one."""
    said = folded(text)
    places = ((said.find(name), code) for name, code in _spoken_names() if name in said)
    code = min(places, default=(0, ""))[1]
    return known()[code] if code else None


def guess(number: str) -> tuple[str, ...]:
    """The codes of the couriers whose numbers look like this one, the likeliest first."""
    wanted = waybills.normal(number)
    ranked = sorted(((-rule.fit(wanted), index) for index, rule in enumerate(known().values())))
    codes = tuple(known())
    return tuple(codes[index] for rank, index in ranked if rank < 0)


def doubts(number: str, code: str) -> tuple[NumberDoubt, ...]:
    """What looks odd about this number for this courier; nothing here ever refuses one."""
    wanted = waybills.normal(number)
    found: list[NumberDoubt] = []
    rule = known().get(code)
    if rule is not None and not rule.fit(wanted):
        likely = any(other.fit(wanted) > 1 for other in known().values())
        found.append(NumberDoubt.OTHER_COURIER if likely else NumberDoubt.UNUSUAL_SHAPE)
    if waybills.check_digit_fits(wanted) is False:
        found.append(NumberDoubt.CHECK_DIGIT)
    return tuple(found)


def folded(text: str) -> str:
    """A courier's name as names are compared: without width, case, spaces and signs."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for char in plain if char.isalnum())


def _courier(entry: dict[str, object]) -> KnownCourier:
    def texts(key: str) -> tuple[str, ...]:
        found = entry.get(key, ())
        return tuple(map(str, found)) if isinstance(found, list) else ()

    return KnownCourier(
        code=str(entry["code"]),
        zh=str(entry["zh"]),
        en=str(entry["en"]),
        aliases=texts("aliases"),
        hotline=str(entry["hotline"]),
        form=str(entry["form"]),
        divisors=tuple(map(int, texts("divisors"))),
        likely=tuple(map(re.compile, texts("likely"))),
        possible=tuple(map(re.compile, texts("possible"))),
    )


@cache
def _spoken_names() -> tuple[tuple[str, str], ...]:
    """Names that can't be part of another word: two Chinese signs or three letters at least."""
    return tuple((name, code) for name, code in _names().items() if len(name) > name.isascii() + 1)


@cache
def _names() -> dict[str, str]:
    names: dict[str, str] = {}
    for rule in known().values():
        for name in (rule.code, rule.zh, rule.en, *rule.aliases):
            names.setdefault(folded(name), rule.code)
    return names
