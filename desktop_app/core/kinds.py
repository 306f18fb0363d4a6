"""The kinds of things, with the words of the trade. The values are what is stored and scripted.

Their names on screen and paper are in `core.labels`.
"""

from __future__ import annotations

from enum import StrEnum, unique


@unique
class Topic(StrEnum):
    """What a change notice is about."""

    ORDERS = "orders"
    PRODUCTS = "products"
    BUYERS = "buyers"
    CASES = "cases"
    PHOTOS = "photos"
    WEIGHT_CHECKS = "weight_checks"
    WRONG_SHIPMENTS = "wrong_shipments"
    STOCK = "stock"
    PARCELS = "parcels"
    CLAIMS = "claims"
    COURIERS = "couriers"
    HANDOVERS = "handovers"
    MESSAGES = "messages"
    REVISITS = "revisits"
    QUALITY = "quality"
    BACKUPS = "backups"
    TEMPLATES = "templates"
    SETTINGS = "settings"


@unique
class Platform(StrEnum):
    """Where the shop sells."""

    TAOBAO = "taobao"
    TMALL = "tmall"
    ALIEXPRESS = "aliexpress"
    KUAISHOU = "kuaishou"
    PINDUODUO = "pinduoduo"
    DOUYIN = "douyin"
    JD = "jd"
    ALIBABA_1688 = "1688"
    WECHAT = "wechat"
    YOUZAN = "youzan"
    OTHER = "other"


@unique
class OrderState(StrEnum):
    """A platform's many status words, brought to one scale."""

    UNPAID = "unpaid"
    PAID = "paid"
    SHIPPED = "shipped"
    DONE = "done"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@unique
class CaseKind(StrEnum):
    """Why a case was opened (R3, R6–R17, R20, R37)."""

    RETURN = "return"
    EXCHANGE = "exchange"
    WRONG_ITEM = "wrong_item"
    MISSED_ITEM = "missed_item"
    FEWER_PIECES = "fewer_pieces"
    FEWER_PARCELS = "fewer_parcels"
    EXTRA_ITEM = "extra_item"
    DAMAGED_REFUSED = "damaged_refused"
    DAMAGED_SIGNED = "damaged_signed"
    CONTENTS_DAMAGED = "contents_damaged"
    LOST = "lost"
    WRONGLY_DELIVERED = "wrongly_delivered"
    ADDRESS_NOT_SERVED = "address_not_served"
    SLOW_DELIVERY = "slow_delivery"
    QUALITY = "quality"
    QUALITY_PAST_PERIOD = "quality_past_period"
    BUYER_FAULT = "buyer_fault"
    REPAIR = "repair"
    REPAIR_ON_SITE = "repair_on_site"
    ORDER_CANCELLED = "order_cancelled"
    ORDER_CHANGED = "order_changed"
    BAD_REVIEW = "bad_review"
    MALICIOUS_DISPUTE = "malicious_dispute"


@unique
class CaseStage(StrEnum):
    """How far a case is. Which stages a kind has, and the steps between them, are data."""

    NEW = "new"
    VERIFYING = "verifying"
    NEGOTIATING = "negotiating"
    WAITING_BUYER = "waiting_buyer"
    WAITING_COURIER = "waiting_courier"
    SUPERVISOR = "supervisor"
    GOODS_COMING = "goods_coming"
    INSPECTING = "inspecting"
    HANDLING = "handling"
    PLATFORM = "platform"
    SETTLED = "settled"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@unique
class Clock(StrEnum):
    """What must be done by when."""

    REPLY = "reply"
    RESOLVE = "resolve"
    PLATFORM = "platform"
    BUYER = "buyer"
    COURIER = "courier"


@unique
class ClockState(StrEnum):
    """What became of a deadline, or is about to."""

    RUNNING = "running"
    PAUSED = "paused"
    KEPT = "kept"
    MISSED = "missed"


@unique
class Cause(StrEnum):
    """What lay behind it (R49)."""

    DEFECT = "defect"
    COLOUR_SIZE_STYLE = "colour_size_style"
    UNCLEAR_INSTRUCTIONS = "unclear_instructions"
    LISTING_MISMATCH = "listing_mismatch"
    WRONG_VARIANT_CHOSEN = "wrong_variant_chosen"
    PACKING = "packing"
    TRANSIT = "transit"
    BUYER = "buyer"
    OTHER = "other"


@unique
class Finding(StrEnum):
    """What the back office found of a complaint about quality (R12, R19)."""

    REAL = "real"
    MAJOR = "major"
    NOT_REAL = "not_real"


@unique
class Opinion(StrEnum):
    """What of a product isn't liked, though nothing is wrong with it (R19)."""

    STYLE = "style"
    SIZE = "size"
    COLOUR = "colour"


@unique
class FeedbackState(StrEnum):
    """What became of a report to the factory (R19)."""

    MADE = "made"
    SENT = "sent"
    ANSWERED = "answered"
    VOID = "void"


@unique
class Party(StrEnum):
    """Who bears a thing: the fault, a postage leg, a cost."""

    SHOP = "shop"
    BUYER = "buyer"
    COURIER = "courier"
    PLATFORM = "platform"
    FACTORY = "factory"


@unique
class Outcome(StrEnum):
    """How a case ended (R54, R55, R59)."""

    REFUND = "refund"
    PARTIAL_REFUND = "partial_refund"
    RETURN_REFUND = "return_refund"
    RESEND = "resend"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    GIFT = "gift"
    DISCOUNT = "discount"
    COMPENSATION = "compensation"
    GOODWILL = "goodwill"
    PLATFORM_APPEAL = "platform_appeal"
    REJECTED = "rejected"
    INFORMED = "informed"
    CANCELLED = "cancelled"


@unique
class CostKind(StrEnum):
    """The parts of a case's true cost; recoveries count against it."""

    REFUND = "refund"
    RESEND = "resend"
    GOODS = "goods"
    POSTAGE_OUT = "postage_out"
    POSTAGE_BACK = "postage_back"
    REPAIR = "repair"
    GIFT = "gift"
    COMPENSATION = "compensation"
    RECOVERY_COURIER = "recovery_courier"
    RECOVERY_PLATFORM = "recovery_platform"
    RECOVERY_INSURANCE = "recovery_insurance"
    RECOVERY_OTHER = "recovery_other"


RECOVERIES = frozenset(kind for kind in CostKind if kind.value.startswith("recovery_"))


@unique
class CaseEventKind(StrEnum):
    """The lines of a case's timeline."""

    OPENED = "opened"
    REPLIED = "replied"
    BUYER_WROTE = "buyer_wrote"
    MOVED = "moved"
    REOPENED = "reopened"
    NOTE = "note"
    CHANGED = "changed"
    STEP_DONE = "step_done"
    STEP_UNDONE = "step_undone"
    OFFERED = "offered"
    OFFER_ANSWERED = "offer_answered"
    PHOTO = "photo"
    WEIGHED = "weighed"
    CLAIM = "claim"
    SLIP = "slip"
    STOCK = "stock"
    COST = "cost"
    INFORMED = "informed"
    INTERVENED = "intervened"
    SUPERVISOR = "supervisor"
    PLATFORM_STEP = "platform_step"
    HANDED_OVER = "handed_over"
    MERGED = "merged"
    SPLIT = "split"
    UNDONE = "undone"


@unique
class ResolutionDoubt(StrEnum):
    """What about a resolution isn't as the rules of the trade have it (R2, R14)."""

    POSTAGE_NOT_OURS = "postage_not_ours"
    POSTAGE_OPEN = "postage_open"
    REPAIR_NOT_OURS = "repair_not_ours"
    GOODWILL_WITHOUT_COST = "goodwill_without_cost"


@unique
class LinePart(StrEnum):
    """What a piece of a pasted chat line was taken for."""

    ORDER = "order"
    TRACKING = "tracking"
    CASE = "case"
    BUYER = "buyer"
    NUMBER = "number"
    KIND = "kind"
    AMOUNT = "amount"
    FREIGHT = "freight"
    CLAIM = "claim"
    REFUND = "refund"


@unique
class OfferAnswer(StrEnum):
    """What became of an offer (R42)."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@unique
class Situation(StrEnum):
    """What a reply to a buyer is about (R26, R46, R58)."""

    FIRST_REPLY = "first_reply"
    ASK_PHOTOS = "ask_photos"
    WRONG_GOODS = "wrong_goods"
    DAMAGED = "damaged"
    LOST = "lost"
    SLOW_DELIVERY = "slow_delivery"
    NOT_DELIVERED = "not_delivered"
    PEAK_DELAY = "peak_delay"
    RETURN_GUIDE = "return_guide"
    EXCHANGE = "exchange"
    RESEND = "resend"
    REPAIR = "repair"
    QUALITY = "quality"
    OFFER = "offer"
    REFUND_DONE = "refund_done"
    REJECTED = "rejected"
    PRE_SALE = "pre_sale"
    BAD_REVIEW = "bad_review"
    PLATFORM_DISPUTE = "platform_dispute"
    DISPATCHED = "dispatched"
    CARE = "care"
    REVISIT = "revisit"
    MOVEMENT = "movement"
    OTHER = "other"


@unique
class Medium(StrEnum):
    """What kind of file a piece of evidence is."""

    PHOTO = "photo"
    VIDEO = "video"
    DOCUMENT = "document"
    ARCHIVE = "archive"


@unique
class EvidenceRole(StrEnum):
    """What a piece of evidence shows (domain §3, evidence list)."""

    WAYBILL = "waybill"
    OUTER_PACKING = "outer_packing"
    LABEL = "label"
    INNER_PACKING = "inner_packing"
    DAMAGE = "damage"
    WEIGHING = "weighing"
    VALUE_PROOF = "value_proof"
    CHAT = "chat"
    LOST_GOODS = "lost_goods"
    SIGN_SLIP = "sign_slip"
    CERTIFICATE = "certificate"
    REPAIR_INVOICE = "repair_invoice"
    RECEIPT = "receipt"
    OTHER = "other"


@unique
class WeightSource(StrEnum):
    """Whose scale it was; the four are never mixed."""

    OWN = "own"
    OUTLET = "outlet"
    HUB = "hub"
    BILLED = "billed"


@unique
class Verdict(StrEnum):
    """What a weight check says."""

    FITS = "fits"
    LIGHT = "light"
    HEAVY = "heavy"
    UNKNOWN = "unknown"


@unique
class WrongKind(StrEnum):
    """What was shipped wrongly (R3)."""

    WRONG_ITEM = "wrong_item"
    MISSED_ITEM = "missed_item"
    FEWER_PIECES = "fewer_pieces"
    FEWER_PARCELS = "fewer_parcels"
    EXTRA_ITEM = "extra_item"


@unique
class WrongState(StrEnum):
    """Reported by whoever sees it, verified by after-sales, then settled (R22)."""

    REPORTED = "reported"
    VERIFIED = "verified"
    SETTLED = "settled"
    DISMISSED = "dismissed"


@unique
class StockMove(StrEnum):
    """What a stock line does to the stock (R5)."""

    DEDUCT = "deduct"
    RETURN = "return"


@unique
class ParcelKind(StrEnum):
    """The two registers of R39."""

    PROBLEM = "problem"
    RETURNED = "returned"


@unique
class ClaimKind(StrEnum):
    """What a courier is claimed from for (domain §3)."""

    LOST = "lost"
    DAMAGED = "damaged"
    SHORT = "short"
    WRONG_ITEM = "wrong_item"
    DELAYED = "delayed"
    RETURNED = "returned"
    FALSE_SIGN = "false_sign"


@unique
class ClaimStage(StrEnum):
    """How far a claim is (domain §3)."""

    DRAFT = "draft"
    FILED = "filed"
    ACCEPTED = "accepted"
    DOCUMENTS_ASKED = "documents_asked"
    NEGOTIATING = "negotiating"
    APPROVED = "approved"
    PART_APPROVED = "part_approved"
    REJECTED = "rejected"
    APPEALED = "appealed"
    PAID = "paid"
    PART_PAID = "part_paid"
    CLOSED = "closed"
    VOID = "void"


@unique
class RegisterDoc(StrEnum):
    """The documents that the one register 《售后单据》 brings together (R24)."""

    CASE = "case"
    WRONG = "wrong"
    PROBLEM = "problem"
    RETURNED = "returned"
    CLAIM = "claim"


@unique
class ValueBasis(StrEnum):
    """What the goods' value on a claim is taken from."""

    SALE = "sale"
    COST = "cost"
    DECLARED = "declared"


@unique
class DamageDegree(StrEnum):
    """How badly the goods are damaged."""

    SLIGHT = "slight"
    PARTIAL = "partial"
    TOTAL = "total"


@unique
class PaymentMethod(StrEnum):
    """How the courier pays."""

    TRANSFER = "transfer"
    CASH = "cash"
    SET_OFF = "set_off"


@unique
class PaymentKind(StrEnum):
    """What a line in a claim's money is."""

    RECEIVED = "received"
    SET_OFF = "set_off"
    REVERSAL = "reversal"
    WRITE_OFF = "write_off"


@unique
class ClaimEventKind(StrEnum):
    """The lines of a claim's timeline."""

    OPENED = "opened"
    MOVED = "moved"
    CHANGED = "changed"
    CHASED = "chased"
    NOTE = "note"
    PAID = "paid"
    PAYMENT_VOIDED = "payment_voided"
    SHEET = "sheet"
    VOIDED = "voided"
    REPLACED = "replaced"
    RECONCILED = "reconciled"
    UNDONE = "undone"


@unique
class MatchState(StrEnum):
    """What reconciliation found for a line (domain §4)."""

    MATCHED = "matched"
    WITHIN_TOLERANCE = "within_tolerance"
    DIFFERS = "differs"
    ONLY_OURS = "only_ours"
    ONLY_THEIRS = "only_theirs"


@unique
class SettlementDoubt(StrEnum):
    """What is odd about a line of a courier's settlement file."""

    PRODUCT_WRONG = "product_wrong"
    PAID_ABOVE_THEIR_CLAIM = "paid_above_their_claim"
    AMOUNT_IN_BRACKETS = "amount_in_brackets"
    AMOUNT_PLACEHOLDER = "amount_placeholder"
    TWICE = "twice"
    CHECK_DIGIT = "check_digit"
    OTHER_COURIER = "other_courier"
    OTHER_CURRENCY = "other_currency"
    SEVERAL_CLAIMS = "several_claims"
    ABOVE_CLAIM = "above_claim"
    ABOVE_PAID = "above_paid"
    CLAIM_ENDED = "claim_ended"


@unique
class AuditRule(StrEnum):
    """What is looked at in the ledger before a month is closed (domain §8)."""

    PAID_ABOVE_CLAIMED = "paid_above_claimed"
    PAID_AFTER_CLOSE = "paid_after_close"
    PAID_IN_CLOSED_MONTH = "paid_in_closed_month"
    PARCEL_TWICE = "parcel_twice"
    RECOVERED_TWICE = "recovered_twice"
    VALUE_PROOF_MISSING = "value_proof_missing"
    PHOTO_MISSING = "photo_missing"
    NOT_BY_TERMS = "not_by_terms"
    FILED_LATE = "filed_late"
    NOT_FILED = "not_filed"
    ANSWER_OVERDUE = "answer_overdue"
    RATE_MISSING = "rate_missing"
    WEIGHT_MISSING = "weight_missing"
    CHECK_DIGIT = "check_digit"
    CLOSED_MONTH_CHANGED = "closed_month_changed"


@unique
class HandoverState(StrEnum):
    """How far a handover sheet is (R23)."""

    DRAFT = "draft"
    WAITING = "waiting"
    GOING = "going"
    DONE = "done"


@unique
class FollowUpEvent(StrEnum):
    """What a follow-up rule counts its days from (R58)."""

    PAID = "paid"
    DISPATCHED = "dispatched"
    SIGNED = "signed"
    RESENT = "resent"
    CASE_CLOSED = "case_closed"


@unique
class Direction(StrEnum):
    """Which way a parcel goes."""

    OUT = "out"
    RESEND = "resend"
    RETURN = "return"


@unique
class FollowUpState(StrEnum):
    """What became of a follow-up, a revisit or a handover item."""

    OPEN = "open"
    DONE = "done"
    SKIPPED = "skipped"
