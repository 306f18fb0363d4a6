"""The register on A4 or A3 across, and as a table: the rows and columns that are seen."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QMenu
from typing_extensions import override

from desktop_app.core.i18n import _
from desktop_app.services import register_exports
from desktop_app.services.register_exports import Layout
from desktop_app.views.desk import Desk
from desktop_app.views.weighing_papers import RegisterButton, Write

_MANY = 5000
_ON_A_PAGE = 17


class PaperButton(RegisterButton):
    """``seen`` gives the documents and the columns that the grid shows."""

    def __init__(
        self, desk: Desk, seen: Callable[[], tuple[Sequence[int], tuple[str, ...]]]
    ) -> None:
        self._seen = seen
        self._paper = "a4"
        super().__init__(desk, register_exports.title(), self._work)

    @override
    def show_paper(self, paper: str = "a4") -> None:
        """Makes the PDF and shows it; many pages only when they are meant."""
        count = len(self._seen()[0])
        if count > _MANY:
            told = {"count": f"{count:,}", "pages": f"{count // _ON_A_PAGE:,}"}
            question = _("%(count)s documents make about %(pages)s pages. All of them?") % told
            if not self._desk.prompts.confirm(self, question, _("Make them")):
                return
        self._paper = paper
        super().show_paper()

    @override
    def _print(self, menu: QMenu) -> None:
        super()._print(menu)
        menu.addAction(_("Preview and print on A3…"), lambda: self.show_paper("a3"))

    def _work(self) -> Write:
        ids, columns = self._seen()
        store, layout = self._desk.store, Layout(columns=columns, paper=self._paper)
        return lambda target, track: register_exports.write(store, target, ids, layout, track=track)
