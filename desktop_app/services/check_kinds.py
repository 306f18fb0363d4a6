"""What can be wrong with a shop's data, and how bad that is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum, unique


@unique
class Severity(StrEnum):
    """How much an ill matters, the worst first."""

    LOSS = "loss"  # something is damaged or gone
    WRONG = "wrong"  # a figure or a list shows what isn't so
    TIDY = "tidy"  # nothing is lost or shown wrongly


@unique
class Ill(StrEnum):
    """What can be wrong."""

    DATABASE = "database"
    FOREIGN_KEY = "foreign_key"
    ARCHIVE_MISSING = "archive_missing"
    PHOTO_MISSING = "photo_missing"
    PHOTO_SIZE = "photo_size"
    MONTH_TOTALS = "month_totals"
    DATABASE_INDEX = "database_index"
    SEARCH_INDEX = "search_index"
    DUE_TIMES = "due_times"
    STOCK_LINE = "stock_line"
    NUMBER_SERIES = "number_series"
    SETTING = "setting"
    RULES = "rules"
    SHEET_MISSING = "sheet_missing"
    FOLDER_MISSING = "folder_missing"
    UNFINISHED = "unfinished"
    STRAY_FILE = "stray_file"
    LEFTOVER = "leftover"
    CACHE = "cache"

    @property
    def severity(self) -> Severity:
        return _SEVERITIES.get(self, Severity.WRONG)

    @property
    def can_be_repaired(self) -> bool:
        """Whether there is a repair that can't lose anything; it may still find no source."""
        return self not in _FOR_A_PERSON


_SEVERITIES = {
    **dict.fromkeys(
        (
            *(Ill.DATABASE, Ill.FOREIGN_KEY, Ill.ARCHIVE_MISSING),
            *(Ill.PHOTO_MISSING, Ill.PHOTO_SIZE, Ill.MONTH_TOTALS),
        ),
        Severity.LOSS,
    ),
    **dict.fromkeys(
        (Ill.FOLDER_MISSING, Ill.UNFINISHED, Ill.STRAY_FILE, Ill.LEFTOVER, Ill.CACHE),
        Severity.TIDY,
    ),
}
_FOR_A_PERSON = frozenset(
    {
        *(Ill.DATABASE, Ill.FOREIGN_KEY, Ill.ARCHIVE_MISSING, Ill.MONTH_TOTALS),
        *(Ill.STOCK_LINE, Ill.RULES, Ill.SHEET_MISSING),
    }
)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: where, whose, and in what way.

    ``where`` is a file's place within the data folder, a case's number, or a table's row;
    ``owner`` the buyer or document that it belongs to, if any; ``key`` the row's id, if one.
    """

    ill: Ill
    where: str
    detail: str = ""
    owner: str = ""
    key: int = 0
