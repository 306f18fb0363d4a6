"""Turns: nobody who waits is passed over."""

from __future__ import annotations

import threading

import pytest

from desktop_app.core.turns import Turns


def test_those_who_wait_are_served_in_the_order_in_which_they_came() -> None:
    turns, served = Turns(), list[int]()
    threads: list[threading.Thread] = []

    def take(number: int) -> None:
        with turns:
            served.append(number)

    with turns:
        for number in range(5):
            threads.append(threading.Thread(target=take, args=(number,)))
            threads[-1].start()
            while len(turns._queue) <= number:
                pass
        assert served == []
    for thread in threads:
        thread.join()
    assert served == [0, 1, 2, 3, 4]


def test_one_that_takes_it_again_and_again_lets_another_in_between() -> None:
    turns, log = Turns(), list[str]()
    ready = threading.Event()

    def once() -> None:
        ready.set()
        with turns:
            log.append("other")

    other = threading.Thread(target=once)
    with turns:
        other.start()
        ready.wait()
        while not turns._queue:
            pass
    for _turn in range(100):
        with turns:
            log.append("busy")
    other.join()
    assert log[0] == "other"
    assert log.count("busy") == 100


def test_an_error_inside_gives_the_turn_on() -> None:
    turns = Turns()
    with pytest.raises(ZeroDivisionError), turns:
        raise ZeroDivisionError
    with turns:
        assert turns._taken


@pytest.mark.parametrize("handed", [False, True], ids=["waiting", "handed-over"])
def test_one_interrupted_while_waiting_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch,
    handed: bool,  # noqa: FBT001 - a case of the test
) -> None:
    turns = Turns()

    class Interrupted:
        """A lock whose second wait is broken off, as by Ctrl+C."""

        def __init__(self) -> None:
            self.calls = 0

        def acquire(self) -> None:
            self.calls += 1
            if self.calls > 1:
                if handed:
                    turns._pass_on()
                raise KeyboardInterrupt

        def release(self) -> None:
            pass

    turns.__enter__()
    monkeypatch.setattr("desktop_app.core.turns.threading.Lock", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        turns.__enter__()
    monkeypatch.undo()
    assert not turns._queue
    if not handed:
        turns.__exit__()
    with turns:
        assert turns._taken
