"""Personal data half hidden, for copies that leave the shop's hands (R41)."""

from __future__ import annotations

import re
from dataclasses import replace

from desktop_app.documents.claim_sheet import ClaimSheet, Contact

_SHORT_NAME = 2
_ENDS = 7  # a number this long keeps three figures in front and four behind
_REGION = re.compile(r".*?(?:[省市区县州旗盟]|自治区|特别行政区)(?=.)")
_REGION_LEVELS = 3


def name(text: str) -> str:
    """张小三 → 张*三, 张三 → 张*, John Smith → J*** S****."""
    if not text:
        return ""
    if text.isascii():
        return " ".join(word[0] + "*" * (len(word) - 1) for word in text.split())
    if len(text) <= _SHORT_NAME:
        return text[0] + "*"
    return text[0] + "*" * (len(text) - 2) + text[-1]


def number(text: str) -> str:
    """13812341234 → 138****1234; a shorter one keeps its last two figures."""
    if len(text) <= _ENDS:
        return "*" * max(0, len(text) - 2) + text[-2:] if text else ""
    return text[:3] + "*" * (len(text) - _ENDS) + text[-4:]


def account(text: str) -> str:
    """A bank account keeps its last four figures."""
    return "*" * max(0, len(text) - 4) + text[-4:]


def address(text: str) -> str:
    """Province, city and district stay; street and house are hidden. Others keep six characters."""
    end = 0
    for _ in range(_REGION_LEVELS):
        found = _REGION.match(text, end)
        if found is None:
            break
        end = found.end()
    end = end or min(6, len(text) // 2)
    return text[:end] + ("****" if text[end:] else "")


def masked(sheet: ClaimSheet) -> ClaimSheet:
    """The sheet with its consignee and its account hidden."""
    receiver = sheet.receiver
    return replace(
        sheet,
        receiver=Contact(name(receiver.name), number(receiver.phone), address(receiver.address)),
        signed_by=name(sheet.signed_by),
        account_holder=name(sheet.account_holder),
        account_no=account(sheet.account_no),
    )
