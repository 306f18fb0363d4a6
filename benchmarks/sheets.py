"""How fast claim sheets are made: 100 with four photos each, in one file and in separate ones.

The peers draw what our own sheet drew (each text at its place, each line, each photo), so
none of them has a layout to work out. They are measured when they are installed:
``pip install fpdf2 typst``.
"""

from __future__ import annotations

import importlib.util
import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from typing_extensions import override

from benchmarks._table import Row, run
from desktop_app.core import paths
from desktop_app.core.kinds import ClaimKind, DamageDegree, EvidenceRole, ValueBasis
from desktop_app.documents import claim_form, claim_sheet, fonts, pages
from desktop_app.documents.claim_sheet import ClaimSheet, Contact, GoodsLine, Photo
from desktop_app.documents.pages import A4, Jpeg, Page

SHEETS = 100
PEER_SEPARATE = 10  # fpdf2 reads the whole font for each file
PHOTOS = 4
ROUNDS = 3
PIXELS = (1600, 1200)
HAN = "破损外箱变形签收派件员核对照片买家气泡膜花瓶底座网点称重价值证明运单中转丢失短少"


@dataclass
class Drawn:
    """What one sheet's pages hold."""

    texts: list[tuple[float, float, str, float, bool]] = field(default_factory=list)
    boxes: list[tuple[float, float, float, float]] = field(default_factory=list)
    photos: list[tuple[Jpeg, float, float, float, float]] = field(default_factory=list)


class RecordingPage(Page):
    """A page that remembers what is drawn on it."""

    drawn: Drawn

    @override
    def _run(
        self, x: float, baseline: float, text: str, size: float, *, bold: bool, gray: float
    ) -> None:
        self.drawn.texts.append((x, baseline, text, size, bold))

    @override
    def box(
        self,
        x: float,
        top: float,
        width: float,
        height: float,
        *,
        fill: float | None = None,
        line: float | None = None,
    ) -> None:
        self.drawn.boxes.append((x, top, width, height))

    @override
    def bars(self, spans: Sequence[tuple[float, float]], top: float, height: float) -> None:
        self.drawn.boxes.extend((x, top, wide, height) for x, wide in spans)

    @override
    def picture(self, picture: Jpeg, x: float, top: float, width: float, height: float) -> None:
        self.drawn.photos.append((picture, x, top, width, height))


class Recorder(pages.Document):
    """A document that keeps each page's contents instead of making a file."""

    def __init__(self) -> None:
        super().__init__("", A4)
        self.drawn: list[Drawn] = []

    @override
    def page(self) -> Page:
        page = RecordingPage(self, A4)
        page.drawn = Drawn()
        self.drawn.append(page.drawn)
        return page


def photos(folder: Path) -> list[Path]:
    """Prepared photos of some 200 KB, as much detail as a phone's."""
    from PIL import Image

    random = Random(1)  # noqa: S311 - the same photos each time, no secret
    made = []
    for number in range(SHEETS * PHOTOS):
        coarse = Image.frombytes("RGB", (160, 120), random.randbytes(160 * 120 * 3))
        made.append(folder / f"{number}.jpg")
        coarse.resize(PIXELS).save(made[-1], quality=82)
    return made


def sheets(files: Sequence[Path]) -> list[ClaimSheet]:
    """Claims that differ in numbers, names and stories, as a month's do."""
    random = Random(2)  # noqa: S311 - the same claims each time, no secret
    return [
        replace(
            _CLAIM,
            claim_no=f"LP-202609-{number:04}",
            tracking_no=f"98317459{number:05}",
            order_no=f"26891450037152{number:05}",
            buyer="".join(random.choices(HAN, k=4)) + str(number),
            what_happened="".join(random.choices(HAN, k=110)),
            photos=tuple(
                Photo(path, path.name) for path in files[number * PHOTOS : (number + 1) * PHOTOS]
            ),
        )
        for number in range(SHEETS)
    ]


def record(some: Sequence[ClaimSheet]) -> list[list[Drawn]]:
    recorded = []
    for sheet in some:
        recorder = Recorder()
        claim_form.draw(recorder, sheet)
        recorded.append(recorder.drawn)
    return recorded


def bare_reportlab(recorded: Sequence[Sequence[Drawn]]) -> bytes:
    """The floor: reportlab's canvas with the same contents, by its plain calls."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, pageCompression=1)
    for drawn in _all_pages(recorded):
        for x, top, wide, high in drawn.boxes:
            canvas.rect(x, A4[1] - top - high, wide, high)
        for x, baseline, text, size, bold in drawn.texts:
            canvas.setFont(fonts.BOLD if bold else fonts.REGULAR, size)
            canvas.drawString(x, A4[1] - baseline, text)
        for picture, x, top, wide, high in drawn.photos:
            canvas.drawImage(picture, x, A4[1] - top - high, wide, high)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def by_fpdf2(recorded: Sequence[Sequence[Drawn]]) -> bytes:
    """The peer fpdf2."""
    from fpdf import FPDF

    pdf = FPDF(unit="pt", format="A4")
    for style, name in (("", fonts.REGULAR), ("B", fonts.BOLD)):
        pdf.add_font("noto", style, paths.resources() / "fonts" / f"{name}.ttf")
    for drawn in _all_pages(recorded):
        pdf.add_page()
        for box in drawn.boxes:
            pdf.rect(*box)
        for x, baseline, text, size, bold in drawn.texts:
            pdf.set_font("noto", "B" if bold else "", size)
            pdf.text(x, baseline, text)
        for picture, x, top, wide, high in drawn.photos:
            pdf.image(io.BytesIO(picture.content), x, top, wide, high)
    return bytes(pdf.output())


_TYPST_HEAD = """\
#set page(width: 595.28pt, height: 841.89pt, margin: 0pt)
#set text(font: "Noto Sans SC")
"""


def by_typst(recorded: Sequence[Sequence[Drawn]], folder: Path) -> bytes:
    """The peer typst: the same contents placed by its markup."""
    import typst

    parts = [_TYPST_HEAD]
    for number, drawn in enumerate(_all_pages(recorded)):
        parts += ["#pagebreak()\n"] * (number > 0)
        parts += _typst_page(drawn, folder)
    (folder / "sheet.typ").write_text("".join(parts), encoding="utf-8")
    font_paths = [paths.resources() / "fonts"]
    return bytes(typst.compile(folder / "sheet.typ", font_paths=font_paths))


def _typst_page(drawn: Drawn, folder: Path) -> Iterator[str]:
    for x, top, wide, high in drawn.boxes:
        shape = f"rect(width: {wide}pt, height: {high}pt, stroke: .4pt)"
        yield f"#place(dx: {x}pt, dy: {top}pt, {shape})\n"
    for x, baseline, text, size, bold in drawn.texts:
        said = text.replace("\\", "\\\\").replace('"', '\\"')
        weight = "bold" if bold else "regular"
        yield (
            f"#place(dx: {x}pt, dy: {baseline - size}pt,"
            f' text(size: {size}pt, weight: "{weight}", "{said}"))\n'
        )
    for picture, x, top, wide, high in drawn.photos:
        name = f"{picture.sha256}.jpg"
        if not (folder / name).exists():
            (folder / name).write_bytes(picture.content)
        yield (
            f'#place(dx: {x}pt, dy: {top}pt, image("{name}", width: {wide}pt, height: {high}pt))\n'
        )


def measured() -> list[Row]:
    fonts.register()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        claims = sheets(photos(folder))
        recorded = record(claims)
        return [
            *_one_file(claims, recorded, folder),
            *_separate_files(claims, recorded, folder),
            _first_sheet(claims, folder),
        ]


def _one_file(
    claims: Sequence[ClaimSheet], recorded: Sequence[Sequence[Drawn]], folder: Path
) -> Iterator[Row]:
    work = f"{SHEETS} sheets, one file"
    ours = _rate(lambda: claim_sheet.write(claims, folder / "all.pdf"), SHEETS)
    yield _row(work, ours, "bare reportlab", _rate(lambda: bare_reportlab(recorded), SHEETS))
    yield _beside("fpdf", work, ours, lambda: by_fpdf2(recorded), SHEETS, 1.2)
    yield _beside("typst", work, ours, lambda: by_typst(recorded, folder), SHEETS)


def _separate_files(
    claims: Sequence[ClaimSheet], recorded: Sequence[Sequence[Drawn]], folder: Path
) -> Iterator[Row]:
    def ours_each() -> None:
        for claim in claims:
            claim_sheet.write([claim], folder / "one.pdf")

    def each(make: Callable[[Sequence[Sequence[Drawn]]], object], count: int) -> Callable[[], None]:
        return lambda: [make([one]) for one in recorded[:count]] and None

    work = f"{SHEETS} sheets, separate files"
    ours = _rate(ours_each, SHEETS)
    yield _row(work, ours, "bare reportlab", _rate(each(bare_reportlab, SHEETS), SHEETS))
    peer = each(by_fpdf2, PEER_SEPARATE)
    yield _beside("fpdf", work, ours, peer, PEER_SEPARATE)
    peer = each(lambda one: by_typst(one, folder), SHEETS)
    yield _beside("typst", work, ours, peer, SHEETS, 1.8)


def _first_sheet(claims: Sequence[ClaimSheet], folder: Path) -> Row:
    """What a person waits for the sheet of one claim, the fonts having been read while idle."""
    times = []
    for claim in claims[:20]:
        start = perf_counter()
        claim_sheet.write([claim], folder / "one.pdf")
        times.append((perf_counter() - start) * 1000)
    ours = median(times)
    return Row("one sheet, fonts read", f"{ours:.1f} ms", "", None, "≤ 30 ms", ours <= 30)


def _beside(
    module: str,
    work: str,
    ours: float,
    peer: Callable[[], object],
    count: int,
    budget: float | None = None,
) -> Row:
    if importlib.util.find_spec(module) is None:
        return Row(work, f"{ours:.0f}/s", f"{module}: not installed")
    return _row(work, ours, module, _rate(peer, count), budget)


def _row(work: str, ours: float, name: str, other: float, budget: float | None = None) -> Row:
    ratio = ours / other
    wanted = f"≥ {budget}×" if budget else ""
    kept = ratio >= budget if budget else None
    return Row(work, f"{ours:.0f}/s", f"{name} {other:.1f}/s", ratio, wanted, kept)


def _rate(work: Callable[[], object], count: int) -> float:
    """How many a second, the best of some rounds: the machine has other things to do."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = perf_counter()
        work()
        best = min(best, perf_counter() - start)
    return count / best


def _all_pages(recorded: Sequence[Sequence[Drawn]]) -> Iterator[Drawn]:
    for sheet in recorded:
        yield from sheet


_CLAIM = ClaimSheet(
    claim_no="",
    tracking_no="",
    courier="中通快递",
    outlet="杭州滨江网点",
    kind=ClaimKind.DAMAGED,
    claimed_minor=6190,
    work_order_no="GD20260903-7781",
    applied_on=date(2026, 9, 3),
    platform="淘宝",
    shop="小满女装",
    case_no="SH-202609-0031",
    sender=Contact("李晓梅", "0571-88231234", "浙江省杭州市滨江区江南大道3688号通策广场2幢1203室"),
    receiver=Contact("张小三", "13812341234", "四川省成都市武侯区天府大道北段1700号环球中心E3"),
    shipped_on=date(2026, 8, 29),
    signed_on=date(2026, 9, 1),
    signed_by="前台",
    incident_on=date(2026, 9, 1),
    reported_by="小周",
    reported_at=datetime(2026, 9, 1, 6, 32, tzinfo=UTC),
    declared_g=850,
    reweighed_g=655,
    goods=(
        GoodsLine("法式碎花连衣裙女夏季新款", "DRS-2203-M", "米白色;M", 2, 1, 5490),
        GoodsLine("玻璃花瓶北欧简约", "VASE-01", "透明;20cm", 1, 0, 3990),
    ),
    value_basis=ValueBasis.SALE,
    parcels=1,
    parcels_affected=1,
    insured=False,
    freight_minor=700,
    ratio=Decimal(1),
    damage_place="瓶口、底座",
    damage_inner="破碎",
    damage_outer="右下角压扁",
    damage_degree=DamageDegree.TOTAL,
    liable_party="中转运输",
    basis="双方快递服务合同第8.2款",
    evidence=(EvidenceRole.WAYBILL, EvidenceRole.DAMAGE, EvidenceRole.VALUE_PROOF),
    latest_filing_on=date(2026, 9, 8),
    answer_due_on=date(2026, 9, 10),
    prepared_by="周婷",
)


def main(arguments: Sequence[str] | None = None) -> int:
    return run("sheets", measured, arguments)


if __name__ == "__main__":
    sys.exit(main())
