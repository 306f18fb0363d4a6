"""The ledger's list: search, courier, month, stages as chips, and the claims below."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtWidgets import QComboBox, QPushButton, QSizePolicy
from typing_extensions import override

from desktop_app.core.i18n import _, ngettext
from desktop_app.core.kinds import ClaimStage
from desktop_app.services import claim_lists, couriers
from desktop_app.services.claim_lists import ClaimFilter
from desktop_app.views.claims_columns import COLUMNS
from desktop_app.views.claims_words import GROUPS, month, recent_months
from desktop_app.views.desk import Desk
from desktop_app.views.list_pane import Empty, FilterChips, Find, ListPane
from desktop_app.views.rows_model import RowsModel

_OVERDUE, _OWED = "overdue", "owed"
_MONTHS_BACK = 18


@dataclass(frozen=True)
class Wanted:
    """Which claims a click elsewhere asks for; what is left empty doesn't narrow."""

    courier: str = ""
    month: str = ""
    text: str = ""
    ids: frozenset[int] | None = None
    title: str = ""


class LedgerList(ListPane):
    """All claims, the newest first."""

    def __init__(self, desk: Desk, empty: Empty) -> None:
        self._only: frozenset[int] | None = None
        model = RowsModel(COLUMNS, partial(claim_lists.rows, desk.store))
        super().__init__(desk, "claims", model, self._finding, empty)
        model.setParent(self)
        self.courier = _choice(_("Courier"), _("All couriers"))
        self.month = _choice(_("Month"), _("All months"))
        self.only = QPushButton()
        self.only.setProperty("filter", True)
        self.only.setCheckable(True)
        self.only.setToolTip(_("Show all claims again"))
        self.only.hide()
        self.only.clicked.connect(self.clear_filters)
        self.stages = FilterChips(_("Stage"), [(code, _(words)) for code, words, _set in GROUPS])
        self.more = FilterChips(_("More"), [(_OVERDUE, _("Overdue")), (_OWED, _("Still owed"))])
        for place, combo in enumerate((self.courier, self.month), 1):
            self.bar.insertWidget(place, combo)
            combo.activated.connect(lambda _place: self.reload())
        self.bar.insertWidget(3, self.only)
        self.add_filters(self.stages, self.more)
        self.view.setAccessibleName(_("Claims"))
        self._fill_months()
        self.renew()

    def renew(self) -> None:
        """Reads the couriers again, and how many claims stand in each stage."""
        chosen = self.courier.currentData()
        self.courier.clear()
        self.courier.addItem(_("All couriers"), "")
        for row in couriers.rows(self._desk.store, retired=True):
            self.courier.addItem(couriers.name_of(row), row.code)
        self.courier.setCurrentIndex(max(0, self.courier.findData(chosen)))
        self._desk.read(lambda _track: claim_lists.counts(self._desk.store), self._count)

    def show_only(self, wanted: Wanted) -> None:
        """Turns all filters off but these."""
        self._reset()
        if wanted.month and self.month.findData(wanted.month) < 0:
            self.month.addItem(month(wanted.month), wanted.month)
        self.courier.setCurrentIndex(max(0, self.courier.findData(wanted.courier)))
        self.month.setCurrentIndex(max(0, self.month.findData(wanted.month)))
        self.search.setText(wanted.text)
        self._only = wanted.ids
        if wanted.ids is not None:
            count = len(wanted.ids)
            words = ngettext("%(count)s chosen claim", "%(count)s chosen claims", count)
            self.only.setText(f"{wanted.title or words % {'count': count}}  ×")
            self.only.setChecked(True)
            self.only.show()
        self.reload()

    @override
    def clear_filters(self) -> None:
        self._reset()
        super().clear_filters()

    @override
    def narrowed(self) -> bool:
        chosen = self.courier.currentData() or self.month.currentData()
        return bool(chosen) or self._only is not None or super().narrowed()

    def _reset(self) -> None:
        self._only = None
        self.only.hide()
        self.search.clear()
        self.courier.setCurrentIndex(0)
        self.month.setCurrentIndex(0)
        for chips in (self.stages, self.more):
            chips.set_codes(())

    def _finding(self) -> Find:
        codes = self.stages.codes()
        stages: Iterable[ClaimStage] = ()
        for code, _words, group in GROUPS:
            if code in codes:
                stages = [*stages, *group]
        wanted = ClaimFilter(
            month=str(self.month.currentData() or ""),
            courier=str(self.courier.currentData() or ""),
            stages=frozenset(stages),
            text=self.text(),
            overdue=_OVERDUE in self.more.codes(),
            owed=_OWED in self.more.codes(),
            ids=self._only,
            order_by=self.sort_key or "entered_at",
            descending=self.descending,
        )
        return partial(claim_lists.ids, self._desk.store, wanted)

    def _count(self, counts: dict[ClaimStage, int]) -> None:
        for code, words, group in GROUPS:
            count = sum(counts.get(stage, 0) for stage in group)
            self.stages.chips[code].setText(f"{_(words)} {count}" if count else _(words))

    def _fill_months(self) -> None:
        for wanted in recent_months(_MONTHS_BACK):
            self.month.addItem(month(wanted), wanted)


def _choice(title: str, first: str) -> QComboBox:
    combo = QComboBox()
    combo.setAccessibleName(title)
    combo.addItem(first, "")
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setMinimumWidth(84)
    combo.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
    return combo
