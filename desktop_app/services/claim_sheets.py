"""Claim sheets 快递理赔申请表: a claim brought to paper, its file kept with the claim."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, overload

from typing_extensions import override

from desktop_app.core import i18n, paths
from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.kinds import (
    ClaimEventKind,
    ClaimStage,
    DamageDegree,
    EvidenceRole,
    Medium,
    PaymentMethod,
    Platform,
    Topic,
    ValueBasis,
)
from desktop_app.core.labels import label_of
from desktop_app.core.masking import Place
from desktop_app.core.names import safe
from desktop_app.core.track import Track, everything
from desktop_app.documents.own_form import FormLayout
from desktop_app.models.claims import Claim
from desktop_app.services import claim_ledger, couriers, own_forms, photo_rows, privacy, thumbnails
from desktop_app.services.claim_details import ClaimDetail, detail
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from desktop_app.documents.claim_sheet import ClaimSheet, Photo

SHEET, LETTER = "claim_sheet", "claim_letter"
_FORMS = {"zh": SHEET, "en": LETTER, SHEET: SHEET, LETTER: LETTER}
_LANGUAGES = {SHEET: "zh_CN", LETTER: "en"}
Kind = TypeVar("Kind", bound=StrEnum)


@dataclass(frozen=True)
class WrittenSheets:
    """A file that was written: where, how many pages, which claims, its sha256 (hex)."""

    path: Path
    pages: int
    claims: tuple[str, ...]
    sha256: str


def sheet_of(store: Store, no: str, form: str | None = None) -> ClaimSheet:
    """The claim as it goes on paper, in the courier's language, its photos made ready.

    ``form`` is a name of `forms`, else the courier's own. Raises NotFound, BadValue.
    """
    with store.connection():
        claim = claim_ledger.locked(no)
        return _sheet(store, detail(claim), _form(store, form, claim.courier.form))


def forms(store: Store) -> tuple[str, ...]:
    """The names by which a form can be asked for: the program's, then couriers' own."""
    return (*_FORMS, *(form.name for form in own_forms.rows(store)))


def language_of(store: Store, form: str) -> str:
    """The language of a form, such as the one that a courier gets."""
    found = _form(store, None, form)
    return found.language if isinstance(found, FormLayout) else _LANGUAGES[found]


def write(
    store: Store,
    nos: Sequence[str],
    target: Path,
    *,
    form: str | None = None,
    masked: bool | None = None,
    track: Track = everything,
) -> WrittenSheets:
    """Writes the sheets of these claims into one PDF.

    ``masked`` hides consignee and account (left out: as the shop's settings say). A file in the
    shop's documents folder is noted with each claim, with its sha256. Raises NotFound for a
    claim that isn't there before anything is written, NotAllowed for a void one, FileTrouble.
    """
    from desktop_app.documents import claim_sheet

    if not nos:
        raise BadValue(Reason.VALUE_MISSING, field="claim")
    known = _checked(store, nos)
    if form is not None:
        _form(store, form, "")
    masks = privacy.masks(store, Place.PAPER, masked)
    made = claim_sheet.write(_Sheets(store, known, form), target, masks=masks, track=track)
    if _is_kept(store, target):
        _note(store, known, target, made.sha256)
    return WrittenSheets(target, made.pages, tuple(known), made.sha256)


def own_file(store: Store, nos: Sequence[str]) -> Path:
    """Where sheets are kept in the shop's documents: by claim no., or by the first and last."""
    folder = store.paths.documents / "claims"
    paths.private_dir(folder)
    name = nos[0] if len(nos) == 1 else f"{nos[0]}…{nos[-1]}"
    return folder / f"{safe(name)}.pdf"


class _Sheets(Sequence["ClaimSheet"]):
    """Sheets made one by one as they are drawn, so that hundreds don't fill the memory."""

    def __init__(self, store: Store, nos: Sequence[str], form: str | None) -> None:
        self._store, self._nos, self._form = store, nos, form

    @override
    def __len__(self) -> int:
        return len(self._nos)

    @overload
    def __getitem__(self, index: int) -> ClaimSheet: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ClaimSheet]: ...
    @override
    def __getitem__(self, index: int | slice) -> ClaimSheet | Sequence[ClaimSheet]:
        if isinstance(index, slice):
            return _Sheets(self._store, self._nos[index], self._form)
        return sheet_of(self._store, self._nos[index], self._form)

    @override
    def __iter__(self) -> Iterator[ClaimSheet]:
        return (sheet_of(self._store, no, self._form) for no in self._nos)


def _checked(store: Store, nos: Iterable[str]) -> list[str]:
    with store.connection():
        claims = [claim_ledger.locked(no) for no in dict.fromkeys(nos)]
    for claim in claims:
        if claim.stage == ClaimStage.VOID:
            raise NotAllowed(Reason.CLAIM_VOID, no=claim.no)
    return [claim.no for claim in claims]


def _form(store: Store, wanted: str | None, usual: str) -> str | FormLayout:
    """The program's form of that name, or a courier's own; ``usual`` may name one that is gone."""
    name = usual if wanted is None else wanted
    if name in _FORMS:
        return _FORMS[name]
    own = own_forms.find(store, name) if name else None
    if own is not None:
        return own.layout
    if wanted is not None:
        raise BadValue(Reason.UNKNOWN_KIND, value=wanted, allowed=forms(store))
    return SHEET


def _is_kept(store: Store, target: Path) -> bool:
    return target.resolve().is_relative_to(store.paths.documents.resolve())


def _note(store: Store, nos: Sequence[str], target: Path, sha256: str) -> None:
    stored = target.resolve().relative_to(store.paths.root.resolve()).as_posix()
    with store.transaction() as tx:
        for no in nos:
            claim = claim_ledger.locked(no)
            claim.sheet_file, claim.sheet_sha256 = stored, sha256
            claim_ledger.save(claim)
            claim_ledger.note(claim, ClaimEventKind.SHEET, store.who, text=stored)
            tx.touch(Topic.CLAIMS, claim.id)


def _sheet(store: Store, claim: ClaimDetail, form: str | FormLayout) -> ClaimSheet:
    from desktop_app.documents import claim_sheet as paper

    own = form if isinstance(form, FormLayout) else None
    layout = SHEET if isinstance(form, FormLayout) else form
    language = own.language if own else _LANGUAGES[layout]
    photos = photo_rows.rows(store, claim.photo_ids)
    row = claim.row
    get: dict[str, Any] = dict(claim.fields)
    with i18n.speaking(language):
        courier = couriers.display_name(row.courier, _stored_courier_name(row.id))
        platform = label_of(Platform, row.platform)
    return paper.ClaimSheet(
        claim_no=row.no,
        tracking_no=row.tracking,
        courier=courier,
        kind=row.kind,
        claimed_minor=row.claimed_minor,
        currency=row.currency,
        rate=_decimal(get["rate"]),
        applied_on=row.applied_on,
        resend_tracking_no=row.resend_tracking,
        platform=platform,
        shop=row.shop_name,
        buyer=row.buyer,
        case_no=row.case_no,
        sender=paper.Contact(*_texts(get, "sender")),
        receiver=paper.Contact(*_texts(get, "receiver")),
        shipped_on=row.shipped_on,
        signed_on=_date(get["signed_on"]),
        incident_on=_date(get["incident_on"]),
        goods=tuple(
            paper.GoodsLine(
                name=line.title or line.sku,
                sku=line.sku,
                variant=line.variant,
                quantity=line.quantity,
                claimed_quantity=line.claimed_quantity,
                price_minor=line.price_minor,
            )
            for line in claim.goods
        ),
        value_basis=_kind(ValueBasis, get["value_basis"]),
        insured=bool(get["insured"]),
        ratio=_decimal(get["ratio"]),
        damage_degree=_kind(DamageDegree, get["damage_degree"]),
        payment_method=_kind(PaymentMethod, get["payment_method"]),
        evidence=evidence_of(claim, [photo.role for photo in photos]),
        latest_filing_on=row.latest_filing_on,
        answer_due_on=row.answer_due_on,
        photos=tuple(
            _photo(store, photo) for photo in photos if photo.medium == Medium.PHOTO.value
        ),
        language=language,
        layout=layout,
        own=own,
        **{name: get[name] for name in _ALIKE},
    )


def evidence_of(claim: ClaimDetail, photo_roles: Iterable[str]) -> tuple[EvidenceRole, ...]:
    """What is enclosed: as marked on the claim, and as its photos show."""
    marked = {*json.loads(str(claim.fields["evidence"])), *photo_roles}
    return tuple(role for role in EvidenceRole if role.value in marked)


def _photo(store: Store, photo: photo_rows.PhotoRow) -> Photo:
    from desktop_app.documents.claim_sheet import Photo

    path = thumbnails.copy_of(store, photo.id, thumbnails.SHEET_SIDE)
    return Photo(path, f"{photo.name} {photo.caption}".strip())


def _stored_courier_name(claim_id: int) -> str:
    return str(Claim.get_by_id(claim_id).courier.name)


def _texts(fields: Any, who: str) -> tuple[str, str, str]:
    return (fields[f"{who}_name"], fields[f"{who}_phone"], fields[f"{who}_address"])


def _decimal(value: object) -> Decimal | None:
    return Decimal(str(value)) if value else None


def _date(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _kind(kinds: type[Kind], value: object) -> Kind | None:
    return kinds(str(value)) if value else None


_ALIKE = (
    *("outlet", "work_order_no", "order_no", "signed_by", "reported_by", "reported_at"),
    *("declared_g", "accepted_g", "reweighed_g", "goods_minor", "parcels", "parcels_affected"),
    *("declared_value_minor", "premium_minor", "freight_minor", "deductible_minor", "cap_minor"),
    *("damage_place", "damage_inner", "damage_outer", "what_happened", "liable_party", "basis"),
    *("account_holder", "account_bank", "account_no", "prepared_by"),
)
