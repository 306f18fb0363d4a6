"""What narrows the list of cases: chips and menus above it, as a `CaseFilter` and back."""

from __future__ import annotations

from PySide6.QtCore import QObject

from desktop_app.core.i18n import _
from desktop_app.core.kinds import CaseKind, CaseStage, Platform
from desktop_app.core.labels import label
from desktop_app.services.case_lists import CaseFilter
from desktop_app.views.case_names import CaseNames
from desktop_app.views.desk import Desk
from desktop_app.views.list_pane import FilterChips
from desktop_app.views.menu_filter import MenuFilter

_DONE = (CaseStage.SETTLED, CaseStage.CLOSED, CaseStage.CANCELLED)
_MARKS = ("missed", "angry", "disputed", "lessons", "follow_ups")
_DAYS = (1, 7, 30, 90)
_WAITS = (CaseStage.WAITING_BUYER, CaseStage.WAITING_COURIER, CaseStage.GOODS_COMING)


class CaseFilters(QObject):
    """All stand below the search, in as many lines as they need."""

    def __init__(self, desk: Desk, names: CaseNames, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._names = names
        states = [
            ("open", _("Open")),
            ("overdue", _("Overdue")),
            ("us", _("On us")),
            ("mine", _("Mine")),
            ("closed", _("Done")),
        ]
        self.state = FilterChips(_("State"), states, single=True)
        self.kinds = MenuFilter(_("Kind"), [(kind.value, label(kind)) for kind in CaseKind])
        self.stages = MenuFilter(_("Stage"), [(one.value, label(one)) for one in CaseStage])
        self.platforms = MenuFilter(_("Platform"), [(one.value, label(one)) for one in Platform])
        self.waits = MenuFilter(_("Waiting"), [(one.value, label(one)) for one in _WAITS])
        self.owners = MenuFilter(_("Owner"), ())
        self.tags = MenuFilter(_("Tag"), ())
        self.marks = MenuFilter(_("Marks"), list(zip(_MARKS, _mark_words(), strict=True)))
        self.days = MenuFilter(_("Opened"), list(zip(map(str, _DAYS), _day_words(), strict=True)))
        self.days.single = self.waits.single = True
        self.state.set_codes(["open"])
        names.changed.connect(self._learn)
        self._learn()

    @property
    def all(self) -> list[FilterChips]:
        """The chips in the order in which they stand."""
        menus = [self.kinds, self.stages, self.platforms, self.owners, self.waits, self.tags]
        return [self.state, *menus, self.marks, self.days]

    def wanted(self, text: str = "") -> CaseFilter:
        """What the chips let through."""
        state = self.state.codes()
        marks = self.marks.codes()
        owners = self.owners.in_order()
        mine = self._desk.store.who
        return CaseFilter(
            text=text,
            kinds=tuple(map(CaseKind, self.kinds.in_order())),
            platforms=tuple(map(Platform, self.platforms.in_order())),
            stages=tuple(map(CaseStage, self.stages.in_order()))
            or (_DONE if "closed" in state else ()),
            open_only=bool(state & {"open", "mine"}),
            overdue="overdue" in state,
            waiting="us" if "us" in state else next(iter(self.waits.codes()), ""),
            owners=(mine,) if "mine" in state and mine else owners,
            tags=self.tags.in_order(),
            opened_days=int(next(iter(self.days.codes()), "0")),
            missed="missed" in marks,
            angry="angry" in marks,
            disputed="disputed" in marks,
            lessons="lessons" in marks,
            follow_ups="follow_ups" in marks,
        )

    def show(self, wanted: CaseFilter) -> None:
        """Sets the chips to what lets exactly this through."""
        mine = self._desk.store.who
        is_mine = wanted.open_only and bool(mine) and wanted.owners == (mine,)
        is_done = wanted.stages == _DONE
        states = (
            ("mine", is_mine),
            ("overdue", wanted.overdue),
            ("us", wanted.waiting == "us"),
            ("closed", is_done),
            ("open", wanted.open_only and not is_mine),
        )
        self.state.set_codes([code for code, on in states if on][:1])
        self.kinds.set_codes(wanted.kinds)
        self.platforms.set_codes(wanted.platforms)
        self.stages.set_codes(() if is_done else wanted.stages)
        self.owners.set_codes(() if is_mine else wanted.owners)
        self.tags.set_codes(wanted.tags)
        self.waits.set_codes([wanted.waiting] if wanted.waiting and wanted.waiting != "us" else [])
        self.marks.set_codes([name for name in _MARKS if getattr(wanted, name)])
        self.days.set_codes([str(wanted.opened_days)] if wanted.opened_days else [])

    def _learn(self) -> None:
        """Offers the owners and tags that there are now; a menu without any hides."""
        self.owners.offer([(name, name) for name in self._names.owners])
        self.tags.offer([(tag, tag) for tag in self._names.tags])


def _mark_words() -> tuple[str, ...]:
    return (
        *(_("Missed a deadline"), _("Angry, or silent bad review")),
        *(_("Disputed, or platform in"), _("Kept as a lesson"), _("Follow-up is due")),
    )


def _day_words() -> tuple[str, ...]:
    return (_("Today"), _("Last 7 days"), _("Last 30 days"), _("Last 90 days"))
