"""Quick entry: pasted chat lines, or rows pasted from a spreadsheet, become drafts of claims.

``9831745985570 丢件理赔54.9元 运费7元`` is a parcel, a kind, a value and a freight. Nothing is
written until the person has seen the rows and enters them; each then stands or is refused by
itself.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from desktop_app.core import couriers as rules
from desktop_app.core import money, paths, waybills
from desktop_app.core.couriers import NumberDoubt
from desktop_app.core.errors import BadValue, Reason, UserError
from desktop_app.core.kinds import ClaimKind, LinePart
from desktop_app.core.track import Track, everything
from desktop_app.services import chat_words, claims, drafts
from desktop_app.services.claim_details import ClaimDetail
from desktop_app.services.claims import ClaimDraft
from desktop_app.services.drafts import LineDraft
from desktop_app.services.store import Store

MAX_LINES = 2_000
_PHONE = re.compile(r"1[3-9]\d{9}")
_LIKE_AN_ORDER = re.compile(r"\d{16,}|\d{6}-\d{15}")
_CURRENCIES = {"元": "CNY", "人民币": "CNY", "rmb": "CNY", "美元": "USD", "$": "USD", "欧元": "EUR"}


@dataclass(frozen=True, kw_only=True)
class EntryRow:
    """One draft, as read; a person may change any part of it before it is entered.

    ``amount_minor`` is the value claimed without the freight, in minor units of ``currency``.
    ``others`` are claims that the parcel has already; ``missing`` the fields without which it
    can't be entered; ``error`` what couldn't be read.
    """

    text: str
    tracking: str = ""
    order_no: str = ""
    case_no: str = ""
    buyer: str = ""
    courier: str = ""
    kind: ClaimKind | None = None
    amount_minor: int | None = None
    freight_minor: int | None = None
    currency: str = "CNY"
    note: str = ""
    known_order: bool = False
    others: tuple[str, ...] = ()
    doubts: tuple[NumberDoubt, ...] = ()
    error: UserError | None = None

    @property
    def missing(self) -> tuple[str, ...]:
        """The fields that a person must fill in first."""
        needed = {
            "source": self.tracking or self.known_order or self.case_no,
            "kind": self.kind,
            "courier": self.courier or self.known_order,
            "amount": self.amount_minor is not None or self.known_order,
        }
        return tuple(name for name, there in needed.items() if not there)


@dataclass(frozen=True)
class Entered:
    """What became of a row: the claim, or why there is none."""

    row: EntryRow
    claim: ClaimDetail | None = None
    error: UserError | None = None


def read(store: Store, text: str) -> list[EntryRow]:
    """The drafts of a pasted text: one for each line, or for each row below a header row.

    Nothing is written. A line that can't be read is there with its ``error``.
    """
    lines = [line for line in text.splitlines() if line.strip()][:MAX_LINES]
    places = _header(lines[0]) if lines else {}
    if places:
        return [_of_cells(store, line, places) for line in lines[1:]]
    return [_of_line(store, line) for line in lines]


def enter(
    store: Store,
    rows: Sequence[EntryRow],
    *,
    allow_duplicate: bool = False,
    track: Track = everything,
) -> list[Entered]:
    """Enters each row by itself as a draft claim; one that is refused hinders no other."""
    results: list[Entered] = []
    for row in track(rows):
        try:
            draft = _draft(row, allow_duplicate=allow_duplicate)
            results.append(Entered(row, claims.open(store, draft)))
        except UserError as error:
            results.append(Entered(row, error=error))
    return results


def revise(store: Store, row: EntryRow, **parts: object) -> EntryRow:
    """The row as a person changed it, held against the shop again; its error is forgiven.

    A changed order number is looked up: whether the shop knows it decides what is still missing.
    """
    changed = replace(row, error=None, **parts)  # type: ignore[arg-type] # parts of a row
    changed = replace(changed, tracking=waybills.normal(changed.tracking))
    if "order_no" in parts:
        number = changed.order_no
        known = bool(number) and drafts.read(store, number).order_no == number
        changed = replace(changed, known_order=known)
    return _grounded(store, changed)


def _draft(row: EntryRow, *, allow_duplicate: bool) -> ClaimDraft:
    if row.error is not None:
        raise row.error
    if row.kind is None:
        raise BadValue(Reason.VALUE_MISSING, field="kind")
    fields: dict[str, object] = {"what_happened": row.note or row.text}
    if row.amount_minor is not None:
        fields["goods_minor"] = row.amount_minor
    if row.freight_minor is not None:
        fields["freight_minor"] = row.freight_minor
    if not row.known_order:
        fields |= {"order_no": row.order_no, "buyer_text": row.buyer}
    claimed = row.amount_minor
    if claimed is not None:
        claimed += row.freight_minor or 0
    return ClaimDraft(
        kind=row.kind,
        case_no=row.case_no,
        order_no=row.order_no if row.known_order else "",
        tracking=row.tracking,
        courier=row.courier,
        amount_minor=claimed,
        currency=row.currency if claimed is not None else "",
        fields=fields,
        allow_duplicate=allow_duplicate,
    )


def _of_line(store: Store, text: str) -> EntryRow:
    try:
        draft = drafts.read(store, text)
    except BadValue as error:
        return EntryRow(text=text.strip()[: drafts.MAX_LINE], error=error)
    numbers = [part.value for part in draft.parts if part.kind is LinePart.NUMBER]
    tracking = draft.tracking or next(filter(_like_a_waybill, numbers), "")
    order_no = draft.order_no or next(filter(_LIKE_AN_ORDER.fullmatch, numbers), "")
    return _grounded(
        store,
        EntryRow(
            text=text.strip(),
            tracking=tracking,
            order_no=order_no,
            case_no=draft.case_no,
            buyer=draft.buyer,
            courier=_courier(text, tracking, known=bool(draft.order_no)),
            kind=draft.claim_kind,
            amount_minor=draft.amount_minor,
            freight_minor=draft.freight_minor,
            currency=draft.currency,
            note=_rest(draft),
            known_order=bool(draft.order_no),
        ),
    )


def _of_cells(store: Store, line: str, places: Mapping[str, int]) -> EntryRow:
    cells = [unicodedata.normalize("NFKC", cell).strip() for cell in line.split("\t")]
    said = {
        name: cells[place][: drafts.MAX_LINE] if place < len(cells) else ""
        for name, place in places.items()
    }
    tracking = waybills.normal(said.get("tracking", ""))
    order_no = said.get("order_no", "").lstrip("'")
    known = bool(order_no) and drafts.read(store, order_no).order_no == order_no
    currency = _currency(said.get("currency", ""))
    try:
        amounts = {name: _amount(said.get(name, ""), currency) for name in ("amount", "freight")}
    except BadValue as error:
        return EntryRow(text=line.strip(), tracking=tracking, order_no=order_no, error=error)
    words = f"{said.get('kind', '')} {said.get('note', '')}"
    return _grounded(
        store,
        EntryRow(
            text=" ".join(line.split()),
            tracking=tracking,
            order_no=order_no,
            case_no=said.get("case_no", ""),
            buyer=said.get("buyer", ""),
            courier=said.get("courier", "") or _courier(words, tracking, known=known),
            kind=_kind(words),
            amount_minor=amounts["amount"],
            freight_minor=amounts["freight"],
            currency=currency,
            note=said.get("note", ""),
            known_order=known,
        ),
    )


def _grounded(store: Store, row: EntryRow) -> EntryRow:
    """The row with what the shop knows of its parcel."""
    rule = rules.named(row.courier) if row.courier else None
    return replace(
        row,
        others=tuple(claims.others_on(store, row.tracking)),
        doubts=rules.doubts(row.tracking, rule.code) if rule and row.tracking else (),
    )


def _header(line: str) -> dict[str, int]:
    """The columns of a pasted table's first row; none where that isn't a header row."""
    cells = [_folded(cell) for cell in line.split("\t")]
    places: dict[str, int] = {}
    for name, words in _columns().items():
        for place, cell in enumerate(cells):
            if cell in words:
                places.setdefault(name, place)
    keyed = {"tracking", "order_no", "case_no"} & set(places)
    return places if keyed and len(places) > 1 else {}


@cache
def _columns() -> Mapping[str, frozenset[str]]:
    source = (paths.resources() / "rules" / "claim_rows.toml").read_text("utf-8")
    return {name: frozenset(map(_folded, words)) for name, words in tomllib.loads(source).items()}


def _folded(cell: str) -> str:
    """A header without width, case, spaces and a unit in brackets: ``金额(元)`` is ``金额``."""
    plain = unicodedata.normalize("NFKC", cell).casefold().partition("(")[0]
    return "".join(plain.split())


def _like_a_waybill(number: str) -> bool:
    if _PHONE.fullmatch(number) or _LIKE_AN_ORDER.fullmatch(number):
        return False
    return bool(rules.guess(number)) or any(map(str.isdigit, number))


def _courier(text: str, tracking: str, *, known: bool) -> str:
    """The courier that is named, else that of the order, else the likeliest by the number."""
    said = rules.named_in(text)
    if said is not None:
        return said.code
    guessed = rules.guess(tracking) if tracking and not known else ()
    return guessed[0] if guessed else ""


def _kind(text: str) -> ClaimKind | None:
    """The one kind that the words mean; None for no kind, and for several."""
    found = chat_words.claim_kinds(chat_words.plain(text))
    meanings = {meaning for said in found for meaning in said.meanings}
    return ClaimKind(meanings.pop()) if len(meanings) == 1 else None


def _amount(text: str, currency: str) -> int | None:
    return money.parse(text, currency) if text else None


def _currency(text: str) -> str:
    known = text.strip().upper()
    return known if known in money.CURRENCIES else _CURRENCIES.get(text.strip().lower(), "CNY")


def _rest(draft: LineDraft) -> str:
    """The line without its numbers and amounts: what happened, in the writer's words."""
    kept = _without(
        draft.text,
        ((part.start, part.end) for part in draft.parts if part.kind is not LinePart.KIND),
    )
    return " ".join(kept.split()).strip(" ,，;；:：。")


def _without(text: str, places: Iterable[tuple[int, int]]) -> str:
    kept, end = [], 0
    for start, stop in sorted(places):
        kept.append(text[end:start])
        end = max(end, stop)
    return " ".join([*kept, text[end:]])
