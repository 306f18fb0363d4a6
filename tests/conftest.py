"""What all tests stand on: a shop of their own in a temporary folder, and a quiet log."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from desktop_app.core import i18n
from desktop_app.services.store import Store, open_store


@pytest.fixture(autouse=True, scope="session")
def _jobs_are_measured() -> Iterator[None]:
    """Coverage hears of new threads from `threading`, which Qt's are unknown to: jobs tell it."""
    trace = threading.gettrace()
    with pytest.MonkeyPatch.context() as patch:
        if trace is not None:
            from desktop_app.jobs.job import Run

            plain = Run.run

            def followed(run: Run) -> None:
                sys.settrace(trace)
                plain(run)

            patch.setattr(Run, "run", followed)
        yield


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    """Tests read English sentences unless they say otherwise."""
    i18n.use("en")
    yield
    i18n.use("en")


@pytest.fixture(autouse=True)
def _quiet_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """A warning in the log that the test did not ask for fails it; `caplog.clear()` asks."""
    yield
    loud = [
        record
        for record in caplog.get_records("call")
        if record.levelno >= logging.WARNING and record.name.startswith("desktop_app")
    ]
    assert not loud, f"unexpected in the log: {[record.getMessage() for record in loud]}"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    """Where a shop may be made."""
    return tmp_path / "shop"


@pytest.fixture
def shop(data_dir: Path) -> Iterator[Store]:
    """An open, empty shop."""
    store = open_store(data_dir)
    store.who = "tester"
    yield store
    store.close()
