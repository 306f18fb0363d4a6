"""What can go wrong in a way that the person can mend.

A `UserError` carries a `Reason` and data, no prose: `core.texts.sentence` makes the
sentence in the person's language. Whatever else is raised is a bug of ours.
"""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class Reason(StrEnum):
    """Each has exactly one sentence in `core.texts`."""

    # values
    NOT_AN_AMOUNT = "not_an_amount"
    TOO_MANY_DECIMALS = "too_many_decimals"
    NEGATIVE_AMOUNT = "negative_amount"
    AMOUNT_TOO_LARGE = "amount_too_large"
    UNKNOWN_CURRENCY = "unknown_currency"
    NOT_A_WEIGHT = "not_a_weight"
    WEIGHT_NOT_POSITIVE = "weight_not_positive"
    WEIGHT_TOO_LARGE = "weight_too_large"
    NOT_A_QUANTITY = "not_a_quantity"
    NOT_A_DATE = "not_a_date"
    NOT_A_MONTH = "not_a_month"
    VALUE_MISSING = "value_missing"
    VALUE_TOO_LONG = "value_too_long"
    UNKNOWN_KIND = "unknown_kind"
    BUYER_ID_EMPTY = "buyer_id_empty"
    BUYER_ID_NUL = "buyer_id_nul"
    SHOP_NAME_EMPTY = "shop_name_empty"
    # tables in files
    FILE_EMPTY = "file_empty"
    FILE_TOO_LARGE = "file_too_large"
    FILE_HAS_PASSWORD = "file_has_password"  # noqa: S105 - a reason, no password
    FILE_CUT = "file_cut"
    NOT_A_TABLE = "not_a_table"
    TABLE_TOO_LARGE = "table_too_large"
    WORKBOOK_DAMAGED = "workbook_damaged"
    TEXT_MIXED = "text_mixed"
    TEXT_NUL = "text_nul"
    QUOTE_OPEN = "quote_open"
    QUOTE_MISPLACED = "quote_misplaced"
    CELL_TOO_LONG = "cell_too_long"
    HEADER_UNKNOWN = "header_unknown"
    COLUMN_MISSING = "column_missing"
    ROW_TOO_LONG = "row_too_long"
    NUMBER_DAMAGED = "number_damaged"
    NOT_AN_ORDER_NO = "not_an_order_no"
    ORDER_NO_MISSING = "order_no_missing"
    ORDER_TWICE = "order_twice"
    SKU_TWICE = "sku_twice"
    DATE_AMBIGUOUS = "date_ambiguous"
    OTHER_CURRENCY = "other_currency"
    # things looked for
    ORDER_UNKNOWN = "order_unknown"
    CASE_UNKNOWN = "case_unknown"
    CLAIM_UNKNOWN = "claim_unknown"
    BUYER_UNKNOWN = "buyer_unknown"
    PHOTO_UNKNOWN = "photo_unknown"
    PRODUCT_UNKNOWN = "product_unknown"
    TERMS_UNKNOWN = "terms_unknown"
    COURIER_UNKNOWN = "courier_unknown"
    ORDER_AMBIGUOUS = "order_ambiguous"
    BUYER_AMBIGUOUS = "buyer_ambiguous"
    NUMBER_UNKNOWN = "number_unknown"
    PACKAGING_UNKNOWN = "packaging_unknown"
    WEIGHT_CHECK_UNKNOWN = "weight_check_unknown"
    WRONG_SHIPMENT_UNKNOWN = "wrong_shipment_unknown"
    PARCEL_RECORD_UNKNOWN = "parcel_record_unknown"
    STOCK_LINE_UNKNOWN = "stock_line_unknown"
    PROPOSAL_UNKNOWN = "proposal_unknown"
    # rules of the work
    VOIDED_ALREADY = "voided_already"
    WEIGHT_DOUBTFUL = "weight_doubtful"
    WRONG_LINES_MISSING = "wrong_lines_missing"
    STOCK_DONE = "stock_done"
    MORE_BACK_THAN_SENT = "more_back_than_sent"
    STEP_NOT_ALLOWED = "step_not_allowed"
    CHANGED_MEANWHILE = "changed_meanwhile"
    FIELD_FIXED = "field_fixed"
    # the one register
    CELL_FIXED = "cell_fixed"
    CELL_OF_ORDER = "cell_of_order"
    CELL_OF_DOCUMENT = "cell_of_document"
    CELL_NOT_HERE = "cell_not_here"
    WRONG_OVER = "wrong_over"
    NOT_A_RANGE = "not_a_range"
    NOT_A_DAY_RANGE = "not_a_day_range"
    BLOCK_TOO_LARGE = "block_too_large"
    DOCUMENT_GONE = "document_gone"
    # buyers
    BUYER_ERASED = "buyer_erased"
    BUYER_MASKED = "buyer_masked"
    BUYER_IS_BUSY = "buyer_is_busy"
    BUYERS_SAME = "buyers_same"
    BUYER_NOT_MERGED = "buyer_not_merged"
    NOT_A_VIP_LEVEL = "not_a_vip_level"
    REVISIT_UNKNOWN = "revisit_unknown"
    REVISIT_OVER = "revisit_over"
    RETENTION_TOO_SHORT = "retention_too_short"
    NOT_CONFIRMED = "not_confirmed"
    # cases and their rules
    CASE_UNFOUNDED = "case_unfounded"
    CASE_MERGED = "case_merged"
    CASE_NOT_MERGED = "case_not_merged"
    CASE_HAS_CLAIMS = "case_has_claims"
    CASES_OF_TWO_BUYERS = "cases_of_two_buyers"
    NOTHING_LEFT = "nothing_left"
    NOT_A_SATISFACTION = "not_a_satisfaction"
    NOT_A_SCORE = "not_a_score"
    NOT_A_COUNT = "not_a_count"
    SCORE_OUT_OF_REACH = "score_out_of_reach"
    NOT_A_WINDOW = "not_a_window"
    PERIOD_TURNED = "period_turned"
    PERIOD_TOO_LONG = "period_too_long"
    MEASURE_UNKNOWN = "measure_unknown"
    NOT_A_LESSON = "not_a_lesson"
    CASE_STILL_OPEN = "case_still_open"
    OFFER_UNKNOWN = "offer_unknown"
    COST_UNKNOWN = "cost_unknown"
    CASE_LINE_UNKNOWN = "case_line_unknown"
    VIEW_UNKNOWN = "view_unknown"
    TEMPLATE_UNKNOWN = "template_unknown"
    PLACEHOLDER_EMPTY = "placeholder_empty"
    PLACEHOLDER_UNKNOWN = "placeholder_unknown"
    SLIP_WITHOUT_GOODS = "slip_without_goods"
    STEP_UNKNOWN = "step_unknown"
    STEP_TOO_EARLY = "step_too_early"
    STEP_NEEDED = "step_needed"
    OFFER_ANSWERED = "offer_answered"
    # messages to buyers
    FOLLOW_UP_UNKNOWN = "follow_up_unknown"
    FOLLOW_UP_RULE_UNKNOWN = "follow_up_rule_unknown"
    FOLLOW_UP_OF_NOTHING = "follow_up_of_nothing"
    DELAY_PERIOD_UNKNOWN = "delay_period_unknown"
    PERIOD_BACKWARDS = "period_backwards"
    NOT_A_NUMBER_OF_DAYS = "not_a_number_of_days"
    PARCEL_UNKNOWN = "parcel_unknown"
    PARCEL_AMBIGUOUS = "parcel_ambiguous"
    MOVEMENT_UNKNOWN = "movement_unknown"
    MOVEMENT_TOLD = "movement_told"
    NOT_A_MOMENT = "not_a_moment"
    MOMENT_AHEAD = "moment_ahead"
    NO_MOVEMENTS = "no_movements"
    RULES_UNREADABLE = "rules_unreadable"
    RULES_INCOMPLETE = "rules_incomplete"
    RULES_WRONG = "rules_wrong"
    STAGE_CUT_OFF = "stage_cut_off"
    STAGE_WITHOUT_END = "stage_without_end"
    PERIOD_MISSING = "period_missing"
    # shifts and the handover book
    NOT_A_TIME = "not_a_time"
    SHIFT_UNKNOWN = "shift_unknown"
    SHIFT_NAME_TAKEN = "shift_name_taken"
    HANDOVER_UNKNOWN = "handover_unknown"
    HANDOVER_ITEM_UNKNOWN = "handover_item_unknown"
    HANDOVER_SIGNED = "handover_signed"
    HANDOVER_NOT_SIGNED = "handover_not_signed"
    HANDOVER_TAKEN_OVER = "handover_taken_over"
    # reports to the factory
    FEEDBACK_UNKNOWN = "feedback_unknown"
    FEEDBACK_UNVERIFIED = "feedback_unverified"
    FEEDBACK_SENT = "feedback_sent"
    FEEDBACK_VOID = "feedback_void"
    FEEDBACK_NOT_SENT = "feedback_not_sent"
    # the ledger of claims
    CLAIM_DUPLICATE = "claim_duplicate"
    CLAIM_FILED = "claim_filed"
    CLAIM_VOID = "claim_void"
    CLAIM_HAS_PAYMENTS = "claim_has_payments"
    SKU_NOT_IN_ORDER = "sku_not_in_order"
    MORE_THAN_ORDERED = "more_than_ordered"
    NOT_A_RATIO = "not_a_ratio"
    APPROVED_ABOVE_CLAIMED = "approved_above_claimed"
    PAID_ABOVE_CLAIMED = "paid_above_claimed"
    TAKEN_BACK_ABOVE_PAID = "taken_back_above_paid"
    WRITTEN_OFF_ABOVE_OWED = "written_off_above_owed"
    NOTHING_TO_UNDO = "nothing_to_undo"
    PAYMENT_UNKNOWN = "payment_unknown"
    PROFILE_UNKNOWN = "profile_unknown"
    NO_SETTLEMENT_HEADER = "no_settlement_header"
    LINE_TWICE = "line_twice"
    AMOUNT_UNCLEAR = "amount_unclear"
    SETTLEMENT_UNKNOWN = "settlement_unknown"
    MONTH_CLOSED = "month_closed"
    MONTH_NOT_CLOSED = "month_not_closed"
    MONTH_AHEAD = "month_ahead"
    MONTH_CLOSED_LATER = "month_closed_later"
    # couriers' own forms
    FORM_UNKNOWN = "form_unknown"
    FORM_NAME_TAKEN = "form_name_taken"
    FORM_FIELD_OUTSIDE = "form_field_outside"
    FORM_MEASURE = "form_measure"
    FORM_BACKGROUND_MISSING = "form_background_missing"
    NOT_A_BLANK = "not_a_blank"
    PDF_DAMAGED = "pdf_damaged"
    PDF_TOO_LONG = "pdf_too_long"
    # evidence files
    NOT_EVIDENCE = "not_evidence"
    NOT_A_PICTURE = "not_a_picture"
    PICTURE_TOO_LARGE = "picture_too_large"
    EVIDENCE_TOO_LARGE = "evidence_too_large"
    FILE_CHANGING = "file_changing"
    SOURCE_IN_ARCHIVE = "source_in_archive"
    PATH_TOO_LONG = "path_too_long"
    FILE_EXISTS = "file_exists"
    LIMIT_TOO_SMALL = "limit_too_small"
    EVIDENCE_FILED = "evidence_filed"
    PHOTO_NAME_TEMPLATE = "photo_name_template"
    # backups
    BACKUP_INSIDE = "backup_inside"
    BACKUP_MISSING = "backup_missing"
    BACKUP_DRIVE_MISSING = "backup_drive_missing"
    BACKUP_BUSY = "backup_busy"
    BACKUP_NEWER = "backup_newer"
    BACKUP_DAMAGED = "backup_damaged"
    BACKUP_UNSAFE = "backup_unsafe"
    BACKUP_AMBIGUOUS = "backup_ambiguous"
    BACKUP_SEALED = "backup_sealed"
    SNAPSHOT_UNKNOWN = "snapshot_unknown"
    PASSWORD_WRONG = "password_wrong"  # noqa: S105 - a reason, no password
    PASSWORD_SHORT = "password_short"  # noqa: S105 - a reason, no password
    PASSWORDS_DIFFER = "passwords_differ"
    TARGET_NOT_EMPTY = "target_not_empty"
    SPACE_SHORT = "space_short"
    # the app lock
    LOCK_PASSWORD_WRONG = "lock_password_wrong"  # noqa: S105 - a reason, no password
    LOCK_PASSWORD_SHORT = "lock_password_short"  # noqa: S105 - a reason, no password
    LOCK_PASSWORD_WANTED = "lock_password_wanted"  # noqa: S105 - a reason, no password
    LOCK_WAITS = "lock_waits"
    LOCK_DAMAGED = "lock_damaged"
    # the data folder and its store
    FOLDER_MISSING = "folder_missing"
    FOLDER_NOT_WRITABLE = "folder_not_writable"
    FOLDER_NOT_EMPTY = "folder_not_empty"
    ARCHIVE_MISSING = "archive_missing"
    DISK_FULL = "disk_full"
    FILE_UNREADABLE = "file_unreadable"
    FILE_BUSY = "file_busy"
    DRIVE_FAULT = "drive_fault"
    FILE_MISSING = "file_missing"
    STORE_LOCKED = "store_locked"
    STORE_BUSY = "store_busy"
    STORE_DAMAGED = "store_damaged"
    STORE_NEWER = "store_newer"
    STORE_READ_ONLY = "store_read_only"
    STORE_UNREACHABLE = "store_unreachable"


class UserError(Exception):
    """Something that the person can understand and mend.

    ``data`` holds the parts of the sentence; its values are plain texts and numbers.
    """

    def __init__(self, reason: Reason, **data: object) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.data = data


class BadValue(UserError):
    """A value that isn't one: an amount, a weight, a date, a kind."""


class NotFound(UserError):
    """A thing was named that the shop doesn't hold."""


class NotAllowed(UserError):
    """The rules of the work forbid it, and the data says what they allow."""


class Conflict(UserError):
    """Somebody else changed it meanwhile; the data has both."""


class FileTrouble(UserError):
    """A file or folder that can't be read, written or understood."""


class StoreTrouble(UserError):
    """The store can't be opened or written; nothing was started."""
