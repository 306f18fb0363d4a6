"""The numbers of the early warning: data, in ``resources/rules/quality.toml``."""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from desktop_app.core import paths
from desktop_app.services.rule_files import read


@dataclass(frozen=True)
class QualityRules:
    """See the file, which says what each number is for."""

    window_days: int
    baseline_days: int
    lag_days: int
    least_buyers: int
    own_days: int
    model_weeks: int
    major_days: int


@cache
def rules() -> QualityRules:
    """The shipped numbers, read once; raises FileTrouble for one that is missing or nought."""
    entries = read(paths.resources() / "rules" / "quality.toml")
    names = [field.name for field in fields(QualityRules)]
    entries.known(*names)
    numbers = {name: entries.number(name) for name in names}
    for name, number in numbers.items():
        if not number and name != "lag_days":
            raise entries.wrong(name, number)
    return QualityRules(**numbers)
