"""What should have gone and what went: the lines of a wrong shipment (R3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.explanations import Explanation
from desktop_app.core.kinds import StockMove, WrongKind
from desktop_app.core.wrong_kinds import kind_of
from desktop_app.models.base import fetch, tuples
from desktop_app.models.products import Product
from desktop_app.models.weighing import StockLine, WrongLine
from desktop_app.services import parcel_contents, stock_lines, weight_checks
from desktop_app.services.scans import Parcel
from desktop_app.services.store import Store
from desktop_app.services.weight_findings import Told

__all__ = ["WrongLineDraft", "WrongLineRow", "from_check", "from_order", "kind_of_lines"]

_MOST_PIECES = 1_000_000


@dataclass(frozen=True)
class WrongLineDraft:
    """Pieces of one product: how many should have gone, how many went.

    ``good`` and ``damaged`` count the pieces that came back, apart.
    """

    sku: str = ""
    title: str = ""
    expected: int = 0
    shipped: int = 0
    good: int = 0
    damaged: int = 0


@dataclass(frozen=True)
class WrongLineRow:
    """A line as it is kept."""

    id: int
    wrong_id: int
    position: int
    sku: str
    title: str
    expected: int
    shipped: int
    good: int
    damaged: int

    @property
    def surplus(self) -> int:
        """Pieces too many; below nought so many are missing."""
        return self.shipped - self.expected


def from_order(store: Store, parcel: Parcel) -> list[WrongLineDraft]:
    """A draft of the order's lines as if all had gone rightly, to be altered by hand."""
    lines = parcel_contents.expected(store, parcel).lines
    return [_as_ordered(line.sku, line.name, line.quantity or 0) for line in lines]


def from_check(store: Store, check_id: int, explanation: int = 0) -> list[WrongLineDraft]:
    """A draft of the lines that one of a weight check's explanations tells (0 is the likeliest).

    Lines that went rightly are left out, unless the check explains nothing: then all are there,
    to be altered by hand. Raises NotFound.
    """
    told = weight_checks.check(store, check_id).told
    if explanation >= len(told.explanations):
        return [_as_ordered(line.sku, line.name, line.quantity or 0) for line in told.lines]
    return _explained(told, told.explanations[explanation])


def kind_of_lines(lines: Iterable[WrongLineDraft]) -> WrongKind | None:
    """The kind that the lines make; None where nothing is wrong."""
    return kind_of((line.expected, line.shipped) for line in _merged(lines).values())


def read(wrong_ids: Sequence[int]) -> dict[int, tuple[WrongLineRow, ...]]:
    """The lines of these wrong shipments, by shipment. Needs a connection."""
    columns = (getattr(WrongLine, name) for name in _PLAIN)
    query = (
        WrongLine.select(*columns, WrongLine.wrong_shipment.alias("wrong_id"))
        .where(WrongLine.wrong_shipment.in_(list(wrong_ids)))
        .order_by(WrongLine.wrong_shipment, WrongLine.position)
    )
    found: dict[int, list[WrongLineRow]] = {wrong_id: [] for wrong_id in wrong_ids}
    for row in fetch(query, WrongLineRow):
        found[row.wrong_id].append(row)
    return {wrong_id: tuple(lines) for wrong_id, lines in found.items()}


def put(wrong_id: int, drafts: Iterable[WrongLineDraft]) -> None:
    """Makes these the shipment's lines, keeping those that are the same product.

    One product in several drafts is one line; a SKU without title gets its product's.

    Must run inside a transaction. Raises BadValue for a line without product or with impossible
    counts, and NotAllowed where goods of a line that would go were taken off stock already.
    """
    wanted = _by_product(drafts)
    kept = {(row.sku or row.title): row for row in read([wrong_id])[wrong_id]}
    for product, row in kept.items():
        if product not in wanted:
            _drop(row)
    position = max((row.position for row in kept.values()), default=-1)
    for product, draft in wanted.items():
        if product in kept:
            _update(kept[product], draft)
        else:
            position += 1
            WrongLine.create(wrong_shipment=wrong_id, position=position, **vars(draft))


def enter_surplus(store: Store, lines: Iterable[WrongLineRow]) -> None:
    """Enters what went too many as goods to take off stock (R5); what no longer is, is removed.

    Must run inside a transaction.
    """
    for line in lines:
        if line.sku and line.surplus > 0:
            stock_lines.enter_for_wrong(store, line.id, StockMove.DEDUCT, line.surplus)
        else:
            _remove_open(line.id, StockMove.DEDUCT)


def remove_open_stock(lines: Iterable[WrongLineRow]) -> None:
    """Takes away stock entries that aren't done. Raises NotAllowed where one is done already."""
    for line in lines:
        _refuse_done(line)
        _remove_open(line.id)


def _as_ordered(sku: str, title: str, quantity: int) -> WrongLineDraft:
    return WrongLineDraft(sku, title, expected=quantity, shipped=quantity)


def _explained(told: Told, explanation: Explanation) -> list[WrongLineDraft]:
    ordered: dict[str, int] = {}
    for line in told.lines:
        ordered[line.sku] = ordered.get(line.sku, 0) + (line.quantity or 0)
    return [
        WrongLineDraft(
            change.sku,
            told.name(change.sku),
            expected=ordered.get(change.sku, 0),
            shipped=ordered.get(change.sku, 0) + change.quantity,
        )
        for change in explanation.changes
    ]


def _by_product(drafts: Iterable[WrongLineDraft]) -> dict[str, WrongLineDraft]:
    found = _merged(drafts)
    for product, draft in found.items():
        if not product:
            raise BadValue(Reason.VALUE_MISSING, field="sku")
        _check(draft)
    titles = _titles([draft.sku for draft in found.values() if not draft.title])
    return {
        product: replace(draft, title=draft.title or titles.get(draft.sku, ""))
        for product, draft in found.items()
    }


def _merged(drafts: Iterable[WrongLineDraft]) -> dict[str, WrongLineDraft]:
    found: dict[str, WrongLineDraft] = {}
    for draft in drafts:
        product = _product(draft)
        found[product] = _together(found.get(product, WrongLineDraft()), draft)
    return found


def _together(one: WrongLineDraft, other: WrongLineDraft) -> WrongLineDraft:
    return WrongLineDraft(
        sku=other.sku.strip(),
        title=one.title or other.title.strip(),
        expected=one.expected + other.expected,
        shipped=one.shipped + other.shipped,
        good=one.good + other.good,
        damaged=one.damaged + other.damaged,
    )


def _check(draft: WrongLineDraft) -> None:
    for count in (draft.expected, draft.shipped, draft.good, draft.damaged):
        if not 0 <= count <= _MOST_PIECES:
            raise BadValue(Reason.NOT_A_QUANTITY, value=count)
    if draft.good + draft.damaged > draft.shipped:
        raise BadValue(Reason.MORE_BACK_THAN_SENT, value=draft.good + draft.damaged)


def _titles(skus: Sequence[str]) -> dict[str, str]:
    query = Product.select(Product.sku, Product.title, Product.variant)
    rows = tuples(query.where(Product.sku.in_(skus)))
    return {sku: " ".join(filter(None, (title, variant))) for sku, title, variant in rows}


def _product(draft: WrongLineDraft) -> str:
    return draft.sku.strip() or draft.title.strip()


def _update(row: WrongLineRow, draft: WrongLineDraft) -> None:
    WrongLine.update(vars(draft)).where(WrongLine.id == row.id).execute()


def _drop(row: WrongLineRow) -> None:
    _refuse_done(row)
    _remove_open(row.id)
    WrongLine.delete().where(WrongLine.id == row.id).execute()


def _refuse_done(row: WrongLineRow) -> None:
    done = StockLine.get_or_none(StockLine.wrong_line == row.id, ~StockLine.done_at.is_null())
    if done is not None:
        raise NotAllowed(Reason.STOCK_DONE, sku=done.sku, quantity=done.quantity)


def _remove_open(line_id: int, *moves: StockMove) -> None:
    StockLine.delete().where(
        StockLine.wrong_line == line_id,
        StockLine.move.in_(moves or tuple(StockMove)),
        StockLine.done_at.is_null(),
    ).execute()


_PLAIN = ("id", "position", "sku", "title", "expected", "shipped", "good", "damaged")
