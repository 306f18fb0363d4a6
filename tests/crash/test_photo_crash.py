"""kill -9 at any moment of an import, a rename or a deletion (hostile 49)."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.crash import photo_rounds

ROUNDS = int(os.environ.get("CRASH_ROUNDS", "10"))


@pytest.mark.crash
@pytest.mark.timeout(120 + 20 * ROUNDS)
def test_h49_no_kill_loses_a_photo_or_leaves_a_record_without_its_file(tmp_path: Path) -> None:
    result = photo_rounds.run(tmp_path, ROUNDS, seed=20260903)
    assert result.killed == ROUNDS
