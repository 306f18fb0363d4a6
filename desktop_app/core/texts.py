"""The sentences: for each `Reason` one, in the person's language, naming thing and remedy."""

from __future__ import annotations

from enum import StrEnum

from desktop_app.core.errors import Reason, UserError
from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom
from desktop_app.core.labels import label_of

_SENTENCES: dict[Reason, str] = {
    Reason.NOT_AN_AMOUNT: N_("“%(value)s” is not an amount; write it like 54.90."),
    Reason.TOO_MANY_DECIMALS: N_(
        "“%(value)s” has more decimals than the currency; write it like 54.90."
    ),
    Reason.NEGATIVE_AMOUNT: N_("“%(value)s” is below zero; an amount here can't be."),
    Reason.AMOUNT_TOO_LARGE: N_("“%(value)s” is larger than any amount this ledger takes."),
    Reason.UNKNOWN_CURRENCY: N_("“%(value)s” is not a currency this program knows."),
    Reason.NOT_A_WEIGHT: N_("“%(value)s” is not a weight; write grams like 355, or 1.2kg."),
    Reason.WEIGHT_NOT_POSITIVE: N_("“%(value)s”: a weight must be above zero."),
    Reason.WEIGHT_TOO_LARGE: N_(
        "“%(value)s” is more than a parcel weighs (200 kg); is the unit right?"
    ),
    Reason.NOT_A_QUANTITY: N_("“%(value)s” is not a quantity; write a whole number from 1."),
    Reason.NOT_A_DATE: N_("“%(value)s” is not a date; write it like 2026-09-03."),
    Reason.NOT_A_MONTH: N_("“%(value)s” is not a month; write it like 2026-09."),
    Reason.VALUE_MISSING: N_("%(field)s is missing."),
    Reason.VALUE_TOO_LONG: N_("“%(value)s…” is longer than %(limit)s characters."),
    Reason.UNKNOWN_KIND: N_("“%(value)s” is not one of: %(allowed)s."),
    Reason.BUYER_ID_EMPTY: N_("The buyer ID is empty."),
    Reason.BUYER_ID_NUL: N_("The buyer ID “%(value)s” holds a NUL character."),
    Reason.FILE_EMPTY: N_("%(path)s is empty."),
    Reason.FILE_TOO_LARGE: N_("%(path)s is larger than %(limit)s MB; export a shorter period."),
    Reason.FILE_HAS_PASSWORD: N_("%(path)s is locked with a password; save it without one."),
    Reason.FILE_CUT: N_(
        "%(path)s ends in the middle of line %(line)s; export it again. Nothing was imported."
    ),
    Reason.NOT_A_TABLE: N_("%(path)s isn't a table; export it again as CSV or XLSX."),
    Reason.TABLE_TOO_LARGE: N_(
        "%(path)s unpacks to more than this program takes; export a shorter period, or delete the"
        " cells far below and beside the table."
    ),
    Reason.WORKBOOK_DAMAGED: N_(
        "%(path)s is a damaged or cut workbook; export it again. Nothing was imported."
    ),
    Reason.TEXT_MIXED: N_(
        "%(path)s changes its encoding in line %(line)s (pasted together, or damaged); export it"
        " again. Nothing was imported."
    ),
    Reason.TEXT_NUL: N_(
        "%(path)s holds NUL bytes in line %(line)s; it is damaged, export it again. Nothing was"
        " imported."
    ),
    Reason.QUOTE_OPEN: N_(
        "%(path)s: the quote opened in line %(line)s is never closed, so the file is cut; export"
        " it again. Nothing was imported."
    ),
    Reason.QUOTE_MISPLACED: N_(
        "%(path)s: a quote in line %(line)s is in the wrong place, so cells can't be told apart;"
        " export it again. Nothing was imported."
    ),
    Reason.CELL_TOO_LONG: N_(
        "%(path)s, line %(line)s: a cell is longer than a spreadsheet's can be. Nothing was imported."
    ),
    Reason.HEADER_UNKNOWN: N_(
        "No known platform's header line is in %(path)s; its columns are: %(seen)s."
    ),
    Reason.COLUMN_MISSING: N_(
        "The column “%(column)s” is missing in %(path)s; there are: %(seen)s. Nothing was imported."
    ),
    Reason.ROW_TOO_LONG: N_(
        "The row has more cells than the header (a comma in a text without quotes?), so they can't"
        " be told apart."
    ),
    Reason.NUMBER_DAMAGED: N_(
        "“%(value)s” has lost digits: the file was saved by Excel, which keeps only 15. Export it"
        " again from the platform, and don't open it in Excel before importing."
    ),
    Reason.NOT_AN_ORDER_NO: N_("“%(value)s” isn't an order number."),
    Reason.ORDER_NO_MISSING: N_("The order number is missing."),
    Reason.ORDER_TWICE: N_(
        "Order %(value)s is in the file twice with different content (%(column)s); none was taken."
    ),
    Reason.SKU_TWICE: N_("SKU %(value)s is in the file twice with different content."),
    Reason.DATE_AMBIGUOUS: N_(
        "“%(value)s” can be two dates (day or month first); write it like 2026-09-03."
    ),
    Reason.OTHER_CURRENCY: N_("“%(value)s” isn't in %(currency)s like the rest of the order."),
    Reason.SHOP_NAME_EMPTY: N_("The shop needs a name."),
    Reason.ORDER_UNKNOWN: N_(
        "Order %(value)s isn't in this shop; import the platform's order export first."
    ),
    Reason.CASE_UNKNOWN: N_("There is no case %(value)s."),
    Reason.CLAIM_UNKNOWN: N_("There is no claim %(value)s."),
    Reason.BUYER_UNKNOWN: N_("There is no buyer %(value)s."),
    Reason.PHOTO_UNKNOWN: N_("There is no photo %(value)s."),
    Reason.PRODUCT_UNKNOWN: N_("There is no product with the SKU %(value)s."),
    Reason.TERMS_UNKNOWN: N_("No contract that is valid from %(value)s is entered."),
    Reason.COURIER_UNKNOWN: N_("There is no courier %(value)s."),
    Reason.ORDER_AMBIGUOUS: N_("Order %(value)s is on several platforms (%(allowed)s); say which."),
    Reason.BUYER_AMBIGUOUS: N_("Buyer %(value)s is on several platforms (%(allowed)s); say which."),
    Reason.NUMBER_UNKNOWN: N_(
        "Nothing here has the number %(value)s, no order, no case and no parcel."
    ),
    Reason.PACKAGING_UNKNOWN: N_("There is no packing material %(value)s."),
    Reason.WEIGHT_CHECK_UNKNOWN: N_("There is no weight check %(value)s."),
    Reason.WRONG_SHIPMENT_UNKNOWN: N_("There is no wrong shipment %(value)s."),
    Reason.PARCEL_RECORD_UNKNOWN: N_("There is no line %(value)s in the parcel register."),
    Reason.STOCK_LINE_UNKNOWN: N_("There is no stock line %(value)s."),
    Reason.PROPOSAL_UNKNOWN: N_("There is no open weight proposal %(value)s."),
    Reason.WRONG_LINES_MISSING: N_(
        "Say first which items should have gone in %(no)s, and which went."
    ),
    Reason.STOCK_DONE: N_(
        "%(quantity)s × %(sku)s is booked on the stock already; take that back first."
    ),
    Reason.MORE_BACK_THAN_SENT: N_("%(value)s pieces back are more than went."),
    Reason.VOIDED_ALREADY: N_("It was voided before, because: %(value)s"),
    Reason.WEIGHT_DOUBTFUL: N_(
        "“%(value)s” looks typed in the wrong unit: were %(suggested)s g meant? Nothing was recorded."
    ),
    Reason.STEP_NOT_ALLOWED: N_(
        "From “%(stage)s” one can't go to “%(wanted)s”; possible are: %(allowed)s."
    ),
    Reason.CHANGED_MEANWHILE: N_("It was changed elsewhere meanwhile; look at both and decide."),
    Reason.FIELD_FIXED: N_("%(field)s can't be changed here."),
    Reason.CELL_FIXED: N_("It was given when the document was entered, and stays."),
    Reason.CELL_OF_ORDER: N_("It comes from the order, and changes with the order's file."),
    Reason.CELL_OF_DOCUMENT: N_("It is changed in the document itself: Ctrl+Enter opens it."),
    Reason.CELL_NOT_HERE: N_("A document of this kind has no such entry."),
    Reason.WRONG_OVER: N_("%(no)s is over (%(stage)s); take that step back before changing it."),
    Reason.NOT_A_RANGE: N_("“%(value)s” is no range; write it like 50, >=50 or 50..100."),
    Reason.NOT_A_DAY_RANGE: N_(
        "“%(value)s” is no period; write it like 2026-09, 2026-09-01..2026-09-15 or 7d."
    ),
    Reason.BLOCK_TOO_LARGE: N_("%(value)s cells are more than fit at once (%(limit)s)."),
    Reason.DOCUMENT_GONE: N_("The document isn't there any more."),
    Reason.CLAIM_DUPLICATE: N_(
        "Parcel %(tracking)s is in claim %(other)s already; open another only if you mean it."
    ),
    Reason.CLAIM_FILED: N_(
        "Claim %(no)s is filed, so it isn't edited any more: void it and replace it by a new one."
    ),
    Reason.CLAIM_VOID: N_("Claim %(no)s is void."),
    Reason.CLAIM_HAS_PAYMENTS: N_(
        "Claim %(no)s has money on it (%(amount)s); take that back first."
    ),
    Reason.SKU_NOT_IN_ORDER: N_("The SKU %(value)s isn't in this order; it has: %(allowed)s."),
    Reason.MORE_THAN_ORDERED: N_("%(value)s of %(sku)s are more than were ordered (%(limit)s)."),
    Reason.NOT_A_RATIO: N_("“%(value)s” is not a share; write it like 80%% or 0.8."),
    Reason.APPROVED_ABOVE_CLAIMED: N_("%(amount)s is more than was claimed (%(limit)s)."),
    Reason.PAID_ABOVE_CLAIMED: N_(
        "%(amount)s would bring the payments above what was claimed (%(limit)s)."
    ),
    Reason.TAKEN_BACK_ABOVE_PAID: N_("%(amount)s is more than was paid (%(limit)s)."),
    Reason.WRITTEN_OFF_ABOVE_OWED: N_("%(amount)s is more than is still owed (%(limit)s)."),
    Reason.NOTHING_TO_UNDO: N_("There is no step here that can be taken back."),
    Reason.PAYMENT_UNKNOWN: N_("There is no such payment."),
    Reason.PROFILE_UNKNOWN: N_("There is no mapping called “%(value)s”."),
    Reason.NO_SETTLEMENT_HEADER: N_(
        "%(path)s has no header line with a tracking number and an amount; its columns are: %(seen)s. Say which is which."
    ),
    Reason.LINE_TWICE: N_("The same as row %(first)s; it counts once."),
    Reason.AMOUNT_UNCLEAR: N_(
        "“%(value)s” doesn't say what was paid (taken back, or unknown?); it isn't taken for 0 or for a payment."
    ),
    Reason.SETTLEMENT_UNKNOWN: N_("There is no applied settlement file %(value)s."),
    Reason.BUYER_ERASED: N_(
        "The data of %(value)s were erased; nothing more is kept of this buyer."
    ),
    Reason.BUYER_MASKED: N_(
        "The platform masked the ID %(value)s: many people look like this, so it is never merged."
    ),
    Reason.BUYER_IS_BUSY: N_(
        "%(no)s of %(value)s is still open; finish it first, since it needs the buyer's data."
    ),
    Reason.BUYERS_SAME: N_("%(value)s is one buyer already."),
    Reason.BUYER_NOT_MERGED: N_("%(value)s isn't merged into another buyer."),
    Reason.NOT_A_VIP_LEVEL: N_("“%(value)s” is not a VIP level; it goes from 0 to %(highest)s."),
    Reason.REVISIT_UNKNOWN: N_("There is no revisit %(value)s."),
    Reason.REVISIT_OVER: N_("This revisit was done or skipped already."),
    Reason.RETENTION_TOO_SHORT: N_(
        "The law wants orders and claims kept for %(least)s years; %(value)s would be too short."
    ),
    Reason.NOT_CONFIRMED: N_("Type %(value)s to confirm; nothing was erased."),
    Reason.CASE_UNFOUNDED: N_("A case needs an order number, a tracking number or a buyer ID."),
    Reason.CASE_MERGED: N_("Case %(value)s was merged into %(into)s; go on there."),
    Reason.CASE_NOT_MERGED: N_("Case %(value)s isn't merged into another one."),
    Reason.CASE_HAS_CLAIMS: N_("Case %(value)s has the claim %(claim)s; void that one first."),
    Reason.CASES_OF_TWO_BUYERS: N_("Cases %(value)s and %(other)s are of two buyers."),
    Reason.NOTHING_LEFT: N_(
        "All goods of case %(value)s would go; leave some, or change the case."
    ),
    Reason.NOT_A_SATISFACTION: N_("“%(value)s” is not a satisfaction; it goes from 1 to 5."),
    Reason.NOT_A_SCORE: N_("“%(value)s” is not a mean score; it goes from 1 to 5, like 4.6."),
    Reason.NOT_A_COUNT: N_("“%(value)s” is not a number of ratings; write a whole one from 0."),
    Reason.SCORE_OUT_OF_REACH: N_(
        "No number of ratings of 5 brings %(mean)s to %(target)s; choose a target below 5."
    ),
    Reason.NOT_A_WINDOW: N_(
        "“%(value)s” is not a number of days; write a whole one from 1 to %(limit)s."
    ),
    Reason.PERIOD_TURNED: N_("The period ends (%(last)s) before it begins (%(first)s)."),
    Reason.PERIOD_TOO_LONG: N_("The period is longer than %(limit)s days; choose a shorter one."),
    Reason.MEASURE_UNKNOWN: N_("There is no measure “%(value)s”; there are: %(allowed)s."),
    Reason.NOT_A_LESSON: N_("Case %(value)s isn't kept as a lesson."),
    Reason.CASE_STILL_OPEN: N_("Case %(value)s is still open; close it first."),
    Reason.OFFER_UNKNOWN: N_("Case %(value)s has no offer %(position)s."),
    Reason.CASE_LINE_UNKNOWN: N_("Case %(value)s has no such goods."),
    Reason.COST_UNKNOWN: N_("There is no such cost."),
    Reason.VIEW_UNKNOWN: N_("There is no saved view “%(value)s”."),
    Reason.TEMPLATE_UNKNOWN: N_("There is no reply “%(value)s”."),
    Reason.PLACEHOLDER_EMPTY: N_("%(value)s is still empty; fill it in before the text is sent."),
    Reason.PLACEHOLDER_UNKNOWN: N_(
        "“%(value)s” is nothing that a case could fill in; there are: %(allowed)s."
    ),
    Reason.SLIP_WITHOUT_GOODS: N_("Case %(value)s has no goods for a slip; add them first."),
    Reason.STEP_UNKNOWN: N_("Case %(value)s has no step “%(step)s”."),
    Reason.STEP_TOO_EARLY: N_("“%(step)s” comes after “%(before)s”; do that first."),
    Reason.STEP_NEEDED: N_("“%(step)s” rests on this one; take that back first."),
    Reason.FOLLOW_UP_UNKNOWN: N_("There is no message %(value)s."),
    Reason.FOLLOW_UP_RULE_UNKNOWN: N_("There is no rule “%(value)s” for messages."),
    Reason.FOLLOW_UP_OF_NOTHING: N_("A message needs an order or a case that it is about."),
    Reason.DELAY_PERIOD_UNKNOWN: N_("There is no such delay period."),
    Reason.PERIOD_BACKWARDS: N_("The period ends (%(until)s) before it begins (%(since)s)."),
    Reason.NOT_A_NUMBER_OF_DAYS: N_(
        "“%(value)s” is not a number of days; write a whole number from 0 to %(limit)s."
    ),
    Reason.PARCEL_UNKNOWN: N_("No order and no case has a parcel %(value)s."),
    Reason.PARCEL_AMBIGUOUS: N_(
        "%(value)s is a parcel of several orders (%(allowed)s); say which order."
    ),
    Reason.MOVEMENT_UNKNOWN: N_("There is no movement %(value)s of a parcel."),
    Reason.MOVEMENT_TOLD: N_("The buyer was told of this movement; it stays."),
    Reason.NOT_A_MOMENT: N_("“%(value)s” is not a time; write it like 2026-11-20 08:12."),
    Reason.MOMENT_AHEAD: N_("%(value)s lies in the future; look at the date again."),
    Reason.NO_MOVEMENTS: N_(
        "There is no line with a date and time in it; copy the lines of the courier's page."
    ),
    Reason.OFFER_ANSWERED: N_("This offer has its answer already."),
    Reason.NOT_A_TIME: N_("“%(value)s” is not a time of day; write it like 16:30."),
    Reason.SHIFT_UNKNOWN: N_("There is no shift “%(value)s” on that day; there are: %(allowed)s."),
    Reason.SHIFT_NAME_TAKEN: N_("Two shifts are called “%(value)s”; give one another name."),
    Reason.HANDOVER_UNKNOWN: N_("There is no handover sheet %(value)s."),
    Reason.HANDOVER_ITEM_UNKNOWN: N_("There is no line %(value)s in the handover book."),
    Reason.HANDOVER_SIGNED: N_(
        "This sheet was signed by %(who)s and isn't changed any more; write what is missing into"
        " a further sheet."
    ),
    Reason.HANDOVER_NOT_SIGNED: N_("This sheet isn't signed yet; sign it first."),
    Reason.HANDOVER_TAKEN_OVER: N_(
        "The next shift has begun with this sheet, so its signature stays."
    ),
    Reason.FEEDBACK_UNKNOWN: N_("There is no report to the factory “%(value)s”."),
    Reason.FEEDBACK_UNVERIFIED: N_(
        "None of these defects was verified; look at one of them first and note what was found."
    ),
    Reason.FEEDBACK_SENT: N_(
        "%(no)s was sent already; what the factory has isn't changed. Take the sending back, or void"
        " it and write another."
    ),
    Reason.FEEDBACK_VOID: N_("%(no)s is void."),
    Reason.FEEDBACK_NOT_SENT: N_("%(no)s wasn't sent yet; mark it as sent first."),
    Reason.RULES_UNREADABLE: N_("The rules in %(path)s can't be read: line %(line)s."),
    Reason.RULES_INCOMPLETE: N_("The rules in %(path)s lack “%(key)s”."),
    Reason.STAGE_CUT_OFF: N_("No step leads to “%(stage)s”; add one, or leave the stage out."),
    Reason.STAGE_WITHOUT_END: N_("From “%(stage)s” a case can never be closed; add a step."),
    Reason.PERIOD_MISSING: N_("A clock needs a period of a minute at least."),
    Reason.RULES_WRONG: N_(
        "The rules in %(path)s say “%(value)s” under “%(key)s”, which can't be."
    ),
    Reason.MONTH_NOT_CLOSED: N_("%(month)s isn't closed."),
    Reason.MONTH_AHEAD: N_("%(month)s hasn't begun yet."),
    Reason.MONTH_CLOSED_LATER: N_("%(later)s is closed too; re-open that one first."),
    Reason.MONTH_CLOSED: N_(
        "%(month)s is closed; enter it in the next month, or re-open the month."
    ),
    Reason.FORM_UNKNOWN: N_("There is no form “%(value)s”."),
    Reason.FORM_NAME_TAKEN: N_("Another form is called “%(value)s”; choose another name."),
    Reason.FORM_FIELD_OUTSIDE: N_("“%(value)s” lies outside the paper; move it onto it."),
    Reason.FORM_MEASURE: N_("%(value)s is no measure for it; it goes from %(least)s to %(most)s."),
    Reason.FORM_BACKGROUND_MISSING: N_(
        "The background of the form “%(value)s” is gone or damaged; choose its file again."
    ),
    Reason.NOT_A_BLANK: N_("%(path)s is neither a PDF nor a picture, whatever its name says."),
    Reason.PDF_DAMAGED: N_("%(path)s is a damaged PDF; ask for it again."),
    Reason.PDF_TOO_LONG: N_("A form has at most %(limit)s pages; %(path)s has more."),
    Reason.NOT_EVIDENCE: N_(
        "%(path)s is neither a photo nor a video, PDF, mail or ZIP file, whatever its name says."
    ),
    Reason.NOT_A_PICTURE: N_(
        "%(path)s begins like a picture but can't be read as one; ask for it again."
    ),
    Reason.PICTURE_TOO_LARGE: N_(
        "%(path)s claims %(width)s × %(height)s pixels, more than any camera makes; it was not opened."
    ),
    Reason.EVIDENCE_TOO_LARGE: N_("%(path)s is larger than %(limit_mb)s MB; send a smaller copy."),
    Reason.FILE_CHANGING: N_("%(path)s is still being written; try again when it is finished."),
    Reason.SOURCE_IN_ARCHIVE: N_(
        "%(path)s lies in the shop's own data folder; choose it from outside."
    ),
    Reason.PATH_TOO_LONG: N_(
        "The data folder's path is too long for the names of photos: %(path)s; move it nearer to the drive's root."
    ),
    Reason.FILE_EXISTS: N_("%(path)s is there already; choose another name."),
    Reason.LIMIT_TOO_SMALL: N_(
        "%(value)s is too small a limit for a photo; it must be at least %(least)s."
    ),
    Reason.EVIDENCE_FILED: N_(
        "It is evidence of claim %(value)s, which was filed; it can't be deleted or taken away."
    ),
    Reason.PHOTO_NAME_TEMPLATE: N_(
        "“%(value)s” makes no photo names: begin with {buyer}, put {seq} in, and use only %(allowed)s."
    ),
    Reason.BACKUP_INSIDE: N_(
        "%(path)s lies in the shop's own data folder, and would be lost with it; choose another drive."
    ),
    Reason.BACKUP_MISSING: N_("No backup of this program is in %(path)s."),
    Reason.BACKUP_DRIVE_MISSING: N_(
        "The backup drive isn't there (%(path)s); connect it, and the backup goes on by itself."
    ),
    Reason.BACKUP_BUSY: N_(
        "Another backup is being written to %(path)s; try again when it is done."
    ),
    Reason.BACKUP_NEWER: N_(
        "The backup %(path)s was made by a newer version of the program; update the program."
    ),
    Reason.BACKUP_DAMAGED: N_(
        "The backup %(path)s is damaged; take another one, and verify the drive."
    ),
    Reason.BACKUP_UNSAFE: N_(
        "The backup %(path)s names a file outside the shop (%(value)s); nothing was restored."
    ),
    Reason.BACKUP_AMBIGUOUS: N_(
        "Backups of several shops are in %(path)s; say which folder: %(allowed)s."
    ),
    Reason.BACKUP_SEALED: N_("The backup in %(path)s has a password; enter it."),
    Reason.SNAPSHOT_UNKNOWN: N_("There is no backup %(value)s; there are: %(allowed)s."),
    Reason.PASSWORD_WRONG: N_("The password doesn't open the backup in %(path)s."),
    Reason.PASSWORD_SHORT: N_("A password for backups has at least %(limit)s characters."),
    Reason.PASSWORDS_DIFFER: N_("The two passwords differ."),
    Reason.LOCK_PASSWORD_WRONG: N_("That isn't the password."),
    Reason.LOCK_PASSWORD_SHORT: N_("The password has at least %(limit)s characters."),
    Reason.LOCK_PASSWORD_WANTED: N_(
        "The shop is locked with a password; give it in the variable AFTERSALES_PASSWORD."
    ),
    Reason.LOCK_WAITS: N_("Too many wrong passwords; try again in %(seconds)s s."),
    Reason.LOCK_DAMAGED: N_(
        "The app lock's file %(path)s is damaged. Whoever owns the data folder can delete it: "
        "then the shop opens without a password."
    ),
    Reason.TARGET_NOT_EMPTY: N_(
        "The folder %(path)s isn't empty; a backup is restored into a new or empty one."
    ),
    Reason.SPACE_SHORT: N_("%(path)s has %(free)s MB free, and %(needed)s MB are needed."),
    Reason.FOLDER_MISSING: N_("The folder %(path)s isn't there."),
    Reason.FOLDER_NOT_WRITABLE: N_(
        "The folder %(path)s can't be written; check its rights, or choose another."
    ),
    Reason.FOLDER_NOT_EMPTY: N_(
        "The data folder %(path)s isn't empty; the demo wants an empty one."
    ),
    Reason.ARCHIVE_MISSING: N_(
        "The photo folder %(path)s isn't there; connect its drive or put it back. Nothing was changed."
    ),
    Reason.DISK_FULL: N_("The disk is full; make room and try again. Nothing was half-written."),
    Reason.FILE_UNREADABLE: N_("%(path)s can't be read."),
    Reason.FILE_BUSY: N_("%(path)s is held by another program; close it there and try again."),
    Reason.DRIVE_FAULT: N_(
        "The drive reports an error at %(path)s; connect it anew, or use another. Nothing was"
        " half-written."
    ),
    Reason.FILE_MISSING: N_("%(path)s isn't there."),
    Reason.STORE_LOCKED: N_(
        "The shop is open elsewhere (%(holder)s); close it there and try again."
    ),
    Reason.STORE_BUSY: N_("The shop's database is busy; try again in a moment."),
    Reason.STORE_DAMAGED: N_(
        "The shop's database %(path)s is damaged; restore a backup from %(backups)s."
    ),
    Reason.STORE_NEWER: N_(
        "This shop was written by a newer version of the program; update the program."
    ),
    Reason.STORE_UNREACHABLE: N_(
        "The data folder %(path)s no longer answers; connect its drive and try again."
    ),
    Reason.STORE_READ_ONLY: N_("The shop's database can't be written; check the folder's rights."),
}

_FIELDS: dict[str, str] = {
    "amount": N_("The amount"),
    "offer": N_("The offer"),
    "tag": N_("The tag"),
    "note": N_("The note"),
    "line": N_("The line"),
    "courier": N_("The courier"),
    "currency": N_("The currency"),
    "name": N_("The name"),
    "title": N_("The title"),
    "body": N_("The text"),
    "reason": N_("The reason"),
    "source": N_("The case, order or tracking number"),
    "sku": N_("The SKU or title"),
    "kind": N_("The kind"),
    "tracking": N_("The tracking no."),
    "movement": N_("The movement"),
    "what": N_("What went wrong"),
    "asked": N_("What is asked of the factory"),
    "cases": N_("A case"),
    "answer": N_("The answer"),
    "batch": N_("The batch"),
    "task": N_("What is to be done"),
    "shift": N_("The shift's name"),
    "shifts": N_("At least one shift"),
    "weekdays": N_("A weekday of the shift"),
    "signer": N_("Who hands over"),
    "taker": N_("Who takes over"),
    "checklist": N_("A line of the checklist"),
    "outcome": N_("An outcome"),
    "clock_source": N_("Where the period stands written"),
}


def sentence(error: UserError) -> str:
    """One sentence for the error, with its data, in the language spoken now."""
    shown = {key: _shown(key, value) for key, value in error.data.items()}
    return _(_SENTENCES[error.reason]) % shown


def _shown(key: str, value: object) -> object:
    """Kinds by their words, several of them listed, fields by their names."""
    if isinstance(value, tuple):
        return _(", ").join(str(_shown(key, part)) for part in value)
    if isinstance(value, StrEnum):
        return label_of(type(value), value.value)
    return _(_FIELDS[value]) if key == "field" and value in _FIELDS else value
