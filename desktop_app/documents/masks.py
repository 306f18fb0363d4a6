"""A claim sheet half hidden, for copies that leave the shop's hands (R41)."""

from __future__ import annotations

from dataclasses import replace

from desktop_app.core.masking import ALL, Masks
from desktop_app.documents.claim_sheet import ClaimSheet, Contact


def masked(sheet: ClaimSheet, masks: Masks = ALL) -> ClaimSheet:
    """The sheet with its consignee and its account hidden."""
    receiver = sheet.receiver
    return replace(
        sheet,
        buyer=masks.buyer_id(sheet.buyer),
        receiver=Contact(*masks.contact(receiver.name, receiver.phone, receiver.address)),
        signed_by=masks.name(sheet.signed_by),
        account_holder=masks.name(sheet.account_holder),
        account_no=masks.account(sheet.account_no),
    )
