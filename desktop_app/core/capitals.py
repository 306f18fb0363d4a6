"""Amounts in words, as papers want them beside the figures: no digit of it can be altered.

Chinese: the financial capitals of 《支付结算办法》 appendix 1 (zeros within are said once, a
nought in the place of yuan is said when jiao or fen follow, amounts that end in yuan get 整).
English: the words of a claim letter, ``SAY … ONLY``.
"""

from __future__ import annotations

from desktop_app.core import money
from desktop_app.core.errors import BadValue, Reason

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ((10**8, "亿"), (10**4, "万"))
_CHINESE_NAMES = {
    "CNY": "人民币",
    "USD": "美元",
    "EUR": "欧元",
    "GBP": "英镑",
    "RUB": "卢布",
    "BRL": "巴西雷亚尔",
    "JPY": "日元",
    "KRW": "韩元",
    "HKD": "港币",
    "TWD": "新台币",
    "AUD": "澳元",
    "CAD": "加元",
}
_ENGLISH_NAMES = {
    "CNY": ("RENMINBI YUAN", "FEN"),
    "USD": ("US DOLLARS", "CENTS"),
    "EUR": ("EUROS", "CENTS"),
    "GBP": ("POUNDS STERLING", "PENCE"),
    "RUB": ("RUSSIAN ROUBLES", "KOPECKS"),
    "BRL": ("BRAZILIAN REAIS", "CENTAVOS"),
    "JPY": ("JAPANESE YEN", ""),
    "KRW": ("KOREAN WON", ""),
    "HKD": ("HONG KONG DOLLARS", "CENTS"),
    "TWD": ("NEW TAIWAN DOLLARS", "CENTS"),
    "AUD": ("AUSTRALIAN DOLLARS", "CENTS"),
    "CAD": ("CANADIAN DOLLARS", "CENTS"),
}
_ONES = (
    *("ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN"),
    *("ELEVEN", "TWELVE", "THIRTEEN", "FOURTEEN", "FIFTEEN", "SIXTEEN", "SEVENTEEN"),
    *("EIGHTEEN", "NINETEEN"),
)
_TENS = ("", "", "TWENTY", "THIRTY", "FORTY", "FIFTY", "SIXTY", "SEVENTY", "EIGHTY", "NINETY")
_THOUSANDS = ("", "THOUSAND", "MILLION", "BILLION", "TRILLION")


def chinese(minor: int, currency: str = "CNY") -> str:
    """Financial capitals of an amount in minor units: 6190 → 人民币陆拾壹元玖角.

    Raises BadValue for one below zero, beyond `money.MAX_MINOR`, or of an unknown currency.
    """
    yuan, part = _split(minor, currency)
    jiao, fen = divmod(part, 10)
    text = f"{_whole(yuan)}元" if yuan or not part else ""
    if not part:
        return f"{_CHINESE_NAMES[currency]}{text}整"
    if yuan and (yuan % 10 == 0 or not jiao):
        text += _DIGITS[0]
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    if fen:
        text += f"{_DIGITS[fen]}分"
    return _CHINESE_NAMES[currency] + text


def english(minor: int, currency: str = "USD") -> str:
    """An amount in minor units in words: 540 → SAY US DOLLARS FIVE AND CENTS FORTY ONLY.

    Raises BadValue as `chinese` does.
    """
    major, part = _split(minor, currency)
    name, part_name = _ENGLISH_NAMES[currency]
    words = f"SAY {name} {_english_whole(major)}"
    if part:
        words += f" AND {part_name} {_english_below_thousand(part)}"
    return f"{words} ONLY"


def _split(minor: int, currency: str) -> tuple[int, int]:
    if currency not in _CHINESE_NAMES:
        raise BadValue(Reason.UNKNOWN_CURRENCY, value=currency)
    if minor < 0:
        raise BadValue(Reason.NEGATIVE_AMOUNT, value=money.to_text(minor, currency))
    if minor > money.MAX_MINOR:
        raise BadValue(Reason.AMOUNT_TOO_LARGE, value=money.to_text(minor, currency))
    return divmod(minor, int(10 ** money.exponent(currency)))


def _whole(number: int) -> str:
    """A whole number by 亿 and 万; places left out between them are one 零."""
    for unit, name in _GROUPS:
        if number >= unit:
            high, low = divmod(number, unit)
            gap = _DIGITS[0] if 0 < low < unit // 10 else ""
            return _whole(high) + name + gap + (_whole(low) if low else "")
    return _four(number) or _DIGITS[0]


def _four(group: int) -> str:
    """One to four places, zeros within said once, zeros at the end not at all."""
    text, gap = "", False
    for place in reversed(range(4)):
        digit = group // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (_DIGITS[0] if gap else "") + _DIGITS[digit] + _PLACES[place]
        gap = False
    return text


def _english_whole(number: int) -> str:
    if number == 0:
        return _ONES[0]
    words: list[str] = []
    for index in reversed(range(len(_THOUSANDS))):
        group = number // 1000**index % 1000
        if not group:
            continue
        if index == 0 and words and group < 100:  # noqa: PLR2004 - "ONE THOUSAND AND FIVE"
            words.append("AND")
        words.append(f"{_english_below_thousand(group)} {_THOUSANDS[index]}".rstrip())
    return " ".join(words)


def _english_below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_ONES[hundreds]} HUNDRED"] if hundreds else []
    if rest:
        words += ["AND"] * bool(hundreds) + [_english_below_hundred(rest)]
    return " ".join(words)


def _english_below_hundred(number: int) -> str:
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return _TENS[tens] + (f"-{_ONES[ones]}" if ones else "")
