"""Slips that travel with a parcel (R6): exchange, resend and return slip of a case, on paper.

Each is kept in the shop's documents, and a line of the case's timeline says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from desktop_app.core import clock, i18n, paths
from desktop_app.core.errors import BadValue, NotAllowed, Reason
from desktop_app.core.kinds import CaseEventKind, CaseKind, Outcome, Platform
from desktop_app.core.labels import label
from desktop_app.core.masking import NOTHING, Masks, Place
from desktop_app.core.names import safe
from desktop_app.core.track import Track, everything
from desktop_app.documents import slips
from desktop_app.documents.claim_sheet import Contact
from desktop_app.documents.slips import Paper, Slip, SlipKind, SlipLine
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.services import case_records, claim_sources, privacy, settings, timeline
from desktop_app.services.store import Store

KINDS: tuple[str, ...] = tuple(kind.value for kind in SlipKind)
PAPERS: tuple[str, ...] = tuple(paper.value for paper in Paper)
_COMING = frozenset({SlipKind.EXCHANGE, SlipKind.RETURN})
_GOING = frozenset({SlipKind.EXCHANGE, SlipKind.RESEND})
_BY_OUTCOME = {
    Outcome.EXCHANGE: SlipKind.EXCHANGE,
    Outcome.RESEND: SlipKind.RESEND,
    Outcome.GIFT: SlipKind.RESEND,
    Outcome.RETURN_REFUND: SlipKind.RETURN,
    Outcome.REPAIR: SlipKind.EXCHANGE,
}
_BY_KIND = {
    CaseKind.RETURN: SlipKind.RETURN,
    CaseKind.EXCHANGE: SlipKind.EXCHANGE,
    CaseKind.WRONG_ITEM: SlipKind.EXCHANGE,
    CaseKind.EXTRA_ITEM: SlipKind.RETURN,
    CaseKind.REPAIR: SlipKind.EXCHANGE,
}


@dataclass(frozen=True)
class WrittenSlip:
    """A slip that was written: where, how many pages, its sha256 (hex)."""

    path: Path
    pages: int
    sha256: str


@dataclass(frozen=True)
class SlipWish:
    """What is to be printed: one of `KINDS` on one of `PAPERS`.

    ``pieces`` are quantities by the case line's id, where they differ from the case's; a 0 leaves
    a line out. ``masked`` hides the buyer's name, phone and address (None: as the shop's settings
    say, R41). ``note`` is printed, the case's own note never is.
    """

    kind: str
    paper: str = Paper.A5.value
    note: str = ""
    pieces: Mapping[int, int] | None = None
    masked: bool | None = None


def usual(kind: CaseKind, outcome: str) -> str:
    """The slip that such a case mostly wants: by its outcome, else by its kind."""
    known = _BY_OUTCOME.get(Outcome(outcome)) if outcome in set(Outcome) else None
    return (known or _BY_KIND.get(kind, SlipKind.RESEND)).value


def slip_of(store: Store, no: str, wish: SlipWish) -> Slip:
    """The slip as data, in the language spoken now.

    Raises NotFound, BadValue for another kind, NotAllowed for a case without goods.
    """
    if wish.kind not in KINDS:
        raise BadValue(Reason.UNKNOWN_KIND, value=wish.kind, allowed=", ".join(KINDS))
    kind = SlipKind(wish.kind)
    with store.connection():
        case = case_records.find(no)
        said = {
            name: str(value or "")
            for name, value in claim_sources.gather(case_no=case.no).fields.items()
        }
        lines = _lines(case, kind, wish.pieces or {})
        rules = case_records.rules_of(store, case)
    masks = _masks(store, wish)
    return Slip(
        kind=kind,
        case_no=case.no,
        issued_on=clock.today(),
        shop=said.get("shop_name", ""),
        platform=label(Platform(case.platform)),
        order_no=said.get("order_no", ""),
        buyer=masks.buyer_id(said.get("buyer_text", "")),
        tracking_no=_parcel(case, kind, said.get("tracking", "")),
        reason=rules.name,
        receiver=_contact(said, "receiver", masks),
        back_to=_contact(said, "sender", NOTHING),
        coming=lines if kind in _COMING else (),
        going=lines if kind in _GOING else (),
        note=wish.note.strip(),
        prepared_by=store.who,
        language=i18n.language(),
    )


def write(store: Store, no: str, wish: SlipWish, *, track: Track = everything) -> WrittenSlip:
    """Writes the slip into the shop's documents, under a name not used yet, and notes it.

    Raises what `slip_of` raises, BadValue for another paper, and FileTrouble; then nothing is
    noted.
    """
    if wish.paper not in PAPERS:
        raise BadValue(Reason.UNKNOWN_KIND, value=wish.paper, allowed=", ".join(PAPERS))
    slip = slip_of(store, no, wish)
    target = _free_name(store, slip)
    made = slips.write([slip], target, paper=Paper(wish.paper), track=track)
    data = {
        "step": wish.kind,
        "paper": wish.paper,
        "file": store.paths.relative(target),
        "sha256": made.sha256,
    }
    with store.transaction():
        case = case_records.changeable(store, no)
        timeline.add(store, case.id, CaseEventKind.SLIP, target.name, data=data)
    return WrittenSlip(target, made.pages, made.sha256)


def _lines(case: AfterSalesCase, kind: SlipKind, pieces: Mapping[int, int]) -> tuple[SlipLine, ...]:
    """The goods; of what is sent again those counted as resent, where any are."""
    query = CaseLine.select().where(CaseLine.case == case.id).order_by(CaseLine.position)
    rows = list(query)
    resent = kind is SlipKind.RESEND and any(row.resent for row in rows)
    counts = {row.id: row.resent if resent else row.quantity for row in rows} | dict(pieces)
    found = tuple(
        SlipLine(row.title or row.sku, row.sku, row.variant, counts[row.id])
        for row in rows
        if counts[row.id] > 0
    )
    if not found:
        raise NotAllowed(Reason.SLIP_WITHOUT_GOODS, value=case.no)
    return found


def _parcel(case: AfterSalesCase, kind: SlipKind, outward: str) -> str:
    """The parcel that the slip is about; blank to be written in, where it isn't known yet."""
    if kind is SlipKind.RESEND:
        return str(case.resend_tracking)
    return str(case.return_tracking or (outward if kind is SlipKind.RETURN else ""))


def _masks(store: Store, wish: SlipWish) -> Masks:
    """As asked for; else as paper is, but for the shop that uses its slips as address labels."""
    full = wish.masked is None and settings.get(store, privacy.SLIPS_IN_FULL)
    return NOTHING if full else privacy.masks(store, Place.PAPER, wish.masked)


def _contact(said: Mapping[str, str], who: str, masks: Masks) -> Contact:
    name, phone, address = (said.get(f"{who}_{part}", "") for part in ("name", "phone", "address"))
    return Contact(*masks.contact(name, phone, address))


def _free_name(store: Store, slip: Slip) -> Path:
    """Earlier slips are evidence of what went with a parcel: none is written over."""
    folder = store.paths.documents / "slips"
    try:
        paths.private_dir(folder)
    except OSError as error:
        raise paths.from_os_error(error, folder) from error
    stem, number = safe(f"{slip.case_no}-{slip.kind}"), 1
    while (target := folder / f"{stem}-{number}.pdf").exists():
        number += 1
    return target
