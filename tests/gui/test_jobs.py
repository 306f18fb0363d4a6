"""Jobs always come back, on the window's thread, with a result or an error; views hear once."""

from __future__ import annotations

import threading

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import NotFound, Reason
from desktop_app.core.kinds import Platform, Topic
from desktop_app.core.track import Track
from desktop_app.services import buyers
from desktop_app.services.store import Changes
from desktop_app.views.desk import Desk
from desktop_app.views.job_panel import JobPanel
from desktop_app.views.theme import Tone


def test_a_result_comes_home_to_the_window_s_thread(desk: Desk, qtbot: QtBot) -> None:
    came: list[tuple[int, bool]] = []
    job = desk.write(
        "count",
        lambda track: sum(track([1, 2, 3])),
        lambda result: came.append((result, threading.current_thread() is threading.main_thread())),
    )
    qtbot.waitSignal(job.ended).wait()
    assert came == [(6, True)]
    assert desk.jobs.running == []


def test_writers_queue_and_write_over_their_own_connection(desk: Desk, qtbot: QtBot) -> None:
    order: list[str] = []

    def work(name: str) -> int:
        order.append(name)
        return buyers.obtain(desk.store, Platform.TAOBAO, name)

    jobs = [
        desk.write(name, lambda _track, name=name: work(name), lambda _done: None)
        for name in ("甲", "乙", "丙")
    ]
    qtbot.waitSignals([job.ended for job in jobs]).wait()
    assert order == ["甲", "乙", "丙"]
    assert buyers.named(desk.store, "丙").buyer_id == "丙"


def test_a_user_s_error_becomes_a_sentence(desk: Desk, qtbot: QtBot) -> None:
    said: list[tuple[str, Tone]] = []
    desk.ways.said.connect(lambda text, tone: said.append((text, tone)))

    def work(_track: Track) -> None:
        raise NotFound(Reason.CASE_UNKNOWN, value="AS1")

    qtbot.waitSignal(desk.read(work, lambda _done: None).ended).wait()
    assert said == [("There is no case AS1.", Tone.BAD)]


def test_a_bug_in_a_job_is_logged_and_raised_at_home(
    desk: Desk, qtbot: QtBot, caplog: pytest.LogCaptureFixture
) -> None:
    failures: list[BaseException] = []
    job = desk.jobs.read(lambda _track: 1 // 0, lambda _done: None, failures.append)
    qtbot.waitSignal(job.ended).wait()
    assert isinstance(failures[0], ZeroDivisionError)
    assert "job failed" in caplog.text
    caplog.clear()


def test_cancelling_stops_between_two_items(desk: Desk, qtbot: QtBot) -> None:
    begun = threading.Event()
    go_on = threading.Event()
    done: list[int] = []

    def work(track: Track) -> None:
        for number in track(range(1000)):
            done.append(number)
            begun.set()
            go_on.wait(5)

    panel = JobPanel(desk.jobs)
    qtbot.addWidget(panel)
    job = desk.write("long work", work, lambda _done: done.append(-1))
    begun.wait(5)
    assert not panel.isHidden()
    assert panel.words().startswith("long work")
    with qtbot.waitSignal(job.cancelled):
        job.cancel()
        go_on.set()
    assert done == [0]
    assert panel.isHidden()


def test_the_panel_says_count_and_what_waits(desk: Desk, qtbot: QtBot) -> None:
    reached = threading.Event()
    go_on = threading.Event()

    def work(track: Track) -> None:
        for number in track(range(4)):
            if number == 2:
                reached.set()
                go_on.wait(5)

    panel = JobPanel(desk.jobs)
    qtbot.addWidget(panel)
    first = desk.write("first", work, lambda _done: None)
    second = desk.write("second", lambda _track: None, lambda _done: None)
    reached.wait(5)
    qtbot.waitUntil(lambda: "2 of 4" in panel.words())
    assert "1 waiting" in panel.words()
    go_on.set()
    qtbot.waitSignals([first.ended, second.ended]).wait()


def test_views_hear_of_many_commits_once(desk: Desk, qtbot: QtBot) -> None:
    heard: list[Changes] = []
    desk.notices.changed.connect(heard.append)
    with qtbot.waitSignal(desk.notices.changed):
        ids = {buyers.obtain(desk.store, Platform.TAOBAO, name) for name in "甲乙丙"}
    assert len(heard) == 1
    assert heard[0].ids == {Topic.BUYERS: ids}


def test_nothing_begins_after_the_end(desk: Desk, qtbot: QtBot) -> None:
    """A timer of a window that is going may still ask for something."""
    done: list[object] = []
    desk.jobs.close()
    job = desk.jobs.read(done.append, done.append, done.append)
    qtbot.wait(20)
    assert done == []
    assert desk.jobs.running == []
    assert job.parent() is desk.jobs
