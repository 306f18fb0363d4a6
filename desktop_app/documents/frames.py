"""What stands around a form: its title, the line on later pages, the page's number."""

from __future__ import annotations

from desktop_app.core.i18n import _
from desktop_app.documents import fonts
from desktop_app.documents.pages import MM, Page

_SMALL = 7.2


def title(page: Page, text: str, baseline: float, size: float) -> None:
    """In the middle, bold."""
    left = (page.width - fonts.width(text, size, bold=True)) / 2
    page.text(left, baseline, text, size, bold=True)


def at_right(
    page: Page, right: float, baseline: float, text: str, size: float, gray: float = 0.0
) -> None:
    """A line that ends at ``right``."""
    page.text(right - fonts.width(text, size), baseline, text, size, gray=gray)


def running_title(page: Page, margin: float, text: str, detail: str) -> None:
    """On later pages: whose they are, over a line."""
    shown = _("%(title)s (continued)") % {"title": text}
    page.text(margin, 13 * MM, shown, 9, bold=True, gray=0.15)
    at_right(page, page.width - margin, 13 * MM, fonts.visible(detail), 8, 0.3)
    page.rule(margin, 14.6 * MM, page.width - margin, 14.6 * MM)


def footer(page: Page, margin: float, detail: str, numbers: tuple[int, int]) -> None:
    """At the foot: whose page, and which of how many."""
    baseline = page.height - min(7.5 * MM, margin * 0.62)
    page.text(margin, baseline, fonts.visible(detail), _SMALL, gray=0.4)
    text = _("Page %(number)s of %(count)s") % {"number": numbers[0], "count": numbers[1]}
    at_right(page, page.width - margin, baseline, text, _SMALL, 0.4)


def date_line(page: Page, x: float, top: float, width: float, height: float) -> None:
    """Where a signature is dated, at the lower right of its cell."""
    text = _("Date:            /        /")
    at_right(page, x + width - 4 * MM, top + height - 2.6 * MM, text, 8, 0.22)
