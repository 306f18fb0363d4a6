"""Our PDFs inside the program: pages under one another, printed by the system's own dialog.

Pages are drawn by pdfium when they come into sight, so that a file of hundreds opens at once.
"""

from __future__ import annotations

import weakref
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSize, QSizeF, Qt, QTimer
from PySide6.QtGui import QImage, QPageSize, QPainter, QPixmap, QResizeEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from desktop_app.core.errors import FileTrouble, Reason
from desktop_app.core.i18n import _
from desktop_app.core.paths import from_os_error
from desktop_app.core.pdf_turns import TURN

_POINTS_PER_INCH = 72
_PRINT_DPI = 300
_MARGIN = 12
_ZOOMS = (0.5, 0.67, 0.8, 1.0, 1.25, 1.5, 2.0, 3.0)


class PdfFile:
    """An open PDF. Raises FileTrouble when it isn't there or isn't one."""

    def __init__(self, path: Path) -> None:
        import pypdfium2

        self.path = path
        try:
            content = path.read_bytes()
            with TURN:
                self._pdf: Any = pypdfium2.PdfDocument(content)
        except OSError as error:
            raise from_os_error(error, path) from error
        except pypdfium2.PdfiumError as error:
            raise FileTrouble(Reason.PDF_DAMAGED, path=path.name) from error
        weakref.finalize(self, _close, self._pdf)

    def close(self) -> None:
        """Lets the file go; it can't be drawn afterwards."""
        self._pdf.close()

    def __len__(self) -> int:
        return len(self._pdf)

    def size(self, page: int) -> tuple[float, float]:
        """Width and height of a page in points."""
        with TURN:
            width, height = self._pdf[page].get_size()
        return float(width), float(height)

    def image(self, page: int, dpi: float) -> QImage:
        """A page as a picture."""
        with TURN:
            bitmap = self._pdf[page].render(scale=dpi / _POINTS_PER_INCH, rev_byteorder=True)
        form = (
            QImage.Format.Format_RGBA8888 if bitmap.n_channels == 4 else QImage.Format.Format_RGB888  # noqa: PLR2004 - red, green, blue and how opaque
        )
        view = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, form)
        return view.copy()


def _close(pdf: Any) -> None:
    with TURN:
        pdf.close()


class PdfView(QScrollArea):
    """The pages of one file, under one another."""

    def __init__(self) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setAccessibleName(_("Pages"))
        self._file: PdfFile | None = None
        self._pages: list[QLabel] = []
        self._zoom = 0.0
        self._body = QWidget()
        self._stack = QVBoxLayout(self._body)
        self._stack.setSpacing(_MARGIN)
        self._stack.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setWidget(self._body)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._draw_seen)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._later.start(20))

    @property
    def file(self) -> PdfFile | None:
        """What is shown."""
        return self._file

    def show_file(self, path: Path) -> None:
        """Opens a PDF at its first page; raises FileTrouble."""
        opened = PdfFile(path)
        self.clear()
        self._file = opened
        self._lay_out()
        self.verticalScrollBar().setValue(0)

    def clear(self) -> None:
        """Shows nothing, and lets the file go."""
        if self._file is not None:
            self._file.close()
        self._file = None
        self._lay_out()

    def zoom_by(self, steps: int) -> None:
        """Larger or smaller by a step; 0 fits the width again."""
        if steps == 0:
            self._zoom = 0.0
        else:
            near = min(range(len(_ZOOMS)), key=lambda place: abs(_ZOOMS[place] - self._scale()))
            self._zoom = _ZOOMS[min(max(near + steps, 0), len(_ZOOMS) - 1)]
        self._lay_out()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._zoom == 0.0 and self._file is not None:
            self._lay_out()

    def _scale(self) -> float:
        if self._zoom:
            return self._zoom
        widest = (
            max((self._file.size(page)[0] for page in (0,)), default=595.0) if self._file else 1
        )
        room = self.viewport().width() - 2 * _MARGIN
        return max(0.2, room / widest * _POINTS_PER_INCH / self.logicalDpiX())

    def _lay_out(self) -> None:
        for label in self._pages:
            label.deleteLater()
        self._pages = []
        scale = self._scale() * self.logicalDpiX() / _POINTS_PER_INCH
        for page in range(len(self._file) if self._file else 0):
            width, height = self._file.size(page) if self._file else (0, 0)
            label = QLabel()
            label.setFixedSize(QSize(round(width * scale), round(height * scale)))
            label.setStyleSheet("background: white;")
            label.setAccessibleName(_("Page %(number)s") % {"number": page + 1})
            self._stack.addWidget(label)
            self._pages.append(label)
        self._later.start(0)

    def _draw_seen(self) -> None:
        if self._file is None:
            return
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        # Counted, not asked of the layout, which may not have been laid out yet.
        y = self._stack.contentsMargins().top()
        for page, label in enumerate(self._pages):
            near = y < bottom + label.height() and y + 2 * label.height() > top
            y += label.height() + _MARGIN
            if near and label.pixmap().isNull():
                self._draw(page, label)
            elif not near and not label.pixmap().isNull():
                label.setPixmap(QPixmap())

    def _draw(self, page: int, label: QLabel) -> None:
        if self._file is None:
            return
        ratio = self.devicePixelRatioF()
        dpi = label.width() * ratio / self._file.size(page)[0] * _POINTS_PER_INCH
        picture = QPixmap.fromImage(self._file.image(page, dpi))
        picture.setDevicePixelRatio(ratio)
        label.setPixmap(picture)


def ask_and_print(file: PdfFile, parent: QWidget) -> bool:
    """Prints through the system's dialog; False when the person thought better of it."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(file.path.stem)
    fuzzy = QPageSize.SizeMatchPolicy.FuzzyMatch
    printer.setPageSize(QPageSize(QSizeF(*file.size(0)), QPageSize.Unit.Point, "", fuzzy))
    dialog = QPrintDialog(printer, parent)
    dialog.setMinMax(1, len(file))
    if dialog.exec() != QPrintDialog.DialogCode.Accepted:
        return False
    print_pages(file, printer)
    return True


def print_pages(file: PdfFile, printer: QPrinter) -> None:
    """Sends the wanted pages to a printer, each as large as its own paper, never enlarged."""
    first = printer.fromPage() or 1
    last = printer.toPage() or len(file)
    painter = QPainter(printer)
    for page in range(first - 1, min(last, len(file))):
        if page > first - 1:
            printer.newPage()
        dpi = min(_PRINT_DPI, printer.resolution())
        image = file.image(page, dpi)
        scale = printer.resolution() / dpi
        area = printer.paperRect(QPrinter.Unit.DevicePixel)
        inner = printer.pageRect(QPrinter.Unit.DevicePixel)
        fit = min(
            1.0, area.width() / (image.width() * scale), area.height() / (image.height() * scale)
        )
        painter.save()
        painter.translate(-inner.x(), -inner.y())
        painter.scale(scale * fit, scale * fit)
        painter.drawImage(0, 0, image)
        painter.restore()
    painter.end()
