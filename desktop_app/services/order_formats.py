"""The platforms' export formats, each a data file in resources/rules/orders; a new one is no code.

A format names its platforms, the headers that give it away, which header holds what, and the
platform's habits. Headers are compared without white space, width and letter case, since the
platforms vary them.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from desktop_app.core import paths
from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.kinds import OrderState, Platform

AMOUNTS = ("goods", "postage", "total", "paid", "refund")
TIMES = ("created", "paid_at", "shipped", "signed_at")
PERSONAL = ("receiver", "phone", "address")
NOTES = ("courier", "country", "buyer_note", "seller_note", "close_reason", "shop", "status")
LINES = (
    "title",
    "sku",
    "variant",
    "quantity",
    "price",
    "line_amount",
    "sub_order_no",
    "line_status",
)
JOINED = ("titles", "kinds", "pieces", "products", "parcel")
TARGETS = frozenset(
    {"order_no", "buyer", "tracking", *AMOUNTS, *TIMES, *PERSONAL, *NOTES, *LINES, *JOINED}
)
HEADER_ROWS = 50
_SIGN_WEIGHT = 3
_ENOUGH_SIGNS = 3
_SEEN_AT_MOST = 12


@dataclass(frozen=True)
class Products:
    """How several products stand in one cell: what begins each, and what its lines say."""

    begins: re.Pattern[str]
    lines: Mapping[str, re.Pattern[str]]


@dataclass(frozen=True)
class Format:
    """One platform's export format. See the data files for what each habit means."""

    name: str
    title: str
    platforms: tuple[Platform, ...]
    columns: Mapping[str, tuple[str, ...]]
    needs: tuple[str, ...]
    signs: tuple[str, ...]
    states: Mapping[str, OrderState]
    currency: str
    zone: str
    one_row_each: bool
    complete: bool
    continued: bool
    only_named: bool
    blanks: frozenset[str]
    sums: frozenset[str]
    marks: Mapping[str, str]
    strip: Mapping[str, re.Pattern[str]]
    parts: tuple[tuple[str, re.Pattern[str]], ...]
    products: Products | None
    title_separators: tuple[str, ...]
    paid_needs: tuple[str, ...]
    paid_not_in: frozenset[str]
    created_in_order_no: re.Pattern[str] | None


@dataclass(frozen=True)
class Header:
    """A header line that was recognised: whose it is, where it is, and which column holds what."""

    format: Format
    row: int
    names: tuple[str, ...]
    columns: Mapping[str, tuple[int, ...]]


@lru_cache(maxsize=4096)
def folded(header: str) -> str:
    """A header as headers are compared: ``商品总价（元） `` is ``商品总价(元)``."""
    plain = unicodedata.normalize("NFKC", header).replace("\ufeff", "")
    return "".join(plain.split()).strip("'\"=").lower()


@cache
def shipped() -> tuple[Format, ...]:
    """The formats that come with the program, in the order of their names."""
    folder = paths.resources() / "rules" / "orders"
    return tuple(
        from_data(file.stem, tomllib.loads(file.read_text("utf-8")))
        for file in sorted(folder.glob("*.toml"))
    )


def from_data(name: str, data: Mapping[str, Any]) -> Format:
    """A format from its data file, or from a mapping that the person chose.

    Raises FileTrouble naming the format for what it can't mean: a column that the program doesn't
    know, an unknown platform or state, a pattern that is none.
    """
    unknown = sorted(set(data.get("columns", ())) - TARGETS)
    if unknown:
        raise FileTrouble(Reason.RULES_WRONG, path=name, key="columns", value=unknown[0])
    try:
        return _format(name, data)
    except (KeyError, ValueError, re.error) as error:
        raise FileTrouble(Reason.RULES_WRONG, path=name, key="", value=str(error)) from error


def _format(name: str, data: Mapping[str, Any]) -> Format:
    pattern = data.get("created_in_order_no")
    return Format(
        name=name,
        title=data["title"],
        platforms=tuple(Platform(code) for code in data["platforms"]),
        columns={key: tuple(map(folded, names)) for key, names in data["columns"].items()},
        needs=tuple(data.get("needs", ("order_no",))),
        signs=tuple(map(folded, data.get("signs", ()))),
        states={folded(word): OrderState(state) for word, state in data.get("states", {}).items()},
        currency=data.get("currency", "CNY"),
        zone=data.get("zone", ""),
        one_row_each=data.get("rows", "line") == "order",
        complete=data.get("complete", True),
        continued=data.get("continued", False),
        only_named=data.get("only_named", False),
        blanks=frozenset(data.get("blanks", ())),
        sums=frozenset(data.get("sums", ())),
        marks=dict(sorted(data.get("marks", {}).items(), key=lambda mark: -len(mark[0]))),
        strip={key: re.compile(text) for key, text in data.get("strip", {}).items()},
        parts=tuple((part["of"], re.compile(part["pattern"])) for part in data.get("parts", ())),
        products=_products(data.get("products")),
        title_separators=tuple(data.get("title_separators", ())),
        paid_needs=tuple(data.get("paid_needs", ())),
        paid_not_in=frozenset(data.get("paid_not_in", ())),
        created_in_order_no=re.compile(pattern) if pattern else None,
    )


def _products(data: Mapping[str, str] | None) -> Products | None:
    if data is None:
        return None
    lines = {key: re.compile(text, re.MULTILINE) for key, text in data.items() if key != "begins"}
    return Products(re.compile(data["begins"], re.MULTILINE), lines)


def choice(formats: Iterable[Format], platform: Platform | None) -> tuple[Format, ...]:
    """The formats to try: the named platform's, else all that tell themselves apart."""
    if platform is None:
        return tuple(form for form in formats if not form.only_named)
    return tuple(form for form in formats if platform in form.platforms)


def recognise(
    rows: Sequence[tuple[int, list[str]]], formats: Iterable[Format], file: str
) -> Header:
    """The header line among a table's first rows, and whose format it is.

    The best match wins: most columns known, the format's own signs counting thrice. Raises
    FileTrouble that names the missing column and lists those seen, or says that no format fits.
    """
    best: tuple[int, Header] | None = None
    nearest: tuple[int, FileTrouble] | None = None
    tried = tuple(formats)
    for number, cells in rows:
        names = [folded(cell) for cell in cells]
        for form in tried:
            signs = sum(_has(names, sign) for sign in form.signs)
            if form.signs and not signs:
                continue
            columns = _columns(names, form)
            missing = next((need for need in form.needs if need not in columns), None)
            score = len(columns) + _SIGN_WEIGHT * signs
            if missing is None and (best is None or score > best[0]):
                best = score, Header(form, number, _distinct(cells), columns)
            elif missing and signs >= _ENOUGH_SIGNS and (nearest is None or score > nearest[0]):
                nearest = score, _missing(form, missing, cells, file)
    if best is not None:
        return best[1]
    raise nearest[1] if nearest else _unknown(rows, file)


def _has(names: list[str], wanted: str) -> bool:
    return _place(names, wanted) is not None


def _place(names: list[str], wanted: str) -> int | None:
    if wanted.endswith("*"):
        start = wanted[:-1]
        return next((at for at, name in enumerate(names) if name.startswith(start)), None)
    return names.index(wanted) if wanted in names else None


def _columns(names: list[str], form: Format) -> dict[str, tuple[int, ...]]:
    found = {}
    for target, aliases in form.columns.items():
        places = tuple(at for alias in aliases if (at := _place(names, alias)) is not None)
        if places:
            found[target] = places
    return found


def _distinct(cells: list[str]) -> tuple[str, ...]:
    """The headers as they stand, a repeated one numbered: ``备注``, ``备注 (2)``."""
    seen: dict[str, int] = {}
    names = []
    for cell in cells:
        name = " ".join(cell.split())
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(names)


def _missing(form: Format, target: str, cells: list[str], file: str) -> FileTrouble:
    return FileTrouble(
        Reason.COLUMN_MISSING, path=file, column=form.columns[target][0], seen=_seen(cells)
    )


def _unknown(rows: Sequence[tuple[int, list[str]]], file: str) -> FileTrouble:
    lines = [cells for _number, cells in rows]
    widest = max(lines, key=lambda cells: sum(map(bool, cells)), default=[])
    return FileTrouble(Reason.HEADER_UNKNOWN, path=file, seen=_seen(widest))


def _seen(cells: list[str]) -> str:
    names = [" ".join(cell.split())[:30] for cell in cells if cell.strip()]
    more = " …" if len(names) > _SEEN_AT_MOST else ""
    return ", ".join(names[:_SEEN_AT_MOST]) + more
