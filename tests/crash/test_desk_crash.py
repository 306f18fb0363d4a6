"""kill -9 at any moment of a clerk's day, of a backup, of a migration (hostile 54, 58)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.crash import desk_rounds

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "4"))


@pytest.mark.crash
@pytest.mark.timeout(120 + 20 * ROUNDS)
@pytest.mark.parametrize("work", desk_rounds.WORK)
def test_no_kill_leaves_anything_by_half_or_takes_back_what_was_done(
    tmp_path: Path, work: str
) -> None:
    assert desk_rounds.run(tmp_path, work, ROUNDS, seed=20260903).killed == ROUNDS


@pytest.mark.crash
@pytest.mark.timeout(120 + 40 * ROUNDS)
def test_h58_a_migration_that_was_killed_is_finished_by_the_next_start(tmp_path: Path) -> None:
    assert desk_rounds.run_migrations(tmp_path, ROUNDS, 400, seed=20260903).killed
