"""Turns: how many threads of a process make a page at once, and in which order.

Threads of one process share one interpreter: ten that each make a page take ten times as long, and all of
them end late. Made two at a time, in the order in which they were asked for, the first are answered early and
nobody waits for longer. Files and uploads take no turns: they wait for networks and disks.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Turns:
    """Lets so many through at a time; the others in the order in which they came."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: deque[threading.Lock] = deque()
        self._lock = threading.Lock()

    def __enter__(self) -> None:
        with self._lock:
            if self._free:
                self._free -= 1
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()  # until one who leaves hands over their place

    def __exit__(self, *error: object) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._free += 1


def taking_turns(turns: Turns) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A view that waits for its turn."""

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
            with turns:
                return view(*args, **kwargs)

        return wrapped

    return decorate
