"""The order in which Tab goes through parts that were made later than those beside them."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from PySide6.QtWidgets import QWidget


def follow(*parts: QWidget) -> None:
    """Tab goes from each part to the next one."""
    for first, second in pairwise(parts):
        QWidget.setTabOrder(first, second)


def put_after(anchor: QWidget, parts: Iterable[QWidget]) -> None:
    """Tab goes from the anchor through the parts, and then on to where it went before."""
    follow(anchor, *parts)
