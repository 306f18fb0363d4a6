"""Which window of days, and of which platform, shop and model; it is remembered."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_app.core import clock, dates, texts
from desktop_app.core.errors import UserError
from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform
from desktop_app.core.labels import label
from desktop_app.services import measure_windows, measures, shops
from desktop_app.services.measure_windows import CHOICES, Window
from desktop_app.services.measures import Scope
from desktop_app.views import boxes
from desktop_app.views.cards import words
from desktop_app.views.desk import Desk
from desktop_app.views.fields import DateField
from desktop_app.views.flow import FlowLayout
from desktop_app.views.list_pane import FilterChips
from desktop_app.views.menu_filter import MenuFilter

_OWN = "own"
_KEY = "measures/{}"


class WindowBar(QWidget):
    """`changed` tells that the figures are to be reckoned anew."""

    changed = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        days = [(str(one), _("%(days)s days") % {"days": one}) for one in CHOICES]
        self.days = FilterChips(_("Window"), [*days, (_OWN, _("Own dates"))], single=True)
        self.first, self.last = DateField(_("From")), DateField(_("To"))
        self.platforms = MenuFilter(_("Platform"), [(one.value, label(one)) for one in Platform])
        self.shops, self.models = MenuFilter(_("Shop"), ()), MenuFilter(_("Model"), ())
        self.shops.single = self.models.single = True
        self.told = words("", "caption", wrap=False)
        self.fault = words("", "error", wrap=False)
        self._own = boxes.held(boxes.line(self.first, self.last, spacing=8))
        self._remembered()
        self._build()
        self._tell()

    def window_(self) -> Window | None:
        """The window that is chosen; None while its own dates are none."""
        code = next(iter(self.days.codes()), "30")
        if code != _OWN:
            return measure_windows.last_days(int(code))
        try:
            first, last = self.first.day(), self.last.day()
            if first is None or last is None:
                return None
            return measure_windows.between(first, last)
        except UserError:
            return None

    def scope(self) -> Scope:
        """Of which cases and orders."""
        shop = next(iter(self.shops.codes()), "")
        return Scope(
            platforms=tuple(map(Platform, self.platforms.in_order())),
            shop_id=int(shop) if shop else None,
            model=next(iter(self.models.codes()), ""),
        )

    def reload(self) -> None:
        """Offers the shops and models that there are now."""
        rows = shops.all_of(self._desk.store)
        self.shops.offer([(str(row.id), row.name) for row in rows] if len(rows) > 1 else [])
        self.models.offer([(model, model) for model in measures.models(self._desk.store)])

    def _choose(self) -> None:
        if not self.days.codes():
            self.days.set_codes(["30"])
        if _OWN in self.days.codes() and not self.first.text():
            window = measure_windows.last_days(30)
            self.first.set_text(window.first.isoformat())
            self.last.set_text(window.last.isoformat())
        self._keep()

    def _keep(self) -> None:
        memory = self._desk.memory
        memory.setValue(_KEY.format("days"), next(iter(self.days.codes())))
        memory.setValue(_KEY.format("first"), self.first.text())
        memory.setValue(_KEY.format("last"), self.last.text())
        for name, menu in self._menus().items():
            memory.setValue(_KEY.format(name), "\n".join(menu.in_order()))
        self._tell()
        if not self.fault.text():
            self.changed.emit()

    def _tell(self) -> None:
        """Says which days are shown, or what is wrong with those typed."""
        self._own.setVisible(_OWN in self.days.codes())
        fault = ""
        if _OWN in self.days.codes():
            try:
                first, last = self.first.day() or clock.today(), self.last.day() or clock.today()
                measure_windows.between(first, last)
            except UserError as error:
                fault = texts.sentence(error)
        window = self.window_()
        told = {"first": dates.day(window.first), "last": dates.day(window.last)} if window else {}
        self.told.setText(
            _("%(first)s – %(last)s, beside as many days before") % told if told else ""
        )
        typed = bool(self.first.fault() or self.last.fault())
        self.fault.setText("" if typed else fault)
        self.fault.setVisible(bool(self.fault.text()))

    def _menus(self) -> dict[str, MenuFilter]:
        return {"platforms": self.platforms, "shops": self.shops, "models": self.models}

    def _remembered(self) -> None:
        memory = self._desk.memory
        days = str(memory.value(_KEY.format("days")) or "30")
        self.days.set_codes([days if days in self.days.chips else "30"])
        self.first.set_text(str(memory.value(_KEY.format("first")) or ""))
        self.last.set_text(str(memory.value(_KEY.format("last")) or ""))
        for name, menu in self._menus().items():
            kept = str(memory.value(_KEY.format(name)) or "")
            known = {one.value for one in Platform} if name == "platforms" else None
            menu.set_codes(
                code for code in kept.split("\n") if code and (known is None or code in known)
            )

    def _build(self) -> None:
        flow = FlowLayout(self, spacing=8)
        for part in (self.days, self._own, *self._menus().values(), self.told, self.fault):
            flow.addWidget(part)
        self.days.changed.connect(self._choose)
        for field in (self.first, self.last):
            field.changed.connect(self._keep)
        for menu in self._menus().values():
            menu.changed.connect(self._keep)
