"""A pasted chat line becomes a draft (``9831745985570 丢件理赔54.9元 运费7元``).

Each thing that was recognised is there with its place in the line; what could be several things
is left open with its alternatives; what wasn't recognised stays in the note. Nothing is guessed
silently and nothing is written: a person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop_app.core import money
from desktop_app.core.errors import BadValue, NotFound, Reason
from desktop_app.core.kinds import CaseKind, ClaimKind, LinePart, Platform
from desktop_app.models.base import key, tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.orders import SalesOrder
from desktop_app.services import buyers, case_founding, case_lists, chat_words
from desktop_app.services.case_lists import CaseFilter, CaseRow
from desktop_app.services.chat_words import Said
from desktop_app.services.store import Store

MAX_LINE = 2000
_NUMBER = re.compile(r"(?<![0-9a-z])(?:[a-z]{1,4}\d[0-9a-z-]{6,30}|\d[\d-]{7,30})(?![0-9a-z.])")
_DATE = re.compile(r"20\d\d-?[01]?\d-?[0-3]?\d")
_AMOUNT = re.compile(
    r"(?P<sign>[¥￥$€£])?\s*(?P<figure>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)\s*"
    r"(?P<unit>元|块钱|块|rmb|cny|usd)?"
)
_BUYER_ID = re.compile(r"[:：\s]*([^\s:：,，。;；]+)")
_NEAR = 4
_MOST_SHOWN = 20


@dataclass(frozen=True)
class Part:
    """A recognised piece: what it is, its place in the line, and its value.

    ``doubtful`` says that a person must choose: a number that the shop doesn't know, a word with
    several meanings (``alternatives``), an amount that nothing says the purpose of.
    """

    kind: LinePart
    start: int
    end: int
    value: str
    doubtful: bool = False
    alternatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class LineDraft:
    """What a line says. Fields are empty where it says nothing, or more than one thing.

    Amounts are in minor units of ``currency``. ``cases`` are those that the order or buyer has
    already, ``claims`` those on its parcel: possible duplicates.
    """

    text: str
    parts: tuple[Part, ...]
    order_id: int | None = None
    order_no: str = ""
    tracking: str = ""
    case_no: str = ""
    buyer_id: int | None = None
    buyer: str = ""
    platform: Platform | None = None
    kind: CaseKind | None = None
    claim_kind: ClaimKind | None = None
    amount_minor: int | None = None
    freight_minor: int | None = None
    refund_minor: int | None = None
    currency: str = "CNY"
    cases: tuple[CaseRow, ...] = ()
    claims: tuple[str, ...] = ()


def read(store: Store, text: str) -> LineDraft:
    """What a chat line says, held against what the shop knows.

    Raises BadValue for an empty line or a whole conversation.
    """
    if not text.strip():
        raise BadValue(Reason.VALUE_MISSING, field="line")
    if len(text) > MAX_LINE:
        raise BadValue(Reason.VALUE_TOO_LONG, value=text[:40], limit=MAX_LINE)
    line = chat_words.plain(text)
    with store.connection():
        numbers = _numbers(text, line)
        buyers = _buyers(text, line, numbers)
        taken = [*numbers, *buyers]
        kinds = chat_words.case_kinds(line)
        parts = [*taken, *_kind_parts(text, kinds), *_amounts(line, taken)]
        draft = LineDraft(text, tuple(sorted(parts, key=lambda part: part.start)))
        return _with_duplicates(store, _grounded(_worded(draft, line, kinds)))


def _numbers(text: str, line: str) -> list[Part]:
    """Order, tracking and case numbers; one that the shop doesn't hold stays a doubtful number."""
    found = []
    for match in _NUMBER.finditer(line):
        if _DATE.fullmatch(match.group()):
            continue
        shown = text[match.start() : match.end()]
        kind = _number_kind(match.group().upper(), shown)
        doubtful = kind is LinePart.NUMBER
        found.append(Part(kind, match.start(), match.end(), match.group().upper(), doubtful))
    return found


def _number_kind(number: str, shown: str) -> LinePart:
    if AfterSalesCase.select().where(AfterSalesCase.no == number).exists():
        return LinePart.CASE
    if SalesOrder.select().where(SalesOrder.order_no.in_([number, shown])).exists():
        return LinePart.ORDER
    try:
        case_founding.find_order(number)
    except NotFound as error:
        known = error.reason is Reason.ORDER_AMBIGUOUS or _is_claimed(number)
        return LinePart.TRACKING if known else LinePart.NUMBER
    return LinePart.TRACKING


def _is_claimed(number: str) -> bool:
    return bool(Claim.select().where(Claim.tracking == number).exists())


def _buyers(text: str, line: str, numbers: Iterable[Part]) -> list[Part]:
    """Buyer IDs: what follows a word for one, and words that are exactly a known buyer's."""
    places = {(match.start(), match.end()) for match in re.finditer(r"[^\s,，。;；:：]+", text)}
    said = set()
    for word in chat_words.buyer_words(line):
        match = _BUYER_ID.match(text, word.end)
        if match is not None:
            said.add((match.start(1), match.end(1)))
    free = [place for place in sorted(places | said) if not _overlaps(place, numbers)]
    wanted = {text[start:end] for start, end in free}
    known = {
        row[0] for row in tuples(Buyer.select(Buyer.buyer_id).where(Buyer.buyer_id.in_(wanted)))
    }
    found = []
    for start, end in free:
        value = text[start:end]
        if value in known or (start, end) in said:
            found.append(Part(LinePart.BUYER, start, end, value, doubtful=value not in known))
    return [part for part in found if not _within_another(part, found)]


def _kind_parts(text: str, kinds: Iterable[Said]) -> list[Part]:
    return [
        Part(
            *(LinePart.KIND, said.start, said.end, text[said.start : said.end]),
            doubtful=len(said.meanings) > 1,
            alternatives=said.meanings,
        )
        for said in kinds
    ]


def _amounts(line: str, taken: Iterable[Part]) -> list[Part]:
    """Amounts of money: figures with a sign, a unit, or a word before them that says what for."""
    words = chat_words.amount_words(line)
    found = []
    for match in _AMOUNT.finditer(line):
        place = match.span("figure")
        if _overlaps(place, taken):
            continue
        begun = match.start("sign") if match["sign"] else match.start("figure")
        word = _word_before(words, line, begun)
        marked = bool(match["sign"] or match["unit"])
        if word is None and not marked:
            continue
        kind = LinePart(word.meanings[0]) if word is not None else LinePart.AMOUNT
        start = word.start if word is not None else begun
        figure = match["figure"].replace(",", "")
        try:
            money.parse(figure)
        except BadValue:
            continue
        found.append(Part(kind, start, match.end(), figure))
    return found


def _word_before(words: list[Said], line: str, start: int) -> Said | None:
    """The word that stands just before a figure, with nothing but a few marks between."""
    for word in reversed(words):
        between = line[word.end : start]
        if word.end <= start and len(between) <= _NEAR and not re.search(r"[\d元]", between):
            return word
    return None


def _worded(draft: LineDraft, line: str, kinds: list[Said]) -> LineDraft:
    """The draft with kind and amounts, where the line says exactly one."""
    case_kind = _only(meaning for said in kinds for meaning in said.meanings)
    claim_words = chat_words.claim_kinds(line)
    claim_kind = _only(meaning for said in claim_words for meaning in said.meanings)
    return replace(
        draft,
        kind=CaseKind(case_kind) if case_kind else None,
        claim_kind=ClaimKind(claim_kind) if claim_kind else None,
        amount_minor=_one_amount(draft, LinePart.CLAIM, LinePart.AMOUNT),
        freight_minor=_one_amount(draft, LinePart.FREIGHT),
        refund_minor=_one_amount(draft, LinePart.REFUND),
        case_no=_one_value(draft, LinePart.CASE),
    )


def _grounded(draft: LineDraft) -> LineDraft:
    """The draft with order and buyer, where the line names exactly one that the shop holds."""
    order = _order(draft)
    if order is not None:
        buyer = Buyer.get_or_none(Buyer.id == key(order, "buyer"))
        return replace(
            draft,
            order_id=order.id,
            order_no=order.order_no,
            tracking=order.tracking or _one_value(draft, LinePart.TRACKING),
            platform=Platform(order.platform),
            currency=order.currency,
            buyer_id=buyer.id if buyer else None,
            buyer=buyer.buyer_id if buyer else order.buyer_text or "",
        )
    name = _one_value(draft, LinePart.BUYER)
    known = list(Buyer.select().where(buyers.is_called(name)).limit(2)) if name else []
    only = known[0] if len(known) == 1 else None
    return replace(
        draft,
        tracking=_one_value(draft, LinePart.TRACKING),
        buyer=name,
        buyer_id=only.id if only else None,
        platform=Platform(only.platform) if only else None,
    )


def _order(draft: LineDraft) -> SalesOrder | None:
    numbers = [
        part.value for part in draft.parts if part.kind in {LinePart.ORDER, LinePart.TRACKING}
    ]
    found = {}
    for number in numbers:
        try:
            order = case_founding.find_order(number)
        except NotFound:
            continue
        found[order.id] = order
    return next(iter(found.values())) if len(found) == 1 else None


def _with_duplicates(store: Store, draft: LineDraft) -> LineDraft:
    wanted = None
    if draft.order_id is not None:
        wanted = CaseFilter(order_id=draft.order_id)
    elif draft.buyer_id is not None:
        wanted = CaseFilter(buyer_id=draft.buyer_id, open_only=True)
    rows = case_lists.rows(store, case_lists.ids(store, wanted)[:_MOST_SHOWN]) if wanted else []
    numbers = {part.value for part in draft.parts if part.kind in _PARCELS} | {draft.tracking}
    claims = Claim.select(Claim.no).where(Claim.tracking.in_(numbers - {""})).order_by(Claim.id)
    return replace(draft, cases=tuple(rows), claims=tuple(row[0] for row in tuples(claims)))


_PARCELS = frozenset({LinePart.TRACKING, LinePart.NUMBER})


def _one_amount(draft: LineDraft, *kinds: LinePart) -> int | None:
    for kind in kinds:
        values = {money.parse(part.value) for part in draft.parts if part.kind is kind}
        if values:
            return values.pop() if len(values) == 1 else None
    return None


def _one_value(draft: LineDraft, kind: LinePart) -> str:
    return _only(part.value for part in draft.parts if part.kind is kind)


def _only(values: Iterable[str]) -> str:
    """The one value there is; empty for none, and for several."""
    found = set(values)
    return found.pop() if len(found) == 1 else ""


def _overlaps(place: tuple[int, int], parts: Iterable[Part]) -> bool:
    return any(part.start < place[1] and place[0] < part.end for part in parts)


def _within_another(part: Part, parts: Iterable[Part]) -> bool:
    """Whether a longer piece holds this one."""
    return any(
        other.start <= part.start
        and part.end <= other.end
        and other != part
        and other.end - other.start > part.end - part.start
        for other in parts
    )
