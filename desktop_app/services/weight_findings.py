"""What a weight check found, as kept with the check: later edits of products don't alter it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from desktop_app.core.explanations import Change, Explanation, Findings, Likelihood, State
from desktop_app.models.base import tuples
from desktop_app.models.products import Product
from desktop_app.services.parcel_contents import ContentLine, unclear


@dataclass(frozen=True)
class Told:
    """What was expected, and how the difference can be told.

    ``state`` is None where nothing could be said. ``near`` are the simplest explanations without
    products from outside the order, where those that are as simple as can be need one. ``names``
    gives each SKU's title and variant as they were.
    """

    lines: tuple[ContentLine, ...] = ()
    state: State | None = None
    explanations: tuple[Explanation, ...] = ()
    near: tuple[Explanation, ...] = ()
    more: int = 0
    at_least: bool = False
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def unclear(self) -> tuple[ContentLine, ...]:
        """The lines of which it couldn't be said what they weigh."""
        return unclear(self.lines)

    def name(self, sku: str) -> str:
        """What a person calls the product."""
        return self.names.get(sku) or sku


def tell(lines: tuple[ContentLine, ...], findings: Findings | None) -> Told:
    """The findings with the names of all products in them. Reads products: needs a connection."""
    if findings is None:
        return Told(lines)
    told = (*findings.explanations, *findings.near)
    names = {line.sku: line.name for line in lines}
    foreign = {change.sku for one in told for change in one.changes} - names.keys()
    return Told(
        lines=lines,
        state=findings.state,
        explanations=findings.explanations,
        near=findings.near,
        more=findings.more,
        at_least=findings.at_least,
        names=names | _names(foreign),
    )


def _names(skus: Iterable[str]) -> dict[str, str]:
    query = Product.select(Product.sku, Product.title, Product.variant)
    rows = tuples(query.where(Product.sku.in_(list(skus))))
    return {sku: " ".join(filter(None, (title, variant))) for sku, title, variant in rows}


def to_json(told: Told) -> str:
    """As it is kept in the database."""
    return json.dumps(asdict(told), ensure_ascii=False, separators=(",", ":"))


def from_json(text: str) -> Told:
    """Reads it back; what an older program didn't write stays at its default."""
    kept: dict[str, Any] = json.loads(text or "{}")
    state = kept.get("state")
    return Told(
        lines=tuple(ContentLine(**line) for line in kept.get("lines", ())),
        state=State(state) if state else None,
        explanations=_explanations(kept.get("explanations", ())),
        near=_explanations(kept.get("near", ())),
        more=kept.get("more", 0),
        at_least=kept.get("at_least", False),
        names=kept.get("names", {}),
    )


def _explanations(kept: Iterable[dict[str, Any]]) -> tuple[Explanation, ...]:
    return tuple(
        Explanation(
            changes=tuple(Change(**change) for change in one["changes"]),
            count=one["count"],
            residual_g=one["residual_g"],
            tolerance_g=one["tolerance_g"],
            likely=Likelihood(**one["likely"]),
        )
        for one in kept
    )
