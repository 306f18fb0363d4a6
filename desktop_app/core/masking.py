"""Personal data half hidden: the one place that says what is left of a name, a phone, an address.

Masks are for eyes: on the screen, on paper, in lists that leave the shop (R41). What is masked is
never stored. Each mask leaves a masked text as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum, unique
from functools import cache

_STAR = "*"
_HEAD, _TAIL, _HIDDEN = 3, 4, 4  # figures of a phone that stay in front and behind; hidden at least
_SHORT = 7  # a phone of so many figures keeps its last two
_COUNTRY = re.compile(r"\s*(?:\+|00)86(?=[ \-\d*])|\s*86-")
_MOBILE = re.compile(
    r"(?<![A-Za-z0-9_.+-])(?:(?:\+?86)[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![A-Za-z0-9_])"
    r"|(?<![A-Za-z0-9_.+-])\+\d{1,3}[ -]?\d{2,4}(?:[ -]?\d{2,4}){1,3}(?![A-Za-z0-9_])"
)
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_PROVINCES = (
    *("北京", "天津", "上海", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江"),
    *("安徽", "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州"),
    *("云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏", "宁夏", "新疆", "香港"),
    "澳门",
)
_PROVINCE = re.compile(
    r"\s*(?:中国\s*)?(?:" + "|".join(_PROVINCES) + r")"
    r"(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?"
)
_CITY = re.compile(r"[\s,，]*[\u4e00-\u9fff]{1,10}?(?:市|自治州|地区|盟|林区)")
_HOUSE = "****"


@unique
class Place(StrEnum):
    """Where personal data can be seen."""

    SCREEN = "screen"
    PAPER = "paper"
    EXPORT = "export"


@unique
class Piece(StrEnum):
    """What can be hidden of a buyer."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    BUYER_ID = "buyer_id"


def name(text: str) -> str:
    """王小明 → 王**, John Smith → J*** S****: the family name or the initials stay."""
    words = text.split()
    return " ".join(
        _word(word, keep=place == 0 or not _HAN.search(word)) for place, word in enumerate(words)
    )


def phone(text: str) -> str:
    """13812341234 → 138****1234; a short one keeps its last two figures, +86 and dashes stay."""
    found = _COUNTRY.match(text)
    code, rest = (text[: found.end()], text[found.end() :]) if found else ("", text)
    figures = [place for place, char in enumerate(rest) if char.isdigit() or char == _STAR]
    if len(figures) < _HEAD:
        return code + _word(rest, keep=True)
    head, tail = _kept(len(figures))
    hidden = set(figures[head : len(figures) - tail])
    hidden |= {place for place, char in enumerate(rest) if char.isalpha()}
    return code + "".join(_STAR if place in hidden else char for place, char in enumerate(rest))


def address(text: str) -> str:
    """Province and city stay, or the country of a foreign address; all the rest is ``****``."""
    if not text.strip():
        return text
    found = _PROVINCE.match(text)
    if found is None:
        return _abroad(text)
    city = _CITY.match(text, found.end())
    end = city.end() if city else found.end()
    return text[:end] + (_HOUSE if text[end:].strip() else "")


def buyer_id(text: str) -> str:
    """tb123456 → t***6, as the platforms themselves do; the length isn't told."""
    if not text:
        return ""
    return f"{text[0]}***{text[-1]}" if len(text) > 1 else f"{text}***"


def account(text: str) -> str:
    """A bank account keeps its last four figures."""
    return _STAR * max(0, len(text) - _TAIL) + text[-_TAIL:]


def free(text: str, secrets: Iterable[str] = ()) -> str:
    """A text in somebody's own words without the telephones in it, and without these words.

    Order and tracking numbers stay: a mobile phone has eleven figures that stand alone.
    """
    for secret in sorted({one.strip() for one in secrets}, key=len, reverse=True):
        if len(secret) > 1:
            text = text.replace(secret, secret[0] + "**")
    return _MOBILE.sub(lambda found: phone(found[0]), text)


@dataclass(frozen=True)
class Masks:
    """What is hidden at one place; without pieces everything is shown."""

    pieces: frozenset[Piece] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def name(self, text: str) -> str:
        """A name as it is to be seen here."""
        return name(text) if Piece.NAME in self.pieces else text

    def phone(self, text: str) -> str:
        """A telephone number as it is to be seen here."""
        return phone(text) if Piece.PHONE in self.pieces else text

    def address(self, text: str) -> str:
        """An address as it is to be seen here."""
        return address(text) if Piece.ADDRESS in self.pieces else text

    def buyer_id(self, text: str) -> str:
        """A buyer ID as it is to be seen here."""
        return buyer_id(text) if Piece.BUYER_ID in self.pieces else text

    def account(self, text: str) -> str:
        """A bank account, hidden where telephones are."""
        return account(text) if Piece.PHONE in self.pieces else text

    def free(self, text: str, secrets: Iterable[str] = ()) -> str:
        """A text in somebody's own words, as it is to be seen here."""
        known = secrets if Piece.NAME in self.pieces else ()
        return free(text, known) if Piece.PHONE in self.pieces else text

    def contact(self, who: str, number: str, place: str) -> tuple[str, str, str]:
        """Name, telephone and address together."""
        return self.name(who), self.phone(number), self.address(place)


ALL = Masks(frozenset({Piece.NAME, Piece.PHONE, Piece.ADDRESS}))
"""What a copy is like that was asked for as masked."""
NOTHING = Masks()


def _word(word: str, *, keep: bool) -> str:
    """The first character, and a star for each other."""
    return (word[:1] if keep else _STAR * bool(word)) + _STAR * (len(word) - 1)


def _kept(figures: int) -> tuple[int, int]:
    """How many figures stay in front and behind: of any number at least four are hidden."""
    if figures <= _SHORT:
        return 0, min(2, figures - 1)
    tail = min(_TAIL, figures - _HIDDEN)
    return max(0, min(_HEAD, figures - tail - _HIDDEN)), tail


def _abroad(text: str) -> str:
    parts = [part.strip() for part in re.split(r"[,，\n]", text) if part.strip()]
    known = _countries()
    if parts[-1:] and parts[-1].casefold() in known and len(parts) > 1:
        return f"{_HOUSE}, {parts[-1]}"
    if parts[:1] and parts[0].casefold() in known and len(parts) > 1:
        return f"{parts[0]}, {_HOUSE}"
    return _HOUSE


@cache
def _countries() -> frozenset[str]:
    """The countries' names in the languages of the program."""
    from babel import Locale

    found = {"usa", "uk", "u.s.a.", "u.k."}
    for code in ("en", "zh_Hans"):
        found |= {country.casefold() for country in Locale.parse(code).territories.values()}
    return frozenset(found)
