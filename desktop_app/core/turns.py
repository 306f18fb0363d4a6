"""Taking turns: a lock that serves threads in the order in which they came.

An ordinary lock lets whoever just released it have it again, so one thread that takes it a
hundred times in a row would keep all others out.
"""

from __future__ import annotations

import threading
from collections import deque
from typing import Self


class Turns:
    """Used by ``with``; not to be taken twice by one thread."""

    def __init__(self) -> None:
        self._mutex = threading.Lock()
        self._queue: deque[threading.Lock] = deque()
        self._taken = False

    def __enter__(self) -> Self:
        with self._mutex:
            if not self._taken:
                self._taken = True
                return self
            mine = threading.Lock()
            mine.acquire()
            self._queue.append(mine)
        try:
            mine.acquire()  # released by whoever's turn was before
        except BaseException:
            self._give_up(mine)
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        with self._mutex:
            self._pass_on()

    def _give_up(self, mine: threading.Lock) -> None:
        with self._mutex:
            if mine in self._queue:
                self._queue.remove(mine)
            else:
                self._pass_on()

    def _pass_on(self) -> None:
        if self._queue:
            self._queue.popleft().release()
        else:
            self._taken = False
