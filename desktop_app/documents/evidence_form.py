"""How an evidence pack is drawn."""

from __future__ import annotations

from collections.abc import Iterator

from desktop_app.core import i18n
from desktop_app.core.i18n import _
from desktop_app.core.labels import label
from desktop_app.core.track import Track
from desktop_app.documents import figures, fonts, frames, grids, photo_grid, rows
from desktop_app.documents.claim_sheet import Photo
from desktop_app.documents.evidence_pack import EvidenceFile, EvidencePack
from desktop_app.documents.grids import Column, Table
from desktop_app.documents.pages import A4, MM, Document
from desktop_app.documents.rows import Look, Row

_MARGIN = 12 * MM
_WIDTH = A4[0] - 2 * _MARGIN
_TOP, _LATER_TOP, _BOTTOM = 26 * MM, 17 * MM, 14 * MM
_LABEL = 24 * MM
_PHOTOS_PER_PAGE = 4
_BAND = Look(size=9.5, bold=True, shade=0.9)
_SMALL = Look(size=7.4)
_HASH = Look(size=6.4)
_PLAIN = Look(size=7.6, gray=0.25)


def draw(pack: EvidencePack, track: Track) -> Document:
    """The whole pack, drawn, in its own language."""
    with i18n.speaking(pack.language):
        title = _("Evidence pack")
        whose = _whose(pack)
        document = Document(fonts.visible(f"{title} {whose}".strip()), A4, language=pack.language)
        later = A4[1] - _LATER_TOP - _BOTTOM
        listed = rows.paginate(_list(pack), A4[1] - _TOP - _BOTTOM, later)
        shown = photo_grid.pages(_photos(pack), _MARGIN, _WIDTH, later, _PHOTOS_PER_PAGE)
        contents = [*listed, *shown]
        for number, content in enumerate(track(contents), 1):
            page = document.page()
            if number == 1:
                frames.title(page, title, 17 * MM, 17.0)
                page.text(_MARGIN, 23.6 * MM, fonts.visible(pack.shop), 8.5, gray=0.15)
                made = fonts.visible(_made(pack))
                frames.at_right(page, A4[0] - _MARGIN, 23.6 * MM, made, 8.5, 0.15)
            else:
                frames.running_title(page, _MARGIN, title, whose)
            rows.draw(page, content, _TOP if number == 1 else _LATER_TOP)
            frames.footer(page, _MARGIN, whose, (number, len(contents)))
        return document


def _whose(pack: EvidencePack) -> str:
    case = _("Case no. %(case)s") % {"case": pack.case_no} if pack.case_no else ""
    claim = _("Claim no. %(claim)s") % {"claim": pack.claim_no} if pack.claim_no else ""
    return " · ".join(filter(None, (case, claim)))


def _made(pack: EvidencePack) -> str:
    return " ".join(filter(None, (pack.prepared_by, figures.exact_moment(pack.prepared_at))))


def _list(pack: EvidencePack) -> Iterator[Row]:
    pairs = (
        ((_("Case no."), pack.case_no), (_("Claim no."), pack.claim_no)),
        ((_("Kind"), pack.kind), (_("Platform"), pack.platform)),
        ((_("Order no."), pack.order_no), (_("Buyer ID"), pack.buyer)),
        ((_("Courier company"), pack.courier), (_("Tracking no."), pack.tracking_no)),
    )
    for pair in pairs:
        yield grids.fields(_MARGIN, _WIDTH, _LABEL, pair)
    if pack.summary:
        yield _band(_("Summary"))
        yield Row((rows.cell(_MARGIN, _WIDTH, pack.summary, rows.STORY),), flows=True)
    yield from _timeline(pack)
    yield from _files(pack)


def _timeline(pack: EvidencePack) -> Iterator[Row]:
    if not pack.happenings:
        return
    yield _band(_("What happened when"))
    table = Table([Column(_("Time"), 5.4, rows.MIDDLE), Column(_("Event"), 18.6)], _MARGIN, _WIDTH)
    yield table.heading
    for happening in pack.happenings:
        yield table.row((figures.exact_moment(happening.at), happening.text), 5.6 * MM)


def _files(pack: EvidencePack) -> Iterator[Row]:
    yield _band(_("Files and their sha256"))
    columns = [
        Column(_("No."), 1.2, Look(size=7.4, align=rows.Align.CENTRE)),
        Column(_("File"), 5.5, _SMALL),
        Column(_("Shows"), 2.6, _SMALL),
        Column(_("Taken (camera)"), 3.1, _SMALL),
        Column(_("Received at"), 3.1, _SMALL),
        Column(_("Bytes"), 2.3, Look(size=7.4, align=rows.Align.RIGHT)),
        Column(_("sha256 of the original file"), 6.2, _HASH),
    ]
    table = Table(columns, _MARGIN, _WIDTH)
    yield table.heading
    for number, file in enumerate(pack.files, 1):
        yield table.row(_file_texts(number, file))
    if not pack.files:
        yield table.empty()
    said = _(
        "The sha256 is a fingerprint of the file as the shop received it: if one bit of the file"
        " changed, it would be another. The photos on the following pages are reduced copies."
    )
    yield Row((rows.cell(_MARGIN, _WIDTH, said, _PLAIN),))


def _file_texts(number: int, file: EvidenceFile) -> tuple[str, ...]:
    shows = "\n".join(filter(None, (label(file.role) if file.role else "", file.note)))
    received = figures.exact_moment(file.received_at)
    halves = f"{file.sha256[:32]}\n{file.sha256[32:]}"
    return (str(number), file.name, shows, file.taken, received, f"{file.size:,}", halves)


def _photos(pack: EvidencePack) -> list[Photo]:
    return [
        Photo(file.preview, f"{number}  {file.name}\nsha256 {file.sha256[:16]}…")
        for number, file in enumerate(pack.files, 1)
        if file.is_photo
    ]


def _band(text: str) -> Row:
    return Row((rows.cell(_MARGIN, _WIDTH, text, _BAND),), keep=True)
