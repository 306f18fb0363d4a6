"""How complete the evidence is, before a claim is filed or a case decided."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from desktop_app.core import paths
from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import CaseKind, ClaimKind, EvidenceRole, Medium
from desktop_app.models.base import tuples
from desktop_app.models.cases import AfterSalesCase
from desktop_app.models.claims import Claim
from desktop_app.models.photos import Photo, PhotoLink
from desktop_app.services import case_rules, rule_files
from desktop_app.services.rule_files import Entries
from desktop_app.services.store import Store


@dataclass(frozen=True)
class Need:
    """One thing that the evidence should show: how many pieces, how many there are."""

    role: EvidenceRole
    wanted: int
    have: int
    required: bool

    @property
    def met(self) -> bool:
        """Whether there is enough of it; of what is required one piece is enough."""
        return self.have >= (1 if self.required else self.wanted)


@dataclass(frozen=True)
class Meter:
    """What is there and what isn't. ``photos`` are all pictures, whatever they show."""

    needs: tuple[Need, ...]
    photos: int

    @property
    def complete(self) -> bool:
        """Whether everything required is there, and any photo at all."""
        return self.photos > 0 and not self.missing

    @property
    def missing(self) -> tuple[EvidenceRole, ...]:
        """The required things that aren't there."""
        return tuple(need.role for need in self.needs if need.required and not need.have)

    @property
    def share(self) -> float:
        """How far the evidence is, 0 to 1, every piece counted, what is required twice."""
        weights = [(2 if need.required else 1, need) for need in self.needs]
        full = sum(weight for weight, _need in weights)
        have = sum(weight * min(1.0, need.have / need.wanted) for weight, need in weights)
        return have / full if full else 1.0


def of_case(store: Store, case_id: int) -> Meter:
    """The meter of a case, by what its workflow asks for; raises NotFound."""
    with store.connection():
        case = AfterSalesCase.get_or_none(AfterSalesCase.id == case_id)
        if case is None:
            raise NotFound(Reason.CASE_UNKNOWN, value=case_id)
        rules_id = case.rules.id if case.rules is not None else None
        rules = case_rules.of(store, rules_id, CaseKind(case.kind))
        roles, photos = _roles(PhotoLink.case == case_id)
    return _meter(rules.evidence, rules.evidence_if_any, roles, photos)


def of_claim(store: Store, claim_id: int) -> Meter:
    """The meter of a claim by its kind; its case's photos count too. Raises NotFound.

    What was marked on the claim as enclosed counts as a piece: paper goes along as well.
    """
    with store.connection():
        claim = Claim.get_or_none(Claim.id == claim_id)
        if claim is None:
            raise NotFound(Reason.CLAIM_UNKNOWN, value=claim_id)
        where = PhotoLink.claim == claim_id
        if claim.case is not None:
            where |= PhotoLink.case == claim.case.id
        roles, photos = _roles(where)
    roles.update(set(json.loads(claim.evidence)) - set(roles))
    table = _claim_rules().table(ClaimKind(claim.kind).value)
    required = table.kinds("required", EvidenceRole)
    return _meter(required, table.kinds("wanted", EvidenceRole), roles, photos)


def check() -> None:
    """Reads all of the rules; raises FileTrouble naming file and key for what doesn't fit."""
    rules = _claim_rules()
    for kind in ClaimKind:
        table = rules.table(kind.value)
        table.known("required", "wanted")
        table.kinds("required", EvidenceRole)
        table.kinds("wanted", EvidenceRole)


def _roles(where: object) -> tuple[Counter[str], int]:
    linked = PhotoLink.select(PhotoLink.photo).where(where)
    found = tuples(
        Photo.select(Photo.role, Photo.medium).where(
            Photo.id.in_(linked), Photo.deleted_at.is_null()
        )
    )
    photos = sum(medium == Medium.PHOTO.value for _role, medium in found)
    return Counter(role for role, _medium in found if role), photos


def _meter(
    required: Iterable[EvidenceRole],
    wanted: Iterable[EvidenceRole],
    roles: Counter[str],
    photos: int,
) -> Meter:
    counts = _claim_rules().table("count")
    asked = {**dict.fromkeys(wanted, False), **dict.fromkeys(required, True)}
    needs = (
        Need(role, counts.number(role.value, 1), roles[role.value], asked[role])
        for role in EvidenceRole
        if role in asked
    )
    return Meter(tuple(needs), photos)


@cache
def _claim_rules() -> Entries:
    return rule_files.read(paths.resources() / "rules" / "evidence.toml")
