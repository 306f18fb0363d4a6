"""Each of the 60 hostile cases has tests that bear its number, and `docs/hostile.md` names them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parents[1]
TABLE = TESTS.parent / "docs" / "hostile.md"
CASES = range(1, 61)
_NAME = re.compile(r"test_h(\d\d)_\w+")


def numbered() -> dict[str, int]:
    """The tests whose names begin with a case's number."""
    found = {}
    for file in TESTS.rglob("test_*.py"):
        text = file.read_text("utf-8")
        for node in ast.parse(text).body if "def test_h" in text else ():
            if isinstance(node, ast.FunctionDef) and (match := _NAME.fullmatch(node.name)):
                found[node.name] = int(match[1])
    return found


def rows() -> dict[int, str]:
    """The table's rows by number."""
    lines = TABLE.read_text("utf-8").splitlines()
    return {int(found[1]): line for line in lines if (found := re.match(r"\| (\d+) \|", line))}


def test_every_hostile_case_has_a_test() -> None:
    assert set(numbered().values()) == set(CASES)


def test_the_table_names_a_test_for_each_case_and_none_that_is_gone() -> None:
    held, told = numbered(), rows()
    assert sorted(told) == list(CASES)
    for number, line in told.items():
        named = [found[0] for found in _NAME.finditer(line)]
        assert named, number
        assert [held.get(name) for name in named] == [number] * len(named)
