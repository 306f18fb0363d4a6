"""The shops in the settings: name, platform, the sender on parcels, the account couriers pay to."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox, QGridLayout, QPushButton, QWidget

from desktop_app.core.i18n import _
from desktop_app.core.kinds import Platform
from desktop_app.services import shops
from desktop_app.services.shops import ShopDraft, ShopRow
from desktop_app.views.desk import Desk
from desktop_app.views.fields import ChoiceField, Field


class ShopsPage(QWidget):
    """One shop at a time; `save` stores the one shown."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.which = QComboBox()
        self.which.setAccessibleName(_("Shop"))
        self.name = Field(_("Shop name"))
        self.platform = ChoiceField(_("Platform"), Platform)
        self.sender_name = Field(_("Sender's name"))
        self.sender_phone = Field(_("Sender's phone"))
        self.sender_address = Field(_("Sender's address"))
        self.account_holder = Field(_("Account holder"))
        self.account_bank = Field(_("Bank"))
        self.account_no = Field(_("Account no."))
        add = QPushButton(_("Another shop"))
        add.clicked.connect(self._begin_new)
        grid = QGridLayout(self)
        grid.setContentsMargins(16, 16, 16, 16)
        grid.setVerticalSpacing(10)
        grid.setHorizontalSpacing(14)
        grid.addWidget(self.which, 0, 0)
        grid.addWidget(add, 0, 1)
        pairs: tuple[tuple[QWidget, ...], ...] = (
            (self.name, self.platform),
            (self.sender_name, self.sender_phone),
            (self.sender_address,),
            (self.account_holder, self.account_bank),
            (self.account_no,),
        )
        for row, parts in enumerate(pairs, 1):
            for column, part in enumerate(parts):
                grid.addWidget(part, row, column, 1, 2 if len(parts) == 1 else 1)
        grid.setRowStretch(len(pairs) + 1, 1)
        self.which.activated.connect(lambda _place: self._show())
        self._list()

    def save(self) -> bool:
        """Stores the shop shown; an untouched empty page stores nothing. Raises BadValue."""
        draft = self._draft()
        current: ShopRow | None = self.which.currentData()
        if current is None and not any((draft.name, draft.sender_name, draft.sender_phone)):
            return True
        shops.save(self._desk.store, draft, current.id if current else None)
        return True

    def _draft(self) -> ShopDraft:
        return ShopDraft(
            platform=Platform(self.platform.code()),
            name=self.name.text(),
            sender_name=self.sender_name.text(),
            sender_phone=self.sender_phone.text(),
            sender_address=self.sender_address.text(),
            account_holder=self.account_holder.text(),
            account_bank=self.account_bank.text(),
            account_no=self.account_no.text(),
        )

    def _list(self) -> None:
        for shop in shops.all_of(self._desk.store):
            self.which.addItem(shop.name, shop)
        if not self.which.count():
            self._begin_new()
        self._show()

    def _begin_new(self) -> None:
        self.which.addItem(_("New shop"), None)
        self.which.setCurrentIndex(self.which.count() - 1)
        self._show()
        self.name.edit.setFocus()

    def _show(self) -> None:
        shop: ShopRow | None = self.which.currentData()
        self.platform.set_code(shop.platform if shop else Platform.TAOBAO.value)
        for field, value in (
            (self.name, shop.name if shop else ""),
            (self.sender_name, shop.sender_name if shop else ""),
            (self.sender_phone, shop.sender_phone if shop else ""),
            (self.sender_address, shop.sender_address if shop else ""),
            (self.account_holder, shop.account_holder if shop else ""),
            (self.account_bank, shop.account_bank if shop else ""),
            (self.account_no, shop.account_no if shop else ""),
        ):
            field.set_text(value)
