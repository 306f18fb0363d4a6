"""What measures are made of: a fixed vocabulary that definitions choose from (R43, R48)."""

from __future__ import annotations

from enum import StrEnum, unique

from desktop_app.core.i18n import _
from desktop_app.core.i18n import gettext_noop as N_  # noqa: N812 - gettext's own custom


@unique
class Figure(StrEnum):
    """What is made of what is counted."""

    COUNT = "count"
    SHARE = "share"
    PER_HUNDRED = "per_hundred"
    MEAN = "mean"
    MEDIAN = "median"
    P90 = "p90"
    SUM = "sum"


@unique
class Subject(StrEnum):
    """What is counted. Replies and resolutions are runs of the case's clocks."""

    CASES = "cases"
    ORDERS = "orders"
    FIRST_REPLIES = "first_replies"
    REPLIES = "replies"
    RESOLUTIONS = "resolutions"
    COSTS = "costs"
    RECOVERIES = "recoveries"
    NET_COSTS = "net_costs"


@unique
class Moment(StrEnum):
    """Which of a case's or order's moments puts it into the window."""

    OPENED = "opened"
    CLOSED = "closed"
    INTERVENED = "intervened"
    CREATED = "created"
    PAID = "paid"
    SHIPPED = "shipped"


@unique
class Mark(StrEnum):
    """What else a case may have to be counted."""

    OPEN = "open"
    ENDED = "ended"
    ANGRY = "angry"
    SILENT_BAD_REVIEW = "silent_bad_review"
    DISPUTED = "disputed"
    INTERVENED = "intervened"
    MISSED = "missed"
    RATED = "rated"
    SATISFIED = "satisfied"
    UNSATISFIED = "unsatisfied"
    REAL_DEFECT = "real_defect"
    LESSON = "lesson"


@unique
class Kept(StrEnum):
    """What became of a clock's run."""

    KEPT = "kept"
    MISSED = "missed"


@unique
class Part(StrEnum):
    """Which number of a thing is averaged."""

    SATISFACTION = "satisfaction"
    TIME = "time"


@unique
class Better(StrEnum):
    """Which way is good."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


@unique
class Section(StrEnum):
    """Where on the page a measure stands."""

    SPEED = "speed"
    PLATFORM = "platform"
    DISPUTES = "disputes"
    SATISFACTION = "satisfaction"
    CASES = "cases"
    MONEY = "money"


CLOCKS = frozenset({Subject.FIRST_REPLIES, Subject.REPLIES, Subject.RESOLUTIONS})
MONEY = frozenset({Subject.COSTS, Subject.RECOVERIES, Subject.NET_COSTS})
CASE_MOMENTS = (Moment.OPENED, Moment.CLOSED, Moment.INTERVENED)
ORDER_MOMENTS = (Moment.CREATED, Moment.PAID, Moment.SHIPPED)

# A list of pairs: members of two kinds with one value are equal, and would be one key.
_WORDS: tuple[tuple[StrEnum, str], ...] = (
    (Figure.COUNT, N_("How many")),
    (Figure.SHARE, N_("Share")),
    (Figure.PER_HUNDRED, N_("For every 100")),
    (Figure.MEAN, N_("Mean")),
    (Figure.MEDIAN, N_("Median")),
    (Figure.P90, N_("Nine in ten within")),
    (Figure.SUM, N_("Sum")),
    (Subject.CASES, N_("Cases")),
    (Subject.ORDERS, N_("Orders")),
    (Subject.FIRST_REPLIES, N_("First replies")),
    (Subject.REPLIES, N_("All replies")),
    (Subject.RESOLUTIONS, N_("Resolutions that have a deadline")),
    (Subject.COSTS, N_("Costs of cases")),
    (Subject.RECOVERIES, N_("What came back")),
    (Subject.NET_COSTS, N_("Costs less what came back")),
    (Moment.OPENED, N_("by the day they were opened")),
    (Moment.CLOSED, N_("by the day they were closed")),
    (Moment.INTERVENED, N_("by the day the platform stepped in")),
    (Moment.CREATED, N_("by the day they were placed")),
    (Moment.PAID, N_("by the day they were paid")),
    (Moment.SHIPPED, N_("by the day they were shipped")),
    (Mark.OPEN, N_("not settled yet")),
    (Mark.ENDED, N_("settled or closed")),
    (Mark.ANGRY, N_("buyer is angry")),
    (Mark.SILENT_BAD_REVIEW, N_("silent bad review")),
    (Mark.DISPUTED, N_("disputed on the platform")),
    (Mark.INTERVENED, N_("the platform stepped in")),
    (Mark.MISSED, N_("a deadline was missed")),
    (Mark.RATED, N_("satisfaction is known")),
    (Mark.SATISFIED, N_("satisfaction 4 or 5")),
    (Mark.UNSATISFIED, N_("satisfaction 1 or 2")),
    (Mark.REAL_DEFECT, N_("defect found to be real")),
    (Mark.LESSON, N_("kept as a lesson")),
    (Kept.KEPT, N_("in time")),
    (Kept.MISSED, N_("too late")),
    (Part.SATISFACTION, N_("satisfaction from 1 to 5")),
    (Part.TIME, N_("time taken")),
    (Section.SPEED, N_("How fast")),
    (Section.PLATFORM, N_("What the platform looks at")),
    (Section.DISPUTES, N_("Disputes")),
    (Section.SATISFACTION, N_("How happy buyers are")),
    (Section.CASES, N_("How much there is to do")),
    (Section.MONEY, N_("What cases cost")),
)
_BY_TYPE = {(type(kind), kind.value): text for kind, text in _WORDS}


def words(kind: StrEnum) -> str:
    """The words for one of these kinds in the language spoken now."""
    return _(_BY_TYPE[type(kind), kind.value])
