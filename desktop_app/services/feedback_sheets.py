"""Reports to the factory brought to paper, with nothing in them that tells who a buyer is (R41)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.core import anonymous, clock, i18n, paths
from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import CaseKind, Cause, EvidenceRole, Finding, Medium, Opinion
from desktop_app.core.labels import label, label_of
from desktop_app.core.names import safe
from desktop_app.core.track import Track, everything
from desktop_app.models.base import tuples
from desktop_app.models.buyers import Buyer
from desktop_app.models.cases import AfterSalesCase, CaseLine
from desktop_app.models.orders import OrderLine, SalesOrder
from desktop_app.models.photos import PhotoLink
from desktop_app.models.products import Batch, Product
from desktop_app.services import feedbacks, photo_rows, quality_counts, shops, thumbnails
from desktop_app.services.feedbacks import FeedbackDetail
from desktop_app.services.store import Store

if TYPE_CHECKING:
    from desktop_app.documents.feedback_sheet import Complaint, FeedbackSheet, Picture, Tally
    from desktop_app.documents.pages import SheetFile


def sheet(store: Store, no: str, language: str = "") -> FeedbackSheet:
    """The report as it goes on paper, in ``language`` or the one spoken now. Raises NotFound."""
    from desktop_app.documents import feedback_sheet as paper

    told = feedbacks.show(store, no)
    row, counted = told.row, told.row.evidence
    with store.connection(), i18n.speaking(language or i18n.language()):
        people = _People(store, told.case_ids)
        shop = shops.usual(store)
        return paper.FeedbackSheet(
            no=row.no,
            made_on=clock.to_local(row.made_at).date(),
            shop=shop.name if shop else "",
            model=row.model,
            title=row.title,
            batch=row.batch,
            period=f"{counted['from']} – {counted['to']}",
            facts=tuple(facts(counted)),
            asked=people.hide(row.what),
            counts=tuple(_counts(counted)),
            opinions=_opinions(counted),
            complaints=tuple(_complaints(people, row.model)),
            pictures=tuple(_pictures(store, told, people)),
            void=people.hide(row.void_reason),
            language=i18n.language(),
        )


def write(
    store: Store, no: str, target: Path, *, language: str = "", track: Track = everything
) -> SheetFile:
    """Writes the report as a PDF. Raises NotFound, FileTrouble."""
    from desktop_app.documents import feedback_sheet

    return feedback_sheet.write(sheet(store, no, language), target, track=track)


def own_file(store: Store, no: str) -> Path:
    """Where a report's PDF is kept in the shop's documents."""
    folder = store.paths.documents / "feedback"
    paths.private_dir(folder)
    return folder / f"{safe(no)}.pdf"


def facts(counted: Mapping[str, Any]) -> Iterator[str]:
    """What was counted when the report was made, in sentences."""
    yield _("%(defects)s complaints of defects from %(buyers)s buyers in %(days)s days.") % counted
    if counted["lines"]:
        yield _("%(lines)s order lines were sold for it.") % counted
    if counted["own"]:
        yield _(
            "By the %(before)s complaints from %(before_from)s to %(before_to)s, %(expected)s were"
            " to be expected."
        ) % {**counted, "expected": f"{counted['expected']:.1f}"}
    for batch, count in counted["batches"].items():
        if batch:
            yield ngettext(
                "%(count)s of them is of batch %(batch)s.",
                "%(count)s of them are of batch %(batch)s.",
                count,
            ) % {"count": count, "batch": batch}


def _counts(counted: Mapping[str, Any]) -> Iterator[Tally]:
    from desktop_app.documents.feedback_sheet import Tally

    causes = [
        (label_of(Cause, cause) or _("Cause not known"), count)
        for cause, count in counted["causes"].items()
    ]
    findings = [
        (label_of(Finding, finding) or _("Not looked at yet"), count)
        for finding, count in counted["findings"].items()
    ]
    yield Tally(_("By cause"), tuple(causes))
    yield Tally(_("By what our check found"), tuple(findings))


def _opinions(counted: Mapping[str, Any]) -> Tally:
    """What buyers don't like, though nothing is wrong with it: counted too (R19)."""
    from desktop_app.documents.feedback_sheet import Tally

    words = {kind.value: label(kind) for kind in Opinion}
    words[quality_counts.UNSAID] = label(Cause.COLOUR_SIZE_STYLE)
    lines = [(words[kind], count) for kind, count in counted["opinions"].items()]
    title = _("Opinions on style, size and colour in the same days (no defects)")
    return Tally(title, tuple(sorted(lines, key=lambda line: -line[1])))


class _People:
    """The cases of a report, whose buyers have letters, and the words that tell who they are."""

    def __init__(self, store: Store, case_ids: Sequence[int]) -> None:
        self.cases = _case_rows(case_ids)
        pairs = [(row["buyer"], row["order"]) for row in self.cases]
        known: dict[str, str] = {}
        self.letters: dict[int, str] = {}
        for row, person in zip(self.cases, quality_counts.people(store, pairs), strict=True):
            named = known.setdefault(person, anonymous.letter(len(known)))
            self.letters[row["id"]] = named
        self._secrets = {str(row[name]) for row in self.cases for name in _SECRETS if row[name]}

    def hide(self, text: str) -> str:
        """The text without what tells who a buyer is."""
        return anonymous.without(text, self._secrets)


_SECRETS = (
    *("buyer_id", "name", "phone", "address", "buyer_text", "receiver"),
    *("order_phone", "order_address", "order_no", "tracking"),
)


def _case_rows(case_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The cases with all that could give a buyer away, by the time they were opened."""
    case = AfterSalesCase
    query = (
        case.select(
            *(case.id, case.no, case.opened_at, case.kind, case.cause, case.finding, case.note),
            *(case.buyer, case.order, Batch.batch_no),
            *(Buyer.buyer_id, Buyer.name, Buyer.phone, Buyer.address),
            *(SalesOrder.buyer_text, SalesOrder.receiver, SalesOrder.order_no),
            SalesOrder.phone.alias("order_phone"),
            SalesOrder.address.alias("order_address"),
            SalesOrder.tracking,
        )
        .left_outer_join(Buyer, on=(case.buyer == Buyer.id))
        .switch(case)
        .left_outer_join(SalesOrder, on=(case.order == SalesOrder.id))
        .switch(case)
        .left_outer_join(Batch, on=(case.batch == Batch.id))
        .where(case.id.in_(list(case_ids)))
        .order_by(case.opened_at, case.id)
    )
    found: list[dict[str, Any]] = list(query.dicts().iterator())
    return found


def _complaints(people: _People, model: str) -> Iterator[Complaint]:
    from desktop_app.documents.feedback_sheet import Complaint

    about = _goods([row["id"] for row in people.cases], model)
    for row in people.cases:
        variant, line_batch = about.get(row["id"], ("", ""))
        yield Complaint(
            buyer=people.letters[row["id"]],
            case_no=row["no"],
            day=_day(row["opened_at"]),
            finding=label_of(Finding, row["finding"]),
            cause=label_of(Cause, row["cause"] if row["cause"] != Cause.DEFECT else ""),
            variant=variant,
            batch=row["batch_no"] or line_batch,
            text=people.hide(row["note"]) or label_of(CaseKind, row["kind"]),
        )


def _goods(case_ids: Sequence[int], model: str) -> dict[int, tuple[str, str]]:
    """For each case the variant and the batch of its pieces of this model."""
    query = (
        CaseLine.select(
            *(CaseLine.case, CaseLine.variant, CaseLine.sku, CaseLine.title),
            *(Product.model, Batch.batch_no),
        )
        .left_outer_join(Product, on=(Product.sku == CaseLine.sku))
        .switch(CaseLine)
        .left_outer_join(OrderLine, on=(CaseLine.order_line == OrderLine.id))
        .left_outer_join(Batch, on=(OrderLine.batch == Batch.id))
        .where(CaseLine.case.in_(list(case_ids)))
        .order_by(CaseLine.position)
    )
    found: dict[int, tuple[str, str]] = {}
    for case, variant, sku, title, of_model, batch in tuples(query):
        if model in {of_model or sku or title, sku}:
            found.setdefault(case, (variant, batch or ""))
    return found


def _day(at: Any) -> date:
    return clock.to_local(at).date()


def _pictures(store: Store, told: FeedbackDetail, people: _People) -> Iterator[Picture]:
    """The photos, named by the buyer's letter and what they show, never by their file."""
    from desktop_app.documents.feedback_sheet import Picture

    whose = _whose(told, people)
    for number, row in enumerate(photo_rows.rows(store, told.photo_ids), 1):
        if row.medium != Medium.PHOTO.value:
            continue
        parts = [str(number), whose.get(row.id, ""), label_of(EvidenceRole, row.role)]
        path = thumbnails.copy_of(store, row.id, thumbnails.SHEET_SIDE)
        yield Picture(path, " · ".join(part for part in parts if part))


def _whose(told: FeedbackDetail, people: _People) -> dict[int, str]:
    query = PhotoLink.select(PhotoLink.photo, PhotoLink.case).where(
        PhotoLink.photo.in_(list(told.photo_ids)), PhotoLink.case.in_(list(told.case_ids))
    )
    return {
        photo: _("Buyer %(letter)s") % {"letter": people.letters[case]}
        for photo, case in tuples(query)
    }
